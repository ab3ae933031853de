"""Arrays of the kernel from rows in Python."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenor.market.kernel import model as m


def to_places(values: object) -> m.Places:
    """Return places as the kernel holds them."""
    return np.ascontiguousarray(np.asarray(values), dtype=np.int32)


def to_lists(*arrays: NDArray[np.generic]) -> list[list[float]]:
    """Return arrays as lists, whose single elements are faster to read."""
    return [a.tolist() for a in arrays]


def to_columns(
    rows: list[tuple[float, ...]], width: int, whole: set[int]
) -> list[NDArray[np.generic]]:
    """Return the columns of rows; those in `whole` are places."""
    table = np.array(rows, dtype=np.float64).reshape(len(rows), width)
    columns = (table[:, k] for k in range(width))
    return [
        to_places(column) if k in whole else np.ascontiguousarray(column)
        for k, column in enumerate(columns)
    ]
