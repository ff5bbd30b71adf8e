"""The site folder in, a sorted list of its files out, each with the role that its place gives it (contract, 1).

Hidden files and editors' leavings are not content. A symbolic link that leads out of the site is an error.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from generator.errors import Gatherer, Position
from generator.language import part_code
from generator.slug import segment_fault
from generator.text import first_control

Role = Literal["article", "page", "author", "section", "term", "file"]

Stamp = tuple[int, int, int, int]
# A file: its path, where it lies, and its stamp.
Found = tuple[str, str, Stamp]

_LEAVINGS = (".DS_Store", "Thumbs.db", "desktop.ini")
# The first letters of those, and of hidden files and editors' locks.
_LEAVINGS_START = ".Td#"
_RATES_NAMES = ("rates.toml", "rates.yaml", "rates.yml", "rates.json", "rates.csv")


class SourceFile(msgspec.Struct, frozen=True):
    """A file of the site: site-relative path with `/`, where it lies, its role; for articles its section and bundle.

    `stamp` is its size, mtime and ctime in nanoseconds, and inode, when it was found.

    `section` is the folder's name as typed, `name` what gives the default slug: the file's or bundle folder's name.
    `language` is the code that the file's name ends with, empty where it ends with none of the site's languages.
    """

    path: str
    location: str
    role: Role
    section: str = ""
    name: str = ""
    bundle: str = ""
    stamp: Stamp = (0, 0, 0, 0)
    language: str = ""

    @property
    def original(self) -> str:
        """The path that the file would have without the language at its end: its original's, if there is one."""
        if not self.language:
            return self.path
        folder, _, name = self.path.rpartition("/")
        return f"{folder}/{name[:-3].rpartition('.')[0]}{name[-3:]}"


def scan_content(site: Path, gatherer: Gatherer, codes: Sequence[str] = ()) -> list[SourceFile]:
    """List the files of `content/`, ordered by path; `codes` are the site's languages.

    Reports Markdown at a place that means nothing, folder names that give no URL, links out of the site, and names
    that are not UTF-8.
    """
    folder = site / "content"
    if not folder.is_dir():
        gatherer.error("there is no folder content/", Position("content"), "start with: broadsheet new site DIR")
        return []
    files = _each_once(walk(site, folder, gatherer), gatherer)
    bundles = {path.rpartition("/")[0] for path, _, _ in files if "/index." in path and _is_bundle_index(path, codes)}
    sources = []
    for path, location, stamp in files:
        bundle = _bundle_above(path, bundles) if bundles else ""
        if (source := _source(path, location, stamp, bundle, codes, gatherer)) is not None:
            sources.append(source)
    return sources


def scan_static(site: Path, gatherer: Gatherer) -> list[SourceFile]:
    """List the files of `static/`, ordered by path; dot files are copied like any other."""
    folder = site / "static"
    files = _each_once(walk(site, folder, gatherer, hidden=True), gatherer) if folder.is_dir() else []
    return [SourceFile(path, location, "file", stamp=stamp) for path, location, stamp in files]


