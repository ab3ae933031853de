"""What the data allow for a row: status, basis and notes in words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from tenor.core.countries import Country, country, country_codes, country_name
from tenor.core.trace import format_value, significant
from tenor.panel.corrections import find_corrections
from tenor.panel.curated import OTHERS, WORLD
from tenor.panel.stage_series import ROUNDING, SHARES, TOTALS, StageSeries
from tenor.panel.supply import SupplyArrays
from tenor.panel.supply_rows import SupplyRow
from tenor.risk.importer import ImporterView, ImportMix

SHARES_ONLY = (
    "output is known as shares of the world only; what needs tonnes (scores, net import "
    "reliance, supplier loss) is not known"
)

PARTIAL_SHARE = 0.01
"""A row is partial when more than this share of its imports lacks a figure it needs."""


def row_status(arrays: SupplyArrays, mix: ImportMix, *, row: int, year: int) -> str:
    """Return the status of a row.

    not_covered
        No code of the row is in the trade data of the year.
    no_trade_recorded
        The codes are there, but no flow into the importer. Not "no risk".
    no_production_data
        No production in tonnes at this stage for the year; shares of output may be known.
    partial
        A figure is missing behind more than 1% of the import value or tonnage,
        a code of the row has no data, own production of the importer (of a
        member of a group) is not known for the year, or production of another
        year stands in. No score where no import has a quantity or no governance
        data are at hand.
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
        bool(mix.own_unknown),
        int(arrays.production_year[row, year]) != arrays.years[year],
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
    if row.production_unit == SHARES:
        return "trade: t gross weight; production: shares of world output"
    content = row.production_content or row.production_series
    unit = f"{row.production_unit} {content} ({row.production_basis})"
    return f"production: {unit}; trade: t gross weight"


def describe_notes(view: ImporterView, mix: ImportMix, *, row: int, year: int) -> tuple[str, ...]:
    """Return the caveats of a row, one sentence each."""
    arrays = view.arrays
    notes = area_notes(view, arrays.years[year])
    spec, absent = arrays.rows[row], codes_without_data(arrays, row, year)
    if absent:
        notes.append(f"no trade data at hand for {', '.join(absent)} in {arrays.years[year]}")
    notes += quantity_notes(mix)
    unknown = [e for e, known in zip(mix.exporters, mix.weight_known, strict=True) if not known]
    if arrays.governance_year[year] is None:
        notes.append("no governance data at hand, so no score and no weighted measure")
    elif unknown:
        names = ", ".join(country_name(iso3) for iso3 in unknown[:5])
        notes.append(f"no governance value, counted as 0.5: {names}")
    if "TWN" in mix.exporters:
        notes.append("Taiwan (Other Asia, nes in the trade data) takes its own governance value")
    notes += series_notes(arrays, row=row, year=year)
    notes += production_notes(view, mix, row=row, year=year)
    notes += reliance_notes(view, mix, row=row, year=year)
    if spec.baskets:
        notes.append(f"other goods share {', '.join(spec.baskets)}; tonnes may be overstated")
    if np.isnan(mix.contained[1]).any():
        notes.append("no contained-metal factor for a code of this row; no score on one basis")
    stand_in = arrays.governance_year[year]
    if stand_in is not None and stand_in != arrays.years[year]:
        notes.append(f"governance values of {stand_in} stand for {arrays.years[year]}")
    if not spec.codes:
        notes.append("the material table lists no HS 1992 code for this stage")
    return (*notes, *correction_notes(view, mix, row=row, year=year))


def correction_notes(view: ImporterView, mix: ImportMix, *, row: int, year: int) -> list[str]:
    """Return the figures behind a row that a correction would change, one sentence each.

    The risk room computes published definitions, so it takes the data as published.
    """
    arrays, places = view.arrays, [view.arrays.countries[i] for i in view.members]
    spec, stand_in = arrays.rows[row], arrays.governance_year[year]
    found = find_corrections(
        arrays.corrections,
        codes=spec.codes,
        series=spec.spec.production_series,
        years=[arrays.years[year]],
        places=places,
    )
    if stand_in is not None:
        weighed = [*mix.exporters, *places]
        found += find_corrections(arrays.corrections, years=[stand_in], weighed=weighed)
    return [f"as published, not corrected: {correction.sentence}" for correction in found]


def area_notes(view: ImporterView, year: int) -> list[str]:
    """Return where the trade data book an importer that was part of a larger area then."""
    if len(view.members) != 1:
        return []
    place = view.arrays.countries[view.members[0]]
    return [
        f"trade up to {area.last_year} is recorded under {area.name}, which is not included"
        for area in former_areas()
        if place in area.members
        and year <= (area.last_year or 0)
        and area.iso3 in view.arrays.countries
    ]


