"""Exact factors between units of mass, without a registry.

What tables use is masses and prices per mass. Their factors are ratios of whole numbers; they
are worked out here from the definitions in `tenor.core.unit_table`, and rounded once, at the end.
The registry, which takes longer to load than many a calculation takes, is left for the rest.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from tenor.core.unit_table import MASS

Factors = Sequence[tuple[str, int]]


def mass_factor(source: Factors, target: Factors) -> float | None:
    """Return the factor between units that differ in their masses alone; None where they do not.

    Parameters
    ----------
    source, target : sequence of (str, int)
        Names of units with their powers.

    Examples
    --------
    >>> mass_factor([("Mlb", 1)], [("t", 1)]), mass_factor([("USD", 1), ("kg", -1)], [("USD", 1)])
    (453.59237, None)
    """
    powers: Counter[str] = Counter()
    for factors, sign in ((source, 1), (target, -1)):
        for name, power in factors:
            powers[name] += sign * power
    held = {name: power for name, power in powers.items() if power}
    if any(name not in MASS for name in held) or sum(held.values()) != 0:
        return None
    factor = Fraction(1)
    for name, power in held.items():
        factor *= kilograms(name) ** power
    return float(factor)


@functools.cache
def kilograms(name: str) -> Fraction:
    """Return how many kilograms a unit of mass is.

    Examples
    --------
    >>> kilograms("oz_av") == Fraction("0.45359237") / 16
    True
    """
    definition, _, divisor = MASS[name].partition(" / ")
    number, _, unit = definition.rpartition(" ")
    if unit == "[mass]":
        return Fraction(1)
    base = Fraction(1) if unit == "kg" else kilograms(unit)
    return Fraction(number or "1") * base / Fraction(divisor or "1")
