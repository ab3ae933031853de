"""Many draws, in chunks that stay in the processor's cache; results do not depend on the chunks."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.finance.evaluate import build_schedules, evaluate, prepare
from tenor.finance.instruments.debt import Schedule
from tenor.finance.laying import Draws
from tenor.finance.measures import calc_irr, calc_npv
from tenor.finance.model import Project
from tenor.finance.plan import Plan, build_plan
from tenor.finance.sampling import Sampler, find_extra
from tenor.finance.series import Floats
from tenor.finance.valuing import calc_taken

CHUNK = 2048
_KEPT = 3_900_000
"""Numbers in a block just under 32 MB, the largest from which the C library learns."""


@dataclass(frozen=True, slots=True)
class Draw:
    """Results by draw.

    Attributes
    ----------
    values : mapping of str to ndarray (draw)
        ``npv_pre_tax``, ``npv_after_tax``, ``irr_after_tax``, ``npv.PARTY``,
        ``government_take``, ``dscr.LOAN``.
    flow : ndarray of float32 (year, draw)
        Project cash flow after tax.
    """

    plan: Plan
    values: dict[str, Floats]
    flow: NDArray[np.float32]


def plan_for_draws(project: Project) -> tuple[Plan, tuple[Schedule, ...]]:
    """Return the base case with room for what may come late, and the loans' schedules."""
    plan = build_plan(project, extra=find_extra(project))
    return plan, build_schedules(plan)


def simulate(project: Project, *, draws: int, seed: int = 1, threads: int = 1) -> Draw:
    """Return the results of many draws.

    Parameters
    ----------
    project : Project
    draws : int
        Their number.
    seed : int
    threads : int
        Workers; they change nothing in the results.
    """
    _keep_memory()
    plan, schedules = plan_for_draws(project)
    sampler = Sampler(plan, seed)
    starts = range(0, draws, CHUNK)

    found = Draw(plan, {}, np.empty((len(plan.years), draws), dtype=np.float32))

    def run(start: int) -> None:
        stop = min(start + CHUNK, draws)
        values, flow = measure(plan, sampler.draw(start, stop), schedules)
        for name, one in values.items():
            if name not in found.values:
                found.values[name] = np.empty(draws)
            found.values[name][start:stop] = one
        found.flow[:, start:stop] = flow

    run(0)
    if threads == 1:
        for start in starts[1:]:
            run(start)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(run, starts[1:]))
    return found


def _keep_memory() -> None:
    """Let the C library keep what arrays give back, since new pages cost a third of the time.

    Under Linux a large block that was freed raises the size up to which memory is kept.
    """
    np.empty(_KEPT)


def measure(
    plan: Plan, draws: Draws, schedules: Sequence[Schedule]
) -> tuple[dict[str, Floats], NDArray[np.float32]]:
    """Return the measures of each draw and the project cash flow after tax."""
    project = plan.project
    prepared = prepare(plan, draws)
    alone = evaluate(plan, draws, financed=False, prepared=prepared)
    whole = alone
    if project.instruments:
        whole = evaluate(plan, draws, schedules=schedules, prepared=prepared)
    factors = plan.factors(project.discount_rate)
    after = _full(alone.after_tax, draws.count)
    values = {
        "npv_pre_tax": _worth(plan, alone.pre_tax, project.discount_rate, draws.count),
        "npv_after_tax": calc_npv(after, factors),
        "irr_after_tax": calc_irr(after),
    }
    for name, flow in whole.book.parties().items():
        rate = project.party_rates.get(name, project.discount_rate)
        values[f"npv.{name}"] = _worth(plan, flow, rate, draws.count)
    taken = calc_taken(plan, whole)
    share = _worth(plan, taken, project.discount_rate, draws.count)
    before = values["npv_pre_tax"]
    values["government_take"] = np.divide(
        share, before, out=np.full(draws.count, np.nan), where=before > 0
    )
    for loan in whole.loans:
        values[f"dscr.{loan.schedule.loan.id}"] = loan.least
        owed = loan.arrears / loan.schedule.index[-1]
        values[f"unpaid.{loan.schedule.loan.id}"] = owed
    return values, after.astype(np.float32)


def _full(flow: Floats, count: int) -> Floats:
    return np.ascontiguousarray(np.broadcast_to(flow, (len(flow), count)))


def _worth(plan: Plan, flow: Floats, rate: float, count: int) -> Floats:
    found = calc_npv(flow, plan.factors(rate))
    return np.broadcast_to(found, (count,)).copy()
