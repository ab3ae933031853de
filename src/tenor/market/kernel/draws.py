"""Counter-based draws in lanes: the same numbers as `tenor.market.inputs.draw_inputs` states."""

from __future__ import annotations

import math

from numba import njit

from tenor.market.kernel.elementary import exp, score
from tenor.market.kernel.lanes import (
    WIDTH,
    fetch,
    fma,
    from_bits,
    lane_numbers,
    load,
    put,
    root,
    splat,
    store,
    where_less,
)
from tenor.market.kernel.model import DISCRETE, FIXED, LOGNORMAL, NORMAL, TRIANGULAR, UNIFORM

SPAN = 8.5
"""Normal scores from -8.5 to 8.5 are in the tables of quantiles."""

PIECES = 1024
_LOW = 0xFFFFFFFF
_M0, _M1 = 0xD2511F53, 0xCD9E8D57
_W0, _W1 = 0x9E3779B9, 0xBB67AE85
_ONE_BITS = 0x3FF0000000000000


@njit(nogil=True)
def philox(c0, c1, c2, c3, key):
    """Return the first two words of Philox-4x32-10 for lanes of counters."""
    k0, k1 = key & _LOW, (key >> 32) & _LOW
    low, half = splat(_LOW), splat(32)
    for _ in range(10):
        a, b = splat(_M0) * c0, splat(_M1) * c2
        c0, c2 = (b >> half) ^ c1 ^ splat(k0), (a >> half) ^ c3 ^ splat(k1)
        c1, c3 = b & low, a & low
        k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    return c0, c1


@njit(nogil=True)
def uniform(stream, number, key):
    """Return uniform draws of a stream for the draws from `number`, in the open interval 0..1."""
    low, half = splat(_LOW), splat(32)
    numbers = splat(number) + lane_numbers()
    name = splat(stream)
    first, second = philox(numbers & low, numbers >> half, name & low, name >> half, key)
    fraction = (second << splat(20)) | (first >> splat(12))
    return from_bits(fraction | splat(_ONE_BITS)) - splat(1.0) + splat(2.0**-53)


@njit(nogil=True)
def draw_lanes(draws, work, number, key):
    """Fill the slots for the draws from `number` on."""
    store(work.slots, 0, splat(1.0))
    for k in range(len(draws.factor_stream)):
        store(work.scores, k, score(uniform(fetch(draws.factor_stream, k), number, key)))
    for k in range(len(draws.kind)):
        kind = fetch(draws.kind, k)
        a, b = splat(fetch(draws.a, k)), splat(fetch(draws.b, k))
        value = a
        if kind != FIXED:
            u = uniform(fetch(draws.stream, k), number, key)
            if kind == UNIFORM:
                value = fma(b, u, a)
            elif kind == TRIANGULAR:
                value = _triangle(a, b, splat(fetch(draws.c, k)), u)
            else:
                z = score(u)
                factor = fetch(draws.factor, k)
                if factor >= 0:
                    shared = splat(fetch(draws.load, k)) * load(work.scores, factor)
                    z = fma(splat(fetch(draws.rest, k)), z, shared)
                if kind == NORMAL:
                    value = fma(b, z, a)
                elif kind == LOGNORMAL:
                    value = exp(fma(b, z, a))
                elif kind == DISCRETE:
                    value = _step(draws, k, z)
                else:
                    store(work.slots, k + 1, z)
                    _look_up(draws, work.slots, k)
                    value = load(work.slots, k + 1)
        store(work.slots, k + 1, value)
    multiply(draws, work)


@njit(nogil=True)
def multiply(draws, work):
    """Fill the slots of products from those of inputs."""
    first = len(draws.kind) + 1
    for k in range(len(draws.product_first) - 1):
        value = splat(1.0)
        for j in range(fetch(draws.product_first, k), fetch(draws.product_first, k + 1)):
            value = value * load(work.slots, fetch(draws.product_slot, j))
        store(work.slots, first + k, value)


@njit(nogil=True)
def _triangle(low, high, mode, u):
    span, rise = high - low, mode - low
    left = low + root(u * span * rise)
    right = high - root((splat(1.0) - u) * span * (high - mode))
    return where_less(u * span, rise, left, right)


@njit(nogil=True)
def _step(draws, k, z):
    """Return the value whose range of scores holds z: rows of (lower score, value)."""
    first, last = fetch(draws.first, k), fetch(draws.last, k)
    value = splat(fetch(draws.table, first + 1))
    for j in range(first + 2, last, 2):
        value = where_less(z, splat(fetch(draws.table, j)), value, splat(fetch(draws.table, j + 1)))
    return value


@njit(nogil=True)
def _look_up(draws, slots, k):
    """Replace scores by values of a table of cubic pieces."""
    first = fetch(draws.first, k)
    for j in range(WIDTH):
        at = (k + 1) * WIDTH + j
        x = (fetch(slots, at) + SPAN) * (PIECES / (2.0 * SPAN))
        x = min(max(x, 0.0), PIECES - 1e-9)
        piece = math.floor(x)
        x -= piece
        row = first + 4 * int(piece)
        c0, c1 = fetch(draws.table, row), fetch(draws.table, row + 1)
        c2, c3 = fetch(draws.table, row + 2), fetch(draws.table, row + 3)
        put(slots, at, c0 + x * (c1 + x * (c2 + x * c3)))
