"""A look at every file of an output: whether each still is as the last build left it.

Where there are many, a process beside this one takes it, while the sources are being read; it has nothing to tell but
yes or no. Where none can be had, it is taken when its answer is wanted.
"""

from __future__ import annotations

import os
import signal
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.build.memory import Memory
from generator.digest import digest_bytes
from generator.store.state import OutputEntry

# Bytes of an output's state, of some hundred files, from which on a process of its own pays.
_PAYS_BYTES = 64 << 10


@contextmanager
def look_at(memory: Memory, output: Path) -> Iterator[Look]:
    """Begin to look at an output; what is still being looked at in the end is of no use any more."""
    look = Look(memory, output)
    try:
        yield look
    finally:
        look.end()


class Look:
    """A look at an output, begun when it is made; `end` it in any case."""

    def __init__(self, memory: Memory, output: Path) -> None:
        self._memory = memory
        self._root = str(output) + os.sep
        self._answer: bool | None = None
        self._process = 0
        if _pays(memory):
            self._process = os.fork()
            if self._process == 0:
                self._look_and_leave()

    def all_stand(self) -> bool:
        """Tell whether all files are as the last build left them; wait for it."""
        if self._answer is None:
            self._answer = self._wait() if self._process else self._look()
        return self._answer

    def has_found_all(self) -> bool:
        """Tell the same, but for a process that builds again and has not looked: it looks at what it must."""
        return (self._memory.warm is None or self._answer is not None) and self.all_stand()

    def end(self) -> None:
        """Let the process beside this one go, if it is still looking."""
        if self._process:
            os.kill(self._process, signal.SIGKILL)
            self._wait()

    def _look(self) -> bool:
        try:
            return all(stands(self._root + path, entry) for path, entry in self._memory.known().items())
        except OSError:
            return False

    def _look_and_leave(self) -> None:
        """Answer by the exit status, and leave without a word, whatever happens."""
        status = 1
        try:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            status = 0 if self._look() else 1
        finally:
            os._exit(status)

    def _wait(self) -> bool:
        process, self._process = self._process, 0
        return os.waitpid(process, 0)[1] == 0


def stands(place: str, entry: OutputEntry) -> bool:
    """Tell whether a file is as the last build left it; by its bytes where it was too fresh to trust its stamp.

    The files that a build renames last are always that fresh. Raises `OSError` when there is none.
    """
    found = os.lstat(place)
    if entry.fingerprint is not None:
        return entry.fingerprint.fits(found) and stat.S_ISREG(found.st_mode)
    return stat.S_ISREG(found.st_mode) and digest_bytes(Path(place).read_bytes()) == entry.digest


def _pays(memory: Memory) -> bool:
    """Tell whether there is much to look at, a core to do it, and nothing else under way that a copy would break."""
    if memory.output is None or memory.warm is not None:
        return False
    if sum(len(bytes(batch.files)) for batch in memory.output.batches.values()) < _PAYS_BYTES:
        return False
    return hasattr(os, "fork") and (os.cpu_count() or 1) > 1 and threading.active_count() == 1
