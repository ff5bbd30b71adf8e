"""Mistakes of users as values, and the one exception that carries them to a face.

Stages return what they found as `Diagnostic` values; nothing prints below the faces. The line format is
the contract's, section 8: `FILE:LINE:COL: error: MESSAGE`, the source line with a caret, a hint.

    Exception
      SiteError        the site has errors; carries every diagnostic, warnings too
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

# A note is advice: it is never an error, not even when warnings are.
Severity = Literal["error", "warning", "note"]

# The width beyond which a source line is cut to a window around its caret.
_LINE_WIDTH = 160


class Position(msgspec.Struct, frozen=True):
    """A place in a file: its site-relative path, and line and column, both 1-based, columns in characters."""

    path: str
    line: int = 1
    column: int = 1


class Diagnostic(msgspec.Struct, frozen=True):
    """One mistake: a plain sentence, where it stands, and what would mend it.

    The line of one that `conceals` is not shown: a secret may stand in it.
    """

    severity: Severity
    message: str
    position: Position | None = None
    hint: str = ""
    conceals: bool = False


class SiteError(Exception):
    """The site has errors: raised once, by the composition, with all diagnostics found so far."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(d.message for d in self.diagnostics if d.severity == "error"))


class Gatherer:
    """Collects a stage's diagnostics, so that all mistakes are told at once."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def error(self, message: str, position: Position | None = None, hint: str = "") -> None:
        """Report an error."""
        self.diagnostics.append(Diagnostic("error", message, position, hint))

    def conceal(self, message: str, position: Position | None, hint: str = "") -> None:
        """Report an error whose line is not for showing."""
        self.diagnostics.append(Diagnostic("error", message, position, hint, conceals=True))

    def warning(self, message: str, position: Position | None = None, hint: str = "") -> None:
        """Report a warning."""
        self.diagnostics.append(Diagnostic("warning", message, position, hint))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether any diagnostic is an error."""
    return any(d.severity == "error" for d in diagnostics)


def ordered(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort diagnostics by place, those without a place first, and drop repeats."""

    def key(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
        at = diagnostic.position or Position("", 0, 0)
        return at.path, at.line, at.column, diagnostic.severity, diagnostic.message

    return sorted(set(diagnostics), key=key)


def made_warnings(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Turn errors into warnings: the faults of a file whose `draft: true` can be read (contract, section 3)."""
    return [msgspec.structs.replace(d, severity="warning") for d in diagnostics]


def made_errors(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Turn warnings into errors, as `--strict` asks; notes stay."""
    return [msgspec.structs.replace(d, severity="error") if d.severity == "warning" else d for d in diagnostics]


def suggestion(word: str, known: Iterable[str]) -> str:
    """Say which known word was probably meant: `did you mean "tags"?`, or nothing when none is near."""
    import difflib

    near = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else ""


def format_diagnostic(diagnostic: Diagnostic, source_line: str | None = None) -> str:
    """Lay a diagnostic out as the contract's section 8 says, without a line end after it."""
    at = diagnostic.position
    place = f"{printable(at.path)}:{at.line}:{at.column}" if at else "broadsheet"
    lines = [f"{place}: {diagnostic.severity}: {printable(diagnostic.message)}"]
    if at and source_line and not diagnostic.conceals:
        shown, column = _window(source_line, at.column)
        lines += ["    " + shown, "    " + " " * _width(shown[: column - 1]) + "^"]
    if diagnostic.hint:
        lines.append(f"    hint: {printable(diagnostic.hint)}")
    return "\n".join(lines)


def format_diagnostics(diagnostics: Iterable[Diagnostic], source_line: Callable[[Position], str | None]) -> str:
    """Lay diagnostics out one after the other; `source_line` finds the text at a position."""
    return "\n".join(format_diagnostic(d, source_line(d.position) if d.position else None) for d in diagnostics)


def printable(text: str) -> str:
    """Show control characters and lone surrogates as escapes, so that no text can steer a terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == " " else c.encode("unicode_escape").decode("ascii") for c in text)


def _window(source_line: str, column: int) -> tuple[str, int]:
    """Cut a long line to a window around the column; tabs become one space, so that the caret stays under."""
    line = printable_line(source_line)
    if len(line) <= _LINE_WIDTH:
        return line, min(column, len(line) + 1)
    start = max(0, min(column - _LINE_WIDTH // 2, len(line) - _LINE_WIDTH))
    cut = line[start : start + _LINE_WIDTH]
    return cut, min(column - start, len(cut) + 1)


def printable_line(line: str) -> str:
    """Make a source line printable without moving its columns: each unprintable character becomes one."""
    return "".join(c if c.isprintable() else (" " if c.isspace() else "\N{REPLACEMENT CHARACTER}") for c in line)


def _width(text: str) -> int:
    """Count the terminal cells of a text: wide characters take two, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
