"""What of the capital is deducted from taxable income in each year."""

from __future__ import annotations

import numpy as np

from tenor.finance.series import Floats
from tenor.finance.terms import Depreciation


def find_producing(quantity: Floats) -> Floats:
    """Return True from the first year in which anything is produced on, by year and draw."""
    return np.logical_or.accumulate(quantity > 0, axis=0)


def calc_depreciation(capital: Floats, produced: Floats, method: Depreciation) -> Floats:
    r"""Return the depreciation by year and draw.

    Capital before production is put in service in the first year of production, later
    capital in its own year:

    .. math:: A_y = \mathbb 1[s_y] (\textstyle\sum_{u \le y} K_u - \sum_{u < y} A_u), \qquad
        D_y = \frac{1}{n} \sum_{k=0}^{n-1} A_{y-k}

    The declining balance takes a rate of what is left each year, ``production`` the share that
    the year's output is of what is still to come, ``immediate`` everything at once. In a real
    project historical cost loses its worth with inflation, indexed cost does not.

    Parameters
    ----------
    capital : ndarray (year, draw)
    produced : ndarray (year, draw)
        Output of the year, in any one unit.
    method : Depreciation

    Examples
    --------
    >>> spent, made = np.array([[90.0], [0.0], [30.0]]), np.array([[0.0], [1.0], [1.0]])
    >>> calc_depreciation(spent, made, Depreciation("straight_line", years=3)).ravel().tolist()
    [0.0, 30.0, 40.0]
    """
    shape = np.broadcast_shapes(capital.shape, produced.shape)
    if method.method == "none":
        return np.zeros(shape)
    keep = 1.0 / (1.0 + method.inflation)
    added = calc_additions(capital, find_producing(produced), keep=keep)
    if method.method == "immediate":
        return added
    years = len(added)
    taken = np.zeros_like(added)
    if method.method == "straight_line":
        worn = (keep ** np.arange(method.years))[:, None]
        for y in range(years):
            room = min(method.years, years - y)
            part = added[y] / method.years
            taken[y : y + room] += part if keep == 1.0 else part * worn[:room]
        return taken
    left = np.zeros(added.shape[1])
    coming = np.cumsum(produced[::-1], axis=0)[::-1]
    for y in range(years):
        left = left * keep + added[y]
        rate: Floats | float = method.rate
        if method.method == "production":
            rate = np.divide(produced[y], coming[y], out=np.zeros(left.shape), where=coming[y] > 0)
        taken[y] = left * rate
        left = left - taken[y]
    return taken


def calc_additions(capital: Floats, producing: Floats, *, keep: float = 1.0) -> Floats:
    """Return the capital put in service each year: nothing before production begins.

    `keep` is what historical cost keeps of its worth in a year.
    """
    shape = np.broadcast_shapes(capital.shape, producing.shape)
    added = np.empty(shape)
    waiting = np.zeros(shape[1])
    for y in range(shape[0]):
        waiting = waiting * keep + capital[y]
        added[y] = np.where(producing[y], waiting, 0.0)
        waiting = np.where(producing[y], 0.0, waiting)
    return added
