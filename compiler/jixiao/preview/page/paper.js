// Printing: all pages first, then the browser's own window. Very long documents go as PDF.

import { byId } from "./dom.js";

const MOST = 300;
const AGAIN = 1500;

/**
 * @param {{
 *   pages: {leaves: () => unknown[], loadAll: (told: (done: number, all: number) => void) => Promise<number>, release: () => void},
 *   pdf: () => string,
 * }} hooks  `pdf` is the address of the PDF; "" while there is none
 */
export function createPaper(hooks) {
  const note = byId("progress");
  let running = false;

  async function print() {
    const count = hooks.pages.leaves().length;
    if (running || !count) return;
    if (count > MOST && hooks.pdf()) {
      window.open(hooks.pdf(), "_blank", "noopener");
      return;
    }
    running = true;
    note.hidden = false;
    note.textContent = `正在准备打印 0/${count}…`;
    const told = (/** @type {number} */ done, /** @type {number} */ all) => { note.textContent = `正在准备打印 ${done}/${all}…`; };
    let missing = await hooks.pages.loadAll(told);
    // The document may have changed meanwhile, so that some pages were no longer to be had.
    if (missing) {
      await new Promise((done) => setTimeout(done, AGAIN));
      missing = await hooks.pages.loadAll(told);
    }
    note.hidden = missing === 0;
    if (missing) note.textContent = `有 ${missing} 页没有取到，请再试一次`;
    else {
      await painted();
      window.print();
    }
    hooks.pages.release();
    running = false;
  }

  return { print };
}

function painted() {
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}
