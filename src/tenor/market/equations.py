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

    `inflow` and `outflow` are sums per node of terms that are not negative, `excess` their
    difference, `load` what the activities take of each shared cap. A slope is the derivative of
    a quantity with respect to its exponent.
    """

    supply: Floats
    demand: Floats
    flow: Floats
    input: Floats
    residual: Floats
    by_product: Floats
    backstop: Floats
    unsold: Floats
    inflow: Floats
    outflow: Floats
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

    put = np.maximum(residual, 0.0) + np.maximum(problem.stock, 0.0)
    taken = np.maximum(-residual, 0.0) + np.maximum(-problem.stock, 0.0)
    inflow = supply + put + backstop + by_product
    inflow = inflow + np.bincount(routes.destination, flow, minlength=n)
    inflow = inflow + np.bincount(processes.target, feed * processes.output_per_input, minlength=n)
    outflow = demand + unsold + taken + np.bincount(routes.origin, flow, minlength=n)
    outflow = outflow + np.bincount(processes.source, feed, minlength=n)
    load = _loads(network, {"supply": supply, "route": flow, "process": feed})
    return State(
        supply, demand, flow, feed, residual, by_product, backstop, unsold,
        inflow, outflow, inflow - outflow, load, route_slope, share, supply_slope, process_slope,
    )  # fmt: skip


def calc_slopes(problem: Problem, u: Floats, state: State) -> tuple[Ints, Ints, Floats]:
    """Return rows, columns and values of the derivative of `excess` with respect to `u`."""
    rows, columns, values, _ = calc_side_slopes(problem, u, state)
    return rows, columns, values


def calc_side_slopes(
    problem: Problem, u: Floats, state: State
) -> tuple[Ints, Ints, Floats, NDArray[np.bool_]]:
    """Return the entries of `calc_slopes` and whether each belongs to the inflow.

    The others belong to the outflow, with the sign that they have in the excess.
    """
    network = problem.network
    routes, processes = network.routes, network.processes
    moved = np.abs(state.residual) * problem.residual.elasticity
    steep = 2.0 * problem.throughput * np.maximum(np.abs(u) - _REACH, 0.0)
    own_in = state.supply_slope * problem.supply.elasticity
    own_in = own_in + np.where(state.residual > 0, moved, 0.0) + np.where(u > 0, steep, 0.0)
    own_out = state.demand * problem.demand.elasticity
    own_out = own_out + np.where(state.residual > 0, 0.0, moved) + np.where(u > 0, 0.0, steep)
    nodes = np.arange(network.size)
    i, j = routes.origin, routes.destination
    to = state.route_slope * problem.routes.elasticity
    back = to * state.origin_share
    a, b = processes.source, processes.target
    made = state.process_slope * problem.processes.elasticity
    out = made * processes.output_per_input
    rows, columns, values = _by_product_slopes(problem, state, made)
    entering = [(nodes, nodes, own_in), (j, j, to), (j, i, -back), (b, b, out), (b, a, -out)]
    entering.append((rows, columns, values))
    leaving = [(nodes, nodes, own_out), (i, j, -to), (i, i, back), (a, b, -made), (a, a, made)]
    rows, columns, values = (np.concatenate(part) for part in zip(*entering, *leaving, strict=True))
    side = np.arange(len(rows)) < sum(len(part[0]) for part in entering)
    return rows, columns, values, side


def _by_product_slopes(problem: Problem, state: State, made: Floats) -> tuple[Ints, Ints, Floats]:
    """Return the entries of the by-products; `made` are the slopes of the processes in u."""
    extra, processes = problem.network.by_products, problem.network.processes
    of = np.flatnonzero(extra.of_process)
    with_mine = np.flatnonzero(~extra.of_process)
    plant, mine = extra.host[of], extra.host[with_mine]
    answer = extra.ratio[of] * made[plant]
    mined = state.supply_slope[mine] * problem.supply.elasticity[mine]
    return (
        np.concatenate([extra.target[of], extra.target[of], extra.target[with_mine]]),
        np.concatenate([processes.target[plant], processes.source[plant], mine]),
        np.concatenate([answer, -answer, extra.ratio[with_mine] * mined]),
    )


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
    tiny = 1e-300  # a cap of zero on a closed activity has no ratio
    ratio = (np.log(np.maximum(free, tiny)) - np.log(np.maximum(terms.most, tiny))) / smooth
    quantity = free * np.exp(-smooth * np.logaddexp(0.0, ratio))
    return quantity, quantity / (1.0 + np.exp(np.minimum(ratio, _MOST)))


def _wedge(problem: Problem, u: Floats) -> tuple[Floats, Floats]:
    """Return the log change of the origin's price with duty and freight, and its slope in u.

    In logs throughout: a mine that nobody can buy from may fall below the least double.
    """
    routes, price = problem.network.routes, problem.network.price
    base = price[routes.origin]
    before = base * (1.0 + routes.tariff) + routes.freight
    dutiable = np.log(base * (1.0 + problem.tariff)) + u[routes.origin]
    with np.errstate(divide="ignore"):
        now = np.logaddexp(dutiable, np.log(problem.freight))
    return now - np.log(before), np.exp(dutiable - now)


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
