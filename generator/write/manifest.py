"""What we own in an output folder: the manifest of the last build, and the journal of one that was under way.

A manifest is JSON: the build's flags and `base_url`, one digest of all sources, and sorted paths with the digests of
their bytes, for articles of head, body and record of changes, too. No time and no size stands in it (contract,
section 9).
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import msgspec

MANIFEST = ".broadsheet-manifest"
JOURNAL = ".broadsheet-journal"
VERSION = 1
# Where the entry of a file begins, where its path ends, and what stands around all entries.
_ENTRY, _KEY_END = b'\n  "', b'": {\n'
_FILES, _NO_FILES, _END = b'"files": {', b'"files": {}\n}\n', b"\n }\n}\n"
# Files up to which it is quicker to look for each.
_FEW = 500


class OwnedFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file of ours: the digest of its bytes, and on an article's page those of its head, body and record of changes.

    `record` is empty where the article has no `updated` and no corrections.
    """

    digest: str
    head: str = ""
    body: str = ""
    record: str = ""


class Manifest(msgspec.Struct, frozen=True):
    """What a build left behind; `files` are sorted by path, relative to the output folder.

    `markdown` is the digest of the settings that bodies were read by: two digests of one body differ when these do.
    """

    version: int = VERSION
    base_url: str = ""
    drafts: bool = False
    future: bool = False
    sources: str = ""
    markdown: str = ""
    files: dict[str, OwnedFile] = {}


def read_manifest(folder: Path) -> Manifest:
    """Read a folder's manifest; an empty one where there is none, or none that can be read."""
    try:
        return decode_manifest((folder / MANIFEST).read_bytes()) or Manifest()
    except OSError:
        return Manifest()


def decode_manifest(data: bytes) -> Manifest | None:
    """Read a manifest's bytes; nothing where they are none of this version."""
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return manifest if manifest.version == VERSION else None


def read_journal(folder: Path) -> list[str]:
    """Read which files a build that was cut short had meant to write."""
    try:
        return msgspec.json.decode((folder / JOURNAL).read_bytes(), type=list[str])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return []


def encode_manifest(manifest: Manifest) -> bytes:
    """Write a manifest down: the same manifest gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def renew_manifest(before: bytes, manifest: Manifest, gone: Collection[str]) -> bytes:
    """Write a manifest down whose files are those of the one before, but what is `gone`, and its own instead.

    Gives the bytes that `encode_manifest` makes of all of them. `before` is what that made; where few files change
    nothing else of it is read.
    """
    changed = sorted({*manifest.files, *gone})
    if len(changed) <= _FEW:
        first, end = before.find(_ENTRY), len(before) - len(_END)
        new_head, *new = encode_manifest(manifest).removesuffix(_END).split(_ENTRY)
        if first >= 0:
            entries = dict(zip(sorted(manifest.files), new, strict=True)) if manifest.files else {}
            parts: list[bytes | memoryview] = []
            standing = memoryview(before)  # most of it, and copied once

            def stand(start: int, stop: int) -> None:
                stop -= before.endswith(b",", start, stop)
                if start < stop:
                    parts.extend((b",", standing[start:stop]))

            at = first
            for path in changed:
                start, stop = _place(before, at, end, path)
                stand(at, start)
                if path in entries:
                    parts += (b",", _ENTRY, entries[path].removesuffix(b","))
                at = stop
            stand(at, end)
            if parts:
                head = new_head if manifest.files else new_head.removesuffix(_NO_FILES) + _FILES
                return b"".join((head, *parts[1:], _END))
    known = decode_manifest(before)
    files = {} if known is None else {path: file for path, file in known.files.items() if path not in gone}
    files.update(manifest.files)
    return encode_manifest(msgspec.structs.replace(manifest, files=dict(sorted(files.items()))))


def has_file(data: bytes, path: str) -> bool:
    """Tell whether a manifest, as `encode_manifest` writes it, names a file."""
    start, stop = _place(data, max(data.find(_ENTRY), 0), len(data) - len(_END), path)
    return start < stop


def _place(data: bytes, low: int, high: int, path: str) -> tuple[int, int]:
    """Find where the entry of a path starts and ends, among those between two places; where it would be if none is."""
    while low < high:
        middle = (low + high) // 2
        start = data.rfind(_ENTRY, low, middle + len(_ENTRY))
        if start < 0:
            start = low
        stop = data.find(_ENTRY, start + 1, high)
        stop = high if stop < 0 else stop
        key = start + len(_ENTRY) - 1
        found = msgspec.json.decode(data[key : data.index(_KEY_END, key) + 1], type=str)
        if found == path:
            return start, stop
        if found < path:
            low = stop
        else:
            high = start
    return low, low


def encode_journal(paths: list[str]) -> bytes:
    """Write a journal down."""
    return msgspec.json.format(msgspec.json.encode(sorted(paths)), indent=1) + b"\n"


def owned_paths(folder: Path) -> set[str]:
    """List the files that are ours: those in the manifest and those in the journal; none that leads out of it."""
    paths = {*read_manifest(folder).files, *read_journal(folder)}
    return {path for path in paths if is_within(path)}


def is_within(path: str) -> bool:
    """Tell whether a manifest's path stays in its folder: a manifest is a file that anyone can edit."""
    parts = path.split("/")
    return bool(path) and not any(part in ("", ".", "..") for part in parts) and "\\" not in path and "\0" not in path
