"""Words and excerpts: ASCII white space alone parts words (contract, section 5)."""

from __future__ import annotations

import pytest

from generator.text import drop_controls, excerpt, first_control, line_and_column, split_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" \t\r\n", []),
        ("one", ["one"]),
        ("  one\ttwo\r\nthree \n four  ", ["one", "two", "three", "four"]),
        ("no\N{NO-BREAK SPACE}break here", ["no\N{NO-BREAK SPACE}break", "here"]),
        ("thin\N{THIN SPACE}space", ["thin\N{THIN SPACE}space"]),
        ("line\N{LINE SEPARATOR}separator", ["line\N{LINE SEPARATOR}separator"]),
        ("ideographic\N{IDEOGRAPHIC SPACE}space", ["ideographic\N{IDEOGRAPHIC SPACE}space"]),
        ("vertical\vtab form\ffeed", ["vertical\vtab", "form\ffeed"]),
        ("zero\N{ZERO WIDTH SPACE}width", ["zero\N{ZERO WIDTH SPACE}width"]),
        ("a - b", ["a", "-", "b"]),
    ],
)
def test_words_are_split_at_ascii_white_space_only(text: str, words: list[str]) -> None:
    assert split_words(text) == words


@pytest.mark.parametrize(
    ("text", "words", "cut"),
    [
        ("one two three", 2, "one two..."),
        ("one two three", 3, "one two three"),
        ("one two three", 4, "one two three"),
        ("one  two\n three ", 3, "one two three"),
        ("one two.", 1, "one..."),
        ("one, two", 1, "one,..."),
        ("a\N{NO-BREAK SPACE}b c", 1, "a\N{NO-BREAK SPACE}b..."),
        ("wait... more", 1, "wait......"),
        ('"as" -- typed', 9, '"as" -- typed'),
        ("", 3, ""),
        ("one", 0, "..."),
        ("", 0, ""),
    ],
)
def test_an_excerpt_is_cut_after_so_many_words(text: str, words: int, cut: str) -> None:
    assert excerpt(text, words) == cut


@pytest.mark.parametrize(
    "control", ["\0", "\b", "\v", "\f", "\x1b", "\x1f", "\x7f", "\x85", "\x9f", "\ud800", "\uffff"]
)
def test_control_characters_are_found_and_dropped(control: str) -> None:
    assert first_control(f"ab{control}c{control}") == 2
    assert drop_controls(f"ab{control}c{control}") == "abc"


@pytest.mark.parametrize(
    "text", ["tab\tand\r\nlines", "\N{NO-BREAK SPACE}", "\N{LINE SEPARATOR}", "é\N{ZERO WIDTH JOINER}🙂", ""]
)
def test_other_characters_are_no_control_characters(text: str) -> None:
    assert first_control(text) == -1
    assert drop_controls(text) == text


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        ("", 0, (1, 1)),
        ("ab", 1, (1, 2)),
        ("a\nb", 1, (1, 2)),
        ("a\nb", 2, (2, 1)),
        ("я\n\nяя", 4, (3, 2)),
        ("a\n", 2, (2, 1)),
    ],
)
def test_places_are_counted_in_characters_from_one(text: str, offset: int, place: tuple[int, int]) -> None:
    assert line_and_column(text, offset) == place
