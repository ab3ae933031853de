"""Places, trade coverage, production and governance, read once per set of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import UserError
from tenor.panel.corrections import corrected
from tenor.panel.curated import CuratedTable, read_curated_from
from tenor.panel.materials import StageRow
from tenor.panel.stage_series import TABLE, StageSeries, build_series, is_curated
from tenor.sources.box import Tables

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MASS_IN_TONNES = {"t": 1.0, "kg": 1e-3, "ct": 2e-7}
"""Tonnes per unit of production; a series in another unit is not a mass."""


@dataclass(frozen=True, slots=True)
class ProductionSeries:
    """One production series: quantity (year, country), NaN where the source has nothing.

    `quantity` is in tonnes where `unit` is a mass, else in `unit`. `listed` says
    which countries the series names at all. `flag` holds the source's own mark
    (r reported, p provisional, e estimated) per country.
    """

    unit: str
    years: tuple[int, ...]
    quantity: Floats
    listed: Bools
    flag: Mapping[str, str]

    @property
    def is_mass(self) -> bool:
        """Whether `quantity` is in tonnes."""
        return self.unit in MASS_IN_TONNES


@dataclass(frozen=True, slots=True)
class Governance:
    """Political stability: estimate and standard error (year, country); NaN where not known."""

    years: tuple[int, ...]
    estimate: Floats
    standard_error: Floats

    def stand_in(self, year: int) -> int | None:
        """Return the year whose values stand for `year`; None without any data.

        The indicator was biennial up to 2002 and starts in 1996: a year without
        values takes those of the latest year before it, 1995 those of 1996.
        """
        if not self.years:
            return None
        return max((held for held in self.years if held <= year), default=self.years[0])


@dataclass(frozen=True, slots=True)
class Reference:
    """Places, trade years and coverage, production and governance of one set of tables.

    Attributes
    ----------
    countries : tuple of str
        Every code that any table uses, sorted.
    position : mapping of country to its index
    first_year, last_year : int
        Years of the trade table.
    coverage : mapping of HS code to its set of years with any flow
    production : mapping of series name to ProductionSeries
        Those of World Mining Data; `stage_series` has those of the curated table.
    governance : Governance
    folder : Path or None
        The user's data folder, which may hold curated tables.
    """

    countries: tuple[str, ...]
    position: Mapping[str, int]
    first_year: int
    last_year: int
    coverage: Mapping[str, frozenset[int]]
    production: Mapping[str, ProductionSeries]
    governance: Governance
    folder: Path | None = None
    _held: dict[str, tuple[CuratedTable, StageSeries | None]] = field(default_factory=dict)

    def stage_series(self, spec: StageRow) -> StageSeries | None:
        """Return the curated series that a stage names; None where it names none.

        The table is read when a stage first asks for it, and again once a user's file changed.
        """
        name = spec.production_series
        if name is None or not is_curated(name):
            return None
        table = read_curated_from(TABLE, self.folder)
        held = self._held.get(name)
        if held is None or held[0] is not table:
            held = self._held[name] = table, build_series(spec, table, self.position)
        return held[1]

    def require_years(self, years: Sequence[int]) -> tuple[int, ...]:
        """Return the years sorted and without repeats; raise UserError outside the trade data."""
        outside = sorted(y for y in set(years) if not self.first_year <= y <= self.last_year)
        if outside or not years:
            found = ", ".join(str(y) for y in outside[:5]) or "none given"
            found += f" and {len(outside) - 5} more" if len(outside) > 5 else ""
            raise UserError(f"year {found}: the trade data hold {self.first_year}-{self.last_year}")
        return tuple(sorted(set(years)))


@lru_cache(maxsize=4)
def read_reference(tables: Tables, *, as_published: bool = False) -> Reference:
    """Return the reference arrays of a set of tables (cached per set).

    `as_published` leaves the corrections out, for definitions that ask for it.

    Raises
    ------
    UserError
        No trade data are at hand.
    """
    if not tables.has("baci"):
        raise UserError("no trade data at hand: this build has no baci snapshot; set TENOR_DATA")
    run = tables.connection.cursor().execute
    countries = read_countries(tables)
    # Queries turn a country into its position with this type, faster than with a join.
    listed = ", ".join(f"'{iso3}'" for iso3 in countries)
    run(f"CREATE TYPE IF NOT EXISTS place AS ENUM ({listed})")
    position = {iso3: i for i, iso3 in enumerate(countries)}
    years: dict[str, set[int]] = {}
    for code, year in run("SELECT DISTINCT hs6, year FROM baci").fetchall():
        years.setdefault(code, set()).add(int(year))
    every = sorted(set().union(*years.values()))
    if not every:
        raise UserError("no trade data at hand: the baci table has no rows")
    return Reference(
        countries=countries,
        position=position,
        first_year=every[0],
        last_year=every[-1],
        coverage={code: frozenset(held) for code, held in sorted(years.items())},
        production=read_production(tables, position, as_published=as_published),
        governance=read_governance(tables, position, as_published=as_published),
        folder=tables.folder,
    )


def read_countries(tables: Tables) -> tuple[str, ...]:
    """Return every country code that any table uses, sorted."""
    sql = (
        "SELECT DISTINCT importer AS c FROM baci UNION SELECT DISTINCT exporter FROM baci "
        "UNION SELECT DISTINCT country FROM wmd UNION SELECT DISTINCT country FROM wgi"
    )
    return tuple(sorted(code for (code,) in tables.connection.cursor().execute(sql).fetchall()))


def read_production(
    tables: Tables, position: Mapping[str, int], *, as_published: bool = False
) -> dict[str, ProductionSeries]:
    """Return all production series as arrays (year, country)."""
    sql = (
        "SELECT series, country, year, quantity, unit, flag "
        f"FROM {'wmd' if as_published else corrected(tables, 'wmd')} p "
        "ORDER BY series, country, year"
    )
    fetched = tables.connection.cursor().execute(sql).fetchall()
    years = tuple(sorted({int(row[2]) for row in fetched}))
    year_position = {year: i for i, year in enumerate(years)}
    by_series: dict[str, list[tuple[str, int, float | None, str, str]]] = {}
    for series, *rest in fetched:
        by_series.setdefault(series, []).append(tuple(rest))
    result = {}
    for series, entries in by_series.items():
        units = {entry[3] for entry in entries}
        if len(units) != 1:
            raise UserError(f"production series {series!r} mixes the units {sorted(units)}")
        unit = units.pop()
        quantity = np.full((len(years), len(position)), np.nan)
        listed = np.zeros(len(position), dtype=bool)
        for iso3, year, amount, _, _ in entries:
            listed[position[iso3]] = True
            if amount is not None:
                in_tonnes = amount * MASS_IN_TONNES.get(unit, 1.0)
                quantity[year_position[year], position[iso3]] = in_tonnes
        flags = {entry[0]: entry[4] for entry in entries}
        result[series] = ProductionSeries(unit, years, quantity, listed, flags)
    return result


def read_governance(
    tables: Tables, position: Mapping[str, int], *, as_published: bool = False
) -> Governance:
    """Return the governance estimates and standard errors as arrays (year, country)."""
    sql = (
        "SELECT country, year, estimate, standard_error "
        f"FROM {'wgi' if as_published else corrected(tables, 'wgi')} g ORDER BY year, country"
    )
    fetched = tables.connection.cursor().execute(sql).fetchall()
    years = tuple(sorted({int(row[1]) for row in fetched}))
    year_position = {year: i for i, year in enumerate(years)}
    estimate = np.full((len(years), len(position)), np.nan)
    error = np.full_like(estimate, np.nan)
    for iso3, year, value, se in fetched:
        at = year_position[year], position[iso3]
        estimate[at] = np.nan if value is None else value
        error[at] = np.nan if se is None else se
    return Governance(years, estimate, error)
