"""Page records in, what templates see out: the context documented in docs/themes.md, and nothing beside it.

Addresses are links as they stand in pages, unless the name says `permalink`: those are absolute. Dates are aware
moments in the site's time zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Any

import msgspec
from markupsafe import Markup

from generator.address import href, page_url, period_url
from generator.clock import zone_named
from generator.language import MONTH, direction_of, format_day
from generator.model.article import Article, Image
from generator.model.author import Author, Link
from generator.model.body import Heading
from generator.model.feed import FEED_NAMES, MEDIA_TYPES, feed_urls, has_feeds_page
from generator.model.kit import Kit
from generator.model.picture import Picture, Rendition, SocialCard
from generator.model.plan import Card, Desk, FeedGroup, Portrait, SeriesPlace, Teaser
from generator.model.site import Language, ListingHead, Masthead, Paginator, Term, Ticker
from generator.render.pictures import picture_html, plain_html

_WORDS_A_MINUTE = 220
_NO_TEXT = Markup()


class ShapeView(msgspec.Struct, frozen=True):
    """A picture cut to a shape, as one file: `url` as in a page, `permalink` absolute, its size in pixels."""

    url: str
    permalink: str
    width: int
    height: int


class ImageView(msgspec.Struct, frozen=True):
    """A picture: `url` as in a page, `permalink` absolute; `alt` is empty where none was given.

    Its size is 0 by 0 where it is not known; `shapes` has its crops by name (`16x9`, `4x3`, `1x1`).
    """

    url: str
    permalink: str
    alt: str
    caption: str
    credit: str
    focal: str
    width: int = 0
    height: int = 0
    shapes: dict[str, ShapeView] = {}


class _ImageView(ImageView, frozen=True):
    """A picture with all its files, which the function `picture` writes."""

    files: Picture | None = None


class CardView(msgspec.Struct, frozen=True):
    """The picture that stands for a page where it is shared: absolute address, size in pixels, what is to be seen."""

    permalink: str
    width: int
    height: int
    alt: str


class FeedView(msgspec.Struct, frozen=True):
    """A feed: its format (`rss`, `atom`, `json`), what people and machines call that, its title and address."""

    format: str
    name: str
    media_type: str
    title: str
    url: str
    permalink: str


class FollowedView(msgspec.Struct, frozen=True):
    """A listing that has feeds: its title, its address, its feeds."""

    title: str
    url: str
    feeds: tuple[FeedView, ...]


class FeedGroupView(msgspec.Struct, frozen=True):
    """Listings of one scope (`site`, `section`, `tag`, `author`) that have feeds."""

    scope: str
    listings: tuple[FollowedView, ...]


class TermView(msgspec.Struct, frozen=True):
    """A term of a taxonomy; `url` is empty where its taxonomy has no pages."""

    name: str
    slug: str
    url: str
    taxonomy: str


class AuthorView(msgspec.Struct, frozen=True):
    """An author as a byline or profile shows them; `url` is empty where authors have no pages."""

    name: str
    slug: str
    url: str
    role: str
    image: ImageView | None
    links: tuple[Link, ...]
    biography: Markup


class CorrectionView(msgspec.Struct, frozen=True):
    """One entry of the record of changes."""

    date: datetime | None
    text: str
    grave: bool


class TeaserView(msgspec.Struct, frozen=True):
    """What a neighbouring page shows of an article."""

    headline: str
    url: str
    permalink: str
    kicker: str
    standfirst: str
    date: datetime | None
    section: Link | None
    image: ImageView | None
    lang: str
    dir: str


class ArticleView(msgspec.Struct, frozen=True):
    """An article or standalone page; `body` and `headings` are filled on its own page only."""

    headline: str
    url: str
    permalink: str
    canonical_url: str
    slug: str
    kicker: str
    standfirst: str
    excerpt: str
    date: datetime | None
    updated: datetime | None
    section: Link | None
    byline: tuple[AuthorView, ...]
    terms: dict[str, tuple[TermView, ...]]
    image: ImageView | None
    lang: str
    dir: str
    word_count: int
    reading_minutes: int
    featured: bool
    lead: bool
    draft: bool
    corrections: tuple[CorrectionView, ...]
    extra: dict[str, Any]
    body: Markup = Markup()
    headings: tuple[Heading, ...] = ()

    @property
    def tags(self) -> tuple[TermView, ...]:
        """The article's tags."""
        return self.terms.get("tag", ())

    @property
    def regions(self) -> tuple[TermView, ...]:
        """The article's regions."""
        return self.terms.get("region", ())


