"""Several processes at one ledger, and processes that are killed while they write."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tenor.evidence.ledger import Ledger

INGEST = """
import sys
from tenor.evidence.extracting import MentionExtractor
from tenor.evidence.ingesting import Work, ingest
from tenor.evidence.ledger import Ledger
from tenor.evidence.verifying import verify
ledger, jobs, *paths = sys.argv[1:]
if __name__ == "__main__":
    with Ledger(ledger, create=True) as held:
        for done in ingest(paths, held, Work(MentionExtractor(), verify), jobs=int(jobs)):
            assert done.error is None, done.error
            print(done.id, flush=True)
"""
TEXT = "Mine {n} gets a loan\n\nThe bank said it would lend ${n}m, or {n}% of it.\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("texts")
    for n in range(100, 400):
        (path / f"{n}.txt").write_text(TEXT.format(n=n) * 3, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("code") / "run.py"
    path.write_text(INGEST, encoding="utf-8")
    return path


def _start(script: Path, ledger: Path, *paths: Path, jobs: int = 1) -> subprocess.Popen[str]:
    command = [sys.executable, str(script), str(ledger), str(jobs), *map(str, paths)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


@pytest.fixture(scope="module")
def whole(folder: Path, script: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a ledger that one process wrote without being disturbed."""
    path = tmp_path_factory.mktemp("whole") / "l.db"
    assert _start(script, path, folder).wait(120) == 0
    return path


def _contents(path: Path) -> tuple[list[str], list[str]]:
    with Ledger(path) as held:
        assert held.check() == []
        return sorted(d.id for d in held.documents()), sorted(c.id for c in held.claims())


def test_processes_that_write_at_once_make_one_ledger(
    tmp_path: Path, folder: Path, script: Path, whole: Path
) -> None:
    together = tmp_path / "together.db"
    running = [_start(script, together, folder) for _ in range(3)]
    for process in running:
        _, errors = process.communicate(timeout=180)
        assert process.returncode == 0, errors
    assert _contents(together) == _contents(whole)


def test_the_ledger_is_the_same_whatever_the_number_of_workers(
    tmp_path: Path, folder: Path, script: Path
) -> None:
    printed = []
    for jobs in (1, 2, 3):
        process = _start(script, tmp_path / f"{jobs}.db", folder, jobs=jobs)
        out, errors = process.communicate(timeout=180)
        assert process.returncode == 0, errors
        printed.append(out)
    assert printed[0] == printed[1] == printed[2]
    with Ledger(tmp_path / "1.db") as one, Ledger(tmp_path / "3.db") as three:
        assert list(one.states()) == list(three.states())


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_kill_loses_nothing_and_breaks_nothing(
    tmp_path: Path, folder: Path, script: Path, whole: Path, jobs: int
) -> None:
    ledger = tmp_path / "l.db"
    with Ledger(whole) as held:
        claims = {d.id: d.claims for d in held.documents()}
    assert sum(claims.values()) > 600
    chance = random.Random(jobs)
    for wanted in (0, 1, 5, 40, 90):
        process = _start(script, ledger, folder, jobs=jobs)
        assert process.stdout is not None
        told = [process.stdout.readline().strip() for _ in range(wanted)]
        time.sleep(chance.uniform(0, 0.02) if wanted else 0.4)
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate(timeout=60)
        # What was printed was committed before; the last line may be cut off.
        told += [line for line in rest.split("\n")[:-1] if line]
        if ledger.exists() and ledger.stat().st_size:
            with Ledger(ledger) as held:
                assert held.check() == []
                stored = {d.id: d for d in held.documents()}
                assert set(filter(None, told)) <= set(stored)
                assert {d.id: d.claims for d in stored.values()}.items() <= claims.items()
    assert _start(script, ledger, folder).wait(120) == 0
    assert _contents(ledger) == _contents(whole)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_workers_end_with_a_killed_parent(tmp_path: Path, folder: Path, script: Path) -> None:
    psutil = pytest.importorskip("psutil")
    process = _start(script, tmp_path / "l.db", folder, jobs=2)
    assert process.stdout is not None
    process.stdout.readline()
    children = psutil.Process(process.pid).children(recursive=True)
    assert children
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    process.stdout.close()
    gone, alive = psutil.wait_procs(children, timeout=20)
    assert [p for p in alive if p.status() != psutil.STATUS_ZOMBIE] == []
    assert gone
