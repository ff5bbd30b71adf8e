"""What the last build knew, as small files: one for the sources, one for each output folder, one for hosts outside.

MessagePack by msgspec, with a checksum in front; replaced as a whole, last. A state that cannot be read, is not whole
or was written by other software is as if it were not there.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar
from zlib import crc32

import msgspec

from generator.model.plan import CardBasis
from generator.store.fingerprint import Fingerprint
from generator.store.packs import Place

_MAGIC = b"broadsheet state 3\n"
_SUM_BYTES = 4
SOURCES = "sources.state"
OUTPUTS = "outputs"
ANSWERS = "answers.state"


# What stands for a part that is there to be filled in, or that nothing stands behind: MessagePack's nil.
NOTHING = msgspec.Raw(b"\xc0")


class SourceEntry(msgspec.Struct, frozen=True, array_like=True):
    """A source as the last build read it: the fields of its fingerprint (none when it was too fresh), its digest.

    `loaded` is what loading made of it, in MessagePack, empty for files that are only copied; of a picture, what its
    header says.
    """

    stamp: tuple[int, int, int, int] | None
    digest: str
    loaded: msgspec.Raw = NOTHING


class SourcesState(msgspec.Struct, frozen=True):
    """All sources by site-relative path, what decided how they were read, and where blobs lie.

    `unchecked` counts the sources that were read since the packs were last searched for what is dead.
    """

    software: str
    settings: str
    files: dict[str, SourceEntry]
    places: msgspec.Raw
    unchecked: int = 0


class OutputEntry(msgspec.Struct, frozen=True, array_like=True):
    """A file of the output: what its bytes were made from, their digest, and its fingerprint when settled.

    `head`, `body` and `record` are what the manifest tells of an article. `insets` are the places of the fragments of
    a page that can be made anew from its file, encoded; `fragments` numbers, from 1, which they are, in the state.
    """

    inputs: str
    digest: str
    fingerprint: Fingerprint | None
    head: str = ""
    body: str = ""
    record: str = ""
    fragments: int = 0
    insets: bytes = b""


class BatchEntry(msgspec.Struct, frozen=True, array_like=True):
    """Files of an output that were planned together: the digest of what they are made from, and their entries by path.

    `is_settled` tells that each has a fingerprint. `cards` are the keys of the stored cards of its articles.
    """

    inputs: str
    is_settled: bool
    files: msgspec.Raw
    cards: msgspec.Raw


class OutputState(msgspec.Struct, frozen=True):
    """One output folder: what made it, until when the clock changes nothing, and all its files, a `count`, in batches.

    `world` is one digest of all that the build read but the clock; `day` and the moments `since` and `until`
    (microseconds from 1970) bound when the same world gives the same output. `pictures` are the keys of
    those that the store holds for it. `kinship` is what the plan found related, `causes` are digests of what stands on
    every page. `folder` is where it lies: when that is gone, so is its state.
    `card_bases` are what cards stand on, by language. `fragments` are those of pages, encoded, each list of them once.
    `searched` is one digest of what its search index holds. `diagnostics` are repeated when nothing is built.
    """

    folder: str
    world: str
    day: str
    since: int
    until: int
    manifest: str
    pages: int
    count: int
    searched: str
    diagnostics: msgspec.Raw
    pictures: list[str]
    causes: dict[str, str]
    kinship: msgspec.Raw
    batches: dict[str, BatchEntry]
    card_bases: Mapping[str, CardBasis]
    fragments: list[bytes] = []


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """What a host outside said of an address.

    `asked` is when, in seconds from 1970; `status` is HTTP's, 0 where no answer came and `fault` says why; `url` is
    where redirects led in the end, empty where there were none, and `is_for_good` tells that they are there to stay.
    `is_forbidden` tells that the host wants no programs there, and that it was not asked.
    """

    asked: float
    status: int = 0
    fault: str = ""
    url: str = ""
    is_for_good: bool = False
    is_forbidden: bool = False


class AnswersState(msgspec.Struct, frozen=True):
    """What hosts outside have said, by address."""

    answers: dict[str, Answer]


_State = TypeVar("_State", SourcesState, OutputState, AnswersState)


def read_state(file: Path, kind: type[_State]) -> _State | None:
    """Read a state; nothing when there is none, or none to be trusted."""
    try:
        data = file.read_bytes()
        head = len(_MAGIC) + _SUM_BYTES
        body = memoryview(data)[head:]
        if data[: len(_MAGIC)] != _MAGIC or data[len(_MAGIC) : head] != _sum(body):
            return None
        return msgspec.msgpack.decode(body, type=kind)
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return None


def write_state(file: Path, state: SourcesState | OutputState | AnswersState) -> None:
    """Replace a state as a whole."""
    body = msgspec.msgpack.encode(state)
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.new")
    try:
        with open(temporary, "wb") as target:
            target.write(_MAGIC)
            target.write(_sum(body))
            target.write(body)
        os.replace(temporary, file)
    finally:
        temporary.unlink(missing_ok=True)


def decode_places(raw: msgspec.Raw) -> dict[str, Place]:
    """Read the index of blobs."""
    return msgspec.msgpack.decode(raw, type=dict[str, Place])


def _sum(data: bytes | memoryview) -> bytes:
    """Sum a state up: what a disk does to it shows, as in the packs."""
    return crc32(data).to_bytes(_SUM_BYTES, "big")
