r"""The reference solver: one scenario by damped Newton, with continuation where it resists.

Newton's method brings the log of inflow over outflow to zero at each node. In logs the
equations are nearly straight, and a node that a scenario makes a million times larger or
smaller than in the base year weighs as much as any other. Where that ends nowhere (flat pieces
between quotas, kinks), prices are first held near the base year by a pull :math:`\rho u` and
minima are smoothed; both fade until the sharp equations are left. Where the errors would have to
rise before they fall (stiff routes of cheap ore under dear freight), prices follow their excess
demand through time, in implicit steps that lengthen as the errors fall.

It handles every feature of the network. The batched kernel solves the same equations for
many draws and must agree with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import TenorError
from tenor.market.equations import (
    CAP_ELASTICITY,
    Problem,
    State,
    build_problem,
    calc_side_slopes,
    calc_state,
)
from tenor.market.network import Network
from tenor.market.policy import NEUTRAL, Policy

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TOLERANCE = 1e-9
"""Largest imbalance of a node that a certified solution may have, as a share of world demand."""

_TARGET = 1e-13  # of world demand, aimed at
_NODE_TARGET = 1e-10  # of a node's own throughput, aimed at
_ENOUGH = 1e-9  # of a node's own throughput, where rounding allows no more
_STAGE_TARGET = 1e-6  # on the way
_NOTHING = 1e-12  # of a node's throughput in the base year; less counts as no flow
_STEPS = 80
_MARCH = 600
_HALVINGS = 30
_LONGEST = 3.0  # of a step in log prices, plus half of what they are
_MOST_DAMPING = 1e3
_CAP_TOLERANCE = 1e-6  # of the complementarity of a shared cap, in logs
_MOST = 600.0  # log price that a price in USD still shows
_STAGES = (
    (1.0, 0.5), (0.3, 0.2), (0.1, 0.08), (0.03, 0.03), (0.01, 0.01), (3e-3, 3e-3),
    (1e-3, 1e-3), (1e-4, 1e-4), (1e-5, 1e-5), (0.0, 0.0),
)  # fmt: skip
"""Pull towards the base year and smoothing of the minima, in the order of the continuation."""

_SHARP = (0.0, 0.0)
_DENSE = 250  # unknowns up to which a dense factorisation is faster


class UnsolvedError(TenorError):
    """No certified solution was found; the message names the worst node."""


@dataclass(frozen=True, slots=True)
class Solution:
    r"""An equilibrium, certified by its residual.

    Attributes
    ----------
    network : Network
    log_price : ndarray (node)
        :math:`u = \ln(p/p^0)`.
    price : ndarray (node) [USD/t]
    flow : ndarray (route) [t/y]
    supply, demand, residual, by_product : ndarray (node) [t/y]
    input : ndarray (process) [t/y of feed]
    backstop, unsold : ndarray (node) [t/y]
        Tonnes that the backstop adds or takes where prices left the range that the model
        stands for: beyond 20 times the base price or below a twentieth of it.
    multiplier, load : ndarray (cap)
        Scarcity of each shared cap, in logs of price, and its use.
    worst : float
        Largest imbalance of a node as a share of world demand.
    iterations : int
    path : str
        ``newton``, ``continuation`` or ``transient``.
    """

    network: Network
    log_price: Floats
    price: Floats
    flow: Floats
    supply: Floats
    demand: Floats
    residual: Floats
    by_product: Floats
    input: Floats
    backstop: Floats
    unsold: Floats
    multiplier: Floats
    load: Floats
    worst: float
    iterations: int
    path: str


def solve(network: Network, policy: Policy = NEUTRAL, *, start: Floats | None = None) -> Solution:
    """Return the equilibrium of a network under a policy.

    Parameters
    ----------
    network : Network
    policy : Policy, optional
        Default: nothing changes and the base year comes back.
    start : ndarray (node), optional
        Log prices to start from; the result depends on it only within the tolerance.

    Raises
    ------
    ShapeError
        The policy does not fit the network.
    UnsolvedError
        No point within the tolerance was found on any of the three paths.
    """
    problem = build_problem(network, policy)
    u = np.zeros(network.size) if start is None else start.copy()
    end = _newton(problem, _measure(problem, u, np.zeros(len(problem.cap_limit)), _SHARP))
    path, count = "newton", end.steps
    for name, run in (("continuation", _continue), ("transient", _march)):
        if end.done:
            break
        other = run(problem)
        count += other.steps
        if other.done or other.point.worst < end.point.worst:
            path, end = name, other
    u, mu, state = end.point.u, end.point.mu, end.point.state
    _require_certified(problem, end.point)
    return Solution(
        network, u, network.price * np.exp(np.clip(u, -_MOST, _MOST)), state.flow, state.supply,
        state.demand, state.residual, state.by_product, state.input, state.backstop, state.unsold,
        mu, state.load, end.point.worst, count, path,
    )  # fmt: skip


def calc_worst(problem: Problem, state: State) -> float:
    """Return the largest imbalance of a node as a share of world demand."""
    scale = max(problem.network.world_demand, float(problem.throughput.max(initial=0.0)))
    return float(np.abs(state.excess).max(initial=0.0)) / scale if scale > 0 else 0.0


@dataclass(frozen=True, slots=True)
class _Point:
    """Prices and multipliers with what is wrong there; `ease` are the pull and the smoothing."""

    u: Floats
    mu: Floats
    ease: tuple[float, float]
    state: State
    inflow: Floats
    outflow: Floats
    error: Floats
    merit: float
    worst: float


@dataclass(frozen=True, slots=True)
class _End:
    """Where a run of Newton's method ended."""

    point: _Point
    steps: int
    done: bool


