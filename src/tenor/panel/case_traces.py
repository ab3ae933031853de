"""Trace records of what a case states in its YAML files: amounts, project values, policies."""

from __future__ import annotations

from tenor.core.trace import Source, Trace, format_value
from tenor.panel.case import Case, Deal, Policy, PolicyValue, Project
from tenor.panel.case.schema import Dated, Gate, Judged, Quantity, View


def trace_amount(case: Case, deal: Deal, amount: Dated) -> Trace:
    """Return the trace of a deal's amount, ``case.deal/DEAL/AMOUNT``."""
    fallback = deal.current_status.source
    return quantity_trace(
        case, f"case.deal/{deal.id}/{amount.id}", amount, file="deals.yaml", source=fallback
    )


def trace_project_value(case: Case, project: Project, entry: Dated) -> Trace:
    """Return the trace of a project's value, ``case.project/PROJECT/ENTRY``."""
    fallback = project.current_status.source
    file = f"projects/{project.id}.yaml"
    trace_id = f"case.project/{project.id}/{entry.id}"
    assumed = ("a judgement of the case's authors",) if entry.kind == "judgement" else ()
    return quantity_trace(case, trace_id, entry, file=file, source=fallback, assumed=assumed)


def trace_policy_value(case: Case, policy: Policy, entry: PolicyValue) -> Trace:
    """Return the trace of one dated value of a policy, ``case.policy/POLICY/VALUE``."""
    trace_id = f"case.policy/{policy.id}/{entry.id}"
    return quantity_trace(case, trace_id, entry, file=f"policies/{policy.id}.yaml", source="")


def gate_trace_id(project: Project, gate: Gate, part: str) -> str:
    """Return the id of what a case says of a gate."""
    return f"case.gate/{project.id}/{gate.id}/{part}"


def trace_judged(
    case: Case, project: Project, gate: Gate, *, view: View, part: str
) -> Trace | None:
    """Return the trace of what a view judges, ``case.gate/PROJECT/GATE/PART/DAY``.

    Parameters
    ----------
    case, project, gate, view
    part : str
        ``probability`` or ``delay``; None is returned where the view has none.
    """
    judged: Judged | None = getattr(view, part)
    if judged is None:
        return None
    unit = "fraction" if part == "probability" else "y"
    cited = "; ".join(case.citation(source) for source in view.sources)
    own = f"judgement of the case's authors, {view.date}"
    return Trace(
        id=gate_trace_id(project, gate, f"{part}/{view.date}"),
        value=judged.value,
        display=show_judged(judged, unit),
        unit=unit,
        formula=f"as judged on {view.date} for {view.by}: {view.note}",
        inputs=(),
        sources=(
            Source(
                f"projects/{project.id}.yaml",
                f"gates/{gate.id}",
                f"{own}, which rests on: {cited}" if cited else own,
            ),
        ),
        assumed=("a judgement of the case's authors",),
    )


def show_judged(judged: Judged, unit: str) -> str:
    """Return a judged range as it is printed, the value first.

    Examples
    --------
    >>> show_judged(Judged(low=0.2, value=0.4, high=0.6), "fraction")
    '40% (20% to 60%)'
    """
    low, value, high = (
        format_value(number, unit, digits=2) for number in (judged.low, judged.value, judged.high)
    )
    return value if low == high else f"{value} ({low} to {high})"


def quantity_trace(
    case: Case,
    trace_id: str,
    entry: Quantity,
    *,
    file: str,
    source: str,
    assumed: tuple[str, ...] = (),
) -> Trace:
    """Return the trace of one quantity of a case; `source` serves where it names none."""
    source_id = entry.source or source
    met = entry.met or case.source(source_id).met
    notes = assumed + (("the source was recalled, not read",) if met == "recalled" else ())
    unit = entry.unit or "text"
    return Trace(
        id=trace_id,
        value=entry.value,
        display=show_quantity(entry),
        unit=unit,
        formula="as published" if not assumed else "as judged",
        inputs=(),
        sources=(Source(file, trace_id.split("/", 1)[1], f"{case.citation(source_id)} ({met})"),),
        assumed=notes,
    )


def show_quantity(entry: Quantity) -> str:
    """Return a value with its range or bound as it is printed."""
    unit = entry.unit or ""
    if entry.value is not None:
        return format_value(entry.value, unit)
    if entry.low is not None and entry.high is not None:
        return f"{format_value(entry.low, unit)} to {format_value(entry.high, unit)}"
    if entry.low is not None:
        return f"at least {format_value(entry.low, unit)}"
    if entry.high is not None:
        return f"up to {format_value(entry.high, unit)}"
    return format_value(None, unit)
