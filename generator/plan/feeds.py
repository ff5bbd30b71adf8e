"""Listings in, their feeds out, and the page that lists all feeds.

A feed's digest covers what its entries show and what they are framed by: an edit writes the feeds that hold the
article, and no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import msgspec

from generator.address import file_of
from generator.digest import digest_of, digest_text
from generator.errors import Position
from generator.model.author import Link
from generator.model.feed import FEEDS_TEMPLATE, feed_urls, has_feeds_page, scope_of
from generator.model.kit import Kit
from generator.model.plan import FeedGroup, FeedPage, FeedsPage, Filling, Output
from generator.model.site import Language, Listing, ListingHead
from generator.plan.bodies import Filler
from generator.plan.counterparts import Counterparts
from generator.plan.outputs import Deck
from generator.plan.routes import Claim, as_given

_SITE = Position("site.toml")


def feed_claims(listings: Sequence[Listing], deck: Deck, filler: Filler, kit: Kit) -> Iterator[Claim]:
    """Claim the feeds of the listings that have one, in each format."""
    feeds = kit.config.feeds
    of_kit = _kit_digest(kit)
    entries: dict[str, tuple[Filling, str]] = {}
    for listing in listings:
        if not listing.head.feed_url:
            continue
        # A feed shows nothing of an author but the name, which is the listing's title.
        head = msgspec.structs.replace(listing.head, author=None)
        newest = [article.path for article in listing.articles[: feeds.items]]
        for path in newest:
            if path not in entries:
                entries[path] = _entry(path, deck, filler, feeds.full_text)
        of_listing = digest_of(of_kit, head, [entries[path][1] for path in newest])
        keys = tuple(deck.keys_of(deck.articles[path] for path in newest))
        bodies = tuple(deck.articles[path].body_digest for path in newest)
        fillings = tuple(entries[path][0] for path in newest)
        for name, url in feed_urls(head.url, feeds.formats).items():
            page = partial(FeedPage, head, name, url, keys, bodies, fillings)
            inputs = digest_text(of_listing, name)
            output = Output(file_of(url), url, "feed", head.language, "", "site.toml", inputs, page)
            yield Claim(output, _SITE)


def _kit_digest(kit: Kit) -> str:
    """Digest what all feeds share: a feed has no masthead, unless a shortcode in a body calls for a fragment of it."""
    shortcodes = [closure for name, closure in kit.theme.closures.items() if name.startswith("shortcodes/")]
    is_framed = any(name.startswith("shortcodes/") for name in kit.theme.framed)
    return digest_of(kit.digest if is_framed else kit.still_digest, shortcodes, "feed")


def _entry(path: str, deck: Deck, filler: Filler, with_text: bool) -> tuple[Filling, str]:
    """Find what fills an entry's text, and digest all that the entry shows."""
    if not with_text:
        return Filling(), deck.digests[path]
    article = deck.articles[path]
    filling = filler.fill(article)
    return filling, digest_text(deck.digests[path], article.body_digest, filling.digest)


def feeds_page_claims(
    listings: Sequence[Listing], language: Language, counterparts: Counterparts, kit: Kit
) -> list[Claim]:
    """Claim an edition's page of feeds, `/feeds/`."""
    if not has_feeds_page(kit.config.feeds, kit.theme.templates):
        return []
    groups: dict[str, list[Link]] = {scope: [] for scope in ("site", "section", "tag", "author")}
    for listing in listings:
        if listing.head.feed_url and listing.head.language == language.code:
            groups[scope_of(listing.head)].append(Link(listing.head.title, listing.head.url))
    found = tuple(FeedGroup(scope, tuple(links)) for scope, links in groups.items() if links)
    page = FeedsPage(found, counterparts.of_page("feeds/"))
    url = f"{language.root}feeds/"
    inputs = digest_of(kit.still_digest, kit.theme.closures[FEEDS_TEMPLATE], page) + kit.masthead_digest
    output = Output(
        file_of(url), url, "feeds", language.code, FEEDS_TEMPLATE, "site.toml", inputs, partial(as_given, page)
    )  # fmt: skip
    return [Claim(output, _SITE)]


def first_feed(head: ListingHead, formats: Sequence[str], scopes: Sequence[str]) -> str:
    """Give the address of the first feed that follows a listing; empty where none does."""
    return next(iter(feed_urls(head.url, formats).values()), "") if scope_of(head) in scopes else ""
