"""Work in parallel: any number of processes, started in any way, gives the same bytes, and none is left behind."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.build import pages as pages_module
from generator.build import sources as sources_module
from tests.incremental.clean import clean_files, expect_equal
from tests.incremental.processes import expect_all_gone, group
from tests.magazine import Magazine, files_in, start_program

# Both kinds of work, reading and rendering, must be enough for a pool.
ARTICLES = 340
ENDS = max(2, int(os.environ.get("BROADSHEET_KILLS", "4")) // 8)
LATER = "2025-06-01"


def _fill(folder: Path, articles: int, paragraphs: int = 1) -> Magazine:
    folder.mkdir()
    magazine = Magazine(folder).write('-- content/rates.toml --\n[[rates]]\npair = "A/B"\nvalue = "1"\n')
    magazine.configure('[listing]\npage_size = 50\n[taxonomies]\nnames = ["tag"]\n')
    for number in range(articles):
        magazine.article(
            f"news/a{number}.md", title=f"Headline {number}", date=f"2025-0{number % 4 + 1}-01",
            tags=f"[t{number % 7}]", body=f"A *paragraph* of [text](a{number // 2}.md) {number}.\n\n" * paragraphs,
        )  # fmt: skip
    return magazine


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Magazine:
    """A site for which a pool is started by itself."""
    assert sources_module._PAYS < ARTICLES > pages_module._PAYS
    return _fill(tmp_path_factory.mktemp("large") / "site", ARTICLES)


@pytest.fixture(scope="module")
def bytes_of_large(large: Magazine) -> dict[str, bytes]:
    """What one process makes of it."""
    return clean_files(large)


def _build(magazine: Magazine, output: Path, *arguments: str, method: str = "") -> dict[str, bytes]:
    environment = {"BROADSHEET_START_METHOD": method} if method else {}
    build = start_program(
        "build", "--site", str(magazine.folder), "--output", str(output), *arguments, environment=environment
    )
    _, err = build.communicate(timeout=300)
    assert build.returncode == 0, err
    assert err == ""
    return files_in(output)


@pytest.mark.parametrize("jobs", ["1", "2", "8"])
def test_any_number_of_jobs(large: Magazine, bytes_of_large: dict[str, bytes], tmp_path: Path, jobs: str) -> None:
    """Cold, then with a memory for a new day, then back."""
    output = tmp_path / "output"
    expect_equal(_build(large, output, "--no-cache", "--jobs", jobs, "--now", large.now), bytes_of_large, jobs)
    _build(large, output, "--jobs", jobs, "--now", LATER)
    expect_equal(_build(large, output, "--jobs", jobs, "--now", large.now), bytes_of_large, jobs)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_any_way_to_start_a_process(
    large: Magazine, bytes_of_large: dict[str, bytes], tmp_path: Path, method: str
) -> None:
    """With workers that read, and, from the memory, with workers that only render."""
    output = tmp_path / "output"
    found = _build(large, output, "--no-cache", "--jobs", "2", "--now", large.now, method=method)
    expect_equal(found, bytes_of_large, method)
    _build(large, output, "--jobs", "1", "--now", LATER)
    found = _build(large, output, "--jobs", "2", "--now", large.now, method=method)
    expect_equal(found, bytes_of_large, method)


@pytest.mark.parametrize("is_cached", [True, False])
def test_builds_at_once_of_one_output(
    large: Magazine, bytes_of_large: dict[str, bytes], tmp_path: Path, is_cached: bool
) -> None:
    flags = [] if is_cached else ["--no-cache"]
    output = tmp_path / "output"
    arguments = ["build", "--jobs", "2", "--site", str(large.folder), "--output", str(output), *flags]
    builds = [start_program(*arguments, "--now", now) for now in (LATER, large.now, LATER)]
    for build in builds:
        _, err = build.communicate(timeout=300)
        assert (build.returncode, err) == (0, "")
    expect_equal(_build(large, output, "--now", large.now), bytes_of_large, "one output")


def test_builds_at_once_of_two_outputs(large: Magazine, bytes_of_large: dict[str, bytes], tmp_path: Path) -> None:
    outputs = [tmp_path / "one", tmp_path / "two"]
    for now in (LATER, large.now):
        arguments = ["build", "--jobs", "2", "--site", str(large.folder), "--now", now, "--output"]
        builds = [start_program(*arguments, str(output)) for output in outputs]
        for build in builds:
            _, err = build.communicate(timeout=300)
            assert (build.returncode, err) == (0, "")
    for output in outputs:
        expect_equal(files_in(output), bytes_of_large, output.name)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Magazine:
    """A site that takes two processes seconds to build."""
    magazine = _fill(tmp_path_factory.mktemp("archive") / "site", 2500, paragraphs=4)
    return magazine.write("-- output/kept.txt --\nkept\n")


def _start_archive(magazine: Magazine, method: str = "fork", now: str = "") -> subprocess.Popen[str]:
    """Start a build in a process group of its own, with as many workers as it wants."""
    return subprocess.Popen(
        [sys.executable, "-m", "generator", "build", "--jobs", "2", "--no-cache", "--site", str(magazine.folder),
         "--now", now or magazine.now],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "BROADSHEET_START_METHOD": method},
    )  # fmt: skip


def _wait_for_workers(build: subprocess.Popen[str], number: int = 2) -> list[int]:
    """Wait until the workers run; gives them."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and build.poll() is None:
        workers = [process for process in group(build.pid) if process != build.pid]
        if len(workers) >= number:
            return workers
        time.sleep(0.01)
    raise AssertionError(f"no workers: {build.communicate(timeout=60)}")


