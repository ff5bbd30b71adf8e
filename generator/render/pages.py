"""One task in, its bytes out: the right view for its record, the right template, feeds and sitemaps by their own.

A `Press` is made once a process and kit; it remembers what many pages share: fragments, cards, environments. Bodies
and cards come in as blobs, by their keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from jinja2 import Environment, TemplateError
from markupsafe import Markup

from generator.errors import SiteError
from generator.language import territory_of
from generator.model.article import Article
from generator.model.author import Link
from generator.model.body import Body, ShortcodeUse
from generator.model.kit import Kit
from generator.model.picture import Picture
from generator.model.plan import (
    ArticlePage,
    Card,
    Counterpart,
    DataFile,
    FeedPage,
    FeedsPage,
    Filling,
    ListingPage,
    NotFoundPage,
    RedirectPage,
    SearchPage,
    SitemapPage,
    StoredCard,
    Task,
)
from generator.model.shortcode import SHORTCODES
from generator.model.site import is_thin
from generator.render.bodies import fill_body
from generator.render.environment import CompiledTemplates, fault_of_template, make_environment
from generator.render.insets import Rendered, encoded, encoded_fragment, read_fragments
from generator.render.sitemap import render_sitemap
from generator.render.structured import Structured, list_entry
from generator.render.views import (
    ArticleView,
    CardView,
    FeedView,
    ImageView,
    MastheadView,
    PageView,
    Viewer,
    alternates,
    period_title,
)
from generator.render.words import words_of

if TYPE_CHECKING:
    from generator.render.feeds import Entries

CARD_TEMPLATE = "card.html"
# What search engines are told: to leave a page out, or to show it with a large picture.
_KEPT_OUT, _TAKEN_IN = "noindex", "max-image-preview:large"
# What cards may take of a worker's memory, in characters.
_MEMORY = 24 << 20
# Pages that show what the magazine has, and have no content of their own.
_OF_NO_CONTENT = ("feeds", "search")

# Names of templates in a template's text.
_NAMED = re.compile(r"""["']([^"'\\]+\.html)["']""")

_bodies = msgspec.msgpack.Decoder(Body)
_Made = TypeVar("_Made")


class CardBlob(msgspec.Struct, frozen=True, array_like=True):
    """A card as it is stored: its HTML, empty where the theme has no `card.html`, its entry in lists for machines,
    and its record.
    """

    html: str
    entry: str
    card: msgspec.Raw


class _CardHtml(msgspec.Struct, frozen=True, array_like=True):
    """A stored card's HTML and entry, read without the rest of it."""

    html: str
    entry: str


class _Excerpt(msgspec.Struct, frozen=True, array_like=True):
    """A stored body's excerpt, read without what stands before and behind it."""

    parts: msgspec.Raw
    slots: msgspec.Raw
    excerpt: str


_excerpts = msgspec.msgpack.Decoder(_Excerpt)
_card_html = msgspec.msgpack.Decoder(_CardHtml)
_card_blobs = msgspec.msgpack.Decoder(CardBlob)
_cards = msgspec.msgpack.Decoder(Card)


class _Item:
    """An article of a listing: its stored card's HTML and entry, and everything else of it when a template asks."""

    __slots__ = ("_body_key", "_key", "_press", "_view", "entry", "html")

    def __init__(self, key: str, body_key: str, html: Markup, entry: str, press: Press) -> None:
        self.html = html
        self.entry = entry
        self._key = key
        self._body_key = body_key
        self._press = press
        self._view: ArticleView | None = None

    def __getattr__(self, name: str) -> Any:
        if self._view is None:
            card = self._press.stored_card(self._key)
            # The body may have changed since the card was stored, but not what a card shows of it.
            self._view = self._press.viewer.article(card, self._press.stored_excerpt(self._body_key))
        return getattr(self._view, name)


