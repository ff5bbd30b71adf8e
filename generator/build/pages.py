"""Outputs into files: those whose inputs and file are as before are left, the others rendered in chunks and staged."""

from __future__ import annotations

import os
import stat
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache, partial
from itertools import chain, islice
from typing import TYPE_CHECKING

import msgspec

from generator.build.memory import Memory
from generator.build.pictures import make_pictures
from generator.build.settings import Planned, Progress
from generator.build.software import check_software, software
from generator.build.workers import Workers
from generator.digest import digest_bytes
from generator.errors import Diagnostic, SiteError
from generator.model.kit import Kit
from generator.model.plan import AssetCopy, Output, Plan, StoredCard, Task, blobs_of, still_inputs, task_of
from generator.store.fingerprint import Fingerprint, fingerprint_of
from generator.store.packs import PackReader, Place, read_places
from generator.store.state import OutputEntry
from generator.write.manifest import OwnedFile
from generator.write.staging import Stage, read_file, stage_file

if TYPE_CHECKING:
    from generator.render.pages import Press

_CHUNK = 50
# As many of those that are made from their own files, which is quick.
_ANEW_CHUNK = 200
# Outputs to render from which on a pool pays.
_PAYS = 300
# The kinds of outputs that print cards, and those that are better rendered late, by when others have work.
_WITH_CARDS = frozenset(("front", "listing", "author", "feed"))
_LATE = _WITH_CARDS | {"sitemap"}
# Lists of fragments from which on those that no page has any more are looked for.
_MANY_FRAGMENTS = 1000
# Blobs up to which each worker may know where all of them lie: more would weigh on each of them.
_INDEXED = 50_000


class _Page(msgspec.Struct, frozen=True, array_like=True):
    """A task, where to stage its file, and the digest of the bytes that stand at its place, where they are known.

    `body_keys` maps the keys of the cards it prints to those of their articles' bodies.
    """

    task: Task
    staged: str
    standing: str
    body_keys: dict[str, str] = {}


class _OldPage(msgspec.Struct, frozen=True, array_like=True):
    """A page that stands in the output and whose fragments alone are others: its file, the digest of that, where to
    stage the new one, empty to give its bytes back, which fragments it has, by number, and where these stand, encoded.
    """

    file: str
    digest: str
    staged: str
    fragments: int
    insets: bytes


class _Readying(msgspec.Struct, frozen=True, array_like=True):
    """What somebody is to get ready for: a kit, encoded, and templates; nothing where neither is known yet."""

    kit: bytes = b""
    templates: tuple[str, ...] = ()


class _Chunk(msgspec.Struct, frozen=True, array_like=True):
    """What a worker gets: the kit, encoded, and where the blobs lie that its cards and pages need.

    Where there is much to do, `index` is the file that tells where all of them lie. A worker elsewhere gets the blobs
    themselves, and gives the bytes of its pages back. `fragments` are those of the old pages, by number.
    """

    software: str
    kit: bytes
    folder: str
    index: str
    places: dict[str, Place]
    blobs: dict[str, bytes]
    cards: list[StoredCard]
    pages: list[_Page]
    old_pages: list[_OldPage] = []
    fragments: dict[int, bytes] = {}


class _Answer(msgspec.Struct, frozen=True, array_like=True):
    """What became of a card or page: the digest of its bytes, the bytes unless they are staged, or what is wrong.

    `fragments` and `insets` tell how a page can be made from its own file, if it can. Of an old page that cannot be
    there is nothing at all. `stamp` is that of the file that was staged.
    """

    digest: str = ""
    data: bytes | None = None
    faults: tuple[Diagnostic, ...] = ()
    fragments: bytes = b""
    insets: bytes = b""
    stamp: Fingerprint | None = None


