"""A feed's head and entries in, RSS 2.0 out, by feedgen.

Names of authors are `dc:creator`, since RSS's own `author` is an e-mail address; full text stands in `content:encoded`,
the plain summary in `description`. feedgen would date a feed by the hour of the build, has no place for a hub, and
takes any link for the channel's own: its tree is mended.
"""

from __future__ import annotations

from html import escape
from typing import Any

from feedgen.entry import FeedEntry as Item
from feedgen.feed import FeedGenerator
from lxml import etree

from generator.render.feed_entry import FeedEntry, FeedHead
from generator.render.feed_frame import (
    ATOM,
    CONTENT,
    DUBLIN_CORE,
    MEDIA,
    XHTML,
    add_image,
    add_note,
    fragment_of,
    frame_of,
)

_NAMESPACES: dict[str | None, str] = {"atom": ATOM, "content": CONTENT, "dc": DUBLIN_CORE, "media": MEDIA, "h": XHTML}


def rss_frame(head: FeedHead) -> tuple[bytes, bytes]:
    """Write a channel without items, parted where they stand."""
    feed = FeedGenerator()
    feed.title(head.title)
    feed.link(href=head.url, rel="self", type="application/rss+xml")
    # The last one becomes the channel's own link.
    feed.link(href=head.home_url, rel="alternate")
    feed.description(head.description)
    feed.language(head.language)
    feed.generator("Broadsheet")
    if head.updated:
        feed.lastBuildDate(head.updated)
    made = etree.fromstring(feed.rss_str())
    root = etree.Element("rss", version="2.0", nsmap=_NAMESPACES)
    channel = made.find("channel")
    root.append(channel)
    if not head.updated:
        channel.remove(channel.find("lastBuildDate"))
    if head.hub:
        etree.SubElement(channel, f"{{{ATOM}}}link", rel="hub", href=head.hub)
    add_note(channel, head)
    return frame_of(root, channel, head)


def rss_item(entry: FeedEntry) -> bytes:
    """Write an item."""
    item = Item()
    item.title(entry.title)
    item.link(href=entry.permalink)
    item.guid(entry.permalink, permalink=True)
    item.pubDate(entry.published)
    if entry.summary:
        item.description(escape(entry.summary, quote=False), isSummary=True)
    if entry.html:
        item.content(entry.html, type="CDATA")
    for name in entry.categories:
        item.category({"term": name})
    return fragment_of(_mended(item.rss_entry(), entry), "<item>", "</item>", _NAMESPACES)


def _mended(item: Any, entry: FeedEntry) -> Any:
    """Complete an item by what feedgen has no place for, or would take a long way to."""
    for author in entry.authors:
        etree.SubElement(item, f"{{{DUBLIN_CORE}}}creator").text = author.name
    if entry.language:
        etree.SubElement(item, f"{{{DUBLIN_CORE}}}language").text = entry.language
    if entry.updated > entry.published:
        etree.SubElement(item, f"{{{ATOM}}}updated").text = entry.updated.isoformat()
    add_image(item, entry.image)
    # Without a summary, feedgen puts the whole text in its place.
    if entry.html and not entry.summary and (description := item.find("description")) is not None:
        description.tag = f"{{{CONTENT}}}encoded"
    return item
