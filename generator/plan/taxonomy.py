"""Articles and profiles in, terms out: which term each typed name is (contract, section 4).

A term's file or an author's profile is the one whose file's slug, else whose title's slug, is the typed name's; its
title is shown. Names with equal slugs are one term, shown as its oldest article spells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from generator.config import SiteConfig
from generator.errors import Gatherer
from generator.model.article import Article
from generator.model.author import Author
from generator.model.section import TermProfile
from generator.model.site import Term
from generator.slug import slugify


class Profile(msgspec.Struct, frozen=True):
    """What a taxonomy's file says of a term, be it an author's profile or a term's own file."""

    slug: str
    title: str
    description: str


class Terms(msgspec.Struct, frozen=True):
    """All terms: those of each article, by its path and the taxonomy, and each term's articles, in the given order.

    Terms are keyed by taxonomy and slug, ordered by both.
    """

    by_article: dict[str, dict[str, tuple[Term, ...]]]
    articles: dict[tuple[str, str], tuple[Article, ...]]
    terms: dict[tuple[str, str], Term]


def plan_terms(
    articles: Sequence[Article],
    authors: Iterable[Author],
    profiles: Iterable[TermProfile],
    config: SiteConfig,
    language: str,
    root: str,
    gatherer: Gatherer,
) -> Terms:
    """Find each article's terms; `articles` are newest first, `root` is the edition's place (`/`).

    Warns of names that are one term but are spelt in several ways.
    """
    matches = _matches(authors, profiles)
    with_pages = set(config.taxonomies.names)
    terms: dict[tuple[str, str], Term] = {}
    typed: dict[tuple[str, str], dict[str, Article]] = {}
    for article in articles:
        for taxonomy, names in article.front_matter.terms.items():
            for name in names:
                profile = matches.get((taxonomy, slugify(name)))
                key = (taxonomy, profile.slug if profile else slugify(name))
                typed.setdefault(key, {})[name] = article
    for key, spellings in sorted(typed.items()):
        taxonomy, slug = key
        profile = matches.get(key)
        oldest = _oldest_spelling(spellings)
        if profile is None and len(spellings) > 1:
            others = ", ".join(f'"{name}"' for name in sorted(spellings) if name != oldest)
            gatherer.warning(
                f'{others} and "{oldest}" are one {taxonomy}, shown as "{oldest}"',
                max(spellings.items(), key=lambda item: (item[0] != oldest, item[1].path))[1].position(
                    _key_of(taxonomy, spellings)
                ),
                "spell it in one way",
            )
        url = f"{root}{taxonomy}/{slug}/" if taxonomy in with_pages else ""
        name = profile.title if profile else oldest
        terms[key] = Term(taxonomy, language, slug, name, url, profile.description if profile else "")
    return _collected(articles, terms, matches)


def _collected(
    articles: Sequence[Article], terms: dict[tuple[str, str], Term], matches: dict[tuple[str, str], Profile]
) -> Terms:
    by_article: dict[str, dict[str, tuple[Term, ...]]] = {}
    members: dict[tuple[str, str], list[Article]] = {key: [] for key in terms}
    for article in articles:
        own: dict[str, tuple[Term, ...]] = {}
        for taxonomy, names in article.front_matter.terms.items():
            slugs = [slugify(name) for name in names]
            keys = [(taxonomy, matches[taxonomy, s].slug if (taxonomy, s) in matches else s) for s in slugs]
            unique = tuple(dict.fromkeys(keys))
            own[taxonomy] = tuple(terms[key] for key in unique)
            for key in unique:
                members[key].append(article)
        by_article[article.path] = own
    return Terms(by_article, {key: tuple(found) for key, found in members.items()}, terms)


def _matches(authors: Iterable[Author], profiles: Iterable[TermProfile]) -> dict[tuple[str, str], Profile]:
    """Map (taxonomy, slug of a typed name) to its profile: by the file's slug first, then by the title's."""
    found = [("author", Profile(author.slug, author.name, author.role)) for author in authors]
    found += [(term.taxonomy, Profile(term.slug, term.title, term.description)) for term in profiles]
    matches = {(taxonomy, profile.slug): profile for taxonomy, profile in reversed(found)}
    for taxonomy, profile in found:
        matches.setdefault((taxonomy, slugify(profile.title)), profile)
    return matches


def _oldest_spelling(spellings: dict[str, Article]) -> str:
    # Articles come newest first, so each spelling kept its oldest article.
    return min(
        spellings,
        key=lambda name: (spellings[name].published, spellings[name].slug, spellings[name].path, name),
    )


def _key_of(taxonomy: str, spellings: dict[str, Article]) -> str:
    places = next(iter(spellings.values())).places
    return next((key for key in (f"{taxonomy}s", taxonomy) if key in places), taxonomy)
