"""What a cash flow is worth: net present value, internal rates of return, payback, cover ratios.

A measure that is not defined is None, never a number that stands for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tenor.finance.series import Floats

_LOWEST, _HIGHEST, _POINTS = 1e-6, 1e6, 6000
_HALVINGS = 200


def calc_npv(flow: ArrayLike, factors: ArrayLike) -> Floats:
    r"""Return the present value of cash flows by year, one for each draw.

    .. math:: V = \sum_y f_y C_y

    Summed in the order of the years, so that the result is the same for one draw as for many.

    Examples
    --------
    >>> calc_npv([[-100.0], [110.0]], [1.0, 1 / 1.1]).round(9).tolist()
    [0.0]
    """
    money, weights = np.asarray(flow, dtype=np.float64), np.asarray(factors, dtype=np.float64)
    total = np.zeros(money.shape[1:])
    for year, weight in enumerate(weights):
        total = total + money[year] * weight
    return total


@dataclass(frozen=True, slots=True)
class Rate:
    """An internal rate of return: the one nearest to zero, and all there are.

    `value` is None where the cash flow never changes its sign, or no rate brings its worth to
    nothing.
    """

    value: float | None
    all: tuple[float, ...] = ()


def find_irr(flow: ArrayLike) -> Rate:
    r"""Return the internal rate of return of one yearly cash flow, a fraction a year.

    Every rate above -1 with :math:`\sum_k C_k (1 + r)^{-k} = 0` is looked for between growth
    factors of 1e-6 and 1e6, bracketed on a grid and halved to the last digit.

    Examples
    --------
    >>> round(find_irr([-100.0, 60.0, 60.0]).value, 6)
    0.130662
    >>> find_irr([100.0, 60.0]).value is None
    True
    >>> [round(rate, 9) for rate in find_irr([-100.0, 230.0, -132.0]).all]
    [0.1, 0.2]
    """
    money = np.trim_zeros(np.asarray(flow, dtype=np.float64))
    if len(money) < 2 or not (money.min() < 0 < money.max()):
        return Rate(None)
    grid = np.exp(np.linspace(np.log(_LOWEST), np.log(_HIGHEST), _POINTS))
    # Rates that deals have are looked at more closely than rates nobody has.
    grid = np.unique(np.concatenate([grid, np.linspace(0.5, 2.0, _POINTS)]))
    worth = _worth(money, grid)
    found = [float(g) for g in grid[worth == 0.0]]
    places = np.flatnonzero(np.sign(worth[:-1]) * np.sign(worth[1:]) < 0)
    found += [_halve(money, grid[i], grid[i + 1]) for i in places]
    rates = tuple(sorted(growth - 1.0 for growth in found))
    return Rate(min(rates, key=abs) if rates else None, rates)


def _worth(money: Floats, growth: Floats) -> Floats:
    """Return a number with the sign of the worth at each growth factor, without overflow."""
    low = np.minimum(growth, 1.0)
    high = np.minimum(1.0 / growth, 1.0)
    early, late = np.zeros_like(growth), np.zeros_like(growth)
    for amount in money[::-1]:
        late = late * high + amount
    for amount in money:
        early = early * low + amount
    return np.where(growth >= 1.0, late, early)


def _halve(money: Floats, low: float, high: float) -> float:
    ends = np.array([low, high])
    sign = np.sign(_worth(money, ends[:1]))[0]
    for _ in range(_HALVINGS):
        middle = 0.5 * (ends[0] + ends[1])
        if middle in (ends[0], ends[1]):
            break
        here = np.sign(_worth(money, np.array([middle])))[0]
        if here == 0.0:
            return float(middle)
        ends[0 if here == sign else 1] = middle
    return float(0.5 * (ends[0] + ends[1]))


def calc_irr(flow: Floats, *, rounds: int = 32) -> Floats:
    """Return the internal rate of return of each draw; NaN where there is none.

    Halving between -90% and 1,000% a year; where several rates exist one of them is found.

    Examples
    --------
    >>> calc_irr(np.array([[-100.0, 1.0], [110.0, 1.0]])).round(9).tolist()
    [0.1, nan]
    """
    low = np.full(flow.shape[1], 0.1)
    high = np.full(flow.shape[1], 11.0)
    sign = np.sign(_horner(flow, low))
    crosses = sign * np.sign(_horner(flow, high)) < 0
    for _ in range(rounds):
        middle = np.sqrt(low * high)
        same = np.sign(_horner(flow, middle)) == sign
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return np.where(crosses, np.sqrt(low * high) - 1.0, np.nan)


def _horner(flow: Floats, growth: Floats) -> Floats:
    # In powers of the growth factor: early flows count most, which keeps late ones from overflow.
    total = np.zeros(flow.shape[1])
    for row in flow:
        total = total * growth + row
    return total


def find_payback(flow: ArrayLike, years: ArrayLike) -> int | None:
    """Return the first year by whose end a cash flow has paid back what was put in.

    None where nothing was put in, or it is never paid back.

    Examples
    --------
    >>> find_payback([-100.0, 60.0, 60.0], [2026, 2027, 2028])
    2028
    """
    total = np.cumsum(np.asarray(flow, dtype=np.float64))
    below = np.flatnonzero(total < 0)
    if len(below) == 0:
        return None
    back = np.flatnonzero(total[below[0] :] >= 0)
    return int(np.asarray(years)[below[0] + back[0]]) if len(back) else None


def calc_share(part: float, whole: float) -> float | None:
    """Return a part of a whole; None where the whole is not above zero.

    Examples
    --------
    >>> calc_share(30.0, 120.0), calc_share(30.0, -5.0)
    (0.25, None)
    """
    return part / whole if whole > 0 else None


def calc_metr(before: float | None, after: float | None) -> float | None:
    r"""Return the marginal effective tax rate, :math:`(i_0 - i_1) / i_0` of the rates of return.

    Examples
    --------
    >>> round(calc_metr(0.2, 0.15), 9)
    0.25
    """
    if before is None or after is None or before <= 0:
        return None
    return (before - after) / before
