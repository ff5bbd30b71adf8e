"""Articles and profiles in, terms out: which term each typed name is (contract, section 4).

A term's file or an author's profile is the one whose file's slug, else whose title's slug, is the typed name's; its
title is shown. Names with equal slugs are one term, shown as its oldest article spells it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from generator.config import SiteConfig
from generator.errors import Gatherer
from generator.model.article import Article
from generator.model.author import Author
from generator.model.section import TermProfile
from generator.model.site import Language, Term
from generator.slug import slugify


class Profile(msgspec.Struct, frozen=True):
    """What a taxonomy's file says of a term, be it an author's profile or a term's own file.

    The slug is the same in all languages, `address` what stands in this one's URLs.
    """

    taxonomy: str
    language: str
    slug: str
    title: str
    description: str
    address: str = ""


TermKey = tuple[str, str]


class Terms(msgspec.Struct, frozen=True):
    """All terms of an edition, and the places of each one's articles among `articles`, which are all, in their order.

    A key is a taxonomy and a slug, and the same in all editions; terms are ordered by it. `names` has, by taxonomy,
    the key of each name that an article has typed.
    """

    terms: dict[TermKey, Term]
    places: dict[TermKey, tuple[int, ...]]
    names: dict[str, dict[str, TermKey]]
    articles: Sequence[Article]

    def members(self, key: TermKey) -> tuple[Article, ...]:
        """Give a term's articles, in order."""
        return tuple(map(self.articles.__getitem__, self.places[key]))

    def keys_of(self, article: Article) -> tuple[TermKey, ...]:
        """Give the keys of an article's terms, as it names them; a standalone page has none."""
        if article.kind == "page":
            return ()
        typed = article.front_matter.terms.items()
        return tuple(dict.fromkeys(self.names[taxonomy][name] for taxonomy, names in typed for name in names))

    def of(self, article: Article) -> dict[str, tuple[Term, ...]]:
        """Gather an article's terms by taxonomy, as it names them."""
        found: dict[str, list[Term]] = {}
        for key in self.keys_of(article):
            found.setdefault(key[0], []).append(self.terms[key])
        return {taxonomy: tuple(terms) for taxonomy, terms in found.items()}


def plan_terms(
    articles: Sequence[Article],
    authors: Iterable[Author],
    profiles: Iterable[TermProfile],
    config: SiteConfig,
    language: Language,
    gatherer: Gatherer,
    warned: set[TermKey] | None = None,
) -> Terms:
    """Find the terms of an edition's articles, which come newest first.

    Warns of names that are one term but are spelt in several ways; `warned` are the terms of which that is told.
    """
    known_profiles = _profiles(authors, profiles)
    matches, shown = _matches(known_profiles, config.site.language, language)
    told = set() if warned is None else warned
    addresses: dict[TermKey, str] = {}
    with_pages = set(config.taxonomies.names)
    # Each term's spellings, each with an article, in the end the oldest where there are several; all its articles.
    typed: dict[TermKey, dict[str, Article]] = {}
    members: dict[TermKey, list[int]] = {}
    keys: dict[str, dict[str, TermKey]] = {}
    # By taxonomy and name: what adds an article's place to the term's.
    adders: dict[str, dict[str, Callable[[int], None]]] = {}
    for place, article in enumerate(articles):
        for taxonomy, names in article.front_matter.terms.items():
            of_taxonomy = adders.get(taxonomy)
            if of_taxonomy is None:
                of_taxonomy = adders[taxonomy] = {}
                keys[taxonomy] = {}
            for name in names:
                add = of_taxonomy.get(name)
                if add is None:
                    key = keys[taxonomy][name] = _key_in(taxonomy, name, matches, addresses, language)
                    typed.setdefault(key, {})[name] = article
                    add = of_taxonomy[name] = members.setdefault(key, []).append
                add(place)
    for key, spellings in typed.items():
        if len(spellings) > 1:
            members[key] = own = [*dict.fromkeys(members[key])]  # an article may have several of them
            _find_oldest(key[0], spellings, map(articles.__getitem__, own))
    terms: dict[TermKey, Term] = {}
    for key, spellings in sorted(typed.items()):
        taxonomy, slug = key
        profile = shown.get(key)
        oldest = _oldest_spelling(spellings)
        if profile is None and len(spellings) > 1 and key not in told:
            told.add(key)
            others = ", ".join(f'"{name}"' for name in sorted(spellings) if name != oldest)
            gatherer.warning(
                f'{others} and "{oldest}" are one {taxonomy}, shown as "{oldest}"',
                max(spellings.items(), key=lambda item: (item[0] != oldest, item[1].path))[1].position(
                    _key_of(taxonomy, spellings)
                ),
                "spell it in one way",
            )
        is_own = profile is not None and profile.language == language.code
        address = (profile.address if profile and is_own else "") or language.slug(slug)
        url = f"{language.root}{taxonomy}/{address}/" if taxonomy in with_pages else ""
        name = profile.title if profile else oldest
        terms[key] = Term(
            taxonomy, language.code, address, name, url, profile.description if profile and is_own else ""
        )
    return Terms(terms, {key: tuple(members[key]) for key in terms}, keys, articles)


def _profiles(authors: Iterable[Author], profiles: Iterable[TermProfile]) -> list[Profile]:
    found = [
        Profile("author", author.language, author.slug, author.name, author.role, author.address) for author in authors
    ]
    return found + [
        Profile(term.taxonomy, term.language, term.slug, term.title, term.description, term.address)
        for term in profiles
    ]


def _matches(
    profiles: Sequence[Profile], first: str, language: Language
) -> tuple[dict[TermKey, str], dict[TermKey, Profile]]:
    """Map what a typed name makes to the slug of its term, and terms to the profile that is shown.

    The language's own profiles come before those of the site's first one; a slug comes before a title.
    """
    matches: dict[TermKey, str] = {}
    shown: dict[TermKey, Profile] = {}
    for code in dict.fromkeys((language.code, first)):
        of_language = [profile for profile in profiles if profile.language == code]
        addresses: dict[TermKey, str] = {}
        for profile in of_language:
            addresses.setdefault((profile.taxonomy, profile.address or profile.slug), profile.slug)
            shown.setdefault((profile.taxonomy, profile.slug), profile)
        matches = {**addresses, **matches}
        for profile in of_language:
            matches.setdefault((profile.taxonomy, language.slug(profile.title)), profile.slug)
    return matches, shown


def _key_in(
    taxonomy: str, name: str, matches: dict[TermKey, str], addresses: dict[TermKey, str], language: Language
) -> TermKey:
    """Find the term of a typed name; names of new ones that make one address are one term."""
    address = language.slug(name)
    slug = matches.get((taxonomy, address)) or (matches.get((taxonomy, slugify(name))) if language.is_latin else None)
    return taxonomy, slug or addresses.setdefault((taxonomy, address), slugify(name))


def _find_oldest(taxonomy: str, spellings: dict[str, Article], articles: Iterable[Article]) -> None:
    """Give each spelling of a term the oldest of its articles, which come newest first."""
    for article in articles:
        for name in article.front_matter.terms.get(taxonomy, ()):
            if name in spellings:
                spellings[name] = article


def _oldest_spelling(spellings: dict[str, Article]) -> str:
    return min(
        spellings,
        key=lambda name: (spellings[name].published, spellings[name].slug, spellings[name].path, name),
    )


def _key_of(taxonomy: str, spellings: dict[str, Article]) -> str:
    article = next(iter(spellings.values()))
    return next((key for key in (f"{taxonomy}s", taxonomy) if article.place_of(key)), taxonomy)
