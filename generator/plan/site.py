"""The plan: content, configuration and clock in, every output out, with one digest of all its bytes depend on.

Each step is a file of this folder; this one strings them. Drafts, scheduled and expired articles end here at the gate.
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import NamedTuple

import msgspec

from generator.address import file_of, href, url_of_alias
from generator.clock import Clock
from generator.config import HostsTable, SecurityTable, SiteConfig
from generator.digest import digest_of
from generator.documents import Document
from generator.errors import Diagnostic, Gatherer, Position, has_errors, suggestion
from generator.model.article import Article
from generator.model.author import Author, Link
from generator.model.content import Content
from generator.model.feed import feed_urls, has_feeds_page
from generator.model.kit import Kit
from generator.model.plan import Card, Kinship, Output, Plan, Trace
from generator.model.rates import Rates
from generator.model.section import Section
from generator.model.site import Language, Listing, Masthead, Publisher
from generator.model.theme import Theme
from generator.plan import outputs as make
from generator.plan.bodies import Filler
from generator.plan.counterparts import Counterparts
from generator.plan.editions import Edition, authors_of, maps_of, sections_of
from generator.plan.feeds import feed_claims, feeds_page_claims, first_feed
from generator.plan.front import choose_front
from generator.plan.gate import gate
from generator.plan.hosts import host_claims
from generator.plan.languages import check_roots, kit_of, plan_languages
from generator.plan.links import Addresses, Map
from generator.plan.listings import (
    archive_listings,
    front_listing,
    newest_archive_url,
    order_newest_first,
    page_count,
    section_listings,
    term_listings,
)
from generator.plan.masthead import masthead_digest, plan_ticker, rates_at
from generator.plan.memo import Memo
from generator.plan.news import window_bounds
from generator.plan.pictures import Gallery
from generator.plan.publisher import plan_publisher
from generator.plan.redirects import first_page_claims, first_pages_of, plan_redirects, redirect_claims
from generator.plan.related import find_kinship, find_neighbours
from generator.plan.routes import ClaimBatch, batch_of, settle_batches, settle_claims
from generator.plan.search import INDEX_FOLDER, SEARCH_ASSETS, check_index_folder, plan_index, search_claim, search_url
from generator.plan.sitemaps import NEWS_SITEMAP, news_claims, pictures_of, robots_claim, sitemap_batch
from generator.plan.social import SocialCards
from generator.plan.taxonomy import TermKey, Terms, plan_terms

# What templates call that shows the shapes of lead pictures; every theme has the file, few pages are without it.
_SHAPES = frozenset({"structured", "shape", "shapes"})
_METADATA = "metadata.html"


class PlanSettings(msgspec.Struct, frozen=True):
    """What, beside content and configuration, decides the plan.

    `software` names the versions of all that renders, `encoders`, when asked, of what makes pictures; `before` is
    what an earlier plan found to be related, `trace` what it came to, `memo` what this process keeps from plan to plan.
    `kitted` is told of the kit as soon as it is known.
    Only `with_index` is an index for the search planned, which `indexers` names the makers of.
    """

    clock: Clock
    software: str
    encoders: Callable[[], str]
    with_drafts: bool = False
    with_future: bool = False
    before: Kinship | None = None
    memo: Memo | None = None
    with_index: bool = True
    indexers: Callable[[], str] = str
    trace: Trace | None = None
    kitted: Callable[[Kit], None] | None = None


class Arrangement(msgspec.Struct, frozen=True, eq=False):
    """What of a plan no body has a part in: who stands where, and what typed addresses lead to.

    Articles in it may be without what comes from their bodies.
    """

    editions: tuple[Edition, ...]
    listings: list[Listing]
    file_urls: dict[str, str]
    maps: dict[str, Map]
    counterparts: tuple[Counterparts, ...]
    diagnostics: list[Diagnostic]

    @property
    def articles(self) -> list[Article]:
        """The articles of all editions."""
        return [article for edition in self.editions for article in edition.articles]

    @property
    def pages(self) -> list[Article]:
        """The standalone pages of all editions."""
        return [page for edition in self.editions for page in edition.pages]


def plan_site(
    content: Content, config: SiteConfig, theme: Theme, document: Document | None, settings: PlanSettings
) -> tuple[Plan | None, Kit, list[Diagnostic]]:
    """Plan every file of the output.

    Reports clashes of addresses, links that lead nowhere or to held articles, shortcodes and templates that do not
    exist, and terms that are spelt in several ways. There is no plan when anything of it is an error.
    """
    gatherer = Gatherer()
    memo = settings.memo
    considered = memo.bones(content.articles) if memo else content.articles
    clock, passes = settings.clock, (settings.with_drafts, settings.with_future)
    parted = partial(gate, considered, clock, with_drafts=settings.with_drafts, with_future=settings.with_future)
    gated = (
        memo.recall("gate", (considered, *passes), parted, lambda known: known.holds_at(clock)) if memo else parted()
    )
    published, held = gated.published, gated.held
    languages = plan_languages(config, document, gatherer)
    arrange = partial(_arrange, content, considered, published, held, config, languages)
    if memo:
        question = (considered, published, held, content.authors, content.sections, content.terms, [*content.files],
                    [*content.static], content.drafts, bool(content.rates), config, languages, content.works,
                    content.names)  # fmt: skip
        memo.arranged = arranged = memo.recall("arrangement", question, arrange)
    else:
        arranged = arrange()
    gatherer.diagnostics += arranged.diagnostics
    check_roots(languages, arranged.editions[0].sections, document, gatherer)
    whole = _whole(arranged, content, memo) if memo else [(one.articles, one.pages) for one in arranged.editions]
    with_shapes = any(_SHAPES.intersection(named) for name, named in theme.shows.items() if name != _METADATA)
    gallery = Gallery(content, config, settings.encoders, gatherer, with_shapes=with_shapes)
    copied: dict[str, str] = {}
    fillers = [Filler(arranged.maps[one.code], theme, gallery, gatherer, copied) for one in languages]
    rates, rate_warnings = rates_at(content.rates, settings.clock)
    gatherer.diagnostics += rate_warnings
    mastheads = {
        edition.language.code: _masthead(config, edition, place, rates, filler, document, clock)
        for place, (edition, filler) in enumerate(zip(arranged.editions, fillers, strict=True))
    }
    publisher = plan_publisher(config, languages[0], fillers[0], document)
    kit = _kit(config, theme, languages, mastheads, publisher, settings)
    if settings.kitted is not None:
        settings.kitted(kit)
    sources = _listing_sources(content)
    planned = [
        _plan_edition(place, articles, pages, arranged, fillers[place], kit, sources, document, settings)
        for place, (articles, pages) in enumerate(whole)
    ]
    batches = [batch for one in planned for batch in one.batches]
    pictures = {path: shown for one in planned for path, shown in one.pictures.items()}
    sitemap = partial(sitemap_batch, arranged.editions, arranged.counterparts, pictures, kit)
    # The list of feeds is an address, too, and comes and goes with the theme and the configuration.
    shown = (arranged, pictures, has_feeds_page(config.feeds, theme.templates))
    batches.append(memo.recall("sitemap", shown, sitemap) if memo else sitemap())
    rules = plan_redirects(published, config, document, fillers[0], gatherer)
    own_claims = {
        "rates": [make.rates_claim(rates)] if rates else [],
        "robots": [] if "static/robots.txt" in content.static else [robots_claim(kit)],
        "headers": [] if "static/_headers" in content.static else [make.headers_claim(kit)],
        "redirects": redirect_claims(rules, kit),
        "files": make.file_claims(content, published, content.authors, fillers[0], arranged.file_urls),
        "pictures": list(gallery.claims.values()),
        "theme": make.theme_claims(theme.static, kit.assets),
    }
    urls = [claim.output.url for claims in own_claims.values() for claim in claims]
    urls += [listing.head.url for listing in arranged.listings]
    taken = first_pages_of((*urls, *(article.url for article in published)))
    digests = [kit_of(kit, one).digest for one in languages]
    firsts = partial(first_page_claims, arranged.listings, taken, kit)
    own_claims["first pages"] = (
        memo.recall("first pages", (arranged, taken, digests, theme.closures), firsts) if memo else firsts()
    )
    batches += [batch_of(name, claims) for name, claims in own_claims.items()]
    every = (claim for batch in batches for claim in batch.claims())
    hosts = host_claims(rules, every, content.static, config, document, gatherer)
    batches.append(batch_of("hosts", hosts))
    settled = settle_batches(batches, settings.trace, gatherer, memo.settle if memo else settle_claims)
    moved = settled.moved()
    _check_templates(moved, theme, published, gatherer)
    decks = [one.deck for one in planned]
    index = None
    if config.search.enabled:
        if any(path.startswith(INDEX_FOLDER) for path in settled.paths):
            check_index_folder(settled.every(), gatherer)
        searched = [(articles, deck) for (articles, _), deck in zip(whole, decks, strict=True) if articles]
        index = plan_index(searched, settings.indexers()) if settings.with_index and searched else None
    if has_errors(gatherer.diagnostics):
        return None, kit, gatherer.diagnostics
    since, until = gated.since, gated.until
    for edition in arranged.editions:
        since, until = window_bounds(edition.articles, clock, since, until)
    kinship = _joined([one.kinship for one in planned])
    encoded = tuple(claim.output.inputs for claim in gallery.claims.values() if claim.output.kind == "picture")
    plan = Plan(
        settled.batches, settled.standing, settled.every, *_cards_of(decks), kinship, encoded,
        since, until, {one.language.code: deck.card_basis for one, deck in zip(arranged.editions, decks, strict=True)},
        index,
    )  # fmt: skip
    return plan, kit, gatherer.diagnostics


class _EditionPlan(NamedTuple):
    """What an edition's part of the plan comes to: its pages and feeds, and the pictures of its pages, by source."""

    deck: make.Deck
    kinship: Kinship
    batches: list[ClaimBatch]
    pictures: dict[str, tuple[str, ...]]


