"""Built sites in, differences out: the generators must print the same pages before any of them is timed.

All have the same addresses. A sample of the listings has the same count lines, headlines, bylines and excerpts, word
for word; a sample of the articles the same text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.sites import Generator

_SAMPLE = 120
# A page that one generator alone has: nothing of it is compared.
_FEEDS = "feeds/index.html"
_ARTICLE = re.compile(r"/article-\d+/index\.html$")
_LISTED = re.compile(
    r'<(?:p class="count"|h2 class="headline"|p class="byline"|p class="excerpt")>(.*?)</(?:p|h2)>', re.DOTALL
)
_PROSE = re.compile(r'<h1>.*?</h1>|<div class="prose">.*</div>', re.DOTALL)
_TICKER = re.compile(r'<section class="ticker".*?</section>\s*<header>.*?</header>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


class Pages(NamedTuple):
    """How many pages a built site has."""

    articles: int
    listings: int


class Unequal(Exception):
    """Two generators print different sites."""


def compare_sites(built: Sequence[tuple[Generator, Path]]) -> Pages:
    """Compare built sites with the first of them, and count their pages; raises `Unequal` at the first difference."""
    first, folder = built[0]
    paths = _paths(first, folder)
    articles = [path for path in paths if _ARTICLE.search(path)]
    listings = [path for path in paths if not _ARTICLE.search(path)]
    for generator, other in built[1:]:
        theirs = _paths(generator, other)
        if odd := sorted(paths.keys() ^ theirs.keys()):
            raise Unequal(f"{len(odd)} pages of {first.name} or {generator.name} are the other's not: {odd[:5]}")
        for path in _sample(listings):
            _compare(path, first, generator, _listed(paths[path]), _listed(theirs[path]))
        for path in _sample(articles):
            _compare(path, first, generator, _prose(paths[path]), _prose(theirs[path]))
    return Pages(len(articles), len(listings))


def _paths(generator: Generator, folder: Path) -> dict[str, Path]:
    """Find all pages of a built site, by the path that they have in every generator's output."""
    output = folder / generator.made[0]
    found = {}
    for file in output.rglob("index.html"):
        path = file.relative_to(output).as_posix()
        if path == _FEEDS or path.endswith("page/1/index.html"):  # this leads to the listing's own address
            continue
        for theirs, ours in generator.renamed:
            path = ours + path.removeprefix(theirs) if path.startswith(theirs) else path
        found[path] = file
    return found


def _sample(paths: list[str]) -> list[str]:
    """Choose paths evenly from all of them, in order, the first among them."""
    return sorted(paths)[:: max(1, len(paths) // _SAMPLE)]


def _listed(file: Path) -> list[str]:
    page = file.read_text()
    return [*_texts(_TICKER.findall(page)), *_texts(_LISTED.findall(page))]


def _prose(file: Path) -> list[str]:
    page = file.read_text()
    return [*_texts(_TICKER.findall(page)), *_texts(_PROSE.findall(page))]


def _texts(found: list[str]) -> Iterator[str]:
    """Take tags, and what a generator makes of white space, out of HTML."""
    return (" ".join(html.unescape(_TAG.sub(" ", text)).split()) for text in found)


def _compare(path: str, first: Generator, other: Generator, ours: list[str], theirs: list[str]) -> None:
    if not ours or ours == theirs:
        if not ours:
            raise Unequal(f"{path} of {first.name} has nothing to compare")
        return
    shown = next((pair for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]), (ours, theirs))
    raise Unequal(f"{path} differs:\n{first.name}: {str(shown[0])[:300]}\n{other.name}: {str(shown[1])[:300]}")
