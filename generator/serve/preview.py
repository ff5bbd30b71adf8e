"""The composition of `serve`: watcher -> builder -> hub -> open pages, in one event loop, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
import time
import webbrowser
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec

from generator.errors import Diagnostic, SiteError, printable
from generator.serve.hosts import Hosts
from generator.serve.hub import Hub
from generator.serve.listen import Server, bind, end_server, make_server
from generator.serve.messages import Advance, Brief, Broken, Built, Dress, Dropped
from generator.serve.server import make_app
from generator.serve.watch import Watcher
from generator.serve.workshop import Workshop
from generator.write.folder import PREVIEW_FOLDER, folder_fault

Progress = Callable[[str, int, int], None]

_LONGEST_SLEEP = 3600.0
_NAMED = 2
_DIED = "the process that builds has died"


class Wishes(msgspec.Struct, frozen=True):
    """What the command line says of a preview."""

    host: str
    port: int
    drafts: bool = False
    future: bool = False
    now: str = ""
    opens: bool = False
    navigates: bool = False
    polls: bool = False


class Terminal(msgspec.Struct, frozen=True):
    """How to speak to whoever is at the terminal.

    `say` takes a line and whether it is bad news, `tell_faults` diagnostics laid out, `bar` shows progress.
    """

    say: Callable[[str, bool], None]
    tell_faults: Callable[[str], None]
    bar: Callable[[], AbstractContextManager[Progress]]


def serve_site(site: Path, wishes: Wishes, terminal: Terminal) -> None:
    """Show a site until the process is told to stop.

    Raises `SiteError` when there is no such folder, the port is taken, or the host is none of this machine's.
    """
    if not site.is_dir():
        raise SiteError([Diagnostic("error", f"there is no folder {site}", hint="broadsheet new site DIR starts one")])
    if fault := folder_fault(site, site / PREVIEW_FOLDER):
        raise SiteError([Diagnostic("error", f"the preview's folder {site / PREVIEW_FOLDER} {fault}")])
    bound, address = bind(wishes.host, wishes.port)
    try:
        asyncio.run(_Preview(site, wishes, terminal).run(bound, address))
    finally:
        bound.close()


class _Preview:
    """One run of the preview: what it shows, and what it has said at the terminal."""

    def __init__(self, site: Path, wishes: Wishes, terminal: Terminal) -> None:
        self._site = site
        self._wishes = wishes
        self._terminal = terminal
        self._hub = Hub(str(site / PREVIEW_FOLDER))
        self._number = 0
        self._until = float("inf")
        self._faults_told = ""

    async def run(self, bound: socket.socket, address: str) -> None:
        """Serve, watch and build until a signal comes."""
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        workshop = Workshop(
            Brief(str(self._site.absolute()), self._wishes.now, self._wishes.drafts, self._wishes.future)
        )  # fmt: skip
        watcher = Watcher(self._site, is_polling=self._wishes.polls)
        server = make_server(make_app(self._hub, Hosts(self._wishes.host)))
        serving = asyncio.create_task(server.serve(sockets=[bound]))
        watcher.start()
        self._greet(address, watcher)
        building = asyncio.create_task(self._build_for_ever(workshop, watcher))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({serving, building, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            building.cancel()
            stopping.cancel()
            await asyncio.wait({building, stopping})
            workshop.end()
            watcher.stop()
            await self._end(server, serving)
        if not building.cancelled():
            building.result()

    async def _end(self, server: Server, serving: asyncio.Task[None]) -> None:
        self._hub.end()
        await end_server(server, serving)

    def _greet(self, address: str, watcher: Watcher) -> None:
        self._terminal.say(f"serving on {address}, stop with Ctrl-C", False)
        if watcher.is_polling and not self._wishes.polls:
            self._terminal.say("the system can watch no more files: looking at them every second instead", True)
        if self._wishes.opens:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    async def _build_for_ever(self, workshop: Workshop, watcher: Watcher) -> None:
        """Build once, then whenever something has changed, or the clock alone changes something."""
        changed: set[str] = set()
        while True:
            changed = await self._build(workshop, watcher, changed) or await self._next_changes(watcher)

    async def _next_changes(self, watcher: Watcher) -> set[str]:
        """Wait for changes; there are none when it is time for a build by the clock alone."""
        while True:
            seconds = min(max(self._until - time.time(), 0.01), _LONGEST_SLEEP)
            try:
                return await asyncio.wait_for(watcher.changes(), seconds)
            except TimeoutError:
                if time.time() >= self._until:
                    self._until = float("inf")
                    return set()

    async def _build(self, workshop: Workshop, watcher: Watcher, changed: set[str]) -> set[str]:
        """Build, and begin anew when before the end only more styles have changed; gives changes still to be built."""
        self._number += 1
        later: set[str] = set()
        await workshop.order(self._number, changed)
        with self._terminal.bar() as progress:
            answering = asyncio.create_task(self._answers(workshop, watcher, progress))
            try:
                while changed and all(map(_is_style, changed)) and not answering.done():
                    more = asyncio.create_task(watcher.changes())
                    await asyncio.wait({answering, more}, return_when=asyncio.FIRST_COMPLETED)
                    if not more.done():
                        more.cancel()
                        break
                    if answering.done() or not all(map(_is_style, more.result())):
                        later = more.result()
                        break
                    changed |= more.result()
                    self._number += 1
                    await workshop.order(self._number, more.result())
                done = await answering
            finally:
                answering.cancel()
        self._say(done, changed)
        return later.union(await watcher.settled() if watcher.has_changes() else ())

    async def _answers(self, workshop: Workshop, watcher: Watcher, progress: Progress) -> Built | Broken:
        """Take answers until that of the last order; tell open pages of them."""
        while True:
            answer = await workshop.answer()
            if answer is None:
                return self._fail(Broken(self._number, [], f"broadsheet: error: {_DIED}", 0))
            if isinstance(answer, Advance):
                progress(answer.stage, answer.done, answer.total)
            elif isinstance(answer, Dress):
                watcher.watch_more(answer.reads)
                self._hub.dress(answer)
            elif isinstance(answer, Dropped):
                continue
            elif isinstance(answer, Built):
                self._until = answer.until
                self._hub.show(answer, self._wishes.navigates)
                if answer.number == self._number:
                    return answer
            elif answer.number == self._number:
                return self._fail(answer)

    def _fail(self, broken: Broken) -> Broken:
        self._until = float("inf")
        self._hub.fail(broken)
        return broken

    def _say(self, done: Built | Broken, changed: set[str]) -> None:
        """Say in one line what a build was for and what it did; what is wrong before it, when it is news."""
        if done.text and (done.text != self._faults_told or isinstance(done, Broken)):
            self._terminal.tell_faults(done.text)
        self._faults_told = done.text
        if isinstance(done, Broken):
            errors = sum(fault.severity == "error" for fault in done.faults) or 1
            told = f"{errors} error" if errors == 1 else f"{errors} errors"
            kept = "" if self._hub.is_broken else "; the last good pages stay"
            self._terminal.say(f"{self._cause(changed, [])}: {told}{kept}, {done.milliseconds} ms", True)
            return
        parts = ["1 file written" if len(done.written) == 1 else f"{len(done.written)} files written"]
        if done.removed:
            parts.append(f"{len(done.removed)} removed")
        if done.faults:
            parts.append("1 warning" if len(done.faults) == 1 else f"{len(done.faults)} warnings")
        text = f"{self._cause(changed, done.sources)}: {', '.join(parts)}, {done.milliseconds} ms"
        self._terminal.say(text, False)

    def _cause(self, changed: set[str], sources: list[str]) -> str:
        """Name what changed: the sources, else what was seen to change, else the clock."""
        if self._number == 1:
            return "the site"
        names = sources or sorted(path for path in changed if path)
        more = len(names) - _NAMED
        if not names:
            return "the clock" if not changed else "the site"
        return printable(", ".join(names[:_NAMED])) + (f" and {more} more" if more > 0 else "")


def _is_style(path: str) -> bool:
    """Tell whether a path is a theme's static file: pages may swap it before they follow."""
    parts = path.split("/")
    return len(parts) > 3 and parts[0] == "themes" and parts[2] == "static"
