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
from generator.language import root_of, same_code
from generator.load.encoding import read_text
from generator.load.fields import Fields, has_slug
from generator.load.markdown_settings import MarkdownSettings
from generator.load.scan import SourceFile
from generator.model.article import Article, FrontMatter
from generator.model.author import Author, Link
from generator.model.body import Body
from generator.model.section import Section, TermProfile
from generator.slug import fill_pattern, segment_fault
from generator.text import split_words
from generator.transliteration import slug_in

# How each built-in taxonomy's key may be written.
_TERM_KEYS: dict[str, tuple[str, ...]] = {
    "tag": ("tags",),
    "author": ("authors", "author"),
    "region": ("regions", "region"),
    "series": ("series",),
}

# Where a fault of these shows only once all articles are known.
_PLACED_KEYS = frozenset(("slug", "section", "aliases", "image", "template", "tags", "author", "authors", "region",
                          "regions", "series", "lang", "translation_key", "translation_of"))  # fmt: skip

Record = Article | Author | Section | TermProfile


class LoadSettings(msgspec.Struct, frozen=True):
    """What, beside its bytes, decides what a source file becomes.

    `language` is the site's, `zone` its time zone, `pattern` that of article permalinks, `taxonomies` the site's own.
    `languages` are all the site's, its first one first, and `latin` those whose slugs are in Latin letters.
    """

    language: str
    zone: str
    pattern: str
    taxonomies: tuple[str, ...]
    markdown: MarkdownSettings
    languages: tuple[str, ...] = ()
    latin: tuple[str, ...] = ()

    def slug(self, text: str, language: str) -> str:
        """Make the slug of a text in one of the site's languages."""
        return slug_in(text, language, is_latin=language in self.latin)

    def root(self, language: str) -> str:
        """Give the place of a language's edition below the site's root."""
        return "/" if language == self.language else root_of(language)

    def url(self, language: str, section: str, slug: str, day: str) -> str:
        """Make an article's address; nothing where it has no day."""
        if not day:
            return ""
        filled = fill_pattern(self.pattern, section, slug, int(day[:4]), int(day[5:7]), int(day[8:]))
        return filled if language == self.language else self.root(language) + filled[1:]


class Loaded(msgspec.Struct, frozen=True, array_like=True):
    """One source file, loaded: its record where it could be read, and its faults.

    `is_draft` tells that its `draft: true` could be read, whatever else is wrong. `original` is the path that its name
    would have without its language, `said` the front matter's keys: of what may be a translation, and else nothing.
    """

    record: Record | None
    is_draft: bool
    diagnostics: tuple[Diagnostic, ...]
    original: str = ""
    said: tuple[str, ...] = ()


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
    said: tuple[str, ...] = ()
    text = read_text(data, source.path, gatherer)
    parts = split_source(text, source.path, gatherer) if text is not None else None
    if parts is not None:
        fields = Fields(parts.document, gatherer, settings.zone)
        is_draft = fields.flag("draft")
        said = _said(source, fields, settings)
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
    return Loaded(record, is_draft, tuple(gatherer.diagnostics), source.original if said else "", said), body


