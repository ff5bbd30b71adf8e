"""Plain text: words, excerpts, control characters.

A word is what stands between runs of ASCII space, tab, CR and LF only: U+00A0 does not split (contract, section 5).
"""

from __future__ import annotations

import re

# What XML 1.0 cannot hold, and what steers terminals: C0 but tab, LF and CR; DEL; C1; surrogates; U+FFFE and U+FFFF.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def split_words(text: str) -> list[str]:
    """Split a text into its words."""
    for space in "\n\t\r":
        if space in text:
            text = text.replace(space, " ")
    return [word for word in text.split(" ") if word]


def excerpt(text: str, words: int) -> str:
    """Cut a text after so many words, joined by one space, with `...` glued to the last where text was cut."""
    return excerpt_of_words(split_words(text), words)


def excerpt_of_words(found: list[str], words: int) -> str:
    """Cut a text that is split already."""
    if len(found) > words:
        return " ".join(found[:words]) + "..."
    return " ".join(found)


def first_control(text: str) -> int:
    """Find the first control character: its offset, or -1."""
    match = _CONTROL.search(text)
    return match.start() if match else -1


def drop_controls(text: str) -> str:
    """Leave control characters out."""
    return _CONTROL.sub("", text)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Count the 1-based line and column of an offset in a text."""
    before = text.rfind("\n", 0, offset)
    return text.count("\n", 0, offset) + 1, offset - before
