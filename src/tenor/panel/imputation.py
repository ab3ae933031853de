"""Missing quantities from unit values, on request only and always flagged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.panel.flows import Flows

Floats = NDArray[np.float64]

QUANTILES = (0.1, 0.5, 0.9)
"""Quantiles of world unit values behind the high, base and low tonnes of a flow."""


@dataclass(frozen=True, slots=True)
class Imputed:
    """Tonnes of each flow with an interval; a known quantity is its own low, base and high.

    Attributes
    ----------
    low, base, high : ndarray (flow,) [t gross]
        NaN where there is no unit value either.
    is_imputed : ndarray (flow,) of bool
        True where the data have no quantity.
    """

    low: Floats
    base: Floats
    high: Floats
    is_imputed: NDArray[np.bool_]


def impute_quantities(flows: Flows, unit_values: Floats) -> Imputed:
    """Return the tonnes of flows, those that are missing as value over unit value [t gross].

    $q = v / u_{kt}$ with $u$ the 90th percentile, the median and the 10th percentile of
    the unit values of all flows of the code and year in the world: low, base and high.

    Parameters
    ----------
    flows : Flows
    unit_values : ndarray (3, code, year) [kUSD/t]
        The quantiles of `QUANTILES`, as `tenor.panel.flows.read_unit_values` gives them.

    Notes
    -----
    Not for prices: the unit value of an imputed flow is that of its code by construction.

    Examples
    --------
    >>> at = np.array([0, 0])
    >>> flows = Flows(at, at, at, at, at, np.array([100.0, 60.0]), np.array([40.0, np.nan]))
    >>> found = impute_quantities(flows, np.array([2.0, 3.0, 6.0]).reshape(3, 1, 1))
    >>> found.low.tolist(), found.base.tolist(), found.high.tolist()
    ([40.0, 10.0], [40.0, 20.0], [40.0, 30.0])
    """
    missing = np.isnan(flows.quantity_t)
    cheap, middle, dear = unit_values[:, flows.code, flows.year]
    low, base, high = (
        np.where(missing, flows.value_kusd / price, flows.quantity_t)
        for price in (dear, middle, cheap)
    )
    return Imputed(low, base, high, missing)
