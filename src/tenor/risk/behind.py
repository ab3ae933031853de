"""What stands behind a risk row: world supply, contributions, ranges, the EU-style index."""

from __future__ import annotations

from typing import Any

import numpy as np

from tenor.panel.materials import Materials
from tenor.panel.stage_series import SHARES
from tenor.risk.importer import ImporterView, ImportMix
from tenor.risk.indices import (
    calc_eu_supply_risk,
    calc_governance_weight,
    calc_hhi,
    calc_net_import_reliance,
    calc_weighted_hhi,
)
from tenor.risk.uncertainty import (
    calc_contained_range,
    calc_governance_interval,
    calc_missing_range,
    row_factors,
)

EU_SCALE = 10.0
"""The EU method scales governance weights to 0..10."""

EU_SOURCE = (
    "Blengini et al. (2017), Assessment of the Methodology for Establishing the EU List of "
    "Critical Raw Materials, EUR 28654 EN, doi:10.2760/73303"
)


def describe_detail(
    view: ImporterView, mix: ImportMix, materials: Materials, *, own: float, row: int, year: int
) -> dict[str, Any]:
    """Return the detail of a row; docs/math/risk.md lists the keys."""
    arrays = view.arrays
    production, others = arrays.production[row, year], float(arrays.others[row, year])
    has_mass = bool(arrays.has_mass[row]) and not np.isnan(production).all()
    domestic = float(np.nan_to_num(own))
    detail: dict[str, Any] = {
        "world_production_t": float(np.nansum(production)) + others if has_mass else None,
        "producer_share": producer_shares(view, row, year),
        "other_producers_share": others_share(view, row, year),
        "production_span": production_span(view, row, year),
        "hhi_by_year": hhi_by_year(view, row),
        "shares_total": shares_total(view, row, year),
        "import_hhi": float(calc_hhi(mix.quantity)) if mix.total > 0 else None,
        "import_governance": weighted_mean(mix),
        "import_value_kusd": mix.value_kusd + float(mix.gap_value_kusd.sum())
        if mix.flows
        else None,
        "unit_value_kusd_per_t": mix.value_kusd / mix.total if mix.total > 0 else None,
        "governance_weight": known_weights(mix),
        "governance_year": arrays.governance_year[year],
        "missing_quantity": {
            "flows": mix.unmeasured,
            "exporters": list(mix.gap_exporters),
            "value_share": mix.unmeasured_share,
            "export_flows": mix.exports_unmeasured,
            "export_value_share": mix.exports_unmeasured_share,
        },
        "content": arrays.rows[row].spec.content,
        "contained_factor": row_factors(arrays, row),
    }
    if not has_mass or mix.total <= 0:
        return detail
    hhi = float(calc_hhi(production, others=others))
    to_content = float(arrays.to_content[row])
    contained = mix.contained[1]
    lost = contained / (contained.sum() + own * to_content)
    largest = int(np.argmax(contained)) if not np.isnan(contained).any() else 0
    unit_values = arrays.unit_value[:, :, year]
    detail |= {
        "contained_t": describe_content(mix, float(own * to_content)),
        "supplier_loss_by": dict(zip(mix.exporters, lost.tolist(), strict=True)),
        "largest_supplier": mix.exporters[largest],
    }
    if arrays.governance_year[year] is None:
        return detail
    detail |= {
        "eu_supply_risk": describe_eu_index(view, mix, materials, own=own, row=row, year=year),
        "contribution": shares_of(mix, mix.weight * mix.quantity),
        "score_interval": calc_governance_interval(mix, hhi, domestic),
        "score_missing_range": calc_missing_range(mix, hhi, domestic, unit_values),
        "score_contained_range": calc_contained_range(mix, hhi, domestic * to_content),
    }
    return detail


def known_weights(mix: ImportMix) -> dict[str, float]:
    """Return the governance weight of each exporter; none without any governance data."""
    weights = zip(mix.exporters, mix.weight.tolist(), strict=True)
    return {iso3: weight for iso3, weight in weights if not np.isnan(weight)}


def describe_content(mix: ImportMix, own: float) -> dict[str, float]:
    """Return the tonnes behind the measures on one basis; own production as they count it."""
    contained = mix.contained[1]
    return {
        "imports": float(contained.sum()),
        "weighted_imports": float(mix.weight @ contained),
        "largest_supplier": float(contained.max()),
        "exports": mix.exports_contained,
        "production": own,
    }