def _wait_until_staged(magazine: Magazine, build: subprocess.Popen[str], number: int) -> None:
    staging = magazine.output / ".broadsheet-staging"
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and build.poll() is None:
        if sum(len(names) for _, _, names in os.walk(staging)) >= number:
            return
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("method", "is_for_all", "staged"),
    [
        ("fork", True, 0),
        ("fork", False, 0),
        ("fork", True, 1),
        ("fork", True, 300),
        ("fork", False, 300),
        ("spawn", True, 0),
        ("spawn", False, 300),
    ],
)
def test_ctrl_c(archive: Magazine, method: str, is_for_all: bool, staged: int) -> None:
    """From the keyboard to all processes, or to the parent alone: as workers start, and as so many files are staged."""
    before = files_in(archive.output)
    build = _start_archive(archive, method)
    _wait_for_workers(build, 1)
    if staged:
        _wait_until_staged(archive, build, staged)
    if is_for_all:
        os.killpg(build.pid, signal.SIGINT)
    else:
        build.send_signal(signal.SIGINT)
    out, err = build.communicate(timeout=60)
    assert build.returncode == 130, err
    assert err.strip() == "broadsheet: interrupted; the output is whole"
    assert out == ""
    expect_all_gone(build.pid)
    expect_equal(files_in(archive.output), before, "the output as it was")
    assert not (archive.output / ".broadsheet-staging").exists()


@pytest.mark.parametrize("staged", [0, 300])
def test_a_worker_that_is_killed(archive: Magazine, staged: int) -> None:
    """By the system, where memory is short: an error in plain words, or the work done by others; never a hang."""
    before = files_in(archive.output)
    build = _start_archive(archive)
    workers = _wait_for_workers(build)
    if staged:
        _wait_until_staged(archive, build, staged)
    os.kill(workers[0], signal.SIGKILL)
    _, err = build.communicate(timeout=120)
    assert "Traceback" not in err
    expect_all_gone(build.pid)
    if build.returncode:
        assert build.returncode == 1
        assert err.startswith("broadsheet: error: "), err
        expect_equal(files_in(archive.output), before, "the output as it was")
    assert not (archive.output / ".broadsheet-staging").exists()


def test_workers_end_with_a_build_that_is_killed(archive: Magazine) -> None:
    """They would else hold its locks for ever, and the next build would wait for them."""
    chance = random.Random(7)
    for step in range(ENDS):
        build = _start_archive(archive, ("fork", "spawn", "forkserver")[step % 3])
        _wait_for_workers(build)
        time.sleep(chance.uniform(0, 1))
        build.kill()
        build.communicate(timeout=60)
        expect_all_gone(build.pid)


def test_a_build_after_one_that_was_killed_with_its_workers_at_work(large: Magazine, tmp_path: Path) -> None:
    """With the memory, whose lock the workers hold, too."""
    for step in range(ENDS):
        now = f"2025-06-{step % 28 + 1:02}"
        build = subprocess.Popen(
            [sys.executable, "-m", "generator", "build", "--jobs", "2", "--site", str(large.folder), "--now", now],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        _wait_for_workers(build, 1)
        build.kill()
        build.communicate(timeout=60)
        now = f"2025-07-{step % 28 + 1:02}"
        expect_equal(_build(large, large.output, "--now", now), clean_files(large, "--now", now), step)
