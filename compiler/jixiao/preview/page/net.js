// Questions to the server.

/** An answer that is not the one hoped for; `message` is the server's own, for people. `status` 0: no answer at all. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * @param {string} address
 * @param {Record<string, string | number>} [query]
 */
export function url(address, query = {}) {
  const parts = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return parts.length ? `${address}?${parts.join("&")}` : address;
}

/**
 * @param {string} address
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 */
async function ask(address, options) {
  let answer;
  try {
    answer = await fetch(address, options);
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "AbortError") throw failure;
    throw new Refused(0, "预览程序没有回答");
  }
  if (answer.ok) return answer;
  throw new Refused(answer.status, await complaint(answer));
}

/** @param {Response} answer */
async function complaint(answer) {
  try {
    return String((await answer.json()).message || "预览程序没有这样的内容");
  } catch {
    return "预览程序没有这样的内容";
  }
}

/**
 * @param {string} address
 * @param {AbortSignal} [signal]
 */
export async function getText(address, signal) {
  return (await ask(address, { signal })).text();
}

/** @param {string} address */
export async function getJson(address) {
  return (await ask(address)).json();
}

/**
 * @param {string} address
 * @param {unknown} data
 */
export async function post(address, data) {
  const headers = { "Content-Type": "application/json" };
  return (await ask(address, { method: "POST", headers, body: JSON.stringify(data) })).json();
}
