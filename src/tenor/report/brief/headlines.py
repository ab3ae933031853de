"""The section of the headline test: the big stated numbers beside what they would imply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tenor.core.trace import Trace
from tenor.decision.headline import Assessment, Identity, assess_claim
from tenor.decision.headline.judging import record_of
from tenor.decision.headline.model import CANNOT_SAY, FAILS, PASSES, STRAINS
from tenor.decision.headline.wording import WORDS, reference_words, spread
from tenor.panel.case import Claim
from tenor.panel.claims import find_claims
from tenor.report.brief.ink import Ink, commodity_name, listed, place
from tenor.report.brief.promises import current_amounts, state_of
from tenor.report.markup import literal
from tenor.report.model import Cell, Column, Paragraph, Section, Table, Text

GROUND_ROWS, PLAN_ROWS, DEAL_ROWS = 3, 2, 2
"""At most so many claims in the ground, planned capacities and deals; half a page in all."""

_ORDER = (FAILS, STRAINS, CANNOT_SAY, PASSES)
_TESTED = ("value", "low", "high", "unit", "text", "measure", "commodity", "country", "id")

Entry = tuple[str, Trace, Assessment]


def build_headlines(ink: Ink) -> Section | None:
    """Return the section; None where the case states no number that can be tested."""
    entries = [*worth_entries(ink), *ground_entries(ink), *deal_entries(ink), *plan_entries(ink)]
    if not entries:
        return None
    return Section(
        id="headlines",
        title=Text("Headline test"),
        lead=Text(literal(lead_words(entries))),
        blocks=(
            Paragraph(
                Text(
                    "Each number is put beside what it would imply. It fails where even the "
                    "reading that favours it most lies over the limit, and strains where it is "
                    "possible but far from anything on record. Where a yardstick is missing, the "
                    "test cannot say: not listed is not zero. A pass does not make a claim true."
                )
            ),
            headline_table(ink, entries),
        ),
    )


def lead_words(entries: list[Entry]) -> str:
    """Return in one sentence what fails."""
    names = [label for label, _, result in entries if result.verdict == FAILS]
    if names:
        return f"Fails as stated: {listed(names)}."
    return "None of the stated numbers fails; some strain what is on record."


def worth_entries(ink: Ink) -> list[Entry]:
    """Return what the ground is said to be worth, the worst first."""
    claims = find_claims(ink.run.case, "stated_worth")
    found = [e for claim in claims if claim.has_number for e in claim_entry(ink, claim)]
    return sorted(found, key=lambda entry: _ORDER.index(entry[2].verdict))


def ground_entries(ink: Ink) -> list[Entry]:
    """Return the quantities that are claimed to lie in the ground, the worst first."""
    case = ink.run.case
    found: list[Entry] = []
    for claim in find_claims(case, "in_ground", country=case.host):
        if claim.resource_class == "claim" and claim.commodity in case.commodities:
            found += claim_entry(ink, claim)
    found.sort(key=lambda entry: _ORDER.index(entry[2].verdict))
    return found[:GROUND_ROWS]


def claim_entry(ink: Ink, claim: Claim) -> Iterator[Entry]:
    """Yield a claim with its assessment, if it can be read."""
    held = {name: getattr(claim, name) for name in _TESTED}
    yield from entry_of(ink, held, label=claim.subject, stated=ink.claim(claim))


def entry_of(ink: Ink, held: Mapping[str, Any], *, label: str, stated: Trace) -> Iterator[Entry]:
    """Yield what a mapping states with its assessment, if anything can be computed."""
    found = assess_claim(held, country=ink.run.case.host, partner=ink.run.partner)
    if found.assessment is not None and found.assessment.traces:
        yield label, stated, found.assessment


def deal_entries(ink: Ink) -> list[Entry]:
    """Return standing deals without a plant of stated capacity, as money for a first mineral."""
    case = ink.run.case
    planned = {project.id for project in case.projects if project.capacity}
    found: list[Entry] = []
    for deal in case.deals:
        wanted = [name for name in deal.commodities if name in case.commodities]
        if deal.project in planned or not wanted or state_of(ink, deal) != "current":
            continue
        countries = {party.country for party in deal.parties}
        for amount in current_amounts(deal) if {case.host, ink.run.partner} <= countries else ():
            held = {
                "measure": "investment_amount",
                "commodity": wanted[0],
                "value": amount.value,
                "low": amount.low,
                "high": amount.high,
                "unit": amount.unit,
                "id": deal.id,
            }
            label = f"{deal.title}, if all for {commodity_name(wanted[0]).lower()}"
            found += entry_of(ink, held, label=label, stated=ink.amount(deal, amount))
    return found[:DEAL_ROWS]


def plan_entries(ink: Ink) -> list[Entry]:
    """Return the largest planned capacities of the host."""
    found: list[tuple[float, Entry]] = []
    for item in ink.run.materiality:
        for plan in item.planned:
            if plan.amount.unit.endswith(" ore/y") or item.share_of_use is None:
                continue
            held = {
                "measure": "capacity",
                "commodity": item.commodity,
                "value": plan.entry.value,
                "unit": plan.entry.unit,
                "id": f"{plan.project.id}/{plan.entry.id}",
            }
            phase = f", phase {plan.entry.phase}" if plan.entry.phase else ""
            label = f"{plan.project.name}{phase}, {commodity_name(item.commodity).lower()}"
            share = plan.share_of_use.value if plan.share_of_use else None
            size = share if isinstance(share, float) else 0.0
            found += [
                (size, entry) for entry in entry_of(ink, held, label=label, stated=plan.amount)
            ]
    found.sort(key=lambda pair: -pair[0])
    return [entry for _, entry in found[:PLAN_ROWS]]


def headline_table(ink: Ink, entries: list[Entry]) -> Table:
    """Return the table of the section."""
    return Table(
        id="headline-test",
        title=Text(f"What the big numbers about {place(ink.run.case.host)} would imply"),
        columns=(
            Column("claim", "Claim"),
            Column("implied", "Would imply"),
            Column("reference", "On record"),
            Column("ratio", "Times", align="right"),
            Column("verdict", "Verdict"),
        ),
        rows=tuple(row_cells(ink, *entry) for entry in entries),
        note=Text(
            "The row shows the identity that decides, or the nearest one that can be computed; "
            "the command `tenor headline` shows all. Prices range over the years on hand."
        ),
        source=Text("Geological survey, benchmark prices and known projects; [sources](#sources)"),
    )


def row_cells(ink: Ink, label: str, stated: Trace, result: Assessment) -> tuple[Cell, ...]:
    """Return the cells of one claim."""
    shown = shown_identity(result)
    implied, reference, ratio = identity_traces(shown)
    beside = shown.reference.label if shown.reference else ""
    return (
        Text(f"{literal(label)}: {ink.put(stated)}"),
        Text(ink.put(implied)),
        Text(f"{literal(beside)}: {ink.put(reference)}"),
        ink.ref(ratio),
        verdict_words(result),
    )


def shown_identity(result: Assessment) -> Identity:
    """Return the identity that decides, else the first that could be computed."""
    reason = result.reason
    if reason is not None and reason.trace is not None:
        return reason
    computed = [identity for identity in result.identities if identity.trace is not None]
    return min(computed, key=lambda i: i.limit["order"])


def verdict_words(result: Assessment) -> str:
    """Return the verdict in words, with what is missing and, if unstated, what ore would mean."""
    as_ore = [i for i in result.identities if i.name == "country_reserves_if_ore"]
    if as_ore and as_ore[0].verdict != result.verdict:
        return f"{WORDS[result.verdict]} as metal, {WORDS[as_ore[0].verdict]} as ore"
    if result.verdict != CANNOT_SAY:
        return WORDS[result.verdict]
    missing = [i.name.replace("_", " ") for i in result.identities if i.verdict == CANNOT_SAY]
    return f"{WORDS[CANNOT_SAY]}: no {listed(missing)} on hand"


def identity_traces(identity: Identity) -> tuple[Trace, Trace, Trace]:
    """Return the traces of what is implied, of the yardstick and of their ratio."""
    ratio, known = identity.trace, identity.reference
    if ratio is None or known is None:
        raise ValueError(f"identity {identity.name!r} was not computed")
    implied = replace(
        ratio,
        id=ratio.id.replace("decision.headline/", "decision.headline_implied/", 1),
        value=identity.implied.middle,
        display=spread(identity.implied),
        unit=identity.implied.unit,
        formula=identity.formula.partition(";")[0],
    )
    reference = replace(
        ratio,
        id=ratio.id.replace("decision.headline/", "decision.headline_reference/", 1),
        value=known.range.middle,
        display=reference_words(known),
        unit=known.range.unit,
        formula="as published",
        inputs=(),
        sources=tuple(s for s in ratio.sources if s.record == record_of(known)),
    )
    return implied, reference, ratio