@lru_cache(maxsize=1)
def former_areas() -> tuple[Country, ...]:
    """Return the places of trade statistics that held several countries of today."""
    places = (country(code) for code in country_codes())
    return tuple(place for place in places if place.members)


def quantity_notes(mix: ImportMix) -> list[str]:
    """Return the caveats about flows without a quantity."""
    notes = []
    if mix.unmeasured:
        share = format_value(mix.unmeasured_share, "fraction", digits=2)
        notes.append(
            f"import flows without a quantity: {mix.unmeasured} of {mix.flows} "
            f"({share} of import value), left out of tonnes"
        )
    if mix.exports_unmeasured_share > PARTIAL_SHARE:
        share = format_value(mix.exports_unmeasured_share, "fraction", digits=2)
        notes.append(
            f"export flows without a quantity: {mix.exports_unmeasured} ({share} of export value), "
            "left out of net import reliance"
        )
    return notes


def reliance_notes(view: ImporterView, mix: ImportMix, *, row: int, year: int) -> list[str]:
    """Return why there is no net import reliance, where the figures are there but add to no use."""
    arrays = view.arrays
    if not arrays.has_mass[row] or np.isnan(arrays.production[row, year]).all() or mix.total <= 0:
        return []
    output = view.own_production(row, year) * float(arrays.to_content[row])
    imports = float(mix.contained[1].sum())
    use = output + imports - mix.exports_contained
    if np.isnan(use) or use > 0:
        return []
    content = arrays.rows[row].spec.content
    parts = [significant(amount, 3) for amount in (output, imports, mix.exports_contained)]
    return [
        f"no net import reliance: apparent use is not above zero (t {content}: output {parts[0]}, "
        f"imports {parts[1]}, exports {parts[2]})"
    ]


def series_notes(arrays: SupplyArrays, *, row: int, year: int) -> list[str]:
    """Return what stands in for output of a curated series, is not split, or is not verified."""
    series, asked = arrays.series[row], arrays.years[year]
    held = int(arrays.production_year[row, year])
    if series is None:
        return []
    notes = []
    if not held and series.years:
        near = min(series.years, key=lambda known: abs(known - asked))
        notes.append(f"output of {series.told(near)} is too far from {asked} to stand for it")
    elif held and series.told(held) != str(asked):
        what = "shares" if series.unit == SHARES else "output"
        verb = "stand" if series.unit == SHARES else "stands"
        notes.append(f"{what} of {series.told(held)} {verb} for {asked}")
    thin = max((known for known in series.thin if held < known <= asked), default=None)
    if thin is not None and (told := tell_part(series, thin)):
        notes.append(f"figures of {thin} name too little of output to be used: {told}")
    others = float(arrays.others[row, year])
    share = others / (float(np.nansum(arrays.production[row, year])) + others) if held else 0.0
    if share > ROUNDING:
        told = format_value(share, "fraction", digits=2)
        notes.append(
            f"other countries, {told} of output, are not split and are left out of concentration"
        )
    recalled = [r["country"] for r in series.rows.get(held, ()) if r["met"] == "recalled"]
    if recalled:
        notes.append(f"output from memory, not verified: {name_some(recalled, 5)}")
    return notes


def tell_part(series: StageSeries, year: int) -> str:
    """Return the shares that a year left out of a series states; empty where it states none."""
    shares = [r for r in series.thin[year] if r["unit"] == SHARES and r["value"] is not None]
    return ", ".join(
        f"{country_name(r['country'])} {format_value(r['value'], SHARES, digits=2)}"
        + (" (from memory, not verified)" if r["met"] == "recalled" else "")
        for r in shares
        if r["country"] not in TOTALS
    )


def name_some(places: Sequence[str], most: int) -> str:
    """Return the names of the first places, and how many more there are."""
    names = {WORLD: "the world", OTHERS: "other countries"}
    told = ", ".join(names.get(p) or country_name(p) for p in places[:most])
    return told + (f" and {len(places) - most} more" if len(places) > most else "")


def production_notes(view: ImporterView, mix: ImportMix, *, row: int, year: int) -> list[str]:
    """Return the caveats about production."""
    arrays = view.arrays
    spec = arrays.rows[row].spec
    if not spec.production_series:
        return ["no production series at this stage in the data at hand"]
    if np.isnan(arrays.production[row, year]).all():
        near = arrays.series[row]
        told = near is not None and bool(near.years)
        return [] if told else [f"no production data for {arrays.years[year]}"]
    if not arrays.has_mass[row]:
        if spec.production_unit == SHARES:
            return [SHARES_ONLY]
        return [f"production is published in {spec.production_unit}, which is not a mass"]
    if mix.own_unknown:
        names = name_some(mix.own_unknown, 12)
        return [f"no figure for own production ({names}); it counts as 0 in the score"]
    return [] if view.lists_own(row) else ["no own production recorded; it counts as 0"]