def _plan_edition(
    place: int,
    articles: Sequence[Article],
    pages: Sequence[Article],
    arranged: Arrangement,
    filler: Filler,
    whole_kit: Kit,
    sources: dict[str, str],
    document: Document | None,
    settings: PlanSettings,
) -> _EditionPlan:
    """Claim every page and feed of the edition at a place of the arrangement."""
    edition, counterparts = arranged.editions[place], arranged.counterparts[place]
    language, listings = edition.language, edition.listings
    config, theme, kit = whole_kit.config, whole_kit.theme, kit_of(whole_kit, language)
    memo = settings.memo.of_edition(language.code, arranged) if settings.memo else None
    of_sections = [listing for listing in listings if listing.head.kind == "section"]
    known = settings.trace.card_bases.get(language.code) if settings.trace else None
    deck = make.make_deck((*articles, *pages), of_sections, edition.terms, edition.authors, filler, kit, memo, known)
    shows_related = any("related" in shown for shown in theme.shows.values())
    kin = partial(find_kinship, edition.articles, edition.terms, settings.before) if shows_related else _no_kinship
    kinship = memo.recall("kinship", (arranged, shows_related), kin) if memo else kin()
    neighbours = partial(find_neighbours, edition.articles, kinship)
    near = partial(memo.recall, "neighbours", (arranged, kinship.related), neighbours) if memo else cache(neighbours)
    choose = partial(choose_front, edition.articles, of_sections)
    front = memo.recall("front", (arranged,), choose) if memo else choose()
    social = SocialCards(config, language, {s.slug: s for s in edition.sections}, filler, document)
    batches = make.page_batches(articles, pages, deck, near, filler, social, counterparts, kit, memo)
    batches += make.listing_batches(
        listings, articles, deck, front, sources, filler, social, counterparts, kit, memo
    )  # fmt: skip
    batches.append(batch_of(f"{language.code} feeds", [*feed_claims(listings, deck, filler, kit)]))
    claims = feeds_page_claims(listings, language, counterparts, kit)
    claims += news_claims(edition.articles, language, settings.clock, whole_kit)
    claims.append(make.not_found_claim(articles, deck, language, counterparts, kit))
    if config.search.enabled:
        at, with_index = _place(document, "search"), settings.with_index
        claims.append(search_claim(articles, language, counterparts, kit, at, with_index=with_index))
    batches.append(batch_of(f"{language.code} pages", claims))
    return _EditionPlan(deck, kinship, batches, pictures_of((*articles, *pages), deck, filler, memo))


