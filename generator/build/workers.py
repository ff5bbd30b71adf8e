"""Who does the work: this process for little of it, a pool for much, started once and only when it pays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from generator.parallel import Job


class Workers:
    """An executor for each piece of work; a context that stops the pool."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: Executor | None = None

    def run(self, job: Job, payloads: Iterable[bytes], *, pays: bool) -> Iterator[bytes]:
        """Run a job on each payload, results in order; `pays` tells that the work outweighs a pool's start."""
        if not pays:
            return map(job, payloads)
        from generator.parallel import InlineExecutor, make_pool, run_jobs, usable_cores

        count = self._jobs or usable_cores()
        if self._pool is None and count > 1:
            self._pool = make_pool(count)
        return run_jobs(self._pool or InlineExecutor(), count, job, payloads)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop the pool: what waits is dropped, what runs is waited for, so that nobody works on unseen."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
