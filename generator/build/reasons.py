"""Why a file was written: the last state and this build in, a sentence for each written file out.

The answer names what changed: the file's own source, what stands on every page, or the other sources that changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.model.plan import Output
from generator.store.state import OutputEntry

_NAMED = 3


def changed_sources(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """List the sources that are new, changed or gone, by path; both map paths to digests."""
    return sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))


def changed_causes(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """List what changed of that which stands on every page (`the configuration`, `the day`), by digests."""
    return [name for name, digest in now.items() if before.get(name) != digest]


def reasons(
    written: Iterable[str],
    outputs: Iterable[Output],
    known: Mapping[str, OutputEntry],
    sources: list[str],
    causes: list[str],
) -> dict[str, str]:
    """Say why each file was written; `known` are the last state's entries, `sources` and `causes` what changed."""
    wanted = set(written)
    moved = set(sources)
    return {
        output.path: _reason(output, known.get(output.path), moved, sources, causes)
        for output in outputs
        if output.path in wanted
    }


def _reason(output: Output, entry: OutputEntry | None, moved: set[str], sources: list[str], causes: list[str]) -> str:
    if entry is None:
        return "it was not there before"
    if entry.inputs == output.inputs:
        return "it was altered or deleted in the output"
    if output.source in moved:
        return f"{output.source} changed"
    if causes:
        return " and ".join(causes) + " changed"
    more = len(sources) - _NAMED
    return ", ".join(sources[:_NAMED]) + (f" and {more} more" if more > 0 else "") + " changed"
