// Faults, for people: the panel above the pages while something cannot be built.

import { byId, el, icon } from "./dom.js";
import { address, sourceLine } from "./source.js";

/** @typedef {import("./types.js").Fault} Fault */
/** @typedef {{file: string, line: number, column: number}} At */

/** @param {{visit: (at: At) => void}} hooks */
export function createProblems(hooks) {
  const panel = byId("problems");
  let open = true;
  let said = "";

  /**
   * @param {string} title  "": nothing is wrong
   * @param {Fault[]} faults
   * @param {string} [note]
   */
  function show(title, faults, note = "") {
    const now = JSON.stringify([title, faults, note]);
    if (now === said) return;
    said = now;
    panel.hidden = !title;
    if (!title) open = true;
    const focused = panel.contains(document.activeElement);
    panel.replaceChildren(...(title ? content(title, faults, note) : []));
    if (focused) panel.querySelector("button")?.focus();
  }

  /** @param {string} title @param {Fault[]} faults @param {string} note */
  function content(title, faults, note) {
    const body = el("div", { class: "body", id: "problems-body", tabindex: "-1" },
      note !== "" && el("p", { class: "note" }, note), el("ol", {}, ...list(faults)));
    body.hidden = !open;
    const word = el("span", {}, open ? "收起" : "展开");
    const fold = el("button", { type: "button", class: "plain", "aria-expanded": String(open), "aria-controls": "problems-body" }, word);
    fold.addEventListener("click", () => {
      open = !open;
      body.hidden = !open;
      fold.setAttribute("aria-expanded", String(open));
      word.textContent = open ? "收起" : "展开";
    });
    const some = faults.length > 0 || note !== "";
    return [el("header", {}, icon("error"), el("h2", { id: "problems-title" }, title), some && fold), body];
  }

  /** @param {Fault[]} faults */
  function list(faults) {
    return faults.map((fault) => el("li", { class: `fault level-${fault.level}`, "data-code": fault.code },
      el("p", { class: "message" }, icon(fault.level), fault.message),
      fault.hint !== "" && el("p", { class: "hint" }, fault.hint),
      (fault.file !== "" || fault.source !== "") && spot(fault),
      ...fault.related.map((one) => el("p", { class: "hint" }, `${one.message} `, link(one)))));
  }

  /** @param {Fault} fault */
  function spot(fault) {
    const label = `${address(fault)}，复制位置`;
    return el("button", { type: "button", class: "spot", title: label, "aria-label": label, onclick: () => hooks.visit(fault) },
      el("span", { class: "where" }, address(fault)),
      fault.source.trim() !== "" && el("span", { class: "line" }, el("span", { class: "number" }, fault.line), sourceLine(fault.source, fault.from, fault.to)));
  }

  /** @param {At} at */
  function link(at) {
    return el("button", { type: "button", class: "where", onclick: () => hooks.visit(at) }, address(at));
  }

  return { show, list };
}

/**
 * What to say of what is wrong: title ("" for nothing), faults, a note.
 *
 * @param {import("./types.js").Snapshot | null} snapshot
 * @param {boolean} gone
 * @param {Fault[]} trouble
 * @returns {[string, Fault[], string]}
 */
export function wrongWords(snapshot, gone, trouble) {
  const some = (snapshot?.pages.length ?? 0) > 0;
  if (gone) return ["这个部门年度的文件夹不见了", [], some ? "下面是最后一次的页面；文件夹回来以后自动恢复。" : "文件夹回来以后自动恢复。"];
  if (snapshot?.broken) return [brokenTitle(snapshot.faults, some), snapshot.faults, ""];
  return trouble.length ? ["有一个问题，解决后自动恢复", trouble, ""] : ["", [], ""];
}

/** @param {Fault[]} faults @param {boolean} some  whether there are pages to look at */
function brokenTitle(faults, some) {
  const count = faults.filter((one) => one.level === "error").length;
  const words = count ? `有 ${count} 处写错，改好保存后自动恢复` : "现在不能生成，改好保存后自动恢复";
  return some ? `${words}；下面是上一次的页面` : words;
}
