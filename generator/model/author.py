"""An author's profile: who writes, and how they are presented."""

from __future__ import annotations

import msgspec

from generator.model.article import Image
from generator.model.body import Reference, ShortcodeUse


class Link(msgspec.Struct, frozen=True, array_like=True):
    """A link with its words."""

    title: str
    url: str


class Author(msgspec.Struct, frozen=True, array_like=True, tag="author"):
    """A profile; `slug` is the file's, `name` its title; the biography is a body, kept by its digest.

    `address` is what stands in the URL in a further language, where that is not the slug; `image_place` is the
    line and column of its picture in the front matter.
    """

    path: str
    language: str
    slug: str
    name: str
    role: str = ""
    image: Image | None = None
    links: tuple[Link, ...] = ()
    first_line: int = 1
    references: tuple[Reference, ...] = ()
    shortcodes: tuple[ShortcodeUse, ...] = ()
    head_digest: str = ""
    body_digest: str = ""
    image_place: tuple[int, int] = (1, 1)
    address: str = ""
