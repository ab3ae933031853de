"""Where tasks run: threads, any executor of `concurrent.futures`, or a Dask cluster.

Tasks are whole blocks of draws and their results merge exactly, so the executor, the cut and
the order change no bit of a result. A task that is lost with its worker is run again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    as_completed,
)
from contextlib import contextmanager
from typing import Any, TypeVar

from tenor.core.errors import TenorError, UserError
from tenor.market.sums import BLOCK

Job = TypeVar("Job")
Done = TypeVar("Done")

REMOTE_DRAWS = (10_000, 50_000)
"""Fewest and most draws of a task that goes to other machines, whole blocks apart."""

RETRIES = 3
SCHEME = "dask://"


class LostWorkError(TenorError):
    """Tasks were lost with their workers again and again."""


def calc_cuts(blocks: int, *, workers: int, remote: bool) -> list[tuple[int, int]]:
    """Return blocks as ranges (first, last + 1) for tasks.

    Examples
    --------
    >>> calc_cuts(5, workers=2, remote=False)
    [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]
    >>> calc_cuts(30, workers=2, remote=True)
    [(0, 10), (10, 20), (20, 30)]
    """
    least = -(-REMOTE_DRAWS[0] // BLOCK) if remote else 1
    most = REMOTE_DRAWS[1] // BLOCK
    size = min(most, max(least, -(-blocks // (4 * workers)) if blocks > 4 * workers else 1))
    return [(first, min(first + size, blocks)) for first in range(0, blocks, size)]


@contextmanager
def open_executor(executor: Executor | str | None, threads: int) -> Iterator[tuple[Executor, bool]]:
    """Give an executor, and whether it is remote; close what was opened here.

    Parameters
    ----------
    executor : Executor, str or None
        ``dask://HOST:PORT`` for a cluster's scheduler; None for threads.
    threads : int

    Raises
    ------
    UserError
        The address is no ``dask://HOST:PORT``, nothing answers there, or the package
        distributed is missing.
    """
    if executor is None:
        with ThreadPoolExecutor(threads) as pool:
            yield pool, False
    elif isinstance(executor, str):
        client = _connect(executor)
        try:
            yield client.get_executor(retries=RETRIES, pure=False), True
        finally:
            client.close()
    else:
        yield executor, not isinstance(executor, ThreadPoolExecutor)


def _connect(address: str) -> Any:
    """Return a client of a Dask cluster."""
    if not address.startswith(SCHEME) or ":" not in address[len(SCHEME) :]:
        raise UserError(f"executor {address!r}: expected dask://HOST:PORT, as the scheduler says")
    try:
        from distributed import Client
    except ImportError:
        raise UserError(
            "a Dask cluster needs the package distributed: pip install 'tenor-minerals[dask]', "
            "here and on every worker, or leave --executor out to run in threads"
        ) from None
    try:
        return Client(f"tcp://{address[len(SCHEME) :]}", timeout="10s", set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise UserError(f"no Dask scheduler answers at {address}: {error}") from error


def run_all(
    run: Callable[[Job], Done],
    jobs: Sequence[Job],
    executor: Executor,
    *,
    told: Callable[[int, int], None] | None = None,
) -> Iterator[Done]:
    """Yield the results of all jobs as they come.

    Raises
    ------
    LostWorkError
        Jobs were lost with their workers more than `RETRIES` times.
    """
    left = list(jobs)
    done = 0
    for _ in range(RETRIES + 1):
        futures: dict[Future[Done], Job] = {}
        lost: list[Job] = []
        for job in left:
            try:
                futures[executor.submit(run, job)] = job
            except (BrokenExecutor, RuntimeError) as error:
                raise LostWorkError(f"the executor takes no more work: {error}") from error
        for future in as_completed(futures):
            try:
                result = future.result()
            except (BrokenExecutor, CancelledError, ConnectionError) as error:
                if isinstance(error, BrokenExecutor):
                    raise LostWorkError(f"a worker process died: {error}") from error
                lost.append(futures[future])
                continue
            done += 1
            if told:
                told(done, len(jobs))
            yield result
        if not lost:
            return
        left = lost
    raise LostWorkError(f"{len(left)} of {len(jobs)} tasks were lost with their workers; run again")
