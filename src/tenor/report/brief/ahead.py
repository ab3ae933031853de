"""The section on what must still happen: money that is lacking, gates, what was asked."""

from __future__ import annotations

from tenor.core.vocabulary import ClaimStatus
from tenor.decision.funding import LEVELS, Funding
from tenor.decision.gates import GateReport, GateStatus
from tenor.panel.case import Project
from tenor.panel.case.schema import Inquiry
from tenor.panel.funds import Money
from tenor.report.brief.ink import Ink, listed, title_case
from tenor.report.figures import Bar, Bars
from tenor.report.markup import literal
from tenor.report.model import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Paragraph,
    Picture,
    Section,
    Table,
    Text,
)

STEP_WORDS = {
    ClaimStatus.DISBURSED: "paid out",
    ClaimStatus.CONTRACT_SIGNED: "under contract, not paid",
    ClaimStatus.APPROVED: "approved, no contract",
    ClaimStatus.ANNOUNCED: "announced, not approved",
}
BILLION = 1e-9


def build_ahead(ink: Ink) -> Section | None:
    """Return the section; None where the case states no money, no gates and asked nothing."""
    run = ink.run
    asked = [(p, inquiry) for p in run.case.projects for inquiry in p.inquiries]
    if not run.funding and not run.gates and not asked:
        return None
    for report in (*run.funding, *run.gates):
        ink.book.extend(report.traces())
    shown = largest(run.funding)
    blocks: list[Block] = []
    if shown is not None:
        blocks.append(money_picture(ink, shown))
    for funding in run.funding:
        blocks += money_words(ink, funding)
        blocks += [source_table(ink, funding), gap_table(ink, funding)]
    if run.gates:
        blocks += [Paragraph(explain_gates()), joint_table(ink), gate_table(ink)]
    blocks += [*found_table(ink, asked), *not_found(asked)]
    return Section(
        id="ahead",
        title=Text("What must still happen"),
        lead=Text(lead(ink, shown)),
        blocks=tuple(blocks),
    )


def lead(ink: Ink, shown: Funding | None) -> str:
    """Return the largest gap and the weakest gate of the same project, in one sentence."""
    if shown is None or shown.need is None:
        return "Conditions that are not yet met, with what is judged of each and why."
    gap = gap_at(shown, ClaimStatus.APPROVED)
    return (
        f"{literal(shown.project.name)}, {literal(shown.funds.title)}: of "
        f"{ink.put(shown.need.trace)} that is needed, {gap} is not yet approved by anyone. Money "
        "is one gate among several, and all have to open."
    )


def gap_at(funding: Funding, status: ClaimStatus) -> str:
    """Return the gap at one step as a reference for running text."""
    level = next(level for level in funding.levels if level.level == status)
    return "{" + level.gap_trace.id + "}" if level.gap_trace else "not known"


def largest(found: tuple[Funding, ...]) -> Funding | None:
    """Return the phase with the largest known need and a known gap."""
    known = [f for f in found if f.need and f.need.figure.value and f.levels[-1].gap.value]
    return max(known, key=lambda f: f.need.figure.value or 0.0 if f.need else 0.0, default=None)


def money_picture(ink: Ink, funding: Funding) -> Picture:
    """Return need, promises from the firmest step down, and the gap, as steps."""
    need, last = funding.need, funding.levels[-1]
    if need is None or last.gap_trace is None:
        raise ValueError("a picture of money needs a counted use")
    bars = [Bar("Needed", need.figure.value, need.trace.display, trace=need.trace.id)]
    start = 0.0
    for level in funding.levels:
        if level.added.value:
            name, trace = STEP_WORDS[level.level], level.added_trace
            bars.append(
                Bar(
                    name[:1].upper() + name[1:],
                    level.added.value,
                    trace.display,
                    trace=trace.id,
                    start=start,
                )
            )
            start += level.added.value
    bars.append(
        Bar(
            "Not even announced",
            last.gap.value,
            last.gap_trace.display,
            trace=last.gap_trace.id,
            accent=True,
            start=start,
        )
    )
    name = literal(funding.project.name)
    return Picture(
        id="money-gap",
        title=Text(f"{name}: {gap_at(funding, LEVELS[0])} of the need is not yet paid out"),
        subtitle=Text(
            "The need, and against it what is promised, from the firmest step to the weakest; "
            "a range where a promise may already hold money of another"
        ),
        figure=Bars(tuple(bars), unit=f"billion {funding.unit[:3]}", scale=BILLION),
        alt=Text(
            f"Steps from the need of {name} over money paid out, approved and announced to the "
            "gap that nobody has announced to fill."
        ),
        source=Text("[Sources](#sources)"),
    )


