// The live page: what is shown, and how its parts hear of each other.

import { createCard } from "./card.js";
import { createChanges, legend } from "./changes.js";
import { byId, calm } from "./dom.js";
import { createDress } from "./dress.js";
import { createEvents } from "./events.js";
import { createFindings } from "./findings.js";
import { createGlyphs } from "./glyphs.js";
import { createKeys } from "./keys.js";
import { getJson, Refused, url } from "./net.js";
import { createPages } from "./pages.js";
import { createPaper } from "./paper.js";
import { createPlaces } from "./places.js";
import { createProblems } from "./problems.js";
import { createProjects } from "./projects.js";
import { recall, remember } from "./settings.js";
import { createSides } from "./sides.js";
import { buildWords, createState, stateWords } from "./state.js";
import { createTabs } from "./tabs.js";
import { createTheme } from "./theme.js";
import { createYears } from "./years.js";
import { createZoom } from "./zoom.js";

/** @typedef {import("./types.js").Snapshot} Snapshot */
/** @typedef {import("./types.js").Documents} Documents */
/** @typedef {import("./types.js").Changes} Changes */
/** @typedef {import("./types.js").PagesNews} PagesNews */
/** @typedef {import("./types.js").PlaceRef} PlaceRef */

const UNPRINTED = "这一栏不印在表上";
const AGAIN = 1000;

