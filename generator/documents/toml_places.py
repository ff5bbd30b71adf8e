"""Where keys and values stand in a TOML text: tomllib tells values but no positions.

The text is known to be valid: this reads on from token to token and never judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRINGS = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}(?!")'
    r"|'''[\s\S]*?'{3,5}(?!')"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}\n#]+")


def find_places(text: str) -> dict[Path, tuple[int, int]]:
    """Map each key path (array positions count from 0) to the offsets of its key and of its value."""
    found: dict[Path, tuple[int, int]] = {}
    for path, offsets in _Walk(text).places():
        found[path] = offsets
        for length in range(1, len(path)):  # what is only written as a part: `a` of `[a.b]`, of `[[a]]`, of `a.b = 1`
            found.setdefault(path[:length], (offsets[0], offsets[0]))
    return found


class _Walk:
    """One pass over the text; `offset` is where it stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.offset = 0
        self.lengths: dict[Path, int] = {}

    def places(self) -> Iterator[tuple[Path, tuple[int, int]]]:
        table: Path = ()
        while True:
            self._skip_blank()
            if self.offset >= len(self.text):
                return
            if self.text[self.offset] == "[":
                start = self.offset
                table = self._header()
                yield table, (start, start)
            else:
                yield from self._pair(table)

    def _header(self) -> Path:
        is_array = self.text.startswith("[[", self.offset)
        self.offset += 2 if is_array else 1
        keys = self._dotted_key()
        self.offset += 2 if is_array else 1
        table = (*self._resolve(keys[:-1]), keys[-1])
        if is_array:
            index = self.lengths.get(table, 0)
            self.lengths[table] = index + 1
            return (*table, index)
        return self._resolve(keys)

    def _resolve(self, keys: Path) -> Path:
        """Step into the last element of each array of tables on the way."""
        table: Path = ()
        for key in keys:
            table = (*table, key)
            if table in self.lengths:
                table = (*table, self.lengths[table] - 1)
        return table

    def _pair(self, table: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
        key_offset = self.offset
        path = table + self._dotted_key()
        self._skip_blank()
        self.offset += 1  # the equals sign
        self._skip_blank()
        yield path, (key_offset, self.offset)
        yield from self._value(path)

    def _value(self, path: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
        character = self.text[self.offset]
        if character in "\"'":
            self._string()
        elif character == "[":
            yield from self._array(path)
        elif character == "{":
            yield from self._inline_table(path)
        else:
            match = _BARE.match(self.text, self.offset)
            self.offset = match.end() if match else self.offset + 1

    def _array(self, path: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
        self.offset += 1
        index = 0
        while self._more("]"):
            yield (*path, index), (self.offset, self.offset)
            yield from self._value((*path, index))
            index += 1

    def _inline_table(self, path: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
        self.offset += 1
        while self._more("}"):
            yield from self._pair(path)

    def _more(self, end: str) -> bool:
        """Step over blanks and a comma; tell whether another element follows, and step over the end."""
        self._skip_blank()
        if self.text[self.offset] == ",":
            self.offset += 1
            self._skip_blank()
        if self.text[self.offset] == end:
            self.offset += 1
            return False
        return True

    def _dotted_key(self) -> Path:
        keys: list[str] = []
        while True:
            self._skip_blank()
            if self.text[self.offset] in "\"'":
                keys.append(self._string())
            else:
                match = _KEY.match(self.text, self.offset)
                assert match is not None
                self.offset = match.end()
                keys.append(match.group())
            self._skip_blank()
            if self.text[self.offset] != ".":
                return tuple(keys)
            self.offset += 1

    def _string(self) -> str:
        match = _STRINGS.match(self.text, self.offset)
        assert match is not None
        self.offset = match.end()
        typed = match.group()
        if typed.startswith('"') and "\\" in typed:
            import tomllib

            return str(tomllib.loads("k = " + typed)["k"])
        return typed.strip(typed[0])

    def _skip_blank(self) -> None:
        match = _BLANK.match(self.text, self.offset)
        assert match is not None
        self.offset = match.end()
