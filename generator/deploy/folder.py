"""A folder that readers get the site from, file by file: all bytes beside it first, then renamed in order.

What a full disk can refuse comes before the first change. A symbolic link on the way to a file of ours is not followed.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from generator.deploy.place import RECORD, STAGING, Parcel, PlaceFault, Say, Told
from generator.digest import digest_bytes, digest_text
from generator.errors import SiteError
from generator.write.folder import locked
from generator.write.staging import remove_file


class Folder:
    """A real folder, as a place."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self) -> bytes | None:
        """Read the record of what is published."""
        with faults(self.root):
            try:
                return (self.root / RECORD).read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                return None

    def survey(self, parcels: Sequence[Parcel]) -> dict[str, bool]:
        """Look at the places of parcels; raises `PlaceFault` when a link stands there."""
        found = {}
        with faults(self.root):
            for parcel in parcels:
                self._check_way(parcel.path)
                place = self.root / parcel.path
                if place.is_symlink():
                    raise PlaceFault(f"{place} is a symbolic link, and a file of the site must stand there", _MOVE)
                if place.is_file():
                    found[parcel.path] = digest_bytes(place.read_bytes()) == parcel.digest
        return found

    @contextmanager
    def hold(self, say: Say) -> Iterator[None]:
        """Hold the folder by a lock that dies with this process."""
        with faults(self.root):
            try:
                held = locked(self.root, wait=False)
                held.__enter__()
            except SiteError:
                raise PlaceFault(f"another deploy to {self.root} is under way", "wait until it is done") from None
        try:
            yield
        finally:
            held.__exit__(None, None, None)

    def gather(self, parcels: Sequence[Parcel], told: Told) -> None:
        """Write all bytes beside the files they will become; what an earlier deploy left there is of use."""
        staging = self.root / STAGING
        with faults(self.root):
            staging.mkdir(exist_ok=True)
            try:
                for parcel in parcels:
                    self._check_way(parcel.path)
                    data = parcel.read()
                    staged = self._staged(parcel)
                    if staged.is_file() and digest_bytes(staged.read_bytes()) == parcel.digest:
                        continue
                    staged.write_bytes(data)
                    told(parcel.path)
            except OSError:
                shutil.rmtree(staging, ignore_errors=True)  # it may be what fills the disk
                raise

    def begin(self, record: bytes) -> None:
        """Write the record with the journal."""
        with faults(self.root):
            self._write_record(record)

    def put(self, parcels: Sequence[Parcel], told: Told) -> None:
        """Rename what was gathered into place."""
        with faults(self.root):
            for parcel in parcels:
                place = self.root / parcel.path
                try:
                    os.replace(self._staged(parcel), place)
                except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                    self._clear_way(parcel.path)
                    os.replace(self._staged(parcel), place)

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files of ours."""
        with faults(self.root):
            for path in paths:
                remove_file(self.root, path)

    def finish(self, record: bytes) -> None:
        """Write the record last."""
        with faults(self.root):
            self._write_record(record)
            shutil.rmtree(self.root / STAGING, ignore_errors=True)

    def _staged(self, parcel: Parcel) -> Path:
        return self.root / STAGING / digest_text(parcel.path, parcel.digest)

    def _write_record(self, record: bytes) -> None:
        (self.root / STAGING).mkdir(exist_ok=True)
        new = self.root / STAGING / RECORD
        new.write_bytes(record)
        os.replace(new, self.root / RECORD)

    def _check_way(self, path: str) -> None:
        """Raise `PlaceFault` for a symbolic link on the way to a file: no one knows where it leads."""
        for above in Path(path).parents[:-1]:
            if (self.root / above).is_symlink():
                message = f"{self.root / above} is a symbolic link, and files of the site must lie below it"
                raise PlaceFault(message, _MOVE)

    def _clear_way(self, path: str) -> None:
        """Make the folders above a file; empty ones that stand in its own place go."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.is_dir():
            for folder in sorted((found for found in place.rglob("*") if found.is_dir()), reverse=True):
                folder.rmdir()
            place.rmdir()


@contextmanager
def faults(root: Path) -> Iterator[None]:
    """Turn what the system refuses into a `PlaceFault` that names the file."""
    try:
        yield
    except OSError as error:
        where = error.filename if isinstance(error.filename, str) else str(root)
        raise PlaceFault(f"{where}: {error.strerror or error}", _HINTS.get(error.errno or 0, "")) from None


_MOVE = "move it away"
_HINTS = {
    errno.ENOSPC: "the site is as it was; make room, and run the deploy again",
    errno.EDQUOT: "the site is as it was; make room, and run the deploy again",
    errno.EROFS: "the site is as it was; the disk is read-only",
    errno.EACCES: "deploy as a user who may write there",
    errno.EPERM: "deploy as a user who may write there",
}
