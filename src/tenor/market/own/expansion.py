"""Least-cost chain with investment: what to build so that fixed use is met every year.

The network is the same as for prices; capital costs stand beside it. With fixed use and constant
costs the competitive answer is the least-cost one, a linear programme (HiGHS through SciPy).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tenor.core.errors import ShapeError, UserError
from tenor.market.own.build import build_layout
from tenor.market.own.curves import build_line
from tenor.market.own.layout import Layout
from tenor.market.own.model import OwnNetwork

__all__ = ["Capital", "Expansion", "solve_expansion"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Capital:
    """Cost of capacity, paid once for the horizon.

    Attributes
    ----------
    supply : sequence of float or None
        Per unit of yearly output of each supply row; None where nothing can be added to its cap.
    plants : sequence of float or None
        Per unit of yearly input of each plant.
    """

    supply: Sequence[float | None]
    plants: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Expansion:
    """The least-cost plan.

    Attributes
    ----------
    cost : float
        Capital and running cost over the horizon, not discounted.
    built_supply, built_plants : array
        Capacity added to each supply row and plant.
    supply, inputs, flows : array (year, row)
    prices : array (year, node)
        What one more unit used at a node and year would cost.
    nodes : tuple of (commodity, stage, country)
    """

    cost: float
    built_supply: Array
    built_plants: Array
    supply: Array
    inputs: Array
    flows: Array
    prices: Array
    nodes: tuple[tuple[str, str, str], ...]


def solve_expansion(network: OwnNetwork, capital: Capital, *, years: int) -> Expansion:
    r"""Return the plan that meets fixed use in each year at least cost.

    .. math:: \min \sum_g \kappa_g K_g + \sum_t \sum_a c_a q_{at} \quad \text{with} \quad
              q_{gt} \le \bar q_g + K_g, \; E q_t = d

    Parameters
    ----------
    network : OwnNetwork
        Linear; demand fixed (slope 0), supply at a constant price (``inverse`` with slope 0), no
        ad valorem tariffs. Caps are what stands already; a row with capital cost and no cap
        starts from nothing.
    capital : Capital
    years : int
        Every year has the same use.

    Raises
    ------
    ShapeError
        The capital costs do not fit the rows.
    UserError
        A curve has a slope, a tariff is ad valorem, or use cannot be met.
    """
    from scipy.optimize import linprog

    _require_constant(network, capital)
    layout = build_layout(network)
    kept = [k for k, a in enumerate(layout.activities) if a.kind != "backstop"]
    problem = layout.problem(0.0)
    delivered = sparse.csr_array(problem.delivered.tocsc()[:, kept])
    activities = [layout.activities[k] for k in kept]
    cost, upper = problem.cost[kept], problem.upper[kept]
    capacity = _capacity(layout, capital, [(a.kind, a.row) for a in activities])
    count, built = len(kept), len(capacity)
    width = built + years * count
    balance = sparse.hstack(
        [
            sparse.csr_array((years * len(layout.nodes), built)),
            sparse.kron(sparse.eye_array(years), delivered),
        ]
    ).tocsr()
    limits, most = _limits(capacity, years, count)
    free = np.tile(
        np.where(np.isin(np.arange(count), [c[0] for c in capacity]), np.inf, upper), years
    )
    done = linprog(
        np.concatenate([[c[1] for c in capacity], np.tile(cost, years)]),
        A_ub=limits,
        b_ub=most,
        A_eq=balance,
        b_eq=-np.tile(layout.constant, years),
        bounds=np.column_stack([np.zeros(width), np.concatenate([np.full(built, np.inf), free])]),
        method="highs",
    )
    if done.status != 0:
        raise UserError(
            "use cannot be met: no route, plant or supply row that can grow leads to it"
            if done.status == 2
            else f"the linear programme was not solved: {done.message}"
        )
    run = done.x[built:].reshape(years, count)
    return Expansion(
        cost=float(done.fun),
        built_supply=_spread(capacity, activities, done.x, "supply", len(network.supply)),
        built_plants=_spread(capacity, activities, done.x, "processing", len(network.plants)),
        supply=_rows(run, activities, "supply", len(network.supply)),
        inputs=_rows(run, activities, "processing", len(network.plants)),
        flows=_rows(run, activities, "route", len(network.routes)),
        prices=np.asarray(done.eqlin.marginals).reshape(years, -1),
        nodes=tuple((n.commodity, n.stage, n.country) for n in layout.nodes),
    )


def _require_constant(network: OwnNetwork, capital: Capital) -> None:
    if len(capital.supply) != len(network.supply) or len(capital.plants) != len(network.plants):
        raise ShapeError(
            f"capital: expected {len(network.supply)} supply rows and {len(network.plants)} "
            f"plants, found {len(capital.supply)} and {len(capital.plants)}"
        )
    for row in network.demand:
        if build_line(row, "demand").fixed is None:
            raise UserError(f"{row.place}: use has to be fixed here (slope: 0)")
    for row in network.supply:
        line = build_line(row, "supply")
        if line.fixed is not None or line.slope != 0:
            raise UserError(f"{row.place}: supply has to have a constant price (inverse, slope 0)")
    if any(route.rate for route in network.routes):
        raise UserError("ad valorem tariffs depend on prices; state them as specific here")


def _capacity(
    layout: Layout, capital: Capital, rows: list[tuple[str, int]]
) -> list[tuple[int, float, float]]:
    """Return place of the activity, capital cost and standing capacity of what can grow."""
    found = []
    for place, (kind, row) in enumerate(rows):
        if kind not in {"supply", "processing"}:
            continue
        price = (capital.supply if kind == "supply" else capital.plants)[row]
        cap = (layout.network.supply if kind == "supply" else layout.network.plants)[row].cap
        if price is not None:
            found.append((place, float(price), 0.0 if cap is None else cap))
    return found


def _limits(
    capacity: list[tuple[int, float, float]], years: int, count: int
) -> tuple[sparse.csr_array, Array]:
    """Return the rows q - K <= standing capacity of each year."""
    built = len(capacity)
    places = np.array([c[0] for c in capacity], dtype=np.int64)
    rows = np.arange(years * built)
    year, at = np.divmod(rows, max(built, 1))
    columns = built + year * count + places[at]
    matrix = sparse.coo_array(
        (
            np.repeat([1.0, -1.0], years * built),
            (np.concatenate([rows, rows]), np.concatenate([columns, at])),
        ),
        shape=(years * built, built + years * count),
    ).tocsr()
    return matrix, np.tile([c[2] for c in capacity], years)


def _spread(
    capacity: list[tuple[int, float, float]], activities: list, x: Array, kind: str, count: int
) -> Array:
    found = np.zeros(count)
    for k, (place, _, _) in enumerate(capacity):
        if activities[place].kind == kind:
            found[activities[place].row] = x[k] + 0.0  # never minus zero
    return found


def _rows(run: Array, activities: list, kind: str, count: int) -> Array:
    found = np.zeros((len(run), count))
    for k, activity in enumerate(activities):
        if activity.kind == kind and activity.row >= 0:
            found[:, activity.row] = run[:, k]
    return found
