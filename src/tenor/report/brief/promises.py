"""The section on what was promised and how firmly: deals, their status history, policies."""

from __future__ import annotations

from typing import Literal

from tenor.core.vocabulary import ClaimStatus
from tenor.panel.case import Deal, Policy, PolicyValue
from tenor.panel.case.schema import Dated, DealStep
from tenor.panel.case_traces import trace_policy_value
from tenor.report.brief.ink import Ink
from tenor.report.figures import Ladder, Rung
from tenor.report.markup import literal
from tenor.report.model import Block, Cell, Column, Fold, Paragraph, Picture, Section, Table, Text

State = Literal["current", "superseded", "void", "suspended"]

STEPS: tuple[tuple[str, str], ...] = (
    ("rumoured", "rumoured"),
    ("proposed", "proposed"),
    ("announced", "announced"),
    ("mou_signed", "MoU signed"),
    ("approved", "lender approved"),
    ("contract_signed", "contract signed"),
    ("financially_closed", "financially closed"),
    ("disbursed", "disbursed"),
    ("operating", "operating"),
)
WORDS = dict(STEPS)


def build_promises(ink: Ink) -> Section:
    """Return the section on promises."""
    deals = ink.run.case.deals
    blocks: list[Block] = [Paragraph(explain_ladder())]
    if deals:
        blocks += [ladder_picture(ink), deal_table(ink), history_table(ink)]
    if ink.run.case.policies:
        blocks.append(policy_table(ink))
    blocks.append(claim_fold(ink))
    return Section(
        id="promises",
        title=Text("Promised against done"),
        lead=Text(lineage_sentence(ink)),
        blocks=tuple(blocks),
    )


def explain_ladder() -> Text:
    """Return the ladder in plain words."""
    return Text(
        "A pledge, a lender's approval, a contract, a payment and a running plant are five "
        "different things. Each deal stands on the step that its sources support, on the day of "
        "knowledge; a later event that undid it is shown, not left out."
    )


def lineage_sentence(ink: Ink) -> str:
    """Return how many statements rest on how many origins."""
    stated = [claim for claim in ink.run.case.claims if claim.lineage]
    groups = {claim.lineage for claim in stated}
    echoes = [o for o in groups if o and len(ink.run.case.lineage(o)) > 1]
    if not echoes:
        return "Deals on their status ladder, with dates and what undid them."
    top = max(echoes, key=lambda origin: len(ink.run.case.lineage(origin)))
    members = [ink.claim(claim) for claim in ink.run.case.lineage(top)]
    count = ink.derive(
        f"echoes/{top}",
        len(members),
        "count",
        formula="number of statements that share one origin",
        inputs=members,
    )
    return (
        f"Statements that repeat one origin count once: {ink.put(count)} statements in this case "
        "share the origin that is repeated most."
    )


def last_on_ladder(deal: Deal) -> DealStep:
    """Return the last step of a deal that is on the ladder, or its first entry."""
    on = [step for step in deal.status if ClaimStatus(step.status).on_ladder]
    return on[-1] if on else deal.status[0]


def state_of(ink: Ink, deal: Deal) -> State:
    """Return whether a deal stands, or what undid it."""
    status = ClaimStatus(deal.current_status.status)
    if any(other.supersedes == deal.id for other in ink.run.case.deals):
        return "superseded"
    if status.on_ladder:
        return "current"
    return "suspended" if status == ClaimStatus.SUSPENDED else "void"


def current_amounts(deal: Deal) -> list[Dated]:
    """Return the amounts of a deal's newest date that are above zero; several are its parts."""
    stated = [a for a in deal.amounts if (a.value or a.high or a.low or 0.0) > 0]
    last = max((str(a.date or "") for a in stated), default="")
    return [a for a in stated if str(a.date or "") == last]


def since(deal: Deal) -> str:
    """Return when a deal reached its present status."""
    status = deal.current_status.status
    date = deal.current_status.date
    for step in reversed(deal.status):
        if step.status != status:
            break
        date = step.date
    return str(date)


def ladder_picture(ink: Ink) -> Picture:
    """Return all deals on the ladder."""
    deals = sorted(
        ink.run.case.deals, key=lambda d: ClaimStatus(last_on_ladder(d).status).rank, reverse=True
    )
    firm = [
        d
        for d in deals
        if state_of(ink, d) == "current"
        and ClaimStatus(d.current_status.status).is_at_least(ClaimStatus.CONTRACT_SIGNED)
    ]
    title = (
        f"{len_word(len(firm))} of the deals on record {'has' if len(firm) == 1 else 'have'} "
        "reached a signed contract"
    )
    return Picture(
        id="status-ladder",
        title=Text(title),
        subtitle=Text("Each deal at the firmest step that a source supports; hollow: undone"),
        figure=Ladder(tuple(rung(ink, d) for d in deals), steps=tuple(w for _, w in STEPS)),
        alt=Text(f"Deals on their status ladder. {title}."),
        source=Text("[Sources](#sources)"),
    )


def len_word(n: int) -> str:
    """Return a small number as a word, for counts that a picture shows.

    Examples
    --------
    >>> len_word(0), len_word(3)
    ('None', 'Three')
    """
    words = [
        "None",
        "One",
        "Two",
        "Three",
        "Four",
        "Five",
        "Six",
        "Seven",
        "Eight",
        "Nine",
        "Ten",
        "Eleven",
        "Twelve",
    ]
    return words[n] if n < len(words) else "Many"


