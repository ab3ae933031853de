"""Claims to deals, on keys only; with parts, history of status, amounts and lineage.

Duties are told apart from the rest: what a state lays on the goods of another is one deal with a
history of rates (`duties`); money and goods between bodies are `same_deal`'s to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from tenor.core.countries import is_country_code
from tenor.evidence.joining.duties import Duty, Rate, find_duties
from tenor.evidence.joining.entities import Known
from tenor.evidence.joining.groups import Groups
from tenor.evidence.joining.keys import Keyed, Period, is_deal
from tenor.evidence.joining.lineage import Lineages, value_key
from tenor.evidence.joining.same_deal import is_told_part, part_word, same_value, why_same
from tenor.evidence.vocabulary import OFF_LADDER, firmness

CASH_FROM = "disbursed"
"""Softest status at which money has moved."""
_MOST_COMPARED = 32
_MEMORANDUM = re.compile(
    r"\b(?:memorand(?:um|a)|mous?|letters? of (?:intent|interest)|non binding)\b"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """One figure of a deal with the claims that give it; votes are lineages."""

    low: float | None
    high: float | None
    unit: str
    per: str | None
    part: str | None
    status: str | None
    claims: tuple[str, ...]
    lineages: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the amount as a JSON object."""
        return {
            "low": self.low,
            "high": self.high,
            "unit": self.unit,
            "per": self.per,
            "part": self.part,
            "status": self.status,
            "claims": list(self.claims),
            "lineages": list(self.lineages),
        }


