"""Loaded files in, all of the site's content out; what only the whole can tell is told here (contract, section 1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from generator.config import SiteConfig
from generator.digest import digest_bytes
from generator.errors import Diagnostic, Gatherer, Position, has_errors, made_warnings
from generator.load.article import Loaded, LoadSettings, Record
from generator.load.markdown_settings import MarkdownSettings
from generator.load.rates import load_rates
from generator.load.scan import SourceFile, find_rates
from generator.load.translations import Kept, Settled, settle_translations
from generator.model.article import Article
from generator.model.author import Author
from generator.model.content import Content, ContentFile
from generator.model.picture import PictureFile
from generator.model.rates import RateHistory, Rates
from generator.model.section import Section, TermProfile

_Described = TypeVar("_Described", Author, Section, TermProfile)


def load_settings(config: SiteConfig) -> LoadSettings:
    """Take from the configuration what decides how sources are read."""
    markdown = MarkdownSettings(html=config.markdown.html, excerpt_words=config.listing.excerpt_words)
    return LoadSettings(
        language=config.site.language,
        zone=config.site.timezone,
        pattern=config.permalinks.article,
        taxonomies=config.taxonomies.names,
        markdown=markdown,
        languages=config.codes,
        latin=tuple(code for code, is_latin in _transliterated(config) if is_latin),
    )


def _transliterated(config: SiteConfig) -> list[tuple[str, bool]]:
    further = [(language.code, language.transliterate) for language in config.languages]
    return [(config.site.language, config.site.transliterate), *further]


def assemble_content(
    loaded: Mapping[str, Loaded],
    files: Sequence[SourceFile],
    digests: Mapping[str, str],
    pictures: Mapping[str, PictureFile],
    rates: Rates | RateHistory | None,
    settings: LoadSettings,
    *,
    with_drafts: bool,
    kept: Kept | None = None,
) -> tuple[Content, list[Diagnostic]]:
    """Put a site's content together from its loaded files, by path in order, and from the files that are copied.

    In a file whose `draft: true` could be read, faults are warnings, unless drafts are built; such a file is still
    known to be a draft. `kept` is what a process keeps of translations from build to build.
    """
    gatherer = Gatherer()
    works: dict[str, str] = {}
    if len(settings.languages) > 1:
        settled = settle_translations(loaded, settings, kept)
        loaded, works = _with_translations(loaded, settled), settled.works
    records: list[Record] = []
    held: list[str] = []
    for path, one in loaded.items():
        if one.is_draft and not with_drafts and not isinstance(one.record, Article | None):
            # An article's draft ends at the plan's gate, others here; terms and sections have pages without a file.
            held += [path] if isinstance(one.record, Author) else []
        elif one.record is not None:
            records.append(one.record)
        found: Sequence[Diagnostic] = one.diagnostics
        if found and one.is_draft and not with_drafts and has_errors(found):
            held.append(path)
            found = made_warnings(found)
        gatherer.diagnostics += found
    copies = {
        file.path: ContentFile(file.path, file.location, digests[file.path], pictures.get(file.path))
        for file in files
        if file.path in digests
    }
    others = [record for record in records if not isinstance(record, Article)]

    def within(record: Author | Section | TermProfile) -> str:
        return f' in "{record.language}"' if record.language != settings.language else ""

    content = Content(
        articles=tuple(record for record in records if isinstance(record, Article)),
        authors=_unique(others, Author, lambda author: f'author "{author.slug}"{within(author)}', gatherer),
        sections=_unique(others, Section, lambda section: f'section "{section.slug}"{within(section)}', gatherer),
        terms=_unique(others, TermProfile, lambda term: f'{term.taxonomy} "{term.slug}"{within(term)}', gatherer),
        rates=rates,
        files={path: file for path, file in copies.items() if path.startswith("content/")},
        static={path: file for path, file in copies.items() if path.startswith("static/")},
        drafts=tuple(held),
        works=works,
        names={path: one.original for path, one in loaded.items() if one.said and one.original != path},
    )
    return content, gatherer.diagnostics


def _with_translations(loaded: Mapping[str, Loaded], settled: Settled) -> dict[str, Loaded]:
    """Put the completed translations, and what is wrong with them, in their places."""
    changed = {
        path: msgspec.structs.replace(
            loaded[path], record=record, diagnostics=(*loaded[path].diagnostics, *settled.faults.get(path, ()))
        )
        for path, record in settled.records.items()
    }
    changed |= {
        path: msgspec.structs.replace(loaded[path], diagnostics=(*loaded[path].diagnostics, *faults))
        for path, faults in settled.faults.items()
        if path not in changed
    }
    return {**loaded, **changed}


def read_rates(
    site: Path, config: SiteConfig, gatherer: Gatherer
) -> tuple[Rates | RateHistory | None, tuple[str, str] | None]:
    """Read the rates file, if there is one; gives its path and digest, too."""
    file = find_rates(site, config.ticker.file)
    if file is None:
        return None, None
    path = file.relative_to(site).as_posix() if file.is_relative_to(site) else str(file)
    try:
        if not file.resolve().is_relative_to(site.resolve()):
            gatherer.error("the rates file lies outside the site", Position(path))
            return None, None
        data = file.read_bytes()
    except OSError as error:
        gatherer.error(f"the rates file cannot be read: {error.strerror}", Position(path), 'see "file" in [ticker]')
        return None, None
    rates, found = load_rates(data, path, config.site.timezone)
    gatherer.diagnostics += found
    return rates, (path, digest_bytes(data))


def _unique(
    records: Sequence[Record], kind: type[_Described], name_of: Callable[[_Described], str], gatherer: Gatherer
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
