"""Is it material: the host's output, plans and reserves against the partner's use and the world.

    share of use   = host output / partner's apparent consumption
    share of world = host output / world mine output
    years of use   = host reserve / partner's apparent consumption

Every ratio is taken on one content basis; a figure on another basis is
converted by its stoichiometry or refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tenor.core.errors import UnitError
from tenor.core.trace import Input, Trace, derive_trace
from tenor.core.units import convert_content
from tenor.panel.case import Case, Claim, Project
from tenor.panel.case.schema import Capacity
from tenor.panel.case_traces import trace_project_value
from tenor.panel.claims import find_claims, year_of
from tenor.risk.rows import RiskRow, RiskTable
from tenor.risk.traces import trace_measure
from tenor.sources.box import Tables

CLASSED = ("reserve", "resource", "recoverable")
"""Resource classes that rest on an estimate; claims and occurrences do not."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A project's stated capacity beside the partner's use and the world's output."""

    project: Project
    entry: Capacity
    amount: Trace
    share_of_use: Trace | None
    share_of_world: Trace | None


@dataclass(frozen=True, slots=True)
class InGround:
    """A quantity in the ground of the host, with its class, and the years of use it holds."""

    claim: Claim
    amount: Trace
    years_of_use: Trace | None


@dataclass(frozen=True, slots=True)
class Materiality:
    """What the host's part in one commodity amounts to; None where a figure is missing.

    Attributes
    ----------
    commodity : str
    output : Trace or None
        Host's mine output in the base year; None where no series lists it.
    world : Trace or None
    use : Trace or None
        Partner's apparent consumption, the newest claim.
    share_of_use, share_of_world : Trace or None
    planned : tuple of Planned
    in_ground : tuple of InGround
    """

    commodity: str
    output: Trace | None
    world: Trace | None
    use: Trace | None
    share_of_use: Trace | None
    share_of_world: Trace | None
    planned: tuple[Planned, ...]
    in_ground: tuple[InGround, ...]


def assess_materiality(
    case: Case, host_rows: RiskTable, partner: str, *, tables: Tables
) -> tuple[Materiality, ...]:
    """Return the materiality of each commodity of a case.

    Parameters
    ----------
    case : Case
    host_rows : RiskTable
        Rows of the host as importer in the base year (they hold its own output).
    partner : str
        ISO code of the partner whose use is the yardstick.
    tables : Tables
        The data that the rows were made from; they are cited.
    """
    return tuple(
        assess_one(case, host_rows, name, partner=partner, tables=tables)
        for name in case.commodities
    )


def assess_one(
    case: Case, host_rows: RiskTable, commodity: str, *, partner: str, tables: Tables
) -> Materiality:
    """Return the materiality of one commodity."""
    row = production_row([r for r in host_rows if r.commodity == commodity])
    output = world = None
    if row is not None and row.production_t is not None:
        output = trace_measure("production", row, tables=tables)
    if row is not None and row.hhi is not None:
        world = trace_measure("world_production", row, tables=tables)
    claim = yardstick(case, commodity, partner)
    use = None if claim is None else case.trace(claim.id)
    key = f"{case.host}/{partner}/{commodity}/{case.base_year}"
    return Materiality(
        commodity=commodity,
        output=output,
        world=world,
        use=use,
        share_of_use=ratio(f"decision.share_of_use/{key}", output, use),
        share_of_world=ratio(f"decision.share_of_world/{key}", output, world),
        planned=tuple(
            assess_plan(case, project, entry, use=use, world=world)
            for project in case.projects
            for entry in project.capacity
            if entry.commodity == commodity and project.host == case.host
        ),
        in_ground=tuple(assess_ground(case, c, use) for c in ground_claims(case, commodity)),
    )


def production_row(rows: Sequence[RiskRow]) -> RiskRow | None:
    """Return the first stage (in chain order) that has a production series."""
    return next((row for row in rows if row.detail["world_production_t"] is not None), None)


def yardstick(case: Case, commodity: str, partner: str) -> Claim | None:
    """Return the partner's newest apparent consumption with a value, up to the base year."""
    found = find_claims(case, "apparent_consumption", country=partner, commodity=commodity)
    usable = [c for c in found if c.value is not None and year_of(c) <= case.base_year]
    return usable[0] if usable else None


def ground_claims(case: Case, commodity: str) -> list[Claim]:
    """Return the host's quantities in the ground, firmest class first."""
    found = find_claims(case, "in_ground", country=case.host, commodity=commodity)
    return sorted(found, key=lambda c: (c.resource_class not in CLASSED, c.id))


def assess_plan(
    case: Case, project: Project, entry: Capacity, *, use: Trace | None, world: Trace | None
) -> Planned:
    """Return one stated capacity beside the partner's use and the world's output."""
    amount = trace_project_value(case, project, entry)
    key = f"{project.id}/{entry.id}"
    return Planned(
        project=project,
        entry=entry,
        amount=amount,
        share_of_use=ratio(f"decision.plan_share_of_use/{key}", amount, use),
        share_of_world=ratio(f"decision.plan_share_of_world/{key}", amount, world),
    )


def assess_ground(case: Case, claim: Claim, use: Trace | None) -> InGround:
    """Return one quantity in the ground and the years of the partner's use that it holds."""
    amount = case.trace(claim.id)
    trace_id = f"decision.years_of_use/{claim.id}"
    years = None
    if claim.resource_class in CLASSED:
        years = ratio(trace_id, amount, use, unit="years of use")
    return InGround(claim, amount, years)


def ratio(
    trace_id: str, part: Trace | None, whole: Trace | None, *, unit: str = "fraction"
) -> Trace | None:
    """Return part / whole as a trace; None where either is unknown or the basis differs.

    Yearly rates and plain tonnes of one year are compared as they stand.
    """
    if part is None or whole is None:
        return None
    if not isinstance(part.value, float | int) or not isinstance(whole.value, float | int):
        return None
    of, to = per_nothing(part.unit), per_nothing(whole.unit)
    try:
        factor = float(convert_content(1.0, of, to))
    except UnitError:
        return None
    if whole.value == 0:
        return None
    value = float(part.value) * factor / float(whole.value)
    formula = "part / whole, on one content"
    found = derive_trace(trace_id, value, unit=unit, formula=formula, inputs=[part, whole])
    if factor == 1.0:
        return found
    used = Input(f"factor from {of} to {to}", factor, f"{to} per {of}")
    return replace(found, formula=f"factor * {formula}", inputs=(*found.inputs, used))


def per_nothing(unit: str) -> str:
    """Return a unit without its ``/y``, for ratios of one year's amounts."""
    return unit.removesuffix("/y")