class Pages(msgspec.Struct):
    """The outputs of a build, but for batches that stand, by path: their entries in the next state.

    `rendered` names those that were, `stamps` are the fingerprints of files as they were staged. `fragments` numbers
    the lists of fragments that pages have. Of pictures only the number that was encoded is kept.
    """

    entries: dict[str, OutputEntry]
    rendered: list[str]
    stamps: dict[str, Fingerprint]
    fragments: dict[bytes, int]
    cards_rendered: int = 0
    pictures_encoded: int = 0
    faults: list[Diagnostic] = []

    def number(self, fragments: bytes) -> int:
        """Give the number of a list of fragments, a new one for a list that no page had."""
        return self.fragments.setdefault(fragments, len(self.fragments) + 1)


_encode = msgspec.msgpack.Encoder().encode
_decode_answers = msgspec.msgpack.Decoder(list[_Answer]).decode


def render_pages(
    planned: Planned,
    known: dict[str, OutputEntry],
    stage: Stage,
    memory: Memory,
    workers: Workers,
    looked_at_ns: int,
    progress: Progress,
    all_stand: bool,
    standing: Collection[str],
) -> Pages:
    """Render what must be, and stage what is new; `known` are the entries of the last state, by path.

    `all_stand` tells that each of their files has been found to be as the last build left it; `standing` are the
    batches of which nothing need be looked at.
    """
    kit = _encode(planned.kit)
    numbered = memory.output.fragments if memory.output else ()
    made = Pages({}, [], {}, {fragments: number for number, fragments in enumerate(numbered, 1)})
    waiting: list[tuple[Output, str]] = []
    anew: list[tuple[Output, OutputEntry]] = []
    is_private = memory.is_private()
    pictures: dict[str, tuple[Output, str]] = {}
    files, outputs = memory.taken_over(planned.plan.but(standing))
    if files:
        made.entries = dict(known)
        stage.keep_all(files)
    for output in outputs:
        entry = known.get(output.path)
        has_stood = entry is not None and (is_private or (all_stand and entry.fingerprint is not None))
        found = None if has_stood or (entry is None and stage.lacks_folder(output.path)) else stage.look(output.path)
        is_in_place = has_stood or (entry is not None and found is not None and _is_trusted(entry, found))
        if is_in_place and entry is not None and entry.inputs == output.inputs:
            stage.keep(output.path, OwnedFile(entry.digest, entry.head, entry.body, entry.record))
            made.entries[output.path] = entry
            continue
        standing = entry.digest if has_stood and entry else standing_digest(output.path, entry, found, stage)
        if entry is not None and standing == entry.digest and entry.inputs == output.inputs:
            stage.keep(output.path, OwnedFile(entry.digest, entry.head, entry.body, entry.record))
            assert found is not None
            made.entries[output.path] = settled(entry, found, looked_at_ns)
        elif output.kind == "asset" and isinstance(page := output.page(), AssetCopy):
            _copy(output, page, standing, stage, made)
        elif output.kind == "picture":
            pictures[output.path] = output, standing
        elif entry is not None and _is_anew(output, entry, standing) and not workers.are_elsewhere:
            anew.append((output, entry))
        else:
            waiting.append((output, standing))
    if pictures:
        _make_pictures(pictures, stage, memory, workers, made, progress)
    pays = len(waiting) + len(anew) >= _PAYS
    waiting += _make_anew(anew, kit, memory, stage, workers, made, progress, pays=pays)
    pays = len(waiting) >= _PAYS
    if pays and not workers.has_pool:
        import generator.render.pages  # noqa: F401, once for all processes that are forked
    _Renderer(planned.plan, kit, stage, memory, workers, made, progress, pays).render(waiting)
    return made


