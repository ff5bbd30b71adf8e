"""The memory between builds, opened for one: state and packs below `.broadsheet/`, or in a folder that goes again."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property
from itertools import compress
from operator import is_not
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from generator.config import SiteConfig
from generator.digest import digest_text
from generator.documents import Document
from generator.errors import Diagnostic
from generator.load.article import Loaded
from generator.load.scan import SourceFile
from generator.load.translations import Kept
from generator.model.plan import Kinship, Output, Plan, Trace
from generator.model.theme import Theme
from generator.store.packs import PackReader, Packs, Place, StoreDamaged
from generator.store.pictures import PictureStore
from generator.store.state import (
    OUTPUTS,
    SOURCES,
    BatchEntry,
    OutputEntry,
    OutputState,
    SourceEntry,
    SourcesState,
    decode_places,
    read_state,
    write_state,
)
from generator.write.folder import PREVIEW_FOLDER, locked
from generator.write.manifest import OwnedFile

if TYPE_CHECKING:
    from generator.build.sources import Sources
    from generator.plan.memo import Memo

CACHE = ".broadsheet"
# The preview's output lies beside the memory, and is none of it.
PREVIEW = PREVIEW_FOLDER.rpartition("/")[2]
# The batch of files that are in no plan: those of the search index.
_UNPLANNED = ""
# The share of sources that may be read before the packs are searched for what is dead.
_UNCHECKED = 0.05

decode_loaded = msgspec.msgpack.Decoder(Loaded).decode
_decode_entries = msgspec.msgpack.Decoder(dict[str, OutputEntry]).decode
_decode_keys = msgspec.msgpack.Decoder(list[str]).decode
_decode_paths = msgspec.msgpack.Decoder(dict[str, msgspec.Raw]).decode
_encode = msgspec.msgpack.Encoder().encode


class States(msgspec.Struct, frozen=True):
    """What a build leaves to the next.

    `entries` are those of all files but the `standing` batches', by path, `kinship` is a part of the output's state:
    both decoded. `plan` and `files` are what the build planned and owns. `bodies` gives the keys of all of use.
    """

    sources: SourcesState
    output: OutputState
    entries: dict[str, OutputEntry]
    standing: Collection[str]
    plan: Plan
    files: dict[str, OwnedFile]
    bodies: Callable[[], set[str]]


class Scan:
    """What a scan of a site has found: its files, in order, and what was doubtful; `places` finds them by path.

    `codes` are the languages that it looked for in the files' names.
    """

    def __init__(
        self,
        files: list[SourceFile],
        diagnostics: list[Diagnostic],
        codes: tuple[str, ...],
        places: dict[str, int] | None = None,
    ) -> None:
        self.files = files
        self.diagnostics = diagnostics
        self.codes = codes
        self.places = {file.path: place for place, file in enumerate(files)} if places is None else places


class Warm:
    """What a process that builds one site into one folder, again and again, holds decoded in between.

    It stands for the states on the disk, which are behind until `write_warm`; when another process has replaced those,
    it is dropped. The files of its output are nobody else's: once a build of this process has ended well
    (`is_settled`), they are taken to be as it left them. So are its sources, but for what is noted as changed.
    """

    def __init__(self) -> None:
        self.packs: Packs | None = None
        self.drop()

    def drop(self) -> None:
        """Forget all."""
        from generator.plan.memo import Memo  # which a build by itself never asks for

        if self.packs is not None:
            self.packs.close()
        self.stamps: tuple[object, ...] | None = None
        self.sources: SourcesState | None = None
        self.output: OutputState | None = None
        self.packs = None
        self.memo = Memo()
        self.translations: Kept = {}
        self.changed: set[str] | None = None
        # The configuration by its text and `base_url`, and the theme by the configuration, each with what was doubtful.
        self.config: tuple[tuple[str, str], tuple[SiteConfig | None, Document | None, list[Diagnostic]]] | None = None
        self.theme: tuple[SiteConfig, Theme | None, list[Diagnostic]] | None = None
        self.scan: Scan | None = None
        self.read: tuple[list[SourceFile], Sources] | None = None
        self.entries: dict[str, OutputEntry] = {}
        self.outputs: Sequence[Output] = ()
        self.files: dict[str, OwnedFile] = {}
        self.kinship: Kinship | None = None
        self.unwritten: States | None = None
        self.is_settled = False

    def may_dress_anew(self) -> bool:
        """Tell whether anything but content has changed since the last scan, as far as is known."""
        return self.changed is None or not all(path.startswith(("content/", "static/")) for path in self.changed)

    def note(self, paths: Iterable[str] | None) -> None:
        """Note which files have changed since the last scan, by site-relative paths; nothing: any may have."""
        self.changed = None if paths is None or self.changed is None else self.changed.union(paths)


class Memory:
    """What is known from before: `sources` and `output` are nothing when there is nothing to be trusted.

    Each is read when it is first asked for, and held: what a build saves does not change what it knew.
    """

    def __init__(self, folder: Path, output: Path, software: str, *, is_kept: bool, warm: Warm | None = None) -> None:
        self.folder = folder
        self.is_kept = is_kept
        self.warm = warm if is_kept else None
        self.output_folder = str(output.resolve())
        self.output_file = folder / OUTPUTS / f"{digest_text(self.output_folder)}.state"
        # Held as long as the memory is: it takes long to take apart.
        self.saved: States | None = None
        self._packs: Packs | None = None
        self._pictures = PictureStore(folder)
        self._software = software
        if self.warm is not None:
            stamps = self._stamps()
            if self.warm.stamps == stamps:
                self.sources, self.output = self.warm.sources, self.warm.output
                return
            self.warm.drop()
            self.warm.stamps = stamps
            self._warm_up(self.warm)

    @cached_property
    def sources(self) -> SourcesState | None:
        """What the last build knew of the sources, if it was made by the same software."""
        state = read_state(self.folder / SOURCES, SourcesState) if self.is_kept else None
        return state if state is not None and state.software == self._software else None

    @cached_property
    def output(self) -> OutputState | None:
        """What the last build knew of this output."""
        return read_state(self.output_file, OutputState) if self.sources is not None else None

    def _warm_up(self, warm: Warm) -> None:
        """Hold what was read from the disk."""
        warm.sources, warm.output = self.sources, self.output
        warm.packs = Packs(self.folder, decode_places(self.sources.places) if self.sources else {})
        if self.output is not None:
            warm.entries = entries_of(self.output)
            warm.kinship = msgspec.msgpack.decode(self.output.kinship, type=Kinship)

    def _stamps(self) -> tuple[object, ...]:
        """Tell by which files the states stand on the disk."""
        return tuple(_stamp(file) for file in (self.folder / SOURCES, self.output_file))

    def known(self, but: Collection[str] = ()) -> dict[str, OutputEntry]:
        """Give the entries of the output's files, `but` those of some batches."""
        if self.output is None:
            return {}
        return self.warm.entries if self.warm is not None else entries_of(self.output, but)

    def trace(self) -> Trace | None:
        """Give what the last plan came to; a process that builds again knows more than that."""
        if self.output is None or self.warm is not None:
            return None
        batches = self.output.batches
        inputs = {name: batch.inputs for name, batch in batches.items() if name != _UNPLANNED}
        return Trace(inputs, lambda name: _decode_paths(batches[name].files), self.output.card_bases)

    def standing(self, names: Iterable[str]) -> frozenset[str]:
        """Give those batches, among ones whose files all stand, of which nothing need be looked at."""
        batches = self.output.batches if self.output is not None and self.warm is None else {}
        return frozenset(name for name in names if batches[name].is_settled) if batches else frozenset()

    def kinship(self) -> Kinship | None:
        """Give what the last plan found to be related."""
        if self.output is None:
            return None
        return self.warm.kinship if self.warm else msgspec.msgpack.decode(self.output.kinship, type=Kinship)

    def recall(self, path: str, entry: SourceEntry) -> Loaded:
        """Give what loading made of a source."""
        if self.warm is not None:
            read = self.warm.read
            if read is not None and read[1].entries.get(path) is entry and path in read[1].loaded:
                return read[1].loaded[path]
        return decode_loaded(entry.loaded)

    def kept_translations(self) -> Kept | None:
        """Give what a process that builds again keeps of translations."""
        return self.warm.translations if self.warm is not None else None

    def memo(self) -> Memo | None:
        """Give what the process keeps from plan to plan."""
        return self.warm.memo if self.warm is not None else None

    def unsettle(self) -> None:
        """Note that the output's files are being changed."""
        if self.warm is not None:
            self.warm.is_settled = False

    def keep_read(self, state: SourcesState) -> None:
        """Hold warm what was read of the sources, whatever becomes of the build."""
        if self.warm is not None:
            self.warm.sources = state

    def taken_over(self, outputs: Sequence[Output]) -> tuple[dict[str, OwnedFile], list[Output]]:
        """Give the files of the last build, and those outputs that are not the very ones that it made.

        All of them are others, and no file is given, when the last build is not known or had other paths.
        """
        if self.warm is None or not self.is_private() or len(self.warm.outputs) != len(outputs):
            return {}, list(outputs)
        before = self.warm.outputs
        are_others = list(map(is_not, outputs, before))
        others = list(compress(outputs, are_others))
        if any(new.path != old.path for new, old in zip(others, compress(before, are_others), strict=True)):
            return {}, list(outputs)
        return self.warm.files, others

    def is_private(self) -> bool:
        """Tell whether the output's files are as the last build left them, without a look at them."""
        return self.warm is not None and self.output is not None and self.warm.is_settled

    @property
    def packs(self) -> Packs:
        """The packs, opened when first asked for."""
        if self._packs is None:
            if self.warm is not None and self.warm.packs is not None:
                self._packs = self.warm.packs
            else:
                places: dict[str, Place] = decode_places(self.sources.places) if self.sources else {}
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

    def save(self, states: States) -> None:
        """Replace both states, the sources' first: an output's state is of use only with it.

        What is held warm is written later.
        """
        self.saved = states
        if not self.is_kept:
            return
        if self.warm is None:
            self._write(states)
            return
        warm = self.warm
        warm.sources, warm.output, warm.entries, warm.kinship = (
            states.sources, states.output, states.entries, states.plan.kinship,
        )  # fmt: skip
        warm.outputs, warm.files = states.plan.outputs, states.files
        warm.unwritten = states
        warm.is_settled = True

    def keep_sources(self, state: SourcesState) -> None:
        """Remember what was read of the sources, if nothing of the kind is remembered yet.

        Else the next build does, which can then tell what has changed since the last.
        """
        if not self.is_kept or (self.sources is not None and self.sources.settings == state.settings):
            return
        with suppress(OSError):
            if self.sources is None:  # what other software made of an output must not be found beside it
                for file in (self.folder / OUTPUTS).glob("*.state"):
                    file.unlink(missing_ok=True)
            write_state(self.folder / SOURCES, msgspec.structs.replace(state, places=self._encoded_places()))
            self.packs.close()

    @contextmanager
    def reading(self) -> Iterator[Callable[[str], bytes]]:
        """Give what finds blobs by their keys; a pack that was begun and never kept goes in the end."""
        reader = PackReader(str(self.folder))
        try:
            yield lambda key: reader.read(self.packs.places[key])
        finally:
            reader.close()
            self.packs.discard()

    def write_warm(self) -> None:
        """Write what is held warm, if it is newer than what the disk has."""
        warm = self.warm
        if warm is None or warm.unwritten is None:
            return
        # A build that failed may have read more since.
        self._write(msgspec.structs.replace(warm.unwritten, sources=warm.sources or warm.unwritten.sources))
        warm.unwritten = None
        warm.stamps = self._stamps()

    def _write(self, states: States) -> None:
        batches, kin = self._batches(states), msgspec.Raw(_encode(states.plan.kinship))
        output = msgspec.structs.replace(states.output, batches=batches, kinship=kin)
        other_cards, other_pictures = self.of_others()
        unchecked = states.sources.unchecked + (self.sources.unchecked if self.sources else 0)
        if is_due := self._is_check_due(states, unchecked):
            self.packs.keep_only(states.bodies().union(cards_of(output), other_cards))
            unchecked = 0
        places = self._encoded_places()
        write_state(
            self.folder / SOURCES, msgspec.structs.replace(states.sources, places=places, unchecked=unchecked)
        )  # fmt: skip
        if is_due:
            self.packs.sweep()
        write_state(self.output_file, output)
        self._pictures.keep_only(other_pictures.union(states.output.pictures))

    def _is_check_due(self, states: States, unchecked: int) -> bool:
        """Tell whether much may have died in the packs: few edits are not worth a look at all that lives."""
        before = self.sources.files if self.sources else {}
        now = states.sources.files
        return not states.standing or len(now) < len(before) or unchecked > len(now) * _UNCHECKED

    def _batches(self, states: States) -> dict[str, BatchEntry]:
        """Sort entries into their batches; those that stand stay as they are."""
        if self.warm is not None:  # nobody has asked for the batches' digests
            cards = [key for batch in states.plan.batches for key in batch.cards()]
            return {_UNPLANNED: BatchEntry("", False, *_raw(states.entries, cards))}
        before = self.output.batches if self.output is not None else {}
        unplanned = dict(states.entries)
        batches = {}
        for batch in states.plan.batches:
            if batch.name in states.standing:
                batches[batch.name] = before[batch.name]
                continue
            own = {output.path: unplanned.pop(output.path) for output in batch.outputs()}
            is_settled = all(entry.fingerprint is not None for entry in own.values())
            batches[batch.name] = BatchEntry(batch.inputs, is_settled, *_raw(own, batch.cards()))
        batches[_UNPLANNED] = BatchEntry("", False, *_raw(unplanned, ()))
        return batches

    def _encoded_places(self) -> msgspec.Raw:
        return msgspec.Raw(_encode(self.packs.places))

    def of_others(self) -> tuple[set[str], set[str]]:
        """Gather the keys of the cards and of the pictures that other output folders show.

        Of folders that are gone nothing is kept.
        """
        cards: set[str] = set()
        pictures: set[str] = set()
        folder = self.folder / OUTPUTS
        for file in folder.glob("*.state") if folder.is_dir() else ():
            if file == self.output_file:
                continue
            state = read_state(file, OutputState)
            if state is not None and os.path.isdir(state.folder):
                cards.update(cards_of(state))
                pictures.update(state.pictures)
            else:
                file.unlink(missing_ok=True)
        return cards, pictures

    def size(self) -> int:
        """Count the bytes that the memory takes."""
        total = 0
        for above, folders, names in os.walk(self.folder if self.warm is None else ""):
            if PREVIEW in folders and above == str(self.folder):
                folders.remove(PREVIEW)
            total += sum(os.stat(os.path.join(above, name)).st_size for name in names)
        return total if self.is_kept else 0

    def close(self) -> None:
        """Close what is open, but for what stays warm."""
        if self._packs is not None and self.warm is not None:
            self._packs.unshare()
        elif self._packs is not None:
            self._packs.close()


