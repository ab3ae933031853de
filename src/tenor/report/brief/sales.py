"""The section on what the host sells, to whom, and how that moved."""

from __future__ import annotations

from tenor.core.countries import country_name
from tenor.core.trace import Trace
from tenor.panel.exports import ExportRow
from tenor.report.brief.gap import gap_table
from tenor.report.brief.ink import Ink, commodity_name, place, title_case
from tenor.report.brief.people import base_exports, incumbent
from tenor.report.figures import Flow, Flows, Lines, RouteFlow, Series, Stage, WorldFlows
from tenor.report.model import Block, Column, Paragraph, Picture, Section, Table, Text

SMALL = 0.01
"""Flows below this share of the total are left out of the map and the flow picture."""

MOST_BUYERS = 6
MOST_LINES = 5


def build_sales(ink: Ink) -> Section:
    """Return the section on the host's exports."""
    host, year = place(ink.run.case.host), ink.run.case.base_year
    rows = base_exports(ink.run)
    if not rows:
        blocks: list[Block] = [
            Paragraph(Text(f"No exports of these commodities are recorded for {host} in {year}."))
        ]
    else:
        blocks = [export_map(ink), flow_picture(ink), export_table(ink), export_lines(ink)]
    blocks += [table for table in (gap_table(ink), stated_sales(ink)) if table]
    return Section(
        id="sales",
        title=Text(f"What {host} sells now, and to whom"),
        lead=Text(
            f"Recorded exports of the case's commodities. New deals compete with the buyers that "
            f"{host} already has."
        ),
        blocks=tuple(blocks),
    )


def total_exports(ink: Ink, year: int | None = None) -> Trace | None:
    """Return the value of all exports of the case's commodities; None without a record."""
    year = year or ink.run.case.base_year
    rows = [row for row in ink.run.exports if row.year == year and row.codes]
    traces = [ink.export("export_value", row) for row in rows]
    recorded = [trace for trace in traces if trace.value]
    if not recorded:
        return None
    return ink.derive(
        f"export_value/{ink.run.case.host}/all/{year}",
        sum(float(trace.value or 0.0) for trace in recorded),
        "USD_nominal",
        formula="sum over the case's commodities and stages with trade data",
        inputs=recorded,
    )


def exports_to(ink: Ink, buyer: str) -> Trace | None:
    """Return the value of the exports to one buyer in the base year; None without a record."""
    rows = [row for row in base_exports(ink.run) if buyer in row.value_usd]
    if not rows:
        return None
    traces = [ink.export("export_value", row, buyer) for row in rows]
    return ink.derive(
        f"export_value/{ink.run.case.host}/all/{ink.run.case.base_year}/{buyer}",
        sum(float(trace.value or 0.0) for trace in traces),
        "USD_nominal",
        formula="sum over the case's commodities and stages with trade data",
        inputs=traces,
    )


def share_to(ink: Ink, buyer: str) -> Trace | None:
    """Return one buyer's share of the exports of the base year; None without a record."""
    part, whole = exports_to(ink, buyer), total_exports(ink)
    if part is None or whole is None:
        return None
    share = float(part.value or 0.0) / float(whole.value) if whole.value else None
    return ink.derive(
        f"export_share/{ink.run.case.host}/all/{ink.run.case.base_year}/{buyer}",
        share,
        "fraction",
        formula="value to the buyer / value to all",
        inputs=[part, whole],
    )


def buyers(ink: Ink) -> list[str]:
    """Return the buyers of the base year, largest first."""
    totals: dict[str, float] = {}
    for row in base_exports(ink.run):
        for buyer, value in row.value_usd.items():
            totals[buyer] = totals.get(buyer, 0.0) + value
    return sorted(totals, key=lambda buyer: (-totals[buyer], buyer))


def headline(ink: Ink) -> str:
    """Return the finding of this section: how much goes to the first buyer."""
    case, rival = ink.run.case, incumbent(ink.run)
    part = share_to(ink, rival)
    share = ink.put(part) if part else "none on record"
    whole = total_exports(ink)
    total = ink.put(whole) if whole else "nothing on record"
    return (
        f"{title_case(place(rival))} took {share} of the {total} that {place(case.host)} earned in "
        f"{case.base_year} with the goods that the trade data cover"
    )


