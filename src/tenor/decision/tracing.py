"""Traces that no page needs to print: by their prefix, from the results of a case."""

from __future__ import annotations

from tenor.core.trace import Trace
from tenor.decision import refining_traces, value_traces
from tenor.decision.refining import find_refining_trace
from tenor.decision.results import Run
from tenor.decision.valuing import find_value_trace
from tenor.panel.exports import find_export_trace


def find_result_trace(trace_id: str, run: Run) -> Trace | None:
    """Return the trace of an id that belongs to a result of the case; None for other ids.

    Raises
    ------
    UnknownNameError
        The prefix is known, and nothing carries the id.
    """
    if trace_id.startswith("panel."):
        return find_export_trace(trace_id, run.exports, tables=run.tables)
    if trace_id.startswith((value_traces.PREFIX, value_traces.INPUTS)):
        return find_value_trace(trace_id, run.case)
    if trace_id.startswith((refining_traces.PREFIX, refining_traces.STATED)):
        return find_refining_trace(trace_id, run.case, run.tables)
    return None
