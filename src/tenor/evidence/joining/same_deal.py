"""Whether two claims speak of one deal: keys alone decide, and every yes has its reason.

A state is never the same giver as a company of that state. Amounts that differ make two deals
unless all other keys agree and are known on both sides.
"""

from __future__ import annotations

import re

from tenor.core.countries import is_country_code
from tenor.evidence.joining.entities import Known
from tenor.evidence.joining.keys import Keyed, holds_commodity
from tenor.evidence.vocabulary import OFF_LADDER, firmness

SAME_VALUE = 0.005
"""Share by which two figures may differ and still be one figure, written differently."""
SAME_EVENT_DAYS = 10
"""Reports of one signing name days this far apart at most."""
SAME_TALK_DAYS = 60
"""Talk between states that no paper tells apart is one only within this time."""
PROGRESS_DAYS = 3 * 366
"""From a first word to a closed contract."""
_PART = re.compile(
    r"\b(?:tranche|instal?ments?|first\s+phase|phase\s+(?:1|one|i)|second\s+phase|phase\s+(?:2|two|ii)|"
    r"initial(?:ly)?|first\s+step|down\s?payment|upfront|portion|of\s+which)\b"
)
_TRANCHE = re.compile(
    r"\b(?:tranche|instal?ments?|(?:first|second)\s+phase|phase\s+(?:1|2|one|two))\b"
)
_OPTION = re.compile(
    r"\b(?:option\s+(?:to|on|for)|warrants?\b|right\s+of\s+first|may\s+increase\s+to|could\s+rise\s+to)"
)


def part_word(claim: Keyed) -> str | None:
    """Return ``tranche`` or ``option`` where the words about a figure make it a part."""
    if _OPTION.search(claim.near):
        return "option"
    return "tranche" if _PART.search(claim.near) else None


def is_told_part(claim: Keyed) -> bool:
    """Tell whether the words make a figure a part of a larger deal, not just its first money."""
    return bool(_TRANCHE.search(claim.near) or _OPTION.search(claim.near))


def same_value(first: Keyed, second: Keyed) -> bool:
    """Tell whether two claims give one figure: both ends agree, in one unit."""
    return (
        first.unit == second.unit
        and _close(first.low, second.low)
        and _close(first.high, second.high)
    )


def within(inner: Keyed, outer: Keyed) -> bool:
    """Tell whether the interval of a claim lies inside that of another; an open end holds all."""
    if inner.unit != outer.unit:
        return False
    low = outer.low is None or (inner.low is not None and inner.low >= outer.low * (1 - SAME_VALUE))
    high = outer.high is None or (
        inner.high is not None and inner.high <= outer.high * (1 + SAME_VALUE)
    )
    return low and high


def overlap(first: Keyed, second: Keyed) -> bool:
    """Tell whether two intervals have a figure in common."""
    if first.unit != second.unit:
        return False
    below = first.low is None or second.high is None or first.low <= second.high * (1 + SAME_VALUE)
    above = second.low is None or first.high is None or second.low <= first.high * (1 + SAME_VALUE)
    return below and above


def touch(first: Keyed, second: Keyed) -> bool:
    """Tell whether two intervals overlap in more than open ends: both closed, or one end shared.

    "Up to 25" and "up to 30" overlap and say nothing of one another.
    """
    if not overlap(first, second):
        return False
    closed = all(None not in claim.value for claim in (first, second))
    low = first.low is not None and _close(first.low, second.low)
    high = first.high is not None and _close(first.high, second.high)
    return closed or low or high


def narrower(inner: Keyed, outer: Keyed) -> bool:
    """Tell whether an interval lies inside another, is not the same, and touches it."""
    return within(inner, outer) and not within(outer, inner) and touch(inner, outer)


def why_same(first: Keyed, second: Keyed) -> str | None:
    """Return why two claims are of one deal, or None where they are not."""
    is_same = same_value(first, second)
    # Without a figure in common only a known time can tie them; most pairs end here.
    if not is_same and not overlap(first, second) and not _have_times(first, second):
        return None
    if first.family != second.family or _keys_differ(first, second):
        return None
    bond = _bond(first, second)
    if bond is None:
        return None
    strength, named = bond
    return (
        _same_figure(first, second, strength, named)
        if is_same
        else _other_figure(first, second, strength, named)
    )


