"""Articles and their terms in, neighbours out: previous and next in the section, and related articles."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from generator.digest import digest_text
from generator.model.article import Article
from generator.model.plan import Kinship
from generator.plan.taxonomy import TermKey, Terms

RELATED = 3
# The nearest by date, to both sides, in each shared term: all pairs would be quadratic.
_REACH = 10
# What a shared term says of kinship: one author writes about everything.
_WEIGHTS = {"series": 4, "tag": 3, "region": 1, "author": 0}
_OTHERS = 2


class Neighbours(msgspec.Struct, frozen=True):
    """By an article's path: the next older and next newer of its section, and its most related ones, as paths."""

    older: dict[str, str]
    newer: dict[str, str]
    related: dict[str, tuple[str, ...]]


def find_neighbours(articles: Sequence[Article], kinship: Kinship) -> Neighbours:
    """Find every article's neighbours; articles come newest first."""
    older: dict[str, str] = {}
    newer: dict[str, str] = {}
    last: dict[str, str] = {}
    for article in articles:
        path = article.path
        if (above := last.get(article.section)) is not None:
            older[above] = path
            newer[path] = above
        last[article.section] = path
    return Neighbours(older, newer, kinship.related)


def find_kinship(articles: Sequence[Article], terms: Terms, before: Kinship | None = None) -> Kinship:
    """Find each article's most related ones: by weight of shared terms, then nearness in time, then path.

    Of an answer from before holds what stands on the same terms with the same articles, which its mark tells.
    """
    weighed = {key: terms.members(key) for key in terms.places if _WEIGHTS.get(key[0], _OTHERS)}
    stamps = {article.path: f"{article.path} {article.published}" for article in articles}
    digests = {
        key: digest_text(*key, *(stamps[article.path] for article in members)) for key, members in weighed.items()
    }
    published = {article.path: article.published for article in articles}
    paths: dict[TermKey, list[str]] = {}
    places: dict[TermKey, dict[str, int]] = {}
    marks: dict[str, str] = {}
    found: dict[str, tuple[str, ...]] = {}
    for article in articles:
        path = article.path
        keys = [key for key in terms.keys_of(article) if key in weighed]
        marks[path] = mark = digest_text(*(digests[key] for key in keys))
        if before is not None and before.marks.get(path) == mark:
            found[path] = before.related[path]
            continue
        scores: dict[str, int] = {}
        for key in keys:
            if key not in places:
                paths[key] = [member.path for member in weighed[key]]
                places[key] = {member: place for place, member in enumerate(paths[key])}
            weight, members, place = _WEIGHTS.get(key[0], _OTHERS), paths[key], places[key][path]
            for other in members[max(0, place - _REACH) : place]:
                scores[other] = scores.get(other, 0) + weight
            for other in members[place + 1 : place + 1 + _REACH]:
                scores[other] = scores.get(other, 0) + weight
        found[path] = _best(article.published, scores, published)
    return Kinship(marks, found)


def _best(moment: int, scores: dict[str, int], published: dict[str, int]) -> tuple[str, ...]:
    if not scores:
        return ()
    # Only those that share as much as the third best can be among the best: few are left to sort.
    least = sorted(scores.values(), reverse=True)[:RELATED][-1]
    ranked = [(-score, abs(published[other] - moment), other) for other, score in scores.items() if score >= least]
    ranked.sort()
    return tuple(other for _, _, other in ranked[:RELATED])
