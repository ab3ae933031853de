"""The chokepoint of a commodity for an importer, named only among stages with data.

Stages with a score on one basis are compared by it. Where fewer than two have one, the
stages whose output by country is known are compared by the concentration of that output.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tenor.core.trace import format_value
from tenor.risk.rows import RiskRow, RiskTable

COMPUTED = frozenset({"ok", "partial"})
ALIKE = 0.1
"""Concentrations less than this part of the larger one apart are too close to be told apart."""


@dataclass(frozen=True, slots=True)
class Chokepoint:
    """Where an importer's supply of a commodity is most exposed.

    Attributes
    ----------
    importer, commodity : str
    year : int
    stage : str or None
        The stage with the highest score on one basis, else with the most concentrated
        output; None unless two stages or more can be compared and differ.
    scores : mapping of stage to float
        Scores on one basis of the stages that have one.
    blind : tuple of str
        Stages without a score, in chain order.
    reason : str
    concentration : mapping of stage to float
        HHI of world output of the stages where it is known.
    by : str or None
        What `stage` rests on: ``score`` or ``concentration``.
    """

    importer: str
    commodity: str
    year: int
    stage: str | None
    scores: Mapping[str, float]
    blind: tuple[str, ...]
    reason: str
    concentration: Mapping[str, float] = field(default_factory=dict)
    by: str | None = None

    @property
    def compared(self) -> tuple[str, ...]:
        """The stages that were compared, in chain order."""
        return tuple(self.scores if len(self.scores) > 1 else self.concentration)

    @property
    def unseen(self) -> tuple[str, ...]:
        """The stages of which neither a score nor the output by country is known."""
        return tuple(stage for stage in self.blind if stage not in self.concentration)


def find_chokepoint(table: RiskTable) -> Chokepoint:
    """Return the chokepoint among the rows of one importer, commodity and year.

    Raises
    ------
    ValueError
        The rows are of several commodities or years.

    Examples
    --------
    >>> import tenor
    >>> table = tenor.risk.assess("USA", 2022, commodity="antimony")
    >>> found = tenor.risk.find_chokepoint(table)
    >>> found.stage is None, "refined" in found.blind, sorted(found.concentration)
    (True, True, ['ore', 'refined'])
    """
    keys = {(row.importer, row.commodity, row.year) for row in table}
    if len(keys) != 1:
        raise ValueError(f"a chokepoint needs one importer, commodity and year; found {len(keys)}")
    importer, commodity, year = keys.pop()
    scores = {
        row.stage: row.score_contained
        for row in table
        if row.status in COMPUTED and row.score_contained is not None
    }
    blind = tuple(row.stage for row in table if row.stage not in scores)
    concentration = {row.stage: row.hhi for row in table if row.hhi is not None}
    by = "score" if len(scores) > 1 else "concentration"
    stage = (
        max(scores, key=scores.__getitem__) if by == "score" else most_concentrated(concentration)
    )
    other = {row.stage: told for row in table if (told := other_years(row))}
    reason = explain(stage, scores, blind, describe(concentration, other))
    return Chokepoint(
        importer,
        commodity,
        year,
        stage,
        scores,
        blind,
        reason,
        concentration=concentration,
        by=None if stage is None else by,
    )


def most_concentrated(concentration: Mapping[str, float]) -> str | None:
    """Return the stage with the most concentrated output; None where two are too close.

    Examples
    --------
    >>> most_concentrated({"ore": 0.10, "refined": 0.22})
    'refined'
    >>> most_concentrated({"ore": 0.21, "refined": 0.22}) is None
    True
    """
    if len(concentration) < 2:
        return None
    first, second = sorted(concentration, key=lambda name: -concentration[name])[:2]
    apart = concentration[first] - concentration[second]
    return first if apart >= ALIKE * concentration[first] else None


def other_years(row: RiskRow) -> str:
    """Return the years that stand in for the output of a row's year; empty where none do."""
    first, last = row.detail.get("production_span") or (row.year, row.year)
    if first == last == row.year:
        return ""
    return str(first) if first == last else f"{first} to {last}"


def describe(concentration: Mapping[str, float], other: Mapping[str, str]) -> dict[str, str]:
    """Return the concentration of each stage in words, with the years that stand in."""
    return {
        stage: f"{stage} {format_value(value, 'hhi', digits=2)}"
        + (f" in {other[stage]}" if stage in other else "")
        for stage, value in concentration.items()
    }


def explain(
    stage: str | None,
    scores: Mapping[str, float],
    blind: tuple[str, ...],
    concentration: Mapping[str, str],
) -> str:
    """Return why a chokepoint is or is not named."""
    gone = [name for name in blind if name not in concentration]
    unseen = f"; without data: {', '.join(gone)}" if gone else ""
    if len(scores) > 1:
        *others, last = scores
        half = [name for name in blind if name in concentration]
        unscored = f"; without a score: {', '.join(half)}" if half else ""
        return f"{stage}: highest score among {', '.join(others)} and {last}{unscored}{unseen}"
    alone = f"only the stage {next(iter(scores))} has a score" if scores else "no stage has a score"
    if len(concentration) < 2:
        return f"{alone}, so nothing can be compared{unseen}"
    *figures, final = concentration.values()
    told = f"{', '.join(figures)} and {final}"
    if stage is None:
        return f"{alone}, and output is about as concentrated at each stage ({told}){unseen}"
    return f"{stage}: most concentrated output by HHI ({told}), since {alone}{unseen}"
