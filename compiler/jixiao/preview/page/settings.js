// What is remembered from one visit to the next.

const PREFIX = "jixiao.";

/**
 * @template T
 * @param {string} name
 * @param {T} otherwise
 * @returns {T}
 */
export function recall(name, otherwise) {
  try {
    const kept = localStorage.getItem(PREFIX + name);
    if (kept === null) return otherwise;
    return typeof otherwise === "string" ? /** @type {T} */ (kept) : JSON.parse(kept);
  } catch {
    return otherwise;
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 */
export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, typeof value === "string" ? value : JSON.stringify(value));
  } catch {
    // Storage may be full or forbidden; the page works without.
  }
}
