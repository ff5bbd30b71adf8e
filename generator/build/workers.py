"""Who does the work: this process for little of it, a pool for much, started once and only when it pays.

With a cluster's address the pool is that cluster, by dask.distributed: its workers share nothing with this machine but
the installed package, so chunks carry their sources, and results their bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any

from generator.build.software import SoftwareDiffers
from generator.errors import Diagnostic, SiteError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from generator.parallel import Job

_PATIENCE = "10s"


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

    @property
    def are_elsewhere(self) -> bool:
        """Tell whether those who work cannot see this machine's files."""
        return bool(self._cluster)

    def run(self, job: Job, payloads: Iterable[bytes], *, pays: bool) -> Iterator[bytes]:
        """Run a job on each payload, results in order; `pays` tells that the work outweighs a pool's start.

        Raises `SiteError` when the cluster cannot be reached, or has other versions than this machine.
        """
        if not pays and not self._cluster:
            return map(job, payloads)
        from generator.parallel import InlineExecutor, make_pool, run_jobs, usable_cores

        if self._cluster:
            return self._run_on_cluster(job, payloads)
        count = self._jobs or usable_cores()
        if self._pool is None and count > 1:
            self._pool = make_pool(count, yields=self._yields)
        return run_jobs(self._pool or InlineExecutor(), count, job, payloads)

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

    def stop(self) -> None:
        """Stop the pool: what waits is dropped, what runs is waited for, so that nobody works on unseen."""
        if self._client is not None:
            self._client.close()
            self._client = self._pool = None
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


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
