"""What five real articles should give when they are joined."""

from __future__ import annotations

import itertools
import random

import pytest

from tenor.evidence.gazetteer import Gazetteer
from tenor.evidence.joining.join import Joined, join
from tenor.evidence.model import Claim

DEAL = "commitment/ussm/fwo"
WILL = "commitment/USA/PAK"


@pytest.fixture
def joined(five: list[Claim], names: Gazetteer) -> Joined:
    return join(five, names=names)


def places(five: list[Claim], *ids: str) -> set[tuple[str, int]]:
    return {(c.document, c.candidate.mention.start) for c in five if c.id in ids}


def links(joined: Joined, five: list[Claim], relation: str) -> set[tuple[tuple[str, int], ...]]:
    by_id = {c.id: (c.document, c.candidate.mention.start) for c in five}
    return {(by_id[x.a], by_id[x.b]) for x in joined.links if x.relation == relation}


def deal(joined: Joined, name: str):
    return next(d for d in joined.deals if d.id == name)


def test_one_deal_of_the_company_is_signed_and_not_paid(joined: Joined, five: list[Claim]) -> None:
    found = deal(joined, DEAL)
    assert [(a.low, a.high) for a in found.amounts] == [(500e6, 500e6)]
    assert (found.status, found.is_cash) == ("mou_signed", False)
    assert ("mou_signed", "2025-09-07", "event") in {
        (s.status, s.date, s.dated_by) for s in found.history
    }
    assert places(five, *found.claims) == {
        *(("doc-3", start) for start in (18, 107, 719)),
        ("doc-2", 1494),
        ("doc-4", 3369),
    }
    assert [d.id for d in joined.deals if "ussm" in d.id] == [DEAL]


def test_no_deal_is_dated_by_a_day_that_no_article_gives(joined: Joined) -> None:
    assert "2025-09-08" not in {s.date for d in joined.deals for s in d.history}


def test_the_willingness_of_the_state_is_a_deal_of_its_own(
    joined: Joined, five: list[Claim]
) -> None:
    found = deal(joined, WILL)
    assert places(five, *found.claims) == {("doc-0", 8), ("doc-0", 125), ("doc-0", 356)}
    assert found.status == "proposed"
    assert not set(found.claims) & set(deal(joined, DEAL).claims)


def test_the_duty_in_force_supersedes_the_suspended_one(joined: Joined, five: list[Claim]) -> None:
    found = deal(joined, "tariff/USA/PAK")
    assert [(r.low, r.status) for r in found.rates] == [(0.29, "suspended"), (0.19, "operating")]
    assert links(joined, five, "supersedes") == {(("doc-4", 1037), ("doc-0", 1980))}
    assert found.status == "operating"


def test_the_duty_on_india_is_indias(joined: Joined) -> None:
    (found,) = (d for d in joined.deals if d.id.endswith("/IND"))
    assert [(r.low, r.replaces) for r in found.rates] == [(0.5, None)]


def test_worths_of_other_scope_are_told_apart(joined: Joined, five: list[Claim]) -> None:
    rare, total, trillions = ("doc-4", 2054), ("doc-1", 145), ("doc-3", 1864)
    differ = {frozenset(pair) for pair in links(joined, five, "scope_differs")}
    assert frozenset((rare, total)) in differ
    assert frozenset((rare, trillions)) in differ
    assert (total, trillions) in links(joined, five, "refines")


def test_foreign_delegates_are_some_of_the_participants(joined: Joined, five: list[Claim]) -> None:
    assert links(joined, five, "part_of") == {(("doc-2", 3132), ("doc-1", 3849))}


def test_ore_and_metal_fit(joined: Joined, five: list[Claim]) -> None:
    ore = ("doc-4", 1608)
    assert links(joined, five, "consistent") == {(("doc-1", 3097), ore), (("doc-1", 3127), ore)}
    reasons = " ".join(x.reason for x in joined.links if x.relation == "consistent")
    assert "0.3844 %" in reasons
    assert "0.2109" in reasons


def test_agreement_without_sources_is_no_corroboration(joined: Joined, five: list[Claim]) -> None:
    assert links(joined, five, "corroborates_independent") == set()
    assert len(deal(joined, DEAL).lineages) == 1


def test_nothing_conflicts(joined: Joined) -> None:
    assert [x for x in joined.links if "conflict" in x.relation] == []


def test_the_order_of_documents_does_not_matter(
    articles: dict[str, list[Claim]], names: Gazetteer
) -> None:
    wanted = join([c for claims in articles.values() for c in claims], names=names)
    for order in itertools.islice(itertools.permutations(articles), 0, 120, 17):
        assert join([c for name in order for c in articles[name]], names=names) == wanted
    flat = [c for claims in articles.values() for c in claims]
    random.Random(3).shuffle(flat)
    assert join(flat, names=names) == wanted


def test_a_document_given_twice_changes_nothing(
    five: list[Claim], joined: Joined, names: Gazetteer
) -> None:
    assert join([*five, *five], names=names) == joined


def test_each_article_alone_joins(articles: dict[str, list[Claim]], names: Gazetteer) -> None:
    for claims in articles.values():
        alone = join(claims, names=names)
        held = [c for d in alone.deals for c in d.claims]
        assert len(held) == len(set(held))
        assert not [x for x in alone.links if "conflict" in x.relation]
