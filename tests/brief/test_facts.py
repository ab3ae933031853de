"""``tenor facts``: each fact with source, date, met and validity, and nothing after the cut-off."""

from __future__ import annotations

import json

import pytest

from tenor.cli import main
from tenor.panel.case import load_case
from tenor.panel.fact_rows import COLUMNS
from tenor.panel.facts import list_facts


def test_every_fact_has_its_columns_and_how_its_source_was_met() -> None:
    case = load_case("pakistan-us")
    facts = list_facts(case)
    assert len({fact["id"] for fact in facts}) == len(facts) > len(case.claims)
    assert all(tuple(fact) == COLUMNS for fact in facts)
    assert {fact["kind"] for fact in facts} == {
        *("claim", "deal", "policy", "project", "funds", "gate", "inquiry"),
    }
    assert all(fact["source"] and fact["citation"] for fact in facts)
    assert all(fact["met"] in {"opened", "excerpt", "recalled"} for fact in facts)
    own = [fact for fact in facts if fact["source"] == "authors"]
    assert {fact["status"] for fact in own} == {"judgement", "not found"}
    assert any(fact["rests_on"] for fact in own)


def test_validity_at_the_cut_off() -> None:
    facts = {fact["id"]: fact for fact in list_facts(load_case("pakistan-us"))}
    assert facts["case.policy/us-reciprocal-duty/rate-19"]["valid_at_cut_off"] is False
    assert facts["case.policy/us-section-122-surcharge/rate-10"]["valid_at_cut_off"] is False
    assert facts["case.policy/china-us-ban-ga-ge-sb/suspension"]["valid_at_cut_off"] is True


@pytest.mark.parametrize("day", ["2025-07-01", "2025-12-31"])
def test_nothing_is_dated_after_an_earlier_cut_off(day: str) -> None:
    case = load_case("pakistan-us").as_of(day)
    stated = [fact for fact in list_facts(case) if fact["kind"] in {"deal", "policy"}]
    assert stated
    assert all(fact["date"] <= day for fact in stated if fact["date"])
    known = {fact["id"] for fact in list_facts(case)}
    assert ("case.deal/ussm-fwo-mou/first-phase" in known) is (day > "2025-09-08")


def test_the_command_filters_by_topic(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["facts", "pakistan-us", "--topic", "security", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {fact["topic"] for fact in document["facts"]} == {"security"}
    assert main(["facts", "pakistan-us", "--topic", "securty"]) == 2
    assert "security" in capsys.readouterr().err
