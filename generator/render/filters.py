"""The filters that templates have beside Jinja's own (docs/themes.md)."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec
from markupsafe import Markup

from generator.language import DAY, format_day, format_moment
from generator.slug import slugify
from generator.text import excerpt

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


def format_date(moment: datetime | date | None, pattern: str = DAY, language: str = "en") -> str:
    """Print a date in a language: `14 May 2025`, by a CLDR pattern, or `iso` for machines; nothing for no date."""
    if moment is None:
        return ""
    if pattern == "iso":
        return moment.isoformat()
    if isinstance(moment, datetime) and any(letter in pattern for letter in "HhKkmsSzZ"):
        return format_moment(moment, language, pattern)
    day = moment.date() if isinstance(moment, datetime) else moment
    return format_day(day, language, pattern)


def markdownify(text: str) -> Markup:
    """Render a short Markdown text, raw HTML shown as text; one paragraph loses its `<p>`."""
    html = _markdown().render(str(text)).strip()
    if html.startswith("<p>") and html.count("<p>") == 1 and html.endswith("</p>"):
        html = html[3:-4]
    return Markup(html)


def to_json(value: Any) -> Markup:
    """Print a value as JSON that can stand inside a script element."""
    text = msgspec.json.encode(value, enc_hook=_as_text).decode()
    for character, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("'", "\\u0027")):
        text = text.replace(character, escaped)
    return Markup(text)


def _as_text(value: Any) -> str:
    if isinstance(value, Markup):
        return str.__str__(value)
    raise NotImplementedError(f'a value of the kind "{type(value).__name__}" cannot be JSON')


def cut_excerpt(text: str, words: int = 55) -> str:
    """Cut a text after so many words, `...` glued to the last (contract, section 5)."""
    return excerpt(str(text), words)


def make_slug(text: str) -> str:
    """Make the slug of a text (contract, section 4)."""
    return slugify(str(text))


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
