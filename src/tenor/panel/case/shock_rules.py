"""What a shock of each kind must name, in which unit, and between which bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Found = tuple[str, str, str]
"""Key of the entry, what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class ShockRule:
    """What a kind of shock needs.

    Attributes
    ----------
    needs : tuple of tuple of str
        Of each group of keys at least one must be given.
    dimensions : tuple of str
        Dimensions that its unit may have.
    least, most : float or None
        Bounds of a fraction; None for none.
    """

    needs: tuple[tuple[str, ...], ...]
    dimensions: tuple[str, ...]
    least: float | None = 0.0
    most: float | None = 1.0


SHOCK_RULES: Mapping[str, ShockRule] = {
    "export_restriction": ShockRule((("country",),), ("fraction",)),
    "import_restriction": ShockRule((("country",),), ("fraction",)),
    "quota": ShockRule((("country",), ("commodity",)), ("mass rate",)),
    "tariff": ShockRule((("country",),), ("fraction", "price"), most=10.0),
    "delay": ShockRule((("project",),), ("time",)),
    "outage": ShockRule((("project", "country"),), ("fraction",)),
    "capacity": ShockRule((("project", "country"),), ("fraction", "mass rate"), -1.0, 10.0),
    "price": ShockRule((("commodity",),), ("fraction",), least=-10.0),
    "demand": ShockRule((("commodity",),), ("fraction",), least=-1.0, most=10.0),
    "release": ShockRule((("country",), ("commodity",)), ("mass", "mass rate"), least=None),
    "finance": ShockRule((), ("fraction", "money", "time", "ratio"), least=None, most=None),
}
"""Rules by kind of shock; docs/case-format.md says what each kind means."""

_EXAMPLES = {
    "fraction": "fraction",
    "mass rate": "t Sb/y",
    "mass": "t Sb",
    "time": "y",
    "price": "USD_nominal/t",
    "money": "USD_nominal",
    "ratio": "ratio",
}


def check_shock(
    entry: Mapping[str, Any], numbers: Mapping[str, float], dimension: str | None
) -> Iterator[Found]:
    """Yield what is wrong with a shock as it is written.

    Parameters
    ----------
    entry : mapping
    numbers : mapping
        Its `value`, `low` and `high`, where they are numbers.
    dimension : str or None
        Dimension of its unit; None where it has none that can be read.
    """
    kind = entry.get("kind")
    rule = SHOCK_RULES.get(kind) if isinstance(kind, str) else None
    if rule is None:
        return
    for keys in rule.needs:
        if all(entry.get(key) is None for key in keys):
            hint = f"add {' or '.join(keys)}: whom or what the {kind} concerns"
            yield keys[0], f"a shock of kind {kind!r} names no {' and no '.join(keys)}", hint
    if not numbers:
        hint = "write value, with low and high where a range is meant"
        yield "value", f"a shock of kind {kind!r} has no size", hint
    if dimension is not None and dimension not in rule.dimensions:
        unit = " or ".join(repr(_EXAMPLES[name]) for name in rule.dimensions)
        message = f"unit {entry.get('unit')!r} does not fit a shock of kind {kind!r}"
        yield "unit", message, f"write {unit}"
    elif dimension == "fraction":
        yield from _bounded(kind, rule, numbers)


def _bounded(kind: object, rule: ShockRule, numbers: Mapping[str, float]) -> Iterator[Found]:
    for key, number in numbers.items():
        low = rule.least is not None and number < rule.least
        high = rule.most is not None and number > rule.most
        if low or high:
            message = f"{key} is {number:g}; expected {rule.least:g} to {rule.most:g} for {kind}"
            hint = f"write {number / 100:g} for {number:g}%" if high else "mend the number"
            yield key, message, hint


def check_groups(scenario: Mapping[str, Any]) -> Iterator[Found]:
    """Yield what is wrong with the groups of correlated shocks of a scenario."""
    shocks, groups = scenario.get("shocks"), scenario.get("groups")
    named = [s.get("group") for s in _entries(shocks) if s.get("group") is not None]
    held = {group.get("id") for group in _entries(groups)}
    for name in dict.fromkeys(n for n in named if n not in held):
        hint = "add it to groups, with its rank correlation and why"
        yield "shocks", f"group {name!r} of a shock is not described", hint
    for group in _entries(groups):
        name, rank = group.get("id"), group.get("rank")
        if named.count(name) < 2:
            message = f"group {name!r} has {named.count(name)} shock(s); a correlation needs two"
            yield "groups", message, "name it in the shocks that move together, or remove it"
        if isinstance(rank, int | float) and not isinstance(rank, bool) and not 0 <= rank <= 1:
            message = f"rank correlation of group {name!r} is {rank:g}; expected 0 to 1"
            yield "groups", message, "write 0.8 for shocks that mostly move together"


def _entries(listed: object) -> Sequence[Mapping[str, Any]]:
    return [e for e in listed if isinstance(e, Mapping)] if isinstance(listed, list) else []
