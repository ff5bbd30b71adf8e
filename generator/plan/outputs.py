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
from generator.model.site import Language, Listing, ListingHead, Paginator
from generator.model.theme import ThemeFile
from generator.plan.bodies import Filler
from generator.plan.counterparts import Counterparts, mark_of
from generator.plan.front import Front
from generator.plan.headers import headers_text
from generator.plan.listings import order_oldest_first, paginator_of
from generator.plan.masthead import rates_json
from generator.plan.memo import ListingMemo, Memo, PagesMemo
from generator.plan.related import Neighbours
from generator.plan.routes import Claim
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


class Deck(msgspec.Struct, frozen=True):
    """The cards of all published articles: what pages show of them, by path, as records and as digests.

    `shown` are digests of the pictures, `basis` is all but articles and pictures that the digests stand on.
    `digests` cover a card, `teaser_digest` finds a teaser's; `keys` name stored cards, and cover their template, too.
    `every` are all articles, in order, `pictured` the places of those with a picture.
    """

    articles: dict[str, Article]
    image_urls: dict[str, str]
    pictures: dict[str, Picture]
    digests: dict[str, str]
    teaser_digest: Callable[[str], str]
    keys: dict[str, str]
    sections: dict[str, Link]
    terms: Terms
    authors: dict[str, Author]
    portraits: dict[str, Portrait]
    shown: dict[str, str]
    basis: tuple[Any, ...]
    every: tuple[Article, ...]
    pictured: Sequence[int]

    def card(self, path: str) -> Card:
        """Make an article's card."""
        article = self.articles[path]
        own = self.terms.of(path)
        keys = self.terms.keys.get(path, ())
        slugs = [slug for taxonomy, slug in keys if taxonomy == "author" and slug in self.authors]
        bylines = tuple(self.authors[slug] for slug in slugs)
        portraits = tuple(self.portraits[slug] for slug in slugs)
        return Card(
            article, self.sections.get(article.section), own, bylines, self.image_urls[path], self.pictures.get(path),
            portraits,
        )  # fmt: skip

    def teaser(self, path: str) -> Teaser:
        """Make an article's teaser."""
        article = self.articles[path]
        front_matter = article.front_matter
        return Teaser(
            front_matter.title, article.url, front_matter.kicker, front_matter.standfirst, front_matter.date,
            self.sections.get(article.section), front_matter.image, self.image_urls[path], front_matter.lang,
            article.language, self.pictures.get(path),
        )  # fmt: skip


def make_deck(
    articles: Iterable[Article],
    sections: Iterable[Listing],
    terms: Terms,
    authors: Mapping[str, Author],
    filler: Filler,
    kit: Kit,
    memo: Memo | None = None,
) -> Deck:
    """Make the cards of all published articles and pages of an edition; `authors` are by slug."""
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
    by_path: dict[str, Article] = {}
    image_urls: dict[str, str] = {}
    shown: dict[str, str] = {}
    digests: dict[str, str] = {}
    keys: dict[str, str] = {}
    pictures: dict[str, Picture] = {}
    basis = (of_template, section_digests, term_digests, terms.keys, tells_length)
    before = memo.deck if memo and isinstance(memo.deck, Deck) and memo.deck.basis == basis else None
    every = tuple(articles)
    others: Iterable[Article] = every
    if before is not None and len(before.every) == len(every):
        # Those with a picture are asked for it again: the answer may be another, and it is claimed by the way.
        moved = set(compress(range(len(every)), map(is_not, every, before.every)))
        others = [every[place] for place in sorted(moved.union(before.pictured))]
        by_path, image_urls, shown = dict(before.articles), dict(before.image_urls), dict(before.shown)
        digests, keys = dict(before.digests), dict(before.keys)
    for article in others:
        path = article.path
        own = [term_digests[key] for key in terms.keys.get(path, ())]
        image = article.front_matter.image
        image_url, picture = filler.image(image, path, "lead", article.position("image")) if image else ("", None)
        section = section_digests.get(article.section, "")
        by_path[path] = article
        image_urls[path] = image_url
        shown[path] = image_url
        if picture is not None:
            pictures[path] = picture
            shown[path] += " " + picture.digest
        length = str(article.word_count) if tells_length else ""
        digests[path] = digest_text(article.head_digest, length, article.url, section, shown[path], *own)
        keys[path] = f"{of_template}-{article.language}-{digests[path]}"
    if before is not None and before.keys == keys:
        keys = before.keys  # the very same, so that who stands on it can tell at once
    pictured = [place for place, article in enumerate(every) if article.front_matter.image] if memo else []

    @cache
    def teaser_digest(path: str) -> str:
        article = by_path[path]
        section = section_digests.get(article.section, "")
        return digest_text(article.teaser_digest, article.url, section, shown[path])

    deck = Deck(
        by_path, image_urls, pictures, digests, teaser_digest, keys, links, terms, profiles, portraits, shown, basis,
        every, pictured,
    )  # fmt: skip
    if memo:
        memo.deck = deck
    return deck


