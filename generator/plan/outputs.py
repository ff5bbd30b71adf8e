"""Articles, listings and files in, outputs out: each with its address, its narrow page record, and its digest.

The digest of an output covers what its record shows: an article's page its own head and body but only the teasers of
its neighbours, a listing page its cards, every page the kit. Equal digest, equal bytes. Records are made later, for
what is rendered.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import compress
from operator import is_not
from typing import Any
from zlib import crc32

import msgspec

from generator.address import file_of, page_url
from generator.digest import digest_of, digest_text
from generator.errors import Position
from generator.model.article import Article
from generator.model.author import Author, Link
from generator.model.content import Content, ContentFile
from generator.model.kit import Kit
from generator.model.picture import Picture, SocialCard
from generator.model.plan import (
    ArticlePage,
    AssetCopy,
    Card,
    CardBasis,
    Counterpart,
    DataFile,
    Desk,
    Filling,
    FrontParts,
    ListingPage,
    NotFoundPage,
    Output,
    OutputKind,
    Page,
    Portrait,
    SeriesPlace,
    Teaser,
)
from generator.model.rates import Rates
from generator.model.site import Language, Listing, ListingHead
from generator.model.theme import ThemeFile
from generator.plan.bodies import Filler
from generator.plan.counterparts import Counterparts, ListingCounterparts, mark_of
from generator.plan.front import Front
from generator.plan.headers import headers_text
from generator.plan.listings import order_oldest_first, page_count, paginator_of
from generator.plan.masthead import rates_json
from generator.plan.memo import ListingMemo, Memo, PagesMemo
from generator.plan.related import Neighbours
from generator.plan.routes import Claim, ClaimBatch, as_given
from generator.plan.social import SocialCards
from generator.plan.taxonomy import Terms

NEWEST_ON_NOT_FOUND = 5
_SITE = Position("site.toml")
# Characters of a digest that tell one template from another, in one store.
_SHORT = 16
_NO_FILLING = Filling()
# What shows cards, and what of a card follows every edit of its article's text.
_LISTING_TEMPLATES = ("front.html", "listing.html", "author.html", "card.html")
_LENGTHS = {"word_count", "reading_minutes"}
# What of other articles a page shows.
_AROUND = frozenset({"previous", "next", "related"})
# Articles in a batch, on average so many or up to half as many: an edit makes the outputs of one such batch.
_DEALT = 32
# Pages of a listing in a batch, for the same reason.
_LISTED = 64


class Deck(msgspec.Struct, frozen=True):
    """The cards of all published articles: what pages show of them, by path, as records and as digests.

    `digests` cover a card; `keys` name it in the store, and cover its template, too; `teaser_digest` finds a teaser's.
    Each is made when it is first asked for, since most pages stand as they are. `paths` finds articles by their keys.
    `shown` are digests of the pictures, `card_basis` is all but articles and pictures that the digests stand on;
    `tells_length` tells that a card shows how long the text is.
    `every` are all articles, in order, `pictured` the places of those with a picture.
    """

    articles: dict[str, Article]
    image_urls: dict[str, str]
    pictures: dict[str, Picture]
    digests: dict[str, str]
    teaser_digest: Callable[[str], str]
    keys: dict[str, str]
    paths: dict[str, str]
    sections: dict[str, Link]
    terms: Terms
    authors: dict[str, Author]
    portraits: dict[str, Portrait]
    shown: dict[str, str]
    card_basis: CardBasis
    tells_length: bool
    every: tuple[Article, ...]
    pictured: Sequence[int]

    def keys_of(self, articles: Iterable[Article]) -> list[str]:
        """Give the keys of articles' cards."""
        keys = self.keys
        return [keys[article.path] for article in articles]

    def article_of(self, key: str) -> Article | None:
        """Find the article of a stored card by its key; nothing where it is no card's."""
        path = self.paths.get(key)
        return self.articles[path] if path is not None else None

    def marks(self) -> list[str]:
        """Mark every article, in order, with all that its card shows but what all cards stand on."""
        marks = [f"{one.head_digest} {one.url} {one.section}" for one in self.every]
        if self.tells_length:
            marks = [f"{mark} {one.word_count}" for mark, one in zip(marks, self.every, strict=True)]
        if shown := self.shown:
            marks = [f"{mark} {shown.get(one.path, '')}" for mark, one in zip(marks, self.every, strict=True)]
        return marks

    def card(self, path: str) -> Card:
        """Make an article's card."""
        article = self.articles[path]
        own = self.terms.of(article)
        keys = self.terms.keys_of(article)
        slugs = [slug for taxonomy, slug in keys if taxonomy == "author" and slug in self.authors]
        bylines = tuple(self.authors[slug] for slug in slugs)
        portraits = tuple(self.portraits[slug] for slug in slugs)
        return Card(
            article, self.sections.get(article.section), own, bylines, self.image_urls.get(path, ""),
            self.pictures.get(path), portraits,
        )  # fmt: skip

    def teaser(self, path: str) -> Teaser:
        """Make an article's teaser."""
        article = self.articles[path]
        front_matter = article.front_matter
        return Teaser(
            front_matter.title, article.url, front_matter.kicker, front_matter.standfirst, front_matter.date,
            self.sections.get(article.section), front_matter.image, self.image_urls.get(path, ""),
            front_matter.lang, article.language, self.pictures.get(path),
        )  # fmt: skip


