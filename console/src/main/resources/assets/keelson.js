// What pages need beyond HTML: the form's token on htmx requests, the reader's own clock, closing menus.
(() => {
  "use strict";
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.parameters.csrf = document.body.dataset.csrf;
  });

  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "medium" });
  const clocks = (root) => {
    root.querySelectorAll("time[datetime]").forEach((time) => {
      const at = new Date(time.getAttribute("datetime"));
      if (Number.isNaN(at.getTime())) return;
      const text = format.format(at);
      if (time.hasAttribute("data-exact")) time.textContent = text;
      else time.title = text;
    });
  };
  clocks(document);
  document.body.addEventListener("htmx:load", (event) => clocks(event.detail.elt.parentElement || document));

  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.k-menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.k-menu[open]").forEach((menu) => {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    });
  });
  // A form that is sent twice by a double click would be answered twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.submitter && event.submitter.hasAttribute("data-again")) return; // a download leaves the page as it is
    if (form.dataset.sent === "yes") event.preventDefault();
    else if (!event.defaultPrevented && !form.hasAttribute("hx-post") && !form.hasAttribute("hx-get")) form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
})();
