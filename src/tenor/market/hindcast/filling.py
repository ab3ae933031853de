"""What an analyst asks: whose supply was hit, how much was replaced, by whom, and how sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.market.hindcast.predicting import Prepared

Floats = NDArray[np.float64]
Pairs = Sequence[tuple[float, float]]

HIT = 0.2
"""Share of an importer's base supply that the shocks take by themselves, above which it is hit."""

MATERIAL = 0.001
"""Least share of world trade that an importer has in the base year to be looked at."""

BAND = (0.1, 0.9)
_TOP = 3


@dataclass(frozen=True, slots=True)
class Fill:
    """Replacement of lost supply at one importer.

    Attributes
    ----------
    importer : str
    lost : float [t]
        Base tonnes that the shocks take by themselves.
    predicted : float
        Gains from routes that no shock names, as a share of `lost`; below zero where these
        routes shrink too.
    actual : float or None
    low, high : float or None
        The 80% band.
    predicted_by, actual_by : tuple of (exporter, t)
        The largest gainers.
    hits : int or None
        How many of the three largest gainers were predicted.
    overlap : float or None
        Sum of the smaller of predicted and actual gains by exporter over the sum of the
        larger.
    """

    importer: str
    lost: float
    predicted: float
    actual: float | None
    low: float | None
    high: float | None
    predicted_by: tuple[tuple[str, float], ...]
    actual_by: tuple[tuple[str, float], ...]
    hits: int | None
    overlap: float | None

    @property
    def is_within(self) -> bool | None:
        """Return whether the band held; None where either is unknown."""
        if self.actual is None or self.low is None or self.high is None:
            return None
        return self.low <= self.actual <= self.high


def find_hit(prepared: Prepared) -> list[int]:
    """Return the importers that lost over a fifth of their supply, the largest loss first."""
    base, limits = prepared.history.base, prepared.restrictions
    lost = (base * np.maximum(1.0 - limits.direct, 0.0)).sum(axis=0)
    supply = base.sum(axis=0)
    hit = (lost > HIT * supply) & (supply > MATERIAL * base.sum())
    return [int(j) for j in np.argsort(-lost, kind="stable") if hit[j]]


def calc_fill(prepared: Prepared, flow: Floats, j: int) -> float:
    """Return the gains of one importer from routes no shock names, as a share of what it lost."""
    base, limits = prepared.history.base, prepared.restrictions
    lost = float((base[:, j] * np.maximum(1.0 - limits.direct[:, j], 0.0)).sum())
    gain = _gains(prepared, flow, j)
    return float(gain.sum()) / lost


def _gains(prepared: Prepared, flow: Floats, j: int) -> Floats:
    """Return the change of an importer's supply by exporter, over routes no shock names [t]."""
    n = len(prepared.history.base)
    gain = flow[:, j].copy()
    gain[:n] -= prepared.history.base[:, j]
    gain[:n][prepared.restrictions.touched[:, j]] = 0.0
    return gain


def calc_fill_pairs(prepared: Prepared, flow: Floats, observed: Floats) -> Pairs:
    """Return (predicted, actual) fills of the hit importers."""
    return [
        (calc_fill(prepared, flow, j), calc_fill(prepared, observed, j)) for j in find_hit(prepared)
    ]


def calc_band(predicted: float, errors: Pairs) -> tuple[float | None, float | None]:
    """Return the 80% band of a fill from what fills of other events missed by.

    Parameters
    ----------
    predicted : float
    errors : sequence of (predicted, actual)
        Of hit importers of other events, each predicted without its own event.
    """
    missed = np.sort([actual - guess for guess, actual in errors])
    if len(missed) < 10:
        return None, None
    low, high = np.quantile(missed, BAND)
    return predicted + float(low), predicted + float(high)


def describe_fills(
    prepared: Prepared,
    flow: Floats,
    observed: Floats | None,
    errors: Pairs,
    places: Sequence[str],
) -> list[Fill]:
    """Return the fills of all hit importers.

    `flow` and `observed` are on the wider places where there is an observed year.
    """
    base, limits = prepared.history.base, prepared.restrictions
    found = []
    for j in find_hit(prepared):
        predicted = calc_fill(prepared, flow, j)
        low, high = calc_band(predicted, errors)
        gain = np.maximum(_gains(prepared, flow, j), 0.0)
        seen = None if observed is None else np.maximum(_gains(prepared, observed, j), 0.0)
        top = _largest(gain, places)
        actual_top = () if seen is None else _largest(seen, places)
        larger = 0.0 if seen is None else float(np.maximum(gain, seen).sum())
        overlap = None
        if seen is not None and larger > 0:
            overlap = float(np.minimum(gain, seen).sum()) / larger
        found.append(
            Fill(
                places[j],
                float((base[:, j] * np.maximum(1.0 - limits.direct[:, j], 0.0)).sum()),
                predicted,
                None if observed is None else calc_fill(prepared, observed, j),
                low,
                high,
                top,
                actual_top,
                len({a for a, _ in top} & {a for a, _ in actual_top}) if actual_top else None,
                overlap,
            )
        )
    return found


def _largest(gain: Floats, places: Sequence[str]) -> tuple[tuple[str, float], ...]:
    order = np.argsort(-gain, kind="stable")[:_TOP]
    return tuple((places[int(i)], float(gain[i])) for i in order if gain[i] > 0)
