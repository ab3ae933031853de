"""Identities between claims of one thing: which of them hold, as links.

Claims are taken together only where subject, basis and document or stage agree; each identity
compares the first claim of each figure, so the work is linear in the claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tenor.evidence.joining import identities as i
from tenor.evidence.joining.keys import Keyed, holds_commodity
from tenor.evidence.joining.lineage import value_key

_MOST = 8
"""Claims of one kind and thing that are tried against one another."""


@dataclass(frozen=True, slots=True)
class Found:
    """An identity between two claims, and whether it holds."""

    first: str
    second: str
    check: i.Check


def find_identities(keyed: Sequence[Keyed]) -> list[Found]:
    """Return the identities that claims meet or fail, in the order of their ids."""
    by_root: dict[str, list[Keyed]] = {}
    by_paper: dict[tuple[str, str], list[Keyed]] = {}
    by_sentence: dict[tuple[str, str], list[Keyed]] = {}
    for claim in sorted(keyed, key=lambda k: k.id):
        if claim.is_vague or claim.claim.candidate.polarity != "affirmed":
            continue
        if claim.root:
            by_root.setdefault(claim.root, []).append(claim)
            by_paper.setdefault((claim.root, claim.document), []).append(claim)
        if claim.sentence:
            by_sentence.setdefault((claim.document, claim.sentence), []).append(claim)
    found: list[Found] = []
    for members in by_root.values():
        found.extend(_ore_and_metal(members))
        found.extend(_parts(members))
    for members in by_paper.values():
        found.extend(_shares(members))
        found.extend(_phases(members))
        found.extend(_building(members))
    for members in by_sentence.values():
        found.extend(_changes(members))
        found.extend(_worth(members))
    return sorted(found, key=lambda f: (f.first, f.second, f.check.identity))


def _one_each(claims: Iterable[Keyed]) -> list[Keyed]:
    firsts: dict[object, Keyed] = {}
    for claim in claims:
        firsts.setdefault((value_key(claim), claim.unit, claim.commodity), claim)
    return list(firsts.values())[:_MOST]


def _of(claims: Iterable[Keyed], *measures: str) -> list[Keyed]:
    return _one_each(claim for claim in claims if claim.measure in measures)


def _ore_and_metal(claims: Sequence[Keyed]) -> Iterator[Found]:
    """Yield tonnage x grade = metal where all three stand, else the grade that two imply."""
    ores = [k for k in _of(claims, "ore_tonnage") if k.unit[0] == "t" and not k.unit[1]]
    metals = _of(claims, "resource_quantity", "reserve_quantity")
    grades = [k for k in _of(claims, "grade") if k.unit[0] in {"fraction", "g/t"}]
    for ore in ores:
        for metal in metals:
            if metal.unit[0] != "t" or metal.unit[1] or not metal.commodity or not _fit(ore, metal):
                continue
            fits = [g for g in grades if g.commodity == metal.commodity and _fit(g, metal)]
            for grade in fits:
                check = i.check_metal(ore.value, _fraction(grade), metal.value)
                yield Found(metal.id, ore.id, check)
            if not fits:
                implied = i.check_grade(metal.value, ore.value, metal.commodity)
                if implied is not None:
                    yield Found(metal.id, ore.id, implied)


def _fraction(grade: Keyed) -> i.Interval:
    scale = 1e-6 if grade.unit[0] == "g/t" else 1.0
    low, high = grade.value
    return (None if low is None else low * scale, None if high is None else high * scale)


def _fit(first: Keyed, second: Keyed) -> bool:
    """Tell whether stages do not differ: a reserve's metal is not a resource's ore."""
    return not (first.stage and second.stage and first.stage != second.stage)


def _parts(claims: Sequence[Keyed]) -> Iterator[Found]:
    """Yield parts above their whole: goods within minerals, reserves within resources."""
    for measure in ("resource_value", "trade_value"):
        held = _of(claims, measure)
        for whole in held:
            for part in held:
                same = whole.unit == part.unit and _fit(whole, part) and _same_scope(whole, part)
                if same and holds_commodity(whole.commodity, part.commodity):
                    yield from _broken(part, whole, i.check_part(part.value, whole.value))
    for reserve in _of(claims, "reserve_quantity"):
        for resource in _of(claims, "resource_quantity"):
            same = reserve.unit[0] == resource.unit[0] and reserve.commodity == resource.commodity
            near = reserve.document == resource.document and reserve.basis == resource.basis
            if same and near and reserve.commodity and reserve.unit[1] == resource.unit[1]:
                check = i.check_part(reserve.value, resource.value)
                yield from _broken(reserve, resource, check)


def _same_scope(first: Keyed, second: Keyed) -> bool:
    return first.basis == second.basis and first.object == second.object


def _broken(part: Keyed, whole: Keyed, check: i.Check) -> Iterator[Found]:
    """Yield a check that fails; that a part is no more than the whole supports neither."""
    if not check.holds:
        yield Found(part.id, whole.id, check)


def _shares(claims: Sequence[Keyed]) -> Iterator[Found]:
    """Yield owners' shares of one thing in one document that sum to one, or to more."""
    by_owner: dict[str, Keyed] = {}
    for claim in claims:
        if claim.measure == "ownership_share" and claim.unit[0] == "fraction" and not claim.event:
            owners = [k.id for k in claim.parties if k.id != claim.root]
            if len(owners) != 1 or owners[0] in by_owner:
                continue
            by_owner[owners[0]] = claim
    held = sorted(by_owner.values(), key=lambda k: k.id)
    if len(held) < 2:
        return
    check = i.check_shares([k.value for k in held])
    if not check.holds:
        check = i.check_shares_below([k.value for k in held])
        if check.holds:
            return
    for first, second in pairwise(held):
        yield Found(first.id, second.id, check)