def export_map(ink: Ink) -> Picture:
    """Return the map of the host's exports by buyer."""
    host, rival = ink.run.case.host, incumbent(ink.run)
    flows = []
    total = total_exports(ink)
    whole = float(total.value or 0.0) if total else 0.0
    for buyer in buyers(ink):
        trace = exports_to(ink, buyer)
        if trace is None or (
            float(trace.value or 0.0) < SMALL * whole and buyer != ink.run.partner
        ):
            continue
        ink.put(trace)
        value = float(trace.value or 0.0)
        flows.append(RouteFlow(host, buyer, value, trace.display, trace.id, accent=buyer == rival))
    named = [host, *[flow.importer for flow in flows]]
    return Picture(
        id="export-map",
        title=Text(headline(ink)),
        subtitle=Text(
            f"Exports by buyer, current USD, free on board, {ink.run.case.base_year}; buyers under "
            f"one hundredth of the total are left out. {partner_words(ink)}"
        ),
        figure=WorldFlows(
            tuple(flows),
            unit="USD",
            names=tuple((iso3, country_name(iso3)) for iso3 in named),
            shaded=(host, ink.run.partner),
        ),
        alt=Text(f"World map of exports by buyer. {headline(ink)}."),
        source=Text("CEPII BACI, HS 1992; outlines: Natural Earth"),
        note=Text("Outlines do not express a position on disputed boundaries."),
    )


def partner_words(ink: Ink) -> str:
    """Return what the partner bought, or that nothing is on record."""
    own = exports_to(ink, ink.run.partner)
    name = title_case(place(ink.run.partner))
    return f"{name}: {ink.put(own)}." if own else f"{name}: no record."


def flow_picture(ink: Ink) -> Picture:
    """Return the flows from commodity to buyer."""
    rows = [row for row in base_exports(ink.run) if share_of_all(ink, row) >= SMALL]
    first = buyers(ink)[:MOST_BUYERS]
    stages, flows = [], []
    for row in rows:
        name = f"{commodity_name(row.commodity)}, {row.stage}"
        stages.append(Stage(name, 0))
        for buyer in first:
            if row.value_usd.get(buyer, 0.0) <= 0:
                continue
            trace = ink.export("export_value", row, buyer)
            ink.put(trace)
            accent = buyer == incumbent(ink.run)
            flows.append(
                Flow(
                    name,
                    country_name(buyer),
                    float(trace.value or 0.0),
                    trace.display,
                    trace.id,
                    accent,
                )
            )
    targets = dict.fromkeys(flow.target for flow in flows)
    stages += [Stage(t, 1, accent=t == country_name(incumbent(ink.run))) for t in targets]
    top = max(rows, key=lambda row: row.total_usd or 0.0)
    value = ink.put(ink.export("export_value", top))
    return Picture(
        id="export-flows",
        title=Text(
            f"Of the goods that the trade data cover, {commodity_name(top.commodity).lower()} "
            f"({top.stage}) is the largest item: {value} in {top.year}"
        ),
        subtitle=Text(f"Exports by commodity and buyer, current USD, {top.year}"),
        figure=Flows(
            tuple(stages),
            tuple(flows),
            unit="USD",
            columns=("Commodity and stage", "Buyer"),
        ),
        alt=Text(
            f"Flows from commodities to buyers; {commodity_name(top.commodity)} is the largest."
        ),
        source=Text("CEPII BACI, HS 1992"),
    )


