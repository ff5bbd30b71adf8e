"""A feed's record in, its bytes out: entries, each written once for a format and reused in all feeds, in a frame.

A feed holds no more bytes than `[feeds] max_bytes` says, but one entry at least: the oldest are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from generator.model.feed import has_feeds_page
from generator.model.plan import FeedPage, Filling
from generator.render.atom import atom_entry, atom_frame
from generator.render.feed_entry import FeedAuthor, FeedEntry, FeedHead, make_entry
from generator.render.json_feed import json_frame, json_item
from generator.render.rss import rss_frame, rss_item
from generator.text import drop_controls

if TYPE_CHECKING:
    from generator.render.pages import Press

# What entries may take of a worker's memory, in bytes: those of some hundred feeds, which share their articles.
_MEMORY = 96 << 20
# So many entries at least are kept until all formats are written.
_FEW = 100


class Format(NamedTuple):
    """How one format is written: an entry, what stands around all of them, and what stands between two."""

    entry: Callable[[FeedEntry], bytes]
    frame: Callable[[FeedHead], tuple[bytes, bytes]]
    between: bytes


_FORMATS = {
    "rss": Format(rss_item, rss_frame, b""),
    "atom": Format(atom_entry, atom_frame, b""),
    "json": Format(json_item, json_frame, b","),
}


class Written(NamedTuple):
    """An entry as it stands in a feed, and when it was last changed."""

    text: bytes
    updated: datetime


class Entries:
    """The entries that a press has written, by all that they are made of and their format.

    The formats of a feed are written one after another: of what they are written from, the last few are kept.
    """

    def __init__(self, press: Press) -> None:
        self._press = press
        self._made: dict[tuple[str, str, str], FeedEntry] = {}
        self._written: dict[tuple[str, str, str, str], Written] = {}
        self._size = 0

    def write(self, card: str, body: str, filling: Filling, name: str) -> Written:
        """Give an entry in a format; `card` and `body` are keys of stored ones."""
        key = card, body, filling.digest
        written = self._written.get((name, *key))
        if written is None:
            entry = self._entry(key, filling)
            written = self._keep((name, *key), Written(_FORMATS[name].entry(entry), entry.updated))
        return written

    def _entry(self, key: tuple[str, str, str], filling: Filling) -> FeedEntry:
        entry = self._made.get(key)
        if entry is None:
            if len(self._made) >= max(_FEW, 2 * self._press.kit.config.feeds.items):
                self._made.clear()
            stored = self._press.stored_card(key[0]), self._press.stored_body(key[1])
            entry = self._made[key] = make_entry(*stored, filling, self._press)
        return entry

    def _keep(self, key: tuple[str, str, str, str], written: Written) -> Written:
        self._size += len(written.text)
        if self._size > _MEMORY:
            self._written.clear()
            self._size = len(written.text)
        self._written[key] = written
        return written


def render_feed(page: FeedPage, press: Press, entries: Entries) -> bytes:
    """Write a feed, its entries in the order of the cards."""
    written = [
        entries.write(card, body, filling, page.format)
        for card, body, filling in zip(page.cards, page.bodies, page.fillings, strict=True)
    ]
    form = _FORMATS[page.format]
    head = _head(page, press)
    around = sum(map(len, form.frame(_dated(head, written))))
    fitting = written[: _count_fitting([len(one.text) for one in written], press.kit.config.feeds.max_bytes - around)]
    before, after = form.frame(_dated(head, fitting))
    return before + form.between.join(one.text for one in fitting) + after


def _count_fitting(sizes: Sequence[int], room: int) -> int:
    """Count the first entries that have room together, with what stands between them; the first always has."""
    for count, size in enumerate(sizes):
        room -= size + 1
        if room < 0 and count:
            return count
    return len(sizes)


def _dated(head: FeedHead, written: Sequence[Written]) -> FeedHead:
    return msgspec.structs.replace(head, updated=max((one.updated for one in written), default=None))


def _head(page: FeedPage, press: Press) -> FeedHead:
    viewer, listing, config = press.viewer, page.listing, press.kit.config
    language = press.kit.languages[listing.language]
    is_site = listing.kind == "front"
    has_list = has_feeds_page(config.feeds, press.kit.theme.templates)
    site_url = viewer.permalink(language.root)
    return FeedHead(
        title=drop_controls(language.title if is_site else f"{listing.title} - {language.title}"),
        description=drop_controls(listing.description or language.description or language.title),
        language=language.code,
        url=viewer.permalink(page.url),
        home_url=viewer.permalink(listing.url),
        hub=config.feeds.hub,
        author=FeedAuthor(drop_controls(config.publisher.name or language.title), site_url),
        updated=None,
        stylesheet=viewer.link(press.kit.assets["feed.css"]),
        note=press.word(language.code, "feed_note"),
        list_url=viewer.permalink(f"{language.root}feeds/") if has_list else "",
        list_words=press.word(language.code, "feeds"),
    )
