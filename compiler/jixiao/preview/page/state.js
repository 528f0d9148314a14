// The word in the bar on how things stand, and what is read aloud.

import { byId } from "./dom.js";

/** @typedef {import("./types.js").Snapshot} Snapshot */

/** Long enough that a quick build does not flicker. */
const PATIENCE = 150;
const PASSING = 2400;

export function createState() {
  const sign = byId("state");
  const words = /** @type {HTMLElement} */ (sign.querySelector(".text"));
  const live = byId("announce");
  const passing = byId("note");
  let timer = 0;
  let noting = 0;
  let lost = false;
  let calm = { kind: "wait", text: "正在打开…" };

  /** @param {string} kind @param {string} text */
  function say(kind, text) {
    clearTimeout(timer);
    sign.dataset.kind = kind;
    if (words.textContent !== text) words.textContent = text;
    sign.title = text;
  }

  /** @param {string} kind @param {string} text */
  function rest(kind, text) {
    calm = { kind, text };
    if (!lost) say(kind, text);
  }

  /** @param {string} text */
  function announce(text) {
    // The same words again are news again.
    live.textContent = live.textContent === text ? `${text}\u200b` : text;
  }

  /** A word over the pages that goes by itself. @param {string} text */
  function note(text) {
    passing.textContent = text;
    passing.hidden = false;
    clearTimeout(noting);
    noting = window.setTimeout(() => { passing.hidden = true; }, PASSING);
  }

  return {
    announce,
    note,
    rest,
    busy: () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => { if (!lost) say("busy", "正在生成…"); }, PATIENCE);
    },
    /** The first reason stays: an end that was announced is no broken line. @param {string} text */
    lost: (text) => {
      if (lost) return;
      announce(text);
      lost = true;
      document.body.dataset.link = "off";
      say("off", text);
    },
    back: () => {
      if (!lost) return;
      lost = false;
      document.body.dataset.link = "on";
      announce("已重新连接");
      say(calm.kind, calm.text);
    },
  };
}

/** @param {Snapshot} snapshot @returns {[kind: string, text: string]} */
export function stateWords(snapshot) {
  const errors = snapshot.faults.filter((one) => one.level === "error").length;
  if (snapshot.broken) return ["broken", errors ? `有 ${errors} 处写错` : "暂时不能生成"];
  if (!snapshot.pdf) return ["ok", "已更新"];
  const { at, milliseconds } = snapshot.pdf;
  return ["ok", milliseconds ? `已更新 ${at} · ${milliseconds} 毫秒` : `已更新 ${at}`];
}

/** What is read aloud after a build. @param {Snapshot} snapshot */
export function buildWords(snapshot) {
  const [kind, text] = stateWords(snapshot);
  if (kind === "broken") return text;
  const { errors, warnings, infos } = snapshot.total;
  const counts = [errors && `须改 ${errors}`, warnings && `建议改 ${warnings}`, infos && `提示 ${infos}`].filter(Boolean);
  return `已更新，${counts.join("，") || "没有意见"}`;
}
