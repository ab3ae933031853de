"""From a shock of a case to changes of a market: which elements, by which formula.

A shock that a market can't show is told in words and never dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tenor.core.countries import country_name
from tenor.core.errors import UserError
from tenor.core.units import convert
from tenor.panel.case import Case
from tenor.panel.case.schema import Shock
from tenor.scenarios.columns import Amount, Column, Duty, Kept, Limit
from tenor.scenarios.drivers import Driver, build_distribution
from tenor.scenarios.markets import Market
from tenor.scenarios.projects import Plant
from tenor.scenarios.timing import calc_share_in_force
from tenor.scenarios.tonnes import calc_tonnes, find_stage

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Effect:
    """A change of some elements of a policy in one year.

    Attributes
    ----------
    name : str
    target : str
        Field of `Policy`.
    elements : tuple of int
    column : Column
    mode : str
        ``multiply`` or ``replace``.
    start : tuple of float, optional
        Values that stand at the elements before the column multiplies them.
    """

    name: str
    target: str
    elements: tuple[int, ...]
    column: Column
    mode: str = "multiply"
    start: tuple[float, ...] | None = None


@dataclass(slots=True)
class Found:
    """What a shock does in a market and year.

    Attributes
    ----------
    effects : list of Effect
    level : list of Column
        Factors on all prices.
    notes : list of str
        What the market can't show, and what the shock touches, in words.
    """

    effects: list[Effect] = field(default_factory=list)
    level: list[Column] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def moves(self) -> bool:
        """Whether anything changes."""
        return bool(self.effects or self.level)


@dataclass(frozen=True, slots=True)
class Place:
    """A shock with what is needed to find its effects.

    Attributes
    ----------
    case : Case
    market : Market
    shock : Shock
    driver : Driver
    plants : mapping of project to Plant
        New projects of this market; those that run in the base year are not among them.
    weight : float
        Share of the year in which it applies.
    years : tuple of int
        Years of the run.
    year : int
    """

    case: Case
    market: Market
    shock: Shock
    driver: Driver
    plants: Mapping[str, Plant]
    weight: float
    years: tuple[int, ...]
    year: int

    def stages(self, found: Found) -> tuple[str, ...]:
        """Return the stages of the market that the shock names; all where it names none."""
        if self.shock.stage is None:
            return self.market.network.stages
        stage = find_stage(self.shock.stage)
        if stage in self.market.network.stages:
            return (stage,) if stage else ()
        found.notes.append(
            f"{self.label}: {self.market.display} has no market at stage {self.shock.stage}, since "
            "the data lack it; the shock is not computed"
        )
        return ()

    @property
    def seeded(self) -> list[int]:
        """Routes of mines yet to come."""
        return [route for seed in self.market.seeds.values() for route in seed.routes]

    @property
    def label(self) -> str:
        """How the shock is named in notes."""
        return f"shock {self.shock.id!r}"

    def nodes(self, iso3: str | None, stages: tuple[str, ...]) -> Ints:
        """Return the nodes of a country at some stages; of all countries for None."""
        network = self.market.network
        here = np.isin(network.stage, [network.stages.index(stage) for stage in stages])
        if iso3 is not None:
            known = iso3 in network.countries
            here &= network.country == (network.countries.index(iso3) if known else -1)
        return np.flatnonzero(here)


def build_driver(scenario: str, shock: Shock) -> Driver | None:
    """Return the random size of a shock; None where it states none."""
    unit = shock.unit or ""
    factor = 1.0
    if shock.kind == "delay" and unit:
        unit, factor = "y", float(convert(1.0, unit, "y"))
    sizes = (None if x is None else factor * x for x in (shock.value, shock.low, shock.high))
    drawn = build_distribution(*sizes)
    if drawn is None:
        return None
    words = f"{shock.kind}: {shock.why}"
    return Driver(f"shock/{scenario}/{shock.id}", scenario, drawn, unit, words)


def find_effects(place: Place) -> Found:
    """Return what a shock does in a market and year."""
    found = Found()
    stages = place.stages(found)
    if stages:
        _KINDS[place.shock.kind](place, found, stages)
    return found


def calc_weight(shock: Shock, year: int) -> float:
    """Return the share of a year in which a shock applies."""
    return calc_share_in_force(year, shock.valid_from, shock.valid_to)


def _routes(place: Place, found: Found, stages: tuple[str, ...], *, out: bool) -> Ints:
    """Return the routes out of (into) the shock's country, to (from) its partner where named."""
    routes, shock = place.market.network.routes, place.shock
    own, other = place.nodes(shock.country, stages), place.nodes(shock.partner, stages)
    ends = (routes.origin, routes.destination) if out else (routes.destination, routes.origin)
    hit = np.flatnonzero(np.isin(ends[0], own) & np.isin(ends[1], other))
    _tell_routes(place, found, hit, stages)
    return hit


