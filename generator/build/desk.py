"""Content in, the state of every translation out: there, missing, a draft, or older than its original.

A translation is older when its original's text is not the one that its `translation_of` names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from generator.errors import Diagnostic
from generator.load.original import digest_of_text, text_of
from generator.model.article import Article
from generator.model.content import Content
from generator.model.plan import Output

State = Literal["there", "missing", "draft", "older"]
STATES: tuple[State, ...] = ("there", "missing", "draft", "older")


class Version(msgspec.Struct, frozen=True):
    """An article in one language: its state, and its file and address, empty where it is missing.

    `original` digests the original's text as it is now, where a translation says which one it was made of.
    """

    state: State
    path: str = ""
    url: str = ""
    original: str = ""


class Row(msgspec.Struct, frozen=True):
    """An article or standalone page in all languages of a site; path and headline are its original's."""

    path: str
    kind: str
    headline: str
    language: str
    versions: dict[str, Version]


def rows_of(content: Content, codes: Sequence[str], site: Path) -> list[Row]:
    """Find the state of each article and page in each language, the newest first."""
    works: dict[str, list[Article]] = {}
    for article in content.articles:
        works.setdefault(content.works.get(article.path, article.path), []).append(article)
    rows = []
    for original, articles in works.items():
        source = next((one for one in articles if one.path == original), articles[0])
        digest = _digest(source, articles, site)
        by_language = {one.language: _version(one, source, digest) for one in articles}
        versions = {code: by_language.get(code, Version("missing")) for code in codes}
        row = Row(source.path, source.kind, source.headline, source.language, versions)
        rows.append((-source.published, source.path, row))
    return [row for _, _, row in sorted(rows, key=lambda found: found[:2])]


def stale(content: Content, outputs: Iterable[Output], site: Path) -> list[Diagnostic]:
    """Warn of each translation that has a page and is older than its original."""
    if not content.works:
        return []
    articles = {article.path: article for article in content.articles}
    shown = {output.source for output in outputs if output.kind in ("article", "page")}
    found = []
    for row in rows_of(content, list(dict.fromkeys(one.language for one in content.articles)), site):
        for version in row.versions.values():
            if version.state == "older" and version.path in shown:
                message = f"the translation is older than its original, {row.path}"
                hint = f"bring it up to date, and write: translation_of: {version.original}"
                position = articles[version.path].position("translation_of")
                found.append(Diagnostic("warning", message, position, hint))
    return found


def _digest(original: Article, articles: Sequence[Article], site: Path) -> str:
    """Digest the original's text, if a translation asks for it."""
    if not any(one.front_matter.translation_of for one in articles if one is not original):
        return ""
    try:
        body = text_of((site / original.path).read_bytes(), original.path)
    except OSError:
        return ""
    return "" if body is None else digest_of_text(body)


def _version(article: Article, original: Article, digest: str) -> Version:
    made_of = article.front_matter.translation_of
    state: State = "there"
    if article.front_matter.draft:
        state = "draft"
    elif article is not original and made_of and digest and made_of != digest:
        state = "older"
    return Version(state, article.path, article.url, digest if made_of and article is not original else "")
