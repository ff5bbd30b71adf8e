"""Articles and listings in, the picture that stands for each where it is shared out (Open Graph, 1200 by 630).

By `cards` in `[social]`: an article's own lead picture, else its section's, else the site's, else a card typeset once
for the section; or every article's headline typeset; or none at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from generator.config import SiteConfig
from generator.documents import Document
from generator.errors import Position
from generator.language import direction_of
from generator.model.article import Article, Image
from generator.model.picture import SocialCard, SocialOrder
from generator.model.section import Section
from generator.model.site import Language, ListingHead
from generator.plan.bodies import Filler


class SocialCards:
    """Chooses social cards, each made once."""

    def __init__(
        self,
        config: SiteConfig,
        language: Language,
        sections: Mapping[str, Section],
        filler: Filler,
        document: Document | None,
    ) -> None:
        self._settings = config.social
        self._language = language
        self._sections = sections
        self._filler = filler
        self._document = document
        self._by_section: dict[str, SocialCard | None] = {}

    @property
    def is_by_section(self) -> bool:
        """Tell whether an article without a picture shows the card of its section, or none."""
        return self._settings.cards != "headline"

    def marks(self, sections: Iterable[str]) -> list[str]:
        """Name the cards of sections, for what shows them."""
        return [self.mark(self._of_section(slug)) for slug in sections] if self._settings.cards == "picture" else []

    def of_article(self, article: Article) -> SocialCard | None:
        """Choose the card of an article or standalone page."""
        if self._settings.cards == "none":
            return None
        front_matter = article.front_matter
        if self._settings.cards == "headline":
            section = self._sections.get(article.section)
            title = section.title if section else ""
            return self._typeset(article.slug, article.headline, title, front_matter.lang)
        if front_matter.image is not None:
            own = self._crop(front_matter.image, article.path, article.position("image"), article.headline)
            if own is not None:
                return own
        return self._of_section(article.section)

    def of_listing(self, head: ListingHead) -> SocialCard | None:
        """Choose the card of a listing: its section's, or the picture that stands for the whole site."""
        if self._settings.cards == "none":
            return None
        return self._of_section(head.subject) if head.kind == "section" else self._of_site

    def mark(self, card: SocialCard | None) -> str:
        """Name a card in a page's inputs."""
        return f"{card.rendition.url} {card.alt}" if card else ""

    def _of_section(self, slug: str) -> SocialCard | None:
        if slug not in self._by_section:
            section = self._sections.get(slug)
            own = None
            if section is not None:
                place = Position(section.path, *section.image_place)
                own = self._crop(section.image, section.path, place, section.title)
            title = section.title if section else ""
            self._by_section[slug] = own or self._of_site or self._typeset(slug, title or self._language.title)
        return self._by_section[slug]

    @cached_property
    def _of_site(self) -> SocialCard | None:
        src = self._settings.image
        if not src:
            return None
        place = self._document.position("social", "image", of_value=True) if self._document else Position("site.toml")
        image = Image(src if src.startswith("/") else "/" + src)
        return self._crop(image, "site.toml", place, self._language.title)

    def _crop(self, image: Image | None, path: str, position: Position, title: str) -> SocialCard | None:
        file = self._filler.image_file(image, path, position)
        if image is None or file is None:
            return None
        rendition = self._filler.gallery.social(file, image.focal, position)
        return SocialCard(rendition, image.alt or title) if rendition else None

    def _typeset(self, name: str, headline: str, section: str = "", lang: str = "") -> SocialCard:
        """Plan a typeset card; the masthead stands on it unless it is the headline."""
        masthead = self._language.title
        direction = direction_of(lang) if lang else self._language.direction
        order = SocialOrder(
            headline, section, masthead if masthead != headline else "", direction == "rtl", self._settings.background,
            self._settings.text, self._settings.accent,
        )  # fmt: skip
        alt = ", ".join(text for text in (headline, masthead if masthead != headline else "") if text)
        return SocialCard(self._filler.gallery.typeset(f"card-{name}" if name else "card", order), alt)