def _tell_routes(place: Place, found: Found, hit: Ints, stages: tuple[str, ...]) -> None:
    """Say what the routes carried in the base year, stage by stage."""
    network, shock = place.market.network, place.shock
    exporter, importer = shock.country, shock.partner
    if shock.kind in {"import_restriction", "tariff"}:
        exporter, importer = shock.partner, shock.country
    ends = (country_name(iso3) if iso3 else "all countries" for iso3 in (exporter, importer))
    pair = "from {} to {}".format(*ends)
    for stage in stages:
        s = network.stages.index(stage)
        here = hit[network.stage[network.routes.origin[hit]] == s]
        here = here[~np.isin(here, place.seeded)]
        tonnes = float(network.routes.flow[here].sum())
        if len(here):
            assumed = bool(network.routes.assumed[here].any())
            found.notes.append(
                f"{place.label}: it meets {tonnes:,.0f} t of {place.market.display} at stage "
                f"{stage} that went {pair} in {network.year}"
                + (", a split by published shares or through the world market" if assumed else "")
            )
        else:
            why = (
                "trade by partner is not in the data there"
                if stage in place.market.pooled
                else "none went that way in the base year"
            )
            found.notes.append(
                f"{place.label}: nothing moves at stage {stage} of "
                f"{place.market.display} {pair}: {why}"
            )


def _restriction(place: Place, found: Found, stages: tuple[str, ...]) -> None:
    out = place.shock.kind == "export_restriction"
    hit = _routes(place, found, stages, out=out)
    if len(hit):
        column = Kept(place.driver.name, place.weight)
        found.effects.append(Effect(place.driver.name, "route_scale", _tuple(hit), column))


def _quota(place: Place, found: Found, stages: tuple[str, ...]) -> None:
    hit = _routes(place, found, stages, out=True)
    if not len(hit):
        return
    scale = _tonnes(place, stages[-1])
    flow = place.market.network.routes.flow[hit]
    column = Limit(place.driver.name, place.weight, float(flow.sum()), scale)
    found.effects.append(
        Effect(place.driver.name, "quota", _tuple(hit), column, start=tuple(flow.tolist()))
    )


def _tariff(place: Place, found: Found, stages: tuple[str, ...]) -> None:
    taxed = tuple(s for s in stages if not _is_exempt(place, found, s))
    hit = _routes(place, found, taxed, out=False) if taxed else np.empty(0, dtype=np.int64)
    network = place.market.network
    money = place.driver.unit != "fraction"
    held = network.routes.freight if money else network.routes.tariff
    target = "freight" if money else "tariff"
    for base in np.unique(held[hit]):
        same = hit[held[hit] == base]
        column = Duty(place.driver.name, place.weight, float(base))
        name = f"{place.driver.name}/{base:g}"
        found.effects.append(Effect(name, target, _tuple(same), column, "replace"))


def _is_exempt(place: Place, found: Found, stage: str) -> bool:
    """Tell whether the policy behind a duty leaves out all codes of a stage, and say so."""
    codes = place.market.codes.get(stage, ())
    if place.shock.policy is None or not codes:
        return False
    policy = place.case.policy(place.shock.policy)
    if not set(codes) <= set(policy.exempt_hs6):
        return False
    found.notes.append(
        f"{place.label}: {place.market.display} at stage {stage} ({', '.join(codes)}) is on the "
        f"list of exempt goods of policy {policy.id!r}; no duty is applied"
    )
    return True


def _outage(place: Place, found: Found, stages: tuple[str, ...]) -> None:
    if place.shock.project is not None:
        if place.shock.project not in place.plants:
            _running(place, found, Kept(place.driver.name, place.weight))
        return  # a new project's output takes it in
    hit = place.nodes(place.shock.country, stages)
    _scale_output(place, found, hit, Kept(place.driver.name, place.weight))


def _capacity(place: Place, found: Found, stages: tuple[str, ...]) -> None:
    share = place.driver.unit == "fraction"
    if place.shock.project is not None:
        if place.shock.project not in place.plants:
            if share:
                _running(place, found, Kept(place.driver.name, place.weight, 1.0))
            else:
                found.notes.append(f"{place.label}: a limit in tonnes needs a project yet to come")
        return
    hit = place.nodes(place.shock.country, stages)
    if share:
        _scale_output(place, found, hit, Kept(place.driver.name, place.weight, 1.0))
        return
    supply = place.market.network.supply[hit]
    column = Limit(place.driver.name, place.weight, float(supply.sum()), _tonnes(place, stages[-1]))
    found.effects.append(
        Effect(place.driver.name, "supply_cap", _tuple(hit), column, start=tuple(supply.tolist()))
    )


def _scale_output(place: Place, found: Found, hit: Ints, column: Column) -> None:
    """Scale mines and plants at some nodes."""
    network = place.market.network
    mines = hit[network.supply[hit] > 0]
    plants = np.flatnonzero(np.isin(network.processes.target, hit))
    for target, elements in (("supply_scale", mines), ("process_scale", plants)):
        if len(elements):
            name = f"{place.driver.name}/{target}"
            found.effects.append(Effect(name, target, _tuple(elements), column))
    if not len(mines) and not len(plants):
        found.notes.append(
            f"{place.label}: {place.market.display} is not made there in {network.year}"
        )