def _masthead(
    config: SiteConfig,
    edition: Edition,
    place: int,
    rates: Rates | None,
    filler: Filler,
    document: Document | None,
    clock: Clock,
) -> Masthead:
    """Set what stands above every page of an edition."""
    return Masthead(
        clock.day.isoformat(),
        plan_ticker(rates, config.ticker, edition.language.code) if rates else None,
        _navigation(config, edition, place, filler, document),
        newest_archive_url(edition.listings),
    )


def _no_kinship() -> Kinship:
    return Kinship({}, {})


def _cards_of(decks: Sequence[make.Deck]) -> tuple[Callable[[str], Article | None], Callable[[str], Card]]:
    """Find, in all editions, articles by their cards' keys, and cards by their articles' paths."""
    if len(decks) == 1:
        return decks[0].article_of, decks[0].card

    def article_of(key: str) -> Article | None:
        return next((article for deck in decks if (article := deck.article_of(key)) is not None), None)

    return article_of, lambda path: next(deck for deck in decks if path in deck.articles).card(path)


def _joined(kinships: Sequence[Kinship]) -> Kinship:
    if len(kinships) == 1:
        return kinships[0]
    marks = {path: mark for kinship in kinships for path, mark in kinship.marks.items()}
    return Kinship(marks, {path: related for kinship in kinships for path, related in kinship.related.items()})


