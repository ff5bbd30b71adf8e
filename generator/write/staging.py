"""Files beside the output, then in it: what is new is staged, and only when all is well renamed into place.

Equal bytes are not written again. A folder that the output does not have yet is staged as a whole, and renamed as one.
A file that is not ours is adopted when its bytes are those planned, and otherwise
an error before anything is written (contract, section 9).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from generator.digest import digest_bytes
from generator.errors import Diagnostic, Gatherer
from generator.write.folder import STAGING, discard_staging
from generator.write.manifest import (
    JOURNAL,
    MANIFEST,
    Manifest,
    OwnedFile,
    encode_journal,
    encode_manifest,
    has_file,
    is_within,
    owned_paths,
    renew_manifest,
)

# Where new folders are staged.
_TREE = "new"
# Bytes that are read at once: more than most pages have, and little enough to be had without asking the system.
_READ = 100_000
# Where a system knows files of text, none of ours is one.
_BINARY = getattr(os, "O_BINARY", 0)


class Written(msgspec.Struct, frozen=True):
    """What a build did to the folder: paths written and removed, sorted, and how many stayed as they were.

    `manifest` is the digest of the manifest's bytes.
    """

    written: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]
    manifest: str


class Others(msgspec.Struct, frozen=True):
    """Files of ours that a stage is not told of and leaves as they are: how many, and the manifest that has them."""

    count: int
    manifest: bytes


class Stage:
    """Takes files one by one and compares each with what stands in the output; `commit` makes it so.

    `owned` are the paths of our files there, but for `others`.
    """

    def __init__(self, output: Path, owned: set[str], others: Others | None = None) -> None:
        self._output = output
        self._others = others
        self._root = str(output) + os.sep
        self._staging = output / STAGING
        self._owned = owned
        self._files: dict[str, OwnedFile] = {}
        self._staged: dict[str, str] = {}
        self._reserved = 0
        self._gatherer = Gatherer()
        self._safe_folders: set[str] = {""}
        self._found: dict[str, os.stat_result | None] = {}
        self._moved_alone: set[str] = set()

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What stands in the way, so far."""
        return self._gatherer.diagnostics

    @property
    def files(self) -> dict[str, OwnedFile]:
        """The files that are ours once all is in place, by path, but for others."""
        return self._files

    def look(self, path: str) -> os.stat_result | None:
        """Look at what stands at a path of the output, without following a link; nothing when nothing does."""
        try:
            return os.lstat(self._root + path)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def lacks_folder(self, path: str) -> bool:
        """Tell whether nothing stands yet where the folder of a path must be."""
        folder = path.rpartition("/")[0]
        if not folder:
            return False
        if folder not in self._found:
            if self.lacks_folder(folder):  # what lies in a new folder need not be remembered
                return True
            self._found[folder] = self.look(folder)
        return self._found[folder] is None

    def moved_whole(self, path: str) -> bool:
        """Tell whether a staged file came into place with its folder, and so has the stamp that it was staged with."""
        return path in self._staged and path not in self._moved_alone

    def digest(self, path: str) -> str:
        """Digest what stands at a path; empty when it cannot be read."""
        try:
            return digest_bytes((self._output / path).read_bytes())
        except OSError:
            return ""

    def file(self, path: str) -> str:
        """Name the file behind a path of the output."""
        return self._root + path

    def reserve(self, path: str) -> str:
        """Give a place to stage the file for a path at; its folder need not be there yet."""
        if not self._reserved:
            self._staging.mkdir(exist_ok=True)
        self._reserved += 1
        if self.lacks_folder(path):
            return f"{self._root}{STAGING}/{_TREE}/{path}"
        return f"{self._root}{STAGING}/{self._reserved}"

    def workplace(self, name: str) -> Path:
        """Give a folder beside the output for what comes before staging; it goes with all that is staged."""
        self._staging.mkdir(exist_ok=True)
        folder = self._staging / f"{name}-{os.getpid()}"
        folder.mkdir()
        return folder

    def keep(self, path: str, owned: OwnedFile) -> None:
        """Leave a file as it stands: it is ours, and it is what it must be."""
        self._files[path] = owned

    def keep_all(self, files: Mapping[str, OwnedFile]) -> None:
        """Leave files as they stand, by path; what is kept or taken later goes before."""
        self._files.update(files)

    def take(self, path: str, staged: str, owned: OwnedFile, *, is_other: bool = False) -> None:
        """Take a staged file; reports what stands at its place, or on the way there, and is not ours.

        `is_other` tells that a file of ours stands there, whose bytes are known to be others.
        """
        self._files[path] = owned
        if self.lacks_folder(path):
            self._staged[path] = staged
            return
        if self._is_folder_in_the_way(path):
            return
        if is_other and path in self._owned:
            self._staged[path] = staged
            return
        found = self.look(path)
        if found is not None and self._is_in_the_way(path, found):
            return
        if found is not None and stat.S_ISREG(found.st_mode):
            if _are_equal(staged, self._root + path):
                os.unlink(staged)
                return
            if not self._owns(path):
                self._report_foreign(path)
                return
        self._staged[path] = staged

    def commit(self, manifest: Manifest) -> Written:
        """Rename what is staged into place, remove our stale files, and write the manifest last.

        Raises `OSError` when the folder refuses; until the first rename nothing of the output has changed.
        """
        stale = sorted(self._owned.difference(self._files))
        manifest = msgspec.structs.replace(manifest, files=dict(sorted(self._files.items())))
        others = self._others
        data = renew_manifest(others.manifest, manifest, stale) if others else encode_manifest(manifest)
        is_same = data == (others.manifest if others else self._read_manifest())
        removed: list[str] = []
        if self._staged or stale or not is_same:
            # All that a full disk can refuse comes before the first change: a build that fails has changed nothing.
            self._staging.mkdir(exist_ok=True)
            (self._staging / JOURNAL).write_bytes(encode_journal(list(self._staged)))
            (self._staging / MANIFEST).write_bytes(data)
            os.replace(self._staging / JOURNAL, self._output / JOURNAL)
            removed = [path for path in stale if remove_file(self._output, path)]
            self._rename_all()
            os.replace(self._staging / MANIFEST, self._output / MANIFEST)
        (self._output / JOURNAL).unlink(missing_ok=True)
        self.discard()
        unchanged = len(self._files) - len(self._staged) + (others.count if others else 0)
        return Written(tuple(sorted(self._staged)), unchanged, tuple(removed), digest_bytes(data))

    def _read_manifest(self) -> bytes:
        """Read the manifest that stands; empty when there is none to be read."""
        try:
            return (self._output / MANIFEST).read_bytes()
        except OSError:
            return b""

    def discard(self) -> None:
        """Forget what is staged."""
        discard_staging(self._output)

    def _rename_all(self) -> None:
        """Rename what is staged into place: new folders as a whole, all else file by file."""
        moved: dict[str, bool] = {"": False}
        for path, staged in self._staged.items():
            if self.lacks_folder(path) and self._move_folder(path.rpartition("/")[0], moved):
                continue
            self._moved_alone.add(path)
            try:
                os.replace(staged, self._root + path)
            except (IsADirectoryError, FileNotFoundError):  # what was stale stood here, or was all that a folder held
                _remove_empty_folders(self._output / path)
                os.makedirs(os.path.dirname(self._root + path), exist_ok=True)
                os.replace(staged, self._root + path)

    def _move_folder(self, folder: str, moved: dict[str, bool]) -> bool:
        """Move a new folder into place with all that it holds, or the one above it that is new, too."""
        if folder not in moved:
            if self._move_folder(folder.rpartition("/")[0], moved):
                return True
            moved[folder] = self.look(folder) is None
            if moved[folder]:
                (self._staging / _TREE / folder).rename(self._output / folder)
        return moved[folder]

    def _owns(self, path: str) -> bool:
        """Tell whether a file is ours, by what this was told of or by the manifest."""
        return path in self._owned or (self._others is not None and has_file(self._others.manifest, path))

    def _is_folder_in_the_way(self, path: str) -> bool:
        """Report what stands where a folder on the way to a file must be, and is not ours.

        All folders on the way have been found to be there.
        """
        folder = path.rpartition("/")[0]
        if folder in self._safe_folders:
            return False
        if self._is_folder_in_the_way(folder):
            return True
        found = self._found[folder]
        if found is not None and stat.S_ISLNK(found.st_mode):
            return self._report_link(folder)
        if found is not None and not stat.S_ISDIR(found.st_mode) and not self._owns(folder):
            return self._report_foreign(folder)
        self._safe_folders.add(folder)
        return False

    def _is_in_the_way(self, path: str, found: os.stat_result) -> bool:
        """Report a link or a folder that stands where a file must be, and is not ours."""
        if stat.S_ISLNK(found.st_mode):
            return self._report_link(path)
        if stat.S_ISDIR(found.st_mode) and self._holds_foreign(path):
            return self._report_foreign(path)
        return False

    def _holds_foreign(self, folder: str) -> bool:
        base = self._output / folder
        files = (found for found in base.rglob("*") if not found.is_dir() or found.is_symlink())
        return any(not self._owns(f"{folder}/{found.relative_to(base).as_posix()}") for found in files)

    def _report_link(self, path: str) -> bool:
        self._gatherer.error(
            f'a symbolic link stands in the output at "{path}"', None, "move it away, or choose another output folder"
        )
        return True

    def _report_foreign(self, path: str) -> bool:
        self._gatherer.error(
            f'"{path}" in the output is not ours, and another file must stand there', None,
            "move it away, or choose another output folder",
        )  # fmt: skip
        return True


