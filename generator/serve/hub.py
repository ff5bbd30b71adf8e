"""Open pages and what they are told: each stream has room for one message of each kind, so that none waits for another.

Builds come in; out go, for each open page, a reload when it has changed, swaps of stylesheets and pictures, and what is
wrong.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from itertools import takewhile

import msgspec

from generator.digest import digest_bytes
from generator.serve.files import find_file
from generator.serve.messages import Broken, Built, Dress
from generator.serve.overlay import overlay_of
from generator.serve.pages import BROKEN, BUILDING, SWAPPED, digest_page, is_digested

_PULSE_SECONDS = 15.0
# So many changed files are told by name.
_MOST_FILES = 500
_RETRY_MILLISECONDS = 300
_encode = msgspec.json.Encoder().encode


class State(msgspec.Struct, frozen=True):
    """What every open page may show beside itself."""

    overlay: str = ""
    warnings: list[str] = []
    unpublished: dict[str, str] = {}
    assets: dict[str, str] = {}


class Stream:
    """One open page: its address, what it shows, and what it has not been told yet, by kind.

    `digest` leaves out what is swapped, `whole` does not; both are the page's own words when it joins. `since` is the
    moment up to which it knows of changed files, none where it has known nothing before.
    """

    def __init__(self, address: str, raw: bytes, digest: str, whole: str, since: int | None) -> None:
        self.address = address
        self.raw = raw
        self.digest = digest
        self.whole = whole
        self.since = since
        self._waiting: dict[str, object] = {}
        self._wake = asyncio.Event()
        self._is_over = False

    def tell(self, kind: str, content: object) -> None:
        """Put a message in the place of the last of its kind; of files that changed all are told."""
        if kind == "files" and isinstance(before := self._waiting.get(kind), list) and isinstance(content, list):
            content = [*before, *(file for file in content if file not in before)][-_MOST_FILES:]
        self._waiting[kind] = content
        self._wake.set()

    def end(self) -> None:
        """End the stream, once it has told what it knows."""
        self._is_over = True
        self._wake.set()

    async def messages(self) -> AsyncIterator[bytes]:
        """Give the stream's text as events come, and a sign of life when none do."""
        yield f"retry: {_RETRY_MILLISECONDS}\n\n".encode()
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), _PULSE_SECONDS)
            self._wake.clear()
            waiting, self._waiting = self._waiting, {}
            if waiting:
                yield b"".join(self._event(kind, content) for kind, content in waiting.items())
            elif not self._is_over:
                yield b": here\n\n"
            if self._is_over:
                return

    def _event(self, kind: str, content: object) -> bytes:
        """Write an event; one of files bears the moment as its id, which browsers give back when they join anew."""
        mark = f"\nid: {self.since}" if kind == "files" else ""
        return f"event: {kind}\ndata: ".encode() + _encode(content) + f"{mark}\n\n".encode()


