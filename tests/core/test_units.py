"""Units with contents: parsing, conversion and what is refused."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.core.errors import UnitError, UnknownNameError
from tenor.core.exact_masses import mass_factor
from tenor.core.formulae import ATOMIC_WEIGHTS, COMPOUNDS, MATERIALS, MIXTURES
from tenor.core.money import CURRENCIES
from tenor.core.unit_table import ALIASES, GRADE, MASS, OTHER
from tenor.core.units import (
    Quantity,
    canonical_unit,
    contained,
    conversion_factor,
    convert,
    convert_content,
    dimension_of,
    mining_registry,
    parse_quantity,
    parse_unit,
)

KILOGRAMS = {
    "t": 1e3,
    "kt": 1e6,
    "Mt": 1e9,
    "lb": 0.45359237,
    "Mlb": 453_592.37,
    "oz": 0.0311034768,
    "koz": 31.1034768,
    "Moz": 31_103.4768,
    "ct": 0.0002,
    "short ton": 907.18474,
    "long ton": 1016.0469088,
    "oz_av": 0.028349523125,
    "flask": 34.47302012,
}
CONTENTS = st.sampled_from([*sorted(ATOMIC_WEIGHTS), *sorted(COMPOUNDS), "REO", "ore", "gross"])
MASSES = st.sampled_from(sorted(set(MASS) - {"mtu", "stu"}))
FINITE = st.floats(-1e12, 1e12, allow_nan=False)


@pytest.mark.parametrize(("unit", "kilograms"), KILOGRAMS.items())
def test_masses(unit, kilograms):
    assert conversion_factor(unit, "kg") == pytest.approx(kilograms, rel=1e-12)


def test_metric_letters_do_not_clash_with_other_units():
    registry = mining_registry()
    # In pint's own registry kt is a knot.
    assert registry.Quantity(1, "kt").to("kg").magnitude == pytest.approx(1e6)
    assert registry.Quantity(1, "Mt").to("kg").magnitude == pytest.approx(1e9)
    assert registry.Quantity(1, "troy_ounce").to("g").magnitude == pytest.approx(31.1034768)
    assert mining_registry() is registry


def test_a_bare_ounce_is_a_troy_ounce():
    assert conversion_factor("oz Au", "g Au") == pytest.approx(31.1034768)
    assert parse_unit("troy ounces Au") == parse_unit("oz Au") == parse_unit("oz_t Au")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("tonnes", "t"),
        ("metric tons", "t"),
        ("metr. t", "t"),
        ("Mt", "Mt"),
        ("t Cu per year", "t Cu/y"),
        ("t/y Cu", "t Cu/y"),
        ("ktpa Cu", "kt Cu/y"),
        ("tpd", "t/d"),
        ("g/t Au", "g/t Au"),
        ("g Au/t", "g/t Au"),
        ("gpt Au", "g/t Au"),
        ("% Cu", "percent Cu"),
        ("USD/mtu WO3", "USD/mtu WO3"),
        ("US cents/lb", "USc/lb"),
        ("US$/lb U3O8", "USD/lb U3O8"),
        ("USD_2024/t Sb", "USD_2024/t Sb"),
        ("USD million/y", "USD million/y"),
        ("kWh/t ore", "kWh/t ore"),
        ("MWh/t Al", "MWh/t Al"),
        ("Mt ore/y", "Mt ore/y"),
        ("mg/L Li", "mg Li/L"),
        ("Mio m3", "million m3"),
        ("USD/t/km", "USD/t/km"),
        ("t TREO", "t REO"),
        ("1/y", "1/y"),
    ],
)
def test_texts_have_one_canonical_form(text, canonical):
    assert canonical_unit(text) == canonical
    assert parse_unit(canonical) == parse_unit(text)


@pytest.mark.parametrize("text", ["ton", "tons", "ton Cu/y", "USD/ton", "million tons", "kton"])
def test_ton_alone_is_refused_with_the_three_tons(text):
    with pytest.raises(UnitError) as caught:
        parse_unit(text)
    for told in ("1000 kg", "907.18474 kg", "1016.0469088 kg", "'short ton'", "'long ton'"):
        assert told in str(caught.value)


@pytest.mark.parametrize("text", ["tonne", "t", "short ton", "long ton", "short tons Cu"])
def test_tons_that_say_which_are_fine(text):
    assert dimension_of(text) == "[mass]"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mt", "write 't' or 'Mt'"),
        ("$/t", "write e.g. 'USD'"),
        ("cents/lb", "US cents"),
        ("USD/mtu", "does not say of what"),
        ("t Sb Cu", "several contents"),
        ("t Cu/t ore", "several contents"),
        ("USD Sb", "no mass"),
        ("MWh Cu", "no mass"),
        ("kg t Sb", "more than one mass"),
        ("", "empty part"),
        ("t//y", "empty part"),
        ("Sb", "states no unit"),
    ],
)
def test_texts_that_are_refused(text, told):
    with pytest.raises(UnitError, match=told):
        parse_unit(text)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("kiligram", "kilogram"), ("t CU", "Cu"), ("t sb", "Sb"), ("USD/t WO33x", "WO3")],
)
def test_unknown_words_carry_the_nearest(text, nearest):
    with pytest.raises(UnknownNameError) as caught:
        parse_unit(text)
    assert nearest in caught.value.nearest


def test_no_word_is_both_a_unit_and_a_content():
    units = {*MASS, *GRADE, *OTHER, *ALIASES, *CURRENCIES}
    assert not units & {*ATOMIC_WEIGHTS, *COMPOUNDS, *MATERIALS, *MIXTURES}


def test_every_unit_of_the_tables_is_defined_for_pint():
    registry = mining_registry()
    for name in [*MASS, *GRADE, *OTHER, *ALIASES.values()]:
        assert registry.Quantity(1.0, name).magnitude == 1.0


@given(
    mass=MASSES,
    content=st.none() | CONTENTS,
    above=st.booleans(),
    other=st.sampled_from(["USD", "USD_2024", "y", "MWh", "m3", "L"]),
)
def test_writing_and_reading_a_unit_gives_it_back(mass, content, above, other):
    of = "" if content is None else f" {content}"
    unit = parse_unit(f"{mass}{of}/{other}" if above else f"{other}/{mass}{of}")
    assert parse_unit(str(unit)) == unit
    assert canonical_unit(str(unit)) == str(unit)
    if content is not None:
        assert unit.content_power == (1 if above else -1)


@given(value=FINITE, one=MASSES, two=MASSES, content=st.none() | CONTENTS)
def test_conversion_there_and_back(value, one, two, content):
    of = "" if content is None else f" {content}"
    there = convert(value, one + of, two + of)
    assert convert(there, two + of, one + of) == pytest.approx(value, rel=1e-12, abs=1e-9)


@given(value=FINITE, compound=st.sampled_from(sorted(COMPOUNDS)))
def test_content_there_and_back(value, compound):
    element = COMPOUNDS[compound]
    metal = convert_content(value, f"t {compound}", f"t {element}")
    assert abs(metal) <= abs(value)
    back = convert_content(metal, f"t {element}", f"t {compound}")
    assert back == pytest.approx(value, rel=1e-12, abs=1e-9)


def test_price_per_metric_ton_unit():
    # 300 USD buys 10 kg of WO3, which holds 7.93 kg of tungsten.
    per_tonne = convert_content(300.0, "USD/mtu WO3", "USD/t W")
    assert per_tonne == pytest.approx(300 / 7.93 * 1000, rel=1e-3)
    # Dearer per tonne of metal than per tonne of oxide.
    assert per_tonne > convert(300.0, "USD/mtu WO3", "USD/t WO3") == pytest.approx(30_000)


def test_prices_and_grades():
    assert convert(4.03, "USD/lb Cu", "USD/t Cu") == pytest.approx(8884.6, abs=0.1)
    assert convert(403.0, "US cents/lb", "USD/lb") == pytest.approx(4.03)
    assert convert(0.28, "g/t Au", "ppm Au") == pytest.approx(0.28)
    assert convert_content(46.0, "% Cr2O3", "% Cr") == pytest.approx(31.47, abs=0.01)
    assert convert(1.0, "USD_2024/kg", "USD_2024/t") == pytest.approx(1000)


def test_in_a_ratio_of_masses_an_element_is_above_the_line_and_a_material_below():
    assert parse_unit("g/t Au").content_power == 1
    assert parse_unit("kg/t ore").content_power == -1
    assert parse_unit("Mt ore/y").content_power == 1


def test_arrays_keep_unknown_values():
    got = convert(np.array([1.0, np.nan, 0.0]), "kt Sb", "t Sb")
    assert np.array_equal(got, [1000.0, np.nan, 0.0], equal_nan=True)
    assert contained(np.array([100.0]), "WO3", "W")[0] == pytest.approx(79.3, abs=0.01)


@pytest.mark.parametrize(
    ("source", "target", "told"),
    [
        ("t", "m3", "dimensions differ"),
        ("t Sb", "t Cu", "of Sb against Cu"),
        ("t", "t Sb", "no stated content"),
        ("USD_2024/t", "USD_2020/t", "dimensions differ"),
        ("USD_2024/t", "USD_nominal/t", "dimensions differ"),
        ("USD/t", "PKR/t", "dimensions differ"),
    ],
)
def test_conversions_that_are_refused(source, target, told):
    with pytest.raises(UnitError, match=told):
        convert(1.0, source, target)


@pytest.mark.parametrize(
    ("source", "target", "told"),
    [
        ("t", "t Sb", "basis is never assumed"),
        ("t REO", "t Nd", "no fixed composition"),
        ("t ore", "t Cu", "no fixed composition"),
        ("t Cu", "USD/t Cu2O", "above the line"),
        ("t WO3", "m3 W", "no mass"),
    ],
)
def test_contents_that_are_refused(source, target, told):
    with pytest.raises(UnitError, match=told):
        convert_content(1.0, source, target)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("1,850 t Sb", Quantity(1850.0, "t", "Sb")),
        ("12%", Quantity(12.0, "percent")),
        ("5.9 Gt ore", Quantity(5.9, "Gt", "ore")),
        ("50 billion lb Cu", Quantity(50.0, "billion lb", "Cu")),
        ("2.5e3 USD/t Sb", Quantity(2500.0, "USD/t", "Sb")),
        ("−3 t", Quantity(-3.0, "t")),
        ("1,234,567.5 oz Au", Quantity(1234567.5, "oz", "Au")),
    ],
)
def test_quantities(text, quantity):
    assert parse_quantity(text) == quantity


@pytest.mark.parametrize(
    "text", ["t Sb", "12", "1,85 t", "1 850 t", "1.2.3 t", "12,3456 t", "about 3 t"]
)
def test_numbers_that_are_not_clear_are_refused(text):
    with pytest.raises((UnitError, UnknownNameError)):
        parse_quantity(text)


@given(a=FINITE, b=FINITE, one=MASSES, two=MASSES)
def test_sums_of_one_content(a, b, one, two):
    left, right = Quantity(a, one, "Sb"), Quantity(b, two, "Sb")
    total = left + right
    kilograms = convert(a, f"{one} Sb", "kg Sb") + convert(b, f"{two} Sb", "kg Sb")
    scale = conversion_factor(f"{one} Sb", "kg Sb")
    assert total.value * scale == pytest.approx(kilograms, rel=1e-9, abs=1e-6 * scale)
    assert (total - right).unit == one


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("1 t Sb", "1 t Cu"),
        ("1 t Sb", "1 t Sb2O3"),
        ("1 t Sb", "1 t"),
        ("1 t ore", "1 t Cu"),
        ("1 t Sb", "1 t Sb/y"),
    ],
)
def test_contents_and_bases_do_not_mix(one, two):
    with pytest.raises(UnitError):
        assert parse_quantity(one) + parse_quantity(two)


def test_a_quantity_goes_to_another_content_only_when_asked():
    oxide = parse_quantity("100 t Sb2O3")
    assert str(oxide.basis) == "oxide"
    metal = oxide.to("kt Sb")
    assert metal.value == pytest.approx(0.08354, abs=1e-5)
    assert (metal.full_unit, str(metal.basis)) == ("kt Sb", "contained")
    assert str(2 * metal) == "0.167071 kt Sb"


def test_a_quantity_does_not_add_to_a_bare_number():
    with pytest.raises(UnitError, match="has no unit"):
        assert parse_quantity("1 t Sb") + 3


def test_reading_units_loads_no_heavy_library():
    code = (
        "import sys, tenor, tenor.core.units as u, tenor.core.guards, tenor.core.draws\n"
        "u.parse_unit('USD/mtu WO3')\n"
        "print([m for m in ('pint', 'scipy', 'pandas', 'xarray') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_masses_convert_exactly_and_as_the_registry_does() -> None:
    registry = mining_registry()
    for one in MASS:
        for other in MASS:
            exact = mass_factor([("USD", 1), (one, -1)], [("USD", 1), (other, -1)])
            long_way = registry.Quantity(1.0, other).to(one).magnitude
            assert exact == pytest.approx(long_way, rel=1e-13), (one, other)
    assert mass_factor([("lb", 1)], [("t", 1)]) == 0.45359237e-3
    assert mass_factor([("t", 1), ("y", -1)], [("t", 1)]) is None
    assert mass_factor([("t", 1)], [("t", -1)]) is None
