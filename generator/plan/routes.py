"""Outputs in, the same ones out, or every clash of addresses: two sources for one, a file where a folder must be.

Where most of them are those of an earlier plan, which had no clash, only the addresses of the others are looked at.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import TypeVar

import msgspec

from generator.digest import digest_text
from generator.errors import Gatherer, Position
from generator.model.plan import PAGE_KINDS, Batch, Output, Trace, outputs_of

_Given = TypeVar("_Given")
# How many clashes of one file are told.
_SHOWN = 50
# Names beside the outputs that are the build's own.
_RESERVED_START = ".broadsheet-"
RESERVED = (".broadsheet-manifest", ".broadsheet-journal", ".broadsheet-staging")


class Claim(msgspec.Struct, frozen=True):
    """An output and where its address was asked for; an alias or redirect yields to what stands there."""

    output: Output
    position: Position | None
    is_alias: bool = False


class ClaimBatch(msgspec.Struct, frozen=True):
    """Claims that are made together: the batch that their outputs will be, and what makes them, once.

    `cards` names the stored cards of its articles.
    """

    name: str
    inputs: str
    pages: int
    claims: Callable[[], Sequence[Claim]]
    cards: Callable[[], Sequence[str]] = tuple


class Settled(msgspec.Struct, frozen=True):
    """Batches without a clash; see `Plan` for `standing` and `every`.

    `paths` are those of all outputs, in no order; none when they are those of the trace.
    """

    batches: tuple[Batch, ...]
    standing: frozenset[str]
    every: Callable[[], Sequence[Output]]
    paths: Sequence[str] = ()

    def moved(self) -> Sequence[Output]:
        """Give the outputs of the batches that are not standing."""
        return outputs_of(self.batches, self.standing) if self.standing else self.every()


def as_given(given: _Given) -> _Given:
    """Give what is there already, where something is asked to make it."""
    return given


def batch_of(name: str, claims: Sequence[Claim]) -> ClaimBatch:
    """Make a batch of claims that are there already."""
    inputs = digest_text(*(f"{one.output.path} {one.output.inputs}" for one in claims))
    pages = sum(one.output.kind in PAGE_KINDS for one in claims)
    return ClaimBatch(name, inputs, pages, partial(as_given, claims))


def settle_batches(
    claimed: Sequence[ClaimBatch],
    trace: Trace | None,
    gatherer: Gatherer,
    settle: Callable[[list[Claim], Gatherer], list[Output]],
) -> Settled:
    """Let every path be claimed once; `settle` does so where the trace is of no help, and reports clashes."""
    batches = tuple(Batch(one.name, one.inputs, one.pages, cache(partial(_outputs, one)), one.cards) for one in claimed)
    before = trace.inputs if trace else {}
    standing = frozenset(one.name for one in claimed if one.inputs and before.get(one.name) == one.inputs)
    every = cache(partial(outputs_of, batches))
    if trace is not None and standing:
        moved = [batch for batch in batches if batch.name not in standing]
        paths = {batch.name: [output.path for output in batch.outputs()] for batch in moved}
        if before.keys() == {batch.name for batch in batches} and all(
            len(own) == len(known) and set(own) == set(known)
            for own, known in ((own, trace.paths_of(name)) for name, own in paths.items())
        ):
            return Settled(batches, standing, every)
        own = [path for found in paths.values() for path in found]
        others = [path for name in standing for path in trace.paths_of(name)]
        if _are_clear(own, others):
            return Settled(batches, standing, every, [*own, *others])
    made = [one.claims() for one in claimed]
    outputs = settle([claim for claims in made for claim in claims], gatherer)
    batches = tuple(
        Batch(one.name, one.inputs, one.pages, partial(as_given, [claim.output for claim in claims]), one.cards)
        for one, claims in zip(claimed, made, strict=True)
    )
    # Where a trace that promised batches led here, what it says of their paths is not to be trusted either.
    return Settled(batches, frozenset(), partial(as_given, outputs), [output.path for output in outputs])


def _outputs(claimed: ClaimBatch) -> Sequence[Output]:
    return [claim.output for claim in claimed.claims()]


def _are_clear(new: Sequence[str], standing: Sequence[str]) -> bool:
    """Tell that no path is there twice, none is kept for the build, and none stands where another needs a folder."""
    paths = {*new, *standing}
    if len(paths) < len(new) + len(standing) or any(path.startswith(_RESERVED_START) for path in new):
        return False
    return _folders_above(paths).isdisjoint(paths)


def settle_claims(claims: Iterable[Claim], gatherer: Gatherer) -> list[Output]:
    """Order outputs by path, each path once.

    Reports each address that two sources claim, naming both: at the alias, if one is, else at the file later by path.
    """
    by_path: dict[str, Claim] = {}
    for claim in claims:
        path = claim.output.path
        if path.startswith(_RESERVED_START) and path.split("/", 1)[0] in RESERVED:
            gatherer.error(f'the name "{path}" is kept for the build itself', claim.position)
        elif path in by_path:
            _report_clash(by_path[path], claim, gatherer)
        else:
            by_path[path] = claim
    ordered = sorted(by_path)
    for path in sorted(_folders_above(by_path).intersection(by_path)):
        # All that lies below a path stands together in the order.
        below = path + "/"
        for other in ordered[(start := bisect_left(ordered, below)) : start + _SHOWN]:
            if not other.startswith(below):
                break
            _report_clash(by_path[path], by_path[other], gatherer, "one of them a file where the other needs a folder")
    return [by_path[path].output for path in ordered]


def _folders_above(paths: Iterable[str]) -> set[str]:
    """Gather all folders that paths need."""
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


def _report_clash(first: Claim, second: Claim, gatherer: Gatherer, detail: str = "") -> None:
    guilty, other = _order(first, second)
    note = f" ({detail})" if detail else ""
    gatherer.error(
        f'the address "{guilty.output.url}" is claimed by {guilty.output.source} and by {other.output.source}{note}',
        guilty.position,
        "remove the alias" if guilty.is_alias else "give one of them another slug",
    )


def _order(first: Claim, second: Claim) -> tuple[Claim, Claim]:
    """Put the claim at which the error stands first."""
    if first.is_alias != second.is_alias:
        return (first, second) if first.is_alias else (second, first)

    def place(claim: Claim) -> Sequence[object]:
        at = claim.position or Position("")
        return at.path, at.line, at.column

    return (first, second) if place(first) > place(second) else (second, first)  # type: ignore[operator]
