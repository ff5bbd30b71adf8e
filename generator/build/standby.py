"""A process beside the build's own, started before there is work for it, so that it is ready when there is.

It is forked, and so needs no start; jobs go to it as names and payloads, and results come back as bytes, by two pipes.
What somebody waits for already goes before what was begun in good time. It writes no file, says nothing, and ends with
the process that started it. Where it breaks off, whoever waits for a result makes it himself: so no result can depend
on whether there is one.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from importlib import import_module
from itertools import count
from typing import TYPE_CHECKING, BinaryIO, NoReturn

if TYPE_CHECKING:
    from queue import PriorityQueue

    from generator.parallel import Job

_LENGTH_BYTES = 8
_FIRST, _IN_TURN = b"first", b"in turn"


class Begun:
    """A piece of work that the process beside this one has been given."""

    def __init__(self, standby: Standby, job: Job, payload: bytes) -> None:
        self._standby = standby
        self._job = job
        self._payload = payload
        self.told: bytes | None = None

    def result(self) -> bytes:
        """Give the result; wait for it, or do the work where the other process has broken off."""
        self._standby.wait_for(self)
        return self._job(self._payload) if self.told is None else self.told


class Standby:
    """A process that does what it is given, one thing after another; `end` it in any case.

    Raises `OSError` when the system has no process to give.
    """

    def __init__(self) -> None:
        self._begun = 0
        self._under_way: dict[int, Begun] = {}
        self._process, requests, answers = _fork()
        self._is_at_work = True
        self._requests = os.fdopen(requests, "wb")
        self._answers = os.fdopen(answers, "rb")

    def begin(self, job: Job, payload: bytes, *, is_first: bool = False) -> Begun:
        """Give it a piece of work, and go on; what `is_first` is done before all that is not yet begun with."""
        begun = Begun(self, job, payload)
        if self._is_at_work:
            try:
                rank = _FIRST if is_first else _IN_TURN
                for part in (rank, f"{job.__module__}:{job.__name__}".encode(), payload):
                    _send(self._requests, part)
                self._requests.flush()
                self._begun += 1
                self._under_way[self._begun] = begun
            except OSError:
                self.stop()
        return begun

    def wait_for(self, begun: Begun) -> None:
        """Take in results up to that of one piece of work; it stays without when the process has broken off."""
        while self._under_way and begun.told is None:
            try:
                number = int(_receive(self._answers))
                self._under_way.pop(number).told = _receive(self._answers)
            except (OSError, EOFError):
                self.stop()

    def stop(self) -> None:
        """Let the process go, whatever it is doing; `end` sees to what is left of it."""
        if self._is_at_work:
            self._is_at_work = False
            self._under_way.clear()
            os.kill(self._process, signal.SIGKILL)

    def end(self) -> None:
        """Let the process go, and wait until it is gone."""
        self.stop()
        if not self._process:
            return
        process, self._process = self._process, 0
        os.waitpid(process, 0)
        for pipe in (self._requests, self._answers):
            with suppress(OSError):  # what it has not read
                pipe.close()


def _fork() -> tuple[int, int, int]:
    """Fork a process that serves; gives its number, where requests go, and where results come from.

    Ctrl-C is held back in between, lest it is lost; and for good in the new process, which this one ends.
    """
    theirs = requests_in, requests_out = os.pipe()
    ours = answers_in, answers_out = os.pipe()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        process = os.fork()
        if process == 0:
            _serve(*theirs, *ours)
    except OSError:
        for descriptor in (*theirs, *ours):
            os.close(descriptor)
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    os.close(requests_in)
    os.close(answers_out)
    return process, requests_out, answers_in


def _serve(requests_in: int, requests_out: int, answers_in: int, answers_out: int) -> NoReturn:
    """Do what comes in until nobody asks any more, or something goes wrong; leave without a word."""
    try:
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (1, 2):
            os.dup2(silence, stream)
        os.close(requests_out)
        os.close(answers_in)
        from queue import PriorityQueue

        waiting: PriorityQueue[tuple[bool, int, str, bytes]] = PriorityQueue()
        # By a thread of its own, which sees at once, whatever is being done, that the parent is gone. And neither
        # process can wait for the other to read.
        threading.Thread(target=_take_in, args=(os.fdopen(requests_in, "rb"), waiting), daemon=True).start()
        with os.fdopen(answers_out, "wb") as answers:
            while True:
                _, number, name, payload = waiting.get()
                module, _, function = name.partition(":")
                result = getattr(import_module(module), function)(payload)
                _send(answers, str(number).encode())
                _send(answers, result)
                answers.flush()
    finally:
        os._exit(1)


def _take_in(requests: BinaryIO, waiting: PriorityQueue[tuple[bool, int, str, bytes]]) -> None:
    """Take requests in, numbered from 1 as they come; the first ones have the lowest rank."""
    try:
        for number in count(1):
            rank = _receive(requests)
            name = _receive(requests).decode()
            waiting.put((rank != _FIRST, number, name, _receive(requests)))
    finally:
        os._exit(1)


def _send(pipe: BinaryIO, data: bytes) -> None:
    pipe.write(len(data).to_bytes(_LENGTH_BYTES, "big"))
    pipe.write(data)


def _receive(pipe: BinaryIO) -> bytes:
    """Read what was sent; raises `EOFError` when less comes."""
    head = pipe.read(_LENGTH_BYTES)
    data = pipe.read(int.from_bytes(head, "big")) if len(head) == _LENGTH_BYTES else b""
    if len(head) < _LENGTH_BYTES or len(data) < int.from_bytes(head, "big"):
        raise EOFError
    return data
