"""Many draws of one market: plans, runs over blocks of draws, summaries.

    plan = build_plan(network, policy, inputs=DrawPlan(...), outputs=all_nodes(network))
    parts = [run_blocks(plan, seed, first=b, last=b + 9) for b in (0, 10, 20)]  # anywhere
    summary = summarise(plan, parts)

A plan and its results are picklable: parts may come from threads, from any executor of
`concurrent.futures` or from a Dask cluster, in any order and any cut.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import ShapeError, UserError
from tenor.market.inputs import DrawPlan, build_policy, calc_key, draw_inputs, require_inputs
from tenor.market.network import Network, require_network
from tenor.market.outputs import Outputs, calc_base, calc_row, label_output, list_outputs
from tenor.market.policy import NEUTRAL, Policy, require_policy
from tenor.market.solving import Solution, UnsolvedError, solve
from tenor.market.sums import (
    BINS,
    BLOCK,
    BlockSums,
    add_leaf,
    calc_bin,
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
        ``kernel``, ``newton`` or ``continuation`` (both the robust path), or ``unsolved``.
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
        base, np.where(base > 0, base, small), scenario, draws,
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
    return merge_sums(_run_slowly(plan, key, block) for block in range(first, last))


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
    rows, paths = np.full((len(given), len(plan.wanted)), np.nan), []
    for k, row in enumerate(given):
        found = _solve_one(plan.network, build_policy(plan.network, plan.policy, plan.inputs, row))
        paths.append("unsolved" if found is None else found.path)
        if found is not None:
            rows[k] = calc_row(plan.network, plan.wanted, found)
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
    found = [_solve_one(network, policy) for policy in policies]
    n, routes, processes = network.size, len(network.routes.flow), len(network.processes.input)

    def stack(part: str, length: int) -> Floats:
        blank = np.full(length, np.nan)
        rows = [blank if one is None else getattr(one, part) for one in found]
        return np.array(rows).reshape(len(found), length)

    return Batch(
        stack("log_price", n), stack("flow", routes), stack("demand", n), stack("supply", n),
        stack("input", processes), stack("backstop", n) - stack("unsold", n),
        np.array([np.nan if one is None else one.worst for one in found]),
        tuple("unsolved" if one is None else one.path for one in found),
    )  # fmt: skip


def _solve_one(network: Network, policy: Policy) -> Solution | None:
    try:
        return solve(network, policy)
    except UnsolvedError:
        return None


def _run_slowly(plan: Plan, key: int, block: int) -> BlockSums:
    """Return the statistics of one block by the robust path alone."""
    start, stop = block * BLOCK, min((block + 1) * BLOCK, plan.draws)
    values = draw_inputs(plan.inputs, key=key, start=start, stop=stop)
    rows, paths = calc_outputs(plan, values)
    solved = np.array([path != "unsolved" for path in paths])
    rows = rows[solved]
    counts = np.zeros((len(plan.wanted), BINS), dtype=np.int64)
    for row in rows:
        for k, value in enumerate(row):
            counts[k, calc_bin(value, plan.reference[k])] += 1
    away = rows - plan.base
    tree: dict[tuple[int, int], Floats] = {}
    add_leaf(tree, (0, block), np.array([away.sum(axis=0), (away**2).sum(axis=0)]))
    return BlockSums(
        f"{plan.fingerprint}:{key:016x}", tree, len(rows),
        rows.min(axis=0, initial=np.inf), rows.max(axis=0, initial=-np.inf), counts,
        robust=len(rows),
        unsolved=tuple(int(start + i) for i in np.flatnonzero(~solved)),
    )  # fmt: skip
