"""The section on named shocks: who supplies whom, and what each shock does, as bands."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from tenor.core.countries import country_name
from tenor.core.trace import Source, Trace, format_value
from tenor.report.brief.ink import Ink, commodity_name, listed, place, title_case
from tenor.report.brief.shock_traces import list_assumed, trace_band, trace_flow, trace_shock
from tenor.report.figures import Dot, RangeRow, Ranges
from tenor.report.markup import literal
from tenor.report.model import (
    Block,
    Bullets,
    Cell,
    Column,
    Fold,
    Paragraph,
    Picture,
    Ref,
    Section,
    Table,
    Text,
)
from tenor.scenarios import RunResult
from tenor.scenarios.outlook import run_outlook
from tenor.scenarios.results import Row
from tenor.scenarios.studies import BASELINE

RECORD = "hindcast_record.json"
"""File beside the data with the record of the model on past disruptions."""

MOST_ROWS = 7
LEAST_CHANGE = 0.01
"""Change under which, at both ends of the band, nothing is shown."""

LEAST_VALUE = 1e6
"""Value of the baseline's trade under which a change is not shown [USD/y]."""

BILLS = ("import_bill", "export_value")
SHOWN = ("price_change", "imports_change", "import_bill_change", "export_value_change")
TITLES = {
    "price_change": "Price there",
    "imports_change": "Imports",
    "import_bill_change": "Import bill",
    "export_value_change": "Value of exports",
}
WORLD_MARKET = "world market"


def build_shocks(ink: Ink) -> Section | None:
    """Return the section; None where the case names no shocks that a market can show."""
    result = run_outlook(ink.run.case, ink.run.tables)
    if isinstance(result, str):
        return None
    moved = [row for row in result.rows if is_shown(row) and has_size(result, row)]
    blocks: list[Block] = [Paragraph(explain()), supply_table(ink, result, moved)]
    picture = shock_picture(ink, result, moved)
    blocks += [picture] if picture else []
    blocks += [shock_table(ink, result, moved), record_words(ink), limits(result)]
    return Section(
        id="shocks",
        title=Text("What the named shocks would do"),
        lead=Text(lead(ink, result, moved)),
        blocks=tuple(blocks),
    )


def is_shown(row: Row) -> bool:
    """Return whether a row is a change that a scenario makes and the tables show."""
    if row.scenario == BASELINE or row.variable not in SHOWN or row.country == "WLD":
        return False
    ends = (row.at(level) for level in (0.1, 0.5, 0.9))
    return any(end is not None and abs(end) >= LEAST_CHANGE for end in ends)


def has_size(result: RunResult, row: Row) -> bool:
    """Return whether what changes was large enough before to be worth a line."""
    at = {"commodity": row.commodity, "stage": row.stage, "country": row.country}
    flow = "export_value" if row.variable == "export_value_change" else "import_bill"
    levels = [result.get(name, scenario=BASELINE, year=row.year, **at)
              for name in ((flow,) if row.variable != "price_change" else BILLS)]  # fmt: skip
    return any(level is not None and (level.at(0.5) or 0.0) >= LEAST_VALUE for level in levels)


def explain() -> Text:
    """Return how the numbers are to be read."""
    return Text(
        "A market of the base year is calibrated from trade and output, then solved with and "
        "without each shock in every draw of elasticities, starts of projects and sizes of shocks. "
        "What stands here is the median and, in brackets, 80% of draws. Use does not grow by "
        "itself, and nothing but the case's own mines opens: this is the effect of a shock, not a "
        "forecast. The bands hold what is not known of elasticities, starts and sizes; what "
        "such a model misses comes on top."
    )


def lead(ink: Ink, result: RunResult, moved: list[Row]) -> str:
    """Return the largest change of a price that the partner pays, in one sentence."""
    prices = [r for r in moved if r.variable == "price_change" and r.country == ink.run.partner]
    if not prices:
        return (
            f"No shock of the case moves a price that {place(ink.run.partner)} pays, as far as the "
            "data reach."
        )
    top = max(prices, key=lambda row: abs(row.at(0.5) or 0.0))
    title = ink.run.case.scenario(top.scenario).title
    return (
        f"“{literal(title)}” moves {place(ink.run.partner)} most: the price of "
        f"{good(top)} there changes by {ink.put(trace_band(ink.run.case, result, top))} "
        f"in {top.year}."
    )


def good(row: Row) -> str:
    """Return commodity and stage in running text."""
    return f"{commodity_name(row.commodity).lower()} ({row.stage})"


