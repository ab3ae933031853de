r"""Prices from trade: robust unit values of exporters, drawn towards the world's by their weight.

The unit value of an exporter is the median of its flows' unit values, weighted by value (of the
two columns it is the tonnes that break), of the flows within `TRIM` of the world's median in
logs. With :math:`Q_i` the tonnes behind it and
:math:`h` a share `HALF` of the world's,

.. math:: \ln p_i = \frac{Q_i \ln u_i + h \ln u}{Q_i + h}
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

TRIM = math.log(5.0)
"""A flow further than this from the world's median, in logs, enters no exporter's unit value."""

HALF = 1e-3
"""Share of world tonnes at which an exporter's own unit value and the world's weigh the same."""


@dataclass(frozen=True, slots=True)
class UnitValues:
    """Unit values by exporter and of the world [USD/t]; NaN where nothing is known.

    Attributes
    ----------
    world : float
    exporter : ndarray of int
        Places of the exporters with a unit value, sorted.
    price : ndarray (exporter)
    weight : ndarray (exporter)
        Weight of the exporter's own flows, 0..1.
    trimmed : int
        Flows left out as outliers.
    """

    world: float
    exporter: Ints
    price: Floats
    weight: Floats
    trimmed: int

    def at(self, places: Ints) -> Floats:
        """Return the unit value of each place, the world's where it has none."""
        if not len(self.exporter):
            return np.full(len(places), self.world)
        found = np.minimum(np.searchsorted(self.exporter, places), len(self.exporter) - 1)
        return np.where(self.exporter[found] == places, self.price[found], self.world)

    def own_weight(self, places: Ints) -> Floats:
        """Return the weight of own flows of each place, 0 where it has none."""
        if not len(self.exporter):
            return np.zeros(len(places))
        found = np.minimum(np.searchsorted(self.exporter, places), len(self.exporter) - 1)
        return np.where(self.exporter[found] == places, self.weight[found], 0.0)


def weighted_median(values: Floats, weights: Floats) -> float:
    """Return the value at which half the weight is reached; NaN without weight.

    Examples
    --------
    >>> weighted_median(np.array([1.0, 50.0, 2.0]), np.array([1.0, 1.0, 3.0]))
    2.0
    """
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    if not len(reached) or not reached[-1] > 0:
        return math.nan
    return float(values[order][np.searchsorted(reached, 0.5 * reached[-1])])


def calc_unit_values(exporter: Ints, tonnes: Floats, value: Floats) -> UnitValues:
    """Return robust unit values of exporters [USD/t].

    Parameters
    ----------
    exporter : ndarray of int (flow)
    tonnes : ndarray (flow)
        NaN where not known.
    value : ndarray (flow) [USD]

    Examples
    --------
    >>> found = calc_unit_values(np.array([0, 0, 1]), np.array([900.0, 1.0, 99.0]),
    ...                          np.array([9000.0, 900.0, 1980.0]))
    >>> round(found.world, 6), found.price.round(2).tolist(), found.trimmed
    (10.0, [10.0, 19.86], 1)
    """
    known = (tonnes > 0) & (value > 0)
    places, amounts = exporter[known], tonnes[known]
    each = value[known] / amounts
    worth = value[known]
    world = weighted_median(each, worth)
    if math.isnan(world):
        return UnitValues(world, np.empty(0, np.int64), np.empty(0), np.empty(0), 0)
    near = np.abs(np.log(each / world)) <= TRIM
    half = HALF * float(amounts.sum())
    found = np.unique(places[near])
    price, weight = np.empty(len(found)), np.empty(len(found))
    for row, place in enumerate(found):
        here = near & (places == place)
        behind = float(amounts[here].sum())
        weight[row] = behind / (behind + half)
        own = weighted_median(each[here], worth[here])
        price[row] = math.exp(weight[row] * math.log(own) + (1 - weight[row]) * math.log(world))
    return UnitValues(world, found, price, weight, int((~near).sum()))
