"""Trace records of what documents claim: each figure with its document and its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tenor.core.trace import UNKNOWN, Source, Trace, derive_trace, format_value, is_money
from tenor.evidence.assuming import Range, Scenario
from tenor.evidence.joining.deals import Amount, Deal
from tenor.evidence.joining.entities import slug
from tenor.panel.case import Case, Project
from tenor.panel.case.schema import EvidenceClaim, EvidenceDocument

_PER = {"year": "y", "month": "month", "day": "d"}
_MEGA = 1e6
_BEFORE = {"~": "about ", "vague": "at least ", ">": "over ", "<": "up to "}


def show_unit(unit: str, per: str | None, content: str | None) -> str:
    """Return the unit of a claim as Tenor prints units.

    Examples
    --------
    >>> show_unit("USD", None, None), show_unit("t", "year", "Cu"), show_unit("fraction", None, "")
    ('USD_nominal', 't Cu/y', 'fraction')
    """
    whole = f"{unit}_nominal" if len(unit) == 3 and unit.isupper() else unit
    whole += f" {content}" if content else ""
    return f"{whole}/{_PER.get(per, per)}" if per else whole


def show_interval(low: float | None, high: float | None, unit: str) -> str:
    """Return an interval as it is printed; one that is open says so.

    Examples
    --------
    >>> show_interval(4e12, 5e12, "USD_nominal"), show_interval(None, 0.5, "fraction")
    ('USD 4 trillion to USD 5 trillion', 'up to 50%')
    """
    least, most = (None if x is None else format_value(x, unit) for x in (low, high))
    if least is None and most is None:
        return UNKNOWN
    if least is None or most is None:
        return f"up to {most}" if least is None else f"at least {least}"
    return least if least == most else f"{least} to {most}"


def show_claim(claim: EvidenceClaim) -> str:
    """Return the figure of a claim as it is printed."""
    low, high, point, unit = scaled(claim)
    before = _BEFORE.get(claim.bound)
    numbers = (point, high, low) if claim.bound == "<" else (point, low, high)
    value = next((n for n in numbers if n is not None), None)
    if before is not None and value is not None:
        return before + format_value(value, unit)
    return show_interval(low, high, unit)


def scaled(
    claim: EvidenceClaim,
) -> tuple[float | None, float | None, float | None, str]:
    """Return low, high and point of a claim with their unit; large masses in millions of tonnes."""
    numbers = (claim.low, claim.high, claim.point)
    unit, factor = claim.unit, 1.0
    if unit == "t" and max((n for n in numbers if n is not None), default=0.0) >= _MEGA:
        unit, factor = "Mt", _MEGA
    low, high, point = (None if n is None else n / factor for n in numbers)
    return low, high, point, show_unit(unit, claim.per, claim.content)


def cite(paper: EvidenceDocument) -> str:
    """Return a document as it is cited: publisher, title, date, id."""
    date = str(paper.published or "no date")
    return ", ".join([*filter(None, (paper.publisher, paper.title)), date, paper.id])


def reference(paper: EvidenceDocument, claim: EvidenceClaim) -> str:
    """Return where a claim stands: the document and the place of the figure in its text."""
    return f"{cite(paper)}, characters {claim.start}-{claim.end}"


def trace_told(claim: EvidenceClaim, paper: EvidenceDocument, quote: str = "") -> Trace:
    """Return the trace of a claim of a document, ``evidence.claim/ID``.

    Parameters
    ----------
    claim, paper
    quote : str
        The sentence with the figure, where a copy of the document is at hand.
    """
    cited = reference(paper, claim)
    _, _, point, unit = scaled(claim)
    return Trace(
        id=f"evidence.claim/{claim.id}",
        value=point,
        display=show_claim(claim),
        unit=unit,
        formula="as stated in the document",
        inputs=(),
        sources=(Source("evidence.yaml", claim.id, f"{cited}: “{quote}”" if quote else cited),),
    )


def trace_deal_amount(deal: Deal, amount: Amount, claims: Mapping[str, Trace]) -> Trace:
    """Return the trace of one figure of a deal, ``evidence.deal/DEAL/CLAIM``."""
    unit = show_unit(amount.unit, amount.per, None)
    found = _of_claims(f"evidence.deal/{deal.id}/{amount.claims[0]}", unit, amount.claims, claims)
    value = amount.low if amount.low == amount.high else None
    return _shown(found, value, show_interval(amount.low, amount.high, unit))


def trace_range(found: Range, base: Trace | None, claims: Mapping[str, Trace]) -> Trace:
    """Return the trace of a parameter after the votes, ``evidence.range/PARAMETER``."""
    told = [claim for vote in found.votes for claim in vote.claims]
    unit = found.unit
    inputs = ([base] if base else []) + [claims[claim] for claim in told]
    trace = derive_trace(
        f"evidence.range/{found.name}",
        found.value,
        unit=unit,
        formula="hull of the case's own value and one vote for each lineage; the value stays",
        inputs=inputs,
    )
    return _shown(trace, found.value, show_interval(found.low, found.high, unit))


def trace_chance(found: Scenario, claims: Mapping[str, Trace]) -> Trace:
    """Return the trace of the chance that a pledge is paid, ``evidence.chance/DEAL``."""
    low, high = found.probability
    trace = _of_claims(f"evidence.chance/{found.deal}", "fraction", found.claims, claims)
    return Trace(
        trace.id,
        None,
        show_interval(low, high, "fraction"),
        "fraction",
        f"range for money that is {(found.status or 'of no status').replace('_', ' ')}",
        trace.inputs,
        trace.sources,
        ("the chance that money of a status is paid is a judgement, the same for all deals",),
    )


def _of_claims(name: str, unit: str, told: Iterable[str], claims: Mapping[str, Trace]) -> Trace:
    return derive_trace(
        name,
        None,
        unit=unit,
        formula="the claims of one deal with this figure",
        inputs=[claims[claim] for claim in told],
        digits=3 if is_money(unit) else 2,
    )


def _shown(trace: Trace, value: float | None, display: str) -> Trace:
    return Trace(
        trace.id,
        value,
        display,
        trace.unit,
        trace.formula,
        trace.inputs,
        trace.sources,
        trace.assumed,
    )


def trace_owner(case: Case, project: Project, found: Range) -> Trace | None:
    """Return the trace of an owner's share of a project, ``evidence.own/PARAMETER``."""
    name = found.name.rpartition("/")[2]
    owner = next((o for o in project.owners if slug(o.name) == name), None)
    if owner is None:
        return None
    return Trace(
        id=f"evidence.own/{found.name}",
        value=owner.share,
        display=format_value(owner.share, "fraction"),
        unit="fraction",
        formula="as published",
        inputs=(),
        sources=(Source(f"projects/{project.id}.yaml", owner.name, case.citation(owner.source)),),
    )
