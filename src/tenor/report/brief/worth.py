"""The section on what each project is worth, to whom, with its range and its money."""

from __future__ import annotations

from tenor.core.countries import country_name
from tenor.decision.valuing import Valued
from tenor.report.brief.ink import Ink, title_case
from tenor.report.figures import Band, Bar, Bars, Dot, Lines, RangeRow, Ranges, Series
from tenor.report.markup import literal
from tenor.report.model import (
    Block,
    Cell,
    Column,
    Fold,
    Paragraph,
    Picture,
    PictureRow,
    Section,
    Table,
    Text,
)

BILLION = 1e-9
DRIVERS = 6
SHORT = 4
"""Words of a party's id up to this length are initials."""
SOURCE = Text("Project files of the case; [Methods](#methods)")


def build_worth(ink: Ink) -> Section | None:
    """Return the section; None where the case has no project files."""
    found = sorted(ink.run.values, key=lambda v: -v.value.project.npv_after_tax)
    if not found:
        return None
    shown = pick_shown(found)
    blocks: list[Block] = [worth_table(ink, found)]
    if shown is not None:
        blocks += [party_picture(ink, shown), fan_row(ink, shown)]
    blocks += money_table(ink, found)
    blocks.append(Fold(Text("Who gets what of each project"), (party_table(ink, found, shown),)))
    return Section(
        id="worth",
        title=Text("What each project is worth, and to whom"),
        lead=Text(lead(ink, found, shown)),
        blocks=tuple(blocks),
    )


def pick_shown(found: list[Valued]) -> Valued | None:
    """Return the project with the largest capital of those that were drawn."""
    drawn = [v for v in found if v.value.risk]
    return max(drawn, key=lambda v: v.value.project.totals["capex"], default=None)


def lead(ink: Ink, found: list[Valued], shown: Valued | None) -> str:
    """Return the section in a sentence."""
    if shown is None:
        return "Net present value of each project at the terms of its file, and how it is split."
    t = shown.traces
    low, high = ink.put(t["p05"]), ink.put(t["p95"])
    return (
        f"{literal(shown.value.name)} is worth {ink.put(t['npv_after_tax'])} after tax at its base "
        f"case and {low} to {high} in nine of ten draws, above nothing in "
        f"{ink.put(t['probability_npv_positive'])} of them. The base case is the plan kept: on "
        "time, at its cost, undisturbed."
    )


def worth_table(ink: Ink, found: list[Valued]) -> Table:
    """Return one row a project."""
    keys = ("capex", "npv_pre_tax", "npv_after_tax", "irr_after_tax", "government_take")
    drawn = ("p05", "p95", "probability_npv_positive")
    rows: list[tuple[Cell, ...]] = []
    for v in found:
        take = v.value.government_take["undiscounted"]
        base = [ink.ref(v.traces[key]) for key in keys[:-1]]
        split = ink.ref(v.traces["government_take"]) if take is not None else None
        ends = [ink.ref(v.traces.get(key)) for key in drawn]
        judged = ink.ref(v.traces["judged"])
        rows.append((literal(v.value.name), *base, split, *ends, judged))
    return Table(
        id="worth-projects",
        title=Text("Value of each project at its own rate, base case and draws"),
        columns=(
            Column("project", "Project", kind="quote"),
            Column("capex", "Capital", align="right"),
            Column("pre-tax", "NPV before tax", align="right"),
            Column("after-tax", "NPV after tax", align="right"),
            Column("irr", "IRR", align="right", missing="none"),
            Column("take", "State's take", align="right", missing="no cash flow"),
            Column("low", "NPV, 5% of draws", align="right", missing="not drawn"),
            Column("high", "NPV, 95% of draws", align="right", missing="not drawn"),
            Column("chance", "NPV above nothing", align="right", missing="not drawn"),
            Column("judged", "Judged inputs", align="right"),
        ),
        rows=tuple(rows),
        note=Text(
            "The state's take is royalty, tax and what public owners receive, net of what they "
            "pay in, over cash flow before tax. Draws vary prices, grade, cost, delay and stops "
            "of work; gates that may never open are not in them."
        ),
        source=SOURCE,
    )


def party_name(valued: Valued, name: str) -> str:
    """Return a party as it is printed; federation and province by the project's place.

    A party of the host is told by the country and the province of its project.
    """
    project = valued.project
    place = country_name(project.host) if project.host and len(project.host) == 3 else project.host
    known = {
        "host_federation": f"{place}, federation" if place else "",
        "host_province": project.province or "",
        "province_free_carried": f"{project.province}, free-carried" if project.province else "",
    }
    if known.get(name):
        return literal(known[name])
    words = [w.upper() if len(w) <= SHORT else w for w in name.split("_")]
    return literal(title_case(" ".join(words)))


def party_picture(ink: Ink, valued: Valued) -> Picture:
    """Return the value to each owner with its range."""
    parties = sorted(valued.value.parties.items(), key=lambda item: -item[1].npv)
    bars = []
    for name, party in parties:
        trace = valued.traces[f"party/{name}"]
        ink.put(trace)
        ends = [valued.traces.get(f"party_{q}/{name}") for q in ("p05", "p95")]
        low, high = (end.value if end and isinstance(end.value, float) else None for end in ends)
        label = party_name(valued, name)
        bars.append(Bar(label, party.npv, trace.display, low, high, trace=trace.id))
    ends = ("party_p05", "party", "party_p95")
    data = Table(
        id="worth-parties-data",
        title=Text("Value to each party"),
        columns=(
            Column("party", "Party", kind="quote"),
            Column("low", "5% of draws", align="right"),
            Column("base", "Base case", align="right"),
            Column("high", "95% of draws", align="right"),
        ),
        rows=tuple(
            (party_name(valued, n), *(ink.ref(valued.traces[f"{end}/{n}"]) for end in ends))
            for n, _ in parties
        ),
    )
    name = literal(valued.value.name)
    take = ink.put(valued.traces["government_take"])
    return Picture(
        id="worth-parties",
        title=Text(f"{name}: {take} of the cash flow goes to the state and its owners"),
        subtitle=Text("Value to each party at its own discount rate: base case, and 90% of draws"),
        figure=Bars(
            tuple(bars), f"billion {valued.project.currency[:3]}", BILLION, "5-95% of draws"
        ),
        alt=Text(f"Value of {name} to each party with the range over the draws."),
        source=SOURCE,
        data=data,
    )


