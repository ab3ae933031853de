"""Claims to ranges of named parameters: one vote for a lineage, disagreement widens.

A pledge becomes a scenario with a range of probability, never cash; worth in the ground never
becomes value; what is left out is listed with the reason. Without documents every parameter is
the case's own.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenor.core.errors import UnitError, UnknownNameError
from tenor.evidence.gazetteer import Gazetteer
from tenor.evidence.joining.deals import Deal
from tenor.evidence.joining.duties import IN_FORCE
from tenor.evidence.joining.identity_links import phase_of
from tenor.evidence.joining.join import Joined
from tenor.evidence.joining.keys import Keyed
from tenor.evidence.model import Claim
from tenor.evidence.parameters import Default, Parameter, in_unit, read_parameters
from tenor.evidence.vocabulary import OFF_LADDER, firmness

FIRM_FROM = "contract_signed"
"""Softest status at which an amount of a deal feeds a parameter; softer ones are scenarios."""

PROBABILITY: Mapping[str | None, tuple[float, float]] = {
    None: (0.0, 0.3),
    "rumoured": (0.0, 0.2),
    "proposed": (0.0, 0.35),
    "announced": (0.05, 0.5),
    "mou_signed": (0.05, 0.5),
    "approved": (0.3, 0.85),
    "contract_signed": (0.5, 0.9),
    "financially_closed": (0.7, 0.98),
}
"""Range of the chance that money of a status is ever paid: judgement, wide on purpose."""

SOFT_MODALITIES = frozenset({"conditional", "target"})


@dataclass(frozen=True, slots=True)
class Vote:
    """What one lineage says of a parameter, in its unit; an open end bounds from one side."""

    lineage: str
    low: float | None
    high: float | None
    claims: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the vote as a JSON object."""
        return {
            "lineage": self.lineage,
            "low": self.low,
            "high": self.high,
            "claims": list(self.claims),
        }


