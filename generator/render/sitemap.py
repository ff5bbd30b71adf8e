"""A sitemap's entries in, XML out, as sitemaps.org has it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from generator.model.plan import SitemapPage

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def render_sitemap(page: SitemapPage, permalink: Callable[[str], str]) -> bytes:
    """Write a sitemap, or the index of sitemaps, addresses absolute and in the order given."""
    whole, one = ("sitemapindex", "sitemap") if page.is_index else ("urlset", "url")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{whole} xmlns="{_NAMESPACE}">']
    for entry in page.entries:
        modified = f"<lastmod>{entry.modified}</lastmod>" if entry.modified else ""
        lines.append(f"<{one}><loc>{escape(permalink(entry.url))}</loc>{modified}</{one}>")
    lines.append(f"</{whole}>")
    return ("\n".join(lines) + "\n").encode()
