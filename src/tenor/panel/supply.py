"""Trade, production and governance of (commodity, stage) rows as aligned arrays.

Nothing is filled: a missing quantity stays NaN, and a year without a governance
value, or without output of a curated series, is marked with the year that stands
in for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.panel.corrections import Correction, read_corrections
from tenor.panel.flows import Flows, read_flows, read_unit_values
from tenor.panel.reference import Reference
from tenor.panel.stage_series import StageSeries
from tenor.panel.supply_rows import SupplyRow
from tenor.sources.box import Tables

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class History:
    """All years of one production series: quantity (year, country) and others (year,)."""

    years: tuple[int, ...]
    quantity: Floats
    others: Floats


@dataclass(frozen=True, slots=True)
class SupplyArrays:
    """Aligned inputs of the supply-risk models.

    Attributes
    ----------
    rows : tuple of SupplyRow
    years : tuple of int
    countries : tuple of str
        ISO 3166 alpha-3 with the extra codes of the trade table.
    codes : tuple of str
        HS codes in use.
    flows : Flows
    covered : ndarray (code, year) of bool
        Whether the trade table holds any flow of a code in a year, world-wide.
    factor : ndarray (3, row, code) [t content / t gross]
        Low, base and high contained factor; NaN where not known.
    to_content : ndarray (row,) [t content / t of production]
        Puts production on the same content as trade; NaN where not known.
    production : ndarray (row, year, country) [t, basis of the row's series]
        NaN where the source has nothing; a series that is not a mass keeps its own unit.
    others : ndarray (row, year) [as production]
        Output of all countries that the series does not name; 0 where it names all.
    production_year : ndarray (row, year) of int
        The year whose production stands for each year; 0 without any.
    series : tuple of StageSeries or None
        The curated series of each row that has one.
    history : tuple of History or None
        All years of each row's series.
    listed : ndarray (row, country) of bool
        Whether the series lists the country at all, or may hold it among `others`.
    has_mass : ndarray (row,) of bool
        Whether `production` is in tonnes.
    estimate, standard_error : ndarray (year, country)
        Governance estimate and its standard error; NaN where not known.
    governance_year : tuple of int or None
        The year whose governance values stand for each year; None without any.
    unit_value : ndarray (2, code, year) [kUSD/t]
        10th and 90th percentile of world unit values; NaN where not asked for or
        without any flow.
    corrections : tuple of Correction
        All corrections in force in the tables.
    """

    rows: tuple[SupplyRow, ...]
    years: tuple[int, ...]
    countries: tuple[str, ...]
    codes: tuple[str, ...]
    flows: Flows
    covered: NDArray[np.bool_]
    factor: Floats
    to_content: Floats
    production: Floats
    others: Floats
    production_year: NDArray[np.int64]
    series: tuple[StageSeries | None, ...]
    history: tuple[History | None, ...]
    listed: NDArray[np.bool_]
    has_mass: NDArray[np.bool_]
    estimate: Floats
    standard_error: Floats
    governance_year: tuple[int | None, ...]
    unit_value: Floats
    corrections: tuple[Correction, ...] = ()

    def positions(self, places: Sequence[str]) -> list[int]:
        """Return the positions of those `places` that any table names."""
        return [self.countries.index(place) for place in places if place in self.countries]


def build_supply(
    tables: Tables,
    reference: Reference,
    rows: Sequence[SupplyRow],
    *,
    years: Sequence[int],
    places: Sequence[str] | None = None,
) -> SupplyArrays:
    """Return the aligned arrays of some rows and years.

    Parameters
    ----------
    tables : Tables
    reference : Reference
        Of the same tables.
    rows : sequence of SupplyRow
    years : sequence of int
        Sorted.
    places : sequence of str, optional
        Keep the flows into and out of these countries, and read the spread of unit
        values for the codes that lack a quantity; all flows and no spread by default.
    """
    codes = tuple(sorted({code for row in rows for code in row.codes}))
    countries = reference.countries
    held = [(i, codes.index(code), code) for i, row in enumerate(rows) for code in row.covered]
    flows = read_flows(tables, held, years=years, places=places, as_published=True)
    output = build_production(reference, rows, years)
    estimate, error, stand_in = build_governance(reference, years)
    unit_value = np.full((2, len(codes), len(years)), np.nan)
    inside = [reference.position[place] for place in places or () if place in reference.position]
    unmeasured = np.isnan(flows.quantity_t) & np.isin(flows.importer, inside)
    gaps = tuple(sorted({codes[c] for c in flows.code[unmeasured]}))
    if gaps:
        at = [codes.index(code) for code in gaps]
        unit_value[:, at] = read_unit_values(
            tables, gaps, years, quantiles=(0.1, 0.9), as_published=True
        )
    none: frozenset[int] = frozenset()
    covered = [[year in reference.coverage.get(code, none) for year in years] for code in codes]
    return SupplyArrays(
        rows=tuple(rows),
        years=tuple(years),
        countries=countries,
        codes=codes,
        flows=flows,
        covered=np.array(covered, dtype=bool).reshape(len(codes), len(years)),
        factor=build_factors(rows, codes),
        to_content=np.array([row.to_content for row in rows], dtype=np.float64),
        production=output.quantity,
        others=output.others,
        production_year=output.year,
        series=output.series,
        history=output.history,
        listed=output.listed,
        has_mass=output.has_mass,
        estimate=estimate,
        standard_error=error,
        governance_year=stand_in,
        unit_value=unit_value,
        corrections=read_corrections(tables).active,
    )


@dataclass(frozen=True, slots=True)
class Output:
    """Production of some rows and years; the fields are those of `SupplyArrays`."""

    quantity: Floats
    others: Floats
    year: NDArray[np.int64]
    series: tuple[StageSeries | None, ...]
    history: tuple[History | None, ...]
    listed: NDArray[np.bool_]
    has_mass: NDArray[np.bool_]


def read_history(reference: Reference, row: SupplyRow) -> History | None:
    """Return all years of a row's series, measured or of the curated table."""
    measured = reference.production.get(row.spec.production_series or "")
    if measured is not None:
        return History(measured.years, measured.quantity, np.zeros(len(measured.years)))
    curated = reference.stage_series(row.spec)
    return None if curated is None else History(curated.years, curated.quantity, curated.others)


def build_production(
    reference: Reference, rows: Sequence[SupplyRow], years: Sequence[int]
) -> Output:
    """Return the production of some rows and years, measured or of the curated table."""
    shape = len(rows), len(years)
    output = Output(
        quantity=np.full((*shape, len(reference.countries)), np.nan),
        others=np.zeros(shape),
        year=np.zeros(shape, dtype=np.int64),
        series=tuple(reference.stage_series(row.spec) for row in rows),
        history=tuple(read_history(reference, row) for row in rows),
        listed=np.zeros((len(rows), len(reference.countries)), dtype=bool),
        has_mass=np.zeros(len(rows), dtype=bool),
    )
    for row_id, row in enumerate(rows):
        measured = reference.production.get(row.spec.production_series or "")
        curated = output.series[row_id]
        if measured is not None:
            output.listed[row_id], output.has_mass[row_id] = measured.listed, measured.is_mass
        elif curated is not None:
            output.listed[row_id], output.has_mass[row_id] = curated.listed, curated.unit == "t"
        for year_id, year in enumerate(years):
            if measured is not None and year in measured.years:
                at = measured.years.index(year)
                output.quantity[row_id, year_id] = measured.quantity[at]
                output.year[row_id, year_id] = year
            elif curated is not None and (held := curated.stand_in(year)) is not None:
                at = curated.years.index(held)
                output.quantity[row_id, year_id] = curated.quantity[at]
                output.others[row_id, year_id] = curated.others[at]
                output.year[row_id, year_id] = held
    return output


def build_governance(
    reference: Reference, years: Sequence[int]
) -> tuple[Floats, Floats, tuple[int | None, ...]]:
    """Return estimate and standard error (year, country), and the year that stands for each."""
    governance = reference.governance
    stand_in = tuple(governance.stand_in(year) for year in years)
    if not governance.years:
        nothing = np.full((len(years), len(reference.countries)), np.nan)
        return nothing, nothing.copy(), stand_in
    at = [governance.years.index(year) for year in stand_in if year is not None]
    return governance.estimate[at], governance.standard_error[at], stand_in


def build_factors(rows: Sequence[SupplyRow], codes: tuple[str, ...]) -> Floats:
    """Return contained factors (low/base/high, row, code); NaN where not known."""
    factor = np.full((3, len(rows), len(codes)), np.nan)
    for row_id, row in enumerate(rows):
        for code, triple in row.factors.items():
            factor[:, row_id, codes.index(code)] = triple
    return factor
