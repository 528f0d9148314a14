// Fetching pages and putting them in place: the nearest first, a few at once, and those far away dropped again.

import { getText, Refused, url } from "./net.js";
import { Places, readSheet } from "./sheet.js";

/** @typedef {import("./pages.js").Leaf} Leaf */

const KEEP = 40;
const AT_ONCE = 4;

/**
 * @param {{
 *   glyphs: {ensure: (count: number) => Promise<void>},
 *   dress: (leaf: Leaf) => void,
 *   stale: () => void,
 *   where: () => {server: string, label: string},
 *   order: () => Leaf[],
 *   current: () => Leaf | null,
 *   alive: (leaf: Leaf) => boolean,
 * }} hooks
 */
export function createLoading(hooks) {
  /** @type {Set<Leaf>} */
  const waiting = new Set();
  let running = 0;
  let keepAll = false;

  function pump() {
    while (waiting.size && running < AT_ONCE) {
      const leaf = nearest();
      waiting.delete(leaf);
      running += 1;
      load(leaf).finally(() => {
        running -= 1;
        pump();
      });
    }
  }

  function nearest() {
    if (waiting.size === 1) return /** @type {Leaf} */ (waiting.values().next().value);
    const middle = hooks.current()?.page.number ?? 1;
    let best = /** @type {Leaf} */ (waiting.values().next().value);
    for (const leaf of waiting) if (far(leaf, middle) < far(best, middle)) best = leaf;
    return best;
  }

  /** Until the page shows its newest SVG, or it turned out that there is none. @param {Leaf} leaf @returns {Promise<void>} */
  function load(leaf) {
    const { key } = leaf.page;
    if (leaf.shown === key) return Promise.resolve();
    if (leaf.loading?.key === key) return leaf.loading.done;
    leaf.loading?.stop.abort();
    const stop = new AbortController();
    const done = fetched(leaf, key, stop.signal).catch(failed).finally(() => {
      if (leaf.loading?.stop === stop) leaf.loading = null;
    });
    leaf.loading = { key, stop, done };
    return done;
  }

  /**
   * @param {Leaf} leaf
   * @param {string} key
   * @param {AbortSignal} signal
   */
  async function fetched(leaf, key, signal) {
    const { server, label } = hooks.where();
    // The server's id only keeps the browser from taking the page of another run, with other glyph numbers, from its store.
    const sheet = readSheet(await getText(url("/page", { document: label, key, server }), signal));
    if (!sheet) return;
    await hooks.glyphs.ensure(Number(sheet.dataset.glyphs ?? 0));
    if (signal.aborted || leaf.page.key !== key || hooks.where().server !== server || !hooks.alive(leaf)) return;
    put(leaf, sheet, key);
    if (!keepAll) trim();
  }

  /** A page that is no longer there, or glyphs of another run: what is shown is old. @param {unknown} failure */
  function failed(failure) {
    if (failure instanceof Refused && failure.status >= 400) hooks.stale();
  }

  /**
   * @param {Leaf} leaf
   * @param {SVGSVGElement} sheet
   * @param {string} key
   */
  function put(leaf, sheet, key) {
    const focused = leaf.places?.all.find((place) => place === document.activeElement);
    leaf.places = new Places(sheet);
    leaf.item.replaceChildren(sheet);
    leaf.item.dataset.loaded = key;
    leaf.sheet = sheet;
    leaf.shown = key;
    leaf.places.all[0]?.setAttribute("tabindex", "0");
    hooks.dress(leaf);
    if (focused) refocus(leaf, focused);
  }

  /** @param {Leaf} leaf */
  function forget(leaf) {
    waiting.delete(leaf);
    if (!keepAll) leaf.loading?.stop.abort();
  }

  function trim() {
    const loaded = hooks.order().filter((leaf) => leaf.sheet);
    if (loaded.length <= KEEP) return;
    const middle = hooks.current()?.page.number ?? 1;
    loaded.sort((a, b) => far(a, middle) - far(b, middle));
    for (const leaf of loaded.slice(KEEP)) if (!leaf.near && !leaf.item.contains(document.activeElement)) drop(leaf);
  }

  return {
    pump, load, forget,
    want: (/** @type {Leaf} */ leaf) => waiting.add(leaf),
    /** For paper, all pages are there at once. @param {boolean} wish */
    keepAll: (wish) => {
      keepAll = wish;
      if (!wish) trim();
    },
  };
}

/** @param {Leaf} leaf @param {number} middle */
function far(leaf, middle) {
  return Math.abs(leaf.page.number - middle);
}

/** @param {Leaf} leaf */
function drop(leaf) {
  leaf.item.replaceChildren();
  delete leaf.item.dataset.loaded;
  Object.assign(leaf, { sheet: null, shown: "", places: null });
}

/** The keyboard stays where it was. @param {Leaf} leaf @param {SVGElement} old */
function refocus(leaf, old) {
  const { file = "", path = "", block } = old.dataset;
  leaf.places?.of({ file, path, block: Number(block) })[0]?.focus({ preventScroll: true });
}
