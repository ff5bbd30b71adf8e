"""Languages by CLDR's data (Babel): a BCP 47 code in; direction, dates and plural forms out."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from babel import Locale

# A day as the dateline prints it: no leading zero, the month in words (contract, section 7).
DAY = "d MMMM y"
_ENGLISH = "en"


@lru_cache(maxsize=256)
def direction_of(code: str) -> Literal["ltr", "rtl", ""]:
    """Tell the direction in which a language is written; empty for a code that CLDR does not know."""
    if code == _ENGLISH:  # the one language that is spared its data, which takes as long as a small site
        return "ltr"
    locale = _locale(code)
    if locale is None:
        return ""
    return "rtl" if locale.character_order == "right-to-left" else "ltr"


@lru_cache(maxsize=65536)
def format_day(day: date, code: str, pattern: str = DAY) -> str:
    """Print a day in a language: `14 May 2025`; the pattern is CLDR's, or one of its lengths by name."""
    from babel.dates import format_date

    return str(format_date(day, pattern, locale=_locale(code) or "en"))


@lru_cache(maxsize=65536)
def format_moment(moment: datetime, code: str, pattern: str) -> str:
    """Print a moment in its own zone, by a CLDR pattern or one of its lengths by name."""
    from babel.dates import format_datetime

    return str(format_datetime(moment, pattern, locale=_locale(code) or "en"))


@lru_cache(maxsize=4096)
def plural_form(number: int, code: str) -> str:
    """Name the plural form that a number takes: `one`, `few`, `many`, `other`."""
    locale = _locale(code)
    return str(locale.plural_form(number)) if locale else "other"


@lru_cache(maxsize=256)
def _locale(code: str) -> Locale | None:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return None
