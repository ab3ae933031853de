"""A real Dask cluster of two worker processes on this machine; one of them is killed mid-run."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tenor.core.errors import UserError
from tenor.scenarios import RunResult

distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")
pytestmark = pytest.mark.slow

Runner = Callable[..., RunResult]
ASKED = {"draws": 6000, "years": [2030, 2035]}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Give a cluster of two workers, loopback only."""
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        memory_limit=0,
    ) as found:
        yield found


@pytest.fixture
def small_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tasks be single blocks, so that a small run has several of them."""
    from tenor.scenarios import executing

    monkeypatch.setattr(executing, "REMOTE_DRAWS", (1024, 1024))


def address(cluster: Any) -> str:
    return cluster.scheduler_address.replace("tcp://", "dask://")


def test_a_cluster_gives_the_bits_of_threads(
    cluster: Any, run_small: Runner, small_cuts: None
) -> None:
    alone = run_small(threads=2, **ASKED)
    there = run_small(executor=address(cluster), **ASKED)
    assert there.hash == alone.hash
    assert there.manifest == alone.manifest


def test_a_killed_worker_changes_no_bit(cluster: Any, run_small: Runner, small_cuts: None) -> None:
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        workers = client.run(os.getpid)
    assert len(workers) == 2
    killed: list[int] = []

    def told(done: int, total: int) -> None:
        if not killed and done < total:
            killed.append(next(iter(workers.values())))
            os.kill(killed[0], signal.SIGKILL)

    there = run_small(executor=address(cluster), told=told, **ASKED)
    assert killed
    assert there.hash == run_small(threads=1, name="alone", **ASKED).hash


def test_an_address_where_nobody_answers_is_told(run_small: Runner) -> None:
    with pytest.raises(UserError, match="no Dask scheduler answers"):
        run_small(executor="dask://127.0.0.1:9", **ASKED)


def test_a_missing_package_is_told_with_its_remedy(
    run_small: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UserError, match=r"tenor-minerals\[dask\]"):
        run_small(executor="dask://127.0.0.1:8786", **ASKED)
