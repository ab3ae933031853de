"""Run the scenarios of a case: prepare markets, evaluate draws, collect the result."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tenor.core.errors import UserError
from tenor.market import Network
from tenor.market.sums import BLOCK
from tenor.panel.case import Case, Scenario, load_case
from tenor.scenarios.drivers import Sampler
from tenor.scenarios.evaluating import Part, Task, kept_keys, merge_parts, run_task
from tenor.scenarios.executing import calc_cuts, open_executor, run_all
from tenor.scenarios.manifest import build_manifest
from tenor.scenarios.markets import Absent, Market, build_market, tell_limits
from tenor.scenarios.projects import add_plants
from tenor.scenarios.results import LEVELS, Row, RunResult, calc_hash
from tenor.scenarios.sensitivity import calc_sensitivity
from tenor.scenarios.sketches import calc_mean, calc_quantiles
from tenor.scenarios.studies import BASELINE, Prepared, Setting, Study, prepare, touches
from tenor.sources.box import Tables, default_tables

DRAWS = 2000
SEED = 1
YEAR_STEP = 5


@dataclass(frozen=True, slots=True)
class Options:
    """What a run may be asked to do otherwise.

    Attributes
    ----------
    sampling : str
        ``counter``, or ``sobol`` with a power of two of draws.
    years : tuple of int, optional
        Default: the year after the cut-off, then every fifth year to the horizon.
    threads : int, optional
        Default: the processors at hand. For threads alone.
    sensitivity : bool
        Also rank the inputs by what they do to prices and trade.
    networks : mapping of commodity to Network
        In place of the calibrated ones.
    tables : Tables, optional
        Default: the tables at hand.
    told : callable, optional
        Called with the tasks done and their number.
    """

    sampling: str = "counter"
    years: Sequence[int] | None = None
    threads: int | None = None
    sensitivity: bool = True
    networks: Mapping[str, Network] = field(default_factory=dict)
    tables: Tables | None = None
    told: Callable[[int, int], None] | None = None

    def __post_init__(self) -> None:
        if self.threads is not None and self.threads < 1:
            raise UserError(f"threads {self.threads}: expected at least 1")


USUAL = Options()
"""The options of a run that asks for nothing else."""


def run(
    case: str | os.PathLike[str] | Case,
    *,
    scenario: str | Sequence[str] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    executor: Executor | str | None = None,
    options: Options = USUAL,
) -> RunResult:
    """Run scenarios of a case beside its baseline and return what they do, with its spread.

    Parameters
    ----------
    case : str, path or Case
    scenario : str or sequence of str, optional
        Default: all scenarios of the case.
    draws : int
    seed : int
    executor : Executor or str, optional
        Any executor of `concurrent.futures`, or ``dask://HOST:PORT``; default threads.
    options : Options, optional

    Returns
    -------
    RunResult
        The same to the last bit whatever the threads, executor and cut, on one type of
        processor.

    Raises
    ------
    UserError
        A name is unknown, a number is out of range, or no commodity of the case has a market.
    CaseError
        The case has faults.
    """
    loaded = case if isinstance(case, Case) else load_case(case)
    tables = default_tables() if options.tables is None else options.tables
    chosen = choose_scenarios(loaded, scenario)
    if draws < 1:
        raise UserError(f"draws {draws}: expected at least 1")
    span = choose_years(loaded, options.years)
    markets, prepared = prepare_markets(
        loaded, chosen, span, draws, tables=tables, networks=options.networks
    )
    if not prepared.studies:
        why = "; ".join(f"{c}: {text}" for _, c, text in prepared.notes) or "none is touched"
        raise UserError(f"no market for the scenarios of case {loaded.name!r}: {why}")
    names = tuple((d.stream, d.name) for _, d in sorted(prepared.drivers.items()))
    sampler = Sampler(seed, draws, options.sampling, names)
    sampler.draw((), (), start=0, stop=0)  # refuses a number of draws before the work
    merged = evaluate(prepared.studies, sampler, executor, options)
    rows = tuple(
        row
        for study, parts in zip(prepared.studies, merged, strict=True)
        for row in list_rows(study, parts)
    )
    asked = {"scenarios": [s.id for s in chosen], "years": list(span)}
    manifest = build_manifest(
        loaded, tables, markets=markets, drivers=prepared.drivers, sampler=sampler, asked=asked
    )
    manifest["counts"] = _count(prepared.studies, merged)
    manifest["result_hash"] = calc_hash(rows)
    ranked = rank_inputs(prepared.studies, merged, seed) if options.sensitivity else []
    notes = tuple({"scenario": s, "commodity": c, "text": text} for s, c, text in prepared.notes)
    return RunResult(rows, notes, tuple(ranked), manifest)


def evaluate(
    studies: Sequence[Study], sampler: Sampler, executor: Executor | str | None, options: Options
) -> list[dict[str, Part]]:
    """Return the results of all studies by scenario, computed where the executor is."""
    workers = options.threads or os.cpu_count() or 1
    with open_executor(executor, workers) as (pool, remote):
        cuts = calc_cuts(-(-sampler.draws // BLOCK), workers=workers, remote=remote)
        tasks = [
            Task(k, study, sampler, *cut)
            for k, (study, cut) in enumerate((s, c) for s in studies for c in cuts)
        ]
        results = dict(run_all(run_task, tasks, pool, told=options.told))
    return [
        _merge([results[k * len(cuts) + i] for i in range(len(cuts))]) for k in range(len(studies))
    ]


def choose_scenarios(case: Case, names: str | Sequence[str] | None) -> tuple[Scenario, ...]:
    """Return the scenarios that are asked for; all of the case for None."""
    if names is None:
        if not case.scenarios:
            raise UserError(
                f"case {case.name!r} has no scenarios; write scenarios.yaml (docs/case-format.md)"
            )
        return case.scenarios
    listed = [names] if isinstance(names, str) else list(names)
    return tuple(case.scenario(name) for name in dict.fromkeys(listed))


def choose_years(case: Case, years: Sequence[int] | None) -> tuple[int, ...]:
    """Return the years of a run in order."""
    if years is not None:
        late = [year for year in years if not case.base_year <= year <= case.horizon]
        if late or not years:
            raise UserError(
                f"years {', '.join(map(str, late or years)) or 'none'}: expected years from "
                f"{case.base_year} to {case.horizon}, the case's base year and horizon"
            )
        return tuple(sorted(set(years)))
    first = min(case.cut_off.year + 1, case.horizon)
    rounded = first + (-first) % YEAR_STEP
    rest = [y for y in range(rounded, case.horizon + 1, YEAR_STEP) if y - first > 1]
    return tuple(sorted({first, *rest, case.horizon}))


def prepare_markets(
    case: Case,
    chosen: Sequence[Scenario],
    years: tuple[int, ...],
    draws: int,
    *,
    tables: Tables,
    networks: Mapping[str, Network],
) -> tuple[list[Market], Prepared]:
    """Return the markets that the scenarios touch, and what is to be solved in them."""
    prepared, markets = Prepared(), []
    named = {s.commodity for one in chosen for s in one.shocks if s.commodity}
    countries = (*case.partners, case.host)
    for commodity in dict.fromkeys((*case.commodities, *sorted(named))):
        hit = [s for s in chosen if any(touches(shock, case, commodity) for shock in s.shocks)]
        if not hit:
            continue
        market = build_market(
            commodity, case.base_year, tables=tables, network=networks.get(commodity)
        )
        if isinstance(market, Absent):
            for one in hit:
                prepared.note(one.id, commodity, f"not computed: {market.why}")
            continue
        market, plants, told = add_plants(case, market)
        for text in (*told, *tell_limits(market)):
            prepared.note(BASELINE, commodity, text)
        prepare(Setting(case, market, plants, tuple(hit), years, draws, countries), prepared)
        markets.append(market)
    return markets, prepared


def list_rows(study: Study, parts: Mapping[str, Part]) -> list[Row]:
    """Return the rows of one study."""
    rows = []
    for scenario, part in parts.items():
        means = calc_mean(part.stats)
        quantiles = calc_quantiles(part.stats, LEVELS)
        for k, key in enumerate(study.keys):
            mean = float(means[k])
            known = tuple(float(q) if q == q else None for q in quantiles[:, k])  # noqa: PLR0124
            rows.append(
                Row(
                    scenario, study.commodity, key.stage, key.country, study.year, key.variable,
                    key.supplier, mean if mean == mean else None, known,  # noqa: PLR0124
                )
            )  # fmt: skip
    return rows


def rank_inputs(
    studies: Sequence[Study], merged: Sequence[Mapping[str, Part]], seed: int
) -> list[dict[str, Any]]:
    """Return the sensitivity of each scenario in the first year in which it moves a market."""
    found, seen = [], set()
    for study, parts in zip(studies, merged, strict=True):
        keys = [study.keys[k] for k in kept_keys(study.keys)]
        for scenario, part in parts.items():
            if (scenario, study.commodity) in seen or scenario == BASELINE:
                continue
            drawn = np.concatenate([entry[1] for entry in part.kept])
            values = np.concatenate([entry[2] for entry in part.kept])
            ranked = calc_sensitivity(study.drivers, drawn, keys, values, seed=seed)
            if ranked:
                seen.add((scenario, study.commodity))
            at = {"scenario": scenario, "commodity": study.commodity, "year": study.year}
            found += [{**at, **row} for row in ranked]
    return found


def _merge(parts: Sequence[Mapping[str, Part]]) -> dict[str, Part]:
    return {name: merge_parts([part[name] for part in parts]) for name in parts[0]}


def _count(studies: Sequence[Study], merged: Sequence[Mapping[str, Part]]) -> dict[str, int]:
    """Return how many draws were computed, and how."""
    total = {"draws": 0, "unsolved": 0, "robust": 0, "backstopped": 0}
    for parts in merged:
        for part in parts.values():
            for name in total:
                total[name] += getattr(part.counts, name)
    return {"studies": len(studies), **total}
