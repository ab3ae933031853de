"""The section on what is material: output, plans and reserves against use and the world."""

from __future__ import annotations

from typing import Any

from tenor.core.trace import Trace
from tenor.decision.materiality import Materiality
from tenor.panel.case import Project
from tenor.panel.case_traces import trace_project_value
from tenor.panel.claims import status_since
from tenor.report.brief.dependence import number
from tenor.report.brief.ink import Ink, commodity_name, listed, place, title_case, whose
from tenor.report.figures import Dot, Place, PlaceMap, RangeRow, Ranges
from tenor.report.markup import literal
from tenor.report.model import (
    Block,
    Cell,
    Column,
    Paragraph,
    Picture,
    Section,
    Table,
    Text,
)

SCALES = {"t": (1.0, "t"), "kt": (1e3, "t"), "Mt": (1e6, "t")}
CLASS_WORDS = {
    "claim": "claim, no method stated",
    "occurrence": "occurrence, no quantity estimated",
    "resource": "resource",
    "reserve": "reserve",
    "recoverable": "recoverable",
}


def build_material(ink: Ink) -> Section:
    """Return the section on materiality."""
    host, partner = whose(ink.run.case.host), whose(ink.run.partner)
    blocks: list[Block] = [
        Paragraph(
            Text(
                f"Tonnes decide whether a deal can change {partner} supply. Output is what was "
                f"mined, a plan is what a project says it will make, and what lies in the ground "
                f"is neither: a reserve is not a resource, and a claim is not an estimate."
            )
        )
    ]
    picture = share_picture(ink)
    blocks += [picture] if picture else []
    blocks += [output_table(ink), ground_table(ink)]
    plans, places = plan_table(ink), project_map(ink)
    blocks += [block for block in (plans, places) if block is not None]
    return Section(
        id="material",
        title=Text("What is material and what is not"),
        lead=Text(
            f"{title_case(host)} output, plans and reserves beside {partner} use and world output."
        ),
        blocks=tuple(blocks),
    )


def share_picture(ink: Ink) -> Picture | None:
    """Return output and plans as shares of the partner's use, on a log axis."""
    rows = []
    for item in ink.run.materiality:
        dots = [dot for dot in [output_dot(ink, item), *plan_dots(ink, item)] if dot]
        if dots:
            rows.append(RangeRow(commodity_name(item.commodity), tuple(dots)))
    if not rows:
        return None
    return Picture(
        id="share-of-use",
        title=Text(material_title(ink)),
        subtitle=Text(
            f"Share of {whose(ink.run.partner)} apparent use, percent, log axis; plans are "
            "stated capacity, not output"
        ),
        figure=Ranges(tuple(rows), unit="% of use", scale=100.0, log=True, accent="mined now"),
        alt=Text(material_title(ink)),
        source=Text("World Mining Data; case file; [sources](#sources)"),
    )


def material_title(ink: Ink) -> str:
    """Return the finding of the picture: the smallest and what is only planned."""
    known = [i for i in ink.run.materiality if i.share_of_use and number(i.share_of_use)]
    host, partner = place(ink.run.case.host), whose(ink.run.partner)
    if not known:
        return f"No output of {host} can be set against {partner} use with the data at hand"
    parts = [
        f"{ink.put(i.share_of_use)} for {commodity_name(i.commodity).lower()}"
        for i in known
        if i.share_of_use
    ]
    return f"What {host} mines now, set against {whose(ink.run.partner)} use: {listed(parts)}"


def output_dot(ink: Ink, item: Materiality) -> Dot | None:
    """Return the mark of present output; None where it is unknown or zero."""
    return share_dot(ink, "mined now", item.share_of_use)


def plan_dots(ink: Ink, item: Materiality) -> list[Dot | None]:
    """Return the marks of stated capacities."""
    return [share_dot(ink, "planned", plan.share_of_use) for plan in item.planned]


def share_dot(ink: Ink, role: str, trace: Trace | None) -> Dot | None:
    """Return one mark, or None where the share is unknown or zero."""
    value = None if trace is None else number(trace)
    if trace is None or value is None or value <= 0:
        return None
    ink.put(trace)
    return Dot(role, value, trace.display, trace=trace.id)


def output_table(ink: Ink) -> Table:
    """Return output beside the partner's use and the world."""
    case = ink.run.case
    rows = tuple(output_cells(ink, item) for item in ink.run.materiality)
    return Table(
        id="materiality",
        title=Text(f"What {place(case.host)} mines against what {place(ink.run.partner)} uses"),
        columns=(
            Column("commodity", "Commodity"),
            Column("output", f"Output {case.base_year}", align="right", missing="no output listed"),
            Column("use", f"Use in {place(ink.run.partner)}", align="right", missing="not known"),
            Column("share", "Share of use", align="right", missing="not known"),
            Column("world", "World output", align="right", missing="not known"),
            Column("world_share", "Share of world", align="right", missing="no output listed"),
        ),
        rows=rows,
        note=Text(
            "A commodity without a listed output is one for which World Mining Data names no "
            "production in this country and year."
        ),
        source=Text("World Mining Data; partner's use as stated in the case"),
    )


def output_cells(ink: Ink, item: Materiality) -> tuple[Cell, ...]:
    """Return the cells of one commodity."""
    output = item.output if item.output and item.output.value else None
    return (
        commodity_name(item.commodity),
        ink.ref(output),
        ink.ref(item.use),
        ink.ref(item.share_of_use) if output else None,
        ink.ref(item.world),
        ink.ref(item.share_of_world) if output else None,
    )


