"""Lines of text whose only markup is simple emphasis and links, in; the tokens that the library makes of them, out.

Most text is such: it is cut by one pattern, and no rule is asked. What the pattern does not know, or is not sure of,
goes the library's own way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.token import Token

if TYPE_CHECKING:
    from generator.load.collector import Collector

# Where a rule of ours or of CommonMark may begin inside a line.
_MARKUP = re.compile(r"[\\`*_~\[<&{]")
_TEXT = r"(?:[^\n!\[\]\\`*_~<&{^]++|!(?!\[))++"
# Emphasis: a space before it, a letter or digit at both ends, a space, a common mark or nothing behind it.
_INNER = r"[^\W_](?:[^\n!\[\]\\`*_~<&{^]*[^\W_])?"
_HOST = r"https?://[a-z0-9.-]+(?:/[A-Za-z0-9/._~-]*)?"
_FILE = r"(?:\.{0,2}/)?[A-Za-z0-9][A-Za-z0-9/._-]*"
_PIECE = re.compile(
    rf"(?P<text>{_TEXT})"
    rf"|(?<![^ ])(?P<mark>\*\*|[*_])(?P<inner>{_INNER})(?P=mark)(?=[ .,;:?)]|\Z)"
    rf"|\[(?P<label>{_TEXT})\]\((?:(?P<host>{_HOST})|(?P<file>{_FILE}))\)"
)
_TAGS = {"*": "em", "_": "em", "**": "strong"}


def simple_tokens(content: str, collector: Collector) -> list[Token] | None:
    """Make the tokens of an inline content; nothing when it holds more than is simple."""
    if not _MARKUP.search(content):
        return _plain(content)
    pieces = []
    end = 0
    while end < len(content):
        piece = _PIECE.match(content, end)
        if piece is None:
            return None
        pieces.append(piece)
        end = piece.end()
    tokens: list[Token] = []
    for piece in pieces:
        if piece["text"]:
            tokens.append(_text(piece["text"], 0))
        elif piece["mark"]:
            tokens += _emphasis(piece["mark"], piece["inner"])
        else:
            tokens += _link(piece, content, collector)
    return tokens


def _plain(content: str) -> list[Token]:
    """Make the tokens of a text without any markup, which most paragraphs are: no rule could find anything in it."""
    if "\n" not in content:
        return [_text(content, 0)] if content else []
    tokens: list[Token] = []
    *lines, last = content.split("\n")
    for line in lines:
        text = line.lstrip(" \t") if tokens else line
        bare = text.rstrip(" ")
        is_hard = len(text) - len(bare) >= 2
        tokens.append(_text(bare if is_hard else text.removesuffix(" "), 0))
        tokens.append(Token("hardbreak" if is_hard else "softbreak", "br", 0))
    tokens.append(_text(last.lstrip(" \t"), 0))
    return tokens


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)


def _emphasis(mark: str, inner: str) -> list[Token]:
    tag = _TAGS[mark]
    return [Token(f"{tag}_open", tag, 1, markup=mark), _text(inner, 1), Token(f"{tag}_close", tag, -1, markup=mark)]


def _link(piece: re.Match[str], content: str, collector: Collector) -> list[Token]:
    """Make a link's tokens; one within the site is kept as a reference with its place."""
    target = piece["host"] or piece["file"]
    opening = Token("link_open", "a", 1, attrs={"href": target})
    closing = Token("link_close", "a", -1)
    if piece["file"]:
        place = collector.place_inline(content, piece.start())
        opening.meta["reference"] = closing.meta["reference"] = collector.add_reference(target, "link", *place)
    elif collector.outer is not None:
        collector.note_outer(target, "link", *collector.place_inline(content, piece.start()))
    return [opening, _text(piece["label"], 1), closing]
