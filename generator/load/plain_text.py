"""Markdown tokens in, plain text out: what excerpts, word counts and descriptions are made of.

The text is that of paragraphs, headings, lists, quotes, tables and code, with a space at every block boundary; not of
shortcodes, alt texts, footnote marks or notes (contract, section 5). Quotes stay as typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

_OPENS = ("shortcode_open", "footnote_block_open")
_CLOSES = ("shortcode_close", "footnote_block_close")
_UNSEEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def text_of_tokens(tokens: Sequence[Token]) -> str:
    """Join the text of a body's tokens, a space at every block boundary."""
    parts: list[str] = []
    hidden = 0
    for index, token in enumerate(tokens):
        kind = token.type
        if kind in _OPENS:
            hidden += 1 if kind != "shortcode_open" or is_paired(tokens, index) else 0
        elif kind in _CLOSES:
            hidden -= 1
        elif hidden:
            continue
        elif kind == "inline":
            parts.append(text_of_inline(token.children or ()))
        elif kind in ("fence", "code_block"):
            parts.append(token.content)
        elif kind == "html_block":
            parts.append(text_of_html(token.content))
    return " ".join(parts)


def text_of_inline(children: Sequence[Token]) -> str:
    """Join the text of one line's tokens."""
    parts: list[str] = []
    hidden = 0
    for index, child in enumerate(children):
        kind = child.type
        if kind == "shortcode_open":
            hidden += 1 if is_paired(children, index) else 0
        elif kind == "shortcode_close":
            hidden -= 1
        elif hidden:
            continue
        elif kind in ("text", "code_inline"):
            parts.append(child.content)
        elif kind in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif kind == "html_inline" and child.content[:3].lower() == "<br":
            parts.append(" ")
    return "".join(parts)


def text_of_html(html: str) -> str:
    """Take the tags out of raw HTML; a space stands where one was."""
    return unescape(_TAG.sub(" ", _UNSEEN.sub(" ", html)))


def is_paired(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the shortcode at an index encloses what follows, up to its own closing token."""
    return bool(tokens[index].meta.get("paired"))
