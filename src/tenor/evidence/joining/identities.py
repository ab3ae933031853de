"""Identities that figures have to meet: each a small function with its tolerance declared.

They find what comparing figures cannot: a tonnage, a grade and a metal that do not fit, parts
above the whole, shares above one. Figures are intervals; an identity holds where some values
within the intervals meet it. Nothing is repaired: what does not hold is for a person.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Interval = tuple[float | None, float | None]

ROUNDING = 0.05
"""Share by which a product of rounded figures may miss."""
SUM_ROUNDING = 0.015
"""Share by which a sum of rounded parts may miss the whole."""

GRADES: Mapping[str, tuple[float, float]] = {
    "copper": (0.0008, 0.12),
    "gold": (5e-8, 1e-4),
    "silver": (1e-6, 5e-3),
    "lithium": (0.0002, 0.04),
    "nickel": (0.001, 0.10),
    "cobalt": (0.0001, 0.06),
    "antimony": (0.002, 0.60),
    "tungsten": (0.0003, 0.03),
    "rare earths": (0.0003, 0.15),
    "zinc": (0.005, 0.40),
    "lead": (0.002, 0.40),
    "tin": (0.0005, 0.06),
    "iron": (0.10, 0.72),
    "uranium": (0.00005, 0.25),
}
"""Mass of metal in a mass of ore outside of which a deposit would be none or a wonder.

Wide limits of judgement, to catch a wrong power of ten and no more.
"""


CAPEX: Mapping[str, tuple[float, float]] = {
    "copper": (3e3, 1.2e5),
    "gold": (1e7, 1.5e9),
    "lithium": (3e3, 2.5e5),
    "nickel": (5e3, 3e5),
    "cobalt": (5e3, 5e5),
    "antimony": (1e3, 3e5),
    "tungsten": (5e3, 5e5),
    "rare earths": (5e3, 5e5),
    "zinc": (8e2, 5e4),
    "tin": (5e3, 4e5),
    "aluminium": (8e2, 3e4),
    "graphite": (3e2, 4e4),
    "uranium": (2e4, 2e6),
}
"""USD of building per yearly tonne of metal (oxide of rare earths, carbonate of lithium) outside
of which a cost or a capacity is misread or misprinted.

Wide limits of judgement, as above; the headline test has the costs of known projects.
"""

FAR_OFF = 3.0
"""Factor by which a quantity at a price may miss a value that is of something near it."""


@dataclass(frozen=True, slots=True)
class Check:
    """What an identity found: whether it holds, what it expected and what was stated."""

    identity: str
    holds: bool
    expected: Interval
    found: Interval
    text: str

    def as_dict(self) -> dict[str, Any]:
        """Return the check as a JSON object."""
        return {
            "identity": self.identity,
            "holds": self.holds,
            "expected": list(self.expected),
            "found": list(self.found),
            "text": self.text,
        }


def calc_metal(ore: Interval, grade: Interval) -> Interval:
    """Return the metal in a mass of ore, in the unit of the ore.

    .. math:: m = M g

    Examples
    --------
    >>> calc_metal((100.0, 200.0), (0.01, 0.01))
    (1.0, 2.0)
    """
    return _product(ore, grade)


def calc_grade(metal: Interval, ore: Interval) -> Interval:
    """Return the grade that a mass of metal in a mass of ore implies, as a fraction.

    Examples
    --------
    >>> [round(g, 4) for g in calc_grade((22.68e6, 22.68e6), (5.9e9, 5.9e9))]
    [0.0038, 0.0038]
    """
    return _ratio(metal, ore)


def check_metal(ore: Interval, grade: Interval, metal: Interval) -> Check:
    """Check tonnage times grade against the metal stated."""
    expected = calc_metal(ore, grade)
    holds = _meet(expected, metal, ROUNDING)
    text = f"{_show(ore)} t at {_show(grade)} hold {_show(expected)} t; stated {_show(metal)} t"
    return Check("tonnage x grade = metal", holds, expected, metal, text)


def check_grade(
    metal: Interval, ore: Interval, commodity: str, limits: tuple[float, float] | None = None
) -> Check | None:
    """Check the grade that metal and ore imply against the limits of a commodity; None without."""
    allowed = limits or GRADES.get(commodity)
    implied = calc_grade(metal, ore)
    if allowed is None or implied == (None, None):
        return None
    holds = _meet(allowed, implied, 0.0)
    told = f"the ore would hold {_show_grade(implied)} {commodity}"
    text = f"{told}; deposits hold {_show_grade(allowed)}"
    return Check("grade within the range of deposits", holds, allowed, implied, text)


def check_part(part: Interval, whole: Interval) -> Check:
    """Check that a part is no more than the whole: the least part against the most whole."""
    least, most = part[0], whole[1]
    holds = least is None or most is None or least <= most * (1 + SUM_ROUNDING)
    text = f"a part of {_show(part)} in a whole of {_show(whole)}"
    return Check("part <= whole", holds, (None, most), part, text)


def check_shares(shares: Sequence[Interval]) -> Check:
    """Check that shares of one thing add up to one."""
    total = _sum(shares)
    holds = _meet((1.0, 1.0), total, SUM_ROUNDING)
    return Check("shares sum to 1", holds, (1.0, 1.0), total, f"the shares sum to {_show(total)}")


def check_shares_below(shares: Sequence[Interval]) -> Check:
    """Check that some shares of one thing are no more than one together."""
    total = _sum(shares)
    holds = total[0] is None or total[0] <= 1 + SUM_ROUNDING
    return Check("shares <= 1", holds, (None, 1.0), total, f"the shares sum to {_show(total)}")


def check_sum(parts: Sequence[Interval], total: Interval) -> Check:
    """Check that phases or items add up to a total."""
    added = _sum(parts)
    holds = _meet(added, total, SUM_ROUNDING)
    text = f"the parts sum to {_show(added)}; stated {_show(total)}"
    return Check("parts sum to the total", holds, added, total, text)


def check_capex_per_capacity(
    capex: Interval, capacity: Interval, commodity: str, limits: tuple[float, float] | None = None
) -> Check | None:
    """Check the cost of building per yearly tonne against a commodity's limits; None without."""
    allowed = limits or CAPEX.get(commodity)
    found = _ratio(capex, capacity)
    if allowed is None or found == (None, None):
        return None
    text = (
        f"{_show(found)} USD per yearly tonne of {commodity}; works cost {_show(allowed)}, "
        "by a wide judgement"
    )
    return Check("capex per capacity", _meet(allowed, found, 0.0), allowed, found, text)


