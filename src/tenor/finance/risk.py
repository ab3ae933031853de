"""What the draws add to a valuation: quantiles, fans, chances, drivers and expected losses."""

from __future__ import annotations

from typing import Any

import numpy as np

from tenor.finance.model import Project
from tenor.finance.sampling import find_variables
from tenor.finance.sensitivity import POINTS, calc_losses, calc_sobol, calc_tornado
from tenor.finance.series import Floats
from tenor.finance.simulate import Draw, simulate
from tenor.finance.terms import Loan

QUANTILES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
FAN_DRAWS, LOSS_DRAWS = 100_000, 4_096
_MANY = 50_000
_CERTAIN = "Nothing is uncertain, so that every draw is the base case; state uncertainty."


def calc_risk(
    project: Project, *, draws: int, seed: int = 1, drivers: bool = False
) -> dict[str, Any]:
    """Return the results over many draws as a JSON object.

    Indices and losses by cause take several times as long as the draws themselves and are made
    where `drivers` asks for them; else they are None.

    Where nothing is uncertain all draws are the base case.
    """
    variables = find_variables(project)
    found = simulate(project, draws=draws, seed=seed, threads=2 if draws > _MANY else 1)
    values = found.values
    parties = [name.removeprefix("npv.") for name in values if name.startswith("npv.")]
    loans = {one.id: one for one in project.instruments if isinstance(one, Loan)}
    return {
        "draws": draws,
        "seed": seed,
        "variables": list(variables),
        "notes": [] if variables else [_CERTAIN],
        "quantiles": {name: calc_quantiles(one) for name, one in values.items()},
        "fan": build_fan(found),
        "probability_npv_positive": float(np.mean(values["npv_after_tax"] > 0)),
        "probability_npv_positive_by_party": {
            name: float(np.mean(values[f"npv.{name}"] > 0)) for name in parties
        },
        "probability_covenant_breach": {
            name: float(np.mean(values[f"dscr.{name}"] < loan.covenant))
            for name, loan in loans.items()
            if loan.covenant is not None
        },
        "probability_unpaid": {
            name: float(np.mean(values[f"unpaid.{name}"] > 1.0)) for name in loans
        },
        "tornado": [
            {"variable": swing.variable, "p10": swing.low, "p90": swing.high}
            for swing in calc_tornado(project)
        ],
        "sobol": calc_sobol(project, points=min(POINTS, draws), seed=seed) if drivers else None,
        "expected_loss": calc_losses(project, draws=min(draws, LOSS_DRAWS), seed=seed)
        if drivers
        else None,
    }


def calc_quantiles(values: Floats) -> dict[str, float | None]:
    """Return quantiles and mean of what is defined, and the share of the draws that is.

    Examples
    --------
    >>> found = calc_quantiles(np.array([1.0, 2.0, 3.0, np.nan]))
    >>> found["p50"], found["defined"]
    (2.0, 0.75)
    """
    known = values[np.isfinite(values)]
    names = [f"p{round(q * 100):02d}" for q in QUANTILES]
    if len(known) == 0:
        return {**dict.fromkeys([*names, "mean"]), "defined": 0.0}
    found = np.quantile(known, QUANTILES)
    return {
        **{name: float(one) for name, one in zip(names, found, strict=True)},
        "mean": float(np.mean(known)),
        "defined": len(known) / len(values),
    }


def build_fan(found: Draw) -> list[dict[str, float | int]]:
    """Return quantiles of the project cash flow after tax by year, of the first 100,000 draws."""
    flow = found.flow[:, :FAN_DRAWS]
    bands = np.quantile(flow, QUANTILES, axis=1)
    return [
        {
            "year": int(year),
            **{f"p{round(q * 100):02d}": float(bands[i, y]) for i, q in enumerate(QUANTILES)},
        }
        for y, year in enumerate(found.plan.years)
    ]
