"""What a network comes to: quantities, prices, rents, in the order of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tenor.market.own.model import OwnNetwork

__all__ = ["Key", "OwnSolution"]

Key = tuple[str, str, str]
"""Commodity, stage, country."""


@dataclass(frozen=True, slots=True)
class OwnSolution:
    """The equilibrium of a person's own network, in the units of the file.

    Attributes
    ----------
    network : OwnNetwork
    prices : dict of Key to float or None
        None where a country has nothing to do with a stage.
    supply, demand : dict of Key to float
    flows : tuple of float
        One per route of the network.
    inputs : tuple of float
        One per plant.
    residual : float
        Largest violation of balance and complementarity, relative to world demand.
    backstop, unsold : dict of Key to float
        What was missing and what nobody wanted; only where above zero.
    producer_prices : dict of Key to float
        Where sales at home carry a cost, tariff or quota of their own.
    rents : dict of str to float
        Rent of each binding quota or cap by the place of its row.
    tariff_revenue : dict of Key to float
        By the country that levies it.
    surplus : dict
        ``consumers`` and ``producers``; None where a curve has no area.
    exporters : tuple of dict
        Cournot exporters: place, country, quantity, marginal cost, profit.
    is_open : dict of Key to bool
        Prices that nothing pins; the lowest that fits is given.
    notes : tuple of str
    """

    network: OwnNetwork
    prices: Mapping[Key, float | None]
    supply: Mapping[Key, float]
    demand: Mapping[Key, float]
    flows: tuple[float, ...]
    inputs: tuple[float, ...]
    residual: float
    backstop: Mapping[Key, float] = field(default_factory=dict)
    unsold: Mapping[Key, float] = field(default_factory=dict)
    producer_prices: Mapping[Key, float] = field(default_factory=dict)
    rents: Mapping[str, float] = field(default_factory=dict)
    tariff_revenue: Mapping[Key, float] = field(default_factory=dict)
    surplus: Mapping[str, float | None] = field(default_factory=dict)
    exporters: tuple[Mapping[str, Any], ...] = ()
    is_open: Mapping[Key, bool] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def backstop_used(self) -> bool:
        """Whether some use could not be met."""
        return bool(self.backstop)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of ``tenor market solve``."""
        network = self.network
        several = len(network.commodities) > 1
        routes = [
            {
                "from": route.origin,
                "to": route.destination,
                "stage": route.stage,
                **({"commodity": route.commodity} if several else {}),
                "quantity": quantity,
            }
            for route, quantity in zip(network.routes, self.flows, strict=True)
        ]
        plants = [
            {
                "country": plant.country,
                "from_stage": plant.from_stage,
                "to_stage": plant.to_stage,
                **({"commodity": plant.commodity} if several else {}),
                "input": quantity,
                "output": quantity * plant.output_per_input,
            }
            for plant, quantity in zip(network.plants, self.inputs, strict=True)
        ]
        return {
            "prices": self._nested(self.prices),
            "flows": routes,
            "supply": self._nested(self.supply),
            "demand": self._nested(self.demand),
            "residual": self.residual,
            "backstop_used": self.backstop_used,
            "processing": plants,
            "backstop": self._listed(self.backstop),
            "unsold": self._listed(self.unsold),
            "producer_prices": self._nested(self.producer_prices),
            "rents": self._rents(),
            "tariff_revenue": self._nested(self.tariff_revenue),
            "surplus": dict(self.surplus),
            "exporters": [dict(row) for row in self.exporters],
            "open_prices": [
                dict(self._labels(key)) for key, is_open in self.is_open.items() if is_open
            ],
            "notes": list(self.notes),
        }

    def _rents(self) -> list[dict[str, Any]]:
        """Return each rent with the words of its row."""
        network = self.network
        rows: dict[str, dict[str, str]] = {}
        for curve in (*network.supply, *network.demand):
            rows[curve.place] = {"kind": "cap", "country": curve.country, "stage": curve.stage}
        for route in network.routes:
            ends = {"from": route.origin, "to": route.destination, "stage": route.stage}
            rows[route.place] = {"kind": "quota", **ends}
        for plant in network.plants:
            stages = {"from_stage": plant.from_stage, "to_stage": plant.to_stage}
            rows[plant.place] = {"kind": "cap", "country": plant.country, **stages}
        return [{"row": place, **rows[place], "rent": rent} for place, rent in self.rents.items()]

    def _nested(self, values: Mapping[Key, float | None]) -> dict[str, Any]:
        """Return values by stage and country; by commodity first where there are several."""
        network = self.network
        by_commodity: dict[str, Any] = {}
        for commodity in network.commodities:
            by_stage: dict[str, dict[str, float | None]] = {}
            for stage in network.stages:
                found = {
                    country: values[commodity, stage, country]
                    for country in network.countries
                    if (commodity, stage, country) in values
                }
                if found or values is self.prices:
                    by_stage[stage] = found
            by_commodity[commodity] = by_stage
        if len(network.commodities) == 1:
            return dict(by_commodity[network.commodities[0]])
        return by_commodity

    def _labels(self, key: Key) -> dict[str, str]:
        commodity, stage, country = key
        labels = {"country": country, "stage": stage}
        return labels | ({"commodity": commodity} if len(self.network.commodities) > 1 else {})

    def _listed(self, values: Mapping[Key, float]) -> list[dict[str, Any]]:
        return [self._labels(key) | {"quantity": value} for key, value in values.items()]
