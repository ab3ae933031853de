"""When claims are one deal and when they are not; parts, duties, history."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joining_make_claims import at, make, paper

from tenor.evidence.gazetteer import Gazetteer
from tenor.evidence.joining.join import Joined, join
from tenor.evidence.model import Claim

PLEDGE: dict[str, Any] = {
    "who": {"investor": "USSM", "recipient": "FWO"},
    "status": "mou_signed",
    "event_date": "2025-09-08",
}


def sizes(joined: Joined) -> list[int]:
    return sorted(len(d.claims) for d in joined.deals)


def relations(joined: Joined) -> list[str]:
    return [link.relation for link in joined.links]


def two(names: Gazetteer, value: object, changed: dict[str, Any], **base: Any) -> Joined:
    """Join one claim of each of two documents, the second changed in some keys."""
    first = make("doc-a", "investment_amount", 500e6, **{**PLEDGE, **base})
    second = make("doc-b", "investment_amount", value, **{**PLEDGE, **base, **changed})
    return join([first, second], names=names)


def test_equal_keys_and_amount_are_one_deal(names: Gazetteer) -> None:
    assert sizes(two(names, 500e6, {"who": {"investor": "US Strategic Metals"}})) == [2]


@pytest.mark.parametrize(
    "changed",
    [
        {"who": {"investor": "Acme Mining", "recipient": "FWO"}},
        {"who": {"investor": "United States", "recipient": "Pakistan"}},
        {"who": {"investor": "United States", "recipient": "FWO"}},
        {"who": {"investor": "USSM", "recipient": "India"}},
        {"event_date": "2023-05-01"},
    ],
    ids=["other giver", "state", "state to the body", "other country", "other time"],
)
def test_the_same_amount_with_another_key_is_another_deal(
    names: Gazetteer, changed: dict[str, Any]
) -> None:
    assert sizes(two(names, 500e6, changed)) == [1, 1]


def test_other_goods_are_another_deal(names: Gazetteer) -> None:
    found = two(names, 500e6, {"commodity": "copper"}, commodity="antimony")
    assert sizes(found) == [1, 1]
    assert sizes(two(names, 500e6, {"commodity": "critical minerals"}, commodity="copper")) == [2]


def test_another_measure_of_money_is_another_deal(names: Gazetteer) -> None:
    loan = make("doc-a", "loan_amount", 500e6, **PLEDGE)
    grant = make("doc-b", "grant_amount", 500e6, **PLEDGE)
    assert sizes(join([loan, grant], names=names)) == [1, 1]


def test_a_loan_of_two_banks_to_one_company_is_two_loans(names: Gazetteer) -> None:
    claims = [
        make(doc, "loan_amount", 300e6, who={"lender": bank, "borrower": "RDMC"})
        for doc, bank in (("doc-a", "ADB"), ("doc-b", "US Exim Bank"))
    ]
    assert sizes(join(claims, names=names)) == [1, 1]


def test_a_loan_without_a_lender_joins_neither(names: Gazetteer) -> None:
    claims = [
        make("doc-a", "loan_amount", 300e6, who={"lender": "ADB", "borrower": "RDMC"}),
        make("doc-b", "loan_amount", 300e6, who={"lender": "US Exim Bank", "borrower": "RDMC"}),
        make("doc-c", "loan_amount", 300e6, who={"borrower": "RDMC"}),
    ]
    assert sizes(join(claims, names=names)) == [1, 1, 1]


def test_other_amounts_with_all_keys_are_one_deal_in_candidate_conflict(names: Gazetteer) -> None:
    found = two(names, 800e6, {})
    assert sizes(found) == [2]
    assert relations(found) == ["candidate_conflict"]


@pytest.mark.parametrize(
    "changed", [{"event_date": None}, {"who": {"investor": "USSM", "recipient": "Pakistan"}}]
)
def test_other_amounts_without_all_keys_are_two_deals(
    names: Gazetteer, changed: dict[str, Any]
) -> None:
    found = two(names, 800e6, changed)
    assert sizes(found) == [1, 1]
    assert relations(found) == []


def test_a_range_about_the_amount_is_refined(names: Gazetteer) -> None:
    found = two(names, (400e6, 600e6), {})
    assert sizes(found) == [2]
    assert relations(found) == ["refines"]


def test_the_state_and_its_company_stay_apart_whatever_ties_them(names: Gazetteer) -> None:
    text = "The US would invest $500 million. USSM and FWO signed for $500 million. $500 million."
    document = paper(text)
    places = [i for i in range(len(text)) if text.startswith("$500 million", i)]
    claims = [
        make(document.id, "investment_amount", 500e6, at=(p, p + 12), who=who, status=status)
        for p, who, status in zip(
            places,
            ({"investor": "US", "recipient": "Pakistan"}, PLEDGE["who"], {}),
            ("proposed", "mou_signed", "mou_signed"),
            strict=True,
        )
    ]
    found = join(claims, [document], names=names)
    by_claim = {claim: deal.id for deal in found.deals for claim in deal.claims}
    assert by_claim[claims[0].id] != by_claim[claims[1].id]


def test_a_state_that_speaks_of_its_company_is_not_the_giver(names: Gazetteer) -> None:
    text = "The US announced a $500 million USSM investment."
    document = paper(text)
    spoken = make(
        document.id,
        "investment_amount",
        500e6,
        at=at(text, "$500 million"),
        who={"investor": "US", "party": "USSM"},
        status="announced",
    )
    named = make("doc-b", "investment_amount", 500e6, **PLEDGE)
    assert sizes(join([spoken, named], [document], names=names)) == [2]


def test_a_description_is_the_only_company_that_its_document_names(names: Gazetteer) -> None:
    text = "A U.S. metals company invests $500 million in Pakistan. USSM gave no date."
    document = paper(text)
    told = make(
        document.id,
        "investment_amount",
        500e6,
        at=at(text, "$500 million"),
        who={"investor": "A U.S. metals company", "recipient": "Pakistan"},
    )
    named = make("doc-b", "investment_amount", 500e6, **PLEDGE)
    (deal,) = join([told, named], [document], names=names).deals
    assert deal.id == "commitment/ussm/fwo"


@pytest.mark.parametrize("words", ["A U.S. metals company", "U.S. entities"])
def test_a_description_of_two_companies_stays_a_description(names: Gazetteer, words: str) -> None:
    text = f"{words} invest $500 million in Pakistan. Acme Mining and USSM gave no date."
    who = {"investor": words, "recipient": "Pakistan"}
    named = make("doc-b", "investment_amount", 500e6, **PLEDGE)
    for document, count in ((paper(text), 2), (paper(text.replace("Acme Mining and ", "")), 1)):
        place = at(document.text, "$500 million")
        told = make(document.id, "investment_amount", 500e6, at=place, who=who)
        assert len(join([told, named], [document], names=names).deals) == count


def test_a_tranche_hangs_on_its_deal(names: Gazetteer) -> None:
    text = "The first tranche of $100 million follows."
    document = paper(text)
    who = {"lender": "ADB", "borrower": "RDMC"}
    part = make(document.id, "loan_amount", 100e6, at=at(text, "$100 million"), who=who)
    whole = make("doc-b", "loan_amount", 300e6, who=who)
    found = join([part, whole], [document], names=names)
    child = next(d for d in found.deals if d.parent)
    parent = next(d for d in found.deals if not d.parent)
    assert (child.parent, child.relation) == (parent.id, "tranche")
    assert child.claims == (part.id,)
    assert ("part_of", part.id) in {(x.relation, x.a) for x in found.links}


def test_a_deal_climbs_and_leaves_the_ladder(names: Gazetteer) -> None:
    steps = [("announced", "2024-01"), ("mou_signed", "2024-06"), ("cancelled", "2025-02")]
    claims = [
        make(
            f"doc-{i}", "investment_amount", 500e6, at=i, **{**PLEDGE, "status": s, "event_date": d}
        )
        for i, (s, d) in enumerate(steps)
    ]
    (signed,) = join(claims[:2], names=names).deals
    assert (signed.status, [s.status for s in signed.history]) == (
        "mou_signed",
        ["announced", "mou_signed"],
    )
    (ended,) = join(claims, names=names).deals
    assert ended.status == "cancelled"


@pytest.mark.parametrize(
    ("day", "status"), [(None, "mou_signed"), ("2026-03-01", "contract_signed")]
)
def test_a_paper_called_a_memorandum_is_no_contract(
    names: Gazetteer, day: str | None, status: str
) -> None:
    text = "On 8 September USSM and FWO signed a memorandum about $500 million."
    document = paper(text)
    memo = make(
        document.id,
        "investment_amount",
        500e6,
        at=at(text, "$500 million"),
        **{**PLEDGE, "status": "announced"},
    )
    loud = {**PLEDGE, "status": "contract_signed", "event_date": day}
    claims = [memo, make("doc-b", "investment_amount", 500e6, **loud)]
    (deal,) = join(claims, [document], names=names).deals
    assert deal.status == status
    assert any("memorandum" in reason for reason in deal.why) is (day is None)


def test_an_end_that_its_own_document_denies_is_none(names: Gazetteer) -> None:
    claims = [
        make("doc-a", "investment_amount", 500e6, at=0, **PLEDGE),
        make("doc-a", "investment_amount", 500e6, at=50, polarity="ended", **PLEDGE),
    ]
    (deal,) = join(claims, names=names).deals
    assert deal.status == "mou_signed"
    (ended,) = join(claims[1:], names=names).deals
    assert ended.status == "cancelled"


def test_a_headline_makes_nothing_firm(names: Gazetteer) -> None:
    loud = make(
        "doc-a", "investment_amount", 500e6, **{**PLEDGE, "status": "disbursed"}, headline_only=True
    )
    (deal,) = join([loud], names=names).deals
    assert (deal.status, deal.is_cash) == ("announced", False)


def duty(doc: str, rate: float, **more: Any) -> Claim:
    who = more.pop("who", {"regulator": "United States", "exporter": "Pakistan"})
    return make(doc, "tariff_rate", rate, unit="fraction", who=who, **more)


def test_dates_order_the_rates_of_a_duty(names: Gazetteer) -> None:
    claims = [
        duty("doc-a", 0.19, status="operating", effective_date="2025-08-07"),
        duty("doc-b", 0.10, status="operating", effective_date="2025-04-05"),
        duty("doc-c", 0.19, status="operating", effective_date="2025-08-07"),
    ]
    found = join(claims, names=names)
    (deal,) = found.deals
    assert [r.low for r in deal.rates] == [0.10, 0.19]
    assert {(x.relation, x.b) for x in found.links} == {("supersedes", claims[1].id)}


def test_a_rate_that_is_only_announced_replaces_none_in_force(names: Gazetteer) -> None:
    claims = [
        duty("doc-a", 0.19, status="operating", effective_date="2025-08-07"),
        duty("doc-b", 0.25, status="announced", effective_date="2025-12-01"),
    ]
    assert relations(join(claims, names=names)) == []


def test_duties_on_two_states_or_goods_are_two(names: Gazetteer) -> None:
    claims = [
        duty("doc-a", 0.19, status="operating"),
        duty("doc-b", 0.29, status="suspended", commodity="copper"),
        duty(
            "doc-c",
            0.50,
            status="operating",
            who={"regulator": "United States", "exporter": "India"},
        ),
    ]
    found = join(claims, names=names)
    assert sizes(found) == [1, 1, 1]
    assert relations(found) == []


VALUES = st.sampled_from([100e6, 500e6, 500.0e6, 1e9])
WHO = st.sampled_from(
    [
        {"investor": "USSM", "recipient": "FWO"},
        {"investor": "US", "recipient": "Pakistan"},
        {"investor": "a US company", "recipient": "Pakistan"},
        {"signatory": ["USSM", "FWO"]},
        {"lender": "ADB", "borrower": "RDMC"},
        {"recipient": "Pakistan"},
        {},
    ]
)
CLAIM = st.builds(
    lambda doc, place, value, who, status, date, measure: make(
        f"doc-{doc}", measure, value, at=place, who=who, status=status, event_date=date
    ),
    st.integers(0, 4),
    st.integers(0, 40),
    VALUES,
    WHO,
    st.sampled_from([None, "proposed", "announced", "mou_signed", "contract_signed", "cancelled"]),
    st.sampled_from([None, "2025", "2025-09", "2025-09-08", "2023-01-01"]),
    st.sampled_from(["investment_amount", "deal_value", "loan_amount"]),
)


@given(st.lists(CLAIM, max_size=9), st.randoms())
def test_any_claims_join_the_same_in_any_order(
    names: Gazetteer, claims: list[Claim], chance: Any
) -> None:
    wanted = join(claims, names=names)
    shuffled = list(claims)
    chance.shuffle(shuffled)
    unique = {c.id: c for c in claims}
    if len(unique) == len(claims):
        assert join(shuffled, names=names) == wanted
    assert join([*claims, *claims], names=names) == wanted
    held = [c for deal in wanted.deals for c in deal.claims]
    assert sorted(held) == sorted(unique)
    assert "confirmed_conflict" not in relations(wanted)


@given(st.lists(CLAIM, max_size=9))
def test_no_deal_mixes_a_state_with_its_company(names: Gazetteer, claims: list[Claim]) -> None:
    joined = join(claims, names=names)
    keyed = {k.id: k for k in joined.claims}
    for deal in joined.deals:
        givers = [keyed[c].givers for c in deal.claims if keyed[c].givers]
        only_state = any(all(g.is_state for g in side) for side in givers)
        with_body = any(any(g.is_specific for g in side) for side in givers)
        assert not (only_state and with_body)
