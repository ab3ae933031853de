"""Compute shortest sea routes between all pairs of ports.

Reads a table of ports (columns ``id``, ``lat``, ``lon``) and writes one row per
pair and route, each pair once with ``from_port`` before ``to_port`` in the alphabet:

- ``suez_panama``: both canals open;
- ``no_suez``: the Suez Canal closed; only where the distance differs;
- ``no_babelmandeb``: the strait at the south of the Red Sea closed; only for
  pairs with a port on the Red Sea, as for all others it equals ``no_suez``.

Northern passages are never used: the northwest passage and the Bering Strait are
closed in every route. A pair that can't be reached under a closure has no row.

Needs ``searoute`` 1.6.0 (Apache-2.0), which is no dependency of the project:

    python -m venv .venv-searoute
    .venv-searoute/bin/pip install searoute==1.6.0
    .venv-searoute/bin/python scripts/build_sea_distances.py PORTS.csv DISTANCES.csv

The two tables stand in ``src/tenor/data/tables``.
"""

from __future__ import annotations

import argparse
import csv
import warnings
from importlib.metadata import version
from itertools import combinations
from pathlib import Path

import searoute

ALWAYS_CLOSED = ("northwest", "bering")
ROUTES = {
    "suez_panama": (),
    "no_suez": ("suez",),
    "no_babelmandeb": ("babalmandab",),
}
"""Closed passages by route, in the package's own spelling."""
RED_SEA = {"jeddah"}
"""Ports that lie between the two closures."""
SAME = 1.0
"""Two routes that differ by less than this many nautical miles are one."""
COLUMNS = ("from_port", "to_port", "distance_nm", "route", "source", "met", "note")
NM_IN_KM = 1.852
COARSE = 300.0
"""Below this many nautical miles the detours to the network weigh heavily."""

Place = tuple[float, float]


def read_ports(path: Path) -> dict[str, Place]:
    """Return longitude and latitude by port, in the order of the ids."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = {r["id"]: (float(r["lon"]), float(r["lat"])) for r in csv.DictReader(file)}
    return dict(sorted(rows.items()))


def distance_nm(start: Place, end: Place, closed: tuple[str, ...]) -> float | None:
    """Return the length of the shortest route, or None where there is none.

    The way between each port and the nearest node of the network is counted as a
    straight line.
    """
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        route = searoute.searoute(
            list(start),
            list(end),
            units="km",
            append_orig_dest=True,
            restrictions=[*ALWAYS_CLOSED, *closed],
        )
    if any("No path found" in str(w.message) for w in warned):
        return None
    return float(route.properties["length"]) / NM_IN_KM


def rows_of(ports: dict[str, Place], source: str) -> list[tuple[object, ...]]:
    """Return the rows of the table."""
    rows: list[tuple[object, ...]] = []
    for one, two in combinations(ports, 2):
        found: dict[str, float] = {}
        for route, closed in ROUTES.items():
            if route == "no_babelmandeb" and not {one, two} & RED_SEA:
                continue
            length = distance_nm(ports[one], ports[two], closed)
            if length is None:
                continue
            if route != "suez_panama" and abs(length - found.get("suez_panama", -9)) < SAME:
                continue
            found[route] = length
            note = "Short: the network is coarse here." if length < COARSE else ""
            rows.append((one, two, round(length), route, source, "opened", note))
    return rows


def main() -> None:
    """Read the ports and write the distances."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ports", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    rows = rows_of(read_ports(arguments.ports), f"searoute-{version('searoute')}")
    with arguments.output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    print(f"{len(rows)} rows")


if __name__ == "__main__":
    main()
