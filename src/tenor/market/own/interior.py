"""Interior point for complementarity problems of networks.

Mehrotra's predictor and corrector with one common step length, needed where the curvature is not
symmetric. It ends in the middle of the set of solutions, so that flows that are not unique come
out the same whatever the order of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.market.own.newton import Solver, factorise
from tenor.market.own.problem import Problem, calc_residual

__all__ = ["follow_path"]

Array = NDArray[np.float64]

_STEP = 0.9995
_GAP = 1e-13


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
