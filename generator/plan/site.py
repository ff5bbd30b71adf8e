"""The plan: content, configuration and clock in, every output out, with one digest of all its bytes depend on.

Each step is a file of this folder; this one strings them. Drafts, scheduled and expired articles end here at the gate.
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import msgspec

from generator.address import file_of, href, page_url, url_of_alias
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
from generator.model.plan import Kinship, Output, Plan
from generator.model.section import Section
from generator.model.site import Language, Listing, Masthead, Publisher
from generator.model.theme import Theme
from generator.plan import outputs as make
from generator.plan.bodies import Filler
from generator.plan.feeds import feed_claims, feeds_page_claims, first_feed
from generator.plan.front import choose_front
from generator.plan.gate import gate
from generator.plan.hosts import host_claims
from generator.plan.languages import plan_language
from generator.plan.links import Map
from generator.plan.listings import (
    archive_listings,
    front_listing,
    newest_archive_url,
    order_newest_first,
    page_count,
    section_listings,
    term_listings,
)
from generator.plan.masthead import plan_ticker, rates_at
from generator.plan.memo import Memo
from generator.plan.news import window_bounds
from generator.plan.pictures import Gallery
from generator.plan.publisher import plan_publisher
from generator.plan.redirects import first_page_claims, first_pages_of, plan_redirects, redirect_claims
from generator.plan.related import find_kinship, find_neighbours
from generator.plan.routes import settle_claims
from generator.plan.search import SEARCH_ASSETS, check_index_folder, plan_index, search_claim, search_url
from generator.plan.sitemaps import news_claims, pictures_of, robots_claim, sitemap_claims
from generator.plan.social import SocialCards
from generator.plan.taxonomy import Terms, plan_terms

# What templates call that shows the shapes of lead pictures; every theme has the file, few pages are without it.
_SHAPES = frozenset({"structured", "shape", "shapes"})
_METADATA = "metadata.html"


class PlanSettings(msgspec.Struct, frozen=True):
    """What, beside content and configuration, decides the plan.

    `software` names the versions of all that renders, `encoders`, when asked, of what makes pictures; `before` is
    what an earlier plan found to be related, `memo` what this process keeps from plan to plan. Only
    `with_index` is an index for the search planned, which `indexers` names the makers of.
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


