"""Currency years, the deflator and discount rates."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tenor
from tenor.core.errors import MoneyError, UnknownNameError
from tenor.core.money import (
    Deflator,
    DiscountRate,
    Money,
    build_deflator,
    deflate,
    parse_currency_year,
    require_discountable,
    require_same_currency_year,
)

TABLE = Path(tenor.__file__).parent / "data" / "tables" / "deflator.csv"
AMOUNTS = st.floats(-1e12, 1e12, allow_nan=False)
YEARS = st.integers(1960, 2025)


@pytest.fixture(scope="module")
def cpi():
    with TABLE.open(newline="", encoding="utf-8") as file:
        return build_deflator(csv.DictReader(file))


def test_currency_years():
    assert str(parse_currency_year("USD_2024")) == "USD_2024"
    assert str(parse_currency_year("PKR_nominal")) == "PKR_nominal"
    assert parse_currency_year("USD_nominal").year is None


@pytest.mark.parametrize(
    "text", ["USD", "USD 2024", "usd_2024", "USD_24", "USD_real", "", "$_2024"]
)
def test_a_currency_without_a_price_year_is_refused(text):
    with pytest.raises(MoneyError, match="USD_nominal"):
        parse_currency_year(text)


def test_an_unknown_currency_is_named():
    with pytest.raises(UnknownNameError, match=r"'USB'.*'USD'"):
        parse_currency_year("USB_2024")


@given(a=AMOUNTS, b=AMOUNTS)
def test_sums_and_differences(a, b):
    total = Money(a, "USD_2024") + Money(b, "USD_2024")
    assert total.amount == a + b
    assert (total - Money(b, "USD_2024")).amount == pytest.approx(a, abs=1e-3)
    assert (-total).amount == -(a + b)
    assert (Money(a, "USD_2024") < Money(b, "USD_2024")) == (a < b)


@pytest.mark.parametrize(
    "other",
    [
        Money(1.0, "USD_2020"),
        Money(1.0, "EUR_2024"),
        Money(1.0, "USD_nominal"),
        Money(1.0, "USD_nominal", 2024),
        1.0,
    ],
)
def test_unlike_money_does_not_meet(other):
    one = Money(1.0, "USD_2024")
    for act in (
        lambda: one + other,
        lambda: one - other,
        lambda: one < other,
        lambda: one.ratio_to(other),
    ):
        with pytest.raises(MoneyError):
            act()


def test_nominal_flows_of_different_years_do_not_meet():
    with pytest.raises(MoneyError, match="of 2024 with that of 2025"):
        assert Money(1.0, "USD_nominal", 2024) + Money(1.0, "USD_nominal", 2025)


def test_products_and_quotients():
    assert (3 * Money(2.0, "USD_2024") / 4).amount == 1.5
    assert Money(3.0, "USD_2024").ratio_to(Money(2.0, "USD_2024")) == 1.5
    with pytest.raises(MoneyError, match="money by money"):
        assert Money(3.0, "USD_2024") * Money(2.0, "USD_2024")
    with pytest.raises(MoneyError, match="money by money"):
        assert Money(3.0, "USD_2024") / Money(2.0, "USD_2024")


@pytest.mark.parametrize("amount", [math.nan, math.inf])
def test_unknown_money_is_none_and_not_nan(amount):
    with pytest.raises(MoneyError, match="use None"):
        Money(amount, "USD_2024")


def test_real_money_has_no_year_of_flow():
    with pytest.raises(MoneyError, match="found 2025"):
        Money(1.0, "USD_2024", 2025)


def test_same_currency_year():
    assert require_same_currency_year("USD_2024", "USD_2024", "USD_2024").year == 2024
    with pytest.raises(MoneyError, match="USD_2024 with USD_nominal"):
        require_same_currency_year("USD_2024", "USD_2024", "USD_nominal")


@pytest.mark.parametrize(
    # Annual averages as the Bureau of Labor Statistics publishes them.
    ("year", "published"),
    [(1983, 99.6), (2000, 172.2), (2010, 218.056), (2020, 258.811), (2024, 313.689)],
)
def test_the_table_holds_the_published_averages(cpi, year, published):
    assert cpi.value(year) == pytest.approx(published, abs=0.05 if year < 2007 else 0.001)


def test_the_table_is_complete_and_says_how_it_was_met(cpi):
    with TABLE.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["year"]) for row in rows] == list(range(1960, 2026))
    assert {row["met"] for row in rows} == {"excerpt"}
    assert all("CUUR0000SA0" in row["source"] for row in rows)
    base = [cpi.value(year) for year in (1982, 1983, 1984)]
    assert sum(base) / 3 == pytest.approx(100, abs=0.05)


def test_a_year_of_eleven_months_is_flagged(cpi):
    assert [year for year, months in cpi.months.items() if months < 12] == [2025]
    assert cpi.notes(2020, 2024) == ()
    assert cpi.notes(2025, 2024, 2025) == ("The 2025 value of US CPI-U is the mean of 11 months.",)


@pytest.mark.parametrize("year", [1959, 2026])
def test_a_year_outside_the_table_names_its_ends(cpi, year):
    with pytest.raises(MoneyError, match=f"no value for {year}.*1960.*2025"):
        deflate(Money(1.0, "USD_2024"), year, cpi)


@given(amount=AMOUNTS, a=YEARS, b=YEARS, c=YEARS)
def test_deflating_in_steps_is_deflating_at_once(cpi, amount, a, b, c):
    start = Money(amount, f"USD_{a}")
    stepwise = deflate(deflate(start, b, cpi), c, cpi)
    assert stepwise.currency_year == f"USD_{c}"
    assert stepwise.amount == pytest.approx(deflate(start, c, cpi).amount, rel=1e-12)
    assert deflate(start, a, cpi) == start


def test_deflation_of_nominal_money(cpi):
    # 100 dollars of 2000 bought what 182.17 did in 2024: 313.689 / 172.2.
    real = deflate(Money(100.0, "USD_nominal", 2000), 2024, cpi)
    assert real.currency_year == "USD_2024"
    assert real.amount == pytest.approx(182.17, abs=0.01)
    with pytest.raises(MoneyError, match="year of the flow"):
        deflate(Money(100.0, "USD_nominal"), 2024, cpi)


def test_another_currency_is_not_deflated_with_dollar_prices(cpi):
    with pytest.raises(MoneyError, match="exchange rate"):
        deflate(Money(1.0, "PKR_2020"), 2024, cpi)


@pytest.mark.parametrize("index", [{}, {2020: 0.0}, {2020: -1.0}, {2020: math.nan}])
def test_a_deflator_needs_positive_values(index):
    with pytest.raises(MoneyError, match="positive"):
        Deflator("x", index, "s")


def test_a_deflator_does_not_follow_later_changes_of_its_table():
    table = {2020: 100.0}
    index = Deflator("x", table, "s")
    table[2020] = 1.0
    assert index.value(2020) == 100.0
    with pytest.raises(MoneyError, match="2020 twice"):
        build_deflator([{"year": 2020, "index": 1.0, "months": 12}] * 2)


@given(rate=st.floats(-0.5, 0.9), inflation=st.floats(-0.2, 0.05))
def test_real_and_nominal_rates(rate, inflation):
    real = DiscountRate(rate, True, "post")
    nominal = real.to_nominal(inflation)
    assert not nominal.real
    assert nominal.tax == "post"
    assert nominal.to_real(inflation).value == pytest.approx(rate, abs=1e-12)


def test_a_rate_is_converted_once():
    with pytest.raises(MoneyError, match="nominal already"):
        DiscountRate(0.1, False, "pre").to_nominal(0.02)
    with pytest.raises(MoneyError, match="real already"):
        DiscountRate(0.1, True, "pre").to_real(0.02)


def test_a_rate_in_percent_is_refused():
    with pytest.raises(MoneyError, match=r"0\.08 for 8%"):
        DiscountRate(8.0, True, "post")
    with pytest.raises(UnknownNameError, match="'post'"):
        DiscountRate(0.08, True, "posts")


@pytest.mark.parametrize("currency_year", ["USD_2024", "USD_nominal"])
@pytest.mark.parametrize("real", [True, False])
@pytest.mark.parametrize("tax", ["pre", "post"])
@pytest.mark.parametrize("after_tax", [True, False, None])
def test_a_rate_meets_only_flows_of_its_kind(currency_year, real, tax, after_tax):
    fits = (currency_year == "USD_2024") == real and after_tax in (None, tax == "post")
    rate = DiscountRate(0.08, real, tax)
    if fits:
        require_discountable(currency_year, rate, after_tax=after_tax)
    else:
        with pytest.raises(MoneyError, match="cannot discount"):
            require_discountable(currency_year, rate, after_tax=after_tax)
