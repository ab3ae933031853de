"""Box-constrained complementarity problems of networks: interior point, then a polish.

The unknowns are levels of activities between 0 and an upper bound, and one price per node:

    0 <= a <= u   complementary to   G a + c - (E' - T) p
    p >= 0        complementary to   E a + b

``E`` says what one unit of an activity delivers to each node, ``G`` how its unit cost rises,
``T`` what an ad valorem tariff adds on the price of the origin. With ``T = 0`` and ``G`` positive
semi-definite the problem is monotone. Nodes without disposal have a price of either sign and
balance exactly.

The interior point is Mehrotra's predictor and corrector with one common step length, needed
where ``G`` is not symmetric. It ends in the middle of the optimal face, so that flows that are not
unique come out the same whatever the order of the rows. The polish then solves the equations of
the active set and removes what rounding the barrier leaves.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

__all__ = ["Point", "Problem", "calc_residual", "solve_complementarity"]

Array = NDArray[np.float64]
Solver = Callable[[Array, Array], tuple[Array, Array]]

_DENSE_NODES = 700
_STEP = 0.9995
_GAP = 1e-13
_PROXIMAL = 1e-8
_POLISHES = 4
_EXACT = 1e-14
_DUST = 1e-15


@dataclass(frozen=True, slots=True)
class Problem:
    """One complementarity problem; K activities, N nodes.

    Attributes
    ----------
    delivered : sparse array (N, K)
        Net units delivered to a node by one unit of an activity, ``E``.
    curvature : sparse array (K, K)
        Rise of the unit cost with the levels, ``G``.
    cost : array (K,)
        Unit cost at level zero, ``c``; for a demand minus its price at zero.
    constant : array (N,)
        What a node has whatever the prices, ``b``.
    upper : array (K,)
        Upper bounds, infinite where there is none.
    extra : sparse array (K, N)
        Addition to the unit cost per unit of price, ``T``.
    is_disposable : array of bool (N,)
        Whether a node may have more than is used, at a price of zero.
    """

    delivered: sparse.csr_array
    curvature: sparse.csr_array
    cost: Array
    constant: Array
    upper: Array
    extra: sparse.csr_array
    is_disposable: NDArray[np.bool_]

    def calc_margin(self, level: Array, price: Array) -> Array:
        """Return unit cost less what the delivered units bring: at least 0 at rest, (K,)."""
        result: Array = (
            self.curvature @ level + self.cost - self.delivered.T @ price + self.extra @ price
        )
        return result

    def calc_excess(self, level: Array) -> Array:
        """Return what a node has over what it uses, (N,)."""
        result: Array = self.delivered @ level + self.constant
        return result


@dataclass(frozen=True, slots=True)
class Point:
    """Levels and prices, with the residual that certifies them.

    Attributes
    ----------
    level : array (K,)
    price : array (N,)
    residual : float
        See `calc_residual`.
    steps : int
        Steps of the interior point and of the polish.
    """

    level: Array
    price: Array
    residual: float
    steps: int


def calc_residual(
    problem: Problem, level: Array, price: Array, *, quantity: float, value: float
) -> float:
    r"""Return the largest violation of balance and complementarity, as a fraction.

    .. math:: r = \\max\\left(\\left|\\min(p/P, e/Q)\\right|,\\; \\left|\\min(a/Q, m/P)\\right|
              \\text{ and the same at } u\\right)

    with excess e, margin m, world demand Q and a mean price P. Both parts of a pair are violated
    where both are away from zero or one is negative.

    Parameters
    ----------
    problem : Problem
    level : array (K,)
    price : array (N,)
    quantity, value : float
        Scales Q and P, both positive.

    Returns
    -------
    float
    """
    margin = problem.calc_margin(level, price) / value
    excess = problem.calc_excess(level) / quantity
    room = (problem.upper - level) / quantity
    share = level / quantity
    # mid(lower gap, margin, -upper gap): zero at a bound with the right sign, or inside at rest.
    wrong = np.minimum(share, np.maximum(margin, -room))
    balance = np.where(problem.is_disposable, np.minimum(price / value, excess), excess)
    parts = (np.abs(wrong), np.abs(balance), np.maximum(-share, 0), np.maximum(-room, 0))
    return max((float(part.max()) for part in parts if part.size), default=0.0)


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


def follow_path(problem: Problem, *, limit: int = 120) -> tuple[Array, Array, int]:
    """Return levels, prices and the number of steps of the interior point."""
    count, nodes = len(problem.cost), len(problem.constant)
    if count == 0:
        return np.zeros(0), np.zeros(nodes), 0
    bounded, free = np.isfinite(problem.upper), ~problem.is_disposable
    x = np.where(bounded, np.minimum(1.0, problem.upper / 2), 1.0)
    v = np.where(bounded, problem.upper - x, 1.0)
    p = np.where(free, 0.0, 1.0)
    margin, excess = problem.calc_margin(x, p), problem.calc_excess(x)
    # Multipliers begin at the size of what they have to explain, so that the first steps are long.
    size, need = max(1.0, np.abs(margin).max()), max(1.0, np.abs(excess).max(initial=0.0))
    low, high = np.full(count, size), np.where(bounded, size, 0.0)
    w = np.where(free, 0.0, need)
    pairs = count + int(bounded.sum()) + int((~free).sum())
    best, best_error, least, stale = (x, p), np.inf, np.inf, 0
    steps = 0
    while steps < limit:
        steps += 1
        dual = problem.calc_margin(x, p) - low + high
        primal = problem.calc_excess(x) - w
        gap = float(x @ low + v @ high + p @ w) / pairs
        error = max(float(np.abs(dual).max()), float(np.abs(primal).max(initial=0.0)), gap)
        stale = 0 if error < 0.9 * least else stale + 1
        least = min(least, error)
        natural = calc_residual(problem, x, p, quantity=1.0, value=1.0)
        if natural < best_error:
            best, best_error = (x, p), natural
        if error < _GAP or gap < _GAP * 0.1 or stale > 25:
            break
        weights = low / x + high / v
        rest = _Rest(dual, primal, x, v, low, high, p, w, free, bounded)
        try:
            solve = factorise(problem, weights, np.where(free, 0.0, w / np.where(free, 1.0, p)))
            move = rest.direction(solve, 0.0)
            ahead = rest.gap_after(move, rest.reach(move)) / pairs
            move = rest.direction(solve, gap * min(1.0, (ahead / gap) ** 3), move)
        except (ValueError, RuntimeError, np.linalg.LinAlgError):
            break  # Numbers ran out of range; the best point so far goes to the polish.
        reach = min(1.0, _STEP * rest.reach(move))
        dx, dp, dlow, dhigh, dw = move
        x, p, w = x + reach * dx, p + reach * dp, w + reach * dw
        low, high = low + reach * dlow, high + reach * dhigh
        v = np.where(bounded, v - reach * dx, 1.0)
    return best[0], best[1], steps


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is left to solve at one point of the path."""

    dual: Array
    primal: Array
    x: Array
    v: Array
    low: Array
    high: Array
    p: Array
    w: Array
    free: NDArray[np.bool_]
    bounded: NDArray[np.bool_]

    def direction(
        self, solve: Solver, centre: float, ahead: tuple[Array, ...] | None = None
    ) -> tuple[Array, ...]:
        """Return the Newton direction towards a central point, corrected for a predictor."""
        to_low = centre - self.x * self.low
        to_high = np.where(self.bounded, centre - self.v * self.high, 0.0)
        to_price = np.where(self.free, 0.0, centre - self.p * self.w)
        if ahead is not None:
            dx, dp, dlow, dhigh, dw = ahead
            to_low = to_low - dx * dlow
            to_high = to_high + np.where(self.bounded, dx * dhigh, 0.0)
            to_price = to_price - np.where(self.free, 0.0, dp * dw)
        price = np.where(self.free, 1.0, self.p)
        dx, dp = solve(
            -self.dual + to_low / self.x - to_high / self.v, -self.primal + to_price / price
        )
        dlow = (to_low - self.low * dx) / self.x
        dhigh = (to_high + self.high * dx) / self.v
        dw = np.where(self.free, 0.0, (to_price - self.w * dp) / price)
        return dx, dp, dlow, dhigh, dw

    def reach(self, move: tuple[Array, ...]) -> float:
        """Return the longest step up to 1 that keeps every pair positive."""
        dx, dp, dlow, dhigh, dw = move
        pairs = (
            (self.x, dx),
            (self.low, dlow),
            (self.v[self.bounded], -dx[self.bounded]),
            (self.high[self.bounded], dhigh[self.bounded]),
            (self.p[~self.free], dp[~self.free]),
            (self.w[~self.free], dw[~self.free]),
        )
        return min(1.0, *(_longest(value, change) for value, change in pairs))

    def gap_after(self, move: tuple[Array, ...], reach: float) -> float:
        """Return the sum of the products of all pairs after a step."""
        dx, dp, dlow, dhigh, dw = (reach * part for part in move)
        change = np.where(self.bounded, dx, 0.0)
        return float(
            (self.x + dx) @ (self.low + dlow)
            + (self.v - change) @ (self.high + dhigh)
            + (self.p + dp) @ (self.w + dw)
        )


