"""Files of words in, what the interface says in each language out: texts, or a text for each plural form.

Of what comes with the software only the languages that a build needs are read; a site's own files are all read, so
that every mistake in them is told.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from generator.config import described
from generator.documents import Document, read_document
from generator.errors import Diagnostic, Gatherer, suggestion
from generator.language import PLURAL_FORMS, codes_behind, plural_forms
from generator.model.theme import Theme, Word, WordFile

ENGLISH = "en"
# How many of the words that are missing a warning names.
_NAMED = 3

_Places = dict[str, tuple[WordFile, Document]]


def read_words(
    theme: Theme, site_languages: Sequence[str], text_languages: Iterable[str], config_document: Document | None
) -> tuple[Theme, list[Diagnostic]]:
    """Fill in a theme's words: in English, the site's languages, and those languages of texts that the theme speaks.

    Reports faults in the files and, as warnings, words that English has and another language of the build lacks.
    """
    gatherer = Gatherer()
    spoken = sorted({language for language in text_languages if theme.speaks(language)}.difference(site_languages))
    wanted = {ENGLISH, *(code for language in (*site_languages, *spoken) for code in codes_behind(language))}
    words: dict[str, dict[str, Word]] = {}
    places: dict[str, _Places] = {}
    for file in theme.word_files:
        if file.language in wanted or file.is_of_site:
            document = read_document(file.text, "toml", file.path, gatherer)
            if document is not None:
                words.setdefault(file.language, {}).update(_words_in(document, gatherer))
                places.setdefault(file.language, {}).update(dict.fromkeys(document.values, (file, document)))
    needed = {code: of_code for code, of_code in words.items() if code in wanted}
    whole = {language: _behind(language, needed) for language in (*site_languages, *spoken)}
    for language, own in whole.items():
        if not own:
            place = list(site_languages).index(language)
            keys = ("languages", place - 1, "code") if place else ("site", "language")
            position = config_document.position(*keys, of_value=True) if config_document else None
            message = f'the theme "{theme.name}" has no words in "{language}": English stands in'
            gatherer.warning(message, position, f"write them in i18n/{language}.toml")
        else:
            _check_missing(language, own, needed, places.get(ENGLISH, {}), gatherer)
            _check_forms(language, own, places, gatherer)
    return msgspec.structs.replace(theme, words=needed, word_files=()), gatherer.diagnostics


def _behind(language: str, words: Mapping[str, Mapping[str, Word]]) -> dict[str, Word]:
    """Lay a language's words over those of what it is a kind of."""
    found: dict[str, Word] = {}
    for code in reversed(codes_behind(language)):
        found.update(words.get(code, {}))
    return found


def _words_in(document: Document, gatherer: Gatherer) -> dict[str, Word]:
    words: dict[str, Word] = {}
    for key, value in document.values.items():
        if isinstance(value, str):
            _check_text(value, (key,), document, gatherer)
            words[key] = value
        elif isinstance(value, dict):
            words[key] = _read_forms(key, value, document, gatherer)
        else:
            gatherer.error(f'the word "{key}" must be text, but is {described(value)}', document.position(key))
    return words


def _read_forms(key: str, value: dict[str, Any], document: Document, gatherer: Gatherer) -> dict[str, str]:
    """Read the forms that a word takes with a number."""
    forms: dict[str, str] = {}
    for form, text in value.items():
        if form not in PLURAL_FORMS:
            hint = suggestion(form, PLURAL_FORMS) or "known: " + ", ".join(PLURAL_FORMS)
            gatherer.error(f'"{form}" is no plural form', document.position(key, form), hint)
        elif not isinstance(text, str):
            message = f'the form "{form}" of the word "{key}" must be text, but is {described(text)}'
            gatherer.error(message, document.position(key, form))
        else:
            _check_text(text, (key, form), document, gatherer)
            forms[form] = text
    if "other" not in value:
        gatherer.error(f'the word "{key}" needs the form "other"', document.position(key), "every language has it")
    return forms


def _check_text(text: str, keys: tuple[str, ...], document: Document, gatherer: Gatherer) -> None:
    """Report braces that no value can fill."""

    def fault(message: str) -> None:
        gatherer.error(f'the word "{keys[0]}" has {message}', document.position(*keys, of_value=True), hint)

    hint = 'a value stands as "{name}", or "{name:n}" for a number in groups of digits; a brace as "{{" or "}}"'
    try:
        fields = [(name, spec, conversion) for _, name, spec, conversion in string.Formatter().parse(text)]
    except ValueError:
        fault("a brace without its partner")
        return
    for name, spec, conversion in fields:
        if name is not None and (not name.isidentifier() or spec not in ("", "n") or conversion):
            fault(f'braces that no value fills: "{{{name}}}"')


def _check_missing(
    language: str, own: Mapping[str, Word], words: Mapping[str, Mapping[str, Word]], places: _Places, gatherer: Gatherer
) -> None:
    """Warn of the words that English has and a language lacks: once a file of English words."""
    missing: dict[str, list[str]] = {}
    for key in words.get(ENGLISH, {}):
        if key not in own:
            missing.setdefault(places[key][0].path, []).append(key)
    for path, keys in missing.items():
        position = min((places[key][1].position(key) for key in keys), key=lambda place: (place.line, place.column))
        # A theme that comes with the software is not the user's to change; the site's own words are laid over it.
        folder = path.rpartition("/")[0] if places[keys[0]][0].is_of_site else "i18n"
        hint = f"write them in {folder}/{language}.toml"
        gatherer.warning(f'"{language}" lacks {_listed(keys)}: English stands in', position, hint)


def _check_forms(language: str, own: Mapping[str, Word], places: Mapping[str, _Places], gatherer: Gatherer) -> None:
    """Warn of words that lack a form which numbers take in a language."""
    for key, word in own.items():
        if isinstance(word, str):
            continue
        lacking = [form for form in plural_forms(language) if form not in word]
        if lacking:
            place = next(places[code][key] for code in codes_behind(language) if key in places.get(code, {}))
            forms = ", ".join(f'"{form}"' for form in lacking)
            message = f'the word "{key}" lacks {forms}, which numbers take in "{language}"'
            gatherer.warning(message, place[1].position(key), '"other" stands in')


def _listed(keys: list[str]) -> str:
    named = ", ".join(f'"{key}"' for key in keys[:_NAMED])
    rest = len(keys) - _NAMED
    return f"the word{'s' if len(keys) > 1 else ''} {named}" + (f" and {rest} more" if rest > 0 else "")
