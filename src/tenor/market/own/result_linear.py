"""Quantities, rents and surplus of a solved linear network, by row of the file."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenor.market.own.curves import Line, build_line
from tenor.market.own.layout import Activity, Layout, Node
from tenor.market.own.model import COURNOT, Curve
from tenor.market.own.problem import Point, Problem
from tenor.market.own.result import Key, OwnSolution
from tenor.market.own.words import describe_network

__all__ = ["build_solution", "calc_area"]

Array = NDArray[np.float64]
_SMALL = 1e-9


def build_solution(
    layout: Layout,
    problem: Problem,
    point: Point,
    *,
    undetermined: NDArray[np.bool_],
    scales: tuple[float, float],
) -> OwnSolution:
    """Return the solution by row of the file from levels and prices.

    Parameters
    ----------
    layout, problem, point
        Network, problem and equilibrium.
    undetermined : array of bool (N,)
        Nodes whose price nothing pins.
    scales : (float, float)
        World demand and the price of the backstop.
    """
    network, (world, backstop_price) = layout.network, scales
    small = _SMALL * world
    sides = {side: _by_row(layout, point, side) for side in ("supply", "demand")}
    flows = np.zeros(len(network.routes))
    for k, activity in layout.of_kind("route", "firm"):
        if activity.row >= 0:
            flows[activity.row] += point.level[k]
    inputs = np.zeros(len(network.plants))
    for k, activity in layout.of_kind("processing"):
        inputs[activity.row] = point.level[k]
    supply = _by_key(layout, network.supply, sides["supply"])
    demand = _by_key(layout, network.demand, sides["demand"])
    _add_home_routes(layout, flows, supply, demand)
    excess = problem.calc_excess(point.level)
    short = {
        _key(layout.nodes[a.gives]): float(point.level[k])
        for k, a in layout.of_kind("backstop")
        if point.level[k] > small
    }
    unsold = {
        _key(node): float(excess[n]) for n, node in enumerate(layout.nodes) if excess[n] > small
    }
    prices = _prices(layout, point)
    is_open = {
        _key(node): bool(undetermined[n])
        for n, node in enumerate(layout.nodes)
        if node.part == "market" and prices[_key(node)] is not None
    }
    solution = OwnSolution(
        network=network,
        prices=prices,
        supply=supply,
        demand=demand,
        flows=tuple(float(x) for x in flows),
        inputs=tuple(float(x) for x in inputs),
        residual=point.residual,
        backstop=short,
        unsold=unsold,
        producer_prices={
            _key(node): float(point.price[n])
            for n, node in enumerate(layout.nodes)
            if node.part == "producers"
        },
        rents=_rents(layout, problem, point, small),
        tariff_revenue=_revenue(layout, point),
        surplus=_surplus(layout, point, sides),
        exporters=_exporters(layout, point, sides["supply"]),
        is_open=is_open,
    )
    return describe_network(solution, backstop_price=backstop_price)


def _key(node: Node) -> Key:
    return node.commodity, node.stage, node.country


def _by_row(layout: Layout, point: Point, side: str) -> Array:
    rows = layout.network.supply if side == "supply" else layout.network.demand
    found = np.zeros(len(rows))
    for i in range(len(rows)):
        found[i] = layout.fixed.get((side, i), 0.0)
    for k, activity in layout.of_kind(side):
        found[activity.row] = point.level[k]
    return found


def _by_key(layout: Layout, rows: tuple[Curve, ...], quantities: Array) -> dict[Key, float]:
    """Return quantities by country and stage; zero where a country has no row."""
    found = {_key(node): 0.0 for node in layout.nodes if node.part == "market"}
    for row, quantity in zip(rows, quantities, strict=True):
        found[row.commodity, row.stage, row.country] += float(quantity)
    return found


def _prices(layout: Layout, point: Point) -> dict[Key, float | None]:
    """Return market prices; None where a node has no curve and nothing passes."""
    has_curve = np.zeros(len(layout.nodes), dtype=np.bool_)
    passes = np.zeros(len(layout.nodes), dtype=np.bool_)
    for k, activity in enumerate(layout.activities):
        for node in (activity.takes, activity.gives):
            if node >= 0:
                has_curve[node] |= activity.kind in {"supply", "demand", "processing", "firm"}
                passes[node] |= point.level[k] > 0
    for side, row in layout.fixed:
        curve = (layout.network.supply if side == "supply" else layout.network.demand)[row]
        has_curve[layout.node(curve, curve.country)] = True
    return {
        _key(node): float(point.price[n]) if has_curve[n] or passes[n] else None
        for n, node in enumerate(layout.nodes)
        if node.part == "market"
    }


def _add_home_routes(
    layout: Layout, flows: Array, supply: dict[Key, float], demand: dict[Key, float]
) -> None:
    """Fill routes of a country to itself that cost nothing: what it uses of its own supply.

    Such a row changes nothing in the balance; the quantity is what supply and plants leave after
    exports, and at most what is used at home.
    """
    network = layout.network
    lanes = {activity.row for _, activity in layout.of_kind("route", "firm")}
    for r, route in enumerate(network.routes):
        if not route.is_home or r in lanes:
            continue
        key = (route.commodity, route.stage, route.origin)
        sent = sum(
            flows[n]
            for n, x in enumerate(network.routes)
            if (x.commodity, x.stage, x.origin) == key and not x.is_home
        )
        flows[r] = max(0.0, min(supply[key] - sent, demand[key]))


def _rents(layout: Layout, problem: Problem, point: Point, small: float) -> dict[str, float]:
    """Return the rent of each quota and cap that binds, in money."""
    network = layout.network
    margin = problem.calc_margin(point.level, point.price)
    rows: dict[str, Any] = {
        "supply": network.supply,
        "demand": network.demand,
        "route": network.routes,
        "firm": network.routes,
        "processing": network.plants,
    }
    found: dict[str, float] = {}
    for k, activity in enumerate(layout.activities):
        if activity.kind == "backstop" or activity.row < 0:
            continue
        upper = problem.upper[k]
        if 0 < upper < np.inf and point.level[k] >= upper - small and margin[k] < 0:
            place = rows[activity.kind][activity.row].place
            found[place] = found.get(place, 0.0) - float(margin[k] * upper)
    return dict(sorted(found.items(), key=lambda item: _order(item[0])))


def _order(place: str) -> tuple[str, int]:
    name, _, number = place.partition("[")
    return name, int(number.rstrip("]") or 0) if number else 0


def _revenue(layout: Layout, point: Point) -> dict[Key, float]:
    """Return tariff revenue of the importing countries where a tariff is charged."""
    found: dict[Key, float] = {}
    for k, activity in layout.of_kind("route", "firm"):
        if activity.row < 0:
            continue
        route = layout.network.routes[activity.row]
        if route.tariff > 0:
            key = (route.commodity, route.stage, route.destination)
            duty = route.calc_duty(_received(activity, point))
            found[key] = found.get(key, 0.0) + duty * float(point.level[k])
    return {key: found[key] for key in sorted(found, key=_rank(layout))}


def _received(activity: Activity, point: Point) -> float:
    """Return the price at the origin: of the market, or what a Cournot exporter is paid there."""
    if activity.kind == "firm":
        return (float(point.price[activity.gives]) - activity.cost) / (1.0 + activity.rate)
    return float(point.price[activity.takes])


def _rank(layout: Layout) -> Any:
    order = {_key(node): n for n, node in reversed(list(enumerate(layout.nodes)))}
    return lambda key: order[key]


def calc_area(line: Line, quantity: float, price: float, side: str) -> float | None:
    r"""Return the surplus of one curve: what its people would have paid or taken, against what is.

    .. math:: CS = \int_0^d (\rho(q) - p)\,dq, \qquad PS = \int_0^s (p - \max(0, \pi(q)))\,dq

    Parameters
    ----------
    line : Line
    quantity, price : float
    side : str

    Returns
    -------
    float or None
        None for a fixed quantity, whose curve has no area.

    Examples
    --------
    >>> calc_area(Line(10.0, -1.0), 4.0, 6.0, "demand")
    8.0
    >>> calc_area(Line(2.0, 1.0), 4.0, 6.0, "supply")
    8.0
    """
    if line.fixed is not None:
        return None
    if side == "demand":
        return (line.intercept - price) * quantity + line.slope * quantity**2 / 2
    free = min(max(-line.intercept / line.slope, 0.0), quantity) if line.slope > 0 else 0.0
    cost = line.intercept * (quantity - free) + line.slope * (quantity**2 - free**2) / 2
    return price * quantity - cost


def _surplus(layout: Layout, point: Point, sides: dict[str, Array]) -> dict[str, float | None]:
    """Return the surplus of consumers and producers; None where a curve has no area."""
    network = layout.network
    found: dict[str, float | None] = {}
    for side, name in (("demand", "consumers"), ("supply", "producers")):
        rows = network.demand if side == "demand" else network.supply
        total: float | None = 0.0
        for i, row in enumerate(rows):
            part = "market" if side == "demand" else "producers"
            part = f"exporter {i}" if row.conduct == COURNOT else part
            price = float(point.price[layout.node(row, row.country, part)])
            area = None
            if not row.cross:
                area = calc_area(build_line(row, side), float(sides[side][i]), price, side)
            total = None if total is None or area is None else total + area
        found[name] = total
    return found


def _exporters(layout: Layout, point: Point, supply: Array) -> tuple[dict[str, Any], ...]:
    """Return what each Cournot exporter sells, its marginal cost and its profit."""
    found = []
    for i, row in enumerate(layout.network.supply):
        if row.conduct != COURNOT:
            continue
        node = layout.node(row, row.country, f"exporter {i}")
        marginal = float(point.price[node])
        margin = sum(
            (_received(a, point) - marginal) * point.level[k]
            for k, a in layout.of_kind("firm")
            if a.takes == node
        )
        area = calc_area(build_line(row, "supply"), float(supply[i]), marginal, "supply")
        profit = None if area is None else float(margin) + area
        found.append(
            {
                "row": row.place,
                "country": row.country,
                "stage": row.stage,
                "quantity": float(supply[i]),
                "marginal_cost": marginal,
                "profit": profit,
            }
        )
    return tuple(found)
