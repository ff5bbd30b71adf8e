"""What the preview and its builder say to each other: one JSON object a line, in both directions."""

from __future__ import annotations

from typing import Literal

import msgspec

Severity = Literal["error", "warning", "note"]


class Brief(msgspec.Struct, frozen=True):
    """What a builder is told first: the site's folder, and what the command line decides."""

    site: str
    now: str = ""
    drafts: bool = False
    future: bool = False


class Order(msgspec.Struct, frozen=True):
    """A build to be made. One that comes while another is under way takes its place.

    `changed` are paths of files that have changed since the last order; nothing: any may have.
    """

    number: int
    changed: list[str] | None = None


class Fault(msgspec.Struct, frozen=True):
    """A diagnostic with the text of its line: `path` is empty where it has no place."""

    severity: Severity
    message: str
    path: str = ""
    line: int = 0
    column: int = 0
    hint: str = ""
    source_line: str = ""


class Advance(msgspec.Struct, frozen=True, tag="advance"):
    """How far a stage of a long build is."""

    stage: str
    done: int
    total: int


class Dress(msgspec.Struct, frozen=True, tag="dress"):
    """The theme's files as this build publishes them, told before the pages are made.

    `root` is the path of `base_url`; `assets` maps addresses without digests to those with them; `fresh` holds the
    bytes of those that the last build did not have. `reads` are files and folders outside the usual ones that decide
    what is built.
    """

    root: str
    assets: dict[str, str]
    fresh: dict[str, bytes]
    reads: list[str]


class Built(msgspec.Struct, frozen=True, tag="built"):
    """A build that is done: paths written and removed, and addresses of pages whose own source changed.

    `unpublished` maps addresses of pages that readers would not see to the reason. `until` is the moment, in seconds
    from 1970, at which the clock alone changes something. `text` holds the warnings as a terminal shows them.
    """

    number: int
    root: str
    pages: int
    written: list[str]
    removed: list[str]
    sources: list[str]
    edited: list[str]
    unpublished: dict[str, str]
    faults: list[Fault]
    text: str
    milliseconds: int
    until: float


class Broken(msgspec.Struct, frozen=True, tag="broken"):
    """A build that failed: the output is as it was."""

    number: int
    faults: list[Fault]
    text: str
    milliseconds: int


class Dropped(msgspec.Struct, frozen=True, tag="dropped"):
    """A build whose place another has taken."""

    number: int


Answer = Advance | Dress | Built | Broken | Dropped
