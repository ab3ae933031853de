"""Tonnes of flows: as recorded, filled from unit values, and where the record cannot be."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tenor.market.calibration.unit_values import calc_unit_values
from tenor.panel.flows import Flows

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

IMPOSSIBLE = 2.0
"""A country cannot export more than so many times what it mines and imports."""

CHEAP = 5.0
"""Tonnes of such a country are doubtful where the unit value is so far below the world's."""

DEAR = 1.2
"""Content of an ore is dear where its unit value is so many times the metal's price."""

PAYABLE = 0.8
"""Price of the content of an ore over that of its metal. Judgement, 0.6 to 0.95."""

LEAST_SHARE = 0.01
"""Share of the world's export value from which on a country's dear flows are looked at."""


@dataclass(frozen=True, slots=True)
class Quantities:
    """Tonnes of each flow (flow,).

    Attributes
    ----------
    gross : ndarray [t gross]
        NaN where neither tonnes nor a unit value are known.
    imputed : ndarray of bool
    distance : ndarray
        Log of the unit value of a flow over that of its exporter, without sign; 0 where filled.
    """

    gross: Floats
    imputed: Bools
    distance: Floats


def measure_quantities(flows: Flows, *, impute: bool) -> Quantities:
    """Return the tonnes of flows, missing ones as value over the exporter's unit value."""
    gross = flows.quantity_t.copy()
    distance = np.zeros(len(flows))
    for code in np.unique(flows.code):
        here = flows.code == code
        exporter, tonnes = flows.exporter[here], flows.quantity_t[here]
        value = flows.value_kusd[here] * 1e3
        price = calc_unit_values(exporter, tonnes, value).at(exporter)
        with np.errstate(divide="ignore", invalid="ignore"):
            off = np.abs(np.log(value / tonnes / price))
        distance[here] = np.where(np.isfinite(off), off, 0.0)
        if impute:
            gross[here] = np.where(np.isnan(tonnes), value / price, tonnes)
    missing = np.isnan(flows.quantity_t)
    return Quantities(gross, missing & ~np.isnan(gross), distance)


def find_doubtful(flows: Flows, tonnes: Floats, output: Floats) -> Bools:
    """Return the flows whose tonnes cannot be.

    Parameters
    ----------
    flows : Flows
    tonnes : ndarray (flow) [t]
        On the basis of `output`; NaN counts as none.
    output : ndarray (country) [t]
        NaN where not known.

    Examples
    --------
    >>> at, zero = np.array([0, 0, 1]), np.array([0, 0, 0])
    >>> flows = Flows(zero, zero, zero, np.array([1, 2, 2]), at,
    ...               np.array([60.0, 20.0, 50.0]), np.array([9000.0, 10.0, 25.0]))
    >>> find_doubtful(flows, flows.quantity_t, np.array([12.0, 30.0, np.nan])).tolist()
    [True, False, False]
    """
    size = len(output)
    known = np.nan_to_num(tonnes)
    out = np.bincount(flows.exporter, known, minlength=size)
    into = np.bincount(flows.importer, known, minlength=size)
    beyond = out > IMPOSSIBLE * (np.nan_to_num(output) + into)
    found = np.zeros(len(flows), dtype=bool)
    for code in np.unique(flows.code):
        here = flows.code == code
        exporter, recorded = flows.exporter[here], flows.quantity_t[here]
        value = flows.value_kusd[here] * 1e3
        world = calc_unit_values(exporter, recorded, value).world
        cheap = recorded * world > CHEAP * value
        found[here] = beyond[exporter] & cheap
    return found


def find_dear(flows: Flows, content: Floats, output: Floats, metal: float) -> Bools:
    """Return the flows whose content is priced above the metal in it, so that tonnes lack.

    Only those of countries that sell a share `LEAST_SHARE` of the world's value, and whose
    output and imports could hold what the value stands for.

    Parameters
    ----------
    flows : Flows
    content : ndarray (flow) [t content]
        NaN where not known.
    output : ndarray (country) [t content]
    metal : float [USD/t content]
        Price of the refined good.

    Examples
    --------
    >>> at, zero = np.array([0, 1]), np.array([0, 0])
    >>> flows = Flows(zero, zero, zero, np.array([2, 2]), at, np.array([500.0, 80.0]), 4 * at + 4.0)
    >>> find_dear(flows, np.array([25.0, 20.0]), np.array([90.0, 30.0, np.nan]), 8e3).tolist()
    [True, False]
    """
    size = len(output)
    value = flows.value_kusd * 1e3
    dear = np.nan_to_num(content) * (DEAR * metal) < value
    dear &= content > 0
    meant = np.where(dear, value / (PAYABLE * metal), np.nan_to_num(content))
    out = np.bincount(flows.exporter, meant, minlength=size)
    into = np.bincount(flows.importer, np.nan_to_num(content), minlength=size)
    sold = np.bincount(flows.exporter, value, minlength=size)
    held = np.nan_to_num(output)
    holds = (held > 0) & (out <= DEAR * (held + into)) & (sold >= LEAST_SHARE * sold.sum())
    return dear & holds[flows.exporter]


def without_tonnes(flows: Flows, chosen: Bools) -> Flows:
    """Return the flows with the tonnes of the chosen ones missing."""
    return replace(flows, quantity_t=np.where(chosen, np.nan, flows.quantity_t))
