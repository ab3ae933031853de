"""The closing sections: methods in plain words, sources, data, assumptions."""

from __future__ import annotations

import re

from tenor.panel.corrections import read_corrections
from tenor.report.brief.ink import Ink
from tenor.report.model import Block, Column, Definitions, Fold, Section, Table, Text
from tenor.sources.records import read_record

_DIGITS = re.compile(r"\d[\d.,]*%?(?:, \d{6})*")


def build_methods(ink: Ink) -> Section:
    """Return the section on methods."""
    return Section(
        id="methods",
        title=Text("Methods in plain words"),
        lead=Text("Each number on this page opens its formula, inputs and sources when clicked."),
        blocks=(Definitions(method_terms()), assumption_table(ink)),
    )


def method_terms() -> tuple[tuple[Text, Text], ...]:
    """Return the methods used, one term each."""
    return (
        (
            Text("Supply-risk score (GeoPolRisk)"),
            Text(
                "Concentration of world output times the share of supply that is imported, each "
                "supplier weighted by political instability. Published definition: Koyamparambath "
                "et al. (2024). Tonnes are taken as published, so ore at gross weight stands "
                "beside output in metal; the score on one basis converts both."
            ),
        ),
        (
            Text("Net import reliance"),
            Text(
                "Imports less exports, divided by own output plus imports less exports, on one "
                "content basis. Stocks and scrap are not in it, so official figures differ."
            ),
        ),
        (
            Text("Chokepoint"),
            Text(
                "The stage with the highest score on one basis. Where fewer than two stages have "
                "one: the stage with the most concentrated output, if it is that in the year and "
                "in the years that stand in for it."
            ),
        ),
        (
            Text("Value of a project"),
            Text(
                "Cash flow of each year, discounted; real money at a real rate. Each payment "
                "between parties is entered once, so what they get sums to the project's cash "
                "flow. Draws vary what the project's file gives a range; the base case is none of "
                "them, it is the plan kept."
            ),
        ),
        (
            Text("Charge that a plant needs"),
            Text(
                "What the seller of feed would have to bear per tonne, treatment and refining "
                "together, for the plant to earn its rate and no more."
            ),
        ),
        (
            Text("Missing figures"),
            Text(
                "A quantity that customs did not report stays missing and is left out of tonnes; "
                "nothing is filled in. “No trade recorded” is not “no risk”."
            ),
        ),
        (
            Text("Facts, results, judgements"),
            Text(
                "A recorded fact quotes a source. A model result is computed from data by a stated "
                "formula. A judgement is the authors' and is labelled so."
            ),
        ),
    )


def assumption_table(ink: Ink) -> Table:
    """Return what was assumed on the way to the numbers, alike notes as one."""
    notes: dict[str, list[str]] = {}
    for trace in ink.book:
        for note in trace.assumed:
            kept = notes.setdefault(_DIGITS.sub("…", note), [])
            if trace.id not in kept:
                kept.append(trace.id)
    ranked = sorted(notes.items(), key=lambda item: (-len(item[1]), item[0]))
    return Table(
        id="assumed",
        title=Text("What was assumed or left out on the way to these numbers"),
        columns=(
            Column("note", "Assumption or caveat", kind="quote"),
            Column("count", "Numbers it touches", align="right", kind="code"),
            Column("example", "For example", kind="code"),
        ),
        rows=tuple((note, str(len(ids)), ids[0]) for note, ids in ranked),
        note=Text("Figures inside a note stand in the trace of each number."),
        printed_rows=10,
    )


def build_sources(ink: Ink) -> Section:
    """Return the section on sources and data."""
    blocks: list[Block] = [
        data_table(ink),
        Fold(Text("Every correction in force"), (correction_table(ink),)),
        Fold(Text("Every source of the case"), (source_table(ink),), printed=True),
    ]
    return Section(
        id="sources",
        title=Text("Sources, data and corrections"),
        lead=Text(
            "How each source was met: opened (read itself), excerpt (a quotation of it was read), "
            "recalled (from memory; never used as proof)."
        ),
        blocks=tuple(blocks),
    )


def data_table(ink: Ink) -> Table:
    """Return the data sets behind the page with what was changed in them."""
    rows = []
    for name in ("baci", "wmd", "wgi", "outlines"):
        record = read_record(name)
        rows.append(
            (
                record.title,
                record.producer,
                record.licence,
                " ".join(record.notes),
            )
        )
    return Table(
        id="data-sets",
        title=Text("Data sets, their terms, and what was changed in them"),
        columns=(
            Column("title", "Data set", kind="quote"),
            Column("producer", "Producer", kind="quote"),
            Column("licence", "Licence", kind="quote"),
            Column("notes", "Notes and corrections", kind="quote"),
        ),
        rows=tuple(rows),
    )


def correction_table(ink: Ink) -> Table:
    """Return the corrections in force on the data at hand."""
    found = read_corrections(ink.run.tables).active
    return Table(
        id="corrections",
        title=Text("Corrections made to the data"),
        columns=(Column("what", "Correction and reason", kind="quote"),),
        rows=tuple((correction.sentence,) for correction in found),
        note=Text(
            "Each correction holds only while the source still shows the figure that it mends; "
            "`tenor data check` lists those that no longer apply."
        ),
    )


def source_table(ink: Ink) -> Table:
    """Return the bibliography of the case."""
    rows = tuple(
        (
            source.title,
            source.publisher,
            str(source.date or "") or None,
            source.met,
            source.address or "",
        )
        for source in ink.run.case.source_rows
    )
    return Table(
        id="bibliography",
        title=Text("Sources of the case"),
        columns=(
            Column("title", "Title", kind="quote"),
            Column("publisher", "Publisher", kind="quote"),
            Column("date", "Date", kind="date", missing="no date"),
            Column("met", "How it was met"),
            Column("address", "Address", kind="code"),
        ),
        rows=rows,
        printed_rows=12,
    )
