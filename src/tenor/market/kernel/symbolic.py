"""The order of elimination and the places of the factor, worked out once per network.

Nodes with few neighbours are eliminated first, one by one. Where the remaining graph is
nearly complete, the rest is kept as one dense block, which is faster than indices.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

TILE = 4
_FULL = 0.7  # share of possible pairs from which the rest is treated as dense


@dataclass(frozen=True, slots=True)
class Pattern:
    """Where each entry of the factor stands.

    The values are rows of lanes: first the diagonal of the sparse nodes, then their columns,
    then the dense block by rows. `order[k]` is the node eliminated as number k.

    Attributes
    ----------
    order, place : ndarray (node)
        Node by number of elimination, and its inverse.
    sparse : int
        Nodes outside the dense block.
    dense : int
        Size of the dense block with padding, a multiple of 4.
    start : ndarray (sparse + 1)
        First entry of each sparse column; the next one ends it.
    row : ndarray (entry)
        Number of the node of each entry.
    update : ndarray (pair)
        Where the product of two entries of a column goes, column by column.
    cells : ndarray
        Rows of values that hold anything before elimination.
    table : dict
        Row of each pair of numbers in the sparse columns.
    """

    order: Ints
    place: Ints
    sparse: int
    dense: int
    start: Ints
    row: Ints
    update: Ints
    cells: Ints
    table: dict[tuple[int, int], int]

    @property
    def rows(self) -> int:
        """Number of rows of values."""
        return self.sparse + len(self.row) + self.dense * self.dense

    def find(self, a: int, b: int) -> int:
        """Return the row of values for a pair of numbers in the order of elimination."""
        low, high = min(a, b), max(a, b)
        if low >= self.sparse:
            base = self.sparse + len(self.row)
            return base + (high - self.sparse) * self.dense + low - self.sparse
        if low == high:
            return low
        return self.table[low, high]


def build_pattern(nodes: int, pairs: set[tuple[int, int]]) -> Pattern:
    """Return the pattern of a network of nodes joined by pairs."""
    near: list[set[int]] = [set() for _ in range(nodes)]
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    order, columns = _eliminate(near)
    sparse = len(columns)
    dense = -(-(nodes - sparse) // TILE) * TILE
    place = np.empty(nodes, dtype=np.int64)
    place[order] = np.arange(nodes)
    rows = [np.sort(place[list(column)]).astype(np.int64) for column in columns]
    start = np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.int64)
    row = np.concatenate([np.empty(0, dtype=np.int64), *rows])
    blank = np.empty(0, dtype=np.int64)
    below = [(k, int(high)) for k, column in enumerate(rows) for high in column]
    table = {pair: sparse + at for at, pair in enumerate(below)}
    pattern = Pattern(np.array(order), place, sparse, dense, start, row, blank, blank, table)
    update = [
        pattern.find(int(column[i]), int(column[j]))
        for column in rows
        for j in range(len(column))
        for i in range(j, len(column))
    ]
    first = sparse + len(row)
    block = [first + i * dense + j for i in range(dense) for j in range(i + 1)]
    cells = np.concatenate([np.arange(first), np.array(block, dtype=np.int64)])
    return Pattern(
        pattern.order, place, sparse, dense, start, row,
        np.array(update, dtype=np.int64), cells.astype(np.int64), table,
    )  # fmt: skip


def _eliminate(near: list[set[int]]) -> tuple[list[int], list[set[int]]]:
    """Return all nodes in order, and the columns of those before the dense block."""
    left = set(range(len(near)))
    order: list[int] = []
    columns: list[set[int]] = []
    while left:
        joined = sum(len(near[a]) for a in left)
        if joined >= _FULL * len(left) * (len(left) - 1):
            break
        node = min(left, key=lambda a: (len(near[a]), a))
        left.discard(node)
        order.append(node)
        columns.append(near[node])
        for a in near[node]:
            near[a] |= near[node]
            near[a] -= {a, node}
    return order + sorted(left), columns
