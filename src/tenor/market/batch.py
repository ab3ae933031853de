"""Many draws of one market: plans, runs over blocks of draws, summaries.

    plan = build_plan(network, policy, inputs=DrawPlan(...), outputs=all_nodes(network))
    parts = [run_blocks(plan, seed, first=b, last=b + 9) for b in (0, 10, 20)]  # anywhere
    summary = summarise(plan, parts)

A plan and its results are picklable: parts may come from threads, from any executor of
`concurrent.futures` or from a Dask cluster, in any order and any cut.
"""

from __future__ import annotations

import dataclasses
import hashlib
import pickle
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.core.distributions import Fixed
from tenor.core.errors import ShapeError, UserError
from tenor.market.inputs import DrawPlan, Input, build_policy, calc_key, draw_inputs, require_inputs
from tenor.market.kernel.driver import run_range, solve_values
from tenor.market.kernel.layout import Layout, build_layout
from tenor.market.network import Network, require_network
from tenor.market.outputs import Outputs, calc_base, calc_row, label_output, list_outputs
from tenor.market.policy import AXES, NEUTRAL, Policy, default_values, require_policy
from tenor.market.solving import Solution, UnsolvedError, solve
from tenor.market.sums import (
    BLOCK,
    BlockSums,
    add_leaf,
    calc_quantiles,
    join_tree,
    merge_sums,
)

Floats = NDArray[np.float64]

QUANTILES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)


