"""A sitemap's entries in, XML out, as sitemaps.org has it, with Google's elements for pictures and news."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from html import escape

from generator.clock import with_plain_offset
from generator.model.plan import NewsEntry, SitemapEntry, SitemapPage
from generator.text import drop_controls

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_IMAGE = ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
_NEWS = ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'

# An address that is the same in a link and in XML.
_PLAIN = re.compile(r"/[A-Za-z0-9/._~-]*")

Permalink = Callable[[str], str]


def render_sitemap(page: SitemapPage, permalink: Permalink) -> bytes:
    """Write a sitemap, or the index of sitemaps, addresses absolute and in the order given."""
    whole, one = ("sitemapindex", "sitemap") if page.is_index else ("urlset", "url")
    used = (
        (_XHTML, any(entry.versions for entry in page.entries)),
        (_IMAGE, any(entry.pictures for entry in page.entries)),
        (_NEWS, any(entry.news for entry in page.entries)),
    )
    more = "".join(space for space, is_used in used if is_used)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{whole} xmlns="{_NAMESPACE}"{more}>']
    home = escape(permalink("/")[:-1])
    for entry in page.entries:
        if _PLAIN.fullmatch(entry.url) and not (entry.news or entry.versions or entry.pictures):  # as most of them are
            change = f"<lastmod>{_moment(entry.modified)}</lastmod>" if entry.modified else ""
            lines.append(f"<{one}><loc>{home}{entry.url}</loc>{change}</{one}>")
        else:
            lines.append(f"<{one}>{''.join(_parts(entry, permalink))}</{one}>")
    lines.append(f"</{whole}>")
    return ("\n".join(lines) + "\n").encode()


def _parts(entry: SitemapEntry, permalink: Permalink) -> Iterator[str]:
    yield f"<loc>{escape(permalink(entry.url))}</loc>"
    if entry.modified:
        yield f"<lastmod>{_moment(entry.modified)}</lastmod>"
    if entry.news:
        yield _news(entry.news)
    for language, url in (*entry.versions, *(("x-default", url) for _, url in entry.versions[:1])):
        yield f'<xhtml:link rel="alternate" hreflang="{escape(language)}" href="{escape(permalink(url))}"/>'
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
