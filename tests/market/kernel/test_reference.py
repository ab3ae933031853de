"""The reference solver: base year, balances, and each instrument by its own identity."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from tenor.core.errors import ShapeError
from tenor.market.equations import build_problem, calc_state
from tenor.market.network import SharedCaps
from tenor.market.policy import Policy
from tenor.market.solving import calc_worst, solve


def test_the_base_year_comes_back(make_network, bauxite) -> None:
    for network in (bauxite, make_network(1), make_network(2, stages=3, uneven=True)):
        found = solve(network)
        assert np.abs(found.log_price).max() <= 1e-9
        np.testing.assert_allclose(found.flow, network.routes.flow, rtol=1e-8)
        assert found.worst <= 1e-12


def test_tonnes_are_kept(make_network, make_policies) -> None:
    network = make_network(3)
    for policy in make_policies(network, 10, seed=1):
        found = solve(network, policy)
        left = found.supply + found.residual + policy.stock - found.demand
        left += found.backstop - found.unsold
        np.add.at(left, network.routes.destination, found.flow)
        np.subtract.at(left, network.routes.origin, found.flow)
        output = found.input * network.processes.output_per_input
        np.add.at(left, network.processes.target, output)
        np.subtract.at(left, network.processes.source, found.input)
        assert np.abs(left).max() <= 1e-9 * network.world_demand


def test_a_quota_binds_exactly(make_network) -> None:
    network = make_network(4)
    route = int(network.routes.flow.argmax())
    quota = np.full(len(network.routes.flow), np.inf)
    quota[route] = 0.3 * network.routes.flow[route]
    found = solve(network, Policy(quota=quota))
    assert found.flow[route] == quota[route]
    i, j = network.routes.origin[route], network.routes.destination[route]
    assert found.log_price[j] > found.log_price[i]  # the importer bids for what it lacks
    slack = np.where(np.isfinite(quota), 10 * network.routes.flow, quota)
    np.testing.assert_allclose(solve(network, Policy(quota=slack)).log_price, 0.0, atol=1e-9)


def test_a_shared_cap_holds_with_a_multiplier(make_network) -> None:
    network = make_network(5, stages=1)
    node = int(np.bincount(network.routes.origin).argmax())
    used = np.flatnonzero(network.routes.origin == node)
    load = float(network.routes.flow[used].sum())
    for share, binding in ((0.5, True), (2.0, False)):
        caps = SharedCaps(
            ("port",), np.array([share * load]), np.zeros(len(used), int),
            ("route",) * len(used), used, np.ones(len(used)),
        )  # fmt: skip
        found = solve(dataclasses.replace(network, caps=caps))
        assert found.load[0] <= share * load * (1 + 1e-8)
        assert found.multiplier[0] >= -1e-12
        assert (found.multiplier[0] > 1e-3) == binding


def test_a_market_that_is_closed_altogether_reports_the_backstop(make_network) -> None:
    network = make_network(6, stages=1)
    closed = Policy(route_scale=np.zeros(len(network.routes.flow)))
    needy = (network.supply == 0) & (network.demand > 0)
    found = solve(network, closed)
    assert np.all(found.flow == 0)
    if needy.any():
        assert np.all(found.backstop[needy] > 0)
    gone = solve(network, Policy(supply_scale=np.zeros(network.size)))
    assert gone.backstop.sum() == pytest.approx(
        gone.demand.sum() - gone.residual.sum() + gone.unsold.sum(), rel=1e-9
    )


def test_a_specific_duty_equals_the_ad_valorem_duty_of_its_size(make_network) -> None:
    network = make_network(7, stages=1)
    routes = network.routes
    by_value = solve(network, Policy(tariff=routes.tariff + 0.1))
    # The same wedge in USD/t at the prices found is the same equilibrium.
    price = by_value.price[routes.origin]
    by_tonne = solve(network, Policy(freight=0.1 * price))
    np.testing.assert_allclose(by_tonne.log_price, by_value.log_price, atol=1e-8)


def test_smoothed_minima_tend_to_the_caps(make_network) -> None:
    network = make_network(8, stages=1)
    quota = np.full(len(network.routes.flow), np.inf)
    quota[::3] = network.routes.flow[::3]
    problem = build_problem(network, Policy(quota=quota))
    u, mu = np.linspace(-0.5, 0.5, network.size), np.zeros(0)
    sharp = calc_state(problem, u, mu).flow
    gaps = [np.abs(calc_state(problem, u, mu, h).flow - sharp).max() for h in (0.1, 0.01, 1e-4)]
    assert gaps[0] > gaps[1] > gaps[2]
    assert gaps[2] <= 1e-4 * np.log(2) * network.routes.flow.max() * 1.01
    assert np.all(calc_state(problem, u, mu, 0.1).flow <= sharp)


def test_the_measure_of_balance_is_a_share_of_the_world(make_network) -> None:
    network = make_network(9)
    problem = build_problem(network, Policy(stock=np.eye(network.size)[0]))
    worst = calc_worst(problem, calc_state(problem, np.zeros(network.size), np.zeros(0)))
    scale = max(network.world_demand, problem.throughput.max())
    assert worst == pytest.approx(1.0 / scale, rel=1e-6)


def test_a_policy_of_another_shape_is_refused(make_network) -> None:
    network = make_network(9)
    with pytest.raises(ShapeError, match="policy quota: expected"):
        solve(network, Policy(quota=np.ones(3)))
    with pytest.raises(ShapeError, match="at least 0"):
        solve(network, Policy(supply_scale=-np.ones(network.size)))
