"""Numbers by year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Series:
    """A number by year: one level for all years, or a value for each year that is listed.

    Examples
    --------
    >>> Series(by_year=((2028, 2.0), (2030, 3.0))).flow([2028, 2029, 2030]).tolist()
    [2.0, 0.0, 3.0]
    >>> Series(level=0.05).flow([2028, 2029]).tolist()
    [0.05, 0.05]
    """

    level: float | None = None
    by_year: tuple[tuple[int, float], ...] = ()

    def flow(self, years: NDArray[np.int64] | list[int]) -> Floats:
        """Return the values of `years`, nothing (0) in a year that is not listed."""
        if self.level is not None:
            return np.full(len(years), self.level)
        listed = dict(self.by_year)
        return np.array([listed.get(int(year), 0.0) for year in years])

    def held(self, years: NDArray[np.int64] | list[int]) -> Floats:
        """Return the values of `years`, each held until the next year that is listed."""
        if self.level is not None:
            return np.full(len(years), self.level)
        known = np.array([year for year, _ in self.by_year])
        values = np.array([value for _, value in self.by_year])
        place = np.searchsorted(known, np.asarray(years), side="right") - 1
        return np.asarray(values[np.clip(place, 0, None)], dtype=np.float64)

    @property
    def years(self) -> tuple[int, ...]:
        """Years that are listed; none for a level."""
        return tuple(year for year, _ in self.by_year)


NOTHING = Series(level=0.0)
