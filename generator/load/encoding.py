"""A file's bytes in, its text out: UTF-8, without a byte-order mark, lines ended by LF (contract, section 3)."""

from __future__ import annotations

from generator.errors import Gatherer, Position
from generator.text import line_and_column


def read_text(data: bytes, path: str, gatherer: Gatherer) -> str | None:
    """Decode a file: UTF-8, its byte-order mark and carriage returns left out; reports the place of a wrong byte."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = _plain_lines(data[: error.start].decode("utf-8"))
        position = Position(path, *line_and_column(before, len(before)))
        gatherer.error(f"the byte 0x{data[error.start]:02X} is not UTF-8", position, "save the file as UTF-8")
        return None
    return _plain_lines(text)


def _plain_lines(text: str) -> str:
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
