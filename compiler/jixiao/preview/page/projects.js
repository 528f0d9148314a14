// The list on the left: what stands before the projects, then the projects.

import { arrange, byId, el, icon } from "./dom.js";

/** @typedef {import("./types.js").Snapshot} Snapshot */
/** @typedef {import("./types.js").Project} Project */
/** @typedef {import("./types.js").Counts} Counts */

/** @type {[keyof Counts, string, string][]} */
const LEVELS = [["errors", "error", "须改"], ["warnings", "warning", "建议改"], ["infos", "info", "提示"]];

/** @param {{toPage: (number: number) => void, toProject: (project: Project) => void}} hooks */
export function createProjects(hooks) {
  const front = byId("front");
  const list = byId("projects");
  const search = /** @type {HTMLInputElement} */ (byId("search"));
  /** @type {Map<string, {item: HTMLElement, said: string, project: Project}>} */
  let rows = new Map();
  let frontSaid = "";
  /** @type {HTMLElement | null} */
  let here = null;

  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") goFirst();
    else if (event.key === "Escape" && search.value) clear();
    else if (event.key === "Escape") search.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  /** @param {Snapshot} snapshot */
  function show(snapshot) {
    showFront(snapshot);
    const next = new Map(snapshot.projects.map((project, at) => [project.file, row(project, at + 1)]));
    rows = next;
    arrange(list, [...next.values()].map((one) => one.item));
    filter();
  }

  /** @param {Snapshot} snapshot */
  function showFront(snapshot) {
    const said = JSON.stringify([snapshot.front, snapshot.document]);
    if (said === frontSaid) return;
    frontSaid = said;
    const { errors, warnings, infos } = snapshot.document;
    byId("document-head").hidden = !snapshot.front.length && errors + warnings + infos === 0;
    byId("document-counts").replaceChildren(badges(snapshot.document));
    front.replaceChildren(...snapshot.front.map((one) => el(
      "li", { "data-page": one.page },
      el("button", { type: "button", onclick: () => hooks.toPage(one.page) },
        el("span", { class: "name" }, one.name),
        el("span", { class: "facts" }, el("span", { class: "pages" }, `第 ${one.page} 页`))),
    )));
  }

  /** @param {Project} project @param {number} number */
  function row(project, number) {
    const said = JSON.stringify([number, project]);
    const old = rows.get(project.file);
    if (old?.said === said) return old;
    const item = old?.item ?? el("li", { "data-file": project.file });
    const focused = item.contains(document.activeElement);
    item.replaceChildren(button(project, number));
    if (focused) /** @type {HTMLElement} */ (item.firstElementChild).focus({ preventScroll: true });
    return { item, said, project };
  }

  /** @param {Project} project @param {number} number */
  function button(project, number) {
    return el("button", { type: "button", onclick: () => hooks.toProject(project), title: project.code && `项目编码 ${project.code}` },
      el("span", { class: "order" }, number),
      el("span", { class: "name" }, project.name || "（没有写项目名称）"),
      el("span", { class: "facts" },
        project.amount !== "" && el("span", { class: "money" }, `${project.amount} ${project.unit}`),
        badges(project),
        el("span", { class: "pages" }, pagesWords(project))));
  }

  function filter() {
    const words = search.value.trim().toLowerCase();
    let shown = 0;
    for (const { item, project } of rows.values()) {
      const fits = !words || `${project.name} ${project.code} ${project.file}`.toLowerCase().includes(words);
      item.hidden = !fits;
      if (fits) shown += 1;
    }
    byId("projects-count").textContent = words ? `项目 ${shown} / ${rows.size}` : `项目 ${rows.size}`;
    byId("no-projects").hidden = !words || shown > 0;
  }

  function clear() {
    search.value = "";
    filter();
  }

  function goFirst() {
    const first = visible()[0];
    if (first) hooks.toProject(first);
  }

  function visible() {
    return [...rows.values()].filter((one) => !one.item.hidden).map((one) => one.project);
  }

  /** Marks what is in view. @param {string} file  "" for the front @param {number} page */
  function follow(file, page) {
    const entries = [...front.children].filter((one) => Number(/** @type {HTMLElement} */ (one).dataset.page) <= page);
    const next = file ? rows.get(file)?.item ?? null : /** @type {HTMLElement} */ (entries.at(-1) ?? null);
    if (next === here && next?.hasAttribute("aria-current")) return;
    here?.removeAttribute("aria-current");
    next?.setAttribute("aria-current", "true");
    here = next;
    if (next && !next.contains(document.activeElement)) reveal(next);
  }

  /** @param {string} file @param {1 | -1} step @returns {Project | null} */
  function beside(file, step) {
    const some = visible();
    const at = some.findIndex((one) => one.file === file);
    if (at < 0) return step > 0 ? some[0] ?? null : null;
    return some[at + step] ?? null;
  }

  return { show, follow, beside, focusSearch: () => { search.focus(); search.select(); } };
}

/** Scrolls the list, and only the list. @param {HTMLElement} item */
function reveal(item) {
  const frame = item.closest(".scroll");
  if (!frame) return;
  const box = item.getBoundingClientRect();
  const around = frame.getBoundingClientRect();
  if (box.top < around.top + 8) frame.scrollTop -= around.top + 8 - box.top;
  else if (box.bottom > around.bottom - 8) frame.scrollTop += box.bottom - around.bottom + 8;
}

/** @param {Project} project */
function pagesWords(project) {
  if (!project.page) return "没有印出";
  return project.pages > 1 ? `第 ${project.page}—${project.page + project.pages - 1} 页` : `第 ${project.page} 页`;
}

/** @param {Counts} counts */
function badges(counts) {
  const some = LEVELS.filter(([key]) => counts[key]);
  return el("span", { class: "badges" }, ...some.map(([key, level, word]) => el(
    "span", { class: `badge level-${level}`, title: `${word} ${counts[key]}` },
    icon(level), el("span", { class: "unseen" }, word), counts[key],
  )));
}
