"""English's short way gives what CLDR gives; codes and what they are kinds of; an English site loads no Babel."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from generator.language import (
    DAY,
    MONTH,
    codes_behind,
    direction_of,
    format_day,
    format_number,
    is_code,
    plural_form,
    plural_forms,
)
from tests.magazine import Magazine


@pytest.mark.parametrize("pattern", [DAY, MONTH])
def test_the_short_way_writes_english_days_as_cldr_does(pattern: str) -> None:
    for day in [date(2025, month, 1 + month * 2) for month in range(1, 13)] + [date(999, 1, 1), date(1, 1, 1)]:
        assert format_day(day, "en", pattern) == format_date(day, pattern, locale="en")


def test_the_short_way_counts_in_english_as_cldr_does() -> None:
    for number in (*range(-3, 200), 1001, 10**6):
        assert plural_form(number, "en") == Locale("en").plural_form(number)


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("en", ("one", "other")),
        ("ru", ("one", "few", "many")),
        ("kk", ("one", "other")),
        ("tg", ("other",)),
        ("ar", ("zero", "one", "two", "few", "many", "other")),
        ("xx", ("other",)),
    ],
)
def test_the_forms_that_numbers_take(code: str, forms: tuple[str, ...]) -> None:
    assert plural_forms(code) == forms


@pytest.mark.parametrize(
    ("code", "behind"),
    [("en", ("en",)), ("pt-BR", ("pt-br", "pt")), ("uz-Cyrl-UZ", ("uz-cyrl-uz", "uz-cyrl", "uz"))],
)
def test_what_a_code_is_a_kind_of(code: str, behind: tuple[str, ...]) -> None:
    assert is_code(code)
    assert codes_behind(code) == behind


@pytest.mark.parametrize("text", ["", "e", "english!", "pt_BR", "ru-", "-ru", "русский", "en-x"])
def test_what_is_no_code(text: str) -> None:
    assert not is_code(text)


@pytest.mark.parametrize(("code", "direction"), [("en", "ltr"), ("ar-EG", "rtl"), ("he", "rtl"), ("xx", "")])
def test_directions(code: str, direction: str) -> None:
    assert direction_of(code) == direction


def test_a_site_in_english_loads_no_babel(magazine: Magazine) -> None:
    magazine.write("").article("news/a.md", author="Someone", updated="2025-05-02")
    script = (
        "import sys; sys.argv = ['broadsheet', 'build', '--site', sys.argv[1], '--jobs', '1', '--now', '2025-05-14']\n"
        "from generator.cli import main\n"
        "try:\n    main()\nexcept SystemExit as leave:\n    assert not leave.code\n"
        "print([name for name in sys.modules if name.startswith('babel')])\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(magazine.folder)], capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines()[-1] == "[]"


@given(number=st.integers(-(10**15), 10**15), code=st.sampled_from(["en", "ru", "kk", "ar", "es", "pl", "hi", "de-CH"]))
def test_numbers_are_set_as_cldr_has_them(number: int, code: str) -> None:
    assert format_number(number, code) == format_decimal(number, locale=code.replace("-", "_"))
