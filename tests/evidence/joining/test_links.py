"""Links of facts: what differs in scope, basis or time, and what may be a conflict."""

from __future__ import annotations

from typing import Any

import pytest
from joining_make_claims import at, make, paper

from tenor.evidence.gazetteer import Gazetteer
from tenor.evidence.joining.join import Joined, join
from tenor.evidence.model import Claim, Link

COPPER: dict[str, Any] = {
    "unit": "t",
    "content": "Cu",
    "subject": "Reko Diq",
    "commodity": "copper",
    "stage": "resource",
    "basis": "contained",
    "event_date": "2025",
}


def pair(names: Gazetteer, value: object, changed: dict[str, Any]) -> list[tuple[str, str]]:
    first = make("doc-a", "resource_quantity", 15e6, **COPPER)
    second = make("doc-b", "resource_quantity", value, **{**COPPER, **changed})
    return [(x.relation, x.reason) for x in join([first, second], names=names).links]


def test_firm_figures_with_all_keys_may_conflict(names: Gazetteer) -> None:
    ((relation, reason),) = pair(names, 22e6, {})
    assert relation == "candidate_conflict"
    assert "same time" in reason


@pytest.mark.parametrize("key", ["event_date", "stage", "basis", "subject"])
def test_a_key_that_is_not_stated_leaves_no_conflict(names: Gazetteer, key: str) -> None:
    assert pair(names, 22e6, {key: None}) == []


@pytest.mark.parametrize(
    ("changed", "relation"),
    [
        ({"stage": "reserve"}, "scope_differs"),
        ({"basis": "gross"}, "basis_differs"),
        ({"event_date": "2026"}, "supersedes"),
    ],
)
def test_another_key_tells_why_figures_differ(
    names: Gazetteer, changed: dict[str, Any], relation: str
) -> None:
    assert [r for r, _ in pair(names, 22e6, changed)] == [relation]


@pytest.mark.parametrize(
    "changed",
    [
        {"bound": "vague"},
        {"headline_only": True},
        {"modality": "target"},
        {"bound": ">"},
        {"subject": "Saindak"},
        {"commodity": "gold", "content": "Au"},
    ],
)
def test_what_is_not_firm_or_not_the_same_is_no_conflict(
    names: Gazetteer, changed: dict[str, Any]
) -> None:
    assert "candidate_conflict" not in [r for r, _ in pair(names, 22e6, changed)]


def test_a_rounded_figure_is_no_conflict(names: Gazetteer) -> None:
    assert pair(names, 14.9e6, {"bound": "~"}) == []


def test_a_narrower_figure_refines(names: Gazetteer) -> None:
    assert [r for r, _ in pair(names, (10e6, 20e6), {})] == ["refines"]


def test_two_years_of_a_flow_are_two_things(names: Gazetteer) -> None:
    claims = [
        make(doc, "trade_balance", value, subject="Pakistan", object="India", event_date=year)
        for doc, value, year in (("doc-a", 3e9, "2024"), ("doc-b", 2e9, "2023"))
    ]
    assert [x.relation for x in join(claims, names=names).links] == ["scope_differs"]


def test_only_a_person_confirms_or_dismisses_a_conflict(names: Gazetteer) -> None:
    first = make("doc-a", "resource_quantity", 15e6, **COPPER)
    second = make("doc-b", "resource_quantity", 22e6, **COPPER)

    def relations(*verdicts: Link) -> list[tuple[str, bool]]:
        links = join([first, second], names=names, verdicts=verdicts).links
        return [(x.relation, "Anna Berg" in x.reason) for x in links]

    def said(a: str, b: str, relation: str) -> Link:
        return Link(a, b, relation, "two reports of one survey", "Anna Berg")

    confirmed = said(second.id, first.id, "confirmed_conflict")
    dismissed = said(first.id, second.id, "dismissed_conflict")
    elsewhere = said(first.id, "claim-x", "confirmed_conflict")
    assert relations() == [("candidate_conflict", False)]
    assert relations(confirmed) == [("confirmed_conflict", True)]
    assert relations(dismissed) == [("dismissed_conflict", True)]
    assert relations(dismissed, confirmed) == [("confirmed_conflict", True)]
    assert relations(elsewhere) == [("candidate_conflict", False)]


def test_rejected_and_unverified_claims_join_nothing(names: Gazetteer) -> None:
    first = make("doc-a", "resource_quantity", 15e6, **COPPER)
    second = make("doc-b", "resource_quantity", 22e6, **COPPER)
    assert join([first, second], names=names, rejected={second.id}).links == ()
    loose = make("doc-b", "resource_quantity", 22e6, verified=False, **COPPER)
    assert join([first, loose], names=names).links == ()


