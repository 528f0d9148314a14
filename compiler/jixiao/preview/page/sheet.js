// One page's SVG: read from text, and the places on it.

/** @typedef {import("./types.js").PlaceRef} PlaceRef */

/** Pixels between the upper edges of what still stands in one line. */
const SAME_LINE = 3;

/**
 * @param {string} text
 * @returns {SVGSVGElement | null} null where it cannot be read
 */
export function readSheet(text) {
  const named = text.includes("xmlns=") ? text : text.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
  const whole = named.includes("xlink:") && !named.includes("xmlns:xlink")
    ? named.replace("<svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink"')
    : named;
  const root = new DOMParser().parseFromString(whole, "image/svg+xml").documentElement;
  if (root.localName !== "svg") return null;
  const sheet = /** @type {SVGSVGElement} */ (/** @type {unknown} */ (document.importNode(root, true)));
  sheet.classList.add("sheet");
  return sheet;
}

/** @param {{file: string, path: string}} ref */
export function keyOf(ref) {
  return `${ref.file}\n${ref.path}`;
}

/** The places of a page, found by what they print. */
export class Places {
  /** @param {SVGSVGElement} sheet */
  constructor(sheet) {
    /** @type {SVGElement[]} in the order of painting */
    this.all = [...sheet.querySelectorAll(".place")].map((place) => /** @type {SVGElement} */ (place));
    /** @type {Map<string, SVGElement[]>} */
    this.byKey = new Map();
    for (const place of this.all) {
      const key = `${place.dataset.file}\n${place.dataset.path}`;
      const some = this.byKey.get(key);
      if (some) some.push(place);
      else this.byKey.set(key, [place]);
    }
  }

  /** As people read, line by line from left to right; the engine paints a table column by column. */
  inLines() {
    const spots = this.all.map((place) => ({ place, box: place.getBoundingClientRect() })).sort((a, b) => a.box.top - b.box.top);
    let line = 0;
    let top = -Infinity;
    const placed = spots.map(({ place, box }) => {
      if (box.top - top > SAME_LINE) {
        line += 1;
        top = box.top;
      }
      return { place, line, left: box.left };
    });
    return placed.sort((a, b) => a.line - b.line || a.left - b.left).map((one) => one.place);
  }

  /**
   * The elements that a reference means. A whole cell stands for the lines in it, a cell for a line that is not marked.
   *
   * @param {PlaceRef} ref
   */
  of(ref) {
    return pick(this.byKey.get(keyOf(ref)) ?? [], ref.block);
  }
}

/**
 * @param {SVGElement[]} some
 * @param {number} block
 */
function pick(some, block) {
  const exact = some.filter((place) => Number(place.dataset.block) === block);
  if (exact.length) return exact;
  return block === 0 ? some : some.filter((place) => place.dataset.block === "0");
}