class _Renderer:
    """Renders what waits, in chunks, on whoever works: first cards, then what prints none, then what prints them.

    Each payload is made when it is needed, and what takes its answer in is noted with it.
    """

    def __init__(
        self,
        plan: Plan,
        kit: bytes,
        stage: Stage,
        memory: Memory,
        workers: Workers,
        made: Pages,
        progress: Progress,
        pays: bool,
    ) -> None:
        self._plan = plan
        self._kit = kit
        self._stage = stage
        self._memory = memory
        self._workers = workers
        self._made = made
        self._progress = progress
        self._pays = pays
        # Whoever stands by was started before the output was locked: another build would not wait until it is gone.
        self._are_staged = pays and not workers.are_elsewhere
        self._takers: deque[Callable[[list[_Answer]], None]] = deque()
        self._done = self._total = 0
        self._has_failed_cards = False

    def render(self, waiting: list[tuple[Output, str]]) -> None:
        """Render outputs, each with the digest of what stands at its place; a card's fault leaves its pages out."""
        # Listing pages that print the same cards stand together: a worker that has read a card can use it again.
        waiting.sort(key=lambda page: page[0].rank)
        late = [page for page in waiting if page[0].kind in _LATE]
        # Articles before the rest, so that a fault of what all pages share is told of one that its author knows.
        others = [page for page in waiting if page[0].kind not in _LATE]
        others.sort(key=lambda page: page[0].kind != "article")
        self._total = len(waiting)
        index = _index(self._memory, self._workers, pays=self._pays)
        self._run(chain(self._cards(late, index), self._pages(others, index)))
        if self._has_failed_cards:
            return
        self._run(self._pages(late, _index(self._memory, self._workers, pays=self._pays)))

    def _run(self, payloads: Iterator[bytes]) -> None:
        for encoded in self._workers.run(render_chunk, payloads, pays=self._pays):
            self._takers.popleft()(_decode_answers(encoded))
            self._progress("render", self._done, self._total)

    def _cards(self, waiting: list[tuple[Output, str]], index: str) -> Iterator[bytes]:
        """Make payloads of the cards that pages will print, and that are not stored yet."""
        missing = self._missing_cards(output for output, _ in waiting if output.kind in _WITH_CARDS)
        while chunk := list(islice(missing, _CHUNK)):
            self._takers.append(partial(self._take_cards, chunk))
            keys = [card.card.article.body_digest for card in chunk]
            yield _encode(_chunk(self._kit, index, keys, chunk, [], self._memory, self._workers))

    def _missing_cards(self, outputs: Iterable[Output]) -> Iterator[StoredCard]:
        seen = set(self._memory.packs.places)
        for output in outputs:
            for key in blobs_of(output.page()):
                if key not in seen and (card := self._plan.stored_card(key)) is not None:
                    seen.add(key)
                    yield card

    def _take_cards(self, chunk: list[StoredCard], answers: list[_Answer]) -> None:
        made = self._made
        made.cards_rendered += len(chunk)
        for card, answer in zip(chunk, answers, strict=True):
            made.faults += answer.faults
            if answer.data is not None:
                self._memory.put(card.key, answer.data)
            else:
                self._has_failed_cards = True

    def _pages(self, pages: list[tuple[Output, str]], index: str) -> Iterator[bytes]:
        """Make payloads of pages, and remember where each of their files will be staged."""
        chunks = [pages[start : start + _CHUNK] for start in range(0, len(pages), _CHUNK)]
        plan, stage = self._plan, self._stage
        for chunk in chunks:
            tasks = []
            keys: dict[str, None] = {}
            places = [stage.reserve(output.path) for output, _ in chunk]
            for (output, standing), place in zip(chunk, places, strict=True):
                task = task_of(output)
                own = blobs_of(task.page)
                body_keys = plan.body_keys(own)
                tasks.append(_Page(task, place if self._are_staged else "", standing, body_keys))
                if not index:
                    keys |= dict.fromkeys((*own, *body_keys.values()))
            self._takers.append(partial(self._take_pages, chunk, places))
            yield _encode(_chunk(self._kit, index, keys, [], tasks, self._memory, self._workers))

    def _take_pages(self, chunk: list[tuple[Output, str]], places: list[str], answers: list[_Answer]) -> None:
        made = self._made
        for (output, standing), answer, place in zip(chunk, answers, places, strict=True):
            fragments = made.number(answer.fragments) if answer.fragments else 0
            _take(output, standing, answer, fragments, place, self._stage, made)
        self._done += len(chunk)


