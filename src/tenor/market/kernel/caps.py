"""Multipliers of shared caps, found around Newton's method, lane by lane.

The load of a cap falls with its multiplier. Broyden's method on the logarithms of load over
limit, a secant where there is one cap, settles them in a few rounds, each from the prices at
which the last one ended. Lanes in which it does not are left to the robust path.

References
----------
C. G. Broyden (1965), A class of methods for solving nonlinear simultaneous equations.
"""

from __future__ import annotations

from numba import njit

from tenor.market.kernel.elementary import log
from tenor.market.kernel.equations import tonnes
from tenor.market.kernel.lanes import (
    fetch,
    fma,
    largest,
    load,
    magnitude,
    splat,
    store,
    where_less,
)
from tenor.market.kernel.model import FAILED, STATUS
from tenor.market.kernel.newton import solve_lanes

ROUNDS = 40
EXACT = 1e-10
"""Largest excess of a load over its limit, and gap of a cap that binds, in logs."""

_FURTHEST = 10.0


@njit(nogil=True)
def clear_caps(caps, work):
    """Set all multipliers to zero."""
    zero = splat(0.0)
    for c in range(len(caps.limit)):
        store(work.multiplier, c, zero)
        store(work.last_multiplier, c, zero)
        store(work.last_gap, c, zero)
        for d in range(len(caps.limit)):
            usual = splat(-1.0 / (0.6 * fetch(caps.answer, c)))
            store(work.inverse, c * len(caps.limit) + d, usual if c == d else zero)
    for row in range(len(caps.brake_first) - 1):
        store(work.brake, row, zero)


@njit(nogil=True)
def settle_caps(model, work):
    """Find the multipliers; STATUS holds 0 where prices and all caps are certified."""
    caps = model.caps
    store(work.state, FAILED, load(work.state, STATUS))
    for number in range(ROUNDS):
        open_lanes = _measure(caps, work)
        failed = load(work.state, FAILED)
        open_lanes = where_less(splat(0.5), failed, splat(0.0), open_lanes)
        store(work.state, STATUS, open_lanes)
        if largest(open_lanes) == 0.0:
            break
        _raise(caps, work, number)
        solve_lanes(model, work, True)
        left = load(work.state, STATUS)
        store(work.state, FAILED, where_less(splat(0.5), left, splat(1.0), failed))
    still = where_less(splat(0.5), load(work.state, FAILED), splat(1.0), _measure(caps, work))
    store(work.state, STATUS, still)


@njit(nogil=True)
def _measure(caps, work):
    """Note the logarithm of load over limit of each cap; return 1 in lanes that are not settled."""
    zero, one, exact = splat(0.0), splat(1.0), splat(EXACT)
    todo = zero
    for c in range(len(caps.limit)):
        total = zero
        for j in range(fetch(caps.first, c), fetch(caps.first, c + 1)):
            kind, place, other = fetch(caps.kind, j), fetch(caps.place, j), fetch(caps.other, j)
            total = total + tonnes(work, kind, place, other, splat(fetch(caps.scale, j)))
        limit = splat(fetch(caps.limit, c)) * load(work.slots, fetch(caps.slot, c))
        tiny = splat(1e-290)
        gap = log(where_less(total, tiny, tiny, total) / where_less(limit, tiny, tiny, limit))
        store(work.gap, c, gap)
        todo = where_less(exact, gap, one, todo)
        # A cap with a multiplier has no room left.
        binding = where_less(zero, load(work.multiplier, c), magnitude(gap), zero)
        todo = where_less(exact, binding, one, todo)
    return todo


@njit(nogil=True)
def _raise(caps, work, number):
    """Move the multipliers of open lanes by a step of Broyden's method."""
    zero, half = splat(0.0), splat(0.5)
    todo = load(work.state, STATUS)
    count = len(caps.limit)
    for c in range(count):
        # A cap with room to spare and no multiplier takes no part.
        gap, now = load(work.gap, c), load(work.multiplier, c)
        idle = where_less(zero, now, splat(0.0), where_less(gap, zero, splat(1.0), zero))
        store(work.gap, c, where_less(half, idle, zero, gap))
    if number > 0:
        _learn(work, count)
    for c in range(count):
        step = zero
        for d in range(count):
            step = step - load(work.inverse, c * count + d) * load(work.gap, d)
        far = splat(_FURTHEST)
        step = where_less(far, step, far, step)
        step = where_less(step, zero - far, zero - far, step)
        now = load(work.multiplier, c)
        gap = load(work.gap, c)
        # A step against the gap is no use: the usual answer then stands in.
        usual = gap / splat(0.6 * fetch(caps.answer, c))
        step = where_less(step * gap, zero, usual, step)
        step = where_less(zero, magnitude(gap), step, zero)
        after = now + step
        after = where_less(after, zero, zero, after)
        store(work.last_multiplier, c, where_less(half, todo, after - now, zero))
        store(work.multiplier, c, where_less(half, todo, after, now))
        store(work.last_gap, c, gap)
    for row in range(len(caps.brake_first) - 1):
        total = zero
        for j in range(fetch(caps.brake_first, row), fetch(caps.brake_first, row + 1)):
            scarcity = load(work.multiplier, fetch(caps.brake_cap, j))
            total = fma(splat(fetch(caps.brake_weight, j)), scarcity, total)
        store(work.brake, row, total)


@njit(nogil=True)
def _learn(work, count):
    """Correct the inverse slopes by what the last step (kept in `last_multiplier`) did."""
    zero = splat(0.0)
    along = zero
    for c in range(count):
        moved, total = load(work.last_multiplier, c), zero
        for d in range(count):
            change = load(work.gap, d) - load(work.last_gap, d)
            total = fma(load(work.inverse, c * count + d), change, total)
        store(work.answered, c, total)
        along = fma(moved, total, along)
    size = zero
    for c in range(count):
        size = fma(load(work.last_multiplier, c), load(work.last_multiplier, c), size)
    sure = where_less(splat(1e-3) * size, magnitude(along), splat(1.0), zero)
    weight = where_less(zero, sure, splat(1.0) / where_less(zero, sure, along, splat(1.0)), zero)
    for d in range(count):
        row = zero
        for c in range(count):
            row = fma(load(work.last_multiplier, c), load(work.inverse, c * count + d), row)
        store(work.taken, d, row)
    for c in range(count):
        missed = (load(work.last_multiplier, c) - load(work.answered, c)) * weight
        for d in range(count):
            at = c * count + d
            store(work.inverse, at, fma(missed, load(work.taken, d), load(work.inverse, at)))
