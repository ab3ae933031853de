"""What is to be solved: per commodity and year a baseline and the scenarios that touch it.

A study is picklable and holds all that a worker needs; its blocks of draws may be evaluated
anywhere, in any order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tenor.core.distributions import Fixed, Uniform
from tenor.core.errors import UserError
from tenor.market import Network, Policy
from tenor.market.batch import Plan, build_plan
from tenor.market.inputs import DrawPlan, Input
from tenor.market.parameters import Parameter
from tenor.panel.case import Case, Scenario
from tenor.panel.case.schema import Shock
from tenor.scenarios.columns import Column, Elastic, Kept
from tenor.scenarios.drivers import MARKET, Driver, Group, build_distribution
from tenor.scenarios.effects import (
    Effect,
    Found,
    Place,
    build_driver,
    calc_weight,
    find_effects,
)
from tenor.scenarios.markets import Market
from tenor.scenarios.outputs import Key, View, build_view, list_keys, list_wanted
from tenor.scenarios.projects import Changes, Plant, merge_changes
from tenor.scenarios.timing import calc_long_run
from tenor.scenarios.tonnes import calc_tonnes

Floats = NDArray[np.float64]

BASELINE = "baseline"
_DEFAULTS = {"quota": np.inf, "supply_cap": np.inf, "stock": 0.0}


@dataclass(frozen=True, slots=True)
class Cell:
    """One scenario in one market and year.

    Attributes
    ----------
    scenario : str
    plan : Plan or None
        None where nothing differs from the base year: its values stand.
    columns : tuple of Column
        One per input of the plan.
    level : tuple of Column
        Factors on all prices.
    against : Cell, optional
        What its changes are measured against, in place of the baseline: where a project is
        late, the baseline with that project on time.
    """

    scenario: str
    plan: Plan | None
    columns: tuple[Column, ...]
    level: tuple[Column, ...] = ()
    against: Cell | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """A market in one year: baseline and scenarios, with their drivers and outputs."""

    commodity: str
    year: int
    view: View
    keys: tuple[Key, ...]
    drivers: tuple[Driver, ...]
    groups: tuple[Group, ...]
    baseline: Cell
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class Prepared:
    """The studies of a run with what is to be told beside the numbers.

    Attributes
    ----------
    studies : list of Study
    drivers : dict of name to Driver
    notes : list of (scenario, commodity, text)
    """

    studies: list[Study] = field(default_factory=list)
    drivers: dict[str, Driver] = field(default_factory=dict)
    notes: list[tuple[str, str, str]] = field(default_factory=list)

    def note(self, scenario: str, commodity: str, text: str) -> None:
        """Add a note once."""
        entry = (scenario, commodity, text)
        if entry not in self.notes:
            self.notes.append(entry)


@dataclass(frozen=True, slots=True)
class Setting:
    """One market of a run, and what the run asks of it."""

    case: Case
    market: Market
    plants: Mapping[str, Plant]
    scenarios: tuple[Scenario, ...]
    years: tuple[int, ...]
    draws: int
    countries: tuple[str, ...]


def touches(shock: Shock, case: Case, commodity: str) -> bool:
    """Tell whether a shock concerns a commodity: it names it, or its project, or none."""
    if shock.commodity is not None:
        return shock.commodity == commodity
    if shock.project is not None:
        return commodity in case.project(shock.project).commodities
    return shock.kind != "finance"


def prepare(setting: Setting, into: Prepared) -> None:
    """Add the studies of one market to those of a run."""
    for year in setting.years:
        study = _build_study(setting, year, into)
        if study is not None:
            into.studies.append(study)
            into.drivers |= {driver.name: driver for driver in study.drivers}


def _build_study(setting: Setting, year: int, into: Prepared) -> Study | None:
    market = setting.market
    elastic = _elasticities(market, calc_long_run(year - setting.case.cut_off.year))
    view = build_view(market.network, setting.countries)
    if not view.nodes:
        return None
    drivers = [driver for driver, *_ in elastic]
    drivers += [driver for plant in setting.plants.values() for driver in plant.drivers]
    groups: list[Group] = []
    calm = {name: Changes() for name in setting.plants}
    baseline = _build_cell(setting, (BASELINE, year), elastic, calm, Found(), view)
    cells = []
    for scenario in setting.scenarios:
        found, changes, drawn = _shocks(setting, scenario, year)
        for text in found.notes:
            into.note(scenario.id, market.commodity, text)
        moved = any(changes[name] != Changes() for name in changes)
        if not drawn:
            continue
        groups += _groups(scenario, drawn)
        drivers += drawn
        if found.moves or moved:
            cell = _build_cell(setting, (scenario.id, year), elastic, changes, found, view)
            planned = {n: Changes(delay="") if c.delay else calm[n] for n, c in changes.items()}
            if planned != calm:
                at = (f"{scenario.id}/planned", year)
                on_time = _build_cell(setting, at, elastic, planned, Found(), view)
                cell = replace(cell, against=on_time)
            cells.append(cell)
        elif _is_computed(setting, scenario):
            cells.append(replace(baseline, scenario=scenario.id))
    return Study(
        market.commodity, year, view, list_keys(view), tuple(drivers), tuple(groups),
        baseline, tuple(cells),
    )  # fmt: skip


def _is_computed(setting: Setting, scenario: Scenario) -> bool:
    """Tell whether a scenario moves the market in any year, so that a calm year is known calm."""
    for year in setting.years:
        found, changes, _ = _shocks(setting, scenario, year)
        if found.moves or any(change != Changes() for change in changes.values()):
            return True
    return False


def _shocks(
    setting: Setting, scenario: Scenario, year: int
) -> tuple[Found, dict[str, Changes], list[Driver]]:
    """Return what the shocks of a scenario do to a market and its new mines in a year."""
    total = Found()
    changes = {name: Changes() for name in setting.plants}
    drivers = []
    for shock in scenario.shocks:
        if not touches(shock, setting.case, setting.market.commodity):
            continue
        driver = build_driver(scenario.id, shock)
        if driver is None:
            total.notes.append(f"shock {shock.id!r}: it states no size; it is not computed")
            continue
        drivers.append(driver)
        weight = calc_weight(shock, year)
        place = Place(
            setting.case, setting.market, shock, driver, setting.plants, weight,
            setting.years, year,
        )  # fmt: skip
        found = find_effects(place)
        total.notes += found.notes
        if weight > 0:
            total.effects += found.effects
            total.level += found.level
            if shock.project in changes:
                changes[shock.project] = merge_changes(
                    [changes[shock.project], _change(place, shock)]
                )
    return total, changes, drivers


def _change(place: Place, shock: Shock) -> Changes:
    """Return what a shock does to a new mine."""
    name = place.driver.name
    if shock.kind == "delay":
        return Changes(delay=name)
    if shock.kind == "outage":
        return Changes(kept=(Kept(name, place.weight),))
    if shock.kind == "capacity" and place.driver.unit == "fraction":
        return Changes(kept=(Kept(name, place.weight, 1.0),))
    if shock.kind == "capacity":
        stage = place.market.network.stages[0]
        scale = calc_tonnes(
            place.driver.unit, shock.basis, commodity=place.market.commodity, stage=stage
        )
        return Changes(most=((name, scale, place.weight),))
    return Changes()


def _groups(scenario: Scenario, drivers: list[Driver]) -> list[Group]:
    """Return the groups that meet this market, and draw all their shocks.

    A shock of another market is drawn too, so that it has the same draws in every market.
    """
    held = {driver.name for driver in drivers}
    found = []
    for group in scenario.groups:
        members = [build_driver(scenario.id, s) for s in scenario.shocks if s.group == group.id]
        known = [driver for driver in members if driver is not None]
        if len(known) > 1 and held & {driver.name for driver in known}:
            drivers += [driver for driver in known if driver.name not in held]
            names = tuple(driver.name for driver in known)
            found.append(Group(f"{scenario.id}/{group.id}", names, group.rank))
    return found


def _elasticities(
    market: Market, share: float
) -> list[tuple[Driver, Elastic, str, tuple[int, ...]]]:
    """Return the drivers of a market's elasticities, their columns, targets and elements."""
    network = market.network
    found = []
    for s, stage in enumerate(network.stages):
        nodes = np.flatnonzero(network.stage == s)
        places = {
            "supply": nodes,
            "demand": nodes,
            "route": np.flatnonzero(network.stage[network.routes.origin] == s),
            "process": np.flatnonzero(network.stage[network.processes.target] == s),
        }
        for name, elements in places.items():
            if not len(elements):
                continue
            short, long = market.short.find(stage, name), market.long.find(stage, name)
            driver = Driver(
                f"{market.commodity}/{stage}/{name}_elasticity", MARKET, Uniform(0.0, 1.0),
                "quantile", f"{market.display}, {stage}: {name} elasticity, short run "
                f"{_range(short)}, long run {_range(long)}",
            )  # fmt: skip
            column = Elastic(driver.name, _distribution(short), _distribution(long), share)
            at = tuple(int(place) for place in elements)
            found.append((driver, column, f"{name}_elasticity", at))
    return found


