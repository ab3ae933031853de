"""Time and memory of a whole brief, in a process of its own: ``python benchmarks/bench_brief.py``.

Targets: under 20 s and 500 MB after installation. ``--check`` exits 1 where one is missed.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

RUNS = 5
SECONDS, MEGABYTES = 20.0, 500.0


def measure(case: str, out: Path) -> tuple[float, float]:
    """Return seconds and peak megabytes of one ``tenor brief``."""
    command = [sys.executable, "-m", "tenor", "brief", case, "-o", str(out)]
    start, peak = time.perf_counter(), 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                peak = max(peak, watched.memory_info().rss / 1e6)
            except psutil.Error:
                break
            time.sleep(0.02)
    if process.returncode:
        raise SystemExit(f"tenor brief {case} ended with {process.returncode}")
    return time.perf_counter() - start, peak


def main() -> int:
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        for case in ("pakistan-us", "indonesia-us"):
            runs = [measure(case, Path(folder) / case) for _ in range(RUNS)]
            seconds = statistics.median(run[0] for run in runs)
            megabytes = max(run[1] for run in runs)
            met = seconds < SECONDS and megabytes < MEGABYTES
            missed |= not met
            verdict = "met" if met else "MISSED"
            print(f"brief of {case}: {seconds:.1f} s, {megabytes:.0f} MB, {verdict}")
    return 1 if missed and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
