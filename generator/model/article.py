"""An article's head: all that is known of it but the parsed body. Standalone pages are articles without a section."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from generator.digest import digest_of
from generator.errors import Position
from generator.model.body import Reference, ShortcodeUse


class Image(msgspec.Struct, frozen=True, array_like=True):
    """A picture named in front matter; `src` as typed, `focal` a place such as `50% 30%`."""

    src: str
    alt: str | None = None
    caption: str = ""
    credit: str = ""
    focal: str = ""


class Correction(msgspec.Struct, frozen=True, array_like=True):
    """One entry of an article's record of changes; the date is ISO text with offset. A grave one is shown first."""

    date: str
    text: str
    grave: bool = False


class FrontMatter(msgspec.Struct, frozen=True, array_like=True):
    """What the file's front matter says, typed. Dates are ISO text with offset; empty text stands for nothing."""

    title: str
    date: str = ""
    updated: str = ""
    expires: str = ""
    aliases: tuple[str, ...] = ()
    canonical_url: str = ""
    lang: str = ""
    translation_key: str = ""
    translation_of: str = ""
    terms: dict[str, tuple[str, ...]] = {}
    standfirst: str = ""
    kicker: str = ""
    image: Image | None = None
    featured: bool = False
    lead: bool = False
    template: str = ""
    corrections: tuple[Correction, ...] = ()
    draft: bool = False
    extra: dict[str, Any] = {}

    @property
    def last_change(self) -> str:
        """The latest of its date, its update and its corrections, as typed there; nothing where there is none."""
        if not self.updated and not self.corrections:
            return self.date
        dates = [self.date, self.updated, *(correction.date for correction in self.corrections)]
        return max((date for date in dates if date), key=datetime.fromisoformat, default="")


class Article(msgspec.Struct, frozen=True, array_like=True, tag="article"):
    """The head of an article or standalone page.

    `path` is site-relative; `language` is the edition's code; `url` starts at the site root, in raw NFC. `day` is
    the date's in the site's zone, as ISO text. `published`, `expires` and `changed` (its last change) count
    microseconds from 1970, 0 where there is none. `first_line` is the file's line on which the
    body starts; `places` tells line and column of its front matter's keys, in text, since few are ever asked for (see
    `place_of`). `bundle` is the folder whose files belong
    to the article, empty where it has none. `head_digest` covers all that other pages show of it, excerpt included,
    `teaser_digest` only what neighbours show, `body_digest` the body and how it is parsed.
    """

    path: str
    kind: Literal["article", "page"]
    language: str
    section: str
    section_title: str
    slug: str
    url: str
    front_matter: FrontMatter
    day: str
    published: int
    expires: int
    changed: int
    first_line: int
    bundle: str
    word_count: int
    references: tuple[Reference, ...]
    shortcodes: tuple[ShortcodeUse, ...]
    teaser_digest: str
    head_digest: str
    body_digest: str
    places: str = ""

    @property
    def headline(self) -> str:
        """What the reader sees above the article."""
        return self.front_matter.title

    @property
    def record_digest(self) -> str:
        """One digest of the record of changes, empty where there is none."""
        front_matter = self.front_matter
        if not front_matter.updated and not front_matter.corrections:
            return ""
        return digest_of(front_matter.updated, front_matter.corrections)

    def position(self, key: str) -> Position:
        """Place a key of the front matter, for faults that only the plan can see."""
        return Position(self.path, *(self.place_of(key) or (1, 1)))

    def place_of(self, key: str) -> tuple[int, int] | None:
        """Give line and column of a key of the front matter, `aliases.0` say; nothing where it is not there."""
        _, _, found = self.places.partition(f"\n{key} ")
        if not found:
            return None
        line, column = found.split("\n", 1)[0].split(" ")
        return int(line), int(column)

    def position_in_body(self, line: int, column: int) -> Position:
        """Place a line of the body, counted from its first."""
        return Position(self.path, self.first_line + line - 1, column)
