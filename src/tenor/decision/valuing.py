"""What each project of a case is worth, to whom: its files valued, every number traced.

    NPV_k = sum_y CF_ky / (1 + r_k)^(y - v)        for each party k, at its own rate

The equations are those of `tenor.finance`; here results get the ids that a page prints:
``decision.value/FILE/MEASURE`` and ``decision.value/FILE/party/NAME``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tenor.core.errors import UnknownNameError
from tenor.core.trace import Input, Source, Trace, format_value
from tenor.finance import Valuation, read_project_text, value_project
from tenor.finance.model import Project
from tenor.finance.sampling import find_variables
from tenor.panel.case import Case
from tenor.panel.case.valuation import Valuation as ProjectFile

DRAWS = 1000
SEED = 1
PREFIX = "decision.value/"
INPUTS = "case.valuation/"
PUBLIC = ("federation", "province", "state", "community")


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
    project, value = _valued(file.content, file.file)
    return Valued(file, project, value, build_traces(case, file, project, value))


@lru_cache(maxsize=64)
def _valued(content: bytes, name: str) -> tuple[Project, Valuation]:
    project = read_project_text(content, file=name)
    draws = DRAWS if find_variables(project) else 0
    return project, value_project(project, draws=draws, seed=SEED)


def build_traces(
    case: Case, file: ProjectFile, project: Project, value: Valuation
) -> dict[str, Trace]:
    """Return the trace of each number of a valuation that a page may print."""
    maker = _Maker(case, file, project)
    unit, own = project.currency, value.project
    found = [
        maker.make("npv_pre_tax", own.npv_pre_tax, unit, "sum of pre-tax cash flow, discounted"),
        maker.make(
            "npv_after_tax",
            own.npv_after_tax,
            unit,
            "sum of cash flow after royalty and tax, discounted",
        ),
        maker.make(
            "irr_after_tax",
            own.irr_after_tax.value,
            "fraction",
            "rate at which the value after tax is nothing",
        ),
        maker.make("government_take", value.government_take["undiscounted"], "fraction", _TAKE),
        maker.make(
            "government_take_discounted",
            value.government_take["discounted"],
            "fraction",
            f"{_TAKE}, both discounted",
        ),
        maker.make(
            "capex", own.totals["capex"], unit, "development capital over the life, undiscounted"
        ),
        maker.make(
            "inputs",
            len(value.inputs),
            "count",
            "values of the file that state where they come from",
        ),
        maker.make(
            "judged",
            sum(1 for one in value.inputs if one["judgement"]),
            "count",
            "of these, judgements with a range",
        ),
    ]
    for name, party in value.parties.items():
        formula = f"sum of its net receipts, discounted at {100 * party.discount_rate:g}% a year"
        found.append(maker.make(f"party/{name}", party.npv, unit, formula))
    found += _risk_traces(maker, value, unit)
    found += _money_traces(maker, value, unit)
    return {trace.id.removeprefix(f"{PREFIX}{file.id}/"): trace for trace in found}


_WHOLE = ("npv_pre_tax", "npv_after_tax", "irr_after_tax", "government_take")
_TAKE = "(royalty + tax + distributions to public owners, net) / pre-tax cash flow"


def _risk_traces(maker: _Maker, value: Valuation, unit: str) -> list[Trace]:
    risk = value.risk
    if not risk:
        return []
    told = f"{risk['draws']:,} draws, seed {risk['seed']}"
    quantiles = risk["quantiles"]
    found = [
        maker.make(
            q, quantiles["npv_after_tax"][q], unit, f"{_named(q)} of NPV after tax over {told}"
        )
        for q in ("p05", "p50", "p95")
    ]
    chance = risk["probability_npv_positive"]
    found.append(
        maker.make(
            "probability_npv_positive",
            chance,
            "fraction",
            f"share of {told} with NPV after tax above nothing",
        )
    )
    for name in value.parties:
        spread = quantiles.get(f"npv.{name}")
        if spread is not None:
            found += [
                maker.make(
                    f"party_{q}/{name}", spread[q], unit, f"{_named(q)} of its NPV over {told}"
                )
                for q in ("p05", "p95")
            ]
    for swing in risk["tornado"]:
        for end, key in (("low", "p10"), ("high", "p90")):
            formula = f"NPV after tax with {swing['variable']} alone at its {_named(key)}"
            found.append(maker.make(f"driver_{end}/{swing['variable']}", swing[key], unit, formula))
    return found


def _money_traces(maker: _Maker, value: Valuation, unit: str) -> list[Trace]:
    """Return uses of money before production, what is promised by whom, and what is open."""
    money = value.sources_and_uses
    committed = money["owners_committed"]
    required = money["owners_required"]
    lenders = sum(v for n, v in money["sources"].items() if n not in required)
    open_part = sum(v for n, v in required.items() if n not in committed)
    return [
        maker.make(
            "total_uses",
            money["total_uses"],
            unit,
            "capital and costs before the first year of production",
        ),
        maker.make(
            "lenders", lenders, unit, "sum of loans, grants and deposits of the file drawn by then"
        ),
        maker.make(
            "committed",
            float(sum(committed.values())),
            unit,
            "sum of what owners have committed, as stated",
        ),
        maker.make("open", open_part, unit, "what falls on owners that have committed nothing"),
    ]


def _named(quantile: str) -> str:
    return f"{int(quantile[1:])}% quantile"


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the traces of one file."""

    case: Case
    file: ProjectFile
    project: Project

    def make(self, measure: str, value: float | int | None, unit: str, formula: str) -> Trace:
        """Return the trace of one measure; the project's own carry every input and source."""
        digits = 2 if unit == "fraction" else 3
        whole = measure in _WHOLE
        rate = Input("discount rate", self.project.discount_rate, "fraction")
        main = Input(f"{PREFIX}{self.file.id}/npv_after_tax", None, self.project.currency)
        cited = cite_file(self.case, self.file)
        return Trace(
            id=f"{PREFIX}{self.file.id}/{measure}",
            value=value,
            display=format_value(value, unit, digits=digits),
            unit=unit,
            formula=formula,
            inputs=(rate, *self.inputs()) if whole else (rate, main),
            sources=cited if whole else cited[:1],
            assumed=self.assumed(),
        )

    def inputs(self) -> list[Input]:
        """Return the values of the file that state where they come from."""
        name, data = self.file.id, self.file.data
        return [
            Input(f"{INPUTS}{name}/{one.path}", one.value, unit_at(data, one.path))
            for one in self.project.stated
            if isinstance(one.value, int | float)
        ]

    def assumed(self) -> tuple[str, ...]:
        """Return how many inputs are judgements, and the notes of reading."""
        judged = sum(1 for one in self.project.stated if one.judgement)
        count = len(self.project.stated)
        told = f"of {count} inputs of {self.file.file} with a source, {judged} are judgements"
        return (told, *self.project.notes)


