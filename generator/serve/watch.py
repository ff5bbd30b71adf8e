"""A site's files watched: one signal out when something changed, once the burst is over, with the paths that did.

That a file was read is no change; nor is what a scan of the site would not see: hidden files and editors' leavings.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from generator.load.scan import is_leaving

# Folders of a site that builds read; what else lies beside site.toml may be big, and is none of a build's business.
_FOLDERS = ("content", "templates", "static", "themes")
_CHANGES: list[type[FileSystemEvent]] = [
    FileCreatedEvent, FileModifiedEvent, FileAttribEvent, FileClosedEvent, FileMovedEvent, FileDeletedEvent,
    DirCreatedEvent, DirMovedEvent, DirDeletedEvent,
]  # fmt: skip
# How long nothing may change before a change is told: for a save, and for what looks like more than that.
_QUIET_SECONDS = 0.015
_BURST_QUIET_SECONDS = 0.15
_BURST_PATHS = 3
_PATIENCE_SECONDS = 3.0
_POLL_SECONDS = 1.0


class Watcher(FileSystemEventHandler):
    """Watches a site. Made and asked in an event loop; events come from a thread of their own."""

    def __init__(self, site: Path, *, is_polling: bool = False) -> None:
        self._site = Path(os.path.abspath(site))
        self._more: list[Path] = []
        self._loop = asyncio.get_running_loop()
        self._changed: set[str] = set()
        self._wake = asyncio.Event()
        self._is_polling = is_polling
        self._observer: BaseObserver = self._make_observer()
        self._watches: dict[tuple[str, bool], ObservedWatch] = {}
        self._log = _Overflow(self)

    def start(self) -> None:
        """Begin to watch; where the system has no more watches to give, look at the files again and again instead."""
        logging.getLogger("watchdog").addHandler(self._log)
        try:
            self._observer.start()
            self.renew()
        except OSError:
            self._stop_observer()
            self._is_polling = True
            self._observer = self._make_observer()
            self._watches.clear()
            self._observer.start()
            self.renew()

    def stop(self) -> None:
        """Watch no longer."""
        logging.getLogger("watchdog").removeHandler(self._log)
        self._stop_observer()

    @property
    def is_polling(self) -> bool:
        """Tell whether files are looked at again and again, by wish or for want of anything better."""
        return self._is_polling

    def renew(self) -> None:
        """Watch folders that are new, and no longer those that are gone."""
        wanted = {(str(self._site), False): None, **dict.fromkeys(self._trees())}
        for key in [key for key in self._watches if key not in wanted]:
            self._observer.unschedule(self._watches.pop(key))
        for path, is_deep in wanted:
            if (path, is_deep) not in self._watches and os.path.isdir(path):
                watch = self._observer.schedule(self, path, recursive=is_deep, event_filter=_CHANGES)
                self._watches[path, is_deep] = watch

    def watch_more(self, paths: Iterable[str]) -> None:
        """Watch these files and folders, too, in place of those told before."""
        more = [Path(os.path.abspath(path)) for path in paths]
        if more != self._more:
            self._more = more
            self.renew()

    async def changes(self) -> set[str]:
        """Wait for a change, and for the end of its burst; gives paths, site-relative where they lie in it."""
        if not self._changed:
            await self._wake.wait()
        return await self.settled()

    async def settled(self) -> set[str]:
        """Wait until a burst is over, if there is one; gives its paths."""
        deadline = self._loop.time() + _PATIENCE_SECONDS
        while self._wake.is_set() and self._loop.time() < deadline:
            self._wake.clear()
            is_burst = len(self._changed) >= _BURST_PATHS
            try:
                await asyncio.wait_for(self._wake.wait(), _BURST_QUIET_SECONDS if is_burst else _QUIET_SECONDS)
            except TimeoutError:
                break
        self._wake.clear()
        found, self._changed = self._changed, set()
        for key in [key for key in self._watches if self._relative(key[0]) in found]:
            self._observer.unschedule(self._watches.pop(key))  # the folder itself went, or another came in its place
        if any(self._may_hold_folders(path) for path in found):
            self.renew()
        return found

    def has_changes(self) -> bool:
        """Tell whether something changed that was not asked for yet."""
        return bool(self._changed)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note what changed, whoever told of it."""
        for path in (event.src_path, event.dest_path):
            if path and (text := self._relative(os.fsdecode(path))) is not None:
                self._tell(text)

    def tell_of_everything(self) -> None:
        """Note that events were lost: anything may have changed."""
        self._tell("")

    def _tell(self, path: str) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody will ask any more
            self._loop.call_soon_threadsafe(self._note, path)

    def _note(self, path: str) -> None:
        self._changed.add(path)
        self._wake.set()

    def _relative(self, place: str) -> str | None:
        """Name a place from the site, or as it is where it lies outside; nothing for what no build would see."""
        if not place.startswith(f"{self._site}{os.sep}"):
            return None if is_leaving(os.path.basename(place), may_be_hidden=False) else place
        parts = Path(place[len(str(self._site)) + 1 :]).parts
        if len(parts) == 1 and parts[0] not in (*_FOLDERS, "site.toml") and not self._is_more(place):
            return None
        if any(is_leaving(part, may_be_hidden="static" in parts) for part in parts):
            return None
        return "/".join(parts)

    def _is_more(self, place: str) -> bool:
        return any(place == str(more) for more in self._more)

    def _may_hold_folders(self, path: str) -> bool:
        """Tell whether a change may have brought or taken a watch: a folder of the site itself, or a link to one."""
        place = self._site / path
        return path in ("", *_FOLDERS) or (place.is_symlink() and place.is_dir()) or not place.exists()

    def _trees(self) -> Iterator[tuple[str, bool]]:
        """Name all folders to watch with what is below: the site's, others that builds read, and what links lead to."""
        roots = [str(self._site / name) for name in _FOLDERS] + [str(path) for path in self._more if path.is_dir()]
        files = [path.parent for path in self._more if not path.is_dir() and path.parent != self._site]
        yield from ((str(folder), False) for folder in files if folder.is_dir())
        seen: set[str] = set()
        while roots:
            root = roots.pop()
            real = os.path.realpath(root)
            if real in seen or not os.path.isdir(real):
                continue
            seen.add(real)
            yield (real if Path(root).is_symlink() else root), True
            roots += _linked_folders(root)

    def _make_observer(self) -> BaseObserver:
        observer: Any = PollingObserver(timeout=_POLL_SECONDS) if self._is_polling else Observer()
        observer.daemon = True
        made: BaseObserver = observer
        return made

    def _stop_observer(self) -> None:
        if self._observer.is_alive():
            self._observer.stop()


class _Overflow(logging.Handler):
    """Hears of events that the system lost: the library only logs it."""

    def __init__(self, watcher: Watcher) -> None:
        super().__init__(logging.WARNING)
        self._watcher = watcher

    def emit(self, record: logging.LogRecord) -> None:
        self._watcher.tell_of_everything()


def _linked_folders(root: str) -> list[str]:
    """Find the symbolic links to folders below a folder."""
    found = []
    for above, folders, _ in os.walk(root):
        found += [str(path) for name in folders if (path := Path(above, name)).is_symlink()]
    return found
