"""World Mining Data beside the US Geological Survey, and its totals beside their parts."""

from __future__ import annotations

import math
from collections.abc import Mapping

from tenor.core.errors import UserError
from tenor.core.trace import significant
from tenor.core.units import convert_content
from tenor.panel.checks.finding import WORLD, Expected, Finding, calc_severity, differs, span
from tenor.panel.checks.usgs import OTHER, Figure, read_figures
from tenor.panel.materials import Materials, StageRow, read_materials
from tenor.panel.reference import MASS_IN_TONNES
from tenor.sources.box import Tables

COUNTRY_FACTOR, TOTAL_FACTOR = 1.25, 1.05
"""From which factor on two sources are said to differ on a country and on the world."""

LEAST_SEVERITY = 0.001


def check_source_disagreement(tables: Tables, commodity: str | None = None) -> list[Finding]:
    """Return the countries on whose mine output or reserves the two sources differ."""
    found = [f for f in compare_sources(tables, commodity, COUNTRY_FACTOR) if f.place != WORLD]
    found += compare_reserves(tables, commodity)
    return [finding for finding in found if finding.severity >= LEAST_SEVERITY]


def check_world_totals(tables: Tables, commodity: str | None = None) -> list[Finding]:
    """Return the world totals that differ between the sources, or from the sum of their parts."""
    compared = compare_sources(tables, commodity, TOTAL_FACTOR)
    found = [finding for finding in compared if finding.place == WORLD]
    return found + compare_parts(tables, commodity)


def compare_sources(tables: Tables, commodity: str | None, factor: float) -> list[Finding]:
    """Return every figure of USGS from which World Mining Data differ by more than a factor."""
    found = []
    for (mineral, year), figures in read_figures(tables).by_slice("production").items():
        spec = ore_of(mineral)
        if commodity not in (None, mineral) or spec is None:
            continue
        listed = read_series(tables, spec.production_series or "", year)
        if not listed:
            continue
        total = sum(amount or 0.0 for amount in listed.values())
        for place, figure in with_world(figures).items():
            raw = total if place == WORLD else listed.get(place)
            expected = on_series(read_materials(), spec, figure)
            if place == OTHER or expected is None or not differs(raw, expected, factor):
                continue
            finding = Finding(
                series=spec.production_series or "",
                place=place,
                partner="",
                year=year,
                rule="world_total" if place == WORLD else "source_disagreement",
                raw=raw,
                expected=finite_end(expected),
                unit=f"{spec.production_unit} {spec.production_content}",
                severity=calc_severity(raw, finite_end(expected), total),
                note=f"World Mining Data against {describe(figure)}",
            )
            found.append(finding)
    return found


def compare_reserves(tables: Tables, commodity: str | None) -> list[Finding]:
    """Return the countries whose reserves by USGS are below the output of one year."""
    found = []
    for (mineral, year), figures in read_figures(tables).by_slice("reserves").items():
        spec = ore_of(mineral)
        if commodity not in (None, mineral) or spec is None:
            continue
        listed = read_series(tables, spec.production_series or "", year)
        total = sum(amount or 0.0 for amount in listed.values())
        for place, figure in figures.items():
            output, reserves = listed.get(place), on_series(read_materials(), spec, figure)
            if not output or reserves is None:
                continue
            high = reserves[1] if isinstance(reserves, tuple) else reserves
            if high >= output:
                continue
            finding = Finding(
                series=f"{spec.production_series}, reserves",
                place=place,
                partner="",
                year=year,
                rule="source_disagreement",
                raw=high,
                expected=output,
                unit=f"{spec.production_unit} {spec.production_content}",
                severity=calc_severity(high, output, total),
                note=f"reserves of {describe(figure)} are below one year of output by World "
                "Mining Data",
            )
            found.append(finding)
    return found


