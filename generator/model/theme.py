"""A theme, resolved: which file stands behind each template and static file, its words and its settings."""

from __future__ import annotations

from typing import Any

import msgspec

from generator.language import codes_behind

# What the interface says: one text, or a text for each plural form.
Word = str | dict[str, str]


class ThemeFile(msgspec.Struct, frozen=True):
    """A file of the theme or of the site's overrides: where it lies, how errors call it, and its content digest.

    `published_name` is its name below `/assets/`, which carries the digest; `data` is there when the bytes are not
    those of the file (a stylesheet whose addresses follow the new names). `text` is a template's.
    """

    location: str
    path: str
    digest: str
    published_name: str = ""
    text: str = ""
    data: bytes | None = None


class WordFile(msgspec.Struct, frozen=True):
    """A file of words, not read yet: its language in lower case, how errors call it, and whose it is."""

    language: str
    path: str
    text: str
    is_of_site: bool


class Theme(msgspec.Struct, frozen=True):
    """A theme with all it inherits and the site's overrides laid over it.

    `templates` maps names (`listing.html`, `shortcodes/figure.html`) to files; `static` maps names below `static/`;
    `word_files` are what `words` are read from, farthest ancestor first, once it is known which languages are needed:
    `words` maps their codes, in lower case, to the interface's words; `languages` are those that the theme speaks,
    `words_digest` covers all words. `closures` maps a template to one digest of all the templates
    that it can reach, `framed` are those that can call a fragment; `shows` maps it to those of `related`, `previous`,
    `next`, `word_count`, `reading_minutes`, `structured`, `shape` and `shapes` that it can show. `csp` is the content
    security policy that its pages can live with. `digest` covers templates, words, settings and static files.
    """

    name: str
    templates: dict[str, ThemeFile]
    static: dict[str, ThemeFile]
    settings: dict[str, Any]
    closures: dict[str, str]
    framed: tuple[str, ...]
    shows: dict[str, tuple[str, ...]]
    digest: str
    languages: tuple[str, ...] = ()
    words_digest: str = ""
    word_files: tuple[WordFile, ...] = ()
    csp: str = ""
    words: dict[str, dict[str, Word]] = {}

    def speaks(self, code: str) -> bool:
        """Tell whether the theme has words of its own in a language, or in what it is a kind of."""
        return any(one in self.languages for one in codes_behind(code))
