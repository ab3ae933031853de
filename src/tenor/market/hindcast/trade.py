"""Trade of an event: what was known in the base year, and what was seen in the test year.

The two are read by separate queries. Nothing of a year after the base year can reach a
prediction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import DataError, UnknownNameError
from tenor.market.hindcast.shocks import Event
from tenor.panel.flows import literals
from tenor.sources.box import Tables

Floats = NDArray[np.float64]

WINDOW = 5
"""Years up to the base year that the normal flows look at."""


@dataclass(frozen=True, slots=True)
class History:
    """Trade up to the base year, (year, exporter, importer); both axes are `places`.

    Attributes
    ----------
    places : tuple of str
    years : tuple of int
        Consecutive, the base year last.
    quantity : ndarray [t gross]
        A missing quantity counts as zero here.
    value : ndarray [kUSD]
    """

    places: tuple[str, ...]
    years: tuple[int, ...]
    quantity: Floats
    value: Floats

    @property
    def base(self) -> Floats:
        """Return the flows of the base year [t]."""
        last: Floats = self.quantity[-1]
        return last

    def year(self, year: int) -> Floats | None:
        """Return the flows of an earlier year [t], or None outside the data."""
        return self.quantity[self.years.index(year)] if year in self.years else None


@dataclass(frozen=True, slots=True)
class Observed:
    """Trade of the test year on wider places: those of the base year first, new ones after."""

    places: tuple[str, ...]
    quantity: Floats
    value: Floats

    def widen(self, flows: Floats) -> Floats:
        """Return flows of the base year's places on the wider ones, zero elsewhere."""
        wide = np.zeros((len(self.places), len(self.places)))
        wide[: flows.shape[0], : flows.shape[1]] = flows
        return wide


def read_history(tables: Tables, event: Event) -> History:
    """Return the trade of an event's codes up to its base year.

    Raises
    ------
    DataError
        No trade of the codes stands in the base year.
    UnknownNameError
        A code is in no year of the data.
    """
    first = event.base_year - max(WINDOW - 1, event.span)
    rows = _read(tables, event.codes, first, event.base_year)
    if not any(row[0] == event.base_year for row in rows):
        _refuse(tables, event)
    first = max(first, min(int(row[0]) for row in rows))
    places = tuple(sorted({row[1] for row in rows} | {row[2] for row in rows}))
    years = tuple(range(first, event.base_year + 1))
    at = {place: i for i, place in enumerate(places)}
    quantity = np.zeros((len(years), len(places), len(places)))
    value = np.zeros_like(quantity)
    for year, exporter, importer, tonnes, thousands in rows:
        where = year - first, at[exporter], at[importer]
        quantity[where], value[where] = tonnes, thousands
    return History(places, years, quantity, value)


def read_observed(tables: Tables, event: Event, places: tuple[str, ...]) -> Observed | None:
    """Return the trade of the test year, or None where no year is named or no row is there."""
    if event.test_year is None:
        return None
    rows = _read(tables, event.codes, event.test_year, event.test_year)
    if not rows:
        return None
    met = {row[1] for row in rows} | {row[2] for row in rows}
    wide = (*places, *sorted(met - set(places)))
    at = {place: i for i, place in enumerate(wide)}
    quantity = np.zeros((len(wide), len(wide)))
    value = np.zeros_like(quantity)
    for _, exporter, importer, tonnes, thousands in rows:
        where = at[exporter], at[importer]
        quantity[where], value[where] = tonnes, thousands
    return Observed(wide, quantity, value)


def _read(
    tables: Tables, codes: tuple[str, ...], first: int, last: int
) -> list[tuple[int, str, str, float, float]]:
    """Return (year, exporter, importer, t, kUSD); decimal sums do not depend on the order."""
    sql = f"""
        SELECT year::INT, exporter, importer, coalesce(sum(quantity_t), 0)::DOUBLE,
               coalesce(sum(value_kusd), 0)::DOUBLE
        FROM baci WHERE hs6 IN ({literals(codes)}) AND year BETWEEN {first} AND {last}
        GROUP BY ALL ORDER BY ALL
    """
    return tables.connection.cursor().execute(sql).fetchall()


def _refuse(tables: Tables, event: Event) -> None:
    """Raise the error of an event without trade in its base year."""
    cursor = tables.connection.cursor()
    known = [
        row[0] for row in cursor.execute("SELECT DISTINCT hs6 FROM baci ORDER BY 1").fetchall()
    ]
    for code in event.codes:
        if code not in known:
            raise UnknownNameError("HS code in the trade data", code, known)
    first, last = cursor.execute(
        f"SELECT min(year), max(year) FROM baci WHERE hs6 IN ({literals(event.codes)})"
    ).fetchall()[0]
    raise DataError(
        f"no trade of {', '.join(event.codes)} in the base year {event.base_year}; "
        f"the data hold {first} to {last}"
    )
