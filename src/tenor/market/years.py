r"""Several years in a row: stocks, reserves, ramp-ups and answers that grow with time.

Each activity answers a price at once with its short-run elasticity and in the end with its
long-run one. With :math:`\lambda = \varepsilon_S / \varepsilon_L` and :math:`a_t` the log of an
activity against its base at the scale of the year,

.. math:: a_t = (1 - \lambda)\, a_{t-1} + \varepsilon_S\, w_t

where :math:`w_t` is the log price (or ratio of prices) that the activity answers. What is
carried, :math:`(1-\lambda) a_{t-1}`, enters the year's policy as a scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import ShapeError, UserError
from tenor.market.equations import Problem, build_problem
from tenor.market.network import Network
from tenor.market.parameters import Parameters
from tenor.market.policy import Policy
from tenor.market.solving import Solution, UnsolvedError, solve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Carried = dict[str, Floats | None]

DAYS = 365.0
KINDS = ("supply", "demand", "route", "process")


@dataclass(frozen=True, slots=True)
class LongRun:
    """Long-run elasticities, on the axes of a network; at least those of the short run.

    Attributes
    ----------
    supply, demand : ndarray (node)
    route : ndarray (route)
    process : ndarray (process)
    """

    supply: Floats
    demand: Floats
    route: Floats
    process: Floats


@dataclass(frozen=True, slots=True)
class Years:
    """The path of a market over years, (year, ...).

    Attributes
    ----------
    years : tuple of int
    solutions : tuple of Solution
    stock : ndarray (year, node) [t]
        At the end of each year; NaN where not known.
    released : ndarray (year, node) [t/y]
        From stocks; below zero what was put in.
    reserves : ndarray (year, node) [t]
        Left at the end of each year; NaN where not known.
    cover : ndarray (year, node) [days]
        Stock over daily use, at the end of each year; NaN where the stock or any use is not
        known.
    notes : tuple of str
    """

    years: tuple[int, ...]
    solutions: tuple[Solution, ...]
    stock: Floats
    released: Floats
    reserves: Floats
    cover: Floats
    notes: tuple[str, ...]


def build_long_run(network: Network, parameters: Parameters) -> LongRun:
    """Return the long-run elasticities of a network from parameters of the long horizon."""
    if parameters.horizon != "long":
        raise UserError(f"parameters of the {parameters.horizon} run: expected those of the long")
    by_stage = {
        name: np.array([parameters.value(stage, name) for stage in network.stages])
        for name in KINDS
    }
    routes, plants = network.routes, network.processes
    return LongRun(
        supply=np.maximum(by_stage["supply"][network.stage], network.supply_elasticity),
        demand=np.maximum(by_stage["demand"][network.stage], network.demand_elasticity),
        route=np.maximum(by_stage["route"][network.stage[routes.origin]], routes.elasticity),
        process=np.maximum(by_stage["process"][network.stage[plants.target]], plants.elasticity),
    )


def solve_years(
    network: Network,
    policies: Sequence[Policy],
    *,
    stock: Floats | None = None,
    reserves: Floats | None = None,
    long_run: LongRun | None = None,
) -> Years:
    """Return the equilibria of consecutive years, the first being the year after the base.

    Parameters
    ----------
    network : Network
    policies : sequence of Policy
        One a year; caps, scales and stocks hold for that year alone.
    stock : ndarray (node), optional [t]
        At the start; NaN where not known. Releases from a known stock end with it.
    reserves : ndarray (node), optional [t]
        At the start; NaN where not known and so without a limit.
    long_run : LongRun, optional
        Without it every year answers with the short-run elasticities and nothing is carried.

    Raises
    ------
    ShapeError
        An array does not fit the network.
    UnsolvedError
        A year has no equilibrium; the message names it.

    Examples
    --------
    >>> from tenor.market.calibration import build_network
    >>> from tenor.market.policy import NEUTRAL
    >>> path = solve_years(build_network("antimony", 2022), [NEUTRAL, NEUTRAL])
    >>> bool(abs(path.solutions[1].log_price).max() < 1e-9), path.years
    (True, (2023, 2024))
    """
    if not policies:
        raise UserError("years: expected at least one policy")
    held = _start(network, stock)
    left = _start(network, reserves)
    carried: Carried = dict.fromkeys(KINDS)
    found, stocks, taken, remaining, covers = [], [], [], [], []
    notes: list[str] = []
    start = None
    for turn, asked in enumerate(policies):
        year = network.year + 1 + turn
        policy, released = _release(network, asked, held, (year, notes))
        policy = _deplete(policy, network, left)
        policy = _carry(policy, network, carried)
        try:
            solution = solve(network, policy, start=start)
        except UnsolvedError as error:
            raise UnsolvedError(f"{year}: {error}") from error
        start = np.clip(solution.log_price, -2.0, 2.0)
        if long_run is not None:
            carried = _answers(
                build_problem(network, policy), solution.log_price, carried, long_run
            )
        held = held - released
        left = np.maximum(left - solution.supply, 0.0)
        found.append(solution)
        stocks.append(held)
        taken.append(released)
        remaining.append(left)
        covers.append(calc_cover(network, solution, held))
    years = tuple(network.year + 1 + turn for turn in range(len(policies)))
    return Years(
        years, tuple(found), np.array(stocks), np.array(taken), np.array(remaining),
        np.array(covers), tuple(notes),
    )  # fmt: skip


def _start(network: Network, values: Floats | None) -> Floats:
    """Return amounts at the start, NaN where not known."""
    if values is None:
        return np.full(network.size, np.nan)
    if values.shape != (network.size,):
        raise ShapeError(f"expected {network.size} values, one per node, found {values.shape}")
    if (values < 0).any():
        raise ShapeError(f"stock or reserve below zero at node {int((values < 0).argmax())}")
    return values.astype(np.float64)


def _release(
    network: Network, policy: Policy, held: Floats, told: tuple[int, list[str]]
) -> tuple[Policy, Floats]:
    """Return the policy with releases that the stocks allow, and what is released."""
    if policy.stock is None:
        return policy, np.zeros(network.size)
    year, notes = told
    known = ~np.isnan(held)
    most = np.where(known, held, np.inf)
    released = np.minimum(policy.stock, most)
    for node in np.flatnonzero(policy.stock > most):
        notes.append(
            f"{year}: {network.label_node(int(node))} was to release {policy.stock[node]:,.0f} t "
            f"and holds {most[node]:,.0f} t"
        )
    for node in np.flatnonzero((policy.stock != 0) & ~known):
        notes.append(f"{year}: the stock of {network.label_node(int(node))} is not known")
    return replace(policy, stock=released), released


def _deplete(policy: Policy, network: Network, left: Floats) -> Policy:
    """Return the policy with supply capped by what the reserves still hold."""
    if np.isnan(left).all():
        return policy
    cap = np.full(network.size, np.inf) if policy.supply_cap is None else policy.supply_cap
    return replace(policy, supply_cap=np.minimum(cap, np.where(np.isnan(left), np.inf, left)))


def _carry(policy: Policy, network: Network, carried: Carried) -> Policy:
    """Return the policy with scales that hold what was carried from the year before."""
    changes = {}
    for name, log_scale in carried.items():
        if log_scale is not None:
            held = getattr(policy, f"{name}_scale")
            factor = np.exp(log_scale)
            changes[f"{name}_scale"] = factor if held is None else held * factor
    return replace(policy, **changes) if changes else policy


def _answers(problem: Problem, u: Floats, carried: Carried, long_run: LongRun) -> Carried:
    """Return the log scale that each activity carries to the next year."""
    routes, plants = problem.network.routes, problem.network.processes
    pulls = {
        "supply": (problem.supply.elasticity, u),
        "demand": (problem.demand.elasticity, -u),
        "route": (problem.routes.elasticity, u[routes.destination] - calc_duty_rise(problem, u)),
        "process": (problem.processes.elasticity, u[plants.target] - u[plants.source]),
    }
    found: Carried = {}
    for name, (short, pull) in pulls.items():
        final = getattr(long_run, name)
        speed = np.ones(len(short))
        np.divide(short, final, out=speed, where=final > 0)
        before = carried[name]
        answered = short * pull + (0.0 if before is None else before)
        found[name] = (1.0 - np.minimum(speed, 1.0)) * answered
    return found


def calc_duty_rise(problem: Problem, u: Floats) -> Floats:
    """Return the log change of what a buyer pays at each route's origin, duty included."""
    routes = problem.network.routes
    base = problem.network.price[routes.origin]
    before = base * (1.0 + routes.tariff) + routes.freight
    now = base * np.exp(u[routes.origin]) * (1.0 + problem.tariff) + problem.freight
    rise: Floats = np.log(now / before)
    return rise


