"""One feed, two ways: shipped as it is, or refined at home by a plant that buys it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tenor.finance.evaluate import Outcome, evaluate
from tenor.finance.measures import calc_npv
from tenor.finance.model import Project
from tenor.finance.operation import calc_payable, calc_selling, calc_treated
from tenor.finance.plan import Plan, build_plan
from tenor.finance.refining.charging import (
    add_charge,
    bear_charge,
    calc_extra_pre_tax,
    calc_stated,
    draw_extra,
    require_plant,
    solve_extra,
)
from tenor.finance.refining.results import BreakEven, Comparison, Gain, Transport, Yearly
from tenor.finance.results import PartyValue, Valuation
from tenor.finance.value import value_project

QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
HOURS = 8760.0


@dataclass(frozen=True, slots=True)
class Freight:
    """Freight of the feed as it is shipped, per wet tonne, with its moisture as a fraction."""

    inland: float
    port: float
    sea: float
    moisture: float

    @property
    def dry(self) -> float:
        """Freight per dry tonne."""
        return (self.inland + self.port + self.sea) / (1.0 - self.moisture)


@dataclass(frozen=True, slots=True)
class Way:
    """The two ways of one route, as numbers: freight, pay, power and sea distances.

    Distances map a destination to nautical miles, None where none is known.
    """

    freight: Freight
    wage: float
    power_price: float
    ship_sea: Mapping[str, float | None]
    made_sea: Mapping[str, float | None]


def compare_route(
    plant: Project,
    mine: Project | None,
    way: Way,
    *,
    draws: int = 0,
    seed: int = 1,
    known: tuple[Valuation, Valuation | None] | None = None,
) -> Comparison:
    """Return what refining at home adds against shipping the feed.

    The plant stands alone: it buys its feed on the terms of its file, so that what the mine
    earns is the same both ways as long as those terms match what exports leave.

    Parameters
    ----------
    plant : Project
        With an operation that buys feed.
    mine : Project, optional
        The mine whose good is the feed; its parties are shown beside the plant's.
    way : Way
    draws, seed : int
        Draws of the plant; none gives the base case.
    known : (Valuation, Valuation), optional
        Values of plant and mine that are at hand already.

    Raises
    ------
    ValueError
        The plant buys no feed.
    """
    require_plant(plant)
    plan = build_plan(plant)
    outcome = evaluate(plan, financed=False)
    if known is None:
        own = None if mine is None else value_project(mine)
        known = value_project(plant, draws=draws, seed=seed), own
    value, mined = known
    yearly = calc_year(plan, outcome, way)
    drawn = draws if value.risk else 0
    even = calc_break_even(plan, value, way, draws=drawn, seed=seed)
    factors = plan.factors(plant.discount_rate)
    added = calc_value_added(plan, outcome, way)
    extra = None if even.charge is None else even.charge - even.stated
    jobs = None if plant.operation is None else plant.operation.jobs
    return Comparison(
        plant=value,
        mine=mined,
        yearly=yearly,
        transport=calc_transport(plan, yearly, way),
        break_even=even,
        parity=None if mine is None else calc_parity(plan, mine, way),
        gains=calc_gains(plant, mine, value, mined, extra=extra),
        drivers=(),
        tax_npv=float(calc_npv(outcome.fiscal, factors)[0]),
        value_added_npv=float(calc_npv(added, factors)[0]),
        jobs_cost=value.project.totals["capex"] / jobs if jobs else None,
    )


def calc_wages(plan: Plan, way: Way) -> np.ndarray:
    """Return pay by year: jobs while the plant runs."""
    operation = plan.project.operation
    treated = np.zeros(len(plan.years)) if plan.output is None else plan.output.treated
    jobs = 0.0 if operation is None or operation.jobs is None else operation.jobs
    return np.where(treated > 0, jobs * way.wage, 0.0)[:, None]


def calc_value_added(plan: Plan, outcome: Outcome, way: Way) -> np.ndarray:
    """Return sales less selling, feed and what is bought besides work, by year."""
    op = outcome.operating
    return np.asarray(op.gross - op.selling - op.feed - (op.opex - calc_wages(plan, way)))


def calc_year(plan: Plan, outcome: Outcome, way: Way) -> Yearly:
    """Return the first year in which the plant treats its most."""
    op, out, operation = outcome.operating, plan.output, plan.project.operation
    if out is None or operation is None:
        raise ValueError(f"{plan.project.name} has no operation")
    y = int(np.argmax(out.treated))
    feed = float(out.treated[y])
    wages = float(calc_wages(plan, way)[y, 0])
    opex = float(op.opex[y, 0])
    power = None if operation.power is None else operation.power * feed
    return Yearly(
        year=int(plan.years[y]),
        feed_t=feed,
        shipped_wet_t=feed / (1.0 - way.freight.moisture),
        made_t=float(out.goods[y]),
        sales=float(op.gross[y, 0]),
        selling=float(op.selling[y, 0]),
        feed_value=float(op.feed[y, 0]),
        opex=opex,
        wages=wages,
        power_cost=None if power is None else power * way.power_price,
        bought=opex - wages,
        value_added=float(calc_value_added(plan, outcome, way)[y, 0]),
        tax=float(np.broadcast_to(outcome.fiscal, op.gross.shape)[y, 0]),
        jobs=operation.jobs,
        power_mwh=power,
        power_mw=None if power is None else power / HOURS,
        water_m3=None if operation.water is None else operation.water * feed,
    )


def calc_transport(plan: Plan, yearly: Yearly, way: Way) -> Transport:
    """Return tonnes and freight of both ways in the year at full rate."""
    operation = plan.project.operation
    good = None if operation is None else operation.good
    rate = 0.0 if good is None else good.freight / (1.0 - good.moisture)
    per_wet = way.freight.inland + way.freight.port + way.freight.sea
    return Transport(
        ship_t=yearly.shipped_wet_t,
        ship_freight_per_t=per_wet,
        ship_freight=yearly.shipped_wet_t * per_wet,
        ship_sea=way.ship_sea,
        made_t=yearly.made_t,
        made_freight_per_t=rate,
        made_freight=yearly.made_t * rate,
        made_sea=way.made_sea,
    )


def calc_break_even(plan: Plan, value: Valuation, way: Way, *, draws: int, seed: int) -> BreakEven:
    """Return the charge per tonne of feed that the plant needs."""
    project = plan.project
    stated = calc_stated(project)
    worth = calc_feed_worth(plan)
    extra = solve_extra(project, limit=2.0 * worth) if worth > 0 else None
    before = calc_extra_pre_tax(plan, value.project.npv_pre_tax)
    quantiles: dict[str, float] = {}
    if draws:
        found = stated + draw_extra(project, draws=draws, seed=seed)
        known = found[np.isfinite(found)]
        if len(known):
            quantiles = {n: float(np.quantile(known, q)) for n, q in QUANTILES.items()}
    charge = None if extra is None else stated + extra
    return BreakEven(
        stated=stated,
        charge=charge,
        charge_pre_tax=None if before is None else stated + before,
        share_of_feed=None if charge is None or worth <= 0 else charge / worth,
        saved_freight=(way.freight.port + way.freight.sea) / (1.0 - way.freight.moisture),
        quantiles=quantiles,
    )


def calc_feed_worth(plan: Plan) -> float:
    """Return what the metal contained in a tonne of bought feed is worth, the mean."""
    operation = require_plant(plan.project)
    price = {p.commodity: float(np.mean(plan.price[p.commodity])) for p in plan.project.products}
    total = worth = 0.0
    for feed in operation.feeds:
        if not feed.payable:
            continue
        tonnes = float(np.sum(feed.throughput.held(plan.years)))
        grades = {n: float(np.mean(g.held(plan.years))) for n, g in feed.grades.items()}
        worth += tonnes * sum(grade * price.get(n, 0.0) for n, grade in grades.items())
        total += tonnes
    return worth / total if total > 0 else 0.0


def calc_parity(plan: Plan, mine: Project, way: Way) -> float | None:
    """Return what the plant pays per tonne of feed over what the same tonne earns abroad.

    Both at the mine: the plant's price less freight to it, against payable metal on the mine's
    terms of export less treatment, refining, penalties and all freight. The tonne is the plant's
    feed, with its grades, in both.
    """
    home = plan.output
    if mine.operation is None or home is None:
        return None
    z = int(np.argmax(home.treated))
    tonnes = np.array([float(home.treated[z])])
    good = mine.operation.good
    abroad = 0.0
    payable = {}
    for name, terms in good.terms.items():
        content = _content(plan, name, z)
        if name not in plan.price or content <= 0:
            continue
        payable[name] = calc_payable(np.array([content]), tonnes, terms)
        abroad += float(payable[name][0]) * float(plan.price[name][z])
    abroad -= float(calc_selling(good, tonnes, payable)[0])
    paid = sum(float(t[z]) * float(plan.price[n][z]) for n, t in home.bought.items())
    at_plant = (paid + float(home.feed_charges[z])) / float(tonnes[0])
    return (
        at_plant - _freight_of_feed(plan) - inland_of_seller(plan, way) - abroad / float(tonnes[0])
    )


def _content(plan: Plan, name: str, z: int) -> float:
    """Return the tonnes of a metal in a year's feed."""
    operation = require_plant(plan.project)
    return sum(
        float(calc_treated(feed, plan.years)[z]) * float(feed.grades[name].held(plan.years)[z])
        for feed in operation.feeds
        if name in feed.grades
    )


