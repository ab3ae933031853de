"""Units and currencies that stand elsewhere: earlier in the sentence, in a table, in the text."""

from __future__ import annotations

import pytest

from tenor.evidence.grammar.scan import find_mentions
from tenor.evidence.grammar.settling import settle_currency

CANADA = "Ottawa and Ontario put up $40 million; the mill sells in US dollars, at US$900 a tonne."


def _units(text: str) -> list[str]:
    return [m.unit for m in find_mentions(text) if m.dimension == "money"]


def test_a_plain_dollar_is_the_home_dollar_where_the_us_dollar_is_written_apart() -> None:
    assert _units(CANADA) == ["CAD", "USD"]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("All amounts are in Australian dollars. The fund has $40 million.", ["AUD"]),
        ("Figures in Canadian dollars unless stated. Cost: $40 million.", ["CAD"]),
        ("All dollar figures are in US dollars. Perth, Australia: $40 million.", ["USD"]),
        ("The fund has $40 million.", ["USD"]),
        ("Australia pays A$50m, Australia says, and $40m or US$30m.", ["AUD", "USD", "USD"]),
        ("Pakistan's mine: $7bn, or US$7bn. Toronto's Barrick is Canadian.", ["USD", "USD"]),
        ("Australian firms in Perth: US$6 billion; a $6 billion trade", ["USD", "USD"]),
        ("Rs 500 crore in Odisha, India", ["INR"]),
        ("Rs 500 crore in Quetta, Pakistan", ["PKR"]),
        ("Rs 500 crore", ["PKR/INR"]),
        ("CFA 12 billion in Gabon", ["XAF"]),
        ("CFA 12 billion in Senegal", ["XOF"]),
        ("$45 million (U.S.) and $45 million CAD", ["USD", "CAD"]),
        ("a share at 4.1c in Perth, Australia; the ASX fell; US$5.30", ["AUD", "USD"]),
    ],
)
def test_the_document_settles_a_currency(text: str, units: list[str]) -> None:
    assert _units(text) == units


def test_settling_twice_changes_nothing() -> None:
    for mention in find_mentions(CANADA):
        assert settle_currency(CANADA, mention) == mention


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("260 million wet tons, down from 379 million.", 379e6, "t"),
        (
            "Exports fell to 95,000 tonnes, compared with exports of almost 210,000 in 2024.",
            21e4,
            "t",
        ),
        ("The duty would fall from 5 per cent to zero.", 0.0, "fraction"),
        ("We had over 2,300 delegates, some 400 of them from abroad.", 400.0, "count"),
        ("He said 380 of the 620 employees had been called.", 380.0, "count"),
        ("It promised 900 jobs; the brochure says 180.", 180.0, "count"),
        ("51 per cent of the venture? No, 60.", 0.6, "fraction"),
        ("We asked for a royalty from four up to 10 percent.", 0.04, "fraction"),
        ("It runs for 10 years, not 12.", 12.0, "years"),
        ("We need eighty megawatts. The dam has thirty-five.", 35.0, "MW"),
    ],
)
def test_a_bare_number_takes_the_unit_before_it(text: str, value: float, unit: str) -> None:
    assert (value, unit) in [(m.point, m.unit) for m in find_mentions(text)]


@pytest.mark.parametrize(
    ("text", "pers"),
    [
        ("from $13,000 a ton to a peak of $59,750 in April", ["t", "t"]),
        ("an average of US$ 68 a tonne, against US$ 405 for alumina", ["t", "t"]),
        ("gold at $2,085 an ounce. It averaged $3,430 in May.", ["oz", "oz"]),
        ("$13,000 a ton for a fund of $59 million", ["t", None]),
        ("$5 per lb.\n\nThe fee is $6.", ["lb", None]),
        ("$5 per lb and a fee of $25,000", ["lb", None]),
    ],
)
def test_a_price_takes_its_per_from_the_price_beside_it(text: str, pers: list[str | None]) -> None:
    assert [m.per for m in find_mentions(text) if m.dimension == "money"] == pers


@pytest.mark.parametrize(
    ("text", "pers"),
    [
        ("5,000 tonnes of zinc a year, plus about 600 tonnes of lead", ["year", "year"]),
        ("runs at 100,000 t a year, below capacity of 350,000 t", ["year", "year"]),
        ("5,000 t a year from reserves of 60,000 t", ["year", None]),
        ("5,000 t a year. The cargo was 600 t.", ["year", None]),
    ],
)
def test_a_tonnage_takes_per_year_where_it_is_set_beside_one(
    text: str, pers: list[str | None]
) -> None:
    assert [m.per for m in find_mentions(text)] == pers


def test_a_quarter_that_is_aimed_at_gives_its_year() -> None:
    text = "first production is targeted for Q1 2027. In Q1 2026 output fell."
    assert [(m.unit, m.point) for m in find_mentions(text)] == [("year", 2027.0)]


def test_a_year_lends_and_takes_no_unit() -> None:
    found = find_mentions("in 2024, 5 per cent; 15 per cent in 2025 to 20 per cent in 2026")
    assert [m.point for m in found if m.unit == "fraction"] == [0.05, 0.15, 0.2]


TABLE = """Table 1-2. Base case (US$ million unless stated; real terms)
Initial capital                            871
Sustaining capital, life of mine           142
Operating cost, US$ per tonne milled     21.60
Post-tax IRR, %                           18.4
Payback, years                             4.6
"""


def test_a_table_takes_the_currency_of_the_line_above_it() -> None:
    found = [(m.point, m.unit, m.per) for m in find_mentions(TABLE)]
    assert found == [
        (871e6, "USD", None),
        (142e6, "USD", None),
        (21.6, "USD", "t"),
        (0.184, "fraction", None),
        (4.6, "years", None),
    ]


def test_a_table_takes_the_currency_of_its_second_head() -> None:
    text = "Source            Amount (US$ million)\nIFC (loan)      300\nAgencies (three)     1,390"
    assert [m.point for m in find_mentions(text)] == [3e8, 1.39e9]


def test_dollars_named_in_a_heading_hold_for_rows_of_money() -> None:
    head = "Highlights (US dollars, real 2025)"
    text = f"{head}\nCapital cost        292 million\nCash cost per tonne      6,150\n"
    assert [(m.point, m.per) for m in find_mentions(text)] == [(292e6, None), (6150.0, "t")]


def test_a_cell_without_a_unit_stays_unread() -> None:
    assert find_mentions("Name      Number\nAlpha      12\nBeta       13\n") == []


def test_a_table_in_home_dollars() -> None:
    rows = "Item      $m\nMill cost      12\nMine cost      13\n"
    text = f"All amounts are in Australian dollars.\n\n{rows}"
    assert [(m.point, m.unit) for m in find_mentions(text)] == [(12e6, "AUD"), (13e6, "AUD")]
