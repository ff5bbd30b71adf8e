"""The `[settings]` of themes and the `[theme]` of a site in, the settings that templates see out.

A setting is a default, whose type is the setting's, or a table that has `default` and says more: a type of its own
(a colour, an address, links), the choices there are, the least and the most, what it is for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from generator.config import described, link_fault, read_table
from generator.documents import Document, untyped
from generator.errors import Gatherer, Position, suggestion

_COLOUR = r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})|[a-zA-Z]+|[a-z]+\([-\w\s.,%/]*\)"


class _Declaration(msgspec.Struct, frozen=True):
    """What a table with `default` can say of a setting, beside the default itself."""

    type: str = ""
    description: str = ""
    choices: tuple[str | int, ...] = ()
    least: int | None = None
    most: int | None = None


class Setting(msgspec.Struct, frozen=True):
    """A setting: its default, and what its values must be; without a `type` like the default."""

    default: Any
    type: str = ""
    choices: tuple[str | int, ...] = ()
    least: int | None = None
    most: int | None = None


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_fraction(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_link(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"title", "url"} and all(map(_is_text, value.values()))


# Each type with what it asks of a value, and how a person would call it.
_TYPES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "text": (_is_text, "text in quotes"),
    "number": (_is_number, "a whole number"),
    "fraction": (_is_fraction, "a number"),
    "switch": (lambda value: isinstance(value, bool), "true or false"),
    "colour": (lambda value: _is_text(value) and bool(re.fullmatch(_COLOUR, value)), 'a colour such as "#8c1c13"'),
    "address": (lambda value: _is_text(value) and not link_fault(value), "an address within the site, or a URL"),
    "texts": (lambda value: isinstance(value, list) and all(map(_is_text, value)), "a list of texts"),
    "links": (lambda value: isinstance(value, list) and all(map(_is_link, value)), "links with title and url"),
    "table": (lambda value: isinstance(value, dict), "a table"),
}
SETTING_TYPES = tuple(_TYPES)


def read_settings(document: Document, inherited: dict[str, Setting], gatherer: Gatherer) -> dict[str, Setting]:
    """Read a theme's settings and lay them over those that it inherits; reports what is wrong in them.

    A bare default of a setting that is declared above keeps what is declared.
    """
    table: Any = document.values.get("settings", {})
    if not isinstance(table, dict):
        gatherer.error('"settings" must be a table', document.position("settings"))
        return inherited
    settings = dict(inherited)
    for key, value in table.items():
        if not key.isidentifier():
            hint = "letters, digits and _, so that templates can name it"
            gatherer.error(f'"{key}" cannot be the name of a setting', document.position("settings", key), hint)
        elif isinstance(value, dict) and "default" in value:
            _declare(key, value, document, settings, gatherer)
        else:
            above = inherited.get(key)
            new = Setting(untyped(value))
            if above and (above.type or above.choices or above.least is not None or above.most is not None):
                new = msgspec.structs.replace(above, default=new.default)
            if _check(key, new.default, new, document, ("settings", key), gatherer):
                settings[key] = new
    return settings


def chosen_settings(
    settings: dict[str, Setting], typed: dict[str, Any], theme: str, document: Document | None, gatherer: Gatherer
) -> dict[str, Any]:
    """Lay the site's `[theme]` over the defaults; reports unknown settings and wrong values."""
    chosen = {key: setting.default for key, setting in settings.items()}
    for key, value in typed.items():
        if key not in settings:
            position = document.position("theme", key) if document else None
            gatherer.error(f'the theme "{theme}" has no setting "{key}"', position, suggestion(key, settings))
        elif _check(key, value, settings[key], document, ("theme", key), gatherer):
            chosen[key] = value
    return chosen


def _declare(
    key: str, table: dict[str, Any], document: Document, settings: dict[str, Setting], gatherer: Gatherer
) -> None:
    default = untyped(table["default"])
    rest = {name: value for name, value in table.items() if name != "default"}
    declared = read_table(document, ("settings", key), rest, _Declaration, gatherer)
    if declared is None:
        return
    if declared.type and declared.type not in _TYPES:
        hint = suggestion(declared.type, _TYPES) or "known: " + ", ".join(_TYPES)
        place = document.position("settings", key, "type", of_value=True)
        gatherer.error(f'there is no type "{declared.type}"', place, hint)
        return
    setting = Setting(default, declared.type, declared.choices, declared.least, declared.most)
    # Emptiness is no choice among others, and no colour: as a default it says that there is none.
    if default == "" or _check(key, default, setting, document, ("settings", key, "default"), gatherer):
        settings[key] = setting


def _check(
    key: str,
    value: Any,
    setting: Setting,
    document: Document | None,
    at: tuple[str | int, ...],
    gatherer: Gatherer,
) -> bool:
    def position() -> Position | None:
        return document.position(*at) if document else None

    if value == setting.default and value == "":
        return True
    if not setting.type:
        if not _is_like(value, setting.default):
            wanted = described(setting.default)
            gatherer.error(f'"{key}" must be like its default, {wanted}, but is {described(value)}', position())
            return False
    elif not _TYPES[setting.type][0](value):
        gatherer.error(f'"{key}" must be {_TYPES[setting.type][1]}, but is {described(value)}', position())
        return False
    return _check_links(value, setting, document, at, gatherer) and _check_range(
        key, value, setting, position, gatherer
    )


def _is_like(value: Any, default: Any) -> bool:
    return type(value) is type(default) or (isinstance(default, float) and _is_fraction(value))


def _check_links(
    value: Any, setting: Setting, document: Document | None, at: tuple[str | int, ...], gatherer: Gatherer
) -> bool:
    faults = [
        (index, link["url"], fault)
        for index, link in enumerate(value if setting.type == "links" else ())
        if (fault := link_fault(link["url"]))
    ]
    for index, url, fault in faults:
        place = document.position(*at, index, "url", of_value=True) if document else None
        gatherer.error(f'the link "{url}" {fault}', place)
    return not faults


def _check_range(
    key: str, value: Any, setting: Setting, position: Callable[[], Position | None], gatherer: Gatherer
) -> bool:
    if setting.choices and value not in setting.choices:
        hint = suggestion(str(value), map(str, setting.choices)) or "known: " + _listed(setting.choices)
        message = f'"{key}" must be one of {_listed(setting.choices)}, but is {described(value)}'
        gatherer.error(message, position(), hint)
        return False
    if _is_fraction(value):
        if setting.least is not None and value < setting.least:
            gatherer.error(f'"{key}" must be at least {setting.least}, but is {value}', position())
            return False
        if setting.most is not None and value > setting.most:
            gatherer.error(f'"{key}" must be at most {setting.most}, but is {value}', position())
            return False
    return True


def _listed(choices: Iterable[str | int]) -> str:
    return ", ".join(f'"{choice}"' if isinstance(choice, str) else str(choice) for choice in choices)
