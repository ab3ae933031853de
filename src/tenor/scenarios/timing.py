"""When a change applies: shares of years, and elasticities between short and long run."""

from __future__ import annotations

import datetime as dt

from tenor.panel.case import PartialDate

SHORT_RUN, LONG_RUN = 2.0, 8.0
"""Years after a change up to which the short run holds, and from which the long run does."""


def calc_decimal_year(date: PartialDate) -> float:
    """Return the middle of the time that a date names, as a year with its fraction.

    Examples
    --------
    >>> round(calc_decimal_year(PartialDate.parse("2029")), 2)
    2029.5
    """
    return (_decimal(date.earliest) + _decimal(date.latest + dt.timedelta(days=1))) / 2.0


def calc_share_in_force(
    year: int, valid_from: PartialDate | None, valid_to: PartialDate | None
) -> float:
    """Return the share of a calendar year in which a change applies, 0..1.

    It applies from the first day that `valid_from` allows and no longer on `valid_to`.

    Examples
    --------
    >>> date = PartialDate.parse("2026-11-27")
    >>> [round(calc_share_in_force(year, date, None), 3) for year in (2025, 2026, 2027)]
    [0.0, 0.096, 1.0]
    """
    start = max(float(year), _decimal(valid_from.earliest) if valid_from else float(year))
    end = min(year + 1.0, _decimal(valid_to.earliest) if valid_to else year + 1.0)
    return max(0.0, end - start)


def calc_long_run(years: float) -> float:
    """Return how far elasticities have gone from short to long run, 0..1.

    Examples
    --------
    >>> [calc_long_run(years) for years in (1, 5, 20)]
    [0.0, 0.5, 1.0]
    """
    return min(1.0, max(0.0, (years - SHORT_RUN) / (LONG_RUN - SHORT_RUN)))


def _decimal(day: dt.date) -> float:
    length = (dt.date(day.year + 1, 1, 1) - dt.date(day.year, 1, 1)).days
    return day.year + (day.timetuple().tm_yday - 1) / length
