"""Random drivers of a run: what is drawn, from which distribution, what moves together.

A draw of a driver is found from (seed, stream, name, number of the draw). The stream is
``market`` for elasticities and projects, which all scenarios share draw by draw, and the
scenario's id for its shocks. So a scenario and the baseline differ by the shocks alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.core.distributions import Distribution, Fixed, Triangular, Uniform
from tenor.core.draws import correlate, score_correlation, sobol, uniforms
from tenor.core.errors import UnknownNameError

Floats = NDArray[np.float64]

MARKET = "market"
SAMPLINGS = ("counter", "sobol")


@dataclass(frozen=True, slots=True)
class Driver:
    """One random number of a run.

    Attributes
    ----------
    name : str
        Unique in a run, such as ``copper/ore/supply_elasticity`` or ``shock/SCENARIO/SHOCK``.
    stream : str
    distribution : Distribution
    unit : str
    words : str
        What it is, for tables and the manifest.
    """

    name: str
    stream: str
    distribution: Distribution
    unit: str
    words: str

    @property
    def is_fixed(self) -> bool:
        """Whether every draw has the same value."""
        return isinstance(self.distribution, Fixed)


@dataclass(frozen=True, slots=True)
class Group:
    """Drivers of one stream that move together, all pairs with the same rank correlation."""

    name: str
    members: tuple[str, ...]
    rank: float


def build_distribution(
    value: float | None, low: float | None, high: float | None
) -> Distribution | None:
    """Return the distribution of a value with its range; None where nothing is known.

    A likeliest value between ends is triangular, ends alone are uniform. A lone number is
    taken as it stands.

    Examples
    --------
    >>> build_distribution(0.4, 0.2, 0.6)
    Triangular(low=0.2, mode=0.4, high=0.6)
    >>> build_distribution(0.4, None, None)
    Fixed(value=0.4)
    """
    known = [number for number in (value, low, high) if number is not None]
    if not known:
        return None
    least, most = min(known), max(known)
    if least == most:
        return Fixed(least)
    return Uniform(least, most) if value is None else Triangular(least, value, most)


@dataclass(frozen=True, slots=True)
class Sampler:
    """How the drivers of a run are drawn.

    Attributes
    ----------
    seed : int
    draws : int
        Of the whole run; Sobol points need a power of two.
    sampling : str
        ``counter`` (independent streams) or ``sobol`` (scrambled points over all drivers).
    names : tuple of (stream, name)
        Every driver of the run in order: the dimensions of the Sobol points.
    """

    seed: int
    draws: int
    sampling: str
    names: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        if self.sampling not in SAMPLINGS:
            raise UnknownNameError("sampling", self.sampling, SAMPLINGS)

    def draw(
        self, drivers: Sequence[Driver], groups: Sequence[Group], *, start: int, stop: int
    ) -> dict[str, Floats]:
        """Return the values of the drivers at draws `start` to `stop`, by name."""
        fractions = self._fractions(drivers, start, stop)
        for group in groups:
            if all(name in fractions for name in group.members):
                joined = np.column_stack([fractions[name] for name in group.members])
                score = score_correlation(group.rank)
                matrix = np.full((len(group.members),) * 2, score)
                np.fill_diagonal(matrix, 1.0)
                moved = correlate(joined, matrix)
                fractions |= {n: moved[:, k].copy() for k, n in enumerate(group.members)}
        return {d.name: d.distribution.ppf(fractions[d.name]) for d in drivers}

    def _fractions(self, drivers: Sequence[Driver], start: int, stop: int) -> dict[str, Floats]:
        if self.sampling == "sobol":
            points = _points(self.draws, self.names, self.seed)[start:stop]
            at = {name: k for k, (_, name) in enumerate(self.names)}
            return {d.name: points[:, at[d.name]].copy() for d in drivers}
        found: dict[str, Floats] = {}
        for stream in dict.fromkeys(d.stream for d in drivers):
            names = [d.name for d in drivers if d.stream == stream]
            drawn = uniforms(self.seed, scenario=stream, names=names, start=start, stop=stop)
            found |= {name: drawn[:, k].copy() for k, name in enumerate(names)}
        return found


_HELD: dict[tuple[object, ...], Floats] = {}


def _points(draws: int, names: tuple[tuple[str, str], ...], seed: int) -> Floats:
    """Return the Sobol points of a run, kept until those of another are asked for."""
    key = (draws, names, seed)
    if key not in _HELD:
        points = sobol(draws, ["/".join(pair) for pair in names], seed)
        _HELD.clear()
        _HELD[key] = points
    return _HELD[key]


def find_moving(drivers: Sequence[Driver], values: Mapping[str, Floats]) -> list[str]:
    """Return the names of the drivers whose draws differ, in order."""
    return [d.name for d in drivers if not d.is_fixed and np.ptp(values[d.name]) > 0]
