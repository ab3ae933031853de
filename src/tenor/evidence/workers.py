"""Worker processes that load and read documents; results come back in the order of the paths."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, Any

from tenor.core.errors import DataError
from tenor.evidence.known import find_known

if TYPE_CHECKING:
    from tenor.evidence.ingesting import Work
    from tenor.evidence.ledger import Known, Ledger
    from tenor.evidence.loading.paths import Found

AHEAD = 4
"""Documents in hand for each worker: enough to keep it busy, few enough for the memory."""
_held: dict[str, Any] = {}


def map_in_order(found: Sequence[Found], work: Work, jobs: int, ledger: Ledger) -> Iterator[Any]:
    """Yield each item with its reading, in order, read by `jobs` processes.

    Raises
    ------
    DataError
        A worker was ended from outside.
    """
    context = get_context("spawn")
    pending: deque[tuple[Found, Future[Any]]] = deque()
    is_first = not ledger.has_marks
    waiting = iter(found)
    with ProcessPoolExecutor(
        jobs, mp_context=context, initializer=_begin, initargs=(work, str(ledger.path))
    ) as pool:
        try:
            for item in waiting:
                known = None if is_first else find_known(item, work, ledger)
                future = pool.submit(_read, item) if known is None else _held_as(known)
                pending.append((item, future))
                if len(pending) >= AHEAD * jobs:
                    first, future = pending.popleft()
                    yield first, future.result()
            while pending:
                first, future = pending.popleft()
                yield first, future.result()
        except BrokenProcessPool as error:
            raise DataError(
                "a worker process was ended from outside, perhaps for want of memory; what was "
                "written stays, run the command again with fewer --jobs"
            ) from error
        finally:
            for _, future in pending:
                future.cancel()


def _held_as(known: Known) -> Future[Any]:
    """Return what is known in place of what a worker will find."""
    future: Future[Any] = Future()
    future.set_result(known)
    return future


def _begin(work: Work, path: str) -> None:
    """Prepare a worker: what it does, its own connection, and an end with its parent's."""
    from tenor.evidence.ledger import Ledger

    _held["work"] = work
    _held["ledger"] = Ledger(path)
    parent = parent_process()
    if parent is not None:
        watch = threading.Thread(target=_end_with, args=(parent,), daemon=True)
        watch.start()


def _end_with(parent: Any) -> None:
    """End this process when its parent is gone: a killed parent cannot say so."""
    parent.join()
    os._exit(1)


def _read(item: Found) -> Any:
    from tenor.evidence.ingesting import read

    return read(item, _held["work"], _held["ledger"])
