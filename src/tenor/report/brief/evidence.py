"""The section on the documents: what each adds or only repeats, and what they feed."""

from __future__ import annotations

from tenor.core.trace import Trace
from tenor.evidence.assuming import Range
from tenor.evidence.joining.deals import Amount, Deal
from tenor.evidence.model import Link
from tenor.panel.case.schema import EvidenceClaim
from tenor.panel.evidence import Contribution, Heard
from tenor.panel.evidence_traces import trace_chance, trace_deal_amount, trace_range, trace_told
from tenor.report.brief.evidence_claims import claim_fold, measure_words, name_of
from tenor.report.brief.ink import Ink, listed, title_case
from tenor.report.brief.promises import WORDS
from tenor.report.brief.story import resolve
from tenor.report.model import Block, Cell, Column, Paragraph, Section, Table, Text

MOST_FIGURES = 5
"""Figures of one document that a row lists; all stand in the table of claims."""

TOLD: tuple[tuple[str, str], ...] = (
    ("confirmed_conflict", "conflict, confirmed by a person"),
    ("candidate_conflict", "candidate conflict, for a person to judge"),
    ("dismissed_conflict", "no conflict, a person found"),
    ("supersedes", "supersedes"),
    ("scope_differs", "not the same thing"),
)
"""Links that go on paper, in the order in which they are listed."""


def build_evidence(ink: Ink) -> Section | None:
    """Return the section on the documents; None where the case has none."""
    heard = ink.run.heard
    if heard is None:
        return None
    told = {
        name: ink.book.add(
            trace_told(claim, heard.documents[claim.document], ink.run.quotes.get(name, ""))
        )
        for name, claim in heard.claims.items()
    }
    blocks: list[Block] = [document_table(ink, heard, told)]
    for table in (deal_table(ink, heard, told), link_table(heard, told)):
        blocks += [table] if table else []
    blocks += fed_blocks(ink, heard, told)
    blocks.append(claim_fold(ink, heard))
    return Section(
        id="evidence",
        title=Text("What the documents add, and what they only repeat"),
        lead=Text(lead_words(ink, heard, told)),
        blocks=tuple(blocks),
    )


def lead_words(ink: Ink, heard: Heard, told: dict[str, Trace]) -> str:
    """Return how many documents there are, and how many say the most repeated thing as one."""
    lines = heard.joined.lineages
    papers = {line.id: line.documents for line in lines.all}
    count = _count(ink, "documents", len(heard.documents), list(told.values()))
    words = f"{count} documents were read figure by figure. "
    widest = max(lines.all, key=lambda line: (len(line.documents), len(line.claims)))
    if len(papers[widest.id]) > 1:
        members = [told[claim] for claim in widest.claims]
        texts = _count(ink, f"origin/{widest.id}", len(widest.documents), members)
        words += (
            f"What goes back to one origin counts once: {texts} of them tell the same "
            f"{ink.put(members[0])}. "
        )
    conflicts = [x for x in heard.joined.links if x.relation == "candidate_conflict"]
    return words + (
        "Conflicts below are candidates until a person has judged them."
        if conflicts
        else "No two of them contradict each other on the same thing and time."
    )


def _count(ink: Ink, name: str, number: int, members: list[Trace]) -> str:
    return ink.put(
        ink.derive(
            f"evidence/{name}", number, "count", formula="number of documents", inputs=members
        )
    )


def document_table(ink: Ink, heard: Heard, told: dict[str, Trace]) -> Table:
    """Return what each document adds, confirms and repeats, the oldest first."""
    columns = (
        Column("document", "Document", kind="quote"),
        Column("date", "Date", kind="date", missing="none stated"),
        Column("adds", "Adds", missing="nothing"),
        Column("repeats", "Only repeats", missing="nothing"),
        Column("confirms", "Confirms on its own", missing="nothing"),
    )
    confirms = any(one.confirmed for one in heard.contributions)
    shown = len(columns) if confirms else len(columns) - 1
    rows = (_document_cells(one, heard, told)[:shown] for one in heard.contributions)
    return Table(
        id="evidence-documents",
        title=Text("What each document adds"),
        columns=columns[:shown],
        rows=tuple(rows),
        note=Text(
            "A figure is new where no earlier document of the list has it from the same origin; "
            "a document without a date comes last."
        ),
    )