def money_words(ink: Ink, funding: Funding) -> list[Block]:
    """Return both readings of promises that may hold money of others; nothing without any."""
    if not funding.doubtful:
        return []
    parts = [f"{literal(d.money.label)} {ink.put(d.trace)}" for d in funding.doubtful]
    value = "is" if len(parts) == 1 else "are"
    return [
        Paragraph(
            Text(
                f"**Two readings.** Of the need, {listed(parts)} {value} promised: read as shares "
                "of the whole cost, they already hold what lenders pay, and the gap lies toward "
                f"the high end of its range, {gap_at(funding, ClaimStatus.ANNOUNCED)} with all "
                "that is announced. Read as stated, they add to the debt. The sources settle "
                "neither."
            )
        )
    ]


def source_table(ink: Ink, funding: Funding) -> Table:
    """Return who promised what, how firmly, and whether it counts."""
    order = sorted(funding.sources, key=lambda s: -s.status.rank if s.status else 0)
    return Table(
        id=table_id("funds", funding),
        title=Text(f"{literal(funding.project.name)}, {literal(funding.funds.title)}: who pays"),
        columns=(
            Column("source", "Source", kind="quote"),
            Column("amount", "Amount", align="right"),
            Column("kind", "Kind"),
            Column("status", "How firm"),
            Column("date", "Stated", kind="date"),
            Column("counts", "Counts"),
            Column("note", "Note", kind="quote"),
        ),
        rows=tuple(source_cells(ink, source) for source in order),
        note=Text(literal(funding.funds.note)) if funding.funds.note else None,
        source=Text("[Sources](#sources)"),
    )


def source_cells(ink: Ink, source: Money) -> tuple[Cell, ...]:
    """Return the cells of one source of money."""
    status = source.status
    firm = status is not None and status.is_at_least(LEVELS[-1])
    counts = "at no step" if not firm else "in doubt" if source.overlap else "yes"
    return (
        source.label,
        ink.ref(source.trace),
        source.kind,
        in_words(status) if status else "",
        str(source.date) if source.date else None,
        counts if source.counted else "no",
        source.note or "",
    )


def in_words(status: ClaimStatus) -> str:
    """Return a status as it is printed of money of any kind, not of lenders alone."""
    return "MoU signed" if status == ClaimStatus.MOU_SIGNED else status.value.replace("_", " ")


def table_id(name: str, funding: Funding) -> str:
    """Return the id of a table of one phase."""
    words = f"{name}-{funding.project.id}-{funding.funds.id}"
    return words.replace(".", "-").replace("_", "-")


def gap_table(ink: Ink, funding: Funding) -> Table:
    """Return what is lacking at each step, against each figure for the need."""
    rows: list[tuple[Cell, ...]] = []
    for use in sorted(funding.uses, key=lambda u: u is not funding.need):
        gaps = [
            level.gap_trace
            if use is funding.need
            else next(entry.trace for entry in level.beside if entry.use is use)
            for level in funding.levels
        ]
        rows.append((use.label, ink.ref(use.trace), *(ink.ref(gap) for gap in gaps)))
    return Table(
        id=table_id("gaps", funding),
        title=Text(f"{literal(funding.project.name)}: what is lacking, step by step"),
        columns=(
            Column("need", "Held against", kind="quote"),
            Column("figure", "Needed", align="right"),
            *(
                Column(level.replace("_", "-"), f"Lacking, {word} or firmer", align="right")
                for level, word in ((str(lv), in_words(lv)) for lv in LEVELS)
            ),
        ),
        rows=tuple(rows),
        note=Text("Below zero: more is promised than the figure needs. A guarantee is no cash."),
    )


def explain_gates() -> Text:
    """Return how gates are judged, in plain words."""
    return Text(
        "Each chance below is a judgement of the case's authors on the day shown, with its range "
        "and what it rests on; no correlation was measured. One attack closes mine, road and port "
        "together, so the chances may not simply be multiplied: the columns give what holds "
        "whatever the dependence, and beside it the product."
    )


def joint_table(ink: Ink) -> Table:
    """Return for each project what its gates amount to together."""
    return Table(
        id="gates-joint",
        title=Text("All gates of a project together"),
        columns=(
            Column("project", "Project", kind="quote"),
            Column("weakest", "Weakest gate", kind="quote"),
            Column("by", "By", kind="date"),
            Column("upper", "At most", align="right"),
            Column("independent", "If independent", align="right"),
            Column("lower", "At least", align="right"),
            Column("longest", "Delay, side by side", align="right"),
            Column("sum", "Delay, one after another", align="right"),
        ),
        rows=tuple(joint_cells(ink, report) for report in ink.run.gates),
    )


