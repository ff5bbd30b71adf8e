"""What is published in, the sitemaps that search engines read out, and `robots.txt`, which names them.

A sitemap past the limits of sitemaps.org becomes an index of several. A page's last change is that of the newest
content on it; an article whose canonical address is elsewhere is in no sitemap.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import compress
from operator import is_not

from generator.address import file_of, href, page_url
from generator.clock import Clock
from generator.digest import digest_bytes, digest_of, digest_text
from generator.errors import Position
from generator.model.article import Article
from generator.model.feed import has_feeds_page
from generator.model.kit import Kit
from generator.model.plan import NewsEntry, Output, SitemapEntry, SitemapPage
from generator.model.site import Language, Listing, is_thin
from generator.plan.bodies import Filler
from generator.plan.counterparts import Counterparts, mark_of
from generator.plan.editions import Edition
from generator.plan.listings import page_count
from generator.plan.memo import Memo
from generator.plan.news import news_articles
from generator.plan.outputs import Deck, data_output
from generator.plan.routes import Claim, ClaimBatch, as_given

MAX_URLS = 50_000
MAX_BYTES = 50 * 1024 * 1024
MAX_NEWS_URLS = 1000
MAX_PICTURES = 1000
SITEMAP = "sitemap.xml"
NEWS_SITEMAP = "news-sitemap.xml"
_SITE = Position("site.toml")
# Among the listings, where it is its turn: by then who renders has enough to do while it is put together.
_RANK = 1000
# What an address takes beside itself: tags around it, and the date.
_AROUND_URL, _AROUND_PICTURE, _AROUND_ALL = 110, 70, 400
# The most bytes that a character of an address takes: four of UTF-8, each percent-encoded.
_WIDEST = 12
# Codes of languages that news sitemaps write in their own way.
_NEWS_LANGUAGES = {"zh-cn": "zh-cn", "zh-hans": "zh-cn", "zh-tw": "zh-tw", "zh-hant": "zh-tw", "zh": "zh-cn"}


def pictures_of(
    articles: Sequence[Article], deck: Deck, filler: Filler, memo: Memo | None = None
) -> dict[str, tuple[str, ...]]:
    """Map articles to the addresses of their pictures, the lead first; those without any are not there."""
    found: dict[str, tuple[str, ...]] = {}
    for article in compress(articles, _are_pictured(articles, memo)):
        path = article.path
        lead, image_url = deck.pictures.get(path), deck.image_urls.get(path, "")
        urls = [lead.whole.widest.url] if lead else [image_url] if image_url.startswith(("https:", "http:")) else []
        if any(one.kind == "picture" for one in article.references):
            urls += [picture.whole.widest.url for picture in filler.fill(article).pictures.values()]
        if urls:
            found[path] = tuple(dict.fromkeys(urls))[:MAX_PICTURES]
    return found


def _are_pictured(articles: Sequence[Article], memo: Memo | None) -> list[bool]:
    """Tell of each article whether it may show a picture; what is known of the very same ones is not asked again."""
    known, flags = memo.pictured if memo else ((), [])
    if len(known) == len(articles):
        flags = [*flags]
        for place in compress(range(len(articles)), map(is_not, articles, known)):
            flags[place] = _may_be_pictured(articles[place])
    else:
        flags = [*map(_may_be_pictured, articles)]
    if memo:
        memo.pictured = articles, flags
    return flags


def _may_be_pictured(article: Article) -> bool:
    return bool(article.references) or article.front_matter.image is not None


def sitemap_batch(
    editions: Sequence[Edition],
    counterparts: Sequence[Counterparts],
    pictures: Mapping[str, tuple[str, ...]],
    kit: Kit,
) -> ClaimBatch:
    """Claim the sitemap of all pages of all editions, an index and its parts past the limits; ordered by address."""
    settings = kit.config.listing
    texts = [kit.config.site.base_url, str(settings.page_size), str(settings.noindex_below),
             str(has_feeds_page(kit.config.feeds, kit.theme.templates))]  # fmt: skip
    for edition, others in zip(editions, counterparts, strict=True):
        _add_inputs(texts, edition, others, pictures)
    inputs = digest_text(*texts)
    if _fit_in_one(editions, pictures, kit):
        # To make the entries takes long: they are made for the page alone, when it is rendered.
        page = partial(_whole_page, partial(_every_entry, editions, counterparts, pictures, kit))
        output = Output(
            file_of(f"/{SITEMAP}"), f"/{SITEMAP}", "sitemap", "", "", "site.toml", inputs, page, rank=_RANK
        )  # fmt: skip
        return ClaimBatch(SITEMAP, inputs, 0, partial(as_given, [Claim(output, _SITE)]))
    claims = cache(partial(sitemap_claims, editions, counterparts, pictures, kit))
    return ClaimBatch(SITEMAP, inputs, 0, claims)


def _fit_in_one(editions: Sequence[Edition], pictures: Mapping[str, tuple[str, ...]], kit: Kit) -> bool:
    """Tell whether all addresses of one edition are sure to fit into one sitemap, whatever they are made of."""
    if len(editions) > 1:
        return False
    [edition] = editions
    size, every = kit.config.listing.page_size, (*edition.articles, *edition.pages)
    pages = [(one.head.url, page_count(len(one.articles), size)) for one in edition.listings]
    count = len(every) + sum(number for _, number in pages) + 1
    shown = [url for urls in pictures.values() for url in urls]
    characters = sum([len(article.url) for article in every]) + sum(map(len, shown))
    characters += sum((len(url) + len(f"page/{number}/")) * number for url, number in pages) + len("/feeds/")
    places = 2 * count + len(shown)
    return count <= MAX_URLS and _are_small(characters, places, kit)


def _add_inputs(
    texts: list[str], edition: Edition, counterparts: Counterparts, pictures: Mapping[str, tuple[str, ...]]
) -> None:
    """List all that an edition's entries are made from, in texts: to make the entries takes several times as long."""
    texts += (edition.language.root, mark_of(counterparts.fronts))
    every = (*edition.articles, *edition.pages)
    for article in every:
        front_matter = article.front_matter
        change = front_matter.last_change if front_matter.updated or front_matter.corrections else front_matter.date
        texts.append(f"{article.url} {change} {article.changed} {bool(front_matter.canonical_url)}")
    if pictures or counterparts.fronts:
        for article in every:
            path = article.path
            texts += (path, *pictures.get(path, ()))
            if counterparts.fronts:
                texts.append(mark_of(counterparts.of_article(article)))
    for listing in edition.listings:
        head = listing.head
        texts.append(f"{head.kind} {head.url} {len(listing.articles)} {head.author is None}")
        texts.append(digest_bytes(array("L", listing.places).tobytes()))
        texts += counterparts.of_listing(head.key).marks


