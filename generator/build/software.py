"""The versions of all that decides bytes, as one text: our own code by its content, libraries by their versions."""

from __future__ import annotations

import os
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path

from generator.digest import digest_bytes, digest_of

_LIBRARIES = ("jinja2", "markdown_it_py", "mdit_py_plugins", "pygments", "feedgen", "babel", "tzdata", "lxml", "pyyaml",
              "msgspec", "markupsafe", "python_frontmatter")  # fmt: skip
_DIST_INFO = ".dist-info"


@cache
def software() -> str:
    """Name our code and the libraries that it gives its bytes with."""
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return " ".join([f"python {python}", f"broadsheet {_own_code()}", *_versions()])


class SoftwareDiffers(Exception):
    """A worker has other versions than the build that it works for, and would give other bytes."""


def check_software(wanted: str) -> None:
    """Raise `SoftwareDiffers` unless this process has the versions that a build wants."""
    if wanted != software():
        raise SoftwareDiffers(software())


def _own_code() -> str:
    """Digest our own modules and templates: a version number would miss what a contributor has just changed."""
    package = Path(str(files("generator")))
    found = []
    for folder, folders, names in os.walk(package):
        folders[:] = sorted(name for name in folders if name not in ("__pycache__", "themes"))
        found += [(name, digest_bytes(Path(folder, name).read_bytes())) for name in sorted(names)]
    return digest_of(found)


def _versions() -> list[str]:
    """List the libraries with their versions, as the folders beside them tell: asking each costs fifty times more."""
    found: dict[str, str] = {}
    for entry in sys.path:
        try:
            names = os.listdir(entry)
        except OSError:
            continue
        for folder in names:
            if folder.endswith(_DIST_INFO):
                name, _, version = folder.removesuffix(_DIST_INFO).partition("-")
                found.setdefault(name.lower(), version)
    for name in _LIBRARIES:
        if name not in found:
            from importlib import metadata

            try:
                found[name] = metadata.version(name)
            except metadata.PackageNotFoundError:
                found[name] = "none"
    return [f"{name} {found[name]}" for name in _LIBRARIES]
