"""Annual benchmark prices that a gap or a bound is reckoned with, each with its source."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files

from tenor.core.units import convert_content
from tenor.panel.monthly_prices import read_monthly_prices
from tenor.panel.price import Price
from tenor.sources.box import Tables, default_tables


@lru_cache(maxsize=1)
def read_prices() -> tuple[Price, ...]:
    """Return all benchmark prices of the package."""
    text = files("tenor").joinpath("data", "tables", "prices.csv").read_text(encoding="utf-8")
    return tuple(
        Price(**{**cells, "year": int(cells["year"]), "value": float(cells["value"])})
        for cells in csv.DictReader(text.splitlines(), strict=True)
    )


def find_price(commodity: str, year: int, tables: Tables | None = None) -> Price | None:
    """Return the price of a commodity in a year, that of its ore first; None where not at hand.

    A mean of monthly prices comes before a curated price of the same stage. Without `tables`
    it is that of the tables at hand.

    Examples
    --------
    >>> find_price("chromium", 2024).value, find_price("chromium", 1999)
    (331.0, None)
    """
    monthly = read_monthly_prices(default_tables() if tables is None else tables)[0]
    held = (*monthly, *read_prices())
    found = [p for p in held if (p.commodity, p.year) == (commodity, year)]
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
