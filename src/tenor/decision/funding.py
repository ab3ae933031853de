"""What a phase still lacks: its need against the sources of money, step by step of firmness.

    promised(level) = sum of cash sources whose status is `level` or firmer    [USD]

    gap(level) = need - promised(level)                                        [USD]

A guarantee is no cash. A status off the ladder (suspended, lapsed, void) counts nowhere.
A range goes through as a range:

    gap_low = need_low - promised_high,    gap_high = need_high - promised_low

A source that may already hold money of others (`overlap`) counts in the value and at the
high end of what is promised, and with nothing at the low end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tenor.core.trace import Trace, derive_trace
from tenor.core.vocabulary import ClaimStatus
from tenor.decision.spans import Span, trace_span
from tenor.panel.case import Case, Project
from tenor.panel.case.schema import Funds
from tenor.panel.funds import Money, resolve_sources, resolve_uses

LEVELS = (
    ClaimStatus.DISBURSED,
    ClaimStatus.CONTRACT_SIGNED,
    ClaimStatus.APPROVED,
    ClaimStatus.ANNOUNCED,
)
"""Steps at which the gap is taken, firmest first."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The gap that another figure for the same need would give."""

    use: Money
    span: Span
    trace: Trace


@dataclass(frozen=True, slots=True)
class Level:
    """What is promised at one step of the ladder or firmer, and what is lacking then.

    Attributes
    ----------
    level : ClaimStatus
    added, promised, gap : Span
        What this step adds to the firmer ones, all that is promised up to it, and what
        is lacking then.
    added_trace, promised_trace, gap_trace : Trace or None
        The gap has none where no use is counted on the day.
    beside : tuple of Beside
        The gap with each figure that is not counted.
    """

    level: ClaimStatus
    added: Span
    added_trace: Trace
    promised: Span
    promised_trace: Trace
    gap: Span
    gap_trace: Trace | None
    beside: tuple[Beside, ...]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A source that may hold money of others, and how large a part of the need it is."""

    money: Money
    trace: Trace


@dataclass(frozen=True, slots=True)
class Funding:
    """Uses, sources and gap of one phase.

    Attributes
    ----------
    project : Project
    funds : Funds
    unit : str
    uses, sources : tuple of Money
    need : Money or None
        The newest counted use; None where the day knows none.
    levels : tuple of Level
        Firmest first.
    doubtful : tuple of Doubtful
        Counted sources that may hold money of others, as parts of the need.
    """

    project: Project
    funds: Funds
    unit: str
    uses: tuple[Money, ...]
    sources: tuple[Money, ...]
    need: Money | None
    levels: tuple[Level, ...]
    doubtful: tuple[Doubtful, ...]

    def traces(self) -> list[Trace]:
        """Return the trace of every number of the phase."""
        found = [money.trace for money in (*self.uses, *self.sources)]
        for level in self.levels:
            found += [level.added_trace, level.promised_trace]
            found += [level.gap_trace] if level.gap_trace else []
            found += [entry.trace for entry in level.beside]
        return [*found, *(entry.trace for entry in self.doubtful)]


def assess_funding(case: Case) -> tuple[Funding, ...]:
    """Return the funding of every phase of the case that states uses or sources."""
    return tuple(
        calc_funding(case, project, funds) for project in case.projects for funds in project.funds
    )


def calc_funding(case: Case, project: Project, funds: Funds) -> Funding:
    """Return uses, sources and gaps of one phase."""
    uses, sources = resolve_uses(case, project, funds), resolve_sources(case, project, funds)
    unit = next((money.figure.unit for money in (*uses, *sources) if money.figure.unit), "")
    need = pick_need(uses)
    key = f"{project.id}/{funds.id}"
    levels = tuple(
        calc_level(key, level, uses=uses, sources=sources, need=need, unit=unit) for level in LEVELS
    )
    doubtful = tuple(_part(key, source, need) for source in sources if need and source.overlap)
    return Funding(project, funds, unit, uses, sources, need, levels, doubtful)


def _part(key: str, source: Money, need: Money) -> Doubtful:
    part, whole = source.figure.value, need.figure.value
    trace = derive_trace(
        f"decision.funding_share/{key}/{source.id}",
        part / whole if part is not None and whole else None,
        unit="fraction",
        formula="source / need",
        inputs=[source.trace, need.trace],
    )
    return Doubtful(source, trace)


def pick_need(uses: Sequence[Money]) -> Money | None:
    """Return the newest of the counted uses; the later in the list where dates are equal."""
    counted = [use for use in uses if use.counted]
    newest = max((str(use.date or "") for use in counted), default="")
    return next((use for use in reversed(counted) if str(use.date or "") == newest), None)


def calc_level(
    key: str,
    level: ClaimStatus,
    *,
    uses: Sequence[Money],
    sources: Sequence[Money],
    need: Money | None,
    unit: str,
) -> Level:
    """Return promised and gap at one step."""
    firm = [s for s in sources if s.counted and s.status and s.status.is_at_least(level)]
    promised = add_up(firm)
    notes = tuple(_overlap_note(source) for source in firm if source.overlap)
    # Nothing promised is a finding of the list as a whole: it rests on all that was listed.
    all_listed = [money.trace for money in (*uses, *sources)]
    promised_trace = _trace(
        f"decision.funding_promised/{key}/{level}",
        promised,
        unit=unit,
        formula=f"sum of cash sources that are {_words(level)} or firmer",
        inputs=[source.trace for source in firm] or all_listed,
        notes=notes,
    )
    firmer = LEVELS[: LEVELS.index(level)][-1:]
    own = [s for s in firm if s.status and not any(s.status.is_at_least(step) for step in firmer)]
    added = add_up(own)
    added_trace = _trace(
        f"decision.funding_step/{key}/{level}",
        added,
        unit=unit,
        formula=f"sum of cash sources that reach {_words(level)} and no firmer step",
        inputs=[source.trace for source in own] or all_listed,
        notes=tuple(_overlap_note(source) for source in own if source.overlap),
    )
    found = []
    for use in uses:
        name = f"decision.funding_gap/{key}/{level}"
        span = subtract(use, promised)
        trace = _trace(
            name if use is need else f"{name}/{use.id}",
            span,
            unit=unit,
            formula=f"need - promised, {_words(level)} or firmer",
            inputs=[use.trace, promised_trace],
            notes=notes,
        )
        found.append(Beside(use, span, trace))
    counted = next((entry for entry in found if entry.use is need), None)
    return Level(
        level=level,
        added=added,
        added_trace=added_trace,
        promised=promised,
        promised_trace=promised_trace,
        gap=counted.span if counted else Span(None, None, None),
        gap_trace=counted.trace if counted else None,
        beside=tuple(entry for entry in found if entry.use is not need),
    )


def add_up(sources: Sequence[Money]) -> Span:
    """Return the sum of some sources; a source without a value leaves the sum unknown.

    The low end takes nothing from a source that may hold money of others.
    """
    values = [source.figure.value for source in sources]
    highs = [source.ends[1] for source in sources]
    lows = [0.0 if source.overlap else source.ends[0] or 0.0 for source in sources]
    return Span(_sum(values), sum(lows), _sum(highs))


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def subtract(use: Money, promised: Span) -> Span:
    """Return need less promised, low against high."""
    low, high = use.ends
    if use.figure.value is None and use.figure.low is None:
        low = None  # "up to" says nothing about the least that is needed
    return Span(
        _difference(use.figure.value, promised.value),
        _difference(low, promised.high),
        _difference(high, promised.low),
    )


def _difference(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else first - second


def _words(level: ClaimStatus) -> str:
    return level.value.replace("_", " ")


def _overlap_note(source: Money) -> str:
    return f"“{source.label}” may already hold money of other sources; the range says so"


def _trace(
    trace_id: str,
    span: Span,
    *,
    unit: str,
    formula: str,
    inputs: Sequence[Trace],
    notes: tuple[str, ...],
) -> Trace:
    found = derive_trace(trace_id, span.value, unit=unit, formula=formula, inputs=inputs)
    return trace_span(found, span, notes)
