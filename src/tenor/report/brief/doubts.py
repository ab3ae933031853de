"""The table of corrections and of figures that do not fit, as far as they concern the case."""

from __future__ import annotations

from tenor.core.countries import country_name
from tenor.panel.checks import Finding
from tenor.panel.checks.traces import trace_finding
from tenor.panel.correction_traces import trace_correction
from tenor.panel.corrections import Correction
from tenor.panel.materials import read_materials
from tenor.report.brief.ink import Ink, commodity_name
from tenor.report.model import Cell, Column, Table, Text

WORDS = {
    "unit_value": "tonnes do not fit the value",
    "year_break": "breaks with the years around",
    "material_balance": "exports above what there is",
    "missing_production": "exported, but no output listed",
    "source_disagreement": "two sources differ",
    "world_total": "two sources differ on the world",
    "mirror_gap": "the partner's report differs",
}

CHANGES = {
    "unit_value": "tonnes and price of this flow; its value stays",
    "year_break": "the trend over that year",
    "material_balance": "origin, grade or recorded output, and what royalty is due on",
    "missing_production": "own output: the weight in the world's, and reliance",
    "source_disagreement": "this producer's share and the concentration of output",
    "world_total": "every country's share of world output",
    "mirror_gap": "value of the flow and the buyer's share",
}

CORRECTED = {
    "baci": "tonnes and prices of these flows in exports and price gaps",
    "wmd": "world output and its concentration: the country is left out",
    "wgi": "the weight of this country in the score",
}


def doubt_table(ink: Ink) -> Table | None:
    """Return the corrections and findings that concern the case; None without any."""
    doubts = ink.run.doubts
    rows = [correction_row(ink, group) for group in doubts.corrections]
    rows += [finding_row(ink, finding) for finding in doubts.findings]
    if not rows:
        return None
    return Table(
        id="doubts",
        title=Text("Corrections made to the data, and figures that do not fit"),
        columns=(
            Column("figure", "Figure", kind="quote"),
            Column("kind", "What is odd"),
            Column("raw", "In the data", align="right", missing="not listed"),
            Column("expected", "Expected", align="right"),
            Column("times", "Times", align="right", missing="not told"),
            Column("change", "What it would change"),
        ),
        rows=tuple(rows),
        note=Text(
            "A figure that does not fit is a question, not an error found. The findings stand "
            "uncorrected in every number of this page; `tenor data check` lists all of them."
        ),
        source=Text("CEPII BACI; World Mining Data; U.S. Geological Survey"),
    )


def correction_row(ink: Ink, group: tuple[Correction, ...]) -> tuple[Cell, ...]:
    """Return the row of corrections that are told together."""
    first = group[0]
    traces = [trace_correction(row, ink.run.tables) for row in group]
    years = "-".join(dict.fromkeys(str(y) for y in (group[0].year, group[-1].year)))
    places = list(dict.fromkeys(row.place for row in group))
    who = country_name(places[0]) if len(places) == 1 else "several countries"
    route = f"{who} to {country_name(first.partner)}" if first.partner else who
    raw: Cell = Text(" and ".join(ink.put(trace) for trace in traces))
    if len(traces) > 2:
        total = ink.derive(
            f"corrected/{first.table}/{first.series}/{first.partner}/{years}",
            sum(float(trace.value or 0.0) for trace in traces),
            traces[0].unit,
            formula="sum of the raw figures of the corrected flows",
            inputs=traces,
        )
        raw = ink.ref(total)
    actions = {row.action for row in group}
    done = {"mark_missing": "taken as missing", "drop": "left out"}
    shown = done.get(first.action, "replaced") if len(actions) == 1 else "corrected"
    name = f"{series_name(first.series)}, {route}, {years}"
    return (name, "corrected", raw, shown, None, CORRECTED[first.table])


def finding_row(ink: Ink, finding: Finding) -> tuple[Cell, ...]:
    """Return the row of a finding."""
    raw, expected, times = (
        trace_finding(measure, finding, ink.run.tables) for measure in ("raw", "expected", "times")
    )
    place = "the world" if finding.place == "WLD" else country_name(finding.place)
    route = f"{place} to {country_name(finding.partner)}" if finding.partner else place
    return (
        f"{series_name(finding.series)}, {route}, {finding.year}",
        WORDS[finding.rule],
        ink.ref(raw) if raw.value is not None else None,
        ink.ref(expected),
        ink.ref(times) if times.value is not None else None,
        CHANGES[finding.rule],
    )


def series_name(series: str) -> str:
    """Return the goods of HS codes, or the production series, as it is printed.

    Examples
    --------
    >>> series_name("261000"), series_name("Antimony")
    ('Chromium ore (261000)', 'Antimony output')
    """
    code = series.split(maxsplit=1)[0]
    for row in read_materials().code_rows:
        if row.hs6 == code:
            return f"{commodity_name(row.commodity)} {row.stage} ({series})"
    return series.partition(" (")[0] + " output"
