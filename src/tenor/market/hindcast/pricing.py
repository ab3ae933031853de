"""Predicted price changes beside the change of unit values in the data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.market.hindcast.filling import find_hit
from tenor.market.hindcast.predicting import Prediction, Prepared
from tenor.market.hindcast.trade import Observed

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PriceChange:
    """Change of a price from the base to the test year, as a fraction.

    Attributes
    ----------
    place : str
        ``WLD`` or an importer.
    predicted : float or None
        What the shock does to the price at the importer; of the world, weighted with
        predicted imports.
    actual : float or None
        Change of the unit value of imports, current money: it holds all else that moved
        prices in these years.
    """

    place: str
    predicted: float | None
    actual: float | None

    @property
    def is_right(self) -> bool | None:
        """Return whether both went the same way; None where one is unknown."""
        if self.predicted is None or self.actual is None:
            return None
        return (self.predicted >= 0) == (self.actual >= 0)


def describe_prices(
    prepared: Prepared, prediction: Prediction, observed: Observed | None
) -> Sequence[PriceChange]:
    """Return the price change of the world and of the hit importers."""
    history, places = prepared.history, prepared.history.places
    weight = prediction.flow.sum(axis=0)
    price = prediction.importer_price
    known = np.isfinite(price) & (weight > 0)
    world = None
    if known.any():
        mean = float(np.average(price[known], weights=weight[known]))
        world = math.expm1(mean)
    base_value, base = history.value[-1], history.base
    seen_value = None if observed is None else observed.value
    seen = None if observed is None else observed.quantity
    found = [PriceChange("WLD", world, _change(base_value, base, seen_value, seen))]
    for j in find_hit(prepared):
        own = math.expm1(float(price[j])) if np.isfinite(price[j]) else None
        column = (slice(None), [j])
        actual = None
        if observed is not None:
            actual = _change(
                base_value[column], base[column], observed.value[column], observed.quantity[column]
            )
        found.append(PriceChange(places[j], own, actual))
    return found


def _change(
    value: Floats, quantity: Floats, later_value: Floats | None, later: Floats | None
) -> float | None:
    """Return the change of a unit value over flows that have a quantity, as a fraction."""
    if later_value is None or later is None:
        return None
    before, after = _unit_value(value, quantity), _unit_value(later_value, later)
    return None if before is None or after is None else after / before - 1.0


def _unit_value(value: Floats, quantity: Floats) -> float | None:
    known = (quantity > 0) & (value > 0)
    return float(value[known].sum() / quantity[known].sum()) if known.any() else None
