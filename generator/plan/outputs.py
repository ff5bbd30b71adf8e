"""Articles, listings and files in, outputs out: each with its address, its narrow page record, and its digest.

The digest of an output covers what its record shows: an article's page its own head and body but only the teasers of
its neighbours, a listing page its cards, every page the kit. Equal digest, equal bytes.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence

import msgspec

from generator.address import file_of, href
from generator.digest import digest_of
from generator.errors import Position
from generator.model.article import Article, FrontMatter
from generator.model.author import Author, Link
from generator.model.content import Content, ContentFile
from generator.model.kit import Kit
from generator.model.plan import (
    ArticlePage,
    AssetCopy,
    Card,
    DataFile,
    FeedPage,
    ListingPage,
    NotFoundPage,
    Output,
    OutputKind,
    Page,
    SeriesPlace,
    SitemapEntry,
    SitemapPage,
)
from generator.model.rates import Rates
from generator.model.site import Language, Listing
from generator.model.theme import ThemeFile
from generator.plan.bodies import Filler
from generator.plan.listings import paginate
from generator.plan.masthead import rates_json
from generator.plan.related import neighbours, related
from generator.plan.routes import Claim
from generator.plan.taxonomy import Terms

NEWEST_ON_NOT_FOUND = 5
MAX_SITEMAP_URLS = 50_000
FEED_FILES = {"rss": "feed.xml"}


def make_cards(
    articles: Iterable[Article],
    sections: Iterable[Listing],
    terms: Terms,
    authors: Sequence[Author],
    filler: Filler,
) -> dict[str, Card]:
    """Make what other pages show of each article, by its path; `sections` are the sections' listings."""
    links = {listing.head.subject: Link(listing.head.title, listing.head.url) for listing in sections}
    profiles = {author.slug: msgspec.structs.replace(author, links=filler.links(author)) for author in authors}
    cards = {}
    for article in articles:
        own = terms.by_article.get(article.path, {})
        image_url = filler.image(article.front_matter.image, article, article.position("image"))
        bylines = tuple(profiles[term.slug] for term in own.get("author", ()) if term.slug in profiles)
        section = links.get(article.section)
        bylined = [(author.head_digest, author.links) for author in bylines]
        digest = digest_of(article.head_digest, article.url, section, own, image_url, bylined)
        cards[article.path] = Card(article, section, own, bylines, image_url, digest)
    return cards


def page_claims(
    articles: Sequence[Article],
    pages: Sequence[Article],
    cards: dict[str, Card],
    terms: Terms,
    filler: Filler,
    kit: Kit,
) -> list[Claim]:
    """Claim the page of each article and standalone page; articles come newest first."""
    nearest = neighbours(articles)
    kin = related(articles, terms)
    claims = []
    for article in (*articles, *pages):
        card = cards[article.path]
        older, newer = nearest.get(article.path, (None, None))
        page = ArticlePage(
            card=card,
            hrefs=filler.hrefs(article),
            previous=cards[older.path] if older else None,
            next=cards[newer.path] if newer else None,
            related=tuple(cards[other.path] for other in kin.get(article.path, ())),
            series=_series(article, cards, terms),
        )
        kind: OutputKind = article.kind
        template = article.front_matter.template or kind
        template = template if template.endswith(".html") else f"{template}.html"
        shown = [teaser_digest(other) for other in (page.previous, page.next, *page.related) if other]
        parts = [(place.number, [teaser_digest(part) for part in place.parts]) for place in page.series]
        inputs = digest_of(kit.digest, kind, template, card.digest, article.body_digest, page.hrefs,
                           bool(older), bool(newer), shown, parts)  # fmt: skip
        output = Output(
            file_of(article.url), article.url, kind, article.language, template, article.path, page, inputs,
            article.head_digest, article.body_digest,
        )  # fmt: skip
        place = "slug" if "slug" in article.places else "section"
        claims.append(Claim(output, article.position(place)))
    return claims


def teaser_digest(card: Card) -> str:
    """Digest what a neighbour's page shows of an article: no excerpt, so that an edit of the body stays its own."""
    article, front_matter = card.article, card.article.front_matter
    return digest_of(article.url, front_matter.title, front_matter.kicker, front_matter.standfirst, front_matter.date,
                     front_matter.image, card.image_url, card.section, front_matter.lang)  # fmt: skip


