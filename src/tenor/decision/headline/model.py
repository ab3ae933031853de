"""The objects of the headline test: ranges, the statement, the yardstick, one identity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tenor.core.trace import Trace

PASSES, STRAINS, FAILS, CANNOT_SAY = "passes", "strains", "fails", "cannot_say"

VERDICTS = (PASSES, STRAINS, FAILS, CANNOT_SAY)
"""The verdict words; nothing else is ever said. `docs/howto/headline-test.md` explains them."""

_WORST = (FAILS, STRAINS, CANNOT_SAY, PASSES)

KINDS = (
    "in_ground",
    "reserve",
    "investment",
    "output",
    "trade",
    "balance",
    "tariff",
    "share",
    "jobs",
    "price",
)
"""What a statement is of: worth in the ground, a quantity in the ground, money to be spent, ..."""


@dataclass(frozen=True, slots=True)
class Range:
    """A value with the range around it; None where an end is open or nothing is known.

    Examples
    --------
    >>> Range(4.0, 4.5, 5.0, "t").over(Range(2.0, 2.0, 4.0, "t"), "ratio")
    Range(low=1.0, value=2.25, high=2.5, unit='ratio')
    """

    low: float | None
    value: float | None
    high: float | None
    unit: str

    @classmethod
    def of(cls, value: float, unit: str) -> Range:
        """Return a value without a spread."""
        return cls(value, value, value, unit)

    @property
    def least(self) -> float:
        """Lower end, or the value, or zero where both are open."""
        return next((v for v in (self.low, self.value) if v is not None), 0.0)

    @property
    def middle(self) -> float:
        """The value; without one the middle of the range, or its only end."""
        if self.value is not None:
            return self.value
        if self.low is not None and self.high is not None:
            return (self.low + self.high) / 2
        return self.low if self.low is not None else self.high or 0.0

    def times(self, factor: float, unit: str) -> Range:
        """Return the range times a positive number, in a unit."""
        low, value, high = (
            None if v is None else v * factor for v in (self.low, self.value, self.high)
        )
        return Range(low, value, high, unit)

    def by(self, other: Range, unit: str) -> Range:
        """Return the product of two ranges of positive numbers."""
        return Range(
            _mul(self.low, other.low), self.middle * other.middle, _mul(self.high, other.high), unit
        )

    def over(self, other: Range, unit: str) -> Range:
        """Return the quotient of two ranges of positive numbers; an open end stays open."""
        value = self.middle / other.middle if other.middle else None
        return Range(_div(self.low, other.high), value, _div(self.high, other.low), unit)

    def as_dict(self) -> dict[str, Any]:
        """Return the range as a JSON object."""
        return {"value": self.value, "low": self.low, "high": self.high, "unit": self.unit}


def _mul(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a * b


def _div(a: float | None, b: float | None) -> float | None:
    return None if a is None or not b else a / b


@dataclass(frozen=True, slots=True)
class Known:
    """A yardstick: a figure of a reference table, with its row and source.

    Attributes
    ----------
    label : str
        What it is, as printed: ``reserves of Pakistan``.
    range : Range
        `low` alone means "more than".
    year : int or None
    source, met, citation : str
    table, row : str
        Table and row that hold it.
    """

    label: str
    range: Range
    year: int | None
    source: str
    met: str
    citation: str
    table: str
    row: str

    @property
    def is_bound(self) -> bool:
        """Whether the source says only "more than"."""
        return self.range.value is None and self.range.high is None

    def as_dict(self) -> dict[str, Any]:
        """Return the yardstick as a JSON object."""
        return {
            "label": self.label,
            **self.range.as_dict(),
            "year": self.year,
            "source": self.source,
            "citation": self.citation,
            "met": self.met,
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """What is stated, parsed.

    Attributes
    ----------
    text : str
        As given.
    kind : str
        One of `KINDS`.
    amount : Range or None
        In USD, tonnes, barrels, cubic metres, a fraction or a count; None where the text
        states no number.
    bound : str
        ``=``, ``~``, ``<``, ``>``, ``range`` or ``vague``.
    per : str or None
        ``year`` for a rate.
    content : str or None
        What a mass is of; None where the text does not say.
    commodity, country, partner, stage : str or None
    year : int or None
    beside : tuple of Statement-like ranges
        Further quantities given with it: a price, a grade, a mass, money; by dimension.
    notes : tuple of str
        What was taken for granted in reading.
    """

    text: str
    kind: str
    amount: Range | None
    bound: str = "="
    per: str | None = None
    content: str | None = None
    commodity: str | None = None
    country: str | None = None
    partner: str | None = "USA"
    stage: str | None = None
    year: int | None = None
    beside: tuple[tuple[str, Range, str | None], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def stated(self) -> Range:
        """The amount with closed ends: an open end is tested at the stated figure."""
        if self.amount is None:
            return Range(None, None, None, "")
        middle = self.amount.middle
        low = middle if self.amount.low is None else self.amount.low
        high = middle if self.amount.high is None else self.amount.high
        return Range(low, middle, high, self.amount.unit)

    def given(self, dimension: str) -> tuple[Range, str | None] | None:
        """Return the further quantity of a dimension with its content, if one was given."""
        return next(((r, c) for name, r, c in self.beside if name == dimension), None)

    def as_dict(self) -> dict[str, Any]:
        """Return the statement as a JSON object."""
        amount = self.amount or Range(None, None, None, "")
        return {
            "text": self.text,
            "kind": self.kind,
            **amount.as_dict(),
            "bound": self.bound,
            "per": self.per,
            "content": self.content,
            "commodity": self.commodity,
            "country": self.country,
            "partner": self.partner,
            "stage": self.stage,
            "year": self.year,
            "with": [
                {"dimension": name, **held.as_dict(), "content": content}
                for name, held, content in self.beside
            ],
        }


@dataclass(frozen=True, slots=True)
class Identity:
    """One thing that the statement would imply, beside its yardstick.

    Attributes
    ----------
    name : str
        Word of `judging.LIMITS`.
    verdict : str
        One of `VERDICTS`.
    formula : str
    implied : Range
    reference : Known or None
    ratio : Range or None
        implied / reference.
    limit : dict
        ``passes_to`` and ``fails_over`` of the ratio, and whether it is an identity or judged.
    why : str
        One sentence with the numbers.
    trace : Trace or None
        None where nothing could be computed.
    """

    name: str
    verdict: str
    formula: str
    implied: Range
    reference: Known | None
    ratio: Range | None
    limit: dict[str, Any]
    why: str
    trace: Trace | None

    def as_dict(self) -> dict[str, Any]:
        """Return the identity as a JSON object."""
        return {
            "name": self.name,
            "verdict": self.verdict,
            "formula": self.formula,
            "implied": self.implied.as_dict(),
            "reference": None if self.reference is None else self.reference.as_dict(),
            "ratio": None if self.ratio is None else self.ratio.as_dict(),
            "limit": self.limit,
            "why": self.why,
            "trace": None if self.trace is None else self.trace.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Assessment:
    """The verdict on a statement with all identities."""

    statement: Statement
    identities: tuple[Identity, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def verdict(self) -> str:
        """The worst verdict: fails, then strains, then cannot_say; passes only if all pass."""
        return worst([identity.verdict for identity in self.identities])

    @property
    def reason(self) -> Identity | None:
        """The identity behind the verdict: of the worst, the most telling.

        Where all pass, the one nearest to its limit.
        """
        found = [i for i in self.identities if i.verdict == self.verdict]
        if self.verdict == PASSES:
            return max(found, key=excess, default=None)
        return min(found, key=lambda i: i.limit["order"], default=None)

    @property
    def traces(self) -> tuple[Trace, ...]:
        """Traces of all identities that could be computed."""
        return tuple(i.trace for i in self.identities if i.trace is not None)

    def identity(self, name: str) -> Identity:
        """Return the identity of a name; KeyError where there is none."""
        found = {identity.name: identity for identity in self.identities}
        return found[name]

    def as_dict(self) -> dict[str, Any]:
        """Return the assessment as the JSON object of ``tenor headline``."""
        from tenor.decision.headline.wording import sentence

        return {
            "headline": self.statement.as_dict(),
            "verdict": self.verdict,
            "sentence": sentence(self),
            "identities": [identity.as_dict() for identity in self.identities],
            "notes": list(self.notes),
        }


def worst(verdicts: Sequence[str]) -> str:
    """Return the worst of some verdicts; nothing to judge is ``cannot_say``.

    Examples
    --------
    >>> worst(["passes", "cannot_say"]), worst(["strains", "fails"]), worst([])
    ('cannot_say', 'fails', 'cannot_say')
    """
    return min(verdicts, key=_WORST.index, default=CANNOT_SAY)


def excess(identity: Identity) -> float:
    """Return how far an identity lies over its pass limit, for sorting."""
    if identity.ratio is None or not identity.ratio.middle:
        return 0.0
    limit = identity.limit.get("passes_to") or 1.0
    ratio = identity.ratio.middle / limit
    return max(ratio, 1 / ratio) if identity.limit.get("two_sided") else ratio
