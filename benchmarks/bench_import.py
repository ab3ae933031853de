"""How long a full-size BACI year takes to import, and how much memory, against fixed targets.

python benchmarks/bench_import.py                  # 11 million rows
python benchmarks/bench_import.py --rows 1000000   # smaller
python benchmarks/bench_import.py --all-codes      # keep every code
python benchmarks/bench_import.py --check          # exit 1 where a target is missed
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from tenor.core.countries import from_baci
from tenor.core.errors import UnknownNameError
from tenor.panel.import_scope import material_scope

SECONDS, MEGABYTES = 30.0, 2000.0
PROBE = """
import json, resource, sys, time
from tenor.cli import main
start = time.perf_counter()
code = main(sys.argv[1:])
unit = 1e6 if sys.platform == "darwin" else 1e3
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
print(json.dumps({"code": code, "seconds": time.perf_counter() - start, "megabytes": peak}))
"""
OTHER_NUMBERS = {158, 356, 840, 250, 578, 756}
"""Numbers that BACI does not use beside its own for the same country."""


def numbers() -> list[int]:
    """Return the country numbers of a file."""
    found = []
    for number in range(1, 1000):
        try:
            from_baci(number)
        except UnknownNameError:
            continue
        if number not in OTHER_NUMBERS:
            found.append(number)
    return found


def write_year(path: Path, rows: int) -> None:
    """Write a yearly file with distinct flows, every twentieth without a quantity."""
    places = numbers()
    codes = sorted(
        {int(c) for c in material_scope().codes} | {10100 + 173 * i for i in range(5500)}
    )
    n, k = len(places), len(codes)
    with duckdb.connect() as connection:
        for name, values in (("places", places), ("codes", codes)):
            connection.execute(
                f"CREATE TABLE {name} AS SELECT unnest(?::INT[]) AS c, "
                "generate_subscripts(?::INT[], 1) - 1 AS id",
                [values, values],
            )
        connection.execute(f"""
            COPY (
                SELECT 2023 AS t, a.c AS i, b.c AS j, printf('%06d', codes.c) AS k,
                       printf('%.3f', (hash(x) % 1000000) / 1000.0 + 0.001) AS v,
                       CASE WHEN x % 20 = 0 THEN '           NA'
                            ELSE printf('%.3f', (hash(x + 3) % 10000000) / 1000.0) END AS q
                FROM (SELECT x, (x * 2654435761) % ({k}::BIGINT * {n} * {n - 1}) AS y
                      FROM range({rows}) AS r(x))
                JOIN codes ON codes.id = y % {k}
                JOIN places AS a ON a.id = (y // {k}) // {n - 1}
                JOIN places AS b
                  ON b.id = ((y // {k}) // {n - 1} + 1 + (y // {k}) % {n - 1}) % {n}
            ) TO '{path}' (HEADER true, DELIMITER ',')
        """)


def main() -> int:
    """Generate, import, print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=11_000_000)
    parser.add_argument("--all-codes", action="store_true")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temp:
        path = Path(temp) / "BACI_HS22_Y2023_V202501.csv"
        write_year(path, args.rows)
        words = ["data", "import", "baci", str(path), "--to", f"{temp}/data"]
        words += ["--all-codes"] if args.all_codes else []
        command = [sys.executable, "-c", PROBE, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        size = path.stat().st_size / 1e6
    found = json.loads(done.stdout.splitlines()[-1])
    print(f"rows       {args.rows:,} ({size:,.0f} MB)")
    print(f"time       {found['seconds']:.1f} s, target {SECONDS:.0f} s")
    print(f"memory     {found['megabytes']:,.0f} MB, target {MEGABYTES:,.0f} MB")
    missed = found["seconds"] > SECONDS or found["megabytes"] > MEGABYTES or found["code"]
    return 1 if args.check and missed else 0


def bench_import_a_year(benchmark: object, tmp_path: Path) -> None:
    """Import a year of 1.1 million rows, a tenth of a full one."""
    from tenor.cli import main as tenor

    path = tmp_path / "BACI_HS22_Y2023_V202501.csv"
    write_year(path, 1_100_000)
    counter = iter(range(1000))

    def run() -> None:
        words = ["data", "import", "baci", str(path), "--to", f"{tmp_path}/{next(counter)}"]
        assert tenor(words) == 0

    benchmark.pedantic(run, rounds=3)  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