class Arrangement(msgspec.Struct, frozen=True, eq=False):
    """What of a plan no body has a part in: who stands where, and what typed addresses lead to.

    Articles in it may be without what comes from their bodies.
    """

    articles: tuple[Article, ...]
    pages: tuple[Article, ...]
    sections: list[Section]
    terms: Terms
    listings: list[Listing]
    file_urls: dict[str, str]
    site_map: Map
    diagnostics: list[Diagnostic]


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
    language = plan_language(config, document, gatherer)
    arrange = partial(_arrange, content, considered, published, held, config, language)
    if memo:
        question = (considered, published, held, content.authors, content.sections, content.terms, [*content.files],
                    [*content.static], content.drafts, bool(content.rates), config, language)  # fmt: skip
        memo.arranged = arranged = memo.recall("arrangement", question, arrange)
    else:
        arranged = arrange()
    gatherer.diagnostics += arranged.diagnostics
    sections, terms, listings = arranged.sections, arranged.terms, arranged.listings
    file_urls, site_map = arranged.file_urls, arranged.site_map
    articles, pages = _whole(arranged, content, memo) if memo else (arranged.articles, arranged.pages)
    with_shapes = any(_SHAPES.intersection(named) for name, named in theme.shows.items() if name != _METADATA)
    gallery = Gallery(content, config, settings.encoders, gatherer, with_shapes=with_shapes)
    filler = Filler(site_map, theme, gallery, gatherer)
    rates, rate_warnings = rates_at(content.rates, settings.clock)
    gatherer.diagnostics += rate_warnings
    masthead = Masthead(
        settings.clock.day.isoformat(),
        plan_ticker(rates, config.ticker) if rates else None,
        _navigation(config, sections, language, filler, document),
        newest_archive_url(listings),
    )
    publisher = plan_publisher(config, language, filler, document)
    kit = _kit(config, theme, language, masthead, publisher, settings)
    of_sections = [listing for listing in listings if listing.head.kind == "section"]
    deck = make.make_deck((*articles, *pages), of_sections, terms, content.authors, filler, kit, memo)
    shows_related = any("related" in shown for shown in theme.shows.values())
    kin = partial(find_kinship, arranged.articles, terms, settings.before) if shows_related else _no_kinship
    kinship = memo.recall("kinship", (arranged, shows_related), kin) if memo else kin()
    neighbours = partial(find_neighbours, arranged.articles, kinship)
    near = memo.recall("neighbours", (arranged, kinship.related), neighbours) if memo else neighbours()
    choose = partial(choose_front, arranged.articles, of_sections)
    front = memo.recall("front", (arranged,), choose) if memo else choose()
    social = SocialCards(config, language, {s.slug: s for s in sections}, filler, document)
    claims = [*make.page_claims(articles, pages, deck, near, filler, social, kit, memo)]
    claims += make.listing_claims(listings, deck, front, _listing_sources(content), filler, social, kit, memo)
    claims += feed_claims(listings, deck, filler, kit)
    claims += feeds_page_claims(listings, language, kit)
    claims.append(make.not_found_claim(articles, deck, language, kit))
    if config.search.enabled:
        claims.append(search_claim(articles, language, kit, _place(document, "search"), with_index=settings.with_index))
    pictures = pictures_of((*articles, *pages), deck, filler, memo)
    sitemap = partial(sitemap_claims, arranged.articles, arranged.pages, listings, pictures, kit)
    # The list of feeds is an address, too, and comes and goes with the theme and the configuration.
    shown = (arranged, pictures, has_feeds_page(config.feeds, theme.templates))
    claims += memo.recall("sitemap", shown, sitemap) if memo else sitemap()
    claims += news_claims(arranged.articles, language, settings.clock, kit)
    claims += [make.rates_claim(rates)] if rates else []
    claims += [] if "static/robots.txt" in content.static else [robots_claim(kit)]
    claims += [] if "static/_headers" in content.static else [make.headers_claim(kit)]
    rules = plan_redirects(published, config, document, filler, gatherer)
    claims += redirect_claims(rules, kit)
    claims += make.file_claims(content, published, content.authors, filler, file_urls)
    claims += gallery.claims.values()
    claims += make.theme_claims(theme.static, kit.assets)
    taken = first_pages_of(claims)
    firsts = partial(first_page_claims, listings, taken, kit)
    claims += memo.recall("first pages", (arranged, taken, kit.digest, theme.closures), firsts) if memo else firsts()
    claims += host_claims(rules, claims, content.static, config, document, gatherer)
    outputs = memo.settle(claims, gatherer) if memo else settle_claims(claims, gatherer)
    _check_templates(outputs, theme, published, gatherer)
    index = None
    if config.search.enabled:
        check_index_folder(outputs, gatherer)
        index = plan_index(articles, deck, settings.indexers()) if settings.with_index and articles else None
    if has_errors(gatherer.diagnostics):
        return None, kit, gatherer.diagnostics
    since, until = window_bounds(arranged.articles, clock, gated.since, gated.until)
    cards = make.stored_cards(listings, deck)
    plan = Plan(tuple(outputs), cards, deck.card, kinship, since, until, index)
    return plan, kit, gatherer.diagnostics


def _no_kinship() -> Kinship:
    return Kinship({}, {})


def _arrange(
    content: Content,
    considered: Sequence[Article],
    published: Sequence[Article],
    held: dict[str, str],
    config: SiteConfig,
    language: Language,
) -> Arrangement:
    """Find every article's place: its order, its terms and listings, the addresses of all pages."""
    gatherer = Gatherer()
    articles = order_newest_first([article for article in published if article.kind == "article"])
    sections = _sections(articles, content.sections, language)
    terms = plan_terms(articles, content.authors, content.terms, config, language.code, language.root, gatherer)
    listings = _listings(articles, sections, content.authors, terms, config, language)
    file_urls = _file_urls(content, published)
    unpublished = [article for article in considered if article.path in held]
    site_map = _site_map(content, published, unpublished, held, listings, file_urls, config, language)
    pages = tuple(article for article in published if article.kind == "page")
    return Arrangement(
        tuple(articles), pages, sections, terms, listings, file_urls, site_map, gatherer.diagnostics
    )  # fmt: skip


def _whole(arranged: Arrangement, content: Content, memo: Memo) -> tuple[Sequence[Article], Sequence[Article]]:
    """Give the arranged articles and pages with all that is known of them."""

    def places() -> list[int]:
        by_path = {article.path: place for place, article in enumerate(content.articles)}
        return [by_path[one.path] for one in (*arranged.articles, *arranged.pages)]

    # The same arrangement stands on the same articles in the same order, but for what bodies have a part in.
    whole = [content.articles[place] for place in memo.recall("places", (arranged,), places)]
    count = len(arranged.articles)
    return whole[:count], whole[count:]


def _sections(articles: Sequence[Article], described: Sequence[Section], language: Language) -> list[Section]:
    """Order the sections by weight, then title: those with a file of their own, and those with articles."""
    sections = {section.slug: section for section in described}
    for article in articles:
        if article.section not in sections:
            title = _title_of_section(article.section_title)
            sections[article.section] = Section(article.section, language.code, title)
    return sorted(
        sections.values(),
        key=lambda s: (s.weight is None, s.weight or 0, s.title.casefold(), s.slug),
    )


