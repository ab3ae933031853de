"""What enters each risk measure besides the measures of its own row, with values and units.

The inputs named here and those of `tenor.risk.traces.MEASURES` together give the
printed value: concentrations name the five largest parts, the total and the count.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

from tenor.core.countries import country_name
from tenor.core.trace import Input
from tenor.panel.materials import read_materials
from tenor.panel.stage_series import SHARES
from tenor.risk.indices import REFERENCE_COPPER_MIDPOINT
from tenor.risk.rows import RiskRow

NAMED = 5
"""Largest parts of a concentration that are named."""

DIGITS = 12
"""Significant digits of an input that is worked back from a share."""

Inputs = Iterator[Input]


def list_inputs(measure: str, row: RiskRow, partner: str | None = None) -> tuple[Input, ...]:
    """Return the inputs of a measure that are not measures of the same row.

    Examples
    --------
    >>> import tenor
    >>> row = tenor.risk.assess("USA", 2022, commodity="antimony", stage="ore").rows[0]
    >>> [entry.id for entry in list_inputs("cf", row)]
    ['unit value of imports', 'copper midpoint']
    """
    make = _MAKERS.get(measure)
    return () if make is None else tuple(make(row, partner))


def production_unit(row: RiskRow) -> str:
    """Return the unit of the row's production with what it counts, e.g. ``t Sb``."""
    spec = read_materials().stage(row.commodity, row.stage)
    gross = spec.production_basis == "gross"
    return "t gross" if gross else f"t {spec.production_content or ''}".rstrip()


def in_shares(row: RiskRow) -> bool:
    """Return whether the output of a row is known as shares of the world, not in tonnes."""
    return read_materials().stage(row.commodity, row.stage).production_unit == SHARES


def _known(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def _part(share: float | None, total: float | None) -> float | None:
    if share is None or total is None:
        return None
    return float(f"{share * total:.{DIGITS}g}")


def _named(partner: str | None) -> str:
    return country_name(partner) if partner else "the partner"


def _largest(measure: str, row: RiskRow, shares: Mapping[str, float], counted: str) -> Inputs:
    for iso3 in list(shares)[:NAMED]:
        yield Input(f"risk.{measure}/{row.key}/{iso3}", shares[iso3], "fraction")
    yield Input(counted, len(shares), "count")


def _producers(row: RiskRow, _partner: str | None) -> Inputs:
    shares = row.detail["producer_share"]
    yield from _largest("producer_share", row, shares, "producers with a figure")
    yield from _others(row)


def _producer(row: RiskRow, partner: str | None) -> Inputs:
    share = row.detail["producer_share"].get(partner or "")
    if in_shares(row):
        whole = row.detail["shares_total"]
        yield Input(f"share of {_named(partner)}, as published", _part(share, whole), SHARES)
        yield Input("sum of the shares", _known(whole), SHARES)
        return
    amount = _part(share, row.detail["world_production_t"])
    yield Input(f"production of {_named(partner)}", amount, production_unit(row))


def _suppliers(row: RiskRow, _partner: str | None) -> Inputs:
    yield from _largest("import_share", row, row.import_share, "suppliers with a known quantity")


def _supplier(row: RiskRow, partner: str | None) -> Inputs:
    amount = _part(row.import_share.get(partner or ""), row.imports_t)
    yield Input(f"imports from {_named(partner)}", amount, "t gross")


def _counted_suppliers(row: RiskRow, _partner: str | None) -> Inputs:
    yield Input("suppliers with a known quantity", len(row.import_share), "count")


def _counted_producers(row: RiskRow, _partner: str | None) -> Inputs:
    yield Input("producers with a figure", len(row.detail["producer_share"]), "count")
    yield from _others(row)


def _others(row: RiskRow) -> Inputs:
    share = row.detail.get("other_producers_share")
    if share:
        yield Input("other countries, not split", share, SHARES)


def _governance(row: RiskRow, _partner: str | None) -> Inputs:
    weight = _known(row.detail["import_governance"])
    yield Input("governance weight of imports, mean by tonnes", weight, "index")


def _contained(row: RiskRow, *wanted: str) -> Inputs:
    held, unit = row.detail.get("contained_t", {}), f"t {row.detail['content']}"
    for key in wanted:
        yield Input(_CONTAINED[key], _known(held.get(key)), unit)
    for code, (_, base, _) in row.detail["contained_factor"].items():
        yield Input(f"factor of {code}", _known(base), f"{unit} per t gross")


def _score_contained(row: RiskRow, _partner: str | None) -> Inputs:
    yield from _contained(row, "weighted_imports", "imports", "production")


def _reliance(row: RiskRow, _partner: str | None) -> Inputs:
    yield from _contained(row, "imports", "exports", "production")


def _loss(row: RiskRow, _partner: str | None) -> Inputs:
    largest = row.detail.get("largest_supplier")
    held = row.detail.get("contained_t", {})
    name = f"imports from {country_name(largest)}" if largest else "imports from the largest"
    unit = f"t {row.detail['content']}"
    yield Input(f"{name}, contained", _known(held.get("largest_supplier")), unit)
    yield from _contained(row, "imports", "production")


def _price(row: RiskRow, _partner: str | None) -> Inputs:
    price = _known(row.detail["unit_value_kusd_per_t"])
    yield Input("unit value of imports", price, "kUSD_nominal/t gross")
    yield Input("copper midpoint", REFERENCE_COPPER_MIDPOINT, "kUSD/t")


def _eu_parts(row: RiskRow, _partner: str | None) -> Inputs:
    parts = row.detail.get("eu_supply_risk", {})
    for key, (name, unit) in _EU_PARTS.items():
        yield Input(name, _known(parts.get(key)), unit)


_CONTAINED: Mapping[str, str] = {
    "weighted_imports": "imports times governance weight, contained",
    "imports": "imports, contained",
    "exports": "exports, contained",
    "production": "own production as counted, contained",
}
_EU_PARTS: Mapping[str, tuple[str, str]] = {
    "global_hhi": ("GS, world output by governance weight", "index"),
    "sourcing_hhi": ("SO, own sourcing by governance weight", "index"),
    "recycling": ("EoL_RIR, recycling input rate", "fraction"),
    "substitution": ("SI, substitution index", "index"),
}
_MAKERS: Mapping[str, Callable[[RiskRow, str | None], Inputs]] = {
    "hhi": _producers,
    "world_production": _counted_producers,
    "producer_share": _producer,
    "imports": _counted_suppliers,
    "import_share": _supplier,
    "import_hhi": _suppliers,
    "import_risk": _governance,
    "score_contained": _score_contained,
    "cf": _price,
    "net_import_reliance": _reliance,
    "supplier_loss": _loss,
    "eu_index": _eu_parts,
}
