// Going to places: a page, a project, a finding, a change.

import { byId, calm } from "./dom.js";

/** @typedef {import("./types.js").Snapshot} Snapshot */
/** @typedef {import("./types.js").PlaceRef} PlaceRef */
/** @typedef {import("./types.js").Finding} Finding */
/** @typedef {import("./types.js").Change} Change */

const UNPRINTED = "这一栏不印在表上";
const GONE = "本年没有这一项";
/** Where on the desk a place comes to stand, from the top. */
const THIRD = 0.3;
const EDGE = 48;

/**
 * @param {{
 *   pages: ReturnType<typeof import("./pages.js").createPages>,
 *   dress: ReturnType<typeof import("./dress.js").createDress>,
 *   projects: ReturnType<typeof import("./projects.js").createProjects>,
 *   findings: ReturnType<typeof import("./findings.js").createFindings>,
 *   moved: ReturnType<typeof import("./changes.js").createChanges>,
 *   snapshot: () => Snapshot | null,
 *   leaving: () => void,
 *   note: (text: string) => void,
 *   announce: (text: string) => void,
 * }} parts  `leaving`: what hides the page is to make way
 */
export function createTravel(parts) {
  const { pages, dress, projects, findings, moved } = parts;
  const desk = byId("desk");
  let choosing = 0;
  let wanted = "";
  let label = "";

  /** The lists follow what is in view. */
  function follow() {
    const leaf = pages.current();
    if (!leaf || !parts.snapshot()) return;
    projects.follow(leaf.page.file, leaf.page.number);
    findings.follow(leaf.page.file);
    store(label, pages.anchor());
  }

  /** Another document comes: its project of the same file name is looked for later. @param {string} to */
  function turn(to) {
    wanted = pages.current()?.page.file.split("/").at(-1) ?? "";
    label = to;
    choosing += 1;
    dress.choose([], false);
  }

  /** Where the window stood before, or the project that was in view in the other year. @param {Snapshot} snapshot */
  function arrive(snapshot) {
    const same = wanted && snapshot.projects.find((one) => one.file.split("/").at(-1) === wanted);
    wanted = "";
    if (same) toProject(same.file);
    else pages.restore(stored(label));
  }

  /** @param {number} number */
  function toPage(number) {
    parts.leaving();
    const leaf = pages.leaves()[number - 1];
    if (leaf) pages.toLeaf(leaf);
    follow();
  }

  function toFront() {
    toPage(parts.snapshot()?.front.at(-1)?.page ?? 1);
  }

  /** To its first page, and to what is said of it. @param {string} file */
  function visit(file) {
    toProject(file);
    findings.reveal(file);
  }

  /** @param {string} file */
  function toProject(file) {
    const project = parts.snapshot()?.projects.find((one) => one.file === file);
    if (!project) toFront();
    else if (project.page) toPage(project.page);
    else parts.note("这个项目没有印出");
  }

  /** @param {1 | -1} step */
  function nextProject(step) {
    const next = projects.beside(pages.current()?.page.file ?? "", step);
    if (next) visit(next.file);
    else if (step < 0) toFront();
    if (next) parts.announce(next.name);
  }

  /** @param {Finding} finding */
  function toFinding(finding) {
    findings.choose(finding.id);
    moved.choose("");
    return toPlaces(finding.places, finding.file, `${finding.level_word}：${finding.title}。${finding.message}`);
  }

  /** @param {Change} change */
  function toChange(change) {
    moved.choose(change.id);
    findings.choose("");
    return toPlaces(change.places, change.file, `${change.verdict_word}：${change.name}。${change.why}`);
  }

  /**
   * Shows and outlines places; where there are none, goes to the project.
   *
   * @param {PlaceRef[]} refs
   * @param {string} file  "" where there is no such project this year
   * @param {string} words  to be read aloud
   */
  async function toPlaces(refs, file, words) {
    choosing += 1;
    const mine = choosing;
    parts.leaving();
    dress.choose(refs, false);
    const hit = await firstOf(refs);
    if (mine !== choosing) return;
    if (hit) {
      dress.choose(refs, true);
      reveal(hit.found[0]);
      parts.announce(`${words} 第 ${hit.leaf.page.number} 页`);
    } else {
      if (file) toProject(file);
      parts.note(file ? UNPRINTED : GONE);
      parts.announce(`${words} ${file ? UNPRINTED : GONE}`);
    }
    follow();
  }

  /** @param {PlaceRef[]} refs */
  async function firstOf(refs) {
    for (const ref of refs) {
      const hit = await pages.find(ref);
      if (hit) return hit;
    }
    return null;
  }

  /** Scrolls no more than needed. @param {SVGElement} place */
  function reveal(place) {
    const box = place.getBoundingClientRect();
    const frame = desk.getBoundingClientRect();
    const up = box.top - frame.top;
    const seen = up > EDGE && box.bottom < frame.bottom - EDGE;
    const top = seen ? 0 : up - desk.clientHeight * THIRD;
    const left = desk.scrollWidth > desk.clientWidth ? aside(box, frame) : 0;
    if (!top && !left) return;
    const near = Math.abs(top) < desk.clientHeight * 1.5;
    desk.scrollBy({ top, left, behavior: near && !calm() ? "smooth" : "auto" });
  }

  function forget() {
    choosing += 1;
    dress.choose([], false);
    findings.choose("");
    moved.choose("");
  }

  return { follow, turn, arrive, toPage, visit, nextProject, toFinding, toChange, toPlaces, forget };
}

/** How far to go sideways. @param {DOMRect} box @param {DOMRect} frame */
function aside(box, frame) {
  if (box.left < frame.left + 12) return box.left - frame.left - 24;
  return Math.max(0, box.right - frame.right + 24);
}

/** @param {string} label @param {unknown} anchor */
function store(label, anchor) {
  try {
    sessionStorage.setItem(`jixiao.at.${label}`, JSON.stringify(anchor));
  } catch {
    // Then a reload starts at the top.
  }
}

/** @param {string} label */
function stored(label) {
  try {
    return JSON.parse(sessionStorage.getItem(`jixiao.at.${label}`) ?? "null");
  } catch {
    return null;
  }
}
