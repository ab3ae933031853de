r"""The equilibrium of one trade stage: exporters on one side, importers on the other.

With :math:`u_i, v_j` the log prices at the exporter and the importer,

.. math::
   x_{ij} = a_{ij} e^{\sigma (v_j - u_i)}, \quad
   \sum_j x_{ij} = \min(s_i e^{\epsilon_i u_i}, \bar s_i), \quad
   \sum_i x_{ij} = \min(d_j e^{-\eta v_j}, \bar d_j).

Given the other side each price has a closed form; taking turns is a descent by blocks on the
convex potential of docs/math/market.md and shrinks the error by the factor
:math:`\sigma^2 / ((\sigma+\epsilon)(\sigma+\eta))` or better a turn. It is the shared
equilibrium (`tenor.market.solve`) on a two-sided network, and a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import TenorError

Floats = NDArray[np.float64]

_TURNS = 4000
TOLERANCE = 1e-12
"""Largest move of a log price in the last turn."""

_QUOTA_TURNS = 60


@dataclass(frozen=True, slots=True)
class Market:
    """A two-sided market at base prices.

    Attributes
    ----------
    routes : ndarray (exporter, importer) [t]
    supply, demand : ndarray [t]
    supply_elasticity : ndarray (exporter)
    demand_elasticity, route_elasticity : float
    supply_cap, demand_cap : ndarray [t]
        Infinite for none.
    quota : ndarray (exporter, importer) [t] or None
    """

    routes: Floats
    supply: Floats
    demand: Floats
    supply_elasticity: Floats
    demand_elasticity: float
    route_elasticity: float
    supply_cap: Floats
    demand_cap: Floats
    quota: Floats | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """Flows [t] and log prices of both sides; a price without any route is NaN."""

    flow: Floats
    exporter_price: Floats
    importer_price: Floats
    worst: float


class NotBalancedError(TenorError):
    """The market did not settle within the turns allowed."""


def solve_balance(market: Market, *, tolerance: float = TOLERANCE) -> Balance:
    """Return the equilibrium.

    Raises
    ------
    NotBalancedError
        Prices still moved after the last turn.
    """
    routes = market.routes
    found = _alternate(market, routes, tolerance)
    if market.quota is None:
        return found
    held = np.ones_like(routes)
    for _ in range(_QUOTA_TURNS):
        flow = found.flow
        with np.errstate(divide="ignore", invalid="ignore"):
            move = np.where(flow > 0, market.quota / np.where(flow > 0, flow, 1.0), np.inf)
        after = np.minimum(held * np.minimum(move, 1e300), 1.0)
        if np.abs(after - held).max() < 1e-13:
            break
        held = after
        found = _alternate(market, routes * held, tolerance)
    return found


def _alternate(market: Market, routes: Floats, tolerance: float) -> Balance:
    sigma, eta = market.route_elasticity, market.demand_elasticity
    rows, columns = routes.sum(axis=1) > 0, routes.sum(axis=0) > 0
    rows &= (market.supply > 0) & (market.supply_cap > 0)
    columns &= (market.demand > 0) & (market.demand_cap > 0)
    for _ in range(len(rows)):  # a side that closes may leave the other without a route
        a = routes[np.ix_(rows, columns)]
        live_rows, live_columns = a.sum(axis=1) > 0, a.sum(axis=0) > 0
        if live_rows.all() and live_columns.all():
            break
        rows[np.flatnonzero(rows)[~live_rows]] = False
        columns[np.flatnonzero(columns)[~live_columns]] = False
    supply, demand = market.supply[rows], market.demand[columns]
    epsilon = market.supply_elasticity[rows]
    top, most = market.supply_cap[rows], market.demand_cap[columns]
    log_top, log_most = np.log(top), np.log(most)
    capped, limited = bool(np.isfinite(top).any()), bool(np.isfinite(most).any())
    u, v = np.zeros(len(supply)), np.zeros(len(demand))
    error = 0.0
    for _ in range(_TURNS):
        pull = a @ np.exp(sigma * v)
        u = np.log(pull / supply) / (epsilon + sigma)
        u = np.maximum(u, (np.log(pull) - log_top) / sigma) if capped else u
        push = np.exp(-sigma * u) @ a
        new = np.log(demand / push) / (sigma + eta)
        new = np.minimum(new, (log_most - np.log(push)) / sigma) if limited else new
        error = float(np.abs(new - v).max(initial=0.0))
        v = new
        if error < tolerance:
            break
    if error >= max(tolerance, 1e-9):
        raise NotBalancedError(f"prices still move by {error:.1g} after {_TURNS} turns")
    flow = np.zeros_like(routes)
    flow[np.ix_(rows, columns)] = a * np.exp(sigma * (v[None, :] - u[:, None]))
    made = np.minimum(supply * np.exp(epsilon * u), top)
    total = max(float(flow.sum()), 1e-300)
    worst = float(np.abs(flow[np.ix_(rows, columns)].sum(axis=1) - made).max(initial=0.0)) / total
    at_exporter, at_importer = np.full(len(rows), np.nan), np.full(len(columns), np.nan)
    at_exporter[rows], at_importer[columns] = u, v
    return Balance(flow, at_exporter, at_importer, worst)