def make_deck(
    articles: Iterable[Article],
    sections: Iterable[Listing],
    terms: Terms,
    authors: Mapping[str, Author],
    filler: Filler,
    kit: Kit,
    memo: Memo | None = None,
    known: CardBasis | None = None,
) -> Deck:
    """Make the cards of all published articles and pages of an edition; `authors` are by slug.

    `known` is what those of the plan before stood on.
    """
    links = {listing.head.subject: Link(listing.head.title, listing.head.url) for listing in sections}
    section_digests = {slug: digest_of(link) for slug, link in links.items()}
    profiles = {slug: msgspec.structs.replace(author, links=filler.links(author)) for slug, author in authors.items()}
    portraits = {slug: _portrait(author, filler) for slug, author in authors.items()}
    term_digests = {
        key: digest_of(
            term, (profile.head_digest, profile.links, portraits[key[1]]) if key[0] == "author" and profile else ()
        )
        for key, term in terms.terms.items()
        for profile in [profiles.get(key[1])]
    }
    is_framed = "card.html" in kit.theme.framed
    of_template = digest_text("card", kit.digest if is_framed else kit.still_digest,
                              kit.theme.closures.get("card.html", ""))[:_SHORT]  # fmt: skip
    tells_length = any(_LENGTHS.intersection(kit.theme.shows.get(template, ())) for template in _LISTING_TEMPLATES)
    pictures: dict[str, Picture] = {}
    marks = {"": f"{of_template} {tells_length}"}
    marks |= {f"/{slug}": digest for slug, digest in section_digests.items()}
    for taxonomy, names in terms.names.items():
        marks |= {f"{taxonomy} {name}": f"{key[1]} {term_digests[key]}" for name, key in names.items()}
    every = tuple(articles)
    by_path = {article.path: article for article in every}
    image_urls: dict[str, str] = {}
    shown: dict[str, str] = {}
    paths: dict[str, str] = {}

    def digest_of_card(path: str) -> str:
        article = by_path[path]
        length = str(article.word_count) if tells_length else ""
        section, own = section_digests.get(article.section, ""), map(term_digests.__getitem__, terms.keys_of(article))
        return digest_text(article.head_digest, length, article.url, section, shown.get(path, ""), *own)

    def key_of_card(path: str) -> str:
        key = f"{of_template}-{by_path[path].language}-{digests[path]}"
        paths[key] = path
        return key

    @cache
    def teaser_digest(path: str) -> str:
        article = by_path[path]
        section = section_digests.get(article.section, "")
        return digest_text(article.teaser_digest, article.url, section, shown.get(path, ""))

    digests: dict[str, str] = _OnDemand(digest_of_card)
    keys: dict[str, str] = _OnDemand(key_of_card)
    others: Iterable[Article] = every
    before = memo.deck if memo and isinstance(memo.deck, Deck) and memo.deck.card_basis.marks == marks else None
    if before is not None and len(before.every) == len(every):
        # Those with a picture are asked for it again: the answer may be another, and it is claimed by the way.
        moved = set(compress(range(len(every)), map(is_not, every, before.every)))
        others = [every[place] for place in sorted(moved.union(before.pictured))]
        for made, its_own in ((image_urls, before.image_urls), (shown, before.shown), (digests, before.digests),
                            (keys, before.keys), (paths, before.paths)):  # fmt: skip
            made.update(its_own)
        for article in others:
            for made in (image_urls, shown, digests):
                made.pop(article.path, None)
            paths.pop(keys.pop(article.path, ""), None)
    for article in others:
        path, image = article.path, article.front_matter.image
        if image is not None:
            image_url, picture = filler.image(image, path, "lead", article.position("image"))
            image_urls[path] = shown[path] = image_url
            if picture is not None:
                pictures[path] = picture
                shown[path] += " " + picture.digest
    pictured: Sequence[int] = ()
    if memo:  # all are at hand for the next plan, and without what they are made from
        for article in others:
            keys[article.path]
        digests, keys = dict(digests), dict(keys)
        pictured = [place for place, article in enumerate(every) if article.front_matter.image]
    if before is not None and before.keys == keys:
        keys = before.keys  # the very same, so that who stands on it can tell at once
    deck = Deck(
        by_path, image_urls, pictures, digests, teaser_digest, keys, paths, links, terms, profiles, portraits, shown,
        _renewed(known, marks), tells_length, every, pictured,
    )  # fmt: skip
    if memo:
        memo.deck = deck
    return deck