def supply_table(ink: Ink, result: RunResult, moved: list[Row]) -> Table:
    """Return the largest routes of each market and stage, those that shocks move first."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for flow in result.manifest["base_flows"]:
        groups.setdefault((flow["commodity"], flow["stage"]), []).append(flow)
    rows: list[tuple[Cell, ...]] = []
    met = {(row.commodity, row.stage) for row in moved}
    order = sorted(groups, key=lambda at: at not in met)
    for commodity, stage in order:
        flows = groups[commodity, stage]
        cells: list[Cell] = [commodity_name(commodity), stage]
        for flow in [*flows, None, None][:2]:
            cells.append(route_words(ink, result, flow) if flow else None)
        cells.append(supplier_words(ink, result, commodity, stage))
        rows.append(tuple(cells))
    year = result.manifest["base_year"]
    partner = title_case(place(ink.run.partner))
    return Table(
        id="who-supplies-whom",
        title=Text(f"Who supplies whom by stage, {year}: the largest routes and their share"),
        columns=(
            Column("commodity", "Commodity"),
            Column("stage", "Stage"),
            Column("first", "Largest route", kind="quote"),
            Column("second", "Second", kind="quote"),
            Column("supplier", f"{partner}: first supplier", kind="quote", missing="buys none"),
        ),
        rows=tuple(rows),
        note=Text(
            "Shares of all trade at the stage, contained tonnes. Where trade by partner is not in "
            "the data, goods run through one world market, and what the United States publish of "
            "their own imports stands beside it."
        ),
        source=Text("CEPII BACI, HS 1992; World Mining Data; USGS where marked in the trace"),
        printed_rows=6,
    )


def route_words(ink: Ink, result: RunResult, flow: dict[str, Any]) -> Text:
    """Return a route with its share."""
    ends = " to ".join(name_end(flow[key]) for key in ("exporter", "importer"))
    return Text(f"{ends} {ink.put(trace_flow(result, flow, share=True))}")


def name_end(code: str) -> str:
    """Return an end of a route as it is printed."""
    return WORLD_MARKET if code == "WLD" else "others" if code == "ROW" else country_name(code)


def supplier_words(ink: Ink, result: RunResult, commodity: str, stage: str) -> Text | None:
    """Return the partner's first supplier in the base year with its share of imports."""
    at = {"scenario": BASELINE, "commodity": commodity, "stage": stage}
    rows = list(result.find("supply_share", country=ink.run.partner, **at))
    rows = [row for row in rows if row.year == rows[0].year and row.at(0.5) is not None]
    if not rows:
        return None
    top = max(rows, key=lambda row: row.at(0.5) or 0.0)
    value = top.at(0.5)
    trace = Trace(
        id=f"scenarios.supply_share/{BASELINE}/{commodity}/{stage}/{top.country}/{top.supplier}",
        value=value,
        display=format_value(value, "fraction", digits=2),
        unit="fraction",
        formula="tonnes from the supplier / imports, baseline, median over the draws",
        inputs=(),
        sources=(Source("network", result.manifest["networks"][commodity][:16],
                        "calibrated from the tables at hand"),),
        assumed=list_assumed(result, commodity),
    )  # fmt: skip
    return Text(f"{name_end(top.supplier)} {ink.put(trace)}")


def shock_picture(ink: Ink, result: RunResult, moved: list[Row]) -> Picture | None:
    """Return the bands of the largest changes for partner and host."""
    watched = {(ink.run.partner, "price_change"), (ink.run.case.host, "export_value_change")}
    mine = [row for row in moved if (row.country, row.variable) in watched]
    years = sorted({row.year for row in mine})
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in mine:
        at = (row.scenario, row.commodity, row.stage, row.country, row.variable)
        groups.setdefault(at, []).append(row)
    ranked = sorted(groups.values(), key=lambda rows: -max(abs(r.at(0.5) or 0.0) for r in rows))
    if not ranked:
        return None
    rows = []
    for held in ranked[:MOST_ROWS]:
        dots = []
        for row in held:
            trace = trace_band(ink.run.case, result, row)
            ink.put(trace)
            dots.append(
                Dot(str(row.year), row.at(0.5), trace.display, row.at(0.1), row.at(0.9), trace.id)
            )
        rows.append(RangeRow(row_label(ink, held[0]), tuple(dots)))
    top = ranked[0][0]
    words = "price" if top.variable == "price_change" else "value of exports"
    title = (
        f"The widest effect: the {words} of {good(top)} in {place(top.country)}, "
        f"{ink.put(trace_band(ink.run.case, result, top))} in {top.year}"
    )
    return Picture(
        id="shock-bands",
        title=Text(title),
        subtitle=Text(
            f"Change against the baseline, percent: median and 80% of draws; prices in "
            f"{place(ink.run.partner)} and the value of exports of {place(ink.run.case.host)}, "
            f"{listed([str(year) for year in years])}"
        ),
        figure=Ranges(tuple(rows), unit="% change", scale=100.0, log=False, accent=str(years[0])),
        alt=Text(f"Bands of changes by shock. {title}."),
        source=Text("Market model on CEPII BACI and World Mining Data; case file"),
        data=band_table(rows),
    )


def band_table(rows: list[RangeRow]) -> Table:
    """Return the bands of the picture as a table: median with both ends in one cell."""
    return Table(
        id="shock-bands-data",
        title=Text("Bands of the largest changes"),
        columns=(
            Column("row", "Shock, market and place", kind="quote"),
            Column("year", "Year", kind="year"),
            Column("change", "Change", align="right"),
        ),
        rows=tuple((row.label, dot.role, Ref(dot.trace)) for row in rows for dot in row.dots),
    )


