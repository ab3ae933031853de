"""What ``tenor case funds`` and ``tenor case gates`` print, as text and as JSON documents."""

from __future__ import annotations

from typing import Any

import click

from tenor.cli.output import show_columns
from tenor.core.trace import Trace
from tenor.decision.funding import LEVELS, Funding, Level
from tenor.decision.gates import GateReport, GateStatus
from tenor.decision.spans import Span
from tenor.panel.case import Case
from tenor.panel.funds import Money

NOTES_WIDTH = 100


def funds_document(case: Case, found: list[Funding]) -> dict[str, Any]:
    """Return the document of ``tenor case funds --json``."""
    return {
        "case": case.name,
        "cut_off": case.cut_off.isoformat(),
        "funds": [
            {
                "project": item.project.id,
                "id": item.funds.id,
                "phase": item.funds.phase,
                "title": item.funds.title,
                "unit": item.unit or None,
                "counted": item.need.id if item.need else None,
                "note": item.funds.note,
                "uses": [_money(use) for use in item.uses],
                "sources": [
                    _money(source)
                    | {
                        "kind": source.kind,
                        "status": source.status,
                        "counted": source.counted,
                        "overlap": source.overlap,
                    }
                    for source in item.sources
                ],
                "levels": [_level(level) for level in item.levels],
                "in_doubt": [
                    {"id": s.money.id, "share_of_need": s.trace.value, "trace": s.trace.id}
                    for s in item.doubtful
                ],
            }
            for item in found
        ],
    }


def _money(money: Money) -> dict[str, Any]:
    figure = money.figure
    return {
        "id": money.id,
        "label": money.label,
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "unit": figure.unit,
        "date": str(money.date) if money.date else None,
        "source": money.source,
        "met": money.met,
        "note": money.note,
        "trace": money.trace.id,
        "named": money.named or None,
    }


def _level(level: Level) -> dict[str, Any]:
    return {
        "level": level.level,
        "promised": _span(level.promised, level.promised_trace),
        "gap": _span(level.gap, level.gap_trace),
        "beside": [{"use": b.use.id, **_span(b.span, b.trace)} for b in level.beside],
    }


def _span(span: Span, trace: Trace | None) -> dict[str, Any]:
    return {**span.as_dict(), "trace": trace.id if trace else None}


def gates_document(case: Case, found: list[GateReport]) -> dict[str, Any]:
    """Return the document of ``tenor case gates --json``."""
    return {
        "case": case.name,
        "cut_off": case.cut_off.isoformat(),
        "projects": [
            {
                "project": report.project.id,
                "by": report.by,
                "not_judged": [gate.gate.id for gate in report.not_judged],
                "joint": {name: _span(*pair) for name, pair in report.joint.items()},
                "delay": {name: _span(*pair) for name, pair in report.delay.items()},
                "gates": [_gate(gate) for gate in report.gates],
            }
            for report in found
        ],
    }


def _gate(status: GateStatus) -> dict[str, Any]:
    gate, view = status.gate, status.view
    return {
        "id": gate.id,
        "kind": gate.kind,
        "title": gate.title,
        "question": gate.question,
        "state": status.state,
        "since": status.since,
        "history": [
            {
                "state": step.state,
                "date": str(step.date) if step.date else None,
                "source": step.source,
                "met": step.met,
                "note": step.note,
            }
            for step in gate.history
        ],
        "judged_on": str(view.date) if view else None,
        "by": str(view.by) if view else None,
        "probability": _span(status.probability, status.probability_trace),
        "delay": _span(status.delay, status.delay_trace),
        "rests_on": view.note if view else None,
        "sources": list(view.sources) if view else [],
    }


