"""Output by country at smelters, refineries and separation plants, from the curated table.

A stage of the material table may name its series ``stage_production:COMMODITY/STAGE/FORM``. A
series is in tonnes, or in shares of world output (unit ``fraction``). A year counts where the
named countries make up most of the output; what no country is named for is kept as `others`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import DataError
from tenor.core.units import conversion_factor, parse_unit
from tenor.panel.curated import OTHERS, WORLD, CuratedTable
from tenor.panel.materials import StageRow

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Row = Mapping[str, Any]

TABLE = "stage_production"
SHARES = "fraction"
TOTALS = (WORLD, OTHERS)
LEAST_NAMED = 0.85
"""A year counts where the named countries make up at least this share of output."""

ROUNDING = 0.005
"""A rest below this share of output is rounding."""

MOST_YEARS = 5
"""A year without figures takes those of a year at most so far away."""

_SPAN = re.compile(r"\b((?:19|20)\d\d) to ((?:19|20)\d\d)\b")
_TONNES = {"t": 1.0, "kt": 1e3, "Mt": 1e6, "kg": 1e-3}
_SHARE = {SHARES: 1.0, "percent": 0.01}


@dataclass(frozen=True, slots=True)
class StageSeries:
    """One series of the curated table.

    Attributes
    ----------
    unit : str
        ``t`` or ``fraction``.
    years : tuple of int
        Years that count, sorted.
    quantity : ndarray (year, country)
        NaN where a country is not named or has no figure.
    others : ndarray (year,)
        Output of all countries that are not named, same unit.
    listed : ndarray (country,) of bool
        Whether a figure of the country would be expected: it is named, or may be among `others`.
    rows : mapping of year to rows of the table
    spans : mapping of year to (first, last)
        Where the figures of a year are means of several years.
    thin : mapping of year to rows of the table
        Years left out, since the named countries make up too little or no total says how much.
    own : frozenset of (country, year)
        Figures that a user's file brings.
    """

    unit: str
    years: tuple[int, ...]
    quantity: Floats
    others: Floats
    listed: Bools
    rows: Mapping[int, tuple[Row, ...]]
    spans: Mapping[int, tuple[int, int]]
    thin: Mapping[int, tuple[Row, ...]]
    own: frozenset[tuple[str, int]]

    def stand_in(self, year: int) -> int | None:
        """Return the year whose figures stand for `year`; None where none is near enough.

        That of the nearest earlier year, else of the earliest. A mean of several years is as
        near as the nearest of them.
        """
        if not self.years:
            return None
        found = max((held for held in self.years if held <= year), default=self.years[0])
        first, last = self.spans.get(found, (found, found))
        return found if max(first - year, year - last) <= MOST_YEARS else None

    def told(self, year: int) -> str:
        """Return the year, or the span of years, that the figures of a year are of."""
        first, last = self.spans.get(year, (year, year))
        return str(year) if first == last else f"{first} to {last}"


def is_curated(series: str | None) -> bool:
    """Return whether a series is one of the curated table."""
    return bool(series) and str(series).startswith(f"{TABLE}:")


def build_series(
    spec: StageRow, table: CuratedTable, position: Mapping[str, int]
) -> StageSeries | None:
    """Return the series that a stage names; None where the table has no row of it.

    Raises
    ------
    DataError
        The name is not of the form above, or a figure counts something else than the series.
    """
    commodity, stage, form = parse_name(spec)
    held = [
        (row, index < table.own_rows)
        for index, row in enumerate(table.rows)
        if (row["commodity"], row["stage"], row["form"]) == (commodity, stage, form)
        and is_share(row) == (spec.production_unit == SHARES)
    ]
    taken = take_first(held)
    by_year: dict[int, list[Row]] = {}
    for row, _ in taken.values():
        by_year.setdefault(row["year"], []).append(row)
    if not by_year:
        return None
    years, thin = [], {}
    for year in sorted(by_year):
        named, rest = measure_year(spec, by_year[year])
        covered = None if rest is None else named / (named + rest) if named + rest > 0 else 0.0
        if covered is not None and covered >= LEAST_NAMED:
            years.append(year)
        else:
            thin[year] = tuple(by_year[year])
    return StageSeries(
        unit=SHARES if spec.production_unit == SHARES else "t",
        years=tuple(years),
        **fill_arrays(spec, [by_year[year] for year in years], position),
        rows={year: tuple(by_year[year]) for year in years},
        spans={year: span for year in years if (span := span_of(by_year[year])) is not None},
        thin=thin,
        own=frozenset(key for key, (_, mine) in taken.items() if mine),
    )


def parse_name(spec: StageRow) -> tuple[str, str, str]:
    """Return commodity, stage and form of the series that a stage names."""
    parts = str(spec.production_series).partition(":")[2].split("/")
    if len(parts) != 3 or not all(parts):
        raise DataError(
            f"data/tables/material_stages.csv, {spec.commodity} {spec.stage}: "
            f"{spec.production_series!r} is no series; write {TABLE}:COMMODITY/STAGE/FORM"
        )
    return parts[0], parts[1], parts[2]


def take_first(held: Sequence[tuple[Row, bool]]) -> dict[tuple[str, int], tuple[Row, bool]]:
    """Return one row per country and year, with whether it is the user's.

    The user's rows come first, and the first row is taken. A total is one of the user's, else
    one of a source that the countries of the year are of; where all other countries have a
    row, no world total is needed.
    """
    taken: dict[tuple[str, int], tuple[Row, bool]] = {}
    for row, mine in held:
        if row["country"] not in TOTALS:
            taken.setdefault((row["country"], row["year"]), (row, mine))
    sources = {(row["source"], year) for (_, year), (row, _) in taken.items()}
    totals = [entry for entry in held if entry[0]["country"] in TOTALS]
    totals.sort(
        key=lambda entry: (not entry[1], (entry[0]["source"], entry[0]["year"]) not in sources)
    )
    for row, mine in totals:
        taken.setdefault((row["country"], row["year"]), (row, mine))
    for year in {year for place, year in taken if place == OTHERS}:
        taken.pop((WORLD, year), None)
    return taken


def is_share(row: Row) -> bool:
    """Return whether a row states a share of world output."""
    return str(row["unit"]) in _SHARE


def amount_of(spec: StageRow, row: Row) -> float:
    """Return a figure in tonnes, or as a fraction; NaN where only a range is stated.

    Raises
    ------
    DataError
        The figure counts something else than the series does.
    """
    if row["value"] is None:
        return np.nan
    if is_share(row):
        return float(row["value"]) * _SHARE[row["unit"]]
    unit = parse_unit(row["unit"])
    gross = spec.production_basis == "gross"
    if unit.content != spec.production_content and not (gross and unit.content == "gross"):
        raise DataError(
            f"{TABLE}: {row['commodity']}/{row['stage']}/{row['form']}/{row['country']}/"
            f"{row['year']} is in {row['unit']!r}, the series counts {spec.production_content}; "
            f"write the figure in 't {spec.production_content}'"
        )
    factor = _TONNES.get(unit.bare)
    return float(row["value"]) * (conversion_factor(unit.bare, "t") if factor is None else factor)


def measure_year(spec: StageRow, rows: Sequence[Row]) -> tuple[float, float | None]:
    """Return what the named countries make, and all others; None where no total says it."""
    amounts = {row["country"]: amount_of(spec, row) for row in rows}
    named = float(np.nansum([v for k, v in amounts.items() if k not in TOTALS]))
    rest, whole = amounts.get(OTHERS, np.nan), amounts.get(WORLD, np.nan)
    if not np.isnan(rest):
        return named, float(rest)
    if np.isnan(whole) and spec.production_unit == SHARES:
        whole = 1.0
    return named, None if np.isnan(whole) else max(0.0, float(whole) - named)


def fill_arrays(
    spec: StageRow, years: Sequence[Sequence[Row]], position: Mapping[str, int]
) -> dict[str, Any]:
    """Return quantity, others and listed of the rows of each year."""
    quantity = np.full((len(years), len(position)), np.nan)
    others, listed = np.zeros(len(years)), np.zeros(len(position), dtype=bool)
    for at, rows in enumerate(years):
        named, rest = measure_year(spec, rows)
        others[at] = rest or 0.0
        for row in rows:
            place = position.get(row["country"])
            amount = amount_of(spec, row)
            if place is not None:
                listed[place], quantity[at, place] = True, amount
            elif row["country"] not in TOTALS and not np.isnan(amount):
                # A place that no other table knows cannot be set beside trade or governance.
                others[at] += amount
        # Own output of a country that is not named may be among the others: it is not known.
        listed |= others[at] > ROUNDING * (named + (rest or 0.0))
    return {"quantity": quantity, "others": others, "listed": listed}


def span_of(rows: Sequence[Row]) -> tuple[int, int] | None:
    """Return the span of years that the rows of a year are means of, as their notes tell."""
    for row in rows:
        for first, last in _SPAN.findall(row["note"] or ""):
            if int(first) < int(last) == row["year"]:
                return int(first), int(last)
    return None