def _title_of_section(typed: str) -> str:
    """Make a title of a section that has no file: of its folder's name, or of what an article typed."""
    words = typed.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _listings(
    articles: Sequence[Article],
    sections: Sequence[Section],
    authors: Sequence[Author],
    terms: Terms,
    config: SiteConfig,
    language: Language,
) -> list[Listing]:
    """Make all listings of an edition, with the address of the feed that follows each."""
    listings = [
        front_listing(articles, language),
        *section_listings(articles, sections, language),
        *term_listings(terms, authors, config.taxonomies.names, language),
        *archive_listings(articles, config.archives.periods, language),
    ]
    with_feeds = []
    for listing in listings:
        head = listing.head
        if feed_url := first_feed(head, config.feeds.formats, config.feeds.scopes):
            head = msgspec.structs.replace(head, feed_url=feed_url)
        with_feeds.append(Listing(head, listing.articles))
    return with_feeds


def _listing_sources(content: Content) -> dict[str, str]:
    """Map the keys of listings that have a file of their own to that file."""
    sources = {f"{section.language}:section:{section.slug}": section.path for section in content.sections}
    sources |= {f"{author.language}:author:{author.slug}": author.path for author in content.authors}
    return sources | {f"{term.language}:{term.taxonomy}:{term.slug}": term.path for term in content.terms}


def _file_urls(content: Content, published: Sequence[Article]) -> dict[str, str]:
    """Map content files to the addresses of their copies: beside the article whose bundle holds them, else as filed."""
    bundles = {article.bundle: article.url for article in published if article.bundle}
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
    language: Language,
) -> Map:
    """Gather all that a typed address can lead to."""
    pages = {article.path: article.url for article in published}
    heads = {listing.head.key: listing.head.url for listing in listings}
    pages |= {path: heads[key] for key, path in _listing_sources(content).items() if key in heads}
    planned = {file_of(url) for url in pages.values()}
    for listing in listings:
        count = page_count(len(listing.articles), config.listing.page_size)
        planned.update(file_of(page_url(listing.head.url, number)) for number in range(1, count + 1))
        if count > 1:
            planned.add(file_of(f"{listing.head.url}page/1/"))
        if listing.head.feed_url:
            planned.update(map(file_of, feed_urls(listing.head.url, config.feeds.formats).values()))
    planned |= {path.removeprefix("static/") for path in content.static}
    if config.search.enabled:
        planned.add(file_of(search_url(language)))
    planned |= {"404.html", "sitemap.xml", "news-sitemap.xml", "robots.txt"}
    planned |= {"rates.json"} if content.rates else set()
    planned |= {file_of(url_of_alias(alias)) for article in published for alias in article.front_matter.aliases}
    planned |= {file_of(url_of_alias(old)) for old in config.redirects if not old.endswith("*")}
    planned |= {"feeds/index.html"} if config.feeds.formats and config.feeds.scopes else set()
    held_urls = {article.url: held[article.path] for article in unpublished}
    drafts = dict.fromkeys(content.drafts, "a draft")
    bundles = {article.bundle: held[article.path] for article in unpublished if article.bundle}
    bundles |= {path.removesuffix("/index.md"): why for path, why in drafts.items() if path.endswith("/index.md")}
    return Map(
        root=config.root,
        pages=pages,
        held=held | drafts,
        files=file_urls,
        bundles=bundles,
        held_urls={url: reason for url, reason in held_urls.items() if file_of(url) not in planned},
        planned=planned,
    )


def _navigation(
    config: SiteConfig,
    sections: Sequence[Section],
    language: Language,
    filler: Filler,
    document: Document | None,
) -> tuple[Link, ...]:
    """Give the navigation's links as they stand in pages: the configured ones, else the sections."""
    if not config.navigation:
        return tuple(Link(s.title, href(f"{language.root}{s.slug}/", config.root)) for s in sections)
    links = [
        Link(item.title, filler.link(item.url, _place(document, "navigation", index, "url")))
        for index, item in enumerate(config.navigation)
    ]
    return tuple(link for link in links if link.url)


def _kit(
    config: SiteConfig,
    theme: Theme,
    language: Language,
    masthead: Masthead,
    publisher: Publisher,
    settings: PlanSettings,
) -> Kit:
    assets = {name: f"/assets/{file.published_name}" for name, file in sorted(theme.static.items())
              if config.search.enabled or name not in SEARCH_ASSETS}  # fmt: skip
    # Redirects have pages and files of their own, the policy a file, and where the site is published shows on none; all
    # else of the configuration may show on any page.
    shown = msgspec.structs.replace(config, redirects={}, hosts=HostsTable(), security=SecurityTable(), deploy={})
    words = digest_of(theme.words_digest, theme.settings)
    still = digest_of(settings.software, words, shown, language, assets, publisher)
    digest = digest_of(still, masthead)
    return Kit(config, theme, {language.code: language}, {language.code: masthead}, assets, digest, still, publisher)


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
