"""The chokepoint of a commodity for an importer, named only among stages with data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tenor.risk.rows import RiskTable

COMPUTED = frozenset({"ok", "partial"})


@dataclass(frozen=True, slots=True)
class Chokepoint:
    """Where an importer's supply of a commodity is most exposed.

    Attributes
    ----------
    importer, commodity : str
    year : int
    stage : str or None
        The stage with the highest score on one basis; None unless two stages
        or more have data.
    scores : mapping of stage to float
        The stages compared.
    blind : tuple of str
        Stages that could not be compared, in chain order.
    reason : str
    """

    importer: str
    commodity: str
    year: int
    stage: str | None
    scores: Mapping[str, float]
    blind: tuple[str, ...]
    reason: str


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
    >>> found.stage is None, "refined" in found.blind
    (True, True)
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
    stage = max(scores, key=lambda name: scores[name]) if len(scores) > 1 else None
    reason = explain(stage, scores, blind)
    return Chokepoint(importer, commodity, year, stage, scores, blind, reason)


def explain(stage: str | None, scores: Mapping[str, float], blind: tuple[str, ...]) -> str:
    """Return why a chokepoint is or is not named."""
    unseen = f"; without data: {', '.join(blind)}" if blind else ""
    if stage is not None:
        *others, last = scores
        return f"{stage}: highest score among {', '.join(others)} and {last}{unseen}"
    if scores:
        return f"only the stage {next(iter(scores))} has data, so nothing can be compared{unseen}"
    return f"no stage has data{unseen}"
