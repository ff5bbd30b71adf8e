"""The magazine as readers find it: its editions, listings and terms, and the top of its pages."""

from __future__ import annotations

from typing import Literal

import msgspec

from generator.model.article import Article
from generator.model.author import Author, Link
from generator.transliteration import slug_in

ListingKind = Literal["front", "section", "term", "archive"]


class Language(msgspec.Struct, frozen=True):
    """One edition: its code, its place below the site root (`/`, or `/ru/`), its title and direction.

    `name` is what the language calls itself, where there are several; `is_latin` tells that its slugs are in Latin
    letters.
    """

    code: str
    root: str
    title: str
    description: str
    direction: Literal["ltr", "rtl"]
    name: str = ""
    is_latin: bool = False

    def slug(self, text: str) -> str:
        """Make the slug of a text in this language."""
        return slug_in(text, self.code, is_latin=self.is_latin)


class Term(msgspec.Struct, frozen=True, array_like=True):
    """A term of a taxonomy: its name is shown, its URL starts at the site root."""

    taxonomy: str
    language: str
    slug: str
    name: str
    url: str
    description: str = ""


class Surroundings(msgspec.Struct, frozen=True, array_like=True):
    """Where an archive stands among those that have pages, each by its period as ISO text, in order of time.

    `above` are the wider periods it lies in, widest first, `within` the next narrower ones in it; `earlier` and `later`
    are its neighbours of the same length, empty at the ends.
    """

    above: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    earlier: str = ""
    later: str = ""


class ListingHead(msgspec.Struct, frozen=True, array_like=True):
    """What a listing is, without its articles.

    `key` names it over builds (`en:tag:economy`); `subject` is the term's or section's slug or the period's start as
    ISO text; `author` is there when the term has a profile; `feed_url` is empty where no feed follows it;
    `around` is an archive's.
    """

    key: str
    kind: ListingKind
    language: str
    url: str
    title: str
    description: str
    taxonomy: str = ""
    subject: str = ""
    author: Author | None = None
    feed_url: str = ""
    around: Surroundings = Surroundings()


class Listing(msgspec.Struct, frozen=True):
    """A sequence of articles with an address: ordered, none twice; `places` are theirs in the edition's order."""

    head: ListingHead
    articles: tuple[Article, ...]
    places: tuple[int, ...]


def is_thin(head: ListingHead, total: int, least: int) -> bool:
    """Tell whether a listing of so many articles is kept from search engines: a term with fewer than `least`.

    An author's profile is a page of its own, however little they wrote.
    """
    return head.kind == "term" and total < least and head.author is None


class Paginator(msgspec.Struct, frozen=True, array_like=True):
    """One page of a listing: first and last are 1-based and inclusive, all 0 when there is nothing."""

    number: int
    pages: int
    page_size: int
    first: int
    last: int
    total: int
    url: str
    previous: str
    next: str
    first_url: str
    last_url: str


class Publisher(msgspec.Struct, frozen=True):
    """Who publishes; its addresses are absolute, the logo's is empty where there is none."""

    name: str
    url: str
    logo: str = ""
    same_as: tuple[str, ...] = ()


class TickerItem(msgspec.Struct, frozen=True):
    """One item of the strip, as the contract's section 6 prints it; `text` is the whole."""

    pair: str
    value: str
    change: str
    text: str


class Ticker(msgspec.Struct, frozen=True):
    """The strip: its items in the file's order, how often the list stands, its source and day (ISO text)."""

    items: tuple[TickerItem, ...]
    repeat: int
    source: str
    as_of: str


class Masthead(msgspec.Struct, frozen=True):
    """The top of every page of an edition: the day as ISO text, the strip, the navigation, and where archives begin.

    `archive_url` starts at the site root; it is the newest of the widest periods, empty where none has a page.
    """

    day: str
    ticker: Ticker | None
    navigation: tuple[Link, ...]
    archive_url: str = ""
