"""What a parse gathers beside tokens: references, shortcodes, slots and faults, with their places in the body."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any, Literal, cast

from generator.errors import Severity
from generator.model.body import BodyFault, Reference, ShortcodeUse, Slot

_KEY = "broadsheet"


class Collector:
    """Travels in the parser's environment through one parse. Lines are 1-based and count from the body's first.

    `outer` are addresses that the plan has no part in, of which a body needs no more than its HTML: they are only kept
    where there is a list for them.
    """

    def __init__(self, body: str, closers: dict[str, int]) -> None:
        self.faults: list[BodyFault] = []
        self.references: list[Reference] = []
        self.outer: list[Reference] | None = None
        self.shortcodes: list[ShortcodeUse] = []
        self.slots: list[Slot] = []
        self.closers = closers
        self.depth = 0
        self.block_line = 0
        self.lines_above = 0  # of what an enclosing shortcode holds, whose blocks are parsed as a text of their own
        self._body = body
        self._lines: list[str] | None = None

    def add_reference(self, target: str, kind: str, line: int, column: int) -> int:
        """Keep an internal address; gives its index."""
        self.references.append(Reference(target, cast(Literal["link", "picture"], kind), line, column))
        return len(self.references) - 1

    def note_outer(self, target: str, kind: str, line: int, column: int) -> None:
        """Keep an address out of the site, or an anchor of its own page, where someone wants to know its place."""
        if self.outer is not None:
            self.outer.append(Reference(target, cast(Literal["link", "picture"], kind), line, column))

    def add_shortcode(self, use: ShortcodeUse) -> int:
        """Keep a shortcode's use; gives its index."""
        self.shortcodes.append(use)
        return len(self.shortcodes) - 1

    def marker(self, slot: Slot) -> str:
        """Keep a slot; gives the mark that stands for it in the HTML. A body has no NUL, so no text can forge one."""
        self.slots.append(slot)
        return f"\0{len(self.slots) - 1}\0"

    def place(self, line_index: int, needle: str) -> tuple[int, int]:
        """Find the line and column of a text on a line (counted from 0)."""
        if self._lines is None:
            self._lines = self._body.split("\n")
        line = self._lines[line_index] if line_index < len(self._lines) else ""
        return line_index + 1, max(line.find(needle.split("\n", 1)[0]), 0) + 1

    def place_block(self, line_index: int, needle: str) -> tuple[int, int]:
        """Find the line and column of a text on a line of the text that is being parsed into blocks."""
        return self.place(self.lines_above + line_index, needle)

    def place_inline(self, content: str, offset: int) -> tuple[int, int]:
        """Find the line and column of an offset in the inline content that is being parsed."""
        line_index = self.block_line + content.count("\n", 0, offset)
        return self.place(line_index, content[offset : offset + 24])

    def error(self, message: str, line_index: int, text: str, offset: int, hint: str = "") -> None:
        """Report an error in a block."""
        self._report("error", message, self.place_block(line_index, text[offset : offset + 24]), hint)

    def error_inline(self, message: str, content: str, offset: int, hint: str = "") -> None:
        """Report an error inside a line."""
        self._report("error", message, self.place_inline(content, offset), hint)

    def warn_inline(self, message: str, content: str, offset: int, hint: str = "") -> None:
        """Report a warning inside a line."""
        self._report("warning", message, self.place_inline(content, offset), hint)

    def warn(self, message: str, line_index: int, needle: str, hint: str = "") -> None:
        """Report a warning in a block."""
        self._report("warning", message, self.place_block(line_index, needle), hint)

    def warn_at(self, message: str, line: int, column: int, hint: str = "") -> None:
        """Report a warning at a line and column of the body, both 1-based."""
        self._report("warning", message, (line, column), hint)

    def _report(self, severity: Severity, message: str, place: tuple[int, int], hint: str) -> None:
        self.faults.append(BodyFault(severity, message, *place, hint))


def collector_of(env: MutableMapping[str, Any]) -> Collector:
    """Find the collector in a parser's environment."""
    return cast(Collector, env[_KEY])


def environment_with(collector: Collector) -> dict[str, Any]:
    """Make a parser's environment for one parse."""
    return {_KEY: collector}
