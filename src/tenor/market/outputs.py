"""What a batch reports of each solution: requested prices, quantities and indices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import ShapeError
from tenor.market.network import Network
from tenor.market.solving import Solution

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KINDS = (
    "price", "use", "supply", "imports", "exports", "flow", "intake", "index", "backstop",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outputs:
    """The outputs of which a batch keeps statistics; each field holds places.

    Attributes
    ----------
    price : tuple of int (node) [USD/t]
    use : tuple of int (node) [t/y]
        Use that leaves the chain at the node.
    supply : tuple of int (node) [t/y]
    imports, exports : tuple of int (node) [t/y]
        Sum of the routes into the node and out of it.
    flow : tuple of int (route) [t/y]
    intake : tuple of int (process) [t/y of feed]
    index : tuple of int (stage) [1]
        World price index of the stage, base year 1, weighted by base use and intake at base
        prices.
    backstop : bool
        Tonnes that the backstop adds or takes in the world [t/y].
    """

    price: tuple[int, ...] = ()
    use: tuple[int, ...] = ()
    supply: tuple[int, ...] = ()
    imports: tuple[int, ...] = ()
    exports: tuple[int, ...] = ()
    flow: tuple[int, ...] = ()
    intake: tuple[int, ...] = ()
    index: tuple[int, ...] = ()
    backstop: bool = False


def all_nodes(network: Network) -> Outputs:
    """Return the outputs of every node: price, use, imports, exports, and the world indices."""
    nodes = tuple(range(network.size))
    stages = tuple(range(len(network.stages)))
    return Outputs(price=nodes, use=nodes, imports=nodes, exports=nodes, index=stages)


def list_outputs(network: Network, outputs: Outputs) -> tuple[tuple[str, int], ...]:
    """Return (kind, place) of each output in the order of all result arrays.

    Raises
    ------
    ShapeError
        A place lies outside its axis.
    """
    lengths = {
        "flow": len(network.routes.flow),
        "intake": len(network.processes.input),
        "index": len(network.stages),
    }
    found: list[tuple[str, int]] = []
    for kind in KINDS[:-1]:
        places: Iterable[int] = getattr(outputs, kind)
        length = lengths.get(kind, network.size)
        for place in places:
            if not 0 <= place < length:
                raise ShapeError(f"output {kind}: place {place}: expected 0 to {length - 1}")
            found.append((kind, int(place)))
    if outputs.backstop:
        found.append(("backstop", 0))
    return tuple(found)


def label_output(network: Network, kind: str, place: int) -> str:
    """Return the words for an output, as ``price CHL refined`` or ``flow CHL-CHN refined``."""
    if kind == "backstop":
        return "backstop of the world"
    if kind == "index":
        return f"price index {network.stages[place]}"
    if kind == "flow":
        routes = network.routes
        i, j = int(routes.origin[place]), int(routes.destination[place])
        pair = f"{network.countries[network.country[i]]}-{network.countries[network.country[j]]}"
        return f"flow {pair} {network.stages[network.stage[i]]}"
    if kind == "intake":
        return f"intake {network.label_node(int(network.processes.target[place]))}"
    return f"{kind} {network.label_node(place)}"


def calc_index_weights(network: Network, stage: int) -> Floats:
    """Return the weights (node) of the world price index of a stage; they sum to 1."""
    taken = network.demand + np.bincount(
        network.processes.source, network.processes.input, minlength=network.size
    )
    weights = np.where(network.stage == stage, taken * network.price, 0.0)
    total = float(weights.sum())
    return weights / total if total > 0 else weights


def calc_row(network: Network, wanted: tuple[tuple[str, int], ...], found: Solution) -> Floats:
    """Return the outputs (output,) of one solution."""
    n, routes = network.size, network.routes
    node = {
        "price": found.price,
        "use": found.demand,
        "supply": found.supply,
        "imports": np.bincount(routes.destination, found.flow, minlength=n),
        "exports": np.bincount(routes.origin, found.flow, minlength=n),
        "flow": found.flow,
        "intake": found.input,
        "backstop": np.array([float((found.backstop + found.unsold).sum())]),
    }
    ratio = np.exp(found.log_price)
    return np.array(
        [
            float(calc_index_weights(network, place) @ ratio)
            if kind == "index"
            else float(node[kind][place])
            for kind, place in wanted
        ]
    )


def calc_base(network: Network, wanted: tuple[tuple[str, int], ...]) -> Floats:
    """Return the outputs (output,) of the base year."""
    zero = np.zeros(network.size)
    base = Solution(
        network, zero, network.price, network.routes.flow, network.supply, network.demand,
        network.residual, zero, network.processes.input, zero, zero,
        np.empty(0), np.empty(0), 0.0, 0, "base",
    )  # fmt: skip
    return calc_row(network, wanted, base)
