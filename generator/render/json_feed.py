"""A feed's head and entries in, JSON Feed 1.1 out."""

from __future__ import annotations

from typing import Any

import msgspec

from generator.render.feed_entry import FeedAuthor, FeedEntry, FeedHead

_VERSION = "https://jsonfeed.org/version/1.1"
_encode = msgspec.json.Encoder().encode


def json_frame(head: FeedHead) -> tuple[bytes, bytes]:
    """Write a feed without items, parted where they stand."""
    feed: dict[str, Any] = {
        "version": _VERSION,
        "title": head.title,
        "home_page_url": head.home_url,
        "feed_url": head.url,
        "description": head.description,
        "user_comment": head.note,
        "language": head.language,
        "authors": [_author(head.author)],
    }
    if head.hub:
        feed["hubs"] = [{"type": "WebSub", "url": head.hub}]
    return _encode(feed)[:-1] + b',"items":[', b"]}\n"


def json_item(entry: FeedEntry) -> bytes:
    """Write an item; one without text has its title in the place of it, since the format wants some."""
    text = {"content_html": entry.html} if entry.html else {"content_text": entry.summary or entry.title}
    item: dict[str, Any] = {"id": entry.permalink, "url": entry.permalink, "title": entry.title, **text}
    if entry.summary:
        item["summary"] = entry.summary
    if entry.image:
        item["image"] = entry.image.url
    item["date_published"] = entry.published.isoformat()
    if entry.updated > entry.published:
        item["date_modified"] = entry.updated.isoformat()
    if entry.authors:
        item["authors"] = [_author(author) for author in entry.authors]
    if entry.categories:
        item["tags"] = list(entry.categories)
    if entry.language:
        item["language"] = entry.language
    return _encode(item)


def _author(author: FeedAuthor) -> dict[str, str]:
    return {"name": author.name, "url": author.url} if author.url else {"name": author.name}
