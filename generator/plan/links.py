"""Typed addresses in, links as they stand in pages out (contract, section 3).

An address names a file by its path from the article; one with a leading `/` is looked up in `content/`, then among the
planned addresses, then in `static/`. One that leads nowhere stays as typed, with a warning; one that leads to a held
article becomes nothing, with a warning.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Container, Mapping
from typing import Literal
from urllib.parse import quote, unquote

import msgspec

from generator.address import file_of, href, join_path, split_target

# What may follow a path: a query or an anchor, with what people type in them.
SAFE_REST = "/!$&'()*+,;=:@-._~?#%"


class Target(msgspec.Struct, frozen=True):
    """Where an address leads: the link for a page, or why there is none.

    `url` starts at the site root and is empty unless found; `file` is the content file that must then be copied.
    """

    state: Literal["found", "held", "nowhere"]
    link: str = ""
    url: str = ""
    file: str = ""
    reason: str = ""


class Addresses:
    """Paths of outputs: those given, and the pages of listings, told by a listing's URL and how many it has."""

    def __init__(self, paths: set[str], pages: Mapping[str, int]) -> None:
        self._paths = paths
        self._pages = pages

    def __contains__(self, path: object) -> bool:
        if path in self._paths:
            return True
        found = re.fullmatch(r"(.*/)page/([1-9][0-9]*)/index\.html", f"/{path}")
        count = self._pages.get(found[1], 1) if found else 1
        # Of a listing of several pages, the first has the address of a page, too.
        return found is not None and count > 1 and int(found[2]) <= count


class Map(msgspec.Struct, frozen=True):
    """What addresses can lead to.

    `pages` maps Markdown files' site-relative paths to URLs; `held` those of held articles to the reason; `files` maps
    content files to URLs; `bundles` maps held articles' folders to the reason, `held_urls` the addresses they would
    have; `planned` are the paths of outputs.
    """

    root: str
    pages: Mapping[str, str]
    held: Mapping[str, str]
    files: Mapping[str, str]
    bundles: Mapping[str, str]
    held_urls: Mapping[str, str]
    planned: Container[str]


def resolve(target: str, folder: str, site_map: Map) -> Target:
    """Find where an address typed in a file of the site-relative `folder` leads."""
    path, rest = split_target(target)
    if not path:
        return Target("found", link=quote(rest, safe=SAFE_REST))
    for candidate in dict.fromkeys((unicodedata.normalize("NFC", unquote(path)), unicodedata.normalize("NFC", path))):
        found = _look_up(candidate, folder, site_map)
        if found.state != "nowhere":
            if found.state == "held":
                return found
            return msgspec.structs.replace(found, link=href(found.url, site_map.root) + quote(rest, safe=SAFE_REST))
    return Target("nowhere", link=target)


def _look_up(path: str, folder: str, site_map: Map) -> Target:
    if path.startswith("/"):
        found = _in_tree(join_path("content", path.lstrip("/")), site_map)
        if found.state == "nowhere":
            url = posixpath.normpath("/" + path.lstrip("/")) + ("/" if path.endswith("/") else "")
            found = _among_planned("/" + url.lstrip("/"), site_map)
        return found
    return _in_tree(join_path(folder, path), site_map)


def _in_tree(path: str, site_map: Map) -> Target:
    """Look a site-relative path up: a Markdown file, a bundle's or section's folder, a file beside them."""
    for candidate in (path, f"{path}/index.md", f"{path}/_index.md"):
        if candidate in site_map.pages:
            return Target("found", url=site_map.pages[candidate])
        if candidate in site_map.held:
            return Target("held", reason=site_map.held[candidate])
    if path in site_map.files:
        above = posixpath.dirname(path)
        while above:
            if above in site_map.bundles:
                return Target("held", reason=site_map.bundles[above])
            above = posixpath.dirname(above)
        return Target("found", url=site_map.files[path], file=path)
    if path.startswith("static/"):
        return _among_planned(path.removeprefix("static"), site_map)
    return Target("nowhere")


def _among_planned(url: str, site_map: Map) -> Target:
    for candidate in (url, url + "/"):
        if file_of(candidate) in site_map.planned:
            return Target("found", url=candidate)
        if candidate in site_map.held_urls:
            return Target("held", reason=site_map.held_urls[candidate])
    return Target("nowhere")
