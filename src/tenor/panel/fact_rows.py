"""One row of ``tenor facts``: its columns, and how an entry of a case fills them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tenor.panel.case import Case, PartialDate

COLUMNS = (
    "id",
    "kind",
    "topic",
    "subject",
    "measure",
    "value",
    "low",
    "high",
    "unit",
    "text",
    "status",
    "date",
    "valid_from",
    "valid_to",
    "valid_at_cut_off",
    "superseded_by",
    "source",
    "citation",
    "met",
    "rests_on",
)
"""Keys of a fact, in this order."""

AUTHORS = "authors"
"""Source of what no source states: a judgement, or a search that found nothing."""
OWN = {
    "judgement": "Judgement of the authors of the case",
    "not found": "Search of the authors of the case, which found nothing",
}


def make_fact(case: Case, entry: Any, **given: Any) -> dict[str, Any]:
    """Return one fact with all columns; what `given` states goes before the entry's own."""
    first, last = given.pop("valid", (None, None))
    source = given.pop("source", None) or getattr(entry, "source", None)
    met = getattr(entry, "met", None) or (case.source(source).met if source else None)
    numbers = {key: getattr(entry, key, None) for key in ("value", "low", "high", "unit")}
    fact = {
        **dict.fromkeys(COLUMNS),
        **numbers,
        **given,
        "date": in_words(given.get("date")),
        "valid_from": in_words(first),
        "valid_to": in_words(last),
        "valid_at_cut_off": _valid(first, last, case.cut_off),
        "source": source,
        "citation": case.citation(source) if source else None,
        "met": met,
    }
    if source is None and fact["status"] in OWN:
        own = {"source": AUTHORS, "citation": OWN[fact["status"]], "met": "recalled"}
        fact.update(own)
    return {name: fact[name] for name in COLUMNS}


def in_words(date: PartialDate | None) -> str | None:
    """Return a date as text."""
    return None if date is None else str(date)


def _valid(first: PartialDate | None, last: PartialDate | None, day: dt.date) -> bool | None:
    """Return whether an interval holds on a day; None where no interval is stated."""
    if first is None and last is None:
        return None
    begun = first is None or first.earliest <= day
    return begun and (last is None or last.latest > day)
