"""Spatial equilibria between supply and demand markets that a file cannot state.

Supply prices, demand prices and transport costs may depend on all quantities of their kind, and
not symmetrically (Nagurney's form); exporters may know what their sales do to prices (Cournot).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from tenor.core.errors import ShapeError, UserError
from tenor.market.own.complementarity import solve_complementarity
from tenor.market.own.problem import Problem

__all__ = ["BipartiteSolution", "solve_bipartite", "solve_spatial_cournot"]

Array = NDArray[np.float64]
_CERTIFIED = 1e-9


@dataclass(frozen=True, slots=True)
class BipartiteSolution:
    """Flows between supply and demand markets.

    Attributes
    ----------
    flows : array (supply market, demand market)
    supply, demand : array
        Quantities.
    supply_price, demand_price : array
        Marginal cost and price.
    residual : float
        Largest violation of balance and complementarity, relative to total demand.
    """

    flows: Array
    supply: Array
    demand: Array
    supply_price: Array
    demand_price: Array
    residual: float


def solve_bipartite(
    supply: tuple[ArrayLike, ArrayLike],
    demand: tuple[ArrayLike, ArrayLike],
    cost: tuple[ArrayLike, ArrayLike],
) -> BipartiteSolution:
    r"""Return the equilibrium with affine prices and flow-dependent, asymmetric costs.

    .. math:: \pi(s) = a + B s, \quad \rho(d) = m - R d, \quad c(x) = h + H x, \qquad
              x_{ij} \ge 0 \perp \pi_i(s) + c_{ij}(x) - \rho_j(d) \ge 0

    Parameters
    ----------
    supply : (array (I,), array (I, I))
        Intercepts a and slopes B of the supply prices.
    demand : (array (J,), array (J, J))
        Intercepts m and falls R of the demand prices.
    cost : (array (I, J), array (I J, I J))
        Fixed part h, and slopes H with routes in row-major order.

    Raises
    ------
    ShapeError
        The shapes do not fit.
    UserError
        No equilibrium was found.

    References
    ----------
    Nagurney, A., Network Economics: A Variational Inequality Approach (recalled).
    """
    a, slopes = np.asarray(supply[0], float), np.asarray(supply[1], float)
    m, falls = np.asarray(demand[0], float), np.asarray(demand[1], float)
    fixed, rises = np.asarray(cost[0], float), np.asarray(cost[1], float)
    count_i, count_j = len(a), len(m)
    wanted = {
        "slopes of supply": (slopes.shape, (count_i, count_i)),
        "falls of demand": (falls.shape, (count_j, count_j)),
        "fixed cost": (fixed.shape, (count_i, count_j)),
        "slopes of cost": (rises.shape, (count_i * count_j,) * 2),
    }
    for name, (found, expected) in wanted.items():
        if found != expected:
            raise ShapeError(f"{name}: expected shape {expected}, found {found}")
    return _solve([(a, slopes), (m, falls)], fixed, rises)


def solve_spatial_cournot(
    marginal: tuple[ArrayLike, ArrayLike], demand: tuple[ArrayLike, ArrayLike], cost: ArrayLike
) -> BipartiteSolution:
    r"""Return the Cournot equilibrium of exporters in several linear markets, without resale.

    .. math:: x_{fj} \ge 0 \perp a_f + b_f \sum_k x_{fk} + c_{fj} - (m_j - r_j d_j) + r_j x_{fj}
              \ge 0

    Parameters
    ----------
    marginal : (array (F,), array (F,))
        Intercept and slope of each exporter's marginal cost.
    demand : (array (J,), array (J,))
        Price at zero and fall of the price per unit in each market.
    cost : array (F, J)
        Transport; infinite where an exporter does not sell.

    Examples
    --------
    Two equal exporters in one market: each sells (100 - 10) / 3.

    >>> found = solve_spatial_cournot(([10, 10], [0, 0]), ([100], [1]), [[0], [0]])
    >>> found.flows.ravel().round(6).tolist(), round(float(found.demand_price[0]), 6)
    ([30.0, 30.0], 40.0)
    """
    a, b = (np.asarray(part, float) for part in marginal)
    m, r = (np.asarray(part, float) for part in demand)
    fixed = np.asarray(cost, float)
    if fixed.shape != (len(a), len(m)) or b.shape != a.shape or r.shape != m.shape:
        raise ShapeError(f"cost: expected shape {(len(a), len(m))}, found {fixed.shape}")
    rises = np.diag(np.broadcast_to(r, fixed.shape).ravel())
    return _solve([(a, np.diag(b)), (m, np.diag(r))], fixed, rises)


def _solve(sides: Sequence[tuple[Array, Array]], fixed: Array, rises: Array) -> BipartiteSolution:
    (a, slopes), (m, falls) = sides
    count_i, count_j = fixed.shape
    lanes = count_i * count_j
    origin, destination = np.divmod(np.arange(lanes), count_j)
    is_open = np.isfinite(fixed.ravel())
    columns = np.concatenate(
        [np.arange(count_i + count_j), *(2 * [count_i + count_j + np.arange(lanes)])]
    )
    rows = np.concatenate([np.arange(count_i + count_j), origin, count_i + destination])
    signs = np.repeat([1.0, -1.0, -1.0, 1.0], [count_i, count_j, lanes, lanes])
    total = count_i + count_j + lanes
    upper = np.full(total, np.inf)
    upper[count_i + count_j :][~is_open] = 0.0
    problem = Problem(
        delivered=sparse.coo_array(
            (signs, (rows, columns)), shape=(count_i + count_j, total)
        ).tocsr(),
        curvature=sparse.csr_array(sparse.block_diag([slopes, falls, rises], format="csr")),
        cost=np.concatenate([a, -m, np.where(is_open, fixed.ravel(), 0.0)]),
        constant=np.zeros(count_i + count_j),
        upper=upper,
        extra=sparse.csr_array((total, count_i + count_j)),
        is_disposable=np.ones(count_i + count_j, dtype=np.bool_),
    )
    value = float(max(np.abs(m).max(), np.abs(a).max(), 1e-300))
    steep = np.diag(falls)
    quantity = float(max((m[steep > 0] / steep[steep > 0]).max(initial=0.0), 1e-300))
    point = solve_complementarity(problem, quantity=quantity, value=value)
    if not point.residual <= _CERTIFIED:
        raise UserError(
            f"no equilibrium was found (residual {point.residual:.1e}); prices or costs that do "
            "not rise with their own quantity can leave none"
        )
    used = point.level[count_i : count_i + count_j]
    return BipartiteSolution(
        flows=point.level[count_i + count_j :].reshape(count_i, count_j),
        supply=point.level[:count_i],
        demand=used,
        supply_price=a + slopes @ point.level[:count_i],
        demand_price=m - falls @ used,
        residual=point.residual,
    )
