"""The score over the whole suite: leave-one-out, with placebo years beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tenor.market.hindcast.baselines import BASELINES
from tenor.market.hindcast.fitting import calc_bootstrap
from tenor.market.hindcast.predicting import prepare_event
from tenor.market.hindcast.scoring import Hindcast, calc_hindcast, choose_fit, score_event
from tenor.market.hindcast.shocks import Event
from tenor.market.hindcast.suite import Listed, read_suite, suite_events
from tenor.market.hindcast.telling import tell_scores
from tenor.market.hindcast.trade import read_history, read_observed
from tenor.sources.box import Tables, default_tables

PLACEBO_LAGS = (4, 6, 8)
"""Years by which a placebo lies before its event; the first that meets no event is taken."""

FIRST_PLACEBO = 1997


@dataclass(frozen=True, slots=True)
class Scored:
    """An event of the table with its hindcast."""

    listed: Listed
    found: Hindcast

    def row(self) -> tuple[float, ...]:
        """Return distances of the baselines, the model and the noise floor; NaN for unknown."""
        distance = self.found.distance or {}
        values = [*(distance.get(name) for name in (*BASELINES, "model")), self.found.noise_floor]
        return tuple(np.nan if value is None else value for value in values)


@dataclass(frozen=True, slots=True)
class Suite:
    """All events scored, each without itself, and the placebo years."""

    events: Sequence[Scored]
    placebos: Sequence[Hindcast]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form of ``tenor hindcast --all``."""
        scored = [s for s in self.events if s.listed.is_scored]
        return {
            "suite": summarise(scored),
            "announced_only": summarise([s for s in scored if s.listed.is_announced]),
            "conditional_only": summarise([s for s in scored if not s.listed.is_announced]),
            "all_listed": summarise(self.events),
            "gap_fill": summarise_fills(scored),
            "gap_fill_all": summarise_fills(self.events),
            "prices": summarise_prices(scored),
            "placebo": summarise_placebos(self.placebos),
            "events": [tell_scored(s) for s in self.events],
        }


def calc_suite(tables: Tables | None = None) -> Suite:
    """Return the score of every event of the table, each predicted without itself."""
    tables = tables or default_tables()
    suite = read_suite()
    events = [Scored(listed, calc_hindcast(listed.event, tables)) for listed in suite.values()]
    placebos = [p for s in events if s.listed.is_scored and (p := _placebo(s.listed.event, tables))]
    return Suite(events, placebos)


def calc_record(suite: Suite) -> dict[str, Any]:
    """Return what a brief says of the suite: distances, explained share with interval, bands."""
    whole = suite.as_dict()
    scored, fill = whole["suite"], whole["gap_fill"]
    distance = scored["mean_distance"]
    return {
        "events": scored["events"],
        "model": round(distance["model"], 4),
        "best_baseline": round(distance[scored["best_baseline"]], 4),
        "noise_floor": round(scored["mean_noise_floor"], 4),
        "explained_share": round(scored["explained_share"], 4),
        "interval_low": scored["interval_90"][0],
        "interval_high": scored["interval_90"][1],
        "band_coverage": round(fill["bands_held"], 4),
        "hit_rate": round(fill["hit_rate_of_three"], 4),
    }


def _placebo(event: Event, tables: Tables) -> Hindcast | None:
    """Return the same shock in an earlier year in which no event of the table lies, or None."""
    others = suite_events()
    for lag in PLACEBO_LAGS:
        base = event.base_year - lag
        moved = replace(event, base_year=base, test_year=base + event.span)
        if base < FIRST_PLACEBO or any(moved.overlaps(other) for other in others.values()):
            continue
        history = read_history(tables, moved)
        observed = read_observed(tables, moved, history.places)
        prepared = prepare_event(moved, history)
        direct = prepared.restrictions.direct
        taken = float((history.base * (1.0 - direct)).sum())
        if observed is None or taken <= 0.0:
            continue
        # The parameters are those of the event itself, so that nothing but the year differs.
        return score_event(prepared, observed, *choose_fit(event))
    return None


