"""From a ledger to deals: reviews are in force, and nothing is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from joining_make_claims import at, make, paper

from tenor.evidence.gazetteer import Gazetteer
from tenor.evidence.joining.door import join_ledger, open_ledger
from tenor.evidence.ledger import Ledger, Reading
from tenor.evidence.ledger.entries import Link
from tenor.evidence.model import Claim, Span

TEXTS = ("USSM pledged $500 million to FWO.", "FWO took $800 million of USSM money.")
WHO = {"investor": "USSM", "recipient": "FWO"}


@pytest.fixture
def filled(tmp_path: Path) -> tuple[Path, list[Claim]]:
    path = tmp_path / "evidence.db"
    claims = []
    with Ledger(path, create=True) as ledger:
        for text in TEXTS:
            document = replace(paper(text, published="2025-09-09"), sha256=f"{len(claims)}" * 64)
            words = text[text.index("$") : text.index("million") + 7]
            more: dict[str, Any] = {"event_date": "2025-09-08", "status": "mou_signed"}
            place = at(text, words)
            spans = {"value": Span.of(text, *place)}
            amount = float(words[1:4]) * 1e6
            claim = make(
                document.id, "investment_amount", amount, at=place, who=WHO, spans=spans, **more
            )
            claims.append(claim)
            ledger.add(Reading(document, "rules", (claim,)))
    return path, claims


def test_a_ledger_joins_as_its_claims_do(
    filled: tuple[Path, list[Claim]], names: Gazetteer
) -> None:
    path, claims = filled
    before = path.read_bytes()
    with Ledger(path) as ledger:
        joined = join_ledger(ledger, names=names)
    assert [d.claims for d in joined.deals] == [tuple(sorted(c.id for c in claims))]
    assert [x.relation for x in joined.links] == ["candidate_conflict"]
    assert path.read_bytes() == before


def test_reviews_are_in_force(filled: tuple[Path, list[Claim]], names: Gazetteer) -> None:
    path, (first, second) = filled
    with Ledger(path) as ledger:
        ledger.review(
            first.id, "edit", name="Anna Berg", reason="a loan", edits={"measure": "loan_amount"}
        )
        assert len(join_ledger(ledger, names=names).deals) == 2
        ledger.review(second.id, "reject", name="Anna Berg", reason="not in the text")
        assert open_ledger(ledger).rejected == {second.id}
        assert [d.family for d in join_ledger(ledger, names=names).deals] == ["loan"]
        ledger.review(second.id, "accept", name="Anna Berg", reason="it is, after all")
        assert len(join_ledger(ledger, names=names).deals) == 2


def test_a_conflict_is_confirmed_by_a_person_alone(
    filled: tuple[Path, list[Claim]], names: Gazetteer
) -> None:
    path, (first, second) = filled
    with Ledger(path) as ledger:
        ledger.add_links([Link(first.id, second.id, "confirmed_conflict", "by itself", "rules")])
        relations = [x.relation for x in join_ledger(ledger, names=names).links]
        assert relations == ["candidate_conflict"]
        ledger.add_links(
            [Link(second.id, first.id, "confirmed_conflict", "read both", "Anna Berg")]
        )
        (link,) = join_ledger(ledger, names=names).links
        assert (link.relation, link.reason) == ("confirmed_conflict", "Anna Berg: read both")
