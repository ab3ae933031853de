"""Figures of the US Geological Survey: the curated ones, and an imported table in front of them.

An imported row is used where it says what it counts: mine output or reserves, a unit
of mass, and gross weight or the content. What says less is left out, with a note.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tenor.core.errors import UnknownNameError
from tenor.panel.checks.finding import WORLD
from tenor.panel.materials import Materials, read_materials
from tenor.sources.box import Tables

OTHER = "OTH"
"""The row of all countries that a table does not name."""

MASSES: Mapping[str, float] = {
    "metric tons": 1.0,
    "t": 1.0,
    "thousand metric tons": 1e3,
    "kt": 1e3,
    "million metric tons": 1e6,
    "mt": 1e6,
    "kilograms": 1e-3,
    "kg": 1e-3,
}
_MASS = re.compile(r"\b(?:(?:thousand|million) )?metric tons\b|\bkilograms\b")
_FORMULA = re.compile(r"\b(REO|Cr2O3|TiO2|Nb2O5|Ta2O5|K2O|P2O5|V2O5|WO3|Li2O|LCE)\b")
_MINED = re.compile(r"\bm(?:i)?ne production\b")

NO_UNIT = "no unit of mass, or two"
NO_BASIS = "neither gross weight nor a content is stated"
NO_STAGE = "not said to be mine production"
NO_PLACE = "no country by that name"
NO_NUMBER = "withheld, not available or in words"


@dataclass(frozen=True, slots=True)
class Figure:
    """Mine output or reserves of one country by the US Geological Survey.

    Attributes
    ----------
    mineral : str
        Commodity of the material table.
    country : str
        Alpha-3, ``WLD`` the world, ``OTH`` all countries that are not named.
    statistic : str
        ``production`` or ``reserves``.
    year : int
    low, high : float
        In `unit`; the same for one figure, `high` infinite for a lower bound.
    unit : str
        With the content: ``t Sb``, ``t gross``.
    source, met : str
        Id of ``data/tables/sources.csv`` or ``usgs``, and how it was met.
    """

    mineral: str
    country: str
    statistic: str
    year: int
    low: float
    high: float
    unit: str
    source: str
    met: str

    @property
    def content(self) -> str:
        """What is counted: ``gross``, an element or a compound."""
        return self.unit.partition(" ")[2]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures at hand, with what of an imported table was left out and why."""

    figures: tuple[Figure, ...]
    notes: tuple[str, ...]

    def by_slice(self, statistic: str) -> dict[tuple[str, int], dict[str, Figure]]:
        """Return the figures by mineral and year, then by country; content before gross weight."""
        found: dict[tuple[str, int], dict[str, Figure]] = {}
        for one in self.figures:
            if one.statistic != statistic:
                continue
            held = found.setdefault((one.mineral, one.year), {})
            if one.country not in held or held[one.country].content == "gross":
                held[one.country] = one
        return dict(sorted(found.items()))


@lru_cache(maxsize=1)
def read_curated() -> tuple[Figure, ...]:
    """Return the figures that ship with the package, all of them mine output in tonnes."""
    table = files("tenor").joinpath("data", "tables", "usgs_production.csv")
    found = []
    for cells in csv.DictReader(table.read_text(encoding="utf-8").splitlines(), strict=True):
        mass, _, content = cells["unit"].partition(" ")
        value = float(cells["value"]) * MASSES[mass]
        told = (cells["mineral"], cells["country"], "production", int(cells["year"]))
        unit = f"t {content}"
        found.append(Figure(*told, value, value, unit, cells["source"], cells["met"]))
    return tuple(found)


@lru_cache(maxsize=4)
def read_figures(tables: Tables) -> Figures:
    """Return the figures at hand (cached per set of tables).

    An imported table replaces the curated figures of each mineral and year it holds.
    """
    imported, notes = read_imported(tables)
    covered = {(f.mineral, f.year, f.statistic) for f in imported}
    kept = (f for f in read_curated() if (f.mineral, f.year, f.statistic) not in covered)
    return Figures((*kept, *imported), notes)


