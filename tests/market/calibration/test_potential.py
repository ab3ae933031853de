"""The imbalances are the slopes of the convex potential that the page on the market states."""

from __future__ import annotations

import numpy as np
import pytest

from tenor.market.calibration import build_network
from tenor.market.equations import BACKSTOP_PRICE, build_problem, calc_state
from tenor.market.policy import NEUTRAL


def _potential(problem, u: np.ndarray) -> float:
    state = calc_state(problem, u, np.zeros(0))
    reach = np.log(BACKSTOP_PRICE)
    total = (state.supply / problem.supply.elasticity).sum()
    total += (np.abs(state.residual) / problem.residual.elasticity).sum()
    total += (state.demand / problem.demand.elasticity).sum()
    total += (state.flow / problem.routes.elasticity).sum()
    over = np.maximum(u - reach, 0.0) ** 3 + np.maximum(-u - reach, 0.0) ** 3
    return float(total + (problem.throughput * over).sum() / 3)


@pytest.mark.parametrize("spread", [0.3, 4.0])
def test_imbalances_are_the_slopes_of_the_potential(spread: float) -> None:
    network = build_network("bismuth", 2022)
    problem = build_problem(network, NEUTRAL)
    random = np.random.default_rng(3)
    u = random.uniform(-spread, spread, network.size)
    excess = calc_state(problem, u, np.zeros(0)).excess
    for node in random.choice(network.size, 12, replace=False):
        step = np.zeros(network.size)
        step[node] = 1e-5
        slope = (_potential(problem, u + step) - _potential(problem, u - step)) / 2e-5
        assert slope == pytest.approx(excess[node], rel=1e-4, abs=1e-6 * abs(excess).max())
    # Convex: the middle lies below the mean of the ends.
    other = random.uniform(-spread, spread, network.size)
    ends = _potential(problem, u) + _potential(problem, other)
    assert _potential(problem, (u + other) / 2) <= ends / 2