def row_label(ink: Ink, row: Row) -> str:
    """Return the label of a row of the picture: scenario, good and what changes."""
    what = "price" if row.variable == "price_change" else "exports"
    title = ink.run.case.scenario(row.scenario).title
    short = title if len(title) <= 34 else title[:32].rstrip() + "…"
    return (
        f"{short}: {commodity_name(row.commodity)}, {row.stage}, {country_name(row.country)} {what}"
    )


def shock_table(ink: Ink, result: RunResult, moved: list[Row]) -> Table:
    """Return what each scenario does to partner and host, first year in which it shows."""
    case = ink.run.case
    rows: list[tuple[Cell, ...]] = []
    for scenario in case.scenarios:
        for shock in scenario.shocks:
            ink.book.add(trace_shock(case, scenario.id, shock))
        mine = [row for row in moved if row.scenario == scenario.id]
        places = [(r.commodity, r.stage, r.country) for r in mine
                  if r.country in {ink.run.partner, case.host}]  # fmt: skip
        for commodity, stage, iso3 in dict.fromkeys(places):
            held = [
                r for r in mine if (r.commodity, r.stage, r.country) == (commodity, stage, iso3)
            ]
            year = min(row.year for row in held)
            cells = {
                r.variable: ink.ref(trace_band(case, result, r)) for r in held if r.year == year
            }
            label = (scenario.title, f"{commodity_name(commodity)}, {stage}", country_name(iso3))
            rows.append((*label, str(year), *(cells.get(name) for name in SHOWN)))
        if not places:
            rows.append((scenario.title, "meets no trade in the data", "", None, *[None] * 4))
    return Table(
        id="shock-effects",
        title=Text("What each shock does to prices, flows and exposure"),
        columns=(
            Column("scenario", "Shock", kind="quote"),
            Column("market", "Market", kind="quote"),
            Column("where", "Where"),
            Column("year", "Year", kind="year", missing=""),
            *(Column(n.replace("_", "-"), TITLES[n], align="right", missing="hardly any")
              for n in SHOWN),
        ),
        rows=tuple(rows),
        note=Text(
            "Change against the baseline of the same draw, for a delay against the project on its "
            "published plan: median, and 80% of draws in brackets. The year is the first "
            "shown in which the shock moves this market. Changes under a hundredth, and of trade "
            "worth under a million dollars, are left out."
        ),
        printed_rows=8,
    )  # fmt: skip


_RECORD_WORDS = {
    "events": "events of the table that took at least 4% of world trade",
    "model": "mean over events of sum|x - x_obs| / (sum x + sum x_obs), x predicted",
    "best_baseline": "the same distance of the best of four simple rules over all events",
    "noise_floor": "mean distance of no change over the same span without the event",
    "explained_share": "(best rule - model) / (best rule - noise), each event left out of its fit",
    "interval_low": "5th percentile of the explained share, events drawn again",
    "interval_high": "95th percentile of the explained share, events drawn again",
    "band_coverage": "share of hit importers whose replaced tonnes lay in the 80% band",
    "hit_rate": "share of the three largest gainers that the model named",
}


def record_words(ink: Ink) -> Paragraph:
    """Return the model's record on past disruptions."""
    found = read_record_file()

    def put(name: str, unit: str = "index") -> str:
        return ink.put(record_trace(name, found[name], unit, found))

    words = (
        f"**How far to trust it.** On {put('events', 'count')} past bans, quotas and accidents, "
        "each predicted from the years before it and with parameters fitted on others, the trade "
        f"that followed lay {put('model')} from the model, {put('best_baseline')} from the best "
        f"simple rule and {put('noise_floor')} from what no change misses in quiet years (nought "
        f"is the same trade, one nothing in common): {put('explained_share')} of the way from rule "
        f"to noise, with a 90% interval from {put('interval_low')} to {put('interval_high')}. The "
        "bands held "
        f"{put('band_coverage', 'fraction')} of what importers that were hit found elsewhere; of "
        f"the suppliers that gained most the model named {put('hit_rate', 'fraction')}, and the "
        "sign of its prices has shown no skill."
    )
    return Paragraph(Text(words))


def record_trace(name: str, value: float, unit: str, found: dict[str, Any]) -> Trace:
    """Return the trace of a number of the record."""
    return Trace(
        id=f"market.hindcast/{name}",
        value=value,
        display=format_value(value, unit, digits=2),
        unit=unit,
        formula=_RECORD_WORDS[name],
        inputs=(),
        sources=(Source("hindcast", RECORD, "tenor hindcast --all"),),
    )


def read_record_file() -> dict[str, Any]:
    """Return the shipped record of the model on past disruptions."""
    path = files("tenor") / "data" / RECORD
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def limits(result: RunResult) -> Fold:
    """Return what the markets do not show, in words."""
    told = dict.fromkeys(note["text"] for note in result.notes)
    return Fold(
        Text("What the market can't show, and what each shock meets"),
        (Bullets(tuple(Text(f"`{text.replace('`', '')}`") for text in told)),),
    )
