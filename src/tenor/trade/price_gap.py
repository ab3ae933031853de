"""The export price gap: declared unit values beside peers' and a benchmark's.

    u = v / q,   gap = q * (p50 - u),   range q * (p25 - u) to q * (p75 - u)

with the quartiles of what the same importer paid other exporters for the same code
in the same year, each exporter counted once, or of all trade of others, weighted by
tonnes, where it bought from nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.core.countries import country
from tenor.core.errors import UnknownNameError
from tenor.panel.corrections import find_corrections, read_corrections
from tenor.panel.flows import Flows, read_flows, read_unit_values
from tenor.panel.imputation import QUANTILES, Imputed, impute_quantities
from tenor.panel.materials import read_materials
from tenor.panel.prices import find_price, price_per_tonne
from tenor.panel.reference import Reference, read_reference
from tenor.panel.supply_rows import SupplyRow, build_rows
from tenor.sources.box import Tables, default_tables
from tenor.trade.caveats import describe_caveats, describe_grade
from tenor.trade.rows import Benchmark, GapRow, PriceGap, Quartiles

Floats = NDArray[np.float64]

SMALL_USD = 50_000.0
"""Exports to one partner below this are samples and parcels: shown, not added up."""

QUARTERS = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class Market:
    """All trade in the codes of a row: flows, their tonnes and the labels."""

    spec: SupplyRow
    flows: Flows
    tonnes: Imputed
    countries: tuple[str, ...]
    years: tuple[int, ...]
    exporter: int
    tables: Tables

    @property
    def unit_value(self) -> Floats:
        """USD per tonne gross of each flow; NaN without a quantity in the data."""
        known = np.where(self.flows.quantity_t > 0, self.flows.quantity_t, np.nan)
        return np.asarray(1000.0 * self.flows.value_kusd / known)


def price_gap(
    exporter: str,
    commodity: str,
    *,
    stage: str | None = None,
    years: Sequence[int] | None = None,
    impute: bool = False,
    tables: Tables | None = None,
) -> PriceGap:
    """Return the price gaps of a country's exports, by year, partner and code [USD].

    Parameters
    ----------
    exporter : str
        Country by code or name.
    commodity : str
        Name or alias; an alias may name a stage.
    stage : str, optional
        Default: the first stage with trade data.
    years : sequence of int, optional
        Default: the last year of the trade data.
    impute : bool
        Whether missing quantities are filled from unit values, with a range and a
        flag. A filled quantity never enters a gap.
    tables : Tables, optional

    Raises
    ------
    UserError
        An unknown name, or a year outside the trade data.

    Examples
    --------
    >>> found = price_gap("PAK", "chromium", years=[2024])
    >>> row = found.rows[0]
    >>> row.partner, round(row.unit_value), row.status
    ('CHN', 311, 'ok')
    """
    tables = default_tables() if tables is None else tables
    iso3 = country(exporter).iso3
    reference = read_reference(tables)
    span = reference.require_years([reference.last_year] if years is None else list(years))
    spec = choose_row(reference, commodity, stage)
    market = read_market(tables, reference, spec, years=span, exporter=iso3)
    rows = [build_row(market, at, impute=impute) for at in own_flows(market)]
    rows.sort(key=lambda row: (row.year, -row.value_usd, row.partner, row.hs6))
    fixed = find_corrections(read_corrections(tables).active, codes=spec.covered, years=span)
    status = "ok" if rows else "no_trade_recorded" if spec.covered else "not_covered"
    return PriceGap(
        exporter=iso3,
        commodity=spec.commodity,
        stage=spec.stage,
        years=span,
        status=status,
        rows=tuple(rows),
        caveats=describe_caveats(spec, rows, SMALL_USD),
        corrections=tuple(correction.sentence for correction in fixed),
    )


def choose_row(reference: Reference, commodity: str, stage: str | None) -> SupplyRow:
    """Return the row of the stage asked for, else of the first stage with trade data."""
    materials = read_materials()
    name, aliased = materials.resolve(commodity)
    stages = [row.stage for row in materials.stages(name)]
    wanted = stage or aliased
    if wanted is not None and wanted not in stages:
        raise UnknownNameError(f"stage of {name}", wanted, stages)
    keys = [(name, s) for s in stages if wanted in (None, s)]
    rows = build_rows(materials, reference, keys)
    return next((row for row in rows if row.covered), rows[0])


def read_market(
    tables: Tables, reference: Reference, spec: SupplyRow, *, years: Sequence[int], exporter: str
) -> Market:
    """Return all trade in the codes of a row."""
    codes = spec.covered
    held = [(0, i, code) for i, code in enumerate(codes)]
    countries = reference.countries
    flows = read_flows(tables, held, years=years, places=None)
    flows = flows.select(np.lexsort((flows.exporter, flows.importer, flows.code, flows.year)))
    spread = read_unit_values(tables, codes, years, quantiles=QUANTILES)
    tonnes = impute_quantities(flows, spread)
    at = reference.position.get(exporter, -1)
    return Market(spec, flows, tonnes, countries, tuple(years), at, tables)


def own_flows(market: Market) -> list[int]:
    """Return the positions of the exporter's flows."""
    return [int(at) for at in np.flatnonzero(market.flows.exporter == market.exporter)]


