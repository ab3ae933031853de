"""The facts of a project's funds, gates and inquiries; what is judged is marked so.

A view of a gate is no fact of a source: its `status` is ``judgement``, its `source` the
``authors`` of the case, and `rests_on` lists the sources that the judgement rests on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenor.panel.case import Case, Project
from tenor.panel.case.schema import Gate
from tenor.panel.case_traces import gate_trace_id
from tenor.panel.fact_rows import in_words, make_fact
from tenor.panel.funds import Money, resolve_sources, resolve_uses

Fact = dict[str, Any]


def list_funds(case: Case) -> Iterator[Fact]:
    """Yield uses and sources of money, each with the figure that it states or names."""
    for project in case.projects:
        for funds in project.funds:
            for use in resolve_uses(case, project, funds):
                counted = "counted" if use.counted else "not counted"
                yield _money(case, project, use, measure="capex", status=counted)
            for source in resolve_sources(case, project, funds):
                yield _money(case, project, source, measure="finance_amount", status=source.status)


def _money(case: Case, project: Project, money: Money, **given: Any) -> Fact:
    return make_fact(
        case,
        money.figure,
        id=money.trace.id,
        kind="funds",
        topic=project.id,
        subject=f"{project.name}: {money.label}",
        text=money.note,
        date=money.date,
        **given,
    )


def list_gates(case: Case) -> Iterator[Fact]:
    """Yield the states of gates and the views of them."""
    for project in case.projects:
        for gate in project.gates:
            shared = {
                "kind": "gate",
                "topic": project.id,
                "subject": f"{project.name}: {gate.title}",
            }
            for place, step in enumerate(gate.history):
                yield make_fact(
                    case,
                    step,
                    id=gate_trace_id(project, gate, f"state/{place}"),
                    measure="status",
                    status=step.state,
                    text=step.note,
                    date=step.date,
                    **shared,
                )
            yield from _views(case, project, gate, shared)


def _views(case: Case, project: Project, gate: Gate, shared: Fact) -> Iterator[Fact]:
    for place, view in enumerate(gate.views):
        later = gate.views[place + 1].date if place + 1 < len(gate.views) else None
        for part, unit in (("probability", "fraction"), ("delay", "y")):
            judged = getattr(view, part)
            if judged is None:
                continue
            key = gate_trace_id(project, gate, part)
            yield make_fact(
                case,
                judged,
                id=f"{key}/{view.date}",
                measure=part,
                unit=unit,
                status="judgement",
                text=view.note,
                date=view.date,
                valid=(view.date, later or view.by),
                superseded_by=f"{key}/{in_words(later)}" if later else None,
                rests_on=list(view.sources),
                **shared,
            )


def list_inquiries(case: Case) -> Iterator[Fact]:
    """Yield what was asked about people and land, with what was found or where it was sought."""
    for project in case.projects:
        for inquiry in project.inquiries:
            first = inquiry.sources[0] if inquiry.sources else None
            sought = f"looked for in: {inquiry.looked}" if inquiry.looked else None
            words = ". ".join(part for part in (inquiry.text, sought) if part)
            yield make_fact(
                case,
                inquiry,
                id=f"case.inquiry/{project.id}/{inquiry.id}",
                kind="inquiry",
                topic=project.id,
                subject=f"{project.name}: {inquiry.question}",
                measure=inquiry.theme,
                text=words or None,
                status="found" if inquiry.found else "not found",
                date=inquiry.date,
                source=first,
                rests_on=list(inquiry.sources),
            )
