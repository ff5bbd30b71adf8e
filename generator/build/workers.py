"""Who does the work: this process for little of it, a pool for much, started once and only when it pays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from types import TracebackType

from generator.parallel import InlineExecutor, Job, make_pool, run_jobs, usable_cores


class Workers:
    """An executor for each piece of work; a context that stops the pool."""

    def __init__(self, jobs: int) -> None:
        self.count = jobs or usable_cores()
        self._pool: Executor | None = None

    def run(self, job: Job, payloads: Iterable[bytes], *, pays: bool) -> Iterator[bytes]:
        """Run a job on each payload, results in order; `pays` tells that the work outweighs a pool's start."""
        if self._pool is None and pays and self.count > 1:
            self._pool = make_pool(self.count)
        executor = self._pool if self._pool is not None and pays else InlineExecutor()
        return run_jobs(executor, self.count, job, payloads)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=kind is None, cancel_futures=True)
