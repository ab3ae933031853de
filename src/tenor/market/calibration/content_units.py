"""Tonnes and prices per tonne of a content, for the units that tables use; others the long way.

The registry of units takes longer to load than a calibration takes to run.
"""

from __future__ import annotations

from collections.abc import Mapping

from tenor.core.formulae import content_factor
from tenor.core.units import convert_content, parse_unit

POUND, TROY_OUNCE = 0.45359237e-3, 31.1034768e-6
"""In tonnes; both are exact."""

MASSES: Mapping[str, float] = {"t": 1.0, "kt": 1e3, "Mt": 1e6, "kg": 1e-3}
PRICES: Mapping[str, float] = {
    "USD/t": 1.0,
    "USD/kg": 1e3,
    "USD/lb": 1 / POUND,
    "USD/ozt": 1 / TROY_OUNCE,
}


def convert_mass(value: float, unit: str, content: str) -> float:
    """Return tonnes of a content.

    Raises
    ------
    UnitError
        The unit is no mass of a content that can be put on this one.

    Examples
    --------
    >>> round(convert_mass(100.0, "kt Al2O3", "Al"))
    52926
    """
    stated = parse_unit(unit)
    if stated.bare not in MASSES or stated.content is None:
        return float(convert_content(value, unit, f"t {content}"))
    same = stated.content == content
    ratio = 1.0 if same else content_factor(stated.content, content)
    return value * MASSES[stated.bare] * ratio


def convert_price(value: float, unit: str, content: str) -> float:
    """Return a price in USD per tonne of a content.

    Raises
    ------
    UnitError
        The unit is no price of a content that can be put on this one.

    Examples
    --------
    >>> round(convert_price(6.18, "USD/lb Sb", "Sb"))
    13625
    """
    stated = parse_unit(unit)
    if stated.bare not in PRICES or stated.content is None:
        return float(convert_content(value, unit, f"USD/t {content}"))
    same = stated.content == content
    ratio = 1.0 if same else content_factor(stated.content, content)
    return value * PRICES[stated.bare] / ratio