class Hub:
    """What the server shows now, and the streams of all open pages."""

    def __init__(self, output: str) -> None:
        self.output = output
        self.root = ""
        self.is_building = True
        self.is_broken = False
        self.faults = ""
        self.fresh: dict[str, bytes] = {}
        self.moment = 0
        self._changed: dict[str, int] = {}
        self._state = State()
        self._streams: set[Stream] = set()
        self._is_over = False

    @property
    def digest(self) -> str:
        """What stands for the digest of every page while there is none of the site; else empty."""
        return BUILDING if self.is_building else BROKEN if self.is_broken else ""

    def join(self, stream: Stream) -> None:
        """Take a stream in, and tell it how things are, and what it has missed."""
        self._streams.add(stream)
        stream.tell("state", self._state)
        self._reload({stream})
        if stream.since is not None and (missed := self._changed_since(stream.since)):
            self._tell_files([stream], missed)
        stream.since = self.moment
        if self._is_over:
            stream.end()

    def leave(self, stream: Stream) -> None:
        """Let a stream go."""
        self._streams.discard(stream)

    def end(self) -> None:
        """End all streams, those to come, too."""
        self._is_over = True
        for stream in self._streams:
            stream.end()

    def dress(self, dress: Dress) -> None:
        """Swap the theme's stylesheets, pictures and fonts, before the pages follow."""
        self.root = dress.root
        self.fresh.update(dress.fresh)
        assets = {dress.root + name: dress.root + published for name, published in dress.assets.items()}
        if assets != self._state.assets:
            self._set(msgspec.structs.replace(self._state, assets=assets))

    def show(self, built: Built, is_navigating: bool) -> None:
        """Tell open pages of a build: those that have changed reload."""
        is_first = bool(self.digest)
        self.root, self.is_building, self.is_broken, self.faults = built.root, False, False, ""
        self.fresh = {}
        self.moment = max(self.moment + 1, time.time_ns() // 1_000_000)
        unpublished = {built.root + url: why for url, why in built.unpublished.items()}
        warnings = built.text.splitlines() if built.faults else []
        self._set(State("", warnings, unpublished, self._state.assets))
        files = [f"{built.root}/{path}" for path in (*built.written, *built.removed) if _is_swapped(path)]
        for file in files:
            self._changed.pop(file, None)  # in the order of change
            self._changed[file] = self.moment
        if files:
            self._tell_files(self._streams, files)
        target = built.root + built.edited[0] if is_navigating and len(built.edited) == 1 else ""
        visitors = {stream for stream in self._streams if target and stream.address != target}
        for stream in visitors:
            stream.tell("visit", target)
        if built.written or built.removed or is_first:
            self._reload(self._streams - visitors)

    def fail(self, broken: Broken) -> None:
        """Tell open pages what is wrong; they stay as they are, if there are any."""
        self.is_broken = self.is_building or self.is_broken
        self.is_building, self.faults = False, broken.text
        self._set(msgspec.structs.replace(self._state, overlay=overlay_of(broken.faults, has_page=not self.is_broken)))
        if self.is_broken:
            self._reload(self._streams)

    def _set(self, state: State) -> None:
        if state != self._state:
            self._state = state
            self._tell("state", state)

    def _tell(self, kind: str, content: object) -> None:
        for stream in self._streams:
            stream.tell(kind, content)

    def _tell_files(self, streams: Iterable[Stream], files: list[str]) -> None:
        for stream in streams:
            stream.since = self.moment
            stream.tell("files", files[:_MOST_FILES])

    def _changed_since(self, moment: int) -> list[str]:
        """Name the files that changed after a moment, the last first."""
        return list(takewhile(lambda file: self._changed[file] > moment, reversed(self._changed)))

    def _reload(self, streams: set[Stream]) -> None:
        known: dict[str, tuple[str, str]] = {}
        for stream in streams:
            if self._is_stale(stream, known):
                stream.tell("reload", None)
            elif not self.digest and self._current(stream, known)[1] != stream.whole:
                stream.tell("renamed", None)
                stream.whole = self._current(stream, known)[1]

    def _is_stale(self, stream: Stream, known: dict[str, tuple[str, str]]) -> bool:
        """Tell whether a page would show something else now; what was shown before there were errors stays."""
        if self.digest:
            return stream.digest in (BUILDING, BROKEN) and stream.digest != self.digest
        return self._current(stream, known)[0] != stream.digest

    def _current(self, stream: Stream, known: dict[str, tuple[str, str]]) -> tuple[str, str]:
        """Digest what an address gives now, without and with what is swapped; each once for all that show it."""
        if stream.address not in known:
            data = _read(find_file(self.output, self.root, stream.address, stream.raw).place)
            known[stream.address] = digest_page(data), digest_bytes(data)
        return known[stream.address]


def _read(place: str) -> bytes:
    try:
        with open(place, "rb") as file:
            return file.read()
    except OSError:
        return b""


def _is_swapped(path: str) -> bool:
    """Tell whether a file is one that pages exchange, or a script, which a page that runs it reloads for.

    Where a name has a digest, pages are told that they name another file now.
    """
    return path.rpartition(".")[2].lower() in (*SWAPPED, "js", "mjs") and not is_digested(f"/{path}")
