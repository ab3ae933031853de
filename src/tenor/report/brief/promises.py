"""The section on what was promised and how firmly: deals, their status history, policies."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from tenor.core.vocabulary import ClaimStatus
from tenor.panel.case import Claim, Deal, Policy, PolicyValue
from tenor.panel.case.schema import Dated, DealStep
from tenor.panel.case_traces import trace_policy_value
from tenor.panel.claims import status_since
from tenor.report.brief.ink import Ink, commodity_name, place
from tenor.report.brief.people import incumbent
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
    ahead, around = dates_table(ink), conditions_table(ink)
    blocks += [table for table in (ahead, around) if table is not None]
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
    """Return how many statements of one sum rest on one origin."""
    groups: dict[tuple[str, float], list[Claim]] = {}
    for claim in ink.run.case.claims:
        if claim.lineage and claim.measure == "finance_amount" and claim.value:
            groups.setdefault((claim.lineage, claim.value), []).append(claim)
    echoes = [group for group in groups.values() if len(group) > 1]
    if not echoes:
        return "Deals on their status ladder, with dates and what undid them."
    top = max(echoes, key=len)
    members = [ink.claim(claim) for claim in top]
    count = ink.derive(
        f"echoes/{top[0].lineage}",
        len(members),
        "count",
        formula="number of texts that state the sum and share one origin",
        inputs=members,
    )
    return (
        f"The sum of {ink.put(members[0])} stands in {ink.put(count)} texts that share one origin; "
        "together they count as one voice."
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


def between_partners(ink: Ink, deal: Deal) -> bool:
    """Return whether host and partner both take part in a minerals deal."""
    countries = {party.country for party in deal.parties}
    both = {ink.run.case.host, ink.run.partner} <= countries
    return both and deal.instrument != "trade_agreement"


def ladder_picture(ink: Ink) -> Picture:
    """Return all deals on the ladder, those between host and partner first."""
    deals = sorted(
        ink.run.case.deals,
        key=lambda d: (
            not between_partners(ink, d),
            -ClaimStatus(last_on_ladder(d).status).rank,
        ),
    )
    own = [d for d in deals if between_partners(ink, d) and state_of(ink, d) == "current"]
    host, partner = place(ink.run.case.host), place(ink.run.partner)
    if own:
        firmest = max((ClaimStatus(last_on_ladder(d).status) for d in own), key=lambda s: s.rank)
        title = f"No minerals deal between {partner} and {host} is firmer than “{WORDS[firmest]}”"
    else:
        title = f"No minerals deal between {partner} and {host} is on record"
    return Picture(
        id="status-ladder",
        title=Text(title),
        subtitle=Text(
            f"Each deal at the firmest step that a source supports; deals between {partner} and "
            f"{host} first, then what surrounds them; hollow: undone"
        ),
        figure=Ladder(tuple(rung(ink, d) for d in deals), steps=tuple(w for _, w in STEPS)),
        alt=Text(f"Deals on their status ladder. {title}."),
        source=Text("[Sources](#sources)"),
    )


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
        date=status_since(deal) if step is deal.current_status else str(step.date),
        state=state_of(ink, deal),
        note=note,
        earlier=tuple((WORDS[s.status], str(s.date)) for s in earlier),
        trace=trace_id,
        traces=tuple(trace.id for trace in traces),
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
            Column("met", "How the source was met"),
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
        status_since(deal),
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
    """Return the dated values of each policy, the newest first."""
    pairs = [(p, v) for p in ink.run.case.policies for v in p.values]
    order = {ink.run.partner: 0, incumbent(ink.run): 1}
    pairs.sort(key=lambda pair: str(pair[1].announced), reverse=True)
    pairs.sort(key=lambda pair: (order.get(pair[0].imposed_by, 2), pair[0].kind != "tariff"))
    return Table(
        id="policies",
        title=Text(f"Rules that frame the deals, as they stood on {ink.run.case.cut_off}"),
        columns=(
            Column("policy", "Rule", kind="quote"),
            Column("value", "Value", align="right", missing="see text"),
            Column("state", "State"),
            Column("announced", "Announced", kind="date"),
            Column("from", "In force from", kind="date", missing="not stated"),
            Column("to", "To", kind="date", missing="open"),
            Column("note", "What it says", kind="quote"),
        ),
        rows=tuple(policy_cells(ink, policy, value) for policy, value in pairs),
        note=Text("An end that its own text did not foresee is shown as the end."),
        source=Text("[Sources](#sources)"),
        printed_rows=14,
    )


def policy_cells(ink: Ink, policy: Policy, value: PolicyValue) -> tuple[Cell, ...]:
    """Return the cells of one dated value of a policy."""
    number = None
    if value.has_number:
        number = ink.ref(trace_policy_value(ink.run.case, policy, value))
    end = value.ended.date if value.ended else value.valid_to
    return (
        policy.title,
        number,
        state_on(value, ink.run.case.cut_off),
        str(value.announced),
        str(value.valid_from) if value.valid_from else None,
        str(end) if end else None,
        value.text or value.note or "",
    )


def state_on(value: PolicyValue, day: dt.date) -> str:
    """Return the state of a policy value on a day: what it says, unless its time is over."""
    if value.ended is not None:
        return "ended"
    if value.valid_to is not None and value.valid_to.latest <= day:
        return "lapsed"
    if value.valid_from is not None and value.valid_from.earliest > day:
        return "not yet in force"
    return value.state.replace("_", " ")


def dates_table(ink: Ink) -> Table | None:
    """Return what falls due after the day of knowledge; None where nothing is stated."""
    day = ink.run.case.cut_off
    rows: list[tuple[str, str, str]] = []
    for policy in ink.run.case.policies:
        for value in policy.values:
            if value.ended is None and value.valid_to and value.valid_to.earliest > day:
                words = value.text or value.note or ""
                rows.append((str(value.valid_to), f"{policy.title}: this ends", words))
    for claim in ink.run.case.claims:
        due = claim.event_date or claim.valid_to
        if due is not None and due.earliest > day:
            rows.append((str(due), claim.subject, claim.text or claim.note or ""))
    for project in ink.run.case.projects:
        if project.start is not None:
            start = project.start
            span = f"{start.earliest} to {start.latest}"
            rows.append((span, f"{project.name} may start (judgement)", start.note))
    if not rows:
        return None
    return Table(
        id="dates-ahead",
        title=Text(f"Dates ahead of {day.isoformat()}"),
        columns=(
            Column("date", "Date", kind="date"),
            Column("what", "What", kind="quote"),
            Column("words", "What is said", kind="quote"),
        ),
        rows=tuple(sorted(rows)),
        source=Text("[Sources](#sources)"),
    )


CONDITION_TOPICS = ("security", "law", "logistics")
"""What stands in the way of a mine, whatever is signed."""


def conditions_table(ink: Ink) -> Table | None:
    """Return what is on record about security, law and transport; None where nothing is."""
    claims = [c for c in ink.run.case.claims if c.topic in CONDITION_TOPICS]
    if not claims:
        return None
    rows = tuple(
        (
            claim.topic,
            claim.subject,
            ink.ref(ink.claim(claim)) if claim.has_number else claim.text or "",
            str(claim.as_of or claim.event_date or claim.valid_from or "") or None,
            ink.run.case.citation(claim.source),
            claim.met,
        )
        for claim in claims
    )
    return Table(
        id="conditions",
        title=Text("Security, law and transport: what is on record"),
        columns=(
            Column("topic", "Topic"),
            Column("subject", "About", kind="quote"),
            Column("value", "What is said", kind="quote"),
            Column("date", "Date", kind="date", missing="no date"),
            Column("source", "Source", kind="quote"),
            Column("met", "How the source was met"),
        ),
        rows=rows,
        printed_rows=12,
    )


LAST_TOPICS = ("us-need", "world-supply", "macro")
"""Background statistics stand behind what was said about the deals."""


def claim_fold(ink: Ink) -> Fold:
    """Return every claim of the case with its status and source."""
    claims = sorted(ink.run.case.claims, key=lambda claim: claim.topic in LAST_TOPICS)
    table = Table(
        id="claims",
        title=Text("What is said: every claim with its source"),
        columns=(
            Column("id", "Id", kind="code"),
            Column("topic", "Topic", kind="code"),
            Column("subject", "About", kind="quote"),
            Column("measure", "Measure"),
            Column("material", "Material and stage", kind="quote"),
            Column("value", "Value", align="right", kind="quote"),
            Column("status", "Status"),
            Column("time", "As of", kind="date"),
            Column("later", "Later", kind="code"),
            Column("source", "Source", kind="quote"),
            Column("met", "How the source was met"),
        ),
        rows=tuple(claim_cells(ink, claim) for claim in claims),
    )
    return Fold(Text(f"Every claim of the case, {literal(ink.run.case.name)}"), (table,))


def claim_cells(ink: Ink, claim: Claim) -> tuple[Cell, ...]:
    """Return the cells of one claim."""
    later = ink.run.case.superseded_by(claim.id)
    name = commodity_name(claim.commodity) if claim.commodity else ""
    form = claim.form or claim.stage or claim.resource_class or ""
    status = WORDS.get(claim.status or "", claim.status or "") or claim.modality
    return (
        claim.id,
        claim.topic,
        claim.subject,
        claim.measure.replace("_", " "),
        ", ".join(filter(None, (name, form.replace("_", " ")))),
        ink.ref(ink.claim(claim)) if claim.has_number else claim.text or "",
        status,
        str(claim.as_of or claim.event_date or ""),
        f"superseded by {later}" if later else "",
        ink.run.case.citation(claim.source),
        claim.met,
    )
