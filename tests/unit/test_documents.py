"""YAML, TOML and JSON: values as typed, places of keys, faults with their places (contract, section 3)."""

from __future__ import annotations

from typing import Any

import pytest

from generator.documents import MAX_BYTES, Document, DocumentFormat, Typed, read_document, untyped
from generator.errors import Diagnostic, Gatherer

_YAML = """\
title: "A: b"
список:
  - один
  - {a: 1, "b c": [x, y]}
nested:
  deeper:
    - - deepest
      - key: value
"""
_TOML = """\
title = "A = b"  # comment = 1
a.b."c d" = 'x'
multi = \"\"\"
[no.table]
key = 1 \\" \"\"\"
list = [ "x", # [1]
  { y = 1, z = [2, 3] },
]

[table]
"quoted.key" = 1
"tab\\tbed" = 2

[[items]]
name = "first"
[items.sub]
k = 1
[[items]]
name = "second"
[items.sub]
k = 2
[[items.sub.inner]]
when = 2025-05-14 09:00:00
then = 1
"""
_JSON = """\
{
  "title": "A: b",
  "list": ["x", {"y": 1, "z": [2, 3]}],
  "я": {"deeper": true}
}
"""


def _read(text: str, document_format: DocumentFormat, first_line: int = 1) -> tuple[Document | None, list[Diagnostic]]:
    gatherer = Gatherer()
    return read_document(text, document_format, "file", gatherer, first_line=first_line), gatherer.diagnostics


def _values(text: str, document_format: DocumentFormat) -> dict[str, Any]:
    document, found = _read(text, document_format)
    assert document is not None
    assert not found
    return document.values


@pytest.mark.parametrize(
    ("typed", "text", "meant"),
    [
        ("0123", "0123", "0123"),
        ("123", "123", 123),
        ("-5", "-5", -5),
        ("0", "0", 0),
        ("1_000", "1_000", 1000),
        ("0x1F", "0x1F", "0x1F"),
        ("1:30", "1:30", "1:30"),
        ("2.50", "2.50", 2.5),
        (".inf", ".inf", ".inf"),
        (".nan", ".nan", ".nan"),
        ("no", "no", False),
        ("Yes", "Yes", True),
        ("off", "off", False),
        ("true", "true", True),
        ("null", "null", None),
        ("2025-05-14", "2025-05-14", "2025-05-14"),
        ("2025-05-14 10:00", "2025-05-14 10:00", "2025-05-14 10:00"),
        ("1e3", "1e3", "1e3"),
        ("9" * 30, "9" * 30, "9" * 30),
        ("plain", "plain", "plain"),
        ("'no'", "no", "no"),
        ('"0123"', "0123", "0123"),
        ("<em>&amp;</em>", "<em>&amp;</em>", "<em>&amp;</em>"),
    ],
)
def test_yaml_strings_stay_strings_and_know_their_value(typed: str, text: str, meant: object) -> None:
    value = _values(f"key: {typed}\n", "yaml")["key"]
    assert value == text
    assert untyped(value) == meant
    assert type(untyped(value)) is type(meant)


@pytest.mark.parametrize("empty", ["key:", "key: ~", "key: # comment"])
def test_a_yaml_key_with_nothing_after_it_has_no_value(empty: str) -> None:
    assert _values(empty, "yaml") == {"key": None}


def test_yaml_text_over_several_lines() -> None:
    text = "a: 'quoted\ncontinued at column 0'\nb: |\n  kept\n  lines\nc: >-\n  folded\n  lines\nd: plain\n  more\n"
    assert _values(text, "yaml") == {
        "a": "quoted continued at column 0", "b": "kept\nlines\n", "c": "folded lines", "d": "plain more",
    }  # fmt: skip


def test_yaml_aliases_are_expanded() -> None:
    assert _values("a: &a [x]\nb: *a\n", "yaml") == {"a": ["x"], "b": ["x"]}


def test_toml_dates_and_numbers_keep_their_text() -> None:
    values = _values("a = 2025-05-14T09:00:00Z\nb = 2025-05-14\nc = 07:32:00\nd = 1.50\ne = 0x1F\nf = inf\n", "toml")
    assert values == {
        "a": "2025-05-14T09:00:00+00:00", "b": "2025-05-14", "c": "07:32:00", "d": "1.50", "e": 31, "f": "inf",
    }  # fmt: skip
    assert isinstance(values["d"], Typed)
    assert values["d"].value == 1.5


def test_toml_numbers_of_more_than_64_bits_are_text() -> None:
    text = f"a = [1, {{b = 99999999999999999999}}]\n[c]\nd = -9_999_999_999_999_999_999\ne = 0x{'F' * 5000}\n"
    values = _values(text, "toml")
    assert values["a"] == [1, {"b": "99999999999999999999"}]
    assert values["c"] == {"d": "-9_999_999_999_999_999_999", "e": "0x" + "F" * 5000}
    assert untyped(values)["a"] == [1, {"b": "99999999999999999999"}]


