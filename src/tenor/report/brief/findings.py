"""The ten lines: each one a finding with its number, its kind and its confidence."""

from __future__ import annotations

from collections.abc import Callable

from tenor.core.trace import Trace
from tenor.core.vocabulary import ClaimStatus
from tenor.panel.case import Deal
from tenor.panel.case_traces import trace_policy_value
from tenor.panel.claims import find_claims, status_since
from tenor.report.brief.dependence import is_needed, most_exposed, number
from tenor.report.brief.ink import Ink, commodity_name, listed, place, title_case, whose
from tenor.report.brief.people import incumbent
from tenor.report.brief.promises import WORDS, current_amounts, state_of
from tenor.report.brief.sales import share_to, total_exports
from tenor.report.brief.story import story_findings
from tenor.report.brief.unknowns import amount_size, flagged, stated_amount
from tenor.report.markup import literal
from tenor.report.model import Finding, Text

PROMISED = (ClaimStatus.RUMOURED, ClaimStatus.MOU_SIGNED)
APPROVED = ClaimStatus.APPROVED
SMALL_SHARE = 0.05
MOST = 10


def build_findings(ink: Ink) -> tuple[Finding, ...]:
    """Return at most ten findings, in the order of the sections.

    The lines that the case's author wrote come first; those made by rule follow where they
    say something else. Where there are more, those that weigh least are left out.
    """
    makers: tuple[Callable[[Ink], Finding | None], ...] = (
        largest_pledge,
        largest_approval,
        undone,
        firmness,
        output_against_use,
        plan_against_use,
        claim_against_reserve,
        host_weight,
        partner_dependence,
        partner_reliance,
        host_sales,
        balance_question,
        blind_stages,
    )
    told = story_findings(ink)
    used = {ref for finding in told for ref in finding.text.refs()}
    found = {
        maker: finding
        for maker in makers
        if (finding := maker(ink)) is not None and not used & set(finding.text.refs())
    }
    for maker in (partner_reliance, firmness, host_weight, blind_stages):
        if len(told) + len(found) > MOST:
            found.pop(maker, None)
    return (*told, *found.values())[:MOST]


def standing(ink: Ink, low: ClaimStatus, high: ClaimStatus) -> list[Deal]:
    """Return the partner's standing deals between two steps with an amount, largest first.

    Deals in which no party of the partner takes part count where it has none.
    """
    found = []
    for deal in ink.run.case.deals:
        status = ClaimStatus(deal.current_status.status)
        if current_amounts(deal) and state_of(ink, deal) == "current" and low <= status <= high:
            found.append(deal)
    own = [d for d in found if any(party.country == ink.run.partner for party in d.parties)]
    return sorted(own or found, key=lambda deal: -amount_size(deal))


def largest_pledge(ink: Ink) -> Finding | None:
    """Return what the partner has promised, the firmest promise first."""
    deals = standing(ink, *PROMISED)
    first: dict[str, Deal] = {}
    for deal in sorted(deals, key=lambda d: -ClaimStatus(d.current_status.status).rank):
        first.setdefault(deal.current_status.status, deal)
    if not first:
        return None
    parts = [
        f"**{stated_amount(ink, deal)}** at “{WORDS[status]}” "
        f"({literal(deal.title)}, {status_since(deal)})"
        for status, deal in list(first.items())[:2]
    ]
    return Finding(
        Text(f"Promised: {listed(parts)}. No contract or payment of these is on record."),
        "recorded",
        "fact",
        "promises",
    )


def largest_approval(ink: Ink) -> Finding | None:
    """Return the largest sum that a lender has approved, and whether it was drawn."""
    deals = standing(ink, APPROVED, APPROVED)
    if not deals:
        return None
    deal = deals[0]
    amount = stated_amount(ink, deal)
    return Finding(
        Text(
            f"**{amount}** is the largest sum that a lender has approved "
            f"(“{literal(deal.title)}”, {status_since(deal)}); no drawdown is on record."
        ),
        "recorded",
        "fact",
        "promises",
    )


def undone(ink: Ink) -> Finding | None:
    """Return a policy value that was announced and has since ended or been voided."""
    ended = [
        (policy, value)
        for policy in ink.run.case.policies
        for value in policy.values
        if policy.kind == "tariff" and value.has_number and (value.ended or value.state == "void")
    ]
    if not ended:
        return None
    policy, value = ended[-1]

    rate = ink.put(trace_policy_value(ink.run.case, policy, value))
    date = value.ended.date if value.ended else value.valid_to or value.announced
    return Finding(
        Text(
            f"The tariff of **{rate}** that framed the deals (“{literal(policy.title)}”) ended on "
            f"{date}: headlines that still quote it are out of date."
        ),
        "recorded",
        "fact",
        "promises",
    )


