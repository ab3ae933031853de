"""Forms in which texts tell how firm a deal is, each with its softer twin."""

from __future__ import annotations

import pytest
from read_text import read_one

from tenor.evidence.vocabulary import firmness

AMOUNT = "$40 million"


@pytest.mark.parametrize(
    ("text", "value", "status"),
    [
        # What passes from hand to hand: money, and papers that are no money.
        ("The mine received $40 million from the bank.", AMOUNT, "disbursed"),
        ("The mine received term sheets for a loan of $40 million.", AMOUNT, "proposed"),
        ("The mine received firm commitments for $40 million.", AMOUNT, "contract_signed"),
        ("So far $40 million of the budgeted $90 million has been spent.", AMOUNT, "disbursed"),
        (
            "So far $40 million of the budgeted $90 million has been spent.",
            "$90 million",
            "announced",
        ),
        ("By December, $40 million had flowed to the mine.", AMOUNT, "disbursed"),
        ("The contract, worth $40 million, went to Metso.", AMOUNT, "contract_signed"),
        ("Completion of the sale for $40 million took place in May.", AMOUNT, "financially_closed"),
        (
            "The bank raised equity that closed in June and $40 million has since been spent.",
            AMOUNT,
            "disbursed",
        ),
        # A will that is reported is a will, a condition is not.
        ("The bank said that it would lend $40 million.", AMOUNT, "announced"),
        ("The bank said that it would lend $40 million if the mine opened.", AMOUNT, "proposed"),
        ("The bank said that it would consider $40 million.", AMOUNT, "proposed"),
        ("Lenders clear $40 million for the mine.", AMOUNT, "approved"),
        ("The mine's loan of $40 million is subject to board approval.", AMOUNT, "proposed"),
        # The paper that covers a promise.
        (
            "They signed a supply contract under which Tesla will pay $40 million.",
            AMOUNT,
            "contract_signed",
        ),
        ("They signed a memorandum under which Tesla will pay $40 million.", AMOUNT, "mou_signed"),
        ("They signed a cooperation agreement worth $40 million.", AMOUNT, "mou_signed"),
        (
            "They signed a landmark 20-year sales agreement worth $40 million.",
            AMOUNT,
            "contract_signed",
        ),
        ("The pact has been widely described as an investment of $40 million.", AMOUNT, "proposed"),
        # Titles and asides.
        (
            "Goods of the Potential Tariff Adjustments annex will face a tariff of 15%.",
            "15%",
            "announced",
        ),
        ("The tariff of 10%, as announced in April, is in force.", "10%", "operating"),
    ],
)
def test_forms_of_deals(text: str, value: str, status: str) -> None:
    assert read_one(text, value).status == status


@pytest.mark.parametrize(
    ("text", "value", "status"),
    [
        ("The company has a 60% interest in the mine.", "60%", "operating"),
        ("The project is a joint venture of Eramet (60%) and Tsingshan.", "60%", "operating"),
        ("Talks with a partner over a 60% stake go on.", "60%", "proposed"),
        ("At that price a 60% stake would be worth a billion.", "60%", "proposed"),
        ("Miners have asked the government to scrap the 10% export duty.", "10%", "operating"),
        ("A bill would raise the royalty from 5% to 12%.", "5%", "operating"),
        ("A bill would raise the royalty from 5% to 12%.", "12%", "proposed"),
        ("A 25% tariff is expected in May.", "25%", "proposed"),
        ("An export duty of 15% is under examination.", "15%", "proposed"),
        ("The order imposes a 25% tariff, effective December 1, 2026.", "25%", "announced"),
        ("The group has a $60 million credit facility.", "$60 million", "contract_signed"),
    ],
)
def test_what_stands_and_what_does_not_yet(text: str, value: str, status: str) -> None:
    assert read_one(text, value).status == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The bank offered $40 million. The offer was withdrawn.", "cancelled"),
        ("They had pledged $40 million. The pledge lapsed in 2023.", "lapsed"),
        ("Talks over a loan of $40 million ended without a deal.", "cancelled"),
        ("The board has decided not to proceed with the investment of $40 million.", "cancelled"),
        (
            "They signed a supply contract with Tesla. Tesla will pay $40 million.",
            "contract_signed",
        ),
        ("They signed a supply contract with Tesla. The state will pay $40 million.", "announced"),
        ("They signed a framework agreement. Tesla will pay $40 million.", "announced"),
        ("They signed a supply contract. Tesla could pay $40 million.", "proposed"),
    ],
)
def test_what_the_sentence_beside_it_says(text: str, status: str) -> None:
    assert read_one(text, AMOUNT).status == status


@pytest.mark.parametrize(
    "text",
    [
        "The bank pledged $40 million and has received many letters of thanks.",
        "The loan offer of $40 million expires in 2027.",
        "The bank is willing to lend $40 million under a memorandum.",
        "The bank signed a letter of intent to lend $40 million.",
        "The loan of $40 million would be disbursed in tranches.",
        "The mine is in talks over $40 million; a contract was signed with Metso.",
    ],
)
def test_soft_words_are_never_contract_or_money(text: str) -> None:
    assert firmness(read_one(text, AMOUNT).status) < firmness("contract_signed")


@pytest.mark.parametrize(
    ("text", "value", "modality"),
    [
        ("The agency awarded a grant of $40 million to the mine.", AMOUNT, "actual"),
        ("The bank will lend up to $40 million.", AMOUNT, "planned"),
        ("The deal is expected to mobilise $40 million.", AMOUNT, "estimate"),
        ("The plant is designed for 6,000 tonnes of ore a year.", "6,000 tonnes", "planned"),
        ("The mine exported 6,000 tonnes of copper last year.", "6,000 tonnes", "actual"),
        ("If built, the mine would export 6,000 tonnes of copper.", "6,000 tonnes", "conditional"),
    ],
)
def test_modality_of_forms(text: str, value: str, modality: str) -> None:
    assert read_one(text, value).modality == modality


@pytest.mark.parametrize(
    ("text", "value", "polarity"),
    [
        ("Its share of exports rose to 61%, up from 53% in 2022.", "53%", "affirmed"),
        ("Costs rose to $50 million, up from $40 million.", "$50 million", "affirmed"),
        ("The estimate replaces the figure of $40 million.", AMOUNT, "ended"),
        ("Building on previous support, the bank will lend $40 million.", AMOUNT, "affirmed"),
        (
            "The buyer is committed to $40 million a year until 2035.",
            "$40 million a year",
            "affirmed",
        ),
    ],
)
def test_polarity_of_forms(text: str, value: str, polarity: str) -> None:
    assert read_one(text, value).polarity == polarity
