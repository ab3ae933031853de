"""Every claim of the documents with its reference, and its quote where a copy is at hand."""

from __future__ import annotations

from tenor.panel.case.schema import EvidenceClaim, EvidenceDocument
from tenor.panel.evidence import Heard
from tenor.panel.evidence_traces import reference
from tenor.report.brief.ink import Ink
from tenor.report.brief.promises import WORDS
from tenor.report.markup import literal
from tenor.report.model import Cell, Column, Fold, Ref, Table, Text

_WORDS = {
    "investment_amount": "investment",
    "resource_value": "stated worth in the ground",
    "tariff_rate": "duty",
    "resource_quantity": "in the ground",
    "ore_tonnage": "in the ground",
    "participants": "at an event",
    "share_of_gdp": "of GDP",
}
_MEANT = {"resource_quantity", "resource_value", "production", "capacity", "price"}
_SHORT = 46


def measure_words(claim: EvidenceClaim) -> str:
    """Return what a claim measures, in words for running text."""
    words = _WORDS.get(claim.measure, claim.measure.replace("_", " "))
    if claim.measure in _MEANT and claim.commodity and claim.commodity != "minerals":
        words = f"{words}, {claim.commodity}"
    if claim.measure == "tariff_rate" and claim.place:
        words = f"{words} on {claim.place}"
    status = f" ({status_words(claim)})" if claim.status else ""
    return literal(f"{words}{status}")


def status_words(claim: EvidenceClaim) -> str:
    """Return the status of a claim in words; a duty that operates is in force."""
    if claim.measure == "tariff_rate" and claim.status == "operating":
        return "in force"
    return WORDS.get(claim.status or "", (claim.status or "").replace("_", " "))


def name_of(paper: EvidenceDocument) -> str:
    """Return a document as it is named in a table: publisher and title, or its id."""
    return ": ".join(filter(None, (_cut(paper.publisher), paper.title))) or paper.id


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= _SHORT else text.split(",")[0]


def claim_fold(ink: Ink, heard: Heard) -> Fold:
    """Return every claim with its reference, what it feeds or why it feeds nothing."""
    why = {item.claim: item.reason for item in heard.assumptions.excluded}
    feeds = {
        claim: item.name
        for item in heard.assumptions.parameters
        for vote in item.votes
        for claim in vote.claims
    }
    feeds |= {c: f"chance of {s.deal}" for s in heard.assumptions.scenarios for c in s.claims}
    quotes = ink.run.quotes
    columns = [
        Column("what", "What", kind="quote"),
        Column("value", "Figure", align="right"),
        Column("speaker", "Who says so", kind="quote", missing="the document"),
        Column("reference", "Where", kind="quote"),
        Column("feeds", "Feeds", kind="quote"),
        Column("origin", "Origin", kind="code"),
        Column("review", "Review"),
        Column("claim", "Claim", kind="code"),
    ]
    if quotes:
        columns.insert(2, Column("quote", "Words", kind="quote", missing="no copy at hand"))
    order = {one.document.id: place for place, one in enumerate(heard.contributions)}
    claims = sorted(heard.claims.values(), key=lambda c: (order[c.document], c.start, c.id))
    rows = []
    for claim in claims:
        cells: list[Cell] = [
            what_words(claim),
            Ref(f"evidence.claim/{claim.id}"),
            ", ".join(speaker.name for speaker in claim.speakers) or None,
            reference(heard.documents[claim.document], claim),
            feeds.get(claim.id) or f"nothing: {why.get(claim.id, 'not joined')}",
            heard.joined.lineages.of[claim.id],
            claim.review,
            claim.id,
        ]
        if quotes:
            quote = quotes.get(claim.id)
            cells.insert(2, f"“{quote}”" if quote else None)
        rows.append(tuple(cells))
    table = Table(
        id="evidence-claims",
        title=Text("What the documents claim, figure by figure"),
        columns=tuple(columns),
        rows=tuple(rows),
    )
    return Fold(Text("Every claim of the documents, with its place"), (table, hash_table(heard)))


def hash_table(heard: Heard) -> Table:
    """Return what each document is called and what tells a copy of it."""
    return Table(
        id="evidence-files",
        title=Text("The documents themselves, which are no part of this page"),
        columns=(
            Column("document", "Document", kind="code"),
            Column("publisher", "Publisher", kind="quote", missing="not stated"),
            Column("title", "Title", kind="quote", missing="not stated"),
            Column("date", "Date", kind="date", missing="none stated"),
            Column("origin", "Date is"),
            Column("chars", "Characters", kind="code"),
            Column("sha256", "SHA-256 of the file", kind="code"),
        ),
        rows=tuple(_file_cells(one.document) for one in heard.contributions),
        note=Text(
            "The id of a document is made of the hash of its text. "
            "`tenor brief CASE --ledger FILE` shows the sentence of each figure of which you "
            "hold that very text."
        ),
    )


def _file_cells(paper: EvidenceDocument) -> tuple[Cell, ...]:
    return (
        paper.id,
        paper.publisher,
        paper.title,
        str(paper.published) if paper.published else None,
        paper.origin,
        str(paper.chars),
        paper.sha256,
    )


def what_words(claim: EvidenceClaim) -> str:
    """Return measure, subject and status of a claim."""
    parts = (claim.measure.replace("_", " "), claim.subject, claim.commodity, status_words(claim))
    return ", ".join(dict.fromkeys(filter(None, parts)))