def joint_cells(ink: Ink, report: GateReport) -> tuple[Cell, ...]:
    """Return the cells of one project."""
    judged = [g for g in report.ahead if g.probability.value is not None]
    weakest = min(judged, key=lambda g: g.probability.value or 0.0, default=None)
    joint = (ink.ref(report.joint[key][1]) for key in ("upper", "independent", "lower"))
    late = (ink.ref(report.delay[key][1]) for key in ("longest", "sum"))
    return (report.project.name, weakest.gate.title if weakest else "", report.by, *joint, *late)


def gate_table(ink: Ink) -> Table:
    """Return every gate with its state, what is judged, and what that rests on.

    Days that all views share stand in the title, not in each row.
    """
    main = largest(ink.run.funding)
    first = main.project.id if main else ""
    reports = sorted(ink.run.gates, key=lambda report: report.project.id != first)
    pairs = [(report.project, status) for report in reports for status in report.gates]
    days = {(str(s.view.date), str(s.view.by)) for _, s in pairs if s.view}
    shared = next(iter(days)) if len(days) == 1 else None
    title = "Gates: where each stands and what is judged"
    if shared:
        title += f" on {shared[0]} of its being passed by {shared[1]}"
    return Table(
        id="gates",
        title=Text(title),
        columns=(
            Column("project", "Project", kind="quote"),
            Column("gate", "Gate", kind="quote"),
            Column("state", "State"),
            Column("since", "Since", kind="date"),
            Column("chance", "Passed by then", align="right", missing="not judged"),
            Column("late", "If late", align="right", missing="not judged"),
            *(() if shared else DAY_COLUMNS),
            Column("rests", "Rests on", kind="quote"),
        ),
        rows=tuple(gate_cells(ink, *pair, shared=shared is not None) for pair in pairs),
        source=Text("[Sources](#sources)"),
        printed_rows=12,
    )


DAY_COLUMNS = (
    Column("by", "By", kind="date", missing=""),
    Column("judged", "Judged on", kind="date", missing=""),
)


def gate_cells(ink: Ink, project: Project, status: GateStatus, *, shared: bool) -> tuple[Cell, ...]:
    """Return the cells of one gate; without its days where all gates share them."""
    view = status.view
    last = status.gate.history[-1].note if status.gate.history else None
    chance, late = ink.ref(status.probability_trace), ink.ref(status.delay_trace)
    settled = view is None and status.probability.value is not None
    days = (str(view.by), str(view.date)) if view else (None, None)
    return (
        project.name,
        status.gate.title,
        status.state or "not on record",
        status.since,
        "settled" if settled else chance,
        "" if settled else late,
        *(() if shared else days),
        view.note if view else last or "",
    )


def not_found(asked: list[tuple[Project, Inquiry]]) -> list[Block]:
    """Return a short list of what was looked for in vain, by theme; nothing without any."""
    themes: dict[str, list[str]] = {}
    for project, inquiry in asked:
        if not inquiry.found:
            names = themes.setdefault(inquiry.theme, [])
            names += [] if project.name in names else [project.name]
    if not themes:
        return []
    places = {i.looked for _, i in asked if i.looked}
    looked = f" Looked in: {literal(next(iter(places)))}" if len(places) == 1 else ""
    words = "Nothing found is a gap of this search, not a clean record."
    return [
        Heading("not-found", Text("Looked for and not found")),
        Bullets(
            tuple(
                Text(f"**{title_case(theme)}**: {literal(listed(names))}")
                for theme, names in themes.items()
            )
        ),
        Paragraph(Text(words + looked)),
    ]


def found_table(ink: Ink, asked: list[tuple[Project, Inquiry]]) -> list[Block]:
    """Return what was found about people and land, with its source; nothing without any."""
    case = ink.run.case
    rows = [
        (
            project.name,
            inquiry.theme,
            inquiry.text or "",
            "; ".join(case.source(source).publisher for source in inquiry.sources),
            str(inquiry.date),
        )
        for project, inquiry in asked
        if inquiry.found
    ]
    if not rows:
        return []
    return [
        Table(
            id="asked",
            title=Text("Asked about people and land: what was found"),
            columns=(
                Column("project", "Project", kind="quote"),
                Column("theme", "Theme"),
                Column("text", "What is on record", kind="quote"),
                Column("source", "Source", kind="quote"),
                Column("date", "Up to", kind="date"),
            ),
            rows=tuple(rows),
            printed_rows=8,
        )
    ]
