// The small card that says where a clicked place stands in its source.

import { byId, el, icon } from "./dom.js";
import { post } from "./net.js";
import { address, copy, open, sourceLine } from "./source.js";

/** @typedef {{file: string, line: number, column: number}} At */

/**
 * @param {{label: () => string, editor: () => boolean, announce: (text: string) => void}} hooks
 */
export function createCard(hooks) {
  const card = byId("card");
  const desk = byId("desk");
  /** @type {SVGElement | HTMLElement | null} */
  let origin = null;
  let asked = 0;

  desk.addEventListener("click", (event) => {
    if (event.target instanceof Element && !event.target.closest("#card, .place")) close();
  });

  /** A place of a page was clicked. @param {SVGElement} place */
  async function locate(place) {
    const { file = "", path = "", block = "0" } = place.dataset;
    asked += 1;
    const mine = asked;
    try {
      const at = await post("/api/locate", { document: hooks.label(), file, path, block: Number(block) });
      if (mine === asked) await visit(at, place, at.source);
    } catch {
      if (mine === asked) show(place, [el("p", { class: "said" }, "找不到这一栏写在哪里，可能文件刚刚改过，请再点一次。")]);
    }
  }

  /**
   * Copies where something stands, opens it if there is an editor, and says so: on the card beside `near`, or only aloud.
   *
   * @param {At} at
   * @param {SVGElement | null} [near]
   * @param {string} [source]
   * @returns {Promise<string>}
   */
  async function visit(at, near = null, source = "") {
    const text = address(at);
    const copied = (await copy(text)) ? "已复制" : "请自行复制";
    const where = el("p", { class: "where" }, text);
    const said = el("p", { class: "said" }, copied);
    if (near) show(near, [where, source.trim() !== "" && lineOf(source, at.column), said]);
    const words = hooks.editor() ? `${copied}，${await open(hooks.label(), at)}` : copied;
    said.textContent = words;
    hooks.announce(`${text}，${words}`);
    return words;
  }

  /** @param {SVGElement} near @param {(HTMLElement | false)[]} parts */
  function show(near, parts) {
    origin?.classList.remove("asked");
    origin = near;
    near.classList.add("asked");
    const shut = el("button", { type: "button", class: "plain icon close", "aria-label": "关闭", onclick: close }, icon("close"));
    card.replaceChildren(shut, ...parts.filter((part) => part !== false));
    card.hidden = false;
    put(near);
  }

  /** Below the place, or above it; it scrolls with the page. @param {SVGElement} near */
  function put(near) {
    const box = near.getBoundingClientRect();
    const frame = desk.getBoundingClientRect();
    const { width, height } = card.getBoundingClientRect();
    const room = frame.left + desk.clientWidth;
    const left = Math.max(frame.left + 8, Math.min(box.left, room - width - 8));
    const below = box.bottom + 8;
    const top = below + height < frame.bottom ? below : Math.max(frame.top + 8, box.top - height - 8);
    card.style.left = `${left - frame.left + desk.scrollLeft}px`;
    card.style.top = `${top - frame.top + desk.scrollTop}px`;
  }

  /** @returns {boolean} whether there was something to close */
  function close() {
    if (card.hidden) return false;
    const inside = card.contains(document.activeElement);
    card.hidden = true;
    origin?.classList.remove("asked");
    if (inside && origin?.isConnected) origin.focus({ preventScroll: true });
    return true;
  }

  return { locate, visit, close };
}

/** @param {string} source @param {number} column */
function lineOf(source, column) {
  return el("pre", { class: "line" }, sourceLine(source, column - 1, column - 1));
}