def _same_figure(first: Keyed, second: Keyed, strength: str, named: str) -> str | None:
    if strength == "named":
        return f"{named}, and the same amount" if _times_fit(first, second) else None
    if first.document == second.document:
        return f"{named}, the same amount in one document"
    if strength == "states" and _time_known_close(first, second, SAME_TALK_DAYS):
        agree = first.status == second.status and first.commodity == second.commodity
        return f"{named}, the same amount, status, goods and time" if agree else None
    return None


def _other_figure(first: Keyed, second: Keyed, strength: str, named: str) -> str | None:
    if part_word(first) != part_word(second):
        return None
    near_in_time = _time_known_close(first, second, SAME_EVENT_DAYS)
    if touch(first, second):
        if first.document == second.document and _times_fit(first, second):
            return f"{named}, in one document, and one amount holds the other"
        if strength == "named" and _specific_takers(first, second) and near_in_time:
            return f"{named}, the same time, and one amount holds the other"
        return None
    if overlap(first, second):
        return None
    agree = strength == "named" and _specific_takers(first, second) and near_in_time
    other_document = first.document != second.document
    return f"{named}, the same time; the amounts differ" if agree and other_document else None


def _keys_differ(first: Keyed, second: Keyed) -> bool:
    """Tell whether a key that both state differs: goods, project, country."""
    goods = first.commodity and second.commodity and first.commodity != second.commodity
    if goods and not (
        holds_commodity(first.commodity, second.commodity)
        or holds_commodity(second.commodity, first.commodity)
    ):
        return True
    projects = [_projects(claim) for claim in (first, second)]
    if all(projects) and not projects[0] & projects[1]:
        return True
    return _lands_differ(first, second)


def _bond(first: Keyed, second: Keyed) -> tuple[str, str] | None:
    """Return how strongly the parties agree (``named`` or ``states``), and in words."""
    told = _same_bodies(first, second)
    if told is None and _takers_fit(first, second):
        told = (
            _described(first, second)
            or _described(second, first)
            or _silent(first, second)
            or _silent(second, first)
        )
    if told is not None:
        return "named", told
    if any(known.is_specific or known.kind == "described" for known in first.parties):
        return None
    if any(known.is_specific or known.kind == "described" for known in second.parties):
        return None
    states = [{k.id for k in claim.parties if k.is_state} for claim in (first, second)]
    if len(states[0]) > 1 and states[0] == states[1] and not _givers_differ(first, second):
        return "states", f"both between {' and '.join(sorted(states[0]))}"
    return None


def _givers_differ(first: Keyed, second: Keyed) -> bool:
    return bool(first.givers and second.givers) and not _same_ids(first.givers, second.givers)


def _same_bodies(first: Keyed, second: Keyed) -> str | None:
    """Return how the named bodies of two claims agree, or None.

    Either they have a giver in common and receivers that fit; or the bodies of one are all among
    those of the other, with one that gives in one of them. What only receives ties nothing across
    documents: two loans to one company are two.
    """
    shared = _bodies(first, second) & _bodies(second, first)
    if shared and _takers_fit(first, second):
        return f"both name {', '.join(sorted(shared))}"
    one, other = ({k.id for k in claim.parties if k.is_specific} for claim in (first, second))
    giving = {k.id for claim in (first, second) for k in claim.givers if k.is_specific}
    common = one & other
    in_one = first.document == second.document and same_value(first, second)
    ties = common & giving or len(common) > 1 or in_one
    if common and (one <= other or other <= one) and ties:
        return f"both name {', '.join(sorted(common))}"
    return None


def _bodies(claim: Keyed, other: Keyed) -> set[str]:
    """Return the named givers of a claim; its signatories where it or the other has no giver."""
    givers = {known.id for known in claim.givers if known.is_specific}
    if claim.givers and other.givers:
        return givers
    return givers | {known.id for known in claim.others if known.is_specific}


def _described(vague: Keyed, named: Keyed) -> str | None:
    """Return how a description fits the giver of another claim that its document names."""
    if not same_value(vague, named):
        return None
    bodies = [known for known in (*named.givers, *named.others) if known.is_specific]
    for told in vague.givers or vague.others:
        for body in bodies:
            if told.fits == (body.id,):
                return f"{told.name!r} fits {body.name} alone of what the document names"
    return None


