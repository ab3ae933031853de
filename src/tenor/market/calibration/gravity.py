r"""What trade of a stage says of distance and size: a gravity equation, by Poisson.

.. math:: \mathbb{E}\,x_{ij} = \exp(a + b_s \ln S_i + b_u \ln U_j + b_d \ln D_{ij})

over all pairs of exporters and importers, those without trade included. `S` are exports, `U`
imports, `D` the distance in km.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import UnknownNameError
from tenor.market.calibration.distances import calc_distances
from tenor.market.network import Network

Floats = NDArray[np.float64]

LEAST_ROUTES = 30
"""With fewer routes nothing is estimated."""

PRIOR = (0.0, 1.0, 1.0, -1.0)
PRIOR_ERROR = (np.inf, 0.3, 0.3, 0.5)
"""Where nothing is estimated: in proportion to size, falling with distance. Judgement."""

_STEPS = 100


@dataclass(frozen=True, slots=True)
class Gravity:
    """A gravity equation of one stage.

    Attributes
    ----------
    stage : str
    coefficient, error : tuple of float
        Of the constant, exports, imports and distance; robust standard errors.
    routes, pairs : int
        Pairs with trade, and all pairs.
    estimated : bool
        False where the judgement of `PRIOR` stands in.
    explained : float
        Squared correlation of predicted and recorded tonnes; NaN where not estimated.
    """

    stage: str
    coefficient: tuple[float, float, float, float]
    error: tuple[float, float, float, float]
    routes: int
    pairs: int
    estimated: bool
    explained: float

    def as_dict(self) -> dict[str, Any]:
        """Return the equation as a JSON object."""
        names = ("constant", "exports", "imports", "distance")
        known = self.explained if self.estimated else None
        return {
            "stage": self.stage,
            "coefficient": dict(zip(names, self.coefficient, strict=True)),
            "standard_error": {
                name: None if np.isinf(e) else e for name, e in zip(names, self.error, strict=True)
            },
            "routes": self.routes,
            "pairs": self.pairs,
            "estimated": self.estimated,
            "explained": known,
        }


def fit_gravity(network: Network, stage: str) -> Gravity:
    """Return the gravity equation of a stage, from the routes of a network.

    Examples
    --------
    >>> from tenor.market.calibration import build_network
    >>> found = fit_gravity(build_network("aluminium", 2022), "ore")
    >>> found.estimated, found.coefficient[3] < 0
    (True, True)
    """
    if stage not in network.stages:
        raise UnknownNameError("stage", stage, network.stages)
    matrix, out, into, names = _tabulate(network, stage)
    distance = calc_distances(names)
    sells, buys = np.flatnonzero(out > 0), np.flatnonzero(into > 0)
    i, j = (part.ravel() for part in np.meshgrid(sells, buys, indexing="ij"))
    usable = (i != j) & np.isfinite(distance[i, j])
    i, j = i[usable], j[usable]
    flow = matrix[i, j]
    routes = int((flow > 0).sum())
    if routes < LEAST_ROUTES:
        return Gravity(stage, PRIOR, PRIOR_ERROR, routes, len(flow), False, np.nan)
    columns = np.column_stack(
        [np.ones(len(i)), np.log(out[i]), np.log(into[j]), np.log(distance[i, j])]
    )
    scale = float(flow.mean())
    found, spread = fit_poisson(columns, flow / scale)
    predicted = np.exp(columns @ found)
    found[0] += np.log(scale)
    explained = float(np.corrcoef(predicted, flow)[0, 1] ** 2)
    return Gravity(stage, _four(found), _four(spread), routes, len(flow), True, explained)


def _four(values: Floats) -> tuple[float, float, float, float]:
    a, b, c, d = (float(v) for v in values)
    return a, b, c, d


def _tabulate(network: Network, stage: str) -> tuple[Floats, Floats, Floats, list[str]]:
    """Return recorded flows (country, country), exports, imports and names of a stage."""
    at = network.stages.index(stage)
    size = len(network.countries)
    routes = network.routes
    here = (network.stage[routes.origin] == at) & ~routes.assumed
    matrix = np.zeros((size, size))
    ends = network.country[routes.origin[here]], network.country[routes.destination[here]]
    np.add.at(matrix, ends, routes.flow[here])
    return matrix, matrix.sum(axis=1), matrix.sum(axis=0), list(network.countries)


def fit_poisson(columns: Floats, counts: Floats) -> tuple[Floats, Floats]:
    r"""Return Poisson pseudo-maximum-likelihood estimates and their robust standard errors.

    Newton's method with step halving on :math:`\sum \mu - y \ln \mu`, a convex function.

    Parameters
    ----------
    columns : ndarray (pair, coefficient)
    counts : ndarray (pair)
        At least zero; they need not be whole.

    References
    ----------
    J. M. C. Santos Silva, S. Tenreyro (2006), The Log of Gravity (recalled).

    Examples
    --------
    >>> x = np.column_stack([np.ones(200), np.linspace(0.0, 2.0, 200)])
    >>> fit_poisson(x, np.exp(x @ [0.5, -1.0]))[0].round(6).tolist()
    [0.5, -1.0]
    """
    center = columns.mean(axis=0)
    center[0] = 0.0
    moved = columns - center
    found = np.zeros(columns.shape[1])
    found[0] = np.log(max(float(counts.mean()), 1e-300))

    def loss(at: Floats) -> float:
        line = np.clip(moved @ at, -500, 500)
        return float((np.exp(line) - counts * line).sum())

    for _ in range(_STEPS):
        mean = np.exp(np.clip(moved @ found, -500, 500))
        slope = moved.T @ (counts - mean)
        bend = (moved * mean[:, None]).T @ moved
        step = np.linalg.solve(bend + 1e-12 * np.trace(bend) * np.eye(len(bend)), slope)
        length, before = 1.0, loss(found)
        while loss(found + length * step) > before and length > 1e-6:
            length *= 0.5
        found = found + length * step
        if np.abs(step).max() < 1e-10:
            break
    mean = np.exp(np.clip(moved @ found, -500, 500))
    inverse = np.linalg.inv((moved * mean[:, None]).T @ moved)
    scores = moved * (counts - mean)[:, None]
    back = np.eye(len(found))
    back[0, 1:] = -center[1:]
    covariance = back @ inverse @ (scores.T @ scores) @ inverse @ back.T
    return back @ found, np.sqrt(np.diag(covariance))