@dataclass(frozen=True, slots=True)
class Range:
    """A parameter with its range after the votes; without votes it is the default."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    default: tuple[float | None, float | None, float | None]
    votes: tuple[Vote, ...] = ()
    note: str = "no admissible evidence; the case's own value"

    def as_dict(self) -> dict[str, Any]:
        """Return the range as a JSON object."""
        return {
            "name": self.name,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "unit": self.unit,
            "default": dict(zip(("value", "low", "high"), self.default, strict=True)),
            "votes": [vote.as_dict() for vote in self.votes],
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Scenario:
    """Money that is pledged and not paid, with the range of its chance."""

    name: str
    deal: str
    low: float | None
    high: float | None
    unit: str
    probability: tuple[float, float]
    status: str | None
    claims: tuple[str, ...]
    note: str

    def as_dict(self) -> dict[str, Any]:
        """Return the scenario as a JSON object."""
        return {
            "name": self.name,
            "deal": self.deal,
            "low": self.low,
            "high": self.high,
            "unit": self.unit,
            "probability": {"low": self.probability[0], "high": self.probability[1]},
            "status": self.status,
            "claims": list(self.claims),
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Excluded:
    """A claim that feeds nothing, and why."""

    claim: str
    reason: str

    def as_dict(self) -> dict[str, str]:
        """Return the exclusion as a JSON object."""
        return {"claim": self.claim, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Ranges of all parameters, scenarios, and the claims that were left out."""

    parameters: tuple[Range, ...]
    scenarios: tuple[Scenario, ...] = ()
    excluded: tuple[Excluded, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of ``tenor ledger assumptions``."""
        return {
            "parameters": [item.as_dict() for item in self.parameters],
            "scenarios": [item.as_dict() for item in self.scenarios],
            "excluded": [item.as_dict() for item in self.excluded],
        }


def default_assumptions(
    case: Mapping[str, Default | Parameter], names: Gazetteer | None = None
) -> Assumptions:
    """Return the parameters of a case as they are, with no evidence at all."""
    return Assumptions(tuple(_default(p) for p in read_parameters(case, names)))


def assume(
    joined: Joined,
    case: Mapping[str, Default | Parameter],
    *,
    claims: Iterable[Claim] = (),
    rejected: Collection[str] = (),
    subjects: Collection[str] = (),
    names: Gazetteer | None = None,
) -> Assumptions:
    """Return the assumptions that joined claims feed to a case.

    Parameters
    ----------
    joined : Joined
    case : mapping
        Parameters by name, see `read_parameters`.
    claims : iterable of Claim
        All claims of the ledger, so that those not verified are listed as left out too.
    rejected : collection of str
        Claims that a review rejected.
    subjects : collection of str
        Entities of the case; only deals that touch one become scenarios. All where empty.
    names : Gazetteer, optional
    """
    parameters = read_parameters(case, names)
    deal_of = {claim: deal for deal in joined.deals for claim in deal.claims}
    replaced = {link.b: link.a for link in joined.links if link.relation == "supersedes"}
    scenarios = _scenarios(joined.deals, frozenset(subjects))
    in_scenario = {claim for scenario in scenarios for claim in scenario.claims}
    votes: dict[str, list[tuple[Keyed, float | None, float | None]]] = {}
    excluded = [*_not_joined(claims, joined, rejected)]
    for claim in joined.claims:
        if claim.id in in_scenario:
            continue
        reason = _why_not(claim, deal_of.get(claim.id), replaced)
        if reason is None:
            reason = _place(claim, deal_of.get(claim.id), parameters, votes)
        if reason is not None:
            excluded.append(Excluded(claim.id, reason))
    ranges = tuple(
        widen(p, _one_vote_each(votes[p.name], joined)) if p.name in votes else _default(p)
        for p in parameters
    )
    return Assumptions(
        ranges, tuple(scenarios), tuple(sorted(excluded, key=lambda e: (e.claim, e.reason)))
    )


def widen(parameter: Parameter, votes: Sequence[Vote]) -> Range:
    r"""Return the range of a parameter after the votes.

    With the default as one more vote and :math:`[l_i, h_i]` the two-sided votes,

    .. math:: L = \min(L_0, \min_i l_i), \quad H = \max(H_0, \max_i h_i)

    and with one-sided votes :math:`u_j` ("up to") and :math:`d_j` ("at least"), where no value
    that is held contradicts them,

    .. math:: H \leftarrow \max(v_0, \min(H, \max_j u_j)), \quad
              L \leftarrow \min(v_0, \max(L, \min_j d_j))

    A bound that contradicts the value widens the range to itself. The value stays the case's.
    """
    inside = [v for v in votes if v.low is not None and v.high is not None]
    above = [v.high for v in votes if v.low is None and v.high is not None]
    below = [v.low for v in votes if v.high is None and v.low is not None]
    lows = [*_known(parameter.low, parameter.value), *(v.low for v in inside if v.low is not None)]
    highs = [
        *_known(parameter.high, parameter.value),
        *(v.high for v in inside if v.high is not None),
    ]
    held = [
        *_known(parameter.value),
        *(x for v in inside for x in (v.low, v.high) if x is not None),
    ]
    low, high = min(lows, default=None), max(highs, default=None)
    if above:
        low, high = _bounded(low, high, max(above), held)
    if below:
        minus = _bounded(_neg(high), _neg(low), -min(below), [-x for x in held])
        low, high = _neg(minus[1]), _neg(minus[0])
    note = f"{len(votes)} lineage{'s' if len(votes) != 1 else ''} beside the case's own value"
    value = parameter.value
    if value is None and low is not None and low == high:
        value = low
    return Range(
        parameter.name, value, low, high, parameter.unit, parameter.default, tuple(votes), note
    )


def about(claim: Keyed) -> tuple[float | None, float | None]:
    r"""Return the interval of a claim, "about" widened by half a unit of its last digit.

    .. math:: v \pm \tfrac{1}{2} 10^{k}

    with :math:`k` the place of the last digit that is not nought.
    """
    low, high = claim.value
    if claim.claim.candidate.mention.bound != "~" or low is None or low != high or low == 0:
        return low, high
    half = 0.5 * 10.0 ** last_place(low)
    return low - half, high + half


def last_place(value: float) -> int:
    """Return the power of ten of the last digit that is not nought, of six digits at most.

    Examples
    --------
    >>> last_place(500e6), last_place(0.19), last_place(5.9e9)
    (8, -2, 8)
    """
    top = math.floor(math.log10(abs(value)))
    digits = f"{abs(value):.5e}"[:7].replace(".", "").rstrip("0")
    return top - (len(digits) - 1)


def _bounded(
    low: float | None, high: float | None, bound: float, held: Sequence[float]
) -> tuple[float | None, float | None]:
    """Return a range under an upper bound; one below a held value widens it downwards."""
    top = max(held, default=None)
    if top is not None and bound < top:
        return (bound if low is None else min(low, bound)), high
    return low, bound if high is None else min(high, bound)


def _known(*values: float | None) -> list[float]:
    """Return the first of the values that is known, as a list."""
    return [next(v for v in values if v is not None)] if any(v is not None for v in values) else []


def _neg(value: float | None) -> float | None:
    return None if value is None else -value


def _default(parameter: Parameter) -> Range:
    return Range(parameter.name, *parameter.default, unit=parameter.unit, default=parameter.default)


def _not_joined(
    claims: Iterable[Claim], joined: Joined, rejected: Collection[str]
) -> list[Excluded]:
    known = {k.id for k in joined.claims}
    found = {}
    for claim in claims:
        if claim.id in rejected:
            found[claim.id] = "rejected by a review"
        elif not claim.verified:
            found[claim.id] = f"not verified: {claim.reason}"
        elif claim.id not in known:
            found[claim.id] = "not joined"
    return [Excluded(claim, reason) for claim, reason in sorted(found.items())]


def _why_not(claim: Keyed, deal: Deal | None, replaced: Mapping[str, str]) -> str | None:
    """Return why a claim is not admissible, or None."""
    c = claim.claim.candidate
    tests: tuple[tuple[bool, str], ...] = (
        (c.polarity != "affirmed", f"{c.polarity}, not affirmed"),
        (claim.measure == "resource_value", "worth in the ground is no value"),
        (claim.is_vague, "no figure of its own"),
        (c.headline_only, "stands in a headline alone"),
        (claim.id in replaced, f"superseded by {replaced.get(claim.id)}"),
        (c.modality in SOFT_MODALITIES, f"{c.modality}, not said to be so"),
        (deal is not None and deal.status in OFF_LADDER, f"its deal is {deal and deal.status}"),
        (claim.low is None and claim.high is None, "no bound at all"),
        (_is_soft(claim, deal), f"{claim.status or 'no status'}: too soft to be a figure"),
    )
    return next((reason for fails, reason in tests if fails), None)


def _is_soft(claim: Keyed, deal: Deal | None) -> bool:
    """Tell whether a claim of a deal is a pledge, or of a duty that is not in force."""
    if deal is None:
        return False
    if deal.family == "tariff":
        return claim.status not in IN_FORCE
    return firmness(deal.status) < firmness(FIRM_FROM)


def _place(
    claim: Keyed,
    deal: Deal | None,
    parameters: Sequence[Parameter],
    votes: dict[str, list[tuple[Keyed, float | None, float | None]]],
) -> str | None:
    """Give a claim to the parameters that it speaks of; return why it speaks of none."""
    fits = [p for p in parameters if _speaks_of(claim, deal, p)]
    if not fits:
        about_what = claim.topic or claim.place or "nothing named"
        return f"no parameter of the case is {claim.measure} of {about_what}"
    if len(fits) > 1:
        return f"fits {len(fits)} parameters ({', '.join(p.name for p in fits[:3])}); say which"
    parameter = fits[0]
    if parameter.stage and claim.stage not in {"", "in_situ", parameter.stage}:
        return f"{claim.stage}, not {parameter.stage}"
    if claim.basis in {"gross", "attributable"} and claim.unit[2] not in {"ore", "concentrate", ""}:
        return f"basis {claim.basis}, and {parameter.name} is of the whole content"
    try:
        in_unit(claim, parameter)
    except (UnitError, UnknownNameError) as error:
        return f"unit: {error}"
    votes.setdefault(parameter.name, []).append((claim, *_in(claim, parameter)))
    return None


def _in(claim: Keyed, parameter: Parameter) -> tuple[float | None, float | None]:
    low, high = in_unit(claim, parameter)
    wide = about(claim)
    if wide == claim.value or low is None or high is None or not claim.low:
        return low, high
    scale = low / claim.low
    return _scaled(wide[0], scale), _scaled(wide[1], scale)


def _scaled(value: float | None, scale: float) -> float | None:
    return None if value is None else value * scale


def _speaks_of(claim: Keyed, deal: Deal | None, parameter: Parameter) -> bool:
    if claim.measure not in parameter.measures:
        return False
    if parameter.parties:
        named = {entity for entity, _, _ in deal.parties} if deal else _parties_of(claim)
        duty = set(deal.id.split("/")[1:3]) if deal and deal.family == "tariff" else set()
        if not parameter.parties <= (named | duty) or not parameter.entity:
            return parameter.parties <= (named | duty)
    entities = {claim.root, claim.topic, *(known.id for known in claim.parties)}
    if parameter.entity not in entities:
        return False
    if parameter.commodity and claim.commodity != parameter.commodity:
        return False
    is_ore = claim.unit[2] == "ore" or claim.measure == "ore_tonnage"
    if (" ore" in parameter.unit) != is_ore and claim.unit[0] == "t":
        return False
    phase = phase_of(claim)
    return parameter.phase == phase or (parameter.phase is None and phase is None)


def _parties_of(claim: Keyed) -> set[str]:
    return {known.id for known in claim.parties}


def _one_vote_each(
    given: Sequence[tuple[Keyed, float | None, float | None]], joined: Joined
) -> list[Vote]:
    """Return one vote for each lineage: the hull of what its claims say."""
    by_line: dict[str, list[tuple[Keyed, float | None, float | None]]] = {}
    for claim, low, high in given:
        by_line.setdefault(joined.lineages.of[claim.id], []).append((claim, low, high))
    return [_vote(line, rows) for line, rows in sorted(by_line.items())]


def _vote(line: str, rows: Sequence[tuple[Keyed, float | None, float | None]]) -> Vote:
    two_sided = [row for row in rows if row[1] is not None and row[2] is not None]
    used = two_sided or rows
    lows = [low for _, low, _ in used if low is not None]
    highs = [high for _, _, high in used if high is not None]
    ids = tuple(sorted(claim.id for claim, _, _ in rows))
    return Vote(line, min(lows, default=None), max(highs, default=None), ids)


def _scenarios(deals: Sequence[Deal], subjects: frozenset[str]) -> list[Scenario]:
    """Return the deals whose money is pledged and neither paid nor off, with their chance."""
    found = []
    for deal in deals:
        touched = {entity for entity, _, _ in deal.parties} | set(deal.projects)
        if deal.family == "tariff" or (subjects and not touched & subjects):
            continue
        if deal.status in OFF_LADDER or firmness(deal.status) >= firmness(FIRM_FROM):
            continue
        found.append(_scenario(deal))
    return found


def _scenario(deal: Deal) -> Scenario:
    lows = [a.low for a in deal.amounts if a.low is not None]
    highs = [a.high for a in deal.amounts if a.high is not None]
    status = deal.status or "of no stated status"
    return Scenario(
        f"scenario/{deal.id}",
        deal.id,
        min(lows, default=None),
        max(highs, default=None),
        deal.amounts[0].unit,
        PROBABILITY.get(deal.status, (0.0, 1.0)),
        deal.status,
        deal.claims,
        f"{status}: a chance of money, not money; the chance is a judgement",
    )
