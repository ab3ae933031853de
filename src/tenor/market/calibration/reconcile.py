r"""Weighted least squares under exact balances, with lower bounds.

.. math:: \min_v (v - v_0)^T W^{-1} (v - v_0), \qquad A v = 0, \quad v \ge l,
          \qquad W = D + L L^T

`D` holds the variance of each quantity's own error, a column of `L` an error that several
quantities share (the grade of all ore that one country ships).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_ROUNDS = 60
_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Balances:
    """Quantities, their errors, and the balances in which they enter.

    Attributes
    ----------
    prior, error, least : ndarray (quantity) [t]
        Value as measured, standard error (0: held fixed), lower bound.
    row, quantity, sign : ndarray (entry)
        Entries of `A`: quantity `quantity` enters balance `row` with factor `sign`.
    shared : ndarray (quantity) [t]
        Standard error that a quantity shares with others of its group.
    group : ndarray (quantity) of int
        -1 for none.
    scale : ndarray (balance) [t]
        Size of each balance, for conditioning.
    """

    prior: Floats
    error: Floats
    least: Floats
    row: Ints
    quantity: Ints
    sign: Floats
    shared: Floats
    group: Ints
    scale: Floats


def solve_balances(given: Balances) -> Floats:
    """Return the quantities that balance and are nearest to their measured values [t].

    Notes
    -----
    Each balance needs a quantity that is not held fixed, such as a residual.

    Examples
    --------
    >>> ends = np.array([0.0, 0.0])
    >>> found = solve_balances(Balances(
    ...     np.array([100.0, 80.0]), np.array([10.0, 10.0]), ends, np.array([0, 0]),
    ...     np.array([0, 1]), np.array([1.0, -1.0]), ends, np.array([-1, -1]), np.array([1.0])))
    >>> found.round(6).tolist()
    [90.0, 90.0]
    """
    fixed = given.error <= 0
    value = np.maximum(given.prior, given.least)
    for turn in range(_ROUNDS):
        value, pull = _solve_free(given, fixed, value)
        below = ~fixed & (value < given.least)
        if below.any():
            fixed = fixed | below
            value = np.where(below, given.least, value)
            continue
        # A quantity at its bound goes free again where its error pulls it up, in its own units.
        held = fixed & (given.error > 0)
        safe = np.where(held, given.error, 1.0)
        gain = np.where(held, (value - given.prior) / safe + pull * safe, 0.0)
        wrong = gain < -_SLACK
        if not wrong.any():
            break
        fixed = fixed & ~wrong if turn < _ROUNDS // 2 else fixed & (gain > gain.min())
    return np.maximum(value, given.least)


def _solve_free(given: Balances, fixed: Bools, value: Floats) -> tuple[Floats, Floats]:
    """Return the solution with some quantities fixed, and `A^T` times the multipliers."""
    size, balances = len(given.prior), len(given.scale)
    start = np.where(fixed, value, given.prior)
    weight = given.sign / given.scale[given.row]
    variance = np.where(fixed, 0.0, given.error**2)
    group, shared = _share(given, fixed)
    normal = _cross(given, weight, variance)
    common = np.zeros((balances, int(group.max(initial=-1)) + 2))
    np.add.at(common, (given.row, group[given.quantity]), weight * shared[given.quantity])
    normal += common @ common.T
    open_by = np.bincount(given.row, weight * start[given.quantity], minlength=balances)
    multiplier = np.linalg.solve(normal, open_by)
    pull = np.bincount(given.quantity, weight * multiplier[given.row], minlength=size)
    of_group = np.bincount(group + 1, shared * pull, minlength=common.shape[1])
    return start - variance * pull - shared * of_group[group + 1], pull


def _cross(given: Balances, weight: Floats, variance: Floats) -> Floats:
    """Return `A D A^T`; a quantity enters one or two balances."""
    balances = len(given.scale)
    normal = np.zeros((balances, balances))
    np.add.at(normal, (given.row, given.row), weight**2 * variance[given.quantity])
    order = np.argsort(given.quantity, kind="stable")
    same = np.flatnonzero(np.diff(given.quantity[order]) == 0)
    one, two = order[same], order[same + 1]
    both = weight[one] * weight[two] * variance[given.quantity[one]]
    np.add.at(normal, (given.row[one], given.row[two]), both)
    np.add.at(normal, (given.row[two], given.row[one]), both)
    return normal


def _share(given: Balances, fixed: Bools) -> tuple[Ints, Floats]:
    """Return the group of each quantity (-1 for none) and the error it shares there."""
    inside = (given.group >= 0) & ~fixed & (given.shared > 0)
    return np.where(inside, given.group, -1), np.where(inside, given.shared, 0.0)
