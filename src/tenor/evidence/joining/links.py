"""Typed links between claims, each with its reason. Precision comes first.

Figures that differ are a candidate conflict only where every key is stated on both sides and
agrees, time among them. A person alone confirms a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any

from tenor.evidence.joining.deals import Deal
from tenor.evidence.joining.facts import NEEDS, fact_link
from tenor.evidence.joining.identity_links import find_identities
from tenor.evidence.joining.keys import Keyed
from tenor.evidence.joining.lineage import Lineages, value_key
from tenor.evidence.joining.same_deal import narrower, overlap, part_word, touch
from tenor.evidence.model import Link
from tenor.evidence.vocabulary import CANDIDATE, firmness

SAME_SIGNING_DAYS = 31
ALL_PAIRS = 12
"""Up to this many figures of one thing are compared two by two, more only with the next."""


def find_links(
    keyed: Sequence[Keyed],
    deals: Sequence[Deal],
    lineages: Lineages,
    *,
    verdicts: Iterable[Link] = (),
) -> list[Link]:
    """Return the links of claims, sorted, each once.

    Claims are compared in buckets only: those of one deal, and those of one measure and subject.
    """
    claims = {k.id: k for k in keyed}
    in_deal = {claim for deal in deals for claim in deal.claims}
    found: list[Link] = []
    for deal in deals:
        found.extend(_deal_links([claims[c] for c in deal.claims], lineages))
        found.extend(_rate_links(deal))
    found.extend(_between_deals(deals, claims))
    for members in _buckets(k for k in keyed if k.id not in in_deal).values():
        found.extend(_bucket_links(members, lineages))
    found.extend(_identity_links(keyed))
    return _reviewed(found, verdicts)


def _rows(members: Iterable[Keyed], *, scoped: bool) -> list[list[Keyed]]:
    """Return claims in rows of one figure (and of one scope), each sorted by id."""
    rows: dict[tuple[Any, ...], list[Keyed]] = {}
    for claim in sorted(members, key=lambda k: k.id):
        scope = _scope(claim) if scoped else ()
        rows.setdefault((*scope, claim.unit, *value_key(claim)), []).append(claim)
    return [rows[key] for key in sorted(rows, key=repr)]


def _scope(claim: Keyed) -> tuple[Any, ...]:
    time = claim.time.text if claim.time else ""
    return (claim.object, claim.commodity, claim.stage, claim.basis, claim.place, time)


def _pairs(rows: Sequence[list[Keyed]]) -> Iterator[tuple[list[Keyed], list[Keyed]]]:
    yield from combinations(rows, 2) if len(rows) <= ALL_PAIRS else pairwise(rows)


def _same_figure(row: Sequence[Keyed], lineages: Lineages) -> Iterator[Link]:
    """Yield links of the claims with one figure to the first of them."""
    first = row[0]
    independent: set[str] = set()
    for claim in row[1:]:
        says_little = claim.is_vague or "never" in NEEDS.get(claim.measure, ())
        if lineages.independent(first, claim) and not says_little:
            if lineages.of[claim.id] not in independent:
                reason = f"{_source(first, lineages)} and {_source(claim, lineages)} say so apart"
                yield Link(first.id, claim.id, "corroborates_independent", reason)
            independent.add(lineages.of[claim.id])
        elif first.sentence and first.sentence == claim.sentence:
            yield Link(first.id, claim.id, "duplicate_text", "the same sentence")
        elif first.document != claim.document and (
            lineages.origins[first.document] == lineages.origins[claim.document]
        ):
            reason = "the documents have one origin"
            yield Link(first.id, claim.id, "duplicate_text", reason)


def _source(claim: Keyed, lineages: Lineages) -> str:
    return str(lineages.sources.get(claim.id))


def _deal_links(members: Sequence[Keyed], lineages: Lineages) -> Iterator[Link]:
    if members and members[0].family == "tariff":
        for row in _rows(members, scoped=True):
            yield from _same_figure(row, lineages)
        return
    rows = _rows(members, scoped=False)
    for row in rows:
        yield from _same_figure(row, lineages)
    for one, other in _pairs(rows):
        link = _amounts_link(one[0], other[0])
        if link is not None:
            yield link


def _amounts_link(first: Keyed, second: Keyed) -> Link | None:
    """Return how two amounts of one deal relate, or None where nothing is known."""
    if first.unit != second.unit:
        return None
    parts = part_word(first), part_word(second)
    for small, large, word in ((first, second, parts[0]), (second, first, parts[1])):
        if word and parts[0] != parts[1] and _below(small, large):
            return Link(small.id, large.id, "part_of", f"told as a part: {word}")
    for inner, outer in ((first, second), (second, first)):
        if narrower(inner, outer):
            return Link(inner.id, outer.id, "refines", "the narrower amount lies in the wider one")
    if overlap(first, second) or first.is_vague or second.is_vague:
        return None
    return _later_or_conflict(first, second)


def _later_or_conflict(first: Keyed, second: Keyed) -> Link | None:
    one, other = first.event, second.event
    if one and other and not one.overlaps(other, slack=SAME_SIGNING_DAYS):
        late, early = (first, second) if one.first > other.first else (second, first)
        if firmness(late.status) < firmness(early.status):
            return None
        days = sorted((one.text, other.text))
        return Link(late.id, early.id, "supersedes", f"{days[1]} comes after {days[0]}")
    reason = "one deal, the same time, and amounts that have nothing in common"
    low, high = sorted((first.id, second.id))
    return Link(low, high, "candidate_conflict", reason)


def _below(small: Keyed, large: Keyed) -> bool:
    return small.high is not None and large.high is not None and small.high < large.high


def _rate_links(deal: Deal) -> Iterator[Link]:
    for rate in deal.rates:
        if rate.replaces is not None and rate.why is not None:
            yield Link(min(rate.claims), rate.replaces, "supersedes", rate.why)


def _between_deals(deals: Sequence[Deal], claims: Mapping[str, Keyed]) -> Iterator[Link]:
    """Yield what tells two deals of one pair of countries apart, and parts of larger deals."""
    by_id = {deal.id: deal for deal in deals}
    buckets: dict[tuple[str, str, str], list[Deal]] = {}
    for deal in deals:
        if deal.parent is not None:
            parent = by_id[deal.parent]
            reason = f"a {deal.relation} of {deal.parent}"
            yield Link(deal.claims[0], parent.claims[0], "part_of", reason)
        if deal.family != "tariff":
            for pair in _lands(deal, claims):
                buckets.setdefault((deal.family, *pair), []).append(deal)
    for members in buckets.values():
        states = [d for d in members if _by_state(d, claims)]
        bodies = [d for d in members if not _by_state(d, claims)]
        for state in states[:ALL_PAIRS]:
            for body in bodies[:ALL_PAIRS]:
                met = _first_overlap(state, body, claims)
                if met is not None:
                    reason = "two deals: one giver is a state, the other a body of it"
                    yield Link(*met, "scope_differs", reason)


def _lands(deal: Deal, claims: Mapping[str, Keyed]) -> set[tuple[str, str]]:
    held = [claims[c] for c in deal.claims]
    givers = {g.country for k in held for g in (k.givers or k.others) if g.country}
    takers = {t.country for k in held for t in (k.takers or k.others) if t.country}
    return {(g, t) for g in givers for t in takers if g != t}


def _by_state(deal: Deal, claims: Mapping[str, Keyed]) -> bool:
    givers = [g for c in deal.claims for g in claims[c].givers]
    return bool(givers) and all(g.is_state for g in givers)


def _first_overlap(
    first: Deal, second: Deal, claims: Mapping[str, Keyed]
) -> tuple[str, str] | None:
    for one in first.claims[:ALL_PAIRS]:
        for other in second.claims[:ALL_PAIRS]:
            if touch(claims[one], claims[other]):
                return one, other
    return None


def _buckets(keyed: Iterable[Keyed]) -> dict[tuple[str, str], list[Keyed]]:
    found: dict[tuple[str, str], list[Keyed]] = {}
    for claim in keyed:
        if claim.root and claim.claim.candidate.polarity == "affirmed":
            found.setdefault((claim.measure, claim.root), []).append(claim)
    return found


def _bucket_links(members: Sequence[Keyed], lineages: Lineages) -> Iterator[Link]:
    rows = _rows(members, scoped=True)
    for row in rows:
        yield from _same_figure(row, lineages)
    for one, other in _pairs(rows):
        told = fact_link(one[0], other[0])
        if told is not None:
            a, b, relation, reason = told
            yield Link(a, b, relation, reason)


def _identity_links(keyed: Sequence[Keyed]) -> Iterator[Link]:
    for found in find_identities(keyed):
        relation = "consistent" if found.check.holds else "candidate_conflict"
        reason = f"{found.check.identity}: {found.check.text}"
        yield Link(found.first, found.second, relation, reason)


def _reviewed(found: Iterable[Link], verdicts: Iterable[Link]) -> list[Link]:
    """Return the links with what persons decided; without a verdict no conflict is confirmed.

    The last verdict on a pair counts.
    """
    decided = {frozenset((v.a, v.b)): v for v in verdicts}
    kept: dict[tuple[str, str, str], Link] = {}
    for link in found:
        verdict = decided.get(frozenset((link.a, link.b)))
        if link.relation == CANDIDATE and verdict is not None:
            reason = f"{verdict.by}: {verdict.reason}"
            link = Link(link.a, link.b, verdict.relation, reason, verdict.by)  # noqa: PLW2901
        kept.setdefault((link.a, link.b, link.relation), link)
    return [kept[key] for key in sorted(kept)]
