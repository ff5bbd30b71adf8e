"""One data text, read: its values, and where each key stands."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from generator.documents.typed import Typed
from generator.errors import Gatherer, Position
from generator.text import line_and_column

if TYPE_CHECKING:
    from generator.documents.yaml_nodes import YamlText

DocumentFormat = Literal["toml", "yaml", "json"]
Keys = tuple[str | int, ...]

# No front matter or data file written by people comes near; a header of megabytes is an attack or an accident.
MAX_BYTES = 256 * 1024

# Texts, compiled when first used: few documents need any.
_JSON_ESCAPE = r"(?s)\\(?:u([0-9a-fA-F]{4})|.)"
_TOML_NUMBER = r"[+\-0-9A-Za-z_]+"
_TOML_PLACE = r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$"


class Document:
    """The values of a data text and the place of each key, found again only when a fault must be placed."""

    def __init__(
        self,
        path: str,
        values: Any,
        first_line: int,
        places: Callable[[Keys, bool], tuple[int, int] | None],
    ) -> None:
        self.path = path
        self.is_table = isinstance(values, dict)
        self.values: dict[str, Any] = values if isinstance(values, dict) else {}
        self.first_line = first_line
        self._places = places

    def position(self, *keys: str | int, of_value: bool = False) -> Position:
        """Place a key, or its value; the nearest outer key where it has no place of its own."""
        for length in range(len(keys), 0, -1):
            place = self._places(keys[:length], of_value and length == len(keys))
            if place:
                return Position(self.path, place[0] + self.first_line - 1, place[1])
        return Position(self.path, self.first_line, 1)


def read_document(
    text: str, document_format: DocumentFormat, path: str, gatherer: Gatherer, *, first_line: int = 1
) -> Document | None:
    """Read a data text whose first line is line `first_line` of the file `path`.

    Reports a syntax fault, a key twice, and a text that is no table, and returns nothing then.
    """
    if len(text) > MAX_BYTES:
        gatherer.error(f"data of {len(text):,} characters; the most is {MAX_BYTES:,}", Position(path, first_line, 1))
        return None
    try:
        document = _READERS[document_format](text, path, first_line)
    except _Fault as fault:
        position = Position(path, fault.line + first_line - 1, fault.column)
        gatherer.error(fault.message, position, fault.hint)
        return None
    except RecursionError:
        gatherer.error("the data is nested too deeply", Position(path, first_line, 1))
        return None
    if not document.is_table:
        gatherer.error("expected keys and values", Position(path, first_line, 1), 'write each line as "key: value"')
        return None
    return document


def untyped(value: Any) -> Any:
    """Give plain JSON types: what a YAML scalar means, dates as ISO text. For tables handed on untouched."""
    if isinstance(value, Typed):
        return untyped(value.value)
    if isinstance(value, dict):
        return {str(key): untyped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [untyped(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**63:
        return str(value)
    return value


class _Fault(Exception):
    def __init__(self, message: str, line: int, column: int, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.line, self.column, self.hint = message, line, column, hint


def _read_yaml(text: str, path: str, first_line: int) -> Document:
    from generator.documents.yaml_nodes import YamlFault, YamlText

    try:
        root = YamlText(text)
    except YamlFault as fault:
        raise _Fault(fault.message, fault.line, fault.column, fault.hint) from None
    return Document(path, root.value, first_line, root.place)


def _read_toml(text: str, path: str, first_line: int) -> Document:
    try:
        values = tomllib.loads(text, parse_float=lambda typed: Typed(typed, float(typed)))
    except tomllib.TOMLDecodeError as error:
        match = re.search(_TOML_PLACE, str(error))
        message = _lower_first(re.sub(_TOML_PLACE, "", str(error)))
        if match and match.group(1):
            raise _Fault(message, int(match.group(1)), int(match.group(2))) from None
        raise _Fault(message, *line_and_column(text, len(text))) from None
    except ValueError:  # a whole number of thousands of digits
        raise _Fault("a number is too long", 1, 1) from None

    @cache
    def places() -> dict[Keys, tuple[int, int]]:
        from generator.documents.toml_places import find_places

        return find_places(text)

    def place(keys: Keys, of_value: bool) -> tuple[int, int] | None:
        found = places().get(keys)
        return line_and_column(text, found[of_value]) if found else None

    return Document(path, _as_text(values, text), first_line, place)


def _as_text(value: Any, text: str, keys: Keys = ()) -> Any:
    """Keep dates, and whole numbers of more than 64 bits, as text: the latter as typed."""
    if isinstance(value, dict):
        return {key: _as_text(item, text, (*keys, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item, text, (*keys, index)) for index, item in enumerate(value)]
    if isinstance(value, datetime.date | datetime.time):
        return Typed(value.isoformat(), value.isoformat())
    if isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**63:
        from generator.documents.toml_places import find_places

        typed = re.match(_TOML_NUMBER, text[find_places(text)[keys][1] :])
        assert typed is not None
        return Typed(typed.group(), typed.group())
    return value


def _read_json(text: str, path: str, first_line: int) -> Document:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table: dict[str, Any] = {}
        for key, value in pairs:
            if key in table:
                raise _Fault(f'the key "{key}" stands twice', *_place_of_repeat(text, key))
            table[key] = value
        return table

    def no_constant(name: str) -> Any:
        raise _Fault(f'"{name}" is not a JSON value', *line_and_column(text, max(text.find(name), 0)))

    import json

    try:
        values = json.loads(
            text,
            object_pairs_hook=unique,
            parse_float=lambda typed: Typed(typed, float(typed)),
            parse_constant=no_constant,
        )
    except json.JSONDecodeError as error:
        raise _Fault(_lower_first(error.msg), error.lineno, error.colno) from None
    except ValueError:
        raise _Fault("a number is too long", 1, 1) from None

    if "\\u" in text and (offset := _half_character(text)) >= 0:
        raise _Fault(f'"{text[offset : offset + 6]}" is half of a character', *line_and_column(text, offset))

    @cache
    def nodes() -> YamlText | None:
        from generator.documents.yaml_nodes import YamlFault, YamlText

        try:  # JSON written by people is YAML as well, and YAML's nodes have places
            return YamlText(text)
        except YamlFault:
            return None

    def place(keys: Keys, of_value: bool) -> tuple[int, int] | None:
        root = nodes()
        return root.place(keys, of_value) if root else None

    return Document(path, values, first_line, place)


def _place_of_repeat(text: str, key: str) -> tuple[int, int]:
    """Find a JSON key that stands twice: as YAML, which most JSON is, else where its name was written last."""
    import json

    from generator.documents.yaml_nodes import YamlFault, YamlText

    try:
        YamlText(text)
    except YamlFault as fault:
        if fault.is_repeat:
            return fault.line, fault.column
    return line_and_column(text, max(text.rfind(json.dumps(key, ensure_ascii=False)), 0))


def _half_character(text: str) -> int:
    """Find a surrogate without its partner among a JSON text's escapes: its offset, or -1."""
    first = -1
    for match in re.finditer(_JSON_ESCAPE, text):
        code = int(match.group(1) or "0", 16)
        is_second = 0xDC00 <= code < 0xE000
        if first >= 0 and not (is_second and match.start() == first + 6):
            return first
        if is_second and first < 0:
            return match.start()
        first = match.start() if 0xD800 <= code < 0xDC00 else -1
    return first


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


_READERS: dict[DocumentFormat, Callable[[str, str, int], Document]] = {
    "yaml": _read_yaml,
    "toml": _read_toml,
    "json": _read_json,
}
