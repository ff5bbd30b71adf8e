"""Views of pages in, their structured data out: JSON-LD in Schema.org's vocabulary, for search engines.

Each page gets one graph that stands on its own. What many pages share is encoded once. `<` never stands in it as such,
so that no text of a page can end the script element around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from generator.render.views import ArticleView, AuthorView, ImageView, ListingView, PaginatorView, Viewer

_CONTEXT = "https://schema.org"
# Standalone pages of which Schema.org has kinds of its own, by slug or translation key.
_KINDS_OF_PAGES = {
    "about": "AboutPage", "about-us": "AboutPage", "contact": "ContactPage", "contacts": "ContactPage",
}  # fmt: skip
_NO_KEYWORDS = ("author", "series")

_encoder = msgspec.json.Encoder()
_Thing = dict[str, Any]


def list_entry(name: str, url: str) -> str:
    """Write an article's entry in the list of a listing's page, without its place there."""
    return _encoder.encode({"url": url, "name": name}).decode()


class Structured:
    """Writes the structured data of one kit's pages."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        publisher = viewer.kit.publisher
        self._publisher = publisher
        self._publisher_id = f"{viewer.permalink('/')}#publisher"
        self._organization = _raw({
            "@type": "NewsMediaOrganization",
            "@id": self._publisher_id,
            "name": publisher.name,
            "url": publisher.url,
            "logo": {"@type": "ImageObject", "url": publisher.logo} if publisher.logo else None,
            "sameAs": publisher.same_as,
        })  # fmt: skip
        self._sites: dict[str, msgspec.Raw] = {}
        self._homes: dict[str, msgspec.Raw] = {}
        self._authors: dict[tuple[Any, ...], msgspec.Raw] = {}

    def article(self, article: ArticleView, description: str, language: str) -> str:
        """Describe an article on its own page."""
        corrections = [
            {"@type": "CorrectionComment", "text": correction.text, "datePublished": _moment(correction.date)}
            for correction in article.corrections
        ]  # fmt: skip
        section = article.section
        trail = [(section.title, self._absolute(section.url))] if section else []
        thing = {
            "@type": "NewsArticle",
            "@id": f"{article.permalink}#article",
            "headline": article.headline,
            "description": description,
            "url": article.permalink,
            "mainEntityOfPage": {"@type": "WebPage", "@id": article.canonical_url},
            "datePublished": _moment(article.date),
            "dateModified": _moment(_last_change(article)),
            "author": [self._author(author) for author in article.byline],
            "publisher": self._organization,
            "image": self._images(article.image),
            "articleSection": section.title if section else None,
            "keywords": _keywords(article),
            "wordCount": article.word_count,
            "inLanguage": article.lang,
            "isAccessibleForFree": True,
            "isBasedOn": article.canonical_url if article.canonical_url != article.permalink else None,
            "isPartOf": self._site(language),
            "correction": corrections,
        }
        return _graph(_filled(thing), self._trail(language, *trail, (article.headline, article.permalink)))

    def page(self, page: ArticleView, description: str, language: str) -> str:
        """Describe a standalone page."""
        thing = {
            "@type": _KINDS_OF_PAGES.get(page.slug, "WebPage"),
            "@id": f"{page.permalink}#page",
            "name": page.headline,
            "description": description,
            "url": page.permalink,
            "datePublished": _moment(page.date),
            "dateModified": _moment(page.updated),
            "image": self._images(page.image),
            "inLanguage": page.lang,
            "isPartOf": self._site(language),
            "publisher": self._organization,
        }
        return _graph(_filled(thing), self._trail(language, (page.headline, page.permalink)))

    def other(self, title: str, permalink: str, language: str) -> str:
        """Describe a page that is none of content: where the feeds are, or the search."""
        thing = {
            "@type": "WebPage",
            "@id": f"{permalink}#page",
            "name": title,
            "url": permalink,
            "inLanguage": language,
            "isPartOf": self._site(language),
        }
        return _graph(thing, self._trail(language, (title, permalink)))

    def listing(
        self,
        listing: ListingView,
        paginator: PaginatorView,
        entries: Sequence[str],
        language: str,
        author: AuthorView | None = None,
        description: str = "",
    ) -> str:
        """Describe a page of a listing; `entries` are its articles', `author` and `description` a profile's."""
        is_front = listing.kind == "front"
        thing: _Thing = {
            "@type": "CollectionPage",
            "@id": f"{paginator.permalink}#page",
            "name": listing.title,
            "description": listing.description,
            "url": paginator.permalink,
            "inLanguage": language,
            "isPartOf": self._site(language),
        }
        if listing.taxonomy == "author":
            thing |= {"@type": "ProfilePage", "mainEntity": self._profile(listing, author, description)}
        else:
            thing["mainEntity"] = _item_list(paginator, entries)
        if is_front:
            first = (_filled(self._whole_site(language)), self._organization) if paginator.number == 1 else ()
            return _graph(*first, _filled(thing))
        above = [(link.title, self._absolute(link.url)) for link in listing.above]
        return _graph(_filled(thing), self._trail(language, *above, (listing.title, listing.permalink)))

    def _profile(self, listing: ListingView, author: AuthorView | None, description: str) -> _Thing:
        person: _Thing = {"@type": "Person", "name": listing.title, "url": listing.permalink}
        if author is not None:
            person |= {
                "jobTitle": author.role,
                "description": description,
                "image": self._images(author.image),
                "sameAs": _elsewhere(author),
            }
        return _filled(person)

    def _author(self, author: AuthorView) -> msgspec.Raw:
        """Describe who wrote an article: by the page here, else by those that the profile names elsewhere."""
        key = author.name, author.url, author.links
        if key not in self._authors:
            if author.name == self._publisher.name:
                thing: _Thing = {"@type": "NewsMediaOrganization", "name": author.name, "url": self._publisher.url}
            else:
                own = self._absolute(author.url) if author.url else ""
                elsewhere = () if own else _elsewhere(author)
                thing = {"@type": "Person", "name": author.name, "url": own, "sameAs": elsewhere}
            self._authors[key] = _raw(thing)
        return self._authors[key]

    def _images(self, image: ImageView | None) -> list[_Thing]:
        """Describe a picture: in its shapes where it has any, else as it is."""
        if image is None:
            return []
        shown = tuple(image.shapes.values()) or (image,)
        return [
            _filled({
                "@type": "ImageObject",
                "url": self._with_scheme(one.permalink),
                "width": f"{one.width} px" if one.width else "",
                "height": f"{one.height} px" if one.height else "",
                "creditText": image.credit,
            })
            for one in shown
        ]  # fmt: skip

    def _site(self, language: str) -> msgspec.Raw:
        """Name the edition that a page is a part of."""
        if language not in self._sites:
            edition = self._viewer.kit.languages[language]
            url = self._viewer.permalink(edition.root)
            self._sites[language] = _raw(
                {"@type": "WebSite", "@id": f"{url}#website", "name": edition.title, "url": url}
            )
        return self._sites[language]

    def _whole_site(self, language: str) -> _Thing:
        edition = self._viewer.kit.languages[language]
        url = self._viewer.permalink(edition.root)
        return {
            "@type": "WebSite",
            "@id": f"{url}#website",
            "name": edition.title,
            "description": edition.description,
            "url": url,
            "inLanguage": language,
            "publisher": {"@id": self._publisher_id},
        }

    def _trail(self, language: str, *below: tuple[str, str]) -> _Thing:
        """Describe the way from the front page to a page."""
        if language not in self._homes:
            edition = self._viewer.kit.languages[language]
            self._homes[language] = _raw(_step(1, edition.title, self._viewer.permalink(edition.root)))
        steps = [_step(place, name, url) for place, (name, url) in enumerate(below, 2)]
        return {"@type": "BreadcrumbList", "itemListElement": [self._homes[language], *steps]}

    def _absolute(self, link: str) -> str:
        return self._viewer.origin + link

    def _with_scheme(self, url: str) -> str:
        return self._viewer.origin.partition("//")[0] + url if url.startswith("//") else url


