"""A theme's static files in, the same under names that carry their digest, so that a host can cache them for ever.

A stylesheet's own addresses (`url(…)`, `@import`) follow the new names, and `theme(accent)` becomes that setting of the
theme; its digest is that of the text then.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from generator.config import described
from generator.digest import digest_bytes
from generator.errors import Gatherer, Position, suggestion
from generator.model.theme import ThemeFile
from generator.text import line_and_column

_ADDRESS = re.compile(r"""(url\(\s*)(["']?)([^"')]+)\2(\s*\))|(@import\s+)(["'])([^"']+)\6""")
_SETTING = re.compile(r"\btheme\(\s*([A-Za-z_]\w*)\s*\)")
_DIGITS = 10


def published_static(
    files: dict[str, ThemeFile],
    settings: Mapping[str, Any] = MappingProxyType({}),
    gatherer: Gatherer | None = None,
) -> dict[str, ThemeFile]:
    """Name each file for its content: `css/site.css` becomes `css/site.0123456789.css`.

    Reports settings that a stylesheet asks for and the theme does not have, or that no stylesheet can hold.
    """
    published: dict[str, ThemeFile] = {}
    faults = gatherer or Gatherer()

    def filled(text: str, path: str) -> str:
        if "theme(" not in text:
            return text
        return _SETTING.sub(lambda match: _setting(match, settings, path, faults), text)

    for name in sorted(files):
        _publish(name, files, published, (), filled)
    return dict(sorted(published.items()))


def _setting(match: re.Match[str], settings: Mapping[str, Any], path: str, gatherer: Gatherer) -> str:
    key = match.group(1)
    value = settings.get(key)
    position = Position(path, *line_and_column(match.string, match.start(1)))
    if key not in settings:
        gatherer.error(f'the theme has no setting "{key}"', position, suggestion(key, settings))
    elif isinstance(value, bool) or not isinstance(value, str | int | float):
        gatherer.error(f'the setting "{key}" is {described(value)}, which no stylesheet can hold', position)
    else:
        return str(value)
    return match.group()


def _publish(
    name: str,
    files: dict[str, ThemeFile],
    published: dict[str, ThemeFile],
    above: tuple[str, ...],
    filled: Callable[[str, str], str],
) -> None:
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
        _publish(target, files, published, (*above, name), filled)
        new = posixpath.relpath(published[target].published_name, folder or ".") + mark + rest
        if match.group(3):
            return f"{match.group(1)}{match.group(2)}{new}{match.group(2)}{match.group(4)}"
        return f"{match.group(5)}{match.group(6)}{new}{match.group(6)}"

    text = Path(file.location).read_bytes().decode("utf-8", "surrogateescape")
    data = _ADDRESS.sub(follow, filled(text, file.path)).encode("utf-8", "surrogateescape")
    digest = digest_bytes(data)
    published[name] = msgspec.structs.replace(file, digest=digest, published_name=_with_digest(name, digest), data=data)


def _split(typed: str) -> tuple[str, str, str]:
    index = min((typed.find(mark) for mark in "?#" if mark in typed), default=len(typed))
    return typed[:index], typed[index : index + 1], typed[index + 1 :]


def _with_digest(name: str, digest: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{digest[:_DIGITS]}.{ending}" if dot and stem else f"{name}.{digest[:_DIGITS]}"
