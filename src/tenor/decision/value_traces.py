"""The trace of each number of a project's value, and of each value that its file states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tenor.core.trace import Input, Source, Trace, format_value
from tenor.finance import Valuation
from tenor.finance.model import Project
from tenor.panel.case import Case
from tenor.panel.case.valuation import Valuation as ProjectFile

PREFIX = "decision.value/"
INPUTS = "case.valuation/"


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
        maker.make("irr_after_tax", find_return(value), "fraction", _RETURN),
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
_RETURN = "rate at which the value after tax is nothing; none without capital of its own"
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
    return [*found, *_fan_traces(maker, value, unit)]


def find_return(value: Valuation) -> float | None:
    """Return the rate of return after tax; None without capital or where no rate is a return."""
    rate = value.project.irr_after_tax.value
    return rate if rate is not None and value.project.totals["capex"] > 0 else None


def _fan_traces(maker: _Maker, value: Valuation, unit: str) -> list[Trace]:
    """Return the middle and the ends of the fan of each year."""
    draws = f"cash flow after tax over {value.risk['draws']:,} draws"
    return [
        maker.make(
            f"{key}/{row['year']}", row[q], f"{unit}/y", f"{_named(q)} of {draws}, {row['year']}"
        )
        for row in value.risk["fan"]
        for q, key in (("p05", "fan_p05"), ("p50", "fan"), ("p95", "fan_p95"))
    ]


def _money_traces(maker: _Maker, value: Valuation, unit: str) -> list[Trace]:
    """Return uses of money before production, what is promised by whom, and what is open."""
    money = value.sources_and_uses
    required = money["owners_required"]
    lenders = sum(v for n, v in money["sources"].items() if n not in required)
    promised = float(sum(money["owners_committed"].values()))
    left = max(0.0, money["total_uses"] - lenders - promised)
    return [
        maker.make("total_uses", money["total_uses"], unit, "capital and costs before production"),
        maker.make("lenders", lenders, unit, "loans, grants and deposits of the file by then"),
        maker.make("committed", promised, unit, "what owners have committed, as stated"),
        maker.make("open", left, unit, "uses - lenders - committed, not below nothing"),
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
        if value is not None and unit != "fraction" and abs(value) < 1e-6:
            value = 0.0  # a sum of parts that cancel
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


def trace_inputs(case: Case, file: ProjectFile, project: Project) -> Sequence[Trace]:
    """Return the trace of each value of a project file that states where it comes from."""
    found = []
    for one in project.stated:
        unit = unit_at(file.data, one.path)
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
                id=f"{INPUTS}{file.id}/{one.path}",
                value=value,
                display=shown.removesuffix(" number"),
                unit=unit,
                formula="as stated in the project file",
                inputs=tuple(
                    Input(end, x, unit)
                    for end, x in (("low", one.low), ("high", one.high))
                    if x is not None
                ),
                sources=(Source(one.source or f"case {case.name}", file.file, cited),),
                assumed=(note,) if one.judgement else (),
            )
        )
    return found
