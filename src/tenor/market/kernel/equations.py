"""Quantities, imbalances and slopes of all lanes at given log prices."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from tenor.market.equations import CAP_ELASTICITY
from tenor.market.kernel.elementary import exp, log
from tenor.market.kernel.lanes import (
    fetch,
    fma,
    fnma,
    load,
    magnitude,
    splat,
    store,
    to_f32,
    where_less,
)
from tenor.market.kernel.model import ACTIVITY, ERROR, LIMITED, PLAIN, SLOPE, WEDGE, WORST

_REACH = math.log(20.0)
_LEAST = np.float32(1e-7)  # of throughput, keeps a node without any answer from dividing by zero
_NONE = np.float32(0.0)


@njit(nogil=True)
def prepare(model, work):
    """Work out what depends on the draw alone: elasticities of levels, coefficients of routes."""
    levels, limited = model.levels, model.limited
    for e in range(len(levels.node)):
        store(
            work.sigma, e, splat(fetch(levels.sigma, e)) * load(work.slots, fetch(levels.slot, e))
        )
    for r in range(len(limited.base)):
        a = splat(fetch(limited.base, r)) * load(work.slots, fetch(limited.slot, r))
        if fetch(limited.folded, r) == 0:
            duty = splat(fetch(limited.duty, r)) * load(work.slots, fetch(limited.duty_slot, r))
            change = (splat(1.0) + duty) / splat(1.0 + fetch(limited.duty_base, r))
            sigma = load(work.sigma, fetch(limited.up, r))
            a = a * exp(splat(0.0) - sigma * log(change))
        store(work.limited_base, r, a)


@njit(nogil=True)
def evaluate(model, work):
    """Work out imbalances, their slopes and the three measures of the state."""
    _clear(model, work)
    _trade_plainly(model.levels, work)
    _trade_limited(model.levels, model.limited, work)
    _trade_wedged(model.wedges, work)
    _act(model.activities, work)
    _balance(model.nodes, work)


@njit(nogil=True)
def _clear(model, work):
    nodes = model.nodes
    zero = splat(0.0)
    for n in range(len(nodes.stock)):
        stock = splat(fetch(nodes.stock, n)) * load(work.slots, fetch(nodes.stock_slot, n))
        store(work.excess, n, stock)
        store(work.slope, n, zero)
        store(work.inflow, n, zero)
        store(work.outflow, n, zero)


@njit(nogil=True)
def _trade_plainly(levels, work):
    """Add the flows of the plain routes: two products with a matrix that all lanes share."""
    count = len(levels.node)
    for k in range(count):
        e = exp(load(work.sigma, k) * load(work.u, fetch(levels.node, k)))
        store(work.e, k, e)
        store(work.r, k, splat(1.0) / e)
    for k in range(count):
        first, last = fetch(levels.in_first, k), fetch(levels.in_first, k + 1)
        into = _dot(levels.in_value, levels.in_from, work.r, (first, last)) * load(work.e, k)
        first, last = fetch(levels.out_first, k), fetch(levels.out_first, k + 1)
        out = _dot(levels.out_value, levels.out_to, work.e, (first, last)) * load(work.r, k)
        n = fetch(levels.node, k)
        store(work.inflow, n, load(work.inflow, n) + into)
        store(work.outflow, n, load(work.outflow, n) + out)
        store(work.slope, n, fma(load(work.sigma, k), into + out, load(work.slope, n)))


@njit(nogil=True, inline="never")
def _dot(value, place, vectors, span):
    """Return the sum of value times vector over a span of routes, in two chains."""
    first, last = span
    even, odd = splat(0.0), splat(0.0)
    for j in range(first, last - 1, 2):
        even = fma(splat(fetch(value, j)), load(vectors, fetch(place, j)), even)
        odd = fma(splat(fetch(value, j + 1)), load(vectors, fetch(place, j + 1)), odd)
    if (last - first) & 1:
        j = last - 1
        even = fma(splat(fetch(value, j)), load(vectors, fetch(place, j)), even)
    return even + odd


@njit(nogil=True)
def _trade_limited(levels, limited, work):
    for k in range(len(limited.base)):
        up, down = fetch(limited.up, k), fetch(limited.down, k)
        flow = load(work.limited_base, k) * load(work.e, up) * load(work.r, down)
        most = splat(fetch(limited.quota, k)) * load(work.slots, fetch(limited.quota_slot, k))
        slope = where_less(flow, most, flow * load(work.sigma, up), splat(0.0))
        flow = where_less(flow, most, flow, most)
        store(work.limited_flow, k, flow)
        store(work.limited_slope, k, slope)
        j, i = fetch(levels.node, up), fetch(levels.node, down)
        store(work.inflow, j, load(work.inflow, j) + flow)
        store(work.outflow, i, load(work.outflow, i) + flow)
        store(work.slope, j, load(work.slope, j) + slope)
        store(work.slope, i, load(work.slope, i) + slope)


@njit(nogil=True)
def _trade_wedged(wedges, work):
    slots = work.slots
    for k in range(len(wedges.base)):
        j, i = fetch(wedges.up, k), fetch(wedges.down, k)
        duty = splat(fetch(wedges.duty, k)) * load(slots, fetch(wedges.duty_slot, k))
        freight = splat(fetch(wedges.freight, k)) * load(slots, fetch(wedges.freight_slot, k))
        sigma = splat(fetch(wedges.sigma, k)) * load(slots, fetch(wedges.sigma_slot, k))
        dutiable = splat(fetch(wedges.price, k)) * exp(load(work.u, i)) * (splat(1.0) + duty)
        now = dutiable + freight
        change = load(work.u, j) - log(now / splat(fetch(wedges.before, k)))
        base = splat(fetch(wedges.base, k)) * load(slots, fetch(wedges.slot, k))
        power = sigma * change
        brake = fetch(wedges.brake, k)
        if brake >= 0:
            power = power - _least(sigma) * load(work.brake, brake)
        flow = base * exp(power)
        most = splat(fetch(wedges.quota, k)) * load(slots, fetch(wedges.quota_slot, k))
        slope = where_less(flow, most, flow * sigma, splat(0.0))
        flow = where_less(flow, most, flow, most)
        share = dutiable / now
        store(work.wedge_flow, k, flow)
        store(work.wedge_slope, k, slope)
        store(work.wedge_share, k, share)
        store(work.inflow, j, load(work.inflow, j) + flow)
        store(work.outflow, i, load(work.outflow, i) + flow)
        store(work.slope, j, load(work.slope, j) + slope)
        store(work.slope, i, fma(slope, share, load(work.slope, i)))


@njit(nogil=True)
def _least(elasticity):
    """Return the elasticity with which an activity answers the scarcity of a cap."""
    least = splat(CAP_ELASTICITY)
    return where_less(elasticity, least, least, elasticity)


@njit(nogil=True)
def tonnes(work, kind, place, other, scale):
    """Return the quantity of an activity or a route, times its scale."""
    value = splat(0.0)
    if kind == ACTIVITY:
        value = load(work.quantity, place) * scale
    elif kind == PLAIN:
        value = scale * load(work.e, place) * load(work.r, other)
    elif kind == LIMITED:
        value = load(work.limited_flow, place) * scale
    elif kind == WEDGE:
        value = load(work.wedge_flow, place) * scale
    return value


@njit(nogil=True)
def _act(activities, work):
    slots = work.slots
    for k in range(len(activities.base)):
        up, down = fetch(activities.up, k), fetch(activities.down, k)
        answer = splat(fetch(activities.elasticity, k))
        answer = answer * load(slots, fetch(activities.elasticity_slot, k))
        quantity = splat(fetch(activities.base, k)) * load(slots, fetch(activities.slot, k))
        power = answer * (load(work.u, up) - load(work.u, down))
        brake = fetch(activities.brake, k)
        if brake >= 0:
            power = power - _least(answer) * load(work.brake, brake)
        quantity = quantity * exp(power)
        slope = quantity * answer
        if fetch(activities.cap, k) < math.inf:
            most = splat(fetch(activities.cap, k)) * load(slots, fetch(activities.cap_slot, k))
            slope = where_less(quantity, most, slope, splat(0.0))
            quantity = where_less(quantity, most, quantity, most)
        store(work.quantity, k, quantity)
        store(work.answer, k, slope)
        gain = splat(fetch(activities.gain, k))
        store(work.excess, up, fma(gain, quantity, load(work.excess, up)))
        store(work.slope, up, fma(gain, slope, load(work.slope, up)))
        store(work.excess, down, load(work.excess, down) - quantity)
        store(work.slope, down, load(work.slope, down) + slope)
    for k in range(len(activities.extra_host)):
        target = fetch(activities.extra_target, k)
        quantity = load(work.quantity, fetch(activities.extra_host, k))
        ratio = splat(fetch(activities.extra_ratio, k))
        store(work.excess, target, fma(ratio, quantity, load(work.excess, target)))


@njit(nogil=True)
def _balance(nodes, work):
    """Close the balances; note the largest imbalance and the slope along the last move."""
    zero = splat(0.0)
    error, worst, slope, total = zero, zero, zero, zero
    for n in range(len(nodes.stock)):
        u = load(work.u, n)
        throughput = splat(fetch(nodes.throughput, n))
        above, below = u - splat(_REACH), zero - u - splat(_REACH)
        above = where_less(zero, above, above, zero)
        below = where_less(zero, below, below, zero)
        excess = load(work.excess, n) + load(work.inflow, n) - load(work.outflow, n)
        excess = excess + throughput * (above * above - below * below)
        answer = fma(splat(2.0) * throughput, above + below, load(work.slope, n))
        store(work.slope, n, answer)
        store(work.excess, n, excess)
        size = magnitude(excess)
        share = size / throughput
        error = where_less(share, error, error, share)
        worst = where_less(size, worst, worst, size)
        total = total + size
        slope = fma(splat(fetch(nodes.weight, n)) * excess, load(work.move, n), slope)
    unknown = total * zero  # not a number where any imbalance is none
    store(work.state, ERROR, error + unknown)
    store(work.state, WORST, worst + unknown)
    store(work.state, SLOPE, slope)


@njit(nogil=True)
def assemble(model, work):
    """Write the symmetric part of the slopes into `values`, ready to be factored."""
    nodes, levels, values = model.nodes, model.levels, work.values
    none = splat(_NONE)
    for k in range(len(nodes.cells)):
        store(values, fetch(nodes.cells, k), none)
    _assemble_diagonal(nodes, work)
    for k in range(len(levels.node)):
        weight = splat(fetch(nodes.weight, fetch(levels.node, k)))
        store(work.e_short, k, to_f32(load(work.e, k) * load(work.sigma, k) * weight))
        store(work.r_short, k, to_f32(load(work.r, k)))
    for k in range(len(levels.pair_up)):
        cell = fetch(levels.pair_cell, k)
        flow = load(work.e_short, fetch(levels.pair_up, k))
        flow = flow * load(work.r_short, fetch(levels.pair_down, k))
        value = splat(np.float32(fetch(levels.pair_value, k)))
        store(values, cell, fnma(value, flow, load(values, cell)))
    limited, wedges, activities = model.limited, model.wedges, model.activities
    for k in range(len(limited.base)):
        cell = fetch(limited.cell, k)
        weight = splat(fetch(nodes.weight, fetch(levels.node, fetch(limited.up, k))))
        slope = to_f32(load(work.limited_slope, k) * weight)
        store(values, cell, load(values, cell) - slope)
    for k in range(len(wedges.base)):
        cell = fetch(wedges.cell, k)
        weight = splat(fetch(nodes.weight, fetch(wedges.up, k)))
        slope = to_f32(load(work.wedge_slope, k) * load(work.wedge_share, k) * weight)
        store(values, cell, load(values, cell) - slope)
    for k in range(len(activities.base)):
        cell = fetch(activities.cell, k)
        if cell >= 0:
            slope = to_f32(load(work.answer, k) * splat(fetch(activities.tie, k)))
            store(values, cell, load(values, cell) - slope)


@njit(nogil=True)
def _assemble_diagonal(nodes, work):
    sparse, dense = nodes.shape
    base = sparse + len(nodes.row)
    count = len(nodes.stock)
    for n in range(sparse + dense):
        at = n if n < sparse else base + (n - sparse) * (dense + 1)
        if n < count:
            least = splat(fetch(nodes.throughput, n) * 1e-7)
            slope = (load(work.slope, n) + least) * splat(fetch(nodes.weight, n))
            store(work.values, at, to_f32(slope))
        else:
            store(work.values, at, splat(np.float32(1.0)))
