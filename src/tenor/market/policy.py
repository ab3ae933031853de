"""What a scenario changes in a network: scales, caps, duties, quotas, stocks.

Every array is on the axis of the network's nodes, routes or processes. A field that is
None leaves the base year as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import ShapeError
from tenor.market.network import Network

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Policy:
    """Changes against the base year.

    Attributes
    ----------
    supply_scale, demand_scale, residual_scale : ndarray (node), optional
        Factor on the base quantity at base prices (an accident 0.6, growth 1.1).
    supply_cap : ndarray (node), optional [t/y]
        Most that can be supplied; infinite for none.
    stock : ndarray (node), optional [t/y]
        Tonnes released from stocks; below zero tonnes taken into stocks.
    route_scale : ndarray (route), optional
        Factor on the base flow at base prices. 0 closes the route, a leaking licence is its
        leakage.
    tariff : ndarray (route), optional [fraction]
        Ad valorem duty in force, in place of the base year's.
    freight : ndarray (route), optional [USD/t]
        Specific duty and freight in force, in place of the base year's.
    quota : ndarray (route), optional [t/y]
        Most that the route may carry; infinite for none.
    process_scale : ndarray (process), optional
    process_cap : ndarray (process), optional [t/y of feed]
    cap_limit : ndarray (cap), optional
        Limits of the shared caps, in place of the network's.
    supply_elasticity, demand_elasticity, route_elasticity, process_elasticity : optional
        In place of the network's, for draws and for short and long runs.
    """

    supply_scale: Floats | None = None
    demand_scale: Floats | None = None
    residual_scale: Floats | None = None
    supply_cap: Floats | None = None
    stock: Floats | None = None
    route_scale: Floats | None = None
    tariff: Floats | None = None
    freight: Floats | None = None
    quota: Floats | None = None
    process_scale: Floats | None = None
    process_cap: Floats | None = None
    cap_limit: Floats | None = None
    supply_elasticity: Floats | None = None
    demand_elasticity: Floats | None = None
    route_elasticity: Floats | None = None
    process_elasticity: Floats | None = None


NEUTRAL = Policy()
"""No change: the equilibrium is the base year."""

AXES = {  # the axis of each field
    "supply_scale": "node",
    "demand_scale": "node",
    "residual_scale": "node",
    "supply_cap": "node",
    "stock": "node",
    "supply_elasticity": "node",
    "demand_elasticity": "node",
    "route_scale": "route",
    "tariff": "route",
    "freight": "route",
    "quota": "route",
    "route_elasticity": "route",
    "process_scale": "process",
    "process_cap": "process",
    "process_elasticity": "process",
    "cap_limit": "cap",
}


def default_values(network: Network, name: str) -> Floats:
    """Return what a field of a policy stands for where it is None."""
    nodes, routes, processes = network.size, network.routes, network.processes
    if name in ("supply_cap", "quota", "process_cap"):
        length = {"supply_cap": nodes, "quota": len(routes.flow)}.get(name, len(processes.input))
        return np.full(length, np.inf)
    if name.endswith("_scale"):
        length = {"route_scale": len(routes.flow), "process_scale": len(processes.input)}
        return np.ones(length.get(name, nodes))
    return {
        "stock": np.zeros(nodes),
        "tariff": routes.tariff,
        "freight": routes.freight,
        "cap_limit": network.caps.limit,
        "supply_elasticity": network.supply_elasticity,
        "demand_elasticity": network.demand_elasticity,
        "route_elasticity": routes.elasticity,
        "process_elasticity": processes.elasticity,
    }[name]


def require_policy(network: Network, policy: Policy) -> Policy:
    """Return a policy, checked against the axes of its network.

    Raises
    ------
    ShapeError
        An array has another length than its axis, holds an unknown value, or is negative
        where only stocks may be.
    """
    lengths = {
        "node": network.size,
        "route": len(network.routes.flow),
        "process": len(network.processes.input),
        "cap": len(network.caps.limit),
    }
    for name, axis in AXES.items():
        values = getattr(policy, name)
        if values is None:
            continue
        if values.shape != (lengths[axis],):
            raise ShapeError(
                f"policy {name}: expected {lengths[axis]} values, one per {axis}, "
                f"found shape {values.shape}"
            )
        if np.isnan(values).any():
            raise ShapeError(f"policy {name}: unknown value at {axis} {np.isnan(values).argmax()}")
        if name != "stock" and (values < 0).any():
            at = int((values < 0).argmax())
            raise ShapeError(f"policy {name}: {values[at]:g} at {axis} {at}: expected at least 0")
    return policy
