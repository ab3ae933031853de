"""Two sources side by side: USGS against World Mining Data, your trade file against the box."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from tenor.core.trace import significant
from tenor.panel.checks.finding import WORLD, Expected, Finding, calc_severity
from tenor.panel.materials import Materials, read_materials
from tenor.sources.box import FORMS, Tables, is_box_path, parquet

OTHER = "OTH"
"""The row of all countries that a table does not name."""

COUNTRY_FACTOR, TOTAL_FACTOR = 1.25, 1.05
"""From which factor on two sources are said to differ on a country and on the world."""

LEAST_SEVERITY = 0.001


@dataclass(frozen=True, slots=True)
class Figure:
    """Mine output of one country by the US Geological Survey."""

    mineral: str
    country: str
    year: int
    value: float
    unit: str
    source: str
    met: str


@lru_cache(maxsize=1)
def read_usgs() -> tuple[Figure, ...]:
    """Return the curated figures of the US Geological Survey."""
    table = files("tenor").joinpath("data", "tables", "usgs_production.csv")
    return tuple(
        Figure(**{**cells, "year": int(cells["year"]), "value": float(cells["value"])})
        for cells in csv.DictReader(table.read_text(encoding="utf-8").splitlines(), strict=True)
    )


def check_source_disagreement(tables: Tables, commodity: str | None = None) -> list[Finding]:
    """Return the countries on whose mine output World Mining Data and USGS differ."""
    return [
        finding
        for finding in compare_sources(tables, commodity, COUNTRY_FACTOR)
        if finding.place != WORLD and finding.severity >= LEAST_SEVERITY
    ]


def check_world_totals(tables: Tables, commodity: str | None = None) -> list[Finding]:
    """Return the minerals on whose world mine output World Mining Data and USGS differ."""
    return [
        finding
        for finding in compare_sources(tables, commodity, TOTAL_FACTOR)
        if finding.place == WORLD
    ]


def compare_sources(tables: Tables, commodity: str | None, factor: float) -> list[Finding]:
    """Return every figure of USGS from which World Mining Data differ by more than a factor."""
    materials, found = read_materials(), []
    for mineral, year in sorted({(f.mineral, f.year) for f in read_usgs()}):
        if commodity not in (None, mineral):
            continue
        spec = materials.stage(mineral, "ore")
        series = spec.production_series or ""
        listed = read_series(tables, series, year)
        figures = {f.country: f for f in read_usgs() if (f.mineral, f.year) == (mineral, year)}
        if not listed or not figures:
            continue
        total = sum(amount or 0.0 for amount in listed.values())
        for place, figure in with_world(figures).items():
            raw = total if place == WORLD else listed.get(place)
            expected = on_content(materials, figure)
            if place == OTHER or not differs(raw, expected, factor):
                continue
            note = (
                f"World Mining Data against {significant(figure.value, 4)} {figure.unit} "
                f"({figure.source}, {figure.met})"
            )
            severity = calc_severity(raw, expected, total)
            rule = "world_total" if place == WORLD else "source_disagreement"
            unit = f"t {spec.production_content}"
            found.append(
                Finding(series, place, "", year, rule, raw, expected, unit, severity, note)
            )
    return found


def read_series(tables: Tables, series: str, year: int) -> dict[str, float | None]:
    """Return the raw output of a series in one year by country."""
    sql = "SELECT country, quantity FROM wmd WHERE series = ? AND year = ?"
    return dict(tables.connection.cursor().execute(sql, [series, year]).fetchall())


def with_world(figures: dict[str, Figure]) -> dict[str, Figure]:
    """Return the figures with a world total: the published one, else the sum of all rows."""
    if WORLD in figures or OTHER not in figures:
        return figures
    one = figures[OTHER]
    total = sum(figure.value for figure in figures.values())
    summed = Figure(one.mineral, WORLD, one.year, total, one.unit, one.source, one.met)
    return {**figures, WORLD: summed}


def on_content(materials: Materials, figure: Figure) -> Expected:
    """Return a figure in tonnes of what World Mining Data count; a range where grade decides."""
    scale = 1000.0 if figure.unit.startswith("kt ") else 1.0
    if not figure.unit.endswith(" gross"):
        return figure.value * scale
    codes = [c for c in materials.codes(figure.mineral, "ore") if c.scope == "own"]
    low = min(c.low or math.nan for c in codes)
    high = max(c.high or math.nan for c in codes)
    return figure.value * scale * low, figure.value * scale * high


def differs(raw: float | None, expected: Expected, factor: float) -> bool:
    """Return whether a figure lies outside an expectation by more than a factor.

    Nothing against zero is no difference; nothing or zero against something is one.

    Examples
    --------
    >>> differs(110.0, 100.0, 1.25), differs(None, 0.0, 1.25), differs(None, 5.0, 1.25)
    (False, False, True)
    """
    low, high = expected if isinstance(expected, tuple) else (expected, expected)
    have = raw or 0.0
    return have > high * factor or have < low / factor


def check_mirror_gaps(tables: Tables, codes: Sequence[str] | None = None) -> list[Finding]:
    """Return the flows on which your own trade file and the box differ.

    BACI has reconciled the reports of both sides already, so that a mirror gap can be
    seen only against a second source: the file of `TENOR_DATA`.
    """
    own = [path for path in tables.files["baci"] if not is_box_path(path)]
    box = [path for path in tables.files["baci"] if is_box_path(path)]
    if not own or not box:
        return []
    keys = "hs6, year, exporter, importer"
    kinds = {c: FORMS["baci"].columns[c] for c in ("hs6", "year", "exporter", "importer")}
    typed = ", ".join(f"{column}::{kind} AS {column}" for column, kind in kinds.items())
    sql = f"""
        WITH own AS (SELECT {typed}, quantity_t::DOUBLE AS q FROM {parquet(own[0])}),
             total AS (SELECT hs6, year, sum(quantity_t)::DOUBLE AS tonnes
                       FROM {parquet(box[0])} GROUP BY ALL)
        SELECT {keys}, o.q, b.quantity_t::DOUBLE, tonnes
        FROM own o JOIN {parquet(box[0])} b USING ({keys}) JOIN total USING (hs6, year)
        WHERE o.q IS NOT NULL AND b.quantity_t IS NOT NULL ORDER BY {keys}
    """
    found = []
    for code, year, exporter, importer, raw, expected, world in (
        tables.connection.cursor().execute(sql).fetchall()
    ):
        chosen = codes is None or code in codes
        if not chosen or not differs(raw, expected, COUNTRY_FACTOR):
            continue
        severity = calc_severity(raw, expected, world)
        if severity >= LEAST_SEVERITY:
            note = "your own trade file against the reconciled flow of the box"
            found.append(
                Finding(
                    code, exporter, importer, year, "mirror_gap", raw, expected, "t", severity, note
                )
            )
    return found
