"""A look at every file of an output: whether each still is as the last build left it.

Where there are many, the process that stands by takes it, while the sources are being read; it reads the output's state
for itself, and has nothing to tell but yes or no. It looks at a part at a time: what somebody waits for can go between.
Where there is no such process, the look is taken when its answer is wanted.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from pathlib import Path

import msgspec

from generator.build.memory import Memory, entries_of
from generator.build.workers import Workers
from generator.digest import digest_bytes
from generator.store.state import OutputEntry, OutputState, read_state

# Bytes of an output's state, of some hundred files, from which on a process of its own pays.
_PAYS_BYTES = 64 << 10
_ALL_STAND = b"all stand"
_PARTS = 8
_encode = msgspec.msgpack.Encoder().encode


class _Payload(msgspec.Struct, frozen=True, array_like=True):
    """The file of an output's state, where the output lies, and which part to look at; `moment` tells looks apart."""

    state: str
    root: str
    part: int
    moment: int


class Look:
    """A look at an output, begun when it is made, if anybody stands by."""

    def __init__(self, memory: Memory, output: Path, workers: Workers) -> None:
        self._memory = memory
        self._root = str(output) + os.sep
        self._answer: bool | None = None
        moment = time.monotonic_ns()
        parts = (_Payload(str(memory.output_file), self._root, part, moment) for part in range(_PARTS))
        self._begun = [begun for part in parts if (begun := workers.begin(look_at_part, _encode(part))) is not None]

    def all_stand(self) -> bool:
        """Tell whether all files are as the last build left them; wait for it."""
        if self._answer is None:
            if self._begun:
                self._answer = all(begun.result() == _ALL_STAND for begun in self._begun)
            else:
                count = self._memory.output.count if self._memory.output else 0
                known = self._memory.known()
                self._answer = len(known) == count and _all_stand(known.items(), self._root)
        return self._answer

    def has_found_all(self) -> bool:
        """Tell the same, but for a process that builds again and has not looked: it looks at what it must."""
        return (self._memory.warm is None or self._answer is not None) and self.all_stand()


def pays(memory: Memory) -> bool:
    """Tell whether there is enough to look at, and the memory of it on the disk."""
    try:
        return memory.warm is None and os.stat(memory.output_file).st_size >= _PAYS_BYTES
    except OSError:
        return False


def look_at_part(payload: bytes) -> bytes:
    """Read an output's state, and look at a part of its files."""
    asked = msgspec.msgpack.decode(payload, type=_Payload)
    entries = _entries_at(asked.state, asked.moment)
    own = islice(entries.items(), asked.part, None, _PARTS)
    return _ALL_STAND if entries and _all_stand(own, asked.root) else b""


@lru_cache(maxsize=1)
def _entries_at(state_file: str, moment: int) -> dict[str, OutputEntry]:
    """Read the entries of all files, once a look; none when the state is not to be trusted."""
    state = read_state(Path(state_file), OutputState)
    entries = entries_of(state) if state is not None else {}
    return entries if state is not None and len(entries) == state.count else {}


def _all_stand(entries: Iterable[tuple[str, OutputEntry]], root: str) -> bool:
    try:
        return all(stands(root + path, entry) for path, entry in entries)
    except OSError:
        return False


def stands(place: str, entry: OutputEntry) -> bool:
    """Tell whether a file is as the last build left it; by its bytes where it was too fresh to trust its stamp.

    The files that a build renames last are always that fresh. Raises `OSError` when there is none.
    """
    found = os.lstat(place)
    if entry.fingerprint is not None:
        return entry.fingerprint.fits(found) and stat.S_ISREG(found.st_mode)
    return stat.S_ISREG(found.st_mode) and digest_bytes(Path(place).read_bytes()) == entry.digest
