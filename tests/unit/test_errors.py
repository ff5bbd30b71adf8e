"""How a mistake is laid out: one line, the source line with a caret, a hint (contract, section 8)."""

from __future__ import annotations

import pytest

from generator.errors import (
    Diagnostic,
    Position,
    format_diagnostic,
    format_diagnostics,
    made_errors,
    made_warnings,
    ordered,
    printable,
    suggestion,
)


def _laid_out(line: str, column: int) -> tuple[str, int]:
    """Give the source line as shown, and the cell (from 0) below which the caret stands."""
    _, shown, caret = format_diagnostic(Diagnostic("error", "m", Position("a.md", 1, column)), line).split("\n")
    assert shown.startswith("    ")
    assert caret.strip() == "^"
    return shown[4:], caret.index("^") - 4


def test_the_whole_layout() -> None:
    diagnostic = Diagnostic("error", "the title is empty", Position("content/a.md", 2, 8), "write one")
    assert format_diagnostic(diagnostic, 'title: ""').split("\n") == [
        "content/a.md:2:8: error: the title is empty",
        '    title: ""',
        "           ^",
        "    hint: write one",
    ]


@pytest.mark.parametrize(
    ("diagnostic", "line", "text"),
    [
        (Diagnostic("error", "m"), None, "broadsheet: error: m"),
        (Diagnostic("error", "m", hint="h"), None, "broadsheet: error: m\n    hint: h"),
        (Diagnostic("warning", "m", Position("a.md", 1, 1)), None, "a.md:1:1: warning: m"),
        (Diagnostic("warning", "m", Position("a.md", 3, 1)), "", "a.md:3:1: warning: m"),
    ],
)
def test_layouts_without_a_source_line(diagnostic: Diagnostic, line: str | None, text: str) -> None:
    assert format_diagnostic(diagnostic, line) == text


@pytest.mark.parametrize(
    ("line", "column", "shown", "cell"),
    [
        ("title: x", 1, "title: x", 0),
        ("title: x", 8, "title: x", 7),
        ("title: x", 9, "title: x", 8),
        ("title: x", 99, "title: x", 8),
        ("\t\tx", 3, "  x", 2),
        ("a\tb\tc", 5, "a b c", 4),
        ("日本: x", 1, "日本: x", 0),
        ("日本: x", 3, "日本: x", 4),
        ("ＡＢc", 3, "ＡＢc", 4),
        ("e\N{COMBINING ACUTE ACCENT}x", 3, "e\N{COMBINING ACUTE ACCENT}x", 1),
        ("привет: x", 9, "привет: x", 8),
        ("a\x1b[31mb", 6, "a\N{REPLACEMENT CHARACTER}[31mb", 5),
        ("a\0\ud800b", 4, "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}b", 3),
        ("a\N{RIGHT-TO-LEFT OVERRIDE}b", 3, "a\N{REPLACEMENT CHARACTER}b", 2),
    ],
)
def test_the_caret_stands_below_its_column(line: str, column: int, shown: str, cell: int) -> None:
    assert _laid_out(line, column) == (shown, cell)


@pytest.mark.parametrize("column", [1, 10, 80, 81, 250, 399, 400, 401])
def test_a_long_line_is_cut_to_a_window_around_the_caret(column: int) -> None:
    line = "".join(chr(0x4E00 + index) if index % 3 == 0 else chr(0x100 + index) for index in range(400))
    shown, cell = _laid_out(line, column)
    assert len(shown) == 160
    assert shown in line
    start = line.index(shown)
    before = line[start : column - 1]
    assert cell == sum(2 if character >= "\u4e00" else 1 for character in before)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, привет 日本 🙂", "plain text, привет 日本 🙂"),
        ("a\x1b[31mb\x07", "a\\x1b[31mb\\x07"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("a\x9bb", "a\\x9bb"),
        ("\ud800", "\\ud800"),
        ("a\N{RIGHT-TO-LEFT OVERRIDE}b\N{ZERO WIDTH SPACE}", "a\\u202eb\\u200b"),
    ],
)
def test_no_text_can_steer_a_terminal(text: str, shown: str) -> None:
    assert printable(text) == shown
    diagnostic = Diagnostic("error", text, Position(text, 1, 1), text)
    assert format_diagnostic(diagnostic) == f"{shown}:1:1: error: {shown}\n    hint: {shown}"


def test_several_are_laid_out_one_after_the_other() -> None:
    found = [Diagnostic("error", "one", Position("a", 1, 1)), Diagnostic("warning", "two")]
    text = format_diagnostics(found, lambda position: position.path * 3)
    assert text == "a:1:1: error: one\n    aaa\n    ^\nbroadsheet: warning: two"


def test_diagnostics_are_ordered_by_place_and_none_twice() -> None:
    nowhere = Diagnostic("error", "nowhere")
    first, second = Diagnostic("error", "x", Position("a", 2, 9)), Diagnostic("error", "x", Position("a", 10, 1))
    other = Diagnostic("warning", "x", Position("b", 1, 1))
    assert ordered([other, second, first, second, nowhere]) == [nowhere, first, second, other]


def test_severity_can_be_changed() -> None:
    found = [Diagnostic("error", "a"), Diagnostic("warning", "b")]
    assert [one.severity for one in made_warnings(found)] == ["warning", "warning"]
    assert [one.severity for one in made_errors(found)] == ["error", "error"]


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("tag", 'did you mean "tags"?'), ("Title", 'did you mean "title"?'), ("titel", 'did you mean "title"?'),
        ("zzz", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_nearest_known_word_is_suggested(word: str, hint: str) -> None:
    assert suggestion(word, ("title", "tags", "date")) == hint
