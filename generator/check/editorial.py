"""An editor's advice on published articles: headlines, standfirsts, credits, alternative texts, bylines.

Pictures without alternative text are a warning when a file is read; here are those of raw HTML, which is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from generator.check.findings import Finding, note, warning
from generator.check.places import Places
from generator.errors import Position
from generator.model.article import Article
from generator.model.author import Author
from generator.plan.bodies import named_parameters, position_in_body
from generator.slug import slugify

LONGEST_HEADLINE = 110

_BARE_IMG = re.compile(r"""<img\b(?![^<>]*\balt\s*=)[^<>]*>""", re.IGNORECASE)


def advise(article: Article, places: Places) -> Iterator[Finding]:
    """Find what an editor would ask for in one article or page."""
    if article.kind == "article":
        yield from _of_headline(article, places)
        if not article.front_matter.standfirst:
            message = "the article has no standfirst"
            yield note("no-standfirst", message, Position(article.path), "say in a sentence what it tells: summary: …")
    yield from _of_credits(article)


def _of_headline(article: Article, places: Places) -> Iterator[Finding]:
    length = len(unicodedata.normalize("NFC", article.headline))
    if length > LONGEST_HEADLINE:
        message = f"the headline has {length} characters; search engines cut it after {LONGEST_HEADLINE}"
        position = places.of_key(article.path, "title")
        yield note("long-headline", message, position, "shorten it; the standfirst can say the rest")


def _of_credits(article: Article) -> Iterator[Finding]:
    image = article.front_matter.image
    if image is not None and not image.credit.strip():
        hint = "name who made it: image: {src: …, alt: …, credit: …}"
        yield note("no-credit", f'the picture "{image.src}" has no credit', article.position("image"), hint)
    for use in article.shortcodes:
        given = named_parameters(use) if use.name == "figure" else {}
        if given.get("src") and not given.get("credit", "").strip():
            position = position_in_body(article, use.line, use.column)
            message = f'the picture "{given["src"]}" has no credit'
            yield note("no-credit", message, position, 'name who made it: credit="…"')


def bare_pictures(path: str, html: str, places: Places) -> Iterator[Finding]:
    """Find pictures of raw HTML that have no alternative text; `html` is the file's body."""
    if _BARE_IMG.search(html):
        for position in places.of_pattern(path, _BARE_IMG):
            hint = 'describe it in alt="…", or write alt="" where it only decorates'
            yield warning("no-alt", "the picture has no alternative text", position, hint)


def authors_without_profile(articles: Iterable[Article], authors: Sequence[Author]) -> Iterator[Finding]:
    """Find each author who has no profile, at the first of the articles that names them."""
    known = {slug for author in authors for slug in (author.slug, author.address, slugify(author.name))}
    for article in articles:
        for name in article.front_matter.terms.get("author", ()):
            slug = slugify(name)
            if slug in known:
                continue
            known.add(slug)
            key = next((key for key in ("authors", "author") if article.place_of(key)), "authors")
            hint = f"write one: content/authors/{slug}.md"
            yield note("no-profile", f'the author "{name}" has no profile', article.position(key), hint)