@dataclass(frozen=True, slots=True)
class Plan:
    """A network under a policy with its random inputs and the outputs wanted of it.

    Attributes
    ----------
    network : Network
    policy : Policy
        What holds in every draw.
    inputs : DrawPlan
    wanted : tuple of (kind, place)
        Outputs in the order of all result arrays.
    labels : tuple of str
        The outputs in words.
    base : ndarray (output)
        Values of the base year.
    reference : ndarray (output)
        Scale of the quantile sketch: the base value, or a small share of world demand where
        that is zero.
    start : ndarray (node)
        Log prices with all inputs at their medians, where the draws start from.
    scenario : str
        Name of the scenario, part of the key of its draws.
    draws : int
        Draws in all; the last block may be short.
    fingerprint : str
        Of all of the above.
    """

    network: Network
    policy: Policy
    inputs: DrawPlan
    wanted: tuple[tuple[str, int], ...]
    labels: tuple[str, ...]
    base: Floats
    reference: Floats
    start: Floats
    scenario: str
    draws: int
    fingerprint: str

    @property
    def blocks(self) -> int:
        """Number of blocks of 1,024 draws, the last perhaps short."""
        return -(-self.draws // BLOCK)


@dataclass(frozen=True, slots=True)
class Summary:
    """Statistics of the outputs over all draws.

    Attributes
    ----------
    wanted, labels
        As in `Plan`.
    base, mean, sd, low, high : ndarray (output)
        In the unit of the output; `sd` with n - 1.
    levels : ndarray (level)
    quantiles : ndarray (level, output)
        Within 0.1% of the sample's for values within a factor e of the base value, 1% beyond.
    draws, robust, backstopped : int
        Draws counted; of them solved by the robust path, and with the backstop in use.
    unsolved : tuple of int
        Numbers of draws without a certified solution; they are in no statistic.
    iterations : float
        Newton steps per draw.
    worst : float
        Largest imbalance of any draw, as a share of world demand.
    """

    wanted: tuple[tuple[str, int], ...]
    labels: tuple[str, ...]
    base: Floats
    mean: Floats
    sd: Floats
    low: Floats
    high: Floats
    levels: Floats
    quantiles: Floats
    draws: int
    robust: int
    backstopped: int
    unsolved: tuple[int, ...]
    iterations: float
    worst: float


@dataclass(frozen=True, slots=True)
class Batch:
    """Full solutions of several scenarios.

    Attributes
    ----------
    log_price : ndarray (scenario, node)
        NaN where unsolved, as in all arrays here.
    flow : ndarray (scenario, route) [t/y]
    use, supply : ndarray (scenario, node) [t/y]
    intake : ndarray (scenario, process) [t/y of feed]
    backstop : ndarray (scenario, node) [t/y]
        Tonnes that the backstop adds, less those that it takes.
    worst : ndarray (scenario)
        Largest imbalance as a share of world demand.
    path : tuple of str
        ``kernel``; ``newton``, ``continuation`` or ``transient`` (the robust path); ``unsolved``.
    """

    log_price: Floats
    flow: Floats
    use: Floats
    supply: Floats
    intake: Floats
    backstop: Floats
    worst: Floats
    path: tuple[str, ...]


def build_plan(
    network: Network,
    policy: Policy = NEUTRAL,
    *,
    inputs: DrawPlan,
    outputs: Outputs,
    draws: int,
    scenario: str = "base",
) -> Plan:
    """Return a plan, checked and ready to run.

    Parameters
    ----------
    network : Network
    policy : Policy
        What holds in every draw; inputs multiply or replace parts of it.
    inputs : DrawPlan
    outputs : Outputs
    draws : int
        Number of draws, at least 1.
    scenario : str
        Scenarios of other names have other draws; give two scenarios the same name to compare
        them draw by draw.

    Raises
    ------
    UserError, ShapeError, UnknownNameError
        A part does not fit the network.
    """
    require_policy(require_network(network), policy)
    require_inputs(network, inputs)
    if draws < 1:
        raise UserError(f"draws: expected at least 1, found {draws}")
    wanted = list_outputs(network, outputs)
    base = calc_base(network, wanted)
    small = 1e-6 * max(network.world_demand, 1e-300)
    parts = (network, policy, inputs, wanted, scenario, draws)
    return Plan(
        network, policy, inputs, wanted,
        tuple(label_output(network, kind, place) for kind, place in wanted),
        base, np.where(base > 0, base, small), _find_start(network, policy, inputs),
        scenario, draws,
        hashlib.sha256(pickle.dumps(parts, protocol=5)).hexdigest()[:16],
    )  # fmt: skip


def run_blocks(plan: Plan, seed: int, *, first: int, last: int, threads: int = 1) -> BlockSums:
    """Return the statistics of blocks `first` to `last`, the last one not included.

    Parameters
    ----------
    plan : Plan
    seed : int
        Not negative.
    first, last : int
        Numbers of blocks of 1,024 draws: 0 <= first < last <= plan.blocks.
    threads : int
        Threads that share the blocks; the GIL is released. The result is the same to the
        last bit for any number.

    Raises
    ------
    UserError
        The seed is negative or the blocks lie outside the plan.
    """
    if not 0 <= first < last <= plan.blocks:
        raise UserError(f"blocks {first} to {last}: the plan has blocks 0 to {plan.blocks}")
    key = calc_key(seed, plan.scenario)
    return _run(plan, key, (first, last), threads)


def summarise(
    plan: Plan, parts: Iterable[BlockSums], *, levels: Sequence[float] = QUANTILES
) -> Summary:
    """Return the summary of a plan from the statistics of its blocks, in any order.

    Raises
    ------
    UserError
        The parts belong to different plans or seeds, or a block is there twice.
    """
    sums = merge_sums(parts)
    if not sums.key.startswith(plan.fingerprint):
        raise UserError("the blocks do not belong to this plan")
    moments = join_tree(sums.tree)
    n = sums.draws
    with np.errstate(invalid="ignore", divide="ignore"):
        shift = moments[0] / n
        variance = np.maximum(moments[1] - n * shift**2, 0.0) / (n - 1)
    at = np.asarray(levels, dtype=np.float64)
    return Summary(
        plan.wanted, plan.labels, plan.base, plan.base + shift, np.sqrt(variance),
        sums.low, sums.high, at, calc_quantiles(sums, plan.reference, at),
        n, sums.robust, sums.backstopped, sums.unsolved,
        sums.iterations / n if n else float("nan"), sums.worst,
    )  # fmt: skip


def calc_outputs(plan: Plan, values: Floats) -> tuple[Floats, tuple[str, ...]]:
    """Return the outputs (row, output) at given values of the inputs (row, input), and paths.

    For designs that are not random draws, such as those of a sensitivity analysis. An
    unsolved row is NaN and its path ``unsolved``.

    Raises
    ------
    ShapeError
        `values` has another number of columns than the plan has inputs.
    """
    given = np.asarray(values, dtype=np.float64)
    if given.ndim != 2 or given.shape[1] != len(plan.inputs.inputs):
        raise ShapeError(
            f"expected values of shape (row, {len(plan.inputs.inputs)}), found {given.shape}"
        )
    layout = _layout(plan)
    rows, notes = solve_values(layout, given, len(plan.wanted) + 1)
    rows = np.ascontiguousarray(rows[:, :-1])
    paths = ["kernel"] * len(given)
    for k in np.flatnonzero(notes[0] != 0):
        rows[k], paths[k] = _solve_row(plan, given[k])
    return rows, tuple(paths)


def draw_values(plan: Plan, seed: int, *, start: int, stop: int) -> Floats:
    """Return the values (draw, input) that draws `start` to `stop` of a run use."""
    return draw_inputs(plan.inputs, key=calc_key(seed, plan.scenario), start=start, stop=stop)


def solve_batch(network: Network, policies: Sequence[Policy]) -> Batch:
    """Return the full solutions of several policies.

    Raises
    ------
    ShapeError
        A policy does not fit the network.
    """
    parts = [_solve_some(network, policies[k : k + BLOCK]) for k in range(0, len(policies), BLOCK)]
    n, routes, processes = network.size, len(network.routes.flow), len(network.processes.input)
    ends = np.cumsum([n, routes, n, n, processes, n])[:-1]
    rows = np.concatenate([part[0] for part in parts])
    worst = np.concatenate([part[1] for part in parts])
    return Batch(*np.split(rows, ends, axis=1), worst, tuple(p for part in parts for p in part[2]))


def _solve_some(
    network: Network, policies: Sequence[Policy]
) -> tuple[Floats, Floats, tuple[str, ...]]:
    """Return rows of all quantities, the largest imbalance and the path of some policies.

    What differs between the policies becomes an input of the kernel.
    """
    for policy in policies:
        require_policy(network, policy)
    inputs, columns, common = [], [], {}
    for name in AXES:
        default = default_values(network, name)
        given = [getattr(policy, name) for policy in policies]
        table = np.array([default if one is None else one for one in given])
        common[name] = table[0]
        for at in np.flatnonzero((table != table[0]).any(axis=0)):
            inputs.append(Input(f"{name} {at}", name, (int(at),), Fixed(1.0), "replace"))
            columns.append(table[:, at])
    terms = tuple((kind, k) for kind, length in _full(network) for k in range(length))
    draws = DrawPlan(tuple(inputs))
    layout = build_layout(
        network, Policy(**common), draws, terms=terms, start=np.zeros(network.size)
    )
    values = np.column_stack(columns) if columns else np.empty((len(policies), 0))
    table, notes = solve_values(layout, values, len(terms))
    rows, worst = np.array(table), notes[2] / layout.model.nodes.scale
    paths = ["kernel"] * len(policies)
    for k in np.flatnonzero(notes[0] != 0):
        found = _solve_one(network, policies[k])
        rows[k], worst[k], paths[k] = np.nan, np.nan, "unsolved"
        if found is not None:
            worst[k], paths[k] = found.worst, found.path
            rows[k] = np.concatenate([
                found.log_price, found.flow, found.demand, found.supply, found.input,
                found.backstop - found.unsold,
            ])  # fmt: skip
    return rows, worst, tuple(paths)


def _full(network: Network) -> list[tuple[str, int]]:
    """Return the kinds of all quantities of a solution with their lengths."""
    n = network.size
    return [
        ("log_price", n), ("flow", len(network.routes.flow)), ("use", n), ("supply", n),
        ("intake", len(network.processes.input)), ("node_backstop", n),
    ]  # fmt: skip


def _solve_one(network: Network, policy: Policy) -> Solution | None:
    try:
        return solve(network, policy)
    except UnsolvedError:
        return None


def _solve_row(plan: Plan, values: Floats) -> tuple[Floats, str]:
    """Return the outputs of one draw by the robust path."""
    policy = build_policy(plan.network, plan.policy, plan.inputs, values)
    found = _solve_one(plan.network, policy)
    if found is None:
        return np.full(len(plan.wanted), np.nan), "unsolved"
    return calc_row(plan.network, plan.wanted, found), found.path


def _find_start(network: Network, policy: Policy, inputs: DrawPlan) -> Floats:
    """Return log prices with all inputs at their medians, or the base year's if there are none.

    Rounded to multiples of 2**-20, so that the last bits of a library do not matter.
    """
    medians = np.array([float(one.distribution.ppf(0.5)) for one in inputs.inputs])
    found = _solve_one(network, build_policy(network, policy, inputs, medians))
    if found is None:
        return np.zeros(network.size)
    return np.round(np.clip(found.log_price, -4.0, 4.0) * 2.0**20) / 2.0**20


_LAYOUTS: dict[str, Layout] = {}
_KEPT_LAYOUTS = 4


def _layout(plan: Plan) -> Layout:
    """Return the kernel's arrays of a plan; the last few are kept."""
    found = _LAYOUTS.get(plan.fingerprint)
    if found is None:
        terms = (*plan.wanted, ("backstop", 0))
        found = build_layout(plan.network, plan.policy, plan.inputs, terms=terms, start=plan.start)
        while len(_LAYOUTS) >= _KEPT_LAYOUTS:
            _LAYOUTS.pop(next(iter(_LAYOUTS)), None)
        _LAYOUTS[plan.fingerprint] = found
    return found


def _run(plan: Plan, key: int, blocks: tuple[int, int], threads: int) -> BlockSums:
    def robust(draws: NDArray[np.int64]) -> tuple[Floats, NDArray[np.bool_]]:
        rows = np.zeros((len(draws), len(plan.wanted) + 1))
        sound = np.ones(len(draws), dtype=np.bool_)
        with_backstop = dataclasses.replace(plan, wanted=(*plan.wanted, ("backstop", 0)))
        for k, draw in enumerate(draws.tolist()):
            values = draw_inputs(plan.inputs, key=key, start=draw, stop=draw + 1)[0]
            rows[k], path = _solve_row(with_backstop, values)
            sound[k] = path != "unsolved"
        return rows, sound

    scales = np.array([plan.base, plan.reference]).reshape(2, len(plan.wanted))
    found, counts = run_range(
        _layout(plan), scales, key=key, span=(*blocks, plan.draws), threads=threads, robust=robust
    )
    tree: dict[tuple[int, int], Floats] = {}
    for block in found:
        add_leaf(tree, (0, block.number), block.moments)
    return BlockSums(
        f"{plan.fingerprint}:{key:016x}", tree, sum(b.draws for b in found),
        np.minimum.reduce([b.low for b in found]), np.maximum.reduce([b.high for b in found]),
        counts,
        robust=sum(b.robust for b in found),
        unsolved=tuple(i for b in found for i in b.unsolved),
        backstopped=sum(b.backstopped for b in found),
        iterations=sum(b.iterations for b in found),
        worst=max(b.worst for b in found),
    )  # fmt: skip
