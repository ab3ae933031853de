"""The main path: load a case, run the rooms, write the brief, find a number's trace."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tenor.core.errors import UnknownNameError
from tenor.core.trace import Trace
from tenor.decision.balance import check_balances
from tenor.decision.doubts import find_doubts
from tenor.decision.funding import assess_funding
from tenor.decision.gaps import find_gaps
from tenor.decision.gates import assess_gates
from tenor.decision.materiality import assess_materiality
from tenor.decision.refining import assess_refining
from tenor.decision.results import Run
from tenor.decision.tracing import find_result_trace
from tenor.decision.valuing import assess_values
from tenor.panel.case import Case, load_case
from tenor.panel.evidence import read_evidence
from tenor.panel.exports import read_exports
from tenor.panel.reference import read_reference
from tenor.risk.assess import assess_many
from tenor.risk.traces import trace_risk
from tenor.sources.box import Tables, default_tables
from tenor.trade.traces import trace_trade

if TYPE_CHECKING:
    from tenor.report.model import Page


FLAGSHIP = "pakistan-us"
"""The case that is meant where none is named."""


def run_case(
    case: str | os.PathLike[str] | Case,
    *,
    tables: Tables | None = None,
    ledger: Path | None = None,
) -> Run:
    """Load a case and compute all results.

    Parameters
    ----------
    case : str, path or Case
    tables : Tables, optional
    ledger : Path, optional
        File with copies of the case's documents; it gives quotes and changes no number.

    Raises
    ------
    CaseError
        The case has faults.
    UserError
        The case is unknown, or its base year lies outside the data at hand.
    """
    loaded = case if isinstance(case, Case) else load_case(case)
    tables = default_tables() if tables is None else tables
    partner, year = loaded.partners[0], loaded.base_year
    reference = read_reference(tables)
    years = list(range(reference.first_year, year + 1))
    minerals = loaded.commodities
    host_rows = assess_many(loaded.host, minerals, [year], tables)
    exports = read_exports(tables, loaded.host, minerals, years)
    return Run(
        case=loaded,
        tables=tables,
        partner=partner,
        partner_rows=assess_many(partner, minerals, [year], tables),
        partner_series=assess_many(partner, minerals, years, tables),
        host_rows=host_rows,
        exports=exports,
        materiality=assess_materiality(loaded, host_rows, partner, tables=tables),
        balances=check_balances(host_rows, exports, tables),
        gaps=find_gaps(loaded, exports, tables),
        doubts=find_doubts(loaded, tables),
        funding=assess_funding(loaded),
        gates=assess_gates(loaded),
        values=assess_values(loaded),
        refined=assess_refining(loaded, tables),
        heard=read_evidence(loaded),
        quotes=find_quotes(loaded, ledger) if ledger else {},
    )


def build_brief(run: Run) -> Page:
    """Return the page of a run."""
    from tenor.report.brief import build_page

    return build_page(run)


def find_quotes(case: Case, ledger: Path) -> dict[str, str]:
    """Return a sentence for each claim of a case whose document a ledger holds, hash for hash."""
    from tenor.evidence.ledger import Ledger
    from tenor.evidence.quoting import read_quotes

    with Ledger(ledger) as held:
        return read_quotes(case.evidence.claims, held)


def write_brief(
    case: str | os.PathLike[str], folder: Path, *, ledger: Path | None = None
) -> list[Path]:
    """Run a case, write its brief into a folder and return the files written."""
    return write_run(run_case(case, ledger=ledger), folder)


def write_run(run: Run, folder: Path) -> list[Path]:
    """Write the brief of a run into a folder and return the files written."""
    from tenor.report.files import write_page

    return write_page(build_brief(run), folder)


def find_trace(trace_id: str, case: str | os.PathLike[str] | None = None) -> Trace:
    """Return the trace of a number, of a case's brief or of any risk measure.

    Parameters
    ----------
    trace_id : str
    case : str or path, optional
        Default: the built-in flagship case.

    Raises
    ------
    UnknownNameError
        Nothing carries this id; the message names the nearest ids.
    """
    if trace_id.startswith("trade."):
        return trace_trade(trace_id)
    if trace_id.startswith("market."):
        from tenor.market.traces import trace_market

        return trace_market(trace_id)
    if trace_id.startswith("risk.") and case is None:
        return trace_risk(trace_id)
    run = run_case(case or FLAGSHIP)
    book = build_brief(run).traces
    if trace_id in book:
        return book[trace_id]
    if trace_id.startswith("risk."):
        return trace_risk(trace_id)
    found = find_result_trace(trace_id, run)
    if found is None:
        raise UnknownNameError("trace id", trace_id, [trace.id for trace in book])
    return found
