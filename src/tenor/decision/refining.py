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

from tenor.core.errors import UnknownNameError
from tenor.core.trace import Input, Source, Trace, format_value
from tenor.decision.valuing import DRAWS, SEED, cite_file
from tenor.finance import read_project_text
from tenor.finance.refining import Comparison, compare_route
from tenor.finance.refining.comparing import Freight, Way
from tenor.finance.refining.ranging import find_drivers
from tenor.panel.buyers import Buyers, read_buyers, trace_buyer
from tenor.panel.case import Case
from tenor.panel.case.refining import Route, RouteValue
from tenor.panel.curated import read_curated
from tenor.sources.box import Tables

PREFIX = "decision.refining/"
STATED = "case.refining/"
OPEN_SEA = "suez_panama"
SHOWN_BUYERS = 3
UNITS = {
    "feed_t": "t/y",
    "shipped_wet_t": "t/y",
    "made_t": "t/y",
    "power_mwh": "MWh/y",
    "power_mw": "MW",
    "water_m3": "m3/y",
    "jobs": "count",
}
"""Units of a year's physical measures; the others are money a year."""


@dataclass(frozen=True, slots=True)
class Refined:
    """One route with its comparison, who buys, and the trace of each number."""

    route: Route
    result: Comparison
    ship_buyers: Buyers
    made_buyers: Buyers
    traces: Mapping[str, Trace]

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


def assess_refining(case: Case, tables: Tables) -> tuple[Refined, ...]:
    """Return every route of a case, compared."""
    return tuple(assess_route(case, route, tables) for route in case.refining.routes)


def assess_route(
    case: Case, route: Route, tables: Tables, *, draws: int = DRAWS, seed: int = SEED
) -> Refined:
    """Return one route, compared."""
    mine = case.valuation(route.mine).content if route.mine else None
    plant = case.valuation(route.plant)
    result = _compared(plant.content, mine, build_way(route), draws, seed)
    result = replace(result, drivers=_drivers(plant.content, plant.file))
    year = case.base_year
    ship = read_buyers(tables, route.shipped_hs6, year)
    made = read_buyers(tables, route.made_hs6, year)
    traces = _Maker(case, route, result).traces()
    for kind, buyers in (("ship", ship), ("made", made)):
        for name in list(buyers.value_usd)[:SHOWN_BUYERS]:
            key = f"{kind}_buyer/{name}"
            traces[key] = trace_buyer(f"{PREFIX}{route.id}/{key}", buyers, name, tables=tables)
    return Refined(route, result, ship, made, traces)


@lru_cache(maxsize=32)
def _drivers(content: bytes, file: str) -> tuple[Any, ...]:
    return find_drivers(content, file=file)


_HELD: dict[tuple[Any, ...], Comparison] = {}