def _step(place: int, name: str, url: str) -> _Thing:
    return {"@type": "ListItem", "position": place, "name": name, "item": url}


def _item_list(paginator: PaginatorView, entries: Sequence[str]) -> msgspec.Raw:
    items = ",".join(
        f'{{"@type":"ListItem","position":{place},{entry[1:]}' for place, entry in enumerate(entries, paginator.first)
    )
    start = f'{{"@type":"ItemList","numberOfItems":{paginator.total},"itemListElement":['
    return msgspec.Raw(f"{start}{items}]}}".encode())


def _keywords(article: ArticleView) -> list[str]:
    return [term.name for name, terms in article.terms.items() if name not in _NO_KEYWORDS for term in terms]


def _elsewhere(author: AuthorView) -> tuple[str, ...]:
    return tuple(link.url for link in author.links if link.url.startswith(("https://", "http://")))


def _last_change(article: ArticleView) -> datetime | None:
    if not article.updated and not article.corrections:
        return article.date
    moments = (article.date, article.updated, *(correction.date for correction in article.corrections))
    return max((moment for moment in moments if moment), default=None)


def _moment(moment: datetime | None) -> datetime | None:
    """Give a moment with an offset that can be written: of hours and minutes, where clocks kept the sun's time."""
    offset = moment.utcoffset() if moment else None
    return moment.astimezone(UTC) if moment and offset and offset.seconds % 60 else moment


def _filled(thing: _Thing) -> _Thing:
    """Leave out what says nothing."""
    return {key: value for key, value in thing.items() if value or value is False}


def _raw(thing: _Thing) -> msgspec.Raw:
    return msgspec.Raw(_encoder.encode(_filled(thing)))


def _graph(*things: _Thing | msgspec.Raw) -> str:
    """Write a page's graph."""
    return _encoder.encode({"@context": _CONTEXT, "@graph": things}).decode().replace("<", "\\u003c")
