"""Roles: who gives and who takes, by the words between a name and a number."""

from __future__ import annotations

import pytest
from read_text import read_one

AMOUNT = "$40 million"


def _roles(text: str, words: str = AMOUNT) -> dict[str, str]:
    return {party.name: party.role for party in read_one(text, words).parties}


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (
            "The United States will invest $40 million in Pakistan.",
            {"United States": "investor", "Pakistan": "recipient"},
        ),
        (
            "Marrowby Metals secured a loan of $40 million from Copperhill Bank.",
            {"Marrowby Metals": "borrower", "Copperhill Bank": "lender"},
        ),
        (
            "Copperhill Bank disbursed $40 million of the loan to Marrowby Metals.",
            {"Copperhill Bank": "lender", "Marrowby Metals": "borrower"},
        ),
        ("The bank pledged a grant of $40 million to Zambia.", {"Zambia": "recipient"}),
        (
            "Marrowby Metals will buy $40 million of copper from Copperhill Mining.",
            {"Marrowby Metals": "buyer", "Copperhill Mining": "seller"},
        ),
        (
            "Japan will buy $40 million of copper from Zambia.",
            {"Japan": "offtaker", "Zambia": "supplier"},
        ),
        (
            "Marrowby Metals was granted a loan of $40 million by Copperhill Bank.",
            {"Marrowby Metals": "borrower", "Copperhill Bank": "lender"},
        ),
    ],
)
def test_givers_and_takers(text: str, roles: dict[str, str]) -> None:
    found = _roles(text)
    assert {name: found.get(name) for name in roles} == roles


def _inferred(text: str, words: str = AMOUNT) -> dict[str, tuple[str, str | None]]:
    return {p.name: (p.role, p.inferred) for p in read_one(text, words).parties}


def test_a_description_is_the_name_before_it() -> None:
    text = "Marrowby Metals met Copperhill Bank. The lender will lend the company $40 million."
    found = _inferred(text)
    assert found["Copperhill Bank"][0] == "lender"
    assert "The lender" in (found["Copperhill Bank"][1] or "")
    assert "Marrowby Metals" in found


def test_who_borrows_is_whom_the_text_is_about() -> None:
    text = (
        "Marrowby Metals said its mine was late. Marrowby Metals is small.\n\n"
        "Copperhill Bank lent $40 million in May."
    )
    role, rule = _inferred(text)["Marrowby Metals"]
    assert (role, rule) == ("borrower", "whom the text is about")


def test_the_other_of_two_states() -> None:
    text = (
        "Joint statement of the United States and Zambia\n\nThe United States and Zambia met. "
        "Zambia thanked the United States. The United States thanked Zambia.\n\n"
        "Zambia will apply a tariff of 10%."
    )
    found = _inferred(text, "10%")
    assert found["Zambia"][0] == "regulator"
    assert found["United States"] == ("party", "the other of two states")


def test_a_state_is_called_by_its_name() -> None:
    text = "American officials met. Washington will invest $40 million in Zambia."
    found = _inferred(text)
    assert found["United States"][0] == "investor"
    assert "Washington" in (found["United States"][1] or "")


def test_a_company_paper_tells_of_its_own_ore() -> None:
    text = (
        "Marrowby Metals Ltd (ASX: MMT)\n\nThe resource is 40 million tonnes at 2% copper, "
        "with a price of $9,000 per tonne."
    )
    assert _inferred(text, "40 million tonnes")["Marrowby Metals Ltd"][0] == "owner"
    assert _inferred(text, "$9,000 per tonne") == {}


def test_another_number_cuts_off_its_own_party() -> None:
    text = "Japan will invest $40 million in Zambia and $90 million in Chile."
    assert "Chile" not in _roles(text)


def test_swapped_parties_swap_their_roles() -> None:
    text = "{} will invest $40 million in {}."
    one, other = (_roles(text.format(*pair)) for pair in (("Japan", "Zambia"), ("Zambia", "Japan")))
    assert one == {"Japan": "investor", "Zambia": "recipient"}
    assert other == {"Zambia": "investor", "Japan": "recipient"}


def test_a_party_is_quoted_from_the_text_and_there_are_few() -> None:
    text = "Japan, Zambia, Chile, Peru, Ghana and Kenya agreed a deal worth $40 million."
    found = read_one(text, AMOUNT).parties
    assert 0 < len(found) <= 4
    for party in found:
        assert party.span is not None
        assert text[party.span.start : party.span.end] == party.span.exact