def _silent(quiet: Keyed, named: Keyed) -> str | None:
    """Return how a claim without a giver fits another: its sentence or document names it."""
    if quiet.givers or not same_value(quiet, named):
        return None
    if any(known.is_specific for known in quiet.others):
        return None
    bodies = [known for known in (*named.givers, *named.others) if known.is_specific]
    for body in bodies:
        if body.id in quiet.beside:
            return f"the sentence names {body.name}"
    signed = quiet.status == named.status and firmness(quiet.status) >= firmness("mou_signed")
    both = {known.id for known in (*bodies, *(k for k in named.takers if k.is_specific))}
    if signed and len(both) > 1 and both <= quiet.named:
        return f"both signed, and the document names {', '.join(sorted(both))}"
    return None


def _takers_fit(first: Keyed, second: Keyed) -> bool:
    if not first.takers or not second.takers:
        return True
    if _same_ids(first.takers, second.takers):
        return True
    return any(
        (a.is_state or b.is_state or "described" in {a.kind, b.kind})
        and (a.country or a.id) == (b.country or b.id)
        for a in first.takers
        for b in second.takers
    )


def _same_ids(first: tuple[Known, ...], second: tuple[Known, ...]) -> bool:
    return bool({known.id for known in first} & {known.id for known in second})


def _specific_takers(first: Keyed, second: Keyed) -> bool:
    """Tell whether both name the same body or project that receives."""
    bodies = [
        {k.id for k in (*claim.takers, *claim.others) if k.is_specific} | _projects(claim)
        for claim in (first, second)
    ]
    return bool(bodies[0] & bodies[1])


def _projects(claim: Keyed) -> set[str]:
    found = {k.id for k in claim.parties if k.kind == "project"}
    if claim.subject is not None and claim.subject.kind == "project":
        found.add(claim.subject.id)
    return found


def _lands_differ(first: Keyed, second: Keyed) -> bool:
    """Tell whether two claims play in other countries, those of what they share apart."""
    shared = {k.id for k in first.parties} & {k.id for k in second.parties}
    bodies = any(k.is_specific and k.id in shared for k in first.parties)
    lands = []
    for claim in (first, second):
        found = {k.country or k.id for k in claim.parties if k.country and k.id not in shared}
        by_place = not bodies and is_country_code(claim.place) and claim.place not in shared
        if not found and by_place:
            found = {claim.place}
        lands.append(found)
    return bool(all(lands) and not lands[0] & lands[1])


def _times_fit(first: Keyed, second: Keyed) -> bool:
    """Tell whether two reports can be of one deal in time; unknown days do not part them."""
    one, other = first.event, second.event
    if one is not None and other is not None:
        same_status = first.status == second.status
        slack = SAME_EVENT_DAYS if same_status else PROGRESS_DAYS
        if not one.overlaps(other, slack=slack):
            return False
        return same_status or _progress(first, second)
    for told, dated in ((first, second), (second, first)):
        if told.event is None and dated.event is not None and told.published is not None:
            later = dated.event.first.toordinal() - told.published.last.toordinal()
            softer = firmness(told.status) <= firmness(dated.status)
            if later > SAME_EVENT_DAYS and not (softer and later <= PROGRESS_DAYS):
                return False
    return True


def _progress(first: Keyed, second: Keyed) -> bool:
    """Tell whether the later of two reports is as firm as the earlier, or has left the ladder."""
    dated = [(k.event, k.status) for k in (first, second) if k.event is not None]
    (early, earlier), (late, later) = sorted(dated, key=lambda pair: pair[0].first)
    if later in OFF_LADDER or earlier is None or later is None:
        return True
    if early.overlaps(late, slack=SAME_EVENT_DAYS):
        return True
    return firmness(earlier) <= firmness(later)


def _have_times(first: Keyed, second: Keyed) -> bool:
    return all(claim.event or claim.published for claim in (first, second))


def _time_known_close(first: Keyed, second: Keyed, days: int) -> bool:
    one, other = (k.event or k.published for k in (first, second))
    return one is not None and other is not None and one.overlaps(other, slack=days)


def _close(first: float | None, second: float | None) -> bool:
    if first is None or second is None:
        return first is second
    return abs(first - second) <= SAME_VALUE * max(abs(first), abs(second))
