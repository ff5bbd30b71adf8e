"""A look at every file of an output: whether each still is as the last build left it.

Where there are many, the process that stands by takes it, while the sources are being read; it reads the output's state
for itself, and has nothing to tell but yes or no. Where there is none, it is taken when its answer is wanted.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

import msgspec

from generator.build.memory import Memory, entries_of
from generator.build.workers import Workers
from generator.digest import digest_bytes
from generator.store.state import OutputEntry, OutputState, read_state

# Bytes of an output's state, of some hundred files, from which on a process of its own pays.
_PAYS_BYTES = 64 << 10
_ALL_STAND = b"all stand"


class _Payload(msgspec.Struct, frozen=True, array_like=True):
    """The file of an output's state, and where the output lies."""

    state: str
    root: str


class Look:
    """A look at an output, begun when it is made, if anybody stands by."""

    def __init__(self, memory: Memory, output: Path, workers: Workers) -> None:
        self._memory = memory
        self._root = str(output) + os.sep
        self._answer: bool | None = None
        payload = msgspec.msgpack.encode(_Payload(str(memory.output_file), self._root))
        self._begun = workers.begin(look_at_files, payload)

    def all_stand(self) -> bool:
        """Tell whether all files are as the last build left them; wait for it."""
        if self._answer is None:
            if self._begun is not None:
                self._answer = self._begun.result() == _ALL_STAND
            else:
                count = self._memory.output.count if self._memory.output else 0
                self._answer = _all_stand(self._memory.known(), count, self._root)
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


def look_at_files(payload: bytes) -> bytes:
    """Read an output's state, and look at its files."""
    asked = msgspec.msgpack.decode(payload, type=_Payload)
    state = read_state(Path(asked.state), OutputState)
    return _ALL_STAND if state is not None and _all_stand(entries_of(state), state.count, asked.root) else b""


def _all_stand(entries: Mapping[str, OutputEntry], count: int, root: str) -> bool:
    try:
        return len(entries) == count and all(stands(root + path, entry) for path, entry in entries.items())
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
