"""Where a site is published: the address of a target as people type it, into its parts; no network, no file.

Addresses hold no secrets: those come from the environment or from the files of the tools that carry the bytes. So a
fault that is about a secret never repeats it.
"""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec

TargetKind = Literal["folder", "ssh", "store", "git"]
STORE_SCHEMES = ("s3", "gs", "az")
_SSH = re.compile(r"(?P<host>(?:[\w.+-]+@)?(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])):(?P<path>.*)", re.ASCII)
_BRANCH = re.compile(r"[A-Za-z0-9_][\w./-]*", re.ASCII)
_SECRET = re.compile(r"passw|secret|token|credential|(^|_)(access_?)?key(_|$)|(^|_)(sas|pwd|auth)(_|$)|private", re.I)
_LOOK = "a folder, user@host:path, s3://bucket, gs://bucket, az://container or origin#branch"


class Address(msgspec.Struct, frozen=True):
    """A target's address: `place` is a folder, `user@host`, a bucket or a git remote.

    `path` is the folder on a host, the prefix in a bucket, the branch of a remote; empty for a folder.
    """

    kind: TargetKind
    place: str
    path: str = ""
    scheme: str = ""
    port: int = 0


def read_address(text: str) -> tuple[Address | None, str, str]:
    """Read an address; gives it, or nothing with what is wrong and a hint."""
    if not text.strip() or not text.isprintable():
        return None, "is empty or holds a control character", _LOOK
    if text.startswith("-"):
        return None, 'starts with "-"', _LOOK
    scheme, colon, _ = text.partition("://")
    if colon and _has_password(text):
        return None, "holds a password", "let ssh, git or the environment keep it"
    if "#" in text:
        return _git(text)
    if colon and scheme == "file":
        path = unquote(urlsplit(text).path)
        return (Address("folder", path), "", "") if path.strip("/") else (None, "names no folder", "file:///srv/www")
    if colon and scheme in STORE_SCHEMES:
        parts = urlsplit(text)
        if not parts.netloc or parts.query:
            return None, "names no bucket", f"{scheme}://bucket/folder"
        return Address("store", parts.netloc, parts.path.strip("/"), scheme), "", ""
    if colon and scheme == "rsync":
        return _rsync(text)
    if colon:
        return None, f'starts with "{scheme}://", which is no target', _LOOK
    if match := _SSH.fullmatch(text):
        return _ssh(match["host"], match["path"], 0)
    return Address("folder", text), "", ""


def looks_secret(key: str) -> bool:
    """Tell whether a key is one under which people keep secrets."""
    return bool(_SECRET.search(key))


def _has_password(text: str) -> bool:
    try:
        parts: SplitResult = urlsplit(text)
        return parts.password is not None or (parts.scheme in ("http", "https") and parts.username is not None)
    except ValueError:
        return "@" in text


def _git(text: str) -> tuple[Address | None, str, str]:
    remote, _, branch = text.rpartition("#")
    is_sound = _BRANCH.fullmatch(branch) and ".." not in branch and not branch.endswith(("/", ".", ".lock"))
    if not remote or not is_sound:
        return None, "names no remote and branch of git", "origin#gh-pages"
    return Address("git", remote.removeprefix("git+"), branch), "", ""


def _rsync(text: str) -> tuple[Address | None, str, str]:
    try:
        parts = urlsplit(text)
        port = parts.port or 0
    except ValueError:
        return None, "is not a URL", "rsync://user@host/srv/www"
    host = parts.netloc.rpartition(":")[0] if port else parts.netloc
    return _ssh(host, unquote(parts.path), port)


def _ssh(host: str, path: str, port: int) -> tuple[Address | None, str, str]:
    if not host.rpartition("@")[2] or host.startswith("-") or host.rpartition("@")[2].startswith("-"):
        return None, "names no host", "user@host:path"
    path = path.removeprefix("~/").rstrip("/")
    if not path or path.startswith("-"):
        return None, "names no folder on the host", "user@host:/srv/www/site"
    return Address("ssh", host, path, "rsync", port), "", ""