def note_outcome(site: Path, output: Path, *, has_failed: bool) -> None:
    """Note, beside the memory if there is one, whether the last build of an output failed."""
    with suppress(OSError):
        mark = _failure_mark(site, output)
        if not has_failed:
            mark.unlink(missing_ok=True)
        elif (site / CACHE).is_dir():
            mark.parent.mkdir(exist_ok=True)
            mark.touch()


def last_build_failed(site: Path, output: Path) -> bool:
    """Tell whether the last build of an output is known to have failed."""
    return _failure_mark(site, output).exists()


def _failure_mark(site: Path, output: Path) -> Path:
    return site / CACHE / OUTPUTS / f"{digest_text(str(output.resolve()))}.failed"


@contextmanager
def open_memory(
    site: Path, output: Path, software: str, *, is_kept: bool, warm: Warm | None = None
) -> Iterator[Memory]:
    """Open the memory of a site for one build at a time; where it cannot be kept, it lives for this build only."""
    with ExitStack() as held:
        folder = site / CACHE
        is_kept = is_kept and _hold(folder, held)
        if not is_kept:
            import tempfile

            folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="broadsheet-")))
        memory = Memory(folder, output, software, is_kept=is_kept, warm=warm)
        held.callback(memory.close)
        yield memory


def drop_memory(site: Path) -> None:
    """Throw away what cannot be trusted, as far as the folder lets us."""
    import shutil

    with suppress(OSError), locked(site / CACHE, wait=True):
        for found in (site / CACHE).iterdir():
            if found.name == PREVIEW:
                continue
            if found.is_dir() and not found.is_symlink():
                shutil.rmtree(found, ignore_errors=True)
            else:
                found.unlink(missing_ok=True)


def entries_of(state: OutputState, but: Collection[str] = ()) -> dict[str, OutputEntry]:
    """Decode the entries of all batches but some."""
    entries: dict[str, OutputEntry] = {}
    for name, batch in state.batches.items():
        if name not in but:
            entries.update(_decode_entries(batch.files))
    return entries


def cards_of(state: OutputState) -> Iterator[str]:
    """Decode the keys of all batches' cards."""
    for batch in state.batches.values():
        yield from _decode_keys(batch.cards)


def _raw(entries: dict[str, OutputEntry], cards: Sequence[str]) -> tuple[msgspec.Raw, msgspec.Raw]:
    """Encode the entries and the cards of a batch."""
    return msgspec.Raw(_encode(entries)), msgspec.Raw(_encode(cards))


def _stamp(file: Path) -> tuple[int, int, int] | None:
    """Tell one version of a state's file from another: each replaces the one before."""
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


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
