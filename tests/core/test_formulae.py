"""Formulae, molar masses and mass fractions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.core.errors import UnitError, UnknownNameError
from tenor.core.formulae import (
    ATOMIC_WEIGHTS,
    COMPOUNDS,
    OXIDE_FACTORS,
    basis_of,
    content_factor,
    mass_fraction,
    molar_mass,
    parse_formula,
)

ELEMENTS = st.sampled_from(sorted(ATOMIC_WEIGHTS))
COMPOUND = st.sampled_from(sorted(COMPOUNDS))


@pytest.mark.parametrize(
    ("compound", "factor"),
    [
        # Conversion factors as trade and statistics quote them, to the digits quoted.
        ("WO3", 0.793),
        ("Li2O", 0.464),
        ("LCE", 0.188),
        ("Cr2O3", 0.684),
        ("U3O8", 0.848),
        ("TiO2", 0.599),
        ("V2O5", 0.560),
        ("Nb2O5", 0.699),
        ("Ta2O5", 0.819),
        ("MoO3", 0.667),
        ("Sb2O3", 0.835),
        ("Al2O3", 0.529),
        ("Fe2O3", 0.699),
        ("MnO2", 0.632),
        ("P2O5", 0.436),
        ("K2O", 0.830),
        ("B2O3", 0.311),
        ("As2O3", 0.757),
        ("ZrO2", 0.740),
        ("Nd2O3", 0.857),
        ("Pr6O11", 0.828),
    ],
)
def test_known_factors(compound, factor):
    assert OXIDE_FACTORS[compound] == pytest.approx(factor, abs=6e-4)


def test_formula_with_brackets_and_water():
    # Ammonium paratungstate tetrahydrate.
    assert dict(parse_formula("(NH4)10W12O42H2.4H2O")) == {
        "N": 10,
        "H": 50,
        "W": 12,
        "O": 46,
    }
    assert molar_mass("H2O") == pytest.approx(18.015, abs=1e-3)


@pytest.mark.parametrize("text", ["", "2", "wo3", "W O3", "WO3)", "(WO3", "W0", "Sb-2", "ore!"])
def test_what_is_no_formula_is_refused(text):
    with pytest.raises((UnitError, UnknownNameError)):
        parse_formula(text)


def test_an_unknown_element_is_named():
    with pytest.raises(UnknownNameError, match="unknown element 'Xx'"):
        parse_formula("Xx2O3")


def test_no_fraction_of_an_element_that_is_not_there():
    with pytest.raises(UnitError, match="WO3 holds no Sb; it holds W, O"):
        mass_fraction("WO3", "Sb")


@given(COMPOUND)
def test_fractions_of_all_elements_sum_to_one(compound):
    formula = "Li2CO3" if compound == "LCE" else compound
    fractions = [mass_fraction(formula, element) for element in parse_formula(formula)]
    assert all(0 < fraction < 1 for fraction in fractions)
    assert sum(fractions) == pytest.approx(1.0)


@given(a=ELEMENTS, b=ELEMENTS, n=st.integers(1, 9), m=st.integers(1, 9), k=st.integers(1, 5))
def test_brackets_multiply(a, b, n, m, k):
    assert molar_mass(f"({a}{n}{b}{m}){k}") == pytest.approx(k * molar_mass(f"{a}{n}{b}{m}"))


@pytest.mark.parametrize(
    ("one", "two"), [("Li2O", "LCE"), ("Li2CO3", "LiOH.H2O"), ("Cr", "Cr2O3"), ("CaF2", "F")]
)
def test_content_factors_are_inverse(one, two):
    assert content_factor(one, two) * content_factor(two, one) == pytest.approx(1.0)


def test_lithium_factors_chain():
    # Statistics quote 1 t Li = 5.32 t LCE and 1 t Li2O = 2.473 t LCE.
    assert content_factor("Li", "LCE") == pytest.approx(5.32, abs=0.01)
    through = content_factor("Li2O", "Li") * content_factor("Li", "LCE")
    assert content_factor("Li2O", "LCE") == pytest.approx(through)


@pytest.mark.parametrize(
    ("one", "two", "told"),
    [
        ("REO", "Nd", "REO has no fixed composition"),
        ("Nd2O3", "REO", "name the compound"),
        ("ore", "Cu", "ore has no fixed composition"),
        ("Sb", "Cu", "no element"),
        ("Sb2O3", "WO3", "no element"),
        ("FeTiO3", "Fe2Ti3", "Fe, Ti"),
    ],
)
def test_no_factor_is_guessed(one, two, told):
    with pytest.raises(UnitError, match=told):
        content_factor(one, two)


def test_basis_of_a_content():
    assert [str(basis_of(c)) for c in ("Cu", "LCE", "WO3", "REO", "concentrate", "gross")] == [
        "contained",
        "oxide",
        "oxide",
        "oxide",
        "gross",
        "gross",
    ]