def _running(place: Place, found: Found, column: Kept) -> None:
    """Scale a project that is part of the base year by its share of the country's output."""
    shock, network = place.shock, place.market.network
    project = place.case.project(str(shock.project))
    stage = find_stage(project.stage)
    if stage not in network.stages:
        found.notes.append(
            f"{place.label}: {project.name} sells {project.stage} goods, for which the market of "
            f"{place.market.display} has no stage; what it loses is not computed"
        )
        return
    if project.current_status.status != "operating":
        found.notes.append(
            f"{place.label}: {project.name} has no capacity with a start in the case, so that no "
            "output of it can be lost"
        )
        return
    tonnes = _contained(place, stage)
    hit = place.nodes(project.host, (stage,))
    hit = hit[network.supply[hit] > 0]
    if tonnes is None or not len(hit):
        found.notes.append(
            f"{place.label}: no contained capacity of {project.name} at stage {stage} is stated, "
            "so that its share of the country's output is not known; the shock is not computed"
        )
        return
    share = min(1.0, tonnes / float(network.supply[hit].sum()))
    scaled = Kept(column.driver, column.weight * share, column.sign)
    found.effects.append(Effect(place.driver.name, "supply_scale", _tuple(hit), scaled))


def _contained(place: Place, stage: str) -> float | None:
    """Return the largest contained capacity that a project states at a stage [t/y]."""
    project, held = place.case.project(str(place.shock.project)), []
    for entry in project.capacity:
        if entry.commodity != place.market.commodity or find_stage(entry.stage) != stage:
            continue
        if entry.value is None or entry.unit is None:
            continue
        try:
            factor = calc_tonnes(
                entry.unit, entry.basis, commodity=place.market.commodity, stage=stage
            )
        except UserError:
            continue
        held.append(entry.value * factor)
    return max(held, default=None)


def _price(place: Place, found: Found, _stages: tuple[str, ...]) -> None:
    found.level.append(Kept(place.driver.name, place.weight))
    found.notes.append(
        f"{place.label}: the price level of {place.market.display} is given from outside; tonnes "
        "stay, since the model is not told what moved it"
    )


def _demand(place: Place, found: Found, stages: tuple[str, ...]) -> None:
    hit = place.nodes(place.shock.country, stages)
    hit = hit[place.market.network.demand[hit] > 0]
    if not len(hit):
        who = country_name(place.shock.country) if place.shock.country else "the world"
        found.notes.append(
            f"{place.label}: no use of {place.market.display} by {who} is known at stage "
            f"{' or '.join(stages)}; the shock is not computed"
        )
        return
    column = Kept(place.driver.name, place.weight, 1.0)
    found.effects.append(Effect(place.driver.name, "demand_scale", _tuple(hit), column))


def _release(place: Place, found: Found, stages: tuple[str, ...]) -> None:
    hit = place.nodes(place.shock.country, stages)
    if not len(hit):
        found.notes.append(
            f"{place.label}: {country_name(str(place.shock.country))} has no part in the market of "
            f"{place.market.display} at stage {' or '.join(stages)}; the shock is not computed"
        )
        return
    weight = place.weight
    if "/" not in place.driver.unit:
        # A stock can be sold once: in the first year in which the shock applies.
        first = next((y for y in place.years if calc_weight(place.shock, y) > 0), None)
        weight = 1.0 if place.year == first else 0.0
    if weight > 0:
        column = Amount(place.driver.name, weight * _tonnes(place, stages[-1]))
        element = (int(hit[-1]),)
        found.effects.append(Effect(place.driver.name, "stock", element, column, start=(1.0,)))


def _delay(place: Place, found: Found, _stages: tuple[str, ...]) -> None:
    project = place.case.project(str(place.shock.project))
    if place.shock.project in place.plants:
        found.notes.append(
            f"{place.label}: changes are against {project.name} on the published plan, not against "
            "the baseline, whose judged start already is later"
        )
    else:
        found.notes.append(
            f"{place.label}: {project.name} adds no output to the market of "
            f"{place.market.display} in this case, so that no delay shows"
        )


def _finance(place: Place, found: Found, _stages: tuple[str, ...]) -> None:
    found.notes.append(f"{place.label}: a change of finance moves no market")


_KINDS: Mapping[str, Callable[[Place, Found, tuple[str, ...]], None]] = {
    "export_restriction": _restriction,
    "import_restriction": _restriction,
    "quota": _quota,
    "tariff": _tariff,
    "delay": _delay,
    "outage": _outage,
    "capacity": _capacity,
    "price": _price,
    "demand": _demand,
    "release": _release,
    "finance": _finance,
}


def _tonnes(place: Place, stage: str) -> float:
    """Return the tonnes of content in one unit of the shock."""
    shock = place.shock
    try:
        return calc_tonnes(
            place.driver.unit, shock.basis, commodity=place.market.commodity, stage=stage
        )
    except UserError as error:
        raise UserError(f"{place.label}: {error}; state contained tonnes") from error


def _tuple(places: Ints) -> tuple[int, ...]:
    return tuple(int(place) for place in places)
