"""A theme, resolved: which file stands behind each template and static file, its words and its settings."""

from __future__ import annotations

from typing import Any

import msgspec


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


class Theme(msgspec.Struct, frozen=True):
    """A theme with all it inherits and the site's overrides laid over it.

    `templates` maps names (`listing.html`, `shortcodes/figure.html`) to files; `static` maps names below `static/`;
    `words` maps language codes to the interface's words. `closures` maps a template to one digest of all the templates
    that it can reach, `framed` are those that can call a fragment; `neighbours` maps it to those of `related`,
    `previous` and `next` that it can show. `digest` covers templates, words, settings and static files.
    """

    name: str
    templates: dict[str, ThemeFile]
    static: dict[str, ThemeFile]
    words: dict[str, dict[str, str]]
    settings: dict[str, Any]
    closures: dict[str, str]
    framed: tuple[str, ...]
    neighbours: dict[str, tuple[str, ...]]
    digest: str
