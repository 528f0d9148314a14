// The findings of `check`: by project in the order of the pages, those that are settled at the end.

import { byId, el, icon } from "./dom.js";
import { createGroups, levelButtons } from "./groups.js";
import { recall, remember } from "./settings.js";
import { sourceLine, whereButton } from "./source.js";

/** @typedef {import("./types.js").Finding} Finding */
/** @typedef {import("./types.js").Snapshot} Snapshot */
/** @typedef {import("./types.js").Rule} Rule */
/** @typedef {import("./types.js").Related} Related */
/** @typedef {{file: string, line: number, column: number}} At */

const LEVELS = [["error", "须改"], ["warning", "建议改"], ["info", "提示"]];

/**
 * @param {{
 *   chosen: (finding: Finding) => void,
 *   visit: (at: At) => void,
 *   related: (related: Related) => void,
 *   faults: (faults: import("./types.js").Fault[]) => HTMLElement[],
 * }} hooks
 */
export function createFindings(hooks) {
  const frame = byId("findings");
  const only = /** @type {HTMLInputElement} */ (byId("only-project"));
  const hidden = new Set(recall("hidden-levels", /** @type {string[]} */ ([])));
  /** @type {Finding[]} */
  let all = [];
  /** @type {Record<string, Rule>} */
  let rules = {};
  let file = "";
  /** @type {Set<string>} */
  let printed = new Set();
  let current = "";
  const groups = createGroups(frame, draw);
  const settledTitle = el("summary");
  const settledList = el("ol");
  const fold = el("details", { class: "settled", ontoggle: unfold }, settledTitle, settledList);
  let settledSaid = "";
  /** @type {Finding[]} */
  let settled = [];
  const empty = el("p", { class: "empty" });
  const remarks = el("ol", { class: "remarks" });

  only.checked = recall("only-project", false);
  only.addEventListener("change", () => {
    remember("only-project", only.checked);
    filter();
  });

  /** @param {Snapshot} snapshot */
  function show(snapshot) {
    rules = snapshot.rules ?? {};
    printed = new Set(snapshot.projects.map((one) => one.file));
    all = snapshot.findings.filter(open);
    const done = snapshot.findings.filter((one) => !open(one));
    folded(done);
    const said = hooks.faults(snapshot.broken ? [] : snapshot.faults);
    remarks.replaceChildren(...said);
    empty.textContent = emptyWords(snapshot);
    groups.show(grouped(all, snapshot), [said.length > 0 && remarks, empty, done.length > 0 && fold].filter((one) => one !== false));
    levelButtons(byId("finding-levels"), LEVELS.map(([key, word]) => ({ key, word, count: all.filter((one) => one.level === key).length })), hidden, () => {
      remember("hidden-levels", [...hidden]);
      filter();
    }, icon);
    byId("findings-count").textContent = snapshot.checked ? String(all.length) : "";
    filter();
    mark();
  }

  /** They are seldom looked at, and so drawn only when they are. @param {Finding[]} done */
  function folded(done) {
    const now = JSON.stringify(done);
    if (now === settledSaid) return;
    settledSaid = now;
    settled = done;
    const accepted = done.filter((one) => one.accepted).length;
    const parts = [accepted && `已采纳 ${accepted} 条`, done.length - accepted && `历史遗留 ${done.length - accepted} 条`].filter(Boolean);
    settledTitle.textContent = parts.join("，");
    settledList.replaceChildren();
    unfold();
  }

  function unfold() {
    if (fold.hasAttribute("open") && !settledList.childElementCount) settledList.append(...settled.map(draw));
  }

  /** @param {Finding} finding */
  function draw(finding) {
    const rule = rules[finding.code];
    return el("li", { class: `finding level-${finding.level}`, "data-id": finding.id, "data-level": finding.level },
      el("button", { type: "button", class: "go", onclick: () => hooks.chosen(finding) },
        el("span", { class: "top" },
          el("span", { class: "level" }, icon(finding.level), finding.level_word),
          el("span", { class: "title" }, finding.title),
          el("span", { class: "code" }, finding.code)),
        el("span", { class: "message" }, finding.message)),
      finding.advice !== "" && el("p", { class: "advice" }, finding.advice),
      finding.note !== "" && el("p", { class: "note" }, `说明：${finding.note}`),
      finding.source.trim() !== "" && el("pre", { class: "line" }, sourceLine(finding.source, finding.from, finding.to)),
      finding.related.length > 0 && el("ul", { class: "related" }, ...finding.related.map(relatedItem)),
      el("div", { class: "foot" }, whereButton(finding, hooks.visit), rule && explained(rule)));
  }

  /** @param {Related} related */
  function relatedItem(related) {
    return el("li", {},
      el("button", { type: "button", class: "link", onclick: () => hooks.related(related) }, related.message || "相关的地方"),
      " ", whereButton(related, hooks.visit));
  }

  function filter() {
    const fits = (/** @type {Finding} */ one) => !hidden.has(one.level) && (!only.checked || ours(one));
    groups.filter(fits);
    empty.hidden = all.some(fits);
    if (all.length) empty.textContent = only.checked ? "这个项目没有要显示的意见。" : "按现在的筛选，没有要显示的意见。";
  }

  /** Of the project in view; what belongs to none goes with the front pages. @param {Finding} finding */
  function ours(finding) {
    return file ? finding.file === file : !printed.has(finding.file);
  }

  /** @param {string} now  "" for the front */
  function follow(now) {
    if (now === file) return;
    file = now;
    if (only.checked) filter();
  }

  function visible() {
    return all.filter((one) => !hidden.has(one.level) && (!only.checked || ours(one)));
  }

  /** @param {string} id  "" for none */
  function choose(id) {
    current = id;
    mark();
    const item = groups.find(id);
    item?.scrollIntoView({ block: "nearest" });
  }

  function mark() {
    for (const item of frame.querySelectorAll("[aria-current]")) item.removeAttribute("aria-current");
    if (current) groups.find(current)?.setAttribute("aria-current", "true");
  }

  /** The finding after (before) the chosen one, or the first one of the project in view. @param {1 | -1} step */
  function beside(step) {
    const some = visible();
    const at = some.findIndex((one) => one.id === current);
    if (at >= 0) return some[(at + step + some.length) % some.length];
    return some.find((one) => one.file === file) ?? some[0] ?? null;
  }

  return { show, follow, choose, beside, reveal: groups.reveal, count: () => all.length };
}

