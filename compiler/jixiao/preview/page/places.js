// Places under the pointer and the keyboard: a click, the arrow keys, a word on what is the matter here.

import { byId, el, icon, swatch } from "./dom.js";

/** @typedef {import("./pages.js").Leaf} Leaf */

const WAIT = 180;
const LONG = 36;
const MOST = 5;
const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/**
 * @param {{
 *   pages: {leafOf: (inside: Element) => Leaf | null},
 *   about: (leaf: Leaf, place: SVGElement) => {findings: import("./types.js").Finding[], changes: import("./types.js").Change[]},
 *   clicked: (place: SVGElement) => void,
 * }} hooks
 */
export function createPlaces(hooks) {
  const list = byId("pages");
  const tip = byId("tip");
  let timer = 0;
  /** @type {SVGElement | null} */
  let described = null;

  list.addEventListener("click", (event) => {
    const place = placeOf(event);
    if (!place) return;
    hide();
    hooks.clicked(place);
  });
  list.addEventListener("keydown", (event) => {
    const place = placeOf(event);
    if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") hooks.clicked(place);
    else if (!move(place, event.key)) return;
    event.preventDefault();
  });
  list.addEventListener("pointerover", (event) => {
    const place = placeOf(event);
    hide();
    if (place && event.pointerType === "mouse") timer = window.setTimeout(() => show(place), WAIT);
  });
  list.addEventListener("pointerleave", hide);
  list.addEventListener("focusin", (event) => {
    const place = placeOf(event);
    if (!place) return;
    rove(place);
    if (place.matches(":focus-visible")) show(place);
  });
  list.addEventListener("focusout", hide);
  byId("desk").addEventListener("scroll", hide, { passive: true });

  /** @param {SVGElement} place @param {string} key @returns {boolean} whether the key was one of ours */
  function move(place, key) {
    const all = hooks.pages.leafOf(place)?.places?.inLines() ?? [];
    const step = STEPS[/** @type {keyof typeof STEPS} */ (key)];
    const to = key === "Home" ? 0 : key === "End" ? all.length - 1 : step ? all.indexOf(place) + step : -1;
    if (!step && key !== "Home" && key !== "End") return false;
    const next = all[to];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  }

  /** One place of a page can be reached with Tab: the last one. @param {SVGElement} place */
  function rove(place) {
    for (const one of hooks.pages.leafOf(place)?.places?.all ?? []) one.setAttribute("tabindex", one === place ? "0" : "-1");
  }

  /** @param {SVGElement} place */
  function show(place) {
    const leaf = hooks.pages.leafOf(place);
    if (!leaf) return;
    const { findings, changes } = hooks.about(leaf, place);
    if (!findings.length && !changes.length) return;
    const lines = [...changes.map(changeLine), ...findings.map(findingLine)];
    const rest = lines.splice(MOST).length;
    tip.replaceChildren(...lines, ...(rest ? [el("p", { class: "quiet" }, `另有 ${rest} 条`)] : []));
    tip.hidden = false;
    described = place;
    place.setAttribute("aria-describedby", "tip");
    beside(tip, place.getBoundingClientRect());
  }

  function hide() {
    clearTimeout(timer);
    tip.hidden = true;
    described?.removeAttribute("aria-describedby");
    described = null;
  }

  return { hide };
}

/** @param {Event} event */
function placeOf(event) {
  const hit = event.target instanceof Element ? event.target.closest(".place") : null;
  return /** @type {SVGElement | null} */ (hit);
}

/** @param {import("./types.js").Change} change */
function changeLine(change) {
  const values = change.before || change.after ? `：${short(change.before) || "（无）"} → ${short(change.after) || "（无）"}` : "";
  const delta = change.delta ? `（${change.delta}）` : "";
  return el("p", {}, swatch(change.verdict), el("span", {}, el("b", {}, change.verdict_word), `　${change.title}${values}${delta}`));
}

/** @param {import("./types.js").Finding} finding */
function findingLine(finding) {
  return el("p", { class: `level-${finding.level}` }, icon(finding.level), el("span", {}, el("b", {}, finding.level_word), `　${finding.title}`));
}

/** @param {string} text */
function short(text) {
  return text.length > LONG ? `${text.slice(0, LONG)}…` : text;
}

/**
 * Below a box of the window, or above it where there is no room.
 *
 * @param {HTMLElement} element
 * @param {DOMRect} box
 */
function beside(element, box) {
  const own = element.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left, innerWidth - own.width - 8));
  const below = box.bottom + 6;
  const top = below + own.height < innerHeight - 8 ? below : Math.max(8, box.top - own.height - 6);
  element.style.left = `${left}px`;
  element.style.top = `${top}px`;
}
