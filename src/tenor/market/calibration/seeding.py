"""New mines, refineries and routes in a calibrated network: seeded by gravity, tagged assumed.

A new node stands in the network as if it ran at its capacity. `Addition.policy` scales it to
what runs in a year; at zero the base year comes back exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tenor.core.countries import country as find_country
from tenor.core.errors import UnknownNameError, UserError
from tenor.market.calibration.distances import calc_distances
from tenor.market.calibration.gravity import Gravity, fit_gravity
from tenor.market.network import Network, Processes, Routes, require_network
from tenor.market.policy import Policy
from tenor.panel.curated import WORLD

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DEFAULT_PROCESS = 0.1
"""Elasticity of a plant where no plant of the network joins its stages. Judgement."""

LEAST_SHARE = 1e-3
"""A seeded route carries at least this share of what the node sells or buys."""


@dataclass(frozen=True, slots=True)
class Rise:
    """How the scale of some nodes, routes or plants rises with the share of capacity that runs.

    Scale of `place` = `start` + `slope` times the share: from zero where the part is new, from
    one where it adds to what the network holds already.
    """

    place: Ints
    start: Floats
    slope: Floats

    def scale(self, held: Floats | None, size: int, share: float) -> Floats:
        """Return scales on an axis of a size, on top of those held."""
        scale = np.ones(size) if held is None else held.copy()
        scale[self.place] *= self.start + self.slope * share
        return scale


@dataclass(frozen=True, slots=True)
class Addition:
    """A network with something new in it, and how to open it.

    Attributes
    ----------
    network : Network
    nodes, routes, processes : Rise
    partners : tuple of (str, float)
        Partners of the seeded routes with their flow at full capacity [t/y], largest first.
    gravity : tuple of Gravity
        Equations that the routes were seeded by.
    note : str
    """

    network: Network
    nodes: Rise
    routes: Rise
    processes: Rise
    partners: tuple[tuple[str, float], ...]
    gravity: tuple[Gravity, ...]
    note: str

    def policy(self, share: float, base: Policy | None = None) -> Policy:
        """Return a policy under which the new part runs at a share of its capacity.

        Parameters
        ----------
        share : float
            0 keeps it closed and gives the base year, 1 is full capacity.
        base : Policy, optional
            Other changes, on the axes of the new network.
        """
        if not share >= 0:
            raise UserError(f"share of capacity {share}: expected at least 0")
        held = Policy() if base is None else base
        network = self.network
        plants = len(network.processes.input)
        return replace(
            held,
            supply_scale=self.nodes.scale(held.supply_scale, network.size, share),
            route_scale=self.routes.scale(held.route_scale, len(network.routes.flow), share),
            process_scale=self.processes.scale(held.process_scale, plants, share),
        )


_NO_RISE = Rise(np.empty(0, dtype=np.int64), np.empty(0), np.empty(0))


def seed_routes(
    network: Network,
    node: int,
    quantity: float,
    *,
    direction: str = "out",
    factor: float = 1.0,
    gravity: Gravity | None = None,
) -> Routes:
    r"""Return assumed routes of a node, its tonnes shared among partners by a gravity equation.

    .. math:: x_{nj} = f\, q\, \frac{U_j^{b_u} D_{nj}^{b_d}}{\sum_k U_k^{b_u} D_{nk}^{b_d}}

    Parameters
    ----------
    network : Network
    node : int
        Place of a node of the network.
    quantity : float [t/y]
        Sold, or with `direction` ``in`` bought, by all routes together.
    direction : str
        ``out`` or ``in``.
    factor : float
        To be swept: above one the new partner is closer to its partners than the equation says.
    gravity : Gravity, optional
        Default: fitted to the stage of the node.

    Raises
    ------
    UserError
        The node has no partner with known coordinates, or a number is not above zero.
    """
    if direction not in ("out", "in"):
        raise UnknownNameError("direction", direction, ("out", "in"))
    if not (quantity > 0 and factor > 0):
        raise UserError(f"seeded routes: {quantity:g} t and factor {factor:g}: expected above 0")
    stage = network.stages[network.stage[node]]
    gravity = fit_gravity(network, stage) if gravity is None else gravity
    partners, share = _share_out(network, node, direction, gravity)
    count = len(partners)
    here = np.full(count, node, dtype=np.int64)
    ends = (here, partners) if direction == "out" else (partners, here)
    same = network.routes.elasticity[network.stage[network.routes.origin] == network.stage[node]]
    elasticity = float(np.median(same)) if len(same) else 1.0
    return Routes(
        *ends, factor * quantity * share, np.full(count, elasticity),
        np.zeros(count), np.zeros(count), np.ones(count, dtype=bool),
    )  # fmt: skip


def _share_out(
    network: Network, node: int, direction: str, gravity: Gravity
) -> tuple[Ints, Floats]:
    """Return the partners of a node and their shares, largest share first."""
    at = network.stage[node]
    routes = network.routes
    here = network.stage[routes.origin] == at
    market = network.countries.index(WORLD) if WORLD in network.countries else -1
    hubs = np.flatnonzero((network.stage == at) & (network.country == market))
    if len(hubs):
        return hubs, np.ones(1)
    ends = routes.destination if direction == "out" else routes.origin
    size = np.bincount(ends[here], routes.flow[here], minlength=network.size)
    distance = calc_distances([*network.countries])[network.country[node]][network.country]
    places = np.flatnonzero((size > 0) & np.isfinite(distance) & (np.arange(network.size) != node))
    places = places[network.country[places] != network.country[node]]
    if not len(places):
        raise UserError(
            f"{network.label_node(node)}: no partner with known coordinates at this stage; "
            "routes cannot be seeded"
        )
    by_size = 2 if direction == "out" else 1
    weight = gravity.coefficient[by_size] * np.log(size[places])
    weight = weight + gravity.coefficient[3] * np.log(distance[places])
    share = np.exp(weight - weight.max())
    share /= share.sum()
    kept = share >= LEAST_SHARE
    order = np.argsort(-share[kept], kind="stable")
    return places[kept][order], share[kept][order] / share[kept].sum()


def add_node(
    network: Network, country: str, stage: str, capacity: float, *, factor: float = 1.0
) -> Addition:
    """Return a network with a new mine (or other source) and seeded routes to its buyers.

    Parameters
    ----------
    network : Network
    country : str
        Code or name. A node that it has at the stage gains the capacity.
    stage : str
    capacity : float [t/y, basis of the network]
    factor : float
        Of the seeded routes, to be swept.

    Examples
    --------
    >>> from tenor.market.calibration import build_network
    >>> from tenor.market.solving import solve
    >>> mine = add_node(build_network("copper", 2022), "Pakistan", "ore", 200_000)
    >>> closed = solve(mine.network, mine.policy(0.0))
    >>> bool(abs(closed.log_price).max() < 1e-5)
    True
    """
    require_capacity(capacity)
    code = find_country(country).iso3
    grown, node = place_node(network, code, stage)
    gravity = fit_gravity(network, stage)
    seeded = seed_routes(grown, node, capacity, factor=factor, gravity=gravity)
    routes, rise = join_seeded(grown.routes, seeded)
    held = float(grown.supply[node])
    supply = grown.supply.copy()
    supply[node] = held or capacity
    note = (
        f"{code} {stage}: {capacity:,.0f} {network.basis} a year are new; {len(seeded.flow)} "
        f"routes are seeded by gravity (assumed), factor {factor:g}"
    )
    found = replace(grown, supply=supply, routes=routes, assumptions=(*grown.assumptions, note))
    at = np.array([node])
    rises = Rise(at, np.ones(1), np.array([capacity / held])) if held else _from_zero(at)
    return Addition(
        require_network(found), rises, rise, _NO_RISE,
        name_partners(grown, seeded, node), (gravity,), note,
    )  # fmt: skip


def _from_zero(places: Ints) -> Rise:
    """Return the rise of parts that are new."""
    return Rise(places, np.zeros(len(places)), np.ones(len(places)))


def require_capacity(capacity: float) -> None:
    """Raise UserError unless a capacity is a positive number."""
    if not (np.isfinite(capacity) and capacity > 0):
        raise UserError(f"capacity {capacity}: expected tonnes a year above zero")


def place_node(network: Network, code: str, stage: str) -> tuple[Network, int]:
    """Return a network that has a node of a country at a stage, and its place."""
    if stage not in network.stages:
        raise UnknownNameError("stage", stage, network.stages)
    at = network.stages.index(stage)
    countries = network.countries
    if code in countries:
        found = np.flatnonzero((network.country == countries.index(code)) & (network.stage == at))
        if len(found):
            return network, int(found[0])
    else:
        countries = (*countries, code)
    here = network.stage == at
    weight = np.bincount(network.routes.origin, network.routes.flow, minlength=network.size)
    weight = np.where(here, weight + network.supply, 0.0)
    whole = weight.sum()
    price = float((network.price * weight).sum() / whole) if whole else float(network.price.mean())

    def typical(values: Floats) -> float:
        return float(np.median(values[here]))

    def longer(values: Floats, last: float) -> Floats:
        return np.append(values, last)

    grown = replace(
        network,
        countries=countries,
        country=np.append(network.country, countries.index(code)),
        stage=np.append(network.stage, at),
        price=longer(network.price, price),
        supply=longer(network.supply, 0.0),
        supply_elasticity=longer(network.supply_elasticity, typical(network.supply_elasticity)),
        demand=longer(network.demand, 0.0),
        demand_elasticity=longer(network.demand_elasticity, typical(network.demand_elasticity)),
        residual=longer(network.residual, 0.0),
        residual_elasticity=longer(
            network.residual_elasticity, typical(network.residual_elasticity)
        ),
    )
    return grown, network.size


def join_seeded(held: Routes, seeded: Routes) -> tuple[Routes, Rise]:
    """Return the routes with the seeded ones behind them, and how the seeded trade opens.

    Where a route is held already, the seeded tonnes raise its scale instead.
    """
    pairs = zip(held.origin.tolist(), held.destination.tolist(), strict=True)
    place_of = {pair: place for place, pair in enumerate(pairs)}
    ends = zip(seeded.origin.tolist(), seeded.destination.tolist(), strict=True)
    known = np.array([place_of.get(pair, -1) for pair in ends], dtype=np.int64)
    fresh = known < 0
    joined = Routes(
        *(np.append(getattr(held, n), getattr(seeded, n)[fresh]) for n in Routes.__slots__)
    )
    new = len(held.flow) + np.arange(int(fresh.sum()))
    old = known[~fresh]
    rise = Rise(
        np.append(new, old),
        np.append(np.zeros(len(new)), np.ones(len(old))),
        np.append(np.ones(len(new)), seeded.flow[~fresh] / held.flow[old]),
    )
    return joined, rise


def name_partners(network: Network, routes: Routes, node: int) -> tuple[tuple[str, float], ...]:
    """Return the partners of a node with their seeded flow, largest first."""
    others = np.where(routes.origin == node, routes.destination, routes.origin)
    names = [network.countries[network.country[other]] for other in others]
    pairs = zip(names, routes.flow.tolist(), strict=True)
    return tuple(sorted(pairs, key=lambda pair: -pair[1]))


def add_plant(
    network: Network,
    country: str,
    stages: Sequence[str],
    capacity: float,
    *,
    recovery: float | None = None,
    factor: float = 1.0,
) -> Addition:
    """Return a network with a new plant that turns one stage into the next.

    Parameters
    ----------
    network : Network
    country : str
        Code or name.
    stages : sequence of two str
        Feed and product.
    capacity : float [t/y of feed, basis of the network]
    recovery : float, optional
        Tonnes of product per tonne of feed; default the median of the network's plants.
    factor : float
        Of the seeded routes, to be swept.

    Raises
    ------
    UserError
        No plant of the network joins these stages and no recovery is given.
    """
    require_capacity(capacity)
    code = find_country(country).iso3
    feed_stage, product_stage = stages
    grown, source = place_node(network, code, feed_stage)
    grown, target = place_node(grown, code, product_stage)
    plants = grown.processes
    alike = (grown.stage[plants.source] == grown.stages.index(feed_stage)) & (
        grown.stage[plants.target] == grown.stages.index(product_stage)
    )
    if not alike.any() and recovery is None:
        raise UserError(
            f"{feed_stage} to {product_stage}: no plant to take the recovery from; state it"
        )
    gives = float(np.median(plants.output_per_input[alike])) if recovery is None else recovery
    answers = float(np.median(plants.elasticity[alike])) if alike.any() else DEFAULT_PROCESS
    equations = fit_gravity(network, feed_stage), fit_gravity(network, product_stage)
    bought = seed_routes(
        grown, source, capacity, direction="in", factor=factor, gravity=equations[0]
    )
    sold = seed_routes(grown, target, capacity * gives, factor=factor, gravity=equations[1])
    routes, into = join_seeded(grown.routes, bought)
    routes, out = join_seeded(routes, sold)
    count = len(bought.flow) + len(sold.flow)
    note = (
        f"{code}: a plant from {feed_stage} to {product_stage} for {capacity:,.0f} "
        f"{network.basis} of feed a year, recovery {gives:.3f}; {count} routes are seeded by "
        f"gravity (assumed), factor {factor:g}"
    )
    found = replace(
        grown,
        routes=routes,
        processes=Processes(
            np.append(plants.source, source), np.append(plants.target, target),
            np.append(plants.input, capacity), np.append(plants.output_per_input, gives),
            np.append(plants.elasticity, answers),
        ),
        assumptions=(*grown.assumptions, note),
    )  # fmt: skip
    both = Rise(*(np.append(getattr(into, n), getattr(out, n)) for n in Rise.__slots__))
    return Addition(
        require_network(found), _NO_RISE, both, _from_zero(np.array([len(plants.input)])),
        name_partners(grown, bought, source), equations, note,
    )  # fmt: skip
