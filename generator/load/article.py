"""One Markdown file in, one typed record out, with its parsed body and what is wrong with it (contract, section 3).

Each file is read alone: nothing here knows another file, a permalink or the clock.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from generator.clock import parse_moment, zone_named
from generator.config import BUILT_IN_TAXONOMIES
from generator.digest import digest_of
from generator.errors import Diagnostic, Gatherer, Position, has_errors, made_warnings
from generator.load.fields import Fields, has_slug
from generator.load.frontmatter import read_text, split_source
from generator.load.markdown import MarkdownSettings, parse_body
from generator.load.scan import SourceFile
from generator.model.article import Article, FrontMatter
from generator.model.author import Author, Link
from generator.model.body import Body
from generator.model.section import Section, TermProfile
from generator.slug import fill_pattern, segment_fault, slugify
from generator.text import split_words

# How each built-in taxonomy's key may be written.
_TERM_KEYS: dict[str, tuple[str, ...]] = {
    "tag": ("tags",),
    "author": ("authors", "author"),
    "region": ("regions", "region"),
    "series": ("series",),
}

# Where a fault of these shows only once all articles are known.
_PLACED_KEYS = frozenset(("slug", "section", "aliases", "image", "template", "tags", "author", "authors", "region",
                          "regions", "series", "lang"))  # fmt: skip

Record = Article | Author | Section | TermProfile


class LoadSettings(msgspec.Struct, frozen=True):
    """What, beside its bytes, decides what a source file becomes.

    `language` is the site's, `zone` its time zone, `pattern` that of article permalinks, `taxonomies` the site's own.
    """

    language: str
    zone: str
    pattern: str
    taxonomies: tuple[str, ...]
    markdown: MarkdownSettings
    with_drafts: bool = False


class Loaded(msgspec.Struct, frozen=True):
    """One source file, loaded: its record and body where it could be read, its digest, and its faults."""

    path: str
    digest: str
    record: Record | None
    body: Body | None
    diagnostics: tuple[Diagnostic, ...]


def load_source(source: SourceFile, data: bytes, digest: str, settings: LoadSettings) -> Loaded:
    """Read one Markdown file in the role that its place gives it.

    In a file whose `draft: true` can be read, faults are warnings, unless drafts are built.
    """
    gatherer = Gatherer()
    record: Record | None = None
    body: Body | None = None
    is_draft = False
    text = read_text(data, source.path, gatherer)
    parts = split_source(text, source.path, gatherer) if text is not None else None
    if parts is not None:
        fields = Fields(parts.document, gatherer, settings.zone)
        is_draft = fields.flag("draft")
        if source.role in ("article", "page"):
            record, body = _article(source, parts.body, parts.first_line, fields, settings)
        elif source.role == "author":
            record, body = _author(source, parts.body, parts.first_line, fields, settings)
        elif source.role == "section":
            record = _section(source, parts.body, parts.first_line, fields, settings)
        else:
            record = _term(source, parts.body, parts.first_line, fields, settings)
    found = gatherer.diagnostics
    if has_errors(found):
        record = None
        if is_draft and not settings.with_drafts:
            found = made_warnings(found)
    return Loaded(source.path, digest, record, body, tuple(found))


def _article(
    source: SourceFile, text: str, first_line: int, fields: Fields, settings: LoadSettings
) -> tuple[Article, Body]:
    is_page = source.role == "page"
    kind: Literal["article", "page"] = "page" if is_page else "article"
    date, published = fields.moment("date")
    if not date and not is_page:
        _require_date(fields)
    expires_text, expires = fields.moment("expires")
    slug = slugify(fields.segment("slug", source.name))
    section_typed = "" if is_page else fields.segment("section", source.section)
    front_matter = FrontMatter(
        title=fields.title(),
        date=date,
        updated=fields.moment("updated")[0],
        expires=expires_text,
        aliases=fields.aliases(),
        canonical_url=fields.url("canonical_url"),
        lang=_language(fields),
        translation_key=fields.text("translation_key"),
        terms=_terms(fields, settings),
        standfirst=fields.text("summary", "description", "standfirst").strip(),
        kicker=fields.text("kicker").strip(),
        image=fields.image(),
        featured=fields.flag("featured"),
        lead=fields.flag("lead"),
        template=_template(fields),
        corrections=fields.corrections(),
        draft=fields.flag("draft"),
        extra=fields.table("extra"),
    )
    fields.report_unknown()
    body = parse_body(text, settings.markdown, source.path, first_line, fields.gatherer)
    body_digest = digest_of(text, settings.markdown)
    article = Article(
        path=source.path,
        kind=kind,
        language=settings.language,
        section=slugify(section_typed),
        section_title=section_typed,
        slug=slug,
        url=_page_url(slug) if is_page else _article_url(slugify(section_typed), slug, date, settings),
        front_matter=front_matter,
        published=published,
        expires=expires,
        first_line=first_line,
        bundle=source.bundle,
        word_count=body.word_count,
        references=body.references,
        shortcodes=body.shortcodes,
        head_digest=digest_of(front_matter, slug, section_typed, body.excerpt, body.word_count),
        body_digest=body_digest,
        places=_places(fields),
    )
    return article, body


def _places(fields: Fields) -> dict[str, tuple[int, int]]:
    """Note where the keys stand whose faults only the plan can see."""
    values = fields.document.values
    places: dict[str, tuple[int, int]] = {}
    for key in _PLACED_KEYS.intersection(values):
        at = fields.position(key)
        places[key] = (at.line, at.column)
    aliases = values.get("aliases")
    for index in range(len(aliases) if isinstance(aliases, list) else 0):
        at = fields.position("aliases", index)
        places[f"aliases.{index}"] = (at.line, at.column)
    return dict(sorted(places.items()))


def _require_date(fields: Fields) -> None:
    values = fields.document.values
    if "date" not in values:
        fields.gatherer.error('the front matter has no "date"', Position(fields.document.path), "add: date: 2025-05-14")
    elif not fields.value("date")[0]:
        fields.error("the date is empty", "date", hint="write 2025-05-14 or 2025-05-14 09:30")


def _language(fields: Fields) -> str:
    lang = fields.text("lang").strip()
    if lang and not all(part.isalnum() and part.isascii() and len(part) <= 8 for part in lang.split("-")):
        fields.error(f'"{lang}" is not a language code', "lang", hint='for example "ru" or "kk"')
    return lang


def _template(fields: Fields) -> str:
    template = fields.text("template").strip()
    if template and (".." in template or template.startswith("/") or "\\" in template):
        fields.error(f'"{template}" is not the name of a template', "template")
    return template


def _terms(fields: Fields, settings: LoadSettings) -> dict[str, tuple[str, ...]]:
    """Read the terms of every taxonomy, as typed; a name without anything to make a URL of is an error."""
    keys = dict(_TERM_KEYS)
    for name in settings.taxonomies:
        if name not in BUILT_IN_TAXONOMIES:
            keys[name] = (name, f"{name}s")
    terms: dict[str, tuple[str, ...]] = {}
    for taxonomy, names in keys.items():
        found = fields.texts(*names)
        for term in found:
            if not has_slug(term):
                key = next(name for name in names if name in fields.document.values)
                fields.error(f'the {taxonomy} "{term}" has no letter or digit to make a URL of', key)
        if found:
            terms[taxonomy] = found
    return terms


def _page_url(slug: str) -> str:
    return f"/{slug}/"


def _article_url(section: str, slug: str, date: str, settings: LoadSettings) -> str:
    moment = parse_moment(date, settings.zone) if date else None
    if moment is None:
        return ""
    day = moment.astimezone(zone_named(settings.zone))
    return fill_pattern(settings.pattern, section, slug, day.year, day.month, day.day)


def _author(
    source: SourceFile, text: str, first_line: int, fields: Fields, settings: LoadSettings
) -> tuple[Author, Body]:
    name = fields.title()
    role = fields.text("role").strip()
    image = fields.image()
    links = tuple(Link(title, url) for title, url in fields.links())
    slug = slugify(_file_slug(source, fields))
    fields.report_unknown(others=("extra",))
    body = parse_body(text, settings.markdown, source.path, first_line, fields.gatherer)
    author = Author(
        path=source.path,
        language=settings.language,
        slug=slug,
        name=name,
        role=role,
        image=image,
        links=links,
        first_line=first_line,
        references=body.references,
        shortcodes=body.shortcodes,
        head_digest=digest_of(slug, name, role, image, links),
        body_digest=digest_of(text, settings.markdown),
    )
    return author, body


def _section(source: SourceFile, text: str, first_line: int, fields: Fields, settings: LoadSettings) -> Section:
    section = Section(
        slug=slugify(source.section),
        language=settings.language,
        title=fields.title(is_required=False) or title_of_folder(source.section),
        description=fields.text("description", "summary", "standfirst").strip(),
        weight=fields.number("weight"),
        path=source.path,
    )
    _warn_of_body(text, first_line, fields)
    fields.report_unknown(others=("extra",))
    return section


def _term(source: SourceFile, text: str, first_line: int, fields: Fields, settings: LoadSettings) -> TermProfile:
    known = dict.fromkeys((*BUILT_IN_TAXONOMIES, *settings.taxonomies))
    if source.section not in known:
        fields.gatherer.warning(
            f'there is no taxonomy "{source.section}"', Position(source.path), "known: " + ", ".join(known)
        )
    term = TermProfile(
        path=source.path,
        language=settings.language,
        taxonomy=source.section,
        slug=slugify(_file_slug(source, fields)),
        title=fields.title(),
        description=fields.text("description", "summary", "standfirst").strip(),
    )
    _warn_of_body(text, first_line, fields)
    fields.report_unknown(others=("extra",))
    return term


def _file_slug(source: SourceFile, fields: Fields) -> str:
    if fault := segment_fault(source.name):
        fields.gatherer.error(f'the name "{source.name}" {fault}', Position(source.path), "give the file another name")
    return source.name


def _warn_of_body(text: str, first_line: int, fields: Fields) -> None:
    if split_words(text):
        fields.gatherer.warning(
            "text below the front matter is not shown here", Position(fields.document.path, first_line),
            'put it into "description"',
        )  # fmt: skip


def title_of_folder(name: str) -> str:
    """Make a title of a folder's name: `world-news` is `World news`."""
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]
