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
            "Japan will buy $40 million of copper from Zambia.",
            {"Japan": "buyer", "Zambia": "seller"},
        ),
    ],
)
def test_givers_and_takers(text: str, roles: dict[str, str]) -> None:
    found = _roles(text)
    assert {name: found.get(name) for name in roles} == roles


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
