"""Evaluate blocks of draws of a study: draw, solve, compute outputs, take statistics."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tenor.market.batch import calc_outputs
from tenor.market.outputs import calc_base, list_outputs
from tenor.market.sums import BLOCK
from tenor.scenarios.drivers import Sampler
from tenor.scenarios.outputs import (
    Key,
    Raw,
    calc_levels,
    calc_values,
    list_wanted,
)
from tenor.scenarios.sketches import Stats, calc_stats, merge_stats
from tenor.scenarios.studies import Cell, Study

Floats = NDArray[np.float64]

KEPT_BLOCKS = 4
"""Blocks whose draws are kept one by one, for the sensitivity analysis."""

KEPT = ("price_change", "import_bill_change", "export_value_change")

_BACKSTOP = 1e-9


@dataclass(frozen=True, slots=True)
class Counts:
    """Draws of a cell, and how they were solved."""

    draws: int
    unsolved: int = 0
    robust: int = 0
    backstopped: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Return the counts together."""
        return Counts(
            self.draws + other.draws,
            self.unsolved + other.unsolved,
            self.robust + other.robust,
            self.backstopped + other.backstopped,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """Results of one cell over some blocks.

    Attributes
    ----------
    stats : Stats
    counts : Counts
    kept : tuple of (block, drivers (draw, driver), outputs (draw, kept output))
    """

    stats: Stats
    counts: Counts
    kept: tuple[tuple[int, Floats, Floats], ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """Blocks `first` to `last`, the last one not included, of one study."""

    number: int
    study: Study
    sampler: Sampler
    first: int
    last: int


def kept_keys(keys: tuple[Key, ...]) -> list[int]:
    """Return the places of the outputs whose draws are kept."""
    return [k for k, key in enumerate(keys) if key.variable in KEPT]


def run_task(task: Task) -> tuple[int, dict[str, Part]]:
    """Return the number of a task and its results by scenario."""
    parts: dict[str, list[Part]] = {}
    for block in range(task.first, task.last):
        for name, part in _run_block(task.study, task.sampler, block).items():
            parts.setdefault(name, []).append(part)
    return task.number, {name: merge_parts(held) for name, held in parts.items()}


def merge_parts(parts: list[Part]) -> Part:
    """Return the results of disjoint blocks of a cell together."""
    counts = parts[0].counts
    for part in parts[1:]:
        counts = counts + part.counts
    kept = sorted((entry for part in parts for entry in part.kept), key=lambda entry: entry[0])
    return Part(merge_stats(part.stats for part in parts), counts, tuple(kept))


def _run_block(study: Study, sampler: Sampler, block: int) -> dict[str, Part]:
    start, stop = block * BLOCK, min((block + 1) * BLOCK, sampler.draws)
    draws = sampler.draw(study.drivers, study.groups, start=start, stop=stop)
    base, base_counts = _solve(study, study.baseline, draws, stop - start)
    found = {}
    at = kept_keys(study.keys)
    drawn = np.column_stack([draws[driver.name] for driver in study.drivers])
    for cell in (study.baseline, *study.cells):
        if cell.plan is study.baseline.plan and not cell.level:
            levels, counts = base, base_counts
        else:
            levels, counts = _solve(study, cell, draws, stop - start)
        against = base
        if cell.against is not None:
            against, more = _solve(study, cell.against, draws, stop - start)
            counts = counts + replace(more, draws=0)
        values = calc_values(study.keys, levels, against)
        kept = ((block, drawn, values[:, at]),) if block < KEPT_BLOCKS else ()
        found[cell.scenario] = Part(calc_stats(block, values), counts, kept)
    return found


def _solve(
    study: Study, cell: Cell, draws: dict[str, Floats], count: int
) -> tuple[dict[Key, Floats], Counts]:
    """Return the levels of a cell draw by draw, and how they were solved."""
    level = np.ones(count)
    for column in cell.level:
        level = level * column.values(draws)
    network = study.view.network
    if cell.plan is None:
        wanted = list_outputs(network, list_wanted(study.view))
        rows = np.broadcast_to(calc_base(network, wanted), (count, len(wanted)))
        return calc_levels(study.view, Raw(wanted, rows), level), Counts(count)
    values = np.column_stack([column.values(draws) for column in cell.columns])
    rows, paths = calc_outputs(cell.plan, values)
    solved = np.array([path != "unsolved" for path in paths])
    robust = sum(path not in {"kernel", "unsolved"} for path in paths)
    raw = Raw(cell.plan.wanted, rows)
    with np.errstate(invalid="ignore"):
        stopped = np.abs(raw.get("backstop", 0)) > _BACKSTOP * max(network.world_demand, 1e-300)
    counts = Counts(count, int((~solved).sum()), int(robust), int(stopped[solved].sum()))
    return calc_levels(study.view, raw, level), counts
