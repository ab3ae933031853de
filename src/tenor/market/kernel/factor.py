"""Cholesky factor of the symmetric slope matrix, in single precision, for all lanes at once.

The factor only gives directions: residuals are worked out in double precision, so its
rounding costs a fraction of a step and no accuracy.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from tenor.market.kernel.lanes import fetch, fnma, load, root, splat, store

_ONE = np.float32(1.0)


@njit(nogil=True)
def factor(shape, start, row, update, values):
    """Replace `values` by its Cholesky factor; diagonals become their inverses."""
    sparse, dense = shape
    pair = 0
    for k in range(sparse):
        first, last = fetch(start, k), fetch(start, k + 1)
        inverse = splat(_ONE) / root(load(values, k))
        store(values, k, inverse)
        for e in range(first, last):
            store(values, sparse + e, load(values, sparse + e) * inverse)
        for e in range(first, last):
            x = load(values, sparse + e)
            for f in range(e, last):
                at = fetch(update, pair)
                pair += 1
                store(values, at, fnma(load(values, sparse + f), x, load(values, at)))
    _factor_dense(values, sparse + len(row), dense)


@njit(nogil=True)
def _factor_dense(values, base, dense):
    """Replace the dense block by its factor, four columns at a time."""
    for left in range(0, dense, 4):
        if left > 0:
            for top in range(left, dense, 4):
                _update_tile(values, base + top * dense, base + left * dense, dense, left)
        for j in range(left, left + 4):
            pivot = load(values, base + j * dense + j)
            for k in range(left, j):
                x = load(values, base + j * dense + k)
                pivot = fnma(x, x, pivot)
            inverse = splat(_ONE) / root(pivot)
            store(values, base + j * dense + j, inverse)
            for i in range(j + 1, dense):
                x = load(values, base + i * dense + j)
                for k in range(left, j):
                    a = load(values, base + i * dense + k)
                    x = fnma(a, load(values, base + j * dense + k), x)
                store(values, base + i * dense + j, x * inverse)


@njit(nogil=True, inline="never")
def _update_tile(values, top, side, dense, width):
    """Take the product of two bands of four rows from one tile of the block.

    `top` and `side` are where the rows start, `width` is the first column of the tile.
    """
    a0, a1, a2, a3 = top, top + dense, top + 2 * dense, top + 3 * dense
    b0, b1, b2, b3 = side, side + dense, side + 2 * dense, side + 3 * dense
    c00, c01 = load(values, a0 + width), load(values, a0 + width + 1)
    c02, c03 = load(values, a0 + width + 2), load(values, a0 + width + 3)
    c10, c11 = load(values, a1 + width), load(values, a1 + width + 1)
    c12, c13 = load(values, a1 + width + 2), load(values, a1 + width + 3)
    c20, c21 = load(values, a2 + width), load(values, a2 + width + 1)
    c22, c23 = load(values, a2 + width + 2), load(values, a2 + width + 3)
    c30, c31 = load(values, a3 + width), load(values, a3 + width + 1)
    c32, c33 = load(values, a3 + width + 2), load(values, a3 + width + 3)
    for k in range(width):
        x0, x1 = load(values, a0 + k), load(values, a1 + k)
        x2, x3 = load(values, a2 + k), load(values, a3 + k)
        y = load(values, b0 + k)
        c00, c10, c20, c30 = fnma(x0, y, c00), fnma(x1, y, c10), fnma(x2, y, c20), fnma(x3, y, c30)
        y = load(values, b1 + k)
        c01, c11, c21, c31 = fnma(x0, y, c01), fnma(x1, y, c11), fnma(x2, y, c21), fnma(x3, y, c31)
        y = load(values, b2 + k)
        c02, c12, c22, c32 = fnma(x0, y, c02), fnma(x1, y, c12), fnma(x2, y, c22), fnma(x3, y, c32)
        y = load(values, b3 + k)
        c03, c13, c23, c33 = fnma(x0, y, c03), fnma(x1, y, c13), fnma(x2, y, c23), fnma(x3, y, c33)
    store(values, a0 + width, c00)
    store(values, a0 + width + 1, c01)
    store(values, a0 + width + 2, c02)
    store(values, a0 + width + 3, c03)
    store(values, a1 + width, c10)
    store(values, a1 + width + 1, c11)
    store(values, a1 + width + 2, c12)
    store(values, a1 + width + 3, c13)
    store(values, a2 + width, c20)
    store(values, a2 + width + 1, c21)
    store(values, a2 + width + 2, c22)
    store(values, a2 + width + 3, c23)
    store(values, a3 + width, c30)
    store(values, a3 + width + 1, c31)
    store(values, a3 + width + 2, c32)
    store(values, a3 + width + 3, c33)


@njit(nogil=True)
def substitute(shape, start, row, values, x):
    """Replace the right side `x` by the solution."""
    sparse, dense = shape
    for k in range(sparse):
        y = load(x, k) * load(values, k)
        store(x, k, y)
        for e in range(fetch(start, k), fetch(start, k + 1)):
            at = fetch(row, e)
            store(x, at, fnma(load(values, sparse + e), y, load(x, at)))
    base = sparse + len(row)
    for i in range(dense):
        y = load(x, sparse + i)
        for k in range(i):
            y = fnma(load(values, base + i * dense + k), load(x, sparse + k), y)
        store(x, sparse + i, y * load(values, base + i * dense + i))
    for i in range(dense - 1, -1, -1):
        y = load(x, sparse + i) * load(values, base + i * dense + i)
        store(x, sparse + i, y)
        for k in range(i):
            store(x, sparse + k, fnma(load(values, base + i * dense + k), y, load(x, sparse + k)))
    for k in range(sparse - 1, -1, -1):
        y = load(x, k)
        for e in range(fetch(start, k), fetch(start, k + 1)):
            y = fnma(load(values, sparse + e), load(x, fetch(row, e)), y)
        store(x, k, y * load(values, k))
