"""One output in, its bytes out: the right view for its record, the right template, feeds and sitemaps by their own.

A `Press` is made once a process and kit; it remembers what many pages share: fragments, cards, environments.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from generator.errors import Diagnostic, SiteError
from generator.model.article import Article
from generator.model.body import Body, ShortcodeUse
from generator.model.kit import Kit
from generator.model.plan import (
    ArticlePage,
    Card,
    DataFile,
    FeedPage,
    ListingPage,
    NotFoundPage,
    Output,
    RedirectPage,
    SitemapPage,
)
from generator.model.shortcode import SHORTCODES
from generator.render.bodies import fill_body
from generator.render.environment import fault_of_template, make_environment
from generator.render.sitemap import render_sitemap
from generator.render.views import ArticleView, PageView, Viewer, period_title


class Press:
    """Renders outputs of one kit; `body_by_digest` finds stored bodies."""

    def __init__(self, kit: Kit, body_by_digest: Callable[[str], Body]) -> None:
        self.kit = kit
        self.viewer = Viewer(kit, body_by_digest)
        self._body_by_digest = body_by_digest
        self._environments: dict[str, Environment] = {}
        self._fragments: dict[tuple[Any, ...], Markup] = {}
        self._articles: dict[str, ArticleView] = {}

    def render(self, output: Output) -> bytes:
        """Render an output; raises `SiteError` with the place when a template has a fault."""
        try:
            return self._render(output)
        except SiteError:
            raise
        except Exception as error:
            fault = fault_of_template(error, self.kit.theme, output.source)
            if fault is None:
                raise
            raise SiteError([fault]) from None

    def _render(self, output: Output) -> bytes:
        page = output.page
        if isinstance(page, DataFile):
            return page.data
        if isinstance(page, SitemapPage):
            return render_sitemap(page, self.viewer.permalink)
        if isinstance(page, FeedPage):
            from generator.render.feeds import render_rss

            return render_rss(page, self)
        assert isinstance(page, ListingPage | ArticlePage | NotFoundPage | RedirectPage), output.path
        environment = self.environment(output.language)
        template = environment.get_template(output.template)
        return template.render(self._context(output, page)).encode("utf-8", "xmlcharrefreplace")

    def environment(self, code: str) -> Environment:
        """Give the environment for a language, made once."""
        if code not in self._environments:
            environment = make_environment(self.kit.theme, self.viewer.link, self.viewer.origin, code)
            language = self.kit.languages[code]
            site = self.viewer.site(language)
            masthead = self.viewer.masthead(self.kit.mastheads[code], language)

            def asset(name: str) -> str:
                if name not in self.kit.assets:
                    raise LookupError(f'the theme has no static file "{name}"')
                return self.viewer.link(self.kit.assets[name])

            def fragment(name: str, **values: Any) -> Markup:
                key = (code, name, *sorted(values.items()))
                if key not in self._fragments:
                    made = environment.get_template(name).render(values, masthead=masthead)
                    self._fragments[key] = Markup(made)
                return self._fragments[key]

            def card(article: ArticleView) -> Markup:
                key = (code, "card.html", article.url)
                if key not in self._fragments:
                    self._fragments[key] = Markup(environment.get_template("card.html").render(article=article))
                return self._fragments[key]

            environment.globals |= {"site": site, "asset": asset, "fragment": fragment, "card": card}
            self._environments[code] = environment
        return self._environments[code]

    def body(self, article: Article, hrefs: tuple[str, ...], *, permalink: str = "") -> Markup:
        """Fill an article's body; with a permalink, all its addresses are absolute and nothing waits for a click."""
        return self._fill(article.body_digest, article.language, article.path, hrefs, permalink)

    def article_view(self, card: Card) -> ArticleView:
        """Show an article as listings show it, made once."""
        view = self._articles.get(card.article.path)
        if view is None:
            view = self._articles[card.article.path] = self.viewer.article(card)
        return view

    def _fill(self, digest: str, code: str, path: str, hrefs: tuple[str, ...], permalink: str = "") -> Markup:
        environment = self.environment(code)

        def shortcode(use: ShortcodeUse, addresses: dict[str, str], inner: str) -> str:
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
                is_inline=use.is_inline,
                is_feed=bool(permalink),
            )

        return Markup(fill_body(self._body_by_digest(digest), hrefs, shortcode, permalink=permalink))

    def _context(self, output: Output, page: ListingPage | ArticlePage | NotFoundPage | RedirectPage) -> dict[str, Any]:
        language = self.kit.languages[output.language]
        masthead = self.viewer.masthead(self.kit.mastheads[output.language], language)
        if isinstance(page, RedirectPage):
            return {"target": page.target, "canonical": page.canonical, "page": self._page(output, "", "")}
        if isinstance(page, NotFoundPage):
            newest = [self.viewer.teaser(card) for card in page.newest]
            return {"masthead": masthead, "newest": newest, "page": self._page(output, "", "")}
        if isinstance(page, ListingPage):
            return {"masthead": masthead, **self._listing_context(output, page)}
        return {"masthead": masthead, **self._article_context(output, page)}

    def _listing_context(self, output: Output, page: ListingPage) -> dict[str, Any]:
        head = page.listing
        title = period_title(head.subject, head.language) if head.kind == "archive" else head.title
        context: dict[str, Any] = {
            "listing": self.viewer.listing(head),
            "paginator": self.viewer.paginator(page.paginator, [self.article_view(card) for card in page.cards]),
            "page": self._page(
                output,
                "" if head.kind == "front" else title,
                head.description,
                section_url=head.url if head.kind == "section" else "",
                feed_url=head.feed_url,
            ),
        }
        if head.author:
            biography = self._fill(head.author.body_digest, head.language, head.author.path, page.hrefs)
            context["author"] = self.viewer.author(head.author, page.image_url, biography)
        return context

    def _article_context(self, output: Output, page: ArticlePage) -> dict[str, Any]:
        card = page.card
        article = self.viewer.article(card, self.body(card.article, page.hrefs), with_headings=True)
        view = self._page(
            output,
            article.headline,
            article.standfirst or self._body_by_digest(card.article.body_digest).lede,
            canonical_url=article.canonical_url,
            section_url=card.section.url if card.section else "",
            image=article.image,
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
        output: Output,
        title: str,
        description: str,
        *,
        canonical_url: str = "",
        section_url: str = "",
        feed_url: str = "",
        image: Any = None,
    ) -> PageView:
        language = self.kit.languages[output.language]
        permalink = self.viewer.permalink(output.url)
        return PageView(
            kind=output.kind,
            title=title,
            description=description,
            url=self.viewer.link(output.url),
            permalink=permalink,
            canonical_url=canonical_url or permalink,
            lang=language.code,
            dir=language.direction,
            section_url=self.viewer.link(section_url),
            feed_url=self.viewer.link(feed_url),
            image=image,
        )


def render_outputs(outputs: tuple[Output, ...], press: Press) -> list[tuple[Output, bytes | None, list[Diagnostic]]]:
    """Render a chunk of outputs: each with its bytes, or with what is wrong in its template."""
    rendered: list[tuple[Output, bytes | None, list[Diagnostic]]] = []
    for output in outputs:
        try:
            rendered.append((output, press.render(output), []))
        except SiteError as error:
            rendered.append((output, None, list(error.diagnostics)))
    return rendered
