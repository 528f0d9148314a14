// Light, dark, or as the system has it.

import { byId } from "./dom.js";
import { recall, remember } from "./settings.js";

const WISHES = ["system", "light", "dark"];
const WORDS = { system: "外观：跟随系统", light: "外观：浅色", dark: "外观：深色" };

/** @param {(text: string) => void} announce */
export function createTheme(announce) {
  const field = /** @type {HTMLSelectElement} */ (byId("theme"));
  const system = matchMedia("(prefers-color-scheme: dark)");

  field.value = recall("theme", "system");
  field.addEventListener("change", () => set(field.value));
  system.addEventListener("change", apply);
  apply();

  function apply() {
    const dark = field.value === "dark" || (field.value !== "light" && system.matches);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
  }

  /** @param {string} wish */
  function set(wish) {
    field.value = wish;
    remember("theme", wish);
    apply();
  }

  return {
    next: () => {
      const wish = WISHES[(WISHES.indexOf(field.value) + 1) % WISHES.length];
      set(wish);
      announce(WORDS[/** @type {keyof typeof WORDS} */ (wish)]);
    },
  };
}