class SeriesView(msgspec.Struct, frozen=True):
    """Where an article stands in a series: part `number` of `total`, all parts oldest first."""

    name: str
    url: str
    number: int
    total: int
    parts: tuple[TeaserView, ...]


class DeskView(msgspec.Struct, frozen=True):
    """A section on the front page, with its newest articles that do not stand above."""

    title: str
    url: str
    newest: tuple[TeaserView, ...]


class ListingView(msgspec.Struct, frozen=True):
    """A listing: `kind` is front, section, term or archive; `subject` its slug or its period as ISO text.

    An archive has links to the wider periods it lies in, the narrower ones in it, and its neighbours.
    """

    title: str
    description: str
    kind: str
    taxonomy: str
    subject: str
    url: str
    permalink: str
    feed_url: str
    above: tuple[Link, ...]
    within: tuple[Link, ...]
    earlier: Link | None
    later: Link | None


class PaginatorView(msgspec.Struct, frozen=True):
    """One page of a listing: 1-based, inclusive; links are empty at the ends.

    `items` are its articles in order, each as an `ArticleView`, which is made only when a template asks for more than
    its card.
    """

    number: int
    pages: int
    page_size: int
    first: int
    last: int
    total: int
    items: tuple[ArticleView, ...]
    url: str
    permalink: str
    previous_url: str
    next_url: str
    first_url: str
    last_url: str
    around: tuple[tuple[int, str], ...]


class MastheadView(msgspec.Struct, frozen=True):
    """The top of a page: the dateline in words, the day, the strip if there are rates, the navigation.

    `lang` and `dir` are those of the words around it: the page's, where the navigation's are the magazine's.
    """

    dateline: str
    day: date
    ticker: Ticker | None
    navigation: tuple[Link, ...]
    archive_url: str
    lang: str
    dir: str


class SiteView(msgspec.Struct, frozen=True):
    """The magazine, as every template sees it."""

    title: str
    description: str
    url: str
    permalink: str
    base_url: str
    language: str
    dir: str
    feed_url: str
    feeds: tuple[FeedView, ...]
    feeds_url: str
    publisher: str
    search_url: str


class PageView(msgspec.Struct, frozen=True):
    """The page itself: its kind, addresses, title (empty on the front page) and description, for its head.

    `sequence` are the pages of a listing before and after it, each an absolute address with its link type. `structured`
    is JSON-LD that can stand in a script element as it is.
    """

    kind: str
    title: str
    description: str
    url: str
    permalink: str
    canonical_url: str
    lang: str
    dir: str
    section_url: str
    feed_url: str
    image: ImageView | None
    card: CardView | None = None
    feeds: tuple[FeedView, ...] = ()
    locale: str = ""
    robots: str = ""
    sequence: tuple[Link, ...] = ()
    structured: Markup = _NO_TEXT


@lru_cache(maxsize=4096)
def alternates(feeds: tuple[FeedView, ...]) -> Markup:
    """Write the links by which readers' programs find feeds, for the head of a page."""
    links = [
        f'<link rel="alternate" type="{feed.media_type}" title="{escape(f"{feed.title} ({feed.name})")}"'
        f' href="{escape(feed.permalink)}">\n'
        for feed in feeds
    ]
    return Markup("".join(links))