def _arrange(
    content: Content,
    considered: Sequence[Article],
    published: Sequence[Article],
    held: dict[str, str],
    config: SiteConfig,
    languages: Sequence[Language],
) -> Arrangement:
    """Find every article's place: its edition, its order, its terms and listings, the addresses of all pages."""
    gatherer = Gatherer()
    warned: set[TermKey] = set()
    editions = []
    for language in languages:
        own = [one for one in published if one.language == language.code] if len(languages) > 1 else published
        articles = order_newest_first([article for article in own if article.kind == "article"])
        sections = sections_of(articles, content.sections, language, languages[0].code)
        authors = authors_of(content.authors, language, languages[0].code)
        terms = plan_terms(articles, content.authors, content.terms, config, language, gatherer, warned)
        listings = _listings(articles, sections, authors, terms, config, language)
        pages = tuple(article for article in own if article.kind == "page")
        editions.append(Edition(language, tuple(articles), pages, sections, authors, terms, listings))
    listings = [listing for edition in editions for listing in edition.listings]
    file_urls = _file_urls(content, published, languages)
    unpublished = [article for article in considered if article.path in held]
    site_map = _site_map(content, published, unpublished, held, listings, file_urls, config, languages)
    maps = maps_of(editions, content, _listing_sources(content), site_map)
    size = config.listing.page_size
    counterparts = tuple(Counterparts(edition, editions, content.works, size) for edition in editions)
    return Arrangement(tuple(editions), listings, file_urls, maps, counterparts, gatherer.diagnostics)


