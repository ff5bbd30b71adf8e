"""Programs of the system that carry bytes: started so that they die with us, their words without secrets."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from generator.deploy.place import PlaceFault
from generator.target import looks_secret

_USER_INFO = re.compile(r"(?<=://)[^/@\s]+@")
# Shorter ones stand in texts by chance.
_LEAST_SECRET = 6


class Done(msgspec.Struct, frozen=True):
    """How a program has ended, and what it wrote; `err` is without secrets."""

    status: int
    out: str
    err: str


def run(
    words: Sequence[str], *, data: bytes = b"", folder: Path | None = None, on_line: Callable[[str], None] | None = None
) -> Done:
    """Run a program to its end; `on_line` is told each line of its output. Raises `PlaceFault` where there is none."""
    with start(words, folder=folder) as process:
        if on_line is None:
            out, err = process.communicate(data)
            return Done(process.returncode, out.decode("utf-8", "replace"), concealed(err.decode("utf-8", "replace")))
        assert process.stdin and process.stdout and process.stderr
        process.stdin.close()
        lines = []
        for raw in process.stdout:
            lines.append(raw.decode("utf-8", "replace").rstrip("\n"))
            on_line(lines[-1])
        err = process.stderr.read()
    return Done(process.returncode, "\n".join(lines), concealed(err.decode("utf-8", "replace")))


def start(words: Sequence[str], *, folder: Path | None = None) -> subprocess.Popen[bytes]:
    """Start a program with its streams in pipes; raises `PlaceFault` where there is no such program."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "GIT_TERMINAL_PROMPT": "0"}
    if shutil.which(words[0]) is None:
        raise PlaceFault(f'the program "{words[0]}" is needed, and is not there', "install it")
    # On Linux, what a killed deploy has started must not go on.
    leash = ["setpriv", "--pdeathsig", "KILL", "--"] if shutil.which("setpriv") else []
    return subprocess.Popen(
        [*leash, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder,
        env=environment,
    )  # fmt: skip


def concealed(text: str) -> str:
    """Take out of a text what the environment keeps secret, and names with passwords in addresses."""
    for name, value in os.environ.items():
        if looks_secret(name) and len(value) >= _LEAST_SECRET:
            text = text.replace(value, "…")
    return _USER_INFO.sub("…@", text)
