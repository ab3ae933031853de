"""Solve a linear network: the classical spatial price equilibrium with plants, tariffs and caps.

docs/math/spatial-equilibrium.md has the equations.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import UserError
from tenor.market.own.build import build_layout
from tenor.market.own.complementarity import solve_complementarity
from tenor.market.own.curves import build_line
from tenor.market.own.layout import Layout
from tenor.market.own.model import OwnNetwork
from tenor.market.own.prices import settle_prices
from tenor.market.own.problem import Point, Problem, calc_residual
from tenor.market.own.result import OwnSolution
from tenor.market.own.result_linear import build_solution

__all__ = ["CERTIFIED", "solve_linear"]

Array = NDArray[np.float64]

CERTIFIED = 1e-9
"""Largest residual of a solution that is handed out, relative to world demand."""

_BACKSTOP = 10.0
_ESCALATIONS = (30.0, 900.0, 27000.0)
_USED = 1e-9
_EXACT = 1e-13
_NOTHING = 1e-9
_GROWS = (
    "no equilibrium was found: a quantity grows without bound, as where supply at a constant "
    "price lies below what a buyer always pays, or where plants return more than they take"
)


def solve_linear(network: OwnNetwork) -> OwnSolution:
    """Return the equilibrium of a linear network.

    Parameters
    ----------
    network : OwnNetwork
        Of form ``linear``.

    Raises
    ------
    UserError
        Rows do not go together, or no equilibrium exists (a quantity grows without bound).

    Examples
    --------
    >>> from tenor.market.own.model import Curve, Route
    >>> found = solve_linear(OwnNetwork(
    ...     "linear", ("A", "B"),
    ...     supply=(Curve("A", intercept=0.0, slope=1.0),),
    ...     demand=(Curve("B", intercept=12.0, slope=-1.0),),
    ...     routes=(Route("A", "B", cost=2.0),),
    ... ))
    >>> round(found.prices["all", "all", "A"], 9), round(found.prices["all", "all", "B"], 9)
    (5.0, 7.0)
    """
    layout = build_layout(network)
    quantity, value = calc_scales(network)
    given = network.options.get("backstop_price")
    backstop = float(given) if given is not None else _BACKSTOP * value
    problem, point = _solve(layout, backstop, quantity, value)
    if given is None and _backstop(layout, point).sum() > _USED * quantity:
        problem, point, backstop = _escalate(layout, backstop, (quantity, value), (problem, point))
    world, mean = calc_world(layout, point, quantity, value)
    point = _sharpen(layout, (problem, point), backstop, (world, mean))
    price, undetermined = settle_prices(layout, problem, point, quantity=world)
    residual = _certify(problem, point, world, mean)
    settled = calc_residual(problem, point.level, price, quantity=world, value=mean)
    if settled > max(residual, CERTIFIED / 10):
        price, undetermined = point.price, np.zeros(len(price), dtype=np.bool_)
        settled = residual
    if not settled <= CERTIFIED:
        raise UserError(_unsettled(layout, point, settled))
    point = Point(point.level, price, settled, point.steps)
    return build_solution(
        layout, problem, point, undetermined=undetermined, scales=(world, backstop)
    )


def _certify(problem: Problem, point: Point, world: float, mean: float) -> float:
    return calc_residual(problem, point.level, point.price, quantity=world, value=mean)


def _solve(layout: Layout, backstop: float, quantity: float, value: float) -> tuple[Problem, Point]:
    problem = layout.problem(backstop)
    try:
        with np.errstate(all="ignore"):
            point = solve_complementarity(problem, quantity=quantity, value=value)
    except (ValueError, RuntimeError, np.linalg.LinAlgError):
        raise UserError(_GROWS) from None
    return problem, point


def _escalate(
    layout: Layout,
    backstop: float,
    scales: tuple[float, float],
    first: tuple[Problem, Point],
) -> tuple[Problem, Point, float]:
    """Return the solution at a higher backstop price where that makes less of it needed.

    What is still needed however high the price is truly short; the first price is kept for it.
    """
    problem, point = first
    used = float(_backstop(layout, point).sum())
    price = backstop
    for factor in _ESCALATIONS:
        other, higher = _solve(layout, backstop * factor, *scales)
        less = float(_backstop(layout, higher).sum())
        if not less < used * 0.99 or higher.residual > CERTIFIED:
            break
        problem, point, used, price = other, higher, less, backstop * factor
    return problem, point, price


def _sharpen(
    layout: Layout,
    found: tuple[Problem, Point],
    backstop: float,
    scales: tuple[float, float],
) -> Point:
    """Return the point polished, or solved anew, at the scales of the answer where that helps."""
    (problem, point), (world, mean) = found, scales
    if not point.residual <= _EXACT:
        polished = solve_complementarity(problem, quantity=world, value=mean, start=point)
        point = min((point, polished), key=lambda p: _certify(problem, p, world, mean))
    if not _certify(problem, point, world, mean) <= CERTIFIED:
        _, again = _solve(layout, backstop, world, mean)
        point = min((point, again), key=lambda p: _certify(problem, p, world, mean))
    return point


def _backstop(layout: Layout, point: Point) -> Array:
    return point.level[[k for k, _ in layout.of_kind("backstop")]]


def _unsettled(layout: Layout, point: Point, residual: float) -> str:
    is_elastic = any(
        activity.curvature == 0 and not np.isfinite(activity.upper)
        for _, activity in layout.of_kind("demand")
    )
    if is_elastic or not math.isfinite(residual):
        return _GROWS
    problem = layout.problem(0.0)
    excess = problem.calc_excess(point.level)
    if layout.network.options.get("free_disposal") is False and excess.max() > CERTIFIED:
        node = layout.nodes[int(excess.argmax())]
        return (
            f"fixed supply in {node.country} at stage {node.stage} finds no buyer at any price, "
            "and free_disposal is false; allow it, or give demand there a slope"
        )
    node = layout.nodes[int(np.abs(np.minimum(point.price, excess)).argmax())]
    return (
        f"the network did not settle: residual {residual:.1e} of world demand, largest at "
        f"{node.country}, {node.stage}; check cross-price slopes larger than own slopes, and "
        "plants that form a cycle"
    )


def calc_scales(network: OwnNetwork) -> tuple[float, float]:
    """Return the size of quantities and of prices that the rows speak of, both positive."""
    demand = [(build_line(row, "demand"), row) for row in network.demand]
    supply = [(build_line(row, "supply"), row) for row in network.supply]
    fixed = [line.fixed for line, _ in (*demand, *supply) if line.fixed is not None]
    most = [-line.intercept / line.slope for line, _ in demand if line.slope < 0]
    quantity = max((q for q in (sum(fixed), *most) if q > 0), default=0.0)
    if quantity == 0:
        caps = [row.cap for _, row in (*demand, *supply) if row.cap]
        quantity = max(caps, default=1.0)
    prices = [line.intercept for line, _ in demand if line.fixed is None]
    prices += [
        line.intercept + line.slope * min(_finite(row.cap, quantity), quantity)
        for line, row in supply
        if line.fixed is None
    ]
    prices += [route.fixed for route in network.routes]
    prices += [plant.cost or 0.0 for plant in network.plants]
    largest, size = max(prices, default=0.0), max(map(abs, prices), default=0.0)
    if largest > _NOTHING * size:
        return quantity, largest
    return quantity, size if size > 0 else 1.0


def _finite(value: float | None, default: float) -> float:
    return default if value is None else value


def calc_world(layout: Layout, point: Point, quantity: float, value: float) -> tuple[float, float]:
    """Return world demand and its mean price; the sizes given stand in where there is none."""
    used = np.zeros(len(layout.nodes))
    for k, activity in layout.of_kind("demand"):
        used[activity.takes] += point.level[k]
    for (side, row), amount in layout.fixed.items():
        if side == "demand":
            curve = layout.network.demand[row]
            used[layout.node(curve, curve.country)] += amount
    world = float(used.sum())
    if world <= _NOTHING * quantity:
        return quantity, value
    mean = float(used @ np.abs(point.price)) / world
    return world, mean if mean > _NOTHING * value else value
