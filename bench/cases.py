"""What changes before a build that is timed: each case makes one new edit, as a person would, and restores nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from bench.corpus import RATES, Item, article, write_article
from bench.sites import Generator, write_rates

# After the last article of the biggest corpus.
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
# More than any excerpt has.
_LONG = 600


@dataclass
class Site:
    """A generator's site on the disk: how many articles it began with, and the moment at which it is built."""

    generator: Generator
    folder: Path
    articles: int
    clock: datetime = START

    def source(self, item: Item) -> Path:
        """Find an article's file."""
        return self.folder / self.generator.content / item.section / f"{item.slug}.md"


class Case(NamedTuple):
    """A case by its key in the results: what it is called, and the edit, given the number of the round, from 1."""

    key: str
    label: str
    edit: Callable[[Site, int], None]


def long_article(site: Site, number: int) -> Item:
    """Find an article from the middle of the archive that is longer than an excerpt, another one for each number."""
    start = (site.articles // 2 + 37 * number) % site.articles
    numbers = (*range(start, site.articles), *range(start))
    return next(item for item in map(article, numbers) if len(item.body.split()) > _LONG)


def _nothing(site: Site, number: int) -> None:
    """Leave all as it is."""


def edit_body(site: Site, number: int) -> None:
    """Add a sentence to the last line of a long article."""
    source = site.source(long_article(site, number))
    source.write_text(f"{source.read_text().rstrip()} This is edit {number}.\n")


def _edit_headline(site: Site, number: int) -> None:
    source = site.source(long_article(site, number + 100))
    _replace(source, r'(?m)^title: "', f'title: "{number}. ')


def _add_article(site: Site, number: int) -> None:
    write_article(
        site.folder / site.generator.content, article(site.articles + number - 1), site.generator.dialect
    )  # fmt: skip


def _next_day(site: Site, number: int) -> None:
    site.clock += timedelta(days=1)


def _new_rates(site: Site, number: int) -> None:
    currency, _, change = RATES[0]
    write_rates(site.generator, site.folder, ((currency, f"0.02{number:03}", change), *RATES[1:]))


def _edit_stylesheet(site: Site, number: int) -> None:
    stylesheet = site.folder / site.generator.stylesheet
    stylesheet.write_text(f"{stylesheet.read_text()}h{number % 6 + 1}{{margin:{number}px}}\n")


def _edit_template(site: Site, number: int) -> None:
    template = site.folder / site.generator.template
    _replace(template, r"<article(?: data-edit=\"\d+\")?>", f'<article data-edit="{number}">')


def _replace(file: Path, pattern: str, replacement: str) -> None:
    text, count = re.subn(pattern, replacement, file.read_text())
    if count != 1:
        raise ValueError(f"{file} has {count} places for an edit")
    file.write_text(text)


COLD = "cold"
CASES = (
    Case("nothing", "nothing changed", _nothing),
    Case("body", "one body edited", edit_body),
    Case("headline", "a headline edited", _edit_headline),
    Case("article", "a new article", _add_article),
    Case("day", "a new day", _next_day),
    Case("rates", "new rates", _new_rates),
    Case("stylesheet", "the theme's CSS changed", _edit_stylesheet),
    Case("template", "one template changed", _edit_template),
)
