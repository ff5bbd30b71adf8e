"""What a process that plans one site again and again keeps of the last plan: answers to questions asked again.

There is nothing here that decides what an edit changes: an answer is taken over only where all that it was worked out
from is equal. What reads no bodies is asked about articles without theirs, so that it stays the same while one is
being written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

from generator.errors import Gatherer
from generator.model.article import Article
from generator.model.plan import Output
from generator.plan.routes import Claim, settle_claims

_Answer = TypeVar("_Answer")


# An article, what fills its body and what it is shown by elsewhere, and the claim of its page.
PageMemo = tuple[Article, tuple[str, str], Claim]


class ListingMemo(msgspec.Struct, frozen=True):
    """The pages of a listing: the digest of what all of them show, the keys of their cards in order, their claims."""

    digest: str
    keys: list[str]
    claims: list[Claim]


class Memo:
    """Answers of the last plan.

    `arranged` is the arrangement that it stands on, the very one. By the language of an edition, `decks` holds its
    cards, `listings` its listings' pages by the listing's key, and `pages` those of its articles by path, with all
    else that these stand on.
    """

    def __init__(self) -> None:
        self.arranged: object = None
        self.decks: dict[str, Any] = {}
        self.listings: dict[str, dict[str, ListingMemo]] = {}
        self.pages: dict[str, tuple[tuple[Any, ...], dict[str, PageMemo]]] = {}
        self._answers: dict[str, tuple[tuple[Any, ...], Any]] = {}
        self._bones: dict[str, tuple[Article, Article]] = {}
        self._order: tuple[list[str], list[int]] = [], []

    def current_deck(self, code: str) -> Any:
        """Give an edition's cards of the latest plan: a claim that is kept must not keep those of its own."""
        return self.decks[code]

    def recall(self, name: str, question: tuple[Any, ...], answer: Callable[[], _Answer]) -> _Answer:
        """Give the answer to a question: the last one's where that was equal, else a new one."""
        known = self._answers.get(name)
        if known is None or known[0] != question:
            known = self._answers[name] = question, answer()
        given: _Answer = known[1]
        return given

    def bones(self, articles: Sequence[Article]) -> tuple[Article, ...]:
        """Give articles without what comes from their bodies; the very same ones for those that are equal so."""
        known, self._bones = self._bones, {}
        bones = []
        for article in articles:
            held = known.get(article.path)
            if held is None or held[0] is not article:
                bone = msgspec.structs.replace(
                    article, first_line=0, word_count=0, references=(), shortcodes=(), head_digest="", body_digest=""
                )
                held = article, held[1] if held is not None and held[1] == bone else bone
            self._bones[article.path] = held
            bones.append(held[1])
        return tuple(bones)

    def settle(self, claims: list[Claim], gatherer: Gatherer) -> list[Output]:
        """Order outputs as `settle_claims` does; where the same paths were claimed without a clash, as they were."""
        paths = [claim.output.path for claim in claims]
        if paths and paths == self._order[0]:
            return [claims[place].output for place in self._order[1]]
        own = Gatherer()
        outputs = settle_claims(claims, own)
        gatherer.diagnostics += own.diagnostics
        places = {path: place for place, path in enumerate(paths)}
        self._order = ([], []) if own.diagnostics else (paths, [places[output.path] for output in outputs])
        return outputs
