"""Each file that will exist: its address, what it is made of, and one digest of all that its bytes depend on.

A page record is narrow: what it does not hold, its template cannot see, and so cannot depend on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from generator.digest import DIGEST_LENGTH
from generator.model.article import Article, Image
from generator.model.author import Author, Link
from generator.model.picture import Picture, PictureOrder, SocialCard, SocialOrder
from generator.model.site import ListingHead, Paginator, Term

OutputKind = Literal[
    "front", "listing", "author", "article", "page", "feeds", "404", "feed", "sitemap", "redirect", "data", "asset",
    "picture", "search"
]  # fmt: skip

# The kinds of outputs that people read.
PAGE_KINDS: frozenset[OutputKind] = frozenset(
    ("front", "listing", "author", "article", "page", "feeds", "404", "search")
)


class Portrait(msgspec.Struct, frozen=True, array_like=True):
    """An author's picture: its address as a link stands in a page, and its files where it is one of the site's."""

    image_url: str
    picture: Picture | None


class Card(msgspec.Struct, frozen=True, array_like=True):
    """What listings show of an article: its head, its section, its terms by taxonomy, its picture.

    The section's URL starts at the site root, the picture's address is a link as it stands in a page; `picture` has
    the files that were made of it, where it is one of the site's. `portraits` go with `authors`.
    """

    article: Article
    section: Link | None
    terms: dict[str, tuple[Term, ...]]
    authors: tuple[Author, ...]
    image_url: str
    picture: Picture | None = None
    portraits: tuple[Portrait, ...] = ()


class Filling(msgspec.Struct, frozen=True, array_like=True):
    """What fills a body's slots: a link for each of its references, empty for none, and pictures by reference."""

    hrefs: tuple[str, ...] = ()
    pictures: dict[int, Picture] = {}

    @property
    def digest(self) -> str:
        """All of it in one text that has no NUL."""
        return "\n".join((*self.hrefs, *(picture.digest for picture in self.pictures.values())))


class Teaser(msgspec.Struct, frozen=True, array_like=True):
    """What a neighbour's page shows of an article; the date is ISO text, the URL starts at the site root."""

    headline: str
    url: str
    kicker: str
    standfirst: str
    date: str
    section: Link | None
    image: Image | None
    image_url: str
    lang: str
    language: str
    picture: Picture | None = None


class SeriesPlace(msgspec.Struct, frozen=True):
    """Where an article stands in a series: part `number` of `total`, with all its parts, oldest first."""

    term: Term
    number: int
    total: int
    parts: tuple[Teaser, ...]


class Desk(msgspec.Struct, frozen=True, array_like=True):
    """A section on the front page, with its newest articles; its URL starts at the site root."""

    section: Link
    newest: tuple[Teaser, ...]


class FrontParts(msgspec.Struct, frozen=True, array_like=True):
    """What the front page sets beside its listing: a lead, featured articles, and the desks that have any."""

    lead: Teaser | None = None
    featured: tuple[Teaser, ...] = ()
    desks: tuple[Desk, ...] = ()


class Counterpart(msgspec.Struct, frozen=True, array_like=True):
    """Where readers of a page go on in another edition: its language, and a URL from the site root.

    It leads to the same page, else to its section's or the front page, or, from a page past the end of a listing there,
    to the listing's first. A "copy" is the same, too, but one of them first stood elsewhere, and is not to be found.
    """

    language: str
    url: str
    kind: Literal["same", "copy", "list", "section", "front"]


class ListingPage(msgspec.Struct, frozen=True, tag="listing"):
    """One page of a listing, with the keys of the stored cards it prints, in order, and `front` on the first of all.

    `filling`, `image_url` and `picture` are those of an author's profile.
    """

    listing: ListingHead
    paginator: Paginator
    cards: tuple[str, ...]
    filling: Filling = Filling()
    image_url: str = ""
    front: FrontParts = FrontParts()
    picture: Picture | None = None
    social: SocialCard | None = None
    elsewhere: tuple[Counterpart, ...] = ()


class ArticlePage(msgspec.Struct, frozen=True, tag="article"):
    """An article or standalone page, with what fills its body, and the picture for where it is shared."""

    card: Card
    filling: Filling = Filling()
    previous: Teaser | None = None
    next: Teaser | None = None
    related: tuple[Teaser, ...] = ()
    series: tuple[SeriesPlace, ...] = ()
    social: SocialCard | None = None
    elsewhere: tuple[Counterpart, ...] = ()