def _portrait(author: Author, filler: Filler) -> Portrait:
    place = Position(author.path, *author.image_place)
    return Portrait(*filler.image(author.image, author.path, "portrait", place))


def page_claims(
    articles: Sequence[Article],
    pages: Sequence[Article],
    deck: Deck,
    near: Neighbours,
    filler: Filler,
    social: SocialCards,
    counterparts: Counterparts,
    kit: Kit,
    memo: Memo | None = None,
) -> list[Claim]:
    """Claim the page of each article and standalone page, in their order; articles come newest first."""
    every = (*articles, *pages)
    claim = _claiming(deck, near, counterparts, kit, memo)
    if memo is None:
        return [claim(article, *_shown(article, filler, social)) for article in every]
    sections = memo.recall("sections", (memo.arranged,), lambda: sorted({article.section for article in every}))
    basis = (memo.arranged, near, deck.basis, deck.shown, kit.digest, _templates_of(kit), social.marks(sections))
    known = memo.pages if memo.pages.basis == basis and len(memo.pages.articles) == len(every) else PagesMemo()
    moved = set(known.changed(every) if known.articles else range(len(every)))
    shown: list[Any] = list(known.shown) or [None] * len(every)
    claims: list[Any] = list(known.claims) or [None] * len(every)
    asking = (known.asking - moved).union(place for place in moved if _asks(every[place], social))
    for place in sorted(moved | asking):
        own = _shown(every[place], filler, social)
        marks = own[2]
        if place in moved or marks != shown[place]:
            shown[place], claims[place] = marks, claim(every[place], *own)
    memo.pages = PagesMemo(basis, every, shown, claims, asking)
    return claims


# What fills a body and stands for its page where it is shared, and the marks of both.
_Shown = tuple[Filling, SocialCard | None, tuple[str, str]]


def _shown(article: Article, filler: Filler, social: SocialCards) -> _Shown:
    filling = filler.fill(article) if article.references or article.shortcodes else _NO_FILLING
    card = social.of_article(article)
    return filling, card, ("" if filling is _NO_FILLING else filling.digest, social.mark(card))


def _asks(article: Article, social: SocialCards) -> bool:
    """Tell whether an article's page shows more than itself and its section's card: it may claim files, too."""
    own = article.references or article.shortcodes or article.front_matter.image is not None
    return bool(own) or not social.is_by_section


def _claiming(
    deck: Deck, near: Neighbours, counterparts: Counterparts, kit: Kit, memo: Memo | None
) -> Callable[[Article, Filling, SocialCard | None, tuple[str, str]], Claim]:
    """Make what claims one article's page, given what it shows beside itself."""
    deck_of = memo.current_deck if memo else partial(_itself, deck)
    series = _series_parts(deck.terms)
    teaser, digests, theme = deck.teaser_digest, deck.digests, kit.theme
    of_templates: dict[str, tuple[str, tuple[str, ...]]] = {}

    def claim(article: Article, filling: Filling, card: SocialCard | None, marks: tuple[str, str]) -> Claim:
        path, url = article.path, article.url
        template = _template_of(article)
        if template not in of_templates:
            of_kit = digest_text(kit.still_digest, theme.closures.get(template, ""))
            of_templates[template] = (of_kit, theme.shows.get(template, ()))
        of_kit, shows = of_templates[template]
        older = near.older.get(path) if "previous" in shows else None
        newer = near.newer.get(path) if "next" in shows else None
        kin = near.related.get(path, ()) if "related" in shows else ()
        own_series = (
            [slug for taxonomy, slug in deck.terms.keys.get(path, ()) if taxonomy == "series"] if series else ()
        )
        around = [teaser(other) if other else "-" for other in (older, newer, *kin)]
        for slug in own_series:
            around += [slug, *(teaser(other) for other in series[slug])]
        elsewhere = counterparts.of_article(article)
        around += [mark_of(elsewhere)] if elsewhere else ()
        inputs = digest_text(of_kit, digests[path], article.body_digest, *marks, *around) + kit.masthead_digest
        page = partial(
            _article_page, deck_of, path, filling, older, newer, kin, own_series, series, card, elsewhere
        )  # fmt: skip
        output = Output(
            file_of(url), url, article.kind, article.language, template, path, inputs, page, article.head_digest,
            article.body_digest, record_digest=article.record_digest,
        )  # fmt: skip
        return Claim(output, article.position("slug" if "slug" in article.places else "section"))

    return claim


