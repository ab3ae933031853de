"""The operation of the long form: ore and feed, the good that is sold, unit costs."""

from __future__ import annotations

from collections.abc import Sequence

from tenor.core.errors import TenorError, nearest_names, quoted
from tenor.core.unit_table import GRADE, MASS
from tenor.core.units import conversion_factor, parse_unit
from tenor.finance.operation import Feed, Good, Operation, Payability, Penalty, UnitCosts
from tenor.finance.reading.place import Place, scaled
from tenor.finance.series import Series

KINDS = ("mine", "smelter", "refinery", "plant")
FORMS = ("ore", "concentrate", "matte", "metal", "oxide", "hydroxide", "alloy", "doré")
ORIGINS = ("own", "host", "imported", "recycled")
KEYS = ("kind", "feeds", "good", "costs", "jobs", "power", "water")
_NM = 1.852
"""Kilometres in a nautical mile."""


def read_operation(top: Place) -> Operation | None:
    """Return the operation of a project file, or None beside a fault."""
    place = top.child("operation")
    place.only(KEYS)
    kind = place.choice("kind", KINDS, default="mine")
    feeds = tuple(_feed(name, inner) for name, inner in place.entries("feeds"))
    if not feeds:
        hint = "write feeds: and a name with start, years, throughput, grades and recovery"
        place.fault("feeds", "nothing is treated", hint)
        return None
    good = _good(place)
    for name in (*good.terms, good.carrier):
        if not any(name in feed.grades for feed in feeds):
            place.fault("good", f"{name!r} is sold but in no feed", "add it to grades and recovery")
            return None
    costs = place.child("costs")
    costs.only(("mining", "processing", "general", "sustaining"))
    return Operation(
        kind=kind,
        feeds=feeds,
        good=good,
        costs=UnitCosts(
            mining=_per_tonne(costs, "mining"),
            processing=_per_tonne(costs, "processing"),
            general=_per_year(costs, "general"),
            sustaining=_per_tonne(costs, "sustaining"),
        ),
        jobs=place.number("jobs", low=0.0) if place.has("jobs") else None,
        power=place.number("power", low=0.0) if place.has("power") else None,
        water=place.number("water", low=0.0) if place.has("water") else None,
    )


def _feed(name: str, place: Place) -> Feed:
    place.only(
        (
            *("start", "years", "throughput", "grades", "recovery", "ramp_up", "strip"),
            *("payable", "charge", "origin", "freight"),
        )
    )
    grades = {key: _grade(inner) for key, inner in place.entries("grades")}
    recovery = place.child("recovery")
    recovered = {key: recovery.share(key) for key in recovery.raw if key in grades}
    for key in recovery.raw:
        if key not in grades:
            recovery.fault(key, f"recovery of {key!r}, which has no grade", "add it to grades")
    for key in grades:
        if key not in recovered:
            place.fault("recovery", f"no recovery for {key!r}", f"add {key}: and a fraction")
    paid = place.child("payable")
    return Feed(
        id=name,
        start=place.year("start", needed=True) or 0,
        years=place.whole("years", low=1),
        throughput=_tonnes(place.child("throughput")),
        grades=grades,
        recovery=recovered,
        ramp_up=_ramp(place),
        strip=place.number("strip", low=0.0, default=0.0),
        payable={key: paid.share(key) for key in paid.raw},
        charge=_per_tonne(place, "charge"),
        origin=place.choice("origin", ORIGINS, default="own"),
        freight=_per_tonne(place, "freight"),
    )


def _ramp(place: Place) -> tuple[float, ...]:
    raw = place.raw.get("ramp_up")
    if raw is None:
        return ()
    if not isinstance(raw, list) or not all(
        isinstance(x, int | float) and not isinstance(x, bool) and 0 <= x <= 1 for x in raw
    ):
        place.fault("ramp_up", "expected fractions of the full rate", "write [0.5, 0.8]")
        return ()
    return tuple(float(x) for x in raw)


def _tonnes(place: Place) -> Series:
    place.only(("unit", "value", "by_year"))
    unit = place.unit("unit")
    found = place.series(low=0.0)
    factor = 1.0
    if unit is not None:
        above = [n for n, power in unit.factors if power > 0]
        if len(above) != 1 or above[0] not in MASS:
            place.fault("unit", f"unit {str(unit)!r} is no mass a year", "write t ore/y")
        else:
            factor = 1.0 if above[0] == "t" else conversion_factor(above[0], "t")
    return scaled(found, factor)


def _grade(place: Place) -> Series:
    """Return a grade as fractions."""
    place.only(("unit", "value", "by_year"))
    unit = place.unit("unit")
    factor = 1.0
    if unit is not None:
        bare = parse_unit(unit.bare)
        if bare.bare not in GRADE and len(bare.factors) != 2:
            place.fault("unit", f"unit {str(unit)!r} is no grade", "write fraction or g/t")
        else:
            factor = _to_fraction(place, bare.bare)
    found = scaled(place.series(low=0.0), factor)
    values = [v for _, v in found.by_year] if found.level is None else [found.level]
    if any(value > 1.0 for value in values):
        place.fault(
            (), f"a grade of {max(values):g} is above 1", "write a fraction: 0.005 for 0.5%"
        )
    return found


