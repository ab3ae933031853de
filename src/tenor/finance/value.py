"""The door of the room: one project, one set of terms, with or without draws."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tenor.core.errors import UserError
from tenor.finance.model import Project
from tenor.finance.results import Valuation
from tenor.finance.valuing import value_base


def value_project(
    project: Project,
    *,
    draws: int = 0,
    seed: int = 1,
    run: str | Path | None = None,
    drivers: bool = False,
) -> Valuation:
    """Return what a project is worth to each party.

    The base case does not depend on the draws; they add what is known of its spread.

    Parameters
    ----------
    project : Project
    draws : int
        Number of draws; none gives the base case alone.
    seed : int
        Of the draws.
    run : path, optional
        Folder of a market run; its table gives what the supply is worth to a buyer country.
    drivers : bool
        Whether draws also give shares of variance and expected losses by cause.

    Examples
    --------
    >>> from tenor.finance.example import small_mine
    >>> round(value_project(small_mine()).parties["host_province"].npv / 1e6, 3)
    10.842
    """
    if draws < 0:
        raise UserError(f"draws: expected a whole number from 0, found {draws}")
    found = value_base(project)
    if run is not None:
        from tenor.finance.resilience import add_resilience

        found = add_resilience(found, Path(run))
    if draws:
        from tenor.finance.risk import calc_risk

        risk = calc_risk(project, draws=draws, seed=seed, drivers=drivers)
        found = replace(found, risk=risk)
    return found