def stage_file(staged: str, data: bytes) -> os.stat_result:
    """Write a file to its place beside the output, in a folder that is made if it is not there; gives its `stat`."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY
    try:
        descriptor = os.open(staged, flags, 0o666)
    except FileNotFoundError:
        _make_folder(os.path.dirname(staged))
        descriptor = os.open(staged, flags, 0o666)
    try:
        written = os.write(descriptor, data)
        while written < len(data):
            written += os.write(descriptor, data[written:])
        return os.fstat(descriptor)
    finally:
        os.close(descriptor)


def read_file(place: str) -> bytes:
    """Read a file as a whole."""
    descriptor = os.open(place, os.O_RDONLY | _BINARY)
    try:
        parts = [data := os.read(descriptor, _READ)]
        while len(data) == _READ:
            parts.append(data := os.read(descriptor, _READ))
    finally:
        os.close(descriptor)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _are_equal(staged: str, path: str) -> bool:
    """Compare two files byte for byte."""
    return os.stat(staged).st_size == os.stat(path).st_size and Path(staged).read_bytes() == Path(path).read_bytes()


def _make_folder(folder: str) -> None:
    """Make a folder, and those above it; mostly all of these are there."""
    try:
        os.mkdir(folder)
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)
    except FileExistsError:
        pass


def remove_file(output: Path, path: str) -> bool:
    """Remove a file of ours, and folders that are empty then; tells whether there was one."""
    if not is_within(path) or any((output / above).is_symlink() for above in _folders_of(path)):
        return False
    target = output / path
    try:
        if target.is_dir() and not target.is_symlink():
            return False
        target.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    for above in reversed(list(_folders_of(path))):
        try:
            (output / above).rmdir()
        except OSError:
            break
    return True


def _remove_empty_folders(folder: Path) -> None:
    """Remove a folder that holds nothing but empty folders, if there is one."""
    if not folder.is_dir():
        return
    for inner in folder.iterdir():
        _remove_empty_folders(inner)
    folder.rmdir()


def remove_owned(output: Path) -> list[str]:
    """Remove all files of ours from a folder, manifest and journal last; gives the paths removed."""
    removed = [path for path in sorted(owned_paths(output)) if remove_file(output, path)]
    discard_staging(output)
    for name in (JOURNAL, MANIFEST):
        (output / name).unlink(missing_ok=True)
    return removed


def _folders_of(path: str) -> Iterable[str]:
    """Name the folders above a path, the outermost first."""
    parts = path.split("/")
    return ("/".join(parts[:length]) for length in range(1, len(parts)))
