"""What drives the value: one at a time, by share of variance, and by what each cause takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tenor.finance.evaluate import evaluate
from tenor.finance.laying import Draws
from tenor.finance.measures import calc_npv
from tenor.finance.model import Project
from tenor.finance.plan import Plan, build_plan
from tenor.finance.processes import build_step, calc_variances
from tenor.finance.sampling import FACTORS, Sampler, build_distribution, find_extra, find_variables
from tenor.finance.series import Floats

LOW, HIGH = 0.10, 0.90
_Z = 1.2815515655446004
"""Standard normal quantile of 90%."""
POINTS = 1024


@dataclass(frozen=True, slots=True)
class Swing:
    """The value after tax with one variable at its 10% and its 90% quantile, the others likely."""

    variable: str
    low: float
    high: float

    @property
    def width(self) -> float:
        """How far apart the two values are."""
        return abs(self.high - self.low)


def value_after_tax(plan: Plan, draws: Draws) -> Floats:
    """Return the project's value after tax by draw, without instruments."""
    outcome = evaluate(plan, draws, financed=False)
    worth = calc_npv(outcome.after_tax, plan.factors(plan.project.discount_rate))
    return np.broadcast_to(worth, (draws.count,)).copy()


def calc_tornado(project: Project) -> tuple[Swing, ...]:
    """Return the swing of each factor and price, the widest first.

    Prices move together in all years, each at its quantile of that year.
    """
    plan = build_plan(project, extra=find_extra(project))
    names = [n for n in find_variables(project) if n not in ("security", "gates")]
    if not names:
        return ()
    count, found = 2 * len(names), {}
    what = project.uncertainty
    parts: dict[str, Floats] = {}
    for i, name in enumerate(names):
        if name in FACTORS:
            spread = getattr(what, name)
            base = 0.0 if name == "delay" else 1.0
            column = np.full(count, base)
            column[2 * i : 2 * i + 2] = build_distribution(spread).ppf(np.array([LOW, HIGH]))
            parts[name] = column
    prices = {}
    for i, name in enumerate(names):
        if name.startswith("price."):
            metal = name.removeprefix("price.")
            prices[metal] = _price_band(project, plan, metal, (2 * i, count))
    worth = value_after_tax(
        plan,
        Draws(
            count=count,
            price=prices,
            grade=parts.get("grade"),
            capex=parts.get("capex"),
            opex=parts.get("opex"),
            exchange=parts.get("exchange_rate"),
            delay=parts.get("delay"),
        ),
    )
    for i, name in enumerate(names):
        found[name] = Swing(name, float(worth[2 * i]), float(worth[2 * i + 1]))
    return tuple(sorted(found.values(), key=lambda swing: -swing.width))


def _price_band(project: Project, plan: Plan, metal: str, place: tuple[int, int]) -> Floats:
    column, count = place
    product = next(p for p in project.products if p.commodity == metal)
    found = np.ones((len(plan.years), count))
    if product.process is None:
        return found
    ahead = plan.years - project.valuation_year
    variance = calc_variances(build_step(product.process), max(1, int(ahead[-1])))
    for y, k in enumerate(ahead):
        if k >= 1:
            spread = float(np.sqrt(variance[k - 1]))
            for j, z in enumerate((-_Z, _Z)):
                found[y, column + j] = np.exp(z * spread - 0.5 * variance[k - 1])
    return found


def calc_indices(
    first: Floats, second: Floats, mixed: Sequence[Floats]
) -> list[tuple[float, float]]:
    r"""Return first-order and total Sobol indices from a pick-and-freeze design.

    .. math:: S_i = \frac{\overline{f_B (f_{AB_i} - f_A)}}{V}, \qquad
        T_i = \frac{\overline{(f_A - f_{AB_i})^2}}{2 V}

    Parameters
    ----------
    first, second : ndarray (draw)
        Values of the two independent designs A and B.
    mixed : sequence of ndarray (draw)
        Values of A with variable i taken from B.

    References
    ----------
    A. Saltelli and others (2010), Variance based sensitivity analysis of model output,
    Computer Physics Communications 181.

    Examples
    --------
    >>> a, b = np.array([1.0, 2.0, 4.0]), np.array([2.0, 4.0, 1.0])
    >>> calc_indices(a, b, [a])
    [(0.0, 0.0)]
    """
    mean = np.mean(np.concatenate([first, second]))
    a, b = first - mean, second - mean
    variance = float(np.var(np.concatenate([first, second])))
    if variance == 0:
        return [(0.0, 0.0) for _ in mixed]
    return [
        (
            float(np.mean(b * (one - mean - a)) / variance),
            float(np.mean((a - (one - mean)) ** 2) / (2 * variance)),
        )
        for one in mixed
    ]


def calc_sobol(project: Project, *, points: int = POINTS, seed: int = 1) -> list[dict[str, Any]]:
    """Return the share of the variance of the value after tax that each variable explains.

    A price is one variable with all its years; a correlation belongs to the variable that is
    stated later. Indices of a few hundred points are rough; their error is of the order of one
    over the root of the points.
    """
    plan = build_plan(project, extra=find_extra(project))
    names = find_variables(project)
    if not names:
        return []

    def values(swapped: frozenset[str], scenario: str) -> Floats:
        sampler = Sampler(plan, seed, scenario=scenario, other="sobol-b", swapped=swapped)
        return value_after_tax(plan, sampler.draw(0, points))

    first = values(frozenset(), "sobol-a")
    second = values(frozenset(), "sobol-b")
    mixed = [values(frozenset({name}), "sobol-a") for name in names]
    found = calc_indices(first, second, mixed)
    rows = [
        {"variable": name, "first": s, "total": t, "points": points}
        for name, (s, t) in zip(names, found, strict=True)
    ]
    return sorted(rows, key=lambda row: -float(row["total"]))


def calc_losses(project: Project, *, draws: int, seed: int = 1) -> dict[str, float]:
    """Return what each cause takes from the mean value after tax, in the project's money.

    A cause is left out while the draws of all others stay as they are; what the mean then gains
    is its expected loss. Causes work on one another, so that the losses need not sum to the
    whole.
    """
    plan = build_plan(project, extra=find_extra(project))
    names = find_variables(project)

    def mean(only: frozenset[str]) -> float:
        drawn = Sampler(plan, seed, only=only).draw(0, draws)
        return float(np.mean(value_after_tax(plan, drawn)))

    everything = frozenset(names)
    whole = mean(everything)
    return {name: mean(everything - {name}) - whole for name in names}
