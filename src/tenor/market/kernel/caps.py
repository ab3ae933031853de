"""Multipliers of shared caps, found around Newton's method by secants, lane by lane.

The load of a cap falls with its multiplier, so a secant on the logarithm of load over limit
settles one cap in a few rounds, each from where the last one ended. Several caps that bind at
once take their secants side by side; lanes in which that does not settle are left to the
robust path.
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

ROUNDS = 25
EXACT = 1e-10
"""Largest excess of a load over its limit, and gap of a cap that binds, in logs."""

_FURTHEST = 10.0
_SMALL = 1e-12


@njit(nogil=True)
def clear_caps(caps, work):
    """Set all multipliers to zero."""
    zero = splat(0.0)
    for c in range(len(caps.limit)):
        store(work.multiplier, c, zero)
        store(work.last_multiplier, c, zero)
        store(work.last_gap, c, zero)
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
    """Move the multipliers of open lanes by a secant each."""
    zero = splat(0.0)
    todo = load(work.state, STATUS)
    for c in range(len(caps.limit)):
        gap, old_gap = load(work.gap, c), load(work.last_gap, c)
        now, before = load(work.multiplier, c), load(work.last_multiplier, c)
        answer = splat(fetch(caps.answer, c))
        away = now - before
        steepest, flattest = splat(-3.0) * answer, splat(-0.03) * answer
        usual = splat(-0.6) * answer
        slope = usual
        if number > 0:
            moved = where_less(splat(_SMALL), magnitude(away), away, splat(1.0))
            slope = (gap - old_gap) / moved
            slope = where_less(slope, steepest, steepest, slope)
            slope = where_less(flattest, slope, flattest, slope)
            slope = where_less(splat(_SMALL), magnitude(away), slope, usual)
        step = zero - gap / slope
        far = splat(_FURTHEST)
        step = where_less(far, step, far, step)
        step = where_less(step, zero - far, zero - far, step)
        after = now + step
        after = where_less(after, zero, zero, after)
        open_lane = splat(0.5)
        store(work.multiplier, c, where_less(open_lane, todo, after, now))
        store(work.last_multiplier, c, where_less(open_lane, todo, now, before))
        store(work.last_gap, c, where_less(open_lane, todo, gap, old_gap))
    for row in range(len(caps.brake_first) - 1):
        total = zero
        for j in range(fetch(caps.brake_first, row), fetch(caps.brake_first, row + 1)):
            scarcity = load(work.multiplier, fetch(caps.brake_cap, j))
            total = fma(splat(fetch(caps.brake_weight, j)), scarcity, total)
        store(work.brake, row, total)
