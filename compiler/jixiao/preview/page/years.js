// Which document is shown: the unit, its years, and the choice among several units.

import { byId, el } from "./dom.js";

/** @typedef {import("./types.js").Documents} Documents */
/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Snapshot} Snapshot */

const STATES = { broken: "有写错处", gone: "文件夹不在了", new: "还没有生成" };

/** @param {{choose: (label: string) => void}} hooks */
export function createYears(hooks) {
  const field = /** @type {HTMLSelectElement} */ (byId("document"));
  const nav = byId("year");
  let said = "";
  let saidYears = "";

  field.addEventListener("change", () => hooks.choose(field.value));

  /** @param {Documents} documents @param {string} label */
  function show(documents, label) {
    const now = JSON.stringify([documents.documents, label]);
    if (now === said) return;
    said = now;
    const units = newest(documents.documents, label);
    byId("document-field").hidden = units.length < 2;
    byId("unit").classList.toggle("unseen", units.length > 1);
    field.replaceChildren(...units.map((one) => el("option", { value: one.label }, one.unit + (one.label === label ? "" : mark(one)))));
    field.value = units.find((one) => one.label === label)?.label ?? "";
    const folder = documents.documents.find((one) => one.label === label)?.folder;
    years(documents.documents.filter((one) => one.folder === folder).sort((a, b) => b.year.localeCompare(a.year)), label);
  }

  /** @param {Entry[]} entries @param {string} label */
  function years(entries, label) {
    nav.hidden = entries.length === 0;
    const now = JSON.stringify([entries, label]);
    if (now === saidYears) return;
    saidYears = now;
    const focused = nav.contains(document.activeElement);
    nav.replaceChildren(...entries.map((one) => el("a", {
      href: `#${one.label}`, "aria-current": one.label === label && "page", title: `${one.year} 年度${mark(one)}`, "data-state": one.state,
    }, one.year)));
    if (focused) /** @type {HTMLElement | null} */ (nav.querySelector("[aria-current]"))?.focus();
  }

  /** @param {Snapshot} snapshot */
  function head(snapshot) {
    byId("unit").textContent = snapshot.unit || snapshot.label;
    byId("unit").title = snapshot.unit;
    const word = byId("stage-word");
    word.textContent = snapshot.stage;
    word.hidden = !snapshot.stage;
    document.title = `${snapshot.title || snapshot.unit || "绩效目标"} · 预览`;
  }

  return { show, head };
}

/** One entry for each folder: the shown one, or its newest year. @param {Entry[]} entries @param {string} label */
function newest(entries, label) {
  /** @type {Map<string, Entry>} */
  const units = new Map();
  for (const one of entries) {
    const known = units.get(one.folder);
    if (!known || one.label === label || (known.label !== label && one.year > known.year)) units.set(one.folder, one);
  }
  return [...units.values()];
}

/** @param {Entry} entry */
function mark(entry) {
  const word = STATES[/** @type {keyof typeof STATES} */ (entry.state)];
  return word ? `（${word}）` : "";
}
