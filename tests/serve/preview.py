"""A preview in a real process, with words to ask it, to wait for it and to end it."""

from __future__ import annotations

import http.client
import io
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PIL import Image

from tests.magazine import Magazine

DEADLINE_SECONDS = 60.0
_ADDED = re.compile(
    rb'<script src="/[.]broadsheet/reload[.]js" '
    rb'data-page="[^"]*" data-whole="[^"]*" data-since="[0-9]*" defer></script>'
)


def without_script(data: bytes) -> bytes:
    """Take the reload script out of a page."""
    return _ADDED.sub(b"", data)


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.02)


def picture(colour: str) -> bytes:
    """Paint a picture in one colour."""
    data = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(data, "PNG")
    return data.getvalue()


@dataclass
class Answer:
    """What a request got."""

    status: int
    headers: dict[str, str]
    data: bytes


@dataclass
class Preview:
    """A running `broadsheet serve` of a magazine."""

    magazine: Magazine
    process: subprocess.Popen[str]
    port: int
    lines: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def builds(self) -> list[str]:
        """The lines that builds have written so far."""
        return [line for line in self.lines if line.endswith(" ms")]

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for a path exactly as it is written."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE_SECONDS)
        try:
            connection.putrequest(method, path, skip_host="host" in headers)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            response = connection.getresponse()
            return Answer(
                response.status, {key.lower(): value for key, value in response.getheaders()}, response.read()
            )
        finally:
            connection.close()

    def wait_for_builds(self, count: int) -> None:
        """Wait until so many builds have been told of."""
        wait_for(lambda: len(self.builds) >= count, f"{count} builds: {self.lines} {self.complaints}")

    def rest(self) -> None:
        """Wait until no build has come for a while."""
        count = -1
        while count != len(self.builds):
            count = len(self.builds)
            time.sleep(0.7)

    def stop(self, number: int = signal.SIGINT) -> tuple[int, float]:
        """Stop it by a signal; gives its status, and how long it took."""
        started = time.monotonic()
        self.process.send_signal(number)
        status = self.process.wait(DEADLINE_SECONDS)
        return status, time.monotonic() - started


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def running(magazine: Magazine, *arguments: str, port: int = 0, is_ready: bool = True) -> Iterator[Preview]:
    """Serve a magazine until the block ends; with `is_ready` its first build has been made."""
    port = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", "serve", "--site", str(magazine.folder), "--port", str(port),
         *([] if "--now" in arguments or magazine.now == "" else ["--now", magazine.now]), *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    preview = Preview(magazine, process, port)
    readers = [
        threading.Thread(target=_read_lines, args=(stream, lines), daemon=True)
        for stream, lines in ((process.stdout, preview.lines), (process.stderr, preview.complaints))
    ]
    for reader in readers:
        reader.start()
    try:
        wait_for(lambda: bool(preview.lines) or process.poll() is not None, "a greeting")
        if is_ready:
            preview.wait_for_builds(1)
        yield preview
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for reader in readers:
            reader.join(10)
        for stream in (process.stdout, process.stderr):
            assert stream is not None
            stream.close()
    assert not any("Traceback" in line for line in preview.complaints), preview.complaints


def _read_lines(stream: Iterator[str], lines: list[str]) -> None:
    for line in stream:
        lines.append(line.rstrip("\n"))