def _measure(problem: Problem, u: Floats, mu: Floats, ease: tuple[float, float]) -> _Point:
    """Return a point: log ratios of inflow to outflow, and the caps' complementarity."""
    pull, smooth = ease
    state = calc_state(problem, u, mu, smooth)
    nothing = _NOTHING * problem.throughput + 1e-300
    inflow, outflow = state.inflow + nothing, state.outflow + nothing
    error = np.log(inflow / outflow) + pull * u
    if len(mu):
        slack, _ = _slack(problem, state)
        error = np.concatenate([error, mu + slack - np.hypot(mu, slack)])
    merit, worst = float(error @ error), calc_worst(problem, state)
    return _Point(u, mu, ease, state, inflow, outflow, error, merit, worst)


def _require_certified(problem: Problem, point: _Point) -> None:
    """Raise UnsolvedError unless all nodes balance and all shared caps hold."""
    network, excess, load = problem.network, point.state.excess, point.state.load
    if not point.worst <= TOLERANCE:
        node = int(np.abs(excess).argmax())
        raise UnsolvedError(
            f"the market of {network.commodity} did not settle: {network.label_node(node)} is out "
            f"of balance by {excess[node]:.4g} t of {network.world_demand:.4g} t in the world"
        )
    wrong = np.abs(point.error[network.size :]) > _CAP_TOLERANCE
    over = wrong & (np.abs(problem.cap_limit - load) > TOLERANCE * _weigh_world(network))
    if over.any():
        cap = int(over.argmax())
        raise UnsolvedError(
            f"the market of {network.commodity} did not settle: {network.caps.names[cap]} carries "
            f"{load[cap]:.6g} where {problem.cap_limit[cap]:.6g} is the most"
        )


def _continue(problem: Problem) -> _End:
    """Follow the eased equations from the base year to the sharp ones."""
    u, mu, count = np.zeros(problem.network.size), np.zeros(len(problem.cap_limit)), 0
    for ease in _STAGES:
        end = _newton(problem, _measure(problem, u, mu, ease))
        u, mu, count = end.point.u, end.point.mu, count + end.steps
    return _End(end.point, count, end.done)


