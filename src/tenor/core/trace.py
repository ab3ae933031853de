"""The trace record: what a printed number is, how it was made, and from what.

Rooms return trace rows beside their results; the report only prints them. An
id is ``room.measure/key/key/...`` and is the same in every run, so a number in
a brief can be looked up months later with ``tenor trace ID``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tenor.core.errors import TenorError, UnknownNameError

Value = float | int | str | None


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a formula: the id of another trace or a name, its value and unit."""

    id: str
    value: Value
    unit: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: a data record or a source id, the row, the citation."""

    record: str
    row: str
    citation: str


@dataclass(frozen=True, slots=True)
class Trace:
    """One number with its formula, inputs and sources.

    Attributes
    ----------
    id : str
        ``room.measure/keys``, stable across runs.
    value : float, int, str or None
        None means unknown; never NaN.
    display : str
        The text as printed, the same wherever the number is printed.
    unit : str
        Unit with basis and, for money, the price year.
    formula : str
        The equation in words or symbols; "as published" for a quoted figure.
    inputs : tuple of Input
    sources : tuple of Source
        Never empty.
    assumed : tuple of str
        What was assumed on the way, one sentence each; empty where nothing was.
    """

    id: str
    value: Value
    display: str
    unit: str
    formula: str
    inputs: tuple[Input, ...]
    sources: tuple[Source, ...]
    assumed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.sources:
            raise TenorError(f"trace {self.id!r} has no source; a number without one is not shown")
        if isinstance(self.value, float) and not math.isfinite(self.value):
            raise TenorError(f"trace {self.id!r} has the value {self.value}; use None for unknown")

    def as_dict(self) -> dict[str, Any]:
        """Return the record as the JSON object of ``tenor trace``."""
        return {
            "id": self.id,
            "value": self.value,
            "display": self.display,
            "unit": self.unit,
            "formula": self.formula,
            "inputs": [{"id": i.id, "value": i.value, "unit": i.unit} for i in self.inputs],
            "sources": [
                {"record": s.record, "row": s.row, "citation": s.citation} for s in self.sources
            ],
            "assumed": list(self.assumed),
        }


@dataclass(slots=True)
class TraceBook:
    """An ordered collection of traces; one id holds one value."""

    _rows: dict[str, Trace] = field(default_factory=dict)

    def add(self, trace: Trace) -> Trace:
        """Add a trace and return it; refuse a second, different value for one id."""
        known = self._rows.get(trace.id)
        if known is not None and known != trace:
            raise TenorError(f"two different numbers carry the trace id {trace.id!r}")
        self._rows[trace.id] = trace
        return trace

    def extend(self, traces: Iterable[Trace]) -> None:
        """Add several traces."""
        for trace in traces:
            self.add(trace)

    def __getitem__(self, trace_id: str) -> Trace:
        try:
            return self._rows[trace_id]
        except KeyError:
            raise UnknownNameError("trace id", trace_id, self._rows) from None

    def __contains__(self, trace_id: object) -> bool:
        return trace_id in self._rows

    def __iter__(self) -> Iterator[Trace]:
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)


UNKNOWN = "not known"

_LEAST_FRACTION = 0.001
_LEAST_INDEX = 0.001
_LEAST_MONEY = 1_000.0
"""Smallest sizes that are printed as such; what is smaller prints as a bound."""
_THOUSANDS = 100_000.0
"""Money under this prints in whole thousands, whatever the digits."""


def format_value(value: Value, unit: str, *, digits: int = 3) -> str:
    """Return a value as it is printed, with its unit.

    Parameters
    ----------
    value : float, int, str or None
        In the unit given; fractions are 0..1 and print as percent, HHI is 0..1
        and prints times 10,000. None prints as "not known", never as zero. What is
        too small to matter prints as a bound: fractions under 0.1%, an index under
        0.001, money under 1,000. Money under 100,000 prints in whole thousands.
    unit : str
        ``fraction``, ``hhi``, ``index``, ``year``, ``text``, ``count``, a currency such as
        ``USD_2024`` or ``USD_nominal``, or any unit that is printed behind the number.
    digits : int
        Significant digits.

    Examples
    --------
    >>> format_value(0.6342, "fraction", digits=2)
    '63%'
    >>> format_value(26000.0, "t Sb")
    '26,000 t Sb'
    >>> format_value(None, "t")
    'not known'
    >>> format_value(1.25e9, "USD_nominal"), format_value(75_430.0, "USD_nominal")
    ('USD 1.25 billion', 'USD 75,000')
    >>> format_value(0.0004, "fraction"), format_value(0.0004, "index")
    ('under 0.1%', 'under 0.001')
    """
    if value is None or isinstance(value, str):
        return UNKNOWN if value is None else value
    if unit in _PLAIN:
        return _PLAIN[unit](value, digits)
    if is_money(unit):
        return _money(value, unit.partition("_")[0], digits)
    amount, _, per = unit.partition("/")
    if per and is_money(amount):
        currency = amount.partition("_")[0]
        if per == "y":
            return f"{_money(value, currency, digits)} a year"
        return f"{currency} {significant(value, digits)} per {per}"
    return f"{significant(value, digits)} {unit}"


def is_money(unit: str) -> bool:
    """Return whether a unit is an amount of money, not a price per something.

    Examples
    --------
    >>> is_money("USD_2024"), is_money("USD_2024/t"), is_money("t Sb")
    (True, False, False)
    """
    currency, mark, _ = unit.partition("_")
    return bool(mark) and len(currency) == 3 and currency.isupper() and "/" not in unit


def significant(value: float, digits: int) -> str:
    """Return `value` rounded to significant digits, with thousands separators.

    Examples
    --------
    >>> significant(412851, 3), significant(0.0154102, 3), significant(0.0, 3)
    ('413,000', '0.0154', '0')
    """
    if value == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(value)))
    decimals = digits - 1 - magnitude
    rounded = round(value, decimals)
    if rounded == 0:
        return "0"
    if decimals <= 0:
        return f"{rounded:,.0f}"
    text = f"{rounded:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals > 3 or abs(rounded) >= 1 else text


def _bounded(value: float, floor: float, words: str) -> str | None:
    """Return the bound that stands for a value too small to print; None for the others."""
    if value == 0 or abs(value) >= floor:
        return None
    return f"under {words}" if value > 0 else f"above -{words}"


def _percent(value: float, digits: int) -> str:
    bound = _bounded(value, _LEAST_FRACTION, f"{_LEAST_FRACTION * 100:g}%")
    if bound:
        return bound
    percent = value * 100
    text = significant(percent, digits if abs(percent) < 99.5 else 3)
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


def _index(value: float, digits: int) -> str:
    return _bounded(value, _LEAST_INDEX, f"{_LEAST_INDEX:g}") or significant(value, digits)


def _money(value: float, currency: str, digits: int) -> str:
    """Return an amount with its currency, in words from a million up."""
    if 0 < abs(value) < _LEAST_MONEY:
        floor = f"{_LEAST_MONEY:,.0f}"
        return f"under {currency} {floor}" if value > 0 else f"above {currency} -{floor}"
    if abs(value) < _THOUSANDS:
        return f"{currency} {round(value, -3):,.0f}"
    rounded = _rounded(value, digits)
    for scale, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(rounded) >= scale:
            return f"{currency} {significant(rounded / scale, digits)} {word}"
    return f"{currency} {significant(value, digits)}"


def _rounded(value: float, digits: int) -> float:
    """Return a value other than zero rounded to significant digits."""
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def _hhi(value: float, digits: int) -> str:
    return significant(value * 10_000, max(digits, 2))


def _year(value: float, _digits: int) -> str:
    return f"{value:.0f}"


def derive_trace(
    trace_id: str,
    value: Value,
    *,
    unit: str,
    formula: str,
    inputs: Iterable[Trace],
    digits: int | None = None,
) -> Trace:
    """Return the trace of a number computed from other traced numbers.

    Its sources are those of its inputs, each once and in order, and what was
    assumed for an input is assumed for the result. It prints with two digits, money
    with three, unless `digits` says otherwise.

    Examples
    --------
    >>> source = Source("table", "row 1", "A. Author (2024)")
    >>> part = Trace("x.part/a", 2.0, "2 t", "t", "as published", (), (source,))
    >>> whole = Trace("x.whole/a", 8.0, "8 t", "t", "as published", (), (source,))
    >>> derive_trace("x.share/a", 2.0 / 8.0, unit="fraction",
    ...              formula="part / whole", inputs=[part, whole]).display
    '25%'
    """
    used = list(inputs)
    sources = dict.fromkeys(source for trace in used for source in trace.sources)
    notes = dict.fromkeys(note for trace in used for note in trace.assumed)
    if digits is None:
        digits = 3 if is_money(unit) else 2
    return Trace(
        id=trace_id,
        value=value,
        display=format_value(value, unit, digits=digits),
        unit=unit,
        formula=formula,
        inputs=tuple(Input(trace.id, trace.value, trace.unit) for trace in used),
        sources=tuple(sources),
        assumed=tuple(notes),
    )


_PLAIN: Mapping[str, Callable[[float, int], str]] = {
    "fraction": _percent,
    "hhi": _hhi,
    "year": _year,
    "index": _index,
    "count": significant,
    "ratio": significant,
}
"""Units that are not printed behind the number, with how their numbers are printed."""
