"""What each project of a case is worth, to whom: its files valued, every number traced.

    NPV_k = sum_y CF_ky / (1 + r_k)^(y - v)        for each party k, at its own rate

The equations are those of `tenor.finance`; here results get the ids that a page prints:
``decision.value/FILE/MEASURE`` and ``decision.value/FILE/party/NAME``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from tenor.core.errors import UnknownNameError
from tenor.core.trace import Trace
from tenor.decision.value_traces import INPUTS, PREFIX, build_traces, trace_inputs
from tenor.finance import Valuation, read_project_text, value_project
from tenor.finance.model import Project
from tenor.finance.sampling import find_variables
from tenor.panel.case import Case
from tenor.panel.case.valuation import Valuation as ProjectFile

DRAWS = 1000
SEED = 1


@dataclass(frozen=True, slots=True)
class Valued:
    """One project of a case with its value and the trace of each number that is printed.

    Attributes
    ----------
    file : Valuation of the case
    project : Project
    value : Valuation
        With draws where anything in the file is uncertain.
    traces : mapping of measure to Trace
        ``npv_pre_tax``, ``npv_after_tax``, ``irr_after_tax``, ``government_take``,
        ``government_take_discounted``, ``capex``, ``p05``, ``p50``, ``p95``,
        ``probability_npv_positive``, ``party/NAME``, ``party_p05/NAME``, ``party_p95/NAME``,
        ``driver_low/VARIABLE``, ``driver_high/VARIABLE``, ``total_uses``, ``lenders``,
        ``committed``, ``open``, ``inputs``, ``judged``.
    """

    file: ProjectFile
    project: Project
    value: Valuation
    traces: Mapping[str, Trace]

    @property
    def id(self) -> str:
        """Name of the file."""
        return self.file.id


def assess_values(case: Case) -> tuple[Valued, ...]:
    """Return every project of a case that has a file, valued."""
    return tuple(value_file(case, one) for one in case.valuations)


def value_file(case: Case, file: ProjectFile) -> Valued:
    """Return one project file of a case, valued, with its traces."""
    project, value = value_content(file.content, file.file)
    return Valued(file, project, value, build_traces(case, file, project, value))


@lru_cache(maxsize=64)
def value_content(
    content: bytes, name: str, draws: int = DRAWS, seed: int = SEED
) -> tuple[Project, Valuation]:
    """Return the project of a file and its value, drawn where anything in it is uncertain."""
    project = read_project_text(content, file=name)
    drawn = draws if find_variables(project) else 0
    return project, value_project(project, draws=drawn, seed=seed)


def find_value_trace(trace_id: str, case: Case) -> Trace:
    """Return the trace of a valuation's number, or of a value that a project file states.

    Raises
    ------
    UnknownNameError
        The case has no such file, or the file no such number.
    """
    prefix = INPUTS if trace_id.startswith(INPUTS) else PREFIX
    name, _, measure = trace_id.removeprefix(prefix).partition("/")
    found = value_file(case, case.valuation(name))
    if prefix == PREFIX:
        traces: Mapping[str, Trace] = found.traces
    else:
        traces = {
            trace.id.removeprefix(f"{INPUTS}{name}/"): trace
            for trace in trace_inputs(case, found.file, found.project)
        }
    if measure not in traces:
        raise UnknownNameError("trace id", trace_id, [trace.id for trace in traces.values()])
    return traces[measure]
