"""Addresses: a URL from the site root in raw NFC in, a link as it stands in a page or a file's path out.

Links in pages are root-relative with the path of `base_url` before them, percent-encoded UTF-8 (contract, 3 and 4).
"""

from __future__ import annotations

import posixpath
import unicodedata
from functools import lru_cache
from urllib.parse import quote, unquote

# What RFC 3986 lets stand in a path, beside letters and digits.
_SAFE = "/!$&'()*+,;=:@-._~"


@lru_cache(maxsize=8192)
def href(url: str, root: str) -> str:
    """Make the link to a URL of the site; `root` is the path the site lives under, with a slash at both ends."""
    return root[:-1] + quote(url, safe=_SAFE)


def file_of(url: str) -> str:
    """Name the file that answers a URL: a folder's `index.html`, or the file itself."""
    path = url.lstrip("/")
    return path if path and path[-1] != "/" else path + "index.html"


def url_of_alias(alias: str) -> str:
    """Give the URL of a typed old address: decoded, in NFC; a folder unless it ends in `.html` or `.htm`."""
    path = unicodedata.normalize("NFC", unquote(alias.strip()))
    path = "/" + "/".join(segment for segment in path.split("/") if segment)
    return path if path.lower().endswith((".html", ".htm")) else path + "/"


def page_url(url: str, number: int) -> str:
    """Give the URL of a listing's page: the bare one for the first (contract, section 4)."""
    return url if number == 1 else f"{url}page/{number}/"


def split_target(target: str) -> tuple[str, str]:
    """Part a typed address into its path and what follows it: a query, an anchor."""
    for index, character in enumerate(target):
        if character in "?#":
            return target[:index], target[index:]
    return target, ""


def join_path(folder: str, path: str) -> str:
    """Walk a relative path from a folder; paths that leave the top keep their `..`."""
    return posixpath.normpath(posixpath.join(folder, path))


def period_url(root: str, period: str) -> str:
    """Make the URL of the archive of a period, which is ISO text: `/2025/05/` of `2025-05`."""
    return f"{root}{period.replace('-', '/')}/"
