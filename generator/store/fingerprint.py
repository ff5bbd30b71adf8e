"""Whether a file is as it was, without reading it: size, times and inode in, yes, no or perhaps out.

A file changed within the clock's granularity of the moment at which it was last looked at is never trusted: another
change may have come in the same tick (git's "racily clean" rule).
"""

from __future__ import annotations

import os

import msgspec

# Kernels stamp files with a clock that ticks every 1 to 10 ms; some file systems keep whole seconds only.
_TICK_NS = 20_000_000
_SECOND_NS = 1_000_000_000


class Fingerprint(msgspec.Struct, frozen=True, array_like=True):
    """What `stat` says of a file; two are equal when nothing shows that it changed."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int

    def fits(self, found: os.stat_result) -> bool:
        """Tell whether a file's `stat` says what this does."""
        return (
            self.mtime_ns == found.st_mtime_ns
            and self.size == found.st_size
            and self.ctime_ns == found.st_ctime_ns
            and self.inode == found.st_ino
        )

    def is_settled(self, looked_at_ns: int) -> bool:
        """Tell whether the file was old enough, when it was looked at, for its stamp to be trusted."""
        newest = max(self.mtime_ns, self.ctime_ns)
        tick = _SECOND_NS if newest % _SECOND_NS == 0 else _TICK_NS
        return newest + tick < looked_at_ns


def fingerprint_of(found: os.stat_result) -> Fingerprint:
    """Take a file's fingerprint from its `stat`."""
    return Fingerprint(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
