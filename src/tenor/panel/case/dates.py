"""Dates as sources give them: a year, a month or a day, never rounded to more.

A date that is known to the month stays known to the month. Whether a fact lies
after a cut-off is judged by its earliest possible day.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date with the precision of its source.

    Attributes
    ----------
    text : str
        ISO text: ``"2025"``, ``"2025-03"`` or ``"2025-03-25"``.

    Examples
    --------
    >>> date = PartialDate.parse("2025-02")
    >>> date.precision, date.earliest.isoformat(), date.latest.isoformat()
    ('month', '2025-02-01', '2025-02-28')
    >>> PartialDate.parse("2025").is_after(dt.date(2024, 12, 31))
    True
    """

    text: str

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Return the date that an ISO text names.

        Raises
        ------
        ValueError
            The text is not a year, a month or a day of the calendar.
        """
        found = _FORM.fullmatch(text)
        if not found or not text.isascii():
            raise ValueError(f"{text!r} is not a date")
        year, month, day = (int(part) if part else 1 for part in found.groups())
        dt.date(year, month, day)
        return cls(text)

    @property
    def precision(self) -> str:
        """``year``, ``month`` or ``day``."""
        return {4: "year", 7: "month"}.get(len(self.text), "day")

    @property
    def year(self) -> int:
        """Calendar year."""
        return int(self.text[:4])

    @property
    def earliest(self) -> dt.date:
        """First day that the text allows."""
        year, month, day = (int(part) for part in (self.text + "-01-01").split("-")[:3])
        return dt.date(year, month, day)

    @property
    def latest(self) -> dt.date:
        """Last day that the text allows."""
        first = self.earliest
        if self.precision == "year":
            return dt.date(first.year, 12, 31)
        if self.precision == "month":
            return first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return first

    def is_after(self, day: dt.date) -> bool:
        """Tell whether even the earliest possible day lies after `day`."""
        return self.earliest > day

    def __str__(self) -> str:
        return self.text
