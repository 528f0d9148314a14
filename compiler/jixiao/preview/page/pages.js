// The pages: a placeholder of the right size for each, the SVG of those near the window.

import { arrange, byId, el } from "./dom.js";
import { createLoading } from "./loading.js";

/** @typedef {import("./types.js").Page} Page */
/** @typedef {import("./types.js").PlaceRef} PlaceRef */
/**
 * @typedef {object} Leaf  a page on the screen
 * @property {string} id  what it stays the same by: its file and the how-manieth page of it
 * @property {Page} page
 * @property {HTMLElement} item
 * @property {boolean} near
 * @property {SVGSVGElement | null} sheet
 * @property {string} shown  key of `sheet`
 * @property {import("./sheet.js").Places | null} places
 * @property {{key: string, stop: AbortController, done: Promise<void>} | null} loading
 */
/** @typedef {{id: string, offset: number}} Anchor  offset: how far below the page's upper edge, in its heights */

const AT_ONCE = 4;
const REACH = "150% 0%";

/**
 * @param {{
 *   glyphs: {ensure: (count: number) => Promise<void>},
 *   dress: (leaf: Leaf) => void,
 *   stale: () => void,
 *   scrolled: () => void,
 * }} hooks  `dress` is called for each new SVG, `stale` where the server has no such page any more
 */