def walk(site: Path, folder: Path, gatherer: Gatherer, *, hidden: bool = False) -> Iterator[Found]:
    """Find the files below a folder of the site: site-relative path in NFC, location and stamp; in no order."""
    home = os.path.realpath(site)
    prefix = str(site).rstrip(os.sep) + os.sep
    # Folders to look into, each with the real folders that links on the way to it lie in and lead to.
    stack: list[tuple[str, tuple[str, ...]]] = [(str(folder), ())]
    while stack:
        current, linked = stack.pop()
        above = _relative(current, prefix)
        try:
            entries = list(os.scandir(current))
        except OSError as error:
            gatherer.error(f"the folder cannot be read: {error.strerror}", Position(above))
            continue
        names = "".join([entry.name for entry in entries])
        are_plain = names.isascii() and names.isprintable() and "\\" not in names
        for entry in entries:
            name = entry.name
            path = f"{above}/{name if are_plain else unicodedata.normalize('NFC', name)}"
            if (name[0] in _LEAVINGS_START or name[-1] == "~") and is_leaving(name, may_be_hidden=hidden):
                continue
            if not are_plain and (fault := _name_fault(path)):
                gatherer.error(f"the file's name {fault}", Position(path), "give it another name")
                continue
            is_link = entry.is_symlink()
            if is_link and not _is_link_within(entry.path, home):
                gatherer.error(
                    "a symbolic link that leads out of the site",
                    Position(path),
                    "copy the file into the site",
                )
                continue
            if entry.is_file():
                found = entry.stat()
                yield path, entry.path, (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
            elif entry.is_dir() and is_link:
                target = os.path.realpath(entry.path)
                if target in linked:
                    gatherer.error("symbolic links that lead to each other", Position(path), "take one of them away")
                    continue
                stack.append((entry.path, (*linked, os.path.realpath(current), target)))
            elif entry.is_dir():
                stack.append((entry.path, linked))
            elif is_link:
                gatherer.error("a symbolic link that leads nowhere", Position(path))


def _each_once(files: Iterable[Found], gatherer: Gatherer) -> list[Found]:
    """Order files by path; reports those whose names differ in their code points alone, and so have one path."""
    once: dict[str, Found] = {}
    for file in sorted(files):
        if once.setdefault(file[0], file) is not file:
            gatherer.error("two files have this name, in other code points", Position(file[0]), "rename one of them")
    return list(once.values())


def find_rates(site: Path, configured: str) -> Path | None:
    """Find the rates file: the configured one, which need not exist, else the first of `content/rates.*`."""
    if configured:
        return site / configured
    for name in _RATES_NAMES:
        if (site / "content" / name).is_file():
            return site / "content" / name
    return None


def is_leaving(name: str, *, may_be_hidden: bool) -> bool:
    """Tell by its name that a file is no part of the site: hidden, or what editors and systems leave behind."""
    first, last = name[:1], name[-1:]
    if last == "~" or name in _LEAVINGS or first == last == "#":
        return True
    return first == "." and not may_be_hidden


def _is_link_within(location: str, home: str) -> bool:
    """Tell whether a link leads to a place in the site that does not hold the link itself."""
    target = os.path.realpath(location)
    here = os.path.realpath(os.path.dirname(location))
    return target.startswith(home + os.sep) and not (here + os.sep).startswith(target + os.sep)


def _relative(location: str, prefix: str) -> str:
    return unicodedata.normalize("NFC", location.removeprefix(prefix).replace(os.sep, "/"))


def _name_fault(path: str) -> str:
    """Say why a file cannot be published under its name: no URL, or no system of another kind, could name it."""
    if any("\ud800" <= c <= "\udfff" for c in path):
        return "is not UTF-8"
    if "\\" in path:
        return "holds a backslash"
    return "holds a control character" if first_control(path) >= 0 or any(c in path for c in "\t\r\n") else ""


def _is_bundle_index(path: str, codes: Sequence[str]) -> bool:
    if not path.endswith(".md") or path.count("/") < 3:
        return False
    name = path.rpartition("/")[2]
    return name == "index.md" or (name.startswith("index.") and part_code(name[:-3], codes)[0] == "index")


def _bundle_above(path: str, bundles: set[str]) -> str:
    """Find the outermost bundle folder that holds a path, itself counted; empty when there is none."""
    parts = path.split("/")
    for length in range(3, len(parts)):
        folder = "/".join(parts[:length])
        if folder in bundles:
            return folder
    return ""


def _source(
    path: str, location: str, stamp: Stamp, bundle: str, codes: Sequence[str], gatherer: Gatherer
) -> SourceFile | None:
    parts = path.split("/")
    name = parts[-1]
    if not name.endswith(".md") and not name.lower().endswith(".md"):
        return SourceFile(path, location, "file", bundle=bundle, stamp=stamp)
    if len(parts) == 2:
        gatherer.error(
            "Markdown at the root of content/ has no section",
            Position(path),
            "move it into a section's folder or pages/",
        )
        return None
    folder, name, language = parts[1], name[:-3], ""
    if "." in name:
        name, language = part_code(name, codes)
    is_index = name == "index" and bool(bundle) and path.endswith(".md") and "/".join(parts[:-1]) == bundle
    found = SourceFile(path, location, "article", folder, parts[-2] if bundle else name, bundle, stamp, language)
    if folder in ("authors", "terms") or folder == "pages":
        return _special(found, parts, name, is_index, gatherer)
    if fault := segment_fault(folder):
        gatherer.error(f'the section folder "{folder}" {fault}', Position(path))
        return None
    if name == "_index":
        if len(parts) == 3:
            return SourceFile(path, location, "section", section=folder, stamp=stamp, language=language)
        gatherer.warning("an _index.md below a section's own folder says nothing", Position(path))
        return None
    if bundle and not is_index:
        message = "Markdown in a bundle that is not its index.md is neither copied nor an article"
        gatherer.warning(message, Position(path))
        return None
    if name == "index" and not bundle:
        gatherer.error(
            "index.md directly in a section's folder is no article",
            Position(path),
            "call it _index.md, or give it a folder",
        )
        return None
    return found


def _special(found: SourceFile, parts: list[str], name: str, is_index: bool, gatherer: Gatherer) -> SourceFile | None:
    """Place a Markdown file of authors/, terms/ or pages/."""
    folder, position = parts[1], Position(found.path)
    if folder == "terms":
        if len(parts) == 4:
            return msgspec.structs.replace(found, role="term", section=parts[2], name=name, bundle="")
        gatherer.warning("a term's file is terms/TAXONOMY/SLUG.md; this one says nothing", position)
        return None
    role: Role = "page" if folder == "pages" else "author"
    if found.bundle:
        if is_index:
            return msgspec.structs.replace(found, role=role, section="")
        gatherer.warning("Markdown in a bundle that is not its index.md is neither copied nor shown", position)
        return None
    if len(parts) > 3:
        gatherer.warning(f"Markdown in a folder below {folder}/ is not read", position)
        return None
    return msgspec.structs.replace(found, role=role, section="")
