"""A finding: one figure that does not fit the others, and how much that matters.

    severity = abs(ln(raw / expected)) * min(1, max(raw, expected) / world)

Log points times a share of the world's tonnes of that code or series in that
year, without a unit. A world total that is twice what it should be has
ln 2 = 0.69; so has a flow that is ten times too high and makes up 30% of the
tonnes. Where a range is expected, its nearer end counts. A zero or missing
figure against a positive one counts as a factor of 100.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tenor.panel.corrections import Correction

RULES = (
    "unit_value",
    "year_break",
    "material_balance",
    "missing_production",
    "source_disagreement",
    "world_total",
    "mirror_gap",
)
WORLD = "WLD"
NOTHING = math.log(100.0)
"""Log ratio that stands for zero or missing against a positive figure."""

Expected = float | tuple[float, float]


DIGITS = 12
"""Significant digits of a printed figure."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure that does not fit.

    Attributes
    ----------
    series : str
        HS code, or name of the production series.
    place, partner : str
        Country, for trade the exporter and the importer; ``WLD`` for the world.
    year : int
    rule : str
        One of `RULES`.
    raw : float or None
        The figure in the data at hand, without corrections; None where it is missing.
    expected : float or (low, high)
    unit : str
        Of `raw` and `expected`.
    severity : float
        See the head of this module.
    note : str
        What was compared with what, with the figures.
    corrected : bool
        Whether a correction in force concerns the figure.
    """

    series: str
    place: str
    partner: str
    year: int
    rule: str
    raw: float | None
    expected: Expected
    unit: str
    severity: float
    note: str
    corrected: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as the JSON object of ``tenor data check``."""
        bounds = self.expected if isinstance(self.expected, tuple) else (self.expected,)
        low_high = [steady(bound) for bound in bounds]
        return {
            "series": self.series,
            "place": self.route,
            "year": self.year,
            "rule": self.rule,
            "raw": steady(self.raw),
            "expected": low_high if isinstance(self.expected, tuple) else low_high[0],
            "severity": round(self.severity, 6),
            "corrected": self.corrected,
        }

    def with_details(self) -> dict[str, Any]:
        """Return the finding with partner, unit and what was compared with what."""
        more = {"partner": self.partner or None, "unit": self.unit, "note": self.note}
        return {**self.as_dict(), "place": self.place, **more}

    @property
    def route(self) -> str:
        """The place; of a flow exporter and importer."""
        return f"{self.place} to {self.partner}" if self.partner else self.place


def span(low: float, high: float) -> Expected:
    """Return an expected range, or one figure where both ends are the same.

    Examples
    --------
    >>> span(2.0, 4.0), span(3.0, 3.0)
    ((2.0, 4.0), 3.0)
    """
    return low if math.isclose(low, high, rel_tol=1e-12) else (low, high)


def nearest_end(raw: float | None, expected: Expected) -> float:
    """Return the expected figure that is nearest to the raw one.

    Examples
    --------
    >>> nearest_end(9.0, (2.0, 4.0)), nearest_end(3.0, (2.0, 4.0)), nearest_end(None, (2.0, 4.0))
    (4.0, 3.0, 2.0)
    """
    if not isinstance(expected, tuple):
        return expected
    low, high = expected
    return low if raw is None else min(max(raw, low), high)


def differs(raw: float | None, expected: Expected, factor: float) -> bool:
    """Return whether a figure lies outside an expectation by more than a factor.

    Nothing against zero is no difference; nothing or zero against something is one.

    Examples
    --------
    >>> differs(110.0, 100.0, 1.25), differs(None, 0.0, 1.25), differs(None, 5.0, 1.25)
    (False, False, True)
    """
    low, high = expected if isinstance(expected, tuple) else (expected, expected)
    have = raw or 0.0
    return have > high * factor or have < low / factor


def calc_severity(raw: float | None, expected: Expected, world: float) -> float:
    """Return the size of a discrepancy [log points x share of the world total].

    Parameters
    ----------
    raw, expected
        In one unit.
    world : float
        World total of the same code or series in the year, in the same unit.

    Examples
    --------
    >>> round(calc_severity(50.0, (100.0, 120.0), 100.0), 3)
    0.693
    >>> round(calc_severity(None, 1.0, 1000.0), 5)
    0.00461
    """
    near, have = nearest_end(raw, expected), raw or 0.0
    if near == have:
        return 0.0
    ratio = abs(math.log(have / near)) if have > 0 and near > 0 else NOTHING
    weight = 1.0 if world <= 0 else min(1.0, max(have, near) / world)
    return min(ratio, 99.0) * weight


def is_corrected(finding: Finding, corrections: Sequence[Correction]) -> bool:
    """Return whether a correction in force concerns the figure of a finding."""
    codes = finding.series.split()
    return any(
        row.series in codes
        and row.year == finding.year
        and finding.place in (WORLD, row.place, row.partner)
        and finding.partner in ("", row.partner)
        for row in corrections
    )


def steady(value: float | None) -> float | None:
    """Return a figure without the last digits, which depend on the order of a sum.

    Examples
    --------
    >>> steady(393128.6269999999), steady(None)
    (393128.627, None)
    """
    return None if value is None else float(f"{value:.{DIGITS}g}")
