"""Who makes each commodity at each stage, where that is concentrated, and what is not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tenor.core.countries import country_name
from tenor.core.trace import Trace
from tenor.panel.materials import read_materials
from tenor.panel.stage_series import is_curated
from tenor.report.brief.ink import Ink, commodity_name, listed, place, title_case
from tenor.report.brief.people import incumbent
from tenor.report.figures import Part, Shares, Whole
from tenor.report.model import Callout, Column, Picture, Table, Text
from tenor.risk.chokepoint import Chokepoint, find_chokepoint, output_years, tell_span
from tenor.risk.rows import RiskRow, RiskTable

VISIBLE = 0.05
"""Shares that never exceed this are not drawn as a line, and smaller producers not as a part."""


def label(row: RiskRow) -> str:
    """Return a row as it is named in pictures."""
    return f"{commodity_name(row.commodity)}, {row.stage}"


def output_label(row: RiskRow) -> str:
    """Return a row as it is named beside its output, with the years that stand in for its own."""
    years = output_years(row)
    return f"{label(row)} ({years})" if years else label(row)


def is_unseen(row: RiskRow) -> bool:
    """Return whether neither trade nor output by country is known of a stage."""
    return row.status == "not_covered" and row.hhi is None


def output_source(rows: Sequence[RiskRow]) -> str:
    """Return where the output of some rows comes from, each source once."""
    names = ["World Mining Data"]
    sources = read_materials().sources
    for row in rows:
        spec = read_materials().stage(row.commodity, row.stage)
        if is_curated(spec.production_series):
            names.append(sources[spec.source]["publisher"])
    return "; ".join(dict.fromkeys(names))


def producer_picture(ink: Ink) -> Picture:
    """Return who produces each commodity at the stages with a production series."""
    rows = [row for row in ink.run.partner_rows if row.detail["producer_share"]]
    rival = incumbent(ink.run)
    wholes = []
    for row in rows:
        parts = []
        for iso3 in [k for k, v in row.detail["producer_share"].items() if v > VISIBLE]:
            trace = ink.risk("producer_share", row, iso3)
            ink.put(trace)
            parts.append(Part(country_name(iso3), number(trace), trace.display, trace.id))
        wholes.append(Whole(output_label(row), tuple(parts)))
    year = ink.run.case.base_year
    led = led_stages(rows, rival)
    title = (
        f"{title_case(place(rival))} is the largest producer of {listed(led)}"
        if led
        else f"World output by producer, {year}"
    )
    return Picture(
        id="producers",
        title=Text(title),
        subtitle=Text(
            f"Share of world output by country and stage, {year}; years in brackets stand for "
            f"{year} where the source has no later ones"
        ),
        figure=Shares(tuple(wholes), accent=country_name(rival), remainder="other producers"),
        alt=Text(f"Stacked bars of output by country. {title}."),
        source=Text(output_source(rows)),
    )


def led_stages(rows: Sequence[RiskRow], country: str) -> list[str]:
    """Return what a country makes most of: a commodity, or its stages where not all are known."""
    stages: dict[str, list[str]] = {}
    for row in rows:
        if next(iter(row.detail["producer_share"])) == country:
            stages.setdefault(row.commodity, []).append(row.stage)
    known = Counter(row.commodity for row in rows)
    return [
        commodity_name(name).lower()
        + ("" if len(led) == known[name] > 1 else f" ({' and '.join(led)})")
        for name, led in stages.items()
    ]


def chokepoint_table(ink: Ink) -> Table:
    """Return the chokepoint of each commodity, named only among stages with data."""
    rows = []
    for name in ink.run.case.commodities:
        part = RiskTable(tuple(r for r in ink.run.partner_rows if r.commodity == name))
        found = find_chokepoint(part)
        rows.append(
            (
                commodity_name(name),
                found.stage or "not named",
                found.by or "nothing",
                ", ".join(found.compared) or "none",
                ", ".join(found.unseen) or "none",
                chokepoint_reason(ink, found, part),
            )
        )
    return Table(
        id="chokepoints",
        title=Text("The chokepoint is named where two stages or more can be compared"),
        columns=(
            Column("commodity", "Commodity"),
            Column("chokepoint", "Chokepoint"),
            Column("by", "Compared by"),
            Column("compared", "Stages compared"),
            Column("blind", "Blind stages"),
            Column("reason", "Why"),
        ),
        rows=tuple(rows),
        note=Text(
            "By the score on one basis where two stages have one; else by the concentration of "
            "world output, which tells where producers are few and not on whom "
            f"{place(ink.run.partner)} depends. Figures are HHI. Less than a tenth apart is not "
            "told apart, nor what changes its order between the year and the years that stand in."
        ),
        source=Text("[Methods](#methods)"),
    )


def chokepoint_reason(ink: Ink, found: Chokepoint, part: RiskTable) -> Text:
    """Return why a chokepoint is or is not named, with the concentrations that were compared."""
    if found.by != "concentration":
        return Text(title_case(found.reason))
    figures = []
    for row in (row for row in part if row.stage in found.concentration):
        years = output_years(row)
        figure = f"{row.stage} {ink.put(ink.risk('hhi', row))}"
        figures.append(f"{figure} in {years}" if years else figure)
    for stage in found.like:
        then = [
            ink.risk("hhi", row)
            for row in ink.run.partner_series
            if (row.commodity, row.stage) == (found.commodity, stage)
            and row.year in found.like_years
        ]
        mean = ink.derive(
            f"hhi_then/{found.importer}/{found.commodity}/{stage}/{found.year}",
            found.like[stage],
            "hhi",
            formula="mean of the concentration in the years that stand in",
            inputs=then,
        )
        span = tell_span(found.like_years[0], found.like_years[-1])
        figures.append(f"{stage} {ink.put(mean)} in {span}")
    told = "; ".join(figures)
    if found.stage is None:
        return Text(f"Concentration of output does not tell the stages apart: {told}")
    return Text(f"Output is most concentrated at {found.stage}: {told}")


def blind_callout(ink: Ink) -> Callout:
    """Return what the blind stages keep from being said."""
    rows = ink.run.partner_rows
    blind = [row for row in rows if row.status == "not_covered"]
    known = [row for row in blind if not is_unseen(row)]
    names = listed([stage_name(row) for row in blind])
    told = (
        f" Who makes {listed([stage_name(row) for row in known])} is known, partly of earlier "
        "years; from whom it is bought is not."
        if known
        else ""
    )
    return Callout(
        title=Text("Blind stages"),
        text=Text(
            f"The trade data at hand hold no code for {names or 'no stage'}.{told} Official "
            "statistics above fill part of the gap; a user's own customs data and output at the "
            "stage (`TENOR_DATA`) fill the rest."
        ),
        kind="caveat",
    )


def stage_name(row: RiskRow) -> str:
    """Return a row as it is named inside a sentence."""
    return f"{commodity_name(row.commodity).lower()} {row.stage}"


def number(trace: Trace) -> float | None:
    """Return a trace's value as a number, or None."""
    return float(trace.value) if isinstance(trace.value, float | int) else None