def _march(problem: Problem) -> _End:
    """Follow prices through time by pseudo-transient continuation from the base year."""
    n, rate = problem.network.size, 1.0
    point = _measure(problem, np.zeros(n), np.zeros(len(problem.cap_limit)), _SHARP)
    for step in range(_MARCH):
        if _converged(point):
            return _End(point, step, True)
        move = _direction(problem, point, rate)
        move = None if move is None else _limit(point, move)
        if move is None:
            rate *= 10.0
            continue
        after = _measure(problem, point.u + move[:n], point.mu + move[n:], _SHARP)
        if _good_enough(point) and after.merit > 0.25 * point.merit:
            return _End(point, step, True)
        ratio = float(np.abs(after.error).max() / np.abs(point.error).max())
        rate = min(max(rate * min(max(ratio, 1.0 / 3.0), 3.0), 1e-12), 1e3)
        point = after
    return _End(point, _MARCH, _converged(point))


def _limit(point: _Point, move: Floats) -> Floats | None:
    """Return a move cut to the longest that is allowed; None where it is not finite."""
    reach = _LONGEST + 0.5 * np.abs(np.concatenate([point.u, point.mu]))
    furthest = float(np.abs(move / reach).max(initial=0.0))
    return move / max(furthest, 1.0) if np.isfinite(furthest) else None


def _newton(problem: Problem, point: _Point) -> _End:
    """Run damped Newton from a point."""
    damping = 0.0
    for step in range(_STEPS):
        if _converged(point):
            return _End(point, step, True)
        move = _direction(problem, point, damping)
        trial, length = (None, 0.0) if move is None else _search(problem, point, move)
        stuck = trial is None or trial.merit > 0.25 * point.merit
        if stuck and _good_enough(point):
            return _End(point, step, True)
        if trial is None:
            if damping > _MOST_DAMPING:
                break
            damping = 10.0 * damping if damping else 1e-6
            continue
        damping = damping * 0.1 if length == 1.0 and damping > 1e-12 else damping
        point = trial
    return _End(point, _STEPS, _converged(point))


def _search(problem: Problem, point: _Point, move: Floats) -> tuple[_Point | None, float]:
    """Return the first point along a move at which the errors have fallen, and its length."""
    n, cut = problem.network.size, _limit(point, move)
    if cut is None:
        return None, 0.0
    length = 1.0
    for _ in range(_HALVINGS):
        u, mu = point.u + length * cut[:n], point.mu + length * cut[n:]
        trial = _measure(problem, u, mu, point.ease)
        if trial.merit < point.merit * (1.0 - 1e-4 * length):
            return trial, length
        length *= 0.5
    return None, 0.0


def _converged(point: _Point) -> bool:
    """Return whether imbalances are at rounding level and the caps' conditions hold."""
    largest = float(np.abs(point.error).max(initial=0.0))
    if point.ease != _SHARP:
        return largest <= _STAGE_TARGET
    return point.worst <= _TARGET and largest <= _NODE_TARGET


def _good_enough(point: _Point) -> bool:
    """Return whether a point at which rounding ends the descent is certified, node by node."""
    largest = float(np.abs(point.error).max(initial=0.0))
    return point.ease == _SHARP and point.worst <= TOLERANCE and largest <= _ENOUGH


def _slack(problem: Problem, state: State) -> tuple[Floats, Floats]:
    """Return the log of each shared cap's limit over its load, 1 for a free cap, and the load.

    Both have a small amount added, so that a limit of zero can be kept.
    """
    limit = problem.cap_limit
    little = _NOTHING * _weigh_world(problem.network) + 1e-300
    free = ~np.isfinite(limit)
    load = state.load + little
    return np.where(free, 1.0, np.log((np.where(free, 1.0, limit) + little) / load)), load


