"""The JSON forms of a hindcast and of the suite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tenor.market.hindcast.filling import Fill
from tenor.market.hindcast.pricing import PriceChange
from tenor.market.hindcast.scoring import Hindcast, require_finite, tell_parameters


def tell_hindcast(found: Hindcast) -> dict[str, Any]:
    """Return the document of one event."""
    event = found.event
    return {
        "event": event.name,
        "hs6": list(event.codes),
        "base_year": event.base_year,
        "test_year": event.test_year,
        **tell_scores(found),
        "flows": tell_flows(found),
        "notes": list(found.notes),
        "parameters_used": tell_parameters(found),
        "events_used_to_fit": list(found.fit.events),
    }


def tell_scores(found: Hindcast) -> dict[str, Any]:
    """Return what one event scored, part of its document and of the suite's."""
    return {
        "distance": None if found.distance is None else dict(found.distance),
        "distance_unrestricted": (
            None if found.distance_unrestricted is None else dict(found.distance_unrestricted)
        ),
        "noise_floor": found.noise_floor,
        "explained_share": found.explained_share,
        "best_baseline_below_noise": found.is_marked,
        "gap_fill": tell_fills(found.fills),
        "prices": tell_prices(found.prices),
    }


def tell_flows(found: Hindcast) -> list[dict[str, Any]]:
    """Return the routes with any tonnes in the base year, predicted or seen."""
    any_flow = (found.base > 0) | (found.predicted > 0)
    if found.observed is not None:
        any_flow |= found.observed > 0
    rows = []
    for i, j in zip(*np.nonzero(any_flow), strict=True):
        rows.append(
            {
                "exporter": found.places[i],
                "importer": found.places[j],
                "base": float(found.base[i, j]),
                "predicted": float(found.predicted[i, j]),
                "observed": None if found.observed is None else float(found.observed[i, j]),
            }
        )
    return rows


def tell_fills(fills: Sequence[Fill]) -> dict[str, Any]:
    """Return how much of the lost supply was replaced, in all and by importer."""
    lost = sum(fill.lost for fill in fills)
    actual = [fill.actual for fill in fills]
    seen = bool(fills) and all(value is not None for value in actual)

    def mean(values: Sequence[float | None]) -> float | None:
        if lost <= 0 or any(value is None for value in values):
            return None
        return sum(f.lost * float(v or 0.0) for f, v in zip(fills, values, strict=True)) / lost

    return {
        "lost_t": lost,
        "predicted": mean([fill.predicted for fill in fills]),
        "actual": mean(actual) if seen else None,
        "band_level": 0.8,
        "held": sum(bool(fill.is_within) for fill in fills) if seen else None,
        "importers": [
            {
                "importer": fill.importer,
                "lost_t": fill.lost,
                "predicted": fill.predicted,
                "low": fill.low,
                "high": fill.high,
                "actual": require_finite(fill.actual),
                "within_band": fill.is_within,
                "predicted_gainers": _gainers(fill.predicted_by),
                "actual_gainers": _gainers(fill.actual_by) if fill.actual is not None else None,
                "hits_of_three": fill.hits,
                "overlap": fill.overlap,
            }
            for fill in fills
        ],
    }


def _gainers(rows: Sequence[tuple[str, float]]) -> list[dict[str, Any]]:
    return [{"exporter": place, "gain_t": gain} for place, gain in rows]


def tell_prices(prices: Sequence[PriceChange]) -> dict[str, Any]:
    """Return the price changes, the world apart."""
    told = [
        {
            "place": price.place,
            "predicted_change": price.predicted,
            "actual_change": price.actual,
            "direction_right": price.is_right,
        }
        for price in prices
    ]
    return {"world": told[0], "importers": told[1:]}
