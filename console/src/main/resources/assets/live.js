// A page that nobody looks at follows nothing: browsers allow six connections to one server, and each stream holds one.
(() => {
  "use strict";
  class Following {
    constructor(url) {
      this.url = url;
      this.listeners = [];
      this.ended = false;
      this.onopen = null;
      this.onerror = null;
      this.turn = () => (document.hidden ? this.drop() : this.open());
      document.addEventListener("visibilitychange", this.turn);
      this.turn();
    }
    get readyState() {
      return this.ended ? EventSource.CLOSED : this.source ? this.source.readyState : EventSource.CONNECTING;
    }
    open() {
      if (this.source || this.ended) return;
      this.source = new EventSource(this.url);
      this.source.onopen = (event) => this.onopen && this.onopen(event);
      this.source.onerror = (event) => {
        // Refused for good: whoever made this one makes another after a while.
        if (this.source && this.source.readyState === EventSource.CLOSED) this.close();
        if (this.onerror) this.onerror(event);
      };
      this.listeners.forEach(([name, listener]) => this.source.addEventListener(name, listener));
    }
    drop() {
      if (!this.source) return;
      this.source.close();
      this.source = null;
    }
    addEventListener(name, listener) {
      this.listeners.push([name, listener]);
      if (this.source) this.source.addEventListener(name, listener);
    }
    removeEventListener(name, listener) {
      this.listeners = this.listeners.filter((one) => one[0] !== name || one[1] !== listener);
      if (this.source) this.source.removeEventListener(name, listener);
    }
    close() {
      this.ended = true;
      this.drop();
      document.removeEventListener("visibilitychange", this.turn);
    }
  }
  window.htmx.createEventSource = (url) => new Following(url);
  window.addEventListener("pagehide", () => document.querySelectorAll("[sse-connect]").forEach((element) => {
    const data = element["htmx-internal-data"];
    if (data && data.sseEventSource) data.sseEventSource.drop();
  }));

  // What has just changed shows it for a moment.
  document.body.addEventListener("htmx:load", (event) => {
    if (event.detail.elt.matches("tr[sse-swap]")) event.detail.elt.classList.add("l-changed");
  });
})();
