"""Newton's method on the prices of a quadratic market."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numba import njit

_STEPS = 200
_TARGET = 1e-14


@functools.cache
def load_newton() -> Any:
    """Return the compiled method; numba keeps it between processes."""
    return _newton


@njit(nogil=True, cache=True, error_model="numpy")
def _newton(parts, price, quantity):
    """Move `price` to balance; fill `quantity`; return steps and the largest imbalance."""
    n = len(price) - 1
    excess, slopes = np.zeros(n + 1), np.zeros((n + 1, n + 1))
    move, trial = np.zeros(n + 1), price.copy()
    largest = _evaluate(parts, price, quantity, excess)
    worst = _worst(excess, n, largest)
    step, best = 0, worst
    while step < _STEPS and worst > _TARGET:
        step += 1
        _assemble(parts, quantity, slopes)
        before = _solve(slopes, excess, move, n)
        length = 1.0
        for _ in range(40):
            trial[:n] = price[:n] - length * move[:n]
            largest = _evaluate(parts, trial, quantity, excess)
            # The slope of the convex dual along the move, from `before` at its start.
            along = 0.0
            for k in range(n):
                along += excess[k] * move[k]
            if along >= -0.9 * before:
                break
            length *= max(0.1, min(0.5, before / (before - along)))
        price[:n] = trial[:n]
        worst = _worst(excess, n, largest)
        if step > 3 and worst <= 1e-11 and worst >= 0.5 * best:
            break  # at the level of rounding
        best = min(best, worst)
    return step, worst


@njit(nogil=True, cache=True, error_model="numpy")
def _evaluate(parts, price, quantity, excess):
    source, target, gain, cost, rate = parts
    excess[:] = 0.0
    largest = 0.0
    for k in range(len(cost)):
        q = (gain[k] * price[target[k]] - price[source[k]] - cost[k]) * rate[k]
        q = max(q, 0.0)
        quantity[k] = q
        largest = max(largest, q)
        excess[source[k]] -= q
        excess[target[k]] += gain[k] * q
    return largest


@njit(nogil=True, cache=True, error_model="numpy")
def _worst(excess, n, largest):
    worst = 0.0
    for k in range(n):
        worst = max(worst, abs(excess[k]))
    return worst / max(largest, 1e-300)


@njit(nogil=True, cache=True, error_model="numpy")
def _assemble(parts, quantity, slopes):
    """Write the lower triangle of the slopes of the active quantities."""
    source, target, gain, _, rate = parts
    slopes[:, :] = 0.0
    for k in range(len(rate)):
        if quantity[k] > 0.0:
            i, j = source[k], target[k]
            slopes[i, i] += rate[k]
            slopes[j, j] += gain[k] * gain[k] * rate[k]
            slopes[max(i, j), min(i, j)] -= gain[k] * rate[k]


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"reassoc", "contract"})
def _solve(slopes, excess, move, n):
    """Factor the slopes, solve for the move, return excess times move."""
    greatest = 0.0
    for k in range(n):
        greatest = max(greatest, slopes[k, k])
    for i in range(n):
        row = slopes[i]
        for j in range(i):
            other = slopes[j]
            total = row[j]
            dot = 0.0
            for k in range(j):
                dot += row[k] * other[k]
            row[j] = (total - dot) * other[j]
        dot = 0.0
        for k in range(i):
            dot += row[k] * row[k]
        pivot = row[i] - dot
        row[i] = 1.0 / np.sqrt(max(pivot, 1e-13 * greatest))
    for i in range(n):
        dot = 0.0
        for k in range(i):
            dot += slopes[i, k] * move[k]
        move[i] = (excess[i] - dot) * slopes[i, i]
    for i in range(n - 1, -1, -1):
        move[i] *= slopes[i, i]
        for k in range(i):
            move[k] -= slopes[i, k] * move[i]
    along = 0.0
    for k in range(n):
        along += excess[k] * move[k]
    return along
