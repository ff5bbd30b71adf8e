"""The versions of all that decides bytes, as one text: our own code by its content, libraries by their versions."""

from __future__ import annotations

import os
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from generator.config import SiteConfig
from generator.digest import digest_bytes, digest_of
from generator.documents import Document
from generator.errors import Diagnostic
from generator.load.theme_places import package_folder

_LIBRARIES = ("jinja2", "markdown_it_py", "mdit_py_plugins", "pygments", "feedgen", "babel", "tzdata", "lxml", "pyyaml",
              "msgspec", "markupsafe", "python_frontmatter", "pillow", "python_bidi", "arabic_reshaper")  # fmt: skip
_ENCODERS = ("pillow", "python_bidi", "arabic_reshaper")
_INDEXERS = ("pagefind", "pagefind_bin_extended", "pagefind_bin")
_DIST_INFO = ".dist-info"
_SEARCH_MODULES = ("pagefind", "pagefind_bin_extended")
SEARCH_HINT = "pip install broadsheet[search]"


@cache
def software() -> str:
    """Name our code and the libraries that it gives its bytes with."""
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return " ".join([f"python {python}", f"broadsheet {_own_code()}", *_versions()])


@cache
def encoders() -> str:
    """Name what, beside our code, decides the bytes of pictures: Pillow's libraries, and the fonts of ours.

    Pillow's wheels carry their libraries in a folder, under names that hold a digest; it is asked only where it was
    built otherwise, since that imports it.
    """
    fonts = package_folder() / "render" / "fonts"
    own = digest_of([digest_bytes(path.read_bytes()) for path in sorted(fonts.glob("*.ttf"))])
    place = find_spec("PIL")
    above = Path(next(iter(place.submodule_search_locations or ()), "")) if place else Path()
    carried = [*(above.parent / "pillow.libs").glob("*"), *(above / ".dylibs").glob("*")]
    names = sorted(path.name for path in carried)
    libraries = [version for version in _versions() if version.split()[0] in _ENCODERS]
    return " ".join([*libraries, *(names or _codecs()), own])


@cache
def indexers() -> str:
    """Name what makes the search index."""
    return " ".join([_own_code(), *_versions(_INDEXERS)])


def _codecs() -> list[str]:
    from PIL import features

    names = ("jpg", "libjpeg_turbo", "zlib", "webp", "avif", "freetype2", "littlecms2")
    return [f"{name} {features.version(name)}" for name in names]


class SoftwareDiffers(Exception):
    """A worker has other versions than the build that it works for, and would give other bytes."""


def check_software(wanted: str) -> None:
    """Raise `SoftwareDiffers` unless this process has the versions that a build wants."""
    if wanted != software():
        raise SoftwareDiffers(software())


def missing_extra(config: SiteConfig, document: Document | None) -> Diagnostic | None:
    """Report a search that is wanted and cannot be made; nothing when it can."""
    if not config.search.enabled or all(find_spec(name) for name in _SEARCH_MODULES):
        return None
    position = document.position("search", "enabled", of_value=True) if document else None
    return Diagnostic("error", "the search needs an extra that is not installed", position, SEARCH_HINT)


@cache
def _own_code() -> str:
    """Digest our own modules and templates: a version number would miss what a contributor has just changed."""
    package = package_folder()
    found = []
    for folder, folders, names in os.walk(package):
        folders[:] = sorted(name for name in folders if name not in ("__pycache__", "themes", "fonts"))
        found += [(name, digest_bytes(Path(folder, name).read_bytes())) for name in sorted(names)]
    return digest_of(found)


def _versions(names: tuple[str, ...] = _LIBRARIES) -> list[str]:
    """List the libraries with their versions, as the folders beside them tell: asking each costs fifty times more."""
    found: dict[str, str] = {}
    for entry in sys.path:
        try:
            folders = os.listdir(entry)
        except OSError:
            continue
        for folder in folders:
            if folder.endswith(_DIST_INFO):
                name, _, version = folder.removesuffix(_DIST_INFO).partition("-")
                found.setdefault(name.lower(), version)
    for name in names:
        if name not in found:
            from importlib import metadata

            try:
                found[name] = metadata.version(name)
            except metadata.PackageNotFoundError:
                found[name] = "none"
    return [f"{name} {found[name]}" for name in names]
