r"""The equations of the isoelastic market: quantities at given prices, and their slopes.

Unknowns are :math:`u_n = \ln(p_n / p^0_n)` for each node and a multiplier
:math:`\mu_c \ge 0` for each shared cap. docs/math/market.md has the notation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.market.network import Network
from tenor.market.policy import Policy, require_policy

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BACKSTOP_PRICE = 20.0
"""Ratio to the base price above which the backstop supplies, and below whose inverse it takes."""

CAP_ELASTICITY = 0.05
"""Least elasticity with which an activity answers the scarcity of a shared cap."""

_REACH = math.log(BACKSTOP_PRICE)
_MOST = 600.0  # exponents beyond this would overflow on the way to a solution


@dataclass(frozen=True, slots=True)
class Terms:
    """A family of activities with a quantity `scale * exp(log quantity)`, capped at `most`.

    Each activity lies at a node pair: `up` raises it when that node's price rises, `down`
    lowers it. -1 stands for no node.
    """

    scale: Floats
    most: Floats
    elasticity: Floats


@dataclass(frozen=True, slots=True)
class Problem:
    """A network under a policy, ready to be solved; arrays as in `Network` and `Policy`."""

    network: Network
    supply: Terms
    demand: Terms
    routes: Terms
    processes: Terms
    residual: Terms
    stock: Floats
    tariff: Floats
    freight: Floats
    cap_limit: Floats
    throughput: Floats


def build_problem(network: Network, policy: Policy) -> Problem:
    """Return the problem of a network under a policy."""
    require_policy(network, policy)
    nodes, routes, processes = network.size, network.routes, network.processes
    free = np.full

    def given(values: Floats | None, default: Floats) -> Floats:
        return default if values is None else values

    def terms(base: Floats, scale: Floats | None, most: Floats | None, slope: Floats) -> Terms:
        scaled = base if scale is None else base * scale
        return Terms(scaled, given(most, free(len(base), np.inf)), slope)

    quota = given(policy.quota, free(len(routes.flow), np.inf))
    route_terms = terms(
        np.where(quota > 0, routes.flow, 0.0),
        policy.route_scale,
        quota,
        given(policy.route_elasticity, routes.elasticity),
    )
    inflow = network.supply + np.maximum(network.residual, 0.0)
    inflow = inflow + np.bincount(routes.destination, routes.flow, minlength=nodes)
    output = processes.input * processes.output_per_input
    inflow = inflow + np.bincount(processes.target, output, minlength=nodes)
    return Problem(
        network=network,
        supply=terms(
            network.supply,
            policy.supply_scale,
            policy.supply_cap,
            given(policy.supply_elasticity, network.supply_elasticity),
        ),
        demand=terms(
            network.demand,
            policy.demand_scale,
            None,
            given(policy.demand_elasticity, network.demand_elasticity),
        ),
        routes=route_terms,
        processes=terms(
            processes.input,
            policy.process_scale,
            policy.process_cap,
            given(policy.process_elasticity, processes.elasticity),
        ),
        residual=terms(network.residual, policy.residual_scale, None, network.residual_elasticity),
        stock=given(policy.stock, np.zeros(nodes)),
        tariff=given(policy.tariff, routes.tariff),
        freight=given(policy.freight, routes.freight),
        cap_limit=given(policy.cap_limit, network.caps.limit),
        throughput=np.maximum(inflow, 1e-9 * max(float(inflow.max(initial=0.0)), 1e-300)),
    )


@dataclass(frozen=True, slots=True)
class State:
    """Quantities at given prices [t/y], and the slopes that Newton's method needs.

    `excess` is inflow less outflow per node, `slack` what each shared cap leaves, as a share
    of its limit. A slope is the derivative of a quantity with respect to its exponent.
    """

    supply: Floats
    demand: Floats
    flow: Floats
    input: Floats
    residual: Floats
    by_product: Floats
    backstop: Floats
    unsold: Floats
    excess: Floats
    load: Floats
    route_slope: Floats
    origin_share: Floats
    supply_slope: Floats
    process_slope: Floats


def calc_state(problem: Problem, u: Floats, mu: Floats, smooth: float = 0.0) -> State:
    r"""Return all quantities at log prices `u` and cap multipliers `mu`.

    With `smooth` h above zero each minimum is replaced by
    :math:`\ln q - h \ln(1 + e^{(\ln q - \ln q_{max})/h})`, which tends to it as h falls.
    """
    network, n = problem.network, problem.network.size
    routes, processes = network.routes, network.processes
    scarcity = {kind: _scarcity(problem, kind, mu) for kind in ("supply", "route", "process")}

    wedge, share = _wedge(problem, u)
    flow, route_slope = _limited(
        problem.routes,
        problem.routes.elasticity * (u[routes.destination] - wedge),
        scarcity["route"],
        smooth,
    )
    supply, supply_slope = _limited(
        problem.supply, problem.supply.elasticity * u, scarcity["supply"], smooth
    )
    feed, process_slope = _limited(
        problem.processes,
        problem.processes.elasticity * (u[processes.target] - u[processes.source]),
        scarcity["process"],
        smooth,
    )
    demand = problem.demand.scale * _exp(-problem.demand.elasticity * u)
    residual = problem.residual.scale * _exp(
        np.sign(problem.residual.scale) * problem.residual.elasticity * u
    )
    by_product = _by_products(network, supply, feed)
    backstop = problem.throughput * np.maximum(u - _REACH, 0.0) ** 2
    unsold = problem.throughput * np.maximum(-u - _REACH, 0.0) ** 2

    inflow = supply + residual + problem.stock + backstop + by_product
    inflow = inflow + np.bincount(routes.destination, flow, minlength=n)
    inflow = inflow + np.bincount(processes.target, feed * processes.output_per_input, minlength=n)
    outflow = demand + unsold + np.bincount(routes.origin, flow, minlength=n)
    outflow = outflow + np.bincount(processes.source, feed, minlength=n)
    load = _loads(network, {"supply": supply, "route": flow, "process": feed})
    return State(
        supply, demand, flow, feed, residual, by_product, backstop, unsold,
        inflow - outflow, load, route_slope, share, supply_slope, process_slope,
    )  # fmt: skip


def calc_slopes(problem: Problem, u: Floats, state: State) -> tuple[Ints, Ints, Floats]:
    """Return rows, columns and values of the derivative of `excess` with respect to `u`."""
    network = problem.network
    routes, processes, extra = network.routes, network.processes, network.by_products
    own = state.supply_slope * problem.supply.elasticity
    own = own + state.demand * problem.demand.elasticity
    own = own + np.abs(state.residual) * problem.residual.elasticity
    own = own + 2.0 * problem.throughput * np.maximum(np.abs(u) - _REACH, 0.0)
    nodes = np.arange(network.size)
    i, j = routes.origin, routes.destination
    to = state.route_slope * problem.routes.elasticity
    back = to * state.origin_share
    a, b = processes.source, processes.target
    made = state.process_slope * problem.processes.elasticity
    out = made * processes.output_per_input
    rows = [nodes, j, j, i, i, b, b, a, a]
    columns = [nodes, j, i, j, i, b, a, b, a]
    values = [own, to, -back, -to, back, out, -out, -made, made]
    for k in range(len(extra.host)):
        host, ratio, target = int(extra.host[k]), float(extra.ratio[k]), int(extra.target[k])
        if extra.of_process[k]:
            rows.append(np.array([target, target]))
            columns.append(np.array([b[host], a[host]]))
            values.append(ratio * made[host] * np.array([1.0, -1.0]))
        else:
            rows.append(np.array([target]))
            columns.append(np.array([host]))
            slope = state.supply_slope[host] * problem.supply.elasticity[host]
            values.append(np.array([ratio * slope]))
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(values)


def _limited(
    terms: Terms, exponent: Floats, scarcity: Floats | None, smooth: float
) -> tuple[Floats, Floats]:
    """Return quantities below their caps and their slopes with respect to the exponent."""
    if scarcity is not None:
        exponent = exponent - np.maximum(terms.elasticity, CAP_ELASTICITY) * scarcity
    free = terms.scale * _exp(exponent)
    if not np.isfinite(terms.most).any():
        return free, free
    if smooth <= 0.0:
        capped = free >= terms.most
        return np.where(capped, terms.most, free), np.where(capped, 0.0, free)
    with np.errstate(divide="ignore"):
        ratio = (np.log(free) - np.log(terms.most)) / smooth
    quantity = free * np.exp(-smooth * np.logaddexp(0.0, ratio))
    quantity = np.where(free > 0, quantity, 0.0)
    return quantity, quantity / (1.0 + np.exp(np.minimum(ratio, _MOST)))


def _wedge(problem: Problem, u: Floats) -> tuple[Floats, Floats]:
    """Return the log change of the origin's price with duty and freight, and its slope in u."""
    routes, price = problem.network.routes, problem.network.price
    base = price[routes.origin]
    before = base * (1.0 + routes.tariff) + routes.freight
    dutiable = base * _exp(u[routes.origin]) * (1.0 + problem.tariff)
    now = dutiable + problem.freight
    return np.log(now / before), dutiable / now


