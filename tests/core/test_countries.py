"""Country codes, names, aliases and the numbers of trade data."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.core.countries import (
    GROUPS,
    country,
    country_codes,
    country_name,
    from_baci,
    group_members,
    is_country_code,
    normalise_name,
)
from tenor.core.country_table import ALIASES, AMBIGUOUS, EXTRA, ISO_3166, SHORT_NAMES, TRADE_NUMBERS
from tenor.core.errors import UnknownNameError

CODES = st.sampled_from(country_codes())

# The country numbers of BACI (HS92, version 202401b).
BACI_NUMBERS = """
4 8 12 16 20 24 28 31 32 36 40 44 48 50 51 52 56 58 60 64 68 70 72 76 84 86 90 92 96 100 104 108
112 116 120 124 132 136 140 144 148 152 156 162 166 170 174 175 178 180 184 188 191 192 196 200
203 204 208 212 214 218 222 226 231 232 233 238 242 246 251 258 260 262 266 268 270 275 276 278
280 288 292 296 300 304 308 316 320 324 328 332 340 344 348 352 360 364 368 372 376 380 384 388
392 398 400 404 408 410 414 417 418 422 426 428 430 434 440 442 446 450 454 458 462 466 470 478
480 484 490 496 498 499 500 504 508 512 516 520 524 528 530 531 533 534 535 540 548 554 558 562
566 570 574 579 580 583 584 585 586 591 598 600 604 608 612 616 620 624 626 634 642 643 646 652
654 659 660 662 666 670 674 678 682 686 688 690 694 697 699 702 703 704 705 706 710 711 716 724
728 729 736 740 748 752 757 760 762 764 768 772 776 780 784 788 792 795 796 798 800 804 807 810
818 826 834 842 849 854 858 860 862 876 882 887 891 894
"""

# Names as producers of statistics write them.
NAMES = {
    "USA": ("USA", "US", "U.S.", "United States of America", "America", "usa", 842, "842", "840"),
    "MMR": ("Burma", "Myanmar"),
    "CIV": ("Ivory Coast", "Côte d'Ivoire", "Cote d’Ivoire", "COTE D'IVOIRE"),
    "COD": (
        "DR Congo",
        "Congo, D.R.",
        "Congo (Kinshasa)",
        "Dem. Rep. of the Congo",
        "Congo, Dem. Rep.",
        "D.R. Congo",
        "Zaire",
    ),
    "COG": ("Congo, Rep.", "Congo (Brazzaville)", "Republic of the Congo", 178),
    "KOR": ("South Korea", "Korea, South", "Korea, Rep.", "Rep. of Korea", "Korea, Republic of"),
    "PRK": ("North Korea", "Korea, North", "Dem. People's Rep. of Korea"),
    "RUS": ("Russia", "Russian Federation"),
    "TUR": ("Türkiye", "Turkey", "Turkiye", "TURKIYE"),
    "TWN": ("Taiwan", "Other Asia, nes", "Taiwan, China", "S19", 490),
    "GBR": ("UK", "U.K.", "United Kingdom", "Great Britain"),
    "CZE": ("Czech Republic", "Czechia"),
    "SVK": ("Slovak Republic", "Slovakia"),
    "LAO": ("Laos", "Lao PDR", "Lao People's Dem. Rep."),
    "VNM": ("Vietnam", "Viet Nam"),
    "BOL": ("Bolivia", "Bolivia (Plurinational State of)"),
    "IRN": ("Iran", "Iran, Islamic Rep."),
    "TZA": ("Tanzania", "United Rep. of Tanzania"),
    "SWZ": ("Swaziland", "Eswatini"),
    "BIH": ("Bosnia-Herzegovina", "Bosnia Herzegovina", "Bosnia and Herzegovina"),
    "KGZ": ("Kyrgyzstan", "Kyrgyz Republic"),
    "MKD": ("North Macedonia", "Macedonia"),
    "CPV": ("Cape Verde", "Cabo Verde"),
    "SLB": ("Solomon Isds", "Solomon Islands"),
    "HKG": ("China, Hong Kong SAR", "Hong Kong SAR, China"),
    "PSE": ("West Bank and Gaza", "State of Palestine"),
    "VEN": ("Venezuela, RB", "Venezuela"),
    "LCA": ("St. Lucia", "Saint Lucia"),
    "VAT": ("Holy See (Vatican City)",),
    "GUF": ("French Guiana",),
    "XKX": ("Kosovo",),
    "SDN": ("Sudan", "Sudan (...2011)", 736),
    "NAM": ("NA", "Namibia"),
    "BLX": ("Belgium-Luxembourg (...1998)", 58),
    "SUN": ("USSR (...1990)", "Soviet Union"),
}


def test_the_table_is_that_of_iso_3166():
    assert len(ISO_3166) == 249
    for column in range(3):
        assert len({row[column] for row in ISO_3166}) == 249
    assert all(len(a3) == 3 and len(a2) == 2 and len(num) == 3 for a3, a2, num, _ in ISO_3166)
    assert {"PAK", "TWN", "PSE", "SSD", "ESH", "UMI"} <= {row[0] for row in ISO_3166}
    assert not {row[0] for row in ISO_3166} & {row[0] for row in EXTRA}
    known = set(country_codes())
    assert {*SHORT_NAMES, *ALIASES, *TRADE_NUMBERS.values()} <= known
    assert all(set(row[6]) <= known for row in EXTRA)


def test_no_name_stands_for_two_places():
    owner: dict[str, str] = {}
    for code in country_codes():
        place = country(code)
        for name in {place.name, place.iso_name, *ALIASES.get(code, ())}:
            assert owner.setdefault(normalise_name(name), code) == code, name


@pytest.mark.parametrize(
    ("name", "code"), [(name, code) for code, names in NAMES.items() for name in names]
)
def test_names_and_codes(name, code):
    assert country(name).iso3 == code


def test_numpy_integers_are_numbers_and_truth_values_are_not():
    assert country(np.int32(699)).iso3 == "IND"
    assert from_baci(np.int64(842)) == "USA"
    for value in (True, 842.0, None):
        with pytest.raises(UnknownNameError):
            country(value)


@given(CODES)
def test_every_form_of_a_place_leads_to_it(code):
    place = country(code)
    assert is_country_code(code)
    assert country(code.lower()) == country(place.name) == place
    assert country_name(code) == place.name
    if place.iso2 is not None and place.iso2 != "CS":  # Czechoslovakia, then Serbia and Montenegro
        assert country(place.iso2) == place
    if place.numeric is not None:
        assert country(int(place.numeric)) == country(place.numeric) == place
    if normalise_name(place.iso_name) not in map(normalise_name, AMBIGUOUS):
        assert country(place.iso_name) == place


@given(CODES, st.randoms(use_true_random=False))
def test_case_space_and_word_order_do_not_matter(code, chance: random.Random):
    words = normalise_name(country(code).name).split()
    chance.shuffle(words)
    text = "".join(chance.choice((c.upper(), c.lower())) for c in "  ".join(words))
    assert country(f" {text} ").iso3 == code


@pytest.mark.parametrize("name", ["Congo", "Korea", "Virgin Islands", "St. Martin"])
def test_a_name_that_fits_two_places_is_refused_with_both(name):
    with pytest.raises(UnknownNameError, match="fits more than one") as caught:
        country(name)
    assert len({country(other).iso3 for other in caught.value.nearest}) == 2


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("Pakstan", "Pakistan"), ("Untied States", "United States"), ("Chille", "Chile")],
)
def test_an_unknown_name_carries_the_nearest_name(wrong, right):
    with pytest.raises(UnknownNameError) as caught:
        country(wrong)
    assert caught.value.nearest[0] == right


@pytest.mark.parametrize(
    "name",
    ["", "World", "Total", "Sub-Saharan Africa", "Low income", "European Union", "EU", "9999"],
)
def test_groups_and_totals_are_no_country(name):
    with pytest.raises(UnknownNameError):
        country(name)


@pytest.mark.parametrize("name", ["Vatican City (Italy)", "Samoa (Nowhere)", "Nowhere (Samoa)"])
def test_two_names_in_one_must_mean_the_same_place(name):
    with pytest.raises(UnknownNameError):
        country(name)


@given(st.text(max_size=30))
def test_any_text_gives_a_country_or_the_named_error(text):
    try:
        place = country(text)
    except UnknownNameError:
        return
    assert is_country_code(place.iso3)


def test_every_baci_number_maps():
    numbers = BACI_NUMBERS.split()
    assert len(numbers) == 238
    iso = {int(num): a3 for a3, _, num, _ in ISO_3166}
    differing = {
        int(number): from_baci(number)
        for number in numbers
        if from_baci(number) != iso.get(int(number))
    }
    assert differing == {
        58: "BLX",
        200: "CSK",
        251: "FRA",
        278: "DDR",
        280: "DEU",
        490: "TWN",
        530: "ANT",
        579: "NOR",
        697: "R20",
        699: "IND",
        711: "ZA1",
        736: "SDN",
        757: "CHE",
        810: "SUN",
        842: "USA",
        849: "PUS",
        891: "SCG",
    }


def test_numbers_of_trade_data_contradict_no_iso_number():
    iso = {int(num) for _, _, num, _ in ISO_3166}
    assert not iso & set(TRADE_NUMBERS)
    assert not iso & {int(row[2]) for row in EXTRA if row[2]}


@pytest.mark.parametrize("number", [0, 899, "abc", "", -4, 842.0, None])
def test_an_unknown_number_is_refused(number):
    with pytest.raises(UnknownNameError, match="BACI country number"):
        from_baci(number)


def test_former_areas_say_until_when_and_what_they_hold():
    joint = country("BLX")
    assert (joint.last_year, joint.members) == (1998, ("BEL", "LUX"))
    assert len(country("SUN").members) == 15
    assert country("PAK").last_year is None
    assert country("ZA1").iso2 is None


def test_groups():
    assert len(set(GROUPS["EU27"])) == 27
    assert all(is_country_code(code) for code in group_members("EU27"))
    assert not {"GBR", "CHE", "NOR"} & set(group_members("EU27"))
    with pytest.raises(UnknownNameError, match="EU27"):
        group_members("EU28")
    with pytest.raises(TypeError):
        GROUPS["EU27"] = ()


def test_country_name_wants_a_code():
    with pytest.raises(UnknownNameError, match="alpha-3"):
        country_name("Pakistan")
