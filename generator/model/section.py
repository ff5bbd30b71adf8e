"""A section of the magazine, and a term's own file: what is said of a listing beside its articles."""

from __future__ import annotations

import msgspec

from generator.model.article import Image


class Section(msgspec.Struct, frozen=True, array_like=True, tag="section"):
    """A section; `weight` orders the navigation, sections without one coming last.

    `image` stands for its articles without a picture where they are shared; `image_place` is its line and column.
    The slug is the same in all languages; `address` is what stands in the URL in this one, where that is another.
    """

    slug: str
    language: str
    title: str
    description: str = ""
    weight: int | None = None
    path: str = ""
    image: Image | None = None
    image_place: tuple[int, int] = (1, 1)
    address: str = ""


class TermProfile(msgspec.Struct, frozen=True, array_like=True, tag="term"):
    """What `terms/TAXONOMY/SLUG.md` says of a term; its slug and its address as a section's."""

    path: str
    language: str
    taxonomy: str
    slug: str
    title: str
    description: str = ""
    address: str = ""
