"""Articles and their terms in, neighbours out: previous and next in the section, and related articles."""

from __future__ import annotations

from collections.abc import Sequence

from generator.model.article import Article
from generator.plan.taxonomy import Terms

RELATED = 3
# The nearest by date, to both sides, in each shared term: all pairs would be quadratic.
_REACH = 10
# What a shared term says of kinship: one author writes about everything.
_WEIGHTS = {"series": 4, "tag": 3, "region": 1, "author": 0}


def neighbours(articles: Sequence[Article]) -> dict[str, tuple[Article | None, Article | None]]:
    """Map each article's path to the next older and the next newer one of its section; articles come newest first."""
    found: dict[str, tuple[Article | None, Article | None]] = {}
    by_section: dict[str, list[Article]] = {}
    for article in articles:
        by_section.setdefault(article.section, []).append(article)
    for members in by_section.values():
        for index, article in enumerate(members):
            older = members[index + 1] if index + 1 < len(members) else None
            newer = members[index - 1] if index else None
            found[article.path] = (older, newer)
    return found


def related(articles: Sequence[Article], terms: Terms) -> dict[str, tuple[Article, ...]]:
    """Map each article's path to its most related ones: by weight of shared terms, then nearness in time, then path."""
    scores: dict[str, dict[str, int]] = {article.path: {} for article in articles}
    by_path = {article.path: article for article in articles}
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
    return {
        path: tuple(by_path[other] for other in _best(by_path[path].published, own, by_path))
        for path, own in scores.items()
    }


def _best(published: int, scores: dict[str, int], by_path: dict[str, Article]) -> list[str]:
    if not scores:
        return []
    ranked = [(-score, abs(by_path[other].published - published), other) for other, score in scores.items()]
    ranked.sort()
    return [other for _, _, other in ranked[:RELATED]]
