"""The table of export price gaps: what was declared beside what others were paid."""

from __future__ import annotations

from tenor.core.countries import country_name
from tenor.core.trace import Trace, derive_trace
from tenor.report.brief.ink import Ink, commodity_name, whose
from tenor.report.model import Cell, Column, Table, Text
from tenor.trade import GapRow, PriceGap
from tenor.trade.traces import trace_gap

BUYERS = 3
"""Buyers of each good that have a row of their own."""


def gap_table(ink: Ink) -> Table | None:
    """Return the price gaps of the host's largest exported ores; None without any."""
    gaps = ink.run.gaps
    if not gaps:
        return None
    rows: list[tuple[Cell, ...]] = []
    for gap in gaps:
        counted = [row for row in gap if row.status == "ok"]
        rows += [buyer_row(ink, gap, row) for row in counted[:BUYERS]]
        if len(counted) > 1:
            rows.append(total_row(ink, gap, counted))
    return Table(
        id="price-gap",
        title=Text(headline(ink, gaps[0])),
        columns=(
            Column("goods", "Goods"),
            Column("buyer", "Buyer"),
            Column("quantity", "Quantity", align="right"),
            Column("declared", "Declared", align="right"),
            Column("peers", "Paid to others", align="right"),
            Column("benchmark", "Benchmark", align="right", missing="none"),
            Column("range", "Gap in the year", align="right"),
            Column("grade", "Grade", kind="quote"),
        ),
        rows=tuple(rows),
        note=Text(
            f"{royalty_point(ink, gaps[0])} "
            "Positive where exports were declared below what the same buyer paid other countries "
            "(median; the range is to the first and third quartile). A gap is a question to the "
            "exporters and no proof: grade and impurities, lump or fines, moisture, freight, "
            "contracts made earlier, and prices inside one group of firms (transfer pricing) all "
            "make one. A benchmark of "
            "metal is put on the ore by its usual grade; what a smelter deducts is not taken off."
        ),
        source=Text("CEPII BACI, free on board; benchmarks as each number tells"),
    )


def buyer_row(ink: Ink, gap: PriceGap, row: GapRow) -> tuple[Cell, ...]:
    """Return the row of one buyer."""

    def trace(measure: str) -> Trace:
        return trace_gap(measure, gap, row, tables=ink.run.tables)

    return (
        goods(gap),
        country_name(row.partner),
        ink.ref(trace("quantity")),
        ink.ref(trace("unit_value")),
        ink.ref(trace("peer_unit_value")),
        None if row.benchmark is None else ink.ref(trace("benchmark_unit_value")),
        Text(span(ink, trace("price_gap_low_usd"), trace("price_gap_high_usd"))),
        row.grade_note.partition(":")[0],
    )


def total_row(ink: Ink, gap: PriceGap, counted: list[GapRow]) -> tuple[Cell, ...]:
    """Return the row of all buyers: their quantity and the range of the gap."""
    low, high = (total(gap, f"price_gap_{end}_usd", ink) for end in ("low", "high"))
    blank: Cell = ""
    return (
        goods(gap),
        "all buyers",
        ink.ref(total(gap, "quantity", ink)),
        *([blank] * 3),
        Text(span(ink, low, high)),
        blank,
    )


def span(ink: Ink, low: Trace, high: Trace) -> str:
    """Return a range for running text; one number where both ends print alike."""
    ends = [ink.put(low), ink.put(high)]
    return ends[0] if low.display == high.display else " to ".join(ends)


def total(gap: PriceGap, measure: str, ink: Ink) -> Trace:
    """Return a measure summed over the buyers that are compared."""
    counted = [row for row in gap if row.status == "ok"]
    traces = [trace_gap(measure, gap, row, tables=ink.run.tables) for row in counted]
    key = f"{gap.exporter}/{gap.commodity}/{gap.stage}/{gap.years[0]}"
    return derive_trace(
        f"report.{measure}/{key}",
        sum(float(trace.value or 0.0) for trace in traces),
        unit=traces[0].unit,
        formula="sum over buyers and codes with a gap, without small flows",
        inputs=traces,
        digits=3,
    )


def royalty_point(ink: Ink, gap: PriceGap) -> str:
    """Return what the ministry would gain by one point of royalty on the largest gap."""
    ends = []
    for end in ("low", "high"):
        whole = total(gap, f"price_gap_{end}_usd", ink)
        key = f"{gap.exporter}/{gap.commodity}/{gap.stage}/{gap.years[0]}"
        point = derive_trace(
            f"report.royalty_point_{end}_usd/{key}",
            0.01 * float(whole.value or 0.0),
            unit=whole.unit,
            formula="one hundredth of the gap of all buyers",
            inputs=[whole],
            digits=2,
        )
        ends.append(point)
    name = f"{commodity_name(gap.commodity).lower()} {gap.stage}"
    return (
        f"To the ministry a gap is worth its royalty and tax on it: a point of royalty on that of "
        f"{name} is {span(ink, *ends)}."
    )


def goods(gap: PriceGap) -> str:
    """Return the goods of a gap as they are printed."""
    return f"{commodity_name(gap.commodity)}, {gap.stage}"


def headline(ink: Ink, gap: PriceGap) -> str:
    """Return what the gap of the largest export comes to."""
    low, high = (total(gap, f"price_gap_{end}_usd", ink) for end in ("low", "high"))
    sign = "below" if float(low.value or 0.0) > 0 else "above"
    told = f"declared {sign} what the buyers paid others"
    if float(low.value or 0.0) <= 0 <= float(high.value or 0.0):
        told = "neither clearly below nor above what the buyers paid others"
    name = f"{commodity_name(gap.commodity).lower()} {gap.stage}"
    shown = span(ink, low, high)
    return f"{whose(ink.run.case.host)} {name} was {told} in {gap.years[0]}: a gap of {shown}"
