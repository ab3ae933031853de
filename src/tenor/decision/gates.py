"""What has to happen before a project goes on, and how likely it is that all of it does.

    max(0, p1 + ... + pn - (n - 1)) <= P(all) <= min(p1, ..., pn)    under any dependence

    P(all) = p1 * ... * pn                                           if independent

    longest = max(d1, ..., dn),    sum = d1 + ... + dn               [y]

Probabilities are judged, and no correlation was measured: one attack closes mine, road
and port together. Each bound is taken of the low ends, the values and the high ends.
A gate that was not judged may lie anywhere from 0 to 1; the value is then not known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tenor.core.trace import Source, Trace, derive_trace
from tenor.decision.spans import Span, trace_span
from tenor.panel.case import Case, Project
from tenor.panel.case.schema import Gate, View
from tenor.panel.case_traces import gate_trace_id, trace_judged

DONE = ("passed", "waived")
UNSURE = Span(None, 0.0, 1.0)
UNKNOWN_SPAN = Span(None, None, None)
CERTAIN = Span(1.0, 1.0, 1.0)
IMPOSSIBLE = Span(0.0, 0.0, 0.0)
BOUNDS = ("lower", "independent", "upper")
DELAYS = ("longest", "sum")


@dataclass(frozen=True, slots=True)
class GateStatus:
    """One gate with its state and what is judged of it.

    Attributes
    ----------
    gate : Gate
    state : str or None
        None where no state is on record.
    view : View or None
        The view that stands; None where the gate was not judged, or its state decides.
    probability : Span
        That it is passed by its day; 1 where it is, 0 where it failed.
    delay : Span
        Years, should it be late.
    probability_trace, delay_trace : Trace or None
        None where nothing is judged.
    """

    gate: Gate
    state: str | None
    view: View | None
    probability: Span
    delay: Span
    probability_trace: Trace | None
    delay_trace: Trace | None

    @property
    def since(self) -> str | None:
        """When the present state was reached first; None where no date is on record."""
        found: str | None = None
        for step in reversed(self.gate.history):
            if step.state != self.state:
                break
            found = str(step.date) if step.date else found
        return found

    @property
    def is_done(self) -> bool:
        """Whether the gate is behind the project, and no later view doubts it."""
        return self.state in DONE and self.view is None


@dataclass(frozen=True, slots=True)
class GateReport:
    """All gates of a project and what they amount to together.

    Attributes
    ----------
    project : Project
    gates : tuple of GateStatus
    joint : dict of str to (Span, Trace)
        ``lower``, ``independent`` and ``upper``: the probability that all are passed.
    delay : dict of str to (Span, Trace)
        ``longest`` and ``sum``, in years.
    others : tuple of Trace
        The states of gates without a view, and every view on record.
    """

    project: Project
    gates: tuple[GateStatus, ...]
    joint: dict[str, tuple[Span, Trace]]
    delay: dict[str, tuple[Span, Trace]]
    others: tuple[Trace, ...]

    @property
    def ahead(self) -> tuple[GateStatus, ...]:
        """Gates that are not behind the project."""
        return tuple(gate for gate in self.gates if not gate.is_done)

    @property
    def not_judged(self) -> tuple[GateStatus, ...]:
        """Gates without a probability."""
        return tuple(gate for gate in self.gates if gate.probability.value is None)

    def traces(self) -> list[Trace]:
        """Return the trace of every number of the project's gates."""
        judged = [t for g in self.gates for t in (g.probability_trace, g.delay_trace) if t]
        joint = [trace for _, trace in (*self.joint.values(), *self.delay.values())]
        return [*judged, *joint, *self.others]

    @property
    def by(self) -> str | None:
        """The last of the days by which the gates are judged; None without a view."""
        return max((str(g.view.by) for g in self.gates if g.view), default=None)


def assess_gates(case: Case) -> tuple[GateReport, ...]:
    """Return the gates of every project that states any, in the order of the files."""
    return tuple(calc_gates(case, project) for project in case.projects if project.gates)


def calc_gates(case: Case, project: Project) -> GateReport:
    """Return the gates of one project with joint probability and delay."""
    gates = tuple(judge_gate(case, project, gate) for gate in project.gates)
    inputs = [g.probability_trace or state_trace(case, project, g.gate) for g in gates]
    words = "; a gate passed counts 1, one failed 0, one not judged 0 to 1"
    joint = {
        bound: _joined(
            f"decision.gates_joint/{project.id}/{bound}",
            combine([g.probability for g in gates], rule),
            "fraction",
            formula=formula + words,
            inputs=inputs,
        )
        for bound, rule, formula in (
            ("lower", calc_lower, "max(0, sum of p - (n - 1))"),
            ("independent", math.prod, "product of p, as if independent"),
            ("upper", min, "min of p"),
        )
    }
    late = [g for g in gates if not g.is_done]
    held = [g.delay_trace or state_trace(case, project, g.gate) for g in late] or inputs
    delay = {
        name: _joined(
            f"decision.gates_delay/{project.id}/{name}",
            combine_delays([g.delay for g in late], rule),
            "y",
            formula=formula,
            inputs=held,
        )
        for name, rule, formula in (
            ("longest", _longest, "largest delay, of gates worked on side by side"),
            ("sum", math.fsum, "sum of delays, of gates one after the other"),
        )
    }
    states = [state_trace(case, project, g.gate) for g in gates if g.view is None]
    return GateReport(project, gates, joint, delay, (*states, *_earlier(case, project)))


