"""Numbers print with no more than they hold: bounds for what is too small, no idle zeros."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.core.trace import Source, Trace, derive_trace, format_value, is_money

SOURCE = Source("table", "row", "A. Author (2024)")


@pytest.mark.parametrize(
    ("value", "unit", "digits", "printed"),
    [
        (0.0, "fraction", 2, "0%"),
        (0.00099, "fraction", 2, "under 0.1%"),
        (-0.00099, "fraction", 2, "above -0.1%"),
        (0.001, "fraction", 2, "0.1%"),
        (0.0056, "fraction", 3, "0.56%"),
        (0.1003, "fraction", 3, "10%"),
        (0.99951, "fraction", 2, "100%"),
        (0.0, "index", 3, "0"),
        (0.00099, "index", 3, "under 0.001"),
        (-0.0002, "index", 3, "above -0.001"),
        (0.00123, "index", 2, "0.0012"),
        (0.0, "USD_nominal", 3, "USD 0"),
        (999.0, "USD_nominal", 3, "under USD 1,000"),
        (-999.0, "USD_nominal", 3, "above USD -1,000"),
        (1_000.0, "USD_nominal", 3, "USD 1,000"),
        (75_430.0, "USD_nominal", 3, "USD 75,000"),
        (412_345.0, "USD_nominal", 3, "USD 412,000"),
        (999_999.0, "USD_nominal", 3, "USD 1 million"),
        (999.9e6, "EUR_2024", 3, "EUR 1 billion"),
        (133_786_611.0, "USD_nominal", 3, "USD 134 million"),
        (-1.25e9, "USD_nominal", 3, "USD -1.25 billion"),
        (12.5, "USD_2024/t", 3, "USD 12.5 per t"),
        (2.5e6, "USD_2024/y", 3, "USD 2.5 million a year"),
        (12.5, "t/USD_2024", 3, "12.5 t/USD_2024"),
        (0.0004, "ratio", 2, "0.0004"),
        (0.2749, "hhi", 3, "2,750"),
        (None, "index", 3, "not known"),
        ("in words", "text", 3, "in words"),
    ],
)
def test_a_value_prints(value: float | str | None, unit: str, digits: int, printed: str) -> None:
    assert format_value(value, unit, digits=digits) == printed


@given(st.floats(1e-3, 0.994), st.integers(1, 4))
def test_a_fraction_reads_back_within_its_digits(value: float, digits: int) -> None:
    text = format_value(value, "fraction", digits=digits)
    size = 10.0 ** (math.floor(math.log10(value)) - digits + 1)
    assert float(text.rstrip("%")) / 100 == pytest.approx(value, abs=0.51 * size)
    assert not (("." in text) and text.rstrip("%").endswith("0"))


@given(st.floats(1e5, 9e14))
def test_money_reads_back_within_three_digits(value: float) -> None:
    words = format_value(value, "USD_nominal").split()
    scales = {"million": 1e6, "billion": 1e9, "trillion": 1e12}
    scale = scales[words[2]] if len(words) == 3 else 1.0
    number = float(words[1].replace(",", ""))
    assert number * scale == pytest.approx(value, rel=0.0051)
    assert number < 1_000 or scale in {1.0, 1e12}


def test_money_has_three_digits_where_other_results_have_two() -> None:
    part = Trace("x.part/a", 1.0, "1 t", "t", "as published", (), (SOURCE,))
    made = [
        derive_trace("x.y/a", 156_612_000.0, unit=unit, formula="sum", inputs=[part]).display
        for unit in ("USD_nominal", "t")
    ]
    assert made == ["USD 157 million", "160,000,000 t"]
    few = derive_trace("x.y/a", 1.566e8, unit="USD_2024", formula="sum", inputs=[part], digits=2)
    assert few.display == "USD 160 million"


def test_a_price_is_no_amount_of_money() -> None:
    assert [is_money(u) for u in ("USD_2024", "PKR_nominal", "USD/t", "usd_2024", "hhi")] == [
        True,
        True,
        False,
        False,
        False,
    ]
