"""Content and a language in, what an edition has of it out: its articles, sections, authors, terms and listings.

What only the first edition describes is shown in another by its name alone: no word of another language with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from generator.model.article import Article
from generator.model.author import Author
from generator.model.content import Content
from generator.model.section import Section
from generator.model.site import Language, Listing
from generator.plan.links import Map
from generator.plan.taxonomy import Terms


class Edition(msgspec.Struct, frozen=True, eq=False):
    """One language's magazine; `articles` come newest first, `authors` are by slug, as their profiles stand here.

    Articles in it may be without what comes from their bodies.
    """

    language: Language
    articles: tuple[Article, ...]
    pages: tuple[Article, ...]
    sections: list[Section]
    authors: dict[str, Author]
    terms: Terms
    listings: list[Listing]


def sections_of(
    articles: Sequence[Article], described: Sequence[Section], language: Language, first: str
) -> list[Section]:
    """Order an edition's sections by weight, then title: those with a file of their own, and those with articles.

    What a further language's file does not say stands in that of the `first`.
    """
    originals = {section.slug: section for section in described if section.language == first}
    sections = {
        section.slug: _completed(section, originals.get(section.slug))
        for section in described
        if section.language == language.code
    }
    for article in articles:
        if article.section not in sections:
            sections[article.section] = _undescribed(article, originals.get(article.section), language)
    return sorted(
        sections.values(),
        key=lambda s: (s.weight is None, s.weight or 0, s.title.casefold(), s.slug),
    )


def _completed(section: Section, original: Section | None) -> Section:
    if original is None or original is section:
        return section
    image = section.image or original.image
    if image is not None and original.image is not None and (not image.src or image is original.image):
        image = msgspec.structs.replace(
            image, src=original.image.src, alt=image.alt if image is not original.image else section.title,
            focal=image.focal or original.image.focal,
        )  # fmt: skip
    weight = section.weight if section.weight is not None else original.weight
    return msgspec.structs.replace(section, weight=weight, image=image if image and image.src else None)


def _undescribed(article: Article, original: Section | None, language: Language) -> Section:
    """Make a section that has no file in its language."""
    address = language.slug(article.section)
    if original is None:
        title = _title_of_section(article.section_title)
        return Section(article.section, language.code, title, address=address)
    return msgspec.structs.replace(original, language=language.code, description="", address=address)


def _title_of_section(typed: str) -> str:
    """Make a title of a section that has no file: of its folder's name, or of what an article typed."""
    words = typed.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def authors_of(authors: Iterable[Author], language: Language, first: str) -> dict[str, Author]:
    """Find an edition's profiles, by the slug that is the same in all languages.

    One that the edition has no file of stands there with name and picture, and without biography.
    """
    found: dict[str, Author] = {}
    for author in authors:
        if author.language == language.code:
            found[author.slug] = msgspec.structs.replace(author, slug=author.address or author.slug)
        elif author.language == first and author.slug not in found:
            address = language.slug(author.slug)
            found[author.slug] = msgspec.structs.replace(
                author, language=language.code, slug=address, role="", references=(), shortcodes=(), body_digest=""
            )  # fmt: skip
    return found


def maps_of(editions: Sequence[Edition], content: Content, sources: Mapping[str, str], site_map: Map) -> dict[str, Map]:
    """Let paths of sources lead readers to their own edition, where it has what is named, else to the original.

    Gives a map for each language. `sources` maps the keys of listings to their files. A path that names a language
    itself leads there.
    """
    if len(editions) < 2:
        return {edition.language.code: site_map for edition in editions}
    places: dict[str, dict[str, str]] = {}
    for name, code, url in _named(editions, content, sources):
        places.setdefault(name, {})[code] = url
    maps = {}
    for edition in editions:
        code = edition.language.code
        own = {
            name: urls.get(code) or site_map.pages.get(name) or next(iter(urls.values()))
            for name, urls in places.items()
            if code in urls or name not in site_map.held
        }
        maps[code] = msgspec.structs.replace(site_map, pages={**site_map.pages, **own})
    return maps


def _named(editions: Sequence[Edition], content: Content, sources: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """List the paths without a language that may lead to several editions, each with an edition and its address."""
    members: dict[str, set[str]] = {}
    for path, work in content.works.items():
        members.setdefault(work, set()).add(content.names.get(path, path))
    named = {key.partition(":")[2]: content.names.get(path, path) for key, path in sources.items()}
    for edition in editions:
        code = edition.language.code
        for article in (*edition.articles, *edition.pages):
            path = article.path
            if path in content.works:
                for name in sorted(members[content.works[path]]):
                    yield name, code, article.url
            elif path in content.names:
                yield content.names[path], code, article.url
        for listing in edition.listings:
            name = named.get(listing.head.key.partition(":")[2], "")
            if name:
                yield name, code, listing.head.url
