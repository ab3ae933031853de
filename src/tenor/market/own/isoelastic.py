"""Solve an isoelastic network: calibrated to its base flows and prices, in log prices.

The equations are those of the calibrated market (`tenor.market.equations`); the rows of a file come
to them through `tenor.market.own.calibrating`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tenor.core.errors import UserError
from tenor.market.equations import build_problem
from tenor.market.own.calibrating import Calibrated, build_calibrated
from tenor.market.own.model import OwnNetwork
from tenor.market.own.result import OwnSolution
from tenor.market.own.words import describe_network
from tenor.market.solving import Solution, UnsolvedError, solve

__all__ = ["solve_isoelastic"]

_SMALL = 1e-9


def solve_isoelastic(network: OwnNetwork) -> OwnSolution:
    """Return the equilibrium of an isoelastic network, commodity by commodity.

    Parameters
    ----------
    network : OwnNetwork
        Of form ``isoelastic``.

    Raises
    ------
    UserError
        A price of the base year is missing or stated twice, or no equilibrium was found.
    """
    found: dict[str, Any] = {
        "prices": {}, "supply": {}, "demand": {}, "backstop": {}, "unsold": {}, "rents": {},
        "tariff_revenue": {},
    }  # fmt: skip
    flows, inputs = [0.0] * len(network.routes), [0.0] * len(network.plants)
    notes, worst = list(network.notes), 0.0
    for commodity in network.commodities:
        part = build_calibrated(network, commodity)
        notes += part.notes
        if not part.keys:
            continue
        try:
            solution = solve(part.network, part.policy)
        except UnsolvedError as error:
            raise UserError(f"no equilibrium was found: {error}") from None
        worst = max(worst, calc_imbalance(part, solution))
        _collect(network, part, solution, found)
        for r, flow in zip(part.routes, solution.flow, strict=True):
            flows[r] = float(flow)
        for m, feed in zip(part.plants, solution.input, strict=True):
            inputs[m] = float(feed)
    _fill(network, found, flows)
    result = OwnSolution(
        network=network,
        flows=tuple(flows),
        inputs=tuple(inputs),
        residual=worst / (sum(found["demand"].values()) or 1.0),
        surplus={"consumers": None, "producers": None},
        **found,
    )
    result = replace(result, network=replace(network, notes=tuple(dict.fromkeys(notes))))
    return describe_network(result)


def calc_imbalance(part: Calibrated, solution: Solution) -> float:
    """Return the largest imbalance of a node, in the unit of the file."""
    throughput = build_problem(part.network, part.policy).throughput
    return solution.worst * max(part.network.world_demand, float(throughput.max(initial=0.0)))


def _collect(
    network: OwnNetwork, part: Calibrated, solution: Solution, found: dict[str, Any]
) -> None:
    """Add the quantities of one commodity to the collection, by key."""
    small = _SMALL * max(part.network.world_demand, 1e-300)
    for n, key in enumerate(part.keys):
        found["prices"][key] = float(solution.price[n])
        found["supply"][key] = float(solution.supply[n])
        found["demand"][key] = float(solution.demand[n])
        if solution.backstop[n] > small:
            found["backstop"][key] = float(solution.backstop[n])
        if solution.unsold[n] > small:
            found["unsold"][key] = float(solution.unsold[n])
    routes = part.network.routes
    for at, r in enumerate(part.routes):
        route, flow = network.routes[r], float(solution.flow[at])
        origin = float(solution.price[routes.origin[at]])
        there = float(solution.price[routes.destination[at]])
        if route.tariff > 0:
            key = (route.commodity, route.stage, route.destination)
            revenue = route.calc_duty(origin) * flow
            found["tariff_revenue"][key] = found["tariff_revenue"].get(key, 0.0) + revenue
        if route.quota and flow >= route.quota - small and flow > 0:
            rent = _quota_rent(part, at, (origin, there), flow)
            if rent > 0:
                found["rents"][route.place] = found["rents"].get(route.place, 0.0) + rent


def _quota_rent(part: Calibrated, at: int, prices: tuple[float, float], flow: float) -> float:
    """Return quota rent: flow times what a unit of licence is worth at the prices found.

    It is the rise of the landed cost that would hold the route to its quota by price alone.
    """
    routes, base = part.network.routes, part.network.price
    origin, destination = int(routes.origin[at]), int(routes.destination[at])
    tariff, freight = part.policy.tariff, part.policy.freight
    assert tariff is not None and freight is not None
    landed = prices[0] * (1 + tariff[at]) + freight[at]
    before = base[origin] * (1 + routes.tariff[at]) + routes.freight[at]
    pull = prices[1] / base[destination] * (routes.flow[at] / flow) ** (1 / routes.elasticity[at])
    return float(flow * max(pull * before - landed, 0.0))


def _fill(network: OwnNetwork, found: dict[str, Any], flows: list[float]) -> None:
    """Fill nodes without rows, in the order of the file, and routes of a country to itself."""
    order = [
        (commodity, stage, country)
        for commodity in network.commodities
        for stage in network.stages
        for country in network.countries
    ]
    for name, blank in (("prices", None), ("supply", 0.0), ("demand", 0.0)):
        found[name] = {key: found[name].get(key, blank) for key in order}
    for name in ("backstop", "unsold", "tariff_revenue"):
        found[name] = {key: found[name][key] for key in order if key in found[name]}
    for r, route in enumerate(network.routes):
        if route.is_home:
            key = (route.commodity, route.stage, route.origin)
            sent = sum(
                flows[n]
                for n, x in enumerate(network.routes)
                if (x.commodity, x.stage, x.origin) == key and not x.is_home
            )
            flows[r] = max(0.0, min(found["supply"][key] - sent, found["demand"][key]))
