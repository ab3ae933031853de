"""Newton's method on the prices of a quadratic market."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numba import njit

from tenor.market.kernel.lanes import WIDTH, fetch, fnma, load, splat, store

_STEPS = 200
_TARGET = 1e-13


@functools.cache
def load_newton() -> Any:
    """Return the compiled method; numba keeps it between processes."""
    return _newton


@njit(nogil=True, cache=True, error_model="numpy")
def _newton(parts, price, quantity):
    """Move `price` to balance; fill `quantity`; return steps and the largest imbalance."""
    n = len(price) - 1
    excess, width = np.zeros(n + 1), (n + 1 + WIDTH) // WIDTH * WIDTH
    slopes = np.zeros((n + 2, width))
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
        quantity[k] = max(q, 0.0)
    for k in range(len(cost)):
        q = quantity[k]
        if q > 0.0:
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
    """Write the upper triangle of the slopes of the active quantities."""
    source, target, gain, _, rate = parts
    slopes[:, :] = 0.0
    for k in range(len(rate)):
        if quantity[k] > 0.0:
            i, j = source[k], target[k]
            slopes[i, i] += rate[k]
            slopes[j, j] += gain[k] * gain[k] * rate[k]
            slopes[min(i, j), max(i, j)] -= gain[k] * rate[k]


@njit(nogil=True, cache=True, error_model="numpy")
def _factor(u, n):
    """Replace the upper triangle by its Cholesky factor with inverse diagonals.

    Rows are whole vectors; what stands below the diagonal is never read. Four pivots together
    change each pair of later rows once, which saves three of four passes over them.
    """
    flat, width = u.reshape(u.size), u.shape[1]
    across = width // WIDTH
    greatest = 0.0
    for k in range(n):
        greatest = max(greatest, u[k, k])
    least = 1e-13 * greatest
    for first in range(0, n, 4):
        last = min(first + 4, n)
        for k in range(first, last):
            inverse = 1.0 / np.sqrt(max(u[k, k], least))
            scale = splat(inverse)
            for v in range(k // WIDTH, across):
                store(flat, k * across + v, load(flat, k * across + v) * scale)
            u[k, k] = inverse
            for i in range(k + 1, last):
                f = splat(u[k, i])
                for v in range(i // WIDTH, across):
                    x = fnma(f, load(flat, k * across + v), load(flat, i * across + v))
                    store(flat, i * across + v, x)
        if last < n:
            _update_rows(flat, (first, last), (n, width, across))


@njit(nogil=True, cache=True, error_model="numpy")
def _update_rows(flat, pivots, shape):
    """Take four pivot rows from all rows after them, two rows at a time."""
    first, last = pivots
    n, width, across = shape
    a, b, c, d = first * width, (first + 1) * width, (first + 2) * width, (first + 3) * width
    for i in range(last, n, 2):  # the row after an odd end is room that nothing reads
        a0, b0 = splat(fetch(flat, a + i)), splat(fetch(flat, b + i))
        c0, d0 = splat(fetch(flat, c + i)), splat(fetch(flat, d + i))
        a1, b1 = splat(fetch(flat, a + i + 1)), splat(fetch(flat, b + i + 1))
        c1, d1 = splat(fetch(flat, c + i + 1)), splat(fetch(flat, d + i + 1))
        for v in range(i // WIDTH, across):
            x, y = load(flat, i * across + v), load(flat, (i + 1) * across + v)
            p = load(flat, first * across + v)
            x, y = fnma(a0, p, x), fnma(a1, p, y)
            p = load(flat, (first + 1) * across + v)
            x, y = fnma(b0, p, x), fnma(b1, p, y)
            p = load(flat, (first + 2) * across + v)
            x, y = fnma(c0, p, x), fnma(c1, p, y)
            p = load(flat, (first + 3) * across + v)
            x, y = fnma(d0, p, x), fnma(d1, p, y)
            store(flat, i * across + v, x)
            store(flat, (i + 1) * across + v, y)


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"reassoc", "contract"})
def _solve(u, excess, move, n):
    """Factor the slopes, solve for the move, return excess times move."""
    _factor(u, n)
    move[:n] = excess[:n]
    for k in range(n):
        move[k] *= u[k, k]
        for j in range(k + 1, n):
            move[j] -= u[k, j] * move[k]
    for k in range(n - 1, -1, -1):
        dot = 0.0
        for j in range(k + 1, n):
            dot += u[k, j] * move[j]
        move[k] = (move[k] - dot) * u[k, k]
    along = 0.0
    for k in range(n):
        along += excess[k] * move[k]
    return along
