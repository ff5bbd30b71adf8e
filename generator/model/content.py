"""All that the content folder holds, loaded: drafts and scheduled articles are still in it."""

from __future__ import annotations

import msgspec

from generator.model.article import Article
from generator.model.author import Author
from generator.model.picture import PictureFile
from generator.model.rates import RateHistory, Rates
from generator.model.section import Section, TermProfile


class ContentFile(msgspec.Struct, frozen=True):
    """A file that is no text: its site-relative path, where it lies, its digest; for a picture what its header says."""

    path: str
    location: str
    digest: str
    picture: PictureFile | None = None


class Content(msgspec.Struct, frozen=True):
    """The loaded content, each sequence ordered by path.

    `drafts` are paths of drafts that have no record here: those with faults, and those of profiles.
    `works` maps paths of articles that are one in several languages to the path of the original, `names` those of files
    whose name ends with a language to the path without it. `files` maps site-relative paths below `content/` to what
    is not Markdown; `static` those below `static/`.
    """

    articles: tuple[Article, ...]
    authors: tuple[Author, ...]
    sections: tuple[Section, ...]
    terms: tuple[TermProfile, ...]
    rates: Rates | RateHistory | None
    files: dict[str, ContentFile]
    static: dict[str, ContentFile]
    drafts: tuple[str, ...] = ()
    works: dict[str, str] = {}
    names: dict[str, str] = {}
