"""What the case's author puts first: lines and checks whose numbers are filled in here."""

from __future__ import annotations

import re

from tenor.core.errors import UnknownNameError
from tenor.core.trace import Trace, Value
from tenor.panel.case.schema import Derived
from tenor.panel.case_traces import trace_amount, trace_policy_value, trace_project_value
from tenor.report.brief.ink import Ink
from tenor.report.brief.sales import exports_to, share_to, total_exports
from tenor.report.model import Finding, Text
from tenor.risk.traces import trace_risk

_REF = re.compile(r"\{([^{}\n]+)\}")


def story_findings(ink: Ink) -> list[Finding]:
    """Return the author's lines; a line whose numbers the cut-off keeps out is left out."""
    found = []
    for line in ink.run.case.story.lines:
        text = fill(ink, line.text)
        if text is not None:
            found.append(Finding(Text(text), line.confidence, line.kind, line.section))  # type: ignore[arg-type]
    return found


def story_checks(ink: Ink) -> list[Text]:
    """Return the author's things to verify first."""
    filled = (fill(ink, check.text) for check in ink.run.case.story.verify)
    return [Text(text) for text in filled if text is not None]


def fill(ink: Ink, text: str) -> str | None:
    """Return a text with all its references in the book; None where one is not in the case.

    Raises
    ------
    UnknownNameError
        A reference names nothing, and no cut-off explains it.
    """
    for name in _REF.findall(text):
        try:
            ink.put(resolve(ink, name))
        except UnknownNameError:
            if ink.run.case.excluded:
                return None
            raise
    return text


def resolve(ink: Ink, name: str) -> Trace:
    """Return the trace of any number that a case may name.

    Raises
    ------
    UnknownNameError
        Nothing carries this id.
    """
    head, _, rest = name.partition("/")
    match head.split("."):
        case ["case", kind]:
            return resolve_case(ink, kind, rest)
        case ["risk", _]:
            return trace_risk(name, tables=ink.run.tables)
        case ["decision", _]:
            return _named_trace(ink, name)
        case ["report", "derived"]:
            return resolve_derived(ink, rest)
        case ["report", "export_value" | "export_share"]:
            return resolve_exports(ink, name)
    raise UnknownNameError("trace id", name, ["case.claim/ID", "risk.score/...", "decision.../"])


def resolve_case(ink: Ink, kind: str, rest: str) -> Trace:
    """Return the trace of a claim, an amount, a project's value or a policy's value."""
    case, (owner, _, part) = ink.run.case, rest.partition("/")
    if kind == "claim":
        return case.trace(owner)
    if kind == "deal":
        deal = case.deal(owner)
        return trace_amount(case, deal, _named(deal.amounts, part))
    if kind == "project":
        project = case.project(owner)
        entries = (*project.capacity, *project.resources, *project.recovery)
        money = (*project.capex, *project.opex, *project.terms)
        return trace_project_value(case, project, _named((*entries, *money), part))
    if kind == "policy":
        policy = case.policy(owner)
        return trace_policy_value(case, policy, _named(policy.values, part))
    if kind in {"funds", "gate"}:
        return _named_trace(ink, f"case.{kind}/{rest}")
    raise UnknownNameError("trace id", f"case.{kind}", ["case.claim", "case.deal", "case.project"])


def _named(entries, name: str):  # type: ignore[no-untyped-def]
    held = {entry.id: entry for entry in entries}
    if name not in held:
        raise UnknownNameError("entry", name, held)
    return held[name]


def _named_trace(ink: Ink, name: str) -> Trace:
    known = decision_traces(ink)
    if name not in known:
        raise UnknownNameError("trace id", name, known)
    return known[name]


def decision_traces(ink: Ink) -> dict[str, Trace]:
    """Return every trace of the decision room by id, with those of money and gates it is of."""
    traces: list[Trace | None] = []
    for item in ink.run.materiality:
        traces += [item.share_of_use, item.share_of_world]
        for plan in item.planned:
            traces += [plan.share_of_use, plan.share_of_world]
        traces += [entry.years_of_use for entry in item.in_ground]
    for balance in ink.run.balances:
        traces += [balance.ratio, balance.low, balance.high]
    for funding in ink.run.funding:
        traces += funding.traces()
    for report in ink.run.gates:
        traces += report.traces()
    for result in (*ink.run.values, *ink.run.refined):
        traces += result.traces.values()
    return {trace.id: trace for trace in traces if trace is not None}


def resolve_exports(ink: Ink, name: str) -> Trace:
    """Return the host's exports of the base year, all or to one buyer, as computed for the page."""
    measure, _, rest = name.removeprefix("report.").partition("/")
    host, _, keys = rest.partition("/all/")
    year, _, buyer = keys.partition("/")
    found: Trace | None = None
    if host == ink.run.case.host and year == str(ink.run.case.base_year):
        if not buyer and measure == "export_value":
            found = total_exports(ink)
        elif buyer:
            found = share_to(ink, buyer) if measure == "export_share" else exports_to(ink, buyer)
    if found is None:
        known = f"report.{measure}/{ink.run.case.host}/all/{ink.run.case.base_year}"
        raise UnknownNameError("trace id", name, [known])
    return found


def resolve_derived(ink: Ink, name: str) -> Trace:
    """Return the trace of a number that the case derives by one operation."""
    spec: Derived = _named(ink.run.case.story.derived, name)
    of, by = ([resolve(ink, ref) for ref in refs] for refs in (spec.of, spec.by))
    return ink.derive(
        f"derived/{spec.id}",
        calc_derived(spec, of, by),
        spec.unit,
        formula=spec.words,
        inputs=[*of, *by],
    )


def calc_derived(spec: Derived, of: list[Trace], by: list[Trace]) -> Value:
    """Return sum, ratio or difference; None where an input has no value."""
    values = [trace.value for trace in (*of, *by)]
    if not all(isinstance(value, int | float) for value in values):
        return None
    top = sum(float(trace.value or 0.0) for trace in of)
    bottom = sum(float(trace.value or 0.0) for trace in by)
    if spec.formula == "sum":
        return top
    if spec.formula == "difference":
        return top - bottom
    return top / bottom if bottom else None
