"""Tags that do little for readers: used once, or much like another. Articles in, notes at the files to mend out.

Tags with equal slugs are one tag, which a build tells; here are those with slugs of their own that differ only in
spaces, in accents, or in a plural. Numbers are never taken for one another, nor are words that only look like plurals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from generator.check.findings import Finding, note
from generator.model.article import Article
from generator.model.section import TermProfile
from generator.slug import slugify

_WORD = re.compile(r"[^\W_]+")
# Words that end like an English plural and mean something else than without the ending.
_NO_PLURALS = frozenset(("news", "series", "species", "customs", "arms", "means", "times", "states", "goods"))
_MARK_OF_YO = "\N{COMBINING DIAERESIS}"


class _Tag(msgspec.Struct):
    """A tag of one edition: how its first article spells it, and its articles."""

    name: str
    language: str
    articles: list[Article]


def doubtful_tags(articles: Iterable[Article], profiles: Sequence[TermProfile]) -> Iterator[Finding]:
    """Find tags that stand on one article alone, and tags that much resemble one that is used more often."""
    alike: dict[tuple[str, str], list[_Tag]] = {}
    for tag in _gather(articles, profiles):
        alike.setdefault((tag.language, likeness(tag.name, tag.language)), []).append(tag)
    for group in alike.values():
        first, *others = sorted(group, key=lambda tag: (-len(tag.articles), tag.name))
        if not others and len(first.articles) == 1 and first.articles[0].place_of("tags"):
            hint = "readers of this article find nothing more there: take another, or leave it out"
            yield note("lone-tag", f'the tag "{first.name}" is used once', first.articles[0].position("tags"), hint)
        for tag in others:
            for article in tag.articles:
                message = f'the tag "{tag.name}" is much like "{first.name}", which {_used(first)}'
                yield note("near-tags", message, article.position("tags"), f'write "{first.name}" if it is meant')


def _gather(articles: Iterable[Article], profiles: Sequence[TermProfile]) -> list[_Tag]:
    """Gather the tags by edition and slug, those that a file describes by that file's."""
    described = {slugify(one.title): one.slug for one in reversed(profiles) if one.taxonomy == "tag"}
    described |= {one.slug: one.slug for one in profiles if one.taxonomy == "tag"}
    found: dict[tuple[str, str], _Tag] = {}
    for article in articles:
        names: dict[str, str] = {}
        for name in article.front_matter.terms.get("tag", ()):
            slug = slugify(name)
            names.setdefault(described.get(slug, slug), name)
        for slug, name in names.items():
            found.setdefault((article.language, slug), _Tag(name, article.language, [])).articles.append(article)
    return list(found.values())


def _used(tag: _Tag) -> str:
    return "is used once, too" if len(tag.articles) == 1 else f"is used {len(tag.articles)} times"


def likeness(name: str, language: str) -> str:
    """Reduce a tag to what two of them share when one is probably meant for the other."""
    words = _WORD.findall(_without_accents(name.casefold()).replace("&", " and "))
    if language.partition("-")[0] == "en":
        words = [_singular(word) for word in words]
    return "".join(words)


def _without_accents(text: str) -> str:
    """Take accents off Latin letters, and make `е` of `ё`; elsewhere a mark makes another letter."""
    kept: list[str] = []
    base = ""
    for character in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(character):
            base = character
        elif base.isascii() or (base == "е" and character == _MARK_OF_YO):
            continue
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def _singular(word: str) -> str:
    """Take an English plural's ending off, where the word is sure to be one."""
    if len(word) < 4 or not word.isascii() or not word.isalpha() or word in _NO_PLURALS:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is", "ics", "as", "aos")) else word
