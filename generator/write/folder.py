"""The output folder: whether it may be one, and who may write to it now."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.errors import Diagnostic, SiteError

STAGING = ".broadsheet-staging"
# Folders of a site that a build reads: none of them can be the output, hold it, or lie in it.
_SOURCES = ("content", "themes", "templates", "static", ".broadsheet", ".git")


# Where a preview builds: the one output that lies in what is not for outputs.
PREVIEW_FOLDER = ".broadsheet/serve"


def folder_fault(site: Path, output: Path) -> str:
    """Say why a folder cannot be the output of a site; empty when it can."""
    home, target = site.resolve(), output.resolve()
    if target == home:
        return "is the site itself"
    if home.is_relative_to(target):
        return "holds the site"
    for name in _SOURCES:
        source = (home / name).resolve()
        if target == home / PREVIEW_FOLDER and target.is_relative_to(source):
            continue
        if target == source or target.is_relative_to(source):
            return f"is the site's {name}/ or lies in it"
        if source.is_relative_to(target):
            return f"holds the site's {name}/"
    if output.exists() and not output.is_dir():
        return "is a file"
    return ""


@contextmanager
def locked(output: Path, *, wait: bool) -> Iterator[None]:
    """Hold an output folder for one build; made if it is not there, and gone again if it is empty in the end.

    Raises `SiteError` when another build holds it and `wait` is false, and `OSError` when it cannot be made.
    """
    made = _make_folder(output)
    descriptor = os.open(output, os.O_RDONLY)
    try:
        _lock(descriptor, output, wait)
        while not _is_same(descriptor, output):  # the build that was waited for has failed, and taken its folder along
            made = _make_folder(output)
            os.close(descriptor)
            descriptor = os.open(output, os.O_RDONLY)
            _lock(descriptor, output, wait)
        yield
    finally:
        os.close(descriptor)
        for folder in made:
            try:
                folder.rmdir()
            except OSError:
                break


def discard_staging(output: Path) -> None:
    """Sweep what a build has staged, or one that was cut short has left behind: mostly an empty folder, or none."""
    try:
        os.rmdir(output / STAGING)
    except FileNotFoundError:
        pass
    except OSError:
        import shutil

        shutil.rmtree(output / STAGING, ignore_errors=True)


def _make_folder(output: Path) -> list[Path]:
    """Make a folder with all above it; gives those that were not there, the innermost first."""
    missing = [output]
    while not missing[-1].parent.exists():
        missing.append(missing[-1].parent)
    missing = [folder for folder in missing if not folder.exists()]
    output.mkdir(parents=True, exist_ok=True)
    return missing


def _is_same(descriptor: int, output: Path) -> bool:
    """Tell whether an open folder is the one that stands at a path."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(output))
    except FileNotFoundError:
        return False


def _lock(descriptor: int, output: Path, wait: bool) -> None:
    try:
        import fcntl
    except ImportError:  # no such locks on this system; two builds at once are then the user's to avoid
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK):
            raise
        message = f"another build is writing to {output}"
        raise SiteError([Diagnostic("error", message, hint="wait until it is done")]) from None
