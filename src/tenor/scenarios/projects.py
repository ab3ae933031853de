"""The case's projects as new mines: capacity by phase, start, ramp-up, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tenor.core.distributions import Triangular, Uniform
from tenor.core.errors import UserError
from tenor.panel.case import Case, PartialDate, Project
from tenor.scenarios.columns import Column, Output, Phase, Product
from tenor.scenarios.drivers import MARKET, Driver, build_distribution
from tenor.scenarios.markets import Market, with_seed
from tenor.scenarios.seeds import Seed
from tenor.scenarios.timing import calc_decimal_year
from tenor.scenarios.tonnes import calc_tonnes, find_stage

RAMP_UP = Triangular(1.0, 2.0, 4.0)
"""Years from first to full output: a judgement, the same for all projects."""

UTILISATION = Triangular(0.75, 0.9, 1.0)
"""Share of capacity used once a mine runs: a judgement."""


@dataclass(frozen=True, slots=True)
class Plant:
    """A project that adds output to one market.

    Attributes
    ----------
    project, name : str
    phases : tuple of Phase
    drivers : tuple of Driver
        Start, ramp-up, utilisation and the pattern of its sales.
    """

    project: str
    name: str
    phases: tuple[Phase, ...]
    drivers: tuple[Driver, ...]

    def output(self, year: int, seed: Seed, changes: Changes) -> Output:
        """Return the output in a year as a column."""
        start, ramp, use, _ = (driver.name for driver in self.drivers)
        if changes.delay is not None:
            start = changes.delay
        return Output(
            start, ramp, use, self.phases, year, seed.tonnes, changes.delay is not None,
            changes.kept, changes.most,
        )  # fmt: skip

    def sales(self, of: Output, seed: Seed) -> tuple[tuple[int, Product], ...]:
        """Return the column of each route from the mine."""
        swept = self.drivers[3].name
        return tuple(
            (route, Product(of, swept, first, second))
            for route, first, second in zip(seed.routes, seed.present, seed.world, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """What the shocks of a scenario do to a project: another start, losses, limits.

    `delay` is the driver of the years after the planned start; empty for the plan itself.
    """

    delay: str | None = None
    kept: tuple[Column, ...] = ()
    most: tuple[tuple[str, float, float], ...] = ()


def add_plants(case: Case, market: Market) -> tuple[Market, dict[str, Plant], tuple[str, ...]]:
    """Return a market with the case's new mines, the mines, and what was left out, in words."""
    plants: dict[str, Plant] = {}
    told = []
    for project in case.projects:
        if market.commodity not in project.commodities:
            continue
        stage = find_stage(project.stage)
        if project.current_status.status == "operating":
            told.append(f"{project.name} works already: its output is part of {case.base_year}")
            continue
        why = _left_out(project, market, stage)
        if why or stage is None:
            told.append(f"{project.name} adds nothing to the market of {market.display}: {why}")
            continue
        phases = find_phases(project, market.commodity, stage)
        plants[project.id] = Plant(project.id, project.name, phases, _drivers(project))
        market = with_seed(
            market, project.id, host=project.host, stage=stage, capacity=phases[-1].tonnes
        )
        told.append(tell_plant(plants[project.id], market))
    return market, plants, tuple(told)


def tell_plant(plant: Plant, market: Market) -> str:
    """Return the plan of a project in words."""
    steps = " and ".join(f"{p.tonnes:,.0f} t from {int(p.planned)}" for p in plant.phases)
    return (
        f"{plant.name} is planned with {steps}, contained {market.display.lower()}, all phases "
        "together; it begins when the case's judged start says, if it is built at all"
    )


def _left_out(project: Project, market: Market, stage: str | None) -> str:
    """Return why a project adds no output; empty where it does."""
    if stage is None:
        return f"it is a project at stage {project.stage}, without a plan to produce"
    if stage not in market.network.stages:
        return f"the market has no stage {stage}"
    if stage != market.network.stages[0]:
        return f"a plant at stage {stage} needs feed, and the case names no mine that feeds it"
    if project.start is None:
        return "the case judges no start"
    if not find_phases(project, market.commodity, stage):
        return "no contained capacity with a year is stated"
    return ""


def find_phases(project: Project, commodity: str, stage: str) -> tuple[Phase, ...]:
    """Return the contained capacity of a project from each planned year on, in order.

    A phase that states a second year for the same capacity replaces the first; the capacity of
    a later phase holds all before it, as docs/case-format.md says.
    """
    held: dict[int, float] = {}
    for entry in project.capacity:
        same = entry.commodity == commodity and find_stage(entry.stage) == stage
        if not same or entry.value is None or entry.unit is None or entry.from_year is None:
            continue
        try:
            factor = calc_tonnes(entry.unit, entry.basis, commodity=commodity, stage=stage)
        except UserError:
            continue
        held[entry.from_year] = entry.value * factor
    return tuple(
        Phase(calc_decimal_year(PartialDate.parse(str(year))), held[year]) for year in sorted(held)
    )


def _drivers(project: Project) -> tuple[Driver, ...]:
    start = project.start
    if start is None:
        raise UserError(f"project {project.id!r} has no start")
    ends = [calc_decimal_year(date) for date in (start.earliest, start.likely, start.latest)]
    first = build_distribution(ends[1], ends[0], ends[2])
    if first is None:
        raise UserError(f"project {project.id!r} has no start")
    name, at = project.name, f"project/{project.id}"
    return (
        Driver(f"{at}/start", MARKET, first, "year", f"{name}: year of the start, as judged"),
        Driver(f"{at}/ramp", MARKET, RAMP_UP, "y", f"{name}: years to full output, judgement"),
        Driver(
            f"{at}/utilisation", MARKET, UTILISATION, "fraction",
            f"{name}: share of capacity used, judgement",
        ),
        Driver(
            f"{at}/sales", MARKET, Uniform(0.0, 1.0), "fraction",
            f"{name}: sales from the host's present buyers (0) to the world's importers (1)",
        ),
    )  # fmt: skip


def merge_changes(parts: Sequence[Changes]) -> Changes:
    """Return several changes of one project as one; the last delay stands."""
    merged = Changes()
    for part in parts:
        merged = replace(
            merged,
            delay=merged.delay if part.delay is None else part.delay,
            kept=merged.kept + part.kept,
            most=merged.most + part.most,
        )
    return merged