def firmness(ink: Ink) -> Finding | None:
    """Return how many deals have come to a contract."""
    deals = ink.run.case.deals
    if not deals:
        return None
    firm = [
        deal
        for deal in deals
        if state_of(ink, deal) == "current"
        and ClaimStatus(deal.current_status.status).is_at_least(ClaimStatus.CONTRACT_SIGNED)
    ]
    traces = [ink.amount(deal, entry) for deal in deals for entry in current_amounts(deal)]
    if not traces:
        return None
    done, whole = (
        ink.derive(f"deals/{ink.run.case.name}/{name}", n, "count", formula=words, inputs=traces)
        for name, n, words in (
            ("contracted", len(firm), "number of deals at “contract signed” or firmer"),
            ("all", len(deals), "number of deals on record"),
        )
    )
    return Finding(
        Text(f"**{ink.put(done)} of {ink.put(whole)}** deals on record have a signed contract."),
        "recorded",
        "fact",
        "promises",
    )


def output_against_use(ink: Ink) -> Finding | None:
    """Return the host's largest and the case's first commodity as shares of the partner's use."""
    known = [i for i in ink.run.materiality if i.share_of_use and number(i.share_of_use)]
    if not known:
        return None
    item = known[0]
    assert item.share_of_use is not None and item.output is not None and item.use is not None
    share = number(item.share_of_use) or 0.0
    size = "too little to change supply" if share < SMALL_SHARE else "enough to matter"
    return Finding(
        Text(
            f"{title_case(place(ink.run.case.host))} mined {ink.put(item.output)} of "
            f"{commodity_name(item.commodity).lower()} in {ink.run.case.base_year}: "
            f"**{ink.put(item.share_of_use)}** of {whose(ink.run.partner)} use of "
            f"{ink.put(item.use)}, {size}."
        ),
        "recorded",
        "model",
        "material",
    )


def plan_against_use(ink: Ink) -> Finding | None:
    """Return the largest stated capacity beside use and world output."""
    plans = [
        (item, plan)
        for item in ink.run.materiality
        for plan in item.planned
        if plan.share_of_use is not None and plan.share_of_world is not None
    ]
    if not plans:
        return None
    item, plan = max(plans, key=lambda pair: number(pair[1].share_of_world or pair[1].amount) or 0)
    assert plan.share_of_use is not None and plan.share_of_world is not None
    status = plan.project.current_status
    return Finding(
        Text(
            f"The largest plan is {literal(plan.project.name)}: {ink.put(plan.amount)} of "
            f"{commodity_name(item.commodity).lower()}, **{ink.put(plan.share_of_use)}** of "
            f"{whose(ink.run.partner)} use and {ink.put(plan.share_of_world)} of world output. "
            f"Its status is “{status.status.replace('_', ' ')}” since {status.date}."
        ),
        "as stated",
        "fact",
        "material",
    )


def claim_against_reserve(ink: Ink) -> Finding | None:
    """Return the largest claim beside the reserve of the same commodity."""
    for item in ink.run.materiality:
        claims = [e for e in item.in_ground if e.claim.resource_class == "claim" and e.claim.value]
        reserves = [
            e for e in item.in_ground if e.claim.resource_class == "reserve" and e.years_of_use
        ]
        if claims and reserves:
            years = reserves[0].years_of_use
            assert years is not None
            return Finding(
                Text(
                    f"{commodity_name(item.commodity)} in the ground: a claim of "
                    f"{ink.put(claims[0].amount)} stands beside a reserve of "
                    f"{ink.put(reserves[0].amount)}, which is **{ink.put(years)}** of "
                    f"{place(ink.run.partner)}. The claim states no method."
                ),
                "as stated",
                "fact",
                "material",
            )
    return None


def host_weight(ink: Ink) -> Finding | None:
    """Return the commodity in which the host weighs most in world output."""
    known = [
        i for i in ink.run.materiality if i.share_of_world and number(i.share_of_world) is not None
    ]
    if not known:
        return None
    item = max(known, key=lambda i: number(i.share_of_world or i.world) or 0.0)
    share = item.share_of_world
    if share is None or (number(share) or 0.0) < SMALL_SHARE:
        return None
    return Finding(
        Text(
            f"{title_case(place(ink.run.case.host))} made **{ink.put(share)}** of the world's "
            f"{commodity_name(item.commodity).lower()} in {ink.run.case.base_year}, as World "
            "Mining Data counts output; no other commodity of this case has a larger share."
        ),
        "recorded",
        "model",
        "material",
    )


