"""Ctrl-C, and workers that die: no traceback, and an output that is as it was."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.magazine import Magazine, files_in

ARTICLES = 3000


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


def test_ctrl_c_while_the_modules_come_in() -> None:
    script = (
        "import os, signal, sys, importlib.abc\n"
        "class Finder(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'generator.cli':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from generator.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "broadsheet: interrupted; nothing was changed\n")


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