def amount_key(commodity: str | None, kind: str | None, entry: Any) -> tuple[Any, ...] | None:
    """Return what a claim and a project's resource share where they state one amount."""
    held = next((v for v in (entry.value, entry.high, entry.low) if v is not None), None)
    if held is None:
        return None
    scale, unit = SCALES.get((entry.unit or "").partition(" ")[0], (1.0, ""))
    rest = (entry.unit or "").partition(" ")[2] if unit else entry.unit
    return commodity, kind, float(f"{held * scale:.6g}"), unit, rest


def ground_table(ink: Ink) -> Table:
    """Return what is said to lie in the ground, by class."""
    rows = [*_stated_rows(ink), *_project_rows(ink), *_recorded_rows(ink)]
    return Table(
        id="in-ground",
        title=Text("What is said to lie in the ground, each class apart"),
        columns=(
            Column("commodity", "Commodity"),
            Column("place", "Place", kind="quote"),
            Column("class", "Class"),
            Column("amount", "Amount", align="right", kind="quote", missing="no quantity"),
            Column("years", "Years of that use", align="right", missing="not compared"),
            Column("met", "How the source was met"),
        ),
        rows=tuple(rows),
        note=Text("Classes are never added. Claims and occurrences are not set against use."),
        source=Text("[Sources](#sources)"),
    )


def _stated_rows(ink: Ink) -> list[tuple[Any, ...]]:
    return [
        (
            commodity_name(item.commodity),
            entry.claim.subject,
            CLASS_WORDS.get(entry.claim.resource_class or "", "class not stated"),
            ink.ref(entry.amount),
            ink.ref(entry.years_of_use),
            entry.claim.met,
        )
        for item in ink.run.materiality
        for entry in item.in_ground
    ]


def _project_rows(ink: Ink) -> list[tuple[Any, ...]]:
    """Return resources of the host's projects that no claim states already."""
    stated = {
        amount_key(entry.claim.commodity, entry.claim.resource_class, entry.claim)
        for item in ink.run.materiality
        for entry in item.in_ground
    }
    return [
        (
            commodity_name(entry.commodity),
            project.name,
            CLASS_WORDS.get(entry.resource_class, entry.resource_class),
            ink.ref(trace_project_value(ink.run.case, project, entry)),
            None,
            entry.met or "",
        )
        for project in ink.run.case.projects
        if project.host == ink.run.case.host
        for entry in project.resources
        if amount_key(entry.commodity, entry.resource_class, entry) not in stated
    ]


def _recorded_rows(ink: Ink) -> list[tuple[Any, ...]]:
    """Return findings without a quantity."""
    return [
        (
            commodity_name(claim.commodity or ""),
            claim.subject,
            CLASS_WORDS.get(claim.resource_class or "", "what is on record"),
            claim.text,
            None,
            claim.met,
        )
        for claim in ink.run.case.claims
        if claim.measure == "evidence" and claim.commodity and claim.country == ink.run.case.host
    ]


def project_map(ink: Ink) -> Picture | None:
    """Return where the case's projects lie; None where no position is known."""
    host = ink.run.case.host
    found = [p for p in ink.run.case.projects if p.location is not None and p.host == host]
    spots = tuple(
        Place(
            name=project.name,
            longitude=project.location.lon or 0.0,
            latitude=project.location.lat or 0.0,
            kind="smelter" if project.kind in {"smelter", "refinery", "separation"} else "mine",
            note=project.current_status.status.replace("_", " "),
        )
        for project in found
        if project.location is not None
    )
    if not spots:
        return None
    placed = listed([project.name for project in found])
    others = [p.name for p in ink.run.case.projects if p.host == host and p not in found]
    title = f"Where {placed} lie" if len(found) > 1 else f"Where {placed} lies"
    unplaced = f"No position in the sources: {listed(others)}." if others else ""
    return Picture(
        id="project-map",
        title=Text(literal(title)),
        subtitle=Text(literal(f"Projects by position and status. {unplaced}")),
        figure=PlaceMap(spots, countries=(host,), provinces=True),
        alt=Text(literal(title)),
        source=Text("[Sources](#sources); outlines: Natural Earth"),
        note=Text("Outlines do not express a position on disputed boundaries."),
    )


def plan_table(ink: Ink) -> Table | None:
    """Return stated capacities beside use and world output."""
    rows = [
        (
            plan.project.name,
            commodity_name(item.commodity),
            plan.entry.phase or "",
            str(plan.entry.from_year) if plan.entry.from_year else None,
            ink.ref(plan.amount),
            ink.ref(plan.share_of_use),
            ink.ref(plan.share_of_world),
            start_words(plan.project),
            f"{plan.project.current_status.status.replace('_', ' ')} since "
            f"{status_since(plan.project)}",
        )
        for item in ink.run.materiality
        for plan in item.planned
        if not plan.amount.unit.endswith(" ore/y")
    ]
    if not rows:
        return None
    return Table(
        id="plans",
        title=Text("What projects say they will make"),
        columns=(
            Column("project", "Project", kind="quote"),
            Column("commodity", "Commodity"),
            Column("phase", "Phase", kind="code"),
            Column("from", "Start as stated", kind="year", missing="not stated"),
            Column("amount", "Stated capacity", align="right"),
            Column("share", "Share of that use", align="right", missing="not known"),
            Column("world", "Share of world output", align="right", missing="not known"),
            Column("start", "Start, our judgement", kind="date", missing="none made"),
            Column("status", "Project status", kind="date"),
        ),
        rows=tuple(rows),
        note=Text(
            "A start as stated is a target of its source, which later events may have undone."
        ),
        source=Text("[Sources](#sources)"),
    )


def start_words(project: Project) -> str | None:
    """Return the judged start of a project as a range; None where none is made."""
    if project.start is None:
        return None
    return f"{project.start.earliest} to {project.start.latest}, likely {project.start.likely}"
