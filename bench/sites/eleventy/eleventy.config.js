// Articles and rates in, the bench's pages out. What is the same on all pages, or printed on many, is made once.
const fs = require("fs");

const TITLE = "The Bench";
const EXCERPT_WORDS = 500;
const PAGE_SIZE = 6;
const FEED_ITEMS = 20;
const CLOCK = new Date(process.env.BENCH_CLOCK);

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const slugs = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-");
const titled = (text) => text[0].toUpperCase() + text.slice(1);
const sectionOf = (item) => item.page.filePathStem.split("/")[2];

function once(make) {
  let made;
  return () => (made ??= make());
}

const ticker = once(() => {
  const { rates } = JSON.parse(fs.readFileSync("rates.json", "utf8"));
  const items = rates.map((rate) => `<li>${rate.pair} = ${rate.value} ${rate.change}%</li>\n`).join("");
  const list = (copy) => `<ul${copy ? ' aria-hidden="true"' : ""}>\n${items}</ul>\n`;
  const copies = Array.from({ length: 8 }, (_, copy) => list(copy)).join("");
  return `<section class="ticker" aria-label="Exchange rates">\n${copies}</section>`;
});

const masthead = once(() => {
  const sections = fs.readdirSync("content/articles").filter((name) => !name.includes(".")).sort();
  const links = sections.map((name) => `<li><a href="/${name}/">${titled(name)}</a></li>\n`).join("");
  return `<header>
<p class="dateline">${day.format(CLOCK)}</p>
<p class="nameplate"><a href="/">${TITLE}</a></p>
<nav aria-label="Sections"><ul>
${links}</ul></nav>
</header>`;
});

const excerpts = new WeakMap();

function excerpt(item) {
  let made = excerpts.get(item);
  if (made === undefined) {
    const text = item.templateContent.replace(/<[^>]*>/g, " ");
    const words = text.split(/[ \t\r\n]+/).filter(Boolean);
    made = words.slice(0, EXCERPT_WORDS).join(" ") + (words.length > EXCERPT_WORDS ? "..." : "");
    excerpts.set(item, made);
  }
  return made;
}

function newestFirst(api) {
  return api.getFilteredByGlob("content/articles/**/*.md").reverse();
}

function groups(articles) {
  const found = new Map([["/", { title: "", url: "/", articles, hasFeed: true }]]);
  const add = (url, title, article, hasFeed) => {
    if (!found.has(url)) found.set(url, { title, url, articles: [], hasFeed });
    found.get(url).articles.push(article);
  };
  for (const article of articles) {
    const section = sectionOf(article);
    add(`/${section}/`, titled(section), article, true);
    for (const tag of article.data.tags) add(`/tag/${slugs(tag)}/`, tag, article, false);
    for (const author of article.data.authors) add(`/author/${slugs(author)}/`, author, article, false);
  }
  return [...found.values()];
}

function pagesOf(group) {
  const total = group.articles.length;
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  const address = (number) => (number === 1 ? group.url : `${group.url}page/${number}/`);
  return Array.from({ length: pages }, (_, index) => {
    const items = group.articles.slice(index * PAGE_SIZE, (index + 1) * PAGE_SIZE);
    return {
      title: group.title,
      url: address(index + 1),
      number: index + 1,
      pages,
      first: index * PAGE_SIZE + 1,
      last: index * PAGE_SIZE + items.length,
      total,
      items,
      previous: index > 0 ? address(index) : "",
      next: index + 1 < pages ? address(index + 2) : "",
    };
  });
}

module.exports = function (eleventyConfig) {
  eleventyConfig.addGlobalData("site", { title: TITLE, url: "https://bench.example" });
  eleventyConfig.addPassthroughCopy({ static: "/" });
  eleventyConfig.addCollection("articles", newestFirst);
  eleventyConfig.addCollection("listings", (api) => groups(newestFirst(api)).flatMap(pagesOf));
  eleventyConfig.addCollection("feeds", (api) =>
    groups(newestFirst(api))
      .filter((group) => group.hasFeed)
      .map((group) => ({ ...group, articles: group.articles.slice(0, FEED_ITEMS) })),
  );
  eleventyConfig.addFilter("excerpt", excerpt);
  eleventyConfig.addFilter("slugs", slugs);
  eleventyConfig.addFilter("day", (date) => day.format(date));
  eleventyConfig.addFilter("iso", (date) => date.toISOString().replace(".000", ""));
  eleventyConfig.addFilter("rfc822", (date) => date.toUTCString().replace("GMT", "+0000"));
  eleventyConfig.addShortcode("ticker", ticker);
  eleventyConfig.addShortcode("masthead", masthead);
  return {
    dir: { input: "content", includes: "../includes", data: "../data", output: "output" },
    markdownTemplateEngine: false,
  };
};
