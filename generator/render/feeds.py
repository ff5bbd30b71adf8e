"""A feed's record in, RSS 2.0 out, by feedgen.

Every address is absolute, every date comes from an article: feedgen would put the hour of the build. Names of authors
are `dc:creator`; full text stands in `content:encoded`, the plain standfirst in `description`.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from generator.model.plan import Card, FeedPage, Filling
from generator.text import drop_controls
from generator.text import excerpt as cut

if TYPE_CHECKING:
    from generator.render.pages import Press

_SUMMARY_WORDS = 55


def render_rss(page: FeedPage, press: Press) -> bytes:
    """Write a feed, its entries in the order of the cards."""
    viewer = press.viewer
    language = press.kit.languages[page.listing.language]
    is_site = page.listing.kind == "front"
    feed = FeedGenerator()
    feed.title(language.title if is_site else f"{page.listing.title} - {language.title}")
    feed.link(href=viewer.permalink(page.url), rel="self", type="application/rss+xml")
    # The last one becomes the channel's own link.
    feed.link(href=viewer.permalink(page.listing.url), rel="alternate")
    feed.description(page.listing.description or language.description or language.title)
    feed.language(language.code)
    feed.generator("Broadsheet")
    moments = [
        moment
        for card in page.cards
        for moment in (
            viewer.moment(card.article.front_matter.date),
            viewer.moment(card.article.front_matter.updated),
        )
        if moment
    ]
    if moments:
        feed.lastBuildDate(max(moments))
    feed.load_extension("dc")
    for card, filling in zip(page.cards, page.fillings, strict=True):
        _add_entry(feed, card, filling, press)
    data: bytes = feed.rss_str(pretty=True)
    return data if moments else _without_build_date(data)


def _add_entry(feed: FeedGenerator, card: Card, filling: Filling, press: Press) -> None:
    article = card.article
    stored = press.stored_body(article.body_digest)
    view = press.viewer.article(card, stored.excerpt)
    body = press.feed_body(article, stored, filling, view.permalink) if press.kit.config.feeds.full_text else ""
    entry: FeedEntry = feed.add_entry(order="append")
    entry.title(view.headline)
    entry.link(href=view.permalink)
    entry.guid(view.permalink, permalink=True)
    entry.pubDate(view.date)
    summary = view.standfirst or cut(view.excerpt, _SUMMARY_WORDS)
    if summary:
        entry.description(escape(summary, quote=False), isSummary=True)
    if body:
        entry.content(drop_controls(str(body)), type="CDATA")
    if names := [author.name for author in view.byline]:
        entry.dc.dc_creator(names)
    for term in (*view.terms.get("tag", ()), *view.terms.get("region", ())):
        entry.category({"term": term.name})


def _without_build_date(data: bytes) -> bytes:
    """Take away the hour that feedgen gives to a feed without entries."""
    root = etree.fromstring(data)
    for element in root.findall("channel/lastBuildDate"):
        element.getparent().remove(element)
    return bytes(etree.tostring(root, pretty_print=True, encoding="UTF-8", xml_declaration=True))
