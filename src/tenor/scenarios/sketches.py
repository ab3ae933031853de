r"""Statistics of outputs that merge exactly: counts in fixed bins, sums by block.

A value falls into the bin :math:`k = \operatorname{round}(\ln(|x| / x_0) / h)` with
:math:`x_0` = 1e-12 and h = 0.001, signed; counts are whole numbers, so their order does not
matter. Sums of blocks are added with exact rounding. So the same bits come out whatever the
chunks, workers or their order, and memory does not grow with the draws, but for 16 bytes per
output and block of 1,024.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST, WIDTH = 1e-12, 1e-3
RELATIVE_ERROR = math.expm1(WIDTH / 2.0)
"""Largest relative error of a quantile against that of the sample."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """Counts of the bins of one output: bins in ascending order of their values."""

    bins: Ints
    counts: Ints


@dataclass(frozen=True, slots=True)
class Stats:
    """Statistics of several outputs over some blocks of draws.

    Attributes
    ----------
    sketches : tuple of Sketch
        One per output; unknown values (NaN) are in none.
    sums : tuple of (block, ndarray (output), ndarray (output))
        Number of a block, sums of its values and how many were known.
    low, high : ndarray (output)
    """

    sketches: tuple[Sketch, ...]
    sums: tuple[tuple[int, Floats, Floats], ...]
    low: Floats
    high: Floats


def calc_stats(block: int, values: Floats) -> Stats:
    """Return the statistics of one block of values (draw, output)."""
    sketches = []
    for column in values.T:
        bins, counts = np.unique(_bin(column[np.isfinite(column)]), return_counts=True)
        sketches.append(Sketch(bins, counts.astype(np.int64)))
    known = np.isfinite(values)
    sums = np.array([math.fsum(column[np.isfinite(column)]) for column in values.T])
    low = np.where(known, values, np.inf).min(axis=0, initial=np.inf)
    high = np.where(known, values, -np.inf).max(axis=0, initial=-np.inf)
    return Stats(tuple(sketches), ((block, sums, known.sum(axis=0).astype(float)),), low, high)


def merge_stats(parts: Iterable[Stats]) -> Stats:
    """Return the statistics of disjoint blocks together, the same in any order.

    Examples
    --------
    >>> one, two = (calc_stats(b, np.array([[1.0], [2.0 + b]])) for b in (0, 1))
    >>> calc_mean(merge_stats([two, one])).tolist()
    [1.75]
    """
    given = list(parts)
    merged = []
    for same in zip(*(part.sketches for part in given), strict=True):
        bins, where = np.unique(np.concatenate([s.bins for s in same]), return_inverse=True)
        counts = np.zeros(len(bins), dtype=np.int64)
        np.add.at(counts, where, np.concatenate([s.counts for s in same]))
        merged.append(Sketch(bins, counts))
    sums = sorted((entry for part in given for entry in part.sums), key=lambda entry: entry[0])
    return Stats(
        tuple(merged),
        tuple(sums),
        np.minimum.reduce([part.low for part in given]),
        np.maximum.reduce([part.high for part in given]),
    )


def calc_mean(stats: Stats) -> Floats:
    """Return the mean of each output; NaN where none is known."""
    total = np.array(
        [math.fsum(column) for column in zip(*(s for _, s, _ in stats.sums), strict=True)]
    )
    count = np.array(
        [math.fsum(column) for column in zip(*(n for _, _, n in stats.sums), strict=True)]
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count > 0, total / count, np.nan)


def calc_quantiles(stats: Stats, levels: Sequence[float]) -> Floats:
    """Return quantiles (level, output), within `RELATIVE_ERROR` of those of the sample.

    The quantile at level q is the value of rank ``ceil(q n)``; NaN where none is known.

    Examples
    --------
    >>> found = calc_stats(0, np.array([[-2.0], [0.0], [5.0]]))
    >>> calc_quantiles(found, [0.1, 0.5, 0.9]).ravel().round(2).tolist()
    [-2.0, 0.0, 5.0]
    """
    found = np.full((len(levels), len(stats.sketches)), np.nan)
    for k, sketch in enumerate(stats.sketches):
        total = int(sketch.counts.sum())
        if not total:
            continue
        ranks = np.maximum(np.ceil(np.asarray(levels) * total - 1e-9), 1)
        at = np.searchsorted(np.cumsum(sketch.counts), ranks)
        # A bin never lies beyond the least or the greatest value.
        found[:, k] = np.clip(_centre(sketch.bins[at]), stats.low[k], stats.high[k])
    return found


def _bin(values: Floats) -> Ints:
    size = np.maximum(np.abs(values), LEAST)
    steps = np.rint(np.log(size / LEAST) / WIDTH)
    return np.where(size > LEAST, np.sign(values) * (steps + 1.0), 0.0).astype(np.int64)


def _centre(bins: Ints) -> Floats:
    size = LEAST * np.exp((np.abs(bins) - 1.0) * WIDTH)
    return np.where(bins == 0, 0.0, np.sign(bins) * size)