def _document_cells(one: Contribution, heard: Heard, told: dict[str, Trace]) -> tuple[Cell, ...]:
    paper = one.document
    return (
        name_of(paper),
        str(paper.published) if paper.published else None,
        _figures(one.new, heard, told),
        _figures(one.repeated, heard, told),
        _figures(one.confirmed, heard, told),
    )


def _figures(
    claims: tuple[EvidenceClaim, ...], heard: Heard, told: dict[str, Trace]
) -> Text | None:
    if not claims:
        return None
    shown = _widest(claims, heard)
    order = sorted(shown, key=lambda c: (c.status is None, c.unit != "USD", c.start))
    parts = [f"{{{told[c.id].id}}} {measure_words(c)}" for c in order[:MOST_FIGURES]]
    return Text("; ".join(parts) + ("; and more" if len(order) > MOST_FIGURES else ""))


def _widest(claims: tuple[EvidenceClaim, ...], heard: Heard) -> list[EvidenceClaim]:
    """Return the claims without those of an origin of which the document gives a range."""
    line = heard.joined.lineages.of
    ranges = {line[claim.id] for claim in claims if claim.bound == "range"}
    return [c for c in claims if c.bound == "range" or line[c.id] not in ranges]


def deal_table(ink: Ink, heard: Heard, told: dict[str, Trace]) -> Table | None:
    """Return the deals that the documents tell of, with status, date and number of voices."""
    chances = {s.deal: trace_chance(s, told) for s in heard.assumptions.scenarios}
    deals = [deal for deal in heard.joined.deals if deal.family != "tariff" or deal.rates]
    if not deals:
        return None
    return Table(
        id="evidence-deals",
        title=Text("Deals and duties that the documents tell of"),
        columns=(
            Column("deal", "Who", kind="quote"),
            Column("amount", "Amount or rate", align="right", missing="none stated"),
            Column("status", "Status"),
            Column("date", "Told of", kind="date", missing="no date"),
            Column("by", "Told by"),
            Column("chance", "Chance that it is paid", align="right", missing="no pledge"),
        ),
        rows=tuple(_deal_cells(ink, heard, deal, told, chances.get(deal.id)) for deal in deals),
        note=Text(
            "A pledge is a chance of money, never money: the range belongs to its status and is a "
            "judgement. A duty shows the rate that was told of last. All is as it stood on the day "
            "it was told of; what undid it since stands in the section before."
        ),
    )


def _deal_cells(
    ink: Ink, heard: Heard, deal: Deal, told: dict[str, Trace], chance: Trace | None
) -> tuple[Cell, ...]:
    step = next((s for s in reversed(deal.history) if s.status == deal.status), None)
    members = [told[claim] for claim in deal.claims]
    papers = {heard.claims[claim].document for claim in deal.claims}
    return (
        _who(deal),
        _amounts(ink, deal, told),
        _status(deal),
        step.date if step else None,
        Text(
            f"{_told(ink, deal, 'document', len(papers), members)}, "
            f"{_told(ink, deal, 'origin', len(deal.lineages), members)}"
        ),
        ink.ref(chance),
    )


def _status(deal: Deal) -> str:
    if deal.family == "tariff" and deal.status == "operating":
        return "in force"
    return WORDS.get(deal.status or "", (deal.status or "none stated").replace("_", " "))


def _who(deal: Deal) -> str:
    names = list(dict.fromkeys(title_case(name) for _, name, _ in deal.parties))
    if deal.family == "tariff" and len(names) > 1:
        return f"Duty of {names[0]} on goods of {listed(names[1:])}"
    return listed(names) or deal.id


