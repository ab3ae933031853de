"""The nearest valid name is the one a person meant."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.core.countries import country
from tenor.core.errors import UnknownNameError, nearest_names

COUNTRIES = [
    "Niue",
    "United Arab Emirates",
    "United Kingdom",
    "United States",
    "Saudi Arabia",
    "South Africa",
    "South Korea",
    "Central African Republic",
    "China",
    "Saint Helena",
    "New Zealand",
    "Papua New Guinea",
    "Guinea",
    "Pakistan",
    "Tajikistan",
]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Untied", "United States"),
        ("untied states", "United States"),
        ("Saudi", "Saudi Arabia"),
        ("Korea", "South Korea"),
        ("koera", "South Korea"),
        ("Zeland", "New Zealand"),
        ("New Zeland", "New Zealand"),
        ("Cheena", "China"),
        ("guinee", "Guinea"),
        ("PAKSTAN", "Pakistan"),
    ],
)
def test_a_slip_leads_to_what_was_meant(typed: str, meant: str) -> None:
    assert nearest_names(typed, COUNTRIES)[0] == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Untied", "United States"), ("Pakstan", "Pakistan"), ("Britan", "Britain")],
)
def test_the_names_of_all_countries_are_searched_well(typed: str, meant: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        country(typed)
    assert caught.value.nearest[0] == meant


def test_words_may_be_joined_by_any_sign() -> None:
    valid = ["rare_earths", "phosphate-rock", "natural_gas", "hhi"]
    assert nearest_names("erths", valid) == ["rare_earths"]
    assert nearest_names("phosfate", valid) == ["phosphate-rock"]


def test_a_like_name_goes_before_a_like_word() -> None:
    assert nearest_names("tin", ["tin concentrate", "tin"]) == ["tin", "tin concentrate"]


@pytest.mark.parametrize("typed", ["", "  ", "xyzzy", "1234"])
def test_nothing_near_is_nothing(typed: str) -> None:
    assert nearest_names(typed, COUNTRIES) == []


def test_only_the_first_few_are_told() -> None:
    valid = [f"material {i}" for i in range(9)]
    assert len(nearest_names("material", valid)) == 3
    assert len(nearest_names("material", valid, n=5)) == 5


@given(st.sampled_from(COUNTRIES), st.randoms(use_true_random=False))
def test_a_name_is_nearest_to_itself_in_any_order(name: str, order: random.Random) -> None:
    shuffled = order.sample(COUNTRIES, len(COUNTRIES))
    assert nearest_names(name.upper(), shuffled)[0] == name


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=12))
def test_any_text_gets_valid_names_each_once(typed: str, valid: list[str]) -> None:
    found = nearest_names(typed, valid)
    assert set(found) <= set(valid)
    assert len({name.casefold() for name in found}) == len(found) <= 3
    assert found == nearest_names(typed, iter(valid))


def test_the_first_names_and_a_count_are_told_where_none_is_near() -> None:
    error = UnknownNameError("stage", "smelted", (s for s in ("ore", "refined")))
    assert str(error) == "unknown stage 'smelted'; expected 'ore' or 'refined'"
    assert error.nearest == []
    many = UnknownNameError("country", "xyzzy", COUNTRIES)
    first = ", ".join(repr(name) for name in COUNTRIES[:5])
    told = f"expected {first} and {len(COUNTRIES) - 5} more"
    assert str(many) == f"unknown country 'xyzzy'; {told}"
    assert str(UnknownNameError("thing", "x", [])) == "unknown thing 'x'; no name is near it"


def test_thousands_of_names_are_searched_at_once() -> None:
    ids = [f"risk.import_share/USA/metal {i}/ore/{year}" for i in range(80) for year in range(30)]
    start = time.perf_counter()
    nearest_names("risk.import_shore/USA/metal 7/ore/3", ids)
    assert time.perf_counter() - start < 2.0
