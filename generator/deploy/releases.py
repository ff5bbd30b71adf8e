"""A link that readers follow to a release: the next one made beside it, then the link switched at once.

`/srv/www/site` leads to `site.releases/7`. A release is a whole folder; what did not change in it is a hard link to the
release before, so that it costs no space. One that was cut short is `next-of-7`, and goes on where it was.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from generator.deploy.folder import Folder, faults
from generator.deploy.place import RECORD, STAGING, Parcel, PlaceFault, Say, Told

_NEXT = "next-of-"
_COPYING = "copy-of-"


class Releases:
    """The link at a path, and the releases beside it, as a place; `keep` of them stay."""

    def __init__(self, link: Path, keep: int) -> None:
        self._link = link
        self._store = link.with_name(f"{link.name}.releases")
        self._keep = keep

    def read(self) -> bytes | None:
        """Read the record of the release that was being made, else of the one that readers see."""
        return self._started().read() or self._shown().read()

    def survey(self, parcels: Sequence[Parcel]) -> dict[str, bool]:
        """Look at the places of parcels in the release that was being made, else in the one that readers see."""
        started = self._started()
        return (started if started.root.is_dir() else self._shown()).survey(parcels)

    @contextmanager
    def hold(self, say: Say) -> Iterator[None]:
        """Hold the releases by a lock that dies with this process."""
        with Folder(self._store).hold(say):
            yield

    def gather(self, parcels: Sequence[Parcel], told: Told) -> None:
        """Start the next release as what readers see now, and write all that is new beside its files."""
        started = self._started()
        with faults(self._store):
            if not started.root.is_dir():
                self._sweep()
                self._copy_shown(started.root)
        try:
            started.gather(parcels, told)
        except PlaceFault:
            shutil.rmtree(started.root, ignore_errors=True)
            raise

    def begin(self, record: bytes) -> None:
        """Write the record with the journal into the next release."""
        self._started().begin(record)

    def put(self, parcels: Sequence[Parcel], told: Told) -> None:
        """Rename what was gathered into place in the next release."""
        self._started().put(parcels, told)

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files from the next release."""
        self._started().remove(paths)

    def finish(self, record: bytes) -> None:
        """Switch the link to the next release, and let old ones go."""
        started = self._started()
        started.finish(record)
        with faults(self._store):
            number = max(self._numbers(), default=0) + 1
            started.root.rename(self._store / str(number))
            self._switch(number)
            shown = self._number()
            for old in sorted(found for found in self._numbers() if found != shown)[: -(self._keep - 1) or None]:
                shutil.rmtree(self._store / str(old), ignore_errors=True)

    def roll_back(self) -> tuple[int, int]:
        """Switch the link to the release before the one that readers see; gives both numbers."""
        with faults(self._store):
            now = self._number()
            before = [number for number in self._numbers() if number < now]
            if not before:
                raise PlaceFault(f"{self._link} has no earlier release to go back to")
            self._switch(max(before))
            return now, max(before)

    def _switch(self, number: int) -> None:
        new = self._store / "link"
        new.unlink(missing_ok=True)
        new.symlink_to(f"{self._store.name}/{number}")
        os.replace(new, self._link)

    def _number(self) -> int:
        """Read which release readers see; 0 for none."""
        try:
            return int(self._link.readlink().name)
        except FileNotFoundError:
            return 0

    def _numbers(self) -> list[int]:
        if not self._store.is_dir():
            return []
        return [int(found.name) for found in self._store.iterdir() if found.name.isdecimal()]

    def _shown(self) -> Folder:
        return Folder(self._store / str(self._number()))

    def _started(self) -> Folder:
        return Folder(self._store / f"{_NEXT}{self._number()}")

    def _sweep(self) -> None:
        """Take away what was started from a release that readers see no more."""
        for found in self._store.iterdir():
            if found.name.startswith((_NEXT, _COPYING)):
                shutil.rmtree(found, ignore_errors=True)

    def _copy_shown(self, target: Path) -> None:
        """Copy the release that readers see, with what others put there, by hard links where the disk has them."""
        copying = target.with_name(f"{_COPYING}{self._number()}")
        shown = self._shown().root
        if shown.is_dir():
            ignored = shutil.ignore_patterns(STAGING, RECORD)
            shutil.copytree(shown, copying, symlinks=True, ignore=ignored, copy_function=_link)
            with suppress(FileNotFoundError):
                shutil.copy2(shown / RECORD, copying / RECORD)
        else:
            copying.mkdir()
        copying.rename(target)


def is_ours(link: Path) -> bool:
    """Tell whether a link is one that `Releases` has made."""
    try:
        target = link.readlink()
    except OSError:
        return False
    return str(target.parent) == f"{link.name}.releases" and target.name.isdecimal()


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)