def _series(article: Article, cards: dict[str, Card], terms: Terms) -> tuple[SeriesPlace, ...]:
    places = []
    for term in terms.by_article.get(article.path, {}).get("series", ()):
        members = terms.articles["series", term.slug][::-1]
        ordered = sorted(members, key=lambda member: (member.published, member.slug, member.path))
        parts = tuple(cards[member.path] for member in ordered)
        number = next(i for i, member in enumerate(ordered, 1) if member.path == article.path)
        places.append(SeriesPlace(term, number, len(parts), parts))
    return tuple(places)


def listing_claims(
    listings: Sequence[Listing], cards: dict[str, Card], sources: dict[str, str], filler: Filler, kit: Kit
) -> list[Claim]:
    """Claim every page of every listing; `sources` maps a listing's key to the file that errors name."""
    config = kit.config
    claims = []
    for listing in listings:
        head = listing.head
        kind: OutputKind = "front" if head.kind == "front" else "author" if head.author else "listing"
        template = f"{kind}.html"
        source = sources.get(head.key) or (listing.articles[0].path if listing.articles else "site.toml")
        hrefs: tuple[str, ...] = ()
        image_url = ""
        if head.author:
            hrefs = filler.hrefs(head.author)
            image_url = filler.image(head.author.image, head.author, Position(head.author.path))
            head = msgspec.structs.replace(
                head, author=msgspec.structs.replace(head.author, links=filler.links(head.author))
            )
        of_listing = digest_of(kit.digest, kind, head, hrefs, image_url)
        size = config.listing.page_size
        for paginator in paginate(len(listing.articles), size, head.url):
            members = listing.articles[max(paginator.first - 1, 0) : paginator.last]
            shown = tuple(cards[article.path] for article in members)
            inputs = digest_of(of_listing, paginator, [card.digest for card in shown])
            page = ListingPage(head, paginator, shown, hrefs, image_url)
            output = Output(
                file_of(paginator.url), paginator.url, kind, head.language, template, source, page, inputs
            )  # fmt: skip
            claims.append(Claim(output, Position(source)))
    return claims


def feed_claims(listings: Sequence[Listing], cards: dict[str, Card], filler: Filler, kit: Kit) -> list[Claim]:
    """Claim the feeds of the listings that have one."""
    claims = []
    for listing in listings:
        head = listing.head
        if not head.feed_url:
            continue
        newest = listing.articles[: kit.config.feeds.items]
        shown = tuple(cards[article.path] for article in newest)
        hrefs = tuple(filler.hrefs(article) if kit.config.feeds.full_text else () for article in newest)
        page = FeedPage(head, "rss", head.feed_url, shown, hrefs)
        bodies = [card.article.body_digest for card in shown]
        inputs = digest_of(kit.digest, "feed", head, [card.digest for card in shown], bodies, hrefs)
        output = Output(file_of(head.feed_url), head.feed_url, "feed", head.language, "", "site.toml", page, inputs)
        claims.append(Claim(output, Position("site.toml")))
    return claims


def not_found_claim(articles: Sequence[Article], cards: dict[str, Card], language: Language, kit: Kit) -> Claim:
    """Claim the page for addresses that lead nowhere, with the newest articles."""
    newest = tuple(cards[article.path] for article in articles[:NEWEST_ON_NOT_FOUND])
    inputs = digest_of(kit.digest, "404", [teaser_digest(card) for card in newest])
    url = f"{language.root}404.html"
    output = Output(file_of(url), url, "404", language.code, "404.html", "404.html", NotFoundPage(newest), inputs)
    return Claim(output, Position("site.toml"))


def rates_claim(rates: Rates) -> Claim:
    """Claim `/rates.json`."""
    data = msgspec.json.format(msgspec.json.encode(rates_json(rates)), indent=2) + b"\n"
    return Claim(_data_output("/rates.json", data, rates.path), Position(rates.path))