def _compared(plant: bytes, mine: bytes | None, way: Way, draws: int, seed: int) -> Comparison:
    """Return a comparison; the same files and numbers are compared once."""
    places = (tuple(way.ship_sea.items()), tuple(way.made_sea.items()))
    key = (plant, mine, way.freight, way.wage, way.power_price, places, draws, seed)
    if key not in _HELD:
        works = read_project_text(plant, file="plant")
        pit = None if mine is None else read_project_text(mine, file="mine")
        _HELD[key] = compare_route(works, pit, way, draws=draws, seed=seed)
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


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the traces of one route."""

    case: Case
    route: Route
    result: Comparison

    def traces(self) -> dict[str, Trace]:
        """Return the trace of each measure by its name."""
        r, unit = self.result, str(self.result.plant.basis["currency"])
        found = [
            self.make(
                "npv_after_tax",
                r.plant.project.npv_after_tax,
                unit,
                "NPV of the plant after royalty and tax",
            ),
            self.make(
                "npv_of_tax", r.tax_npv, unit, "sum of royalty and tax of the plant, discounted"
            ),
            self.make(
                "npv_of_value_added", r.value_added_npv, unit, "sum of value added, discounted"
            ),
            self.make(
                "capex", r.plant.project.totals["capex"], unit, "capital of the plant, undiscounted"
            ),
            self.make("capex_per_job", r.jobs_cost, unit, "capital / jobs"),
            self.make(
                "parity",
                r.parity,
                f"{unit}/t",
                "price that the plant pays at the mine - what exports leave there",
            ),
        ]
        found += self._yearly(unit)
        found += self._transport(unit)
        found += self._break_even(unit)
        for gain in r.gains:
            for way in ("ship", "refine", "at_break_even"):
                formula = f"NPV of {gain.party} at its own rate: {way.replace('_', ' ')}"
                found.append(self.make(f"{way}/{gain.party}", getattr(gain, way), unit, formula))
        for i, driver in enumerate(r.drivers):
            for end in ("low", "high"):
                at = getattr(driver, end)
                formula = f"NPV of the plant after tax with {driver.path} = {at:.6g}"
                found.append(
                    self.make(f"driver_{end}/{i}", getattr(driver, f"npv_{end}"), unit, formula)
                )
        start = f"{PREFIX}{self.route.id}/"
        stated = [self.stated(v) for v in (*self.route.values, *self.route.benchmarks)]
        known = {trace.id.removeprefix(start): trace for trace in found}
        return known | {trace.id: trace for trace in stated}

    def _yearly(self, unit: str) -> list[Trace]:
        year = self.result.yearly
        told = f"in {year.year}, the first year at full rate"
        names = [n for n in type(year).__slots__ if n != "year"]
        return [
            self.make(
                f"year/{name}",
                getattr(year, name),
                UNITS.get(name, f"{unit}/y"),
                f"{_FORMULAE.get(name, name.replace('_', ' '))}, {told}",
            )
            for name in names
        ]

    def _transport(self, unit: str) -> list[Trace]:
        moved = self.result.transport
        found = []
        for kind in ("ship", "made"):
            per, cost = getattr(moved, f"{kind}_freight_per_t"), getattr(moved, f"{kind}_freight")
            found.append(
                self.make(
                    f"{kind}_freight_per_t",
                    per,
                    f"{unit}/t",
                    "inland + port + sea, per tonne as loaded",
                )
            )
            found.append(
                self.make(
                    f"{kind}_freight", cost, f"{unit}/y", "tonnes as loaded x freight per tonne"
                )
            )
            for port, miles in getattr(moved, f"{kind}_sea").items():
                found.append(self.sea(f"{kind}_sea/{port}", port, miles))
        return found

    def _break_even(self, unit: str) -> list[Trace]:
        even = self.result.break_even
        per = f"{unit}/t"
        found = [
            self.make(
                "charge_stated",
                even.stated,
                per,
                "charge that the seller of feed bears in the plant's file",
            ),
            self.make(
                "charge_break_even",
                even.charge,
                per,
                "charge at which the plant's NPV after tax is nothing",
            ),
            self.make(
                "charge_pre_tax", even.charge_pre_tax, per, "the same before royalty and tax"
            ),
            self.make(
                "charge_share",
                even.share_of_feed,
                "fraction",
                "break-even charge / worth of the metal in a tonne of feed",
            ),
            self.make("saved_freight", even.saved_freight, per, "(port + sea) / (1 - moisture)"),
        ]
        for name, value in even.quantiles.items():
            formula = f"{name[1:]}% quantile of the charge before tax over the draws"
            found.append(self.make(f"charge_{name}", value, per, formula))
        return found

    def make(self, measure: str, value: float | int | None, unit: str, formula: str) -> Trace:
        """Return the trace of one measure."""
        files = [self.case.valuation(self.route.plant)]
        if self.route.mine:
            files.append(self.case.valuation(self.route.mine))
        stated = tuple(
            Input(f"{STATED}{self.route.id}/{v.id}", v.value, str(v.unit))
            for v in self.route.values
        )
        own = Source(
            f"case {self.case.name}", "refining.yaml", f"{self.route.title}, route of the case"
        )
        return Trace(
            id=f"{PREFIX}{self.route.id}/{measure}",
            value=value,
            display=format_value(value, unit, digits=2 if unit == "fraction" else 3),
            unit=unit,
            formula=formula,
            inputs=(Input(f"decision.value/{self.route.plant}/npv_after_tax", None, ""), *stated),
            sources=(own, *(cite_file(self.case, file)[0] for file in files)),
            assumed=("freight, pay and power of the route are judgements with a range",),
        )

    def sea(self, measure: str, port: str, miles: float | None) -> Trace:
        """Return the trace of a sea distance."""
        row = f"{self.route.from_port} to {port}, {OPEN_SEA}"
        return Trace(
            id=f"{PREFIX}{self.route.id}/{measure}",
            value=miles,
            display=format_value(miles, "nm"),
            unit="nm",
            formula="shortest way by sea with the canals open",
            inputs=(),
            sources=(Source("sea_distances", row, "searoute 1.6.0, table of sea distances"),),
        )

    def stated(self, value: RouteValue) -> Trace:
        """Return the trace of a number that the route states."""
        cited = (
            self.case.citation(value.source) if value.source else "judgement of the case's authors"
        )
        ends = " to ".join(f"{x:,.6g}" for x in (value.low, value.high) if x is not None)
        told = f"judgement, {ends}: {value.note}" if value.kind == "judgement" else ""
        return Trace(
            id=f"{STATED}{self.route.id}/{value.id}",
            value=value.value,
            display=format_value(value.value, str(value.unit)),
            unit=str(value.unit),
            formula="as stated in refining.yaml",
            inputs=(),
            sources=(Source(value.source or f"case {self.case.name}", "refining.yaml", cited),),
            assumed=(told,) if told else (),
        )


_FORMULAE = {
    "feed_t": "dry tonnes of feed",
    "shipped_wet_t": "feed / (1 - moisture)",
    "made_t": "tonnes of the good made",
    "sales": "payable metal x price",
    "selling": "freight and charges of the good made",
    "feed_value": "bought metal x price + freight of feed - charges",
    "opex": "operating cost",
    "wages": "jobs x pay",
    "power_cost": "power x price",
    "bought": "operating cost - pay",
    "value_added": "sales - selling - feed - (operating cost - pay)",
    "tax": "royalty and tax of the plant",
    "power_mwh": "feed x power per tonne",
    "power_mw": "power / 8,760 hours",
    "water_m3": "feed x water per tonne",
    "jobs": "as stated in the plant's file",
}


def find_refining_trace(trace_id: str, case: Case, tables: Tables) -> Trace:
    """Return the trace of a number of a route.

    Raises
    ------
    UnknownNameError
        The case has no such route, or the route no such number.
    """
    routes = {route.id: route for route in case.refining.routes}
    prefix = STATED if trace_id.startswith(STATED) else PREFIX
    name, _, _ = trace_id.removeprefix(prefix).partition("/")
    if name not in routes:
        raise UnknownNameError("route", name, routes)
    found: Sequence[Trace] = list(assess_route(case, routes[name], tables).traces.values())
    known = {trace.id: trace for trace in found}
    if trace_id not in known:
        raise UnknownNameError("trace id", trace_id, known)
    return known[trace_id]
