"""A sitemap's entries in, XML out, as sitemaps.org has it, with Google's elements for pictures and news."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from html import escape

from generator.clock import with_plain_offset
from generator.model.plan import NewsEntry, SitemapEntry, SitemapPage
from generator.text import drop_controls

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_IMAGE = ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
_NEWS = ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'

Permalink = Callable[[str], str]


def render_sitemap(page: SitemapPage, permalink: Permalink) -> bytes:
    """Write a sitemap, or the index of sitemaps, addresses absolute and in the order given."""
    whole, one = ("sitemapindex", "sitemap") if page.is_index else ("urlset", "url")
    more = (_IMAGE if any(entry.pictures for entry in page.entries) else "") + (
        _NEWS if any(entry.news for entry in page.entries) else ""
    )
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{whole} xmlns="{_NAMESPACE}"{more}>']
    lines += [f"<{one}>{''.join(_parts(entry, permalink))}</{one}>" for entry in page.entries]
    lines.append(f"</{whole}>")
    return ("\n".join(lines) + "\n").encode()


def _parts(entry: SitemapEntry, permalink: Permalink) -> Iterator[str]:
    yield f"<loc>{escape(permalink(entry.url))}</loc>"
    if entry.modified:
        yield f"<lastmod>{_moment(entry.modified)}</lastmod>"
    if entry.news:
        yield _news(entry.news)
    for picture in entry.pictures:
        address = permalink(picture) if picture.startswith("/") else picture
        yield f"<image:image><image:loc>{escape(address)}</image:loc></image:image>"


def _moment(text: str) -> str:
    # An offset of whole minutes is six characters long.
    return text if text[-6] in "+-" else with_plain_offset(datetime.fromisoformat(text)).isoformat()


def _news(news: NewsEntry) -> str:
    name, title = (escape(drop_controls(text)) for text in (news.publication, news.title))
    return (
        f"<news:news><news:publication><news:name>{name}</news:name>"
        f"<news:language>{escape(news.language)}</news:language></news:publication>"
        f"<news:publication_date>{_moment(news.date)}</news:publication_date><news:title>{title}</news:title></news:news>"
    )
