"""Ctrl-C: status 130, no traceback, and an output in which each file is whole."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from tests.magazine import Magazine, files_in, start_program

ARTICLES = 3000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Magazine:
    """A site that takes seconds to build."""
    folder = tmp_path_factory.mktemp("large") / "site"
    folder.mkdir()
    magazine = Magazine(folder).write("").write("-- output/kept.txt --\nkept\n")
    for number in range(ARTICLES):
        magazine.article(f"news/a{number}.md", title=f"Headline {number}", body="A *paragraph* of text.\n\n" * 5)
    return magazine


@pytest.mark.parametrize("staged", [0, 1, 200])
def test_ctrl_c_while_it_builds(large: Magazine, staged: int) -> None:
    """Interrupted while it loads, and when so many files are staged."""
    before = files_in(large.output)
    build = start_program("build", "--site", str(large.folder), "--now", large.now)
    staging = large.output / ".broadsheet-staging"
    deadline = time.monotonic() + 60
    if staged:
        while len(list(staging.glob("*"))) < staged and build.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
    else:
        _wait_until_it_runs(build.pid, deadline)
    build.send_signal(signal.SIGINT)
    out, err = build.communicate(timeout=60)
    assert build.returncode == 130, err
    assert err.strip() == "broadsheet: interrupted; the output is whole"
    assert out == ""
    assert files_in(large.output) == before
    assert not staging.exists()


def _wait_until_it_runs(pid: int, deadline: float) -> None:
    """Wait until the program has opened a source, and so is past its imports."""
    started = time.monotonic()
    while time.monotonic() < min(deadline, started + 30):
        maps = Path(f"/proc/{pid}/maps")
        if maps.exists() and "_yaml" in maps.read_text():
            time.sleep(0.3)
            return
        time.sleep(0.01)