/** @param {Finding} finding */
function open(finding) {
  return !finding.accepted && !finding.inherited;
}

/** @param {Snapshot} snapshot */
function emptyWords(snapshot) {
  if (snapshot.broken) return "有写错的地方，改好以后再检查。";
  return snapshot.checked ? "没有意见。" : "还没有检查。";
}

/**
 * By file, in the order that the server gave.
 *
 * @param {Finding[]} findings
 * @param {Snapshot} snapshot
 */
function grouped(findings, snapshot) {
  const projects = new Map(snapshot.projects.map((one, at) => [one.file, { ...one, number: at + 1 }]));
  /** @type {Map<string, import("./groups.js").Group<Finding>>} */
  const groups = new Map();
  for (const finding of findings) {
    const known = groups.get(finding.file);
    if (known) {
      known.things.push(finding);
      continue;
    }
    const project = projects.get(finding.file);
    const title = project ? `${project.number}. ${project.name}` : finding.project || "部门整体绩效目标";
    const note = project?.page ? `第 ${project.page} 页` : "";
    groups.set(finding.file, { key: finding.file, title, note, things: [finding], file: finding.file });
  }
  return [...groups.values()];
}

/** @param {Rule} rule */
function explained(rule) {
  return el("details", { class: "explain" }, el("summary", {}, "说明"),
    ...rule.explain.map((text) => el("p", {}, text)),
    rule.bad && example("不好的写法", rule.bad, "bad"),
    rule.good && example("好的写法", rule.good, "good"));
}

/** @param {string} title @param {string} text @param {string} kind */
function example(title, text, kind) {
  return el("div", { class: `example ${kind}` }, el("h4", {}, title), el("pre", {}, text));
}