def check_value(quantity: Interval, price: Interval, value: Interval) -> Check:
    """Check that a quantity at a price is the value stated."""
    expected = _product(quantity, price)
    text = f"{_show(quantity)} t at {_show(price)} are {_show(expected)}; stated {_show(value)}"
    return Check(
        "quantity x price = value", _meet(expected, value, ROUNDING), expected, value, text
    )


def far_off(check: Check) -> bool:
    """Return whether what was stated misses what was expected by more than a factor of three."""
    ratio = _ratio(check.found, check.expected)
    low, high = ratio
    return (low is not None and low > FAR_OFF) or (high is not None and high < 1 / FAR_OFF)


def check_change(before: Interval, after: Interval, change: Interval) -> Check:
    """Check a change in percent against the figures before and after, as a fraction.

    .. math:: c = a / b - 1

    Examples
    --------
    >>> check_change((10.0, 10.0), (15.0, 15.0), (0.5, 0.5)).holds
    True
    """
    ratio = _ratio(after, before)
    found = tuple(None if r is None else r - 1 for r in ratio)
    expected: Interval = (found[0], found[1])
    holds = _meet(expected, change, ROUNDING) or _meet(
        (_minus(expected[1]), _minus(expected[0])), change, ROUNDING
    )
    text = f"from {_show(before)} to {_show(after)} is {_show(expected)}; stated {_show(change)}"
    return Check("change = after / before - 1", holds, expected, change, text)


def _minus(value: float | None) -> float | None:
    return None if value is None else -value


def _product(first: Interval, second: Interval) -> Interval:
    low = None if first[0] is None or second[0] is None else first[0] * second[0]
    high = None if first[1] is None or second[1] is None else first[1] * second[1]
    return low, high


def _ratio(above: Interval, below: Interval) -> Interval:
    low = above[0] / below[1] if above[0] is not None and below[1] else None
    high = above[1] / below[0] if above[1] is not None and below[0] else None
    return low, high


def _sum(parts: Sequence[Interval]) -> Interval:
    lows, highs = [p[0] for p in parts], [p[1] for p in parts]
    low = None if None in lows else math.fsum(x for x in lows if x is not None)
    high = None if None in highs else math.fsum(x for x in highs if x is not None)
    return low, high


def _meet(first: Interval, second: Interval, slack: float) -> bool:
    """Tell whether two intervals have a value in common, give or take a share of it."""
    below = first[0] is None or second[1] is None or first[0] - _room(first[0], slack) <= second[1]
    above = second[0] is None or first[1] is None or second[0] <= first[1] + _room(first[1], slack)
    return below and above


def _room(value: float, slack: float) -> float:
    return abs(value) * slack


def _show_grade(grade: Interval) -> str:
    """Return a grade in percent, or in g/t where it is that small."""
    ends = [end for end in grade if end is not None]
    scale, unit = (1e6, "g/t") if ends and max(ends) <= 2e-4 else (100.0, "%")
    low, high = (None if end is None else end * scale for end in grade)
    return f"{_show((low, high))} {unit}"


def _show(interval: Interval) -> str:
    low, high = interval
    if low == high and low is not None:
        return f"{low:,.4g}"
    return f"{'' if low is None else f'{low:,.4g}'}..{'' if high is None else f'{high:,.4g}'}"
