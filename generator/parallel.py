"""Work in chunks, on one core or many: the standard library's executor interface, in this process or a pool.

A job is a top-level function of one `bytes` payload that gives `bytes`, so it runs under any start method, and on
another machine. Results come in the order of the chunks, whatever order they finish in.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

Job = Callable[[bytes], bytes]

# Chunks under way for each worker: enough to keep it busy, few enough to stop at once and to bound memory.
_WINDOW = 4
# How long Ctrl-C may wait for an answer.
_PATIENCE_SECONDS = 0.1
# How much nicer a worker that yields is than who started it.
_YIELDING = 5


class InlineExecutor(Executor):
    """Runs each job at once, in this process."""

    def submit(self, fn: Callable[..., object], /, *args: object, **kwargs: object) -> Future[object]:  # type: ignore[override]
        """Run a job and give a future that is done."""
        future: Future[object] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class _Pool(ProcessPoolExecutor):
    """The standard library's pool; handing it a job may start processes, and Ctrl-C waits for that moment."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        with _interrupts_held():
            return super().submit(fn, *args, **kwargs)


def usable_cores() -> int:
    """Count the cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not every system can tell
        return os.cpu_count() or 1


def make_pool(jobs: int, *, yields: bool = False) -> Executor:
    """Start a pool of worker processes; those that yield let the process that started them go before."""
    method = os.environ.get("BROADSHEET_START_METHOD") or _default_method()
    context = multiprocessing.get_context(method)
    return _Pool(jobs, mp_context=context, initializer=_start_worker, initargs=(yields,))


def run_jobs(executor: Executor, workers: int, job: Job, payloads: Iterable[bytes]) -> Iterator[bytes]:
    """Run a job on each payload, a bounded number at a time; results in the payloads' order.

    Payloads are made only as they are needed. When the caller stops early, what waits is cancelled.
    """
    waiting: deque[Future[bytes]] = deque()
    source = iter(payloads)
    window = 1 if isinstance(executor, InlineExecutor) else workers * _WINDOW
    try:
        for payload in source:
            waiting.append(executor.submit(job, payload))
            if len(waiting) >= window:
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())
    finally:
        for future in waiting:
            future.cancel()


def _result(future: Future[bytes]) -> bytes:
    """Wait for a result; Ctrl-C is answered in between, never while a lock is held that the pool wants to end."""
    while True:
        with _interrupts_held():
            if wait((future,), timeout=_PATIENCE_SECONDS).done:
                return future.result()


def _default_method() -> str:
    # Forking is by far the cheapest start, and safe here: the pool is made before any thread of ours.
    return "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back, as while processes start: Python loses it in the hooks of a fork, and they would print it.

    New processes inherit that the signal is blocked, until they ignore it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[tuple[Any, ...]] = []
    handler = signal.signal(signal.SIGINT, lambda *found: held.append(found))
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT]) if hasattr(signal, "pthread_sigmask") else None
    try:
        yield
    finally:
        if blocked is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        signal.signal(signal.SIGINT, signal.SIG_DFL if handler is None else handler)
    if held and callable(handler):
        handler(*held[0])


def _start_worker(yields: bool) -> None:
    """Leave Ctrl-C to the parent, which cancels what waits and stops the pool; and end when the parent is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if yields and hasattr(os, "nice"):
        os.nice(_YIELDING)
    gc.freeze()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the parent's end: a worker left alone would hold its locks for ever, waiting for work."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
