"""Every fact of a case in one list: claims, deals, policies, projects, their money and gates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenor.panel.case import Case
from tenor.panel.fact_rows import make_fact
from tenor.panel.gate_facts import list_funds, list_gates, list_inquiries


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
    facts += [*list_funds(case), *list_gates(case), *list_inquiries(case)]
    return [fact for fact in facts if topic in (None, fact["topic"])]


def _claims(case: Case) -> Iterator[dict[str, Any]]:
    for claim in case.claims:
        yield make_fact(
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
            yield make_fact(
                case, entry, id=key, measure="finance_amount", date=entry.date, **shared
            )
        for place, step in enumerate(deal.status):
            key = f"case.deal/{deal.id}/status/{place}"
            words = {"measure": "status", "status": step.status, "text": step.note}
            yield make_fact(case, step, id=key, date=step.date, **words, **shared)


def _policies(case: Case) -> Iterator[dict[str, Any]]:
    for policy in case.policies:
        for value in policy.values:
            end = value.ended.date if value.ended else value.valid_to
            yield make_fact(
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
                yield make_fact(case, entry, id=key, date=entry.date, **words, **shared)
        for place, step in enumerate(project.status):
            key = f"case.project/{project.id}/status/{place}"
            words = {"measure": "status", "status": step.status, "text": step.note}
            yield make_fact(case, step, id=key, date=step.date, **words, **shared)
