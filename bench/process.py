"""A command in, what it cost out: wall time, CPU and peak memory of the whole process tree.

Time is that from the start to the end of the process; CPU is what the kernel counted for it and for all children that
it waited for. Memory is sampled: what lies between two samples is not seen, but the kernel's own peak of the biggest
process is.
"""

from __future__ import annotations

import os
import resource
import select
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

_SAMPLE_SECONDS = 0.05
# Reading a big process's memory map takes its lock for a while: samples may take this share of one core at most.
_SAMPLE_SHARE = 0.03


class Failed(Exception):
    """A command that was to be measured ended with an error; the message holds what it said."""


class Cost(msgspec.Struct, frozen=True):
    """Wall and CPU seconds, and the highest sum of all processes' memory, in bytes; shared pages are counted once."""

    wall: float
    cpu: float
    memory: int


def measure(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Cost:
    """Run a command in a fresh process, and tell what it cost; raises `Failed` when it fails."""
    log = folder / ".bench.log"
    with open(log, "wb") as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
        peak = _watch(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failed(f"{' '.join(command)} ended with {process.returncode}:\n{log.read_text(errors='replace')[-2000:]}")
    # Until it becomes another program, a child counts our memory as its own: only what is beyond that is its peak.
    if usage.ru_maxrss > resource.getrusage(resource.RUSAGE_SELF).ru_maxrss:
        peak = max(peak, usage.ru_maxrss * 1024)
    return Cost(wall, usage.ru_utime + usage.ru_stime, peak)


def _watch(pid: int) -> int:
    """Sample a process tree's memory until its root ends, which is seen at once; gives the peak."""
    peak = 0
    ending = os.pidfd_open(pid)
    try:
        poll = select.poll()
        poll.register(ending, select.POLLIN)
        pause = _SAMPLE_SECONDS
        while not poll.poll(pause * 1000):
            started = time.thread_time()
            peak = max(peak, tree_memory(pid))
            pause = max(_SAMPLE_SECONDS, (time.thread_time() - started) / _SAMPLE_SHARE)
    finally:
        os.close(ending)
    return peak


def tree_memory(pid: int) -> int:
    """Sum up the memory of a process and all below it, in bytes; a page that several share counts once in all."""
    total = 0
    waiting = [pid]
    while waiting:
        current = waiting.pop()
        try:
            with open(f"/proc/{current}/smaps_rollup", "rb") as rollup:
                total += next(int(line.split()[1]) for line in rollup if line.startswith(b"Pss:")) * 1024
            for task in os.listdir(f"/proc/{current}/task"):
                with open(f"/proc/{current}/task/{task}/children", "rb") as children:
                    waiting += map(int, children.read().split())
        except (OSError, StopIteration):
            continue  # it has just ended
    return total
