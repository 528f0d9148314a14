"use strict";
(() => {
  const tools = document.getElementById("tools");
  if (!tools) return;
  const rows = [...document.querySelectorAll("tr[data-rule]")];
  const bodies = [...document.querySelectorAll("tbody:not(.folded)")];
  const folded = [...document.querySelectorAll("tbody.folded")];
  const nothing = document.getElementById("nothing");
  const position = document.getElementById("position");
  const boxes = (name) => [...tools.querySelectorAll(`input[name="${name}"]`)];
  const box = (name, value) => boxes(name).find((one) => one.value === value);
  const chosen = (name) => new Set(boxes(name).filter((one) => one.checked).map((one) => one.value));
  let here = null;

  const shown = () => rows.filter((row) => !row.hidden);

  function tell() {
    const list = shown();
    const at = list.indexOf(here);
    position.textContent = at < 0 ? `共 ${list.length} 处` : `第 ${at + 1} 处，共 ${list.length} 处`;
  }

  function mark(row) {
    if (here) here.removeAttribute("aria-current");
    here = row;
    if (here) here.setAttribute("aria-current", "true");
  }

  function filter() {
    const levels = chosen("level");
    const rules = chosen("rule");
    const accepted = box("accepted", "accepted");
    for (const row of rows) {
      const level = levels.has(row.dataset.level) || (row.dataset.level === "cosmetic" && !("folds" in row.dataset));
      const open = !accepted || accepted.checked || !("accepted" in row.dataset);
      row.hidden = !(level && rules.has(row.dataset.rule) && open);
    }
    for (const body of bodies) body.hidden = !body.querySelector("tr[data-rule]:not([hidden])");
    for (const body of folded) body.hidden = levels.has("cosmetic");
    if (here && here.hidden) mark(null);
    nothing.hidden = shown().length > 0;
    tell();
  }

  function go(row) {
    mark(row);
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
    history.replaceState(null, "", `#${row.id}`);
    tell();
  }

  function step(by) {
    const list = shown();
    if (!list.length) return;
    const at = list.indexOf(here);
    go(list[at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length]);
  }

  function reveal() {
    const row = document.getElementById(location.hash.slice(1));
    if (!row || !rows.includes(row)) return;
    if (row.hidden) {
      for (const one of [box("level", row.dataset.level), box("rule", row.dataset.rule), box("accepted", "accepted")]) {
        if (one) one.checked = true;
      }
      filter();
    }
    go(row);
  }

  function all(names, checked) {
    for (const name of names) for (const one of boxes(name)) one.checked = checked;
    filter();
  }

  tools.hidden = false;
  const wording = box("level", "cosmetic");
  wording.checked = !rows.some((row) => !("folds" in row.dataset));
  filter();

  tools.addEventListener("change", filter);
  tools.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("next").addEventListener("click", () => step(1));
  document.getElementById("previous").addEventListener("click", () => step(-1));
  document.getElementById("everything").addEventListener("click", () => all(["level", "rule", "accepted"], true));
  document.getElementById("all-rules").addEventListener("click", () => all(["rule"], true));
  document.getElementById("no-rules").addEventListener("click", () => all(["rule"], false));
  document.getElementById("print").addEventListener("click", () => print());
  window.addEventListener("hashchange", reveal);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const by = { n: 1, p: -1 }[event.key.toLowerCase()];
    if (by) {
      event.preventDefault();
      step(by);
    }
  });
  rows.forEach((row) => row.addEventListener("click", () => {
    mark(row);
    tell();
  }));
  if (location.hash) reveal();
})();
