"""The money of a project with what it names filled in: amounts, claims and costs looked up.

A case states a sum once. A use that names an entry of `capex`, and a source that names
amounts of a deal or a claim, take value, date and source from there; a source that names
a deal takes its status too, so that a cut-off works through the deal.
"""

from __future__ import annotations

from dataclasses import dataclass

from tenor.core.trace import Trace, derive_trace
from tenor.core.vocabulary import ClaimStatus
from tenor.panel.case import Case, PartialDate, Project
from tenor.panel.case.schema import Fund, Funds, Need, Quantity
from tenor.panel.case_traces import (
    quantity_trace,
    show_quantity,
    trace_amount,
    trace_project_value,
)

NOT_CASH = ("guarantee",)
"""Kinds of source that bring no money."""


@dataclass(frozen=True, slots=True)
class Money:
    """One use or source with its figure, however it is stated.

    Attributes
    ----------
    id, label : str
    figure : Quantity
        Value with its range, in `unit`; unknown parts are None.
    date : PartialDate or None
    status : ClaimStatus or None
        How firm a source is; None for a use.
    kind : str
        Kind of source; empty for a use.
    counted, overlap : bool
        As in the case; a guarantee is never counted.
    named : str
        Trace id of the number that is named; empty where the figure is stated here.
    source : str or None
    met : str or None
        None where no source is named, which only a judgement may do.
    note : str or None
    trace : Trace
        ``case.funds/PROJECT/FUNDS/ENTRY``.
    """

    id: str
    label: str
    figure: Quantity
    date: PartialDate | None
    status: ClaimStatus | None
    kind: str
    counted: bool
    overlap: bool
    named: str
    source: str | None
    met: str | None
    note: str | None
    trace: Trace

    @property
    def ends(self) -> tuple[float | None, float | None]:
        """Least and most that the figure allows; None where it leaves the end open."""
        value, low, high = self.figure.value, self.figure.low, self.figure.high
        least = low if low is not None else value if value is not None else 0.0
        return least, high if high is not None else value


def resolve_uses(case: Case, project: Project, funds: Funds) -> tuple[Money, ...]:
    """Return the figures for what a phase costs, in the order of the file."""
    return tuple(_use(case, project, funds, need=need) for need in funds.uses)


def resolve_sources(case: Case, project: Project, funds: Funds) -> tuple[Money, ...]:
    """Return the sources of money of a phase, in the order of the file."""
    return tuple(_source(case, project, funds, fund=fund) for fund in funds.sources)


def _use(case: Case, project: Project, funds: Funds, *, need: Need) -> Money:
    held: Quantity = need
    date, named, named_trace = need.date, "", None
    if need.cost is not None:
        held = next(entry for entry in project.capex if entry.id == need.cost)
        date = held.date
        named_trace = trace_project_value(case, project, held)
        named = named_trace.id
    key = f"{project.id}/{funds.id}/{need.id}"
    return Money(
        id=need.id,
        label=need.label,
        figure=held,
        date=date,
        status=None,
        kind="",
        counted=need.counted,
        overlap=False,
        named=named,
        source=held.source,
        met=_met(case, held),
        note=need.note or held.note,
        trace=_trace(case, project, key, held=held, named=named_trace),
    )


def _source(case: Case, project: Project, funds: Funds, *, fund: Fund) -> Money:
    held: Quantity = fund
    date, status, named_trace = fund.date, fund.status, None
    if fund.deal is not None:
        deal = case.deal(fund.deal)
        amount = next(entry for entry in deal.amounts if entry.id == fund.amount[-1])
        held, date, status = amount, amount.date, deal.current_status.status
        named_trace = trace_amount(case, deal, amount)
    elif fund.claim is not None:
        claim = case.claim(fund.claim)
        held, date = claim, claim.as_of or claim.event_date
        named_trace = case.trace(claim.id)
    key = f"{project.id}/{funds.id}/{fund.id}"
    return Money(
        id=fund.id,
        label=fund.label,
        figure=held,
        date=date,
        status=status,
        kind=fund.kind,
        counted=fund.counted and fund.kind not in NOT_CASH,
        overlap=fund.overlap,
        named=named_trace.id if named_trace else "",
        source=held.source,
        met=_met(case, held),
        note=fund.note or held.note,
        trace=_trace(case, project, key, held=held, named=named_trace),
    )


def _met(case: Case, held: Quantity) -> str | None:
    return held.met or (case.source(held.source).met if held.source else None)


def _trace(case: Case, project: Project, key: str, *, held: Quantity, named: Trace | None) -> Trace:
    trace_id = f"case.funds/{key}"
    if named is None:
        judged = getattr(held, "kind", "") == "judgement"
        return quantity_trace(
            case,
            trace_id,
            held,
            file=f"projects/{project.id}.yaml",
            source=project.current_status.source,
            assumed=("a judgement of the case's authors",) if judged else (),
        )
    found = derive_trace(
        trace_id, held.value, unit=named.unit, formula="the figure named", inputs=[named]
    )
    return Trace(
        id=found.id,
        value=found.value,
        display=show_quantity(held),
        unit=found.unit,
        formula=found.formula,
        inputs=found.inputs,
        sources=found.sources,
        assumed=found.assumed,
    )
