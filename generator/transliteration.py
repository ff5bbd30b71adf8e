"""Text in a language's own script in, Latin letters out: for slugs, by that language's own standard.

The tables are ours, and fixed: an address that was made once must be made so for ever, whatever becomes of a library.
Their standards: Russian GOST R 52290-2004; Ukrainian the Cabinet's resolution 55 of 2010; Kazakh the alphabet of 2021
without its marks, ş as sh; Kyrgyz and Tajik BGN/PCGN without its marks; Uzbek the official alphabet of 1995. Signs that
only harden, soften or part letters fall away.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from generator.language import codes_behind
from generator.slug import slugify

# What most Cyrillic alphabets share.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
_RUSSIAN = _CYRILLIC
_UKRAINIAN = _CYRILLIC | {"г": "h", "ґ": "g", "є": "ie", "и": "y", "і": "i", "ї": "i", "й": "i", "ю": "iu", "я": "ia"}
_KAZAKH = _CYRILLIC | {
    "ә": "a", "ғ": "g", "ж": "j", "й": "i", "қ": "q", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "х": "h", "һ": "h",
    "і": "i", "щ": "sh", "ё": "io", "ю": "iu", "я": "ia",
}  # fmt: skip
_KYRGYZ = _CYRILLIC | {"ж": "j", "ң": "ng", "ө": "o", "ү": "u"}
_TAJIK = _CYRILLIC | {"ғ": "gh", "ӣ": "i", "қ": "q", "ӯ": "u", "ҳ": "h", "ҷ": "j"}
_UZBEK = _CYRILLIC | {"ж": "j", "х": "x", "ў": "o", "ғ": "g", "қ": "q", "ҳ": "h", "щ": "sh"}
_TABLES = {"ru": _RUSSIAN, "uk": _UKRAINIAN, "kk": _KAZAKH, "ky": _KYRGYZ, "tg": _TAJIK, "uz": _UZBEK}
TRANSLITERATED = tuple(_TABLES)

_VOWELS = "аеёиоуыэюяіїєўүұөәӣӯ"
_SIGNS = "ъь"
_HISSING = "жчшщ"
# Letters that are other ones at a word's start, or behind others: the place, and what stands there then.
_AT_START = {"uk": {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}}
# "ye" at a word's start, and behind a vowel or a sign.
_WITH_YE = ("ru", "uz", "tg")
# Texts, compiled when first used: most sites have no slugs in Latin letters.
_APOSTROPHES = "['`\u2018\u2019\u02bb\u02bc\u02b9\u02ba]"
_WORD = r"[^\W\d_]+"


def can_transliterate(code: str) -> bool:
    """Tell whether there is a table for a language, in what script ever its code says."""
    return _table_of(code) != ""


@lru_cache(maxsize=8192)
def transliterate(text: str, code: str) -> str:
    """Write a text of a language in Latin letters, in lower case; what no table knows stays as it is."""
    name = _table_of(code)
    if not name or (text.isascii() and "'" not in text and "`" not in text):
        return text
    plain = unicodedata.normalize("NFC", text).lower()
    plain = re.sub(_APOSTROPHES, "", plain)
    return re.sub(_WORD, lambda match: _word(match.group(), name), plain)


def slug_in(text: str, code: str, *, is_latin: bool) -> str:
    """Make the slug of a text in a language, in its own script or in Latin letters."""
    return slugify(transliterate(text, code) if is_latin else text)


def _table_of(code: str) -> str:
    return next((name for name in codes_behind(code) if name in _TABLES), "")


def _word(word: str, name: str) -> str:
    table = _TABLES[name]
    if name == "uk":
        word = word.replace("зг", "зgh")
    start = _AT_START.get(name, {})
    letters = []
    before = ""
    for letter in word:
        written = table.get(letter, letter)
        if not before and letter in start:
            written = start[letter]
        elif letter == "е" and name in _WITH_YE and (not before or before in _VOWELS + _SIGNS):
            written = "ye"
        elif letter == "ё" and name == "ru" and before and before not in _VOWELS + _SIGNS:
            written = "e" if before in _HISSING else "ye"
        elif letter == "ц" and name == "uz" and (not before or before not in _VOWELS):
            written = "s"
        letters.append(written)
        before = letter
    return "".join(letters)
