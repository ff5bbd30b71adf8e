"""Sources into records: unchanged ones from memory, the others read, in chunks, by whoever has a core to spare."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, compress
from operator import is_, is_not

import msgspec

from generator.build.memory import Memory, decode_loaded
from generator.build.settings import Progress
from generator.build.software import check_software, software
from generator.build.workers import Workers
from generator.digest import digest_bytes, digest_of
from generator.errors import Gatherer, Position
from generator.load.article import Loaded, LoadSettings, load_source
from generator.load.picture import is_picture, read_picture
from generator.load.scan import SourceFile, Stamp
from generator.model.article import Article
from generator.model.author import Author
from generator.model.body import Body
from generator.model.picture import PictureFile
from generator.store.fingerprint import Fingerprint
from generator.store.packs import PackReader, Place, StoreDamaged
from generator.store.state import NOTHING, SourceEntry

_CHUNK = 40
WITH_BODY = (Article, Author)
# Sources to read from which on a pool pays.
_PAYS = 80


class _Item(msgspec.Struct, frozen=True, array_like=True):
    """A source to read, with what is known of it: its digest then, and the place of its parsed body.

    A worker elsewhere gets the file's bytes along, and looks nothing up.
    """

    source: SourceFile
    digest: str
    body_key: str
    body_place: Place | None
    data: bytes | None = None


class _Chunk(msgspec.Struct, frozen=True, array_like=True):
    """What a worker gets: sources, and the parsed bodies of sources that are gone: one may have a new name."""

    software: str
    settings: LoadSettings
    folder: str
    items: list[_Item]
    gone: dict[str, Place]


class _Answer(msgspec.Struct, frozen=True, array_like=True):
    """What became of a source: nothing new when its digest is as it was; a body only when it was parsed."""

    path: str
    digest: str
    is_same: bool = False
    loaded: msgspec.Raw = NOTHING
    body_key: str = ""
    body: bytes = b""
    fault: str = ""


class Sources(msgspec.Struct):
    """All sources of a site, loaded: by path, in the scan's order. `read` and `parsed` count what was not known.

    `pictures` has what the headers of picture files say. `unsettled` are those that were too fresh to trust their
    stamps.
    """

    loaded: dict[str, Loaded]
    digests: dict[str, str]
    entries: dict[str, SourceEntry]
    is_as_before: bool
    read: int = 0
    parsed: int = 0
    pictures: dict[str, PictureFile] = {}
    unsettled: set[str] = set()

    def drop(self, path: str) -> None:
        """Forget what was known of a source that cannot be read any more."""
        for known in (self.loaded, self.digests, self.entries, self.pictures):
            known.pop(path, None)


_decode_picture = msgspec.msgpack.Decoder(PictureFile).decode
_encode = msgspec.msgpack.Encoder().encode


def are_as_before(files: Sequence[SourceFile], memory: Memory, settings: LoadSettings) -> bool:
    """Tell, without reading any file, that all of them are as the last build read them."""
    state = memory.sources
    if state is None or state.settings != digest_of(settings) or len(state.files) != len(files):
        return False
    if memory.warm is not None and memory.warm.read is not None:
        before = memory.warm.read[0]
        if len(before) == len(files) and not all(map(is_, files, before)):
            return False
    known = state.files
    # One by one: this decides how soon a build with nothing to do is over.
    for file in files:
        entry = known.get(file.path)
        if entry is None or entry.stamp != file.stamp:
            return False
    return True


def digests_now(files: Sequence[SourceFile], memory: Memory) -> dict[str, str]:
    """Digest all sources as they stand, and read only those that have changed since the last build.

    Raises `OSError` when one cannot be read.
    """
    known = memory.sources.files if memory.sources else {}
    digests = {}
    for file in files:
        entry = known.get(file.path)
        is_known = entry is not None and entry.stamp == file.stamp
        digests[file.path] = entry.digest if entry is not None and is_known else digest_bytes(_read(file))
    return digests


def read_sources(
    files: Sequence[SourceFile],
    memory: Memory,
    settings: LoadSettings,
    workers: Workers,
    looked_at_ns: int,
    progress: Progress,
    gatherer: Gatherer,
    meanwhile: Callable[[], None] | None = None,
) -> Sources:
    """Load all sources; `looked_at_ns` is the moment at which the scan began. Reports files that cannot be read.

    `meanwhile` is called once, while others may be at work on the sources that have changed.
    """
    state = memory.sources
    known = state.files if state else {}
    is_same_reading = state is not None and state.settings == digest_of(settings)
    found = Sources({}, {}, {}, is_same_reading and len(known) == len(files))
    unknown = _not_known_yet(files, found, memory) if is_same_reading else files
    standing: list[tuple[SourceFile, SourceEntry]] = []
    changed: list[SourceFile] = []
    for file in unknown:
        entry = known.get(file.path)
        if entry is not None and entry.stamp == file.stamp and is_same_reading:
            standing.append((file, entry))
        else:
            changed.append(file)
    gone = _gone(known, files, memory) if changed and is_same_reading and not workers.are_elsewhere else {}

    def load(files: list[SourceFile]) -> Iterator[bytes]:
        same = known if is_same_reading else {}
        items = [_item(file, same.get(file.path), known.get(file.path), memory) for file in files]
        return workers.run(load_chunk, _payloads(items, settings, gone, memory, workers), pays=len(items) >= _PAYS)

    to_load = [file for file in changed if file.role != "file"]
    answers = load(to_load)  # whoever stands by works on them while the others are recalled
    for file in changed:
        if file.role == "file":
            _digest_file(file, known.get(file.path), found, looked_at_ns, gatherer)
    if forgotten := _recall(standing, memory, found):
        answers = chain(answers, load(forgotten))
    if meanwhile is not None:
        meanwhile()
    stamps = {file.path: file.stamp for file in (*to_load, *forgotten)}
    done = 0
    for encoded in answers:
        for answer in msgspec.msgpack.decode(encoded, type=list[_Answer]):
            _take(answer, known, memory, found, stamps[answer.path], looked_at_ns, gatherer)
            done += 1
        progress("load", done, len(stamps))
    if unknown is files:
        loaded = found.loaded
        found.loaded = {path: loaded[path] for file in files if (path := file.path) in loaded}
    if memory.warm is not None:
        entries = found.entries
        found.unsettled = {file.path for file in unknown if (entry := entries.get(file.path)) and entry.stamp is None}
        memory.warm.read = (list(files), found) if len(found.entries) == len(files) else None
    return found


def _not_known_yet(files: Sequence[SourceFile], found: Sources, memory: Memory) -> Sequence[SourceFile]:
    """Take over, in its order, what a process that builds again holds of the same files; gives those to look at.

    All of them are, and nothing is taken over, when files have come or gone.
    """
    if memory.warm is None or memory.warm.read is None or len(memory.warm.read[0]) != len(files):
        return files
    before, known = memory.warm.read
    are_others = list(map(is_not, files, before))
    others = list(compress(files, are_others))
    if any(file.path != old.path for file, old in zip(others, compress(before, are_others), strict=True)):
        return files
    found.loaded, found.digests, found.entries = dict(known.loaded), dict(known.digests), dict(known.entries)
    found.pictures = dict(known.pictures)
    unsettled = [file for file in compress(files, map(is_, files, before)) if file.path in known.unsettled]
    return [*others, *unsettled]


def load_chunk(payload: bytes) -> bytes:
    """Read and load a chunk of sources."""
    chunk = msgspec.msgpack.decode(payload, type=_Chunk)
    check_software(chunk.software)
    reader = PackReader(chunk.folder)
    try:
        return _encode([_load(item, chunk.settings, chunk.gone, reader) for item in chunk.items])
    finally:
        reader.close()


def _load(item: _Item, settings: LoadSettings, gone: dict[str, Place], reader: PackReader) -> _Answer:
    source = item.source
    try:
        data = _read(source) if item.data is None else item.data
    except OSError as error:
        return _Answer(source.path, "", fault=error.strerror or str(error))
    digest = digest_bytes(data)
    if digest == item.digest:
        return _Answer(source.path, digest, is_same=True)
    recalled = False

    def known_body(key: str) -> Body | None:
        nonlocal recalled
        place = item.body_place if key == item.body_key else gone.get(key)
        if place is None:
            return None
        try:
            body = msgspec.msgpack.decode(reader.read(place), type=Body)
        except (StoreDamaged, msgspec.MsgspecError):
            return None
        recalled = True
        return body

    loaded, body = load_source(source, data, settings, known_body)
    key = loaded.record.body_digest if isinstance(loaded.record, WITH_BODY) else ""
    blob = _encode(body) if body is not None and not recalled else b""
    return _Answer(source.path, digest, loaded=msgspec.Raw(_encode(loaded)), body_key=key, body=blob)


def _read(source: SourceFile) -> bytes:
    with open(source.location, "rb") as file:
        return file.read()


def _payloads(
    items: list[_Item], settings: LoadSettings, gone: dict[str, Place], memory: Memory, workers: Workers
) -> Iterator[bytes]:
    for start in range(0, len(items), _CHUNK):
        chunk = items[start : start + _CHUNK]
        if workers.are_elsewhere:
            chunk = [_carrying(item) for item in chunk]
        yield _encode(_Chunk(software(), settings, str(memory.folder), chunk, gone))


def _carrying(item: _Item) -> _Item:
    """Put a file's bytes into its item; one that cannot be read says so where it would be read."""
    try:
        return msgspec.structs.replace(item, data=_read(item.source), body_place=None)
    except OSError:
        return msgspec.structs.replace(item, body_place=None)


