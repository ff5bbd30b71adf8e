"""Dear results by their content key, in append-only files: parsed bodies and rendered cards.

A blob's place names its pack, offset, length and checksum; whoever has a place can read the blob from any process.
Each build goes on in the newest pack. Packs are written anew when more than half of their bytes are dead.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import msgspec

_FOLDER = "packs"
_ENDING = ".pack"
_INDEX_ENDING = ".places"
# Dead bytes that are not worth a compaction.
_SLACK_BYTES = 1 << 20


class StoreDamaged(Exception):
    """A blob is not what was written, or none can be added: the store must be dropped and all be built."""


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a blob lies: pack number, offset and length in bytes, checksum."""

    pack: int
    offset: int
    length: int
    check: int


class Packs:
    """The packs of one store folder; `places` is the index by key, kept in the state between builds."""

    def __init__(self, folder: Path, places: dict[str, Place]) -> None:
        self._folder = folder / _FOLDER
        self.places = places
        self._descriptor = -1
        self._number = 0
        self._start = 0
        self._shared: list[str] = []

    def path_of(self, pack: int) -> str:
        """Name a pack's file."""
        return str(self._folder / f"{pack}{_ENDING}")

    def put(self, key: str, data: bytes) -> Place:
        """Append a blob, unless its key is there already."""
        if (known := self.places.get(key)) is not None:
            return known
        if self._descriptor < 0:
            self._start_pack()
        # Asked each time: between two builds of a process another one's may have gone on in the same pack.
        offset = os.lseek(self._descriptor, 0, os.SEEK_END)
        written = 0
        while written < len(data):
            written += os.write(self._descriptor, data[written:] if written else data)
        place = Place(self._number, offset, len(data), checksum(data))
        self.places[key] = place
        return place

    def get(self, key: str) -> bytes:
        """Read a blob by its key; raises `StoreDamaged` when it is not whole."""
        place = self.places[key]
        return read_blob(self.path_of(place.pack), place)

    def share(self) -> str:
        """Write the index to a file of its own, for the processes of this build; `close` takes it away again."""
        import tempfile

        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor, path = tempfile.mkstemp(_INDEX_ENDING, dir=self._folder)
        with open(descriptor, "wb") as file:
            file.write(msgspec.msgpack.encode(self.places))
        self._shared.append(path)
        return path

    def keep_only(self, keys: Iterable[str]) -> None:
        """Forget all other keys, and write the packs anew, when more than half of their bytes are dead.

        Until then a dead blob may be asked for again: an edit taken back. The old packs stay for `sweep`.
        """
        wanted = keys if isinstance(keys, set) else set(keys)
        dead = self.places.keys() - wanted
        known = sum([place.length for place in self.places.values()])
        if self.size() <= 2 * (known - sum(self.places[key].length for key in dead)) + _SLACK_BYTES:
            return
        live = {key: place for key, place in self.places.items() if key in wanted}
        blobs = {key: read_blob(self.path_of(place.pack), place) for key, place in live.items()}
        self.close()
        self.places.clear()
        if blobs:
            self._start_pack(is_new=True)
        for key, data in blobs.items():
            self.put(key, data)

    def sweep(self) -> None:
        """Remove packs that no key leads to any more: after the state that named them is gone."""
        used = {place.pack for place in self.places.values()}
        for path in self._files():
            if int(path.stem) not in used:
                path.unlink(missing_ok=True)
        for path in self._folder.glob(f"*{_INDEX_ENDING}"):  # of a build that was killed
            path.unlink(missing_ok=True)

    def size(self) -> int:
        """Count the bytes of all packs."""
        return sum(path.stat().st_size for path in self._files())

    def unshare(self) -> None:
        """Take shared indexes away."""
        for path in self._shared:
            Path(path).unlink(missing_ok=True)
        self._shared.clear()

    def close(self) -> None:
        """Close the pack that is being written, and take shared indexes away."""
        self.unshare()
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def discard(self) -> None:
        """Take away what was written to the pack: no state will name it."""
        if self._descriptor >= 0:
            os.ftruncate(self._descriptor, self._start)
            self.close()
            if not self._start:
                Path(self.path_of(self._number)).unlink(missing_ok=True)

    def _start_pack(self, *, is_new: bool = False) -> None:
        """Open the newest pack, or a new one; what a build that was killed left at its end is as good as dead."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._number = max((int(path.stem) for path in self._files()), default=0)
        if is_new or not self._number:
            self._number += 1
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        else:
            flags = os.O_WRONLY
        self._descriptor = os.open(self.path_of(self._number), flags, 0o666)
        self._start = os.fstat(self._descriptor).st_size

    def _files(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        return sorted(path for path in self._folder.iterdir() if path.suffix == _ENDING and path.stem.isdecimal())


def checksum(data: bytes) -> int:
    """Sum a blob up: what a disk does to it shows; a blob is no place to look for someone else's work."""
    return crc32(data)


def read_blob(path: str, place: Place) -> bytes:
    """Read a blob by its place; raises `StoreDamaged` when it is not whole."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            data = os.pread(descriptor, place.length, place.offset)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise StoreDamaged(path) from error
    if len(data) != place.length or checksum(data) != place.check:
        raise StoreDamaged(path)
    return data


@lru_cache(maxsize=1)
def read_places(path: str) -> dict[str, Place]:
    """Read an index that was shared, once a process; raises `StoreDamaged` when it cannot be read."""
    try:
        return msgspec.msgpack.decode(Path(path).read_bytes(), type=dict[str, Place])
    except (OSError, msgspec.MsgspecError) as error:
        raise StoreDamaged(path) from error


class PackReader:
    """Reads many blobs with each pack opened once; close it when done."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._descriptors: dict[int, int] = {}

    def read(self, place: Place) -> bytes:
        """Read a blob by its place; raises `StoreDamaged` when it is not whole."""
        try:
            descriptor = self._descriptors.get(place.pack)
            if descriptor is None:
                path = os.path.join(self._folder, _FOLDER, f"{place.pack}{_ENDING}")
                descriptor = self._descriptors[place.pack] = os.open(path, os.O_RDONLY)
            data = os.pread(descriptor, place.length, place.offset)
        except OSError as error:
            raise StoreDamaged(str(error)) from error
        if len(data) != place.length or checksum(data) != place.check:
            raise StoreDamaged(self._folder)
        return data

    def close(self) -> None:
        """Close all packs."""
        for descriptor in self._descriptors.values():
            os.close(descriptor)
        self._descriptors.clear()