def _freight_of_feed(plan: Plan) -> float:
    """Return the freight that the plant pays per tonne of feed, the mean by tonnes."""
    operation = require_plant(plan.project)
    tonnes = [float(np.sum(f.throughput.held(plan.years))) for f in operation.feeds]
    paid = sum(t * f.freight for t, f in zip(tonnes, operation.feeds, strict=True))
    return paid / sum(tonnes) if sum(tonnes) > 0 else 0.0


def inland_of_seller(plan: Plan, way: Way) -> float:
    """Return the inland freight per dry tonne that the seller pays to reach the plant.

    A plant that states no freight of feed has it delivered: it stands at the port.
    """
    if _freight_of_feed(plan) > 0:
        return 0.0
    return way.freight.inland / (1.0 - way.freight.moisture)


def calc_gains(
    plant: Project,
    mine: Project | None,
    value: Valuation,
    mined: Valuation | None,
    *,
    extra: float | None,
) -> tuple[Gain, ...]:
    """Return what each party of mine and plant gets both ways, at its own rate.

    At the break-even charge the plant's parties together get its rate and no more, and the
    mine bears the charge on the part of its good that the plant treats.
    """
    shipped = {} if mined is None else dict(mined.parties)
    refined = dict(value.parties)
    evened: dict[str, PartyValue] = {}
    bearing: dict[str, PartyValue] = {}
    if extra is not None:
        evened = dict(value_project(add_charge(plant, extra)).parties)
        if mine is not None:
            part = calc_part(plant, mine)
            bearing = dict(value_project(bear_charge(mine, extra * part)).parties)
    found = []
    for name in dict.fromkeys((*shipped, *refined)):
        kind = (shipped.get(name) or refined[name]).kind
        ship = _npv(shipped, name)
        even = None
        if extra is not None:
            even = _npv(evened, name) + (_npv(bearing, name) if mine is not None else 0.0)
        found.append(Gain(name, kind, ship, ship + _npv(refined, name), even))
    return tuple(found)


def _npv(parties: Mapping[str, PartyValue], name: str) -> float:
    return parties[name].npv if name in parties else 0.0


def calc_part(plant: Project, mine: Project) -> float:
    """Return the part of the mine's good that the plant treats, over both lives."""
    home, there = build_plan(plant).output, build_plan(mine).output
    if home is None or there is None or not float(np.sum(there.goods)) > 0:
        return 0.0
    return min(1.0, float(np.sum(home.treated)) / float(np.sum(there.goods)))