def print_funds(case: Case, found: list[Funding]) -> None:
    """Print needs, sources and gaps of each phase."""
    for item in found:
        click.echo(f"{item.project.name}, {item.funds.title} (up to {case.cut_off})\n")
        rows = [
            ("held against" if use is item.need else "beside it", *_row(use)) for use in item.uses
        ]
        show_columns(("needed", "figure", "date", "met", "what"), rows, right="figure")
        click.echo()
        rows = [
            (_firmness(source), *_row(source), source.kind, _counts(source))
            for source in sorted(item.sources, key=_rank)
        ]
        header = ("promised", "figure", "date", "met", "what", "kind", "counts")
        show_columns(header, rows, right="figure")
        click.echo()
        show_columns(
            ("what is", "promised", "still lacking"),
            [
                (
                    f"{_word(level.level)} or firmer",
                    level.promised_trace.display,
                    level.gap_trace.display if level.gap_trace else "no need is counted",
                )
                for level in item.levels
            ],
        )
        for level in item.levels[-1:]:
            for beside in level.beside:
                words = f"against “{beside.use.label}”: {beside.trace.display}"
                click.echo(f"beside: {words} lacking, {_word(level.level)} or firmer")
        if any(
            b.span.value is not None and b.span.value < 0 for v in item.levels for b in v.beside
        ):
            click.echo("        (below zero: more is promised than that figure needs)")
        for share in item.doubtful:
            words = f"{share.trace.display} of the need: a share of the whole before debt?"
            click.echo(f"in doubt: {share.money.label} is {words}")
        print_notes(item)
        click.echo()


def _row(money: Money) -> tuple[str, str, str, str]:
    return (
        money.trace.display,
        str(money.date or "-"),
        str(money.met or "judged"),
        money.label,
    )


def _rank(money: Money) -> int:
    return -money.status.rank if money.status and money.status.on_ladder else 1


def _firmness(money: Money) -> str:
    return _word(money.status) if money.status else "-"


def _word(status: str) -> str:
    return str(status).replace("_", " ")


def _counts(money: Money) -> str:
    if not money.counted:
        return "no"
    if money.status is None or not money.status.is_at_least(LEVELS[-1]):
        return "at no step"
    return "in doubt" if money.overlap else "yes"


def print_notes(item: Funding) -> None:
    """Print what was noted on uses and sources, and on the whole."""
    notes = [(money.label, money.note) for money in (*item.uses, *item.sources) if money.note]
    if item.funds.note:
        notes.append(("Note", item.funds.note))
    for name, note in notes:
        click.echo(click.wrap_text(f"{name}: {note}", NOTES_WIDTH, "", "    "))


def print_gates(case: Case, found: list[GateReport]) -> None:
    """Print the gates of each project and what they amount to together."""
    for report in found:
        click.echo(f"{report.project.name} (up to {case.cut_off})\n")
        rows = [
            (
                status.gate.id,
                status.gate.kind.replace("_", " "),
                status.state or "-",
                status.since or "-",
                _chance(status),
                str(status.view.by) if status.view else "-",
                status.delay_trace.display if status.delay_trace else "-",
                str(status.view.date) if status.view else "-",
            )
            for status in report.gates
        ]
        header = ("gate", "kind", "state", "since", "chance", "by", "if late", "judged on")
        show_columns(header, rows)
        click.echo()
        lower, alone, upper = (report.joint[key][1] for key in ("lower", "independent", "upper"))
        click.echo(f"all passed  {lower.display} at least, {upper.display} at most, whatever the")
        click.echo("            dependence between gates")
        click.echo(f"            {alone.display} if they were independent, which they are not")
        longest, total = (report.delay[key][1] for key in ("longest", "sum"))
        click.echo(f"if late     {longest.display} worked on side by side")
        click.echo(f"            {total.display} one after the other")
        if report.not_judged:
            names = ", ".join(status.gate.id for status in report.not_judged)
            click.echo(f"not judged  {names}: anything from 0% to 100%")
        click.echo()
        for status in report.gates:
            words = [f"{status.gate.id}: {status.gate.question or status.gate.title}"]
            words += [status.view.note] if status.view else []
            click.echo(click.wrap_text(" ".join(words), NOTES_WIDTH, "", "    "))
        click.echo()


def _chance(status: GateStatus) -> str:
    if status.probability_trace is not None:
        return status.probability_trace.display
    return "not judged" if status.probability.value is None else "settled"
