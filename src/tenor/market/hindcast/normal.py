r"""Normal flows: what the years up to the base year say about the routes without the shock.

The base year alone is noisy: a spot cargo, a month of stockpiling, a slip in a customs form.
Three steps, each with at most one parameter fitted on all events together:

1. A quantity is replaced by value over the route's usual unit value where the unit value lies a
   factor :math:`e^{2.5}` below it and the tonnes are more than three times any of the three
   years before: a wrong unit, not trade.
2. :math:`x = (1-w)\, x_b + w\, \mathrm{median}(x_b, x_{b-1}, x_{b-2})`.
3. Growth :math:`e^{(g + m\, r_i) h}` over the h years to the test year, with :math:`r_i` the
   exporter's own growth a year, in logs, over the three years before, within 0.4 either way.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LOW_UNIT_VALUE = 2.5
"""Log distance below the usual unit value from which tonnes are doubted."""

JUMP = 3.0
"""Multiple of the most of three years before from which tonnes are doubted."""

MOST_GROWTH = 0.4
"""Most growth a year, in logs, that an exporter is believed to carry on."""

_BACK = 3


def clean_quantities(quantity: Floats, value: Floats) -> Floats:
    """Return tonnes with those mended that are out of scale with their value.

    Parameters
    ----------
    quantity : ndarray (year, exporter, importer) [t]
    value : ndarray (year, exporter, importer) [kUSD]
    """
    cleaned = quantity.copy()
    known = (quantity > 0) & (value > 0)
    common = np.array([_common_price(q, v) for q, v in zip(quantity, value, strict=True)])
    log_price = np.full(quantity.shape, np.nan)
    np.log(value / np.where(known, quantity, 1.0), out=log_price, where=known)
    log_price -= np.log(common)[:, None, None]
    for k in range(1, len(quantity)):
        before = slice(max(0, k - _BACK), k)
        usual = _median_known(log_price[before], log_price[k])
        most = cleaned[before].max(axis=0)
        wrong = known[k] & (log_price[k] < usual - LOW_UNIT_VALUE) & (quantity[k] > JUMP * most)
        mended = np.maximum(value[k] / (common[k] * np.exp(usual)), most)
        cleaned[k] = np.where(wrong, mended, quantity[k])
    return cleaned


def calc_median_flows(cleaned: Floats) -> Floats:
    """Return the median of the last three years route by route [t]; the first year is repeated."""
    short = _BACK - len(cleaned)
    if short > 0:
        cleaned = np.concatenate([np.repeat(cleaned[:1], short, axis=0), cleaned])
    return np.asarray(np.median(cleaned[-_BACK:], axis=0), dtype=np.float64)


def calc_own_growth(cleaned: Floats) -> Floats:
    """Return the growth a year of each exporter over three years, in logs; 0 where unknown."""
    totals = cleaned.sum(axis=2)
    years = min(_BACK, len(totals) - 1)
    if years == 0:
        return np.zeros(totals.shape[1])
    first, last = totals[-1 - years], totals[-1]
    known = (first > 0) & (last > 0)
    ratio = np.where(known, last, 1.0) / np.where(known, first, 1.0)
    return np.clip(np.log(ratio) / years, -MOST_GROWTH, MOST_GROWTH)


def _common_price(quantity: Floats, value: Floats) -> float:
    """Return the median unit value, routes weighted by the root of tonnes times value."""
    known = (quantity > 0) & (value > 0)
    if not known.any():
        return 1.0
    price = value[known] / quantity[known]
    weight = np.sqrt(value[known] * quantity[known])
    order = np.argsort(price, kind="stable")
    grown = np.cumsum(weight[order])
    return float(price[order][np.searchsorted(grown, grown[-1] / 2)])


def _median_known(before: Floats, now: Floats) -> Floats:
    """Return the median of earlier years by route, of all routes where there is none."""
    ordered = np.sort(before, axis=0)  # unknown ones come last
    count = (~np.isnan(before)).sum(axis=0)
    below, above = np.maximum(count - 1, 0) // 2, np.minimum(count // 2, len(before) - 1)
    usual = np.where(
        count > 0,
        0.5 * (_pick(ordered, below) + _pick(ordered, above)),
        np.nan,
    )
    known = now[~np.isnan(now)]
    others = float(np.median(known)) if len(known) else 0.0
    return np.where(np.isnan(usual), others, usual)


def _pick(values: Floats, position: NDArray[np.int64]) -> Floats:
    """Return the value at a position along the first axis."""
    picked: Floats = np.take_along_axis(values, position[None], axis=0)[0]
    return picked
