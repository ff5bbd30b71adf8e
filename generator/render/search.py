"""An article as it is searched and its stored body in, the HTML that Pagefind reads out.

No template has a part in it: what is searched is the headline and the body, in every theme, without the words around
them, and without what does not stand in the text: pictures, marks of footnotes, what a shortcode adds.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import escape

import msgspec

from generator.language import format_day
from generator.model.body import Body, ShortcodeUse
from generator.model.picture import Picture
from generator.model.plan import Filling, SearchEntry
from generator.render.bodies import fill_body

# Elements of a body that no search finds.
LEFT_OUT = (".footnote-ref", ".footnote-backref")
_IMAGE = re.compile(r"<img\b[^>]*>")
# Stress is no part of what is searched.
_STRESS = re.compile(r"</?(?:em|strong|s)>")
_bodies = msgspec.msgpack.Decoder(Body)
_PRIVATE, _PRIVATE_SIZE = 0xE000, 0x1900
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def search_document(entry: SearchEntry, stored: bytes) -> bytes:
    """Write an article as a page for Pagefind; `stored` is its body as the store has it."""
    body = _bodies.decode(stored)
    # Where links lead is of no matter, but a picture without an address would show its alternative text.
    html = _IMAGE.sub("", fill_body(body, Filling(("#",) * len(body.references)), _inner, _no_picture))
    html = _STRESS.sub("", html)
    lines = [
        f'<!doctype html><html lang="{escape(entry.language)}"><head><meta charset="utf-8">',
        _attribute("meta", "title", entry.headline),
        _attribute("meta", "day", _day(entry)),
        *(_attribute("filter", name, value) for name, value in _filters(entry)),
        _attribute("sort", "date", _moment(entry)),
        f"</head><body data-pagefind-body>{html}</body></html>",
    ]
    return "\n".join(lines).encode("utf-8", "xmlcharrefreplace")


def _day(entry: SearchEntry) -> str:
    """Write the day for results to show: as ISO text, then in words.

    Pagefind searches all that it is given to show, and a reader who types a year means a word of a text: characters
    of the private use area are no words, and `search.js` moves them back.
    """
    shown = f"{entry.day} {format_day(date.fromisoformat(entry.day), entry.language)}"
    return "".join(chr(_PRIVATE + ord(one)) if ord(one) < _PRIVATE_SIZE else one for one in shown)


def _filters(entry: SearchEntry) -> list[tuple[str, str]]:
    filters = [("section", entry.section), ("year", entry.day[:4])]
    filters += [("author", name) for name in entry.authors] + [("tag", name) for name in entry.tags]
    return [(name, value) for name, value in filters if value]


def _attribute(kind: str, name: str, value: str) -> str:
    return f'<meta data-pagefind-{kind}="{name}[content]" content="{escape(value)}">'


def _moment(entry: SearchEntry) -> str:
    """Write the moment of publication so that the order of texts is that of time."""
    return (_EPOCH + timedelta(microseconds=entry.published)).isoformat()


def _inner(use: ShortcodeUse, addresses: dict[str, str], pictures: dict[str, Picture], inner: str) -> str:
    return inner


def _no_picture(picture: Picture, link: str, alt: str, title: str) -> str:
    return ""