def _range(parameter: Parameter) -> str:
    return f"{parameter.value:g} ({parameter.low:g} to {parameter.high:g})"


def _distribution(parameter: Parameter) -> Fixed | Uniform:
    drawn = build_distribution(parameter.value, parameter.low, parameter.high)
    return drawn or Fixed(parameter.value)  # type: ignore[return-value]


def _build_cell(
    setting: Setting,
    at: tuple[str, int],
    elastic: Sequence[tuple[Driver, Elastic, str, tuple[int, ...]]],
    changes: Mapping[str, Changes],
    found: Found,
    view: View,
) -> Cell:
    scenario, year = at
    level = tuple(found.level)
    if not setting.plants and not found.effects:
        return Cell(scenario, None, (), level)
    effects = [
        Effect(driver.name, target, elements, column, "replace")
        for driver, column, target, elements in elastic
    ]
    effects += found.effects
    for name, plant in setting.plants.items():
        seed = setting.market.seeds[name]
        output = plant.output(year, seed, changes[name])
        effects.append(Effect(f"project/{name}/output", "supply_scale", (seed.node,), output))
        effects += [
            Effect(f"project/{name}/route/{route}", "route_scale", (route,), product)
            for route, product in plant.sales(output, seed)
        ]
    network = setting.market.network
    plan = build_plan(
        network,
        _policy(network, effects),
        inputs=DrawPlan(tuple(_input(effect) for effect in effects)),
        outputs=list_wanted(view),
        draws=setting.draws,
        scenario=scenario,
    )
    return Cell(scenario, plan, tuple(effect.column for effect in effects), level)


def _input(effect: Effect) -> Input:
    return Input(effect.name, effect.target, effect.elements, Fixed(1.0), effect.mode)


def _policy(network: Network, effects: Sequence[Effect]) -> Policy:
    """Return the policy that holds what effects multiply."""
    arrays: dict[str, Floats] = {}
    for effect in effects:
        if effect.start is None:
            continue
        length = len(network.routes.flow) if effect.target == "quota" else network.size
        held = arrays.setdefault(effect.target, np.full(length, _DEFAULTS[effect.target]))
        at = list(effect.elements)
        if np.any(held[at] != _DEFAULTS[effect.target]):
            raise UserError(
                f"{effect.name}: another shock of the scenario limits the same {effect.target}; "
                "write one of them"
            )
        held[at] = effect.start
    return Policy(**arrays)