def compare_parts(tables: Tables, commodity: str | None) -> list[Finding]:
    """Return the printed world totals of USGS that differ from the sum of their rows.

    Rows that are missing, withheld or bounds leave the sum too low, so that it is then
    told only where it is above the total.
    """
    found = []
    for statistic in ("production", "reserves"):
        for (mineral, year), figures in read_figures(tables).by_slice(statistic).items():
            whole, spec = figures.get(WORLD), ore_of(mineral)
            parts = [figure for place, figure in figures.items() if place != WORLD]
            if commodity not in (None, mineral) or whole is None or spec is None or not parts:
                continue
            if {one.unit for one in parts} != {whole.unit} or math.isinf(whole.high):
                continue
            total = sum(one.low for one in parts)
            is_whole = OTHER in figures and all(one.low == one.high for one in parts)
            too_high = total > whole.high * TOTAL_FACTOR
            if not too_high and not (is_whole and total < whole.low / TOTAL_FACTOR):
                continue
            expected = span(total, sum(one.high for one in parts)) if is_whole else total
            finding = Finding(
                series=f"{spec.production_series}, {statistic} by USGS",
                place=WORLD,
                partner="",
                year=year,
                rule="world_total",
                raw=whole.high,
                expected=expected,
                unit=whole.unit,
                severity=calc_severity(whole.high, expected, whole.high),
                note=f"printed world total against the sum of its {len(parts)} rows "
                f"({whole.source}, {whole.met})",
            )
            found.append(finding)
    return found


def ore_of(mineral: str) -> StageRow | None:
    """Return the ore of a commodity if it has a production series, else None."""
    rows = [row for row in read_materials().stages(mineral) if row.stage == "ore"]
    return rows[0] if rows and rows[0].production_series else None


def describe(figure: Figure) -> str:
    """Return a figure of USGS with its source, for a note."""
    ends = [significant(end, 4) for end in (figure.low, figure.high) if math.isfinite(end)]
    shown = " to ".join(dict.fromkeys(ends))
    bound = "more than " if math.isinf(figure.high) else ""
    return f"{bound}{shown} {figure.unit} ({figure.source}, {figure.met})"


def read_series(tables: Tables, series: str, year: int) -> dict[str, float | None]:
    """Return the raw output of a series in one year by country."""
    sql = "SELECT country, quantity FROM wmd WHERE series = ? AND year = ?"
    return dict(tables.connection.cursor().execute(sql, [series, year]).fetchall())


def with_world(figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """Return the figures with a world total: the published one, else the sum of all rows."""
    units = {figure.unit for figure in figures.values()}
    if WORLD in figures or OTHER not in figures or len(units) > 1:
        return dict(figures)
    one = figures[OTHER]
    ends = (sum(f.low for f in figures.values()), sum(f.high for f in figures.values()))
    told = (one.mineral, WORLD, one.statistic, one.year)
    return {**figures, WORLD: Figure(*told, *ends, one.unit, one.source, one.met)}


def on_series(materials: Materials, spec: StageRow, figure: Figure) -> Expected | None:
    """Return a figure in the unit and content of a production series.

    A range where gross weight stands against content, since grade decides; None where the
    contents cannot be put on one another.
    """
    scale = 1.0 / MASS_IN_TONNES.get(spec.production_unit or "", math.nan)
    low, high = figure.low * scale, figure.high * scale
    if math.isnan(scale):
        return None
    wanted = spec.production_content or ""
    if figure.content == "gross" and spec.production_basis != "gross":
        codes = [c for c in materials.codes(figure.mineral, "ore") if c.scope == "own"]
        factors = [(c.low, c.high) for c in codes if c.low is not None and c.high is not None]
        if not factors or len(factors) < len(codes):
            return None
        return low * min(f[0] for f in factors), high * max(f[1] for f in factors)
    if figure.content not in ("gross", wanted):
        try:
            factor = float(convert_content(1.0, f"t {figure.content}", f"t {wanted}"))
        except UserError:
            return None
        low, high = low * factor, high * factor
    return low if low == high else (low, high)


def finite_end(expected: Expected) -> Expected:
    """Return an expectation without an open end: a lower bound is one figure."""
    if isinstance(expected, tuple) and math.isinf(expected[1]):
        return expected[0]
    return expected
