"""How an importer's dependence moved over the years: a robust slope per measure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tenor.risk.rows import RiskTable

MINIMUM_YEARS = 5


@dataclass(frozen=True, slots=True)
class Trend:
    """Change of one measure over the years with data.

    Attributes
    ----------
    measure : str
    first_year, last_year : int or None
    first, last : float or None
    per_decade : float or None
        Theil-Sen slope times ten; None with fewer than five years of data.
    years : int
        Number of years with data.
    """

    measure: str
    first_year: int | None
    last_year: int | None
    first: float | None
    last: float | None
    per_decade: float | None
    years: int


def calc_trend(measure: str, years: ArrayLike, values: ArrayLike) -> Trend:
    """Return the trend of a series; NaN entries are years without data.

    The slope is the median of the slopes between all pairs of years (Theil 1950,
    Sen 1968), which a few wild years do not move.

    Examples
    --------
    >>> trend = calc_trend("x", [2000, 2001, 2002, 2003, 2004], [1.0, 2.0, 3.0, 4.0, 99.0])
    >>> trend.per_decade
    10.0
    """
    x, y = np.asarray(years, dtype=np.float64), np.asarray(values, dtype=np.float64)
    known = ~np.isnan(y)
    x, y = x[known], y[known]
    if len(x) == 0:
        return Trend(measure, None, None, None, None, None, 0)
    slope = None
    if len(x) >= MINIMUM_YEARS:
        i, j = np.triu_indices(len(x), k=1)
        slope = float(np.median((y[j] - y[i]) / (x[j] - x[i]))) * 10.0
    return Trend(measure, int(x[0]), int(x[-1]), float(y[0]), float(y[-1]), slope, len(x))


def find_trends(table: RiskTable, partner: str | None = None) -> tuple[Trend, ...]:
    """Return the trends of import concentration, governance, and one partner's share.

    Parameters
    ----------
    table : RiskTable
        Rows of one importer, commodity and stage over several years.
    partner : str, optional
        ISO code of a supplier whose share is followed.

    Raises
    ------
    ValueError
        The rows are of several importers, commodities or stages.
    """
    keys = {(row.importer, row.commodity, row.stage) for row in table}
    if len(keys) > 1:
        raise ValueError(f"a trend needs one importer, commodity and stage; found {len(keys)}")
    years = [row.year for row in table]

    def of_detail(name: str) -> list[float]:
        return [np.nan if row.detail.get(name) is None else row.detail[name] for row in table]

    trends = [
        calc_trend(name, years, of_detail(name)) for name in ("import_hhi", "import_governance")
    ]
    if partner is not None:
        share = [row.import_share.get(partner, 0.0) if row.imports_t else np.nan for row in table]
        trends.append(calc_trend(f"import_share/{partner}", years, share))
    return tuple(trends)
