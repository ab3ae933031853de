"""Refine at home or ship: each route of a case compared, every number traced.

    break-even charge = stated charge + x with NPV of the plant (stated + x) = 0

The arithmetic is that of `tenor.finance.refining`; here a route of the case becomes numbers,
sea distances and buyers are looked up, and results get ids:
``decision.refining/ROUTE/MEASURE``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from tenor.core.errors import UnknownNameError, UserError
from tenor.core.trace import Trace
from tenor.decision.refining_traces import OPEN_SEA, PREFIX, STATED, RouteTraces
from tenor.decision.valuing import DRAWS, SEED, value_content
from tenor.finance.refining import Comparison, compare_route
from tenor.finance.refining.comparing import Freight, Way
from tenor.finance.refining.ranging import find_drivers
from tenor.panel.buyers import Buyers, read_buyers, trace_buyer
from tenor.panel.case import Case
from tenor.panel.case.refining import Route
from tenor.panel.case.valuation import Valuation as ProjectFile
from tenor.panel.curated import read_curated
from tenor.sources.box import Tables

SHOWN_BUYERS = 3


@dataclass(frozen=True, slots=True)
class Refined:
    """One route with its comparison, who buys, and the trace of each number."""

    route: Route
    result: Comparison
    ship_buyers: Buyers
    made_buyers: Buyers
    traces: Mapping[str, Trace]

    @property
    def prefix(self) -> str:
        """Start of the trace ids of the route."""
        return f"{PREFIX}{self.route.id}/"

    @property
    def plain_title(self) -> str:
        """The route's title up to its first comma."""
        return self.route.title.partition(",")[0]

    def stated_id(self, name: str) -> str:
        """Return the trace id of a number that the route states."""
        return f"{STATED}{self.route.id}/{name}"

    def as_dict(self) -> dict[str, Any]:
        """Return the route as a JSON object."""
        return {
            "id": self.route.id,
            "title": self.route.title,
            "commodity": self.route.commodity,
            "shipped": self.route.shipped,
            "made": self.route.made,
            "plant_file": self.route.plant,
            "mine_file": self.route.mine,
            **self.result.as_dict(),
            "buyers": {"shipped": _top(self.ship_buyers), "made": _top(self.made_buyers)},
            "benchmarks": [
                {"id": b.id, "value": b.value, "unit": str(b.unit), "source": b.source}
                for b in self.route.benchmarks
            ],
            "traces": [trace.id for trace in self.traces.values()],
        }


def _top(buyers: Buyers) -> list[dict[str, Any]]:
    return [
        {"country": name, "value_usd": value, "share": buyers.share(name)}
        for name, value in list(buyers.value_usd.items())[:SHOWN_BUYERS]
    ]


def pick_routes(case: Case, name: str | None = None) -> tuple[Route, ...]:
    """Return the routes of a case, or the one of a name.

    Raises
    ------
    UserError
        The case has no route, or none of this name.
    """
    routes = {route.id: route for route in case.refining.routes}
    if not routes:
        raise UserError(f"case {case.name} states no routes; write them into refining.yaml")
    if name is None:
        return tuple(routes.values())
    if name not in routes:
        raise UnknownNameError("route", name, list(routes))
    return (routes[name],)


def assess_refining(case: Case, tables: Tables) -> tuple[Refined, ...]:
    """Return every route of a case, compared."""
    return tuple(assess_route(case, route, tables) for route in case.refining.routes)


def assess_route(
    case: Case, route: Route, tables: Tables, *, draws: int = DRAWS, seed: int = SEED
) -> Refined:
    """Return one route, compared."""
    mine = case.valuation(route.mine) if route.mine else None
    result = _compared(case.valuation(route.plant), mine, build_way(route), draws, seed)
    year = case.base_year
    ship = read_buyers(tables, route.shipped_hs6, year)
    made = read_buyers(tables, route.made_hs6, year)
    traces = RouteTraces(case, route, result).build()
    for kind, buyers in (("ship", ship), ("made", made)):
        for name in list(buyers.value_usd)[:SHOWN_BUYERS]:
            key = f"{kind}_buyer/{name}"
            traces[key] = trace_buyer(f"{PREFIX}{route.id}/{key}", buyers, name, tables=tables)
    return Refined(route, result, ship, made, traces)


_HELD: dict[tuple[Any, ...], Comparison] = {}
_MOST_HELD = 32


def _compared(
    plant: ProjectFile, mine: ProjectFile | None, way: Way, draws: int, seed: int
) -> Comparison:
    """Return a comparison; the same files and numbers are compared once."""
    places = (tuple(way.ship_sea.items()), tuple(way.made_sea.items()))
    pit = mine.content if mine else None
    key = (plant.content, pit, way.freight, way.wage, way.power_price, places, draws, seed)
    if key not in _HELD:
        if len(_HELD) >= _MOST_HELD:
            _HELD.clear()
        works, value = value_content(plant.content, plant.file, draws, seed)
        site, own = value_content(pit, mine.file) if mine and pit else (None, None)
        found = compare_route(works, site, way, draws=draws, seed=seed, known=(value, own))
        _HELD[key] = replace(found, drivers=find_drivers(plant.content, file=plant.file))
    return _HELD[key]


def build_way(route: Route) -> Way:
    """Return the numbers of a route, with sea distances from the table."""

    def number(name: str) -> float:
        return float(route.value(name).value or 0.0)

    freight = Freight(
        number("ship_inland"), number("ship_port"), number("ship_sea"), number("ship_moisture")
    )
    seas = read_distances(route.from_port)
    return Way(
        freight=freight,
        wage=number("wage"),
        power_price=number("power_price"),
        ship_sea={port: seas.get(port) for port in route.ship_to},
        made_sea={port: seas.get(port) for port in route.made_to},
    )


@lru_cache(maxsize=16)
def read_distances(port: str) -> Mapping[str, float]:
    """Return nautical miles from a port to all others, with the canals open.

    Raises
    ------
    UnknownNameError
        The table has no such port.
    """
    rows = [row for row in read_curated("sea_distances").rows if row["route"] == OPEN_SEA]
    ends = {row["from_port"] for row in rows} | {row["to_port"] for row in rows}
    if port not in ends:
        raise UnknownNameError("port", port, sorted(ends))
    there = {row["to_port"]: row["distance_nm"] for row in rows if row["from_port"] == port}
    back = {row["from_port"]: row["distance_nm"] for row in rows if row["to_port"] == port}
    return {**there, **back}


def find_refining_trace(trace_id: str, case: Case, tables: Tables) -> Trace:
    """Return the trace of a number of a route.

    Raises
    ------
    UnknownNameError
        The case has no such route, or the route no such number.
    """
    prefix = STATED if trace_id.startswith(STATED) else PREFIX
    name, _, _ = trace_id.removeprefix(prefix).partition("/")
    (route,) = pick_routes(case, name)
    found: Sequence[Trace] = list(assess_route(case, route, tables).traces.values())
    known = {trace.id: trace for trace in found}
    if trace_id not in known:
        raise UnknownNameError("trace id", trace_id, known)
    return known[trace_id]
