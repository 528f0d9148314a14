// What changed since last year: the second tab, and the legend of the overlay.

import { byId, el, icon, swatch } from "./dom.js";
import { createGroups, levelButtons } from "./groups.js";
import { recall, remember } from "./settings.js";

/** @typedef {import("./types.js").Change} Change */
/** @typedef {import("./types.js").Changes} Changes */
/** @typedef {import("./types.js").Snapshot} Snapshot */

const SEVERITIES = [["critical", "重大"], ["major", "关注"], ["notice", "一般"], ["cosmetic", "文字"]];
const GONE = "上年有、本年没有";

/**
 * @param {{chosen: (change: Change) => void, faults: (faults: import("./types.js").Fault[]) => HTMLElement[]}} hooks
 */
export function createChanges(hooks) {
  const frame = byId("changes");
  const hidden = new Set(recall("hidden-severities", ["cosmetic"]));
  const groups = createGroups(frame, draw);
  const empty = el("p", { class: "empty" });
  /** @type {Change[]} in the order of the list */
  let all = [];
  let current = "";

  /**
   * @param {Changes | null} changes
   * @param {Snapshot} snapshot
   * @param {string} [trouble]  why there is nothing
   */
  function show(changes, snapshot, trouble = "") {
    const some = changes?.changes ?? [];
    const made = grouped(some, snapshot);
    all = made.flatMap((group) => group.things);
    const faults = hooks.faults(changes?.faults ?? []);
    empty.textContent = trouble || emptyWords(changes, snapshot);
    empty.hidden = some.length > 0;
    const said = el("ol", { class: "remarks" }, ...faults);
    groups.show(made, [faults.length > 0 && said, empty].filter((one) => one !== false));
    levelButtons(byId("change-levels"), SEVERITIES.map(([key, word]) => ({ key, word, count: some.filter((one) => one.severity === key).length })), hidden, () => {
      remember("hidden-severities", [...hidden]);
      filter();
    }, icon);
    byId("changes-count").textContent = changes && !faults.length ? String(some.length) : "";
    filter();
    mark();
  }

  function filter() {
    const fits = (/** @type {Change} */ one) => !hidden.has(one.severity);
    groups.filter(fits);
    if (!all.length) return;
    empty.hidden = all.some(fits);
    empty.textContent = "按现在的筛选，没有要显示的变化。";
  }

  /** @param {Change} change */
  function draw(change) {
    return el("li", { class: `change severity-${change.severity}`, "data-id": change.id, "data-verdict": change.verdict },
      el("button", { type: "button", class: "go", onclick: () => hooks.chosen(change) },
        el("span", { class: "top" },
          el("span", { class: "level" }, icon(change.severity), change.severity_word),
          el("span", { class: "title" }, change.title),
          el("span", { class: "verdict" }, swatch(change.verdict), change.verdict_word)),
        el("span", { class: "place" }, change.name),
        (change.before !== "" || change.after !== "") && values(change),
        el("span", { class: "why" }, change.why)),
      change.accepted && el("p", { class: "note" }, "已采纳"));
  }

  /** @param {string} id */
  function choose(id) {
    current = id;
    mark();
    groups.find(id)?.scrollIntoView({ block: "nearest" });
  }

  function mark() {
    for (const item of frame.querySelectorAll("[aria-current]")) item.removeAttribute("aria-current");
    if (current) groups.find(current)?.setAttribute("aria-current", "true");
  }

  /** @param {1 | -1} step */
  function beside(step) {
    const some = all.filter((one) => !hidden.has(one.severity));
    const at = some.findIndex((one) => one.id === current);
    if (at < 0) return some[0] ?? null;
    return some[(at + step + some.length) % some.length];
  }

  return { show, choose, beside };
}

/**
 * Which pattern means what, with how many there are.
 *
 * @param {Changes} changes
 * @param {() => void} close
 */
export function legend(changes, close) {
  /** @type {Map<string, {word: string, count: number}>} */
  const kinds = new Map();
  for (const { verdict, verdict_word: word, places } of changes.changes) {
    if (!places.length) continue;
    const kind = kinds.get(verdict) ?? { word, count: 0 };
    kind.count += 1;
    kinds.set(verdict, kind);
  }
  return [
    el("p", { class: "title" }, `与 ${changes.old_year} 年度比较`),
    el("ul", {}, ...[...kinds].map(([verdict, { word, count }]) => el("li", {}, swatch(verdict), `${word} `, el("span", { class: "number" }, count)))),
    el("button", { type: "button", class: "plain icon", "aria-label": "不再比较", onclick: close }, icon("close")),
  ];
}

/** @param {Change} change */
function values(change) {
  return el("span", { class: "values" },
    el("del", {}, change.before || "（无）"),
    el("span", { class: "arrow", "aria-label": "改为" }, " → "),
    el("ins", {}, change.after || "（无）"),
    change.delta !== "" && el("span", { class: "delta" }, change.delta));
}

/** @param {Changes | null} changes @param {Snapshot} snapshot */
function emptyWords(changes, snapshot) {
  if (!snapshot.previous) return "没有上一年度的文件，不能比较。";
  if (changes?.faults.length) return "上年或本年有写错的地方，改好以后再比较。";
  return changes ? "与上年相比没有变化。" : "正在比较…";
}

/**
 * The document first, then the projects in the order of the pages, then what is gone.
 *
 * @param {Change[]} changes
 * @param {Snapshot} snapshot
 */
function grouped(changes, snapshot) {
  const order = new Map(snapshot.projects.map((one, at) => [one.file, at]));
  /** @type {Map<string, import("./groups.js").Group<Change>>} */
  const groups = new Map();
  for (const change of changes) {
    const at = order.get(change.file);
    const gone = at === undefined && change.project !== "" && change.file === "";
    const key = gone ? GONE : at === undefined ? "" : change.file;
    const project = at === undefined ? null : snapshot.projects[at];
    const title = gone ? GONE : project ? `${(at ?? 0) + 1}. ${project.name}` : "部门整体绩效目标";
    const group = groups.get(key) ?? { key, title, note: project?.page ? `第 ${project.page} 页` : "", things: [], file: change.file };
    group.things.push(change);
    groups.set(key, group);
  }
  const rank = (/** @type {{key: string}} */ group) => (group.key === GONE ? Infinity : order.get(group.key) ?? -1);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b));
}