def _whole(arranged: Arrangement, content: Content, memo: Memo) -> list[tuple[Sequence[Article], Sequence[Article]]]:
    """Give the arranged articles and pages of each edition with all that is known of them."""

    def places() -> list[tuple[list[int], list[int]]]:
        by_path = {article.path: place for place, article in enumerate(content.articles)}
        return [
            ([by_path[one.path] for one in edition.articles], [by_path[one.path] for one in edition.pages])
            for edition in arranged.editions
        ]

    # The same arrangement stands on the same articles in the same order, but for what bodies have a part in.
    every = content.articles
    return [
        ([every[place] for place in articles], [every[place] for place in pages])
        for articles, pages in memo.recall("places", (arranged,), places)
    ]


def _listings(
    articles: Sequence[Article],
    sections: Sequence[Section],
    authors: dict[str, Author],
    terms: Terms,
    config: SiteConfig,
    language: Language,
) -> list[Listing]:
    """Make all listings of an edition, with the address of the feed that follows each."""
    listings = [
        front_listing(articles, language),
        *section_listings(articles, sections, language),
        *term_listings(articles, terms, authors, config.taxonomies.names, language),
        *archive_listings(articles, config.archives.periods, language),
    ]
    with_feeds = []
    for listing in listings:
        head = listing.head
        if feed_url := first_feed(head, config.feeds.formats, config.feeds.scopes):
            head = msgspec.structs.replace(head, feed_url=feed_url)
        with_feeds.append(Listing(head, listing.articles, listing.places))
    return with_feeds


def _listing_sources(content: Content) -> dict[str, str]:
    """Map the keys of listings that have a file of their own to that file."""
    sources = {f"{section.language}:section:{section.slug}": section.path for section in content.sections}
    sources |= {f"{author.language}:author:{author.slug}": author.path for author in content.authors}
    return sources | {f"{term.language}:{term.taxonomy}:{term.slug}": term.path for term in content.terms}


def _file_urls(content: Content, published: Sequence[Article], languages: Sequence[Language]) -> dict[str, str]:
    """Map content files to the addresses of their copies: beside the article whose bundle holds them, else as filed.

    What several editions' articles share lies beside that of the first.
    """
    order = {language.code: place for place, language in enumerate(languages)}
    bundled = [article for article in published if article.bundle]
    bundled.sort(key=lambda article: (-order[article.language], article.path))
    bundles = {article.bundle: article.url for article in bundled}
    for author in content.authors:
        if author.path.endswith("/index.md"):
            bundles[posixpath.dirname(author.path)] = f"/author/{author.slug}/"
    urls = {}
    for path in content.files:
        folder = posixpath.dirname(path)
        while folder and folder not in bundles:
            folder = posixpath.dirname(folder)
        url = bundles[folder] + path[len(folder) + 1 :] if folder else path.removeprefix("content")
        urls[path] = unicodedata.normalize("NFC", url)
    return urls


def _site_map(
    content: Content,
    published: Sequence[Article],
    unpublished: Sequence[Article],
    held: dict[str, str],
    listings: Sequence[Listing],
    file_urls: dict[str, str],
    config: SiteConfig,
    languages: Sequence[Language],
) -> Map:
    """Gather all that a typed address can lead to."""
    pages = {article.path: article.url for article in published}
    heads = {listing.head.key: listing.head.url for listing in listings}
    pages |= {path: heads[key] for key, path in _listing_sources(content).items() if key in heads}
    planned = {file_of(url) for url in pages.values()}
    counts = {}
    for listing in listings:
        counts[listing.head.url] = page_count(len(listing.articles), config.listing.page_size)
        planned.add(file_of(listing.head.url))
        if listing.head.feed_url:
            planned.update(map(file_of, feed_urls(listing.head.url, config.feeds.formats).values()))
    planned |= {path.removeprefix("static/") for path in content.static}
    planned |= {file_of(f"{language.root}404.html") for language in languages}
    if config.search.enabled:
        planned |= {file_of(search_url(language)) for language in languages}
    planned |= {file_of(f"{language.root}{NEWS_SITEMAP}") for language in languages}
    planned |= {"sitemap.xml", "robots.txt"} | ({"rates.json"} if content.rates else set())
    planned |= {file_of(url_of_alias(alias)) for article in published for alias in article.front_matter.aliases}
    planned |= {file_of(url_of_alias(old)) for old in config.redirects if not old.endswith("*")}
    if config.feeds.formats and config.feeds.scopes:
        planned |= {file_of(f"{language.root}feeds/") for language in languages}
    addresses = Addresses(planned, counts)
    held_urls = {article.url: held[article.path] for article in unpublished}
    drafts = dict.fromkeys(content.drafts, "a draft")
    bundles = {article.bundle: held[article.path] for article in unpublished if article.bundle}
    bundles |= {path.removesuffix("/index.md"): why for path, why in drafts.items() if path.endswith("/index.md")}
    bundles = {folder: why for folder, why in bundles.items() if folder not in {one.bundle for one in published}}
    return Map(
        root=config.root,
        pages=pages,
        held=held | drafts,
        files=file_urls,
        bundles=bundles,
        held_urls={url: reason for url, reason in held_urls.items() if file_of(url) not in addresses},
        planned=addresses,
    )


