"""The processes of a build that was started in a group of its own."""

from __future__ import annotations

import time
from pathlib import Path


def group(leader: int) -> list[int]:
    """The living processes of a group."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, number = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:  # it has just ended
            continue
        if int(number) == leader and state not in "ZX":
            found.append(int(stat.parent.name))
    return sorted(found)


def expect_all_gone(leader: int) -> None:
    """Expect that no process of a group is left; the last ones may need a moment."""
    deadline = time.monotonic() + 30
    while (left := group(leader)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert left == []
