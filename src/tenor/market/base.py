"""The base year of a market, solved and compared with the data it was calibrated to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenor.market.calibration import Calibration, Options, calibrate
from tenor.market.calibration.node_prices import KINDS
from tenor.market.network import Network
from tenor.market.solving import Solution, solve
from tenor.sources.box import Tables, default_tables

Floats = NDArray[np.float64]

PUSH = 0.2
"""Size of the log prices that the solver starts from, so that the base year has to be found."""


@dataclass(frozen=True, slots=True)
class Base:
    """A base year, solved without any change.

    Attributes
    ----------
    calibration : Calibration
    solution : Solution
        Found from prices pushed away from the base year.
    max_price_error : float
        Largest log of a price over its calibrated price, without its sign.
    max_flow_error : float
        Largest difference of a flow, as a share of world demand.
    mass_balance_error : float
        Largest imbalance of a node in the solution, as a share of world demand.
    """

    calibration: Calibration
    solution: Solution
    max_price_error: float
    max_flow_error: float
    mass_balance_error: float

    def as_dict(self) -> dict[str, Any]:
        """Return the base year as the JSON object of ``tenor market base``."""
        found, network = self.calibration, self.calibration.network
        return {
            "commodity": network.commodity,
            "year": network.year,
            "basis": network.basis,
            "price_unit": f"USD_nominal/{network.basis}",
            "stages": list(network.stages),
            "countries": len(network.countries),
            "countries_pooled": found.pooled,
            "world_demand": network.world_demand,
            "nodes": list(self._nodes()),
            "routes": list(self._routes()),
            "processes": list(self._processes()),
            "prices": self._by_stage(self.solution.price),
            "residuals": {
                "share_of_throughput": calc_residual_shares(network),
                "tonnes": self._by_stage(network.residual, leave_zero=True),
            },
            "max_price_error": self.max_price_error,
            "max_flow_error": self.max_flow_error,
            "mass_balance_error": self.mass_balance_error,
            "solver": {"path": self.solution.path, "iterations": self.solution.iterations},
            "parameters": [p.as_dict() for p in found.parameters if p.stage in network.stages],
            "assumptions": list(network.assumptions),
        }

    def _by_stage(self, values: Floats, *, leave_zero: bool = False) -> dict[str, dict[str, float]]:
        """Return values of nodes by stage and country."""
        network = self.calibration.network
        found: dict[str, dict[str, float]] = {stage: {} for stage in network.stages}
        for node, value in enumerate(values):
            if not leave_zero or value != 0:
                place = network.countries[network.country[node]]
                found[network.stages[network.stage[node]]][place] = float(value)
        return found

    def _nodes(self) -> Any:
        network, found = self.calibration.network, self.calibration
        for node in range(network.size):
            yield {
                "country": network.countries[network.country[node]],
                "stage": network.stages[network.stage[node]],
                "price": float(network.price[node]),
                "price_from": KINDS[found.price_kind[node]],
                "supply": float(network.supply[node]),
                "supply_observed": float(found.observed_supply[node]),
                "demand": float(network.demand[node]),
                "residual": float(network.residual[node]),
            }

    def _routes(self) -> Any:
        network, found = self.calibration.network, self.calibration
        routes = network.routes
        for k in range(len(routes.flow)):
            seen = found.observed_flow[k]
            yield {
                "from": network.countries[network.country[routes.origin[k]]],
                "to": network.countries[network.country[routes.destination[k]]],
                "stage": network.stages[network.stage[routes.origin[k]]],
                "flow": float(routes.flow[k]),
                "observed": None if np.isnan(seen) else float(seen),
                "imputed": bool(found.imputed[k]),
                "assumed": bool(routes.assumed[k]),
                "tariff": float(routes.tariff[k]),
            }

    def _processes(self) -> Any:
        network = self.calibration.network
        plants = network.processes
        for k in range(len(plants.input)):
            yield {
                "country": network.countries[network.country[plants.source[k]]],
                "from_stage": network.stages[network.stage[plants.source[k]]],
                "to_stage": network.stages[network.stage[plants.target[k]]],
                "input": float(plants.input[k]),
                "yield": float(plants.output_per_input[k]),
            }


def calc_residual_shares(network: Network) -> dict[str, float]:
    """Return the unexplained tonnes of each stage as a share of all that enters its balances."""
    routes, processes = network.routes, network.processes
    inflow = network.supply + np.maximum(network.residual, 0.0)
    inflow = inflow + np.bincount(routes.destination, routes.flow, minlength=network.size)
    made = processes.input * processes.output_per_input
    inflow = inflow + np.bincount(processes.target, made, minlength=network.size)
    shares = {}
    for place, stage in enumerate(network.stages):
        here = network.stage == place
        whole = float(inflow[here].sum())
        shares[stage] = float(np.abs(network.residual[here]).sum()) / whole if whole else 0.0
    return shares


def solve_base(
    commodity: str,
    year: int,
    *,
    tables: Tables | None = None,
    stages: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
    options: Options | None = None,
) -> Base:
    """Return the base year of a market, calibrated and solved; arguments as `build_network`.

    Raises
    ------
    UnsolvedError
        The equilibrium was not found.

    Examples
    --------
    >>> base = solve_base("antimony", 2022)
    >>> base.max_price_error < 1e-5 and base.max_flow_error < 1e-6
    True
    """
    tables = default_tables() if tables is None else tables
    found = calibrate(commodity, year, tables=tables, stages=stages, codes=codes, options=options)
    network = found.network
    start = PUSH * np.cos(np.arange(network.size, dtype=np.float64))
    solution = solve(network, start=start)
    moved = np.abs(solution.flow - network.routes.flow).max(initial=0.0)
    return Base(
        calibration=found,
        solution=solution,
        max_price_error=float(np.abs(solution.log_price).max(initial=0.0)),
        max_flow_error=float(moved) / network.world_demand,
        mass_balance_error=solution.worst,
    )
