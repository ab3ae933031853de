"""How long a question of supply risk takes, against fixed targets.

    python benchmarks/bench_risk.py            # measure and print a table
    python benchmarks/bench_risk.py --check    # exit 1 where a target is missed

``TENOR_PEER_PYTHON`` names an interpreter that has geopolrisk-py; its times are then
measured in the same run, for comparison only. `make bench` runs the same questions
under pytest-benchmark.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import duckdb

from tenor.risk import all_importers, assess

Question = Callable[[], object]

SCAN = """
    SELECT hs6, year, importer, sum(quantity_t), sum(value_kusd), count(*)
    FROM read_parquet(?) GROUP BY ALL
"""
PEER = """
import json, sys, time
start = time.perf_counter()
from geopolrisk.assessment import main as peer
ready = time.perf_counter()
trade = peer.mapped_baci()
mapped = time.perf_counter()
for material in peer.default_rmlist():
    production, hhi = peer.HHI(material, 2022, 842)
    numerator, imports, price = peer.importrisk(material, 2022, 842, trade)
    peer.GeoPolRisk(numerator, imports, price, production, hhi)
done = time.perf_counter()
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump([ready - start, mapped - ready, done - mapped], file)
"""


@dataclass(frozen=True)
class Measured:
    """The median time of one question [s], its target if it has one, and the number of runs."""

    question: str
    seconds: float
    target: float | None
    runs: int

    @property
    def is_met(self) -> bool:
        return self.target is None or self.seconds < self.target


def one_score() -> object:
    """Answer for one importer, commodity, stage and year."""
    return assess("USA", 2022, commodity="nickel", stage="ore")


def all_rows() -> object:
    """Answer for one importer and year, all commodities and stages."""
    return assess("USA", 2022)


def all_seven_years() -> object:
    """Compute all commodities and importers for the years with production."""
    return all_importers(range(2018, 2025))


def all_thirty_years() -> object:
    """Compute the import-side indices of all commodities and importers, 1995 to 2024."""
    return all_importers(range(1995, 2025))


def command_line() -> object:
    """Run the whole command in a process of its own."""
    command = [sys.executable, "-m", "tenor", "risk", "--importer", "USA", "--year", "2022"]
    return subprocess.run(
        [*command, "--commodity", "antimony", "--stage", "ore", "--json"],
        check=True,
        capture_output=True,
    )


def scan_and_group() -> object:
    """Let DuckDB alone scan and group the trade table, as the least that has to be done."""
    path = str(files("tenor") / "data" / "box" / "baci.parquet")
    with duckdb.connect() as connection:
        return connection.execute(SCAN, [path]).fetchnumpy()


def median_of(question: Question, runs: int) -> float:
    """Return the median time [s] of some runs after one that warms up."""
    question()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        question()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def measure(runs: int) -> list[Measured]:
    """Measure all questions of Tenor; the last entry is a ratio."""
    scan = median_of(scan_and_group, runs)
    thirty = median_of(all_thirty_years, runs)
    questions: list[tuple[str, Question, float | None, int]] = [
        ("one score, warm", one_score, 0.020, 5 * runs),
        ("one importer, all commodities and stages, warm", all_rows, None, runs),
        ("whole process of `tenor risk`", command_line, 1.0, runs),
        ("all commodities and importers, 2018-2024", all_seven_years, 0.5, runs),
    ]
    return [
        *(Measured(name, median_of(ask, n), target, n) for name, ask, target, n in questions),
        Measured("all commodities and importers, 1995-2024", thirty, 1.0, runs),
        Measured("DuckDB alone, scan and group the trade table", scan, None, runs),
        Measured("ratio of the last two", thirty / scan, 4.0, runs),
    ]


def measure_peer() -> list[Measured]:
    """Measure geopolrisk-py once, in a process and a home of its own (it writes folders)."""
    python = os.environ.get("TENOR_PEER_PYTHON")
    if not python:
        return []
    with tempfile.TemporaryDirectory() as home:
        target = Path(home) / "seconds.json"
        kept = {"PATH": os.environ.get("PATH", ""), "HOME": home, "USERPROFILE": home}
        command = [python, "-c", PEER, str(target)]
        subprocess.run(command, env=kept, cwd=home, check=True, capture_output=True)
        load, mapped, scores = json.loads(target.read_text(encoding="utf-8"))
    return [
        Measured("geopolrisk-py, import", load, None, 1),
        Measured("geopolrisk-py, prepare its trade table", mapped, None, 1),
        Measured("geopolrisk-py, scores of 53 materials, USA 2022", scores, None, 1),
    ]


def format_row(row: Measured) -> str:
    """Return one line of the table."""
    is_ratio = row.question.startswith("ratio")
    unit, factor, digits = ("x", 1.0, 2) if is_ratio else ("ms", 1000.0, 1)
    target = "-" if row.target is None else f"< {row.target * factor:,.0f} {unit}"
    verdict = "" if row.target is None else "met" if row.is_met else "MISSED"
    value = f"{row.seconds * factor:,.{digits}f} {unit}"
    return f"{row.question:<50} {value:>13} {target:>12}  {verdict:<6} {row.runs:>3} runs"


def main() -> int:
    """Measure, print, and with --check fail where a target is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="exit 1 where a target is missed")
    parser.add_argument("--runs", type=int, default=7, help="runs per question (median is taken)")
    args = parser.parse_args()
    print(
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores; medians"
    )
    rows = [*measure(args.runs), *measure_peer()]
    for row in rows:
        print(format_row(row))
    return int(args.check and not all(row.is_met for row in rows))


def bench_one_score(benchmark: Callable[[Question], object]) -> None:
    benchmark(one_score)


def bench_all_rows(benchmark: Callable[[Question], object]) -> None:
    benchmark(all_rows)


def bench_all_seven_years(benchmark: Callable[[Question], object]) -> None:
    benchmark(all_seven_years)


def bench_all_thirty_years(benchmark: Callable[[Question], object]) -> None:
    benchmark(all_thirty_years)


def bench_scan_and_group(benchmark: Callable[[Question], object]) -> None:
    benchmark(scan_and_group)


def bench_command_line(benchmark: Callable[[Question], object]) -> None:
    benchmark(command_line)


if __name__ == "__main__":
    sys.exit(main())
