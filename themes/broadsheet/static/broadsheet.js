// All works without this script: the strip of rates lies still, embeds are links, contents open on a click.

// The strip moves by the stylesheet, for readers who do not ask for less motion, once there is a button to stop it.
const SPEED = 30; // pixels a second
const KEY = "broadsheet-ticker";
const remembered = (value) => {
  try {
    if (value) localStorage.setItem(KEY, value);
    return localStorage.getItem(KEY);
  } catch {
    return value; // storage is closed to us: the choice lasts as long as the page
  }
};
const ticker = document.querySelector(".ticker");
const [list, copy] = ticker?.querySelectorAll(".ticker-list") ?? [];
if (copy) {
  const strip = ticker.querySelector(".ticker-strip");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "ticker-pause";
  button.setAttribute("aria-label", ticker.dataset.pause);
  button.innerHTML =
    '<svg viewBox="0 0 10 10" aria-hidden="true"><path class="pause" d="M1 0h3v10H1zM6 0h3v10H6z"/><path class="play" d="M1 0l9 5-9 5z"/></svg>';
  const set = (state) => {
    strip.dataset.moving = state;
    strip.scrollLeft = 0;
    button.setAttribute("aria-pressed", String(state === "paused"));
  };
  button.addEventListener("click", () => {
    const state = strip.dataset.moving === "paused" ? "on" : "paused";
    remembered(state);
    set(state);
  });
  strip.after(button);
  set(remembered() === "paused" ? "paused" : "on");
  strip.style.setProperty("--lap", `${Math.round(list.offsetWidth / SPEED)}s`);
}

// The list of sections, where it is wider than the page, starts at the current one.
const sections = document.querySelector(".sections ul");
const current = sections?.querySelector("[aria-current]");
if (current) {
  const place = current.getBoundingClientRect();
  const frame = sections.getBoundingClientRect();
  sections.scrollLeft += place.left + place.width / 2 - frame.left - frame.width / 2;
}

// In the margin, where there is room for it, a table of contents is open.
const contents = document.querySelector(".contents");
if (contents && matchMedia("(min-width: 48rem)").matches) contents.open = true;

// Code scrolls inside itself, by keyboard too where the browser does not see to that.
for (const code of document.querySelectorAll("pre.highlight")) code.tabIndex = 0;

// Click-to-load embeds: nothing comes from elsewhere before the reader asks for it.
for (const place of document.querySelectorAll("[data-embed]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = place.dataset.embedLoad;
  button.setAttribute("aria-label", `${place.dataset.embedLoad}: ${place.dataset.embedTitle}`);
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.src = place.dataset.embed;
    frame.title = place.dataset.embedTitle;
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    place.replaceChildren(frame);
    frame.focus();
  });
  const notice = place.querySelector(".embed-notice");
  if (notice) notice.hidden = false;
  place.append(button);
}
