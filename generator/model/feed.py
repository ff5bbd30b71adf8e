"""Feeds: which listings have one, in which formats, and what their files are called (contract, section 4)."""

from __future__ import annotations

from collections.abc import Container, Sequence

from generator.config import FeedsTable
from generator.model.site import ListingHead

FEED_FILES = {"rss": "feed.xml", "atom": "atom.xml", "json": "feed.json"}
FEED_NAMES = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed"}
MEDIA_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
FEEDS_TEMPLATE = "feeds.html"


def feed_urls(url: str, formats: Sequence[str]) -> dict[str, str]:
    """Map each format to the address of the feed beside a listing, in the order of the formats."""
    return {name: url + FEED_FILES[name] for name in formats}


def has_feeds_page(feeds: FeedsTable, templates: Container[str]) -> bool:
    """Tell whether there is a page that lists the feeds: there are feeds, and the theme's templates can show it."""
    return bool(feeds.formats and feeds.scopes) and "base.html" in templates and FEEDS_TEMPLATE in templates


def scope_of(head: ListingHead) -> str:
    """Name the scope that a listing's feeds belong to: `site`, `section`, `tag`, `author`; empty for none."""
    if head.kind == "term":
        return head.taxonomy if head.taxonomy in ("tag", "author") else ""
    return {"front": "site", "section": "section"}.get(head.kind, "")
