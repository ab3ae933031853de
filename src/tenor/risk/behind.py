"""What stands behind a risk row: world supply, contributions, ranges, the EU-style index."""

from __future__ import annotations

from typing import Any

import numpy as np

from tenor.panel.materials import Materials
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

TOP = 5


def describe_detail(
    view: ImporterView, mix: ImportMix, materials: Materials, *, own: float, row: int, year: int
) -> dict[str, Any]:
    """Return the detail of a row; docs/math/risk.md lists the keys."""
    arrays = view.arrays
    production = arrays.production[row, year]
    has_mass = bool(arrays.has_mass[row]) and not np.isnan(production).all()
    domestic = float(np.nan_to_num(own))
    detail: dict[str, Any] = {
        "world_production_t": float(np.nansum(production)) if has_mass else None,
        "producer_share": producer_shares(view, row, year),
        "import_hhi": float(calc_hhi(mix.quantity)) if mix.total > 0 else None,
        "import_governance": weighted_mean(mix),
        "import_value_kusd": mix.value_kusd + float(mix.gap_value_kusd.sum())
        if mix.flows
        else None,
        "unit_value_kusd_per_t": mix.value_kusd / mix.total if mix.total > 0 else None,
        "governance_weight": dict(zip(mix.exporters, mix.weight.tolist(), strict=True)),
        "governance_year": arrays.governance_year[year],
        "missing_quantity": {"flows": mix.unmeasured, "value_share": mix.unmeasured_share},
        "content": arrays.rows[row].spec.content,
        "contained_factor": row_factors(arrays, row),
    }
    if not has_mass:
        return detail
    detail["eu_supply_risk"] = describe_eu_index(view, mix, materials, own=own, row=row, year=year)
    if mix.total <= 0:
        return detail
    hhi = float(calc_hhi(production))
    to_content = float(arrays.to_content[row])
    contained = mix.contained[1]
    lost = contained / (contained.sum() + domestic * to_content)
    unit_values = arrays.unit_value[:, :, year]
    detail |= {
        "contribution": shares_of(mix, mix.weight * mix.quantity),
        "supplier_loss_by": dict(zip(mix.exporters, lost.tolist(), strict=True)),
        "largest_supplier": mix.exporters[0],
        "score_interval": calc_governance_interval(mix, hhi, domestic),
        "score_missing_range": calc_missing_range(mix, hhi, domestic, unit_values),
        "score_contained_range": calc_contained_range(mix, hhi, domestic * to_content),
    }
    return detail


def producer_shares(view: ImporterView, row: int, year: int) -> dict[str, float]:
    """Return the shares of the five largest producers, largest first."""
    amounts = np.nan_to_num(view.arrays.production[row, year])
    total = amounts.sum()
    if total <= 0:
        return {}
    top = np.argsort(-amounts, kind="stable")[:TOP]
    return {view.arrays.countries[i]: float(amounts[i] / total) for i in top if amounts[i] > 0}


def weighted_mean(mix: ImportMix) -> float | None:
    """Return the import-weighted governance weight, 0..1."""
    return float(mix.weight @ mix.quantity / mix.total) if mix.total > 0 else None


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
    and the trade parameter t is 1: neither is in the box.
    """
    arrays = view.arrays
    commodity = arrays.rows[row].commodity
    production = arrays.production[row, year]
    weight = EU_SCALE * calc_governance_weight(arrays.estimate[year])
    domestic = float(np.nan_to_num(own) * arrays.to_content[row])
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
        "global_hhi": float(calc_weighted_hhi(production, weight)),
        "sourcing_hhi": float(calc_weighted_hhi(sourcing, sourcing_weight)),
        "import_reliance": reliance,
        "recycling": 0.0 if recycling is None else recycling.value,
        "substitution": 1.0 if substitution is None else substitution.value,
    }
    return {"index": float(calc_eu_supply_risk(**parts)), **parts, "assumed": assumed}