def _said(source: SourceFile, fields: Fields, settings: LoadSettings) -> tuple[str, ...]:
    """List what the front matter says, if the file may be a translation, which inherits what it does not say."""
    if len(settings.languages) < 2:
        return ()
    values = fields.document.values
    if not source.language and not {"translation_key", "lang"}.intersection(values):
        return ()
    return tuple(key for key, value in values.items() if value is not None and value != "") or ("",)


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
    lang, language = _language(source, fields, settings)
    may_inherit = bool(_said(source, fields, settings))
    if not typed_date and not is_page and not (may_inherit and "date" not in fields.document.values):
        _require_date(fields)
    expires_text, expires = fields.moment("expires")
    slug = settings.slug(fields.segment("slug", source.name), language)
    section_typed = "" if is_page else fields.segment("section", source.section)
    front_matter = FrontMatter(
        title=fields.title(is_required=not may_inherit),
        date=typed_date,
        updated=fields.moment("updated")[0],
        expires=expires_text,
        aliases=fields.aliases(),
        canonical_url=fields.url("canonical_url"),
        lang=lang,
        translation_key=fields.text("translation_key").strip(),
        translation_of=fields.text("translation_of").strip(),
        terms=_terms(fields, settings),
        standfirst=fields.text("summary", "description", "standfirst").strip(),
        kicker=fields.text("kicker").strip(),
        image=fields.image(may_inherit=may_inherit),
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
    found_day = _day(typed_date, settings.zone)
    day = found_day.isoformat() if found_day else ""
    section = settings.slug(section_typed, settings.language)
    article = Article(
        path=source.path,
        kind=kind,
        language=language,
        section=section,
        section_title=section_typed,
        slug=slug,
        url=f"{settings.root(language)}{slug}/" if is_page else settings.url(language, section, slug, day),
        day=day,
        front_matter=front_matter,
        published=published,
        expires=expires,
        changed=changed,
        first_line=first_line,
        bundle=source.bundle,
        word_count=body.word_count,
        references=body.references,
        shortcodes=body.shortcodes,
        teaser_digest=teaser_digest_of(front_matter),
        head_digest=digest_of(front_matter, slug, section_typed, body.excerpt),
        body_digest=body_digest,
        places=_places(fields),
    )
    return article, body


def teaser_digest_of(front_matter: FrontMatter) -> str:
    """Digest what neighbouring pages show: no excerpt, so that an edit of the body stays the article's own."""
    return digest_of(front_matter.title, front_matter.kicker, front_matter.standfirst, front_matter.date,
                     front_matter.image, front_matter.lang)  # fmt: skip


def _places(fields: Fields) -> str:
    """Note where the keys stand whose faults only the plan can see, each in a line after a line's end."""
    values = fields.document.values
    places: dict[str, tuple[int, int]] = {}
    for key in _PLACED_KEYS.intersection(values):
        at = fields.position(key)
        places[key] = (at.line, at.column)
    aliases = values.get("aliases")
    for index in range(len(aliases) if isinstance(aliases, list) else 0):
        at = fields.position("aliases", index)
        places[f"aliases.{index}"] = (at.line, at.column)
    return "".join(f"\n{key} {line} {column}" for key, (line, column) in sorted(places.items()))


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


def _language(source: SourceFile, fields: Fields, settings: LoadSettings) -> tuple[str, str]:
    """Find the text's language where it is said, and the edition that the file belongs to."""
    lang = fields.text("lang").strip()
    if lang and not all(part.isalnum() and part.isascii() and len(part) <= 8 for part in lang.split("-")):
        fields.error(f'"{lang}" is not a language code', "lang", hint='for example "ru" or "kk"')
    named = next((code for code in settings.languages if same_code(code, lang)), "") if lang else ""
    if named and source.language and named != source.language:
        hint = "take one of them away"
        fields.error(f'"lang" says "{lang}", but the file\'s name says "{source.language}"', "lang", hint=hint)
    return named or lang, source.language or named or settings.language


def _template(fields: Fields) -> str:
    template = fields.text("template").strip()
    if template and (".." in template or template.startswith("/") or "\\" in template):
        fields.error(f'"{template}" is not the name of a template', "template")
    return template


def term_keys(settings: LoadSettings) -> dict[str, tuple[str, ...]]:
    """Map each taxonomy to the keys that it may be written under."""
    own = [name for name in settings.taxonomies if name not in BUILT_IN_TAXONOMIES]
    return _TERM_KEYS | {name: (name, f"{name}s") for name in own}


def _terms(fields: Fields, settings: LoadSettings) -> dict[str, tuple[str, ...]]:
    """Read the terms of every taxonomy, as typed; a name without anything to make a URL of is an error."""
    keys = term_keys(settings)
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


def _author(
    source: SourceFile, text: str, first_line: int, fields: Fields, settings: LoadSettings, known_body: KnownBody
) -> tuple[Author, Body]:
    language = source.language or settings.language
    name = fields.title()
    role = fields.text("role").strip()
    image = fields.image(may_inherit=bool(source.language))
    links = tuple(Link(title, url) for title, url in fields.links())
    slug = settings.slug(_file_slug(source, fields), settings.language)
    address = _address(source, slug, name, fields, settings)
    fields.report_unknown(others=("extra",))
    body_digest, body = _body(text, first_line, fields, settings, known_body)
    author = Author(
        path=source.path,
        language=language,
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
        address=address,
    )
    return author, body


def _section(source: SourceFile, text: str, first_line: int, fields: Fields, settings: LoadSettings) -> Section:
    slug = settings.slug(source.section, settings.language)
    title = fields.title(is_required=False)
    section = Section(
        slug=slug,
        language=source.language or settings.language,
        title=title or title_of_folder(source.section),
        description=fields.text("description", "summary", "standfirst").strip(),
        weight=fields.number("weight"),
        path=source.path,
        image=fields.image(may_inherit=bool(source.language)),
        image_place=_image_place(fields),
        address=_address(source, slug, title, fields, settings),
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
    slug = settings.slug(_file_slug(source, fields), settings.language)
    title = fields.title()
    term = TermProfile(
        path=source.path,
        language=source.language or settings.language,
        taxonomy=source.section,
        slug=slug,
        title=title,
        description=fields.text("description", "summary", "standfirst").strip(),
        address=_address(source, slug, title, fields, settings),
    )
    _warn_of_body(text, first_line, fields)
    fields.report_unknown(others=("extra",))
    return term


def _file_slug(source: SourceFile, fields: Fields) -> str:
    if fault := segment_fault(source.name):
        fields.gatherer.error(f'the name "{source.name}" {fault}', Position(source.path), "give the file another name")
    return source.name


def _address(source: SourceFile, slug: str, title: str, fields: Fields, settings: LoadSettings) -> str:
    """Find what stands in the address of a section, term or author in its file's language.

    In a further language that is the file's `slug`, else what its title makes; empty where it is as in the first one.
    """
    if source.language in ("", settings.language):
        return ""
    typed = fields.segment("slug", title or slug) if title or fields.document.values.get("slug") else ""
    own = settings.slug(typed, source.language)
    return "" if own == slug else own


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
