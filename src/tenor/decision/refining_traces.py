"""The trace of each number of a route, from the comparison that made it."""

from __future__ import annotations

from dataclasses import dataclass

from tenor.core.trace import Input, Source, Trace, format_value
from tenor.decision.value_traces import cite_file
from tenor.finance.refining import Comparison
from tenor.panel.case import Case
from tenor.panel.case.refining import Route, RouteValue

PREFIX = "decision.refining/"
STATED = "case.refining/"
OPEN_SEA = "suez_panama"
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
NOTHING = 1.0
"""Below one unit of money a value is printed as nothing."""
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


@dataclass(frozen=True, slots=True)
class RouteTraces:
    """Makes the traces of one route."""

    case: Case
    route: Route
    result: Comparison

    def build(self) -> dict[str, Trace]:
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
                "price that the plant pays at the mine - what an export of the feed leaves there",
            ),
        ]
        found += self._spread(unit)
        found += self._yearly(unit)
        found += self._transport(unit)
        found += self._break_even(unit)
        for gain in r.gains:
            for way in ("ship", "refine", "at_break_even"):
                formula = f"NPV of {gain.party} at its own rate: {way.replace('_', ' ')}"
                worth = getattr(gain, way)
                settled = 0.0 if worth is not None and abs(worth) < NOTHING else worth
                found.append(self.make(f"{way}/{gain.party}", settled, unit, formula))
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

    def _spread(self, unit: str) -> list[Trace]:
        risk = self.result.plant.risk
        if not risk:
            return []
        told = f"over {risk['draws']:,} draws, seed {risk['seed']}"
        spread, chance = risk["quantiles"]["npv_after_tax"], risk["probability_npv_positive"]
        above = f"share of draws with NPV after tax above nothing, {told}"
        return [
            *(
                self.make(f"npv_{q}", spread[q], unit, f"{q[1:]}% quantile of NPV {told}")
                for q in ("p05", "p50", "p95")
            ),
            self.make("probability_npv_positive", chance, "fraction", above),
        ]

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
