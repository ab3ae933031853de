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

_ROUNDS = 60


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

    Raises
    ------
    numpy.linalg.LinAlgError
        A balance holds only quantities that are held fixed.

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
    for _ in range(_ROUNDS):
        value, pull = _solve_free(given, fixed, value)
        below = ~fixed & (value < given.least)
        if below.any():
            fixed = fixed | below
            value = np.where(below, given.least, value)
            continue
        held = fixed & (given.error > 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            gain = np.where(held, (value - given.prior) / given.error**2 + pull, 0.0)
        wrong = gain < -1e-9 * np.abs(pull).max(initial=1e-300)
        if not wrong.any():
            break
        fixed[int(np.argmin(gain * given.error))] = False
    return np.maximum(value, given.least)


def _solve_free(given: Balances, fixed: Floats, value: Floats) -> tuple[Floats, Floats]:
    """Return the solution with some quantities fixed, and `A^T` times the multipliers."""
    balances, size = len(given.scale), len(given.prior)
    start = np.where(fixed, value, given.prior)
    weight = given.sign / given.scale[given.row]
    matrix = np.zeros((balances, size))
    np.add.at(matrix, (given.row, given.quantity), weight)
    variance = np.where(fixed, 0.0, given.error**2)
    spread = _columns(given, fixed)
    normal = (matrix * variance) @ matrix.T
    if spread.size:
        common = matrix @ spread
        normal += common @ common.T
    multiplier = np.linalg.solve(normal, matrix @ start)
    pull = matrix.T @ multiplier
    step = variance * pull
    if spread.size:
        step = step + spread @ (spread.T @ pull)
    return start - step, pull


def _columns(given: Balances, fixed: Floats) -> Floats:
    """Return `L` (quantity, group): the errors that quantities share."""
    inside = (given.group >= 0) & ~fixed.astype(bool) & (given.shared > 0)
    found, place = np.unique(given.group[inside], return_inverse=True)
    columns = np.zeros((len(given.prior), len(found)))
    columns[np.flatnonzero(inside), place] = given.shared[inside]
    return columns
