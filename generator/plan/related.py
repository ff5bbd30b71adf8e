"""Articles and their terms in, neighbours out: previous and next in the section, and related articles."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from generator.model.article import Article
from generator.plan.taxonomy import Terms

RELATED = 3
# The nearest by date, to both sides, in each shared term: all pairs would be quadratic.
_REACH = 10
# What a shared term says of kinship: one author writes about everything.
_WEIGHTS = {"series": 4, "tag": 3, "region": 1, "author": 0}


class Neighbours(msgspec.Struct, frozen=True):
    """By an article's path: the next older and next newer of its section, and its most related ones, as paths."""

    older: dict[str, str]
    newer: dict[str, str]
    related: dict[str, tuple[str, ...]]


def find_neighbours(articles: Sequence[Article], terms: Terms) -> Neighbours:
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
    return Neighbours(older, newer, related(articles, terms))


def related(articles: Sequence[Article], terms: Terms) -> dict[str, tuple[str, ...]]:
    """Map each article's path to its most related ones: by weight of shared terms, then nearness in time, then path."""
    scores: dict[str, dict[str, int]] = {article.path: {} for article in articles}
    published = {article.path: article.published for article in articles}
    for (taxonomy, _), members in terms.articles.items():
        weight = _WEIGHTS.get(taxonomy, 2)
        if not weight or len(members) < 2:
            continue
        paths = [article.path for article in members]
        for index, path in enumerate(paths):
            own = scores[path]
            for other in paths[max(0, index - _REACH) : index]:
                own[other] = own.get(other, 0) + weight
            for other in paths[index + 1 : index + 1 + _REACH]:
                own[other] = own.get(other, 0) + weight
    return {path: _best(published[path], own, published) for path, own in scores.items()}


def _best(moment: int, scores: dict[str, int], published: dict[str, int]) -> tuple[str, ...]:
    if not scores:
        return ()
    # Only those that share as much as the third best can be among the best: few are left to sort.
    least = sorted(scores.values(), reverse=True)[:RELATED][-1]
    ranked = [(-score, abs(published[other] - moment), other) for other, score in scores.items() if score >= least]
    ranked.sort()
    return tuple(other for _, _, other in ranked[:RELATED])
