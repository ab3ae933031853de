"""From claims to ranges: one vote a lineage, widening, scenarios, what is left out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joining_make_claims import make

from tenor.core.errors import UserError
from tenor.evidence.assuming import (
    Assumptions,
    Range,
    Vote,
    assume,
    default_assumptions,
    last_place,
    widen,
)
from tenor.evidence.gazetteer import Gazetteer
from tenor.evidence.joining.join import join
from tenor.evidence.model import Claim
from tenor.evidence.parameters import Parameter, read_parameters

CASE: dict[str, Any] = {
    "project/reko-diq/cu-phase-1": (240e3, None, None, "t Cu/y"),
    "project/reko-diq/au-phase-1": (297e3, None, None, "oz Au/y"),
    "project/reko-diq/ore-phase-1": (45.0, None, None, "Mt ore/y"),
    "project/reko-diq/cu-reserve": (15.0, 13.0, 16.0, "Mt Cu"),
    "project/reko-diq/phase-1-study": (5.57e9, None, None, "USD_nominal"),
    "project/reko-diq/royalty": (0.05, None, None, "fraction"),
    "claim/some-claim": (1.0, None, None, "fraction"),
    "policy/duty": Parameter(
        "policy/duty",
        0.19,
        None,
        None,
        "fraction",
        frozenset({"tariff_rate"}),
        parties=frozenset({"USA", "PAK"}),
    ),
}
COPPER: dict[str, Any] = {
    "unit": "t",
    "content": "Cu",
    "subject": "Reko Diq",
    "commodity": "copper",
}


def capacity(doc: str, value: object, **more: Any) -> Claim:
    given = {**COPPER, "per": "year", "object": "phase 1", **more}
    return make(doc, "capacity", value, **given)


def fed(names: Gazetteer, *claims: Claim, **more: Any) -> Assumptions:
    return assume(join(claims, names=names), CASE, claims=claims, names=names, **more)


def of(found: Assumptions, name: str) -> Range:
    return next(r for r in found.parameters if r.name == name)


def reasons(found: Assumptions) -> dict[str, str]:
    return {e.claim: e.reason for e in found.excluded}


def test_without_documents_the_case_is_its_own(names: Gazetteer, five: list[Claim]) -> None:
    default = default_assumptions(CASE, names)
    assert fed(names) == default
    assert assume(join([], names=names), CASE, names=names) == default
    assert fed(names, *five) != default
    assert [r.name for r in default.parameters] == sorted(CASE)
    assert all((r.value, r.low, r.high) == r.default for r in default.parameters)


def test_claims_that_are_all_left_out_leave_the_ranges(names: Gazetteer) -> None:
    claims = [
        make("doc-a", "resource_value", 6e12, subject="Reko Diq"),
        capacity("doc-b", 500e3, polarity="negated"),
        capacity("doc-c", 500e3, headline_only=True),
        capacity("doc-d", 500e3, modality="conditional"),
        capacity("doc-e", 500e3, verified=False),
        capacity("doc-f", 500e3, subject="Saindak"),
        capacity("doc-g", 500e3, object="phase 2"),
        capacity("doc-h", 500e3, per="day"),
        capacity("doc-i", (100e3, None), bound="vague"),
    ]
    found = fed(names, *claims)
    assert found.parameters == default_assumptions(CASE, names).parameters
    assert set(reasons(found)) == {c.id for c in claims}
    told = [reasons(found)[c.id] for c in claims]
    assert "in the ground" in told[0]
    assert told[1].startswith("negated")
    assert "headline" in told[2]
    assert told[3].startswith("conditional")
    assert told[4].startswith("not verified")
    assert told[5].startswith("no parameter")


def test_disagreement_widens_and_the_value_stays(names: Gazetteer) -> None:
    found = of(
        fed(names, capacity("doc-a", 200e3), capacity("doc-b", 300e3)),
        "project/reko-diq/cu-phase-1",
    )
    assert (found.low, found.value, found.high) == (200e3, 240e3, 300e3)
    assert len(found.votes) == 2


def test_one_lineage_has_one_vote(names: Gazetteer) -> None:
    said = ("Anna Berg",)
    claims = [capacity(f"doc-{i}", 200e3 + 10e3 * i, said=said) for i in range(4)]
    found = of(fed(names, *claims), "project/reko-diq/cu-phase-1")
    assert [(v.low, v.high, len(v.claims)) for v in found.votes] == [(200e3, 230e3, 4)]
    echo = [capacity(f"doc-{i}", 200e3) for i in range(4)]
    assert len(of(fed(names, *echo), "project/reko-diq/cu-phase-1").votes) == 1


def test_up_to_bounds_from_above(names: Gazetteer) -> None:
    case = {"project/reko-diq/cu-phase-1": (240e3, 200e3, 400e3, "t Cu/y")}

    def high(*claims: Claim) -> tuple[float | None, float | None]:
        (found,) = assume(join(claims, names=names), case, names=names).parameters
        return found.low, found.high

    assert high(capacity("doc-a", (None, 300e3))) == (200e3, 300e3)
    assert high(capacity("doc-a", (None, 500e3))) == (200e3, 400e3)
    assert high(capacity("doc-a", (None, 150e3))) == (150e3, 400e3)
    assert high(capacity("doc-a", (220e3, None))) == (220e3, 400e3)
    assert high(capacity("doc-a", (None, 300e3)), capacity("doc-b", 350e3)) == (200e3, 400e3)


def test_about_is_half_a_unit_of_the_last_digit(names: Gazetteer) -> None:
    found = of(fed(names, capacity("doc-a", 230e3, bound="~")), "project/reko-diq/cu-phase-1")
    assert (found.low, found.high) == (225e3, 240e3)
    assert [last_place(x) for x in (500e6, 0.19, 5.9e9, 7.0)] == [8, -2, 8, 0]


def test_units_are_converted(names: Gazetteer) -> None:
    gold = make(
        "doc-a",
        "capacity",
        10.0,
        unit="t",
        per="year",
        content="Au",
        subject="Reko Diq",
        commodity="gold",
        object="phase 1",
    )
    found = of(fed(names, gold), "project/reko-diq/au-phase-1")
    assert found.high == pytest.approx(321_507, rel=1e-5)
    ore = make(
        "doc-b", "capacity", 50e6, **{**COPPER, "content": "ore"}, per="year", object="phase 1"
    )
    assert of(fed(names, ore), "project/reko-diq/ore-phase-1").high == pytest.approx(50.0)


def test_a_pledge_is_a_scenario_and_never_a_figure(names: Gazetteer, five: list[Claim]) -> None:
    found = fed(names, *five)
    by_deal = {s.deal: s for s in found.scenarios}
    pledge = by_deal["commitment/ussm/fwo"]
    assert (pledge.low, pledge.high, pledge.status) == (500e6, 500e6, "mou_signed")
    assert 0 <= pledge.probability[0] < pledge.probability[1] < 1
    assert by_deal["commitment/USA/PAK"].high == 1e9
    used = {c for r in found.parameters for v in r.votes for c in v.claims}
    assert not used & {c for s in found.scenarios for c in s.claims}
    assert fed(names, *five, subjects={"India"}).scenarios == ()


def test_a_claim_is_used_or_in_a_scenario_or_left_out_with_a_reason(
    names: Gazetteer, five: list[Claim]
) -> None:
    found = fed(names, *five)
    used = [c for r in found.parameters for v in r.votes for c in v.claims]
    told = [c for s in found.scenarios for c in s.claims]
    assert sorted([*used, *told, *reasons(found)]) == sorted(c.id for c in five)
    assert all(reasons(found).values())
    json.dumps(found.as_dict(), allow_nan=False)


def test_only_the_duty_in_force_feeds(names: Gazetteer, five: list[Claim]) -> None:
    found = of(fed(names, *five), "policy/duty")
    assert [(v.low, v.high) for v in found.votes] == [(0.19, 0.19)]
    assert (found.low, found.high) == (0.19, 0.19)


def test_a_rejected_claim_is_left_out(names: Gazetteer) -> None:
    claim = capacity("doc-a", 300e3)
    joined = join([claim], names=names, rejected={claim.id})
    found = assume(joined, CASE, claims=[claim], rejected={claim.id}, names=names)
    assert found.parameters == default_assumptions(CASE, names).parameters
    assert reasons(found) == {claim.id: "rejected by a review"}


def test_a_claim_that_fits_two_parameters_feeds_none(names: Gazetteer) -> None:
    case = {**CASE, "project/reko-diq/phase-1-approved": (6.8e9, None, None, "USD_nominal")}
    claim = make("doc-a", "capex", 7e9, subject="Reko Diq", object="phase 1")
    found = assume(join([claim], names=names), case, names=names)
    assert "say which" in reasons(found)[claim.id]
    alone = of(fed(names, claim), "project/reko-diq/phase-1-study")
    assert (alone.low, alone.high) == (5.57e9, 7e9)


def test_a_default_outside_its_own_range_is_refused(names: Gazetteer) -> None:
    with pytest.raises(UserError, match="does not hold"):
        read_parameters({"a": (1.0, 2.0, 3.0, "t")}, names)


ENDS = st.one_of(st.none(), st.floats(0.0, 100.0))
VOTES = st.lists(
    st.tuples(ENDS, ENDS).map(
        lambda ends: tuple(sorted(ends)) if None not in ends else ends  # type: ignore[type-var]
    ),
    max_size=5,
)


@given(VOTES, st.floats(10.0, 90.0), st.floats(0.0, 10.0))
def test_the_value_and_every_vote_lie_in_the_range(
    votes: list[tuple[float | None, float | None]], value: float, half: float
) -> None:
    parameter = Parameter("p", value, value - half, value + half, "t")
    given = [Vote(f"line-{i}", low, high, ()) for i, (low, high) in enumerate(votes)]
    given = [v for v in given if v.low is not None or v.high is not None]
    found = widen(parameter, given)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= value <= found.high
    for vote in given:
        if vote.low is not None and vote.high is not None:
            assert found.low <= vote.low <= vote.high <= found.high
    assert widen(parameter, given[::-1]).low == found.low
    assert widen(parameter, given[::-1]).high == found.high
    if all(v.low is not None and v.high is not None for v in given):
        assert found.low <= value - half
        assert found.high >= value + half
