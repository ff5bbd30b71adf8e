"""Articles and the clock in, those of the last 48 hours out: what a news sitemap lists, and when that changes.

The window is a span of time, not of days: 48 hours are 48 hours over a change of summer time, too. An article is in it
from the moment of its date until just before the same moment two days later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.clock import Clock, microseconds
from generator.model.article import Article

WINDOW = 48 * 60 * 60 * 1_000_000


def news_articles(articles: Sequence[Article], clock: Clock) -> list[Article]:
    """Choose the articles of the window; they come newest first.

    Left out are those that first stood elsewhere, and in a preview those of the future.
    """
    now = microseconds(clock.instant)
    return [article for article in _since(articles, now - WINDOW) if article.published <= now]


def leaving(articles: Sequence[Article], clock: Clock) -> list[tuple[int, Article]]:
    """List the coming moments at which articles leave the window, soonest first, in microseconds from 1970."""
    return [(article.published + WINDOW, article) for article in reversed(news_articles(articles, clock))]


def window_bounds(articles: Sequence[Article], clock: Clock, since: int, until: int) -> tuple[int, int]:
    """Narrow the moments for which a plan holds to those at which the same articles are in the window."""
    now = microseconds(clock.instant)
    gone = next((article.published for article in articles if article.published <= now - WINDOW), None)
    soonest = next(iter(leaving(articles, clock)), None)
    return (
        max(since, gone + WINDOW) if gone is not None else since,
        min(until, soonest[0]) if soonest is not None else until,
    )


def _since(articles: Iterable[Article], moment: int) -> Iterator[Article]:
    for article in articles:
        if article.published <= moment:
            return
        if not article.front_matter.canonical_url:
            yield article
