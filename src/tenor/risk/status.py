"""What the data allow for a row: status, basis and notes in words."""

from __future__ import annotations

import numpy as np

from tenor.core.countries import country_name
from tenor.panel.supply import SupplyArrays
from tenor.panel.supply_rows import SupplyRow
from tenor.risk.importer import ImportMix

PARTIAL_SHARE = 0.01
"""A row is partial when more than this share of its imports lacks a figure it needs."""


def row_status(arrays: SupplyArrays, mix: ImportMix, own: float, *, row: int, year: int) -> str:
    """Return the status of a row.

    not_covered
        No code of the row is in the trade data of the year.
    no_trade_recorded
        The codes are there, but no flow into the importer. Not "no risk".
    no_production_data
        No production in tonnes at this stage for the year.
    partial
        Computed, but a figure is missing behind more than 1% of the import
        value or tonnage, a code of the row has no data, or the importer's own
        production is not reported for the year.
    ok
        None of these.
    """
    if not has_code(arrays, row, year):
        return "not_covered"
    if mix.flows == 0:
        return "no_trade_recorded"
    if not arrays.has_mass[row] or np.isnan(arrays.production[row, year]).all():
        return "no_production_data"
    gaps = (
        mix.unmeasured_share > PARTIAL_SHARE,
        mix.unknown_weight_share > PARTIAL_SHARE,
        bool(codes_without_data(arrays, row, year)),
        np.isnan(own),
        mix.total <= 0,
    )
    return "partial" if any(gaps) else "ok"


def has_code(arrays: SupplyArrays, row: int, year: int) -> bool:
    """Return whether any code of the row has data in the year."""
    codes = arrays.rows[row].codes
    return any(arrays.covered[arrays.codes.index(code), year] for code in codes)


def codes_without_data(arrays: SupplyArrays, row: int, year: int) -> list[str]:
    """Return the row's codes that the trade data lack in the year."""
    codes = arrays.rows[row].codes
    return [code for code in codes if not arrays.covered[arrays.codes.index(code), year]]


def describe_basis(spec: SupplyRow) -> str:
    """Return what the tonnes of production and of trade count, in words."""
    row = spec.spec
    if not row.production_series:
        return "trade: t gross weight; production: no series at this stage"
    content = row.production_content or row.production_series
    unit = f"{row.production_unit} {content} ({row.production_basis})"
    return f"production: {unit}; trade: t gross weight"


def describe_notes(
    arrays: SupplyArrays, mix: ImportMix, own: float, *, row: int, year: int
) -> tuple[str, ...]:
    """Return the caveats of a row, one sentence each."""
    notes = []
    spec, absent = arrays.rows[row], codes_without_data(arrays, row, year)
    if absent:
        notes.append(f"no trade data at hand for {', '.join(absent)} in {arrays.years[year]}")
    if mix.unmeasured:
        notes.append(
            f"{mix.unmeasured} of {mix.flows} flows have no quantity "
            f"({mix.unmeasured_share:.1%} of import value); they are left out of tonnes"
        )
    unknown = [e for e, known in zip(mix.exporters, mix.weight_known, strict=True) if not known]
    if unknown:
        names = ", ".join(country_name(iso3) for iso3 in unknown[:5])
        notes.append(f"no governance value, counted as 0.5: {names}")
    if "TWN" in mix.exporters:
        notes.append("Taiwan (Other Asia, nes in the trade data) takes its own governance value")
    notes += production_notes(arrays, own, row=row, year=year)
    if spec.baskets:
        notes.append(f"{', '.join(spec.baskets)} carry other goods too; tonnes may be overstated")
    if np.isnan(mix.contained[1]).any():
        notes.append("no contained-metal factor for a code of this row; no score on one basis")
    stand_in = arrays.governance_year[year]
    if stand_in is not None and stand_in != arrays.years[year]:
        notes.append(f"governance values of {stand_in} stand for {arrays.years[year]}")
    if not spec.codes:
        notes.append("the material table lists no HS 1992 code for this stage")
    return tuple(notes)


def production_notes(arrays: SupplyArrays, own: float, *, row: int, year: int) -> list[str]:
    """Return the caveats about production."""
    spec = arrays.rows[row].spec
    if not spec.production_series:
        return ["no production series at this stage in the data at hand"]
    if not arrays.has_mass[row]:
        return [f"production is published in {spec.production_unit}, which is not a mass"]
    if np.isnan(arrays.production[row, year]).all():
        return [f"no production data for {arrays.years[year]}"]
    if np.isnan(own):
        return ["own production is not listed for this year; it counts as 0 in the score"]
    return ["no own production recorded; it counts as 0"] if own == 0 else []
