"""The memory between builds, opened for one: state and packs below `.broadsheet/`, or in a folder that goes again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from generator.digest import digest_text
from generator.store.packs import Packs, Place
from generator.store.state import (
    OUTPUTS,
    SOURCES,
    OutputState,
    SourcesState,
    decode_places,
    read_state,
    write_state,
)
from generator.write.folder import locked

CACHE = ".broadsheet"


class Memory:
    """What is known from before: `sources` and `output` are nothing when there is nothing to be trusted."""

    def __init__(self, folder: Path, output: Path, software: str, *, is_kept: bool) -> None:
        self.folder = folder
        self.is_kept = is_kept
        self._output_file = folder / OUTPUTS / f"{digest_text(str(output.resolve()))}.state"
        self.sources = read_state(folder / SOURCES, SourcesState) if is_kept else None
        if self.sources is not None and self.sources.software != software:
            self.sources = None
        self.output = read_state(self._output_file, OutputState) if self.sources else None
        self._packs: Packs | None = None

    @property
    def packs(self) -> Packs:
        """The packs, opened when first asked for."""
        if self._packs is None:
            places: dict[str, Place] = {}
            if self.sources is not None:
                places = decode_places(self.sources.places)
            self._packs = Packs(self.folder, places)
        return self._packs

    def save_sources(self, state: SourcesState, live: set[str]) -> None:
        """Replace the sources' state; `live` are the keys of all blobs that are of use."""
        if not self.is_kept:
            return
        self.packs.keep_only(live)
        places = msgspec.Raw(msgspec.msgpack.encode(self.packs.places))
        write_state(self.folder / SOURCES, msgspec.structs.replace(state, places=places))
        self.packs.sweep()

    def save_output(self, state: OutputState) -> None:
        """Replace the state of the output folder."""
        if self.is_kept:
            write_state(self._output_file, state)

    def other_cards(self) -> set[str]:
        """Gather the keys of the cards that other output folders show."""
        found: set[str] = set()
        folder = self.folder / OUTPUTS
        for file in folder.glob("*.state") if folder.is_dir() else ():
            if file != self._output_file and (state := read_state(file, OutputState)) is not None:
                found.update(state.cards)
        return found

    def size(self) -> int:
        """Count the bytes that the memory takes."""
        total = 0
        for above, _, names in os.walk(self.folder):
            total += sum(os.stat(os.path.join(above, name)).st_size for name in names)
        return total if self.is_kept else 0

    def close(self) -> None:
        """Close what is open."""
        if self._packs is not None:
            self._packs.close()


@contextmanager
def open_memory(site: Path, output: Path, software: str, *, is_kept: bool) -> Iterator[Memory]:
    """Open the memory of a site for one build at a time; where it cannot be kept, it lives for this build only."""
    if is_kept:
        try:
            with locked(site / CACHE, wait=True):
                _put_ignore(site / CACHE)
                memory = Memory(site / CACHE, output, software, is_kept=True)
                try:
                    yield memory
                finally:
                    memory.close()
                return
        except PermissionError:
            pass
        except OSError as error:
            import errno

            if error.errno not in (errno.EROFS, errno.EACCES):
                raise
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:
        memory = Memory(Path(folder), output, software, is_kept=False)
        try:
            yield memory
        finally:
            memory.close()


def _put_ignore(folder: Path) -> None:
    """Keep the memory out of version control."""
    file = folder / ".gitignore"
    if not file.exists():
        file.write_text("*\n")
