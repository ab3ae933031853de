"""What a case can state: the closed list of measures and the units that fit each.

A unit is a text of `tenor.core.units`: it says what a mass is of (``t Sb``,
``Mt ore/y``) and, for money, real or nominal (``USD_nominal/lb Sb``). Shares are
fractions from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tenor.core.errors import MoneyError, UnitError, UnknownNameError, nearest_names, quoted
from tenor.core.money import CURRENCIES, parse_currency_year
from tenor.core.unit_table import GRADE, MASS
from tenor.core.units import Unit, parse_unit

_SIMPLE = {
    "fraction": "fraction",
    "ratio": "ratio",
    "count": "count",
    "m": "length",
    "km": "length",
    "ha": "area",
    "km2": "area",
    "m3": "volume",
    "Mm3": "volume",
    "MW": "power",
    "kW": "power",
    "GW": "power",
    "y": "time",
    "month": "time",
    "d": "time",
    "h": "time",
}

EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "mass": "'t Sb' or 'Mt ore'",
        "mass rate": "'t Sb/y' or 'Mt ore/y'",
        "grade": "'fraction' or 'g/t Au'",
        "fraction": "'fraction' (0.05 for 5%)",
        "money": "'USD_nominal' or 'USD_2024'",
        "money rate": "'USD_nominal/y' or 'USD_2024/y'",
        "price": "'USD_nominal/lb Sb' or 'USD_2024/t'",
        "length": "'km' or 'm'",
        "area": "'ha' or 'km2'",
        "volume": "'m3'",
        "power": "'MW'",
        "time": "'y' or 'month'",
        "count": "'count'",
        "ratio": "'ratio'",
    }
)
"""Dimensions, with how a unit of each is written."""

_MONEY = ("money",)
_FLOW = ("mass rate",)
_SHARE = ("fraction",)

MEASURES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("finance_amount", "stated_worth", "capex", "spent", "npv"), _MONEY),
        **dict.fromkeys(("state_take", "fx_reserves", "fee"), _MONEY),
        **dict.fromkeys(("trade_value", "gdp", "revenue", "opex"), ("money", "money rate")),
        "price": ("price",),
        **dict.fromkeys(("production", "capacity", "apparent_consumption"), _FLOW),
        **dict.fromkeys(("imports", "exports"), _FLOW),
        **dict.fromkeys(("in_ground", "shipment"), ("mass",)),
        **dict.fromkeys(("net_import_reliance", "import_share", "output_share"), _SHARE),
        **dict.fromkeys(("ownership_share", "profit_share", "royalty_rate"), _SHARE),
        **dict.fromkeys(("charge_rate", "tariff_rate", "irr", "gdp_share"), _SHARE),
        **dict.fromkeys(("export_share",), _SHARE),
        "grade": ("grade", "fraction"),
        **dict.fromkeys(("mine_life", "duration"), ("time",)),
        "length": ("length",),
        "area": ("area",),
        "volume": ("volume",),
        "power": ("power",),
        "strip_ratio": ("ratio",),
        **dict.fromkeys(("jobs", "incidents", "deaths", "people", "count"), ("count",)),
        **dict.fromkeys(("event", "status", "plan", "rule", "evidence"), ()),
        **dict.fromkeys(("export_licence", "export_ban"), ()),
    }
)
"""Measures, with the dimensions that their unit may have; none for a finding in words."""

SIGNED = frozenset({"npv", "irr", "trade_value"})
"""Measures whose values may be negative."""

UNBOUNDED = frozenset({"tariff_rate", "irr", "charge_rate"})
"""Rates that may exceed 1."""

_HINTS = {
    "%": "write a fraction: 0.05 with unit fraction for 5%",
    "percent": "write a fraction: 0.05 with unit fraction for 5%",
    "pct": "write a fraction: 0.05 with unit fraction for 5%",
    "percentage": "write a fraction: 0.05 with unit fraction for 5%",
    "jobs": "write count",
    "people": "write count",
    "acre": "convert to ha (1 acre is 0.404686 ha)",
    "acres": "convert to ha (1 acre is 0.404686 ha)",
}


class CaseUnitError(UnitError):
    """A unit that a case cannot use; ``message`` says why and ``hint`` what to write."""

    def __init__(self, message: str, hint: str) -> None:
        self.message, self.hint = message, hint
        super().__init__(f"{message}; {hint}")


def read_unit(text: str) -> Unit:
    """Return the parsed unit of a case value.

    Raises
    ------
    CaseUnitError
        The text is no unit, or money without its price year, a scale word or a percentage.

    Examples
    --------
    >>> str(read_unit("tonnes Sb per year"))
    't Sb/y'
    """
    hint = _HINTS.get(text.strip().casefold())
    if hint:
        raise CaseUnitError(f"unit {text!r} is not used in a case", hint)
    try:
        unit = parse_unit(text)
    except UnknownNameError as error:
        raise CaseUnitError(f"unknown unit {text!r}", _nearest(error)) from None
    except UnitError as error:
        raise CaseUnitError(f"unit {text!r} cannot be used", str(error)) from None
    for name, _ in unit.factors:
        if name in {"percent", "ppm", "ppb"}:
            raise CaseUnitError(f"unit {text!r} is not used in a case", _HINTS["percent"])
        if name in {"thousand", "million", "billion", "trillion"}:
            fix = "write the full number, such as 500.0e6, and leave the scale word out"
            raise CaseUnitError(f"unit {text!r} holds a scale word", fix)
        if name == "USc" or (len(name) == 3 and name.isupper()):
            code = "USD" if name == "USc" else name
            fix = f"write {code}_nominal, or {code}_2024 for money in prices of 2024"
            raise CaseUnitError(f"unit {text!r} does not say real or nominal", fix)
    return unit


def _nearest(error: UnknownNameError) -> str:
    if error.nearest:
        return f"did you mean {quoted(error.nearest)}?"
    code, _, year = error.name.partition("_")
    money = [f"{known}_{year}" for known in nearest_names(code, CURRENCIES)] if year else []
    near = money or nearest_names(error.name, [*MASS, *_SIMPLE, "USD_nominal"])
    return (
        f"did you mean {quoted(near)}?" if near else "write e.g. 't Sb', 'fraction', 'USD_nominal'"
    )


def dimension_of(unit: Unit) -> str | None:
    """Return the dimension of a unit in the words of `EXAMPLES`; None for any other.

    Examples
    --------
    >>> [dimension_of(read_unit(text)) for text in ("kt Cu/y", "g/t Au", "USD_2024/lb Cu")]
    ['mass rate', 'grade', 'price']
    """
    above = [name for name, power in unit.factors if power > 0]
    below = [name for name, power in unit.factors if power < 0]
    if len(above) != 1 or len(below) > 1:
        return None
    top, bottom = above[0], below[0] if below else None
    if top in MASS:
        return {"": "mass", "mass": "grade", "time": "mass rate"}.get(_kind(bottom))
    if _is_money(top):
        return {"": "money", "mass": "price", "time": "money rate"}.get(_kind(bottom))
    if bottom is not None:
        return None
    return "grade" if top in GRADE and unit.content else _SIMPLE.get(top)


def _kind(name: str | None) -> str:
    if name is None:
        return ""
    return "mass" if name in MASS else _SIMPLE.get(name, "other")


def _is_money(name: str) -> bool:
    try:
        parse_currency_year(name)
    except (MoneyError, UnknownNameError):
        return False
    return True


def expected_units(dimensions: tuple[str, ...]) -> str:
    """Return how units of some dimensions are written, as text for a message."""
    return " or ".join(EXAMPLES[name] for name in dimensions) or "no unit, but a text"
