"""What every part of a case is built from: entries, quantities, dated quantities, sources."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from tenor.panel.case import fields as f
from tenor.panel.case import words as w


class Entry(BaseModel):
    """Base of everything that is written in a case: frozen, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Source(Entry):
    """One row of ``sources.csv``: a document, and how it was met."""

    id: f.Id
    title: f.Text
    publisher: f.Text
    date: f.Date | None = None
    kind: w.SourceKind
    address: f.Text | None = None
    met: f.MetWord
    note: f.Text | None = None


class Quantity(Entry):
    """A number with its range, unit, basis, date and source; unknown parts stay None.

    A lower bound ("more than 50%") has `low` alone, an upper bound `high` alone.
    """

    value: f.Number | None = None
    low: f.Number | None = None
    high: f.Number | None = None
    unit: f.Unit | None = None
    basis: f.BasisWord | None = None
    source: f.SourceId | None = None
    met: f.MetWord | None = None
    note: f.Text | None = None

    @property
    def has_number(self) -> bool:
        """True where a value or a bound is known."""
        return not (self.value is None and self.low is None and self.high is None)


class Dated(Quantity):
    """A quantity in a YAML file: one value among several, with an id and a date."""

    id: f.Id
    date: f.Date | None = None
    kind: w.KindOfValue = "reported"