def _weigh_world(network: Network) -> Floats:
    """Return what world demand would take of each shared cap at its heaviest use."""
    weight = np.zeros(len(network.caps.limit))
    np.maximum.at(weight, network.caps.cap, network.caps.weight)
    return weight * network.world_demand


def _direction(problem: Problem, point: _Point, damping: float) -> Floats | None:
    """Return the Newton step in log prices and multipliers; None where the slopes are singular."""
    n, c = problem.network.size, len(point.mu)
    rows, columns, values, enters = calc_side_slopes(problem, point.u, point.state)
    values = values / np.where(enters, point.inflow[rows], point.outflow[rows])
    extra = point.ease[0] + damping + 1e-13
    if n > _DENSE and not c:
        return _sparse_step((rows, columns, values), point.error, extra)
    matrix = np.bincount(rows * (n + c) + columns, values, (n + c) ** 2).reshape(n + c, n + c)
    if c:
        _add_caps(matrix, problem, point)
        matrix[np.diag_indices(n + c)] += damping + 1e-13
        extra = point.ease[0]
    matrix[np.arange(n), np.arange(n)] += extra
    try:
        step: Floats = np.linalg.solve(matrix, -point.error)
    except np.linalg.LinAlgError:
        return None
    return step


def _sparse_step(entries: tuple[Ints, Ints, Floats], error: Floats, extra: float) -> Floats | None:
    """Return the Newton step of a large network without shared caps."""
    from scipy.sparse import csc_matrix
    from scipy.sparse.linalg import splu

    n = len(error)
    own = np.arange(n)
    rows, columns = np.append(entries[0], own), np.append(entries[1], own)
    values = np.append(entries[2], np.full(n, extra))
    matrix = csc_matrix((values, (rows, columns)), shape=(n, n))
    try:  # the pattern is symmetric, and so is the ordering
        factors = splu(matrix, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})
    except RuntimeError:  # how SuperLU reports a singular matrix
        return None
    step: Floats = factors.solve(-error)
    return step


def _add_caps(matrix: Floats, problem: Problem, point: _Point) -> None:
    """Write the columns of the multipliers and the rows of the caps' conditions."""
    mu, state = point.mu, point.state
    network, n = problem.network, problem.network.size
    routes, processes, caps = network.routes, network.processes, network.caps
    load_by_u = np.zeros((len(mu), n))
    load_by_mu = np.zeros((len(mu), len(mu)))
    for k, kind in enumerate(caps.kind):
        c, e, w = caps.cap[k], caps.element[k], caps.weight[k]
        if kind == "route":
            terms, slope = problem.routes, state.route_slope[e]
            moves = [
                (routes.destination[e], 1.0, 1.0),
                (routes.origin[e], -1.0, -state.origin_share[e]),
            ]
        elif kind == "process":
            terms, slope = problem.processes, state.process_slope[e]
            ratio = processes.output_per_input[e]
            moves = [(processes.target[e], ratio, 1.0), (processes.source[e], -1.0, -1.0)]
        else:
            terms, slope = problem.supply, state.supply_slope[e]
            moves = [(e, 1.0, 1.0)]
        answer = max(float(terms.elasticity[e]), CAP_ELASTICITY) * slope
        for node, effect, lift in moves:
            side = point.inflow if effect > 0 else point.outflow
            matrix[node, n + c] -= effect * w * answer / side[node]
            load_by_u[c, node] += w * lift * terms.elasticity[e] * slope
        for other in np.flatnonzero((caps.element == e) & (np.array(caps.kind) == kind)):
            load_by_mu[c, caps.cap[other]] -= w * caps.weight[other] * answer
    slack, load = _slack(problem, state)
    norm = np.maximum(np.hypot(mu, slack), 1e-15)
    by_slack = np.where(np.isfinite(problem.cap_limit), (1.0 - slack / norm) / load, 0.0)
    matrix[n:, :n] = -by_slack[:, None] * load_by_u
    matrix[n:, n:] = np.diag(1.0 - mu / norm) - by_slack[:, None] * load_by_mu
