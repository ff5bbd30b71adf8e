"""Where in its source file something stands: found again only when there is a finding to place.

The plan knows the places of what can be wrong in a build; these are the others: a key of front matter, an address that
leads out of the site.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

import msgspec

from generator.errors import Gatherer, Position
from generator.load.encoding import read_text
from generator.load.frontmatter import SplitSource, split_source
from generator.load.markdown_settings import MarkdownSettings
from generator.text import line_and_column

_KEPT = 16


class _Source(msgspec.Struct, frozen=True):
    """A source file: its whole text, and its two parts where it has front matter."""

    text: str
    parts: SplitSource | None


class Places:
    """Finds places in the files of one site; `markdown` is how their bodies are read."""

    def __init__(self, site: Path, markdown: MarkdownSettings) -> None:
        self._site = site
        self._markdown = markdown
        self._read = lru_cache(maxsize=_KEPT)(self._read_afresh)
        self._addresses = lru_cache(maxsize=_KEPT)(self._addresses_afresh)

    def of_key(self, path: str, *keys: str | int) -> Position:
        """Place a key of a file's front matter; the file's first line where it has none."""
        parts = self._read(path).parts
        has_key = parts is not None and keys[0] in parts.document.values
        return parts.document.position(*keys) if parts and has_key else Position(path)

    def values(self, path: str) -> dict[str, object]:
        """Give what a file's front matter says, as it was read."""
        parts = self._read(path).parts
        return parts.document.values if parts else {}

    def opening(self, path: str) -> str:
        """Give a file's first character, by which the syntax of its front matter is known."""
        return self._read(path).text[:1]

    def of_address(self, path: str, address: str) -> tuple[Position, ...]:
        """Place an address everywhere in a body where it stands; its first line where it cannot be found."""
        return tuple(self._addresses(path).get(address, ())) or self.of_text(path, address)

    def of_text(self, path: str, text: str) -> tuple[Position, ...]:
        """Place a text, or what it is percent-encoded of, everywhere in a file where it stands by itself."""
        wanted = "|".join(re.escape(one) for one in dict.fromkeys((text, unquote(text))))
        pattern = re.compile(rf"""(?<![^\s(<"'\[:])(?:{wanted})(?![^\s)>"'\],])""")
        return self.of_pattern(path, pattern) or (self._start_of_body(path),)

    def of_pattern(self, path: str, pattern: re.Pattern[str]) -> tuple[Position, ...]:
        """Place all that a pattern matches in a file."""
        text = self._read(path).text
        return tuple(Position(path, *line_and_column(text, found.start())) for found in pattern.finditer(text))

    def _start_of_body(self, path: str) -> Position:
        parts = self._read(path).parts
        return Position(path, parts.first_line if parts else 1)

    def _read_afresh(self, path: str) -> _Source:
        nobody = Gatherer()  # what is wrong with the file was told when it was loaded
        try:
            text = read_text((self._site / path).read_bytes(), path, nobody) or ""
        except OSError:  # gone since
            text = ""
        return _Source(text, split_source(text, path, nobody) if path.endswith(".md") else None)

    def _addresses_afresh(self, path: str) -> dict[str, list[Position]]:
        from generator.load.markdown import outer_references  # the parser is dear to import

        parts = self._read(path).parts
        found: dict[str, list[Position]] = {}
        for one in outer_references(parts.body, self._markdown) if parts else ():
            assert parts is not None
            at = Position(path, parts.first_line + one.line - 1, one.column)
            found.setdefault(one.target, []).append(at)
        return found