def begin_to_get_ready(workers: Workers, are_anew: bool, kit: Kit | None = None) -> None:
    """Let those who will work get ready to render: an article's page first, then what lists it.

    Pages that `are_anew`, made from their own files, take no templates.
    """
    if kit is None:
        workers.get_ready(get_ready_to_render, [_encode(_Readying())])
        return
    encoded = _encode(kit)
    groups = ((),) if are_anew else (("article.html",), ("card.html", "listing.html", "front.html", "author.html"))
    workers.get_ready(get_ready_to_render, [_encode(_Readying(encoded, templates)) for templates in groups])


def pays_soon(count: int) -> bool:
    """Tell whether a pool will pay for so many pages as are expected; fewer may come than that."""
    return count >= 2 * _PAYS


def get_ready_to_render(payload: bytes) -> bytes:
    """Import what rendering takes; with a kit make the press, too, and compile templates."""
    import generator.render.pages  # noqa: F401

    asked = msgspec.msgpack.decode(payload, type=_Readying)
    if asked.kit:
        _press(asked.kit).get_ready(asked.templates)
    return b""


def render_chunk(payload: bytes) -> bytes:
    """Render a chunk of cards or pages; new pages are written to their places beside the output."""
    chunk = msgspec.msgpack.decode(payload, type=_Chunk)
    check_software(chunk.software)
    reader = PackReader(chunk.folder)
    press = _press(chunk.kit)
    places = read_places(chunk.index) if chunk.index else chunk.places
    press.blob = lambda key: chunk.blobs[key] if key in chunk.blobs else reader.read(places[key])
    try:
        answers = [_card(stored, press) for stored in chunk.cards]
        answers += [_page(page, press) for page in chunk.pages]
        answers += [_old_page(page, chunk.fragments[page.fragments], press) for page in chunk.old_pages]
    finally:
        reader.close()
    return _encode(answers)


@lru_cache(maxsize=2)
def _press(kit: bytes) -> Press:
    """Make a press, once a process and kit; whoever only hands the work on need not import what it takes."""
    from generator.render.pages import Press

    return Press(msgspec.msgpack.decode(kit, type=Kit), lambda key: b"")


def _card(stored: StoredCard, press: Press) -> _Answer:
    try:
        return _Answer(data=press.render_card(stored))
    except SiteError as error:
        return _Answer(faults=error.diagnostics)


def _page(page: _Page, press: Press) -> _Answer:
    try:
        rendered = press.render(page.task, page.body_keys)
    except SiteError as error:
        return _Answer(faults=error.diagnostics)
    data = rendered.data
    digest = digest_bytes(data)
    insets = _encode(rendered.insets) if rendered.insets else b""
    if digest != page.standing and page.staged:
        stamp = fingerprint_of(stage_file(page.staged, data))
        return _Answer(digest, fragments=rendered.fragments, insets=insets, stamp=stamp)
    return _Answer(digest, data if digest != page.standing else None, fragments=rendered.fragments, insets=insets)


def _old_page(page: _OldPage, fragments: bytes, press: Press) -> _Answer:
    """Make a page from its own file, if that is as it was and the fragments can be made."""
    from generator.render.insets import read_insets, set_anew

    try:
        old = read_file(page.file)
        if digest_bytes(old) != page.digest:
            return _Answer()
        data, insets = set_anew(old, read_insets(page.insets), press.fragments(fragments))
    except (OSError, SiteError):
        return _Answer()  # rendered as a whole, it tells what is wrong
    digest = digest_bytes(data)
    is_other = digest != page.digest
    if is_other and page.staged:
        stage_file(page.staged, data)
    return _Answer(digest, data if is_other and not page.staged else None, insets=_encode(insets))