def _told(ink: Ink, deal: Deal, thing: str, number: int, members: list[Trace]) -> str:
    trace = ink.derive(
        f"evidence/{thing}s/{deal.id}",
        number,
        "count",
        formula=f"number of {thing}s behind the claims of one deal",
        inputs=members,
    )
    return f"{ink.put(trace)} {thing}{'' if number == 1 else 's'}"


def _amounts(ink: Ink, deal: Deal, told: dict[str, Trace]) -> Text | None:
    """Return the widest figure of a deal; of a duty the last rate."""
    if not deal.amounts:
        return None
    last = set(deal.rates[-1].claims) if deal.rates else set(deal.claims)
    fits = [a for a in deal.amounts if set(a.claims) & last] or list(deal.amounts)
    top = max(fits, key=_telling)
    return Text(ink.put(trace_deal_amount(deal, top, told)))


def _telling(amount: Amount) -> tuple[float, ...]:
    """Order figures of a deal: a range before a figure, then by how many claims give it."""
    is_range = None not in {amount.low, amount.high} and amount.low != amount.high
    return (is_range, len(amount.claims), amount.high or amount.low or 0.0)


def link_table(heard: Heard, told: dict[str, Trace]) -> Table | None:
    """Return what was superseded, what may conflict, and what must not be mixed up."""
    rows = [
        (title_case(words), _side(heard, x.a, told), _side(heard, x.b, told), reason_words(x))
        for relation, words in TOLD
        for x in heard.joined.links
        if x.relation == relation
    ]
    if not rows:
        return None
    return Table(
        id="evidence-links",
        title=Text("Superseded, contradicted, or not the same thing"),
        columns=(
            Column("relation", "Relation"),
            Column("one", "One figure"),
            Column("other", "The other"),
            Column("why", "Why", kind="quote"),
        ),
        rows=tuple(rows),
        printed_rows=8,
    )


def reason_words(link: Link) -> str:
    """Return the reason of a link."""
    return title_case(link.reason)


def _side(heard: Heard, name: str, told: dict[str, Trace]) -> Text:
    return Text(f"{{{told[name].id}}} {measure_words(heard.claims[name])}")


def fed_blocks(ink: Ink, heard: Heard, told: dict[str, Trace]) -> list[Block]:
    """Return the assumptions that documents feed, or that they feed none."""
    fed = [item for item in heard.assumptions.parameters if item.votes]
    left = (
        "Figures that feed nothing are listed with the reason in the table of claims. Without "
        "documents every number of this page is the same but for this section."
    )
    if not fed:
        return [Paragraph(Text(f"No assumption of the case is fed by a document. {left}"))]
    return [
        Table(
            id="evidence-assumptions",
            title=Text("Assumptions that documents feed"),
            columns=(
                Column("parameter", "Assumption", kind="code"),
                Column("own", "The case's own", align="right", missing="none"),
                Column("range", "With the documents", align="right"),
                Column("documents", "Documents", kind="quote"),
            ),
            rows=tuple(_fed_cells(ink, heard, item, told) for item in fed),
            note=Text(left),
        )
    ]


def _fed_cells(ink: Ink, heard: Heard, item: Range, told: dict[str, Trace]) -> tuple[Cell, ...]:
    base = own_trace(ink, item)
    claims = [claim for vote in item.votes for claim in vote.claims]
    papers = dict.fromkeys(heard.documents[heard.claims[c].document].id for c in claims)
    return (
        item.name,
        ink.ref(base),
        ink.ref(trace_range(item, base, told)),
        listed([name_of(heard.documents[paper]) for paper in papers]),
    )


def own_trace(ink: Ink, item: Range) -> Trace | None:
    """Return the trace of a parameter as the case has it; None where it states none."""
    from tenor.core.errors import UnknownNameError
    from tenor.panel.evidence_traces import trace_owner

    case = ink.run.case
    _, owner, *rest = item.name.split("/")
    if rest and rest[0] == "owners":
        return trace_owner(case, case.project(owner), item)
    try:
        return resolve(ink, f"case.{item.name}")
    except UnknownNameError:
        return None
