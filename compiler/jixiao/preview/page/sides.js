// The columns left and right: open or closed, side by side or, on a narrow window, one sheet at a time.

import { byId } from "./dom.js";
import { recall, remember } from "./settings.js";

const NAMES = /** @type {const} */ (["list", "panel"]);
/** @typedef {"list" | "panel"} Side */

/** @param {{changed: (change: () => void) => void}} hooks  `changed` runs the change and keeps the page in view */
export function createSides(hooks) {
  const narrow = matchMedia("(max-width: 1099px)");
  const phone = matchMedia("(max-width: 700px)");
  const open = { list: recall("list", true), panel: recall("panel", true) };

  for (const name of NAMES) {
    byId(`toggle-${name}`).addEventListener("click", () => set(name, !open[name]));
    for (const button of buttons(`[data-open="${name}"]`)) button.addEventListener("click", () => set(name, !open[name], true));
    for (const button of buttons(`[data-close="${name}"]`)) button.addEventListener("click", () => close(name));
  }
  narrow.addEventListener("change", adapt);
  phone.addEventListener("change", adapt);

  function adapt() {
    if (phone.matches) Object.assign(open, { list: false, panel: false });
    else if (narrow.matches) Object.assign(open, { list: recall("list", true), panel: false });
    else Object.assign(open, { list: recall("list", true), panel: recall("panel", true) });
    apply();
  }

  /** @param {Side} name @param {boolean} wish @param {boolean} [enter]  whether the keyboard goes there */
  function set(name, wish, enter = false) {
    if (open[name] === wish) return;
    open[name] = wish;
    // Where there is room for one only, the other makes way.
    if (wish && narrow.matches) open[name === "list" ? "panel" : "list"] = false;
    if (!narrow.matches) remember(name, wish);
    apply();
    if (wish && enter) byId(name).querySelector("button")?.focus({ preventScroll: true });
  }

  /** @param {Side} name */
  function close(name) {
    const inside = byId(name).contains(document.activeElement);
    set(name, false);
    if (!inside) return;
    const back = phone.matches ? buttons(`[data-open="${name}"]`)[0] : byId(`toggle-${name}`);
    back?.focus({ preventScroll: true });
  }

  function apply() {
    hooks.changed(() => {
      for (const name of NAMES) {
        byId(name).hidden = !open[name];
        for (const button of [byId(`toggle-${name}`), ...buttons(`[data-open="${name}"]`)]) button.setAttribute("aria-expanded", String(open[name]));
      }
      document.body.toggleAttribute("data-sheet", phone.matches && (open.list || open.panel));
    });
  }

  return {
    /** Opens what was open the last time. */
    start: adapt,
    /** @param {Side} name */
    open: (name) => set(name, true),
    /** On a phone the sheets hide the page: they go when something is shown there. */
    makeWay: () => { if (phone.matches) NAMES.forEach((name) => set(name, false)); },
    /** @returns {boolean} whether a sheet was closed */
    closeSheet: () => {
      const some = phone.matches ? NAMES.filter((name) => open[name]) : [];
      some.forEach(close);
      return some.length > 0;
    },
  };
}

/** @param {string} selector */
function buttons(selector) {
  return [...document.querySelectorAll(selector)].map((one) => /** @type {HTMLElement} */ (one));
}
