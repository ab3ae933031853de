"""New mines in a network: a node of their own with seeded routes, tiny until they produce."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import UserError
from tenor.market import Network, Routes

Floats = NDArray[np.float64]

SEED = 1e-6
"""Seed of a project as a share of its capacity: what the network holds before it starts."""

MOST_DESTINATIONS = 12


@dataclass(frozen=True, slots=True)
class Seed:
    """A project's node and routes in a network.

    Attributes
    ----------
    node : int
    tonnes : float [t/y]
        Supply of the seed.
    routes : tuple of int
    present, world : tuple of float
        Shares of each route when sales follow the host's exports of the base year, and when
        they follow the world's imports, each over their mean: the routes' base flows.
    """

    node: int
    tonnes: float
    routes: tuple[int, ...]
    present: tuple[float, ...]
    world: tuple[float, ...]


def add_seed(network: Network, *, host: str, stage: str, capacity: float) -> tuple[Network, Seed]:
    """Return a network with a node for a new mine, and where it stands.

    The mine sells to the destinations of the host's exports at that stage, or as the world's
    imports are spread; a draw decides between the two. Both patterns are assumptions.

    Parameters
    ----------
    network : Network
    host : str
    stage : str
    capacity : float [t/y]

    Raises
    ------
    UserError
        The stage has no importer to sell to.
    """
    present, world = _patterns(network, host, stage)
    keep = sorted(set(_largest(present)) | set(_largest(world)))
    if not keep:
        raise UserError(f"{network.commodity}, {stage}: nobody imports at this stage")
    first, second = _shares(present, keep), _shares(world, keep)
    mean = (first + second) / 2.0
    tonnes = SEED * capacity
    grown, node = _add_node(network, host, stage, tonnes)
    held = grown.residual.copy()
    held[keep] -= tonnes * mean
    routes = _add_routes(grown, node, np.array(keep), tonnes * mean)
    start = len(network.routes.flow)
    grown = replace(grown, residual=held, routes=routes)
    seed = Seed(
        node,
        tonnes,
        tuple(range(start, start + len(keep))),
        tuple((first / mean).tolist()),
        tuple((second / mean).tolist()),
    )
    return grown, seed


def _patterns(network: Network, host: str, stage: str) -> tuple[dict[int, float], dict[int, float]]:
    """Return tonnes by destination of the host's exports and of the world's imports."""
    at = network.stages.index(stage)
    own = network.countries.index(host) if host in network.countries else -1
    present: dict[int, float] = {}
    world: dict[int, float] = {}
    routes = network.routes
    for r, flow in enumerate(routes.flow):
        i, j = int(routes.origin[r]), int(routes.destination[r])
        if network.stage[j] != at or network.country[j] == own:
            continue
        world[j] = world.get(j, 0.0) + float(flow)
        if network.country[i] == own:
            present[j] = present.get(j, 0.0) + float(flow)
    return present or world, world


def _largest(pattern: Mapping[int, float]) -> list[int]:
    return sorted(pattern, key=lambda j: (-pattern[j], j))[:MOST_DESTINATIONS]


def _shares(pattern: Mapping[int, float], keep: list[int]) -> Floats:
    tonnes = np.array([pattern.get(j, 0.0) for j in keep])
    return tonnes / tonnes.sum()


def _add_node(network: Network, host: str, stage: str, tonnes: float) -> tuple[Network, int]:
    countries = network.countries if host in network.countries else (*network.countries, host)
    c, s = countries.index(host), network.stages.index(stage)
    own = np.flatnonzero((network.country == c) & (network.stage == s))
    alike = own if len(own) else np.flatnonzero(network.stage == s)
    weights = np.maximum(network.supply[alike] + network.demand[alike], 1e-12)

    def mean(values: Floats) -> float:
        return float(np.average(values[alike], weights=weights))

    added = {
        "price": mean(network.price),
        "supply": tonnes,
        "supply_elasticity": mean(network.supply_elasticity),
        "demand": 0.0,
        "demand_elasticity": mean(network.demand_elasticity),
        "residual": 0.0,
        "residual_elasticity": mean(network.residual_elasticity),
    }
    arrays = {name: np.append(getattr(network, name), value) for name, value in added.items()}
    places = {"country": np.append(network.country, c), "stage": np.append(network.stage, s)}
    return replace(network, countries=countries, **places, **arrays), network.size


def _add_routes(network: Network, node: int, to: NDArray[np.int64], flow: Floats) -> Routes:
    held = network.routes
    stage = network.stage[held.origin] == network.stage[node]
    elasticity = float(np.median(held.elasticity[stage]))
    n = len(to)
    return Routes(
        origin=np.append(held.origin, np.full(n, node, dtype=np.int64)),
        destination=np.append(held.destination, to.astype(np.int64)),
        flow=np.append(held.flow, flow),
        elasticity=np.append(held.elasticity, np.full(n, elasticity)),
        tariff=np.append(held.tariff, np.zeros(n)),
        freight=np.append(held.freight, np.zeros(n)),
        assumed=np.append(held.assumed, np.ones(n, dtype=np.bool_)),
    )
