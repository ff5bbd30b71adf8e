"""Files beside the output, then in it: what is new is staged, and only when all is well renamed into place.

Equal bytes are not written again. A file that is not ours is adopted when its bytes are those planned, and otherwise
an error before anything is written (contract, section 9).
"""

from __future__ import annotations

import filecmp
import os
import shutil
from pathlib import Path

import msgspec

from generator.errors import Diagnostic, Gatherer
from generator.write.folder import STAGING
from generator.write.manifest import (
    JOURNAL,
    MANIFEST,
    Manifest,
    OwnedFile,
    encode_journal,
    encode_manifest,
    is_within,
    owned_paths,
)


class Written(msgspec.Struct, frozen=True):
    """What a build did to the folder: paths written and removed, sorted, and how many stayed as they were."""

    written: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]


class Stage:
    """Takes files one by one and compares each with what stands in the output; `commit` makes it so."""

    def __init__(self, output: Path) -> None:
        self._output = output
        self._staging = output / STAGING
        self._owned = owned_paths(output)
        self._files: dict[str, OwnedFile] = {}
        self._staged: dict[str, Path] = {}
        self._gatherer = Gatherer()
        self._safe_folders: set[str] = set()

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What stands in the way, so far."""
        return self._gatherer.diagnostics

    def add(self, path: str, data: bytes, owned: OwnedFile) -> None:
        """Take a file's bytes; reports a file of others that stands at its place with other bytes."""
        self._files[path] = owned
        target = self._output / path
        if self._is_in_the_way(path, target):
            return
        try:
            existing: bytes | None = target.read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            existing = None
        if existing == data:
            return
        if existing is not None and path not in self._owned:
            self._report_foreign(path)
            return
        staged = self._next(path)
        with open(staged, "wb") as file:
            file.write(data)

    def add_copy(self, path: str, source: Path, owned: OwnedFile) -> None:
        """Take a file by its place; otherwise as `add`."""
        self._files[path] = owned
        target = self._output / path
        if self._is_in_the_way(path, target):
            return
        exists = target.is_file()
        if exists and filecmp.cmp(source, target, shallow=False):
            return
        if exists and path not in self._owned:
            self._report_foreign(path)
            return
        shutil.copyfile(source, self._next(path))

    def commit(self, manifest: Manifest) -> Written:
        """Rename what is staged into place, remove our stale files, and write the manifest last.

        Raises `OSError` when the folder refuses; before the first rename nothing of the output has changed then.
        """
        stale = sorted(self._owned - set(self._files))
        manifest = msgspec.structs.replace(manifest, files=dict(sorted(self._files.items())))
        data = encode_manifest(manifest)
        manifest_file = self._output / MANIFEST
        is_same = manifest_file.is_file() and manifest_file.read_bytes() == data
        removed: list[str] = []
        if self._staged or stale or not is_same:
            # All that a full disk can refuse comes before the first change: a build that fails has changed nothing.
            self._staging.mkdir(exist_ok=True)
            (self._staging / JOURNAL).write_bytes(encode_journal(list(self._staged)))
            (self._staging / MANIFEST).write_bytes(data)
            self._make_folders()
            os.replace(self._staging / JOURNAL, self._output / JOURNAL)
            removed = [path for path in stale if self._remove(path)]
            self._rename_all()
            os.replace(self._staging / MANIFEST, manifest_file)
            (self._output / JOURNAL).unlink()
        shutil.rmtree(self._staging, ignore_errors=True)
        unchanged = len(self._files) - len(self._staged)
        return Written(tuple(sorted(self._staged)), unchanged, tuple(removed))

    def discard(self) -> None:
        """Forget what is staged."""
        shutil.rmtree(self._staging, ignore_errors=True)

    def _next(self, path: str) -> Path:
        if not self._staged:
            self._staging.mkdir(exist_ok=True)
        staged = self._staging / str(len(self._staged))
        self._staged[path] = staged
        return staged

    def _make_folders(self) -> None:
        """Make the folders that new files need, or none of them; where a stale file stands, it is for later."""
        made: list[Path] = []
        seen: set[Path] = set()
        try:
            for path in self._staged:
                missing: list[Path] = []
                folder = (self._output / path).parent
                while folder not in seen and not folder.is_dir():
                    missing.append(folder)
                    folder = folder.parent
                for folder in reversed(missing):
                    try:
                        folder.mkdir()
                    except (FileExistsError, NotADirectoryError):
                        break
                    made.append(folder)
                    seen.add(folder)
        except OSError:
            for folder in reversed(made):
                folder.rmdir()
            raise

    def _rename_all(self) -> None:
        made: set[str] = set()
        for path, staged in self._staged.items():
            folder = path.rpartition("/")[0]
            if folder and folder not in made:
                (self._output / folder).mkdir(parents=True, exist_ok=True)
                made.add(folder)
            try:
                os.replace(staged, self._output / path)
            except IsADirectoryError:
                _remove_empty_folders(self._output / path)
                os.replace(staged, self._output / path)

    def _remove(self, path: str) -> bool:
        """Remove a stale file of ours, and folders that are empty then; tells whether there was one."""
        target = self._output / path
        if not is_within(path) or self._link_on_the_way(path):
            return False
        try:
            target.unlink()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError):
            return False
        for folder in target.relative_to(self._output).parents:
            if str(folder) == ".":
                break
            try:
                (self._output / folder).rmdir()
            except OSError:
                break
        return True

    def _is_in_the_way(self, path: str, target: Path) -> bool:
        """Report what stands where a folder or the file must be, and is not ours."""
        if link := self._link_on_the_way(path):
            self._gatherer.error(
                f'a symbolic link stands in the output at "{link}"',
                None,
                "move it away, or choose another output",
            )
            return True
        folder = path.rpartition("/")[0]
        if folder and folder not in self._safe_folders:
            parts = folder.split("/")
            for length in range(1, len(parts) + 1):
                above = "/".join(parts[:length])
                if above not in self._owned and (self._output / above).is_file():
                    self._report_foreign(above)
                    return True
            self._safe_folders.add(folder)
        if target.is_dir() and any(
            f"{path}/{found.relative_to(target).as_posix()}" not in self._owned
            for found in target.rglob("*")
            if not found.is_dir()
        ):
            self._report_foreign(path)
            return True
        return False

    def _link_on_the_way(self, path: str) -> str:
        folder = path.rpartition("/")[0]
        if folder in self._safe_folders:
            return path if (self._output / path).is_symlink() else ""
        parts = path.split("/")
        for length in range(1, len(parts) + 1):
            above = "/".join(parts[:length])
            if (self._output / above).is_symlink():
                return above
        return ""

    def _report_foreign(self, path: str) -> None:
        self._gatherer.error(
            f'"{path}" in the output is not ours, and another file must stand there', None,
            "move it away, or choose another output folder",
        )  # fmt: skip


def _remove_empty_folders(folder: Path) -> None:
    """Remove a folder that holds nothing but empty folders."""
    for inner in folder.iterdir():
        _remove_empty_folders(inner)
    folder.rmdir()


def remove_owned(output: Path) -> list[str]:
    """Remove all files of ours from a folder, manifest and journal last; gives the paths removed."""
    stage = Stage(output)
    removed = [path for path in sorted(owned_paths(output)) if stage._remove(path)]
    shutil.rmtree(output / STAGING, ignore_errors=True)
    for name in (JOURNAL, MANIFEST):
        (output / name).unlink(missing_ok=True)
    return removed
