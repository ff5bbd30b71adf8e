// Keeps an open page as the site is: reloads it when it has changed, swaps stylesheets and pictures, shows errors over
// it. The server adds this script as it serves a page; no file has it.
(() => {
  "use strict";
  const own = document.currentScript;
  const digest = own.dataset.page;
  let { whole, since } = own.dataset;
  const KEPT = "broadsheet:place";
  // Where a page names files with digests, but for stylesheets and scripts.
  const NAMES = ["srcset", "src", "poster", "data", "href", "style"];
  const NAMING = NAMES.map((name) => `:not(link):not(script)[${name}*="/assets/"]`).join();
  const STYLES = `
    :host { all: initial; }
    * { box-sizing: border-box; font-family: system-ui, sans-serif; }
    #errors { position: fixed; inset: 0; z-index: 2147483647; overflow: auto; padding: 2rem; background: #1b1b1fee;
      color: #f4f4f4; font-size: 16px; line-height: 1.5; }
    #errors h1 { font-size: 20px; margin: 0 0 1rem; }
    #errors ol { margin: 0; padding: 0; list-style: none; max-width: 70rem; }
    #errors li { margin: 0 0 1.5rem; padding: 1rem; background: #2a2a30; border-left: 4px solid #ff6b6b; }
    #errors p { margin: .25rem 0; }
    #errors pre, #errors button { font-family: ui-monospace, monospace; font-size: 14px; }
    #errors pre { margin: .5rem 0; overflow-x: auto; white-space: pre; }
    #errors mark { background: #ff6b6b; color: #1b1b1f; }
    #errors .unseen { visibility: hidden; }
    #errors .hint { color: #b9d7ff; }
    #errors button { padding: .1rem .5rem; border: 1px solid #777; border-radius: 4px; background: none; color: #ffd479;
      cursor: pointer; }
    #errors button:hover, #errors button:focus-visible { background: #444; }
    #corner { position: fixed; right: 8px; bottom: 8px; z-index: 2147483646; display: flex; gap: 6px; }
    #corner > * { padding: 2px 8px; border-radius: 4px; font-size: 12px; line-height: 1.6; color: #fff; background: #333;
      opacity: .85; max-width: 90vw; }
    #corner details[open] { opacity: 1; max-height: 60vh; overflow: auto; }
    #corner summary { cursor: pointer; }
    #corner pre { font-family: ui-monospace, monospace; font-size: 12px; white-space: pre-wrap; margin: 4px 0; }
    #mark { background: #8a4b00 !important; }
  `;
  // Where a page's own policy wants it: the text is the server's, and escaped.
  const policy = window.trustedTypes && trustedTypes.createPolicy("broadsheet-preview", { createHTML: (text) => text });
  let shadow = null;
  let stream = null;
  let isLeaving = false;
  let renaming = Promise.resolve();

  function layer() {
    if (!shadow) {
      const host = document.createElement("broadsheet-preview");
      shadow = host.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLES);
      shadow.adoptedStyleSheets = [sheet];
      document.documentElement.append(host);
    }
    return shadow;
  }

  function put(id, make) {
    const before = shadow && shadow.getElementById(id);
    if (before) before.remove();
    if (!make) return;
    const element = make();
    element.id = id;
    layer().append(element);
  }

  async function copy(button) {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    button.textContent = `${text} copied`;
  }

  function showErrors(html) {
    put("errors", html && (() => {
      const element = document.createElement("div");
      element.setAttribute("role", "alertdialog");
      element.setAttribute("aria-label", "errors");
      element.innerHTML = policy ? policy.createHTML(html) : html;
      for (const button of element.querySelectorAll("[data-copy]")) button.onclick = () => copy(button);
      return element;
    }));
  }

  function showCorner(warnings, reason) {
    put("corner", (warnings.length || reason) && (() => {
      const corner = document.createElement("div");
      if (reason) {
        const mark = document.createElement("span");
        mark.id = "mark";
        mark.textContent = reason;
        corner.append(mark);
      }
      if (warnings.length) {
        const count = warnings.filter((line) => / warning: /.test(line)).length;
        const details = document.createElement("details");
        const summary = document.createElement("summary");
        const list = document.createElement("pre");
        summary.textContent = count === 1 ? "1 warning" : `${count} warnings`;
        list.textContent = warnings.join("\n");
        details.append(summary, list);
        corner.append(details);
      }
      return corner;
    }));
  }

  function addressOf(value) {
    try {
      return new URL(value, document.baseURI);
    } catch {
      return null;
    }
  }

  function markLinks(unpublished) {
    for (const link of document.querySelectorAll("a[href]")) {
      const url = addressOf(link.getAttribute("href"));
      const reason = url && url.host === location.host && unpublished[decoded(url.pathname)];
      if (!reason || link.hasAttribute("data-broadsheet-mark") || !link.textContent.trim()) continue;
      link.setAttribute("data-broadsheet-mark", reason);
      const mark = document.createElement("small");
      mark.textContent = ` [${reason}]`;
      link.append(mark);
    }
  }

  function decoded(path) {
    try {
      return decodeURIComponent(path).normalize("NFC");
    } catch {
      return path;
    }
  }

  // A new stylesheet is loaded beside the old one, which goes when it is there: nothing flickers.
  function swapLink(link, href) {
    const next = link.cloneNode();
    next.href = href;
    next.onload = next.onerror = () => link.remove();
    link.after(next);
  }

  function swapSource(element, name, change) {
    const value = element.getAttribute(name);
    const next = value && (name.endsWith("srcset") ? changeSet(value, change) : change(value));
    if (next && next !== value) element.setAttribute(name, next);
  }

  function changeSet(value, change) {
    return value.replace(/(^|,\s*)(\S+?)(?=,?(\s|$))/g, (whole, before, url) => before + (change(url) || url));
  }

  function swap(change) {
    for (const link of document.querySelectorAll("link[href]")) {
      const next = /stylesheet|icon/.test(link.rel) && change(link.getAttribute("href"));
      if (!next) continue;
      if (/stylesheet/.test(link.rel)) swapLink(link, next);
      else link.href = next;
    }
    for (const name of ["src", "srcset", "poster"]) {
      for (const element of document.querySelectorAll(`img[${name}], source[${name}], video[${name}]`)) {
        swapSource(element, name, change);
      }
    }
  }

  function swapAssets(assets) {
    swap((value) => {
      const url = addressOf(value);
      const name = url && url.host === location.host && decoded(url.pathname).replace(/\.[0-9a-f]{10}(\.\w+)$/, "$1");
      const next = name && assets[name];
      return next && next !== decoded(url.pathname) ? encodeURI(next) : null;
    });
  }

  function swapFiles(files, build) {
    const changed = new Set(files);
    const scripts = [...document.querySelectorAll("script[src]")].map((one) => addressOf(one.src));
    if (scripts.some((url) => url && url.host === location.host && changed.has(decoded(url.pathname)))) return reload();
    swap((value) => {
      const url = addressOf(value);
      if (!url || url.host !== location.host || !changed.has(decoded(url.pathname))) return null;
      url.searchParams.set("broadsheet", build);
      return url.pathname + url.search;
    });
  }

  // Files whose names have changed: the page itself, as it is now, says how they are called.
  async function swapRenamed() {
    const text = await (await fetch(location.href)).text();
    const next = new DOMParser().parseFromString(policy ? policy.createHTML(text) : text, "text/html");
    const now = next.querySelector("script[data-whole]");
    if (!now || now.dataset.page !== digest) return; // a reload has been told, too
    const found = (page) => [...page.querySelectorAll(NAMING)];
    const [before, after] = [found(document), found(next)];
    if (before.length !== after.length) return reload();
    before.forEach((element, index) => {
      for (const name of NAMES) {
        const value = after[index].getAttribute(name);
        if (value && value !== element.getAttribute(name)) element.setAttribute(name, value);
      }
    });
    whole = now.dataset.whole;
  }

  function leave(go) {
    if (isLeaving) return;
    isLeaving = true;
    if (stream) stream.close();
    go();
  }

  function reload() {
    leave(() => {
      const place = { path: location.pathname, x: scrollX, y: scrollY };
      try {
        sessionStorage.setItem(KEPT, JSON.stringify(place));
      } catch {
        // The browser keeps the place by itself, then.
      }
      location.reload();
    });
  }

  function restorePlace() {
    try {
      const place = JSON.parse(sessionStorage.getItem(KEPT));
      sessionStorage.removeItem(KEPT);
      if (place && place.path === location.pathname) scrollTo({ left: place.x, top: place.y, behavior: "instant" });
    } catch {
      // There was none.
    }
  }

  function connect() {
    if (isLeaving || stream || document.visibilityState === "hidden") return;
    const query = new URLSearchParams({ page: location.pathname, digest, whole, since });
    stream = new EventSource(`/.broadsheet/events?${query}`);
    const on = (kind, act) => stream.addEventListener(kind, (event) => act(JSON.parse(event.data)));
    on("state", (state) => {
      const isPage = !["building", "broken"].includes(digest);
      showErrors(state.overlay);
      showCorner(isPage ? state.warnings : [], state.unpublished[decoded(location.pathname)]);
      markLinks(state.unpublished);
      swapAssets(state.assets);
      document.documentElement.setAttribute("data-broadsheet-live", "");
    });
    on("reload", reload);
    stream.addEventListener("files", (event) => {
      since = event.lastEventId;
      swapFiles(JSON.parse(event.data), Number(since).toString(36));
    });
    // One after another: an older page must not be the last. Where the server is gone, it tells again when it is back.
    on("renamed", () => (renaming = renaming.then(swapRenamed).catch(() => {})));
    on("visit", (address) => {
      if (address !== decoded(location.pathname)) leave(() => location.assign(encodeURI(address)));
    });
    stream.onerror = () => {
      if (stream && stream.readyState === EventSource.CLOSED) {
        stream = null;
        setTimeout(connect, 500);
      }
    };
  }

  // A browser has few connections to one server: pages that nobody sees give theirs back, and catch up when seen again.
  function disconnect() {
    if (stream) stream.close();
    stream = null;
  }

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") disconnect();
    else connect();
  });
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  restorePlace();
  connect();
})();
