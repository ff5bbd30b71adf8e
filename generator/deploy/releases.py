"""A link that readers follow to a release: the next one made beside it, then the link switched at once.

`/srv/www/site` leads to `site.releases/7`. A release is a whole folder; what did not change in it is a hard link to the
release before, so that it costs no space. One that was cut short is `next-of-7`, and goes on where it was. One that was
finished but never shown is known by `link`, the link that was to be switched to it, and is made anew.
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
_LEAVING = "leaving-"


class Releases:
    """The link at a path, and the releases beside it, as a place; `keep` of them stay."""

    def __init__(self, link: Path, keep: int) -> None:
        self._link = link
        self._store = link.with_name(f"{link.name}.releases")
        self._coming = self._store / "link"
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
        """Switch the link to the next release, and let old ones go.

        The record is written last before that, when the release is no longer taken for one to go on with: one that says
        that all is done must not be read while readers see the release before.
        """
        started = self._started()
        with faults(self._store):
            number = max(self._numbers(), default=0) + 1
            self._prepare_switch(number)
            finished = Folder(started.root.rename(self._store / str(number)))
        finished.finish(record)
        with faults(self._store):
            self._switch()
            shown = self._number()
            for old in sorted(found for found in self._numbers() if found != shown)[: -(self._keep - 1) or None]:
                self._remove(old)

    def roll_back(self) -> tuple[int, int]:
        """Switch the link to the release before the one that readers see; gives both numbers."""
        with faults(self._store):
            now = self._number()
            before = [number for number in self._numbers() if number < now]
            if not before:
                raise PlaceFault(f"{self._link} has no earlier release to go back to")
            self._prepare_switch(max(before))
            self._switch()
            return now, max(before)

    def _remove(self, number: int) -> None:
        """Remove a release; by another name first, since one that is half gone must not be gone back to."""
        leaving = self._store / f"{_LEAVING}{number}"
        with suppress(FileNotFoundError):
            (self._store / str(number)).rename(leaving)
        shutil.rmtree(leaving, ignore_errors=True)

    def _prepare_switch(self, number: int) -> None:
        self._coming.unlink(missing_ok=True)
        self._coming.symlink_to(f"{self._store.name}/{number}")

    def _switch(self) -> None:
        os.replace(self._coming, self._link)

    def _number(self) -> int:
        """Read which release readers see; 0 for none."""
        return _number_of(self._link)

    def _numbers(self) -> list[int]:
        if not self._store.is_dir():
            return []
        return [int(found.name) for found in self._store.iterdir() if found.name.isdecimal()]

    def _shown(self) -> Folder:
        return Folder(self._store / str(self._number()))

    def _started(self) -> Folder:
        return Folder(self._store / f"{_NEXT}{self._number()}")

    def _sweep(self) -> None:
        """Take away what was started from a release that readers see no more, and what they were never shown."""
        for found in self._store.iterdir():
            if found.name.startswith((_NEXT, _COPYING, _LEAVING)):
                shutil.rmtree(found, ignore_errors=True)
        if (unseen := _number_of(self._coming)) > self._number():
            self._remove(unseen)

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


def _number_of(link: Path) -> int:
    """Read which release a link leads to; 0 for none."""
    try:
        return int(link.readlink().name)
    except FileNotFoundError:
        return 0


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
