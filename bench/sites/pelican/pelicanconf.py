"""Articles and rates in, the bench's pages out; what is the same on all pages, or printed on many, is made once."""

import json
import os
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

EXCERPT_WORDS = 500

SITENAME = "The Bench"
SITEURL = "https://bench.example"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
THEME_STATIC_DIR = ""
STATIC_PATHS: list[str] = []
SLUGIFY_SOURCE = "basename"

ARTICLE_URL, ARTICLE_SAVE_AS = "{category}/{slug}/", "{category}/{slug}/index.html"
CATEGORY_URL, CATEGORY_SAVE_AS = "{slug}/", "{slug}/index.html"
TAG_URL, TAG_SAVE_AS = "tag/{slug}/", "tag/{slug}/index.html"
AUTHOR_URL, AUTHOR_SAVE_AS = "author/{slug}/", "author/{slug}/index.html"
DIRECT_TEMPLATES = ["index", "sitemap"]
SITEMAP_SAVE_AS = "sitemap.xml"

DEFAULT_PAGINATION = 6
PAGINATION_PATTERNS = (
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)

FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
FEED_ALL_RSS = "feed.xml"
CATEGORY_FEED_RSS = "{slug}/feed.xml"
FEED_MAX_ITEMS = 20
RSS_FEED_SUMMARY_ONLY = False


def _day(date: datetime) -> str:
    return f"{date.day} {date:%B %Y}"


@cache
def _ticker() -> str:
    rates = json.loads(Path("rates.json").read_text())["rates"]
    items = "".join(f"<li>{rate['pair']} = {rate['value']} {rate['change']}%</li>\n" for rate in rates)
    copies = f"<ul>\n{items}</ul>\n" + 7 * f'<ul aria-hidden="true">\n{items}</ul>\n'
    return f'<section class="ticker" aria-label="Exchange rates">\n{copies}</section>'


@cache
def _masthead() -> str:
    names = sorted(folder.name for folder in Path(PATH).iterdir() if folder.is_dir())
    links = "".join(f'<li><a href="/{name}/">{name.title()}</a></li>\n' for name in names)
    today = _day(datetime.fromisoformat(os.environ["BENCH_CLOCK"]))
    return (
        f'<header>\n<p class="dateline">{today}</p>\n<p class="nameplate"><a href="/">{SITENAME}</a></p>\n'
        f'<nav aria-label="Sections"><ul>\n{links}</ul></nav>\n</header>'
    )


@cache
def _excerpt(article: Any) -> str:
    words = re.sub("<[^>]*>", " ", article.content).split()
    return " ".join(words[:EXCERPT_WORDS]) + ("..." if len(words) > EXCERPT_WORDS else "")


JINJA_GLOBALS = {"ticker": _ticker, "masthead": _masthead}
JINJA_FILTERS = {"excerpt": _excerpt, "day": _day}