def build_row(market: Market, at: int, *, impute: bool) -> GapRow:
    """Return the row of one flow of the exporter."""
    flows, code = market.flows, market.spec.covered[int(market.flows.code[at])]
    year = market.years[int(flows.year[at])]
    unit_value = finite(market.unit_value[at])
    same = (flows.code == flows.code[at]) & (flows.year == flows.year[at])
    others = same & (flows.exporter != market.exporter)
    sold = others & (flows.importer == flows.importer[at])
    peers = calc_quartiles(market, sold & (flows.value_kusd * 1e3 >= SMALL_USD), by_tonnes=False)
    world = calc_quartiles(market, others, by_tonnes=True)
    chosen, reference = (peers, "importer") if peers else (world, "world" if world else None)
    benchmark = find_benchmark(market.spec, code, year, market.tables)
    value = float(flows.value_kusd[at]) * 1000.0
    tonnes = finite(flows.quantity_t[at])
    interval = None
    if tonnes is None and impute and np.isfinite(market.tonnes.base[at]):
        tonnes = float(market.tonnes.base[at])
        interval = (float(market.tonnes.low[at]), float(market.tonnes.high[at]))
    factors = market.spec.factors.get(code)

    def gap(price: float | None) -> float | None:
        if price is None or unit_value is None or tonnes is None:
            return None
        return tonnes * (price - unit_value)

    middle = chosen.p50 if chosen else None
    grades = (
        None if factors is None or middle is None else [middle * f / factors[1] for f in factors]
    )
    return GapRow(
        year=year,
        partner=market.countries[int(flows.importer[at])],
        hs6=code,
        value_usd=value,
        quantity_t=tonnes,
        quantity_range_t=interval,
        unit_value=unit_value,
        peers=peers,
        world=world,
        reference=reference,
        benchmark=benchmark,
        gap=None if middle is None or unit_value is None else middle - unit_value,
        gap_usd=pair(gap(chosen.p25), gap(chosen.p75)) if chosen else None,
        gap_median_usd=gap(middle),
        gap_world_usd=gap(world.p50 if world else None),
        gap_benchmark_usd=gap(benchmark.usd_per_t[1] if benchmark else None),
        gap_grade_usd=pair(gap(grades[0]), gap(grades[2])) if grades else None,
        grade_note=describe_grade(market.spec.spec.content, factors, unit_value, middle),
        status=row_status(value, unit_value, middle, is_filled=interval is not None),
    )


def row_status(
    value: float, unit_value: float | None, middle: float | None, *, is_filled: bool
) -> str:
    """Return the status of a row: ok, no_quantity, imputed, no_reference or small_flow."""
    if unit_value is None:
        return "imputed" if is_filled else "no_quantity"
    if middle is None:
        return "no_reference"
    return "small_flow" if value < SMALL_USD else "ok"


def calc_quartiles(market: Market, mask: NDArray[np.bool_], *, by_tonnes: bool) -> Quartiles | None:
    """Return the quartiles of the unit values of some flows, or None without any.

    A flow counts by its tonnes, or each flow once: between one importer and the
    exporters of one code a single supplier would else decide all three quartiles.
    """
    known = mask & np.isfinite(market.unit_value) & (market.flows.value_kusd > 0)
    if not known.any():
        return None
    tonnes = market.flows.quantity_t[known]
    weights = tonnes if by_tonnes else np.ones(len(tonnes))
    p25, p50, p75 = calc_weighted_quantiles(market.unit_value[known], weights, QUARTERS)
    exporters = len(np.unique(market.flows.exporter[known]))
    total = float(tonnes.sum())
    mean = float(market.flows.value_kusd[known].sum()) * 1e3 / total
    return Quartiles(p25, p50, p75, exporters, total, mean)


def calc_weighted_quantiles(
    values: Floats, weights: Floats, shares: Sequence[float]
) -> list[float]:
    """Return the least values at or below which a share of the weight lies.

    Examples
    --------
    >>> calc_weighted_quantiles(np.array([3.0, 1.0]), np.array([1.0, 9.0]), [0.5, 0.95])
    [1.0, 3.0]
    """
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order])
    wanted = np.asarray(shares) * below[-1] * (1 - 1e-12)
    at = np.searchsorted(below, wanted)
    return [float(x) for x in values[order][np.minimum(at, len(values) - 1)]]


def find_benchmark(
    spec: SupplyRow, code: str, year: int, tables: Tables | None = None
) -> Benchmark | None:
    """Return the benchmark price of a code in a year, per tonne of gross weight."""
    price, factors = find_price(spec.commodity, year, tables), spec.factors.get(code)
    if price is None:
        return None
    if price.content == "gross":
        return Benchmark(price, (price.value,) * 3) if price.stage == spec.stage else None
    if factors is None:
        return None
    whole = price_per_tonne(price, spec.spec.content)
    low, base, high = (whole * factor for factor in factors)
    return Benchmark(price, (low, base, high))


def finite(value: float) -> float | None:
    """Return a number, or None for NaN."""
    return float(value) if np.isfinite(value) else None


def pair(low: float | None, high: float | None) -> tuple[float, float] | None:
    """Return a range, or None where an end is unknown."""
    return None if low is None or high is None else (low, high)
