"""What the clock alone will change: content, configuration and clock in, every coming moment out, in order of time.

Between two of these moments the same sources give the same output. Each source of moments is one function of
`_SOURCES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Literal

import msgspec

from generator.clock import Clock, microseconds, zone_named
from generator.config import SiteConfig
from generator.model.content import Content
from generator.plan.news import WINDOW

MomentKind = Literal["published", "expires", "news", "day"]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(msgspec.Struct, frozen=True, order=True):
    """A moment at which the output will differ: when, in the site's zone, why, and by which article, if by one."""

    at: datetime
    kind: MomentKind
    path: str = ""
    headline: str = ""

    @property
    def words(self) -> str:
        """Why the output will differ, in words."""
        if self.kind == "day":
            return "a new day in the masthead"
        happens = {"published": "appears", "expires": "expires", "news": "leaves the news sitemap"}[self.kind]
        return f'{self.path} {happens}: "{self.headline}"'


def coming(content: Content, config: SiteConfig, clock: Clock) -> list[Moment]:
    """List every moment after the clock's at which the output will differ, the next one first.

    Of articles only those count that are published one day: no drafts.
    """
    now = microseconds(clock.instant)
    found = (moment for source in _SOURCES for moment in source(content, config, clock))
    return sorted({moment for moment in found if microseconds(moment.at) > now})


def _publications(content: Content, config: SiteConfig, clock: Clock) -> Iterator[Moment]:
    """Name the moments at which articles appear, leave the news sitemap, and expire."""
    zone = zone_named(clock.zone)
    for article in content.articles:
        expires = article.expires if article.front_matter.expires else 0
        if article.front_matter.draft or (expires and expires <= article.published):
            continue
        at = (_EPOCH + timedelta(microseconds=article.published)).astimezone(zone)
        yield Moment(at, "published", article.path, article.headline)
        leaves = article.published + WINDOW
        is_news = article.kind == "article" and not article.front_matter.canonical_url
        if is_news and not 0 < expires <= leaves:
            at = (_EPOCH + timedelta(microseconds=leaves)).astimezone(zone)
            yield Moment(at, "news", article.path, article.headline)
        if expires:
            at = (_EPOCH + timedelta(microseconds=expires)).astimezone(zone)
            yield Moment(at, "expires", article.path, article.headline)


def _next_day(content: Content, config: SiteConfig, clock: Clock) -> Iterator[Moment]:
    """Name the next midnight: the masthead shows the day, and a history of rates is of the day."""
    zone = zone_named(clock.zone)
    midnight = datetime.combine(clock.day + timedelta(days=1), time(), zone)
    # Where clocks are put forward at midnight, the day starts at an hour that is on no clock before.
    yield Moment(midnight.astimezone(UTC).astimezone(zone), "day")


_SOURCES: tuple[Callable[[Content, SiteConfig, Clock], Iterator[Moment]], ...] = (_publications, _next_day)
