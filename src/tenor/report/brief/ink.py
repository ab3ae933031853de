"""Writing with traced numbers: every figure that goes on the page passes through `Ink`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tenor.core.countries import country_name
from tenor.core.trace import Trace, TraceBook, Value, derive_trace
from tenor.decision.results import Run
from tenor.panel.case import Claim, Deal
from tenor.panel.case.schema import Dated
from tenor.panel.case_traces import trace_amount
from tenor.panel.exports import ExportRow, trace_export
from tenor.panel.materials import read_materials
from tenor.report.model import Ref
from tenor.risk.rows import RiskRow
from tenor.risk.traces import trace_measure


@dataclass(frozen=True, slots=True)
class Ink:
    """Adds traces to the page's book and returns references to them.

    Methods return ``{id}`` for running text; `ref` turns any trace into a cell.
    """

    run: Run
    book: TraceBook = field(default_factory=TraceBook)

    def put(self, trace: Trace) -> str:
        """Add a trace and return its reference for running text."""
        return "{" + self.book.add(trace).id + "}"

    def ref(self, trace: Trace | None) -> Ref | None:
        """Add a trace and return its cell; None stays None."""
        return None if trace is None else Ref(self.book.add(trace).id)

    def risk(self, measure: str, row: RiskRow, partner: str | None = None) -> Trace:
        """Return the trace of a risk measure."""
        return trace_measure(measure, row, partner, tables=self.run.tables)

    def export(self, measure: str, row: ExportRow, buyer: str | None = None) -> Trace:
        """Return the trace of an export measure."""
        return trace_export(measure, row, buyer, tables=self.run.tables)

    def claim(self, claim: Claim) -> Trace:
        """Return the trace of a claim."""
        return self.run.case.trace(claim.id)

    def amount(self, deal: Deal, entry: Dated) -> Trace:
        """Return the trace of a deal's amount."""
        return trace_amount(self.run.case, deal, entry)

    def derive(
        self, name: str, value: Value, unit: str, *, formula: str, inputs: Iterable[Trace]
    ) -> Trace:
        """Return the trace of a number computed for the page, ``report.NAME``."""
        digits = 3 if "_" in unit else 2  # money is printed with three digits
        return derive_trace(
            f"report.{name}", value, unit=unit, formula=formula, inputs=inputs, digits=digits
        )


def commodity_name(name: str) -> str:
    """Return a commodity as it is printed."""
    return read_materials().commodity(name).display


def place(iso3: str) -> str:
    """Return a country as it is printed in running text."""
    name = country_name(iso3)
    return f"the {name}" if name in {"United States", "United Kingdom", "Netherlands"} else name


def whose(iso3: str) -> str:
    """Return a country in the possessive, as it is printed in running text.

    Examples
    --------
    >>> whose("USA"), whose("CHN")
    ("the United States'", "China's")
    """
    name = place(iso3)
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def title_case(text: str) -> str:
    """Return a text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def listed(items: list[str]) -> str:
    """Return items as an English list.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + " and " + items[-1]
