// Before the first paint, so that a dark page does not flash. Not a module: those wait for the document.
(() => {
  let wish = "system";
  try {
    wish = localStorage.getItem("jixiao.theme") || "system";
  } catch {
    // Storage may be forbidden; then the system decides.
  }
  const dark = wish === "dark" || (wish !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
