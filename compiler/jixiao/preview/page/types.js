/**
 * What the server sends (JSON), for editors and readers; nothing here runs.
 *
 * @typedef {{file: string, path: string, block: number}} PlaceRef  block 0: all blocks of that path
 * @typedef {{message: string, file: string, line: number, column: number, source?: string, places?: PlaceRef[]}} Related
 * @typedef {"error" | "warning" | "info"} Level
 * @typedef {{code: string, level: Level, message: string, hint: string, file: string, line: number, column: number,
 *   source: string, from: number, to: number, related: Related[]}} Fault  line 0: the file as a whole
 * @typedef {{id: string, code: string, title: string, level: Level, level_word: string, certainty: string, owner: string,
 *   message: string, advice: string, project: string, file: string, path: string, line: number, column: number,
 *   source: string, from: number, to: number, places: PlaceRef[], related: Related[], accepted: boolean,
 *   inherited: boolean, note: string}} Finding
 * @typedef {{title: string, explain: string[], bad: string, good: string}} Rule
 * @typedef {{key: string, number: number, file: string, width: number, height: number}} Page
 * @typedef {{errors: number, warnings: number, infos: number}} Counts
 * @typedef {Counts & {file: string, code: string, name: string, amount: string, unit: string, page: number,
 *   pages: number}} Project  page 0: not printed
 * @typedef {{name: string, pages: number, milliseconds: number, at: string}} Pdf
 * @typedef {{server: string, label: string, serial: number, unit: string, year: string, stage: string, title: string,
 *   broken: boolean, faults: Fault[], pages: Page[], projects: Project[], front: {name: string, page: number}[],
 *   document: Counts, total: Counts, findings: Finding[], rules: Record<string, Rule>, checked: boolean,
 *   pdf: Pdf | null, years: {label: string, year: string}[], previous: string, glyphs: number}} Snapshot
 * @typedef {"critical" | "major" | "notice" | "cosmetic"} Severity
 * @typedef {{id: string, rule: string, title: string, severity: Severity, severity_word: string, verdict: string,
 *   verdict_word: string, project: string, file: string, path: string, name: string, before: string, after: string,
 *   delta: string, why: string, accepted: boolean, places: PlaceRef[]}} Change
 * @typedef {{label: string, against: string, unit: string, old_year: string, new_year: string,
 *   summary: Record<Severity, number>, faults: Fault[], changes: Change[]}} Changes
 * @typedef {{label: string, unit: string, folder: string, year: string, state: string, pages: number}} Entry
 * @typedef {{server: string, workspace: string, editor: boolean, documents: Entry[]}} Documents
 * @typedef {{label: string, serial: number, changed: {number: number, key: string}[], glyphs: number,
 *   milliseconds: number}} PagesNews
 */

export {};
