"""Why a file was written: the last state and this build in, a sentence for each written file out.

The answer names what changed: the file's own source, what stands on every page, or the other sources that changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.model.plan import Output
from generator.store.state import OutputEntry, SourceEntry

_NAMED = 3


def changed_sources(before: Mapping[str, SourceEntry], now: Mapping[str, SourceEntry]) -> list[str]:
    """List the sources that are new, changed or gone, by path."""
    # Mostly an entry is the very one from before.
    moved = [path for path, entry in now.items() if (known := before.get(path)) is not entry
             and (known is None or known.digest != entry.digest)]  # fmt: skip
    return sorted([*moved, *(before.keys() - now.keys())])


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
