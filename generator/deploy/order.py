"""The order in which files are put: what pages refer to, then pages, then what leads to pages.

New pages come before those that may link to them, the front page last of all; feeds, sitemaps, host files and the
search index after them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from generator.deploy.place import Parcel

Group = Literal["assets", "new pages", "pages", "leads"]
_GROUPS: tuple[Group, ...] = ("assets", "new pages", "pages", "leads")

_STYLE_SCRIPT_FONT = (".css", ".js", ".mjs", ".wasm", ".woff", ".woff2", ".ttf", ".otf")
_PICTURES = (".avif", ".webp", ".jpg", ".jpeg", ".png", ".gif", ".svg", ".ico")
_FEEDS = ("feed.xml", "atom.xml", "feed.json")
_SEARCH = "pagefind/"
_ENCODINGS = (".br", ".gz")


def put_in_order(parcels: Sequence[Parcel], known: set[str]) -> list[list[Parcel]]:
    """Part parcels in groups, each to be put only when the one before is there; `known` are paths that stand already.

    The front page and the search index's entry are groups of their own, at the end of theirs.
    """
    groups: dict[tuple[int, int], list[Parcel]] = {}
    for parcel in parcels:
        groups.setdefault(_rank(parcel.path, parcel.path in known), []).append(parcel)
    return [sorted(groups[rank], key=lambda parcel: parcel.path) for rank in sorted(groups)]


def group_of(path: str, *, is_known: bool) -> Group:
    """Name the group of a file."""
    path = plain(path)
    name = path.rpartition("/")[2]
    if name.endswith((".html", ".htm")):
        return "pages" if is_known else "new pages"
    if name.endswith(_STYLE_SCRIPT_FONT):
        return "assets"
    if path.startswith(_SEARCH) or name in _FEEDS or name.startswith(("_", ".")) or _is_sitemap(name):
        return "leads"
    return "leads" if path in ("robots.txt", "rates.json") else "assets"


def stays(path: str) -> bool:
    """Tell whether a file that is gone from the output stays for one more deploy: pages out there refer to it."""
    return plain(path).endswith((*_STYLE_SCRIPT_FONT, *_PICTURES)) or path.startswith(_SEARCH)


def is_feed(path: str) -> bool:
    """Tell whether a file is a feed."""
    return path.rpartition("/")[2] in _FEEDS


def plain(path: str) -> str:
    """Name the file that a compressed one stands beside."""
    for ending in _ENCODINGS:
        path = path.removesuffix(ending)
    return path


def _rank(path: str, is_known: bool) -> tuple[int, int]:
    is_last = plain(path) in ("index.html", "pagefind/pagefind-entry.json")
    return _GROUPS.index(group_of(path, is_known=is_known)), is_last


def _is_sitemap(name: str) -> bool:
    return name.endswith(".xml") and "sitemap" in name