class Press:
    """Renders tasks of one kit; `blob` finds stored bodies and cards by their keys."""

    def __init__(self, kit: Kit, blob: Callable[[str], bytes]) -> None:
        self.kit = kit
        self.blob = blob
        self.viewer = Viewer(kit)
        self._compiled = CompiledTemplates()
        self._environments: dict[tuple[str, str], Environment] = {}
        self._mastheads: dict[tuple[str, str], MastheadView] = {}
        self._watch = self._compiled.watch
        self._fragments: dict[tuple[Any, ...], tuple[Markup, msgspec.Raw | None]] = {}
        self._fragments_anew: dict[bytes, tuple[bytes, ...]] = {}
        self._structured = Structured(self.viewer)
        self._cards: dict[str, tuple[Markup, str]] = {}
        self._entries: Entries | None = None
        self._body_keys: Mapping[str, str] = {}
        self._remembered = 0

    def render(self, task: Task, body_keys: Mapping[str, str]) -> Rendered:
        """Render a task; `body_keys` maps the keys of the cards it prints to those of their articles' bodies.

        Raises `SiteError` with the place when a template has a fault.
        """
        self._body_keys = body_keys
        return self._placing_faults(self._render, task, task.source)

    def render_card(self, stored: StoredCard) -> bytes:
        """Render a card for the store; raises `SiteError` with the place when its template has a fault."""
        return self._placing_faults(self._render_card, stored.card, stored.card.article.path)

    def stored_body(self, digest: str) -> Body:
        """Find a stored body."""
        return _bodies.decode(self.blob(digest))

    def stored_card(self, key: str) -> Card:
        """Find the record of a stored card; what it says of the body may be older than the card's article."""
        return _cards.decode(_card_blobs.decode(self.blob(key)).card)

    def stored_excerpt(self, body_key: str) -> str:
        """Find the excerpt of a stored body."""
        return _excerpts.decode(self.blob(body_key)).excerpt

    def fragments(self, data: bytes) -> tuple[bytes, ...]:
        """Render a page's fragments, which are given as they were encoded with it."""
        made = self._fragments_anew.get(data)
        if made is None:
            made = self._placing_faults(self._make_fragments, data, "")
            self._fragments_anew[data] = made
        return made

    def _make_fragments(self, data: bytes) -> tuple[bytes, ...]:
        made: list[bytes] = []
        for one in read_fragments(data):
            fragment: Any = self.environment(one.code, one.lang).globals["fragment"]
            made.append(encoded(fragment(one.name, **one.values)))
        return tuple(made)

    def _placing_faults(self, make: Callable[[Any], _Made], subject: Any, source: str) -> _Made:
        try:
            return make(subject)
        except SiteError:
            raise
        except Exception as error:
            fault = fault_of_template(error, self.kit.theme, source)
            if fault is None:
                raise
            raise SiteError([fault]) from None

    def _render(self, task: Task) -> Rendered:
        page = task.page
        if isinstance(page, DataFile):
            return Rendered(page.data)
        if isinstance(page, SitemapPage):
            return Rendered(render_sitemap(page, self.viewer.permalink))
        if isinstance(page, FeedPage):
            return Rendered(self._feed(page))
        templated = ListingPage | ArticlePage | FeedsPage | NotFoundPage | SearchPage | RedirectPage
        assert isinstance(page, templated), task.path
        lang = self._page_language(task, page)
        environment = self.environment(task.language, lang)
        template = environment.get_template(task.template)
        self._watch.begin()
        context = template.new_context(self._context(task, page, lang))
        try:
            return self._watch.write(template.root_render_func(context))
        except Exception:
            environment.handle_exception()

    def _feed(self, page: FeedPage) -> bytes:
        from generator.render.feeds import Entries, render_feed

        self._entries = self._entries or Entries(self)
        return render_feed(page, self, self._entries)

    def _render_card(self, card: Card) -> bytes:
        html = ""
        if CARD_TEMPLATE in self.kit.theme.templates:
            code = card.article.language
            template = self.environment(code, code).get_template(CARD_TEMPLATE)
            html = template.render(article=self.viewer.article(card, self.stored_excerpt(card.article.body_digest)))
        entry = list_entry(card.article.headline, self.viewer.permalink(card.article.url))
        return msgspec.msgpack.encode(CardBlob(html, entry, msgspec.Raw(msgspec.msgpack.encode(card))))

    def get_ready(self, names: Iterable[str]) -> None:
        """Compile templates, and those that they name, before there is a page to render.

        One with a fault is left: it is told of where a page is rendered by it.
        """
        code = self.kit.config.site.language
        environment, templates = self.environment(code, code), self.kit.theme.templates
        waiting, seen = list(names), set(names)
        while waiting:
            name = waiting.pop()
            if name not in templates:
                continue
            with suppress(TemplateError, SiteError):
                environment.get_template(name)
            found = set(_NAMED.findall(templates[name].text)) - seen
            seen |= found
            waiting += found

    def environment(self, code: str, lang: str) -> Environment:
        """Give the environment for an edition's pages in a language, made once."""
        if (code, lang) not in self._environments:
            self._environments[code, lang] = self._make_environment(code, lang)
        return self._environments[code, lang]

    def word(self, code: str, name: str) -> str:
        """Give a word of the interface in an edition's language."""
        words: Any = self.environment(code, code).globals["t"]
        return str(words(name))

    def _page_language(self, task: Task, page: Any) -> str:
        """Tell the language of a page's words: the text's own where the theme speaks it, else the edition's."""
        return self._text_language(page.card.article) if isinstance(page, ArticlePage) else task.language

    def _text_language(self, article: Article) -> str:
        typed = article.front_matter.lang
        return typed if typed and self.kit.theme.speaks(typed) else article.language

    def _masthead(self, code: str, lang: str) -> MastheadView:
        if (code, lang) not in self._mastheads:
            self._mastheads[code, lang] = self.viewer.masthead(self.kit.mastheads[code], lang)
        return self._mastheads[code, lang]

    def _make_environment(self, code: str, lang: str) -> Environment:
        environment = make_environment(self.kit.theme, self.viewer.link, self.viewer.origin, lang, self._compiled)
        language = self.kit.languages[code]
        masthead = self._masthead(code, lang)

        def asset(name: str) -> str:
            if name not in self.kit.assets:
                raise LookupError(f'the theme has no static file "{name}"')
            return self.viewer.link(self.kit.assets[name])

        def fragment(name: str, **values: Any) -> Markup:
            # Values of other types are others, even if they are equal: true is not written as 1 is.
            key = (code, lang, name, *((key, type(value), value) for key, value in sorted(values.items())))
            known = self._fragments.get(key)
            if known is None:
                made = self._watch.apart(lambda: environment.get_template(name).render(values, masthead=masthead))
                known = self._fragments[key] = Markup(made), encoded_fragment(code, lang, name, values)
            return self._watch.call(*known)

        def card(article: ArticleView | _Item) -> Markup:
            if isinstance(article, _Item):
                return article.html
            return Markup(self._watch.inside(lambda: environment.get_template(CARD_TEMPLATE).render(article=article)))

        environment.globals |= {
            "site": self.viewer.site(language),
            "asset": asset,
            "fragment": fragment,
            "card": card,
            "picture": self.viewer.picture,
            "alternates": alternates,
        }
        return environment

    def feed_body(self, article: Article, body: Body, filling: Filling, permalink: str) -> Markup:
        """Fill an article's body for a feed: all its addresses are absolute, and nothing waits for a click."""
        environment = self.environment(article.language, self._text_language(article))
        return self._fill(body, environment, filling, permalink)

    def _item(self, key: str) -> _Item:
        known = self._cards.get(key)
        if known is None:
            stored = _card_html.decode(self.blob(key))
            known = Markup(stored.html), stored.entry
            size = len(stored.html) + len(stored.entry)
            self._remembered += size
            if self._remembered > _MEMORY:
                self._cards.clear()
                self._remembered = size
            self._cards[key] = known
        return _Item(key, self._body_keys[key], *known, self)

    def _fill(self, body: Body, environment: Environment, filling: Filling, permalink: str = "") -> Markup:
        def picture(found: Picture, link: str, alt: str, title: str) -> str:
            return self.viewer.body_picture(found, link, alt, title, is_plain=bool(permalink))

        def shortcode(use: ShortcodeUse, addresses: dict[str, str], pictures: dict[str, Picture], inner: str) -> str:
            known = SHORTCODES.get(use.name)
            named = dict(zip(known.parameters, use.arguments, strict=False)) if known else {}
            parameters = {
                **dict.fromkeys(known.parameters if known else (), ""),
                **named,
                **use.parameters,
                **addresses,
            }
            template = environment.get_template(f"shortcodes/{use.name}.html")
            return template.render(
                params=parameters,
                args=use.arguments,
                inner=Markup(inner),
                image=self.viewer.shortcode_image(parameters, pictures.get("src"), is_plain=bool(permalink)),
                is_inline=use.is_inline,
                is_feed=bool(permalink),
            )

        return Markup(fill_body(body, filling, shortcode, picture, permalink=permalink))

    def _context(
        self,
        task: Task,
        page: ListingPage | ArticlePage | FeedsPage | NotFoundPage | SearchPage | RedirectPage,
        lang: str,
    ) -> dict[str, Any]:
        masthead = self._masthead(task.language, lang)
        if isinstance(page, RedirectPage):
            return {"target": page.target, "canonical": page.canonical, "page": self._page(task, "", "")}
        if isinstance(page, FeedsPage):
            title = self.word(task.language, "feeds")
            groups = [self.viewer.feed_group(group, task.language) for group in page.groups]
            return {
                "masthead": masthead,
                "groups": groups,
                "page": self._page(task, title, "", elsewhere=page.elsewhere),
            }
        if isinstance(page, NotFoundPage):
            newest = [self.viewer.teaser(card) for card in page.newest]
            return {"masthead": masthead, "newest": newest, "page": self._page(task, "", "", elsewhere=page.elsewhere)}
        if isinstance(page, SearchPage):
            where = {"index_url": self.viewer.link(page.index_url), "is_empty": page.is_empty}
            title = words_of(self.kit.theme, lang)("search")
            return {"masthead": masthead, **where, "page": self._page(task, title, "", elsewhere=page.elsewhere)}
        if isinstance(page, ListingPage):
            return {"masthead": masthead, **self._listing_context(task, page)}
        return {"masthead": masthead, **self._article_context(task, page, lang)}

    def _listing_context(self, task: Task, page: ListingPage) -> dict[str, Any]:
        head = page.listing
        title = period_title(head.subject, head.language) if head.kind == "archive" else head.title
        items = [self._item(key) for key in page.cards]
        context: dict[str, Any] = {
            "listing": self.viewer.listing(head),
            "paginator": self.viewer.paginator(page.paginator, items),
        }
        if head.kind == "front":
            front = page.front
            context |= {
                "lead": self.viewer.teaser(front.lead) if front.lead else None,
                "featured": [self.viewer.teaser(teaser) for teaser in front.featured],
                "desks": [self.viewer.desk(desk) for desk in front.desks],
            }
        lede = ""
        if head.author:
            environment = self.environment(head.language, head.language)
            digest = head.author.body_digest
            stored = self.stored_body(digest) if digest else None
            biography = self._fill(stored, environment, page.filling) if stored else Markup()
            context["author"] = self.viewer.author(head.author, page.image_url, page.picture, biography)
            lede = stored.lede if stored else ""
        structured = ""
        if self._shows_structured(task):
            listing, paginator = context["listing"], context["paginator"]
            entries = [item.entry for item in items]
            structured = self._structured.listing(
                listing, paginator, entries, head.language, context.get("author"), lede
            )
        context["page"] = self._page(
            task,
            "" if head.kind == "front" else title,
            head.description,
            section_url=head.url if head.kind == "section" else "",
            feed_url=head.feed_url,
            feeds=self.viewer.feeds_of(head),
            card=self.viewer.social(page.social),
            is_kept_out=is_thin(head, page.paginator.total, self.kit.config.listing.noindex_below),
            sequence=self.viewer.sequence(page.paginator),
            structured=structured,
            elsewhere=page.elsewhere,
        )
        return context

    def _shows_structured(self, task: Task) -> bool:
        return "structured" in self.kit.theme.shows.get(task.template, ())

    def _article_context(self, task: Task, page: ArticlePage, lang: str) -> dict[str, Any]:
        card = page.card
        stored = self.stored_body(card.article.body_digest)
        body = self._fill(stored, self.environment(task.language, lang), page.filling)
        article = self.viewer.article(card, stored.excerpt, body, stored.headings)
        description = article.standfirst or stored.lede
        structured = ""
        if self._shows_structured(task):
            describe = self._structured.article if task.kind == "article" else self._structured.page
            translations = self.viewer.translations(task.language, task.url, page.elsewhere)
            structured = describe(article, description, task.language, translations)
        view = self._page(
            task,
            article.headline,
            description,
            canonical_url=article.canonical_url,
            section_url=card.section.url if card.section else "",
            feeds=self.viewer.section_feeds(card.section, task.language),
            image=article.image,
            lang=lang,
            card=self.viewer.social(page.social),
            elsewhere=page.elsewhere,
            is_kept_out=article.draft,
            structured=structured,
        )
        return {
            "article": article,
            "page": view,
            "previous": self.viewer.teaser(page.previous) if page.previous else None,
            "next": self.viewer.teaser(page.next) if page.next else None,
            "related": [self.viewer.teaser(other) for other in page.related],
            "series": [self.viewer.series(place) for place in page.series],
        }

    def _page(
        self,
        task: Task,
        title: str,
        description: str,
        *,
        canonical_url: str = "",
        section_url: str = "",
        feed_url: str = "",
        feeds: tuple[FeedView, ...] = (),
        image: ImageView | None = None,
        card: CardView | None = None,
        lang: str = "",
        elsewhere: tuple[Counterpart, ...] = (),
        is_kept_out: bool = False,
        sequence: tuple[Link, ...] = (),
        structured: str = "",
    ) -> PageView:
        lang = lang or task.language
        permalink = self.viewer.permalink(task.url)
        translations = self.viewer.translations(task.language, task.url, elsewhere)
        if task.kind in _OF_NO_CONTENT and self._shows_structured(task):
            structured = self._structured.other(title, permalink, task.language)
        return PageView(
            kind=task.kind,
            title=title,
            description=description,
            url=self.viewer.link(task.url),
            permalink=permalink,
            canonical_url=canonical_url or permalink,
            lang=lang,
            dir=self.viewer.direction(lang),
            section_url=self.viewer.link(section_url),
            feed_url=self.viewer.link(feed_url),
            feeds=feeds,
            image=image,
            card=card,
            locale=territory_of(lang),
            robots=_KEPT_OUT if is_kept_out or task.kind in ("404", "search") else _TAKEN_IN,
            sequence=sequence,
            structured=Markup(structured),
            editions=self.viewer.editions(elsewhere),
            translations=translations,
            default=translations[0].permalink if translations else "",
        )
