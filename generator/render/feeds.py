"""A feed's record in, its bytes out: entries, each written once for a format and reused in all feeds, in a frame.

A feed holds no more bytes than `[feeds] max_bytes` says, but one entry at least: the oldest are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

# What entries may take of a worker's memory, in bytes.
_MEMORY = 32 << 20


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


class _Held:
    """An entry that was made, and its texts by format."""

    __slots__ = ("entry", "texts")

    def __init__(self, entry: FeedEntry) -> None:
        self.entry = entry
        self.texts: dict[str, bytes] = {}


class Entries:
    """The entries that a press has made, by all that they are made of."""

    def __init__(self, press: Press) -> None:
        self._press = press
        self._held: dict[tuple[str, str, str], _Held] = {}
        self._size = 0

    def write(self, card: str, body: str, filling: Filling, name: str) -> tuple[FeedEntry, bytes]:
        """Give an entry and its text in a format; `card` and `body` are keys of stored ones."""
        key = card, body, filling.digest
        held = self._held.get(key)
        if held is None:
            stored = self._press.stored_card(card), self._press.stored_body(body)
            held = self._keep(key, _Held(make_entry(*stored, filling, self._press)))
        if name not in held.texts:
            held.texts[name] = _FORMATS[name].entry(held.entry)
            self._size += len(held.texts[name])
        return held.entry, held.texts[name]

    def _keep(self, key: tuple[str, str, str], held: _Held) -> _Held:
        self._size += 2 * len(held.entry.html)
        if self._size > _MEMORY:
            self._held.clear()
            self._size = 2 * len(held.entry.html)
        self._held[key] = held
        return held


def render_feed(page: FeedPage, press: Press, entries: Entries) -> bytes:
    """Write a feed, its entries in the order of the cards."""
    written = [
        entries.write(card, body, filling, page.format)
        for card, body, filling in zip(page.cards, page.bodies, page.fillings, strict=True)
    ]
    form = _FORMATS[page.format]
    head = _head(page, press)
    around = sum(map(len, form.frame(_dated(head, written))))
    fitting = written[: _count_fitting([len(text) for _, text in written], press.kit.config.feeds.max_bytes - around)]
    before, after = form.frame(_dated(head, fitting))
    return before + form.between.join(text for _, text in fitting) + after


def _count_fitting(sizes: Sequence[int], room: int) -> int:
    """Count the first entries that have room together, with what stands between them; the first always has."""
    for count, size in enumerate(sizes):
        room -= size + 1
        if room < 0 and count:
            return count
    return len(sizes)


def _dated(head: FeedHead, written: Sequence[tuple[FeedEntry, bytes]]) -> FeedHead:
    updated = max((entry.updated for entry, _ in written), default=None)
    return msgspec.structs.replace(head, updated=updated)


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
        icon=viewer.link(press.kit.assets.get("icon.svg", "")),
        note=press.word(language.code, "feed_note"),
        list_url=viewer.permalink(f"{language.root}feeds/") if has_list else "",
        list_words=press.word(language.code, "feeds"),
    )