def _renewed(known: CardBasis | None, marks: dict[str, str]) -> CardBasis:
    """Mark what cards stand on; the digest is that of before unless a mark of both is another."""
    if known is None:
        return CardBasis(digest_of(marks), marks)
    are_same = all(known.marks.get(name, mark) == mark for name, mark in marks.items())
    # The digest before in that of now: what comes back after a while is not taken for what was just there.
    return CardBasis(known.digest if are_same else digest_of(marks, known.digest), marks)


class _OnDemand(dict[str, str]):
    """Texts by path, each made when it is first asked for."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, path: str) -> str:
        text = self[path] = self._make(path)
        return text


def _portrait(author: Author, filler: Filler) -> Portrait:
    place = Position(author.path, *author.image_place)
    return Portrait(*filler.image(author.image, author.path, "portrait", place))


def page_batches(
    articles: Sequence[Article],
    pages: Sequence[Article],
    deck: Deck,
    near: Callable[[], Neighbours],
    filler: Filler,
    social: SocialCards,
    counterparts: Counterparts,
    kit: Kit,
    memo: Memo | None = None,
) -> list[ClaimBatch]:
    """Claim the page of each article and standalone page; articles come newest first.

    They are dealt into batches by their files' names, so that one that comes or goes leaves all others where they are.
    """
    every = (*articles, *pages)
    claiming = _Claiming(deck, near, counterparts, kit, memo)
    name = f"{counterparts.code} articles"
    if memo is not None:
        claims = _remembered_claims(every, claiming, filler, social, kit, memo)
        return [ClaimBatch(name, "", len(claims), partial(as_given, claims))]
    count = 1 << (len(every) // _DEALT).bit_length()
    dealt: list[list[Article]] = [[] for _ in range(count)]
    for article in every:
        dealt[crc32(article.path.encode("utf-8", "surrogatepass")) & (count - 1)].append(article)
    shown = {article.path: _shown(article, filler, social) for article in _asking(every, social)}
    return [
        ClaimBatch(
            f"{name} {place}",
            digest_text(*claiming.inputs(members, shown), *social.marks(sorted({one.section for one in members}))),
            len(members),
            partial(_dealt_claims, claiming, members, shown, filler, social),
            partial(_dealt_cards, deck, members),
        )
        for place, members in enumerate(dealt)
    ]


def _remembered_claims(
    every: tuple[Article, ...], claiming: _Claiming, filler: Filler, social: SocialCards, kit: Kit, memo: Memo
) -> list[Claim]:
    """Claim all pages, those again that may show something else than at the last plan."""
    deck = claiming.deck
    sections = memo.recall("sections", (memo.arranged,), lambda: sorted({article.section for article in every}))
    basis = (memo.arranged, claiming.near(), deck.card_basis.marks, deck.shown, kit.digest, _templates_of(kit),
             social.marks(sections))  # fmt: skip
    known = memo.pages if memo.pages.basis == basis and len(memo.pages.articles) == len(every) else PagesMemo()
    moved = set(known.changed(every) if known.articles else range(len(every)))
    shown: list[Any] = list(known.shown) or [None] * len(every)
    claims: list[Any] = list(known.claims) or [None] * len(every)
    asking = (known.asking - moved).union(place for place in moved if _asking([every[place]], social))
    for place in sorted(moved | asking):
        own = _shown(every[place], filler, social)
        marks = own[2]
        if place in moved or marks != shown[place]:
            shown[place], claims[place] = marks, claiming.claim(every[place], own)
    memo.pages = PagesMemo(basis, every, shown, claims, asking)
    return claims


def _dealt_claims(
    claiming: _Claiming, members: Sequence[Article], shown: Mapping[str, _Shown], filler: Filler, social: SocialCards
) -> list[Claim]:
    return [claiming.claim(one, shown.get(one.path) or _shown(one, filler, social)) for one in members]


def _dealt_cards(deck: Deck, members: Sequence[Article]) -> list[str]:
    """Name the stored cards of articles; a standalone page has none."""
    return deck.keys_of(article for article in members if article.kind == "article")


# What fills a body and stands for its page where it is shared, and the marks of both.
_Shown = tuple[Filling, SocialCard | None, tuple[str, str]]


def _shown(article: Article, filler: Filler, social: SocialCards) -> _Shown:
    filling = filler.fill(article) if article.references or article.shortcodes else _NO_FILLING
    card = social.of_article(article)
    return filling, card, ("" if filling is _NO_FILLING else filling.digest, social.mark(card))


def _asking(articles: Sequence[Article], social: SocialCards) -> Sequence[Article]:
    """List those articles whose pages show more than themselves and their section's card: they may claim files, too."""
    if not social.is_by_section:
        return articles
    return [one for one in articles if one.references or one.shortcodes or one.front_matter.image is not None]


