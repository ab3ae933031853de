"""How drawn drivers become the values of one input of a market: one formula per class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tenor.core.distributions import Distribution

Floats = NDArray[np.float64]
Draws = Mapping[str, Floats]


class Column(Protocol):
    """Gives the values (draw,) of an input from those of the drivers."""

    def values(self, draws: Draws) -> Floats:
        """Return the value of the input in each draw."""


@dataclass(frozen=True, slots=True)
class Elastic:
    """An elasticity between short and long run, both at the same drawn place of their ranges."""

    driver: str
    short: Distribution
    long: Distribution
    share: float

    def values(self, draws: Draws) -> Floats:
        """Return ``(1 - share) short + share long``."""
        at = draws[self.driver]
        return (1.0 - self.share) * self.short.ppf(at) + self.share * self.long.ppf(at)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of a quantity of which a drawn share stops for part of the year."""

    driver: str
    weight: float
    sign: float = -1.0

    def values(self, draws: Draws) -> Floats:
        """Return ``1 + sign weight v``, at least 0."""
        return np.maximum(1.0 + self.sign * self.weight * draws[self.driver], 0.0)


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty in force for part of the year in place of the base year's."""

    driver: str
    weight: float
    base: float
    scale: float = 1.0

    def values(self, draws: Draws) -> Floats:
        """Return ``base + weight (scale v - base)``."""
        return self.base + self.weight * (self.scale * draws[self.driver] - self.base)


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit in tonnes as a multiple of the base quantity, for part of the year."""

    driver: str
    weight: float
    base: float
    scale: float = 1.0

    def values(self, draws: Draws) -> Floats:
        """Return ``1 - weight + weight scale v / base``."""
        return 1.0 - self.weight + self.weight * self.scale * draws[self.driver] / self.base


@dataclass(frozen=True, slots=True)
class Amount:
    """A drawn quantity times a number."""

    driver: str
    scale: float

    def values(self, draws: Draws) -> Floats:
        """Return ``scale v``."""
        return self.scale * draws[self.driver]


@dataclass(frozen=True, slots=True)
class Phase:
    """Capacity of a project from a planned year on, all phases up to it together [t/y]."""

    planned: float
    tonnes: float


@dataclass(frozen=True, slots=True)
class Output:
    r"""Output of a project in one year as a multiple of the seed that stands in the network.

    Each phase begins as long after the project's start as planned, and rises in a straight
    line over the ramp-up: its share of the year is

    .. math:: G(Y + 1 - s) - G(Y - s), \quad G(\tau) = \tau^2 / 2r
              \text{ for } 0 \le \tau \le r, \quad \tau - r / 2 \text{ beyond}

    Attributes
    ----------
    start, ramp, utilisation : str
        Drivers: decimal year of the start, or years after the planned one where `is_delay`
        (none where the name is empty); years of ramp-up; share of capacity used once it runs.
    phases : tuple of Phase
    year : int
    seed : float [t/y]
    is_delay : bool
        Whether `start` counts from the planned start.
    kept : tuple of Column
        Outages and changes of capacity.
    most : tuple of (driver, scale, weight)
        Limits in tonnes.
    """

    start: str
    ramp: str
    utilisation: str
    phases: tuple[Phase, ...]
    year: int
    seed: float
    is_delay: bool = False
    kept: tuple[Column, ...] = ()
    most: tuple[tuple[str, float, float], ...] = ()

    def values(self, draws: Draws) -> Floats:
        """Return output over seed, at least 1."""
        return np.maximum(self.tonnes(draws) / self.seed, 1.0)

    def tonnes(self, draws: Draws) -> Floats:
        """Return the output [t/y]."""
        ramp = draws[self.ramp]
        shift = draws[self.start] if self.start else np.zeros_like(ramp)
        if not self.is_delay:
            shift = shift - self.phases[0].planned
        total = np.zeros_like(shift)
        before = 0.0
        for phase in self.phases:
            since = self.year - (phase.planned + shift)
            share = _risen(since + 1.0, ramp) - _risen(since, ramp)
            total += (phase.tonnes - before) * share
            before = phase.tonnes
        total *= draws[self.utilisation]
        for part in self.kept:
            total *= part.values(draws)
        for driver, scale, weight in self.most:
            limited = np.minimum(total, scale * draws[driver])
            total = (1.0 - weight) * total + weight * limited
        return total


@dataclass(frozen=True, slots=True)
class Product:
    """A column times the weight of a destination between two patterns of trade."""

    of: Column
    swept: str
    first: float
    second: float

    def values(self, draws: Draws) -> Floats:
        """Return the column times ``(1 - v) first + v second``."""
        share = draws[self.swept]
        return self.of.values(draws) * ((1.0 - share) * self.first + share * self.second)


def _risen(since: Floats, ramp: Floats) -> Floats:
    tau = np.maximum(since, 0.0)
    return np.where(tau < ramp, tau**2 / (2.0 * np.maximum(ramp, 1e-9)), tau - ramp / 2.0)