def fan_row(ink: Ink, valued: Valued) -> PictureRow:
    """Return the fan of cash flow and the drivers of the value, side by side."""
    rows = valued.value.risk["fan"]
    points = [ink.book.add(valued.traces[f"fan/{row['year']}"]) for row in rows]
    name = literal(valued.value.name)
    ends = Band("5-95% of draws", *(tuple(row[q] for row in rows) for q in ("p05", "p95")))
    line = Series(
        "median",
        tuple(row["year"] for row in rows),
        tuple(row["p50"] for row in rows),
        (ends,),
        accent=True,
        points=tuple(trace.id for trace in points),
        texts=tuple(trace.display for trace in points),
    )
    told = [("5% of draws", "fan_p05"), ("Median", "fan"), ("95% of draws", "fan_p95")]
    data = Table(
        id="worth-fan-data",
        title=Text(f"{name}: cash flow after tax by year"),
        columns=(
            Column("year", "Year", kind="year"),
            *(Column(key.replace("_", "-"), label, align="right") for label, key in told),
        ),
        rows=tuple(
            (str(row["year"]), *(ink.ref(valued.traces[f"{key}/{row['year']}"]) for _, key in told))
            for row in rows
        ),
    )
    fan = Picture(
        id="worth-fan",
        title=Text(f"{name}: cash flow after tax"),
        subtitle=Text("Median and 5-95% of draws, by year"),
        figure=Lines((line,), f"billion {valued.project.currency[:3]} a year", BILLION, zero=True),
        alt=Text(f"Fan of the yearly cash flow of {name} over the draws."),
        source=SOURCE,
        data=data,
    )
    return PictureRow((fan, driver_picture(ink, valued)))


def driver_picture(ink: Ink, valued: Valued) -> Picture:
    """Return the value after tax with each uncertain input at its 10% and 90% quantile."""
    rows = []
    for swing in valued.value.risk["tornado"][:DRIVERS]:
        dots = []
        for end, role in (("low", "input low"), ("high", "input high")):
            trace = ink.book.add(valued.traces[f"driver_{end}/{swing['variable']}"])
            value = swing["p10" if end == "low" else "p90"]
            dots.append(Dot(role, value, trace.display, trace=trace.id))
        rows.append(RangeRow(title_case(swing["variable"].replace("price.", "price, ")), (*dots,)))
    name = literal(valued.value.name)
    return Picture(
        id="worth-drivers",
        title=Text(f"{name}: what moves its value"),
        subtitle=Text(
            "NPV after tax with one input at its lower or upper decile, the others at base"
        ),
        figure=Ranges(tuple(rows), f"billion {valued.project.currency[:3]}", BILLION, log=False),
        alt=Text(f"Drivers of the value of {name}, largest first."),
        source=SOURCE,
    )


def party_table(ink: Ink, found: list[Valued], shown: Valued | None) -> Table:
    """Return who gets what of each project; the one in the picture stands last."""
    rows: list[tuple[Cell, ...]] = []
    for v in sorted(found, key=lambda v: v is shown):
        for name, party in v.value.parties.items():
            ends = [ink.ref(v.traces.get(f"party_{q}/{name}")) for q in ("p05", "p95")]
            own = ink.ref(v.traces[f"party/{name}"])
            kind = party.kind.replace("_", " ")
            rows.append((literal(v.value.name), party_name(v, name), kind, own, *ends))
    return Table(
        id="worth-by-party",
        title=Text("Value by party"),
        columns=(
            Column("project", "Project", kind="quote"),
            Column("party", "Party", kind="quote"),
            Column("kind", "Kind"),
            Column("npv", "Value", align="right"),
            Column("low", "5% of draws", align="right", missing="not drawn"),
            Column("high", "95% of draws", align="right", missing="not drawn"),
        ),
        rows=tuple(rows),
        source=SOURCE,
        printed_rows=14,
    )


def money_table(ink: Ink, found: list[Valued]) -> list[Block]:
    """Return what each project needs before production and who has promised it."""
    needing = [v for v in found if v.value.sources_and_uses["total_uses"] and v.value.risk]
    if not needing:
        return []
    keys = ("total_uses", "lenders", "committed", "open")
    rows = [
        (literal(v.value.name), *(ink.ref(v.traces[key]) for key in keys))
        for v in sorted(needing, key=lambda v: -v.value.sources_and_uses["total_uses"])
    ]
    table = Table(
        id="worth-money",
        title=Text("Money before production: uses, and who has named a sum"),
        columns=(
            Column("project", "Project", kind="quote"),
            Column("uses", "Needed", align="right"),
            Column("lenders", "Lenders", align="right"),
            Column("committed", "Owners, stated", align="right"),
            Column("open", "No one has named it", align="right"),
        ),
        rows=tuple(rows),
        source=SOURCE,
    )
    words = (
        "Lenders' money is counted here as if it were paid; [what must still happen](#ahead) "
        "tells how firm each promise is."
    )
    ahead = bool(ink.run.funding or ink.run.gates)
    return [table, Paragraph(Text(words))] if ahead else [table]