class _Claiming:
    """Claims one article's page after another, given what each shows beside itself."""

    def __init__(
        self, deck: Deck, near: Callable[[], Neighbours], counterparts: Counterparts, kit: Kit, memo: Memo | None
    ) -> None:
        self.deck = deck
        self.near = near
        self._deck_of = memo.current_deck if memo else partial(as_given, deck)
        self._series = _series_parts(deck.terms)
        self._counterparts = counterparts
        self._has_others = bool(self._series or counterparts.fronts)
        self._kit = kit
        self._of_templates: dict[str, tuple[str, str, frozenset[str]]] = {}
        self._shows_others = False

    def inputs(self, articles: Sequence[Article], shown: Mapping[str, _Shown]) -> list[str]:
        """List all that the outputs of articles' pages depend on.

        What an article's template, terms and record of changes follow from is in the digest of its head.
        """
        named = {one.front_matter.template or one.kind for one in articles}
        texts = [self._kit.masthead_digest, self.deck.card_basis.digest]
        for name in sorted(named):
            texts += self._template_of(name)[:2]
        texts += [f"{one.path}\n{one.url}\n{one.section}\n{one.head_digest}\n{one.body_digest}" for one in articles]
        if shown or self.deck.shown:
            for article in articles:
                path = article.path
                if path in shown or path in self.deck.shown:
                    texts += (path, self.deck.shown.get(path, ""), *(shown[path][2] if path in shown else ()))
        if self._has_others or self._shows_others:
            for article in articles:
                around = self._around(article, self._template_of(article.front_matter.template or article.kind)[2])
                texts += (article.path, str(len(around)), *around)
        return texts

    def claim(self, article: Article, shown: _Shown) -> Claim:
        """Claim an article's page."""
        filling, card, marks = shown
        path, url = article.path, article.url
        template, of_template, shows = self._template_of(article.front_matter.template or article.kind)
        around = self._around(article, shows)
        inputs = digest_text(of_template, self.deck.digests[path], article.body_digest, *marks, *around)
        inputs += self._kit.masthead_digest
        page = partial(
            _article_page, self._deck_of, path, filling, *self._neighbours(path, shows), self._series_of(path),
            self._series, card, self._counterparts.of_article(article),
        )  # fmt: skip
        output = Output(
            file_of(url), url, article.kind, article.language, template, path, inputs, page, article.head_digest,
            article.body_digest, record_digest=article.record_digest,
        )  # fmt: skip
        return Claim(output, article.position("slug" if article.place_of("slug") else "section"))

    def _template_of(self, named: str) -> tuple[str, str, frozenset[str]]:
        """Give a template's name, the digest of what all pages by it share, and what it shows of other articles."""
        known = self._of_templates.get(named)
        if known is None:
            template, theme = named if named.endswith(".html") else f"{named}.html", self._kit.theme
            of_template = digest_text(self._kit.still_digest, theme.closures.get(template, ""))
            shows = _AROUND.intersection(theme.shows.get(template, ()))
            self._shows_others = self._shows_others or bool(shows)
            known = self._of_templates[named] = template, of_template, shows
        return known

    def _neighbours(self, path: str, shows: frozenset[str]) -> tuple[str | None, str | None, Sequence[str]]:
        """Name the neighbours that a page shows: the next older, the next newer, the related ones."""
        if not shows:
            return None, None, ()
        near = self.near()
        return (
            near.older.get(path) if "previous" in shows else None,
            near.newer.get(path) if "next" in shows else None,
            near.related.get(path, ()) if "related" in shows else (),
        )

    def _around(self, article: Article, shows: frozenset[str]) -> Sequence[str]:
        """Digest what a page shows of other articles."""
        if not shows and not self._has_others:
            return ()
        path, teaser = article.path, self.deck.teaser_digest
        older, newer, kin = self._neighbours(path, shows)
        around = [teaser(other) if other else "-" for other in (older, newer, *kin)] if shows else []
        for slug in self._series_of(path):
            around += [slug, *(teaser(other) for other in self._series[slug])]
        elsewhere = self._counterparts.of_article(article)
        if elsewhere:
            around.append(mark_of(elsewhere))
        return around

    def _series_of(self, path: str) -> Sequence[str]:
        if not self._series:
            return ()
        keys = self.deck.terms.keys_of(self.deck.articles[path])
        return [slug for taxonomy, slug in keys if taxonomy == "series"]