def test_json_values() -> None:
    values = _values('{"a": [1, 2.50, true, null, "x"], "b": {"c": "\\u0422\\ud83d\\ude00\\\\ud83d"}}', "json")
    assert values == {"a": [1, "2.50", True, None, "x"], "b": {"c": "Т😀\\ud83d"}}


@pytest.mark.parametrize("document_format", ["yaml", "toml"])
def test_an_empty_text_is_an_empty_table(document_format: DocumentFormat) -> None:
    assert _values("", document_format) == {}
    assert _values("# only a comment\n", document_format) == {}


@pytest.mark.parametrize(
    ("text", "document_format", "keys", "of_key", "of_value"),
    [
        (_YAML, "yaml", ("title",), (1, 1), (1, 8)),
        (_YAML, "yaml", ("список",), (2, 1), (3, 3)),
        (_YAML, "yaml", ("список", 0), (3, 5), (3, 5)),
        (_YAML, "yaml", ("список", 1, "a"), (4, 6), (4, 9)),
        (_YAML, "yaml", ("список", 1, "b c"), (4, 12), (4, 19)),
        (_YAML, "yaml", ("список", 1, "b c", 1), (4, 23), (4, 23)),
        (_YAML, "yaml", ("nested", "deeper", 0, 1, "key"), (8, 9), (8, 14)),
        (_TOML, "toml", ("title",), (1, 1), (1, 9)),
        (_TOML, "toml", ("a", "b", "c d"), (2, 1), (2, 13)),
        (_TOML, "toml", ("a",), (2, 1), (2, 1)),
        (_TOML, "toml", ("multi",), (3, 1), (3, 9)),
        (_TOML, "toml", ("list",), (6, 1), (6, 8)),
        (_TOML, "toml", ("list", 0), (6, 10), (6, 10)),
        (_TOML, "toml", ("list", 1, "y"), (7, 5), (7, 9)),
        (_TOML, "toml", ("list", 1, "z", 1), (7, 20), (7, 20)),
        (_TOML, "toml", ("table",), (10, 1), (10, 1)),
        (_TOML, "toml", ("table", "quoted.key"), (11, 1), (11, 16)),
        (_TOML, "toml", ("table", "tab\tbed"), (12, 1), (12, 14)),
        (_TOML, "toml", ("items",), (14, 1), (14, 1)),
        (_TOML, "toml", ("items", 0, "name"), (15, 1), (15, 8)),
        (_TOML, "toml", ("items", 1), (18, 1), (18, 1)),
        (_TOML, "toml", ("items", 1, "name"), (19, 1), (19, 8)),
        (_TOML, "toml", ("items", 0, "sub", "k"), (17, 1), (17, 5)),
        (_TOML, "toml", ("items", 1, "sub", "k"), (21, 1), (21, 5)),
        (_TOML, "toml", ("items", 1, "sub", "inner", 0, "then"), (24, 1), (24, 8)),
        (_TOML, "toml", ("items", 1, "sub", "inner"), (22, 1), (22, 1)),
        (_JSON, "json", ("title",), (2, 3), (2, 12)),
        (_JSON, "json", ("list", 1, "z", 1), (3, 35), (3, 35)),
        (_JSON, "json", ("я", "deeper"), (4, 9), (4, 19)),
    ],
)
def test_places_of_keys_and_values(
    text: str,
    document_format: DocumentFormat,
    keys: tuple[str | int, ...],
    of_key: tuple[int, int],
    of_value: tuple[int, int],
) -> None:
    document, _ = _read(text, document_format, first_line=11)
    assert document is not None
    key, value = document.position(*keys), document.position(*keys, of_value=True)
    assert (key.path, key.line - 10, key.column) == ("file", *of_key)
    assert (value.path, value.line - 10, value.column) == ("file", *of_value)


@pytest.mark.parametrize(("text", "document_format"), [(_YAML, "yaml"), (_TOML, "toml"), (_JSON, "json")])
def test_a_key_without_a_place_stands_at_the_nearest_outer_one(text: str, document_format: DocumentFormat) -> None:
    document, _ = _read(text, document_format)
    assert document is not None
    outer = document.position("title")
    assert document.position("title", "nope", 3) == outer
    nowhere = document.position("nope", "deeper")
    assert (nowhere.line, nowhere.column) == (1, 1)


def test_yaml_lines_are_counted_as_editors_do() -> None:
    document, _ = _read('a: "x\N{LINE SEPARATOR}y"\nb: 1\n', "yaml")
    assert document is not None
    assert document.position("b").line == 2