class NotFoundPage(msgspec.Struct, frozen=True, tag="404"):
    """The page for addresses that lead nowhere, with the newest articles."""

    newest: tuple[Teaser, ...]
    elsewhere: tuple[Counterpart, ...] = ()


class SearchPage(msgspec.Struct, frozen=True, tag="search"):
    """The page on which readers search an edition; `index_url` is empty where there is no index, as in a preview."""

    index_url: str
    is_empty: bool = False
    elsewhere: tuple[Counterpart, ...] = ()


class FeedPage(msgspec.Struct, frozen=True, tag="feed"):
    """A feed: the newest articles of a listing by the keys of their stored cards and bodies, and what fills each body.

    The three go together. `format` is `rss`, `atom` or `json`.
    """

    listing: ListingHead
    format: str
    url: str
    cards: tuple[str, ...]
    bodies: tuple[str, ...]
    fillings: tuple[Filling, ...]


class FeedGroup(msgspec.Struct, frozen=True, array_like=True):
    """Listings of one scope that have feeds; their URLs start at the site root."""

    scope: str
    listings: tuple[Link, ...]


class FeedsPage(msgspec.Struct, frozen=True, tag="feeds"):
    """The page that lists an edition's feeds."""

    groups: tuple[FeedGroup, ...]
    elsewhere: tuple[Counterpart, ...] = ()


class NewsEntry(msgspec.Struct, frozen=True, array_like=True):
    """What a news sitemap says of an article: the publication and its language (ISO 639), ISO text, the headline."""

    publication: str
    language: str
    date: str
    title: str


class SitemapEntry(msgspec.Struct, frozen=True, array_like=True):
    """One address, in raw NFC from the site root, and its last change as ISO text, empty where unknown.

    `pictures` are addresses, too, or absolute ones; `news` is there in a news sitemap. `versions` are languages and
    addresses of the same page, its own among them, where it is there in several.
    """

    url: str
    modified: str = ""
    pictures: tuple[str, ...] = ()
    news: NewsEntry | None = None
    versions: tuple[tuple[str, str], ...] = ()


class SitemapPage(msgspec.Struct, frozen=True, tag="sitemap"):
    """A sitemap, or with `is_index` the list of sitemaps."""

    entries: tuple[SitemapEntry, ...]
    is_index: bool = False


class RedirectPage(msgspec.Struct, frozen=True, tag="redirect"):
    """An old address that leads to another; `target` is a link as it stands in a page, `canonical` absolute."""

    target: str
    canonical: str


class DataFile(msgspec.Struct, frozen=True, tag="data"):
    """A file whose bytes are known already."""

    data: bytes


class AssetCopy(msgspec.Struct, frozen=True, tag="asset"):
    """A file to be copied from where it lies."""

    location: str


Page = (
    ListingPage | ArticlePage | NotFoundPage | SearchPage | FeedPage | FeedsPage | SitemapPage | RedirectPage
    | DataFile | AssetCopy | PictureOrder | SocialOrder
)  # fmt: skip


class Output(msgspec.Struct, frozen=True):
    """One file: `path` below the output folder, `url` from the site root; `source` is what errors name.

    `inputs` is one digest of all that the bytes depend on, on a page that shows the masthead that digest's after it, so
    that `still_inputs` are those of the rest. `page` makes the record of what the template gets: only
    for what is rendered, since making all of them costs more than comparing all digests. `head_digest`,
    `body_digest` and `record_digest` (of its record of changes) are those of the article on its own page, empty
    elsewhere. `rank` says where in the edition, newest
    first, the articles stand that a listing page prints.
    """

    path: str
    url: str
    kind: OutputKind
    language: str
    template: str
    source: str
    inputs: str
    page: Callable[[], Page]
    head_digest: str = ""
    body_digest: str = ""
    rank: int = 0
    record_digest: str = ""


def still_inputs(inputs: str) -> str:
    """Give the digest of what a page depends on but for the masthead."""
    return inputs[:DIGEST_LENGTH]


class Task(msgspec.Struct, frozen=True, array_like=True):
    """An output as whoever renders it gets it: all of it, and nothing beside it."""

    path: str
    url: str
    kind: OutputKind
    language: str
    template: str
    source: str
    page: Page


def task_of(output: Output) -> Task:
    """Make the task of rendering an output."""
    return Task(
        output.path, output.url, output.kind, output.language, output.template, output.source, output.page()
    )  # fmt: skip