def sitemap_claims(
    editions: Sequence[Edition],
    counterparts: Sequence[Counterparts],
    pictures: Mapping[str, tuple[str, ...]],
    kit: Kit,
) -> list[Claim]:
    """Claim the sitemap, or its index and parts."""
    entries = _every_entry(editions, counterparts, pictures, kit)
    return _claims_of("/", SITEMAP, list(_chunks(entries, kit)), "", kit)


def _whole_page(every_entry: Callable[[], list[SitemapEntry]]) -> SitemapPage:
    return _page(every_entry(), is_index=False)


def _every_entry(
    editions: Sequence[Edition],
    counterparts: Sequence[Counterparts],
    pictures: Mapping[str, tuple[str, ...]],
    kit: Kit,
) -> list[SitemapEntry]:
    entries: list[SitemapEntry] = []
    for edition, others in zip(editions, counterparts, strict=True):
        entries += _entries(edition, others, pictures, kit)
    entries.sort(key=_url_of)
    return entries


def _entries(
    edition: Edition, counterparts: Counterparts, pictures: Mapping[str, tuple[str, ...]], kit: Kit
) -> Iterator[SitemapEntry]:
    is_alone = not counterparts.fronts
    for article in (*edition.articles, *edition.pages):
        if not article.front_matter.canonical_url:
            versions = () if is_alone else counterparts.versions(article.url, counterparts.of_article(article))
            change = article.front_matter.last_change
            yield SitemapEntry(article.url, change, pictures.get(article.path, ()), versions=versions)
    settings = kit.config.listing
    for listing in edition.listings:
        if not is_thin(listing.head, len(listing.articles), settings.noindex_below):
            yield from _listing_entries(listing, counterparts, settings.page_size)
    if has_feeds_page(kit.config.feeds, kit.theme.templates):
        url = f"{edition.language.root}feeds/"
        yield SitemapEntry(url, versions=counterparts.versions(url, counterparts.of_page("feeds/")))


def _listing_entries(listing: Listing, counterparts: Counterparts, size: int) -> Iterator[SitemapEntry]:
    there = counterparts.of_listing(listing.head.key)
    members, url = listing.articles, listing.head.url
    moments = [article.changed for article in members]
    for number, start in enumerate(range(0, max(len(members), 1), size), 1):
        shown = moments[start : start + size]
        newest = members[start + shown.index(max(shown))].front_matter.last_change if shown else ""
        own = page_url(url, number)
        versions = counterparts.in_order(own, there.addresses(number)) if counterparts.fronts else ()
        yield SitemapEntry(own, newest, versions=versions)


