"""What an entry of ``evidence.yaml`` must satisfy, alone and beside its document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tenor.core.errors import Fault
from tenor.evidence.vocabulary import FRACTION, GRADE, MEASURES, MONEY, POINTS, ZONES
from tenor.panel.case import evidence as e
from tenor.panel.case import schema
from tenor.panel.case.rules import Finding, Rule
from tenor.panel.case.walking import Place

_NEEDS = {"<": ("high",), ">": ("low",), "range": ("low", "high"), "=": ("low", "high")}
MAX_REASON = 300


def _ordered(entry: Mapping[str, Any]) -> Iterator[Finding]:
    start, end = _number(entry.get("start")), _number(entry.get("end"))
    if start is not None and end is not None and start >= end:
        message = f"start {start} is not before end {end}"
        yield Finding("end", message, "end is the first place after the figure")
    parts = (_number(entry.get(key)) for key in ("low", "point", "high"))
    numbers = [part for part in parts if part is not None]
    if numbers != sorted(numbers):
        message = f"low, point and high are {', '.join(f'{n:g}' for n in numbers)}"
        yield Finding("low", message, "order them low <= point <= high")


def _bounded(entry: Mapping[str, Any]) -> Iterator[Finding]:
    bound = entry.get("bound")
    for key in _NEEDS.get(bound, ()) if isinstance(bound, str) else ():
        if _number(entry.get(key)) is None:
            message = f"bound {bound!r} has no {key}"
            yield Finding("bound", message, f"write {key}, or another bound")
    if all(_number(entry.get(key)) is None for key in ("low", "high", "point")):
        yield Finding("low", "no figure is given", "write low, high or point")


def _fits(entry: Mapping[str, Any]) -> Iterator[Finding]:
    measure, unit = entry.get("measure"), entry.get("unit")
    if not isinstance(measure, str) or measure not in MEASURES or not isinstance(unit, str):
        return
    able = MEASURES[measure].dimensions
    is_money = len(unit) == 3 and unit.isupper()
    told = MONEY if is_money else {"fraction": FRACTION, "pp": POINTS, "g/t": GRADE}.get(unit)
    if (told is not None and told not in able) or (told is None and able == (MONEY,)):
        message = f"unit {unit!r} does not fit measure {measure!r}"
        yield Finding("unit", message, f"a {measure} is {' or '.join(able)}")


def _dated(entry: Mapping[str, Any]) -> Iterator[Finding]:
    origin, date = entry.get("origin"), entry.get("published")
    if date is None and origin in {"given", "found"}:
        yield Finding("published", f"origin is {origin!r} and no date is given", "add the date")
    elif date is not None and origin == "absent":
        fix = "write given, found or source"
        yield Finding("origin", f"a date is given and its origin is {origin!r}", fix)
    elif origin == "source" and entry.get("source") is None:
        yield Finding("source", "the date is that of a source, and none is named", "name it")


def _outside(entry: Mapping[str, Any]) -> Iterator[Finding]:
    if entry.get("zone") == "boilerplate":
        zones = ", ".join(zone for zone in ZONES if zone != "boilerplate")
        yield Finding("zone", "a claim out of boilerplate", f"remove it, or write one of {zones}")


def _reasoned(entry: Mapping[str, Any]) -> Iterator[Finding]:
    if entry.get("a") is not None and entry.get("a") == entry.get("b"):
        yield Finding("b", "a claim is linked to itself", "name two claims")
    reason = entry.get("reason")
    if isinstance(reason, str) and len(reason) > MAX_REASON:
        message = f"a reason of {len(reason)} characters"
        yield Finding("reason", message, f"write at most {MAX_REASON}, in words of your own")


EVIDENCE_RULES: Mapping[type[schema.Entry], tuple[Rule, ...]] = {
    e.EvidenceDocument: (_dated,),
    e.EvidenceClaim: (_ordered, _bounded, _fits, _outside),
    e.EvidenceLink: (_reasoned,),
}


def evidence_faults(places: Sequence[Place]) -> Iterator[Fault]:
    """Yield the claims that stand beyond the end of their documents."""
    papers = {p.raw.get("id"): p.raw for p in places if p.model is e.EvidenceDocument}
    for place in places:
        if place.model is not e.EvidenceClaim:
            continue
        paper, end = papers.get(place.raw.get("document")), _number(place.raw.get("end"))
        chars = _number(paper.get("chars")) if paper else None
        if end is not None and chars is not None and end > chars:
            message = f"end {end} lies beyond the document, which has {chars} characters"
            hint = "take the places from the ledger, or mend chars"
            yield place.document.fault((*place.path, "end"), message, hint)


def _number(value: Any) -> float | None:
    is_one = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_one else None
