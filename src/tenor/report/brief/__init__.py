"""The brief of a case: which findings, sections and numbers go on the page."""

from __future__ import annotations

import datetime as dt

from tenor import __version__
from tenor.decision.results import Run
from tenor.report.brief.ahead import build_ahead
from tenor.report.brief.dependence import build_dependence
from tenor.report.brief.evidence import build_evidence
from tenor.report.brief.findings import build_findings
from tenor.report.brief.headlines import build_headlines
from tenor.report.brief.ink import Ink
from tenor.report.brief.material import build_material
from tenor.report.brief.methods import build_methods, build_sources
from tenor.report.brief.promises import build_promises
from tenor.report.brief.refining import build_refining
from tenor.report.brief.sales import build_sales
from tenor.report.brief.shocks import build_shocks
from tenor.report.brief.unknowns import build_unknowns
from tenor.report.brief.worth import build_worth
from tenor.report.markup import literal
from tenor.report.model import Meta, Page, Text
from tenor.sources.records import read_record

__all__ = ["build_page"]


def build_page(run: Run) -> Page:
    """Return the page of a run: head, findings, sections, and the trace of every number."""
    ink = Ink(run)
    findings = build_findings(ink)
    headlines = build_headlines(ink)
    built = [
        build_promises(ink),
        build_evidence(ink),
        headlines,
        build_material(ink),
        build_dependence(ink),
        build_sales(ink),
        build_shocks(ink),
        build_ahead(ink),
        build_worth(ink),
        build_refining(ink),
        build_unknowns(ink),
        build_sources(ink),
    ]
    sections = [section for section in built if section is not None]
    # The methods list what was assumed for every number above, so they are written last.
    sections.insert(-1, build_methods(ink))
    return Page(
        title=Text(literal(run.case.title)),
        question=Text(literal(run.case.question)),
        meta=build_meta(run),
        findings=findings,
        sections=tuple(sections),
        traces=ink.book,
        warnings=build_warnings(run),
    )


def build_meta(run: Run) -> Meta:
    """Return what the page knows and when."""
    dates = []
    for name, label in (("baci", "Trade"), ("wmd", "Output"), ("wgi", "Governance")):
        record = read_record(name)
        dates.append((label, f"{record.data_from} to {record.data_to}"))
    return Meta(
        cutoff=run.case.cut_off.isoformat(),
        data_dates=tuple(dates),
        version=__version__,
        seed=None,
        case=run.case.name,
        digest=run.case.hash,
    )


def met_sentence(run: Run) -> str:
    """Return how the sources of the case's facts were met, in words."""
    met = [claim.met for claim in run.case.claims]
    if not met:
        return "The case states no facts of its own."
    excerpts = sum(m != "opened" for m in met) / len(met)
    share = "Most" if excerpts > 0.5 else "Some" if excerpts else "None"
    return (
        f"{share} of the case's facts were met in excerpts or copies, not at the source itself; "
        "each says how."
    )


def build_warnings(run: Run) -> tuple[Text, ...]:
    """Return what the reader must know before using any number."""
    return (
        Text(
            f"No fact of the case after {run.case.cut_off.isoformat()} is known to this page, and "
            f"trade data end in {run.case.base_year}. {met_sentence(run)}{release_sentence(run)}"
        ),
    )


def release_sentence(run: Run) -> str:
    """Return, for an early cut-off, that statistics are shown as they were published later.

    Trade, output and summaries of a year come out by the end of February two years after.
    """
    base = run.case.base_year
    if run.case.cut_off >= dt.date(base + 2, 3, 1):
        return ""
    return (
        f" Statistics up to {base} are those of the releases at hand, of which some were "
        "published after that day; only the case's own facts are cut off."
    )
