"""From a ledger to deals: reviews are in force, and nothing is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from joining_make_claims import at, make, paper

from tenor.cli import root
from tenor.core.errors import UserError
from tenor.evidence.gazetteer import Gazetteer
from tenor.evidence.joining.conflicts import decide_conflict, find_conflicts
from tenor.evidence.joining.door import join_ledger, open_ledger
from tenor.evidence.ledger import Ledger, Reading
from tenor.evidence.model import Claim, Link, Span

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


def test_a_decision_on_a_conflict_is_a_row_and_the_last_one_counts(
    filled: tuple[Path, list[Claim]],
) -> None:
    path, (first, second) = filled
    by = {"name": "Anna Berg", "reason": "one is the loan"}
    with Ledger(path) as ledger:
        assert len(find_conflicts(ledger)) == 1
        decide_conflict(ledger, second.id, first.id, verdict="reject", **by)
        assert find_conflicts(ledger) == []
        assert [x.relation for x in join_ledger(ledger).links] == ["dismissed_conflict"]
        decide_conflict(ledger, first.id, second.id, verdict="accept", name="Li", reason="no loan")
        assert [x.relation for x in join_ledger(ledger).links] == ["confirmed_conflict"]
        assert [link.by for link in ledger.links()] == ["Anna Berg", "Li"]
        with pytest.raises(UserError, match="new reason"):
            decide_conflict(ledger, first.id, second.id, verdict="reject", **by)
        with pytest.raises(UserError, match="no candidate conflict"):
            decide_conflict(ledger, first.id, "claim-x", verdict="accept", **by)


def test_conflicts_are_decided_from_the_command_line(filled: tuple[Path, list[Claim]]) -> None:
    path, (first, second) = filled

    def run(*words: str, typed: str | None = None) -> str:
        result = CliRunner().invoke(root, [*words, "--ledger", str(path)], input=typed)
        assert result.exit_code == 0, result.output
        return result.stdout

    told = run("review", "--name", "Sana", typed="s\ns\nr\ntwo sums of two days\n")
    assert "conflict 1 of 1" in told and "1 of 1 conflicts decided" in told
    assert "dismissed_conflict" in run("ledger", "links")
    by = ("--name", "Li", "--reason", "read both")
    told = run("review", first.id, "--against", second.id, "--accept", *by)
    assert "confirmed_conflict by Li" in told
    rows = run("ledger", "links")
    assert "confirmed_conflict" in rows and "dismissed_conflict" not in rows
    words = ["review", first.id, "--against", second.id, "--edit", "status=operating", *by]
    result = CliRunner().invoke(root, [*words, "--ledger", str(path)])
    assert isinstance(result.exception, UserError)
