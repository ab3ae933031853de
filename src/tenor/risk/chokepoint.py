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
        What was compared: ``score`` or ``concentration``; None where nothing could be.
    like : mapping of stage to float
        Mean HHI of the other stages in the years that stand in at some stage.
    like_years : tuple of int
        The years of `like`.
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
    like: Mapping[str, float] = field(default_factory=dict)
    like_years: tuple[int, ...] = ()

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
    like_years, like = compare_like_years(table)
    by = "score" if len(scores) > 1 else "concentration" if len(concentration) > 1 else None
    if by == "score":
        stage: str | None = max(scores, key=scores.__getitem__)
    else:
        stage = most_concentrated(concentration)
        stage = stage if most_concentrated(concentration | like) == stage else None
    span = tell_span(like_years[0], like_years[-1]) if like_years else ""
    figures = describe(concentration, {row.stage: output_years(row) for row in table})
    figures |= {f"{name} then": f"{told} in {span}" for name, told in describe(like, {}).items()}
    return Chokepoint(
        importer,
        commodity,
        year,
        stage,
        scores,
        blind,
        explain(stage, scores, blind, figures),
        concentration=concentration,
        by=by,
        like=like,
        like_years=like_years,
    )


def compare_like_years(table: RiskTable) -> tuple[tuple[int, ...], dict[str, float]]:
    """Return the years that stand in at some stage, and the other stages' concentration then.

    Output of earlier years at one stage is set beside that of the same years at the
    others, as far as they are at hand, besides that of the year asked for.
    """
    spans = [row.detail.get("production_span") or (row.year, row.year) for row in table]
    old = [span for span in spans if tuple(span) != (row_year(table), row_year(table))]
    if not old:
        return (), {}
    first, last = min(span[0] for span in old), max(span[1] for span in old)
    like: dict[str, float] = {}
    held: set[int] = set()
    for row, span in zip(table, spans, strict=True):
        known = row.detail.get("hhi_by_year", {})
        years = [year for year in known if first <= year <= last]
        if row.hhi is not None and years and tuple(span) == (row.year, row.year):
            like[row.stage] = sum(known[year] for year in years) / len(years)
            held.update(years)
    return tuple(sorted(held)), like


def row_year(table: RiskTable) -> int:
    """Return the year of the rows."""
    return table.rows[0].year


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


def output_years(row: RiskRow) -> str:
    """Return the years that stand in for the output of a row's year; empty where none do."""
    first, last = row.detail.get("production_span") or (row.year, row.year)
    return "" if first == last == row.year else tell_span(first, last)


def tell_span(first: int, last: int) -> str:
    """Return one year or a span of years in words."""
    return str(first) if first == last else f"{first} to {last}"


def describe(concentration: Mapping[str, float], years: Mapping[str, str]) -> dict[str, str]:
    """Return the concentration of each stage in words, with the years that stand in."""
    return {
        stage: f"{stage} {format_value(value, 'hhi', digits=2)}"
        + (f" in {years[stage]}" if years.get(stage) else "")
        for stage, value in concentration.items()
    }


def explain(
    stage: str | None,
    scores: Mapping[str, float],
    blind: tuple[str, ...],
    figures: Mapping[str, str],
) -> str:
    """Return why a chokepoint is or is not named; `figures` are concentrations in words."""
    gone = [name for name in blind if name not in figures]
    unseen = f"; without data: {', '.join(gone)}" if gone else ""
    if len(scores) > 1:
        *others, last = scores
        half = [name for name in blind if name in figures]
        unscored = f"; without a score: {', '.join(half)}" if half else ""
        return f"{stage}: highest score among {', '.join(others)} and {last}{unscored}{unseen}"
    alone = f"only the stage {next(iter(scores))} has a score" if scores else "no stage has a score"
    if len(figures) < 2:
        return f"{alone}, so nothing can be compared{unseen}"
    told = "; ".join(figures.values())
    if stage is None:
        return f"{alone}, and concentration of output does not tell them apart ({told}){unseen}"
    return f"{stage}: most concentrated output by HHI ({told}), since {alone}{unseen}"
