"""Slugs and permalink patterns: text in, one URL segment out (contract, section 4).

Letters, combining marks and decimal digits of any script stay, lower-cased and in NFC; each run of anything else is
one `-`, none at the ends; at most 200 UTF-8 bytes, cut at a `-` where there is one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_BYTES = 200

_ASCII_RUN = re.compile(r"[^a-z0-9]+")
_FIELD = re.compile(r"\{([^{}]*)\}")
PERMALINK_FIELDS = ("section", "slug", "year", "month", "day")


@lru_cache(maxsize=8192)
def slugify(text: str) -> str:
    """Make the slug of a text; empty where nothing in it may stay. Idempotent."""
    slug = _ASCII_RUN.sub("-", text.lower()).strip("-") if text.isascii() else _slugify_any(text)
    return slug if len(slug) <= MAX_BYTES // 4 else _cut(slug)


def _slugify_any(text: str) -> str:
    # Lower-casing and composing can each undo the other (U+0130, final sigma): repeat until nothing moves.
    before = None
    while text != before:
        before = text
        text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
        text = "".join(c if _is_kept(c) else "-" for c in text)
        text = re.sub("-{2,}", "-", text).strip("-")
    return text


def _is_kept(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LM" or category == "Nd"


def _cut(slug: str) -> str:
    data = slug.encode()
    if len(data) <= MAX_BYTES:
        return slug
    kept = data[:MAX_BYTES].decode(errors="ignore")
    if data[len(kept.encode())] != ord("-") and "-" in kept:
        kept = kept.rsplit("-", 1)[0]
    # What was cut off may have been what kept a final letter from its final form.
    return slugify(kept.strip("-"))


@lru_cache(maxsize=1024)
def segment_fault(text: str) -> str:
    """Say why a typed slug, section or folder name may not be one URL segment; empty when it may."""
    if "/" in text or "\\" in text:
        return "holds a slash"
    if text.strip() in (".", ".."):
        return "is a step in a path, not a name"
    if not slugify(text):
        return "has no letter or digit to make a URL of"
    return ""


def pattern_fault(pattern: str) -> str:
    """Say what is wrong with a permalink pattern; empty when nothing is."""
    if not pattern.startswith("/") or not pattern.endswith("/"):
        return 'must start and end with "/"'
    for name in _FIELD.findall(pattern):
        if name not in PERMALINK_FIELDS:
            return f'does not know the field "{{{name}}}"'
    rest = _FIELD.sub("x", pattern)
    if "{" in rest or "}" in rest:
        return "has a brace without its partner"
    segments = rest.strip("/").split("/")
    if any(not slugify(s) or s in (".", "..") or any(ord(c) < 33 or c in "\\?#%" for c in s) for s in segments):
        return "has a segment that cannot stand in a URL"
    return ""


def fill_pattern(pattern: str, section: str, slug: str, year: int, month: int, day: int) -> str:
    """Fill a permalink pattern: months and days with two digits, years with four."""
    values = {
        "section": section,
        "slug": slug,
        "year": f"{year:04}",
        "month": f"{month:02}",
        "day": f"{day:02}",
    }
    filled = _FIELD.sub(lambda match: values[match.group(1)], pattern)
    return unicodedata.normalize("NFC", filled)