def rung(ink: Ink, deal: Deal) -> Rung:
    """Return one deal on the ladder."""
    step = last_on_ladder(deal)
    earlier = [s for s in deal.status if ClaimStatus(s.status).on_ladder and s is not step]
    note, trace_id = "", ""
    traces = [ink.amount(deal, entry) for entry in current_amounts(deal)]
    for trace in traces:
        ink.put(trace)
    if traces:
        note, trace_id = " + ".join(trace.display for trace in traces), traces[0].id
    return Rung(
        label=deal.title,
        step=WORDS[step.status],
        date=since(deal) if step is deal.current_status else str(step.date),
        state=state_of(ink, deal),
        note=note,
        earlier=tuple((WORDS[s.status], str(s.date)) for s in earlier),
        trace=trace_id,
    )


def deal_table(ink: Ink) -> Table:
    """Return deals with parties, amounts and present status."""
    rows = tuple(deal_cells(ink, deal) for deal in ink.run.case.deals)
    return Table(
        id="deals",
        title=Text("Deals and how firm they are"),
        columns=(
            Column("deal", "Deal", kind="quote"),
            Column("parties", "Parties", kind="quote"),
            Column("amount", "Amount", align="right", missing="none stated"),
            Column("status", "Status"),
            Column("since", "Since", kind="date"),
            Column("note", "Note", kind="quote"),
            Column("met", "Source met as"),
        ),
        rows=rows,
        note=Text("Amounts are as stated and are not added: several deals fund the same project."),
        source=Text("[Sources](#sources)"),
    )


def deal_cells(ink: Ink, deal: Deal) -> tuple[Cell, ...]:
    """Return the cells of one deal."""
    step = deal.current_status
    parts = [ink.put(ink.amount(deal, entry)) for entry in current_amounts(deal)]
    amount = Text("; ".join(parts)) if parts else None
    met = step.met or ink.run.case.source(step.source).met
    return (
        deal.title,
        ", ".join(party.name for party in deal.parties),
        amount,
        WORDS.get(step.status, step.status),
        since(deal),
        deal.note or step.note or "",
        met,
    )


def history_table(ink: Ink) -> Table:
    """Return every dated step of every deal."""
    rows = [
        (
            deal.title,
            str(step.date),
            WORDS.get(step.status, step.status),
            step.note or "",
            ink.run.case.citation(step.source),
        )
        for deal in ink.run.case.deals
        for step in deal.status
    ]
    return Table(
        id="deal-history",
        title=Text("How each deal got there"),
        columns=(
            Column("deal", "Deal", kind="quote"),
            Column("date", "Date", kind="date"),
            Column("status", "Status"),
            Column("note", "Note", kind="quote"),
            Column("source", "Source", kind="quote"),
        ),
        rows=tuple(rows),
        printed_rows=8,
    )


def policy_table(ink: Ink) -> Table:
    """Return the dated values of each policy."""
    rows = [
        policy_cells(ink, policy, value)
        for policy in ink.run.case.policies
        for value in policy.values
    ]
    return Table(
        id="policies",
        title=Text("Rules that frame the deals, with their dates"),
        columns=(
            Column("policy", "Rule", kind="quote"),
            Column("value", "Value", align="right", missing="in words"),
            Column("state", "State"),
            Column("announced", "Announced", kind="date"),
            Column("from", "In force from", kind="date", missing="not stated"),
            Column("to", "To", kind="date", missing="open"),
            Column("note", "What it says", kind="quote"),
        ),
        rows=tuple(rows),
        note=Text("An end that its own text did not foresee is shown as the end."),
        source=Text("[Sources](#sources)"),
        printed_rows=12,
    )


def policy_cells(ink: Ink, policy: Policy, value: PolicyValue) -> tuple[Cell, ...]:
    """Return the cells of one dated value of a policy."""
    number = None
    if value.has_number:
        number = ink.ref(trace_policy_value(ink.run.case, policy, value))
    end = value.ended.date if value.ended else value.valid_to
    state = "ended" if value.ended else value.state.replace("_", " ")
    return (
        policy.title,
        number,
        state,
        str(value.announced),
        str(value.valid_from) if value.valid_from else None,
        str(end) if end else None,
        value.text or value.note or "",
    )


def claim_fold(ink: Ink) -> Fold:
    """Return every claim of the case with its status and source."""
    rows = []
    for claim in ink.run.case.claims:
        later = ink.run.case.superseded_by(claim.id)
        rows.append(
            (
                claim.subject,
                claim.measure.replace("_", " "),
                ink.ref(ink.claim(claim)) if claim.has_number else claim.text or "",
                WORDS.get(claim.status or "", claim.status or ""),
                claim.modality,
                str(claim.as_of or claim.event_date or ""),
                f"superseded by {later}" if later else "",
                ink.run.case.citation(claim.source),
                claim.met,
            )
        )
    table = Table(
        id="claims",
        title=Text("What is said: every claim with its source"),
        columns=(
            Column("subject", "About", kind="quote"),
            Column("measure", "Measure"),
            Column("value", "Value", align="right", kind="quote"),
            Column("status", "Status"),
            Column("modality", "Modality"),
            Column("time", "As of", kind="date"),
            Column("later", "Later", kind="code"),
            Column("source", "Source", kind="quote"),
            Column("met", "Met as"),
        ),
        rows=tuple(rows),
    )
    return Fold(Text(f"Every claim of the case, {literal(ink.run.case.name)}"), (table,))