def _earlier(case: Case, project: Project) -> list[Trace]:
    """Return what was judged of the gates before, and what a settled state has overtaken."""
    found = (
        trace_judged(case, project, gate, view=view, part=part)
        for gate in project.gates
        for view in gate.views
        for part in ("probability", "delay")
    )
    return [trace for trace in found if trace is not None]


def judge_gate(case: Case, project: Project, gate: Gate) -> GateStatus:
    """Return one gate as it stands.

    A state that settles the gate (passed, waived, failed) stands until a view of the
    same day or later says otherwise; a gate that is open has its newest view.
    """
    view = gate.view
    if gate.state not in (None, "open") and view is not None:
        reached = gate.history[-1].date
        view = view if reached and view.date.latest >= reached.earliest else None
    if view is None:
        settled = CERTAIN if gate.state in DONE else IMPOSSIBLE if gate.state == "failed" else None
        late = Span(0.0, 0.0, 0.0) if settled is CERTAIN else UNKNOWN_SPAN
        return GateStatus(gate, gate.state, None, settled or UNSURE, late, None, None)
    chance, delay = view.probability, view.delay
    return GateStatus(
        gate=gate,
        state=gate.state,
        view=view,
        probability=Span(chance.value, chance.low, chance.high) if chance else UNSURE,
        delay=Span(delay.value, delay.low, delay.high) if delay else UNKNOWN_SPAN,
        probability_trace=trace_judged(case, project, gate, view=view, part="probability"),
        delay_trace=trace_judged(case, project, gate, view=view, part="delay"),
    )


def calc_lower(chances: Sequence[float]) -> float:
    """Return the least probability that all events happen (Fréchet).

    Examples
    --------
    >>> round(calc_lower([0.9, 0.8]), 10), calc_lower([0.4, 0.5])
    (0.7, 0.0)
    """
    return max(0.0, math.fsum([*chances, 1.0 - len(chances)]))


def combine(spans: Sequence[Span], rule: Callable[[list[float]], float]) -> Span:
    """Return a rule of several probabilities, taken of values, low ends and high ends.

    Each rule rises with every probability, so that its ends come from their ends.

    Examples
    --------
    >>> combine([Span(0.5, 0.2, 0.8), Span(0.5, 0.5, 0.5)], math.prod)
    Span(value=0.25, low=0.1, high=0.4)
    """
    values = [span.value for span in spans]
    known = [value for value in values if value is not None]
    lows = [span.low or 0.0 for span in spans]
    highs = [1.0 if span.high is None else span.high for span in spans]
    value = rule(known) if len(known) == len(values) else None
    return Span(value, rule(lows), rule(highs))


def combine_delays(spans: Sequence[Span], rule: Callable[[list[float]], float]) -> Span:
    """Return a rule of several delays; one that is not judged leaves the high end open."""
    lows = [span.low for span in spans if span.low is not None]
    values = [span.value for span in spans if span.value is not None]
    highs = [span.high for span in spans if span.high is not None]
    return Span(
        rule(values) if len(values) == len(spans) else None,
        rule(lows) if lows or not spans else None,
        rule(highs) if len(highs) == len(spans) else None,
    )


def _longest(delays: Sequence[float]) -> float:
    return max(delays, default=0.0)


def state_trace(case: Case, project: Project, gate: Gate) -> Trace:
    """Return the state of a gate on record, which stands where nothing is judged."""
    step = gate.history[-1] if gate.history else None
    citation = case.citation(step.source) if step else "judgement of the case's authors"
    return Trace(
        id=gate_trace_id(project, gate, "state"),
        value=gate.state,
        display=gate.state or "no state on record",
        unit="text",
        formula="as published" if step else "as judged",
        inputs=(),
        sources=(Source(f"projects/{project.id}.yaml", f"gates/{gate.id}", citation),),
    )


def _joined(
    trace_id: str, span: Span, unit: str, *, formula: str, inputs: Sequence[Trace]
) -> tuple[Span, Trace]:
    found = derive_trace(trace_id, span.value, unit=unit, formula=formula, inputs=inputs)
    return span, trace_span(found, span)
