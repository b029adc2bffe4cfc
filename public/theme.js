// Sets the theme before the first paint, lets the button switch it, and starts the service worker. Plain
// JavaScript on purpose: it must run before WebAssembly arrives, and go on working where WebAssembly does not.
(() => {
  const root = document.documentElement;
  let stored = null;
  try { stored = localStorage.getItem("theme"); } catch { /* private windows may refuse storage */ }
  if (stored === "light" || stored === "dark") root.dataset.theme = stored;
  // Inputs in the address are read once the page is alive; until then calculators say so.
  if (location.search) root.dataset.query = "";
  addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("#theme")) return;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* as above */ }
    dispatchEvent(new Event("themechange"));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => dispatchEvent(new Event("themechange")));
  // After everything that the reader waits for. Without a worker the site only does not work offline.
  addEventListener("load", () => {
    if (navigator.connection?.saveData) return;
    const base = root.dataset.base ?? "/";
    navigator.serviceWorker?.register(`${base}sw.js`, { scope: base, updateViaCache: "none" }).catch(() => {});
  });
})();