def _recall(standing: list[tuple[SourceFile, SourceEntry]], memory: Memory, found: Sources) -> list[SourceFile]:
    """Take from memory what stands as it did; gives those whose bodies are missing there."""
    found.entries.update([(file.path, entry) for file, entry in standing])
    found.digests.update([(file.path, entry.digest) for file, entry in standing])
    forgotten = []
    stored = memory.packs.places
    recall = memory.recall
    for file, entry in standing:
        if file.role != "file":
            loaded = recall(file.path, entry)
            record = loaded.record
            if isinstance(record, WITH_BODY) and record.body_digest not in stored:
                forgotten.append(file)
            else:
                found.loaded[file.path] = loaded
        elif is_picture(file.path):
            found.pictures[file.path] = _decode_picture(entry.loaded)
    return forgotten


def _gone(known: dict[str, SourceEntry], files: Sequence[SourceFile], memory: Memory) -> dict[str, Place]:
    """Find the parsed bodies of sources that are not there any more, by their keys."""
    found = {file.path for file in files}
    keys = [_body_key(entry) for path, entry in known.items() if path not in found]
    return {key: memory.packs.places[key] for key in keys if key in memory.packs.places}


def _body_key(entry: SourceEntry) -> str:
    try:
        record = decode_loaded(entry.loaded).record
    except msgspec.MsgspecError:
        return ""
    return record.body_digest if isinstance(record, WITH_BODY) else ""


