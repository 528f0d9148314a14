// The comparison with the year before: taken where it is looked at, in the second tab or over the pages.

import { legend } from "./changes.js";
import { byId } from "./dom.js";
import { getJson, url } from "./net.js";
import { recall, remember } from "./settings.js";

/** @typedef {import("./types.js").Snapshot} Snapshot */
/** @typedef {import("./types.js").Changes} Changes */

/**
 * @param {{
 *   snapshot: () => Snapshot | null,
 *   inTab: () => boolean,
 *   moved: {show: (changes: Changes | null, snapshot: Snapshot, trouble?: string) => void},
 *   dress: {changes: (changes: import("./types.js").Change[]) => void},
 *   note: (text: string) => void,
 *   announce: (text: string) => void,
 * }} parts
 */
export function createCompare(parts) {
  const button = byId("overlay");
  let on = recall("overlay", false);
  /** @type {Changes | null} */
  let changes = null;
  /** @type {string} which state of the document `changes` is, or will be, of */
  let taken = "";

  button.addEventListener("click", toggle);

  async function update() {
    const snapshot = parts.snapshot();
    if (!snapshot) return;
    const possible = snapshot.previous !== "";
    button.hidden = !possible;
    button.setAttribute("aria-pressed", String(on));
    document.body.dataset.overlay = on && possible ? "on" : "off";
    const wanted = `${snapshot.server} ${snapshot.label} ${snapshot.serial}`;
    if (possible && (on || parts.inTab()) && taken !== wanted) await take(snapshot, wanted);
    else draw();
  }

  /** @param {Snapshot} snapshot @param {string} wanted */
  async function take(snapshot, wanted) {
    taken = wanted;
    try {
      const data = await getJson(url("/api/changes", { document: snapshot.label, against: snapshot.previous }));
      if (taken !== wanted) return;
      changes = data;
      draw();
    } catch {
      if (taken !== wanted) return;
      forget();
      parts.moved.show(null, snapshot, "现在不能比较，保存后再试。");
    }
  }

  function draw() {
    const snapshot = parts.snapshot();
    if (!snapshot) return;
    const shown = on && changes !== null && snapshot.previous !== "";
    parts.moved.show(snapshot.previous ? changes : null, snapshot);
    parts.dress.changes(shown && changes ? changes.changes : []);
    byId("legend").hidden = !shown;
    byId("legend").replaceChildren(...(shown && changes ? legend(changes, toggle) : []));
  }

  function toggle() {
    if (!parts.snapshot()?.previous) {
      parts.note("没有上一年度的文件，不能比较");
      return;
    }
    const inside = byId("legend").contains(document.activeElement);
    on = !on;
    remember("overlay", on);
    parts.announce(on ? "显示与上年的比较" : "不显示与上年的比较");
    update();
    if (inside) button.focus();
  }

  /** Another document: nothing is known of it. */
  function forget() {
    changes = null;
    taken = "";
    parts.dress.changes([]);
    byId("legend").hidden = true;
  }

  return { update, toggle, forget };
}
