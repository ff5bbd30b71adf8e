"""Published articles in, listings and their pages out (contract, section 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from generator.address import page_url, period_url
from generator.model.article import Article
from generator.model.author import Author
from generator.model.section import Section
from generator.model.site import Language, Listing, ListingHead, Paginator, Surroundings
from generator.plan.taxonomy import Terms


def order_newest_first(articles: Sequence[Article]) -> list[Article]:
    """Sort by date, newest first, then by slug, then by source path."""
    return sorted(articles, key=lambda article: (-article.published, article.slug, article.path))


def order_oldest_first(articles: Sequence[Article]) -> list[Article]:
    """Sort by date, oldest first, then by slug, then by source path: the order of a series."""
    return sorted(articles, key=_age)


def _age(article: Article) -> tuple[int, str, str]:
    return article.published, article.slug, article.path


def front_listing(articles: Sequence[Article], language: Language) -> Listing:
    """Make the front page's listing: every article of the edition, newest first."""
    head = ListingHead(f"{language.code}:front", "front", language.code, language.root, language.title,
                       language.description)  # fmt: skip
    return Listing(head, tuple(articles), tuple(range(len(articles))))


def _listing(head: ListingHead, articles: Sequence[Article], places: Sequence[int]) -> Listing:
    return Listing(head, tuple(map(articles.__getitem__, places)), tuple(places))


def section_listings(articles: Sequence[Article], sections: Sequence[Section], language: Language) -> list[Listing]:
    """Make a listing for each section, in their order; one without articles has its page, too."""
    members: dict[str, list[int]] = {section.slug: [] for section in sections}
    for place, article in enumerate(articles):
        members[article.section].append(place)
    return [
        _listing(
            ListingHead(
                f"{language.code}:section:{section.slug}", "section", language.code,
                f"{language.root}{section.address or section.slug}/", section.title, section.description,
                subject=section.slug,
            ),
            articles,
            members[section.slug],
        )
        for section in sections
    ]  # fmt: skip


def term_listings(
    articles: Sequence[Article], terms: Terms, profiles: Mapping[str, Author], names: Sequence[str], language: Language
) -> list[Listing]:
    """Make a listing for each term of the taxonomies that get pages; an author's profile has its page in any case."""
    listings = []
    for taxonomy in names:
        slugs = {slug for of_taxonomy, slug in terms.terms if of_taxonomy == taxonomy}
        if taxonomy == "author":
            slugs |= {slug for slug, author in profiles.items() if author.body_digest}
        for slug in sorted(slugs):
            term = terms.terms.get((taxonomy, slug))
            author = profiles.get(slug) if taxonomy == "author" else None
            places: Sequence[int] = terms.places.get((taxonomy, slug), ())
            if taxonomy == "series":
                places = sorted(places, key=lambda place: _age(articles[place]))
            address = author.slug if author else term.slug if term else slug
            head = ListingHead(
                f"{language.code}:{taxonomy}:{slug}", "term", language.code, f"{language.root}{taxonomy}/{address}/",
                term.name if term else author.name if author else slug,
                term.description if term else author.role if author else "",
                taxonomy=taxonomy, subject=slug, author=author,
            )  # fmt: skip
            listings.append(_listing(head, articles, places))
    return listings


def archive_listings(articles: Sequence[Article], periods: Sequence[str], language: Language) -> list[Listing]:
    """Make a listing for each year, month and day that has articles, by their day in the site's zone."""
    members: dict[str, list[int]] = {}
    lengths = [length for period, length in (("year", 4), ("month", 7), ("day", 10)) if period in periods]
    for place, article in enumerate(articles):
        for length in lengths:
            members.setdefault(article.day[:length], []).append(place)
    around = surroundings(sorted(members))
    return [
        _listing(
            ListingHead(f"{language.code}:archive:{period}", "archive", language.code,
                        period_url(language.root, period), period, "", subject=period, around=around[period]),
            articles,
            found,
        )
        for period, found in sorted(members.items())
    ]  # fmt: skip


def surroundings(periods: Sequence[str]) -> dict[str, Surroundings]:
    """Find where each period stands among all; they come as ISO text, in order."""
    lengths = sorted({len(period) for period in periods})
    narrower = dict(pairwise(lengths))
    within: dict[str, list[str]] = {}
    neighbours: dict[str, tuple[str, str]] = {}
    for length in lengths:
        alike = ["", *(period for period in periods if len(period) == length), ""]
        neighbours |= {alike[at]: (alike[at - 1], alike[at + 1]) for at in range(1, len(alike) - 1)}
    for period in periods:
        for length in lengths:
            if narrower.get(length) == len(period):
                within.setdefault(period[:length], []).append(period)
    return {
        period: Surroundings(
            tuple(period[:length] for length in lengths if length < len(period)),
            tuple(within.get(period, ())),
            *neighbours[period],
        )
        for period in periods
    }


def newest_archive_url(listings: Sequence[Listing]) -> str:
    """Find where archives begin for readers: the newest of the widest periods; nothing where none has a page."""
    periods = [listing.head for listing in listings if listing.head.kind == "archive"]
    return max(periods, key=lambda head: (-len(head.subject), head.subject)).url if periods else ""


def page_count(total: int, page_size: int) -> int:
    """Count a listing's pages; an empty one has one."""
    return max(1, -(-total // page_size))


def paginator_of(number: int, total: int, page_size: int, url: str) -> Paginator:
    """Make the paginator of one page of a listing (contract, section 5)."""
    pages = page_count(total, page_size)
    return Paginator(
        number=number,
        pages=pages,
        page_size=page_size,
        first=(number - 1) * page_size + 1 if total else 0,
        last=min(number * page_size, total),
        total=total,
        url=page_url(url, number),
        previous=page_url(url, number - 1) if number > 1 else "",
        next=page_url(url, number + 1) if number < pages else "",
        first_url=url,
        last_url=page_url(url, pages),
    )
