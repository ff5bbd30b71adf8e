"""The site's files in, all of its content out, loaded file by file (contract, section 1)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from generator.config import SiteConfig
from generator.digest import digest_bytes
from generator.errors import Diagnostic, Gatherer, Position
from generator.load.article import Loaded, LoadSettings, Record, load_source
from generator.load.markdown import MarkdownSettings
from generator.load.rates import load_rates
from generator.load.scan import SourceFile, find_rates, scan_content, scan_static
from generator.model.article import Article
from generator.model.author import Author
from generator.model.body import Body
from generator.model.content import Content, ContentFile
from generator.model.rates import RateHistory, Rates
from generator.model.section import Section, TermProfile

_CHUNK = 64
_Described = TypeVar("_Described", Author, Section, TermProfile)


class LoadedContent(msgspec.Struct, frozen=True):
    """All content, the bodies by digest, the digest of each source by path, and what is wrong."""

    content: Content
    bodies: dict[str, Body]
    digests: dict[str, str]
    diagnostics: list[Diagnostic]


def load_content(
    site: Path, config: SiteConfig, *, with_drafts: bool, progress: Callable[[str, int, int], None]
) -> LoadedContent:
    """Load everything below `content/` and `static/`, and the rates."""
    gatherer = Gatherer()
    files = scan_content(site, gatherer)
    static = scan_static(site, gatherer)
    settings = load_settings(config, with_drafts=with_drafts)
    sources = [file for file in files if file.role != "file"]
    loaded: list[Loaded] = []
    for index, source in enumerate(sources, 1):
        if (data := _read(source, gatherer)) is not None:
            loaded.append(load_source(source, data, digest_bytes(data), settings))
        if index % _CHUNK == 0:
            progress("load", index, len(sources))
    copies = _copies(files, gatherer)
    static_copies = _copies(static, gatherer)
    rates, rates_digest = _rates(site, config, gatherer)
    digests = {one.path: one.digest for one in loaded}
    digests |= {path: file.digest for path, file in {**copies, **static_copies}.items()} | rates_digest
    records = [one.record for one in loaded if one.record is not None]
    content = Content(
        articles=tuple(record for record in records if isinstance(record, Article)),
        authors=_unique(records, Author, lambda author: f'author "{author.slug}"', gatherer),
        sections=_unique(records, Section, lambda section: f'section "{section.slug}"', gatherer),
        terms=_unique(records, TermProfile, lambda term: f'{term.taxonomy} "{term.slug}"', gatherer),
        rates=rates,
        files=copies,
        static=static_copies,
    )
    bodies = {
        one.record.body_digest: one.body
        for one in loaded
        if one.body is not None and isinstance(one.record, Article | Author)
    }
    diagnostics = [*gatherer.diagnostics, *(found for one in loaded for found in one.diagnostics)]
    return LoadedContent(content, bodies, dict(sorted(digests.items())), diagnostics)


def load_settings(config: SiteConfig, *, with_drafts: bool) -> LoadSettings:
    """Take from the configuration what decides how sources are read."""
    markdown = MarkdownSettings(html=config.markdown.html, excerpt_words=config.listing.excerpt_words)
    return LoadSettings(
        language=config.site.language,
        zone=config.site.timezone,
        pattern=config.permalinks.article,
        taxonomies=config.taxonomies.names,
        markdown=markdown,
        with_drafts=with_drafts,
    )


def _read(source: SourceFile, gatherer: Gatherer) -> bytes | None:
    try:
        return Path(source.location).read_bytes()
    except OSError as error:
        gatherer.error(f"the file cannot be read: {error.strerror}", Position(source.path))
        return None


def _copies(files: list[SourceFile], gatherer: Gatherer) -> dict[str, ContentFile]:
    copies = {}
    for file in files:
        if file.role == "file" and (data := _read(file, gatherer)) is not None:
            copies[file.path] = ContentFile(file.path, file.location, digest_bytes(data))
    return copies


def _rates(site: Path, config: SiteConfig, gatherer: Gatherer) -> tuple[Rates | RateHistory | None, dict[str, str]]:
    file = find_rates(site, config.ticker.file)
    if file is None:
        return None, {}
    path = file.relative_to(site).as_posix() if file.is_relative_to(site) else str(file)
    try:
        if not file.resolve().is_relative_to(site.resolve()):
            gatherer.error("the rates file lies outside the site", Position(path))
            return None, {}
        data = file.read_bytes()
    except OSError as error:
        gatherer.error(f"the rates file cannot be read: {error.strerror}", Position(path), 'see "file" in [ticker]')
        return None, {}
    rates, found = load_rates(data, path, config.site.timezone)
    gatherer.diagnostics += found
    return rates, {path: digest_bytes(data)}


def _unique(
    records: list[Record], kind: type[_Described], name_of: Callable[[_Described], str], gatherer: Gatherer
) -> tuple[_Described, ...]:
    """Take the records of a kind; two files that describe one thing are an error, at the one later by path."""
    found: dict[str, _Described] = {}
    for record in records:
        if isinstance(record, kind):
            first = found.setdefault(name_of(record), record)
            if first is not record:
                message = f"the {name_of(record)} is described by {first.path} and by {record.path}"
                gatherer.error(message, Position(record.path), "keep one of them")
    return tuple(found.values())
