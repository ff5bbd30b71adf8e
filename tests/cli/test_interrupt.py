"""Ctrl-C, and workers that die: no traceback, and an output that is as it was."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.magazine import Magazine, files_in

ARTICLES = 3000
BEFORE = "broadsheet: interrupted; nothing was changed\n"
AMID = "broadsheet: interrupted; the output is whole\n"


@pytest.fixture
def large(tmp_path: Path) -> Magazine:
    """A site that takes seconds to build."""
    magazine = Magazine(tmp_path).write("").write("-- output/kept.txt --\nkept\n")
    for number in range(ARTICLES):
        magazine.article(f"news/a{number}.md", title=f"Headline {number}", body="A *paragraph* of text.\n\n" * 5)
    return magazine


def _start(magazine: Magazine, *arguments: str) -> subprocess.Popen[str]:
    """Start a build as a terminal does, in a process group of its own."""
    command = [sys.executable, "-m", "generator", "build", "--site", str(magazine.folder), "--now", magazine.now]
    return subprocess.Popen(
        [*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def _wait_for(condition: Callable[[], bool], build: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while not condition() and build.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    assert build.poll() is None, "the build was over before it could be stopped"


def _staged(magazine: Magazine) -> int:
    return sum(len(names) for _, _, names in os.walk(magazine.output / ".broadsheet-staging"))


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("moment", ["load", "render"])
def test_ctrl_c_while_it_builds(large: Magazine, moment: str, jobs: str) -> None:
    before = files_in(large.output)
    build = _start(large, "--jobs", jobs)
    packs = large.folder / ".broadsheet/packs"
    _wait_for(packs.exists if moment == "load" else (lambda: _staged(large) > 100), build)
    os.killpg(build.pid, signal.SIGINT)
    out, err = build.communicate(timeout=60)
    assert build.returncode == 130, err
    assert err.strip() == "broadsheet: interrupted; the output is whole"
    assert out == ""
    assert files_in(large.output) == before


@pytest.mark.parametrize(
    ("script", "status", "said"),
    [
        pytest.param(
            """
            class Finder(importlib.abc.MetaPathFinder):
                def find_spec(self, name, path, target=None):
                    if name == "generator.cli":
                        press()
            sys.meta_path.insert(0, Finder())
            """,
            130, BEFORE, id="while the modules come in",
        ),
        pytest.param(
            """
            def run(held):
                try:
                    press()
                except KeyboardInterrupt:
                    raise RuntimeError("cannot release un-acquired lock")
            """,
            130, AMID, id="a lock fails by it",
        ),
        pytest.param(
            """
            def run(held):
                site = Site()
                reference = weakref.ref(site, lambda _: press())
                del site
                time.sleep(60)
            """,
            130, AMID, id="in a callback that has nobody to tell",
        ),
        pytest.param(
            """
            def run(held):
                try:
                    press()
                finally:
                    press()
                    time.sleep(60)
            """,
            130, AMID, id="once more, while it cleans up",
        ),
        pytest.param(
            """
            def run(held):
                sys.stdout.flush = press
                sys.exit(1)
            """,
            1, "", id="when the command is done",
        ),
        pytest.param(
            """
            def run(held):
                signal.signal(signal.SIGINT, signal.default_int_handler)
                press()
            """,
            130, AMID, id="when who had it for a time gave it back",
        ),
        pytest.param(
            """
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            def run(held):
                press()
                sys.exit(0)
            """,
            0, "", id="ignored, as of a command in the background of a shell's script",
        ),
    ],
)  # fmt: skip
def test_ctrl_c_at_an_awkward_moment(script: str, status: int, said: str) -> None:
    start = (
        "import importlib.abc, os, signal, sys, time, weakref\n"
        "def press():\n    os.kill(os.getpid(), signal.SIGINT)\n    time.sleep(0)\n"
        "class Site: pass\n"
    )
    run = "if 'run' in globals():\n    import generator.cli\n    generator.cli.main = run\n"
    end = "from generator.__main__ import main\nmain()\n"
    done = subprocess.run(
        [sys.executable, "-c", start + textwrap.dedent(script) + run + end], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (status, said)


def test_the_build_after_an_interrupted_one_is_whole(large: Magazine) -> None:
    shutil.rmtree(large.folder / "content/news")
    for number in range(400):
        large.article(f"news/a{number}.md", title=f"Headline {number}")
    build = _start(large, "--jobs", "2")
    _wait_for(lambda: _staged(large) > 0, build)
    build.send_signal(signal.SIGINT)
    build.communicate(timeout=60)
    assert build.returncode == 130
    large.build()
    found = files_in(large.output)
    large.build("--no-cache", "--output", str(large.folder / "clean"))
    assert found == {**files_in(large.folder / "clean"), "kept.txt": b"kept\n"}


def test_a_worker_that_dies_is_an_error(large: Magazine) -> None:
    before = files_in(large.output)
    build = _start(large, "--jobs", "2")
    _wait_for(lambda: _staged(large) > 100, build)
    children = Path(f"/proc/{build.pid}/task/{build.pid}/children").read_text().split()
    assert children
    os.kill(int(children[0]), signal.SIGKILL)
    _, err = build.communicate(timeout=60)
    assert build.returncode == 1
    assert err.splitlines()[0] == "broadsheet: error: a process that helped to build has died"
    assert not re.search("Traceback|Error", err)
    assert files_in(large.output) == before