def news_claims(articles: Sequence[Article], language: Language, clock: Clock, kit: Kit) -> list[Claim]:
    """Claim an edition's news sitemap, in parts behind an index past 1,000 articles; they come newest first.

    With nothing in the window it stays, and holds nothing: its address is known to those who read it.
    """
    publication = kit.config.publisher.name or language.title
    entries = [_news_entry(article, publication, language) for article in news_articles(articles, clock)]
    chunks = [entries[start : start + MAX_NEWS_URLS] for start in range(0, len(entries), MAX_NEWS_URLS)]
    return _claims_of(language.root, NEWS_SITEMAP, chunks or [[]], language.code, kit)


def _news_entry(article: Article, publication: str, language: Language) -> SitemapEntry:
    front_matter = article.front_matter
    code = (front_matter.lang or language.code).lower().replace("_", "-")
    known = next((_NEWS_LANGUAGES[one] for one in (code, code[:7], code[:5]) if one in _NEWS_LANGUAGES), "")
    news = NewsEntry(publication, known or code.split("-")[0], front_matter.date, front_matter.title)
    return SitemapEntry(article.url, news=news)


def robots_claim(kit: Kit) -> Claim:
    """Claim `/robots.txt`, which names the sitemaps."""
    urls = [f"/{SITEMAP}", *(language.root + NEWS_SITEMAP for language in kit.languages.values())]
    lines = [f"Sitemap: {kit.config.origin}{href(url, kit.config.root)}" for url in urls]
    data = "\n".join(("User-agent: *", "Allow: /", "", *lines, "")).encode()
    return Claim(data_output("/robots.txt", data, "site.toml"), _SITE)


def _url_of(entry: SitemapEntry) -> str:
    return entry.url


def _chunks(entries: list[SitemapEntry], kit: Kit) -> Iterator[list[SitemapEntry]]:
    """Part entries so that no sitemap has too many addresses or bytes; there is one in any case."""
    # Sizes are only worked out where the widest characters could make them matter.
    characters = sum(sum(map(len, _addresses(one))) for one in entries)
    places = sum(2 + len(one.pictures) + len(one.versions) for one in entries)
    is_small = _are_small(characters, places, kit)
    chunk: list[SitemapEntry] = []
    size = _AROUND_ALL
    for entry in entries:
        own = 0 if is_small else _size(entry, kit)
        if len(chunk) == MAX_URLS or (chunk and size + own > MAX_BYTES):
            yield chunk
            chunk, size = [], _AROUND_ALL
        chunk.append(entry)
        size += own
    yield chunk


def _are_small(characters: int, places: int, kit: Kit) -> bool:
    """Tell whether so many addresses, of so many characters in all, are sure to take few enough bytes."""
    return characters * _WIDEST + places * (_AROUND_URL + len(kit.config.site.base_url)) < MAX_BYTES


def _size(entry: SitemapEntry, kit: Kit) -> int:
    """Bound the bytes that an entry takes in its sitemap; an ampersand is written as five."""
    origin, root = len(kit.config.origin), kit.config.root
    links = [href(url, root) if url.startswith("/") else url for url in _addresses(entry)]
    written = sum(len(link) + 4 * link.count("&") + 4 * link.count("'") + origin for link in links)
    pictures = len(entry.pictures)
    return written + _AROUND_URL * (len(links) - pictures) + _AROUND_PICTURE * pictures


def _addresses(entry: SitemapEntry) -> Iterator[str]:
    """List the addresses that an entry writes."""
    yield entry.url
    yield from entry.pictures
    yield from (url for _, url in entry.versions)
    yield from (url for _, url in entry.versions[:1])  # for readers of no language of the site


def _claims_of(root: str, name: str, chunks: Sequence[list[SitemapEntry]], language: str, kit: Kit) -> list[Claim]:
    """Claim one sitemap, or several and their index in its place."""
    if len(chunks) == 1:
        return [_claim(root + name, chunks[0], False, language, kit)]
    stem, _, ending = name.rpartition(".")
    urls = [f"{root}{stem}-{number}.{ending}" for number in range(1, len(chunks) + 1)]
    parts = [_claim(url, chunk, False, language, kit) for url, chunk in zip(urls, chunks, strict=True)]
    return [_claim(root + name, [SitemapEntry(url) for url in urls], True, language, kit), *parts]


def _claim(url: str, entries: list[SitemapEntry], is_index: bool, language: str, kit: Kit) -> Claim:
    inputs = digest_text("index" if is_index else "sitemap", kit.config.site.base_url, digest_of(entries))
    page = partial(_page, entries, is_index)
    return Claim(Output(file_of(url), url, "sitemap", language, "", "site.toml", inputs, page), _SITE)


def _page(entries: list[SitemapEntry], is_index: bool) -> SitemapPage:
    return SitemapPage(tuple(entries), is_index)
