"""Plain text: words, excerpts, control characters.

A word is what stands between runs of ASCII space, tab, CR and LF only: U+00A0 does not split (contract, section 5).
"""

from __future__ import annotations

import re

# What XML 1.0 cannot hold, and what steers terminals: C0 but tab, LF and CR; DEL; C1; surrogates; U+FFFE and U+FFFF.
# A text, compiled when first used, as few sites have any.
_CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
_ASCII_CONTROL = bytes(byte for byte in (*range(32), 127) if byte not in b"\t\n\r")
_SPACE = re.compile(rb"[ \t\r\n]+")


def split_words(text: str) -> list[str]:
    """Split a text into its words."""
    return [word.decode("utf-8", "surrogatepass") for word in _split(text)]


def excerpt(text: str, words: int) -> str:
    """Cut a text after so many words, joined by one space, with `...` glued to the last where text was cut."""
    return count_and_cut(text, words)[1]


def count_and_cut(text: str, words: int) -> tuple[int, str]:
    """Count a text's words, and cut it as `excerpt` does."""
    found = _split(text)
    cut = b" ".join(found[:words]).decode("utf-8", "surrogatepass")
    return len(found), f"{cut}..." if len(found) > words else cut


def _split(text: str) -> list[bytes]:
    """Split a text into its words, as UTF-8: bytes are split at ASCII space only, and fast."""
    data = text.encode("utf-8", "surrogatepass")
    if b"\v" in data or b"\f" in data:  # an entity can say them; they split bytes, and are no space to us
        return [word for word in _SPACE.split(data) if word]
    return data.split()


def first_control(text: str) -> int:
    """Find the first control character: its offset, or -1."""
    if text.isascii() and len(data := text.encode()) == len(data.translate(None, _ASCII_CONTROL)):
        return -1  # no pattern is as fast
    match = re.search(_CONTROL, text)
    return match.start() if match else -1


def drop_controls(text: str) -> str:
    """Leave control characters out."""
    return re.sub(_CONTROL, "", text)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Count the 1-based line and column of an offset in a text."""
    before = text.rfind("\n", 0, offset)
    return text.count("\n", 0, offset) + 1, offset - before