def cite_file(case: Case, file: ProjectFile) -> tuple[Source, ...]:
    """Return the sources of a file, each once, the file itself first."""
    own = Source(
        f"case {case.name}",
        file.file,
        f"{file.data.get('name', file.id)}, project file of the case",
    )
    return (own, *(Source(name, file.file, case.citation(name)) for name in file.sources))


def unit_at(data: Any, path: str) -> str:
    """Return the unit that stands beside a value of a file; ``number`` where none does."""
    group = data
    for part in _split(data, path):
        if not isinstance(group, dict) or part not in group:
            return "number"
        group = group[part]
    unit = group.get("unit") if isinstance(group, dict) else None
    return unit if isinstance(unit, str) else "number"


def _split(data: Any, path: str) -> list[str]:
    """Return the keys of a dotted path; a key may hold dots itself."""
    parts, group, rest = [], data, path
    while rest:
        keys = group if isinstance(group, dict) else {}
        key = max((k for k in keys if rest == k or rest.startswith(f"{k}.")), key=len, default=None)
        if key is None:
            return [*parts, rest]
        parts.append(key)
        group, rest = keys[key], rest[len(key) + 1 :]
    return parts


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
            trace.id.removeprefix(f"{INPUTS}{name}/"): trace for trace in trace_inputs(case, found)
        }
    if measure not in traces:
        raise UnknownNameError("trace id", trace_id, [trace.id for trace in traces.values()])
    return traces[measure]


def trace_inputs(case: Case, valued: Valued) -> Sequence[Trace]:
    """Return the trace of each value of a project file that states where it comes from."""
    found = []
    for one in valued.project.stated:
        unit = unit_at(valued.file.data, one.path)
        cited = case.citation(one.source) if one.source else "judgement of the case's authors"
        ends = [format(x, ".4g") for x in (one.low, one.high) if x is not None]
        told = f"judgement, {' to '.join(ends)}" if one.judgement else ""
        note = f"{told}: {one.note}" if told and one.note else told or one.note or ""
        value = one.value if isinstance(one.value, int | float | str) else None
        shown = (
            f"{value:,.6g} {unit}" if isinstance(value, int | float) else "by year, see the file"
        )
        found.append(
            Trace(
                id=f"{INPUTS}{valued.id}/{one.path}",
                value=value,
                display=shown.removesuffix(" number"),
                unit=unit,
                formula="as stated in the project file",
                inputs=tuple(
                    Input(end, x, unit)
                    for end, x in (("low", one.low), ("high", one.high))
                    if x is not None
                ),
                sources=(Source(one.source or f"case {case.name}", valued.file.file, cited),),
                assumed=(note,) if one.judgement else (),
            )
        )
    return found
