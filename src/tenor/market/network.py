"""The calibrated network: nodes, routes and processes of one market in its base year.

A node is a country at a stage. Quantities are tonnes a year on the basis that the
network names (contained metal as a rule), prices USD per tonne of the same basis. All
arrays hold the base year; what a scenario changes stands in `tenor.market.policy`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import ShapeError, UnknownNameError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


_NODE_ARRAYS = (
    "stage",
    "price",
    "supply",
    "supply_elasticity",
    "demand",
    "demand_elasticity",
    "residual",
    "residual_elasticity",
)


def _floats() -> Floats:
    return np.empty(0, dtype=np.float64)


def _ints() -> Ints:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Routes:
    """Trade routes between nodes of the same stage, (route,).

    Attributes
    ----------
    origin, destination : ndarray of int
        Places of the nodes in the network.
    flow : ndarray [t/y]
        Base flow, above zero.
    elasticity : ndarray
        Route elasticity sigma: change of the flow, in logs, with the ratio of the
        destination's price to the origin's price with duty.
    tariff : ndarray [fraction]
        Ad valorem duty of the base year on the origin's price.
    freight : ndarray [USD/t]
        Specific part of the wedge in the base year, after duty. Zero where not stated.
    assumed : ndarray of bool
        The route was seeded and was not observed.
    """

    origin: Ints = field(default_factory=_ints)
    destination: Ints = field(default_factory=_ints)
    flow: Floats = field(default_factory=_floats)
    elasticity: Floats = field(default_factory=_floats)
    tariff: Floats = field(default_factory=_floats)
    freight: Floats = field(default_factory=_floats)
    assumed: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, dtype=np.bool_))


@dataclass(frozen=True, slots=True)
class Processes:
    """Plants that turn one stage into the next inside a country, (process,).

    Attributes
    ----------
    source, target : ndarray of int
        Nodes that give the feed and take the product.
    input : ndarray [t/y]
        Base intake of feed.
    output_per_input : ndarray
        Yield: tonnes of product per tonne of feed, each on its node's basis.
    elasticity : ndarray
        Change of the intake, in logs, with the ratio of product price to feed price.
    """

    source: Ints = field(default_factory=_ints)
    target: Ints = field(default_factory=_ints)
    input: Floats = field(default_factory=_floats)
    output_per_input: Floats = field(default_factory=_floats)
    elasticity: Floats = field(default_factory=_floats)


@dataclass(frozen=True, slots=True)
class ByProducts:
    """Supply that comes with another node's supply or a process, (row,).

    Attributes
    ----------
    host : ndarray of int
        A node, where `of_process` is false, else a process.
    of_process : ndarray of bool
    target : ndarray of int
        Node that takes the by-product.
    ratio : ndarray
        Tonnes of by-product per tonne of the host's supply or intake.
    """

    host: Ints = field(default_factory=_ints)
    of_process: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, dtype=np.bool_))
    target: Ints = field(default_factory=_ints)
    ratio: Floats = field(default_factory=_floats)


@dataclass(frozen=True, slots=True)
class SharedCaps:
    """Limits that several activities share, such as a port, a railway, power or water, (use,).

    Use `k` says that activity `element[k]` of kind `kind[k]` takes `weight[k]` units of cap
    `cap[k]` per tonne. The limit of cap `c` is `limit[c]` a year.

    Attributes
    ----------
    names : tuple of str
    limit : ndarray (cap)
        Infinite where the cap does not bind in the base year and is only named.
    cap, element : ndarray of int
    kind : tuple of str
        ``route``, ``process`` or ``supply``.
    weight : ndarray
    """

    names: tuple[str, ...] = ()
    limit: Floats = field(default_factory=_floats)
    cap: Ints = field(default_factory=_ints)
    kind: tuple[str, ...] = ()
    element: Ints = field(default_factory=_ints)
    weight: Floats = field(default_factory=_floats)


@dataclass(frozen=True, slots=True)
class Network:
    r"""A market calibrated to its base year: balanced, with exact flows and prices.

    Attributes
    ----------
    commodity, basis : str
    year : int
    countries, stages : tuple of str
        ISO 3166 alpha-3 codes and stages in order of processing.
    country, stage : ndarray of int (node)
        Places in `countries` and `stages`.
    price : ndarray (node) [USD/t]
    supply, supply_elasticity : ndarray (node) [t/y], [1]
        Mine output, or what enters the chain from outside it (scrap, by-products).
    demand, demand_elasticity : ndarray (node) [t/y], [1]
        Apparent use that leaves the chain at this node; the elasticity is positive.
    residual : ndarray (node) [t/y]
        What the data leave unexplained: above zero tonnes that appear, below zero tonnes
        that vanish. Elastic by `residual_elasticity`, towards the node's price.
    routes : Routes
    processes : Processes
    by_products : ByProducts
    caps : SharedCaps
    assumptions : tuple of str
        What was assumed in the calibration, in words.

    Notes
    -----
    In the base year, with :math:`b` the by-product supply,

    .. math:: s_n + b_n + r_n + \sum_i x_{in} + \sum_p y_p z_p
              = d_n + \sum_j x_{nj} + \sum_q z_q
    """

    commodity: str
    basis: str
    year: int
    countries: tuple[str, ...]
    stages: tuple[str, ...]
    country: Ints
    stage: Ints
    price: Floats
    supply: Floats
    supply_elasticity: Floats
    demand: Floats
    demand_elasticity: Floats
    residual: Floats
    residual_elasticity: Floats
    routes: Routes = field(default_factory=Routes)
    processes: Processes = field(default_factory=Processes)
    by_products: ByProducts = field(default_factory=ByProducts)
    caps: SharedCaps = field(default_factory=SharedCaps)
    assumptions: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.country)

    @property
    def world_demand(self) -> float:
        """Return the scale of residuals: use that leaves the chain, summed over nodes [t/y]."""
        return float(self.demand.sum())

    def find_node(self, country: str, stage: str) -> int:
        """Return the place of a node.

        Raises
        ------
        UnknownNameError
            The network has no such country or stage, or not this country at this stage.
        """
        if stage not in self.stages:
            raise UnknownNameError("stage", stage, self.stages)
        at = self.stages.index(stage)
        here = [self.countries[c] for c in self.country[self.stage == at]]
        if country not in here:
            raise UnknownNameError(f"country at stage {stage}", country, here)
        found = (self.country == self.countries.index(country)) & (self.stage == at)
        return int(np.flatnonzero(found)[0])

    def label_node(self, node: int) -> str:
        """Return the country and stage of a node, as ``CHL refined``."""
        return f"{self.countries[self.country[node]]} {self.stages[self.stage[node]]}"


def calc_balance(network: Network) -> Floats:
    """Return inflow less outflow of each node in the base year, zero when calibrated [t/y]."""
    n = network.size
    routes, processes, extra = network.routes, network.processes, network.by_products
    balance = network.supply + network.residual - network.demand
    balance = balance + np.bincount(routes.destination, routes.flow, minlength=n)
    balance = balance - np.bincount(routes.origin, routes.flow, minlength=n)
    output = processes.input * processes.output_per_input
    balance = balance + np.bincount(processes.target, output, minlength=n)
    balance = balance - np.bincount(processes.source, processes.input, minlength=n)
    if len(extra.host):
        hosts = np.where(
            extra.of_process,
            np.append(processes.input, 0.0)[np.where(extra.of_process, extra.host, -1)],
            network.supply[np.where(extra.of_process, 0, extra.host)],
        )
        balance = balance + np.bincount(extra.target, extra.ratio * hosts, minlength=n)
    return balance


def require_network(network: Network) -> Network:
    """Return a network, checked for its shapes, signs and places.

    Raises
    ------
    ShapeError
        An array has another length than its axis, a quantity is negative or not finite, a
        route joins two stages or a node with itself.
    """
    _require_lengths(network)
    for name in ("price", "supply", "demand", "supply_elasticity", "demand_elasticity"):
        _require_positive(name, getattr(network, name), zero=name != "price")
    routes, processes = network.routes, network.processes
    _require_positive("route flow", routes.flow, zero=False)
    _require_positive("route elasticity", routes.elasticity, zero=False)
    _require_positive("process input", processes.input, zero=False)
    _require_positive("process yield", processes.output_per_input, zero=False)
    if np.any(network.stage[routes.origin] != network.stage[routes.destination]):
        raise ShapeError("a route joins two stages; stages are joined by processes")
    if np.any(routes.origin == routes.destination):
        raise ShapeError("a route joins a node with itself; use at home needs no route")
    return network


def _require_lengths(network: Network) -> None:
    """Raise ShapeError where arrays of one axis differ in length."""
    axes: list[tuple[str, int, Sequence[tuple[str, object]]]] = [
        (
            "node",
            network.size,
            [(name, getattr(network, name)) for name in _NODE_ARRAYS],
        ),
        ("route", len(network.routes.origin), _fields(network.routes)),
        ("process", len(network.processes.source), _fields(network.processes)),
        ("by-product", len(network.by_products.host), _fields(network.by_products)),
    ]
    for axis, length, arrays in axes:
        for name, values in arrays:
            if len(values) != length:  # type: ignore[arg-type]
                raise ShapeError(f"{axis} {name}: expected {length} values, found {len(values)}")  # type: ignore[arg-type]


def _fields(part: object) -> list[tuple[str, object]]:
    """Return the arrays of a part of the network by name."""
    return [(name, getattr(part, name)) for name in part.__slots__]  # type: ignore[attr-defined]


def _require_positive(name: str, values: Floats, *, zero: bool) -> None:
    """Raise ShapeError where a value is not finite, negative, or zero where zero is not allowed."""
    bad = ~np.isfinite(values) | (values < 0) | ((values == 0) & (not zero))
    if bad.any():
        at = int(np.flatnonzero(bad)[0])
        least = "at least zero" if zero else "above zero"
        raise ShapeError(f"{name}[{at}] is {values[at]}: expected a finite number {least}")