def _scarcity(problem: Problem, kind: str, mu: Floats) -> Floats | None:
    """Return the summed multipliers of the caps that each activity of a kind uses."""
    caps = problem.network.caps
    here = np.array([k == kind for k in caps.kind], dtype=bool)
    if not here.any():
        return None
    length = {
        "supply": problem.network.size,
        "route": len(problem.routes.scale),
        "process": len(problem.processes.scale),
    }[kind]
    return np.bincount(caps.element[here], caps.weight[here] * mu[caps.cap[here]], length)


def _loads(network: Network, quantities: dict[str, Floats]) -> Floats:
    """Return what the activities take of each shared cap."""
    caps = network.caps
    load = np.zeros(len(caps.limit))
    for k, kind in enumerate(caps.kind):
        load[caps.cap[k]] += caps.weight[k] * quantities[kind][caps.element[k]]
    return load


def _by_products(network: Network, supply: Floats, feed: Floats) -> Floats:
    """Return the by-product supply of each node."""
    extra = network.by_products
    total = np.zeros(network.size)
    for k in range(len(extra.host)):
        source = feed if extra.of_process[k] else supply
        total[extra.target[k]] += extra.ratio[k] * source[extra.host[k]]
    return total


def _exp(exponent: Floats) -> Floats:
    """Return exp of an exponent kept within the range of a double."""
    return np.exp(np.clip(exponent, -_MOST, _MOST))