def sitemap_claims(outputs: Sequence[Output], kit: Kit) -> list[Claim]:
    """Claim the sitemap of all pages, an index and its parts past 50,000 addresses; ordered by address."""
    entries = [
        SitemapEntry(output.url, _modified(output))
        for output in outputs
        if output.kind in ("front", "listing", "author", "article", "page") and not _is_elsewhere(output)
    ]
    entries.sort(key=lambda entry: entry.url)
    if len(entries) <= MAX_SITEMAP_URLS:
        return [_sitemap_claim("/sitemap.xml", SitemapPage(tuple(entries)), kit)]
    chunks = [tuple(entries[start : start + MAX_SITEMAP_URLS]) for start in range(0, len(entries), MAX_SITEMAP_URLS)]
    urls = [f"/sitemap-{number}.xml" for number in range(1, len(chunks) + 1)]
    index = SitemapPage(tuple(SitemapEntry(url) for url in urls), is_index=True)
    parts = [_sitemap_claim(url, SitemapPage(chunk), kit) for url, chunk in zip(urls, chunks, strict=True)]
    return [_sitemap_claim("/sitemap.xml", index, kit), *parts]


def robots_claim(kit: Kit) -> Claim:
    """Claim `/robots.txt`, which names the sitemap."""
    url = kit.config.origin + href("/sitemap.xml", kit.config.root)
    data = f"User-agent: *\nAllow: /\n\nSitemap: {url}\n".encode()
    return Claim(_data_output("/robots.txt", data, "site.toml"), Position("site.toml"))


def file_claims(
    content: Content,
    published: Iterable[Article],
    authors: Iterable[Author],
    copied: dict[str, str],
    file_urls: dict[str, str],
) -> list[Claim]:
    """Claim the copies of files: bundles' own, content files that a page refers to, and `static/`."""
    bundles = {article.bundle for article in published if article.bundle}
    bundles |= {posixpath.dirname(author.path) for author in authors if author.path.endswith("/index.md")}
    urls = dict(copied)
    for path in content.files:
        folder = posixpath.dirname(path)
        while folder and folder not in bundles:
            folder = posixpath.dirname(folder)
        if folder:
            urls[path] = file_urls[path]
    claims = [Claim(_copy_output(url, content.files[path]), Position(path)) for path, url in sorted(urls.items())]
    for path, file in content.static.items():
        claims.append(Claim(_copy_output(path.removeprefix("static"), file), Position(path)))
    return claims


def theme_claims(files: dict[str, ThemeFile], assets: dict[str, str]) -> list[Claim]:
    """Claim the theme's static files, under names that carry their digest."""
    claims = []
    for name, file in files.items():
        page: Page = AssetCopy(file.location) if file.data is None else DataFile(file.data)
        output = Output(file_of(assets[name]), assets[name], "asset", "", "", file.path, page, file.digest)
        claims.append(Claim(output, Position(file.path)))
    return claims


def _sitemap_claim(url: str, page: SitemapPage, kit: Kit) -> Claim:
    inputs = digest_of("sitemap", kit.config.site.base_url, page)
    return Claim(Output(file_of(url), url, "sitemap", "", "", "site.toml", page, inputs), Position("site.toml"))


def _data_output(url: str, data: bytes, source: str) -> Output:
    return Output(file_of(url), url, "data", "", "", source, DataFile(data), digest_of("data", data))


def _copy_output(url: str, file: ContentFile) -> Output:
    return Output(file_of(url), url, "asset", "", "", file.path, AssetCopy(file.location), file.digest)


def _modified(output: Output) -> str:
    """Give the last change of what a page shows, from the content alone."""
    if isinstance(output.page, ArticlePage):
        return _last_change(output.page.card.article.front_matter)
    if isinstance(output.page, ListingPage):
        return max((_last_change(card.article.front_matter) for card in output.page.cards), default="", key=_instant)
    return ""


def _last_change(front_matter: FrontMatter) -> str:
    return front_matter.updated or front_matter.date


def _instant(moment: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(moment).timestamp() if moment else 0.0


def _is_elsewhere(output: Output) -> bool:
    """Tell whether an article's canonical address is another site's."""
    page = output.page
    return isinstance(page, ArticlePage) and bool(page.card.article.front_matter.canonical_url)
