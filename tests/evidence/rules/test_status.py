"""Status, modality and polarity; above all that nothing is read firmer than it is said."""

from __future__ import annotations

import pytest
from read_text import read, read_one

from tenor.evidence.vocabulary import OFF_LADDER, firmness

AMOUNT = "$40 million"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The bank is reportedly about to lend $40 million.", "rumoured"),
        ("The bank plans to lend $40 million.", "proposed"),
        ("The bank issued a letter of interest for a loan of $40 million.", "proposed"),
        ("Talks on a loan of $40 million go on.", "proposed"),
        ("The bank is willing to lend $40 million.", "proposed"),
        ("The bank will lend $40 million to the mine.", "announced"),
        ("The bank pledged a loan of $40 million.", "announced"),
        ("They signed a memorandum of understanding worth $40 million.", "mou_signed"),
        ("The board approved a loan of $40 million.", "approved"),
        ("The two signed a loan agreement of $40 million.", "contract_signed"),
        ("The ministry awarded a contract worth $40 million to Marrow.", "contract_signed"),
        ("The loan of $40 million reached financial close.", "financially_closed"),
        ("The bank has disbursed $40 million of the loan.", "disbursed"),
        ("The loan of $40 million was suspended.", "suspended"),
        ("The government cancelled a loan of $40 million.", "cancelled"),
        ("The loan of $40 million expired.", "expired"),
        ("The loan of $40 million has lapsed.", "lapsed"),
    ],
)
def test_the_ladder(text: str, status: str) -> None:
    assert read_one(text, AMOUNT).status == status


@pytest.mark.parametrize(
    ("text", "at_most"),
    [
        ("The two could sign a loan agreement of $40 million.", "proposed"),
        ("They would be awarded a contract worth $40 million.", "proposed"),
        ("The board may approve a loan of $40 million.", "proposed"),
        ("The bank has not disbursed the $40 million loan.", "proposed"),
        ("The bank has never paid the $40 million.", "proposed"),
        ("The loan of $40 million is not signed.", "proposed"),
        ("The loan of $20 million (up from $40 million) is not signed.", "proposed"),
        ("No loan of $40 million was signed.", "proposed"),
        ("Neither bank has signed the loan of $40 million.", "proposed"),
        ("Will the bank lend $40 million?", "proposed"),
        ("Has the bank disbursed $40 million?", "proposed"),
        ("A report that the bank had lent $40 million was denied.", "proposed"),
        ("The loan of $40 million will be signed in May.", "announced"),
        ("The bank will disburse $40 million next year.", "announced"),
        ("They signed a non-binding framework for an investment of $40 million.", "mou_signed"),
        ("They signed an MoU to invest $40 million in the mine.", "mou_signed"),
        ("They signed letters of interest for loans of $40 million.", "proposed"),
    ],
)
def test_nothing_is_read_too_firm(text: str, at_most: str) -> None:
    assert firmness(read_one(text, AMOUNT).status) <= firmness(at_most)


def test_a_figure_that_is_no_deal_has_no_status() -> None:
    text = "The mine produced 41,000 tonnes of copper in 2024 and has 300 workers."
    assert [c.status for c in read(text)] == [None, None]


def test_a_share_that_is_held_exists() -> None:
    assert read_one("The company owns 45% of the mine.", "45%").status == "operating"
    assert read_one("The company wants to own 45% of the mine.", "45%").status == "proposed"


def test_a_tariff_in_force_and_one_that_is_to_come() -> None:
    assert read_one("A tariff of 19% is in force on copper.", "19%").status == "operating"
    assert read_one("A tariff of 19% could follow.", "19%").status == "proposed"


def test_a_firm_status_has_a_cue() -> None:
    text = "The two signed a loan agreement of $40 million."
    span = read_one(text, AMOUNT).spans["status"]
    assert text[span.start : span.end].startswith("signed")


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The mine produced 41,000 tonnes of copper.", "actual"),
        ("The mine will produce 41,000 tonnes of copper.", "planned"),
        ("The mine could produce 41,000 tonnes of copper.", "conditional"),
        ("The target is 41,000 tonnes of copper.", "target"),
        ("Analysts forecast that the mine produces 41,000 tonnes of copper.", "estimate"),
    ],
)
def test_modality(text: str, modality: str) -> None:
    assert read_one(text, "41,000 tonnes").modality == modality


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("The bank lent $40 million.", "affirmed"),
        ("The bank did not lend $40 million.", "negated"),
        ("The ministry denied that the bank lent $40 million.", "negated"),
        ("The bank had lent $40 million, which the ministry denied.", "negated"),
        ("The bank lent no less than $40 million.", "affirmed"),
        ("The loan of $40 million was cancelled.", "ended"),
        ("Costs rose to $50 million, up from $40 million.", "ended"),
    ],
)
def test_polarity(text: str, polarity: str) -> None:
    assert read_one(text, AMOUNT).polarity == polarity


def test_what_is_off_the_ladder_is_ended() -> None:
    for word in ("cancelled", "scrapped", "abandoned"):
        found = read_one(f"The loan of $40 million was {word}.", AMOUNT)
        assert found.status in OFF_LADDER
        assert found.polarity == "ended"


def test_what_is_suspended_may_go_on() -> None:
    found = read_one("The loan of $40 million was suspended.", AMOUNT)
    assert (found.status, found.polarity) == ("suspended", "affirmed")
