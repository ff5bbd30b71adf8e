"""The words of the interface for templates: a theme's words and a language in, the function `t` out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.errors import suggestion
from generator.language import codes_behind, format_number, plural_form
from generator.model.theme import Theme, Word

_ENGLISH = "en"


class WordFault(Exception):
    """A template asked for a word of the interface that is not there, or without what it needs."""


class _Number:
    """A number that a word prints in groups of digits where it asks so, as `{total:n}`."""

    def __init__(self, value: int | float, language: str) -> None:
        self._value = value
        self._language = language

    def __format__(self, spec: str) -> str:
        return format_number(self._value, self._language) if spec == "n" else format(self._value, spec)


def words_of(theme: Theme, language: str) -> Callable[..., str]:
    """Give the function that finds a word: in the language, else in what it is a kind of, else in English.

    With `n`, a word with plural forms is given in the form that n takes. Raises `WordFault` for a word that is
    nowhere, and for one that lacks a value.
    """
    # What is found in English takes English plural forms.
    found: dict[str, tuple[Word, str]] = {key: (word, _ENGLISH) for key, word in theme.words.get(_ENGLISH, {}).items()}
    for code in reversed(codes_behind(language)):
        found.update({key: (word, language) for key, word in theme.words.get(code, {}).items()})

    def word(key: str, **values: Any) -> str:
        try:
            text, spoken = found[key]
        except KeyError:
            raise WordFault(_unknown(key, found)) from None
        if isinstance(text, dict):
            if not isinstance(values.get("n"), int):
                raise WordFault(f'the word "{key}" has plural forms and needs a whole number "n"')
            text = text.get(plural_form(values["n"], spoken)) or text["other"]
        if not values:
            return text
        if ":n}" in text:
            values = {name: _counted(value, spoken) for name, value in values.items()}
        try:
            return text.format_map(values)
        except KeyError as error:
            raise WordFault(f'the word "{key}" asks for "{error.args[0]}", which it is not given') from None

    return word


def _counted(value: Any, language: str) -> Any:
    return _Number(value, language) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _unknown(key: str, known: dict[str, tuple[Word, str]]) -> str:
    near = suggestion(key, known)
    return f'there is no word "{key}"' + (f" ({near})" if near else "")