def _is_anew(output: Output, entry: OutputEntry, standing: str) -> bool:
    """Tell whether a page stands in the output as it was made, and nothing of it is another but fragments."""
    return bool(entry.insets and standing) and still_inputs(entry.inputs) == still_inputs(output.inputs)


def _make_anew(
    pages: list[tuple[Output, OutputEntry]],
    kit: bytes,
    memory: Memory,
    stage: Stage,
    workers: Workers,
    made: Pages,
    progress: Progress,
    *,
    pays: bool,
) -> list[tuple[Output, str]]:
    """Make pages from their own files; gives those that must be rendered all the same, with what stands there."""
    chunks = [pages[start : start + _ANEW_CHUNK] for start in range(0, len(pages), _ANEW_CHUNK)]
    fragments = {number: encoded for encoded, number in made.fragments.items()}
    places: list[list[str]] = []

    def payloads() -> Iterator[bytes]:
        for chunk in chunks:
            reserved = [stage.reserve(output.path) for output, _ in chunk]
            places.append(reserved)
            old_pages = [
                _OldPage(stage.file(output.path), entry.digest, place if pays else "", entry.fragments, entry.insets)
                for (output, entry), place in zip(chunk, reserved, strict=True)
            ]
            own = {page.fragments: fragments[page.fragments] for page in old_pages}
            yield _encode(_Chunk(software(), kit, str(memory.folder), "", {}, {}, [], [], old_pages, own))

    left: list[tuple[Output, str]] = []
    done = 0
    for chunk, encoded in zip(chunks, workers.run(render_chunk, payloads(), pays=pays), strict=True):
        staged = places.pop(0)
        for (output, entry), answer, place in zip(chunk, _decode_answers(encoded), staged, strict=True):
            if answer.digest:
                _take(output, entry.digest, answer, entry.fragments, place, stage, made)
            else:
                left.append((output, entry.digest))
        done += len(chunk)
        progress("render", done, len(pages))
    return left


def _is_trusted(entry: OutputEntry, found: os.stat_result) -> bool:
    """Tell by its stamp alone that a file is as the last build left it."""
    return entry.fingerprint is not None and entry.fingerprint.fits(found) and stat.S_ISREG(found.st_mode)


def standing_digest(path: str, entry: OutputEntry | None, found: os.stat_result | None, stage: Stage) -> str:
    """Digest what stands at a path, by its fingerprint alone where that can be trusted; empty when not as before."""
    if entry is None or found is None or not stat.S_ISREG(found.st_mode):
        return ""
    if _is_trusted(entry, found):
        return entry.digest
    return entry.digest if stage.digest(path) == entry.digest else ""


def settled(entry: OutputEntry, found: os.stat_result, looked_at_ns: int) -> OutputEntry:
    """Renew an entry's fingerprint, if the file is old enough for it to be trusted."""
    fingerprint = fingerprint_of(found)
    if entry.fingerprint == fingerprint:
        return entry
    trusted: Fingerprint | None = fingerprint if fingerprint.is_settled(looked_at_ns) else None
    return msgspec.structs.replace(entry, fingerprint=trusted)


def _copy(output: Output, page: AssetCopy, standing: str, stage: Stage, made: Pages) -> None:
    """Stage the copy of a file; its inputs are the digest of its bytes."""
    import shutil

    owned = OwnedFile(output.inputs)
    made.entries[output.path] = OutputEntry(output.inputs, output.inputs, None)
    if standing == output.inputs:
        stage.keep(output.path, owned)
        return
    staged = stage.reserve(output.path)
    os.makedirs(os.path.dirname(staged), exist_ok=True)
    shutil.copyfile(page.location, staged)
    stage.take(output.path, staged, owned)


