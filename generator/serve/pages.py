"""A page's bytes in: the same with the reload script, and a digest by which it is known whether it has changed.

The digest leaves out the digests in the names of stylesheets, pictures and fonts: these are swapped, not reloaded.
"""

from __future__ import annotations

import html
import re
from hashlib import sha256

PREFIX = "/.broadsheet/"
SCRIPT = f"{PREFIX}reload.js"
EVENTS = f"{PREFIX}events"
# What stands for a page's digest while there is no page.
BUILDING = "building"
BROKEN = "broken"

SWAPPED = ("css", "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "woff", "woff2", "ttf", "otf")
# Digests in names have ten characters, those of pictures sixteen.
_DIGESTED = re.compile(
    rb"(/assets/[^\s\"'<>()?#]*?)\.[0-9a-f]{10}(?:[0-9a-f]{6})?\.(" + "|".join(SWAPPED).encode() + rb")\b"
)
_END = re.compile(rb"</body\s*>", re.IGNORECASE)


def digest_page(data: bytes) -> str:
    """Digest what a reload of a page would change."""
    return sha256(_DIGESTED.sub(rb"\1.\2", data)).hexdigest()[:16]


def is_digested(address: str) -> bool:
    """Tell whether a file's address has the digest of what is in it: another content would have another address."""
    return _DIGESTED.fullmatch(address.encode("utf-8", "surrogateescape")) is not None


def with_script(data: bytes, digest: str, whole: str = "", moment: int = 0) -> bytes:
    """Add the reload script at a page's end.

    It is told the page's digest without and with the digests in names, and the moment of the build that made it.
    """
    known = f'data-page="{digest}" data-whole="{whole}" data-since="{moment}"'
    script = f'<script src="{SCRIPT}" {known} defer></script>'.encode()
    ends = list(_END.finditer(data))
    at = ends[-1].start() if ends else len(data)
    return data[:at] + script + data[at:]


def plain_page(title: str, text: str, digest: str) -> bytes:
    """Make a page for while there is none of the site."""
    page = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title></head>\n'
        f"<body><h1>{html.escape(title)}</h1><pre>{html.escape(text)}</pre></body></html>\n"
    )
    return with_script(page.encode("utf-8", "backslashreplace"), digest)
