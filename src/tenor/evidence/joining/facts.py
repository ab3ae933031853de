"""How two claims of one measure and one subject relate, where they belong to no deal."""

from __future__ import annotations

import re

from tenor.evidence.joining.keys import Keyed, Period, holds_commodity
from tenor.evidence.joining.same_deal import narrower, overlap, same_value

Told = tuple[str, str, str, str]
"""a, b, relation, reason."""

STATES = frozenset(
    {"ownership_share", "royalty_share", "reserve_quantity", "resource_quantity", "ore_tonnage"}
    | {"capex", "capacity", "npv", "irr", "grade", "resource_value", "import_share"}
)
"""Measures of how something stands: a later figure takes the place of an earlier one."""

NEEDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("resource_quantity", "reserve_quantity"), ("commodity", "stage", "basis")),
    **dict.fromkeys(("production", "consumption", "capacity"), ("commodity", "stage", "basis")),
    **dict.fromkeys(("import_quantity", "export_quantity"), ("commodity", "stage", "basis")),
    **dict.fromkeys(("resource_value", "price", "share_of_world"), ("commodity", "stage")),
    **dict.fromkeys(("import_share", "grade"), ("commodity", "stage")),
    **dict.fromkeys(("ownership_share", "royalty_share", "share_of_gdp"), ("object",)),
    **dict.fromkeys(("share_of_exports", "trade_value", "trade_balance"), ("object",)),
    **dict.fromkeys(("capex", "npv", "irr", "opex", "revenue"), ("stage",)),
    **dict.fromkeys(("percent_change", "growth_factor", "count", "other"), ("never",)),
    **dict.fromkeys(("duration", "distance", "target_year"), ("never",)),
}
"""Keys that both claims have to state before differing figures are a candidate conflict.

``never``: the measure says too little for any.
"""

_WIDER = re.compile(
    r"\b(?:participants?|attendees|people|guests|visitors|workers|jobs|employees)\b"
)
_NARROWER = re.compile(
    r"\b(?:international|foreign|overseas|local|women|delegates?|ministers|officials|direct|of\s+them|"
    r"skilled|permanent)\b"
)


def fact_link(first: Keyed, second: Keyed) -> Told | None:
    """Return how two claims relate, or None where the keys do not tell."""
    if first.unit[:2] != second.unit[:2] or "never" in NEEDS.get(first.measure, ()):
        return None
    scope = (
        _kinds(first, second)
        or _goods(first, second)
        or _stages(first, second)
        or _bases(first, second)
        or _times(first, second)
    )
    if scope is not None:
        return scope if scope[2] else None
    if _differ(first.object, second.object) or _differ(first.place, second.place):
        return None
    return _figures(first, second)


_NOTHING: Told = ("", "", "", "")


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _link(a: Keyed, b: Keyed, relation: str, reason: str) -> Told:
    return a.id, b.id, relation, reason


def _both(first: Keyed, second: Keyed, relation: str, reason: str) -> Told:
    low, high = sorted((first, second), key=lambda k: k.id)
    return _link(low, high, relation, reason)


def _kinds(first: Keyed, second: Keyed) -> Told | None:
    """Tell a part of the people from all of them."""
    if first.measure not in {"participants", "jobs"}:
        return None
    for part, whole in ((first, second), (second, first)):
        narrower = _NARROWER.search(_words(part))
        if narrower is None or _NARROWER.search(_words(whole)) or not _WIDER.search(_words(whole)):
            continue
        if part.low is not None and whole.high is not None and part.low <= whole.high:
            return _link(part, whole, "part_of", f"{narrower.group()} are some of all")
    differ = _words(first) != _words(second)
    return _NOTHING if differ and not same_value(first, second) else None


def _words(claim: Keyed) -> str:
    """Return what is counted: the noun of the mention and the object, without the rest."""
    c = claim.claim.candidate
    return " ".join(part for part in (c.mention.noun, c.object) if part).casefold()


def _goods(first: Keyed, second: Keyed) -> Told | None:
    one, other = first.commodity, second.commodity
    if one == other:
        return None
    for whole, part in ((one, other), (other, one)):
        if holds_commodity(whole, part):
            reason = f"one is of {whole}, the other of {part} alone"
            return _both(first, second, "scope_differs", reason)
    if first.measure == "resource_value" and not (one and other):
        reason = f"one is of {one or other}, the other does not say of what"
        return _both(first, second, "scope_differs", reason)
    return _NOTHING


def _stages(first: Keyed, second: Keyed) -> Told | None:
    if not _differ(first.stage, second.stage):
        return None
    return _both(first, second, "scope_differs", f"{first.stage} and {second.stage} are two things")


def _bases(first: Keyed, second: Keyed) -> Told | None:
    if not _differ(first.basis, second.basis):
        return None
    return _both(first, second, "basis_differs", f"{first.basis} against {second.basis}")


def _times(first: Keyed, second: Keyed) -> Told | None:
    one, other = first.time, second.time
    if one is None or other is None or one.overlaps(other):
        return None
    if _differ(first.object, second.object) or _differ(first.place, second.place):
        return _NOTHING
    if first.measure in STATES:
        if same_value(first, second):
            return _NOTHING
        late, early = (first, second) if one.first > other.first else (second, first)
        reason = f"{_day(late.time)} comes after {_day(early.time)}"
        return _link(late, early, "supersedes", reason)
    return _both(first, second, "scope_differs", f"{one.text} and {other.text} are two times")


def _day(period: Period | None) -> str:
    return period.text if period else ""


def _figures(first: Keyed, second: Keyed) -> Told | None:
    if same_value(first, second):
        return None
    for inner, outer in ((first, second), (second, first)):
        if narrower(inner, outer) or (
            outer.is_vague and not inner.is_vague and overlap(inner, outer)
        ):
            return _link(inner, outer, "refines", "the narrower figure lies in the wider one")
    if overlap(first, second) or not _comparable(first, second):
        return None
    reason = "the same thing at the same time, and figures that have nothing in common"
    return _both(first, second, "candidate_conflict", reason)


def _comparable(first: Keyed, second: Keyed) -> bool:
    """Tell whether every key is stated on both sides and agrees, and both figures are firm."""
    needs = NEEDS.get(first.measure, ())
    if "never" in needs or first.time is None or second.time is None:
        return False
    if any(not getattr(claim, key) for claim in (first, second) for key in needs):
        return False
    if first.topic != second.topic or not first.topic or first.object != second.object:
        return False
    one, other = first.claim.candidate, second.claim.candidate
    firm = all(
        c.mention.bound in {"=", "~", "range"} and not c.headline_only and c.modality == "actual"
        for c in (one, other)
    )
    return firm and not _rounding(first, second)


def _rounding(first: Keyed, second: Keyed) -> bool:
    """Tell whether two figures may be one that was rounded: within a tenth where one is about."""
    about = "~" in {first.claim.candidate.mention.bound, second.claim.candidate.mention.bound}
    slack = 0.10 if about else 0.02
    ends = [x for k in (first, second) for x in k.value if x is not None]
    return max(ends) - min(ends) <= slack * max(abs(x) for x in ends) if ends else True