def _templates_of(kit: Kit) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Give what of the theme's templates decides pages."""
    return kit.theme.closures, kit.theme.shows


def _article_page(
    deck_of: Callable[[], Deck],
    path: str,
    filling: Filling,
    older: str | None,
    newer: str | None,
    kin: Sequence[str],
    own_series: Sequence[str],
    series: dict[str, list[str]],
    social: SocialCard | None,
    elsewhere: tuple[Counterpart, ...],
) -> ArticlePage:
    deck = deck_of()
    return ArticlePage(
        card=deck.card(path),
        filling=filling,
        previous=deck.teaser(older) if older else None,
        next=deck.teaser(newer) if newer else None,
        related=tuple(deck.teaser(other) for other in kin),
        series=tuple(
            SeriesPlace(
                deck.terms.terms["series", slug],
                series[slug].index(path) + 1,
                len(series[slug]),
                tuple(deck.teaser(other) for other in series[slug]),
            )
            for slug in own_series
        ),
        social=social,
        elsewhere=elsewhere,
    )


def _series_parts(terms: Terms) -> dict[str, list[str]]:
    """Map each series to the paths of its parts, oldest first."""
    return {
        key[1]: [article.path for article in order_oldest_first(terms.members(key))]
        for key in terms.places
        if key[0] == "series"
    }


