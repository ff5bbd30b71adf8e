"""What a build did, for people and for `--json`."""

from __future__ import annotations

import msgspec

from generator.errors import Diagnostic


class BuildReport(msgspec.Struct, frozen=True):
    """Counts of files, seconds by stage, and what was found.

    `pages` counts all files of the plan; `written`, `unchanged` and `removed` are paths below the output folder,
    sorted; `because` says why each was written. `work` counts what was done: sources read, bodies parsed, cards and
    pages rendered. `cache_bytes` is the size of the memory between builds. `sources` are the paths of sources that
    changed, `edited` the addresses of pages whose own source did, `unpublished` maps addresses of pages that only
    `--drafts` or `--future` let pass to the reason; `until` is the moment, in microseconds from 1970, at which the
    clock alone changes something.
    """

    pages: int = 0
    written: tuple[str, ...] = ()
    unchanged: int = 0
    removed: tuple[str, ...] = ()
    seconds: dict[str, float] = {}
    diagnostics: tuple[Diagnostic, ...] = ()
    because: dict[str, str] = {}
    work: dict[str, int] = {}
    cache_bytes: int = 0
    sources: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    unpublished: dict[str, str] = {}
    until: int = 2**62
