"""Solve box-constrained complementarity problems of networks: interior point, then a polish.

The interior point comes near the middle of the solutions; the polish then solves the equations of
the active set and removes what rounding and the barrier leave.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tenor.market.own.interior import follow_path
from tenor.market.own.newton import factorise
from tenor.market.own.problem import Point, Problem, calc_residual

__all__ = ["polish_point", "solve_complementarity"]

Array = NDArray[np.float64]

_PROXIMAL = 1e-8
_POLISHES = 4
_EXACT = 1e-14
_DUST = 1e-15


def solve_complementarity(
    problem: Problem,
    *,
    quantity: float,
    value: float,
    start: Point | None = None,
) -> Point:
    """Return levels and prices at rest, with their residual.

    Parameters
    ----------
    problem : Problem
    quantity, value : float
        Size of quantities and prices, used to scale and to measure the residual.
    start : Point, optional
        A point near the solution, which is then only polished.

    Returns
    -------
    Point
        The best point found; the caller judges its residual.

    References
    ----------
    Mehrotra, S. (1992), On the implementation of a primal-dual interior point method, SIAM Journal
    on Optimization 2 (recalled).
    """
    open_ = problem.upper > 0
    small = scale_problem(problem, open_, quantity=quantity, value=value)
    if start is None:
        level, price, steps = follow_path(small)
    else:
        level, price, steps = start.level[open_] / quantity, start.price / value, start.steps
    best = level, price, calc_residual(small, level, price, quantity=1.0, value=1.0)
    stale, tried = 0, 0
    while (best[2] > _EXACT or not tried) and stale < _POLISHES:
        tried += 1
        try:
            level, price = polish_point(small, level, price)
        except (ValueError, RuntimeError, np.linalg.LinAlgError):
            break  # The active set has no solution; the point before it stands.
        residual = calc_residual(small, level, price, quantity=1.0, value=1.0)
        steps, stale = steps + 1, stale + 1
        if residual < 0.5 * best[2]:
            stale = 0
        if residual < max(best[2], _EXACT):
            best = level, price, residual
    level, price = (np.where(np.abs(part) < _DUST, 0.0, part) for part in best[:2])
    full = np.zeros(len(problem.cost))
    full[open_] = level * quantity
    found = price * value
    certified = calc_residual(problem, full, found, quantity=quantity, value=value)
    return Point(full, found, certified, steps)


def scale_problem(
    problem: Problem, open_: NDArray[np.bool_], *, quantity: float, value: float
) -> Problem:
    """Return the problem in units of `quantity` and `value`, without the closed activities."""
    keep = np.flatnonzero(open_)
    curvature = sparse.csr_array(problem.curvature.tocsr()[keep][:, keep]) * (quantity / value)
    return replace(
        problem,
        delivered=sparse.csr_array(problem.delivered.tocsc()[:, keep]),
        curvature=sparse.csr_array(curvature),
        cost=problem.cost[keep] / value,
        constant=problem.constant / quantity,
        upper=problem.upper[keep] / quantity,
        extra=sparse.csr_array(problem.extra.tocsr()[keep]),
    )


def polish_point(problem: Problem, level: Array, price: Array) -> tuple[Array, Array]:
    """Return the point after solving the equations of its active set.

    Activities at rest inside their bounds and nodes that balance give equations; a small proximal
    weight keeps flows that are not unique where they are. The rest is put on its bound.
    """
    margin, excess = problem.calc_margin(level, price), problem.calc_excess(level)
    room = problem.upper - level
    is_zero = level <= np.maximum(margin, 0)
    is_full = ~is_zero & (room <= np.maximum(-margin, 0))
    inside = ~is_zero & ~is_full
    is_unsold = problem.is_disposable & (price <= np.maximum(excess, 0))
    level = np.where(is_zero, 0.0, np.where(is_full, problem.upper, level))
    price = np.where(is_unsold, 0.0, price)
    weights = np.where(inside, _PROXIMAL, 1e20)
    slack = np.where(is_unsold, 1e20, 0.0)
    # The prices keep a proximal weight of their own where no curve pins them.
    solve = factorise(problem, weights, slack + _PROXIMAL)
    for _ in range(8):
        dual = np.where(inside, problem.calc_margin(level, price), 0.0)
        primal = np.where(is_unsold, 0.0, problem.calc_excess(level))
        if max(np.abs(dual).max(initial=0.0), np.abs(primal).max(initial=0.0)) < 1e-16:
            break
        dx, dp = solve(-dual, -primal)
        level = np.where(inside, level + dx, level)
        price = np.where(is_unsold, price, price + dp)
    return level, price