def listing_batches(
    listings: Sequence[Listing],
    articles: Sequence[Article],
    deck: Deck,
    front: Front,
    sources: dict[str, str],
    filler: Filler,
    social: SocialCards,
    counterparts: Counterparts,
    kit: Kit,
    memo: Memo | None = None,
) -> list[ClaimBatch]:
    """Claim every page of every listing of an edition, some in a batch; `articles` are the edition's.

    `sources` maps a listing's key to the file that errors name.
    """
    ranks = cache(partial(_ranks, listings))
    keys, marks = cache(partial(deck.keys_of, articles)), cache(deck.marks)
    before: dict[str, ListingMemo] = {}
    if memo:
        before, memo.listings = memo.listings, {}
    batches: list[ClaimBatch] = []
    for listing in listings:
        head = listing.head
        kind: OutputKind = "front" if head.kind == "front" else "author" if head.author else "listing"
        template = f"{kind}.html"
        source = sources.get(head.key) or (listing.articles[0].path if listing.articles else "site.toml")
        filling, image_url, picture, biography = _NO_FILLING, "", None, ""
        card = social.of_listing(head)
        if head.author:
            filling = filler.fill(head.author)
            portrait = deck.portraits[head.subject]
            image_url, picture = portrait.image_url, portrait.picture
            head = msgspec.structs.replace(head, author=deck.authors[head.subject])
            biography = head.author.body_digest if head.author else ""
        closure = kit.theme.closures.get(template, "")
        total = len(listing.articles)
        size = kit.config.listing.page_size
        of_head = digest_of(head, filling.digest, image_url, picture, card, total)
        of_listing = digest_text(kit.still_digest, closure, of_head, biography)
        there = counterparts.of_listing(head.key)
        own_front = front if head.kind == "front" else None
        rank = partial(_rank, listing, ranks, counterparts.first_rank)
        frame = _ListingFrame(head, total, size, filling, image_url, picture, card, there)
        lister = _Lister(frame, kind, template, source, of_listing, kit.masthead_digest, own_front, deck, rank)
        of_all = digest_text(of_listing, kit.masthead_digest, source, *there.marks)
        name, pages = f"listing {head.key}", page_count(total, size)
        if memo is None:
            of_all += deck.card_basis.digest
            for first in range(1, pages + 1, _LISTED):
                numbers = range(first, min(first + _LISTED, pages + 1))
                start, stop = (first - 1) * size, numbers[-1] * size
                shown = _front_digests(own_front, deck) if own_front and first == 1 else ()
                inputs = digest_text(of_all, *map(marks().__getitem__, listing.places[start:stop]), *shown)
                claims = partial(lister.claims, numbers, listing.articles)
                batches.append(ClaimBatch(f"{name} {first}", inputs, len(numbers), claims))
            continue
        same = before.get(head.key)
        stands = same is not None and same.deck_keys is deck.keys and same.articles is listing.articles
        known = same if same and same.digest == of_all else None
        if known is None or not stands or own_front:
            own = same.keys if stands and same else [*map(keys().__getitem__, listing.places)]
            made = lister.remembered(range(1, pages + 1), own, known)
            known = ListingMemo(of_all, own, made, listing.articles, deck.keys)
        memo.listings[head.key] = known
        batches.append(ClaimBatch(name, "", pages, partial(as_given, known.claims)))
    return batches