def _item(file: SourceFile, same: SourceEntry | None, entry: SourceEntry | None, memory: Memory) -> _Item:
    if entry is None:
        return _Item(file, "", "", None)
    key = _body_key(entry)
    place = memory.packs.places.get(key)
    is_usable = same is not None and (place is not None or not key)
    return _Item(file, entry.digest if is_usable else "", key, place)


def _take(
    answer: _Answer,
    known: dict[str, SourceEntry],
    memory: Memory,
    found: Sources,
    stamp: Stamp,
    looked_at_ns: int,
    gatherer: Gatherer,
) -> None:
    """Take an answer over: into memory what is dear, into the new state all."""
    if answer.fault:
        found.drop(answer.path)
        gatherer.error(f"the file cannot be read: {answer.fault}", Position(answer.path))
        return
    found.read += 1
    # A copy: what was decoded holds on to the whole message, with all its bodies.
    raw = known[answer.path].loaded if answer.is_same else answer.loaded.copy()
    if not answer.is_same:
        found.is_as_before = False
    if answer.body:
        found.parsed += 1
        memory.put(answer.body_key, answer.body)
    found.loaded[answer.path] = decode_loaded(raw)
    found.digests[answer.path] = answer.digest
    found.entries[answer.path] = SourceEntry(_settled(stamp, looked_at_ns), answer.digest, raw)


def _digest_file(
    file: SourceFile,
    entry: SourceEntry | None,
    found: Sources,
    looked_at_ns: int,
    gatherer: Gatherer,
) -> None:
    """Digest a file that is no text; of a picture with other bytes than before the header is read, too."""
    try:
        with open(file.location, "rb") as source:
            data = source.read()
    except OSError as error:
        found.drop(file.path)
        gatherer.error(f"the file cannot be read: {error.strerror}", Position(file.path))
        return
    digest = digest_bytes(data)
    is_same = entry is not None and entry.digest == digest
    if not is_same:
        found.is_as_before = False
    loaded = SourceEntry(None, digest).loaded
    if is_picture(file.path):
        if entry is not None and is_same and entry.loaded != loaded:
            loaded = entry.loaded
        else:
            loaded = msgspec.Raw(_encode(read_picture(file.path, data)))
        found.pictures[file.path] = _decode_picture(loaded)
    found.digests[file.path] = digest
    found.entries[file.path] = SourceEntry(_settled(file.stamp, looked_at_ns), digest, loaded)


def _settled(stamp: Stamp, looked_at_ns: int) -> Stamp | None:
    """Give a stamp that can be trusted; nothing when the file was too fresh."""
    return stamp if Fingerprint(*stamp).is_settled(looked_at_ns) else None
