"""YAML by PyYAML's C parser, read from its nodes: values and places in one walk, no object is ever constructed.

Plain scalars keep their text beside the value that YAML reads in them. Aliases are expanded under a budget, so that an
alias bomb is a fault and not a hang.
"""

from __future__ import annotations

from typing import Any

import yaml

from generator.documents.typed import Typed
from generator.text import line_and_column

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_COUNTS_BYTES = hasattr(yaml, "CSafeLoader")
_MAX_VALUES = 20_000
_MAX_DEPTH = 50
_TAG = "tag:yaml.org,2002:"
_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class YamlFault(Exception):
    """What is wrong with a YAML text, at a 1-based line and column."""

    def __init__(self, message: str, line: int, column: int, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.line, self.column, self.hint = message, line, column, hint
        self.is_repeat = False


class YamlText:
    """A parsed YAML text; raises `YamlFault` when it cannot be read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._root = _compose(text)
        self._values = 0
        self.value: Any = {} if self._root is None else self._read(self._root, ())

    def place(self, keys: tuple[str | int, ...], of_value: bool) -> tuple[int, int] | None:
        """Find the 1-based line and column of a key, or of its value; nothing where there is none."""
        node, key_node = self._root, self._root
        for key in keys:
            if isinstance(node, yaml.MappingNode):
                for candidate, value in node.value:
                    if candidate.value == key:
                        node, key_node = value, candidate
                        break
                else:
                    return None
            elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
                node = key_node = node.value[key]
            else:
                return None
        found = node if of_value else key_node
        return _place_of(found.start_mark, self._text) if found is not None else None

    def _read(self, node: yaml.Node, above: tuple[int, ...]) -> Any:
        self._values += 1
        if self._values > _MAX_VALUES:
            raise self._fault_at(node, f"more than {_MAX_VALUES:,} values: aliases that multiply each other?")
        if isinstance(node, yaml.ScalarNode):
            return self._read_scalar(node)
        if id(node) in above:
            raise self._fault_at(node, "a value that holds itself")
        if len(above) > _MAX_DEPTH:
            raise self._fault_at(node, "the data is nested too deeply")
        within = (*above, id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self._read(item, within) for item in node.value]
        table: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self._fault_at(key_node, "a key that is not text")
            key = str(key_node.value)
            if key in table:
                fault = self._fault_at(key_node, f'the key "{key}" stands twice')
                fault.is_repeat = True
                raise fault
            table[key] = self._read(value_node, within)
        return table

    def _read_scalar(self, node: yaml.ScalarNode) -> Any:
        text = str(node.value)
        kind = str(node.tag).removeprefix(_TAG)
        if kind.startswith("!") or ":" in kind:
            raise self._fault_at(node, f'the YAML tag "{node.tag}" is not read')
        if node.style or kind == "str":  # the C parser calls a plain style ""
            return text
        if kind == "null":
            return Typed(text, None) if text and text != "~" else None
        if kind == "bool":
            return Typed(text, _WORDS[text.lower()])
        return Typed(text, _number(text, kind))

    def _fault_at(self, node: yaml.Node, message: str) -> YamlFault:
        return YamlFault(message, *_place_of(node.start_mark, self._text))


def _compose(text: str) -> yaml.Node | None:
    loader = _Loader(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
        return node
    except yaml.reader.ReaderError as error:
        # The C parser counts bytes, the slow one characters.
        at = error.position
        before = text.encode()[:at].decode("utf-8", "ignore") if _COUNTS_BYTES else text[:at]
        line = before.count("\n") + 1
        column = len(before) - before.rfind("\n")
        raise YamlFault(f"a control character (U+{ord_of(error.character):04X})", line, column) from None
    except yaml.MarkedYAMLError as error:
        raise _syntax_fault(error, text) from None
    finally:
        loader.dispose()


def ord_of(character: Any) -> int:
    """Give a code point that PyYAML reports as a number or, in its slow parser, as text."""
    return character if isinstance(character, int) else ord(character)


def _place_of(mark: yaml.Mark, text: str) -> tuple[int, int]:
    """Count a mark's line and column: YAML's own take U+2028 and its like for line ends, editors and we do not."""
    return line_and_column(text, min(mark.index, len(text)))


def _syntax_fault(error: yaml.MarkedYAMLError, text: str) -> YamlFault:
    mark = error.problem_mark or error.context_mark
    message = error.problem or error.context or "not YAML"
    hint = ""
    if "mapping values are not allowed" in message:
        message, hint = 'a second ":" in one line', "put the text in quotes when it holds a colon"
    elif "could not find expected ':'" in message:
        hint = 'write each line as "key: value"'
    elif error.context_mark and "quoted scalar" in (error.context or ""):
        message, mark, hint = (
            "quotes that are never closed",
            error.context_mark,
            "close the quotes that open here",
        )
    elif "cannot start any token" in message:
        hint = "put the text in quotes; lines are indented by spaces, never by tabs"
    return YamlFault(message, *(_place_of(mark, text) if mark else (1, 1)), hint)


def _number(text: str, kind: str) -> Any:
    """Read a number in decimal; what YAML 1.1 takes for octal, sexagesimal or a date stays text."""
    try:
        if kind == "int" and (text == "0" or not text.lstrip("+-").startswith("0")):
            return int(text)
        if kind == "float":
            value = float(text)
            return value if value - value == 0 else text
    except ValueError:
        pass
    return text
