"""Traces of the numbers of a run: bands over draws, flows of the base year, sizes of shocks."""

from __future__ import annotations

from tenor.core.trace import Input, Source, Trace, format_value
from tenor.panel.case import Case
from tenor.panel.case.schema import Shock
from tenor.report.brief.ink import commodity_name
from tenor.scenarios import RunResult
from tenor.scenarios.outputs import WORDS
from tenor.scenarios.results import Row
from tenor.scenarios.tables import format_change
from tenor.sources.records import read_record

_FORMULA = (
    "median over the draws; in brackets what one draw in ten stays below and one in ten exceeds. "
    "Each draw solves the market of the base year with the shock and without it, at the same "
    "elasticities and with the same projects: {what}, scenario / baseline - 1"
)


def trace_band(case: Case, result: RunResult, row: Row) -> Trace:
    """Return the trace of a change, ``scenarios.VARIABLE/SCENARIO/COMMODITY/STAGE/PLACE/YEAR``."""
    name = "/".join((row.scenario, row.commodity, row.stage, row.country, str(row.year)))
    low, value, high = (row.at(level) for level in (0.1, 0.5, 0.9))
    display = f"{format_change(value)} ({format_change(low)} to {format_change(high)})"
    shocks = case.scenario(row.scenario).shocks
    made = result.manifest
    inputs = [Input("draws", made["draws"], "count"), Input("seed", made["seed"], "count")]
    inputs += [
        Input(trace_shock(case, row.scenario, shock).id, shock.value, shock.unit or "text")
        for shock in shocks
        if shock.commodity in {None, row.commodity}
    ]
    inputs += [
        Input(f"parameter {name}", _tell(entry), entry["unit"])
        for name, entry in made["parameters"].items()
        if name.startswith(f"{row.commodity}/")
    ]
    network = made["networks"][row.commodity]
    return Trace(
        id=f"scenarios.{row.variable}/{name}",
        value=value,
        display=display,
        unit="fraction",
        formula=_FORMULA.format(what=WORDS[row.variable].partition(" against")[0]),
        inputs=tuple(inputs),
        sources=(
            read_record("baci").source(f"market of {row.commodity} in {made['base_year']}"),
            Source("network", f"sha256 {network[:16]}", "calibrated from the tables at hand"),
        ),
        assumed=list_assumed(result, row.commodity),
    )


def list_assumed(result: RunResult, commodity: str) -> tuple[str, ...]:
    """Return what the market of a commodity rests on, short enough for a page."""
    made = result.manifest
    told = made["assumptions"][commodity]
    own = tuple(text for text in told if text.startswith(f"{commodity_name(commodity)}: "))
    command = f"tenor market base --commodity {commodity} --year {made['base_year']}"
    return (
        f"{commodity_name(commodity)}: the market is calibrated, and its elasticities are drawn "
        f"from their ranges, most of them judgements; {command} lists every assumption",
        *own,
    )


def trace_shock(case: Case, scenario: str, shock: Shock) -> Trace:
    """Return the trace of the size of a shock, ``case.shock/SCENARIO/SHOCK``."""
    unit = shock.unit or "text"
    ends = [end for end in (shock.low, shock.value, shock.high) if end is not None]
    display = format_value(shock.value, unit)
    if len(ends) > 1 and ends[0] != ends[-1]:
        display += f" ({format_value(ends[0], unit)} to {format_value(ends[-1], unit)})"
    return Trace(
        id=f"case.shock/{scenario}/{shock.id}",
        value=shock.value,
        display=display,
        unit=unit,
        formula=f"as judged: {shock.why}",
        inputs=(),
        sources=(Source("case", f"scenarios.yaml, {scenario}/{shock.id}", "case file"),),
        assumed=("a judgement of the case's authors",),
    )


def trace_flow(result: RunResult, flow: dict[str, object], *, share: bool = False) -> Trace:
    """Return the trace of a route of the base year, or of its share of the stage's trade."""
    made = result.manifest
    commodity, stage = str(flow["commodity"]), str(flow["stage"])
    at = f"{commodity}/{stage}/{flow['exporter']}/{flow['importer']}/{made['base_year']}"
    tonnes, total = float(str(flow["tonnes"])), float(str(flow["total"]))
    unit = "fraction" if share else str(made["basis"][commodity])
    value = tonnes / total if share else tonnes
    kind = "route_share" if share else "route"
    assumed = list_assumed(result, commodity) if flow["assumed"] else ()
    return Trace(
        id=f"scenarios.{kind}/{at}",
        value=value,
        display=format_value(value, unit, digits=2),
        unit=unit,
        formula="flow / all trade at the stage" if share else
        "flow of the calibrated market: trade as recorded, balanced by weighted least squares",
        inputs=(Input("flow", tonnes, str(made["basis"][commodity])), Input("all", total, "t")),
        sources=(read_record("baci").source(f"{commodity_name(commodity)}, stage {stage}"),),
        assumed=assumed,
    )  # fmt: skip


def _tell(entry: dict[str, object]) -> str:
    return str(entry["words"])
