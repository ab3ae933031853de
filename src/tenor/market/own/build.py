"""Rows of a linear network as activities between nodes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tenor.core.errors import UserError
from tenor.market.own.curves import build_line, calc_group
from tenor.market.own.layout import Activity, Layout, Node
from tenor.market.own.model import COURNOT, Curve, OwnNetwork, Route

__all__ = ["build_layout"]


def build_layout(network: OwnNetwork) -> Layout:
    """Return nodes and activities of a linear network.

    Raises
    ------
    UserError
        Rows do not go together, told in the words of the file.
    """
    layout = Layout(network)
    parted = {
        (r.commodity, r.stage, r.origin)
        for r in network.routes
        if r.is_home and (r.fixed > 0 or r.rate > 0 or r.quota is not None)
    }
    for commodity in network.commodities:
        for stage in network.stages:
            for country in network.countries:
                layout.add_node(Node(commodity, stage, country))
                if (commodity, stage, country) in parted:
                    layout.add_node(Node(commodity, stage, country, "producers"))
    for i, row in enumerate(network.supply):
        if row.conduct == COURNOT:
            layout.add_node(Node(row.commodity, row.stage, row.country, f"exporter {i}"))
    layout.constant = np.zeros(len(layout.nodes))
    _add_curves(layout, "supply", network.supply)
    _add_curves(layout, "demand", network.demand)
    _add_routes(layout)
    _add_plants(layout)
    for place, node in enumerate(layout.nodes):
        if node.part == "market":
            layout.activities.append(Activity("backstop", -1, -1, place, 0.0))
    return layout


def _add_curves(layout: Layout, side: str, rows: Sequence[Curve]) -> None:
    lines = [build_line(row, side) for row in rows]
    sign = 1.0 if side == "supply" else -1.0
    groups: dict[tuple[str, str], list[int]] = {}
    for i, (row, line) in enumerate(zip(rows, lines, strict=True)):
        part = "market" if side == "demand" else "producers"
        part = f"exporter {i}" if row.conduct == COURNOT else part
        place = layout.node(row, row.country, part)
        groups.setdefault((row.country, row.stage), []).append(i)
        if line.fixed is not None:
            layout.fixed[side, i] = line.fixed
            layout.constant[place] += sign * line.fixed
            continue
        takes, gives = (-1, place) if side == "supply" else (place, -1)
        activity = Activity(
            side, i, takes, gives, sign * line.intercept, sign * line.slope, _upper(row.cap)
        )
        layout.activities.append(activity)
    for members in groups.values():
        if any(rows[i].cross for i in members):
            _couple(layout, side, [i for i in members if lines[i].fixed is None])


def _couple(layout: Layout, side: str, members: list[int]) -> None:
    """Replace the own curves of one country and stage by their joint inverse."""
    rows = layout.network.supply if side == "supply" else layout.network.demand
    sign = 1.0 if side == "supply" else -1.0
    columns = {a.row: k for k, a in layout.of_kind(side)}
    intercepts, slopes, outside = calc_group([rows[i] for i in members])
    for m, i in enumerate(members):
        k = columns[i]
        old = layout.activities[k]
        layout.activities[k] = Activity(
            side, i, old.takes, old.gives, sign * intercepts[m], sign * slopes[m, m], old.upper
        )
        for n, j in enumerate(members):
            if n != m and slopes[m, n] != 0:
                layout.couplings.append((k, columns[j], sign * slopes[m, n]))
        for name, value in outside[m].items():
            node = Node(name, rows[i].stage, rows[i].country)
            layout.pulls.append((k, layout.places[node], sign * value))


def _add_routes(layout: Layout) -> None:
    network = layout.network
    firms: dict[tuple[str, str, str], list[int]] = {}
    rivals = set()
    for i, row in enumerate(network.supply):
        key = (row.commodity, row.stage, row.country)
        if row.conduct == COURNOT:
            firms.setdefault(key, []).append(i)
        else:
            rivals.add(key)
    for r, route in enumerate(network.routes):
        key = (route.commodity, route.stage, route.origin)
        here = firms.get(key, [])
        sellers = len(here) + (key in rivals)
        if here and sellers > 1 and route.quota is not None and route.quota > 0:
            raise UserError(
                f"{route.place}: a quota on a route that {sellers} sellers share, one of them "
                "Cournot, is not supported; give each seller a country of its own"
            )
        for i in here:
            _add_firm_lane(layout, i, r, route)
        if (here and key not in rivals) or (route.is_home and not _is_parted(layout, route)):
            continue
        origin = layout.node(route, route.origin, "producers")
        layout.activities.append(_lane("route", r, route, origin, layout))
    for key, here in firms.items():
        homes = [x for x in network.routes if x.is_home and (x.commodity, x.stage, x.origin) == key]
        if not homes:
            for i in here:
                row = network.supply[i]
                lane = Route(row.country, row.country, row.stage, row.commodity, cost=0.0)
                _add_firm_lane(layout, i, -1, lane)


def _is_parted(layout: Layout, route: Route) -> bool:
    return Node(route.commodity, route.stage, route.origin, "producers") in layout.places


def _lane(kind: str, row: int, route: Route, origin: int, layout: Layout) -> Activity:
    return Activity(
        kind,
        row,
        origin,
        layout.node(route, route.destination),
        route.fixed,
        upper=_upper(route.quota),
        rate=route.rate,
    )


def _add_firm_lane(layout: Layout, firm: int, row: int, route: Route) -> None:
    """Add the sales of a Cournot exporter into one market, with its marginal revenue there."""
    network = layout.network
    buyers = [
        d
        for d in network.demand
        if (d.commodity, d.stage, d.country) == (route.commodity, route.stage, route.destination)
    ]
    if not buyers:
        return
    lines = [build_line(d, "demand") for d in buyers]
    if any(d.cross for d in buyers):
        raise UserError(
            f"{buyers[0].place}: a Cournot exporter cannot sell into cross-price demand"
        )
    falls = [line for line in lines if line.fixed is None]
    if not falls:
        raise UserError(
            f"{buyers[0].place}: demand is fixed, so that a Cournot exporter could ask any price; "
            "give it a negative slope"
        )
    steepness = (
        0.0
        if any(line.slope == 0 for line in falls)
        else -1 / sum(1 / line.slope for line in falls)
    )
    supplier = network.supply[firm]
    origin = layout.places[
        Node(supplier.commodity, supplier.stage, supplier.country, f"exporter {firm}")
    ]
    lane = _lane("firm", row, route, origin, layout)
    layout.activities.append(
        Activity("firm", row, origin, lane.gives, lane.cost, steepness, lane.upper, rate=lane.rate)
    )


def _add_plants(layout: Layout) -> None:
    for m, plant in enumerate(layout.network.plants):
        source = layout.places[Node(plant.commodity, plant.from_stage, plant.country)]
        made = Node(plant.commodity, plant.to_stage, plant.country, "producers")
        if made not in layout.places:
            made = Node(plant.commodity, plant.to_stage, plant.country)
        layout.activities.append(
            Activity(
                "processing",
                m,
                source,
                layout.places[made],
                plant.cost or 0.0,
                upper=_upper(plant.cap),
                ratio=plant.output_per_input,
            )
        )


def _upper(cap: float | None) -> float:
    return np.inf if cap is None else cap
