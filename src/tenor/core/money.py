"""Money that says its price year, one named deflator, and discount rates that say what they are.

A currency year is ``USD_2024`` (real, prices of 2024) or ``USD_nominal`` (prices
of the year of the flow). Amounts of different currency years never meet in one
sum; `deflate` brings them to one price year first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from numbers import Real
from types import MappingProxyType
from typing import Literal, NamedTuple

from tenor.core.errors import MoneyError, UnknownNameError

__all__ = [
    "CURRENCIES",
    "CurrencyYear",
    "Deflator",
    "DiscountRate",
    "Money",
    "build_deflator",
    "deflate",
    "parse_currency_year",
    "require_discountable",
    "require_same_currency_year",
]

# ISO 4217 codes that are accepted; more may be added as cases need them.
CURRENCIES = frozenset(
    {"AED", "AUD", "BRL", "CAD", "CDF", "CHF", "CLP", "CNY", "EUR", "GBP", "IDR", "INR"}
    | {"JPY", "KRW", "KZT", "MXN", "MYR", "NOK", "PEN", "PHP", "PKR", "RUB", "SAR", "SEK"}
    | {"TRY", "TZS", "UAH", "USD", "UZS", "VND", "XDR", "ZAR", "ZMW"}
)

_FORM = re.compile(r"([A-Z]{3})_(nominal|[12]\d{3})")
_MONTHS = 12


class CurrencyYear(NamedTuple):
    """A currency and its price year; `year` is None for nominal money."""

    currency: str
    year: int | None

    @property
    def real(self) -> bool:
        """True where amounts are in the prices of one stated year."""
        return self.year is not None

    def __str__(self) -> str:
        return f"{self.currency}_{self.year if self.real else 'nominal'}"


def parse_currency_year(text: str) -> CurrencyYear:
    """Return the currency and price year that a text such as ``USD_2024`` states.

    Raises
    ------
    MoneyError
        The price year is missing or the text has another form.
    UnknownNameError
        The currency code is not known.

    Examples
    --------
    >>> parse_currency_year("USD_2024")
    CurrencyYear(currency='USD', year=2024)
    >>> parse_currency_year("PKR_nominal").real
    False
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise MoneyError(
            f"{text!r} is no currency year; write the currency and the price year, such as "
            "'USD_2024', or 'USD_nominal' for prices of the year of the flow"
        )
    if match[1] not in CURRENCIES:
        raise UnknownNameError("currency", match[1], CURRENCIES)
    return CurrencyYear(match[1], None if match[2] == "nominal" else int(match[2]))


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money in one currency year.

    Attributes
    ----------
    amount : float
        In units of the currency, not in millions; finite. Unknown money is None, not a `Money`.
    currency_year : str
        ``USD_2024`` (real) or ``USD_nominal``.
    year : int or None
        For nominal money the year of the flow; None where it is not known. Real money has none.

    Examples
    --------
    >>> Money(2.0e6, "USD_2024") + Money(0.5e6, "USD_2024")
    Money(amount=2500000.0, currency_year='USD_2024', year=None)
    >>> Money(1.0, "USD_2024") + Money(1.0, "USD_2020")
    Traceback (most recent call last):
    ...
    tenor.core.errors.MoneyError: cannot combine USD_2024 with USD_2020; deflate one of them first
    """

    amount: float
    currency_year: str
    year: int | None = None

    def __post_init__(self) -> None:
        if not math.isfinite(self.amount):
            raise MoneyError(f"an amount of money is {self.amount}; use None for unknown money")
        if parse_currency_year(self.currency_year).real and self.year is not None:
            raise MoneyError(
                f"{self.currency_year} is real money and has no year of flow; found {self.year}"
            )

    @property
    def real(self) -> bool:
        """True for money in the prices of one stated year."""
        return parse_currency_year(self.currency_year).real

    def __add__(self, other: Money) -> Money:
        return self._with(self.amount + self._amount_of(other))

    def __sub__(self, other: Money) -> Money:
        return self._with(self.amount - self._amount_of(other))

    def __neg__(self) -> Money:
        return self._with(-self.amount)

    def __mul__(self, factor: float) -> Money:
        return self._with(self.amount * _number(factor, "multiply"))

    __rmul__ = __mul__

    def __truediv__(self, divisor: float) -> Money:
        return self._with(self.amount / _number(divisor, "divide"))

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._amount_of(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._amount_of(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._amount_of(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._amount_of(other)

    def ratio_to(self, other: Money) -> float:
        """Return this amount divided by another of the same currency year."""
        return self.amount / self._amount_of(other)

    def _with(self, amount: float) -> Money:
        return Money(amount, self.currency_year, self.year)

    def _amount_of(self, other: object) -> float:
        if not isinstance(other, Money):
            raise MoneyError(
                f"cannot combine {self.currency_year} with {other!r}, which is no money"
            )
        require_same_currency_year(self.currency_year, other.currency_year)
        if self.year != other.year:
            raise MoneyError(
                f"cannot combine {self.currency_year} of {self.year} with that of {other.year}; "
                "deflate both to one price year first"
            )
        return other.amount


def require_same_currency_year(*currency_years: str) -> CurrencyYear:
    """Return the one currency year of all texts given.

    Raises
    ------
    MoneyError
        Two of them differ.

    Examples
    --------
    >>> str(require_same_currency_year("USD_2024", "USD_2024"))
    'USD_2024'
    """
    first, *others = currency_years
    for other in others:
        if other != first:
            raise MoneyError(f"cannot combine {first} with {other}; deflate one of them first")
    return parse_currency_year(first)


@dataclass(frozen=True, slots=True)
class Deflator:
    """A price index of one currency by year.

    Attributes
    ----------
    name : str
        Name by which a case refers to the index.
    index : mapping of int to float
        Annual average, any base; positive.
    source : str
        Citation.
    currency : str
        Currency whose prices it follows.
    months : mapping of int to int
        Months behind an annual average, where they are fewer than twelve.

    Examples
    --------
    >>> cpi = Deflator("CPI", {2020: 250.0, 2024: 300.0}, "example")
    >>> cpi.factor(2020, 2024)
    1.2
    """

    name: str
    index: Mapping[int, float]
    source: str
    currency: str = "USD"
    months: Mapping[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wrong = [y for y, v in self.index.items() if not (math.isfinite(v) and v > 0)]
        if wrong or not self.index:
            raise MoneyError(f"deflator {self.name!r} needs positive values; wrong: {wrong[:5]}")
        object.__setattr__(self, "index", MappingProxyType(dict(self.index)))
        object.__setattr__(self, "months", MappingProxyType(dict(self.months)))

    def value(self, year: int) -> float:
        """Return the index of a year.

        Raises
        ------
        MoneyError
            The year is not in the table; the first and last year are in the message.
        """
        if year not in self.index:
            raise MoneyError(
                f"deflator {self.name!r} has no value for {year}; its first year is "
                f"{min(self.index)} and its last {max(self.index)}"
            )
        return self.index[year]

    def factor(self, from_year: int, to_year: int) -> float:
        """Return what turns prices of `from_year` into prices of `to_year`.

        .. math:: f = I_{to} / I_{from}
        """
        return self.value(to_year) / self.value(from_year)

    def notes(self, *years: int) -> tuple[str, ...]:
        """Return a sentence for each year whose average rests on fewer than twelve months.

        The sentences are meant for the ``assumed`` field of a trace.
        """
        return tuple(
            f"The {year} value of {self.name} is the mean of {self.months[year]} months."
            for year in sorted(set(years))
            if self.months.get(year, _MONTHS) < _MONTHS
        )


def build_deflator(
    rows: Iterable[Mapping[str, str | int | float]],
    *,
    name: str = "US CPI-U",
    source: str = "US Bureau of Labor Statistics, CPI-U, all items, series CUUR0000SA0",
    currency: str = "USD",
) -> Deflator:
    """Return a deflator from table rows with the columns year, index and months.

    Raises
    ------
    MoneyError
        A year occurs twice or a value is not positive.

    Examples
    --------
    >>> cpi = build_deflator([{"year": "2025", "index": "321.943", "months": "11"}])
    >>> cpi.notes(2025)
    ('The 2025 value of US CPI-U is the mean of 11 months.',)
    """
    index: dict[int, float] = {}
    months: dict[int, int] = {}
    for row in rows:
        year = int(row["year"])
        if year in index:
            raise MoneyError(f"deflator {name!r} has the year {year} twice; keep one row")
        index[year] = float(row["index"])
        months[year] = int(row["months"])
    return Deflator(name, index, source, currency, months)


def deflate(money: Money, to_year: int, deflator: Deflator) -> Money:
    """Return an amount in the prices of `to_year`, real money.

    .. math:: A_{to} = A I_{to} / I_{from}

    where `from` is the price year of real money and the year of flow of nominal money.

    Parameters
    ----------
    money : Money
        Real, or nominal with its year.
    to_year : int
        Price year of the result.
    deflator : Deflator
        Of the same currency.

    Raises
    ------
    MoneyError
        The currencies differ, nominal money has no year, or a year is not in the table.

    Examples
    --------
    >>> cpi = Deflator("CPI", {2020: 250.0, 2024: 300.0}, "example")
    >>> deflate(Money(100.0, "USD_nominal", 2020), 2024, cpi)
    Money(amount=120.0, currency_year='USD_2024', year=None)
    """
    currency, price_year = parse_currency_year(money.currency_year)
    if currency != deflator.currency:
        raise MoneyError(
            f"cannot deflate {currency} with {deflator.name!r}, which follows prices in "
            f"{deflator.currency}; convert at a dated exchange rate first"
        )
    from_year = price_year if price_year is not None else money.year
    if from_year is None:
        raise MoneyError(
            f"cannot deflate {money.amount:g} {money.currency_year}: the year of the flow is not "
            "known; give Money(..., year=...)"
        )
    return Money(money.amount * deflator.factor(from_year, to_year), f"{currency}_{to_year}")


@dataclass(frozen=True, slots=True)
class DiscountRate:
    """A discount rate that says whether it is real and whether it is after tax.

    Attributes
    ----------
    value : float
        Fraction per year, e.g. 0.08.
    real : bool
        True for flows in real money.
    tax : {"pre", "post"}
        Whether it applies to flows before or after tax.

    Examples
    --------
    >>> round(DiscountRate(0.08, real=True, tax="post").to_nominal(0.02).value, 4)
    0.1016
    """

    value: float
    real: bool
    tax: Literal["pre", "post"]

    def __post_init__(self) -> None:
        if not -1 < self.value <= 1:
            raise MoneyError(
                f"a discount rate of {self.value} is outside -1..1; write a fraction, 0.08 for 8%"
            )
        if self.tax not in ("pre", "post"):
            raise UnknownNameError("tax treatment of a discount rate", self.tax, ("pre", "post"))

    def to_nominal(self, inflation: float) -> DiscountRate:
        """Return the nominal rate, ``(1 + r) (1 + inflation) - 1``."""
        if not self.real:
            raise MoneyError("the discount rate is nominal already")
        return DiscountRate((1 + self.value) * (1 + inflation) - 1, False, self.tax)

    def to_real(self, inflation: float) -> DiscountRate:
        """Return the real rate, ``(1 + r) / (1 + inflation) - 1``."""
        if self.real:
            raise MoneyError("the discount rate is real already")
        return DiscountRate((1 + self.value) / (1 + inflation) - 1, True, self.tax)


def require_discountable(
    currency_year: str, rate: DiscountRate, *, after_tax: bool | None = None
) -> None:
    """Raise unless a rate fits flows of a currency year and, where stated, of a tax treatment.

    Raises
    ------
    MoneyError
        Real flows meet a nominal rate or the reverse, or flows after tax a rate before tax.

    Examples
    --------
    >>> require_discountable("USD_2024", DiscountRate(0.08, real=True, tax="post"), after_tax=True)
    >>> require_discountable("USD_2024", DiscountRate(0.08, real=False, tax="post"))
    Traceback (most recent call last):
    ...
    tenor.core.errors.MoneyError: cannot discount real flows (USD_2024) with a nominal rate
    """
    flows_real = parse_currency_year(currency_year).real
    if flows_real != rate.real:
        flows, rates = ("real", "nominal") if flows_real else ("nominal", "real")
        raise MoneyError(f"cannot discount {flows} flows ({currency_year}) with a {rates} rate")
    if after_tax is not None and after_tax != (rate.tax == "post"):
        flows, rates = ("after", "before") if after_tax else ("before", "after")
        raise MoneyError(f"cannot discount flows {flows} tax with a rate {rates} tax")


def _number(value: object, verb: str) -> float:
    if isinstance(value, Money):
        raise MoneyError(f"cannot {verb} money by money; use ratio_to for a quotient")
    if isinstance(value, bool) or not isinstance(value, Real):
        raise MoneyError(f"cannot {verb} money by {value!r}")
    return float(value)
