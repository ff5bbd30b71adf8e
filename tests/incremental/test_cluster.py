"""Building on a cluster: a real scheduler and real worker processes, one of which is killed in mid-build."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.magazine import NOW, Magazine, files_in

_WAIT_SECONDS = 120


@dataclass
class Cluster:
    """A scheduler's address and the processes of its workers."""

    address: str
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler and two workers, which share a file system with nobody's knowledge."""
    file = tmp_path / "scheduler.json"
    dask = str(Path(sys.executable).with_name("dask"))
    where = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    started = [_start([dask, "scheduler", *where], tmp_path)]
    try:
        _until(file.exists)
        address = str(json.loads(file.read_text())["address"])
        for number in range(2):
            folder = tmp_path / f"worker{number}"
            folder.mkdir()
            command = [dask, "worker", address, "--no-nanny", "--nthreads", "1", "--no-dashboard"]
            started.append(_start([*command, "--local-directory", str(folder)], folder))
        yield Cluster(address, started[1:])
    finally:
        for process in started:
            process.kill()
        for process in started:
            process.wait()


def _start(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _until(claim: Callable[[], bool]) -> None:
    end = time.monotonic() + _WAIT_SECONDS
    while not claim():
        assert time.monotonic() < end
        time.sleep(0.1)


def _magazine(magazine: Magazine, count: int) -> Magazine:
    magazine.write('-- content/rates.toml --\n[[rates]]\npair = "KGS/USD"\nvalue = "0.01144"\n')
    for number in range(count):
        body = f"Text of {number}, with [the next](a{(number + 1) % count:04}.md).\n\n" + "Word *and* word. " * 200
        magazine.article(f"news/a{number:04}.md", title=f"Article {number}", tags=f"[T{number % 7}]", body=body)
    return magazine


def test_a_cluster_gives_the_same_bytes_though_a_worker_dies(magazine: Magazine, cluster: Cluster) -> None:
    _magazine(magazine, 800).build("--output", str(magazine.folder.parent / "plain"), "--no-cache")
    command = [sys.executable, "-m", "generator", "build", "--site", str(magazine.folder), "--now", NOW, "--no-cache"]
    build = subprocess.Popen([*command, "--cluster", cluster.address], stderr=subprocess.PIPE)
    staging = magazine.output / ".broadsheet-staging"
    _until(lambda: staging.is_dir() or build.poll() is not None)
    assert build.poll() is None, "the build was over before a worker could be killed"
    os.kill(cluster.workers[0].pid, signal.SIGKILL)
    _, err = build.communicate(timeout=_WAIT_SECONDS)
    assert build.returncode == 0, err
    assert files_in(magazine.output) == files_in(magazine.folder.parent / "plain")


def test_a_second_build_on_a_cluster_does_only_what_is_new(magazine: Magazine, cluster: Cluster) -> None:
    _magazine(magazine, 100).build("--cluster", cluster.address)
    magazine.article("news/a0003.md", title="Article 3", tags="[T3]", body="Another text.")
    run = magazine.build("--cluster", cluster.address, "--json")
    assert 0 < run.data["written"] < 60
    assert run.data["unchanged"] > 50


def test_a_cluster_that_is_not_there_is_an_error(magazine: Magazine) -> None:
    _magazine(magazine, 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run = magazine.fail("--cluster", f"tcp://127.0.0.1:{port}")
    assert run.errors[0].startswith(f"broadsheet: error: the cluster at tcp://127.0.0.1:{port} cannot be reached")
    assert "hint: for example --cluster tcp://host:8786" in run.err


@pytest.mark.parametrize("address", ["nonsense", "tcp://", "ftp://127.0.0.1:1"])
def test_an_address_that_is_none_is_an_error(magazine: Magazine, address: str) -> None:
    _magazine(magazine, 1)
    assert "cannot be reached" in magazine.fail("--cluster", address).err
