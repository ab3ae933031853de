"""The section on what is not known, what to verify first, and what was assumed."""

from __future__ import annotations

from tenor.core.trace import Trace
from tenor.core.vocabulary import ClaimStatus
from tenor.panel.case import Deal
from tenor.report.brief.dependence import number
from tenor.report.brief.doubts import doubt_table
from tenor.report.brief.ink import Ink, commodity_name, listed, place
from tenor.report.brief.promises import WORDS, current_amounts, last_on_ladder, state_of
from tenor.report.brief.story import story_checks
from tenor.report.markup import literal
from tenor.report.model import Block, Bullets, Column, Heading, Section, Table, Text

CHECKS = 3


def build_unknowns(ink: Ink) -> Section:
    """Return the section on gaps."""
    blocks: list[Block] = [
        Heading("verify-first", Text("Three things to verify first")),
        Bullets(tuple(verify_first(ink)), ordered=True),
        gap_table(ink),
        balance_table(ink),
    ]
    doubts = doubt_table(ink)
    blocks += [doubts] if doubts else []
    return Section(
        id="unknowns",
        title=Text("What we don't know"),
        lead=Text(
            literal(ink.run.case.story.unanswered)
            if ink.run.case.story.unanswered
            else "What to verify first, what is missing, and figures that do not fit."
        ),
        blocks=tuple(blocks),
    )


def open_deals(ink: Ink) -> list[Deal]:
    """Return standing deals with an amount that are not contracted, largest first."""
    found = [
        deal
        for deal in ink.run.case.deals
        if current_amounts(deal)
        and state_of(ink, deal) == "current"
        and not ClaimStatus(deal.current_status.status).is_at_least(ClaimStatus.CONTRACT_SIGNED)
    ]
    return sorted(found, key=lambda deal: -amount_size(deal))


def amount_size(deal: Deal) -> float:
    """Return the size of a deal's newest amounts together, for sorting."""
    return sum(e.value or e.high or e.low or 0.0 for e in current_amounts(deal))


def stated_amount(ink: Ink, deal: Deal) -> str:
    """Return a deal's newest amount, or its parts, for running text."""
    return listed([ink.put(ink.amount(deal, entry)) for entry in current_amounts(deal)])


def verify_first(ink: Ink) -> list[Text]:
    """Return up to three checks that would move the findings most, the author's own first."""
    checks = story_checks(ink)
    if len(checks) >= CHECKS:
        return checks[:CHECKS]
    deals = open_deals(ink)
    if deals:
        deal = deals[0]
        amount = stated_amount(ink, deal)
        step = WORDS[last_on_ladder(deal).status]
        checks.append(
            Text(
                f"Whether “{literal(deal.title)}” ({amount}) has moved beyond “{step}”: it is the "
                "largest standing amount without a contract on record."
            )
        )
    blind = [row for row in ink.run.partner_rows if row.status == "not_covered"]
    if blind:
        names = list(dict.fromkeys(commodity_name(r.commodity).lower() for r in blind))
        checks.append(
            Text(
                f"Who smelts and separates: the trade data at hand lack stages of "
                f"{listed(names[:5])}. Customs data for those codes would fill it."
            )
        )
    for balance in flagged(ink)[:1]:
        checks.append(
            Text(
                f"Where the exported {commodity_name(balance[0]).lower()} ore comes from: exports "
                f"are {ink.put(balance[1])} times the recorded output, both counted as contained "
                "metal or oxide."
            )
        )
    return checks[:CHECKS]


def flagged(ink: Ink) -> list[tuple[str, Trace]]:
    """Return commodities whose exports exceed output, the largest ratio first."""
    found = [(b.commodity, b.ratio) for b in ink.run.balances if b.flagged]
    return sorted(found, key=lambda pair: -(number(pair[1]) or 0.0))


def gap_table(ink: Ink) -> Table:
    """Return what is missing and what it keeps from being said."""
    case = ink.run.case
    rows: list[tuple[str, str, str]] = []
    for row in ink.run.partner_rows:
        name = f"{commodity_name(row.commodity)}, {row.stage}"
        if row.status == "not_covered":
            known = "no trade data at hand" + ("; output is known" if row.hhi is not None else "")
            rows.append((name, known, "dependence at this stage"))
        elif row.status == "no_production_data":
            lack = "world output at this stage not at hand"
            lack = lack if row.hhi is None else "world output at this stage known as shares only"
            rows.append((name, lack, "score and reliance"))
        elif row.status == "no_trade_recorded":
            rows.append((name, "no trade recorded", "import shares; it is not “no risk”"))
    for item in ink.run.materiality:
        if item.use is None:
            who = place(ink.run.partner)
            name = commodity_name(item.commodity)
            rows.append((name, f"use in {who} not stated", "share of use"))
    recalled = [s for s in case.source_rows if s.met == "recalled"]
    if recalled:
        rows.append(("Sources", "some were recalled, not read", "every figure that rests on them"))
    for entry in case.excluded[:5]:
        rows.append((f"{entry.kind} {entry.id}", "dated after the day of knowledge", "left out"))
    return Table(
        id="gaps",
        title=Text("What is missing and what it keeps from being said"),
        columns=(
            Column("what", "Where", kind="quote"),
            Column("gap", "Gap"),
            Column("effect", "What it keeps from being said"),
        ),
        rows=tuple(rows),
        printed_rows=10,
    )


def balance_table(ink: Ink) -> Table:
    """Return ore exports against mine output."""
    rows = tuple(
        (
            commodity_name(b.commodity),
            ink.ref(b.exported),
            ink.ref(b.output),
            ink.ref(b.low),
            ink.ref(b.ratio),
            ink.ref(b.high),
            "exceeds output at any grade" if b.flagged else "within the range of grades and stocks",
        )
        for b in ink.run.balances
    )
    return Table(
        id="balances",
        title=Text(f"Ore that {place(ink.run.case.host)} exports against what it mines"),
        columns=(
            Column("commodity", "Commodity"),
            Column("exported", "Exported", align="right"),
            Column("output", "Mined", align="right"),
            Column("low", "Ratio, lowest grade", align="right"),
            Column("ratio", "Ratio, usual grade", align="right"),
            Column("high", "Ratio, highest grade", align="right"),
            Column("reading", "Reading"),
        ),
        rows=rows,
        note=Text(
            "Exports are counted as contained metal or oxide, as output is. Only ores are "
            "balanced: metal that leaves as blister or another product is not in it."
        ),
        source=Text("CEPII BACI; World Mining Data; material table"),
    )