@pytest.mark.parametrize(
    ("text", "document_format", "place", "message"),
    [
        ("a: 1\nb: c: d\n", "yaml", (2, 5), 'a second ":" in one line'),
        ('a: "open\nb: 1\n', "yaml", (1, 4), "quotes that are never closed"),
        ("a: 1\n\tb: 2\n", "yaml", (2, 1), "found a tab character"),
        ("a: [1, 2\nb: 1\n", "yaml", (2, 2), "did not find expected ',' or ']'"),
        ("a: 1\nword\n", "yaml", (3, 1), "could not find expected ':'"),
        ("a: 1\nb: 2\na: 3\n", "yaml", (3, 1), 'the key "a" stands twice'),
        ("a:\n  b: 1\n  b: 2\n", "yaml", (3, 3), 'the key "b" stands twice'),
        ("a: &a [*a]\n", "yaml", (1, 4), "a value that holds itself"),
        ("a: 1\nb: !!python/object:os.system x\n", "yaml", (2, 4), "the YAML tag"),
        ("a: !mine x\n", "yaml", (1, 4), 'the YAML tag "!mine" is not read'),
        ("? [a]\n: 1\n", "yaml", (1, 3), "a key that is not text"),
        ("a: *nope\n", "yaml", (1, 4), "found undefined alias"),
        ("я: 1\nb: \0\n", "yaml", (2, 4), "a control character (U+0000)"),
        ("a: 1\n--- \nb: 2\n", "yaml", (2, 1), "but found another document"),
        ("a: " + "[" * 60 + "]" * 60, "yaml", (1, 54), "nested too deeply"),
        ("- a\n", "yaml", (1, 1), "expected keys and values"),
        ("just text\n", "yaml", (1, 1), "expected keys and values"),
        ("a = 1\nb = \n", "toml", (2, 5), "invalid value"),
        ("a = 1\na = 2\n", "toml", (2, 6), "cannot overwrite a value"),
        ('a = "open\n', "toml", (1, 10), "illegal character"),
        ("a = [1,", "toml", (1, 8), "invalid value"),
        ("[t]\n[t]\n", "toml", (2, 3), "cannot declare ('t',) twice"),
        ("a = 2025-02-30\n", "toml", (1, 5), "invalid date or datetime"),
        ('{"a": 1,\n "a": 2}', "json", (2, 2), 'the key "a" stands twice'),
        ('{"a": 1,\n}', "json", (2, 1), "expecting property name"),
        ('{"a": NaN}', "json", (1, 7), '"NaN" is not a JSON value'),
        ('{"a": -Infinity}', "json", (1, 7), '"-Infinity" is not a JSON value'),
        ('{"a": 1} x', "json", (1, 10), "extra data"),
        ('{"a": "\\ud83d\\ude00",\n "b": "\\ud83d"}', "json", (2, 8), '"\\ud83d" is half of a character'),
        ('{"\\udE00": 1}', "json", (1, 3), '"\\udE00" is half of a character'),
        ('{"a": "\\ud83d\\ud83d\\ude00"}', "json", (1, 8), '"\\ud83d" is half of a character'),
        ("[1]", "json", (1, 1), "expected keys and values"),
    ],
)
def test_faults_and_their_places(
    text: str, document_format: DocumentFormat, place: tuple[int, int], message: str
) -> None:
    document, found = _read(text, document_format, first_line=11)
    assert document is None
    [fault] = found
    assert fault.severity == "error"
    assert message in fault.message
    assert fault.position is not None
    assert (fault.position.line - 10, fault.position.column) == place


@pytest.mark.parametrize(
    ("text", "document_format"),
    [
        ("a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
            f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
        ), "yaml"),
        ("a: " + "[" * 5000, "yaml"),
        ("a: " + "{b: " * 5000, "yaml"),
        ("a = " + "[" * 100_000, "toml"),
        ('{"a": ' + "[" * 100_000, "json"),
        ("a = " + "9" * 10_000, "toml"),
        ('{"a": ' + "9" * 10_000 + "}", "json"),
        ("a: " + "x" * MAX_BYTES, "yaml"),
        ("a = '" + "x" * MAX_BYTES + "'", "toml"),
    ],
    ids=["alias bomb", "lists", "tables", "TOML lists", "JSON lists", "TOML digits", "JSON digits", "long", "TOML"],
)  # fmt: skip
def test_bombs_are_faults_and_no_hangs(text: str, document_format: DocumentFormat) -> None:
    document, found = _read(text, document_format)
    assert document is None
    assert [fault.severity for fault in found] == ["error"]


def test_untyped_gives_json_types_only() -> None:
    values = _values("a: 1\nb: [no, 2.5, {1: ~}]\nc: 99999999999999999999\nd: 2025-05-14\n", "yaml")
    assert untyped(values) == {"a": 1, "b": [False, 2.5, {"1": None}], "c": "99999999999999999999", "d": "2025-05-14"}