function start() {
  const desk = byId("desk");
  const root = document.documentElement;
  /** @type {Documents} */
  let documents = { server: "", workspace: "", editor: false, documents: [] };
  /** @type {Snapshot | null} */
  let snapshot = null;
  /** @type {Changes | null} */
  let changes = null;
  /** @type {import("./types.js").Fault[]} */
  let trouble = [];
  let label = "";
  let server = "";
  let gone = false;
  let compared = "";
  let overlay = recall("overlay", false);
  let asked = 0;
  let retry = 0;
  /** @type {string} the project to go to when another year comes */
  let wantedFile = "";
  let choosing = 0;

  const state = createState();
  const theme = createTheme(state.announce);
  const glyphs = createGlyphs(/** @type {Element} */ (byId("glyphs").firstElementChild));
  /** @type {ReturnType<typeof createDress>} */
  let dress;
  const pages = createPages({
    glyphs,
    dress: (leaf) => dress.whole(leaf),
    stale: () => soon(AGAIN),
    scrolled: followed,
  });
  dress = createDress(pages);
  const card = createCard({ label: () => label, editor: () => documents.editor, announce: state.announce });
  const visit = async (/** @type {{file: string, line: number, column: number}} */ at) => note(await card.visit(at));
  const places = createPlaces({ pages, about: dress.about, clicked: (place) => card.locate(place) });
  const problems = createProblems({ visit });
  const projects = createProjects({
    toPage: (number) => go(() => toPage(number)),
    toProject: (project) => go(() => toProject(project.file)),
  });
  const findings = createFindings({
    chosen: (finding) => chooseFinding(finding.id),
    visit,
    related: (related) => choosePlaces(related.places ?? [], related.file, related.message),
    faults: problems.list,
  });
  const moved = createChanges({ chosen: (change) => chooseChange(change), faults: problems.list });
  const tabs = createTabs({ shown: () => compare() });
  const zoom = createZoom({ steady: pages.steady, pages: () => snapshot?.pages ?? [] });
  const sides = createSides({ changed: (change) => { pages.steady(change); zoom.apply(); } });
  const years = createYears({ choose: (to) => { location.hash = to; } });
  const paper = createPaper({ pages, pdf: () => (snapshot?.pdf ? url("/pdf", { document: label }) : "") });
  const events = createEvents({
    hello: greeted,
    lost: () => state.lost("连接断开，等待重新连接…"),
    news: {
      snapshot: take,
      pages: quick,
      busy: (data) => { if (data.label === label) state.busy(); },
      documents: listed,
      gone: (data) => { if (data.label === label) { gone = true; faults(); } },
      trouble: (data) => { trouble = data.faults ?? []; faults(); },
      resync: () => soon(0),
      bye: () => state.lost("预览已结束，等待重新启动…"),
    },
  });

  // -- which document -----------------------------------------------------------------------------------------------

  /** @param {Documents} data */
  function listed(data) {
    documents = data;
    renewed(data.server);
    if (!label || !data.documents.some((one) => one.label === label)) settle();
    years.show(data, label);
  }

  /** Shows the document of the address, else the last one, else the first. */
  function settle() {
    const known = new Set(documents.documents.map((one) => one.label));
    const wish = [fromHash(), label, recall("last", "")].find((one) => known.has(one)) ?? documents.documents[0]?.label ?? "";
    if (wish && wish !== label) turn(wish);
    else if (!wish && !label) empty();
  }

  function empty() {
    byId("nothing").hidden = false;
    byId("nothing").textContent = "还没有可以预览的部门年度。建好部门文件夹并保存以后，页面会自己出现。";
    state.rest("ok", "没有文件");
  }

  /** @param {string} to */
  function turn(to) {
    wantedFile = pages.current()?.page.file.split("/").at(-1) ?? "";
    label = to;
    remember("last", to);
    if (fromHash() !== to) history.replaceState(null, "", `#${to}`);
    snapshot = null;
    changes = null;
    compared = "";
    gone = false;
    card.close();
    dress.choose([], false);
    dress.findings([]);
    dress.changes([]);
    state.rest("wait", "正在打开…");
    events.listen(to);
    years.show(documents, to);
    soon(0);
  }

  function fromHash() {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return "";
    }
  }

  window.addEventListener("hashchange", () => {
    const to = fromHash();
    if (to !== label && documents.documents.some((one) => one.label === to)) turn(to);
  });

  // -- what the server says -----------------------------------------------------------------------------------------

  /** @param {string} id @param {boolean} again */
  function greeted(id, again) {
    state.back();
    const other = server !== "" && id !== server;
    renewed(id);
    if (!again && !other) return;
    if (again) listDocuments();
    soon(0);
  }

  /** Another run of the server numbers its glyphs anew: nothing that is here fits any more. @param {string} id */
  function renewed(id) {
    if (!id || id === server) return;
    server = id;
    root.dataset.server = id;
    glyphs.reset(id);
    compared = "";
    if (snapshot && snapshot.server !== id) snapshot = { ...snapshot, serial: -1 };
  }

  async function listDocuments() {
    try {
      listed(await getJson("/api/documents"));
    } catch {
      clearTimeout(retry);
      retry = window.setTimeout(listDocuments, AGAIN);
      state.lost("连接断开，等待重新连接…");
    }
  }

  /** Asks for everything anew, once for all who ask within `wait` milliseconds. @param {number} wait */
  function soon(wait) {
    if (!label) return;
    clearTimeout(asked);
    asked = window.setTimeout(async () => {
      const mine = label;
      try {
        const data = await getJson(url("/api/snapshot", { document: mine }));
        if (mine === label) await take(data);
      } catch (failure) {
        if (mine === label) refused(failure);
      }
    }, wait);
  }

  /** @param {unknown} failure */
  function refused(failure) {
    if (failure instanceof Refused && failure.status === 404) {
      gone = true;
      faults();
      if (!snapshot) state.rest("broken", "没有页面");
    } else if (failure instanceof Refused && failure.status > 0) soon(AGAIN);
  }

  /** @param {Snapshot} data */
  async function take(data) {
    if (data.label !== label || stale(data)) return;
    performance.mark("jixiao:snapshot", { detail: { serial: data.serial } });
    renewed(data.server);
    const first = !snapshot;
    snapshot = data;
    gone = false;
    trouble = [];
    if (data.glyphs) glyphs.ensure(data.glyphs).catch(() => soon(AGAIN));
    byId("nothing").hidden = data.pages.length > 0 || data.broken;
    byId("nothing").textContent = "还没有页面。";
    pages.show(data, data.pages);
    zoom.apply();
    if (first) recover(data);
    dress.findings(data.findings);
    const shown = pages.settled();
    head(data);
    projects.show(data);
    findings.show(data);
    compare();
    followed();
    faults();
    await shown;
    applied(data.serial);
    if (!first || data.broken) state.announce(buildWords(data));
  }

  /** Older than what is here, which happens where an answer and the news cross. @param {Snapshot} data */
  function stale(data) {
    return snapshot !== null && snapshot.server === data.server && data.serial < snapshot.serial;
  }

  /** @param {PagesNews} data */
  async function quick(data) {
    if (data.label !== label || !snapshot || data.serial < snapshot.serial) return;
    performance.mark("jixiao:pages", { detail: { serial: data.serial } });
    const keys = new Map(data.changed.map((one) => [one.number, one.key]));
    snapshot = { ...snapshot, serial: data.serial, pages: snapshot.pages.map((page) => ({ ...page, key: keys.get(page.number) ?? page.key })) };
    pages.renew(data.changed);
    await pages.settled();
    applied(data.serial);
  }

  /** @param {number} serial */
  function applied(serial) {
    if (!snapshot || snapshot.serial > serial) return;
    root.dataset.serial = String(serial);
    performance.mark("jixiao:applied", { detail: { serial } });
  }

  /** @param {Snapshot} data */
  function head(data) {
    years.head(data);
    state.rest(...stateWords(data));
    const link = /** @type {HTMLAnchorElement} */ (byId("download"));
    link.hidden = !data.pdf;
    link.href = url("/pdf", { document: label, download: 1 });
    /** @type {HTMLButtonElement} */ (byId("print")).disabled = !data.pages.length;
    byId("overlay").hidden = !data.previous;
    byId("dock-count").textContent = data.checked ? `意见 ${findings.count()}` : "意见";
  }

  function faults() {
    const broken = snapshot?.broken ?? false;
    document.body.toggleAttribute("data-broken", broken || gone);
    const some = (snapshot?.pages.length ?? 0) > 0;
    if (gone) problems.show("这个部门年度的文件夹不见了", [], some ? "下面是最后一次的页面；文件夹回来以后自动恢复。" : "文件夹回来以后自动恢复。");
    else if (snapshot && broken) problems.show(brokenTitle(snapshot.faults, some), snapshot.faults);
    else if (trouble.length) problems.show("有一个问题，解决后自动恢复", trouble);
    else problems.show("", []);
  }

  // -- moving about -------------------------------------------------------------------------------------------------

  function followed() {
    const leaf = pages.current();
    if (!leaf || !snapshot) return;
    projects.follow(leaf.page.file, leaf.page.number);
    findings.follow(leaf.page.file);
    keepPlace();
  }

  function keepPlace() {
    try {
      sessionStorage.setItem(`jixiao.at.${label}`, JSON.stringify(pages.anchor()));
    } catch {
      // Then a reload starts at the top.
    }
  }

  /** Where the window stood before a reload, or the project that was in view in the other year. @param {Snapshot} data */
  function recover(data) {
    const same = wantedFile && data.projects.find((one) => one.file.split("/").at(-1) === wantedFile);
    wantedFile = "";
    try {
      if (pages.restore(JSON.parse(sessionStorage.getItem(`jixiao.at.${label}`) ?? "null"))) return;
    } catch {
      // As above.
    }
    if (same) toProject(same.file);
  }

  /** @param {() => void} change */
  function go(change) {
    sides.makeWay();
    change();
    followed();
  }

  /** @param {number} number */
  function toPage(number) {
    const leaf = pages.leaves()[number - 1];
    if (leaf) pages.toLeaf(leaf);
  }

  /** @param {string} file */
  function toProject(file) {
    const project = snapshot?.projects.find((one) => one.file === file);
    if (project?.page) toPage(project.page);
    else if (project) state.announce("这个项目没有印出");
    else toPage(snapshot?.front.at(-1)?.page ?? 1);
  }

  /** @param {1 | -1} step */
  function nextProject(step) {
    const leaf = pages.current();
    const next = projects.beside(leaf?.page.file ?? "", step);
    if (next) toProject(next.file);
    else if (step < 0) toPage(snapshot?.front.at(-1)?.page ?? 1);
    followed();
    if (next) state.announce(next.name);
  }

  // -- findings and changes -----------------------------------------------------------------------------------------

  /** @param {string} id */
  function chooseFinding(id) {
    const finding = snapshot?.findings.find((one) => one.id === id);
    if (!finding) return;
    findings.choose(id);
    moved.choose("");
    choosePlaces(finding.places, finding.file, `${finding.level_word}：${finding.title}。${finding.message}`);
  }

  /** @param {import("./types.js").Change} change */
  function chooseChange(change) {
    moved.choose(change.id);
    findings.choose("");
    choosePlaces(change.places, change.file, `${change.verdict_word}：${change.name}。${change.why}`);
  }

  /** @param {1 | -1} step */
  function nextRemark(step) {
    if (tabs.current() === "changes") {
      const change = moved.beside(step);
      if (change) chooseChange(change);
    } else {
      const finding = findings.beside(step);
      if (finding) chooseFinding(finding.id);
    }
  }

  /**
   * Shows and outlines places; where there are none, goes to the project.
   *
   * @param {PlaceRef[]} refs
   * @param {string} file
   * @param {string} words
   */
  async function choosePlaces(refs, file, words) {
    choosing += 1;
    const mine = choosing;
    card.close();
    sides.makeWay();
    dress.choose(refs, true);
    const hit = await firstOf(refs);
    if (mine !== choosing) return;
    if (hit) {
      dress.choose(refs, true);
      reveal(hit.found[0]);
      state.announce(`${words} 第 ${hit.leaf.page.number} 页`);
    } else {
      if (file) toProject(file);
      note(file || refs.length ? UNPRINTED : "本年没有这一项");
      state.announce(`${words} ${UNPRINTED}`);
    }
    followed();
  }

  /** @param {PlaceRef[]} refs */
  async function firstOf(refs) {
    for (const ref of refs) {
      const hit = await pages.find(ref);
      if (hit) return hit;
    }
    return null;
  }

  /** Scrolls no more than needed. @param {SVGElement} place */
  function reveal(place) {
    const box = place.getBoundingClientRect();
    const frame = desk.getBoundingClientRect();
    const up = box.top - frame.top;
    const down = box.bottom - frame.bottom;
    const left = box.left < frame.left + 12 ? box.left - frame.left - 24 : Math.max(0, box.right - frame.right + 24);
    if (up > 48 && down < -48 && !left) return;
    const top = up > 48 && down < -48 ? 0 : up - desk.clientHeight * 0.3;
    const near = Math.abs(top) < desk.clientHeight * 1.5;
    desk.scrollBy({ top, left: desk.scrollWidth > desk.clientWidth ? left : 0, behavior: near && !calm() ? "smooth" : "auto" });
  }

  let noting = 0;
  /** A word that goes by itself. @param {string} text */
  function note(text) {
    const shown = byId("progress");
    shown.textContent = text;
    shown.hidden = false;
    clearTimeout(noting);
    noting = window.setTimeout(() => { shown.hidden = true; }, 2400);
  }

  /** Takes the comparison where it is looked at, once for each state of the document. */
  async function compare() {
    const now = snapshot;
    document.body.dataset.overlay = overlay && now?.previous ? "on" : "off";
    byId("overlay").setAttribute("aria-pressed", String(overlay));
    if (!now) return;
    if (!now.previous || (!overlay && tabs.current() !== "changes")) return drawChanges();
    const wanted = `${now.server} ${now.label} ${now.serial}`;
    if (compared === wanted) return drawChanges();
    compared = wanted;
    try {
      const data = await getJson(url("/api/changes", { document: now.label, against: now.previous }));
      if (compared !== wanted) return;
      changes = data;
      drawChanges();
    } catch {
      if (compared !== wanted) return;
      compared = "";
      moved.show(null, now, "现在不能比较，保存后再试。");
    }
  }

  function drawChanges() {
    if (!snapshot) return;
    const on = overlay && changes !== null && snapshot.previous !== "";
    moved.show(snapshot.previous ? changes : null, snapshot);
    dress.changes(on && changes ? changes.changes : []);
    byId("legend").hidden = !on;
    byId("legend").replaceChildren(...(on && changes ? legend(changes, toggleOverlay) : []));
  }

  function toggleOverlay() {
    if (!snapshot?.previous) return note("没有上一年度的文件，不能比较");
    overlay = !overlay;
    remember("overlay", overlay);
    state.announce(overlay ? "显示与上年的比较" : "不显示与上年的比较");
    compare();
    if (!overlay && !document.activeElement?.isConnected) byId("overlay").focus();
  }

  // -- buttons and keys ---------------------------------------------------------------------------------------------

  const help = /** @type {HTMLDialogElement} */ (byId("help-dialog"));
  byId("overlay").addEventListener("click", toggleOverlay);
  byId("print").addEventListener("click", paper.print);
  byId("help").addEventListener("click", () => help.showModal());
  byId("dock-next").addEventListener("click", () => nextRemark(1));
  byId("dock-previous").addEventListener("click", () => nextRemark(-1));
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault();
    desk.focus();
  });
  createKeys({
    j: () => nextProject(1),
    k: () => nextProject(-1),
    n: () => nextRemark(1),
    p: () => nextRemark(-1),
    "/": () => { sides.open("list"); projects.focusSearch(); },
    o: toggleOverlay,
    d: () => { if (!byId("download").hidden) byId("download").click(); },
    t: theme.next,
    "+": () => zoom.step(1),
    "=": () => zoom.step(1),
    "-": () => zoom.step(-1),
    0: zoom.fit,
    "?": () => help.showModal(),
    print: paper.print,
    Escape: () => {
      places.hide();
      if (card.close() || sides.closeSheet()) return;
      dress.choose([], false);
      findings.choose("");
      moved.choose("");
    },
  });

  listDocuments();
}

/** @param {import("./types.js").Fault[]} faults @param {boolean} some  whether there are pages to look at */
function brokenTitle(faults, some) {
  const count = faults.filter((one) => one.level === "error").length;
  const words = count ? `有 ${count} 处写错，改好保存后自动恢复` : "现在不能生成，改好保存后自动恢复";
  return some ? `${words}；下面是上一次的页面` : words;
}

start();
