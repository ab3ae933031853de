"""Named parameters of a case as evidence meets them: what each measures, and of what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tenor.core.errors import UnitError, UnknownNameError, UserError
from tenor.core.units import convert_content, parse_unit
from tenor.evidence.gazetteer import Gazetteer, gazetteer
from tenor.evidence.joining.keys import Keyed, commodity_of

Default = tuple[float | None, float | None, float | None, str]
"""Value, low, high and unit of a parameter as the case has it."""

_PHASE = re.compile(r"phase[-\s]?(\d)")
_CURRENCY = re.compile(r"([A-Z]{3})(?:_\w+)?")
_PER = {"year": "y", "month": "month", "day": "d"}
_SHORT = frozenset({"hour", "day", "week", "month"})
_SYMBOLS: Mapping[str, str] = {
    **{"copper": "Cu", "gold": "Au", "silver": "Ag", "antimony": "Sb", "tungsten": "W"},
    **{"nickel": "Ni", "cobalt": "Co", "lithium": "Li", "zinc": "Zn", "lead": "Pb", "tin": "Sn"},
    **{"chromium": "Cr", "manganese": "Mn", "iron": "Fe", "aluminium": "Al", "uranium": "U"},
    **{"rare earths": "REO", "molybdenum": "Mo", "vanadium": "V", "titanium": "Ti"},
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a case with its default.

    Attributes
    ----------
    name : str
        As in traces, ``project/reko-diq/cu-phase-1``.
    value, low, high : float or None
        The default and its range, in `unit`.
    measures : frozenset of str
        Measures of claims that may speak of it; empty where none can.
    entity : str
        Id of what it is of, as the gazetteer has it.
    commodity : str
        Empty for ore, money and shares.
    stage : str
        ``reserve`` or ``resource`` where only that counts.
    phase : int or None
    parties : frozenset of str
        All of these have to be parties of a claim's deal; for amounts of deals and for duties.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    measures: frozenset[str] = frozenset()
    entity: str = ""
    commodity: str = ""
    stage: str = ""
    phase: int | None = None
    parties: frozenset[str] = frozenset()

    @property
    def default(self) -> tuple[float | None, float | None, float | None]:
        """Value, low and high as the case has them."""
        return self.value, self.low, self.high


def read_parameters(
    case: Mapping[str, Default | Parameter], names: Gazetteer | None = None
) -> list[Parameter]:
    """Return the parameters of a case, sorted by name.

    A plain entry says value, low, high and unit; what it measures is read from its name and unit.
    A `Parameter` is taken as it is.

    Raises
    ------
    UserError
        A default lies outside its own range.

    Examples
    --------
    >>> only = read_parameters({"project/reko-diq/cu-phase-1": (240e3, None, None, "t Cu/y")})[0]
    >>> sorted(only.measures), only.commodity, only.phase
    (['capacity'], 'copper', 1)
    """
    held = names or gazetteer()
    found = []
    for name, given in sorted(case.items()):
        parameter = given if isinstance(given, Parameter) else _read(name, given, held)
        low, value, high = parameter.low, parameter.value, parameter.high
        ordered = [x for x in (low, value, high) if x is not None]
        if ordered != sorted(ordered):
            raise UserError(f"parameter {name}: {low} <= {value} <= {high} does not hold; mend it")
        found.append(parameter)
    return found


def in_unit(claim: Keyed, parameter: Parameter) -> tuple[float | None, float | None]:
    """Return the interval of a claim in the unit of a parameter.

    Raises
    ------
    UnitError
        The dimension, content, currency or time base differs.
    """
    unit = _claim_unit(claim)
    currency = _CURRENCY.fullmatch(parameter.unit)
    if currency is not None:
        if unit != currency[1]:
            raise UnitError(f"{unit} is not {parameter.unit}; no dated rate is given")
        return claim.value
    if claim.unit[1] in _SHORT and parameter.unit.endswith("/y"):
        raise UnitError(f"a rate per {claim.unit[1]}; the days of running in a year are not told")
    low, high = claim.value
    return _converted(low, unit, parameter.unit), _converted(high, unit, parameter.unit)


def _converted(value: float | None, unit: str, wanted: str) -> float | None:
    return None if value is None else float(convert_content(value, unit, wanted))


def _claim_unit(claim: Keyed) -> str:
    unit, per, content = claim.unit
    is_plain = unit == "fraction" and not content
    symbol = content or ("" if is_plain else _SYMBOLS.get(claim.commodity, ""))
    if unit == "fraction" and claim.measure == "grade":
        symbol = content or _SYMBOLS.get(claim.commodity, "")
    if _CURRENCY.fullmatch(unit):
        symbol = ""
    ore = "ore" if claim.measure == "ore_tonnage" and not content else symbol
    return f"{unit}{f' {ore}' if ore else ''}{f'/{_PER.get(per, per)}' if per else ''}"


def _read(name: str, given: Default, names: Gazetteer) -> Parameter:
    value, low, high, unit = given
    parts = name.removeprefix("case.").split("/")
    kind, entity, item = parts[0], parts[1] if len(parts) > 1 else "", parts[-1]
    meaning: dict[str, Any] = {}
    if kind == "project" and len(parts) == 3:
        meaning = _of_project(item, unit)
    phase = _PHASE.search(item)
    return Parameter(
        name,
        value,
        low,
        high,
        unit,
        entity=_entity(entity, names),
        phase=int(phase[1]) if phase else None,
        **meaning,
    )


def _entity(slug: str, names: Gazetteer) -> str:
    """Return the gazetteer's id of a project of a case, which may be written another way."""
    if slug in names.entities:
        return slug
    known = names.entity_of(slug.replace("-", " "))
    return known.id if known is not None else slug


def _of_project(item: str, text: str) -> dict[str, Any]:
    """Return the measures, commodity and stage that an entry's name and unit tell."""
    if _CURRENCY.fullmatch(text):
        return {"measures": _of_money(item)}
    try:
        unit = parse_unit(text)
    except (UnitError, UnknownNameError):
        return {}
    commodity = "" if unit.content == "ore" else commodity_of(unit.content)
    per_year = any(power < 0 and factor == "y" for factor, power in unit.factors)
    if per_year:
        measures = {"capacity", "ore_tonnage"} if unit.content == "ore" else {"capacity"}
        return {"measures": frozenset(measures), "commodity": commodity}
    if text.startswith("fraction") or "/t" in text:
        return {"measures": _of_share(item, unit.content), "commodity": commodity}
    if unit.content == "ore":
        return {"measures": frozenset({"ore_tonnage"})}
    stage = next((s for s in ("reserve", "resource") if s in item), "")
    quantity = {"reserve": "reserve_quantity", "resource": "resource_quantity"}.get(stage)
    held = frozenset({quantity} if quantity else ())
    return {"measures": held, "commodity": commodity, "stage": stage}


def _of_money(item: str) -> frozenset[str]:
    words = set(item.split("-"))
    if words & {"npv", "opex"}:
        return frozenset(words & {"npv", "opex"})
    is_cost = words & {"capex", "phase", "study", "cost", "total", "build"}
    return frozenset({"capex"}) if is_cost else frozenset()


def _of_share(item: str, content: str | None) -> frozenset[str]:
    words = set(item.split("-"))
    if content is not None or "grade" in words:
        return frozenset({"grade"})
    if "royalty" in words:
        return frozenset({"royalty_share"})
    return frozenset({"irr"}) if "irr" in words else frozenset()
