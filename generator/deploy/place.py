"""What every kind of target can do: the one interface over which the transaction is written, and how it says no.

A path is below the target's root, as in the output. Whatever a place is asked twice for, it does once: a transaction
that was cut short is run again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import msgspec

from generator.digest import digest_bytes
from generator.errors import Diagnostic, SiteError

RECORD = ".broadsheet-manifest"
STAGING = ".broadsheet-staging"
LOCK = ".broadsheet-lock"

# Told the path of each file whose bytes have travelled.
Told = Callable[[str], None]
# Told, in a sentence, what the user should know.
Say = Callable[[str], None]


class Parcel(msgspec.Struct, frozen=True):
    """A file to be sent: its path, the digest of its bytes, and the file that holds them."""

    path: str
    digest: str
    location: str

    def read(self) -> bytes:
        """Read the bytes; raises `SiteError` when they are not those that the build has left."""
        try:
            data = Path(self.location).read_bytes()
        except OSError:
            data = None
        if data is None or digest_bytes(data) != self.digest:
            message = f'"{self.path}" in the output is not what the last build has left there'
            raise SiteError([Diagnostic("error", message, hint="build again, after broadsheet clean if need be")])
        return data


class PlaceFault(Exception):
    """A place refuses for a reason that will not pass; carries a plain sentence and a hint."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class PassingFault(PlaceFault):
    """A place cannot be had just now: it is worth asking again."""


class Place(Protocol):
    """A target that takes files one by one."""

    def read(self) -> bytes | None:
        """Read the record of what is published; nothing where there is none."""

    def survey(self, parcels: Sequence[Parcel]) -> dict[str, bool]:
        """Look at the places of parcels: which files stand there, and whether with equal bytes."""

    def hold(self, say: Say) -> AbstractContextManager[None]:
        """Hold the place for one deploy; raises `PlaceFault` when another deploy holds it."""

    def gather(self, parcels: Sequence[Parcel], told: Told) -> None:
        """Bring bytes as near as can be without a reader seeing them; a place that cannot do that does nothing."""

    def begin(self, record: bytes) -> None:
        """Write the record with the journal of what is to come: before any file of readers changes."""

    def put(self, parcels: Sequence[Parcel], told: Told) -> None:
        """Put files in place, each whole at any moment; in no order among them."""

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files, and folders that are empty then; those that are gone already are no fault."""

    def finish(self, record: bytes) -> None:
        """Write the record last, and sweep what the deploy has left beside the files."""
