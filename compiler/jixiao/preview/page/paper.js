// Printing: all pages first, then the browser's own window. Very long documents go as PDF.

import { byId } from "./dom.js";

const MOST = 300;

/**
 * @param {{
 *   pages: {leaves: () => unknown[], loadAll: (told: (done: number, all: number) => void) => Promise<void>, release: () => void},
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
    await hooks.pages.loadAll((done, all) => { note.textContent = `正在准备打印 ${done}/${all}…`; });
    note.hidden = true;
    await painted();
    window.print();
    hooks.pages.release();
    running = false;
  }

  return { print };
}

function painted() {
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}
