// The two tabs of the panel.

import { byId } from "./dom.js";
import { recall, remember } from "./settings.js";

const NAMES = /** @type {const} */ (["findings", "changes"]);
/** @typedef {"findings" | "changes"} Tab */

/** @param {{shown: (tab: Tab) => void}} hooks */
export function createTabs(hooks) {
  /** @type {Tab} */
  let now = recall("tab", "findings") === "changes" ? "changes" : "findings";

  for (const name of NAMES) {
    const tab = byId(`tab-${name}`);
    tab.addEventListener("click", () => set(name));
    tab.addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
      event.preventDefault();
      set(name === "findings" ? "changes" : "findings");
      byId(`tab-${now}`).focus();
    });
  }
  apply();

  /** @param {Tab} name */
  function set(name) {
    if (name === now) return;
    now = name;
    remember("tab", name);
    apply();
    hooks.shown(name);
  }

  function apply() {
    for (const name of NAMES) {
      const tab = byId(`tab-${name}`);
      tab.setAttribute("aria-selected", String(name === now));
      tab.tabIndex = name === now ? 0 : -1;
      byId(`${name}-pane`).hidden = name !== now;
    }
  }

  return { set, current: () => now };
}
