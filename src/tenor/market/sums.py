r"""Mergeable statistics of many draws: moments in a fixed tree of blocks, sketched quantiles.

Draws are cut into blocks of 1,024. The moments of a block are summed in the order of its
draws; blocks are joined pairwise in a binary tree over their numbers, which depends only on
which blocks there are. So the same bits come out whatever the threads and chunks.

Quantiles come from counts in fixed bins of :math:`y = \ln(x / x_{ref})`, 0.002 wide for
``|y| <= 1`` and 0.02 wide beyond. A quantile is within half a bin of the sample's: 0.1% for
values within a factor e of the reference, 1% outside, down to e**-14 and up to e**10 of it.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import UserError

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

BLOCK = 1024
"""Draws in a block, the unit of work and of summation."""

FINE, COARSE = 500.0, 50.0  # bins per unit of y within and beyond the middle
LOWEST, MIDDLE, HIGHEST = -14.0, 1.0, 10.0
_BELOW = 1 + round((-MIDDLE - LOWEST) * COARSE)  # bins below the middle, with the one for the rest
_AMID = round(2 * MIDDLE * FINE)
BINS = _BELOW + _AMID + round((HIGHEST - MIDDLE) * COARSE) + 1
"""Bins of a sketch; the first holds zeros and what is below, the last what is above."""


def calc_bin(value: float, reference: float) -> int:
    """Return the bin of a value; this is what the kernel does for whole lanes.

    Examples
    --------
    >>> calc_bin(0.0, 1.0), calc_bin(1.0, 1.0) - calc_bin(0.99, 1.0), calc_bin(1e9, 1.0) == BINS - 1
    (0, 6, True)
    """
    ratio = value / reference
    if not ratio > 0.0:
        return 0
    y = math.log(ratio)
    if y < -MIDDLE:
        return max(0, math.floor((y - LOWEST) * COARSE) + 1)
    if y < MIDDLE:
        return _BELOW + math.floor((y + MIDDLE) * FINE)
    return min(BINS - 1, _BELOW + _AMID + math.floor((y - MIDDLE) * COARSE))


def bin_edges() -> Floats:
    """Return the lower edges (bin,) of all bins but the first, as y."""
    below = LOWEST + np.arange(_BELOW - 1) / COARSE
    amid = -MIDDLE + np.arange(_AMID) / FINE
    above = MIDDLE + np.arange(BINS - _BELOW - _AMID) / COARSE
    return np.concatenate([below, amid, above])


@dataclass(frozen=True, slots=True)
class BlockSums:
    """Statistics of a set of blocks of one plan and seed.

    Attributes
    ----------
    key : str
        Of plan and seed; only equal keys merge.
    tree : mapping of (level, place) to ndarray (2, output)
        Sums of x - x_base and of its square over the 2**level blocks from place * 2**level.
    draws : int
        Draws counted, unsolved ones apart.
    low, high : ndarray (output)
    counts : ndarray (output, bin)
    robust : int
        Draws that the kernel did not certify and the robust path did.
    unsolved : tuple of int
        Numbers of the draws that nothing solved; they are in no statistic.
    backstopped : int
        Draws in which the backstop added or took more than 1e-9 of world demand.
    iterations : int
        Newton steps of the kernel, summed over draws.
    worst : float
        Largest imbalance of any certified draw, as a share of world demand.
    """

    key: str
    tree: Mapping[tuple[int, int], Floats]
    draws: int
    low: Floats
    high: Floats
    counts: Counts
    robust: int = 0
    unsolved: tuple[int, ...] = ()
    backstopped: int = 0
    iterations: int = 0
    worst: float = 0.0

    def __reduce__(self) -> tuple[object, ...]:
        """Send only the bins in use."""
        used = np.flatnonzero(self.counts)
        sent = (used, self.counts.ravel()[used], self.counts.shape)
        rest = (self.robust, self.unsolved, self.backstopped, self.iterations, self.worst)
        first = (self.key, dict(self.tree), self.draws, self.low, self.high)
        return _restore, (first, sent, rest)


def merge_sums(parts: Iterable[BlockSums]) -> BlockSums:
    """Return the statistics of several disjoint sets of blocks together.

    Raises
    ------
    UserError
        The parts belong to different plans or seeds, or a block is in two of them.
    """
    total: BlockSums | None = None
    for part in parts:
        total = _renewed(part) if total is None else _added(total, part)
    if total is None:
        raise UserError("no blocks to merge")
    return total


def _renewed(part: BlockSums) -> BlockSums:
    """Return a part with a tree and counts of its own, which may be added to."""
    return dataclasses.replace(part, tree=dict(part.tree), counts=part.counts.copy())


def _added(total: BlockSums, part: BlockSums) -> BlockSums:
    """Return the total with one part more; its tree and counts are changed in place."""
    if part.key != total.key:
        raise UserError("blocks of different plans or seeds can't be merged")
    tree = dict(total.tree)
    for place, moments in part.tree.items():
        add_leaf(tree, place, moments)
    counts = total.counts
    counts += part.counts
    return BlockSums(
        key=total.key,
        tree=tree,
        draws=total.draws + part.draws,
        low=np.minimum(total.low, part.low),
        high=np.maximum(total.high, part.high),
        counts=counts,
        robust=total.robust + part.robust,
        unsolved=tuple(sorted((*total.unsolved, *part.unsolved))),
        backstopped=total.backstopped + part.backstopped,
        iterations=total.iterations + part.iterations,
        worst=max(total.worst, part.worst),
    )


def add_leaf(tree: dict[tuple[int, int], Floats], place: tuple[int, int], moments: Floats) -> None:
    """Add the moments of a range to a tree and join ranges that complete each other.

    Raises
    ------
    UserError
        The range is there already.
    """
    level, index = place
    _require_absent(tree, level, index)
    while (level, index ^ 1) in tree:
        other = tree.pop((level, index ^ 1))
        moments = moments + other if index & 1 == 0 else other + moments
        level, index = level + 1, index >> 1
    tree[(level, index)] = moments


def join_tree(tree: Mapping[tuple[int, int], Floats]) -> Floats:
    """Return the moments (2, output) of all ranges of a tree, joined in the order of blocks."""
    ranges = sorted(tree, key=lambda place: place[1] << place[0])
    total = np.zeros_like(tree[ranges[0]])
    for place in ranges:
        total = total + tree[place]
    return total


def calc_quantiles(sums: BlockSums, reference: Floats, levels: Floats) -> Floats:
    """Return the quantiles (level, output) of the draws, good to half a bin.

    Within a bin the draws are taken as spread evenly in y. The least and the greatest draw
    are exact, and bound all quantiles.
    """
    edges = bin_edges()
    upper = np.append(edges[1:], edges[-1] + 1.0 / COARSE)
    found = np.full((len(levels), len(reference)), np.nan)
    if sums.draws == 0:
        return found
    for k in range(len(reference)):
        cumulated = np.cumsum(sums.counts[k])
        rank = np.asarray(levels) * sums.draws
        at = np.minimum(np.searchsorted(cumulated, np.maximum(rank, 0.5)), BINS - 1)
        before = np.where(at > 0, cumulated[at - 1], 0)
        part = np.clip((rank - before) / np.maximum(sums.counts[k][at], 1), 0.0, 1.0)
        first = at == 0
        y = edges[at - 1] + part * (upper[at - 1] - edges[at - 1])
        values = np.where(first, sums.low[k], reference[k] * np.exp(y))
        found[:, k] = np.clip(values, sums.low[k], sums.high[k])
    return found


def _require_absent(tree: Mapping[tuple[int, int], Floats], level: int, index: int) -> None:
    """Raise UserError where a range overlaps one of the tree."""
    first, last = index << level, ((index + 1) << level) - 1
    for other, place in tree:
        if place << other <= last and ((place + 1) << other) - 1 >= first:
            raise UserError(f"block {max(first, place << other)} is there twice")


def _restore(
    first: tuple[object, ...],
    sent: tuple[Counts, Counts, tuple[int, int]],
    rest: tuple[object, ...],
) -> BlockSums:
    used, values, shape = sent
    counts = np.zeros(shape, dtype=np.int64)
    counts.ravel()[used] = values
    return BlockSums(*first, counts, *rest)  # type: ignore[arg-type]