def summarise(scored: Sequence[Scored]) -> dict[str, Any]:
    """Return suite means, the best single baseline and the explained share with its interval."""
    rows = np.array([s.row() for s in scored])
    rows = rows[~np.isnan(rows).any(axis=1)] if len(rows) else rows
    if len(rows) == 0:
        return {"events": 0, "explained_share": None}
    mean = rows.mean(axis=0)
    best = int(mean[: len(BASELINES)].argmin())
    model, noise = len(BASELINES), len(BASELINES) + 1
    gap = float(mean[best] - mean[noise])
    low, high = calc_bootstrap(rows[:, [best, model, noise]])
    worst = rows[:, model] - rows[:, : len(BASELINES)].min(axis=1)
    return {
        "events": len(rows),
        "marked": int((rows[:, : len(BASELINES)].min(axis=1) <= rows[:, noise]).sum()),
        "mean_distance": {
            **{name: float(mean[i]) for i, name in enumerate(BASELINES)},
            "model": float(mean[model]),
        },
        "mean_noise_floor": float(mean[noise]),
        "best_baseline": BASELINES[best],
        "explained_share": float(mean[best] - mean[model]) / gap if gap > 0 else None,
        "interval_90": [low, high],
        "worst_against_own_best_baseline": float(worst.max()),
    }


def summarise_fills(scored: Sequence[Scored]) -> dict[str, Any]:
    """Return how often bands held, and how well gainers were named."""
    fills = [fill for s in scored for fill in s.found.fills if fill.actual is not None]
    actual = [fill.actual for fill in fills if fill.actual is not None]
    held = [within for fill in fills if (within := fill.is_within) is not None]
    hits = [f.hits / 3 for f in fills if f.hits is not None]
    overlap = [f.overlap for f in fills if f.overlap is not None]
    return {
        "hit_importers": len(fills),
        "bands_held": float(np.mean(held)) if held else None,
        "median_predicted": float(np.median([f.predicted for f in fills])) if fills else None,
        "median_actual": float(np.median(actual)) if actual else None,
        "hit_rate_of_three": float(np.mean(hits)) if hits else None,
        "mean_overlap": float(np.mean(overlap)) if overlap else None,
    }


def summarise_prices(scored: Sequence[Scored]) -> dict[str, Any]:
    """Return how often the world's unit value went the way predicted."""
    right = [r for s in scored if (r := s.found.prices[0].is_right) is not None]
    rises = [p.actual > 0 for s in scored if (p := s.found.prices[0]).actual is not None]
    return {
        "events": len(right),
        "direction_right": float(np.mean(right)) if right else None,
        "unit_value_rose": float(np.mean(rises)) if rises else None,
    }


def summarise_placebos(placebos: Sequence[Hindcast]) -> dict[str, Any]:
    """Return the distances of the placebo years; a model without skill is no nearer than the best.

    `gain` is the distance of the best single baseline less that of the model: at or below
    zero there is no skill.
    """
    rows = [
        (*(p.distance[name] for name in BASELINES), p.distance["model"], p.noise_floor)
        for p in placebos
        if p.distance is not None
    ]
    table = np.array([r for r in rows if None not in r], dtype=np.float64)
    if len(table) == 0:
        return {"years": 0, "gain": None}
    mean = table.mean(axis=0)
    best = int(mean[: len(BASELINES)].argmin())
    return {
        "years": len(table),
        "mean_distance": {
            **{name: float(mean[i]) for i, name in enumerate(BASELINES)},
            "model": float(mean[len(BASELINES)]),
        },
        "mean_noise_floor": float(mean[-1]),
        "best_baseline": BASELINES[best],
        "gain": float(mean[best] - mean[len(BASELINES)]),
        "nearer_than_no_change": int((table[:, len(BASELINES)] < table[:, 0]).sum()),
    }


def tell_scored(scored: Scored) -> dict[str, Any]:
    """Return one event of the suite without its flows."""
    listed, found = scored.listed, scored.found
    return {
        "event": listed.name,
        "hs6": list(listed.event.codes),
        "base_year": listed.event.base_year,
        "test_year": listed.event.test_year,
        "size": "announced" if listed.is_announced else "conditional",
        "scored": listed.is_scored,
        "announced": listed.announced,
        "text": listed.text,
        "source": listed.source,
        "met": listed.met,
        "note": listed.note,
        **tell_scores(found),
        "parameters": found.fit.parameters.as_dict(),
        "left_out_of_fit": [n for n in suite_events() if n not in found.fit.events],
    }
