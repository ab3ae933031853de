"""A valuation as an object and as the JSON document of ``tenor value``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tenor.finance.measures import Rate


@dataclass(frozen=True, slots=True)
class PartyValue:
    """What one party gets and what it is worth to it.

    Attributes
    ----------
    kind : str
        Of owner or counterparty.
    npv, total : float
        At the party's own rate at the valuation date; undiscounted.
    irr, payback_year : float, int or None
        None where they are not defined.
    dscr_min, dscr_mean, llcr : float or None
        Cover of a lender's debt service; None for others.
    lines : mapping of str to float
        Undiscounted receipts by what they are for.
    flow : tuple of float
        Net receipts by year.
    """

    name: str
    kind: str
    discount_rate: float
    npv: float
    total: float
    irr: float | None
    payback_year: int | None
    lines: Mapping[str, float]
    flow: tuple[float, ...]
    dscr_min: float | None = None
    dscr_mean: float | None = None
    llcr: float | None = None
    resilience_value: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the party as a JSON object."""
        return {
            "kind": self.kind,
            "discount_rate": self.discount_rate,
            "npv": self.npv,
            "irr": self.irr,
            "payback_year": self.payback_year,
            "total": self.total,
            "dscr_min": self.dscr_min,
            "dscr_mean": self.dscr_mean,
            "llcr": self.llcr,
            "resilience_value": self.resilience_value,
            "lines": dict(self.lines),
        }


@dataclass(frozen=True, slots=True)
class ProjectValue:
    """The project by itself, without instruments, and what its metal costs."""

    npv_pre_tax: float
    npv_after_tax: float
    irr_pre_tax: Rate
    irr_after_tax: Rate
    payback_year: int | None
    metr: float | None
    aisc: float | None
    aisc_unit: str | None
    by_product_credit: float
    totals: Mapping[str, float]
    npv_after_tax_financed: float

    def as_dict(self) -> dict[str, Any]:
        """Return the project's measures as a JSON object."""
        return {
            "npv_pre_tax": self.npv_pre_tax,
            "npv_after_tax": self.npv_after_tax,
            "irr_pre_tax": self.irr_pre_tax.value,
            "irr_after_tax": self.irr_after_tax.value,
            "payback_year": self.payback_year,
            "metr": self.metr,
            "aisc": self.aisc,
            "aisc_unit": self.aisc_unit,
            "by_product_credit": self.by_product_credit,
            "npv_after_tax_financed": self.npv_after_tax_financed,
            "totals": dict(self.totals),
        }


@dataclass(frozen=True, slots=True)
class Valuation:
    """What a project is worth, to whom, under one set of terms.

    Attributes
    ----------
    name : str
    project : ProjectValue
    parties : mapping of str to PartyValue
        Their flows sum to the project's cash flow before royalty and tax.
    government_take : mapping of str to float or None
        ``undiscounted`` and ``discounted``, as shares of the pre-tax project cash flow.
    aetr : float or None
        Royalty and tax over pre-tax cash flow, both discounted.
    cash_flow : tuple of mapping
        One row a year.
    sources_and_uses, basis : mapping
    risk : mapping
        Results over the draws: quantiles, fans, chances, drivers, losses by cause; empty
        without draws.
    notes : tuple of str
        What was assumed, and what a reader has to know.
    """

    name: str
    project: ProjectValue
    parties: Mapping[str, PartyValue]
    government_take: Mapping[str, float | None]
    aetr: float | None
    cash_flow: tuple[Mapping[str, Any], ...]
    sources_and_uses: Mapping[str, Any]
    basis: Mapping[str, Any]
    regime: str | None = None
    physical: Mapping[str, Any] = field(default_factory=dict)
    inputs: tuple[Mapping[str, Any], ...] = ()
    risk: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the valuation as the JSON document of ``tenor value``."""
        risk = dict(self.risk)
        return {
            "name": self.name,
            "project": self.project.as_dict(),
            "parties": {name: party.as_dict() for name, party in self.parties.items()},
            "government_take": dict(self.government_take),
            "aetr": self.aetr,
            "metr": self.project.metr,
            "cash_flow": [dict(row) for row in self.cash_flow],
            "quantiles": risk.pop("quantiles", {}),
            "risk": risk or None,
            "sources_and_uses": dict(self.sources_and_uses),
            "regime": self.regime,
            "physical": dict(self.physical) or None,
            "inputs": [dict(one) for one in self.inputs],
            "basis": dict(self.basis),
            "notes": list(self.notes),
        }
