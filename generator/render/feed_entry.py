"""An article's card and body in, what feeds of every format say of it out.

Every address is absolute, every date the article's own, every text such that XML can hold it. The id is the permalink:
an edit of the headline leaves it as it is.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from generator.clock import with_plain_offset
from generator.language import direction_of
from generator.model.body import Body
from generator.model.plan import Card, Filling
from generator.render.absolute import with_absolute_addresses
from generator.text import drop_controls
from generator.text import excerpt as cut

if TYPE_CHECKING:
    from generator.render.pages import Press

_SUMMARY_WORDS = 55
_SUBTYPES = {"jpg": "jpeg", "svg": "svg+xml"}
_PICTURES = ("jpeg", "png", "webp", "avif", "gif", "svg+xml")


class FeedAuthor(msgspec.Struct, frozen=True):
    """Who wrote an entry; `url` is absolute, empty where the author has no page."""

    name: str
    url: str


class FeedImage(msgspec.Struct, frozen=True):
    """An entry's lead picture; its media type is empty and its size 0 by 0 where they are not known."""

    url: str
    media_type: str
    width: int
    height: int
    alt: str
    credit: str


class FeedEntry(msgspec.Struct, frozen=True):
    """What a feed says of an article: `html` is empty where only the summary is told, which is plain text.

    `language` is the text's own where it is not the feed's.
    """

    permalink: str
    title: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    authors: tuple[FeedAuthor, ...]
    categories: tuple[str, ...]
    image: FeedImage | None
    language: str


def make_entry(card: Card, body: Body, filling: Filling, press: Press) -> FeedEntry:
    """Gather what feeds say of an article; `card` and `body` are as they are stored."""
    viewer, article = press.viewer, card.article
    front_matter = article.front_matter
    permalink = viewer.permalink(article.url)
    html = ""
    if press.kit.config.feeds.full_text:
        filled = press.feed_body(article, body, filling, permalink)
        html = drop_controls(with_absolute_addresses(str(filled), permalink)).strip()
    published, updated = (viewer.moment(text) for text in (front_matter.date, front_matter.last_change))
    assert published is not None
    assert updated is not None
    terms = card.terms
    return FeedEntry(
        permalink=permalink,
        title=_plain(front_matter.title),
        summary=_plain(front_matter.standfirst or cut(body.excerpt, _SUMMARY_WORDS)),
        html=html,
        published=with_plain_offset(published),
        updated=with_plain_offset(max(published, updated)),
        authors=tuple(
            FeedAuthor(_plain(term.name), viewer.permalink(term.url) if term.url else "")
            for term in terms.get("author", ())
        ),
        categories=tuple(dict.fromkeys(_plain(term.name) for key in ("tag", "region") for term in terms.get(key, ()))),
        image=_image(card, press),
        language=front_matter.lang if front_matter.lang != article.language else "",
    )


def _image(card: Card, press: Press) -> FeedImage | None:
    view = press.viewer.image(card.article.front_matter.image, card.image_url, card.picture)
    if view is None or not view.permalink.startswith(("https:", "http:")):
        return None
    ending = card.picture.whole.plain.format if card.picture else view.permalink.rpartition(".")[2].lower()
    subtype = _SUBTYPES.get(ending, ending)
    media_type = f"image/{subtype}" if subtype in _PICTURES else ""
    return FeedImage(
        drop_controls(view.permalink), media_type, view.width, view.height, _plain(view.alt), _plain(view.credit)
    )


def _plain(text: str) -> str:
    return drop_controls(text).strip()


class FeedHead(msgspec.Struct, frozen=True):
    """What a feed says of itself; addresses are absolute, but for the stylesheet, which comes from where it does.

    `updated` is the last change of an entry, nothing in an empty feed; `note` and `list_words` are for a person who
    opens the feed in a browser, `list_url` is empty where no page lists the feeds.
    """

    title: str
    description: str
    language: str
    url: str
    home_url: str
    hub: str
    author: FeedAuthor
    updated: datetime | None
    stylesheet: str
    note: str
    list_url: str
    list_words: str

    @property
    def direction(self) -> str:
        """The direction in which the words for people are read."""
        return direction_of(self.language) or "ltr"