def blobs_of(page: Page) -> tuple[str, ...]:
    """Name the stored bodies and cards that rendering a page needs."""
    if isinstance(page, ListingPage):
        author = page.listing.author
        return (*page.cards, author.body_digest) if author and author.body_digest else page.cards
    if isinstance(page, ArticlePage):
        return (page.card.article.body_digest,)
    if isinstance(page, FeedPage):
        return (*page.cards, *page.bodies)
    return ()


class StoredCard(msgspec.Struct, frozen=True):
    """A card that listings print: its key in the store, and its record."""

    key: str
    card: Card


class Kinship(msgspec.Struct, frozen=True):
    """Related articles by path, and a mark for each of what its answer was worked out from."""

    marks: dict[str, str]
    related: dict[str, tuple[str, ...]]


class SearchEntry(msgspec.Struct, frozen=True, array_like=True):
    """An article as it is searched: its page's path, its edition's language, its body by key, what it is filtered by.

    `day` is the date's in the site's zone, as ISO text; `published` counts microseconds from 1970.
    """

    path: str
    language: str
    headline: str
    section: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    day: str
    published: int
    body_digest: str


class SearchIndex(msgspec.Struct, frozen=True):
    """All that is searched: `inputs` is one digest of it; `entries` are ordered by path.

    `software` names what makes the index.
    """

    inputs: str
    software: str
    entries: tuple[SearchEntry, ...]


class Batch(msgspec.Struct, frozen=True):
    """Outputs that are planned together, `pages` of them for people to read, and one digest of all of theirs.

    Equal digest, the same outputs: who has them from before need not make them. `outputs` makes them, once.
    A batch without a digest is like no other. `cards` gives the keys of its articles' cards, which listings print.
    """

    name: str
    inputs: str
    pages: int
    outputs: Callable[[], Sequence[Output]]
    cards: Callable[[], Sequence[str]] = tuple


def outputs_of(batches: Iterable[Batch], but: Collection[str] = ()) -> list[Output]:
    """List the outputs of all batches but those named, ordered by path."""
    found = [output for batch in batches if batch.name not in but for output in batch.outputs()]
    return sorted(found, key=lambda output: output.path)


class CardBasis(msgspec.Struct, frozen=True, array_like=True):
    """What the cards of an edition stand on beside their articles: a mark for each section and each name of a term.

    `digest` tells it from that of the plan before: it is the same as long as no mark of both is another. One that is
    new, or gone, is on no card but of articles that are others, too.
    """

    digest: str
    marks: dict[str, str]


class Trace(msgspec.Struct, frozen=True):
    """What an earlier plan without a fault came to: its batches' digests by name, and what lists the paths of one.

    `card_bases` are by language.
    """

    inputs: Mapping[str, str]
    paths_of: Callable[[str], Collection[str]]
    card_bases: Mapping[str, CardBasis] = {}


class Plan(msgspec.Struct, frozen=True):
    """Every file of the output, but those of the search index, which are known when it is made.

    `standing` names the batches that an earlier plan had with the same digest. `every` makes all outputs, ordered by
    path, once.
    `article_of` finds the article of a card that a page prints by its key in the store, and nothing by any other key;
    `card` makes the card's record by the article's path. `pictures` are the keys of encoded pictures. `since` and
    `until` (microseconds from 1970, `until` exclusive) bound the moments at which the same articles are published, and
    the same ones are news. `card_bases` are by language.
    """

    batches: tuple[Batch, ...]
    standing: frozenset[str]
    every: Callable[[], Sequence[Output]]
    article_of: Callable[[str], Article | None]
    card: Callable[[str], Card]
    kinship: Kinship
    pictures: tuple[str, ...]
    since: int
    until: int
    card_bases: Mapping[str, CardBasis]
    index: SearchIndex | None = None

    @property
    def outputs(self) -> Sequence[Output]:
        """All outputs, ordered by path."""
        return self.every()

    @property
    def pages(self) -> int:
        """How many pages people read."""
        return sum(batch.pages for batch in self.batches)

    def stored_card(self, key: str) -> StoredCard | None:
        """Make the record of a stored card by its key; nothing where it is no card's."""
        article = self.article_of(key)
        return StoredCard(key, self.card(article.path)) if article is not None else None

    def body_keys(self, keys: Iterable[str]) -> dict[str, str]:
        """Map those of some keys that are cards' to the keys of their articles' bodies."""
        return {key: article.body_digest for key in keys if (article := self.article_of(key)) is not None}

    def but(self, standing: Collection[str]) -> Sequence[Output]:
        """Give the outputs of all batches but those named, ordered by path."""
        if not standing:
            return self.outputs
        return outputs_of(self.batches, standing)
