// Keys for the whole window; none while somebody types.

/** @param {Record<string, (event: KeyboardEvent) => void>} actions  by the key's own name, letters small */
export function createKeys(actions) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const paper = event.key.toLowerCase() === "p" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!paper && (event.ctrlKey || event.metaKey || event.altKey || typing(event))) return;
    const name = paper ? "print" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const action = actions[name];
    if (!action) return;
    event.preventDefault();
    action(event);
  });
}

/** @param {KeyboardEvent} event */
function typing(event) {
  if (document.querySelector("dialog[open]")) return true;
  const field = event.target instanceof Element ? event.target.closest("input, select, textarea, [contenteditable]") : null;
  return field !== null && !field.matches('input[type="checkbox"]');
}
