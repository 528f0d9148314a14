// The live page: its parts, and how they hear of each other.

import { createCard } from "./card.js";
import { createChanges } from "./changes.js";
import { createCompare } from "./compare.js";
import { byId } from "./dom.js";
import { createDress } from "./dress.js";
import { createFeed } from "./feed.js";
import { createFindings } from "./findings.js";
import { createGlyphs } from "./glyphs.js";
import { createKeys } from "./keys.js";
import { url } from "./net.js";
import { createPages } from "./pages.js";
import { createPaper } from "./paper.js";
import { createPlaces } from "./places.js";
import { createProblems, wrongWords } from "./problems.js";
import { createProjects } from "./projects.js";
import { createSides } from "./sides.js";
import { buildWords, createState, stateWords } from "./state.js";
import { createTabs } from "./tabs.js";
import { createTheme } from "./theme.js";
import { createTravel } from "./travel.js";
import { createYears } from "./years.js";
import { createZoom } from "./zoom.js";

/** @typedef {import("./types.js").Snapshot} Snapshot */

function start() {
  const state = createState();
  const theme = createTheme(state.announce);
  const glyphs = createGlyphs(/** @type {Element} */ (byId("glyphs").firstElementChild));
  const dress = createDress({ loaded: () => pages.loaded() });
  const pages = createPages({ glyphs, dress: dress.whole, stale: () => feed.stale(), scrolled: () => travel.follow() });

  // -- the parts ----------------------------------------------------------------------------------------------------

  const card = createCard({ label: () => feed.label(), editor: () => feed.editor(), announce: state.announce });
  const visit = async (/** @type {{file: string, line: number, column: number}} */ at) => state.note(await card.visit(at));
  const problems = createProblems({ visit });
  const projects = createProjects({ toPage: (number) => travel.toPage(number), toProject: (project) => travel.visit(project.file) });
  const findings = createFindings({
    chosen: (finding) => travel.toFinding(finding),
    related: (related) => travel.toPlaces(related.places ?? [], related.file, related.message),
    visit,
    faults: problems.list,
  });
  const moved = createChanges({ chosen: (change) => travel.toChange(change), faults: problems.list });
  const tabs = createTabs({ shown: () => compare.update() });
  const places = createPlaces({ pages, about: dress.about, clicked: card.locate });
  const zoom = createZoom({ steady: pages.steady, pages: () => feed.snapshot()?.pages ?? [] });
  const sides = createSides({ changed: (change) => { pages.steady(change); zoom.apply(); } });
  const years = createYears({ choose: (label) => { location.hash = label; } });
  const paper = createPaper({ pages, pdf: () => (feed.snapshot()?.pdf ? url("/pdf", { document: feed.label() }) : "") });
  const snapshot = () => feed.snapshot();
  const said = { note: state.note, announce: state.announce };
  const compare = createCompare({ snapshot, inTab: () => tabs.current() === "changes", moved, dress, ...said });
  const travel = createTravel({ pages, dress, projects, findings, moved, snapshot, leaving, ...said });
  const feed = createFeed({
    state, taken, told, wrong,
    another: (server) => { glyphs.reset(server); compare.forget(); },
    listed: years.show,
    turned: (label) => { card.close(); travel.turn(label); compare.forget(); dress.findings([]); byId("findings").scrollTop = 0; },
    renewed: async (changed) => { pages.renew(changed); await pages.settled(); },
    empty: () => {
      nothing("还没有可以预览的部门年度。建好部门文件夹并保存以后，页面会自己出现。");
      state.rest("ok", "没有文件");
    },
  });

  // -- what comes ---------------------------------------------------------------------------------------------------

  /** The pages in view first, which is what somebody waits for. @param {Snapshot} data @param {boolean} first */
  async function taken(data, first) {
    glyphs.ensure(data.glyphs).catch(() => feed.stale());
    nothing(data.pages.length || data.broken ? "" : "还没有页面。");
    pages.show(data, data.pages);
    zoom.apply();
    if (first) travel.arrive(data);
    dress.findings(data.findings);
    await pages.settled();
  }

  /** Then all that is said of them. @param {Snapshot} data @param {boolean} first */
  function told(data, first) {
    projects.show(data);
    findings.show(data);
    head(data);
    wrong();
    compare.update();
    // After the frame, when asking where things stand costs nothing.
    requestAnimationFrame(travel.follow);
    if (!first || data.broken) state.announce(buildWords(data));
  }

  /** @param {Snapshot} data */
  function head(data) {
    years.head(data);
    state.rest(...stateWords(data));
    const link = /** @type {HTMLAnchorElement} */ (byId("download"));
    link.hidden = !data.pdf;
    link.href = url("/pdf", { document: data.label, download: 1 });
    /** @type {HTMLButtonElement} */ (byId("print")).disabled = !data.pages.length;
    byId("dock-count").textContent = data.checked ? `意见 ${findings.count()}` : "意见";
  }

  function wrong() {
    const { gone, trouble } = feed.wrongs();
    const now = feed.snapshot();
    document.body.toggleAttribute("data-broken", gone || (now?.broken ?? false));
    problems.show(...wrongWords(now, gone, trouble));
    if (gone) state.rest("broken", "文件夹不见了");
  }

  /** @param {string} words  "": there are pages */
  function nothing(words) {
    byId("nothing").hidden = !words;
    byId("nothing").textContent = words;
  }

  /** What lies over the page goes, since something is to be seen there. */
  function leaving() {
    card.close();
    sides.makeWay();
  }

  // -- buttons and keys ---------------------------------------------------------------------------------------------

  /** @param {1 | -1} step */
  function nextRemark(step) {
    const inChanges = tabs.current() === "changes";
    const change = inChanges ? moved.beside(step) : null;
    const finding = inChanges ? null : findings.beside(step);
    if (change) travel.toChange(change);
    else if (finding) travel.toFinding(finding);
    else state.note(inChanges ? "没有要显示的变化" : "没有要显示的意见");
  }

  function escape() {
    places.hide();
    if (!card.close() && !sides.closeSheet()) travel.forget();
  }

  const help = /** @type {HTMLDialogElement} */ (byId("help-dialog"));
  byId("print").addEventListener("click", paper.print);
  byId("help").addEventListener("click", () => help.showModal());
  byId("dock-next").addEventListener("click", () => nextRemark(1));
  byId("dock-previous").addEventListener("click", () => nextRemark(-1));
  byId("skip").addEventListener("click", (event) => {
    // The address names the document, and stays.
    event.preventDefault();
    byId("desk").focus();
  });
  createKeys({
    j: () => travel.nextProject(1),
    k: () => travel.nextProject(-1),
    n: () => nextRemark(1),
    p: () => nextRemark(-1),
    "/": () => { sides.open("list"); projects.focusSearch(); },
    o: compare.toggle,
    d: () => { if (!byId("download").hidden) byId("download").click(); },
    t: theme.next,
    "+": () => zoom.step(1),
    "=": () => zoom.step(1),
    "-": () => zoom.step(-1),
    0: zoom.fit,
    "?": () => help.showModal(),
    print: paper.print,
    Escape: escape,
  });

  sides.start();
  feed.start();
}

start();
