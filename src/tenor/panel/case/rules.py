"""What several fields of one entry must satisfy together.

Rules look at the values as written, so that they can speak even where another
field of the same entry is at fault: every fault of a file is told at once. A
value of the wrong type is passed over here, since its own field refuses it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from tenor.core.countries import country
from tenor.core.errors import UnknownNameError
from tenor.core.units import Unit
from tenor.panel.case import schema
from tenor.panel.case.dates import PartialDate
from tenor.panel.case.fields import UNSTATED
from tenor.panel.case.measures import (
    MEASURES,
    SIGNED,
    UNBOUNDED,
    CaseUnitError,
    dimension_of,
    expected_units,
    read_unit,
)
from tenor.panel.case.shock_rules import check_groups, check_shock

_PARTS = ("value", "low", "high")
_STATED = (*_PARTS, "unit", "basis", "date", "source", "met")
"""Keys that an entry takes over from what it names."""
_HIGHEST_RATE = 10.0
_SHARE_TOLERANCE = 1e-3


class Finding(NamedTuple):
    """What is wrong, at which key of the entry, and what to do."""

    key: str
    message: str
    hint: str


Entry = Mapping[str, Any]
Rule = Callable[[Entry], Iterator[Finding]]


def _numbers(entry: Entry) -> dict[str, float]:
    return {
        part: float(entry[part])
        for part in _PARTS
        if isinstance(entry.get(part), int | float) and not isinstance(entry[part], bool)
    }


def _unit(entry: Entry) -> Unit | None:
    try:
        return read_unit(entry["unit"]) if isinstance(entry.get("unit"), str) else None
    except CaseUnitError:
        return None


def _date(entry: Entry, key: str) -> PartialDate | None:
    try:
        return PartialDate.parse(str(entry[key])) if entry.get(key) is not None else None
    except ValueError:
        return None


def _ordered(entry: Entry) -> Iterator[Finding]:
    numbers = _numbers(entry)
    present = [part for part in ("low", "value", "high") if part in numbers]
    for first, second in pairwise(present):
        if numbers[first] > numbers[second]:
            message = f"{first} {numbers[first]:g} is above {second} {numbers[second]:g}"
            yield Finding(first, message, "order them low <= value <= high")


def _has_unit(entry: Entry) -> Iterator[Finding]:
    if _numbers(entry) and entry.get("unit") is None:
        yield Finding("unit", "a number has no unit", "add the unit, such as 't Sb' or 'fraction'")


def _basis(entry: Entry) -> Iterator[Finding]:
    unit, basis = _unit(entry), entry.get("basis")
    if unit is None:
        return
    kind = dimension_of(unit)
    if basis is None and kind in {"mass", "mass rate"}:
        message = f"a mass ({unit}) has no basis"
        hint = f"add basis gross, contained or oxide; {UNSTATED} where the source does not say"
        yield Finding("basis", message, hint)
    elif isinstance(basis, str) and basis != UNSTATED and unit.basis not in {None, basis}:
        message = f"basis {basis!r} does not fit unit {str(unit)!r}, which is {unit.basis}"
        yield Finding("basis", message, f"write basis {unit.basis}, or another content in the unit")
    elif basis is not None and kind not in {"mass", "mass rate", "grade", "price", None}:
        message = f"a basis is given for {str(unit)!r}, which is no mass"
        yield Finding("basis", message, "remove the basis")


def _fits(entry: Entry, dimensions: tuple[str, ...], what: str) -> Iterator[Finding]:
    unit = _unit(entry)
    if unit is not None and dimension_of(unit) not in dimensions:
        message = f"unit {str(unit)!r} does not fit {what}"
        yield Finding("unit", message, f"write {expected_units(dimensions)}")


def _within(entry: Entry, measure: str | None = None) -> Iterator[Finding]:
    unit = _unit(entry)
    share = unit is not None and str(unit) == "fraction"
    highest = _HIGHEST_RATE if measure in UNBOUNDED else 1.0
    for part, number in _numbers(entry).items():
        if number < 0 and measure not in SIGNED:
            message = f"{part} is {number:g}; a quantity cannot be negative"
            yield Finding(part, message, "write a positive number, or leave an unknown value out")
        elif share and number > highest:
            message = f"{part} is {number:g}; a fraction lies between 0 and {highest:g}"
            yield Finding(part, message, f"write {number / 100:g} for {number:g}%")


def _by_measure(entry: Entry) -> Iterator[Finding]:
    measure = entry.get("measure")
    dimensions = MEASURES.get(measure) if isinstance(measure, str) else None
    yield from _within(entry, measure if dimensions is not None else None)
    if dimensions is None:
        return
    if dimensions:
        yield from _fits(entry, dimensions, f"measure {measure!r}")
        return
    for part in _numbers(entry):
        message = f"measure {measure!r} is a finding in words and has a number"
        yield Finding(part, message, "put it into text, or choose a measure with a unit")


def _says_something(entry: Entry) -> Iterator[Finding]:
    if entry.get("text") is None and all(entry.get(part) is None for part in _PARTS):
        message = "states neither a number nor a text"
        yield Finding("value", message, "fill value, low or high, or say it in text")


def _has_number(entry: Entry) -> Iterator[Finding]:
    if all(entry.get(part) is None for part in _PARTS):
        message = "no value is given"
        yield Finding("value", message, "write value, low or high; leave the entry out if unknown")


def _estimated(entry: Entry) -> Iterator[Finding]:
    if entry.get("resource_class") != "occurrence":
        yield from _has_number(entry)
    elif _numbers(entry):
        message = "an occurrence has a quantity; no quantity is estimated in this class"
        fix = "write claim, resource, reserve or recoverable, or leave the quantity out"
        yield Finding("resource_class", message, fix)


def _sourced(entry: Entry) -> Iterator[Finding]:
    if entry.get("source") is not None:
        return
    if entry.get("kind") != "judgement":
        yield Finding("source", "source is missing", "add the id of a row of sources.csv")
    elif entry.get("note") is None:
        yield Finding("note", "a judgement has no reason", "say in note what it rests on")


def _dimensioned(*dimensions: str, what: str) -> Rule:
    def rule(entry: Entry) -> Iterator[Finding]:
        yield from _fits(entry, dimensions, what)
        yield from _within(entry)

    return rule


def _interval(first: str, second: str) -> Rule:
    def rule(entry: Entry) -> Iterator[Finding]:
        start, end = _date(entry, first), _date(entry, second)
        if start and end and start.earliest > end.latest:
            message = f"{first} {start} is after {second} {end}"
            yield Finding(first, message, "put the dates in order")

    return rule


def _classed(entry: Entry) -> Iterator[Finding]:
    if entry.get("measure") == "in_ground" and entry.get("resource_class") is None:
        message = "a quantity in the ground has no resource class"
        yield Finding("resource_class", message, "add claim, resource, reserve or recoverable")


def _recalled(entry: Entry) -> Iterator[Finding]:
    for key in ("address", "date"):
        if entry.get("met") == "recalled" and entry.get(key) is not None:
            message = f"a source that was only recalled carries {key} {entry[key]!r}"
            yield Finding(
                key, message, f"remove the {key}, or open the source and write met opened"
            )


def _shares(entry: Entry) -> Iterator[Finding]:
    owners = entry.get("owners")
    if not isinstance(owners, list) or not owners:
        return
    shares = [owner.get("share") if isinstance(owner, dict) else None for owner in owners]
    numbers = [s for s in shares if isinstance(s, int | float) and not isinstance(s, bool)]
    if len(numbers) == len(shares) and abs(sum(numbers) - 1.0) > _SHARE_TOLERANCE:
        message = f"the shares of the {len(numbers)} owners sum to {sum(numbers):.4g}; expected 1"
        yield Finding("owners", message, "write fractions of 1; name the remaining owner")


def _share(entry: Entry) -> Iterator[Finding]:
    share = entry.get("share")
    if isinstance(share, int | float) and not isinstance(share, bool) and not 0 <= share <= 1:
        fix = f"write {share / 100:g} for {share:g}%" if share > 1 else "write a share from 0 to 1"
        yield Finding("share", f"share is {share:g}; a share lies between 0 and 1", fix)


def _degrees(entry: Entry) -> Iterator[Finding]:
    for key, limit in (("lat", 90), ("lon", 180)):
        number = entry.get(key)
        if isinstance(number, int | float) and abs(number) > limit:
            message = f"{key} is {number:g}; expected -{limit} to {limit} degrees"
            yield Finding(key, message, "write decimal degrees, north and east positive")


def _not_empty(*keys: str) -> Rule:
    def rule(entry: Entry) -> Iterator[Finding]:
        for key in keys:
            if entry.get(key) == []:
                yield Finding(key, f"{key} is empty", "write at least one entry")

    return rule


def _in_order(key: str) -> Rule:
    def rule(entry: Entry) -> Iterator[Finding]:
        steps = entry.get(key)
        if not isinstance(steps, list):
            return
        dates = [_date(step, "date") for step in steps if isinstance(step, dict)]
        for earlier, later in pairwise(dates):
            if earlier and later and later.latest < earlier.earliest:
                message = f"{key} of {later} stands after that of {earlier}"
                yield Finding(key, message, "write the entries in the order of their dates")

    return rule


def _one_origin(entry: Entry) -> Iterator[Finding]:
    """Money is named or stated, and never both."""
    named = [key for key in ("cost", "deal", "claim") if entry.get(key) is not None]
    if len(named) > 1:
        message = f"names both a {named[0]} and a {named[1]}"
        yield Finding(named[1], message, "keep one of them")
    if named:
        taken = _STATED if named[0] == "claim" else (*_STATED, "status")
        for key in (key for key in taken if entry.get(key) is not None):
            message = f"{key} is stated beside {named[0]} {entry[named[0]]!r}, which gives it"
            yield Finding(key, message, f"remove {key}, or remove {named[0]}")
        return
    yield from _has_number(entry)
    yield from _sourced(entry)
    if entry.get("date") is None:
        yield Finding("date", "a stated amount has no date", "write when it was stated")


def _fund(entry: Entry) -> Iterator[Finding]:
    if entry.get("deal") is not None and not entry.get("amount"):
        message = "the deal is named without an amount"
        yield Finding("amount", message, "write the id of one of its amounts, or several in order")
    if entry.get("deal") is None and entry.get("amount"):
        yield Finding("amount", "an amount is named without its deal", "add the deal")
    if entry.get("deal") is None and entry.get("status") is None:
        message = "nothing says how firm the money is"
        yield Finding("status", message, "add the status that the source supports")


def _one_counted(entry: Entry) -> Iterator[Finding]:
    uses = entry.get("uses")
    if isinstance(uses, list) and uses:
        flags = [use.get("counted") for use in uses if isinstance(use, dict)]
        if not any(flag is not None and flag is not False for flag in flags):
            message = "no use is counted, so that nothing can be missing"
            yield Finding("uses", message, "write counted: true at the figure to hold against")


def _view(entry: Entry) -> Iterator[Finding]:
    if entry.get("probability") is None and entry.get("delay") is None:
        message = "a view without a judgement"
        yield Finding("probability", message, "write probability, delay or both, as low/value/high")
    for key, highest in (("probability", 1.0), ("delay", math.inf)):
        part = entry.get(key)
        numbers = _numbers(part) if isinstance(part, dict) else {}
        for name, number in numbers.items():
            if number < 0:
                yield Finding(key, f"{name} is {number:g}; expected 0 or more", "mend the number")
            elif number > highest:
                message = f"{name} is {number:g}; a probability lies between 0 and 1"
                yield Finding(key, message, f"write {number / 100:g} for {number:g}%")


def _gate(entry: Entry) -> Iterator[Finding]:
    if not entry.get("history") and not entry.get("views"):
        message = "a gate without a state and without a view"
        yield Finding("history", message, "add a dated state with its source, or a view")
    views = entry.get("views")
    days = [str(view.get("date")) for view in views or () if isinstance(view, dict)]
    for day in dict.fromkeys(day for day in days if days.count(day) > 1):
        yield Finding("views", f"several views of {day}", "keep one view for each day")


def _inquiry(entry: Entry) -> Iterator[Finding]:
    if entry.get("found") is True:
        for key, what in (("text", "what was found"), ("sources", "where it was found")):
            if not entry.get(key):
                yield Finding(key, f"nothing says {what}", f"fill {key}, or write found: false")
    elif entry.get("found") is False and entry.get("looked") is None:
        message = "nothing says where it was looked for"
        yield Finding("looked", message, "name the places that were searched")


def _shock(entry: Entry) -> Iterator[Finding]:
    unit = _unit(entry)
    found = check_shock(entry, _numbers(entry), dimension_of(unit) if unit else None)
    yield from (Finding(*wrong) for wrong in found)


def _groups(entry: Entry) -> Iterator[Finding]:
    yield from (Finding(*wrong) for wrong in check_groups(entry))


def _head(entry: Entry) -> Iterator[Finding]:
    cut_off = _date(entry, "cut_off")
    if cut_off is not None and cut_off.precision != "day":
        message = f"cut_off {cut_off} is not a day"
        yield Finding("cut_off", message, f"write the day, such as {cut_off.latest}")
    base, horizon = entry.get("base_year"), entry.get("horizon")
    if isinstance(base, int) and cut_off is not None and base > cut_off.year:
        message = f"base_year {base} lies after the cut-off {cut_off}"
        yield Finding("base_year", message, f"write {cut_off.year} or an earlier year")
    if isinstance(base, int) and isinstance(horizon, int) and horizon < base:
        message = f"horizon {horizon} lies before base_year {base}"
        yield Finding("horizon", message, f"write {base} or a later year")


def _apart(entry: Entry) -> Iterator[Finding]:
    host, partners = entry.get("host"), entry.get("partners")
    names = partners if isinstance(partners, list) else []
    if isinstance(host, str) and _place(host) in {_place(n) for n in names if isinstance(n, str)}:
        message = f"the host {host!r} is also a partner"
        yield Finding("partners", message, "name the countries on the other side of the deals")


def _place(text: str) -> str:
    try:
        return country(text).iso3
    except UnknownNameError:
        return text


_QUANTITY: tuple[Rule, ...] = (_ordered, _has_unit, _basis)
_DATED: tuple[Rule, ...] = (*_QUANTITY, _has_number, _sourced)

RULES: Mapping[type[schema.Entry], tuple[Rule, ...]] = {
    schema.Head: (_head, _apart, _not_empty("partners", "commodities")),
    schema.Source: (_recalled,),
    schema.Claim: (
        *_QUANTITY,
        _by_measure,
        _says_something,
        _classed,
        _interval("valid_from", "valid_to"),
    ),
    schema.Dated: (*_DATED, _dimensioned("money", what="an amount of money")),
    schema.RouteValue: _DATED,
    schema.Capacity: (*_DATED, _dimensioned("mass rate", what="a capacity")),
    schema.Resource: (
        *_QUANTITY,
        _estimated,
        _sourced,
        _dimensioned("mass", what="a quantity in the ground"),
    ),
    schema.Recovery: (*_DATED, _dimensioned("fraction", what="a recovery")),
    schema.Cost: (*_DATED, _dimensioned("money", "money rate", "price", what="a cost")),
    schema.Term: (*_DATED, _by_measure),
    schema.Grade: (
        _ordered,
        _has_number,
        _dimensioned("grade", "fraction", what="a grade"),
    ),
    schema.Location: (_degrees,),
    schema.Owner: (_share,),
    schema.Project: (_shares, _in_order("status"), _not_empty("status", "commodities")),
    schema.Deal: (
        _in_order("status"),
        _not_empty("status", "parties"),
    ),
    schema.Need: (*_QUANTITY, _one_origin, _dimensioned("money", what="an amount of money")),
    schema.Fund: (
        *_QUANTITY,
        _one_origin,
        _fund,
        _dimensioned("money", what="an amount of money"),
    ),
    schema.Funds: (_not_empty("uses"), _one_counted),
    schema.Judged: (_ordered,),
    schema.View: (_view, _interval("date", "by")),
    schema.Gate: (_gate, _in_order("history"), _in_order("views")),
    schema.Inquiry: (_inquiry,),
    schema.Start: (_interval("earliest", "likely"), _interval("likely", "latest")),
    schema.Policy: (_not_empty("values"),),
    schema.PolicyValue: (
        *_QUANTITY,
        _by_measure,
        _says_something,
        _interval("valid_from", "valid_to"),
    ),
    schema.Shock: (*_QUANTITY, _shock, _interval("valid_from", "valid_to")),
    schema.Scenario: (_groups,),
}
"""The rules of each kind of entry, in the order in which their findings are told."""