def _to_fraction(place: Place, unit: str) -> float:
    try:
        return 1.0 if unit == "fraction" else conversion_factor(unit, "fraction")
    except TenorError as error:
        place.fault("unit", f"unit {unit!r} is no grade: {error}", "write fraction or g/t")
        return 1.0


def _good(place: Place) -> Good:
    inner = place.child("good")
    inner.only(
        (
            *("form", "carrier", "carrier_grade", "terms", "treatment_charge", "moisture"),
            *("freight", "penalties"),
        )
    )
    terms = {}
    for name, term in inner.entries("terms"):
        term.only(("payable", "deduction", "refining_charge"))
        terms[name] = Payability(
            term.share("payable", default=1.0),
            term.share("deduction", default=0.0),
            _per_tonne(term, "refining_charge"),
        )
    grade = inner.number("carrier_grade", low=0.0, high=1.0, above=True)
    return Good(
        form=inner.choice("form", FORMS, default="concentrate"),
        carrier=inner.text("carrier"),
        carrier_grade=grade if grade > 0 else 1.0,
        terms=terms,
        treatment_charge=_per_tonne(inner, "treatment_charge"),
        moisture=inner.number("moisture", low=0.0, high=0.5, default=0.0),
        freight=_freight(inner),
        penalties=tuple(_penalty(name, one) for name, one in inner.entries("penalties")),
    )


def _freight(place: Place) -> float:
    """Return freight per wet tonne: to the port, over it, and by sea."""
    inner = place.child("freight")
    inner.only(
        (
            *("inland", "port", "sea", "distance_nm", "per_tonne_nm", "per_tonne_km"),
            *("from_port", "to_port"),
        )
    )
    total = sum(_per_tonne(inner, key) for key in ("inland", "port", "sea"))
    distance = inner.number("distance_nm", low=0.0, default=0.0)
    if inner.has("from_port") or inner.has("to_port"):
        distance = _sea_distance(inner)
    if distance:
        by_nm = inner.number("per_tonne_nm", low=0.0, default=0.0)
        by_km = inner.number("per_tonne_km", low=0.0, default=0.0)
        if by_nm == 0.0 and by_km == 0.0:
            inner.fault("distance_nm", "a distance without a rate", "add per_tonne_nm")
        total += distance * (by_nm + by_km * _NM)
    return total


def _sea_distance(place: Place) -> float:
    """Return the shortest sea route between two ports of the curated table, in nautical miles."""
    from tenor.panel.curated import read_curated

    rows = read_curated("sea_distances").rows
    ports = sorted({row[key] for row in rows for key in ("from_port", "to_port")})
    ends = [place.text(key) for key in ("from_port", "to_port")]
    for key, end in zip(("from_port", "to_port"), ends, strict=True):
        if end and end not in ports:
            near = nearest_names(end, ports)
            hint = f"did you mean {quoted(near)}?" if near else "tenor data table ports"
            place.fault(key, f"unknown port {end!r}", hint)
    found = [
        float(row["distance_nm"])
        for row in rows
        if {row["from_port"], row["to_port"]} == set(ends) and row["route"] == "suez_panama"
    ]
    if not found and all(end in ports for end in ends):
        place.fault("to_port", f"no sea route from {ends[0]} to {ends[1]}", "state distance_nm")
    return min(found, default=0.0)


def _penalty(name: str, place: Place) -> Penalty:
    place.only(("grade", "free", "step", "charge"))
    step = place.number("step", low=0.0, above=True)
    return Penalty(
        name,
        place.share("grade"),
        place.share("free", default=0.0),
        step if step > 0 else 1.0,
        _per_tonne(place, "charge"),
    )


def _per_tonne(place: Place, key: str) -> float:
    """Return money per tonne from a group with unit and value; 0 where it is not there."""
    return _rate(place, key, ("t", *(n for n in MASS if n != "t")), to="t")


def _per_year(place: Place, key: str) -> float:
    return _rate(place, key, ("y",), to="y")


def _rate(place: Place, key: str, per: Sequence[str], *, to: str) -> float:
    if not place.has(key):
        return 0.0
    inner = place.child(key)
    inner.only(("unit", "value"))
    unit = inner.unit("unit")
    value = inner.number("value", low=0.0)
    if unit is None:
        return value
    inner.same_currency("unit", unit, per=per)
    below = [n for n, power in unit.factors if power < 0]
    if len(below) != 1 or below[0] == to or below[0] not in MASS:
        return value
    return value * conversion_factor(f"USD/{below[0]}", f"USD/{to}")