def _make_pictures(
    waiting: dict[str, tuple[Output, str]],
    stage: Stage,
    memory: Memory,
    workers: Workers,
    made: Pages,
    progress: Progress,
) -> None:
    """Stage the pictures that are not in place."""
    for picture in make_pictures([output for output, _ in waiting.values()], memory, workers, progress):
        output, standing = waiting[picture.output.path]
        made.faults += picture.faults
        if picture.faults:
            continue
        made.pictures_encoded += picture.is_new
        digest = digest_bytes(picture.data)
        made.entries[output.path] = OutputEntry(output.inputs, digest, None)
        if digest == standing:
            stage.keep(output.path, OwnedFile(digest))
            continue
        staged = stage.reserve(output.path)
        stage_file(staged, picture.data)
        stage.take(output.path, staged, OwnedFile(digest))


def _index(memory: Memory, workers: Workers, *, pays: bool) -> str:
    """Share where all blobs lie, when there is much to do and those who do it can see; else nothing."""
    is_small = len(memory.packs.places) <= _INDEXED
    return memory.packs.share() if pays and is_small and not workers.are_elsewhere else ""


def _chunk(
    kit: bytes,
    index: str,
    keys: Iterable[str],
    cards: list[StoredCard],
    pages: list[_Page],
    memory: Memory,
    workers: Workers,
) -> _Chunk:
    """Make a chunk with the places of its blobs unless there is an index, or with the blobs for workers elsewhere."""
    stored = memory.packs.places
    if workers.are_elsewhere:
        blobs = {key: memory.packs.get(key) for key in keys if key in stored}
        return _Chunk(software(), kit, "", "", {}, blobs, cards, pages)
    places = {} if index else {key: stored[key] for key in keys if key in stored}
    return _Chunk(software(), kit, str(memory.folder), index, places, {}, cards, pages)


def _take(
    output: Output, standing: str, answer: _Answer, fragments: int, staged: str, stage: Stage, made: Pages
) -> None:
    if answer.faults:
        made.faults += answer.faults
        return
    made.rendered.append(output.path)
    owned = OwnedFile(answer.digest, output.head_digest, output.body_digest, output.record_digest)
    made.entries[output.path] = OutputEntry(
        output.inputs, answer.digest, None, output.head_digest, output.body_digest, output.record_digest, fragments,
        answer.insets,
    )  # fmt: skip
    if answer.digest == standing:
        stage.keep(output.path, owned)
    else:
        if answer.stamp is not None:
            made.stamps[output.path] = answer.stamp
        if answer.data is not None:
            stage_file(staged, answer.data)
        stage.take(output.path, staged, owned, is_other=bool(standing))


def with_fingerprints(made: Pages, stage: Stage, *, are_all: bool) -> dict[str, OutputEntry]:
    """Complete the entries by what the files look like now that they are in place; `are_all` tells that none stands."""
    if are_all:
        _forget_fragments(made)
    complete = dict(made.entries)
    stamps = made.stamps
    for path in [path for path, entry in made.entries.items() if entry.fingerprint is None]:
        # The moment of each look by itself: of many files all but the last are old enough by then to be trusted.
        looked_at_ns = time.time_ns()
        stamp = stamps.get(path)
        if stamp is not None and stage.moved_whole(path):
            if stamp.is_settled(looked_at_ns):
                complete[path] = msgspec.structs.replace(made.entries[path], fingerprint=stamp)
        elif (found := stage.look(path)) is not None:
            complete[path] = settled(made.entries[path], found, looked_at_ns)
    return complete


def _forget_fragments(made: Pages) -> None:
    """Number the lists of fragments anew where there are many, without those that no page has any more."""
    if len(made.fragments) < _MANY_FRAGMENTS:
        return
    used = {entry.fragments for entry in made.entries.values()}
    kept = [(fragments, number) for fragments, number in made.fragments.items() if number in used]
    if len(kept) == len(made.fragments):
        return
    numbers = {number: new for new, (_, number) in enumerate(kept, 1)}
    made.fragments = {fragments: new for new, (fragments, _) in enumerate(kept, 1)}
    for path, entry in made.entries.items():
        new = numbers.get(entry.fragments, 0)
        if new != entry.fragments:
            made.entries[path] = msgspec.structs.replace(entry, fragments=new)
