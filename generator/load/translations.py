"""Loaded files in, which articles are one in several languages out, with what a translation inherits (contract, 10).

`SLUG.ru.md` translates `SLUG.md`; files with other names are linked by an equal `translation_key`. The original is the
one in the site's first language, else in the first of the others. What a translation does not say it inherits, but for
words, which would stand in another language, and its record of changes.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from generator.clock import microseconds
from generator.digest import digest_of
from generator.errors import Diagnostic, Position
from generator.load.article import Loaded, LoadSettings, Record, teaser_digest_of, term_keys
from generator.model.article import Article, Image
from generator.model.author import Author
from generator.model.section import Section

# The last settled records of a process that builds again: of what each was made, and what it became.
Kept = dict[str, tuple[Loaded, Loaded | None, "Sections", Article]]


class Sections(msgspec.Struct, frozen=True):
    """Sections in further languages: the slug of each typed name, and what stands in addresses, by language first."""

    slugs: dict[tuple[str, str], str]
    addresses: dict[tuple[str, str], str]


class Settled(msgspec.Struct):
    """Records that translations become, by path; nothing where one cannot be shown. `works` names what is one."""

    records: dict[str, Record | None]
    works: dict[str, str]
    faults: dict[str, list[Diagnostic]]

    def report(self, path: str, fault: Diagnostic) -> None:
        """Report a fault of a file."""
        self.faults.setdefault(path, []).append(fault)


def settle_translations(loaded: Mapping[str, Loaded], settings: LoadSettings, kept: Kept | None = None) -> Settled:
    """Find each article's translations, and complete them.

    Reports two files that are one article in one language, and translations without a headline or date of their own
    or of an original. `kept` takes over what nothing has changed.
    """
    settled = Settled({}, {}, {})
    sections = _sections(loaded.values(), settings)
    if kept is not None and (last := next(iter(kept.values()), None)) is not None and last[2] == sections:
        sections = last[2]
    groups = _groups(loaded, settings, settled)
    originals: dict[str, str] = {}
    for paths in groups.values():
        _check_languages(paths, loaded, settled)
        for path in paths:
            settled.works[path] = paths[0]
            originals[path] = paths[0]
    for path, one in loaded.items():
        if isinstance(one.record, Article) and (one.said or one.record.language != settings.language):
            original = originals.get(path, path)
            before = kept.get(path) if kept is not None else None
            source = loaded[original] if original != path else None
            if before is not None and before[0] is one and before[1] is source and before[2] is sections:
                settled.records[path] = before[3]
                continue
            record = _settle(one, one.record, source, sections, settings, loaded, settled)
            settled.records[path] = record
            if kept is not None and record is not None and path not in settled.faults:
                kept[path] = one, source, sections, record
    settled.records |= _portraits(loaded)
    return settled


def _sections(loaded: Iterable[Loaded], settings: LoadSettings) -> Sections:
    found = [one.record for one in loaded if isinstance(one.record, Section)]
    found = [one for one in found if one.language != settings.language]
    addresses = {(one.language, one.slug): one.address for one in found if one.address}
    slugs = {(one.language, settings.slug(one.title, one.language)): one.slug for one in reversed(found)}
    slugs |= {(one.language, one.address or one.slug): one.slug for one in reversed(found)}
    return Sections(slugs, addresses)


def _groups(loaded: Mapping[str, Loaded], settings: LoadSettings, settled: Settled) -> dict[tuple[str, str], list[str]]:
    """Gather the articles that are one: by kind, and by their key, else by the name that they share."""
    by_name: dict[str, list[str]] = {}
    for path, one in loaded.items():
        if isinstance(one.record, Article) and one.said:
            name = one.original
            if name not in by_name:
                is_there = name != path and name in loaded and isinstance(loaded[name].record, Article)
                by_name[name] = [name] if is_there else []
            if path not in by_name[name]:
                by_name[name].append(path)
    order = {code: place for place, code in enumerate(settings.languages)}
    groups: dict[tuple[str, str], list[str]] = {}
    for name, paths in by_name.items():
        articles = [article for path in paths if isinstance(article := loaded[path].record, Article)]
        keyed = [article for article in articles if article.front_matter.translation_key]
        keys = list(dict.fromkeys(article.front_matter.translation_key for article in keyed))
        if len(keys) > 1:
            message = f'the translation keys "{keys[0]}" and "{keys[1]}" stand in one article\'s files'
            last = keyed[-1]
            settled.report(last.path, Diagnostic("error", message, last.position("translation_key"), "keep one"))
        kind = articles[0].kind
        group = groups.setdefault((kind, f"key {keys[0]}" if keys else f"name {name}"), [])
        group += [article.path for article in articles]
    for paths in groups.values():
        paths.sort(key=lambda path: (order.get(loaded[path].record.language, 0), path))  # type: ignore[union-attr]
    return {key: paths for key, paths in groups.items() if len(paths) > 1}


def _check_languages(paths: Sequence[str], loaded: Mapping[str, Loaded], settled: Settled) -> None:
    """Report two files that are one article in one language, at the one later by path."""
    by_language: dict[str, str] = {}
    for path in paths:
        article = loaded[path].record
        assert isinstance(article, Article)
        first = by_language.setdefault(article.language, path)
        if first != path:
            message = f'{first} and {path} are the same article in "{article.language}"'
            hint = "keep one of them" if not article.front_matter.translation_key else "give one of them another key"
            settled.report(path, Diagnostic("error", message, article.position("translation_key"), hint))


def _settle(
    one: Loaded,
    article: Article,
    source: Loaded | None,
    sections: Sections,
    settings: LoadSettings,
    loaded: Mapping[str, Loaded],
    settled: Settled,
) -> Article | None:
    """Complete an article by what its original says, and give it its address."""
    original = source.record if source is not None and isinstance(source.record, Article) else None
    if original is not None:
        article = _inherit(article, frozenset(one.said), one.original == original.path, original, settings)
        _check_image(article, one, original, settled)
    elif _lacks(article, one, loaded, settled):
        return None
    slug = article.section
    if "section" in one.said:
        typed = settings.slug(article.section_title, article.language)
        slug = sections.slugs.get((article.language, typed), slug)
    address = sections.addresses.get((article.language, slug)) or settings.slug(slug, article.language)
    if article.kind == "page":
        url = f"{settings.root(article.language)}{article.slug}/"
    else:
        url = settings.url(article.language, address, article.slug, article.day)
    if article.section == slug and article.url == url:
        return article
    return msgspec.structs.replace(article, section=slug, url=url)


def _lacks(article: Article, one: Loaded, loaded: Mapping[str, Loaded], settled: Settled) -> bool:
    """Report what an article without an original must say itself; tells whether it lacks any."""
    front_matter = article.front_matter
    lacking = [] if front_matter.title else ["title"]
    lacking += [] if front_matter.date or article.kind == "page" else ["date"]
    image = front_matter.image
    if image is not None and not image.src:
        lacking.append("image")
    if lacking and one.original != article.path and one.original in loaded:
        message = f'it takes its "{lacking[0]}" from {one.original}, which has faults, and is left out'
        settled.report(article.path, Diagnostic("warning", message, Position(article.path)))
        return True
    hint = f"or write the original, {one.original}" if one.original != article.path else ""
    for key in lacking:
        message = '"image" needs "src", the picture\'s path' if key == "image" else f'the front matter has no "{key}"'
        position = article.position("image") if key == "image" else Position(article.path)
        settled.report(article.path, Diagnostic("error", message, position, hint))
    return bool(lacking)


def _inherit(
    article: Article, said: frozenset[str], shares_name: bool, original: Article, settings: LoadSettings
) -> Article:
    """Lay what a translation says over what its original does."""
    own, other = article.front_matter, original.front_matter
    terms = dict(own.terms)
    for taxonomy, keys in term_keys(settings).items():
        if taxonomy in other.terms and not said.intersection(keys):
            terms[taxonomy] = other.terms[taxonomy]
    # Whoever shows the headline of a draft shows the draft.
    takes_headline = not own.title
    front_matter = msgspec.structs.replace(
        own,
        title=own.title or other.title,
        date=own.date or other.date,
        expires=own.expires if "expires" in said else other.expires,
        terms=terms,
        image=_image(own.image, _placed(other.image, original.path, article.path)),
        featured=own.featured if "featured" in said else other.featured,
        lead=own.lead if "lead" in said else other.lead,
        template=own.template or other.template,
        draft=own.draft or (takes_headline and other.draft),
        extra=own.extra if "extra" in said else other.extra,
    )
    published = article.published if own.date else original.published
    last = front_matter.last_change
    slug = original.slug if shares_name and "slug" not in said else article.slug
    section = article.section if "section" in said else original.section
    return msgspec.structs.replace(
        article,
        front_matter=front_matter,
        day=article.day if own.date else original.day,
        published=published,
        expires=article.expires if "expires" in said else original.expires,
        changed=published if last == front_matter.date else microseconds(datetime.fromisoformat(last)),
        slug=settings.slug(slug, article.language),
        section=section,
        section_title=article.section_title if "section" in said else original.section_title,
        teaser_digest=teaser_digest_of(front_matter),
        head_digest=digest_of(article.head_digest, front_matter, slug, section),
    )


def _image(own: Image | None, other: Image | None) -> Image | None:
    """Give the original's picture, with the translation's words for it."""
    if own is not None and own.src:
        return own
    if other is None:
        return None
    if own is None:
        return msgspec.structs.replace(other, alt=None if other.alt else other.alt, caption="")
    return Image(other.src, own.alt, own.caption, own.credit or other.credit, own.focal or other.focal)


def _placed(image: Image | None, of: str, path: str) -> Image | None:
    """Give a picture the path that leads to it from anywhere, where the file that names it lies in another folder."""
    folder = posixpath.dirname(of)
    if image is None or folder == posixpath.dirname(path) or image.src.startswith("/") or ":" in image.src:
        return image
    return msgspec.structs.replace(image, src=posixpath.normpath(f"{folder}/{image.src}").removeprefix("content"))


def _check_image(article: Article, one: Loaded, original: Article, settled: Settled) -> None:
    """Warn of an inherited picture that nobody described in this language, and of words for none."""
    image = article.front_matter.image
    typed = one.record.front_matter.image if isinstance(one.record, Article) else None
    if (
        image is not None
        and image.alt is None
        and original.front_matter.image is not None
        and not (typed and typed.src)
    ):
        message = f'the original\'s picture has no alternative text in "{article.language}"'
        hint = 'describe it: image: {alt: "…"}'
        settled.report(article.path, Diagnostic("warning", message, article.position("image"), hint))
    elif typed is not None and image is None:
        message = '"image" needs "src": the original has no picture'
        settled.report(article.path, Diagnostic("error", message, article.position("image")))


def _portraits(loaded: Mapping[str, Loaded]) -> dict[str, Record | None]:
    """Give authors in further languages the picture and links of their first profile, where they say none."""
    authors = {one.record.path: one.record for one in loaded.values() if isinstance(one.record, Author)}
    completed: dict[str, Record | None] = {}
    for path, author in authors.items():
        original = authors.get(loaded[path].original)
        if original is None or original is author:
            continue
        image = _image(author.image, original.image)
        if image is not None and image.alt is None:
            image = msgspec.structs.replace(image, alt=author.name)
        links = author.links or original.links
        digest = digest_of(author.head_digest, image, links)
        completed[path] = msgspec.structs.replace(author, image=image, links=links, head_digest=digest)
    return completed
