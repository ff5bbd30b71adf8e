"""What an object in a store is sent with: its type, how long it may be kept, and how it is packed.

What carries its digest in its name may be kept for ever; all else for as long as the target says.
"""

from __future__ import annotations

import gzip
import re

import msgspec

from generator.digest import digest_of
from generator.plan.headers import FOR_EVER

# Raised when other attributes are given to the same file: objects are sent anew then.
_VERSION = 1
_TYPES = {
    ".html": "text/html; charset=utf-8", ".htm": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json", ".txt": "text/plain; charset=utf-8", ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8", ".xml": "application/xml", ".xsl": "application/xslt+xml",
    ".svg": "image/svg+xml", ".avif": "image/avif", ".webp": "image/webp", ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".ico": "image/x-icon",
    ".woff": "font/woff", ".woff2": "font/woff2", ".ttf": "font/ttf", ".otf": "font/otf", ".wasm": "application/wasm",
    ".pdf": "application/pdf", ".zip": "application/zip", ".mp3": "audio/mpeg", ".m4a": "audio/mp4",
    ".ogg": "audio/ogg", ".mp4": "video/mp4", ".webm": "video/webm", ".webmanifest": "application/manifest+json",
    ".ics": "text/calendar; charset=utf-8", ".vtt": "text/vtt; charset=utf-8",
}  # fmt: skip
# RSS and Atom go as plain XML: under their own types browsers save them, and no one sees their stylesheet.
_NAMES = {"feed.json": "application/feed+json"}
_HASHED = re.compile(r"assets/.*\.[0-9a-f]{10,}\.\w+(\.br|\.gz)?|pagefind/.*\.pf_\w+", re.ASCII)
_PACKED = {".br": "br", ".gz": "gzip"}
_TEXTS = (".html", ".htm", ".css", ".js", ".mjs", ".json", ".txt", ".csv", ".xml", ".xsl", ".svg", ".webmanifest",
          ".ics", ".vtt", ".md")  # fmt: skip


class Rules(msgspec.Struct, frozen=True):
    """How a target's objects are sent: seconds that pages may be kept, and the packing of texts, empty for none."""

    max_age: int = 60
    encoding: str = ""

    @property
    def digest(self) -> str:
        """One digest of all attributes that these rules give."""
        return digest_of(_VERSION, self)


def attributes_of(path: str, rules: Rules) -> dict[str, str]:
    """Give the attributes of the object for a file."""
    name = path.rpartition("/")[2]
    attributes = {}
    encoding = rules.encoding if is_text(path) else ""
    for ending, packing in _PACKED.items():
        if name.endswith(ending) and name.count(".") > 1:
            name, encoding = name.removesuffix(ending), packing
    attributes["Content-Type"] = type_of(name)
    attributes["Cache-Control"] = FOR_EVER if is_hashed(path) else f"public, max-age={rules.max_age}"
    if encoding:
        attributes["Content-Encoding"] = encoding
    return attributes


def packed(path: str, data: bytes, rules: Rules) -> bytes:
    """Pack the bytes of a text as the rules say; the same bytes give the same."""
    return compress(data, rules.encoding) if rules.encoding and is_text(path) else data


def compress(data: bytes, encoding: str) -> bytes:
    """Compress bytes by `br` or `gzip`."""
    if encoding == "br":
        import brotli

        done: bytes = brotli.compress(data, mode=brotli.MODE_TEXT, quality=9)
        return done
    return gzip.compress(data, 9, mtime=0)


def type_of(name: str) -> str:
    """Name the media type of a file."""
    return _NAMES.get(name) or _TYPES.get("." + name.rpartition(".")[2].lower(), "application/octet-stream")


def is_text(path: str) -> bool:
    """Tell whether a file is a text, which gets smaller when it is packed."""
    return path.lower().endswith(_TEXTS)


def is_hashed(path: str) -> bool:
    """Tell whether a file's name changes with its bytes."""
    return bool(_HASHED.fullmatch(path))
