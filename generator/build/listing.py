"""The list of a site's files: by a scan, or in a process that knows what has changed since, by a look at that alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import msgspec

from generator.build.memory import Scan, Warm
from generator.errors import Gatherer
from generator.load.scan import SourceFile, scan_content, scan_static

# What is read in every build, and not by its place in the list.
_READ_ANYWAY = ("themes/", "templates/")


def list_files(site: Path, gatherer: Gatherer, warm: Warm | None, codes: tuple[str, ...] = ()) -> list[SourceFile]:
    """List the files of `content/` and `static/`, each ordered by path; `codes` are the site's languages."""
    if warm is None:
        return [*scan_content(site, gatherer, codes), *scan_static(site, gatherer)]
    changed, warm.changed = warm.changed, set()
    is_known = warm.scan is not None and changed is not None and warm.scan.codes == codes
    scan = _scan_again(warm.scan, changed) if is_known and warm.scan and changed is not None else None
    if scan is None:
        own = Gatherer()
        scan = Scan([*scan_content(site, own, codes), *scan_static(site, own)], own.diagnostics, codes)
    warm.scan = scan
    gatherer.diagnostics += scan.diagnostics
    return scan.files


def _scan_again(scan: Scan, changed: set[str]) -> Scan | None:
    """Look at the files that have changed; nothing when more than that may be new."""
    files = list(scan.files)
    for path in changed:
        if path == "site.toml" or path.startswith(_READ_ANYWAY):
            continue
        place = scan.places.get(path)
        if place is None or (file := _look(files[place])) is None:
            return None
        files[place] = file
    return Scan(files, scan.diagnostics, scan.codes, scan.places)


def _look(file: SourceFile) -> SourceFile | None:
    """Look at a file that was there; nothing when it is not the same kind of thing any more."""
    try:
        found = os.lstat(file.location)
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    stamp = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
    return file if stamp == file.stamp else msgspec.structs.replace(file, stamp=stamp)