def _templates_of(kit: Kit) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Give what of the theme's templates decides pages."""
    return kit.theme.closures, kit.theme.shows


def _itself(deck: Deck) -> Deck:
    return deck


def _template_of(article: Article) -> str:
    template = article.front_matter.template or article.kind
    return template if template.endswith(".html") else f"{template}.html"


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
        slug: [article.path for article in order_oldest_first(members)]
        for (taxonomy, slug), members in terms.articles.items()
        if taxonomy == "series"
    }


def listing_claims(
    listings: Sequence[Listing],
    deck: Deck,
    front: Front,
    sources: dict[str, str],
    filler: Filler,
    social: SocialCards,
    counterparts: Counterparts,
    kit: Kit,
    memo: Memo | None = None,
) -> Iterator[Claim]:
    """Claim every page of every listing; `sources` maps a listing's key to the file that errors name."""
    size = kit.config.listing.page_size
    first_rank = counterparts.first_rank

    @cache
    def ranks() -> dict[str, int]:
        fronts = [listing for listing in listings if listing.head.kind == "front"]
        return {article.path: rank for listing in fronts for rank, article in enumerate(listing.articles)}

    before: dict[str, ListingMemo] = {}
    if memo:
        before, memo.listings = memo.listings, {}
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
        same = before.get(head.key)
        stands = same is not None and same.deck_keys is deck.keys and same.articles is listing.articles
        keys = same.keys if stands and same else [deck.keys[article.path] for article in listing.articles]
        of_head = digest_of(head, filling.digest, image_url, picture, card, total)
        of_listing = digest_text(kit.still_digest, closure, of_head, biography)
        position = Position(source)
        language = head.language
        there = counterparts.of_listing(head.key)
        of_all = digest_text(of_listing, kit.masthead_digest, source, position.path, *there.marks)
        known = same if same and same.digest == of_all else None
        if known and stands and head.kind != "front" and memo:
            memo.listings[head.key] = known
            yield from known.claims
            continue
        claims: list[Claim] = []
        if memo:
            memo.listings[head.key] = ListingMemo(of_all, keys, claims, listing.articles, deck.keys)
        for number, start in enumerate(range(0, max(total, 1), size), 1):
            shown = keys[start : start + size]
            own = front if head.kind == "front" and number == 1 else None
            if known and not own and known.keys[start : start + size] == shown:
                claims.append(known.claims[number - 1])
                continue
            url = page_url(head.url, number)
            parts = partial(_front_parts, own, deck) if own else FrontParts
            paginator = partial(paginator_of, number, total, size, head.url)
            elsewhere = there.on_page(number)
            page = partial(_listing_page, head, paginator, shown, filling, image_url, parts, picture, card, elsewhere)
            marks = (mark_of(elsewhere),) if elsewhere else ()
            inputs = digest_text(of_listing, str(number), *shown, *(_front_digests(own, deck) if own else ()), *marks)
            inputs += kit.masthead_digest
            rank = start if head.kind == "front" else ranks()[listing.articles[start].path] if total else 0
            rank += first_rank
            output = Output(file_of(url), url, kind, language, template, source, inputs, page, rank=rank)
            claims.append(Claim(output, position))
        yield from claims


def _listing_page(
    head: ListingHead,
    paginator: Callable[[], Paginator],
    keys: list[str],
    filling: Filling,
    image_url: str,
    parts: Callable[[], FrontParts],
    picture: Picture | None,
    social: SocialCard | None,
    elsewhere: tuple[Counterpart, ...],
) -> ListingPage:
    return ListingPage(head, paginator(), tuple(keys), filling, image_url, parts(), picture, social, elsewhere)


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


def stored_cards(listings: Sequence[Listing], deck: Deck) -> dict[str, tuple[str, str]]:
    """List the cards that listings print, by key: their articles' paths and bodies. The front pages hold them all."""
    keys = deck.keys
    fronts = [listing for listing in listings if listing.head.kind == "front"]
    return {
        keys[article.path]: (article.path, article.body_digest) for listing in fronts for article in listing.articles
    }


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
            file_of(assets[name]), assets[name], "asset", "", "", file.path, file.digest, partial(_same, page)
        )
        claims.append(Claim(output, Position(file.path)))
    return claims


def _same(page: Page) -> Page:
    return page


def data_output(url: str, data: bytes, source: str) -> Output:
    """Make the output of a file whose bytes are known already."""
    return Output(file_of(url), url, "data", "", "", source, digest_of("data", data), partial(_same, DataFile(data)))


def _copy_output(url: str, file: ContentFile) -> Output:
    page = partial(_same, AssetCopy(file.location))
    return Output(file_of(url), url, "asset", "", "", file.path, file.digest, page)
