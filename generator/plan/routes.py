"""Outputs in, the same ones out, or every clash of addresses: two sources for one, a file where a folder must be."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

import msgspec

from generator.errors import Gatherer, Position
from generator.model.plan import Output

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
