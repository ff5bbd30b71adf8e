"""Who does the work: for little of it a process that stands by, or else this one; for much a pool.

The pool is started once, and only when it pays; the process that stands by is started by who has work to come.

With a cluster's address the pool is that cluster, by dask.distributed: its workers share nothing with this machine but
the installed package, so chunks carry their sources, and results their bytes.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, Any

from generator.build.software import SoftwareDiffers
from generator.errors import Diagnostic, SiteError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from generator.build.standby import Begun, Standby
    from generator.parallel import Job

_PATIENCE = "10s"
# Chunks that the process which stands by has at once: one to work on, and the next.
_WINDOW = 2


class Workers:
    """An executor for each piece of work; a context that stops the pool, or leaves the cluster.

    A pool that `yields` leaves the cores to this process, and whoever it answers, when they want them.
    """

    def __init__(self, jobs: int, cluster: str = "", *, yields: bool = False) -> None:
        self._jobs = jobs
        self._yields = yields
        self._cluster = cluster
        self._client: Any = None
        self._pool: Executor | None = None
        self._standby: Standby | None = None

    def stand_by(self) -> None:
        """Start a process to begin work in, where there is a core for it, and nothing that a copy would break."""
        if self._cluster or self._jobs == 1 or not hasattr(os, "fork"):
            return
        if (os.cpu_count() or 1) > 1 and threading.active_count() == 1:
            from generator.build.standby import Standby

            with suppress(OSError):
                self._standby = Standby()

    def begin(self, job: Job, payload: bytes) -> Begun | None:
        """Begin a piece of work, if there is a process that stands by."""
        return self._standby.begin(job, payload) if self._standby is not None else None

    def get_ready(self, job: Job, payloads: Sequence[bytes]) -> None:
        """Let those who will work next do what makes them ready: each process of the pool where there is one.

        Nobody waits for it, and nothing depends on it.
        """
        for payload in payloads:
            if self._pool is not None and not self._cluster:
                for _ in range(self._count):
                    self._pool.submit(job, payload)
            else:
                self.begin(job, payload)

    @property
    def has_pool(self) -> bool:
        """Tell whether the pool, or the cluster, is there."""
        return self._pool is not None

    def start_pool(self) -> None:
        """Start the pool, if it is not there, and there is more than one core for it."""
        from generator.parallel import make_pool

        if self._pool is None and not self._cluster and self._count > 1:
            self._pool = make_pool(self._count, yields=self._yields)

    @property
    def _count(self) -> int:
        from generator.parallel import usable_cores

        return self._jobs or usable_cores()

    @property
    def are_elsewhere(self) -> bool:
        """Tell whether those who work cannot see this machine's files."""
        return bool(self._cluster)

    def run(self, job: Job, payloads: Iterable[bytes], *, pays: bool) -> Iterator[bytes]:
        """Run a job on each payload, results in order; `pays` tells that the work outweighs a pool's start.

        A process that stands by begins at once, before a result is asked for. Raises `SiteError` when the cluster
        cannot be reached, or has other versions than this machine.
        """
        if not pays and not self._cluster:
            return map(job, payloads) if self._standby is None else _run_beside(self._standby, job, iter(payloads))
        from generator.parallel import InlineExecutor, run_jobs

        if self._cluster:
            return self._run_on_cluster(job, payloads)
        self.start_pool()
        return run_jobs(self._pool or InlineExecutor(), self._count, job, payloads)

    def _run_on_cluster(self, job: Job, payloads: Iterable[bytes]) -> Iterator[bytes]:
        from generator.parallel import run_jobs

        if self._pool is None:
            self._client = _connect(self._cluster)
            self._pool = self._client.get_executor(retries=3)
        try:
            count = max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))
            yield from run_jobs(self._pool, count, job, payloads)
        except SoftwareDiffers as error:
            message = f"the cluster's workers have other versions: {error}"
            hint = "install the same broadsheet on every machine"
            raise SiteError([Diagnostic("error", message, hint=hint)]) from None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.stop()
        if self._standby is not None:
            self._standby.end()
            self._standby = None

    def stop(self) -> None:
        """Stop all: what waits is dropped; what a pool runs is waited for, so that nobody works on unseen."""
        if self._standby is not None:
            self._standby.stop()
        if self._client is not None:
            self._client.close()
            self._client = self._pool = None
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def _run_beside(standby: Standby, job: Job, payloads: Iterator[bytes]) -> Iterator[bytes]:
    """Begin with the first payloads, and give what takes in the results and begins with the others."""
    under_way = deque(standby.begin(job, payload, is_first=True) for payload in islice(payloads, _WINDOW))

    def results() -> Iterator[bytes]:
        while under_way:
            result = under_way.popleft().result()
            under_way.extend(standby.begin(job, payload, is_first=True) for payload in islice(payloads, 1))
            yield result

    return results()


def _connect(address: str) -> Any:
    """Join a cluster; raises `SiteError` when it cannot be, or the extra is not installed."""
    try:
        from distributed import Client
    except ImportError:
        message = "building on a cluster needs an extra"
        raise SiteError([Diagnostic("error", message, hint="pip install broadsheet[cluster]")]) from None
    try:
        return Client(address, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        message = f"the cluster at {address} cannot be reached: {error or type(error).__name__}"
        raise SiteError([Diagnostic("error", message, hint="for example --cluster tcp://host:8786")]) from None