def _longest(value: Array, change: Array) -> float:
    falling = change < 0
    return float((-value[falling] / change[falling]).min()) if falling.any() else np.inf


def factorise(problem: Problem, weights: Array, slack: Array) -> Solver:
    r"""Return a solver of one Newton system, in levels and prices.

    .. math:: (G + W)\\,\\Delta a - (E^\\top - T)\\,\\Delta p = f, \\quad
              E\\,\\Delta a + S\\,\\Delta p = g

    Where G is diagonal the levels are eliminated and a system of N prices is left.
    """
    response = sparse.csr_array(problem.delivered.T) - problem.extra
    coupled = problem.curvature - sparse.diags_array(problem.curvature.diagonal())
    if abs(coupled).sum() == 0:
        return _eliminated(problem, response, problem.curvature.diagonal() + weights, slack)
    matrix = sparse.block_array(
        [
            [problem.curvature + sparse.diags_array(weights), -response],
            [problem.delivered, sparse.diags_array(slack + 1e-15)],
        ],
        format="csc",
    )
    factor, count = splu(matrix), len(weights)

    def solve(f: Array, g: Array) -> tuple[Array, Array]:
        both = np.concatenate([f, g])
        found = factor.solve(both)
        found += factor.solve(both - matrix @ found)
        return found[:count], found[count:]

    return solve


def _eliminated(
    problem: Problem, response: sparse.csr_array, diagonal: Array, slack: Array
) -> Solver:
    inverse = 1.0 / diagonal
    schur = problem.delivered @ sparse.diags_array(inverse) @ response + sparse.diags_array(slack)
    # A node that nothing reaches has a row of zeros: its price stays where it is.
    grounding = np.where(np.abs(schur).sum(axis=1) > 0, 0.0, 1.0)
    schur = sparse.csc_array(schur + sparse.diags_array(grounding + 1e-15))
    back = _factor(schur)

    def solve(f: Array, g: Array) -> tuple[Array, Array]:
        dp = back(g - problem.delivered @ (inverse * f))
        dx = inverse * (f + response @ dp)
        return dx, dp

    return solve


def _factor(matrix: Any) -> Callable[[Array], Array]:
    if matrix.shape[0] > _DENSE_NODES:
        solve: Callable[[Array], Array] = splu(matrix).solve
        return solve
    from scipy.linalg import lu_factor, lu_solve

    with warnings.catch_warnings():  # A singular system shows in the residual.
        warnings.simplefilter("ignore")
        factor = lu_factor(matrix.toarray())
    return lambda right: np.asarray(lu_solve(factor, right))


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
