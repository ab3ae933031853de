"""The section on who depends on whom, by stage: suppliers, chokepoints, movement since 1995."""

from __future__ import annotations

from collections.abc import Sequence

from tenor.core.countries import country_name
from tenor.panel.case import Claim
from tenor.panel.claims import find_claims, year_of
from tenor.report.brief.ink import Ink, commodity_name, place, title_case, whose
from tenor.report.brief.output import (
    VISIBLE,
    blind_callout,
    chokepoint_table,
    label,
    number,
    output_label,
    output_source,
    producer_picture,
)
from tenor.report.brief.people import incumbent
from tenor.report.figures import Lines, Part, Series, Shares, Whole
from tenor.report.model import (
    Block,
    Cell,
    Column,
    Paragraph,
    Picture,
    Ref,
    Section,
    Table,
    Text,
)
from tenor.risk.rows import RiskRow

STATUS_WORDS = {
    "ok": "computed",
    "partial": "computed, with gaps",
    "no_trade_recorded": "no trade recorded",
    "no_production_data": "imports only",
    "not_covered": "blind",
}
TOP = 5
MOST_LINES = 5


def build_dependence(ink: Ink) -> Section:
    """Return the section on dependence by stage."""
    blocks: list[Block] = [Paragraph(explain_measures())]
    shares = supplier_picture(ink)
    blocks += [shares] if shares else []
    blocks += [dependence_table(ink), score_table(ink)]
    official = official_table(ink)
    blocks += [official] if official else []
    lines = share_over_time(ink)
    blocks += [lines] if lines else []
    blocks += [producer_picture(ink), chokepoint_table(ink), blind_callout(ink)]
    return Section(
        id="dependence",
        title=Text("Who depends on whom, by stage"),
        lead=Text(
            f"What {place(ink.run.partner)} imports at each stage, from whom, and where the data "
            "are blind. A stage without data is not a stage without risk."
        ),
        blocks=tuple(blocks),
    )


def explain_measures() -> Text:
    """Return the terms of this section in plain words."""
    return Text(
        "**Concentration** (HHI) runs from near zero (many equal suppliers) to ten thousand (one). "
        "The **supply-risk score** multiplies the concentration of world output with the share of "
        "supply that is imported, each supplier weighted by its political instability; it ranks, "
        "it is not a probability. **Net import reliance** is the part of apparent use that is "
        "covered by net imports. **Lost with it** is the share of supply that would go if the "
        "largest supplier stopped. A stage is **blind** where the data at hand hold no trade code "
        "for it and who makes it is not known either, **output only** where output by country is "
        "known and trade is not, and **imports only** where it is the other way round."
    )


def status_words(row: RiskRow) -> str:
    """Return what the data allow for a row; output in shares is told where it is known."""
    if row.hhi is not None and row.status == "not_covered":
        return "output only"
    if row.hhi is not None and row.status == "no_production_data":
        return "imports, and shares of output"
    return STATUS_WORDS[row.status]


def is_needed(row: RiskRow) -> bool:
    """Return whether the importer buys at this stage and is not a net exporter of it."""
    reliance = row.net_import_reliance
    return bool(row.imports_t) and (reliance is None or reliance > 0)


def supplier_picture(ink: Ink) -> Picture | None:
    """Return the suppliers of each stage that has data, and of curated forms where it has not."""
    rows = [row for row in ink.run.partner_rows if is_needed(row)]
    wholes = [Whole(label(row), supplier_parts(ink, row)) for row in rows]
    curated = curated_wholes(ink)
    names = [commodity_name(name) for name in ink.run.case.commodities]
    bars = sorted([*wholes, *curated], key=lambda w: names.index(w.label.partition(",")[0]))
    if not wholes and not curated:
        return None
    rival = incumbent(ink.run)
    top = most_exposed(rows, rival)
    year = ink.run.case.base_year
    if top is None or top.import_share[rival] < VISIBLE:
        title = f"Imports of {place(ink.run.partner)} by supplier and stage"
    else:
        share = ink.put(ink.risk("import_share", top, rival))
        title = (
            f"{title_case(place(rival))} shipped {share} of {whose(ink.run.partner)} imports of "
            f"{commodity_name(top.commodity).lower()} ({top.stage}) in {year}"
        )
    return Picture(
        id="suppliers-by-stage",
        title=Text(title),
        subtitle=Text(
            f"Share of imports by supplier, tonnes, {year}; stages of which "
            f"{place(ink.run.partner)} is a net exporter are left out; rows marked USGS are shares "
            "over several years as published"
        ),
        figure=Shares(tuple(bars), accent=country_name(rival)),
        alt=Text(f"Stacked bars of import shares by supplier; {title}."),
        source=Text("CEPII BACI, HS 1992; USGS where marked"),
    )


