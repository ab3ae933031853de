"""The reference solver: one scenario by damped Newton, with continuation where kinks resist.

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
    calc_slopes,
    calc_state,
)
from tenor.market.network import Network
from tenor.market.policy import NEUTRAL, Policy

Floats = NDArray[np.float64]

TOLERANCE = 1e-9
"""Largest imbalance of a node that a certified solution may have, as a share of world demand."""

_TARGET = 1e-13
_STEPS = 80
_HALVINGS = 30
_LONGEST = 3.0  # of a step in log prices
_SMOOTHING = (0.5, 0.2, 0.08, 0.03, 0.01, 3e-3, 1e-3, 1e-4, 1e-5, 0.0)
_DENSE = 400  # unknowns up to which a dense factorisation is faster


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
        ``newton`` or ``continuation``.
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
        No point within the tolerance was found, by Newton's method or by continuation.
    """
    problem = build_problem(network, policy)
    u = np.zeros(network.size) if start is None else start.copy()
    mu = np.zeros(len(problem.cap_limit))
    u, mu, count, done = _newton(problem, u, mu, 0.0)
    path = "newton"
    if not done:
        path = "continuation"
        u, mu = np.zeros(network.size), np.zeros(len(problem.cap_limit))
        for smooth in _SMOOTHING:
            u, mu, more, done = _newton(problem, u, mu, smooth)
            count += more
    state = calc_state(problem, u, mu)
    worst = calc_worst(problem, state)
    if worst > TOLERANCE:
        node = int(np.abs(state.excess).argmax())
        raise UnsolvedError(
            f"the market of {network.commodity} did not settle: {network.label_node(node)} is out "
            f"of balance by {state.excess[node]:.4g} t of {network.world_demand:.4g} t in the world"
        )
    return Solution(
        network, u, network.price * np.exp(u), state.flow, state.supply, state.demand,
        state.residual, state.by_product, state.input, state.backstop, state.unsold,
        mu, state.load, worst, count, path,
    )  # fmt: skip


def calc_worst(problem: Problem, state: State) -> float:
    """Return the largest imbalance of a node as a share of world demand."""
    scale = max(problem.network.world_demand, float(problem.throughput.max(initial=0.0)))
    return float(np.abs(state.excess).max(initial=0.0)) / scale if scale > 0 else 0.0


def _newton(
    problem: Problem, u: Floats, mu: Floats, smooth: float
) -> tuple[Floats, Floats, int, bool]:
    """Run damped Newton from a point; return the point, the steps and whether it converged."""
    n = problem.network.size
    state = calc_state(problem, u, mu, smooth)
    error = _errors(problem, state, mu)
    merit, damping = float(error @ error), 0.0
    for step in range(_STEPS):
        if _converged(problem, state, error[n:]):
            return u, mu, step, True
        move = _direction(problem, u, mu, state, damping)
        longest = float(np.abs(move[:n]).max(initial=0.0))
        if longest > _LONGEST:
            move = move * (_LONGEST / longest)
        length, better = 1.0, False
        for _ in range(_HALVINGS):
            trial_u, trial_mu = u + length * move[:n], mu + length * move[n:]
            trial = calc_state(problem, trial_u, trial_mu, smooth)
            trial_error = _errors(problem, trial, trial_mu)
            trial_merit = float(trial_error @ trial_error)
            if trial_merit < merit * (1.0 - 1e-4 * length):
                better = True
                break
            length *= 0.5
        if not better:
            if damping > 1e3:
                break
            damping = 10.0 * damping if damping else 1e-6
            continue
        damping = damping * 0.1 if length == 1.0 and damping > 1e-12 else damping
        u, mu, state, error, merit = trial_u, trial_mu, trial, trial_error, trial_merit
    return u, mu, _STEPS, _converged(problem, state, error[n:])


def _errors(problem: Problem, state: State, mu: Floats) -> Floats:
    """Return imbalances as shares of throughput, and the caps' complementarity."""
    balance = state.excess / problem.throughput
    if not len(mu):
        return balance
    slack = _slack(problem, state)
    return np.concatenate([balance, mu + slack - np.hypot(mu, slack)])


def _slack(problem: Problem, state: State) -> Floats:
    """Return what each shared cap leaves as a share of its limit, finite for a free cap."""
    limit = problem.cap_limit
    with np.errstate(invalid="ignore", divide="ignore"):
        left = (limit - state.load) / np.maximum(limit, 1e-9)
    return np.where(np.isfinite(limit), left, 1.0)


def _converged(problem: Problem, state: State, cap_errors: Floats) -> bool:
    """Return whether imbalances are at rounding level and the caps' conditions hold."""
    settled = calc_worst(problem, state) <= _TARGET
    return settled and float(np.abs(cap_errors).max(initial=0.0)) <= 1e-10


def _direction(problem: Problem, u: Floats, mu: Floats, state: State, damping: float) -> Floats:
    """Return the Newton step in log prices and multipliers."""
    n, c = problem.network.size, len(mu)
    rows, columns, values = calc_slopes(problem, u, state)
    if n + c > _DENSE and not c:
        return _sparse_step(problem, (rows, columns, values), state, damping)
    matrix = np.zeros((n + c, n + c))
    np.add.at(matrix, (rows, columns), values)
    matrix[:n] /= problem.throughput[:, None]
    if c:
        _add_caps(matrix, problem, mu, state)
    matrix[np.diag_indices(n)] += damping + 1e-15
    step: Floats = np.linalg.solve(matrix, -_errors(problem, state, mu))
    return step


def _sparse_step(
    problem: Problem, entries: tuple[Floats, Floats, Floats], state: State, damping: float
) -> Floats:
    """Return the Newton step of a large network without shared caps."""
    from scipy.sparse import coo_matrix, eye
    from scipy.sparse.linalg import splu

    n = problem.network.size
    rows, columns, values = entries
    scaled = values / problem.throughput[rows]
    matrix = coo_matrix((scaled, (rows, columns)), shape=(n, n)).tocsc()
    step: Floats = splu((matrix + (damping + 1e-15) * eye(n, format="csc")).tocsc()).solve(
        -state.excess / problem.throughput
    )
    return step


def _add_caps(matrix: Floats, problem: Problem, mu: Floats, state: State) -> None:
    """Write the columns of the multipliers and the rows of the caps' conditions."""
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
            matrix[node, n + c] -= effect * w * answer / problem.throughput[node]
            load_by_u[c, node] += w * lift * terms.elasticity[e] * slope
        for other in np.flatnonzero((caps.element == e) & (np.array(caps.kind) == kind)):
            load_by_mu[c, caps.cap[other]] -= w * caps.weight[other] * answer
    slack = _slack(problem, state)
    norm = np.maximum(np.hypot(mu, slack), 1e-15)
    finite = np.isfinite(problem.cap_limit)
    by_slack = np.where(finite, (1.0 - slack / norm) / np.maximum(problem.cap_limit, 1e-9), 0.0)
    matrix[n:, :n] = -by_slack[:, None] * load_by_u
    matrix[n:, n:] = np.diag(1.0 - mu / norm) - by_slack[:, None] * load_by_mu
