"""Nodes, activities and the problem that they make.

A node is a country at a stage in a commodity. Where a country's sales at home have a cost, a
tariff or a quota of their own, its producers and its market are two nodes. A Cournot exporter has
a node of its own, from which it sells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tenor.market.own.model import Curve, OwnNetwork, Route
from tenor.market.own.problem import Problem

__all__ = ["Activity", "Layout", "Node"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Node:
    """One balance: a market, the producers of a country that is parted, or a Cournot exporter."""

    commodity: str
    stage: str
    country: str
    part: str = "market"


@dataclass(frozen=True, slots=True)
class Activity:
    """One column of the problem.

    Attributes
    ----------
    kind : str
        ``supply``, ``demand``, ``route``, ``firm`` (a route of a Cournot exporter),
        ``processing`` or ``backstop``.
    row : int
        Place of its row in the network, -1 for a backstop and for sales of an exporter at home
        that have no row.
    takes, gives : int
        Nodes, -1 for none.
    cost, curvature, upper : float
    rate : float
        Ad valorem tariff on the price of the node that it takes from.
    ratio : float
        Units given per unit taken.
    """

    kind: str
    row: int
    takes: int
    gives: int
    cost: float
    curvature: float = 0.0
    upper: float = np.inf
    rate: float = 0.0
    ratio: float = 1.0


@dataclass
class Layout:
    """The activities and nodes of a network, and the problem they make.

    Attributes
    ----------
    network : OwnNetwork
    nodes : list of Node
    activities : list of Activity
    constant : array (N,)
        Fixed supply less fixed demand.
    fixed : dict
        Fixed quantity by side and row.
    couplings : list of (int, int, float)
        Entries of the curvature between activities.
    pulls : list of (int, int, float)
        Entries of the unit cost per unit of a node's price, beside tariffs.
    """

    network: OwnNetwork
    nodes: list[Node] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    constant: Array = field(default_factory=lambda: np.zeros(0))
    fixed: dict[tuple[str, int], float] = field(default_factory=dict)
    couplings: list[tuple[int, int, float]] = field(default_factory=list)
    pulls: list[tuple[int, int, float]] = field(default_factory=list)
    places: dict[Node, int] = field(default_factory=dict)

    def node(self, row: Curve | Route, country: str, part: str = "market") -> int:
        """Return the place of a node; a part that does not exist is the market."""
        wanted = Node(row.commodity, row.stage, country, part)
        if wanted not in self.places:
            wanted = Node(row.commodity, row.stage, country)
        return self.places[wanted]

    def add_node(self, node: Node) -> int:
        """Add a node and return its place."""
        if node not in self.places:
            self.places[node] = len(self.nodes)
            self.nodes.append(node)
        return self.places[node]

    def of_kind(self, *kinds: str) -> Iterator[tuple[int, Activity]]:
        """Yield the activities of some kinds with their places."""
        return ((k, a) for k, a in enumerate(self.activities) if a.kind in kinds)

    def problem(self, backstop_price: float) -> Problem:
        """Return the complementarity problem with a backstop at a price."""
        acts, nodes, count = self.activities, len(self.nodes), len(self.activities)
        takes, gives = _places(a.takes for a in acts), _places(a.gives for a in acts)
        ratio, rate = _values(a.ratio for a in acts), _values(a.rate for a in acts)
        columns = np.arange(count)
        has, out = takes >= 0, gives >= 0
        delivered = sparse.coo_array(
            (
                np.concatenate([np.full(has.sum(), -1.0), ratio[out]]),
                (
                    np.concatenate([takes[has], gives[out]]),
                    np.concatenate([columns[has], columns[out]]),
                ),
            ),
            shape=(nodes, count),
        ).tocsr()
        taxed = has & (rate != 0)
        rows = np.concatenate([columns[taxed], _places(p[0] for p in self.pulls)])
        at = np.concatenate([takes[taxed], _places(p[1] for p in self.pulls)])
        pull = np.concatenate([rate[taxed], _values(p[2] for p in self.pulls)])
        extra = sparse.coo_array((pull, (rows, at)), shape=(count, nodes)).tocsr()
        curvature = sparse.coo_array(
            (
                np.concatenate(
                    [_values(a.curvature for a in acts), _values(c[2] for c in self.couplings)]
                ),
                (
                    np.concatenate([columns, _places(c[0] for c in self.couplings)]),
                    np.concatenate([columns, _places(c[1] for c in self.couplings)]),
                ),
            ),
            shape=(count, count),
        ).tocsr()
        cost = _values(backstop_price if a.kind == "backstop" else a.cost for a in acts)
        disposal = bool(self.network.options.get("free_disposal", True))
        return Problem(
            delivered=delivered,
            curvature=curvature,
            cost=cost,
            constant=self.constant,
            upper=_values(a.upper for a in acts),
            extra=extra,
            is_disposable=np.full(nodes, disposal),
        )


def _places(values: Iterator[int]) -> NDArray[np.int64]:
    return np.array(list(values), dtype=np.int64)


def _values(values: Iterator[float]) -> Array:
    return np.array(list(values), dtype=np.float64)