def in_text(text: str, *parts: tuple[str, str, float, dict[str, Any]]) -> tuple[Any, list[Claim]]:
    document = paper(text)
    claims = [
        make(document.id, measure, value, at=at(text, words), **more)
        for words, measure, value, more in parts
    ]
    return document, claims


def joined_text(names: Gazetteer, text: str, *parts: Any) -> Joined:
    document, claims = in_text(text, *parts)
    return join(claims, [document], names=names)


OF = {"subject": "Pakistan", "unit": "t", "commodity": "copper"}


@pytest.mark.parametrize(
    ("stated", "relation"), [("50%", "consistent"), ("80%", "candidate_conflict")]
)
def test_a_source_that_adds_up_wrongly_is_for_a_person(
    names: Gazetteer, stated: str, relation: str
) -> None:
    text = f"Output rose by {stated} from 10,000 t to 15,000 t of copper within a single year."
    share = float(stated.rstrip("%")) / 100
    found = joined_text(
        names,
        text,
        (stated, "percent_change", share, {"subject": "Pakistan", "unit": "fraction"}),
        ("10,000 t", "production", 10e3, OF),
        ("15,000 t", "production", 15e3, OF),
    )
    assert [x.relation for x in found.links if "change" in x.reason] == [relation]


def test_shares_of_owners_sum_to_one_or_not(names: Gazetteer) -> None:
    def relation(*shares: float) -> set[str]:
        claims = [
            make(
                "doc-a",
                "ownership_share",
                share,
                at=i,
                unit="fraction",
                subject="Reko Diq",
                who={"owner": owner},
            )
            for i, (share, owner) in enumerate(
                zip(shares, ("Barrick", "FWO", "RDMC"), strict=False)
            )
        ]
        return {x.relation for x in join(claims, names=names).links}

    assert relation(0.5, 0.25, 0.25) == {"consistent"}
    assert relation(0.5, 0.25) == set()
    assert relation(0.6, 0.5) == {"candidate_conflict"}


def test_ore_that_cannot_hold_the_metal_is_for_a_person(names: Gazetteer) -> None:
    ore = make("doc-a", "ore_tonnage", 5.9e6, unit="t", subject="Reko Diq")
    metal = make("doc-b", "resource_quantity", 22e6, **COPPER)
    assert [x.relation for x in join([ore, metal], names=names).links] == ["candidate_conflict"]


def test_goods_worth_more_than_all_minerals_are_for_a_person(names: Gazetteer) -> None:
    claims = [
        make("doc-a", "resource_value", 3e12, subject="Pakistan", commodity="minerals"),
        make("doc-b", "resource_value", 4e12, subject="Pakistan", commodity="rare earths"),
    ]
    found = {x.relation for x in join(claims, names=names).links}
    assert found == {"candidate_conflict", "scope_differs"}


BUILDING = "The copper plant costs {cost} and makes 200,000 t of copper a year, the owner said."


@pytest.mark.parametrize(
    ("cost", "value", "relations"),
    [("$3 billion", 3e9, []), ("$30 million", 3e7, ["candidate_conflict"])],
)
def test_a_cost_that_a_capacity_cannot_bear_is_for_a_person(
    names: Gazetteer, cost: str, value: float, relations: list[str]
) -> None:
    text = BUILDING.format(cost=cost)
    of = {"subject": "Reko Diq", "commodity": "copper"}
    found = joined_text(
        names,
        text,
        (cost, "capex", value, of),
        ("200,000 t", "capacity", 2e5, {**of, "unit": "t", "per": "year"}),
    )
    assert [x.relation for x in found.links if "capex per" in x.reason] == relations


@pytest.mark.parametrize(
    ("value", "relations"),
    [(90e6, ["consistent"]), (120e6, []), (9e9, ["candidate_conflict"])],
)
def test_a_quantity_at_a_price_is_put_beside_its_value(
    names: Gazetteer, value: float, relations: list[str]
) -> None:
    text = "Pakistan sold 10,000 t of copper at $9,000 a tonne for VALUE in the year to June."
    of = {"subject": "Pakistan", "commodity": "copper"}
    found = joined_text(
        names,
        text,
        ("10,000 t", "export_quantity", 10e3, {**of, "unit": "t"}),
        ("$9,000 a tonne", "price", 9e3, {**of, "per": "t"}),
        ("VALUE", "trade_value", value, of),
    )
    assert [x.relation for x in found.links if "at 9,000" in x.reason] == relations