class Viewer:
    """Makes views of one kit."""

    def __init__(self, kit: Kit) -> None:
        self.config = kit.config
        self.kit = kit
        self.root = kit.config.root
        self.origin = kit.config.origin
        self._zone = zone_named(kit.config.site.timezone)
        self._feeds: dict[tuple[str, str], tuple[FeedView, ...]] = {}

    def link(self, url: str) -> str:
        """Make the link to a URL of the site; nothing for no URL."""
        return href(url, self.root) if url else ""

    def permalink(self, url: str) -> str:
        """Make a URL of the site absolute."""
        return self.origin + href(url, self.root)

    def moment(self, text: str) -> datetime | None:
        """Read ISO text in the site's zone; nothing for no text."""
        return datetime.fromisoformat(text).astimezone(self._zone) if text else None

    def site(self, language: Language) -> SiteView:
        """Show the magazine in one edition."""
        config = self.config
        feeds = self._feeds_at(language.root, language.title) if "site" in config.feeds.scopes else ()
        has_list = has_feeds_page(config.feeds, self.kit.theme.templates)
        return SiteView(
            title=language.title,
            description=language.description,
            url=self.link(language.root),
            permalink=self.permalink(language.root),
            base_url=config.site.base_url,
            language=language.code,
            dir=language.direction,
            feed_url=feeds[0].url if feeds else "",
            feeds=feeds,
            feeds_url=self.link(f"{language.root}feeds/") if has_list else "",
            publisher=config.publisher.name or config.site.title,
            search_url=self.link(language.root + "search/") if config.search.enabled else "",
        )

    def feeds_of(self, head: ListingHead) -> tuple[FeedView, ...]:
        """Show the feeds that follow a listing, but for the front page's, which are the site's."""
        if not head.feed_url or head.kind == "front":
            return ()
        return self._feeds_at(head.url, f"{head.title} - {self.kit.languages[head.language].title}")

    def section_feeds(self, section: Link | None, code: str) -> tuple[FeedView, ...]:
        """Show the feeds that follow a section of an edition."""
        if section is None or "section" not in self.config.feeds.scopes:
            return ()
        return self._feeds_at(section.url, f"{section.title} - {self.kit.languages[code].title}")

    def feed_group(self, group: FeedGroup, code: str) -> FeedGroupView:
        """Show listings of an edition that have feeds."""
        title = self.kit.languages[code].title
        suffix = "" if group.scope == "site" else f" - {title}"
        return FeedGroupView(
            group.scope,
            tuple(
                FollowedView(one.title, self.link(one.url), self._feeds_at(one.url, f"{one.title}{suffix}"))
                for one in group.listings
            ),
        )

    def _feeds_at(self, url: str, title: str) -> tuple[FeedView, ...]:
        """Show the feeds beside a listing, made once."""
        if (url, title) not in self._feeds:
            self._feeds[url, title] = tuple(
                FeedView(name, FEED_NAMES[name], MEDIA_TYPES[name], title, self.link(feed), self.permalink(feed))
                for name, feed in feed_urls(url, self.config.feeds.formats).items()
            )
        return self._feeds[url, title]

    def masthead(self, masthead: Masthead, lang: str) -> MastheadView:
        """Show the top of an edition's pages that are in a language."""
        day = date.fromisoformat(masthead.day)
        direction = self.direction(lang)
        return MastheadView(
            format_day(day, lang), day, masthead.ticker, masthead.navigation, self.link(masthead.archive_url), lang,
            direction,
        )  # fmt: skip

    def direction(self, lang: str) -> str:
        """Tell the direction of an edition's or a text's language."""
        language = self.kit.languages.get(lang)
        return language.direction if language else direction_of(lang) or "ltr"

    def image(self, image: Image | None, link: str, picture: Picture | None = None) -> ImageView | None:
        """Show a picture that was found; nothing for one that was not."""
        if image is None or not link:
            return None
        words = (image.alt or "", image.caption, image.credit, image.focal)
        if picture is None:
            return ImageView(link, self._absolute(link), *words)
        plain = picture.whole.plain
        shapes = {name: self._shape(shape.widest) for name, shape in picture.shapes.items()}
        return _ImageView(link, self._absolute(link), *words, plain.width, plain.height, shapes, picture)

    def picture(
        self,
        image: ImageView,
        *,
        sizes: str = "",
        shape: str = "",
        alt: str | None = None,
        lead: bool = False,
        css_class: str = "",
    ) -> Markup:
        """Write the HTML of a picture, whole or in a shape, for templates; `alt` takes the place of its own."""
        text = image.alt if alt is None else alt
        if not isinstance(image, _ImageView) or image.files is None:
            return plain_html(
                image.url, text, css_class=css_class, is_lead=lead, width=image.width, height=image.height
            )  # fmt: skip
        shown = image.files.shapes.get(shape, image.files.whole)
        # What was typed after the address of an SVG stays with it.
        tail = image.url.removeprefix(self.link(shown.plain.url)) if shown is image.files.whole else ""
        sizes = sizes or self.config.pictures.sizes
        return picture_html(shown, self.link, text, sizes=sizes, css_class=css_class, is_lead=lead, tail=tail)

    def body_picture(self, picture: Picture, link: str, alt: str, title: str, *, is_plain: bool) -> Markup:
        """Write the HTML of a picture in a text; `is_plain` for a feed's readers, who get one file."""
        plain = picture.whole.plain
        if is_plain:
            return plain_html(link, alt, title=title, width=plain.width, height=plain.height)
        tail = link.removeprefix(self.link(plain.url))
        return picture_html(
            picture.whole, self.link, alt, sizes=self.config.pictures.sizes, title=title, tail=tail
        )  # fmt: skip

    def shortcode_image(
        self, parameters: dict[str, str], picture: Picture | None, *, is_plain: bool
    ) -> ImageView | None:
        """Show the picture that a shortcode names in `src`."""
        link = parameters.get("src", "")
        alt, caption, credit = (parameters.get(name, "") for name in ("alt", "caption", "credit"))
        view = self.image(Image(link, alt, caption, credit), link, picture)
        return msgspec.structs.replace(view, files=None) if is_plain and isinstance(view, _ImageView) else view

    def social(self, card: SocialCard | None) -> CardView | None:
        """Show the picture that stands for a page where it is shared."""
        if card is None:
            return None
        rendition = card.rendition
        return CardView(self.permalink(rendition.url), rendition.width, rendition.height, card.alt)

    def _shape(self, rendition: Rendition) -> ShapeView:
        url = self.link(rendition.url)
        return ShapeView(url, self._absolute(url), rendition.width, rendition.height)

    def _absolute(self, link: str) -> str:
        return self.origin + link if link.startswith("/") and not link.startswith("//") else link

    def terms(self, card: Card) -> dict[str, tuple[TermView, ...]]:
        """Show an article's terms by taxonomy."""
        return {taxonomy: tuple(self._term(term) for term in terms) for taxonomy, terms in card.terms.items()}

    def byline(self, card: Card) -> tuple[AuthorView, ...]:
        """Show who wrote an article: profiles where there are any, names otherwise."""
        profiles = {
            author.slug: (author, portrait) for author, portrait in zip(card.authors, card.portraits, strict=True)
        }
        return tuple(
            self._profile(term, *profiles[term.slug]) if term.slug in profiles else
            AuthorView(term.name, term.slug, self.link(term.url), "", None, (), Markup())
            for term in card.terms.get("author", ())
        )  # fmt: skip

    def _profile(self, term: Term, author: Author, portrait: Portrait) -> AuthorView:
        image = self.image(author.image, portrait.image_url, portrait.picture)
        return AuthorView(term.name, term.slug, self.link(term.url), author.role, image, author.links, Markup())

    def article(
        self, card: Card, excerpt: str, html: Markup = _NO_TEXT, headings: tuple[Heading, ...] = ()
    ) -> ArticleView:
        """Show an article with its excerpt; with its body's HTML and headings on its own page."""
        article, front_matter = card.article, card.article.front_matter
        lang, direction = self._text_language(front_matter.lang, article.language)
        return ArticleView(
            headline=front_matter.title,
            url=self.link(article.url),
            permalink=self.permalink(article.url),
            canonical_url=self._canonical_url(article),
            slug=article.slug,
            kicker=front_matter.kicker,
            standfirst=front_matter.standfirst,
            excerpt=excerpt,
            date=self.moment(front_matter.date),
            updated=self.moment(front_matter.updated),
            section=Link(card.section.title, self.link(card.section.url)) if card.section else None,
            byline=self.byline(card),
            terms=self.terms(card),
            image=self.image(front_matter.image, card.image_url, card.picture),
            lang=lang,
            dir=direction,
            word_count=article.word_count,
            reading_minutes=max(1, round(article.word_count / _WORDS_A_MINUTE)),
            featured=front_matter.featured,
            lead=front_matter.lead,
            draft=front_matter.draft,
            corrections=tuple(CorrectionView(self.moment(c.date), c.text, c.grave) for c in front_matter.corrections),
            extra=front_matter.extra,
            body=html,
            headings=headings,
        )

    def teaser(self, teaser: Teaser) -> TeaserView:
        """Show what a neighbour's page shows."""
        lang, direction = self._text_language(teaser.lang, teaser.language)
        return TeaserView(
            headline=teaser.headline,
            url=self.link(teaser.url),
            permalink=self.permalink(teaser.url),
            kicker=teaser.kicker,
            standfirst=teaser.standfirst,
            date=self.moment(teaser.date),
            section=Link(teaser.section.title, self.link(teaser.section.url)) if teaser.section else None,
            image=self.image(teaser.image, teaser.image_url, teaser.picture),
            lang=lang,
            dir=direction,
        )

    def series(self, place: SeriesPlace) -> SeriesView:
        """Show where an article stands in a series."""
        parts = tuple(self.teaser(part) for part in place.parts)
        return SeriesView(place.term.name, self.link(place.term.url), place.number, place.total, parts)

    def desk(self, desk: Desk) -> DeskView:
        """Show a section on the front page."""
        newest = tuple(self.teaser(teaser) for teaser in desk.newest)
        return DeskView(desk.section.title, self.link(desk.section.url), newest)

    def listing(self, head: ListingHead) -> ListingView:
        """Show a listing; a period's title is written in its language."""
        title = period_title(head.subject, head.language) if head.kind == "archive" else head.title
        around = head.around
        root = self.kit.languages[head.language].root

        def period(text: str) -> Link:
            return Link(period_title(text, head.language), self.link(period_url(root, text)))

        return ListingView(
            title=title,
            description=head.description,
            kind=head.kind,
            taxonomy=head.taxonomy,
            subject=head.subject,
            url=self.link(head.url),
            permalink=self.permalink(head.url),
            feed_url=self.link(head.feed_url),
            above=tuple(map(period, around.above)),
            within=tuple(map(period, around.within)),
            earlier=period(around.earlier) if around.earlier else None,
            later=period(around.later) if around.later else None,
        )

    def paginator(self, paginator: Paginator, items: Sequence[Any]) -> PaginatorView:
        """Show one page of a listing, with the links to the pages around it."""
        return PaginatorView(
            number=paginator.number,
            pages=paginator.pages,
            page_size=paginator.page_size,
            first=paginator.first,
            last=paginator.last,
            total=paginator.total,
            items=tuple(items),
            url=self.link(paginator.url),
            permalink=self.permalink(paginator.url),
            previous_url=self.link(paginator.previous),
            next_url=self.link(paginator.next),
            first_url=self.link(paginator.first_url),
            last_url=self.link(paginator.last_url),
            around=tuple(
                (number, self.link(page_url(paginator.first_url, number)))
                for number in numbers_around(paginator.number, paginator.pages)
            ),
        )

    def sequence(self, paginator: Paginator) -> tuple[Link, ...]:
        """Give the pages of a listing before and after one, by the link types that HTML has for them."""
        around = (("prev", paginator.previous), ("next", paginator.next))
        return tuple(Link(name, self.permalink(url)) for name, url in around if url)

    def author(self, author: Author, image_url: str, picture: Picture | None, biography: Markup) -> AuthorView:
        """Show a profile."""
        language = self.kit.languages[author.language]
        url = f"{language.root}author/{author.slug}/" if "author" in self.config.taxonomies.names else ""
        return AuthorView(
            author.name, author.slug, self.link(url), author.role,
            self.image(author.image, image_url, picture), author.links, biography,
        )  # fmt: skip

    def _term(self, term: Term) -> TermView:
        return TermView(term.name, term.slug, self.link(term.url), term.taxonomy)

    def _canonical_url(self, article: Article) -> str:
        """Give an article's canonical URL, absolute: the typed one, within the site or elsewhere, or its own."""
        typed = article.front_matter.canonical_url
        if typed.startswith("/") and typed[1:2] != "/":
            return self.permalink(typed)
        return typed or self.permalink(article.url)

    def _text_language(self, lang: str, code: str) -> tuple[str, str]:
        language = self.kit.languages[code]
        return (lang, self.direction(lang)) if lang else (language.code, language.direction)


def period_title(period: str, language: str) -> str:
    """Write a period in words: `2025`, `May 2025`, `14 May 2025`."""
    if len(period) == 4:
        return period
    if len(period) == 7:
        return format_day(date.fromisoformat(period + "-01"), language, MONTH)
    return format_day(date.fromisoformat(period), language)


def numbers_around(number: int, pages: int) -> list[int]:
    """Choose the page numbers that a pager shows: the first, the last, and two to either side."""
    near = range(max(1, number - 2), min(pages, number + 2) + 1)
    return sorted({1, *near, pages})
