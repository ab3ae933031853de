"""The few parameters of the hindcast, and the shipped fits of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from importlib.resources import files

from tenor.core.errors import DataError

FILE = "hindcast_parameters.json"


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameters of a prediction; the same for every event but for the fuels' supply.

    Attributes
    ----------
    smoothing : float
        Weight of the three-year median in the normal flows.
    growth : float
        Common growth of normal flows a year, in logs.
    momentum : float
        Share of an exporter's own growth of the last three years that goes on.
    leakage_export : float
        Share of base exports that goes on under a ban of all exports.
    leakage_import : float
        Share of a route's pull that stays where the route alone is banned.
    supply, supply_fuels : float
        Short-run price elasticity of exports; of fuels (HS 27).
    demand, route_elasticity : float
        Not fitted: the distance hardly depends on them along the ridge that they span with
        the supply elasticity.
    """

    smoothing: float = 0.3
    growth: float = 0.02
    momentum: float = 0.0
    leakage_export: float = 0.08
    leakage_import: float = 0.08
    supply: float = 0.15
    supply_fuels: float = 0.15
    demand: float = 0.6
    route_elasticity: float = 1.0

    def as_dict(self) -> dict[str, float]:
        """Return the parameters by name."""
        return asdict(self)


FITTED = (
    "smoothing",
    "growth",
    "leakage_export",
    "leakage_import",
    "supply",
    "supply_fuels",
    "momentum",
)
"""Parameters that are fitted; the defaults of the others are used throughout."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Parameters with the events that they rest on."""

    parameters: Parameters
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fits:
    """The shipped fits by the events left out, and what the fill of hit importers missed by.

    Attributes
    ----------
    by_left_out : mapping of the set of events left out to parameters
    events : tuple of str
        All events of the table at the time of fitting.
    fill_errors : mapping of event to (predicted, actual) fills of its hit importers
        Predicted without the event.
    """

    by_left_out: Mapping[frozenset[str], Parameters]
    events: tuple[str, ...]
    fill_errors: Mapping[str, Sequence[tuple[float, float]]]

    def choose(self, overlapping: Iterable[str]) -> Fit | None:
        """Return the shipped fit that leaves out at least these events and the fewest others."""
        without = frozenset(overlapping)
        fitting = [left for left in self.by_left_out if without <= left]
        if not fitting:
            return None
        left = min(fitting, key=lambda held: (len(held), sorted(held)))
        return Fit(self.by_left_out[left], tuple(n for n in self.events if n not in left))


@lru_cache(maxsize=1)
def read_fits() -> Fits:
    """Return the shipped fits.

    Raises
    ------
    DataError
        The file is missing: `python scripts/fit_hindcast.py` makes it.
    """
    path = files("tenor") / "data" / FILE
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"data/{FILE} cannot be read: run scripts/fit_hindcast.py") from error
    names = {field.name for field in fields(Parameters)}
    by_left_out = {
        frozenset(row["left_out"]): Parameters(
            **{name: float(value) for name, value in row["parameters"].items() if name in names}
        )
        for row in document["fits"]
    }
    errors = {
        name: [(float(a), float(b)) for a, b in pairs]
        for name, pairs in document["fill_errors"].items()
    }
    return Fits(by_left_out, tuple(document["events"]), errors)
