// Elements from data. Texts go in as text, never as HTML.

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return found;
}

/**
 * An element; falsy children are left out, `on…` attributes are listeners, `true` is an attribute without a value.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Node | string | number | false | null | undefined)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) give(made, name, value);
  made.append(...children.filter((child) => child !== false && child !== null && child !== undefined).map(asNode));
  return made;
}

/** @param {Node | string | number | false | null | undefined} child */
function asNode(child) {
  return child instanceof Node ? child : String(child);
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {unknown} value
 */
function give(element, name, value) {
  if (value === false || value === null || value === undefined) return;
  if (typeof value === "function") element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
  else element.setAttribute(name, value === true ? "" : String(value));
}

/**
 * One of the icons of index.html, of which nothing is read aloud.
 *
 * @param {string} name
 * @returns {SVGElement}
 */
export function icon(name) {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("aria-hidden", "true");
  drawn.setAttribute("class", `icon-${name}`);
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  drawn.append(use);
  return drawn;
}

/**
 * A sample of a pattern, for a legend.
 *
 * @param {string} pattern
 * @returns {SVGElement}
 */
export function swatch(pattern) {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("aria-hidden", "true");
  drawn.setAttribute("class", "swatch");
  drawn.setAttribute("viewBox", "0 0 26 14");
  drawn.append(svg("path", { class: "sample", "data-verdict": pattern, d: "M1 1h24v12H1z" }));
  return drawn;
}

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @returns {SVGElement}
 */
export function svg(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/**
 * Makes the children of `parent` the wanted ones, in order, and moves only what has to move.
 *
 * @param {Element} parent
 * @param {Element[]} wanted
 */
export function arrange(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  let at = parent.firstElementChild;
  for (const child of wanted) {
    if (child === at) at = at.nextElementSibling;
    else parent.insertBefore(child, at);
  }
}

/** Whether the reader asked for less motion. */
export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
