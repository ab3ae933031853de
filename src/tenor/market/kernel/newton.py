"""Newton's method for all lanes at once, with factors that are used for several steps.

Where yields are common and freight is nil, excess supply, weighted by stage, is the gradient
of a convex potential; a step is kept where the slope of the potential along it has fallen
enough or has not changed sign, which also holds at the kinks of quotas and caps. Elsewhere
the symmetric part of the slopes gives the direction, and a fall of the residual counts too.
"""

from __future__ import annotations

import math

from numba import njit

from tenor.market.kernel.equations import assemble, evaluate
from tenor.market.kernel.factor import factor, substitute
from tenor.market.kernel.lanes import (
    fetch,
    fma,
    largest,
    load,
    magnitude,
    splat,
    store,
    to_f32,
    to_f64,
    where_less,
    where_most,
)
from tenor.market.kernel.model import BEST, ERROR, FIRST, LENGTH, SLOPE, STATUS, STEPS, WORST

TOLERANCE = 1e-10
"""Largest imbalance of a node that ends the steps, as a share of its throughput."""

MOST_STEPS = 60
_LONGEST = 3.0
_KEPT = 0.9  # slope along a step that may remain


@njit(nogil=True)
def start_lanes(model, work):
    """Put all lanes at the starting point and factor its slopes, once per run."""
    reset(model, work)
    evaluate(model, work)
    assemble(model, work)
    nodes = model.nodes
    factor(nodes.shape, nodes.column, nodes.row, nodes.update, work.values)
    for k in range(len(nodes.cells)):
        store(work.first, fetch(nodes.cells, k), load(work.values, fetch(nodes.cells, k)))


@njit(nogil=True)
def reset(model, work):
    """Put all lanes at the starting point."""
    nodes = model.nodes
    count = len(nodes.stock)
    for n in range(count):
        u = splat(fetch(nodes.start, n))
        store(work.u, n, u)
        store(work.kept, n, u)
        store(work.move, n, splat(0.0))
    store(work.u, count, splat(0.0))
    store(work.move, count, splat(0.0))


@njit(nogil=True)
def solve_lanes(model, work, again):
    """Solve the lanes whose row STATUS holds 1; it holds 0 where that came to a certified end.

    They start from the starting point of the plan, or `again` from where they are.
    """
    nodes = model.nodes
    store(work.state, LENGTH, splat(1.0))
    store(work.state, BEST, splat(math.inf))
    before = math.inf
    fresh, back = False, False
    for step in range(MOST_STEPS):
        evaluate(model, work)
        error = load(work.state, ERROR)
        status = load(work.state, STATUS)
        status = where_most(error, splat(TOLERANCE), splat(0.0), status)
        store(work.state, STATUS, status)
        if largest(status) == 0.0:
            break
        open_error = largest(where_less(splat(0.5), status, error, splat(0.0)))
        if not open_error > 0.0:
            break  # no open lane has a finite residual
        if step == 0 and not again:
            _direct(nodes, work, work.first)
        else:
            ratio = open_error / before
            slow = open_error * ratio * ratio > TOLERANCE and (not fresh or ratio > 0.1)
            fresh = (
                step == int(not again) or slow or back
            )  # a factor at a point that was given up is no use
            if fresh:
                assemble(model, work)
                factor(nodes.shape, nodes.column, nodes.row, nodes.update, work.values)
            _direct(nodes, work, work.values)
        before = open_error
        back = _move(nodes, work, step)
    worst = load(work.state, WORST)
    sound = where_most(worst, splat(1e-9 * nodes.scale), load(work.state, STATUS), splat(1.0))
    store(work.state, STATUS, sound)


@njit(nogil=True)
def _direct(nodes, work, values):
    """Solve for the step in `right`."""
    count = len(nodes.stock)
    sparse, dense = nodes.shape
    for n in range(sparse + dense):
        if n < count:
            store(work.right, n, to_f32(load(work.excess, n) * splat(fetch(nodes.weight, n))))
        else:
            store(work.right, n, to_f32(splat(0.0)))
    substitute(nodes.shape, nodes.column, nodes.row, values, work.right)


@njit(nogil=True)
def _move(nodes, work, step):
    """Take the step where the last one is kept, else shorten it; tell whether any was not kept."""
    count = len(nodes.stock)
    state = work.state
    error, best, length = load(state, ERROR), load(state, BEST), load(state, LENGTH)
    slope, moving = load(state, SLOPE), load(state, STATUS)
    first = load(state, FIRST)  # slope at the start of the last move
    one, zero, half = splat(1.0), splat(0.0), splat(0.5)
    # Kept: the residual halved, or the slope along the move kept its sign or fell enough.
    kept = where_most(error, half * best, one, zero)
    kept = where_most(slope, splat(_KEPT) * magnitude(first), one, kept)
    kept = where_less(error, splat(math.inf), kept, zero)
    if step == 0:
        kept = one
    furthest = zero
    for n in range(count):
        size = magnitude(to_f64(load(work.right, n)))
        furthest = where_less(size, furthest, furthest, size)
    full = where_less(splat(_LONGEST), furthest, splat(_LONGEST) / furthest, one)
    # A secant on the slope, within a tenth and a half of the last length.
    shorter = length * magnitude(first) / (slope + magnitude(first))
    low, high = splat(0.1) * length, half * length
    shorter = where_less(shorter, low, low, shorter)
    shorter = where_less(shorter, high, shorter, high)
    length = where_less(half, kept, full, shorter)
    store(state, LENGTH, length)
    store(state, BEST, where_less(half, kept, error, best))
    store(state, STEPS, load(state, STEPS) + moving)
    first_slope = zero
    for n in range(count):
        u, old = load(work.u, n), load(work.kept, n)
        turn = zero - to_f64(load(work.right, n))
        turn = where_less(half, kept, turn, load(work.move, n))
        old = where_less(half, kept, u, old)
        store(work.kept, n, old)
        store(work.move, n, turn)
        weighted = load(work.excess, n) * splat(fetch(nodes.weight, n))
        first_slope = fma(weighted, turn, first_slope)
        moved = fma(length, turn, old)
        store(work.u, n, where_less(half, moving, moved, u))
    store(state, FIRST, where_less(half, kept, first_slope, first))
    return largest(moving * (one - kept)) > 0.5
