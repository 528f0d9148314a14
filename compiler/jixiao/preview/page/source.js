// A line of a source file as it stands, and ways to it: copied, or opened in the editor.

import { el } from "./dom.js";
import { post } from "./net.js";

const BEFORE = 18;
const MARKED = 60;
const AFTER = 40;

/**
 * The line with the faulty characters underlined, cut to what matters. `from` and `to` count characters as people (and
 * the server) do, not UTF-16 units.
 *
 * @param {string} source
 * @param {number} from
 * @param {number} to
 */
export function sourceLine(source, from, to) {
  const all = [...source];
  const start = Math.min(from, all.length);
  const end = Math.max(start, Math.min(to, all.length));
  const indent = all.findIndex((one) => one !== " ");
  const first = Math.max(Math.min(Math.max(indent, 0), start), start - BEFORE);
  const marked = all.slice(start, end);
  const cut = marked.length > MARKED;
  const shown = cut ? marked.slice(0, MARKED) : marked;
  const rest = cut ? [] : all.slice(end, end + AFTER);
  const more = cut || end + AFTER < all.length;
  return el(
    "code", { class: "source" },
    first > Math.max(indent, 0) && "…",
    all.slice(first, start).join(""),
    shown.length > 0 && el("mark", {}, shown.join("")),
    rest.join(""),
    more && "…",
  );
}

/** @param {{file: string, line: number, column: number}} at */
export function address(at) {
  return at.line ? `${at.file}:${at.line}:${at.column}` : at.file;
}

/** The same without folders, for a narrow column. @param {{file: string, line: number, column: number}} at */
export function shortAddress(at) {
  return address({ ...at, file: at.file.split("/").at(-1) ?? at.file });
}

/**
 * A button that goes to a place of a file.
 *
 * @param {{file: string, line: number, column: number}} at
 * @param {(at: {file: string, line: number, column: number}) => void} visit
 */
export function whereButton(at, visit) {
  const label = `${address(at)}，复制位置`;
  return el("button", { type: "button", class: "where", title: label, "aria-label": label, onclick: () => visit(at) }, shortAddress(at));
}

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether it is on the clipboard now
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text);
  }
}

/** The way of older browsers. @param {string} text */
function copyByHand(text) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const field = /** @type {HTMLTextAreaElement} */ (el("textarea", { class: "unseen", "aria-hidden": "true" }));
  field.value = text;
  document.body.append(field);
  field.select();
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch {
    done = false;
  }
  field.remove();
  focused?.focus({ preventScroll: true });
  return done;
}

/**
 * @param {string} label
 * @param {{file: string, line: number, column: number}} at
 * @returns {Promise<string>} what to say
 */
export async function open(label, at) {
  const { file, line, column } = at;
  try {
    const answer = await post("/api/open", { document: label, file, line: line || 1, column: column || 1 });
    return answer.message || (answer.opened ? "已在编辑器中打开" : "没能在编辑器中打开");
  } catch {
    return "没能在编辑器中打开";
  }
}
