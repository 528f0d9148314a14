// The shapes of the letters: one store for all pages, filled by number as pages ask for more.

import { getText, url } from "./net.js";

const WRAP = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">';

/** @param {Element} store where the symbols go */
export function createGlyphs(store) {
  let server = "";
  let have = 0;
  let wanted = 0;
  /** @type {Promise<void> | null} */
  let loading = null;

  /** @param {string} id */
  function reset(id) {
    server = id;
    have = 0;
    wanted = 0;
    loading = null;
    store.replaceChildren();
  }

  /**
   * Comes back when glyphs 0 to `count` (exclusive) are there. Requests made meanwhile go out as one.
   *
   * @param {number} count
   */
  async function ensure(count) {
    const from = server;
    wanted = Math.max(wanted, count);
    while (have < count && from === server) {
      loading ??= load(from, have, wanted);
      await loading;
    }
  }

  /**
   * @param {string} from
   * @param {number} first
   * @param {number} last
   */
  async function load(from, first, last) {
    try {
      const text = await getText(url("/glyphs", { server: from, first, last }));
      if (from !== server) return;
      store.append(...symbols(text));
      have = last;
    } finally {
      if (from === server) loading = null;
    }
  }

  return { reset, ensure };
}

/** @param {string} text */
function symbols(text) {
  const whole = text.trimStart().startsWith("<svg") ? text : `${WRAP}${text}</svg>`;
  const read = new DOMParser().parseFromString(whole, "image/svg+xml");
  return [...read.querySelectorAll("symbol")].map((symbol) => document.importNode(symbol, true));
}
