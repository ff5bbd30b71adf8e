"""The publication gate: drafts, scheduled and expired articles are gone before anything else sees them.

Published while `date` <= clock < `expires`, a date alone being its midnight (contract, section 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from generator.clock import Clock, microseconds
from generator.model.article import Article


class Gated(NamedTuple):
    """Articles published, in order, paths of the others with the reason, and the moments that bound this answer."""

    published: list[Article]
    held: dict[str, str]
    since: int
    until: int

    def holds_at(self, clock: Clock) -> bool:
        """Tell whether the gate would part the same articles in the same way."""
        return self.since <= microseconds(clock.instant) < self.until


def gate(articles: Sequence[Article], clock: Clock, *, with_drafts: bool, with_future: bool) -> Gated:
    """Part articles in those published and the others, and bound the moments at which that holds."""
    return Gated(
        *pass_gate(articles, clock, with_drafts=with_drafts, with_future=with_future), *bounds(articles, clock)
    )


def pass_gate(
    articles: Iterable[Article], clock: Clock, *, with_drafts: bool, with_future: bool
) -> tuple[list[Article], dict[str, str]]:
    """Part articles in those published, in the order given, and paths of the others with the reason.

    `with_drafts` and `with_future` let drafts and scheduled articles pass; what has expired never does.
    """
    now = microseconds(clock.instant)
    published: list[Article] = []
    held: dict[str, str] = {}
    for article in articles:
        reason = _reason_to_hold(article, now, with_drafts, with_future)
        if reason:
            held[article.path] = reason
        else:
            published.append(article)
    return published, held


def _reason_to_hold(article: Article, now: int, with_drafts: bool, with_future: bool) -> str:
    if article.front_matter.draft and not with_drafts:
        return "a draft"
    if article.published > now and not with_future:
        return "scheduled for later"
    if article.front_matter.expires and article.expires <= now:
        return "expired"
    return ""


def bounds(articles: Iterable[Article], clock: Clock) -> tuple[int, int]:
    """Bound the moments at which the same articles are published: since one, until just before the other.

    Both count microseconds from 1970; when the clock alone changes nothing, they are the ends of time.
    """
    now = microseconds(clock.instant)
    since, until = -(2**62), 2**62
    for article in articles:
        for moment in (article.published, article.expires):
            if since < moment <= now:
                since = moment
            elif now < moment < until:
                until = moment
    return since, until
