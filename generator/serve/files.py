"""A requested address in, the file of the output that answers it out: nothing outside of it, no link, no dot file."""

from __future__ import annotations

import os
import stat
from typing import Literal

import msgspec

_HIDDEN_BUT_SERVED = ".well-known"
NOT_FOUND = "404.html"


class Found(msgspec.Struct, frozen=True):
    """What answers an address: a file, the place that it should be asked for at, or the page for what is not there.

    `place` is the file's, empty where there is not even a `404.html`; `path` is its path below the output, or for a
    redirect the address to go to.
    """

    kind: Literal["file", "redirect", "missing"]
    path: str = ""
    place: str = ""


def find_file(output: str, root: str, address: str, raw: bytes) -> Found:
    """Find what answers an address, given decoded and as it was sent; `root` is the path that the site lives at."""
    if root and (address == root or (address == "/" and raw == b"/")):
        return Found("redirect", f"{root}/")
    if not address.startswith(f"{root}/") or not _is_plain(address, raw):
        return _missing(output, [])
    segments = address.removeprefix(f"{root}/").split("/")
    folders, name = segments[:-1], segments[-1]
    if any(not segment for segment in folders):
        return _missing(output, [])
    path = "/".join([*folders, name or "index.html"])
    kind = _kind_of(output, path)
    if kind == "file":
        return Found("file", path, os.path.join(output, path))
    if kind == "folder" and name and _kind_of(output, f"{path}/index.html") == "file":
        return Found("redirect", f"{address}/")
    return _missing(output, folders)


def _is_plain(address: str, raw: bytes) -> bool:
    """Tell whether an address has nothing that could lead elsewhere, or to what is hidden."""
    lowered = raw.lower()
    if b"%2f" in lowered or b"%5c" in lowered or "\\" in address or "\0" in address:
        return False
    return not any(part.startswith(".") and part != _HIDDEN_BUT_SERVED for part in address.split("/"))


def _kind_of(output: str, path: str) -> Literal["file", "folder", ""]:
    """Tell what stands at a path of the output, without following any link on the way."""
    place = os.path.join(output, path)
    try:
        found = os.lstat(place)
        if os.path.realpath(place) != os.path.join(os.path.realpath(output), path):
            return ""
    except (OSError, ValueError):
        return ""
    return "file" if stat.S_ISREG(found.st_mode) else "folder" if stat.S_ISDIR(found.st_mode) else ""


def _missing(output: str, folders: list[str]) -> Found:
    """Find the nearest `404.html`: that of the edition in which an address would lie, else the site's."""
    for length in range(len(folders), -1, -1):
        path = "/".join([*folders[:length], NOT_FOUND])
        if _kind_of(output, path) == "file":
            return Found("missing", path, os.path.join(output, path))
    return Found("missing")
