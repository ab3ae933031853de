"""One block of draws in the kernel: draw, solve, read the outputs, sum them up."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenor.market.kernel.caps import clear_caps, settle_caps
from tenor.market.kernel.draws import draw_lanes, multiply
from tenor.market.kernel.elementary import exp, log
from tenor.market.kernel.equations import prepare, tonnes
from tenor.market.kernel.lanes import (
    WIDTH,
    fetch,
    fma,
    lane,
    largest,
    load,
    round_down,
    splat,
    store,
    to_whole,
    where_less,
)
from tenor.market.kernel.model import (
    BACKSTOP,
    EXPORTS,
    IMPORTS,
    INDEX,
    LOG_PRICE,
    PRICE,
    STATUS,
    STEPS,
    WORST,
)
from tenor.market.kernel.newton import reset, solve_lanes, start_lanes
from tenor.market.sums import BINS, BLOCK, COARSE, FINE, LOWEST, MIDDLE

_REACH = math.log(20.0)
_BELOW = float(1 + round((-MIDDLE - LOWEST) * COARSE))
_AMID = float(round(2 * MIDDLE * FINE))
_GROUPS = BLOCK // WIDTH


START, DRAW, GIVEN = range(3)
"""What `run` is asked for: the factor at the starting point, a block of draws, given values."""


class Given(NamedTuple):
    """What a call brings along: values of the inputs, and room for results."""

    values: NDArray[np.float64]
    rows: NDArray[np.float64]
    notes: NDArray[np.float64]


@njit(nogil=True)
def run(model, work, task, given):
    """Start a thread's work, or solve one group of lanes after another.

    `task` is (what, first draw, key); of `given`, `rows` (output, draw) takes the outputs and
    `notes` (3, draw) status, steps and largest imbalance. Inputs come from draws, or from
    `values` (input, draw).
    """
    what, number, key = task
    if what == START:
        multiply(model.draws, work)
        prepare(model, work)
        start_lanes(model, work)
        return
    groups = len(given.notes) // (3 * WIDTH)
    for group in range(groups):
        if what == DRAW:
            draw_lanes(model.draws, work, number + group * WIDTH, key)
        else:
            store(work.slots, 0, splat(1.0))
            for k in range(len(model.draws.kind)):
                store(work.slots, k + 1, load(given.values, k * groups + group))
            multiply(model.draws, work)
        _solve_group(model, work, given, group)


@njit(nogil=True)
def _solve_group(model, work, given, group):
    prepare(model, work)
    reset(model, work)
    store(work.state, STATUS, splat(1.0))
    store(work.state, STEPS, splat(0.0))
    clear_caps(model.caps, work)
    solve_lanes(model, work, False)
    if len(model.caps.limit) > 0:
        settle_caps(model, work)
    notes, rows = given.notes, given.rows
    groups = len(notes) // (3 * WIDTH)
    wanted = model.wanted
    store(notes, group, load(work.state, STATUS))
    store(notes, groups + group, load(work.state, STEPS))
    store(notes, 2 * groups + group, load(work.state, WORST))
    for k in range(len(wanted.kind)):
        kind, place = fetch(wanted.kind, k), fetch(wanted.place, k)
        scale = splat(fetch(wanted.scale, k))
        if kind == PRICE:
            value = scale * exp(load(work.u, place))
        elif kind == LOG_PRICE:
            value = load(work.u, place)
        elif kind == IMPORTS:
            value = load(work.inflow, place)
        elif kind == EXPORTS:
            value = load(work.outflow, place)
        elif kind == INDEX:
            value = splat(0.0)
            for j in range(fetch(wanted.index_first, place), fetch(wanted.index_first, place + 1)):
                ratio = exp(load(work.u, fetch(wanted.index_node, j)))
                value = fma(splat(fetch(wanted.index_weight, j)), ratio, value)
        elif kind == BACKSTOP:
            value = _backstop(model.nodes, work, place)
        else:
            value = tonnes(work, kind, place, fetch(wanted.other, k), scale)
        store(rows, k * groups + group, value)


@njit(nogil=True)
def _backstop(nodes, work, place):
    """Return what the backstop adds and takes: at one node the net, else in the world."""
    total, zero = splat(0.0), splat(0.0)
    first, last = (0, len(nodes.stock)) if place < 0 else (place, place + 1)
    for n in range(first, last):
        u = load(work.u, n)
        above, below = u - splat(_REACH), zero - u - splat(_REACH)
        above = where_less(zero, above, above, zero)
        below = where_less(zero, below, below, zero)
        taken = below * below if place < 0 else zero - below * below
        total = fma(splat(fetch(nodes.throughput, n)), above * above + taken, total)
    return total


@njit(nogil=True)
def sum_block(rows, notes, scales, moments, counts):
    """Add one block's outputs to `counts`; write its sums and extremes to `moments`.

    `scales` (2, output) holds base values and references of the sketch; `moments`
    (4, output) takes sums of differences from the base, of their squares, least and greatest.
    Draws whose status is not 0 are left out.
    """
    outputs = scales.shape[1]
    inverse = splat(1.0)
    for k in range(outputs):
        base, inverse = splat(scales[0, k]), splat(1.0 / scales[1, k])
        total, square = splat(0.0), splat(0.0)
        low, high = splat(math.inf), splat(-math.inf)
        for group in range(_GROUPS):
            status = load(notes, group)
            value = load(rows, k * _GROUPS + group)
            sound = where_less(status, splat(0.5), splat(1.0), splat(0.0))
            away = where_less(status, splat(0.5), value - base, splat(0.0))
            total = total + away
            square = fma(away, away, square)
            lower = where_less(value, low, value, low)
            low = where_less(status, splat(0.5), lower, low)
            higher = where_less(high, value, value, high)
            high = where_less(status, splat(0.5), higher, high)
            at = _bins(value * inverse)
            for j in range(WIDTH):
                if lane(sound, j) > 0.5:
                    counts[k, lane(at, j)] += 1
        moments[0, k] = _fold(total)
        moments[1, k] = _fold(square)
        moments[2, k] = -largest(splat(0.0) - low)
        moments[3, k] = largest(high)


@njit(nogil=True)
def _fold(value):
    """Return the sum of the lanes, from the first to the last."""
    total = 0.0
    for j in range(WIDTH):
        total += lane(value, j)
    return total


@njit(nogil=True)
def _bins(ratio):
    """Return the bins of a sketch, as `tenor.market.sums.calc_bin` defines them."""
    some = where_less(splat(1e-300), ratio, ratio, splat(1e-300))
    y = log(some)
    below = splat(1.0) + round_down((y - splat(LOWEST)) * splat(COARSE))
    below = where_less(below, splat(0.0), splat(0.0), below)
    amid = splat(_BELOW) + round_down((y + splat(MIDDLE)) * splat(FINE))
    above = splat(_BELOW + _AMID) + round_down((y - splat(MIDDLE)) * splat(COARSE))
    most = splat(BINS - 1.0)
    above = where_less(most, above, most, above)
    at = where_less(y, splat(MIDDLE), amid, above)
    at = where_less(y, splat(-MIDDLE), below, at)
    return to_whole(where_less(splat(0.0), ratio, at, splat(0.0)))