def read_imported(tables: Tables) -> tuple[tuple[Figure, ...], tuple[str, ...]]:
    """Return the figures of an imported table, and what was left out of it."""
    if not tables.has("usgs"):
        return (), ()
    sql = (
        "SELECT commodity, lower(statistic) AS statistic, detail, place, country, year, unit, "
        "value, low, high FROM usgs WHERE section = 'world' "
        "AND lower(statistic) IN ('production', 'reserves') ORDER BY ALL"
    )
    materials, found = read_materials(), []
    left: Counter[tuple[str, str]] = Counter()
    strangers = set()
    for commodity, *row in tables.connection.cursor().execute(sql).fetchall():
        try:
            mineral = materials.resolve(commodity)[0]
        except UnknownNameError:
            strangers.add(commodity)
            continue
        figure = read_row(materials, mineral, row)
        if isinstance(figure, str):
            left[mineral, figure] += 1
        else:
            found.append(figure)
    reasons: dict[str, list[str]] = {}
    for (mineral, reason), count in sorted(left.items()):
        reasons.setdefault(reason, []).append(f"{mineral} {count}")
    notes = [
        f"rows of the imported USGS table left out, {reason}: {', '.join(names)}"
        for reason, names in reasons.items()
        if reason != NO_NUMBER
    ]
    if strangers:
        notes.append(
            f"commodities of the imported USGS table that the material table does not name: "
            f"{len(strangers)}"
        )
    return tuple(found), tuple(notes)


def read_row(materials: Materials, mineral: str, row: Sequence[Any]) -> Figure | str:
    """Return the figure of an imported row, or why it is left out."""
    statistic, detail, place, iso3, year, unit, value, low, high = row
    words = f"{detail or ''}, {unit or ''}"
    if statistic == "production" and _MINED.search((detail or "").casefold()) is None:
        return NO_STAGE
    mass, content = find_mass(detail or "", unit or ""), find_content(materials, mineral, words)
    where = WORLD if re.match("world", place, re.I) else iso3
    where = OTHER if re.match("other countries", place, re.I) else where
    for lacks, reason in ((mass, NO_UNIT), (content, NO_BASIS), (where, NO_PLACE)):
        if lacks is None:
            return reason
    if value is None and low is None:
        return NO_NUMBER
    ends = (value, value) if value is not None else (low, math.inf if high is None else high)
    return Figure(
        mineral,
        str(where),
        statistic,
        year,
        ends[0] * (mass or 0.0),
        ends[1] * (mass or 0.0),
        f"t {content}",
        "usgs",
        "imported",
    )


def find_mass(detail: str, unit: str) -> float | None:
    """Return the tonnes of one unit of a row; None where none is stated, or two.

    Examples
    --------
    >>> find_mass("Mine production, contained antimony", "metric tons")
    1.0
    >>> find_mass("Mine production, gross weight, thousand metric tons", "metric tons") is None
    True
    """
    stated = {MASSES[hit] for hit in _MASS.findall(detail.casefold())}
    cell = unit.casefold().strip()
    if cell in MASSES:
        stated.add(MASSES[cell])
    else:
        stated |= {MASSES[hit] for hit in _MASS.findall(cell)}
    return stated.pop() if len(stated) == 1 else None


def find_content(materials: Materials, mineral: str, words: str) -> str | None:
    """Return what a row counts: ``gross``, a compound or the element; None where not stated.

    Examples
    --------
    >>> from tenor.panel.materials import read_materials
    >>> table = read_materials()
    >>> find_content(table, "tungsten", "Mine production, tungsten content, metric tons")
    'W'
    >>> find_content(table, "rare_earths", "mine production, rare-earth-oxide equivalent")
    'REO'
    >>> find_content(table, "antimony", "Mine production, metric tons") is None
    True
    """
    plain = words.casefold()
    if re.search(r"\bgross", plain):
        return "gross"
    if hit := _FORMULA.search(words):
        return hit[1]
    if "rare-earth-oxide" in plain or "rare earth oxide" in plain:
        return "REO"
    row = materials.commodity(mineral)
    named = row.display.casefold() in plain or row.name in plain
    is_content = re.search(r"\b(?:contained|content)\b", plain) is not None
    return row.symbol if named and is_content and row.symbol else None
