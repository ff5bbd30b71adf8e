"""A section of the magazine, and a term's own file: what is said of a listing beside its articles."""

from __future__ import annotations

import msgspec


class Section(msgspec.Struct, frozen=True, array_like=True, tag="section"):
    """A section; `weight` orders the navigation, sections without one coming last."""

    slug: str
    language: str
    title: str
    description: str = ""
    weight: int | None = None
    path: str = ""


class TermProfile(msgspec.Struct, frozen=True, array_like=True, tag="term"):
    """What `terms/TAXONOMY/SLUG.md` says of a term."""

    path: str
    language: str
    taxonomy: str
    slug: str
    title: str
    description: str = ""
