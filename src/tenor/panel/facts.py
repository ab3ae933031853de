"""Every fact of a case in one list: claims, deal steps and amounts, policy and project values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from tenor.panel.case import Case, PartialDate
from tenor.panel.case.schema import Quantity

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
)
"""Keys of a fact, in this order."""


def list_facts(case: Case, topic: str | None = None) -> list[dict[str, Any]]:
    """Return the facts of a case up to its cut-off, each with source, date, met and validity.

    Parameters
    ----------
    case : Case
    topic : str, optional
        Keep the facts of one topic: a claim's topic, or a deal's, policy's or project's id.

    Examples
    --------
    >>> from tenor import load_case
    >>> facts = list_facts(load_case("pakistan-us"), "security")
    >>> facts[0]["kind"], all(fact["source"] for fact in facts)
    ('claim', True)
    """
    facts = [*_claims(case), *_deals(case), *_policies(case), *_projects(case)]
    return [fact for fact in facts if topic in (None, fact["topic"])]


def _claims(case: Case) -> Iterator[dict[str, Any]]:
    for claim in case.claims:
        yield _fact(
            case,
            claim,
            id=f"case.claim/{claim.id}",
            kind="claim",
            topic=claim.topic,
            subject=claim.subject,
            measure=claim.measure,
            text=claim.text,
            status=claim.status or claim.modality,
            date=claim.as_of or claim.event_date,
            valid=(claim.valid_from, claim.valid_to),
            superseded_by=case.superseded_by(claim.id),
        )


def _deals(case: Case) -> Iterator[dict[str, Any]]:
    for deal in case.deals:
        shared = {"kind": "deal", "topic": deal.id, "subject": deal.title}
        for entry in deal.amounts:
            key = f"case.deal/{deal.id}/{entry.id}"
            yield _fact(case, entry, id=key, measure="finance_amount", date=entry.date, **shared)
        for place, step in enumerate(deal.status):
            key = f"case.deal/{deal.id}/status/{place}"
            words = {"measure": "status", "status": step.status, "text": step.note}
            yield _fact(case, step, id=key, date=step.date, **words, **shared)


def _policies(case: Case) -> Iterator[dict[str, Any]]:
    for policy in case.policies:
        for value in policy.values:
            end = value.ended.date if value.ended else value.valid_to
            yield _fact(
                case,
                value,
                id=f"case.policy/{policy.id}/{value.id}",
                kind="policy",
                topic=policy.id,
                subject=policy.title,
                measure=value.measure,
                text=value.text or value.note,
                status=value.state,
                date=value.announced,
                valid=(value.valid_from, end),
            )


def _projects(case: Case) -> Iterator[dict[str, Any]]:
    for project in case.projects:
        shared = {"kind": "project", "topic": project.id, "subject": project.name}
        for name in ("capacity", "resources", "recovery", "capex", "opex", "terms"):
            for entry in getattr(project, name):
                key = f"case.project/{project.id}/{entry.id}"
                words = {"measure": getattr(entry, "measure", name), "text": entry.note}
                yield _fact(case, entry, id=key, date=entry.date, **words, **shared)
        for place, step in enumerate(project.status):
            key = f"case.project/{project.id}/status/{place}"
            words = {"measure": "status", "status": step.status, "text": step.note}
            yield _fact(case, step, id=key, date=step.date, **words, **shared)


def _fact(case: Case, entry: Any, **given: Any) -> dict[str, Any]:
    first, last = given.pop("valid", (None, None))
    numbers = entry if isinstance(entry, Quantity) else None
    source = entry.source
    fact = {
        **dict.fromkeys(COLUMNS),
        **given,
        "value": numbers.value if numbers else None,
        "low": numbers.low if numbers else None,
        "high": numbers.high if numbers else None,
        "unit": numbers.unit if numbers else None,
        "date": _words(given.get("date")),
        "valid_from": _words(first),
        "valid_to": _words(last),
        "valid_at_cut_off": _valid(first, last, case.cut_off),
        "source": source,
        "citation": case.citation(source) if source else None,
        "met": entry.met or (case.source(source).met if source else None),
    }
    return {name: fact[name] for name in COLUMNS}


def _words(date: PartialDate | None) -> str | None:
    return None if date is None else str(date)


def _valid(first: PartialDate | None, last: PartialDate | None, day: dt.date) -> bool | None:
    """Return whether an interval holds on a day; None where no interval is stated."""
    if first is None and last is None:
        return None
    begun = first is None or first.earliest <= day
    return begun and (last is None or last.latest > day)