def _navigation(
    config: SiteConfig, edition: Edition, place: int, filler: Filler, document: Document | None
) -> tuple[Link, ...]:
    """Give an edition's navigation as its links stand in pages: the configured ones, else the sections."""
    items = config.languages[place - 1].navigation if place else config.navigation
    keys: tuple[str | int, ...] = ("languages", place - 1, "navigation") if place else ("navigation",)
    if not items:
        root = edition.language.root
        return tuple(Link(s.title, href(f"{root}{s.address or s.slug}/", config.root)) for s in edition.sections)
    links = [
        Link(item.title, filler.link(item.url, _place(document, *keys, index, "url")))
        for index, item in enumerate(items)
    ]
    return tuple(link for link in links if link.url)


def _kit(
    config: SiteConfig,
    theme: Theme,
    languages: Sequence[Language],
    mastheads: dict[str, Masthead],
    publisher: Publisher,
    settings: PlanSettings,
) -> Kit:
    assets = {name: f"/assets/{file.published_name}" for name, file in sorted(theme.static.items())
              if config.search.enabled or name not in SEARCH_ASSETS}  # fmt: skip
    # Redirects have pages and files of their own, the policy a file, links of the navigation a masthead, each language
    # a record, and where the site is published shows on none; all else of it may show on any page.
    shown = msgspec.structs.replace(
        config, redirects={}, hosts=HostsTable(), security=SecurityTable(), deploy={}, navigation=(), languages=()
    )  # fmt: skip
    words = digest_of(theme.words_digest, theme.settings)
    # Of other editions pages show what leads there.
    others = [(one.code, one.root, one.direction, one.name) for one in languages[1:]]
    still = digest_of(settings.software, words, shown, languages[0], assets, others, publisher)
    of_masthead = masthead_digest(mastheads[languages[0].code])
    return Kit(
        config, theme, {one.code: one for one in languages}, mastheads, assets, digest_of(still, of_masthead), still,
        of_masthead, publisher,
    )  # fmt: skip


def _check_templates(outputs: Sequence[Output], theme: Theme, published: Iterable[Article], gatherer: Gatherer) -> None:
    """Report each template that an output asks for and the theme does not have, once."""
    if {"", *theme.templates}.issuperset({output.template for output in outputs}):
        return
    missing: dict[str, Output] = {}
    for output in outputs:
        if output.template and output.template not in theme.templates:
            missing.setdefault(output.template, output)
    articles = {article.path: article for article in published}
    for template, output in missing.items():
        article = articles.get(output.source)
        position = article.position("template") if article and article.front_matter.template else None
        names = [name for name in theme.templates if "/" not in name]
        gatherer.error(f'the theme "{theme.name}" has no template "{template}"', position, suggestion(template, names))


def _place(document: Document | None, *keys: str | int) -> Position | None:
    return document.position(*keys, of_value=len(keys) > 2) if document else None