@dataclass(frozen=True, slots=True)
class Step:
    """One status of a deal; `date` is that of the event, else ``by`` the day of the document."""

    status: str
    date: str | None
    dated_by: str
    claims: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the step as a JSON object."""
        return {
            "status": self.status,
            "date": self.date,
            "dated_by": self.dated_by,
            "claims": list(self.claims),
        }


@dataclass(frozen=True, slots=True)
class Deal:
    """One deal.

    Attributes
    ----------
    id : str
        Family, giver and receiver; numbered where several have the same.
    family : str
        ``commitment``, ``loan``, ``grant``, ``guarantee``, ``equity``, ``fund``, ``purchase`` or
        ``tariff``.
    parties : tuple of (str, str, str)
        Entity, name and role.
    status : str or None
        Firmest of the ladder, unless the deal has left it since.
    is_cash : bool
        Whether money has moved: at or above `CASH_FROM`.
    history : tuple of Step
    amounts : tuple of Amount
    rates : tuple of Rate
        Of a duty, in order of time.
    parent, relation : str or None
        Deal of which this is a ``tranche`` or ``option``.
    why : tuple of str
        Reasons for which claims were put together.
    """

    id: str
    family: str
    parties: tuple[tuple[str, str, str], ...]
    commodities: tuple[str, ...]
    projects: tuple[str, ...]
    status: str | None
    is_cash: bool
    history: tuple[Step, ...]
    amounts: tuple[Amount, ...]
    rates: tuple[Rate, ...]
    claims: tuple[str, ...]
    lineages: tuple[str, ...]
    parent: str | None
    relation: str | None
    why: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the deal as the JSON object of ``tenor ledger deals``."""
        return {
            "id": self.id,
            "family": self.family,
            "parties": [{"id": i, "name": n, "role": r} for i, n, r in self.parties],
            "commodities": list(self.commodities),
            "projects": list(self.projects),
            "status": self.status,
            "is_cash": self.is_cash,
            "history": [step.as_dict() for step in self.history],
            "amounts": [amount.as_dict() for amount in self.amounts],
            "rates": [rate.as_dict() for rate in self.rates],
            "claims": list(self.claims),
            "lineages": list(self.lineages),
            "parent": self.parent,
            "relation": self.relation,
            "why": list(self.why),
        }


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which claims are of one deal, before anything is said about it."""

    claims: Mapping[str, Keyed]
    money: Groups[str]
    duties: tuple[Duty, ...]

    @property
    def deal_of(self) -> dict[str, str]:
        """A name of the deal of each claim."""
        named = {c: self.money.find(c) for c, k in self.claims.items() if k.family != "tariff"}
        return named | {claim: duty.id for duty in self.duties for claim in duty.claims}


def group_deals(keyed: Sequence[Keyed]) -> Grouping:
    """Return the claims of deals in groups, on keys alone."""
    claims = {k.id: k for k in keyed if is_deal(k)}
    money = [k for _, k in sorted(claims.items()) if k.family != "tariff"]
    duties = find_duties([k for k in claims.values() if k.family == "tariff"])
    return Grouping(claims, group_claims(money), tuple(duties))


def find_deals(grouping: Grouping, lineages: Lineages) -> list[Deal]:
    """Return the deals of grouped claims, sorted by id; each claim of a deal is in one of them."""
    claims, groups = grouping.claims, grouping.money
    drafts: list[tuple[tuple[Any, ...], Deal]] = []
    reasons = _reasons(groups)
    for root, members in groups.groups().items():
        held = [claims[m] for m in members]
        deal = _deal(held, lineages, reasons.get(root, ()))
        drafts.append(((deal.id, _first_day(held), _sizes(held), members[0]), deal))
    for duty in grouping.duties:
        held = [claims[c] for c in duty.claims]
        deal = _deal(held, lineages, duty.why)
        last = duty.rates[-1].status if duty.rates else deal.status
        deal = replace(deal, id=duty.id, rates=duty.rates, status=last)
        drafts.append(((deal.id, _first_day(held), _sizes(held), held[0].id), deal))
    return _with_parents(_numbered(drafts), claims)


def group_claims(money: Sequence[Keyed]) -> Groups[str]:
    """Return the claims in groups of one deal each.

    Only claims that share a bucket are compared: a giver with a figure, or a giver with a
    receiving body; and in a bucket only with the first of each kind.
    """
    groups: Groups[str] = Groups(k.id for k in money)
    buckets: dict[tuple[str, ...], list[Keyed]] = {}
    order = sorted(money, key=_specific_first)
    for claim in order:
        for key in _buckets(claim):
            buckets.setdefault(key, []).append(claim)
    givers = {claim.id: _giver_kinds(claim) for claim in money}
    for _, members in sorted(buckets.items()):
        firsts: list[Keyed] = []
        for claim in members:
            joined = False
            for first in firsts[:_MOST_COMPARED]:
                reason = why_same(first, claim)
                if reason is not None and _may_join(groups, givers, first.id, claim.id):
                    groups.join(first.id, claim.id, reason)
                    joined = True
                    break
            if not joined:
                firsts.append(claim)
    return groups


def _giver_kinds(claim: Keyed) -> frozenset[str]:
    if any(known.is_specific for known in claim.parties):
        return frozenset({"body"})
    return frozenset({"state"}) if any(known.is_state for known in claim.givers) else frozenset()


def _may_join(
    groups: Groups[str], givers: dict[str, frozenset[str]], first: str, second: str
) -> bool:
    """Tell whether two groups may be one: never money of a state with money of a body.

    Without it a claim that names no giver could tie the two together.
    """
    one, other = groups.find(first), groups.find(second)
    both = givers[one] | givers[other]
    if len(both) > 1:
        return False
    givers[min(one, other)] = both
    return True


def _specific_first(claim: Keyed) -> tuple[int, int, str]:
    bodies = sum(known.is_specific for known in claim.parties)
    return (-bodies, claim.event is None, claim.id)


def _buckets(claim: Keyed) -> Iterable[tuple[str, ...]]:
    """Yield the buckets of a claim: its parties with its figure, its document, its receivers."""
    family, figure = claim.family, value_key(claim)
    bodies = sorted({known.id for known in claim.parties if known.is_specific})
    for body in bodies:
        yield (family, body, *figure)
        yield (family, body, "in", claim.document)
    states = sorted({known.id for known in claim.parties if known.is_state})
    if not bodies and len(states) > 1:
        yield (family, "states", *states, *figure)
        yield (family, "states", *states, "in", claim.document)
    yield from ((family, one, "to", other) for one, other in combinations(bodies[:6], 2))
    if not claim.givers or any(known.kind == "described" for known in claim.parties):
        named = (e for e in sorted(claim.named | claim.beside) if not is_country_code(e))
        yield from ((family, entity, *figure) for entity in named)
    yield (family, "figure", claim.document, *figure)


def _reasons(groups: Groups[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for (first, _), reason in groups.reasons.items():
        found.setdefault(groups.find(first), set()).add(reason)
    return {root: tuple(sorted(reasons)) for root, reasons in found.items()}


def _deal(held: Sequence[Keyed], lineages: Lineages, why: Sequence[str]) -> Deal:
    history = _history(held)
    status, note = _of_paper(_current(history), history, held)
    why = [*why, note] if note else why
    parties = _parties(held)
    return Deal(
        id=_name(held, parties),
        family=held[0].family,
        parties=parties,
        commodities=tuple(sorted({k.commodity for k in held if k.commodity})),
        projects=tuple(sorted(_projects(held))),
        status=status,
        is_cash=firmness(status) >= firmness(CASH_FROM) and held[0].family != "tariff",
        history=history,
        amounts=_amounts(held, lineages),
        rates=(),
        claims=tuple(sorted(k.id for k in held)),
        lineages=tuple(sorted({lineages.of[k.id] for k in held})),
        parent=None,
        relation=None,
        why=tuple(why),
    )


def _parties(held: Sequence[Keyed]) -> tuple[tuple[str, str, str], ...]:
    """Return the parties; a state or a description gives way to a body of it on the same side."""
    sides: dict[str, dict[str, Known]] = {"giver": {}, "receiver": {}, "party": {}}
    for claim in held:
        for side, known in (
            *(("giver", k) for k in claim.givers),
            *(("receiver", k) for k in claim.takers),
            *(("party", k) for k in claim.others),
        ):
            sides[side].setdefault(known.id, known)
    _settle_sides(held, sides)
    for side in ("giver", "receiver"):
        lands = {k.country for k in sides[side].values() if k.is_specific}
        for known in list(sides[side].values()):
            if (known.is_state or known.kind == "described") and known.country in lands:
                del sides[side][known.id]
    taken = {*sides["giver"], *sides["receiver"]}
    rows = [
        (known.id, known.name, side)
        for side in ("giver", "receiver", "party")
        for known in sides[side].values()
        if side != "party" or known.id not in taken
    ]
    return tuple(sorted(rows, key=lambda row: (("giver", "receiver", "party").index(row[2]), row)))


def _settle_sides(held: Sequence[Keyed], sides: Mapping[str, dict[str, Known]]) -> None:
    """Leave who is told on both sides on the one that more claims tell, else as a giver."""
    for entity in sorted(set(sides["giver"]) & set(sides["receiver"])):
        gives = sum(any(k.id == entity for k in claim.givers) for claim in held)
        takes = sum(any(k.id == entity for k in claim.takers) for claim in held)
        del sides["receiver" if gives >= takes else "giver"][entity]


def _name(held: Sequence[Keyed], parties: Sequence[tuple[str, str, str]]) -> str:
    by_side = {
        side: [entity for entity, _, role in parties if role == side]
        for side in ("giver", "receiver", "party")
    }
    givers = by_side["giver"] or by_side["party"][:1] or ["unknown"]
    rest = [entity for entity in by_side["party"] if entity not in givers]
    takers = by_side["receiver"] or rest[:1] or sorted(_projects(held))[:1] or ["unknown"]
    return "/".join((held[0].family, "+".join(givers[:3]), "+".join(takers[:3])))


def _projects(held: Iterable[Keyed]) -> set[str]:
    return {
        known.id
        for claim in held
        for known in (*claim.parties, claim.subject)
        if known is not None and known.kind == "project"
    }


def _of_paper(
    status: str | None, history: Sequence[Step], held: Sequence[Keyed]
) -> tuple[str | None, str | None]:
    """Return the status of the paper: one that a claim calls a memorandum is no contract.

    Unless a contract is dated after all that is known of the memorandum.
    """
    if status != "contract_signed":
        return status, None
    memos = [k for k in held if _MEMORANDUM.search(k.sentence)]
    contracts = [s.date for s in history if s.status == status and s.dated_by == "event" and s.date]
    days = [k.event.text for k in memos if k.event is not None]
    if not memos or (contracts and max(contracts) > max(days, default="")):
        return status, None
    return "mou_signed", "the paper is called a memorandum, so it is no contract yet"


def _history(held: Sequence[Keyed]) -> tuple[Step, ...]:
    steps: dict[tuple[str, str | None, str], list[str]] = {}
    affirmed = {
        (k.document, value_key(k)) for k in held if k.claim.candidate.polarity == "affirmed"
    }
    for claim in held:
        status = claim.status
        is_ended = claim.claim.candidate.polarity == "ended"
        if is_ended and (claim.document, value_key(claim)) in affirmed:
            continue  # its own document says elsewhere that it stands
        if is_ended and status not in OFF_LADDER:
            status = "cancelled"
        if status is not None:
            period, dated_by = _dated(claim)
            key = (status, period.text if period else None, dated_by)
            steps.setdefault(key, []).append(claim.id)
    rows = [Step(status, date, by, tuple(sorted(ids))) for (status, date, by), ids in steps.items()]
    return tuple(sorted(rows, key=lambda s: (s.date or "9999", firmness(s.status), s.status)))


def _dated(claim: Keyed) -> tuple[Period | None, str]:
    if claim.event is not None:
        return claim.event, "event"
    return (claim.published, "document") if claim.published else (None, "unknown")


def _current(history: Sequence[Step]) -> str | None:
    """Return the firmest status, or the last one where a later report takes the deal off."""
    ladder = [step for step in history if step.status not in OFF_LADDER]
    off = [step for step in history if step.status in OFF_LADDER]
    firmest = max(ladder, key=lambda s: (firmness(s.status), s.status), default=None)
    if not off:
        return firmest.status if firmest else None
    last = max(off, key=lambda s: (s.date or "", s.status))
    known = [s.date for s in ladder if s.date and s.dated_by == "event"]
    if firmest is None or last.date is None or not known or max(known) <= last.date:
        return last.status
    return firmest.status


def _amounts(held: Sequence[Keyed], lineages: Lineages) -> tuple[Amount, ...]:
    rows: list[list[Keyed]] = []
    for claim in sorted(held, key=lambda k: (k.unit, k.low or 0.0, k.high or 0.0, k.id)):
        row = next((r for r in rows if same_value(r[0], claim)), None)
        if row is None:
            rows.append([claim])
        else:
            row.append(claim)
    return tuple(_amount(row, lineages) for row in rows)


def _amount(row: Sequence[Keyed], lineages: Lineages) -> Amount:
    parts = sorted({part for k in row if (part := part_word(k))})
    statuses = [k.status for k in row if k.status is not None]
    return Amount(
        row[0].low,
        row[0].high,
        row[0].unit[0],
        row[0].unit[1] or None,
        parts[0] if parts else None,
        max(statuses, key=lambda s: (firmness(s), s), default=None),
        tuple(sorted(k.id for k in row)),
        tuple(sorted({lineages.of[k.id] for k in row})),
    )


def _numbered(drafts: list[tuple[tuple[Any, ...], Deal]]) -> list[Deal]:
    count: dict[str, int] = {}
    found: list[Deal] = []
    for _, deal in sorted(drafts, key=lambda draft: draft[0]):
        count[deal.id] = count.get(deal.id, 0) + 1
        number = count[deal.id]
        found.append(deal if number == 1 else replace(deal, id=f"{deal.id}/{number}"))
    return sorted(found, key=lambda deal: deal.id)


def _with_parents(deals: Sequence[Deal], claims: Mapping[str, Keyed]) -> list[Deal]:
    """Return the deals, those that are told as a part beside the one larger deal they fit."""
    by_sides: dict[tuple[Any, ...], list[Deal]] = {}
    for deal in deals:
        by_sides.setdefault(_sides(deal), []).append(deal)
    found: list[Deal] = []
    for deal in deals:
        told = [claims[c] for c in deal.claims if is_told_part(claims[c])]
        words = {part for claim in told if (part := part_word(claim))}
        top = _top(deal)
        if not words or top is None or not _has_two_bodies(deal):
            found.append(deal)
            continue
        larger = [
            other
            for other in by_sides[_sides(deal)][:_MOST_COMPARED]
            if other.id != deal.id and (_top(other) or 0.0) > top
        ]
        is_part = len(larger) == 1
        found.append(replace(deal, parent=larger[0].id, relation=min(words)) if is_part else deal)
    return found


def _has_two_bodies(deal: Deal) -> bool:
    named = {role for entity, _, role in deal.parties if not is_country_code(entity)}
    return deal.family != "tariff" and {"giver", "receiver"} <= named


def _sides(deal: Deal) -> tuple[Any, ...]:
    ids = tuple(entity for entity, _, role in deal.parties if role != "party")
    return (deal.family, ids, tuple(a.unit for a in deal.amounts[:1])) if ids else (deal.id,)


def _top(deal: Deal) -> float | None:
    return max((a.high for a in deal.amounts if a.high is not None), default=None)


def _first_day(held: Sequence[Keyed]) -> str:
    days = [p.first.isoformat() for k in held if (p := k.event or k.published)]
    return min(days, default="9999")


def _sizes(held: Sequence[Keyed]) -> tuple[float, float]:
    return (
        min((k.low for k in held if k.low is not None), default=0.0),
        max((k.high for k in held if k.high is not None), default=0.0),
    )
