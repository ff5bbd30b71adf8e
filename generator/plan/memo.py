"""What a process that plans one site again and again keeps of the last plan: answers to questions asked again.

There is nothing here that decides what an edit changes: an answer is taken over only where all that it was worked out
from is equal. What reads no bodies is asked about articles without theirs, so that it stays the same while one is
being written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import compress
from operator import is_, is_not
from typing import Any, TypeVar

import msgspec

from generator.errors import Gatherer
from generator.model.article import Article
from generator.model.plan import Output
from generator.plan.routes import Claim, settle_claims

_Answer = TypeVar("_Answer")


class PagesMemo(msgspec.Struct, frozen=True):
    """Articles and standalone pages in order, what else each one's page shows, and their claims.

    `basis` is what all of them stand on. `asking` are the places of those that must be asked again what they show:
    they have slots or pictures, and may claim files or report faults by the way.
    """

    basis: tuple[Any, ...] = ()
    articles: tuple[Article, ...] = ()
    shown: list[tuple[str, str]] = []
    claims: list[Claim] = []
    asking: frozenset[int] = frozenset()

    def changed(self, articles: Sequence[Article]) -> list[int]:
        """List the places of articles that are not the very ones."""
        return list(compress(range(len(articles)), map(is_not, articles, self.articles)))


class ListingMemo(msgspec.Struct, frozen=True):
    """The pages of a listing: the digest of what all of them show, the keys of their cards in order, their claims.

    The keys are of these articles, found among `deck_keys`.
    """

    digest: str
    keys: list[str]
    claims: list[Claim]
    articles: Sequence[Article]
    deck_keys: dict[str, str]


class Memo:
    """Answers of the last plan.

    `arranged` is the arrangement that it stands on, the very one, and `deck` its cards. `listings` holds listings'
    pages by the listing's key, `pages` those of articles; `pictured` tells which articles name a picture.
    """

    def __init__(self) -> None:
        self.listings: dict[str, ListingMemo] = {}
        self.arranged: object = None
        self.deck: Any = None
        self.pages = PagesMemo()
        self.pictured: tuple[Sequence[Article], list[bool]] = (), []
        self._answers: dict[str, tuple[tuple[Any, ...], Any]] = {}
        self._bones: tuple[tuple[Article, ...], tuple[Article, ...]] = (), ()
        # Claims, the place of each one's output in the order, and the outputs in that order.
        self._settled: tuple[list[Claim], list[int], list[Output]] = [], [], []

    def current_deck(self) -> Any:
        """Give the cards of the latest plan: a claim that is kept must not keep those of its own."""
        return self.deck

    def recall(
        self,
        name: str,
        question: tuple[Any, ...],
        answer: Callable[[], _Answer],
        holds: Callable[[_Answer], bool] | None = None,
    ) -> _Answer:
        """Give the answer to a question: the last one's where that was equal and still `holds`, else a new one."""
        known = self._answers.get(name)
        if known is None or known[0] != question or (holds is not None and not holds(known[1])):
            known = self._answers[name] = question, answer()
        given: _Answer = known[1]
        return given

    def bones(self, articles: Sequence[Article]) -> tuple[Article, ...]:
        """Give articles without what comes from their bodies; the very same ones for those that are equal so."""
        before, known = self._bones
        if len(before) == len(articles):
            bones = list(known)
            for place in compress(range(len(articles)), map(is_not, articles, before)):
                bones[place] = _kept(known[place], _bone(articles[place]))
        else:
            by_path = {bone.path: bone for bone in known}
            bones = [_kept(by_path.get(article.path), _bone(article)) for article in articles]
        given = known if len(bones) == len(known) and all(map(is_, bones, known)) else tuple(bones)
        self._bones = tuple(articles), given
        return given

    def settle(self, claims: list[Claim], gatherer: Gatherer) -> list[Output]:
        """Order outputs as `settle_claims` does; where the same paths were claimed without a clash, as they were."""
        before, places, known = self._settled
        if places and len(before) == len(claims):
            are_others = list(map(is_not, claims, before))
            others = list(compress(range(len(claims)), are_others))
            if all(claims[place].output.path == before[place].output.path for place in others):
                outputs = list(known)
                for place in others:
                    outputs[places[place]] = claims[place].output
                self._settled = claims, places, outputs
                return outputs
        own = Gatherer()
        outputs = settle_claims(claims, own)
        gatherer.diagnostics += own.diagnostics
        order = {output.path: place for place, output in enumerate(outputs)}
        self._settled = (
            ([], [], []) if own.diagnostics else (claims, [order[claim.output.path] for claim in claims], outputs)
        )
        return outputs


def _kept(known: Article | None, bone: Article) -> Article:
    return known if known is not None and known == bone else bone


def _bone(article: Article) -> Article:
    return msgspec.structs.replace(
        article, first_line=0, word_count=0, references=(), shortcodes=(), head_digest="", body_digest=""
    )
