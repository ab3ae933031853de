"""Annual benchmark prices: the few that a gap or a bound is reckoned with, each with its source."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tenor.core.units import convert_content, parse_unit


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
        Source id of ``data/tables/sources.csv``, and how it was met.
    """

    commodity: str
    stage: str
    name: str
    year: int
    value: float
    unit: str
    source: str
    met: str

    @property
    def content(self) -> str:
        """What is paid for: ``gross``, or the element or compound."""
        return str(parse_unit(self.unit).content)

    def as_dict(self) -> dict[str, Any]:
        """Return the price as a JSON object."""
        shown = {"name": self.name, "value": self.value, "unit": self.unit}
        return {**shown, "source": self.source, "met": self.met}


@lru_cache(maxsize=1)
def read_prices() -> tuple[Price, ...]:
    """Return all benchmark prices of the package."""
    text = files("tenor").joinpath("data", "tables", "prices.csv").read_text(encoding="utf-8")
    return tuple(
        Price(**{**cells, "year": int(cells["year"]), "value": float(cells["value"])})
        for cells in csv.DictReader(text.splitlines(), strict=True)
    )


def find_price(commodity: str, year: int) -> Price | None:
    """Return the price of a commodity in a year, that of its ore first; None where not at hand.

    Examples
    --------
    >>> find_price("chromium", 2024).value, find_price("chromium", 1999)
    (331.0, None)
    """
    found = [p for p in read_prices() if (p.commodity, p.year) == (commodity, year)]
    return min(found, key=lambda price: price.stage != "ore", default=None)


def price_per_tonne(price: Price, content: str) -> float:
    """Return a price per tonne [USD/t of the content], or of gross weight where that is paid for.

    Examples
    --------
    >>> round(price_per_tonne(find_price("antimony", 2024), "Sb"))
    22575
    """
    paid = price.content
    return float(
        convert_content(price.value, price.unit, f"USD/t {paid if paid == 'gross' else content}")
    )
