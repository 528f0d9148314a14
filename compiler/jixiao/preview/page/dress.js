// What the places on a page look like: edges for findings, tints for changes, an outline for the chosen ones.

import { svg } from "./dom.js";
import { keyOf } from "./sheet.js";

/** @typedef {import("./pages.js").Leaf} Leaf */
/** @typedef {import("./types.js").PlaceRef} PlaceRef */
/** @typedef {import("./types.js").Finding} Finding */
/** @typedef {import("./types.js").Change} Change */

const RANK = { info: 1, warning: 2, error: 3 };

/** @param {{loaded: () => Leaf[]}} pages  asked late: it is made after this */
export function createDress(pages) {
  /** @type {Map<string, {ref: PlaceRef, finding: Finding}[]>} */
  let remarks = new Map();
  /** @type {Map<string, {ref: PlaceRef, change: Change}[]>} */
  let moves = new Map();
  /** @type {PlaceRef[]} */
  let chosen = [];

  /** @param {Finding[]} findings */
  function findings(findings) {
    remarks = indexed(findings.filter((one) => !one.accepted && !one.inherited), (finding, ref) => ({ ref, finding }));
    pages.loaded().forEach(edge);
  }

  /** @param {Change[]} changes  none: the overlay is off */
  function changes(changes) {
    moves = indexed(changes, (change, ref) => ({ ref, change }));
    pages.loaded().forEach(tint);
  }

  /** @param {PlaceRef[]} refs @param {boolean} pulse */
  function choose(refs, pulse) {
    chosen = refs;
    for (const leaf of pages.loaded()) outline(leaf, pulse);
  }

  /** Everything, for a page that has just come. @param {Leaf} leaf */
  function whole(leaf) {
    edge(leaf);
    tint(leaf);
    outline(leaf, false);
  }

  /** @param {Leaf} leaf */
  function edge(leaf) {
    /** @type {Map<SVGElement, string>} */
    const levels = new Map();
    for (const [place, { finding }] of matches(leaf, remarks)) {
      const before = levels.get(place);
      if (!before || RANK[finding.level] > RANK[/** @type {"info"} */ (before)]) levels.set(place, finding.level);
    }
    const changed = (leaf.places?.all ?? []).filter((place) => (place.dataset.level ?? "") !== (levels.get(place) ?? ""));
    for (const place of changed) unmark(place);
    const marked = changed.filter((place) => levels.has(place));
    // All sizes are read before anything is written: one layout for all, if any.
    const boxes = marked.map(boxOf);
    marked.forEach((place, at) => mark(place, boxes[at], levels.get(place) ?? ""));
  }

  /** @param {Leaf} leaf */
  function tint(leaf) {
    const verdicts = new Map(matches(leaf, moves).reverse().map(([place, { change }]) => [place, change.verdict]));
    for (const place of leaf.places?.all ?? []) {
      const verdict = verdicts.get(place);
      if (verdict) place.dataset.verdict = verdict;
      else delete place.dataset.verdict;
    }
  }

  /** @param {Leaf} leaf @param {boolean} pulse */
  function outline(leaf, pulse) {
    const now = new Set(chosen.flatMap((ref) => leaf.places?.of(ref) ?? []));
    for (const place of leaf.places?.all ?? []) {
      place.classList.toggle("chosen", now.has(place));
      place.classList.toggle("pulse", pulse && now.has(place));
    }
  }

  /**
   * What is said of one place.
   *
   * @param {Leaf} leaf
   * @param {SVGElement} place
   */
  function about(leaf, place) {
    const here = (/** @type {[SVGElement, unknown]} */ [one]) => one === place;
    return {
      findings: matches(leaf, remarks).filter(here).map(([, { finding }]) => finding),
      changes: matches(leaf, moves).filter(here).map(([, { change }]) => change),
    };
  }

  return { findings, changes, choose, whole, about };
}

/**
 * @template {{id: string, places: PlaceRef[]}} T
 * @template U
 * @param {T[]} things
 * @param {(thing: T, ref: PlaceRef) => U} made
 */
function indexed(things, made) {
  /** @type {Map<string, U[]>} */
  const index = new Map();
  for (const thing of things) {
    for (const ref of thing.places) {
      const key = keyOf(ref);
      const some = index.get(key);
      if (some) some.push(made(thing, ref));
      else index.set(key, [made(thing, ref)]);
    }
  }
  return index;
}

/**
 * @template {{ref: PlaceRef}} T
 * @param {Leaf} leaf
 * @param {Map<string, T[]>} index
 * @returns {[SVGElement, T][]}
 */
function matches(leaf, index) {
  if (!leaf.places || !index.size) return [];
  /** @type {[SVGElement, T][]} */
  const found = [];
  for (const key of leaf.places.byKey.keys()) {
    for (const one of index.get(key) ?? []) {
      for (const place of leaf.places.of(one.ref)) found.push([place, one]);
    }
  }
  return found;
}

/** @param {SVGElement} place */
function unmark(place) {
  delete place.dataset.level;
  if (place.nextElementSibling?.classList.contains("edge")) place.nextElementSibling.remove();
}

/** As the engine draws a rectangle. */
const RECTANGLE = /^M\s*(-?[\d.]+)[\s,]+(-?[\d.]+)\s*v\s*(-?[\d.]+)\s*h\s*(-?[\d.]+)\s*v\s*-?[\d.]+\s*Z\s*$/;

/** The size of a place, from its own words where they are plain: asking the browser makes it lay out the page. @param {SVGElement} place */
function boxOf(place) {
  const plain = RECTANGLE.exec(place.getAttribute("d") ?? "");
  if (!plain) return /** @type {SVGGraphicsElement} */ (place).getBBox();
  const [x, y, height, width] = plain.slice(1).map(Number);
  return { x: Math.min(x, x + width), y: Math.min(y, y + height), width: Math.abs(width), height: Math.abs(height) };
}

/** Points from the edge to the line: within a cell, so that its rule stays to be seen; before a line of text. */
const WITHIN = 1.6;
const BEFORE = -3;

/**
 * A line along the left edge.
 *
 * @param {SVGElement} place
 * @param {{x: number, y: number, height: number}} box
 * @param {string} level
 */
function mark(place, box, level) {
  place.dataset.level = level;
  const x = box.x + (place.dataset.block === "0" ? WITHIN : BEFORE);
  const line = svg("path", { class: "edge", "data-level": level, d: `M${x} ${box.y + WITHIN}v${Math.max(1, box.height - 2 * WITHIN)}` });
  const turned = place.getAttribute("transform");
  if (turned) line.setAttribute("transform", turned);
  place.after(line);
}
