"""Measures: which words near a number say what it measures, and what its unit rules out."""

from __future__ import annotations

import pytest
from read_text import read, read_one

from tenor.evidence import vocabulary as v
from tenor.evidence.rules.measure_cues import CUES

ONE = [
    ("loan_amount", "The bank agreed a $40 million loan to the mine.", "$40 million"),
    ("grant_amount", "The bank pledged a grant of $20 million to Zambia.", "$20 million"),
    ("guarantee_amount", "The guarantee of $200 million was signed.", "$200 million"),
    ("equity_amount", "The company raised $90 million in equity.", "$90 million"),
    ("aid_amount", "Flood relief worth $5 million was given.", "$5 million"),
    ("fund_size", "It is a $2 billion fund.", "$2 billion"),
    ("deal_value", "A deal worth $2 billion was struck.", "$2 billion"),
    ("investment_amount", "The state will invest $500 million in mines.", "$500 million"),
    ("purchase_commitment", "Japan will buy $750 billion of energy.", "$750 billion"),
    ("trade_value", "Exports were $3.4 billion in the year.", "$3.4 billion"),
    ("trade_balance", "The trade deficit with Pakistan was $3 billion.", "$3 billion"),
    ("revenue", "State revenue from the mine was $80 million.", "$80 million"),
    ("tariff_rate", "A tariff of 19% is in force.", "19%"),
    ("royalty_share", "A royalty of 5% applies to gold.", "5%"),
    ("ownership_share", "The company owns 45% of the mine.", "45%"),
    ("import_share", "China made up 63% of antimony imports.", "63%"),
    ("share_of_world", "China accounts for 60% of world output.", "60%"),
    ("share_of_gdp", "Debt makes up 64% of GDP.", "64%"),
    ("share_of_exports", "Copper made up 71% of exports.", "71%"),
    ("percent_change", "Exports rose by 12% in the year.", "12%"),
    ("growth_factor", "Output will double by 2030.", "double"),
    ("resource_value", "It has mineral wealth worth $6 trillion.", "$6 trillion"),
    ("resource_quantity", "An inferred resource of 12 Mt of contained copper lies there.", "12 Mt"),
    ("reserve_quantity", "Proven reserves are 300,000 tonnes of antimony.", "300,000 tonnes"),
    ("ore_tonnage", "The deposit holds 5.9 Mt of ore at 0.41% copper.", "5.9 Mt"),
    ("grade", "A grade of 3.1 g/t gold was reported.", "3.1 g/t"),
    ("capacity", "The plant has a capacity of 60,000 tonnes a year.", "60,000 tonnes"),
    ("production", "The mine produced 41,000 tonnes of copper.", "41,000 tonnes"),
    ("consumption", "The smelter will consume 30,000 tonnes of alumina.", "30,000 tonnes"),
    ("import_quantity", "Imports of 20,000 tonnes of cobalt came from Congo.", "20,000 tonnes"),
    ("export_quantity", "Exports of 20,000 tonnes of cobalt left Durban.", "20,000 tonnes"),
    ("purchase_quantity", "The buyer will purchase 15,000 tonnes of copper.", "15,000 tonnes"),
    ("offtake_quantity", "Offtake of 40% of output was agreed.", "40%"),
    ("capex", "The smelter costs $40 million to build.", "$40 million"),
    ("opex", "Cash costs are $1.85 per pound of copper.", "$1.85 per pound"),
    ("npv", "The NPV is $1.2 billion.", "$1.2 billion"),
    ("irr", "The project has an IRR of 22%.", "22%"),
    ("price", "Copper fetched $9,800 per tonne in May.", "$9,800 per tonne"),
    ("participants", "Some 2,000 delegates attended the forum.", "2,000 delegates"),
    ("jobs", "The mine would create 1,200 jobs.", "1,200 jobs"),
    ("count", "He named 14 projects in the north.", "14 projects"),
    ("duration", "The road will take three years to build.", "three years"),
    ("distance", "A road of 120 km leads there.", "120 km"),
    ("target_year", "Output will double by 2030.", "2030"),
]


@pytest.mark.parametrize(("measure", "text", "words"), ONE)
def test_each_measure_has_its_words(measure: str, text: str, words: str) -> None:
    assert read_one(text, words).measure == measure


def test_every_measure_is_tried() -> None:
    assert {row[0] for row in ONE} == set(v.MEASURES) - {"other"}


@pytest.mark.parametrize(
    ("text", "words", "measure"),
    [
        ("The $5m loan and the $3m grant were agreed.", "$5m", "loan_amount"),
        ("The $5m loan and the $3m grant were agreed.", "$3m", "grant_amount"),
        ("The plan: a loan of $50m, of which $20m is equity.", "$20m", "equity_amount"),
        ("At a discount rate of 8% the NPV is $1.2 billion.", "8%", "other"),
        ("Copper output was 41,000 tonnes against 39,000 tonnes.", "39,000", "production"),
        ("Net debt is $40 million and fines of $3 million are due.", "$3 million", "other"),
    ],
)
def test_the_nearest_and_tightest_cue_counts(text: str, words: str, measure: str) -> None:
    assert read_one(text, words).measure == measure


def test_the_cue_is_kept_with_its_place() -> None:
    text = "The bank pledged a grant of $20 million to Zambia."
    span = read_one(text, "$20 million").spans["measure"]
    assert (text[span.start : span.end], span.exact) == ("grant", "grant")


def test_a_price_is_no_cost_and_a_cost_no_price() -> None:
    text = "Copper sold at $4.10 per lb, while cash costs were $1.85 per lb."
    assert [c.measure for c in read(text)] == ["price", "opex"]


def test_money_per_mass_is_never_an_investment() -> None:
    found = read_one("They invest at $9,000 per tonne of copper.", "$9,000")
    assert found.measure in ("price", "opex", "capex")


def test_a_heading_speaks_for_a_bare_number_below_it() -> None:
    text = "Grants\n\nThe office gave $20 million to Zambia and Congo.\n"
    assert read_one(text, "$20 million").measure == "grant_amount"


def test_every_cue_fits_the_dimensions_of_its_measure() -> None:
    wrong = [
        (cue.measure, dimension)
        for cue in CUES
        for dimension in cue.dimensions
        if dimension not in v.MEASURES[cue.measure].dimensions
    ]
    assert wrong == []
