// Before anything is drawn, so that a dark page does not flash white: the chosen theme, or the system's.
(() => {
  "use strict";
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => localStorage.getItem("theme");
  const draw = () => {
    const theme = chosen() || (system.matches ? "dark" : "light");
    document.documentElement.setAttribute("data-bs-theme", theme);
  };
  draw();
  system.addEventListener("change", draw);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-next]")) return;
    const dark = document.documentElement.getAttribute("data-bs-theme") === "dark";
    localStorage.setItem("theme", dark ? "light" : "dark");
    draw();
  });
  // htmx puts our own answers into the page; they come from this server only (connect-src 'self').
  if (window.trustedTypes) {
    window.trustedTypes.createPolicy("default", {
      createHTML: (html) => html,
      createScript: () => null,
      createScriptURL: () => null,
    });
  }
})();
