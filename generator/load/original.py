"""An original's text in, the short digest out that a translation keeps of it in `translation_of`.

It covers the body alone, as words: line ends and white space at the ends of lines say nothing.
"""

from __future__ import annotations

from generator.digest import digest_text
from generator.errors import Gatherer
from generator.load.encoding import read_text
from generator.load.frontmatter import split_source

_LENGTH = 12


def text_of(data: bytes, path: str) -> str | None:
    """Give the body of a source file; nothing where the file cannot be read."""
    gatherer = Gatherer()
    text = read_text(data, path, gatherer)
    parts = split_source(text, path, gatherer) if text is not None else None
    return parts.body if parts is not None else None


def digest_of_text(body: str) -> str:
    """Digest a body for the translations that are made of it."""
    lines = [line.rstrip() for line in body.replace("\0", "").strip().splitlines()]
    return digest_text("\n".join(lines))[:_LENGTH]
