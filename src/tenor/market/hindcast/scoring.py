"""A hindcast: one event predicted from what was known in its base year, then compared."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenor.market.hindcast.baselines import (
    BASELINES,
    calc_baselines,
    calc_distance,
    calc_explained_share,
)
from tenor.market.hindcast.filling import Fill, Pairs, describe_fills
from tenor.market.hindcast.fitting import Losses, fit_parameters, overlapping
from tenor.market.hindcast.parameters import FITTED, Fit, read_fits
from tenor.market.hindcast.predicting import (
    Prediction,
    Prepared,
    find_named,
    find_touched,
    predict,
    prepare_event,
)
from tenor.market.hindcast.pricing import PriceChange, describe_prices
from tenor.market.hindcast.shocks import Event
from tenor.market.hindcast.suite import read_cases, suite_events
from tenor.market.hindcast.trade import Observed, read_history, read_observed
from tenor.sources.box import Tables, default_tables, open_tables

Floats = NDArray[np.float64]
Distances = Mapping[str, float | None]

_BASIS = "exports stand for supply and imports for use; no figure on output is read"


@dataclass(frozen=True, slots=True)
class Hindcast:
    """A prediction and, where there is a test year, how far off it was.

    Attributes
    ----------
    event : Event
    distance, distance_unrestricted : mapping or None
        Of the model and of each baseline to what was seen, over all routes and over those
        that no shock names.
    noise_floor : float or None
        Distance of trade over the same span before the base year.
    explained_share : float or None
        Against the best baseline of this event; None where the noise hides it.
    is_marked : bool
        The best baseline lies below the noise floor.
    fills : list of Fill
    prices : list of PriceChange
        The world first, then the hit importers.
    places : tuple of str
    base, predicted : ndarray (exporter, importer) [t]
    observed : ndarray (exporter, importer) [t] or None
    fit : Fit
    notes : tuple of str
        What a reader should know, such as a shock that meets no trade.
    """

    event: Event
    distance: Distances | None
    distance_unrestricted: Distances | None
    noise_floor: float | None
    explained_share: float | None
    is_marked: bool
    fills: Sequence[Fill]
    prices: Sequence[PriceChange]
    places: tuple[str, ...]
    base: Floats
    predicted: Floats
    observed: Floats | None
    fit: Fit
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form of ``tenor hindcast --event``."""
        from tenor.market.hindcast.telling import tell_hindcast

        return tell_hindcast(self)


def calc_hindcast(event: Event, tables: Tables | None = None) -> Hindcast:
    """Return the hindcast of one event.

    The parameters come from a fit without any event of the table that shares a code and a
    year with this one.

    Parameters
    ----------
    event : Event
    tables : Tables, optional
        Default: the tables at hand.

    Raises
    ------
    DataError, UnknownNameError
        There is no trade in the base year.

    Examples
    --------
    >>> from tenor.market.hindcast import parse_event
    >>> event = parse_event({"name": "ban", "hs6": ["260400"], "base_year": 2013,
    ...     "test_year": 2014, "shocks": [{"kind": "export_ban", "exporter": "IDN"}]})
    >>> found = calc_hindcast(event)
    >>> round(found.distance["deleted"], 3), found.distance["model"] < 0.12
    (0.202, True)
    """
    tables = tables or default_tables()
    fit, errors = choose_fit(event)
    history = read_history(tables, event)
    prepared = prepare_event(event, history)
    observed = read_observed(tables, event, history.places)
    return score_event(prepared, observed, fit, errors)


def choose_fit(event: Event) -> tuple[Fit, Pairs]:
    """Return the parameters for an event and the fill errors of other events."""
    fits, events = read_fits(), suite_events()
    without = frozenset(overlapping(event, events))
    fit = fits.choose(without)
    if fit is None:  # several codes at once: no shipped fit leaves all of these out
        found = fit_parameters(Losses(read_cases(open_tables(None))), left_out=without)
        fit = Fit(found, tuple(name for name in events if name not in without))
    errors = [pair for name in fit.events for pair in fits.fill_errors.get(name, ())]
    return fit, errors


def score_event(prepared: Prepared, observed: Observed | None, fit: Fit, errors: Pairs) -> Hindcast:
    """Return the hindcast of a prepared event under a fit."""
    event, history = prepared.event, prepared.history
    prediction = predict(prepared, fit.parameters)
    earlier = history.year(event.base_year - event.span)
    noise = None if earlier is None else calc_distance(earlier, history.base)
    base, flow, seen, places = history.base, prediction.flow, None, history.places
    distance = unrestricted = None
    if observed is not None:
        base, flow, seen = observed.widen(base), observed.widen(flow), observed.quantity
        places = observed.places
        lines = calc_baselines(history.base, prepared.restrictions.direct, earlier)
        wide = {"model": flow, **{name: observed.widen(x) for name, x in lines.items()}}
        free = ~find_touched(event, places)
        distance = _distances(wide, seen, None)
        unrestricted = _distances(wide, seen, free)
    rivals = {name: (distance or {}).get(name) for name in BASELINES}
    known = [value for value in rivals.values() if value is not None]
    return Hindcast(
        event=event,
        distance=distance,
        distance_unrestricted=unrestricted,
        noise_floor=noise,
        explained_share=calc_explained_share(rivals, (distance or {}).get("model"), noise),
        is_marked=bool(known) and noise is not None and min(known) <= noise,
        fills=describe_fills(prepared, flow, seen, errors, places),
        prices=describe_prices(prepared, prediction, observed),
        places=places,
        base=base,
        predicted=flow,
        observed=seen,
        fit=fit,
        notes=find_idle_shocks(prepared),
    )


def find_idle_shocks(prepared: Prepared) -> tuple[str, ...]:
    """Return a note for each shock whose routes carry nothing in the base year."""
    event, history = prepared.event, prepared.history
    notes = []
    for i, shock in enumerate(event.shocks):
        rows, columns = find_named(shock, history.places)
        if not history.base[np.ix_(rows, columns)].any():
            notes.append(
                f"shock {i + 1} ({shock.kind}) meets no trade: none of its routes carries "
                f"tonnes of {', '.join(event.codes)} in {event.base_year}"
            )
    return tuple(notes)


def _distances(
    wide: Mapping[str, Floats], seen: Floats, mask: NDArray[np.bool_] | None
) -> dict[str, float | None]:
    names = ("model", *BASELINES)
    return {n: calc_distance(wide[n], seen, mask) if n in wide else None for n in names}


def tell_parameters(found: Hindcast) -> dict[str, Any]:
    """Return the parameters with where they come from."""
    left_out = [name for name in suite_events() if name not in found.fit.events]
    return {
        **found.fit.parameters.as_dict(),
        "fitted": list(FITTED),
        "left_out_of_fit": left_out,
        "years_ahead": found.event.span,
        "trend": found.event.is_projected,
        "basis": _BASIS,
    }


def require_finite(value: float | None) -> float | None:
    """Return a number, or None where it is unknown."""
    return None if value is None or not math.isfinite(value) else value


__all__ = [
    "Hindcast",
    "Prediction",
    "calc_hindcast",
    "choose_fit",
    "require_finite",
    "score_event",
    "tell_parameters",
]
