"""A source file's bytes in, its front matter as a document and its body as text out.

python-frontmatter's handlers say how a header is told from the body; the one here closes their traps: a byte-order
mark, CRLF, a header that is never closed, values that change their type, keys that stand twice (contract, section 3).
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
from frontmatter.default_handlers import BaseHandler

from generator.documents import MAX_BYTES, Document, DocumentFormat, read_document
from generator.errors import Gatherer, Position

_FENCES: dict[str, DocumentFormat] = {"---": "yaml", "+++": "toml"}
_OPENING = re.compile(r"(---|\+\+\+)[ \t]*(?:\n|\Z)")
_CLOSINGS = {fence: re.compile(rf"^{re.escape(fence)}[ \t]*$", re.MULTILINE) for fence in _FENCES}


class SplitSource(msgspec.Struct, frozen=True):
    """A file in two: the document of its front matter, its body, and the 1-based line on which the body starts."""

    document: Document
    body: str
    first_line: int


class FrontMatterHandler(BaseHandler):
    """A handler for python-frontmatter that reads YAML, TOML and JSON headers with the contract's rules.

    `load` gives plain values; faults go to the gatherer, with positions that count from the file's first line.
    """

    FM_BOUNDARY = _OPENING

    def __init__(self, path: str, gatherer: Gatherer) -> None:
        super().__init__()
        self.path = path
        self.gatherer = gatherer
        self.syntax: DocumentFormat = "yaml"
        self.first_line = 1
        self.body_line = 1
        self.document: Document | None = None

    def detect(self, text: str) -> bool:
        """Tell whether a text opens with front matter."""
        return bool(_OPENING.match(text)) or text.startswith("{")

    def split(self, text: str) -> tuple[str, str]:
        """Part header and body; raises `ValueError` when the header is never closed."""
        if text.startswith("{"):
            _, end = json.JSONDecoder().raw_decode(text)
            self.syntax, self.first_line = "json", 1
            line_end = text.find("\n", end)
            end_of_header = len(text) if line_end < 0 else line_end + 1
            if beside := text[end:end_of_header].strip():
                raise json.JSONDecodeError("text stands beside its end", text, text.index(beside, end))
            self.body_line = text.count("\n", 0, end_of_header) + 1
            return text[:end], text[end_of_header:]
        opening = _OPENING.match(text)
        assert opening is not None
        fence = opening.group(1)
        closing = _CLOSINGS[fence].search(text, opening.end())
        if closing is None:
            raise ValueError(fence)
        self.syntax, self.first_line = _FENCES[fence], 2
        start = min(closing.end() + 1, len(text))
        self.body_line = text.count("\n", 0, start) + 1
        return text[opening.end() : closing.start()], text[start:]

    def load(self, fm: str, **kwargs: object) -> Any:
        """Read a header; an empty table when it cannot be read."""
        self.document = read_document(fm, self.syntax, self.path, self.gatherer, first_line=self.first_line)
        return self.document.values if self.document else {}

    def export(self, metadata: dict[str, object], **kwargs: object) -> str:
        """Write a header as YAML, in the order given; python-frontmatter asks for it when it dumps a post."""
        import yaml

        return str(yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False)).strip()


def split_source(text: str, path: str, gatherer: Gatherer) -> SplitSource | None:
    """Part a file in front matter and body, and read the front matter.

    Reports a file without front matter, a header that is never closed or too large, and all faults of its syntax.
    """
    handler = FrontMatterHandler(path, gatherer)
    if not handler.detect(text):
        gatherer.error(
            "the file has no front matter, and so no title",
            Position(path),
            'start with "---", "title: …", "---"',
        )
        return None
    try:
        header, body = handler.split(text)
    except json.JSONDecodeError as error:
        gatherer.error(f"the JSON header cannot be read: {error.msg}", Position(path, error.lineno, error.colno))
        return None
    except (ValueError, RecursionError) as error:
        fence = str(error) if str(error) in _FENCES else "}"
        position = Position(path)
        if len(text) > MAX_BYTES:
            gatherer.error(f"front matter of more than {MAX_BYTES:,} characters", position)
        else:
            gatherer.error(f'the front matter is never closed by a line "{fence}"', position)
        return None
    handler.load(header)
    return SplitSource(handler.document, body, handler.body_line) if handler.document else None