class _ListingFrame(msgspec.Struct, frozen=True):
    """What all pages of a listing show beside their cards: it lives as long as they do."""

    head: ListingHead
    total: int
    size: int
    filling: Filling
    image_url: str
    picture: Picture | None
    social: SocialCard | None
    there: ListingCounterparts

    def page(self, number: int, keys: list[str], parts: Callable[[], FrontParts]) -> ListingPage:
        """Make the record of a page by its number, with the keys of its cards."""
        head = self.head
        paginator = paginator_of(number, self.total, self.size, head.url)
        return ListingPage(
            head, paginator, tuple(keys), self.filling, self.image_url, parts(), self.picture, self.social,
            self.there.on_page(number),
        )  # fmt: skip


class _Lister(msgspec.Struct, frozen=True):
    """A listing, and all that its pages show and depend on; `inputs` is what all of them do but for the masthead."""

    frame: _ListingFrame
    kind: OutputKind
    template: str
    source: str
    inputs: str
    of_masthead: str
    front: Front | None
    deck: Deck
    rank: Callable[[int], int]

    def claims(self, numbers: range, articles: Sequence[Article]) -> list[Claim]:
        """Claim pages by their numbers, given all articles of the listing."""
        size = self.frame.size
        return [self._claim(one, self.deck.keys_of(articles[(one - 1) * size : one * size])) for one in numbers]

    def remembered(self, numbers: range, keys: list[str], known: ListingMemo | None) -> list[Claim]:
        """Claim all pages; those that showed the same cards stay the very same, where all else is equal."""
        claims = []
        for number in numbers:
            start, stop = (number - 1) * self.frame.size, number * self.frame.size
            shown, is_front = keys[start:stop], number == 1 and self.front is not None
            if known and not is_front and known.keys[start:stop] == shown:
                claims.append(known.claims[number - 1])
            else:
                claims.append(self._claim(number, shown))
        return claims

    def _claim(self, number: int, shown: list[str]) -> Claim:
        frame, deck = self.frame, self.deck
        head = frame.head
        own = self.front if number == 1 else None
        url = page_url(head.url, number)
        elsewhere = frame.there.on_page(number)
        marks = (mark_of(elsewhere),) if elsewhere else ()
        of_front = _front_digests(own, deck) if own else ()
        inputs = digest_text(self.inputs, str(number), *shown, *of_front, *marks) + self.of_masthead
        page = partial(frame.page, number, shown, partial(_front_parts, own, deck) if own else FrontParts)
        output = Output(
            file_of(url), url, self.kind, head.language, self.template, self.source, inputs, page,
            rank=self.rank((number - 1) * frame.size),
        )  # fmt: skip
        return Claim(output, Position(self.source))


def _ranks(listings: Sequence[Listing]) -> dict[str, int]:
    """Map articles' paths to their places on the front pages, which hold them all."""
    fronts = [listing for listing in listings if listing.head.kind == "front"]
    return {article.path: rank for listing in fronts for rank, article in enumerate(listing.articles)}


def _rank(listing: Listing, ranks: Callable[[], dict[str, int]], first: int, start: int) -> int:
    """Place a page of a listing by the first article that it shows."""
    if listing.head.kind == "front":
        return first + start
    return first + (ranks()[listing.articles[start].path] if listing.articles else 0)


def _front_parts(front: Front, deck: Deck) -> FrontParts:
    return FrontParts(
        deck.teaser(front.lead) if front.lead else None,
        tuple(deck.teaser(path) for path in front.featured),
        tuple(Desk(deck.sections[slug], tuple(deck.teaser(path) for path in paths)) for slug, paths in front.desks),
    )


def _front_digests(front: Front, deck: Deck) -> Iterator[str]:
    yield f"{front.lead} {len(front.featured)}"
    yield from (deck.teaser_digest(path) for path in (*front.featured, *([front.lead] if front.lead else ())))
    for slug, paths in front.desks:
        yield digest_of(deck.sections[slug])
        yield from (deck.teaser_digest(path) for path in paths)


