"""Languages by CLDR's data (Babel): a BCP 47 code in; direction, dates, numbers and plural forms out.

English, in its plain code `en`, has a short way of its own for what every build needs: a magazine in English alone
never loads Babel, and its words come out the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from babel import Locale

# A day as the dateline prints it: no leading zero, the month in words (contract, section 7).
DAY = "d MMMM y"
MONTH = "LLLL y"
PLURAL_FORMS = ("zero", "one", "two", "few", "many", "other")
_CODE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*")
_ENGLISH = "en"
# No language sets fewer digits in groups.
_LEAST_GROUPED = 4
_ENGLISH_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                   "November", "December")  # fmt: skip


def is_code(text: str) -> bool:
    """Tell whether a text has the form of a language code: `ru`, `pt-BR`, `uz-Cyrl`."""
    return _CODE.fullmatch(text) is not None


def same_code(one: str, other: str) -> bool:
    """Tell whether two codes name one language: case says nothing in them."""
    return one.lower() == other.lower()


def root_of(code: str) -> str:
    """Give the place of a further language's edition below the site's root: `/ru/`."""
    return f"/{code.lower()}/"


def part_code(name: str, codes: Sequence[str]) -> tuple[str, str]:
    """Part a file's name, without its ending, from the language it ends with: `x.ru` is `x` in `ru`.

    An ending that is none of the codes is a part of the name.
    """
    stem, _, ending = name.rpartition(".")
    if not stem:
        return name, ""
    code = next((code for code in codes if same_code(code, ending)), "")
    return (stem, code) if code else (name, "")


def codes_behind(code: str) -> tuple[str, ...]:
    """List a code and what it is a kind of, nearest first, in lower case: `uz-cyrl`, `uz`."""
    parts = code.lower().split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


@lru_cache(maxsize=256)
def direction_of(code: str) -> Literal["ltr", "rtl", ""]:
    """Tell the direction in which a language is written; empty for a code that CLDR does not know."""
    if code == _ENGLISH:  # the one language that is spared its data, which takes as long as a small site
        return "ltr"
    locale = _locale(code)
    if locale is None:
        return ""
    return "rtl" if locale.character_order == "right-to-left" else "ltr"


@lru_cache(maxsize=256)
def own_name(code: str) -> str:
    """Give a language's name in itself, as it stands alone: `Русский`; the code where CLDR has no name."""
    if code == _ENGLISH:
        return "English"
    locale = _locale(code)
    name = str(locale.get_display_name(locale) or "") if locale else ""
    return name[:1].upper() + name[1:] or code


@lru_cache(maxsize=256)
def territory_of(code: str) -> str:
    """Give a language with the place where most of its readers live: `ru_RU` of `ru`, `pt_BR` of `pt-BR`."""
    if code == _ENGLISH:
        return "en_US"
    locale = _locale(code)
    if locale is None:
        return ""
    from babel.core import get_global

    likely = get_global("likely_subtags")
    whole = likely.get(str(locale)) or likely.get(locale.language, "")
    territory = locale.territory or whole.rpartition("_")[2]
    return f"{locale.language}_{territory}" if territory else str(locale.language)


@lru_cache(maxsize=16384)
def format_day(day: date, code: str, pattern: str = DAY) -> str:
    """Print a day in a language: `14 May 2025`; the pattern is CLDR's, or one of its lengths by name."""
    if code == _ENGLISH and pattern in (DAY, MONTH):
        month = f"{_ENGLISH_MONTHS[day.month - 1]} {day.year}"
        return month if pattern == MONTH else f"{day.day} {month}"
    from babel.dates import format_date

    return str(format_date(day, pattern, locale=_locale(code) or _ENGLISH))


@lru_cache(maxsize=16384)
def format_moment(moment: datetime, code: str, pattern: str) -> str:
    """Print a moment in its own zone, by a CLDR pattern or one of its lengths by name."""
    from babel.dates import format_datetime

    return str(format_datetime(moment, pattern, locale=_locale(code) or _ENGLISH))


@lru_cache(maxsize=16384)
def format_number(number: int | float, code: str) -> str:
    """Print a number in a language, its digits in groups: `12,345`."""
    if isinstance(number, int) and number >= 0:
        # How digits are set in groups hangs on how many there are, and on nothing else.
        digits = iter(str(int(number)))
        return "".join(next(digits) if sign == "1" else sign for sign in _grouped(len(str(int(number))), code))
    return _formatted(number, code)


@lru_cache(maxsize=256)
def _grouped(count: int, code: str) -> str:
    """Print a number of so many ones."""
    number = int("1" * count)
    return str(number) if count < _LEAST_GROUPED else _formatted(number, code)


def _formatted(number: int | float, code: str) -> str:
    from babel.numbers import format_decimal

    return str(format_decimal(number, locale=_locale(code) or _ENGLISH))


@lru_cache(maxsize=4096)
def plural_form(number: int, code: str) -> str:
    """Name the plural form that a number takes: `one`, `few`, `many`, `other`."""
    if code == _ENGLISH:
        return "one" if abs(number) == 1 else "other"
    locale = _locale(code)
    return str(locale.plural_form(number)) if locale else "other"


@lru_cache(maxsize=256)
def plural_forms(code: str) -> tuple[str, ...]:
    """List the plural forms that whole numbers take in a language, in CLDR's order."""
    if code == _ENGLISH:
        return ("one", "other")
    # A hundred and some numbers show every form; the rest (a million) falls back to the form "other".
    found = {plural_form(number, code) for number in range(111)}
    return tuple(form for form in PLURAL_FORMS if form in found)


@lru_cache(maxsize=256)
def _locale(code: str) -> Locale | None:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return None