def partner_reliance(ink: Ink) -> Finding | None:
    """Return the stage at which the loss of one supplier would cost the partner most."""
    known = [row for row in ink.run.partner_rows if row.supplier_loss and is_needed(row)]
    if not known:
        return None
    row = max(known, key=lambda r: r.supplier_loss or 0.0)
    loss = ink.put(ink.risk("supplier_loss", row))
    first = row.detail["largest_supplier"]
    return Finding(
        Text(
            f"The single largest exposure with data is {commodity_name(row.commodity).lower()} "
            f"({row.stage}): if {place(first)} stopped, {place(ink.run.partner)} would lose "
            f"**{loss}** of its supply at that stage."
        ),
        "recorded",
        "model",
        "dependence",
    )


def partner_dependence(ink: Ink) -> Finding | None:
    """Return where the partner depends most on the incumbent, and since when."""
    rival = incumbent(ink.run)
    row = most_exposed([r for r in ink.run.partner_rows if is_needed(r)], rival)
    if row is None or row.import_share[rival] < SMALL_SHARE:
        return None
    share = ink.put(ink.risk("import_share", row, rival))
    stated = stated_share(ink, rival, row.commodity)
    other = f"; {stated}" if stated else ""
    return Finding(
        Text(
            f"{title_case(place(rival))} supplied **{share}** of {whose(ink.run.partner)} "
            f"{commodity_name(row.commodity).lower()} imports at the {row.stage} stage in "
            f"{row.year}{other}."
        ),
        "recorded",
        "fact",
        "dependence",
    )


def stated_share(ink: Ink, supplier: str, besides: str) -> str:
    """Return the incumbent's share of another commodity as a source states it; may be empty."""
    claims = [
        claim
        for name in ink.run.case.commodities
        if name != besides
        for claim in find_claims(
            ink.run.case,
            "import_share",
            country=ink.run.partner,
            partner=supplier,
            commodity=name,
        )
        if claim.form not in (None, "ore") and claim.value
    ]
    if not claims:
        return ""
    top = max(claims, key=lambda claim: claim.value or 0.0)
    form = (top.form or "").replace("_", " ")
    trace: Trace = ink.claim(top)
    return f"of its {commodity_name(top.commodity or '').lower()} {form} imports, {ink.put(trace)}"


def host_sales(ink: Ink) -> Finding | None:
    """Return who buys what the host sells today."""
    rival, total = incumbent(ink.run), total_exports(ink)
    if total is None or not total.value:
        return None
    share, own = share_to(ink, rival), share_to(ink, ink.run.partner)
    if share is None:
        return None
    partner = place(ink.run.partner)
    rest = f"{partner} bought {ink.put(own)}" if own else f"no sale to {partner} is on record"
    return Finding(
        Text(
            f"{title_case(place(rival))} bought **{ink.put(share)}** of the {ink.put(total)} of "
            f"these commodities that {place(ink.run.case.host)} exported in "
            f"{ink.run.case.base_year}; {rest}."
        ),
        "recorded",
        "fact",
        "sales",
    )


def balance_question(ink: Ink) -> Finding | None:
    """Return ore exports that exceed recorded output."""
    found = flagged(ink)
    if not found:
        return None
    name, ratio = found[0]
    return Finding(
        Text(
            f"Recorded {commodity_name(name).lower()} ore exports are **{ink.put(ratio)} times** "
            "recorded output on one content: output, grade or origin is misstated somewhere."
        ),
        "recorded",
        "model",
        "unknowns",
    )


def blind_stages(ink: Ink) -> Finding | None:
    """Return the stages that the data cannot see, and where output by country is all there is."""
    blind = [row for row in ink.run.partner_rows if row.status == "not_covered"]
    if not blind:
        return None
    unseen = [row for row in blind if row.hhi is None]
    names = list(dict.fromkeys(commodity_name(row.commodity).lower() for row in blind))
    told = (
        f"who makes it is known and who ships it to {place(ink.run.partner)} is not"
        if not unseen
        else "of some stages only who makes the goods is known, of "
        f"{listed([f'{commodity_name(r.commodity).lower()} {r.stage}' for r in unseen])} neither"
    )
    return Finding(
        Text(
            f"For {listed(names)} the trade data at hand do not show every stage: {told}. The "
            "chokepoints rest on output there, not on dependence."
        )
        if len(unseen) < len(blind)
        else Text(
            f"For {listed(names)} the data at hand do not show every stage: where smelting or "
            "separation is the scarce step, this brief cannot rank it."
        ),
        "recorded",
        "judgement",
        "dependence",
    )
