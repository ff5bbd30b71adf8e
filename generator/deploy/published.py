"""What is published at a target, as a record that lies there: the files, those kept for one more, and the journal.

A record without journal is that of a deploy that was done; one with a journal names all that a deploy which is under
way, or was cut short, may have put. Files in either are ours. No time, no size and no secret stands in it.
"""

from __future__ import annotations

import msgspec

from generator.write.manifest import OwnedFile, is_within

VERSION = 1


class Published(msgspec.Struct, frozen=True):
    """A target's record: files by path, sorted.

    `markdown` is the output's own. `kept` are files of the deploy before that pages may still refer to, `coming` is the
    journal: what is to be put, by path and digest. `rules` is one digest of the attributes that objects in a store were
    given.
    """

    version: int = VERSION
    base_url: str = ""
    markdown: str = ""
    rules: str = ""
    files: dict[str, OwnedFile] = {}
    kept: dict[str, str] = {}
    coming: dict[str, str] = {}

    @property
    def owned(self) -> set[str]:
        """The paths of all files that are ours."""
        return {path for path in (*self.files, *self.kept, *self.coming) if is_within(path)}


def decode_published(data: bytes | None) -> Published | None:
    """Read a record; nothing where there is none, or none that can be read."""
    try:
        record = msgspec.json.decode(data or b"", type=Published)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return record if record.version == VERSION else None


def encode_published(record: Published) -> bytes:
    """Write a record down: the same record gives the same bytes."""
    ordered = msgspec.structs.replace(
        record,
        files=dict(sorted(record.files.items())),
        kept=dict(sorted(record.kept.items())),
        coming=dict(sorted(record.coming.items())),
    )
    return msgspec.json.format(msgspec.json.encode(ordered), indent=1) + b"\n"
