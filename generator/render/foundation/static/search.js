// The search page: words and filters in, results out, by Pagefind's index of the built articles. The address of the page
// says what was asked, so that it can be kept, shared and gone back to.

const PAGE = 10; // results shown at a time
const SHOWN = 12; // values of a filter to choose from
const PAUSE = 250; // milliseconds after the last key
const PRIVATE = 0xe000; // where the index keeps what is to be shown, and not found

const by = (id) => document.getElementById(id);
const [form, words, sort, choices, found, status, list, more] = [
  "search-form", "search-words", "search-sort", "search-filters", "search-found", "search-status", "search-results", "search-more",
].map(by);
const groups = [...choices.querySelectorAll("[data-filter]")];
const { index, count, none, busy, failed } = found.dataset;
const lang = document.documentElement.lang;
let asked = 0; // how many questions there were: only the last one's answer is shown
let rest = [];
let total = 0;
let loaded;

const engine = () =>
  (loaded ??= import(`${index}pagefind.js`).then(async (pagefind) => {
    await pagefind.options({ baseUrl: index.slice(0, -"pagefind/".length) });
    await pagefind.filters(); // so that answers count them
    return pagefind;
  }));

const element = (name, className, ...inner) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...inner);
  return made;
};

const fill = (text, values) =>
  text.replace(/{(\w+)(:n)?}/g, (_, name, isNumber) => (isNumber ? values[name].toLocaleString(lang) : values[name]));

const revealed = (text) =>
  [...text].map((one) => (one >= "\ue000" && one <= "\uf8ff" ? String.fromCharCode(one.charCodeAt(0) - PRIVATE) : one)).join("");

// An excerpt is text in which Pagefind has marked words: nothing else of it becomes an element.
const marked = (excerpt) =>
  excerpt.split(/(<mark>.*?<\/mark>)/s).map((part) => {
    const inner = /^<mark>(.*)<\/mark>$/s.exec(part);
    const text = (inner ? inner[1] : part).replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    return inner ? element("mark", "", text) : text;
  });

const link = (url, text) => {
  const made = element("a", "", text);
  made.href = url;
  return made;
};

const result = ({ url, meta, excerpt, filters, sub_results }) => {
  const headline = element("h2", "headline", link(url, meta.title));
  const text = element("p", "excerpt", ...marked(excerpt));
  headline.dir = text.dir = "auto";
  const [iso, ...day] = revealed(meta.day).split(" ");
  const time = element("time", "", day.join(" "));
  time.dateTime = iso;
  const line = element("p", "byline", ...(filters.section ? [element("span", "", filters.section[0]), " "] : []), time);
  const parts = sub_results.filter((part) => /^h\d$/.test(part.anchor?.element)).slice(0, 3);
  const below = parts.map((part) => {
    const item = element("li", "", link(part.url, part.title));
    item.dir = "auto";
    return item;
  });
  return element("li", "search-result", headline, text, ...(below.length ? [element("ul", "search-parts", ...below)] : []), line);
};

const chosen = () => {
  const filters = {};
  for (const group of groups) {
    const values = [...group.querySelectorAll(":checked")].map((box) => box.value);
    if (values.length) filters[group.dataset.filter] = { any: values };
  }
  return filters;
};

// Values that results have, the most frequent first (of years the newest), and those that are chosen.
const offered = (name, counts, kept) => {
  const order = name === "year" ? (a, b) => b.localeCompare(a) : (a, b) => counts[b] - counts[a] || a.localeCompare(b, lang);
  const there = Object.keys(counts).filter((value) => counts[value] > 0).sort(order);
  return [...new Set([...there.slice(0, SHOWN), ...kept])];
};

const choice = (name, value, isChecked) => {
  const box = element("input");
  [box.type, box.name, box.value, box.checked] = ["checkbox", name, value, isChecked];
  return element("li", "", element("label", "", box, " ", element("span", "", value), " ", element("span", "search-number")));
};

const offer = (totals, wanted) => {
  const focused = document.activeElement;
  for (const group of groups) {
    const name = group.dataset.filter;
    const known = new Map([...group.querySelectorAll("input")].map((box) => [box.value, box.closest("li")]));
    const counts = totals[name] ?? {};
    const items = offered(name, counts, wanted[name]?.any ?? []).map((value) => {
      const item = known.get(value) ?? choice(name, value, Boolean(wanted[name]?.any.includes(value)));
      item.querySelector(".search-number").textContent = (counts[value] ?? 0).toLocaleString(lang);
      return item;
    });
    group.querySelector("ul").replaceChildren(...items);
    group.hidden = !items.length;
  }
  choices.hidden = false;
  if (focused !== document.activeElement && focused.isConnected) focused.focus();
};

const show = async () => {
  const question = asked;
  const pages = await Promise.all(rest.slice(0, PAGE).map((one) => one.data()));
  if (question !== asked) return null;
  rest = rest.slice(PAGE);
  const items = pages.map(result);
  list.append(...items);
  more.hidden = !rest.length;
  const last = list.children.length;
  status.textContent = last ? fill(count, { first: 1, last, total }) : fill(none, { query: words.value.trim() });
  return items[0];
};

const clear = (text) => {
  rest = [];
  list.replaceChildren();
  more.hidden = true;
  status.textContent = text;
};

const search = async (filters) => {
  const question = ++asked;
  const text = words.value.trim();
  if (!text && !Object.keys(filters).length) {
    clear("");
    choices.hidden = true;
    return;
  }
  if (!list.children.length) status.textContent = busy;
  try {
    const pagefind = await engine();
    const order = sort.value === "date" || !text ? { date: "desc" } : {};
    const answer = await pagefind.search(text || null, { filters, sort: order });
    if (question !== asked) return;
    clear(busy);
    rest = answer.results;
    total = rest.length;
    offer(answer.totalFilters, filters);
    await show();
  } catch {
    loaded = undefined;
    if (question === asked) clear(failed);
  }
};

const address = () => {
  const asks = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  return `${location.pathname}${asks.size ? `?${asks}` : ""}`;
};

// A box that the page's address asks for need not be there yet.
const read = () => {
  const asks = new URLSearchParams(location.search);
  words.value = asks.get("q") ?? "";
  sort.value = asks.get("sort") === "date" ? "date" : "";
  const filters = {};
  for (const group of groups) {
    const values = asks.getAll(group.dataset.filter);
    if (values.length) filters[group.dataset.filter] = { any: values };
    for (const box of group.querySelectorAll("input")) box.checked = values.includes(box.value);
  }
  search(filters);
};

let timer;
const ask = (isNew) => {
  clearTimeout(timer);
  const next = address();
  if (next !== location.pathname + location.search) history[isNew ? "pushState" : "replaceState"](null, "", next);
  search(chosen());
};

if (index) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(true);
  });
  form.addEventListener("change", (event) => event.target !== words && ask(true));
  words.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE, false);
  });
  words.addEventListener("focus", () => engine().catch(() => 0), { once: true });
  more.addEventListener("click", async () => {
    const first = await show();
    first?.querySelector("a").focus();
  });
  addEventListener("popstate", read);
  if (matchMedia("(min-width: 48rem)").matches) choices.open = true;
  read();
}