export function createPages(hooks) {
  const desk = byId("desk");
  const list = byId("pages");
  /** @type {Map<string, Leaf>} */
  let leaves = new Map();
  /** @type {Leaf[]} */
  let order = [];
  let where = { server: "", label: "" };
  /** @type {number[] | null} upper edges, and the lower edge of the last page; null: to be measured */
  let edges = null;
  /** @type {WeakMap<Element, Leaf>} */
  const byItem = new WeakMap();

  const loading = createLoading({
    ...hooks,
    where: () => where,
    order: () => order,
    current,
    alive: (leaf) => leaves.get(leaf.id) === leaf,
  });
  const watcher = new IntersectionObserver(
    (seen) => {
      for (const one of seen) {
        const leaf = byItem.get(one.target);
        if (!leaf) continue;
        leaf.near = one.isIntersecting;
        if (leaf.near) loading.want(leaf);
        else loading.forget(leaf);
      }
      loading.pump();
    },
    { root: desk, rootMargin: REACH },
  );
  let ticking = false;
  desk.addEventListener("scroll", () => {
    if (ticking) return;
    ticking = true;
    requestAnimationFrame(() => {
      ticking = false;
      hooks.scrolled();
    });
  });

  // -- where things stand -------------------------------------------------------------------------------------------

  function measured() {
    edges ??= order.map((leaf) => leaf.item.offsetTop);
    return edges;
  }

  /** @param {number} height @returns {number} index of the page at this height of the whole */
  function indexAt(height) {
    const tops = measured();
    let low = 0;
    let high = tops.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (tops[middle] <= height) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The page that is being looked at. */
  function current() {
    return order.length ? order[indexAt(desk.scrollTop + desk.clientHeight * 0.35)] : null;
  }

  /** @returns {Anchor | null} */
  function anchor() {
    if (!order.length) return null;
    const at = indexAt(desk.scrollTop + Math.min(desk.clientHeight * 0.35, 240));
    const leaf = order[at];
    return { id: leaf.id, offset: (desk.scrollTop - measured()[at]) / (leaf.item.offsetHeight || 1) };
  }

  /** @param {Anchor | null} kept */
  function restore(kept) {
    const leaf = kept && leaves.get(kept.id);
    if (!leaf || !kept) return false;
    desk.scrollTop = leaf.item.offsetTop + kept.offset * leaf.item.offsetHeight;
    return true;
  }

  function inView() {
    if (!order.length) return [];
    const first = indexAt(desk.scrollTop);
    const last = indexAt(desk.scrollTop + desk.clientHeight);
    return order.slice(first, last + 1);
  }

  /** @param {Leaf} leaf */
  function toLeaf(leaf) {
    desk.scrollTop = leaf.item.offsetTop - 16;
  }

  // -- which pages there are ----------------------------------------------------------------------------------------

  /**
   * @param {{server: string, label: string}} now
   * @param {Page[]} pages
   */
  function show(now, pages) {
    // Another run of the server draws all pages anew, and they stand where they stood.
    const kept = now.label === where.label ? anchor() : null;
    if (now.server !== where.server || now.label !== where.label) clear();
    where = { server: now.server, label: now.label };
    const ids = identities(pages);
    const same = pages.length === order.length && pages.every((page, at) => ids[at] === order[at].id && sized(page, order[at].page));
    const next = new Map(pages.map((page, at) => [ids[at], update(leaves.get(ids[at]), ids[at], page)]));
    if (!same) place(next, kept);
    leaves = next;
    order = [...next.values()];
  }

  /**
   * @param {Map<string, Leaf>} next
   * @param {Anchor | null} kept
   */
  function place(next, kept) {
    for (const [id, leaf] of leaves) {
      if (next.get(id) === leaf) continue;
      watcher.unobserve(leaf.item);
      loading.forget(leaf);
    }
    arrange(list, [...next.values()].map((leaf) => leaf.item));
    edges = null;
    leaves = next;
    restore(kept);
  }

  /**
   * @param {Leaf | undefined} old
   * @param {string} id
   * @param {Page} page
   * @returns {Leaf}
   */
  function update(old, id, page) {
    const leaf = old ?? blank(id, page);
    const { item } = leaf;
    if (!old || !sized(page, leaf.page)) size(item, page);
    if (!old || old.page.number !== page.number || old.page.file !== page.file) name(item, page);
    item.dataset.key = page.key;
    leaf.page = page;
    if (leaf.near && leaf.shown !== page.key) loading.want(leaf);
    return leaf;
  }

  /**
   * @param {string} id
   * @param {Page} page
   * @returns {Leaf}
   */
  function blank(id, page) {
    const item = el("li", { class: "page" });
    const leaf = { id, page, item, near: false, sheet: null, shown: "", places: null, loading: null };
    byItem.set(item, leaf);
    watcher.observe(item);
    return leaf;
  }

  function clear() {
    watcher.disconnect();
    order.forEach(loading.forget);
    leaves = new Map();
    order = [];
    edges = null;
    list.replaceChildren();
    desk.scrollTop = 0;
  }

  /** Some pages have new contents, and nothing else changed. @param {{number: number, key: string}[]} changed */
  function renew(changed) {
    for (const { number, key } of changed) {
      const leaf = order[number - 1];
      if (!leaf) continue;
      update(leaf, leaf.id, { ...leaf.page, key });
    }
  }

  /** Comes back when the pages in view are the newest ones. */
  async function settled() {
    await Promise.all(inView().map(loading.load));
    loading.pump();
  }

  /** Loads every page, for paper; tells how many could not be had. @param {(done: number, all: number) => void} told */
  async function loadAll(told) {
    loading.keepAll(true);
    let done = 0;
    const left = [...order];
    const one = async () => {
      for (let leaf = left.shift(); leaf; leaf = left.shift()) {
        await loading.load(leaf);
        done += 1;
        told(done, order.length);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    return order.filter((leaf) => !leaf.sheet).length;
  }

  /**
   * The elements of a reference and the page they are on; loads the pages where they may be. Front pages are many and
   * stand under no name, so those that are loaded are asked first.
   *
   * @param {PlaceRef} ref
   * @returns {Promise<{leaf: Leaf, found: SVGElement[]} | null>}
   */
  async function find(ref) {
    const own = order.filter((leaf) => leaf.page.file === ref.file);
    const some = own.length ? own : order.filter((leaf) => !leaf.page.file);
    for (const leaf of some.filter((one) => one.sheet).concat(some.filter((one) => !one.sheet))) {
      if (!leaf.sheet) await loading.load(leaf);
      const found = leaf.places?.of(ref) ?? [];
      if (found.length) return { leaf, found };
    }
    return null;
  }

  /** Keeps the place in view while `change` changes the sizes. @param {() => void} change */
  function steady(change) {
    const kept = anchor();
    change();
    edges = null;
    restore(kept);
  }

  return {
    show, clear, renew, settled, find, current, anchor, restore, toLeaf, steady, loadAll, release: () => loading.keepAll(false),
    leaves: () => order,
    loaded: () => order.filter((leaf) => leaf.sheet),
    leafOf: (/** @type {Element} */ inside) => byItem.get(/** @type {Element} */ (inside.closest(".page"))) ?? null,
    remeasure: () => { edges = null; },
  };
}

/** @param {Page} one @param {Page} other */
function sized(one, other) {
  return one.width === other.width && one.height === other.height;
}

/** @param {Page[]} pages */
function identities(pages) {
  /** @type {Map<string, number>} */
  const count = new Map();
  return pages.map(({ file }) => {
    const nth = (count.get(file) ?? 0) + 1;
    count.set(file, nth);
    return `${file}#${nth}`;
  });
}

/** @param {HTMLElement} item @param {Page} page */
function size(item, page) {
  item.style.setProperty("--w", String(page.width));
  item.style.setProperty("--h", String(page.height));
  item.classList.toggle("wide", page.width > page.height);
}

/** @param {HTMLElement} item @param {Page} page */
function name(item, page) {
  item.dataset.number = String(page.number);
  item.dataset.file = page.file;
}
