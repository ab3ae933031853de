"""The price of one good in one year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tenor.core.units import parse_unit


@dataclass(frozen=True, slots=True)
class Price:
    """The price of one good in one year.

    Attributes
    ----------
    commodity, stage, name : str
        `stage` is the stage whose good is priced, ``ore`` or ``refined``.
    year : int
    value : float
    unit : str
        With the content that is paid for: ``USD/t gross``, ``USD/lb Sb``. Nominal.
    source, met : str
        Source id of ``data/tables/sources.csv`` or ``pinksheet``, and how it was met.
    months : int or None
        Months in the mean of a monthly price; None where the source gives the year.
    """

    commodity: str
    stage: str
    name: str
    year: int
    value: float
    unit: str
    source: str
    met: str
    months: int | None = None

    @property
    def content(self) -> str:
        """What is paid for: ``gross``, or the element or compound."""
        return str(parse_unit(self.unit).content)

    def as_dict(self) -> dict[str, Any]:
        """Return the price as a JSON object."""
        shown: dict[str, Any] = {"name": self.name, "value": self.value, "unit": self.unit}
        shown |= {"source": self.source, "met": self.met}
        return shown if self.months is None else {**shown, "months": self.months}