def stated_sales(ink: Ink) -> Table | None:
    """Return what sources state about the host's sales beside the trade data; None without any."""
    host = ink.run.case.host
    claims = [
        claim
        for claim in ink.run.case.claims
        if claim.measure in {"trade_value", "exports"}
        and claim.commodity
        and claim.has_number
        and claim.country == host
    ]
    if not claims:
        return None
    rows = tuple(
        (
            claim.subject,
            country_name(claim.partner) if claim.partner else None,
            ink.ref(ink.claim(claim)),
            str(claim.as_of or ""),
            ink.run.case.citation(claim.source),
            claim.met,
        )
        for claim in claims
    )
    return Table(
        id="stated-sales",
        title=Text(
            "What other sources state about these sales, also where the trade data are blind"
        ),
        columns=(
            Column("what", "What", kind="quote"),
            Column("partner", "With", missing="not stated"),
            Column("value", "Value", align="right"),
            Column("time", "Time", kind="date"),
            Column("source", "Source", kind="quote"),
            Column("met", "How the source was met"),
        ),
        rows=rows,
        note=Text(
            "These figures come from the buyer's customs or the press, for other years and wider "
            "groups of goods; how much of refined metal was mined in the country is not known."
        ),
    )


def share_of_all(ink: Ink, row: ExportRow) -> float:
    """Return a row's share of all exports of the base year."""
    whole = sum(r.total_usd or 0.0 for r in base_exports(ink.run))
    return (row.total_usd or 0.0) / whole if whole else 0.0


def export_table(ink: Ink) -> Table:
    """Return exports by commodity and stage with the first buyer."""
    case = ink.run.case
    rows = []
    for row in (r for r in ink.run.exports if r.year == case.base_year):
        first = next(iter(row.value_usd), None)
        rows.append(
            (
                commodity_name(row.commodity),
                row.stage,
                ink.ref(ink.export("export_value", row)) if row.value_usd else None,
                ink.ref(ink.export("export_quantity", row)) if row.quantity_t else None,
                country_name(first) if first else None,
                ink.ref(ink.export("export_share", row, first)) if first else None,
                "no code in the trade data" if not row.codes else "",
            )
        )
    return Table(
        id="exports",
        title=Text(f"Exports of {place(case.host)} by commodity and stage, {case.base_year}"),
        columns=(
            Column("commodity", "Commodity"),
            Column("stage", "Stage"),
            Column("value", "Value", align="right", missing="no record"),
            Column("quantity", "Quantity", align="right", missing="no record"),
            Column("buyer", "First buyer", missing="no record"),
            Column("share", "Its share of value", align="right", missing="no record"),
            Column("note", "Note"),
        ),
        rows=tuple(rows),
        source=Text("CEPII BACI, HS 1992"),
    )


def export_lines(ink: Ink) -> Picture:
    """Return the value of exports over the years, by commodity."""
    groups: dict[tuple[str, str], list[ExportRow]] = {}
    for row in ink.run.exports:
        if row.codes:
            groups.setdefault((row.commodity, row.stage), []).append(row)
    ordered = sorted(groups.values(), key=lambda rows: -(rows[-1].total_usd or 0.0))[:MOST_LINES]
    series = []
    for rows in ordered:
        traces = [ink.export("export_value", row) for row in rows]
        for trace in traces:
            ink.put(trace)
        values = [float(t.value) if t.value else None for t in traces]
        series.append(
            Series(
                name=f"{commodity_name(rows[0].commodity)}, {rows[0].stage}",
                x=tuple(row.year for row in rows),
                y=tuple(values),
                points=tuple(trace.id for trace in traces),
                texts=tuple(trace.display for trace in traces),
                accent=rows is ordered[0],
            )
        )
    top = ordered[0]
    since = top[max(0, len(top) - 6)]
    before, after = (ink.put(ink.export("export_value", row)) for row in (since, top[-1]))
    return Picture(
        id="exports-over-time",
        title=Text(
            f"{commodity_name(top[0].commodity)} ({top[0].stage}) exports went from {before} in "
            f"{since.year} to {after} in {top[-1].year}"
        ),
        subtitle=Text("Value of exports, current USD, not adjusted for inflation"),
        figure=Lines(tuple(series), unit="million USD", scale=1e-6),
        alt=Text("Lines of export value by commodity and year."),
        source=Text("CEPII BACI, HS 1992; a year without a recorded flow is left open"),
    )
