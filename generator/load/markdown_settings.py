"""What, with a body's bytes, decides what it becomes: apart from the parser, so that asking for them costs nothing."""

from __future__ import annotations

import msgspec


class MarkdownSettings(msgspec.Struct, frozen=True):
    """`html` passes raw HTML through; `extensions` are all that is not CommonMark; `excerpt_words` is the cut."""

    html: bool = False
    extensions: bool = True
    excerpt_words: int = 500
