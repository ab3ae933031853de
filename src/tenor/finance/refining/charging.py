"""The charge on feed that a plant needs, and what a charge does to plant and mine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tenor.finance.evaluate import evaluate, prepare
from tenor.finance.measures import calc_npv
from tenor.finance.model import Project
from tenor.finance.operation import Operation, calc_treated
from tenor.finance.plan import Plan, build_plan
from tenor.finance.sampling import Sampler
from tenor.finance.series import Floats
from tenor.finance.simulate import plan_for_draws


def require_plant(project: Project) -> Operation:
    """Return the operation of a plant that buys feed.

    Raises
    ------
    ValueError
        The project has no operation with feed that is bought.
    """
    operation = project.operation
    if operation is None or not any(feed.payable for feed in operation.feeds):
        raise ValueError(f"{project.name} buys no feed; state operation.feeds with payable")
    return operation


def add_charge(project: Project, extra: float) -> Project:
    """Return a plant whose sellers of feed bear `extra` more per tonne of feed."""
    operation = require_plant(project)
    feeds = tuple(
        replace(feed, charge=feed.charge + extra) if feed.payable else feed
        for feed in operation.feeds
    )
    return replace(project, operation=replace(operation, feeds=feeds))


def bear_charge(mine: Project, extra: float) -> Project:
    """Return a mine that bears `extra` more per tonne of the good it sells."""
    operation = mine.operation
    if operation is None:
        return mine
    good = replace(operation.good, treatment_charge=operation.good.treatment_charge + extra)
    return replace(mine, operation=replace(operation, good=good))


def calc_stated(project: Project) -> float:
    """Return the charge per tonne of bought feed, the mean by tonnes."""
    operation = require_plant(project)
    plan = build_plan(project)
    bought = [feed for feed in operation.feeds if feed.payable]
    tonnes = [float(np.sum(calc_treated(feed, plan.years))) for feed in bought]
    charged = sum(t * feed.charge for t, feed in zip(tonnes, bought, strict=True))
    return charged / sum(tonnes) if sum(tonnes) > 0 else 0.0


def calc_feed_tonnes(plan: Plan) -> Floats:
    """Return the tonnes of bought feed by year."""
    operation = require_plant(plan.project)
    found = np.zeros(len(plan.years))
    for feed in operation.feeds:
        if feed.payable:
            found = found + calc_treated(feed, plan.years)
    return found


def solve_extra(project: Project, *, limit: float) -> float | None:
    r"""Return the extra charge at which the plant's value after tax is nothing.

    .. math:: \sum_y F_y(c + x) C_y = 0

    Sought between minus and `limit`, the worth of the feed; None where even
    that is not enough.
    """
    from scipy.optimize import brentq

    low, high = -limit, limit

    def worth(extra: float) -> float:
        plan = build_plan(add_charge(project, extra))
        flow = evaluate(plan, financed=False).after_tax[:, 0]
        return float(calc_npv(flow, plan.factors(project.discount_rate)))

    if worth(high) < 0 or worth(low) > 0:
        return None
    return float(brentq(worth, low, high, xtol=1e-9 * limit, rtol=1e-14))


def calc_extra_pre_tax(plan: Plan, npv_pre_tax: float) -> float | None:
    r"""Return the extra charge at which the value before royalty and tax is nothing.

    The value is linear in the charge: :math:`x = -V / \sum_y T_y C_y`.
    """
    weight = float(np.sum(calc_feed_tonnes(plan) * plan.factors(plan.project.discount_rate)))
    return -npv_pre_tax / weight if weight > 0 else None


def draw_extra(project: Project, *, draws: int, seed: int) -> Floats:
    """Return the extra charge before tax of each draw; NaN where no feed is treated.

    Each draw is valued twice, with and without one unit of charge, since the value before tax
    is linear in it; delays and stops that change the tonnes are so taken along.
    """
    plan, _ = plan_for_draws(project)
    dearer = build_plan(add_charge(project, 1.0), extra=len(plan.years))
    dearer = replace(plan, feed_charges=dearer.feed_charges[: len(plan.years)])
    drawn = Sampler(plan, seed).draw(0, draws)
    factors = plan.factors(project.discount_rate)
    base, more = (
        np.broadcast_to(calc_npv(prepare(one, drawn).operating.pre_tax, factors), (draws,))
        for one in (plan, dearer)
    )
    step = more - base
    return np.divide(-base, step, out=np.full(draws, np.nan), where=step > 0)
