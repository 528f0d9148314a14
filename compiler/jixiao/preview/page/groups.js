// A long list in groups (by project) that is updated by difference, and filled only as it comes into view.

import { arrange, el } from "./dom.js";

/**
 * @template {{id: string}} T
 * @typedef {{key: string, title: string, note: string, things: T[], file: string}} Group
 */

const AT_ONCE = 150;
const GUESS = 150;

/**
 * @template {{id: string}} T
 * @param {HTMLElement} frame  scrolls
 * @param {(thing: T) => HTMLElement} draw  gives an element with data-id
 */
export function createGroups(frame, draw) {
  /** @typedef {{section: HTMLElement, list: HTMLElement, group: Group<T>, filled: boolean, drawn: Map<string, {said: string, item: HTMLElement}>}} Shown */
  /** @type {Map<string, Shown>} */
  let shown = new Map();
  /** @type {WeakMap<Element, Shown>} */
  const bySection = new WeakMap();

  const watcher = new IntersectionObserver(
    (seen) => {
      for (const one of seen) {
        const part = bySection.get(one.target);
        if (one.isIntersecting && part) fill(part);
      }
    },
    { root: frame, rootMargin: "100% 0%" },
  );

  /** @param {Group<T>[]} groups @param {Element[]} [after]  what follows the groups */
  function show(groups, after = []) {
    let room = AT_ONCE;
    const next = new Map();
    for (const group of groups) {
      const part = shown.get(group.key) ?? blank(group);
      part.group = group;
      head(part);
      room -= group.things.length;
      if (part.filled || room >= 0) fill(part);
      else part.list.style.minHeight = `${group.things.length * GUESS}px`;
      next.set(group.key, part);
    }
    for (const [key, part] of shown) if (!next.has(key)) watcher.unobserve(part.section);
    shown = next;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.closest("[data-id]") : null;
    arrange(frame, [...[...next.values()].map((part) => part.section), ...after]);
    if (focused && !focused.isConnected) refocus(/** @type {HTMLElement} */ (focused).dataset.id ?? "");
  }

  /** @param {Group<T>} group @returns {Shown} */
  function blank(group) {
    const list = el("ol");
    const section = el("section", { class: "group", "data-file": group.file }, el("h3"), list);
    const part = { section, list, group, filled: false, drawn: new Map() };
    bySection.set(section, part);
    watcher.observe(section);
    return part;
  }

  /** @param {Shown} part */
  function head({ section, group }) {
    const title = /** @type {HTMLElement} */ (section.firstElementChild);
    const said = `${group.title}\n${group.note}`;
    if (title.dataset.said === said) return;
    title.dataset.said = said;
    title.replaceChildren(el("span", { class: "title" }, group.title), el("span", { class: "note" }, group.note));
  }

  /** @param {Shown} part */
  function fill(part) {
    const old = part.drawn;
    part.drawn = new Map(part.group.things.map((thing) => {
      const said = JSON.stringify(thing);
      const kept = old.get(thing.id);
      return [thing.id, kept?.said === said ? kept : { said, item: redrawn(thing, kept?.item) }];
    }));
    part.filled = true;
    part.list.style.minHeight = "";
    const focused = document.activeElement instanceof HTMLElement && part.list.contains(document.activeElement)
      ? /** @type {HTMLElement | null} */ (document.activeElement.closest("[data-id]"))?.dataset.id : undefined;
    arrange(part.list, [...part.drawn.values()].map((one) => one.item));
    if (focused && !part.list.contains(document.activeElement)) refocus(focused);
  }

  /** What was unfolded stays so. @param {T} thing @param {HTMLElement | undefined} old */
  function redrawn(thing, old) {
    const item = draw(thing);
    if (old?.querySelector("details[open]")) item.querySelector("details")?.setAttribute("open", "");
    return item;
  }

  /** @param {string} id */
  function refocus(id) {
    const item = find(id);
    /** @type {HTMLElement | null | undefined} */ (item?.querySelector("button"))?.focus({ preventScroll: true });
  }

  /** The element of a thing; its group is filled if it was not. @param {string} id */
  function find(id) {
    for (const part of shown.values()) {
      if (!part.group.things.some((thing) => thing.id === id)) continue;
      if (!part.filled) fill(part);
      return part.drawn.get(id)?.item ?? null;
    }
    return null;
  }

  /** @param {(thing: T, group: Group<T>) => boolean} fits  which things stay on the screen */
  function filter(fits) {
    for (const part of shown.values()) {
      let some = 0;
      for (const thing of part.group.things) {
        const stays = fits(thing, part.group);
        if (stays) some += 1;
        const item = part.drawn.get(thing.id)?.item;
        if (item) item.hidden = !stays;
      }
      part.section.hidden = !some;
      if (!part.filled) part.list.style.minHeight = `${some * GUESS}px`;
    }
  }

  /** Brings a group to the top of the list. @param {string} key */
  function reveal(key) {
    const section = shown.get(key)?.section;
    if (section && !section.hidden) frame.scrollTop += section.getBoundingClientRect().top - frame.getBoundingClientRect().top;
  }

  return { show, find, filter, reveal };
}

/**
 * Buttons that show and hide levels.
 *
 * @param {HTMLElement} holder
 * @param {{key: string, word: string, count: number}[]} levels
 * @param {Set<string>} hidden
 * @param {() => void} changed
 * @param {(name: string) => Node} icon
 */
export function levelButtons(holder, levels, hidden, changed, icon) {
  const focused = holder.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.key : undefined;
  holder.replaceChildren(...levels.map(({ key, word, count }) => {
    const button = el("button", { type: "button", class: `level level-${key}`, "data-key": key, disabled: count === 0, "aria-pressed": String(!hidden.has(key)) },
      icon(key), `${word} `, el("span", { class: "number" }, count));
    button.addEventListener("click", () => {
      if (!hidden.delete(key)) hidden.add(key);
      button.setAttribute("aria-pressed", String(!hidden.has(key)));
      changed();
    });
    return button;
  }));
  if (focused) /** @type {HTMLElement | null} */ (holder.querySelector(`[data-key="${focused}"]`))?.focus();
}