def supplier_parts(ink: Ink, row: RiskRow) -> tuple[Part, ...]:
    """Return the five largest suppliers of a row and the others."""
    parts = []
    for iso3 in list(row.import_share)[:TOP]:
        trace = ink.risk("import_share", row, iso3)
        ink.put(trace)
        parts.append(Part(country_name(iso3), number(trace), trace.display, trace.id))
    others = 1.0 - sum(part.value or 0.0 for part in parts)
    if len(row.import_share) > TOP:
        rest = ink.derive(
            f"other_suppliers/{row.key}",
            others,
            "fraction",
            formula="1 - shares of the suppliers named",
            inputs=[ink.risk("import_share", row, iso3) for iso3 in list(row.import_share)[:TOP]],
        )
        ink.put(rest)
        parts.append(Part("Others", number(rest), rest.display, rest.id))
    return tuple(parts)


def curated_wholes(ink: Ink) -> tuple[Whole, ...]:
    """Return import shares that the case states for forms that the trade data lack."""
    groups = stated_shares(ink)
    seen = {row.commodity for row in ink.run.partner_rows if row.imports_t and row.stage != "ore"}
    wholes = []
    for (commodity, form), group in groups.items():
        parts = form.split("_and_")
        whole_of_parts = len(parts) > 1 and all((commodity, part) in groups for part in parts)
        if commodity in seen or form == "ore" or whole_of_parts:
            continue
        name = f"{commodity_name(commodity)}, {form.replace('_', ' ')} (USGS)"
        wholes.append(Whole(name, tuple(claim_part(ink, claim) for claim in by_value(group))))
    return tuple(wholes)


def stated_shares(ink: Ink) -> dict[tuple[str, str], list[Claim]]:
    """Return the newest stated import shares by commodity and form."""
    groups: dict[tuple[str, str], list[Claim]] = {}
    for name in ink.run.case.commodities:
        for claim in find_claims(
            ink.run.case, "import_share", country=ink.run.partner, commodity=name
        ):
            if claim.form and claim.value is not None:
                groups.setdefault((name, claim.form), []).append(claim)
    return {
        key: [claim for claim in group if str(claim.as_of) == max(str(c.as_of) for c in group)]
        for key, group in groups.items()
    }


def by_value(claims: Sequence[Claim]) -> list[Claim]:
    """Return claims with the largest value first, those of no single country last."""
    return sorted(claims, key=lambda claim: (claim.partner is None, -(claim.value or 0.0)))


def claim_part(ink: Ink, claim: Claim) -> Part:
    """Return one supplier's share as a claim states it."""
    trace = ink.claim(claim)
    ink.put(trace)
    name = country_name(claim.partner) if claim.partner else "Others"
    return Part(name, claim.value, trace.display, trace.id)


def most_exposed(rows: Sequence[RiskRow], supplier: str) -> RiskRow | None:
    """Return the row in which a supplier's share is largest; None where it ships nothing."""
    found = [row for row in rows if row.import_share.get(supplier, 0.0) > 0]
    return max(found, key=lambda row: row.import_share[supplier], default=None)


def dependence_table(ink: Ink) -> Table:
    """Return who supplies each stage, one row per commodity and stage."""
    columns = (
        Column("commodity", "Commodity"),
        Column("stage", "Stage"),
        Column("status", "What the data allow"),
        Column("supplier", "First supplier", missing="none recorded"),
        Column("share", "Its share", align="right", missing="not known"),
        Column("imports", "Imports", align="right", missing="not known"),
        Column("loss", "Lost with it", align="right", missing="not known"),
    )
    return Table(
        id="dependence-by-stage",
        title=Text(
            f"Who supplies {place(ink.run.partner)}, by commodity and stage, "
            f"{ink.run.case.base_year}"
        ),
        columns=columns,
        rows=tuple(supplier_cells(ink, row) for row in ink.run.partner_rows),
        source=Text("CEPII BACI; World Mining Data; [methods](#methods)"),
        note=Text(
            "“Output only”: who makes it is shown below, who ships it to "
            f"{place(ink.run.partner)} is not in the trade data."
        ),
    )


def supplier_cells(ink: Ink, row: RiskRow) -> tuple[Cell, ...]:
    """Return the cells of one row of suppliers."""
    first = next(iter(row.import_share), None)
    return (
        commodity_name(row.commodity),
        row.stage,
        status_words(row),
        country_name(first) if first else None,
        ink.ref(ink.risk("import_share", row, first)) if first else None,
        optional(ink, "imports", row),
        optional(ink, "supplier_loss", row),
    )


def score_table(ink: Ink) -> Table:
    """Return the indices of each stage that has any."""
    measures = ("hhi", "score", "score_contained", "net_import_reliance", "eu_index")
    rows = [row for row in ink.run.partner_rows if row.hhi is not None or row.score is not None]
    return Table(
        id="scores-by-stage",
        title=Text(
            f"Supply risk of {place(ink.run.partner)} by commodity and stage, "
            f"{ink.run.case.base_year}"
        ),
        columns=(
            Column("row", "Commodity, stage"),
            Column("hhi", "Output concentration", align="right", unit="HHI", missing="not known"),
            Column("score", "Score, as published", align="right", missing="not known"),
            Column("contained", "Score, one basis", align="right", missing="not known"),
            Column("reliance", "Net import reliance", align="right", missing="not known"),
            Column("eu", "EU-style index", align="right", missing="not known"),
        ),
        rows=tuple(
            (output_label(row), *(optional(ink, measure, row) for measure in measures))
            for row in rows
        ),
        note=Text(
            "The published score adds gross tonnes of ore to tonnes of metal; the score on one "
            "basis converts both to the same content. A negative reliance is a net exporter's. "
            "Years in brackets: output of these years stands for the year of the table. Output "
            "that is known as shares of the world gives a concentration and nothing else."
        ),
        source=Text(f"CEPII BACI; {output_source(rows)}; World Bank WGI; [methods](#methods)"),
    )


