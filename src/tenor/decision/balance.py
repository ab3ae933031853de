"""The balance of ore: whether what a host exports fits what it is recorded to mine.

    ratio = contained exports / mine output,  contained = f * gross tonnes

A ratio well above one means that tonnage, grade, output or origin is wrong
somewhere: bought ore, unrecorded mines, or a unit error. It is a question for
the ministry, not an accusation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tenor.core.trace import Input, Trace, derive_trace
from tenor.panel.exports import ExportRow, trace_export
from tenor.panel.materials import CodeRow, read_materials
from tenor.panel.reference import MASS_IN_TONNES
from tenor.risk.rows import RiskRow, RiskTable
from tenor.risk.traces import trace_measure
from tenor.sources.box import Tables

TOLERATED = 1.25
"""Exports above output by less than this may come from stocks and grade."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Exports of ore against mine output of one commodity in one year.

    Attributes
    ----------
    commodity : str
    exported, output, ratio : Trace
    low, high : Trace
        The ratio with the lowest and the highest grade factor.
    """

    commodity: str
    exported: Trace
    output: Trace
    ratio: Trace
    low: Trace
    high: Trace

    @property
    def flagged(self) -> bool:
        """Whether even the lowest grade leaves exports above what is tolerated."""
        return isinstance(self.low.value, float) and self.low.value > TOLERATED


def check_balances(
    host_rows: RiskTable, exports: Sequence[ExportRow], tables: Tables
) -> tuple[Balance, ...]:
    """Return the balance of each commodity whose ore is mined and exported in the year.

    Only stages of one trade code are balanced: with several, the mix of grades
    is not known.
    """
    found = []
    for row in (r for r in host_rows if r.stage == "ore"):
        sold = [e for e in exports if (e.commodity, e.stage, e.year) == key_of(row)]
        if row.production_t and sold and sold[0].total_t:
            codes = read_materials().codes(row.commodity, row.stage, "HS92")
            if len(codes) == 1 and codes[0].contained_factor is not None and is_own(codes[0]):
                found.append(calc_balance(row, sold[0], codes[0], tables))
    return tuple(found)


def is_own(code: CodeRow) -> bool:
    """Return whether a code carries this commodity alone and its factor was not just judged."""
    return code.scope == "own" and code.factor_kind != "judgement"


def key_of(row: RiskRow) -> tuple[str, str, int]:
    """Return commodity, stage and year of a row."""
    return row.commodity, row.stage, row.year


def calc_balance(row: RiskRow, sold: ExportRow, code: CodeRow, tables: Tables) -> Balance:
    """Return the balance of one row."""
    spec = read_materials().stage(row.commodity, row.stage)
    exported = trace_export("export_quantity", sold, tables=tables)
    output = trace_measure("production", row, tables=tables)
    # The row is in tonnes already, whatever the series is published in.
    in_tonnes = MASS_IN_TONNES.get(spec.production_unit or "", 1.0)
    share = 1.0 if spec.to_content is None else spec.to_content / in_tonnes
    content = (row.production_t or 0.0) * share
    held = Input("content of a tonne of output", share, f"t {code.content} per t")
    of = "output" if share == 1.0 else "(content * output)"
    found = []
    for suffix, factor in (("", code.contained_factor), ("_low", code.low), ("_high", code.high)):
        trace = derive_trace(
            f"decision.exports_over_output{suffix}/{sold.key}",
            (sold.total_t or 0.0) * (factor or 0.0) / content,
            unit="ratio",
            formula=f"f * exports / {of}, f tonnes of content per tonne shipped",
            inputs=[exported, output],
        )
        named = Input(f"factor of {code.hs6}", factor, f"t {code.content} per t")
        note = f"factor of {code.hs6}: {code.low} to {code.high}, {code.factor_kind} ({code.met})"
        used = (named,) if share == 1.0 else (named, held)
        found.append(replace(trace, inputs=(*trace.inputs, *used), assumed=(*trace.assumed, note)))
    ratio, low, high = found
    return Balance(row.commodity, exported, output, ratio, low, high)