def producer_shares(view: ImporterView, row: int, year: int) -> dict[str, float]:
    """Return the shares of world production, largest first; none for a country without a figure."""
    amounts = view.arrays.production[row, year]
    total = np.nansum(amounts) + view.arrays.others[row, year]
    if not total > 0:
        return {}
    ordered = np.argsort(-amounts, kind="stable")[: np.count_nonzero(~np.isnan(amounts))]
    return {view.arrays.countries[i]: float(amounts[i] / total) for i in ordered}


def hhi_by_year(view: ImporterView, row: int) -> dict[int, float]:
    """Return the concentration of world production in every year of the series."""
    history = view.arrays.history[row]
    if history is None:
        return {}
    values = calc_hhi(history.quantity, others=history.others)
    found = zip(history.years, values.tolist(), strict=True)
    return {year: value for year, value in found if not np.isnan(value)}


def shares_total(view: ImporterView, row: int, year: int) -> float | None:
    """Return what the shares of a series in shares sum to with the rest; None for tonnes."""
    series = view.arrays.series[row]
    if series is None or series.unit != SHARES or not view.arrays.production_year[row, year]:
        return None
    return float(np.nansum(view.arrays.production[row, year]) + view.arrays.others[row, year])


def production_span(view: ImporterView, row: int, year: int) -> list[int] | None:
    """Return the first and last year that the production is of; None without any."""
    held, series = int(view.arrays.production_year[row, year]), view.arrays.series[row]
    if not held:
        return None
    return list((held, held) if series is None else series.spans.get(held, (held, held)))


def others_share(view: ImporterView, row: int, year: int) -> float | None:
    """Return the share of world production that no country is named for; None without any."""
    others = float(view.arrays.others[row, year])
    total = float(np.nansum(view.arrays.production[row, year])) + others
    return others / total if total > 0 else None


def weighted_mean(mix: ImportMix) -> float | None:
    """Return the import-weighted governance weight, 0..1; None without any governance data."""
    if mix.total <= 0 or np.isnan(mix.weight).any():
        return None
    return float(mix.weight @ mix.quantity / mix.total)


def shares_of(mix: ImportMix, amounts: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, float]:
    """Return each exporter's share of a sum over exporters; empty where the sum is zero."""
    total = float(amounts.sum())
    if total <= 0:
        return {}
    return dict(zip(mix.exporters, (amounts / total).tolist(), strict=True))


def describe_eu_index(
    view: ImporterView, mix: ImportMix, materials: Materials, *, own: float, row: int, year: int
) -> dict[str, Any]:
    """Return the EU-style supply-risk index of a row with its parts and what was assumed.

    Political stability alone stands for the mean of six governance dimensions,
    and the trade parameter t is 1: neither is in the box. NaN where own production
    or apparent use is not known.
    """
    arrays = view.arrays
    commodity = arrays.rows[row].commodity
    production, others = arrays.production[row, year], arrays.others[row, year]
    weight = EU_SCALE * calc_governance_weight(arrays.estimate[year])
    domestic = float(own * arrays.to_content[row])
    sourcing = np.append(mix.contained[1], domestic)
    sourcing_weight = EU_SCALE * np.append(mix.weight, view.own_weight(row, year))
    contained = float(mix.contained[1].sum())
    reliance = float(calc_net_import_reliance(contained, mix.exports_contained, domestic))
    recycling = materials.recycling(commodity)
    substitution = materials.substitution(commodity)
    assumed = ["political stability alone is the governance weight", "trade parameter t = 1"]
    assumed += [] if recycling is not None else ["no recycling rate at hand: 0 used"]
    assumed += [] if substitution is not None else ["no substitution index at hand: 1 used"]
    parts = {
        "global_hhi": float(calc_weighted_hhi(production, weight, others=others)),
        "sourcing_hhi": np.nan
        if np.isnan(sourcing).any()
        else float(calc_weighted_hhi(sourcing, sourcing_weight)),
        "import_reliance": reliance,
        "recycling": 0.0 if recycling is None else recycling.value,
        "substitution": 1.0 if substitution is None else substitution.value,
    }
    index = float(calc_eu_supply_risk(**parts))
    return {"index": index, **parts, "assumed": assumed, "source": EU_SOURCE}