OFFICIAL = ("net_import_reliance", "apparent_consumption", "imports", "production")


def official_table(ink: Ink) -> Table | None:
    """Return what sources state about the partner's supply by form; None where nothing is.

    These figures see the forms that the trade data lack.
    """
    newest: dict[tuple[str | None, ...], Claim] = {}
    for name in ink.run.case.commodities:
        for measure in OFFICIAL:
            for claim in reversed(
                find_claims(ink.run.case, measure, country=ink.run.partner, commodity=name)
            ):
                if year_of(claim) <= ink.run.case.base_year:
                    newest[(name, measure, claim.form, claim.stage, claim.subject)] = claim
    if not newest:
        return None
    rows = tuple(
        (
            commodity_name(claim.commodity or ""),
            claim.measure.replace("_", " "),
            (claim.form or claim.stage or "all forms").replace("_", " "),
            ink.ref(ink.claim(claim)),
            str(claim.as_of or ""),
            ink.run.case.citation(claim.source),
        )
        for claim in newest.values()
    )
    return Table(
        id="official-statistics",
        title=Text(
            f"What official statistics say about {whose(ink.run.partner)} supply, form by form"
        ),
        columns=(
            Column("commodity", "Commodity"),
            Column("measure", "Measure"),
            Column("form", "Form or stage"),
            Column("value", "Value", align="right"),
            Column("year", "Year", kind="date"),
            Column("source", "Source", kind="quote"),
        ),
        rows=rows,
        note=Text(
            "Official reliance counts stocks, scrap and every form; the computed one above counts "
            "one stage, so the two differ. Where they conflict, both are shown."
        ),
        printed_rows=14,
    )


def optional(ink: Ink, measure: str, row: RiskRow) -> Ref | None:
    """Return the cell of a measure; None where it is unknown."""
    trace = ink.risk(measure, row)
    return None if trace.value is None else ink.ref(trace)


def share_over_time(ink: Ink) -> Picture | None:
    """Return the incumbent's share of the partner's imports in every year."""
    rival = incumbent(ink.run)
    groups: dict[tuple[str, str], list[RiskRow]] = {}
    for row in ink.run.partner_series:
        groups.setdefault((row.commodity, row.stage), []).append(row)
    traded = [
        rows
        for rows in groups.values()
        if is_needed(rows[-1]) and max(row.import_share.get(rival, 0.0) for row in rows) > VISIBLE
    ]
    ordered = sorted(traded, key=lambda rows: -latest_share(rows, rival))[:MOST_LINES]
    if not ordered:
        return None
    first, last = ordered[0][0], ordered[0][-1]
    known = [row for row in ordered[0] if row.imports_t]
    least, most = (
        pick(known, key=lambda row: row.import_share.get(rival, 0.0)) for pick in (min, max)
    )
    lowest, highest, now = (
        ink.put(ink.risk("import_share", row, rival)) for row in (least, most, last)
    )
    return Picture(
        id="incumbent-share",
        title=Text(
            f"{title_case(whose(rival))} share of imports of "
            f"{commodity_name(last.commodity).lower()} ({last.stage}) moved between {lowest} "
            f"({least.year}) and {highest} ({most.year}); {now} in {last.year}"
        ),
        subtitle=Text(
            f"{title_case(whose(rival))} share of the imports of {place(ink.run.partner)}, "
            f"tonnes, {first.year} to {last.year}"
        ),
        figure=Lines(
            tuple(share_series(ink, r, rival, accent=r is ordered[0]) for r in ordered),
            unit="% of imports",
            scale=100.0,
        ),
        alt=Text(f"Lines of {whose(rival)} import share by commodity and year."),
        source=Text("CEPII BACI, HS 1992; years without recorded imports are left open"),
    )


def latest_share(rows: Sequence[RiskRow], supplier: str) -> float:
    """Return a supplier's share in the last year with imports."""
    known = [row for row in rows if row.imports_t]
    return known[-1].import_share.get(supplier, 0.0)


def share_series(ink: Ink, rows: Sequence[RiskRow], supplier: str, *, accent: bool) -> Series:
    """Return one line; years without known imports stay open."""
    traces = [ink.risk("import_share", row, supplier) for row in rows]
    for trace in traces:
        ink.put(trace)
    return Series(
        name=label(rows[0]),
        x=tuple(row.year for row in rows),
        y=tuple(number(trace) for trace in traces),
        points=tuple(trace.id for trace in traces),
        texts=tuple(trace.display for trace in traces),
        accent=accent,
    )
