// How large the pages are: as wide as the column, or a share of paper size.

import { byId } from "./dom.js";
import { recall, remember } from "./settings.js";

/** @typedef {import("./types.js").Page} Page */

const STEPS = [0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];
const PAPER = 96 / 72;
const WIDEST = 1.4;
const A4 = 595.28;

/**
 * @param {{steady: (change: () => void) => void, pages: () => Page[]}} hooks
 */
export function createZoom(hooks) {
  const desk = byId("desk");
  const list = byId("pages");
  /** @type {number} 0: as wide as the column */
  let wish = recall("zoom", 0);
  let scale = 0;

  byId("zoom-in").addEventListener("click", () => step(1));
  byId("zoom-out").addEventListener("click", () => step(-1));
  byId("zoom-fit").addEventListener("click", () => set(0));
  new ResizeObserver(() => { if (wish === 0) apply(); }).observe(desk);

  function fitting() {
    const widest = Math.max(A4, ...new Set(hooks.pages().map((page) => page.width)));
    const gutter = Number.parseFloat(getComputedStyle(list).paddingLeft);
    return Math.max(0.3, Math.min(PAPER * WIDEST * (A4 / Math.min(widest, A4 * 1.42)) * (widest / A4), (desk.clientWidth - 2 * gutter) / widest));
  }

  function apply() {
    const next = wish === 0 ? fitting() : wish * PAPER;
    byId("zoom-word").textContent = wish === 0 ? "适宽" : `${Math.round(wish * 100)}%`;
    byId("zoom-fit").setAttribute("aria-pressed", String(wish === 0));
    if (Math.abs(next - scale) < 0.0005) return;
    scale = next;
    hooks.steady(() => list.style.setProperty("--scale", String(next)));
  }

  /** @param {number} to */
  function set(to) {
    wish = to;
    remember("zoom", to);
    apply();
  }

  /** @param {1 | -1} direction */
  function step(direction) {
    const now = scale / PAPER;
    const next = direction > 0 ? STEPS.find((one) => one > now + 0.01) : STEPS.filter((one) => one < now - 0.01).at(-1);
    if (next) set(next);
  }

  return { apply, step, fit: () => set(0) };
}
