"""A theme's static files in, the same under names that carry their digest, so that a host can cache them for ever.

A stylesheet's own addresses (`url(…)`, `@import`) follow the new names; its digest is that of the text then.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import msgspec

from generator.digest import digest_bytes
from generator.model.theme import ThemeFile

_ADDRESS = re.compile(r"""(url\(\s*)(["']?)([^"')]+)\2(\s*\))|(@import\s+)(["'])([^"']+)\6""")
_DIGITS = 10


def published_static(files: dict[str, ThemeFile]) -> dict[str, ThemeFile]:
    """Name each file for its content: `css/site.css` becomes `css/site.0123456789.css`."""
    published: dict[str, ThemeFile] = {}
    for name in sorted(files):
        _publish(name, files, published, ())
    return dict(sorted(published.items()))


def _publish(name: str, files: dict[str, ThemeFile], published: dict[str, ThemeFile], above: tuple[str, ...]) -> None:
    if name in published:
        return
    file = files[name]
    if not name.endswith(".css"):
        published[name] = msgspec.structs.replace(file, published_name=_with_digest(name, file.digest))
        return
    folder = posixpath.dirname(name)

    def follow(match: re.Match[str]) -> str:
        typed = match.group(3) or match.group(7)
        path, mark, rest = _split(typed)
        target = posixpath.normpath(posixpath.join(folder, path))
        if target not in files or target == name or target in above:
            return match.group()
        _publish(target, files, published, (*above, name))
        new = posixpath.relpath(published[target].published_name, folder or ".") + mark + rest
        if match.group(3):
            return f"{match.group(1)}{match.group(2)}{new}{match.group(2)}{match.group(4)}"
        return f"{match.group(5)}{match.group(6)}{new}{match.group(6)}"

    text = Path(file.location).read_bytes().decode("utf-8", "surrogateescape")
    data = _ADDRESS.sub(follow, text).encode("utf-8", "surrogateescape")
    digest = digest_bytes(data)
    published[name] = msgspec.structs.replace(file, digest=digest, published_name=_with_digest(name, digest), data=data)


def _split(typed: str) -> tuple[str, str, str]:
    index = min((typed.find(mark) for mark in "?#" if mark in typed), default=len(typed))
    return typed[:index], typed[index : index + 1], typed[index + 1 :]


def _with_digest(name: str, digest: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{digest[:_DIGITS]}.{ending}" if dot and stem else f"{name}.{digest[:_DIGITS]}"
