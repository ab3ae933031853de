"""A number with the ends of its range, as the rooms of decision hand it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from tenor.core.trace import UNKNOWN, Trace, format_value, is_money


@dataclass(frozen=True, slots=True)
class Span:
    """A number with the ends of its range; None is unknown, an open end too."""

    value: float | None
    low: float | None
    high: float | None

    def as_dict(self) -> dict[str, float | None]:
        """Return value, low and high."""
        return asdict(self)

    def show(self, unit: str) -> str:
        """Return the number as it is printed, with its range where it has one.

        Examples
        --------
        >>> Span(5e9, 5e9, 7e9).show("USD_nominal"), Span(None, 1.0, None).show("y")
        ('USD 5 billion (up to USD 7 billion)', 'at least 1 y')
        """
        low, value, high = (
            None if number is None else format_value(number, unit, digits=_digits(unit))
            for number in (self.low, self.value, self.high)
        )
        if low is not None and high is not None:
            span = f"{low} to {high}"
        elif low is not None:
            span = f"at least {low}"
        else:
            span = UNKNOWN if high is None else f"up to {high}"
        if value is None or span == UNKNOWN:
            return value or span
        if low is not None and high is not None and value in (low, high):
            span = "" if low == high else f"up to {high}" if low == value else f"down to {low}"
        return f"{value} ({span})" if span else value


def _digits(unit: str) -> int:
    return 3 if is_money(unit) else 2


def trace_span(trace: Trace, span: Span, notes: Sequence[str] = ()) -> Trace:
    """Return a trace that prints its range too, with further notes."""
    assumed = tuple(dict.fromkeys((*trace.assumed, *notes)))
    return replace(trace, display=span.show(trace.unit), assumed=assumed)
