"""One Markdown file in, one typed record out, with its parsed body and what is wrong with it (contract, section 3).

Each file is read alone: nothing here knows another file, a permalink or the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Literal

import msgspec

from generator.clock import microseconds, zone_named
from generator.config import BUILT_IN_TAXONOMIES
from generator.digest import digest_of
from generator.errors import Diagnostic, Gatherer, Position, has_errors
from generator.load.encoding import read_text
from generator.load.fields import Fields, has_slug
from generator.load.markdown_settings import MarkdownSettings
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


class Loaded(msgspec.Struct, frozen=True, array_like=True):
    """One source file, loaded: its record where it could be read, and its faults.

    `is_draft` tells that its `draft: true` could be read, whatever else is wrong.
    """

    record: Record | None
    is_draft: bool
    diagnostics: tuple[Diagnostic, ...]


# Finds a body that was parsed before, by its digest.
KnownBody = Callable[[str], Body | None]


def load_source(
    source: SourceFile, data: bytes, settings: LoadSettings, known_body: KnownBody
) -> tuple[Loaded, Body | None]:
    """Read one Markdown file in the role that its place gives it; gives its body, too, where it has one."""
    from generator.load.frontmatter import split_source

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
            record, body = _article(source, parts.body, parts.first_line, fields, settings, known_body)
        elif source.role == "author":
            record, body = _author(source, parts.body, parts.first_line, fields, settings, known_body)
        elif source.role == "section":
            record = _section(source, parts.body, parts.first_line, fields, settings)
        else:
            record = _term(source, parts.body, parts.first_line, fields, settings)
    if has_errors(gatherer.diagnostics):
        record = body = None
    return Loaded(record, is_draft, tuple(gatherer.diagnostics)), body


def _body(
    text: str, first_line: int, fields: Fields, settings: LoadSettings, known_body: KnownBody
) -> tuple[str, Body]:
    """Parse a body, or take it from before; its faults get their place in the file."""
    digest = digest_of(text, settings.markdown)
    body = known_body(digest)
    if body is None:
        from generator.load.markdown import parse_body  # the parser is dear to import, and not always needed

        body = parse_body(text, settings.markdown)
    for fault in body.faults:
        position = Position(fields.document.path, fault.line + first_line - 1, fault.column)
        fields.gatherer.diagnostics.append(Diagnostic(fault.severity, fault.message, position, fault.hint))
    return digest, body


def _article(
    source: SourceFile, text: str, first_line: int, fields: Fields, settings: LoadSettings, known_body: KnownBody
) -> tuple[Article, Body]:
    is_page = source.role == "page"
    kind: Literal["article", "page"] = "page" if is_page else "article"
    typed_date, published = fields.moment("date")
    if not typed_date and not is_page:
        _require_date(fields)
    expires_text, expires = fields.moment("expires")
    slug = slugify(fields.segment("slug", source.name))
    section_typed = "" if is_page else fields.segment("section", source.section)
    front_matter = FrontMatter(
        title=fields.title(),
        date=typed_date,
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
    body_digest, body = _body(text, first_line, fields, settings, known_body)
    last = front_matter.last_change
    changed = published if last == typed_date else microseconds(datetime.fromisoformat(last))
    day = _day(typed_date, settings.zone)
    article = Article(
        path=source.path,
        kind=kind,
        language=settings.language,
        section=slugify(section_typed),
        section_title=section_typed,
        slug=slug,
        url=f"/{slug}/" if is_page else _article_url(slugify(section_typed), slug, day, settings),
        day=day.isoformat() if day else "",
        front_matter=front_matter,
        published=published,
        expires=expires,
        changed=changed,
        first_line=first_line,
        bundle=source.bundle,
        word_count=body.word_count,
        references=body.references,
        shortcodes=body.shortcodes,
        teaser_digest=_teaser_digest(front_matter),
        head_digest=digest_of(front_matter, slug, section_typed, body.excerpt),
        body_digest=body_digest,
        places=_places(fields),
    )
    return article, body


def _teaser_digest(front_matter: FrontMatter) -> str:
    """Digest what neighbouring pages show: no excerpt, so that an edit of the body stays the article's own."""
    return digest_of(front_matter.title, front_matter.kicker, front_matter.standfirst, front_matter.date,
                     front_matter.image, front_matter.lang)  # fmt: skip


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


def _image_place(fields: Fields) -> tuple[int, int]:
    """Note where a picture stands whose faults only the plan can see."""
    at = fields.position("image") if "image" in fields.document.values else Position("")
    return at.line, at.column


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


def _day(moment: str, zone: str) -> date | None:
    """Find the day of ISO text in the site's zone."""
    return datetime.fromisoformat(moment).astimezone(zone_named(zone)).date() if moment else None


def _article_url(section: str, slug: str, day: date | None, settings: LoadSettings) -> str:
    return fill_pattern(settings.pattern, section, slug, day.year, day.month, day.day) if day else ""


def _author(
    source: SourceFile, text: str, first_line: int, fields: Fields, settings: LoadSettings, known_body: KnownBody
) -> tuple[Author, Body]:
    name = fields.title()
    role = fields.text("role").strip()
    image = fields.image()
    links = tuple(Link(title, url) for title, url in fields.links())
    slug = slugify(_file_slug(source, fields))
    fields.report_unknown(others=("extra",))
    body_digest, body = _body(text, first_line, fields, settings, known_body)
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
        body_digest=body_digest,
        image_place=_image_place(fields),
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
        image=fields.image(),
        image_place=_image_place(fields),
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