def not_found_claim(
    articles: Sequence[Article], deck: Deck, language: Language, counterparts: Counterparts, kit: Kit
) -> Claim:
    """Claim the page for addresses that lead nowhere, with the newest articles."""
    newest = [article.path for article in articles[:NEWEST_ON_NOT_FOUND]]
    closure = kit.theme.closures.get("404.html", "")
    shown = [deck.teaser_digest(path) for path in newest]
    inputs = digest_text(kit.still_digest, closure, *shown, mark_of(counterparts.fronts)) + kit.masthead_digest
    url = f"{language.root}404.html"
    page = partial(_not_found_page, deck, newest, counterparts.fronts)
    return Claim(Output(file_of(url), url, "404", language.code, "404.html", "404.html", inputs, page), _SITE)


def _not_found_page(deck: Deck, newest: list[str], elsewhere: tuple[Counterpart, ...]) -> NotFoundPage:
    return NotFoundPage(tuple(deck.teaser(path) for path in newest), elsewhere)


def rates_claim(rates: Rates) -> Claim:
    """Claim `/rates.json`."""
    data = msgspec.json.format(msgspec.json.encode(rates_json(rates)), indent=2) + b"\n"
    return Claim(data_output("/rates.json", data, rates.path), Position(rates.path))


def headers_claim(kit: Kit) -> Claim:
    """Claim `/_headers`, the rules that hosts read: what may be kept for ever, and what makes pages safer."""
    data = headers_text(kit.config, kit.theme.csp).encode()
    return Claim(data_output("/_headers", data, "site.toml"), _SITE)


def file_claims(
    content: Content,
    published: Iterable[Article],
    authors: Iterable[Author],
    filler: Filler,
    file_urls: dict[str, str],
) -> list[Claim]:
    """Claim the copies of files: bundles' own, content files that a page refers to, and `static/`.

    A picture that pages show has its own files, and is copied only where something links to it.
    """
    bundles = {article.bundle for article in published if article.bundle}
    bundles |= {posixpath.dirname(author.path) for author in authors if author.path.endswith("/index.md")}
    urls = dict(filler.copied)
    for path in content.files:
        folder = posixpath.dirname(path)
        while folder and folder not in bundles:
            folder = posixpath.dirname(folder)
        if folder and path not in filler.gallery.shown:
            urls[path] = file_urls[path]
    claims = [_copy_claim(url, content.files[path], filler) for path, url in sorted(urls.items())]
    for path, file in content.static.items():
        claims.append(Claim(_copy_output(path.removeprefix("static"), file), Position(path)))
    return claims


def _copy_claim(url: str, file: ContentFile, filler: Filler) -> Claim:
    """Claim a copy; an SVG's is made without scripts, if it can be read."""
    if file.picture is not None and file.picture.kind == "svg" and not file.picture.fault:
        return filler.gallery.clean_copy(file, url)
    return Claim(_copy_output(url, file), Position(file.path))


def theme_claims(files: dict[str, ThemeFile], assets: dict[str, str]) -> list[Claim]:
    """Claim the theme's static files, under names that carry their digest."""
    claims = []
    for name, file in files.items():
        if name not in assets:
            continue
        page: Page = AssetCopy(file.location) if file.data is None else DataFile(file.data)
        output = Output(
            file_of(assets[name]), assets[name], "asset", "", "", file.path, file.digest, partial(as_given, page)
        )
        claims.append(Claim(output, Position(file.path)))
    return claims


def data_output(url: str, data: bytes, source: str) -> Output:
    """Make the output of a file whose bytes are known already."""
    return Output(file_of(url), url, "data", "", "", source, digest_of("data", data), partial(as_given, DataFile(data)))


def _copy_output(url: str, file: ContentFile) -> Output:
    page = partial(as_given, AssetCopy(file.location))
    return Output(file_of(url), url, "asset", "", "", file.path, file.digest, page)
