"""Trade and output of one stage in one year, as arrays over countries, with what was filled.

Tonnes are on the basis asked for. Nothing is reconciled here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import DataError, UnknownNameError
from tenor.market.calibration.options import Options
from tenor.market.calibration.published import find_published
from tenor.market.calibration.quantities import (
    PAYABLE,
    Quantities,
    find_dear,
    find_doubtful,
    measure_quantities,
    without_tonnes,
)
from tenor.panel.flows import Flows, read_flows
from tenor.panel.materials import read_materials
from tenor.panel.reference import Reference, read_reference
from tenor.panel.supply import build_production
from tenor.panel.supply_rows import SupplyRow, build_row
from tenor.sources.box import Tables

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

TRADE_ERROR = 0.10
"""Relative standard error of recorded tonnes; the unit value adds to it. Judgement."""

ODD_PRICE = 0.25
"""Error added per unit of log between a flow's unit value and its exporter's. Judgement."""

IMPUTED_ERROR = 0.5
"""Relative standard error of tonnes filled from a unit value. Judgement."""

OUTPUT_ERROR = {"r": 0.05, "p": 0.10, "e": 0.20}
"""By the mark of World Mining Data: reported, provisional, estimated. Judgement."""

CURATED_ERROR = 0.10
SHARE_ERROR = 0.25
STAND_IN_ERROR = 0.05
"""Added for each year between the output and the year it stands for. Judgement."""

EXTRA = 2
"""Places behind the countries: the rest of the world and the world market."""

_MOST_ODD = 4.0

_RANGE = 2 * 1.645  # standard deviations between the ends of a range that holds 90%


@dataclass(frozen=True, slots=True)
class Output:
    """Output of a stage by country, (country,).

    Attributes
    ----------
    quantity : ndarray (country) [t, or share of the world]
        NaN where not known.
    others : float
        What no country is named for.
    error : ndarray (country)
        Relative standard errors.
    listed : ndarray (country) of bool
        The series names the country.
    kind : str
        ``tonnes``, ``shares`` or ``none``.
    year : int
        The year whose output stands in; 0 without any.
    source : str
    """

    quantity: Floats
    others: float
    error: Floats
    listed: Bools
    kind: str
    year: int
    source: str


@dataclass(frozen=True, slots=True)
class StageData:
    """One stage as the data have it, (route,) and (country,).

    Countries are those of the reference, then a rest of the world and a world market.

    Attributes
    ----------
    row : SupplyRow
    origin, destination : ndarray of int (route)
    flow : ndarray (route) [t]
    value : ndarray (route) [USD]
    error : ndarray (route)
        Relative standard error of the tonnes.
    imputed : ndarray (route) of bool
        Some of the tonnes were filled from a unit value.
    grade_error : float
        Relative standard error of the contained factor, common to all exports of a country.
    output : Output
    missing : int
        Flows without tonnes and without a unit value, left out.
    doubtful : int
        Flows whose tonnes cannot be and were filled too.
    """

    row: SupplyRow
    origin: Ints
    destination: Ints
    flow: Floats
    value: Floats
    error: Floats
    imputed: Bools
    grade_error: float
    output: Output
    missing: int
    doubtful: int

    @property
    def stage(self) -> str:
        """Name of the stage."""
        return self.row.stage

    @property
    def is_traded(self) -> bool:
        """Whether any trade of the stage is in the data."""
        return len(self.flow) > 0


def read_stages(
    commodity: str, year: int, tables: Tables, *, codes: Sequence[str] | None, options: Options
) -> list[StageData]:
    """Return all stages of a commodity in a year, in the order of the chain.

    Raises
    ------
    UnknownNameError
        No commodity has this name, or a code is none of its codes.
    UserError
        The year is outside the trade data.
    """
    materials = read_materials()
    reference = read_reference(tables, as_published=options.as_published)
    reference.require_years([year])
    name = materials.resolve(commodity)[0]
    rows = [build_row(materials, reference, name, s.stage) for s in materials.stages(name)]
    if codes is not None:
        known = {code for row in rows for code in row.codes}
        for code in codes:
            if code not in known:
                raise UnknownNameError(f"HS code of {name}", code, sorted(known))
    return [_read_stage(row, year, tables, codes, options) for row in rows]


def _read_stage(
    row: SupplyRow, year: int, tables: Tables, codes: Sequence[str] | None, options: Options
) -> StageData:
    reference = read_reference(tables, as_published=options.as_published)
    taken = [code for code in row.covered if codes is None or code in codes]
    labels = [(0, place, code) for place, code in enumerate(taken)]
    flows = read_flows(tables, labels, years=[year], places=None, as_published=options.as_published)
    flows = flows.select(flows.importer != flows.exporter)
    factor, spread = _factors(row, taken, options)
    found = measure_quantities(flows, impute=options.impute)
    per_content = _mean_content(row, taken, flows, found.gross) if options.basis == "gross" else 1.0
    output = _read_output(row, year, reference, options, per_content)
    mended = np.zeros(len(flows), dtype=bool)
    if output.kind == "tonnes" and not options.keep_flows:
        found, mended = _mend((row, year, tables), flows, factor, output, found)
    doubtful = int(mended.sum())
    known = found.gross > 0
    missing = int(np.isnan(found.gross).sum())
    flows = flows.select(known)
    imputed = found.imputed[known]
    tonnes = found.gross[known] * factor[flows.code]
    off = np.minimum(found.distance[known], _MOST_ODD)
    error = np.where(imputed, IMPUTED_ERROR, TRADE_ERROR + ODD_PRICE * off)
    routes = _sum_codes(flows, tonnes, error, imputed)
    whole = float(tonnes.sum())
    grade = float((tonnes * spread[flows.code]).sum() / whole) if whole > 0 else 0.0
    return StageData(row, *routes, grade, output, missing=missing, doubtful=doubtful)


def _mend(
    where: tuple[SupplyRow, int, Tables],
    flows: Flows,
    factor: Floats,
    output: Output,
    found: Quantities,
) -> tuple[Quantities, Bools]:
    """Return tonnes with those that cannot be filled from values, and which these are."""
    row, year, tables = where
    content = found.gross * factor[flows.code]
    chosen = find_doubtful(flows, content, output.quantity)
    if chosen.any():
        found = measure_quantities(without_tonnes(flows, chosen), impute=True)
        content = found.gross * factor[flows.code]
    metal = _metal_price(row, year, tables)
    if metal is None:
        return found, chosen
    dear = find_dear(flows, content, output.quantity, metal)
    gross = np.where(dear, flows.value_kusd * 1e3 / (PAYABLE * metal) / factor[flows.code], 0.0)
    found = Quantities(
        np.where(dear, gross, found.gross),
        found.imputed | dear,
        np.where(dear, 0.0, found.distance),
    )
    return found, chosen | dear


def _metal_price(row: SupplyRow, year: int, tables: Tables) -> float | None:
    """Return the price of the refined good behind an ore [USD/t content]; None where unknown."""
    if row.stage != "ore":
        return None
    refined = [s for s in read_materials().stages(row.commodity) if s.stage == "refined"]
    if not refined or refined[0].content != row.spec.content:
        return None
    found = find_published(refined[0], year, tables, furthest=0)
    return None if found is None else found[1]


def _mean_content(row: SupplyRow, codes: Sequence[str], flows: Flows, gross: Floats) -> float:
    """Return tonnes as traded per tonne of content, mean over the trade of the stage."""
    held = np.array([row.factors.get(code, (math.nan,) * 3)[1] for code in codes])
    content = float(np.nansum(gross * held[flows.code])) if len(flows) else 0.0
    return float(np.nansum(gross)) / content if content > 0 else math.nan


def _factors(row: SupplyRow, codes: Sequence[str], options: Options) -> tuple[Floats, Floats]:
    """Return tonnes of the basis per tonne traded for each code, and their relative errors."""
    factor, spread = np.ones(len(codes)), np.zeros(len(codes))
    if options.basis == "gross":
        return factor, spread
    for place, code in enumerate(codes):
        if code not in row.factors:
            raise DataError(
                f"{row.commodity} {row.stage}: no contained factor of code {code} in "
                "data/tables/stage_codes.csv; ask for the gross basis"
            )
        low, base, high = row.factors[code]
        factor[place] = base
        spread[place] = math.log(high / low) / _RANGE if high > low > 0 else 0.0
    return factor, spread


def _sum_codes(
    flows: Flows, tonnes: Floats, error: Floats, imputed: Bools
) -> tuple[Ints, Ints, Floats, Floats, Floats, Bools]:
    """Return the routes, codes summed: origin, destination, tonnes, value, error, filled."""
    size = int(max(flows.exporter.max(initial=0), flows.importer.max(initial=0))) + 1
    pair, place = np.unique(flows.exporter * size + flows.importer, return_inverse=True)
    count = len(pair)
    flow = np.bincount(place, tonnes, minlength=count)
    value = np.bincount(place, flows.value_kusd * 1e3, minlength=count)
    variance = np.bincount(place, (error * tonnes) ** 2, minlength=count)
    filled = np.bincount(place, imputed, minlength=count) > 0
    return pair // size, pair % size, flow, value, np.sqrt(variance) / flow, filled


def _read_output(
    row: SupplyRow, year: int, reference: Reference, options: Options, per_content: float
) -> Output:
    """Return output of a stage by country, its errors and where it comes from."""
    size = len(reference.countries) + EXTRA
    blank = np.full(size, np.nan)
    nothing = Output(blank, 0.0, blank, np.zeros(size, dtype=bool), "none", 0, "")
    if not options.use_production:
        return nothing
    found = build_production(reference, [row], [year])
    held = int(found.year[0, 0])
    quantity = np.concatenate([found.quantity[0, 0], blank[:EXTRA]])
    listed = np.concatenate([found.listed[0], np.zeros(EXTRA, dtype=bool)])
    others = float(found.others[0, 0])
    if held == 0 or not np.nansum(quantity) > 0:
        return nothing
    series = row.spec.production_series or ""
    if found.has_mass[0] or row.spec.production_unit == "million m3":
        scale = _scale(row, options, per_content)
        if math.isnan(scale):
            return nothing
        errors = _output_errors(row, reference, abs(year - held))
        errors = np.concatenate([errors, blank[:EXTRA]])
        return Output(quantity * scale, others * scale, errors, listed, "tonnes", held, series)
    whole = float(np.nansum(quantity)) + others
    errors = np.full(size, SHARE_ERROR + STAND_IN_ERROR * abs(year - held))
    return Output(quantity / whole, others / whole, errors, listed, "shares", held, series)


def _scale(row: SupplyRow, options: Options, per_content: float) -> float:
    """Return tonnes of the basis per tonne (or unit) of the series of output."""
    unit = row.spec.production_unit
    scale = row.spec.to_content if unit == "million m3" else row.to_content
    if scale is None:
        return math.nan
    return scale * per_content if options.basis == "gross" else scale


def _output_errors(row: SupplyRow, reference: Reference, distance: int) -> Floats:
    """Return the relative standard error of each country's output."""
    errors = np.full(len(reference.countries), CURATED_ERROR)
    measured = reference.production.get(row.spec.production_series or "")
    if measured is not None:
        errors[:] = OUTPUT_ERROR["e"]
        for country, flag in measured.flag.items():
            errors[reference.position[country]] = OUTPUT_ERROR.get(flag, OUTPUT_ERROR["e"])
    return errors + STAND_IN_ERROR * distance
