"""Encoded pictures and compressed files by what they were made from, a file each, with a checksum in front.

Losing one costs the time to make it again; one that is not whole is as if it were not there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

_FOLDER = "pictures"
_CHECK_BYTES = 16


class PictureStore:
    """The encoded pictures below a store's folder; keys are names of files."""

    def __init__(self, folder: Path, name: str = _FOLDER) -> None:
        self._folder = folder / name

    def get(self, key: str) -> bytes | None:
        """Read a picture; nothing where there is none, or none that is whole."""
        try:
            data = (self._folder / key).read_bytes()
        except OSError:
            return None
        check, picture = data[:_CHECK_BYTES], data[_CHECK_BYTES:]
        return picture if check == _sum(picture) else None

    def put(self, key: str, data: bytes) -> None:
        """Keep a picture; where the disk takes nothing more, it is not kept."""
        temporary = self._folder / f"{key}.new"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with open(temporary, "wb") as target:
                target.write(_sum(data))
                target.write(data)
            os.replace(temporary, self._folder / key)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def keep_only(self, keys: Iterable[str]) -> None:
        """Remove all other pictures."""
        wanted = set(keys)
        with suppress(OSError):
            for entry in list(os.scandir(self._folder)):
                if entry.name not in wanted:
                    os.unlink(entry.path)


def _sum(data: bytes) -> bytes:
    return blake2b(data, digest_size=_CHECK_BYTES).digest()