def calc_cover(network: Network, solution: Solution, stock: Floats) -> Floats:
    """Return stock over daily use of each node [days]; NaN where either is not known or none.

    Use is what leaves the chain and what plants take in.
    """
    plants = network.processes
    use = solution.demand + np.bincount(plants.source, solution.input, minlength=network.size)
    with np.errstate(divide="ignore", invalid="ignore"):
        cover = np.where(use > 0, stock / (use / DAYS), np.nan)
    return cover


def calc_ramp(years: Sequence[int], start: int, length: float) -> Floats:
    """Return the share of capacity that runs in each year of a straight ramp-up.

    Parameters
    ----------
    years : sequence of int
    start : int
        First year of output.
    length : float [years]
        Until full capacity; 0 or less opens at once. A year counts at its middle.

    Examples
    --------
    >>> calc_ramp([2027, 2028, 2029, 2030], 2028, 2.0).tolist()
    [0.0, 0.25, 0.75, 1.0]
    """
    passed = np.asarray(years, dtype=np.float64) - start
    if length <= 0:
        return (passed >= 0).astype(np.float64)
    return np.where(passed < 0, 0.0, np.clip((passed + 0.5) / length, 0.0, 1.0))


def calc_stockpile(network: Network, routes: Ints, share: float) -> Floats:
    """Return what buyers put into stocks in the year before routes close [t/y, below zero].

    Parameters
    ----------
    network : Network
    routes : ndarray of int
        Routes that are announced to close.
    share : float
        Of a year's trade on them that buyers lay in; a judgement to be swept.

    Returns
    -------
    ndarray (node)
        To be used as `Policy.stock`; its negative is what can be released later.

    Examples
    --------
    >>> from tenor.market.calibration import build_network
    >>> network = build_network("nickel", 2013)
    >>> sold = np.flatnonzero(network.routes.origin == network.find_node("IDN", "ore"))
    >>> bool(calc_stockpile(network, sold, 0.2).sum() < 0)
    True
    """
    if not share >= 0:
        raise UserError(f"share laid in {share}: expected at least 0")
    flow, buyers = network.routes.flow[routes], network.routes.destination[routes]
    return -share * np.bincount(buyers, flow, minlength=network.size)
