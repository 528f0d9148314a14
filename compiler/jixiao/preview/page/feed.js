// What the server says of the document shown: which one it is, its newest state, and what is wrong with it.

import { createEvents } from "./events.js";
import { getJson, Refused, url } from "./net.js";
import { recall, remember } from "./settings.js";

/** @typedef {import("./types.js").Snapshot} Snapshot */
/** @typedef {import("./types.js").Documents} Documents */
/** @typedef {import("./types.js").PagesNews} PagesNews */
/** @typedef {import("./types.js").Fault} Fault */

const AGAIN = 1000;
const LOST = "连接断开，等待重新连接…";
const ENDED = "预览已结束，等待重新启动…";

/**
 * @param {{
 *   state: {rest: (kind: string, text: string) => void, busy: () => void, lost: (text: string) => void, back: () => void},
 *   another: (server: string) => void,
 *   listed: (documents: Documents, label: string) => void,
 *   turned: (label: string) => void,
 *   taken: (snapshot: Snapshot, first: boolean) => Promise<void>,
 *   told: (snapshot: Snapshot, first: boolean) => void,
 *   renewed: (changed: {number: number, key: string}[]) => Promise<void>,
 *   wrong: () => void,
 *   empty: () => void,
 * }} hooks  `another`: the server is another run; `taken` and `renewed` show pages, and come back
 *   when those in view are there; `told` shows all else
 */
export function createFeed(hooks) {
  const root = document.documentElement;
  /** @type {Documents} */
  let documents = { server: "", workspace: "", editor: false, documents: [] };
  /** @type {Snapshot | null} */
  let snapshot = null;
  /** @type {Snapshot | null} the last one that came whole; `snapshot` may have newer pages */
  let newest = null;
  /** @type {Fault[]} */
  let trouble = [];
  let gone = false;
  let label = "";
  let server = "";
  let asked = 0;
  let retry = 0;
  const { state } = hooks;
  const events = createEvents({
    hello: greeted,
    lost: () => state.lost(LOST),
    news: {
      snapshot: take,
      pages: quick,
      busy: (data) => { if (data.label === label) state.busy(); },
      documents: listed,
      gone: (data) => { if (data.label === label) wrong({ gone: true }); },
      trouble: (data) => wrong({ trouble: data.faults ?? [] }),
      resync: () => again(0),
      bye: () => state.lost(ENDED),
    },
  });

  window.addEventListener("hashchange", () => {
    const to = fromHash();
    if (to !== label && documents.documents.some((one) => one.label === to)) turn(to);
  });

  // -- which document -----------------------------------------------------------------------------------------------

  async function start() {
    clearTimeout(retry);
    try {
      listed(await getJson("/api/documents"));
    } catch {
      state.lost(LOST);
      retry = window.setTimeout(start, AGAIN);
    }
  }

  /** @param {Documents} data */
  function listed(data) {
    documents = data;
    meet(data.server);
    if (!label || !data.documents.some((one) => one.label === label)) settle();
    hooks.listed(data, label);
  }

  /** Shows the document of the address, else the last one, else the newest year of the first. */
  function settle() {
    const known = new Set(documents.documents.map((one) => one.label));
    const wish = [fromHash(), label, recall("last", "")].find((one) => known.has(one)) ?? newestYear()?.label ?? "";
    if (wish && wish !== label) turn(wish);
    else if (!wish && !label) {
      hooks.empty();
      events.listen("");
    }
  }

  function newestYear() {
    const folder = documents.documents[0]?.folder;
    const years = documents.documents.filter((one) => one.folder === folder);
    return years.sort((a, b) => b.year.localeCompare(a.year))[0];
  }

  /** @param {string} to */
  function turn(to) {
    label = to;
    snapshot = null;
    newest = null;
    gone = false;
    trouble = [];
    remember("last", to);
    if (fromHash() !== to) history.replaceState(null, "", `#${to}`);
    state.rest("wait", "正在打开…");
    hooks.turned(to);
    hooks.listed(documents, to);
    hooks.wrong();
    events.listen(to);
    again(0);
  }

  // -- news ---------------------------------------------------------------------------------------------------------

  /** @param {string} id @param {boolean} after  whether there was a break */
  function greeted(id, after) {
    state.back();
    const other = server !== "" && id !== server;
    meet(id);
    if (after || !documents.server) start();
    if (after || other) again(0);
  }

  /** Another run of the server numbers its glyphs anew: nothing that is here fits any more. @param {string} id */
  function meet(id) {
    if (!id || id === server) return;
    server = id;
    root.dataset.server = id;
    hooks.another(id);
  }

  /** Asks for everything anew, once for all who ask within `wait` milliseconds. @param {number} wait */
  function again(wait) {
    if (!label) return;
    clearTimeout(asked);
    asked = window.setTimeout(fetchAll, wait);
  }

  async function fetchAll() {
    const mine = label;
    try {
      const data = await getJson(url("/api/snapshot", { document: mine }));
      if (mine === label) await take(data);
    } catch (failure) {
      if (mine === label && failure instanceof Refused) refused(failure);
      else if (!(failure instanceof Refused)) throw failure;
    }
  }

  /** @param {Refused} failure */
  function refused(failure) {
    if (failure.status === 404) {
      wrong({ gone: true });
      if (!snapshot) state.rest("broken", "没有页面");
    } else if (failure.status > 0) again(AGAIN);
  }

  /** @param {Snapshot} data */
  async function take(data) {
    if (data.label !== label || older(data)) return;
    performance.mark("jixiao:snapshot", { detail: { serial: data.serial } });
    meet(data.server);
    const first = !snapshot;
    snapshot = data;
    gone = false;
    trouble = [];
    newest = data;
    await hooks.taken(data, first);
    // Another one came meanwhile, and tells it all.
    if (newest !== data) return;
    performance.mark("jixiao:shown", { detail: { serial: data.serial } });
    hooks.told(data, first);
    applied(data);
  }

  /** Older than what is here, which happens where an answer and the news cross. @param {Snapshot} data */
  function older(data) {
    return snapshot !== null && snapshot.server === data.server && data.serial < snapshot.serial;
  }

  /** @param {PagesNews} data */
  async function quick(data) {
    if (data.label !== label || !snapshot || snapshot.server !== server || data.serial < snapshot.serial) return;
    performance.mark("jixiao:pages", { detail: { serial: data.serial } });
    const keys = new Map(data.changed.map((one) => [one.number, one.key]));
    const mine = { ...snapshot, serial: data.serial, pages: snapshot.pages.map((page) => ({ ...page, key: keys.get(page.number) ?? page.key })) };
    snapshot = mine;
    await hooks.renewed(data.changed);
    applied(mine);
  }

  /** The pages in view are on the screen. @param {Snapshot} mine */
  function applied(mine) {
    if (!snapshot || mine.label !== label || mine.serial < snapshot.serial) return;
    root.dataset.serial = String(mine.serial);
    performance.mark("jixiao:applied", { detail: { serial: mine.serial } });
  }

  /** @param {{gone?: boolean, trouble?: Fault[]}} what */
  function wrong(what) {
    gone = what.gone ?? gone;
    trouble = what.trouble ?? trouble;
    hooks.wrong();
  }

  return {
    start,
    /** Something that is shown is no longer current. */
    stale: () => again(AGAIN),
    label: () => label,
    snapshot: () => snapshot,
    editor: () => documents.editor,
    wrongs: () => ({ gone, trouble }),
  };
}

function fromHash() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}
