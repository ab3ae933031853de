"""Fit of the parameters on many events together, and its tests by leaving events out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tenor.market.hindcast.baselines import calc_distance
from tenor.market.hindcast.parameters import FITTED, Parameters
from tenor.market.hindcast.predicting import Prepared, predict
from tenor.market.hindcast.shocks import Event
from tenor.market.hindcast.trade import Observed

Floats = NDArray[np.float64]

BOUNDS: Mapping[str, tuple[float, float]] = {
    "smoothing": (0.0, 1.0),
    "growth": (-0.1, 0.12),
    "momentum": (-0.3, 0.8),
    "leakage_export": (0.0, 0.4),
    "leakage_import": (0.0, 0.5),
    "supply": (0.01, 2.0),
    "supply_fuels": (0.01, 2.0),
    "demand": (0.02, 3.0),
    "route_elasticity": (0.1, 8.0),
}
STEPS: Mapping[str, float] = {
    "smoothing": 0.15,
    "growth": 0.02,
    "momentum": 0.1,
    "leakage_export": 0.04,
    "leakage_import": 0.04,
    "supply": 0.08,
    "supply_fuels": 0.08,
    "demand": 0.3,
    "route_elasticity": 0.4,
}
ROUNDS = 5
_GROW, _SHRINK = 1.2, 0.5
_SEED = 20_221
_FIT_TOLERANCE = 1e-7


@dataclass(frozen=True, slots=True)
class Case:
    """An event with what was seen in its test year."""

    name: str
    prepared: Prepared
    observed: Observed

    @property
    def event(self) -> Event:
        """Return the event."""
        return self.prepared.event


class Losses:
    """Distance of the prediction to what was seen, by event; each point is computed once.

    A parameter that an event does not use is not part of the point, and fits that leave out
    different events pass through many of the same points.
    """

    def __init__(self, cases: Sequence[Case]) -> None:
        self.cases = {case.name: case for case in cases}
        self._known: dict[tuple[str, tuple[float, ...]], float] = {}

    def calc(self, names: Sequence[str], parameters: Parameters) -> Floats:
        """Return the distances of some events."""
        return np.array([self._calc(self.cases[name], parameters) for name in names])

    def _calc(self, case: Case, parameters: Parameters) -> float:
        key = case.name, _used(case.prepared, parameters)
        if key not in self._known:
            flow = predict(case.prepared, parameters, tolerance=_FIT_TOLERANCE).flow
            found = calc_distance(case.observed.widen(flow), case.observed.quantity)
            self._known[key] = np.nan if found is None else found
        return self._known[key]


def _used(prepared: Prepared, parameters: Parameters) -> tuple[float, ...]:
    """Return the values of the parameters that a prediction depends on."""
    values = parameters.as_dict()
    values["supply" if prepared.is_fuel else "supply_fuels"] = 0.0
    if not prepared.restrictions.closed.any():
        values["leakage_export"] = 0.0
    if not prepared.restrictions.barred.any():
        values["leakage_import"] = 0.0
    return tuple(values.values())


def fit_parameters(
    losses: Losses,
    *,
    left_out: Collection[str] = (),
    names: Sequence[str] = FITTED,
    start: Parameters | None = None,
    rounds: int = ROUNDS,
) -> Parameters:
    """Return the parameters with the least mean distance over all events together but some.

    A search along the axes with shrinking steps from the same start each time, so that
    two runs agree and a fit without an event knows nothing of the fit with it. Values are
    rounded to four digits.

    Parameters
    ----------
    losses : Losses
    left_out : collection of str, optional
        Events that the fit does without.
    names : sequence of str, optional
        Parameters that are free; the others stay at `start`.
    start : Parameters, optional
    rounds : int, optional
        Passes over all free parameters.
    """
    kept = [name for name in losses.cases if name not in left_out]
    best = start or Parameters()
    least = float(losses.calc(kept, best).mean())
    step = {name: STEPS[name] for name in names}
    for turn in range(rounds):
        order = np.random.default_rng([_SEED, turn]).permutation(len(names))
        for name in (names[i] for i in order):
            for sign in (1.0, -1.0):
                low, high = BOUNDS[name]
                value = getattr(best, name) + sign * step[name]
                trial = replace(best, **{name: round(float(np.clip(value, low, high)), 4)})
                loss = float(losses.calc(kept, trial).mean())
                if loss < least - 1e-7:
                    best, least = trial, loss
                    step[name] *= _GROW
                    break
            else:
                step[name] *= _SHRINK
    return best


def overlapping(event: Event, events: Mapping[str, Event]) -> tuple[str, ...]:
    """Return the names of the events that share a code and a year with one."""
    return tuple(name for name, other in events.items() if event.overlaps(other))


def calc_bootstrap(
    values: Floats, *, draws: int = 4000, seed: int = 7
) -> tuple[float | None, float | None]:
    """Return the 5th and 95th percentile of the explained share over resampled events.

    Parameters
    ----------
    values : ndarray (event, 3)
        Distance of the best single baseline, of the model and of the noise floor.
    """
    if len(values) < 2:
        return None, None
    rng = np.random.default_rng(seed)
    drawn = values[rng.integers(0, len(values), (draws, len(values)))].mean(axis=1)
    gap = drawn[:, 0] - drawn[:, 2]
    # Where a draw's noise hides its events, the share has no meaning; it is left out.
    shares = (drawn[:, 0] - drawn[:, 1])[gap > 0] / gap[gap > 0]
    low, high = np.quantile(shares, [0.05, 0.95]) if len(shares) else (np.nan, np.nan)
    return (round(float(low), 4), round(float(high), 4)) if len(shares) else (None, None)