def _phases(claims: Sequence[Keyed]) -> Iterator[Found]:
    """Yield phases that add up to a total told in the same document."""
    for measure in ("capex", "capacity"):
        held = _of(claims, measure)
        phased = {p: k for k in reversed(held) if (p := phase_of(k)) is not None}
        totals = [k for k in held if " total" in f" {k.near}" and phase_of(k) is None]
        if len(phased) < 2 or len(totals) != 1 or sorted(phased) != list(range(1, len(phased) + 1)):
            continue
        parts = [phased[p] for p in sorted(phased)]
        same = {(k.unit, k.commodity, k.basis) for k in (*parts, totals[0])}
        if len(same) == 1:
            check = i.check_sum([k.value for k in parts], totals[0].value)
            for part in parts:
                yield Found(part.id, totals[0].id, check)


_NOT_METAL = re.compile(
    r"\b(?:ore|rock|throughput|mill(?:s|ed|ing)?|concentrates?|process\w*|treat\w*)\b"
)
_PER_TONNE = {"t": 1.0, "kg": 1e3, "lb": 1 / 4.5359237e-4, "oz": 1 / 3.11034768e-5}


def _building(claims: Sequence[Keyed]) -> Iterator[Found]:
    """Yield a cost of building that the capacity told with it does not bear, per yearly tonne."""
    costs = [k for k in _of(claims, "capex") if k.unit[:2] == ("USD", "")]
    capacities = [
        k
        for k in _of(claims, "capacity")
        if k.unit[:2] == ("t", "year") and k.commodity and not _NOT_METAL.search(k.near)
    ]
    for cost in costs:
        for capacity in capacities:
            same = cost.object == capacity.object and phase_of(cost) == phase_of(capacity)
            if not same or cost.commodity not in {"", capacity.commodity}:
                continue
            check = i.check_capex_per_capacity(cost.value, capacity.value, capacity.commodity)
            if check is not None:
                yield from _broken(cost, capacity, check)


def _worth(claims: Sequence[Keyed]) -> Iterator[Found]:
    """Yield a quantity at a price against the value told in the same sentence.

    It is in doubt only where it misses by a factor: prices of a day and values of a year differ.
    """
    prices = [k for k in claims if k.measure == "price" and k.unit[1] in _PER_TONNE]
    masses = [k for k in claims if k.unit[0] == "t" and k.unit[1] in {"", "year"}]
    values = [k for k in claims if k.unit[:2] == ("USD", "") and k.measure in _VALUES]
    if not len(prices) == len(masses) == len(values) == 1 or prices[0].unit[0] != "USD":
        return
    factor = _PER_TONNE[prices[0].unit[1]]
    low, high = prices[0].value
    price = (None if low is None else low * factor, None if high is None else high * factor)
    check = i.check_value(masses[0].value, price, values[0].value)
    if check.holds or i.far_off(check):
        yield Found(values[0].id, masses[0].id, check)


_VALUES = frozenset({"trade_value", "deal_value", "purchase_commitment", "revenue"})


def phase_of(claim: Keyed) -> int | None:
    """Return the phase that a claim names in its object or its words, or None.

    Only one phase may stand about the figure.
    """
    words = f"{claim.object.replace('-', ' ')} | {claim.near}"
    found = {
        number
        for number, names in enumerate(("one|i|1|first", "two|ii|2|second", "three|iii|3|third"), 1)
        for name in names.split("|")
        if f"phase {name} " in f"{words} " or f"{name} phase" in words
    }
    return found.pop() if len(found) == 1 else None


def _changes(claims: Sequence[Keyed]) -> Iterator[Found]:
    """Yield a change in percent against the two figures of its sentence: from a to b."""
    changes = [k for k in claims if k.measure == "percent_change" and k.unit[0] == "fraction"]
    if len(changes) != 1:
        return
    others = [k for k in claims if k.measure not in {"percent_change", "duration", "target_year"}]
    kinds = {(k.measure, k.unit) for k in others}
    if len(others) != 2 or len(kinds) != 1:
        return
    one, two = sorted(others, key=lambda k: k.claim.candidate.mention.start)
    order = _order_of(changes[0], one, two)
    if order is not None:
        before, after = order
        check = i.check_change(before.value, after.value, changes[0].value)
        yield Found(changes[0].id, after.id, check)


def _order_of(change: Keyed, one: Keyed, two: Keyed) -> tuple[Keyed, Keyed] | None:
    """Return (before, after) where the words tell: "from a to b", or "to b from a"."""
    sentence = f" {change.sentence} "
    from_to, to_from = sentence.find(" from "), sentence.find(" to ")
    if from_to < 0 or to_from < 0:
        return None
    return (one, two) if from_to < to_from else (two, one)
