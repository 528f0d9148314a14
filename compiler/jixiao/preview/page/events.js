// News from the server, which come by themselves; the connection is made again when it breaks.

import { url } from "./net.js";

const FIRST = 1000;
const LONGEST = 5000;

/**
 * @param {{
 *   hello: (server: string, again: boolean) => void,
 *   lost: () => void,
 *   news: Record<string, (data: any) => void>,
 * }} hooks  kinds that are not in `news` are left alone
 */
export function createEvents(hooks) {
  /** @type {EventSource | null} */
  let source = null;
  let label = "";
  let before = false;
  let pause = FIRST;
  let timer = 0;

  /** @param {string} to  the document that this window shows; "": none */
  function listen(to) {
    label = to;
    before = false;
    connect();
  }

  function connect() {
    clearTimeout(timer);
    source?.close();
    const mine = new EventSource(url("/events", { document: label }));
    source = mine;
    mine.addEventListener("hello", (event) => {
      pause = FIRST;
      const again = before;
      before = true;
      hooks.hello(read(event)?.server ?? "", again);
    });
    mine.addEventListener("error", () => {
      if (mine !== source) return;
      hooks.lost();
      // Closed for good, where the answer was no stream: the browser does not try again.
      if (mine.readyState === EventSource.CLOSED) later();
    });
    for (const [kind, told] of Object.entries(hooks.news)) {
      mine.addEventListener(kind, (event) => {
        const data = read(event);
        if (mine === source && data) told(data);
      });
    }
  }

  function later() {
    timer = window.setTimeout(connect, pause);
    pause = Math.min(pause * 2, LONGEST);
  }

  return { listen };
}

/** @param {Event} event */
function read(event) {
  try {
    return JSON.parse(/** @type {MessageEvent} */ (event).data);
  } catch {
    return null;
  }
}
