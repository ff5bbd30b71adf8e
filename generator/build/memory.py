"""The memory between builds, opened for one: state and packs below `.broadsheet/`, or in a folder that goes again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import msgspec

from generator.digest import digest_text
from generator.store.packs import Packs, Place, StoreDamaged
from generator.store.pictures import PictureStore
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
        self.output_folder = str(output.resolve())
        self._output_file = folder / OUTPUTS / f"{digest_text(self.output_folder)}.state"
        self.sources = read_state(folder / SOURCES, SourcesState) if is_kept else None
        if self.sources is not None and self.sources.software != software:
            self.sources = None
        self.output = read_state(self._output_file, OutputState) if self.sources else None
        self._packs: Packs | None = None
        self._pictures = PictureStore(folder)

    @property
    def packs(self) -> Packs:
        """The packs, opened when first asked for."""
        if self._packs is None:
            places: dict[str, Place] = {}
            if self.sources is not None:
                places = decode_places(self.sources.places)
            self._packs = Packs(self.folder, places)
        return self._packs

    def put(self, key: str, data: bytes) -> None:
        """Store a blob; raises `StoreDamaged` where the store takes nothing more, on a full disk say."""
        try:
            self.packs.put(key, data)
        except OSError as error:
            if not self.is_kept:
                raise
            raise StoreDamaged(str(error)) from error

    def picture(self, key: str) -> bytes | None:
        """Find a picture that was encoded before."""
        return self._pictures.get(key) if self.is_kept else None

    def keep_picture(self, key: str, data: bytes) -> None:
        """Store an encoded picture."""
        if self.is_kept:
            self._pictures.put(key, data)

    def forget(self) -> None:
        """Take back what is remembered of the sources: the next build starts anew."""
        with suppress(OSError):
            (self.folder / SOURCES).unlink(missing_ok=True)

    def save_sources(self, state: SourcesState, live: set[str]) -> None:
        """Replace the sources' state; `live` are the keys of all blobs that are of use."""
        if not self.is_kept:
            return
        self.packs.keep_only(live)
        places = msgspec.Raw(msgspec.msgpack.encode(self.packs.places))
        write_state(self.folder / SOURCES, msgspec.structs.replace(state, places=places))
        self.packs.sweep()

    def save_output(self, state: OutputState, other_pictures: set[str]) -> None:
        """Replace the state of the output folder; pictures that neither it nor another folder shows are dropped."""
        if self.is_kept:
            write_state(self._output_file, state)
            self._pictures.keep_only(other_pictures.union(state.pictures))

    def of_others(self) -> tuple[set[str], set[str]]:
        """Gather the keys of the cards and of the pictures that other output folders show.

        Of folders that are gone nothing is kept.
        """
        cards: set[str] = set()
        pictures: set[str] = set()
        folder = self.folder / OUTPUTS
        for file in folder.glob("*.state") if folder.is_dir() else ():
            if file == self._output_file:
                continue
            state = read_state(file, OutputState)
            if state is not None and os.path.isdir(state.folder):
                cards.update(state.cards)
                pictures.update(state.pictures)
            else:
                file.unlink(missing_ok=True)
        return cards, pictures

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
    with ExitStack() as held:
        folder = site / CACHE
        is_kept = is_kept and _hold(folder, held)
        if not is_kept:
            import tempfile

            folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="broadsheet-")))
        memory = Memory(folder, output, software, is_kept=is_kept)
        held.callback(memory.close)
        yield memory


def drop_memory(site: Path) -> None:
    """Throw away what cannot be trusted, as far as the folder lets us."""
    with suppress(OSError), locked(site / CACHE, wait=True):
        for found in (site / CACHE).iterdir():
            if found.is_dir() and not found.is_symlink():
                shutil.rmtree(found, ignore_errors=True)
            else:
                found.unlink(missing_ok=True)


def _hold(folder: Path, held: ExitStack) -> bool:
    """Hold the folder for this build; not where it cannot be had: on a read-only disk, or where a file stands."""
    try:
        held.enter_context(locked(folder, wait=True))
        _put_ignore(folder)
    except OSError:
        return False
    return True


def _put_ignore(folder: Path) -> None:
    """Keep the memory out of version control."""
    file = folder / ".gitignore"
    if not file.exists():
        file.write_text("*\n")
