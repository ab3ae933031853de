"""What a comparison of refining and shipping gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tenor.finance.results import Valuation


@dataclass(frozen=True, slots=True)
class Yearly:
    """A plant in a year at full rate, in the project's currency and in tonnes.

    `feed_value` is what the plant pays for its feed, less charges and with freight to it;
    `bought` what it buys besides feed and work; `value_added` what is left for work, capital
    and the state:

    .. math:: V = R - S - F - (O - W)
    """

    year: int
    feed_t: float
    shipped_wet_t: float
    made_t: float
    sales: float
    selling: float
    feed_value: float
    opex: float
    wages: float
    power_cost: float | None
    bought: float
    value_added: float
    tax: float
    jobs: float | None
    power_mwh: float | None
    power_mw: float | None
    water_m3: float | None


@dataclass(frozen=True, slots=True)
class Transport:
    """How the two ways move goods: a year's tonnes, freight and sea work.

    `sea` maps the destination to nautical miles, None where the table has no way.
    """

    ship_t: float
    ship_freight_per_t: float
    ship_freight: float
    ship_sea: Mapping[str, float | None]
    made_t: float
    made_freight_per_t: float
    made_freight: float
    made_sea: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The charge per tonne of feed at which the plant earns just its rate.

    Attributes
    ----------
    stated : float
        What the seller of feed bears in the plant's file, treatment and refining together.
    charge, charge_pre_tax : float or None
        After tax and before royalty and tax; None where none up to the value of the feed does.
    share_of_feed : float or None
        The charge as a share of what the contained metal is worth.
    saved_freight : float
        Part of the stated charge that is freight the seller saves by selling at home.
    quantiles : mapping
        Of the charge before tax over the draws; empty without draws.
    """

    stated: float
    charge: float | None
    charge_pre_tax: float | None
    share_of_feed: float | None
    saved_freight: float
    quantiles: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gain:
    """What one party gets: by shipping, by refining as stated, and at the break-even charge."""

    party: str
    kind: str
    ship: float
    refine: float
    at_break_even: float | None


@dataclass(frozen=True, slots=True)
class Driver:
    """An input of the plant with the value at each end of its stated range."""

    path: str
    low: float
    high: float
    npv_low: float
    npv_high: float
    source: str | None

    @property
    def swing(self) -> float:
        """Distance between the two values."""
        return abs(self.npv_high - self.npv_low)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One route: the plant's value, a year of it, transport, break-even and who gains."""

    plant: Valuation
    mine: Valuation | None
    yearly: Yearly
    transport: Transport
    break_even: BreakEven
    parity: float | None
    gains: tuple[Gain, ...]
    drivers: tuple[Driver, ...]
    tax_npv: float
    value_added_npv: float
    jobs_cost: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as a JSON object."""
        plant = self.plant
        quantiles = plant.risk.get("quantiles", {}) if plant.risk else {}
        return {
            "plant": {
                "name": plant.name,
                "npv_pre_tax": plant.project.npv_pre_tax,
                "npv_after_tax": plant.project.npv_after_tax,
                "irr_after_tax": plant.project.irr_after_tax.value,
                "capex": plant.project.totals["capex"],
                "npv_of_tax": self.tax_npv,
                "npv_of_value_added": self.value_added_npv,
                "capex_per_job": self.jobs_cost,
            },
            "year_at_full_rate": {n: getattr(self.yearly, n) for n in Yearly.__slots__},
            "transport": {n: _plain(getattr(self.transport, n)) for n in Transport.__slots__},
            "feed_price_over_export": self.parity,
            "break_even": {n: _plain(getattr(self.break_even, n)) for n in BreakEven.__slots__},
            "parties": [{n: getattr(g, n) for n in Gain.__slots__} for g in self.gains],
            "drivers": [
                {n: getattr(d, n) for n in Driver.__slots__} | {"swing": d.swing}
                for d in self.drivers
            ],
            "quantiles": {
                name: dict(quantiles[name])
                for name in ("npv_pre_tax", "npv_after_tax", "irr_after_tax")
                if name in quantiles
            },
            "probability_npv_positive": plant.risk.get("probability_npv_positive"),
            "basis": dict(plant.basis),
        }


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value
