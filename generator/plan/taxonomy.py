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


TermKey = tuple[str, str]


class Terms(msgspec.Struct, frozen=True):
    """All terms: the keys of each article's, by its path, and each term's articles, in the given order.

    A key is a taxonomy and a slug; terms are ordered by it.
    """

    keys: dict[str, tuple[TermKey, ...]]
    articles: dict[TermKey, tuple[Article, ...]]
    terms: dict[TermKey, Term]

    def of(self, path: str) -> dict[str, tuple[Term, ...]]:
        """Gather an article's terms by taxonomy, as it names them."""
        found: dict[str, list[Term]] = {}
        for key in self.keys.get(path, ()):
            found.setdefault(key[0], []).append(self.terms[key])
        return {taxonomy: tuple(terms) for taxonomy, terms in found.items()}


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
    typed: dict[TermKey, dict[str, Article]] = {}
    members: dict[TermKey, list[Article]] = {}
    keys: dict[str, tuple[TermKey, ...]] = {}
    # By taxonomy and name: the term's key, its spellings, its articles.
    known: dict[str, dict[str, tuple[TermKey, dict[str, Article], list[Article]]]] = {}
    for article in articles:
        own: list[TermKey] = []
        for taxonomy, names in article.front_matter.terms.items():
            of_taxonomy = known.setdefault(taxonomy, {})
            for name in names:
                if name not in of_taxonomy:
                    slug = slugify(name)
                    profile = matches.get((taxonomy, slug))
                    key = (taxonomy, profile.slug if profile else slug)
                    of_taxonomy[name] = (key, typed.setdefault(key, {}), members.setdefault(key, []))
                key, spellings, articles_of_term = of_taxonomy[name]
                spellings[name] = article
                if key not in own:
                    own.append(key)
                    articles_of_term.append(article)
        keys[article.path] = tuple(own)
    terms: dict[TermKey, Term] = {}
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
    ordered = {key: tuple(members[key]) for key in terms}
    return Terms(keys, ordered, terms)


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
