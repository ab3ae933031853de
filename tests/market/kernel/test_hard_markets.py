"""Markets in which a node or a route becomes a million times what it was in the base year."""

from __future__ import annotations

import dataclasses
import warnings

import numpy as np
import pytest
from hard_markets import make_hard_market, make_harsh_policy, make_opening

from tenor.market.batch import solve_batch
from tenor.market.equations import build_problem, calc_side_slopes, calc_slopes, calc_state
from tenor.market.network import Network
from tenor.market.policy import Policy
from tenor.market.solving import Solution, UnsolvedError, solve

OPENINGS = (5, 6, 7, 9, 15, 17, 21, 27, 39, 42, 45, 50, 57, 66, 74, 79, 89, 92, 107, 112)
"""Openings that once stayed unsolved."""


def _flows(network: Network, policy: Policy, found: Solution) -> tuple[np.ndarray, np.ndarray]:
    """Return inflow and outflow per node, in plain sums of the quantities reported."""
    stock = np.zeros(network.size) if policy.stock is None else policy.stock
    rest = np.concatenate([[found.residual], [stock]])
    inflow = found.supply + found.by_product + found.backstop + np.maximum(rest, 0.0).sum(axis=0)
    outflow = found.demand + found.unsold + np.maximum(-rest, 0.0).sum(axis=0)
    np.add.at(inflow, network.routes.destination, found.flow)
    np.add.at(outflow, network.routes.origin, found.flow)
    plants = network.processes
    np.add.at(inflow, plants.target, found.input * plants.output_per_input)
    np.add.at(outflow, plants.source, found.input)
    return inflow, outflow


def _require_balance(network: Network, policy: Policy, found: Solution) -> None:
    """Assert the balance of each node, as a share of the world and of what passes it."""
    inflow, outflow = _flows(network, policy, found)
    gap = np.abs(inflow - outflow)
    assert gap.max() <= 1e-9 * network.world_demand
    # A node behind a limit of zero may hold grams that rounding cannot split further.
    grams = 1e-15 * network.world_demand
    assert (gap <= 1e-9 * np.maximum(inflow, outflow) + grams).all()
    limit = network.caps.limit if policy.cap_limit is None else policy.cap_limit
    room = 1e-9 * network.world_demand
    assert (found.load <= limit * (1 + 1e-6) + room).all()


@pytest.mark.parametrize("seed", OPENINGS)
def test_a_mine_of_a_third_of_the_world_opens_from_its_seed(seed: int) -> None:
    network = make_hard_market(seed)
    policy = make_opening(network, seed)
    _require_balance(network, policy, solve(network, policy))


def test_harsh_policies_settle_without_a_warning() -> None:
    paths = set()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for seed in (*range(120), 827, 3083):  # those two are the hardest of 6,000
            network = make_hard_market(seed)
            policy = make_harsh_policy(network, seed)
            found = solve(network, policy)
            _require_balance(network, policy, found)
            paths.add(found.path)
    assert paths == {"newton", "continuation", "transient"}


@pytest.mark.slow
def test_none_of_some_hundred_harsh_markets_stays_unsolved() -> None:
    for seed in range(120, 800):
        network = make_hard_market(seed)
        for policy in (make_opening(network, seed), make_harsh_policy(network, seed)):
            _require_balance(network, policy, solve(network, policy))


@pytest.mark.parametrize("seed", [6, 9, 15, 21, 45, 135, 139])
def test_the_batch_hands_over_what_its_kernel_leaves(seed: int) -> None:
    network = make_hard_market(seed)
    policies = [make_opening(network, seed + 1000 * k) for k in range(4)]
    policies += [make_harsh_policy(network, seed + 1000 * k) for k in range(4)]
    batch = solve_batch(network, policies)
    assert "unsolved" not in batch.path
    assert batch.worst.max() <= 1e-9
    for k, policy in enumerate(policies):
        found = solve(network, policy)
        room = 1e-8 * network.world_demand
        np.testing.assert_allclose(batch.flow[k], found.flow, rtol=1e-7, atol=room)
        np.testing.assert_allclose(batch.use[k], found.demand, rtol=1e-7, atol=room)
        if batch.path[k] != "kernel":
            assert batch.path[k] == found.path
            np.testing.assert_array_equal(batch.log_price[k], found.log_price)
            np.testing.assert_array_equal(batch.backstop[k], found.backstop - found.unsold)


@pytest.mark.parametrize("sigma", [1e3, 1e5])
def test_stiff_routes_do_not_overflow(make_network, make_policies, sigma: float) -> None:
    network = make_network(3)
    routes = np.full(len(network.routes.flow), sigma)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for policy in make_policies(network, 4, seed=5):
            stiff = dataclasses.replace(policy, route_elasticity=routes)
            assert solve(network, stiff).worst <= 1e-9


def test_the_sparse_factors_give_the_same_prices(monkeypatch) -> None:
    for seed in range(12):
        network = make_hard_market(seed)
        policy = make_opening(network, seed)
        dense = solve(network, policy)
        with monkeypatch.context() as patch:
            patch.setattr("tenor.market.solving._DENSE", 0)
            sparse = solve(network, policy)
        room = 1e-8 * network.world_demand
        np.testing.assert_allclose(sparse.flow, dense.flow, rtol=1e-7, atol=room)


def test_a_small_node_is_as_exact_as_a_large_one() -> None:
    # The seed is a millionth of the world and stays one: its price follows from one equation.
    network = make_hard_market(0)
    node = network.size - 1
    found = solve(network, Policy(demand_scale=np.full(network.size, 1.3)))
    own = network.routes.origin == node
    u, to = found.log_price, network.routes.destination[own]
    left = network.supply[node] * np.exp(network.supply_elasticity[node] * u[node])
    gone = network.routes.flow[own] * np.exp(network.routes.elasticity[own] * (u[to] - u[node]))
    assert left == pytest.approx(gone.sum(), rel=1e-9)


def test_what_rounding_cannot_balance_is_refused_by_name() -> None:
    # At 1e14 times the world, a double cannot hold 1e-9 of the base year's demand.
    network = make_hard_market(3)
    huge = np.full(network.size, 1e14)
    with pytest.raises(UnsolvedError, match=r"did not settle: .* is out of balance by"):
        solve(network, Policy(supply_scale=huge, demand_scale=huge))


def test_smoothing_stays_finite_where_a_quota_closes_a_route(make_network) -> None:
    network = make_network(8, stages=1)
    quota = np.full(len(network.routes.flow), np.inf)
    quota[::3] = 0.0
    problem = build_problem(network, Policy(quota=quota))
    state = calc_state(problem, np.linspace(-1, 1, network.size), np.zeros(0), 0.1)
    assert np.all(state.flow[::3] == 0) and np.all(state.route_slope[::3] == 0)
    assert np.isfinite(state.excess).all()


def test_slopes_are_those_of_differences_on_both_sides() -> None:
    for seed in (2, 3, 8, 9, 14):
        network = make_hard_market(seed)
        problem = build_problem(network, make_opening(network, seed))
        n, mu = network.size, np.zeros(len(network.caps.limit))
        u = np.random.default_rng(seed).normal(0.0, 0.3, n)
        u[0] = 3.5
        state = calc_state(problem, u, mu)
        rows, columns, values, enters = calc_side_slopes(problem, u, state)
        found = np.zeros((2, n, n))
        np.add.at(found[0], (rows[enters], columns[enters]), values[enters])
        np.add.at(found[1], (rows[~enters], columns[~enters]), -values[~enters])
        for k, step in enumerate(1e-6 * np.eye(n)):
            up, down = (calc_state(problem, u + s, mu) for s in (step, -step))
            for side, name in enumerate(("inflow", "outflow")):
                slope = (getattr(up, name) - getattr(down, name)) / 2e-6
                room = 1e-6 * np.abs(found[side]).max()
                np.testing.assert_allclose(found[side][:, k], slope, rtol=1e-5, atol=room)
        whole = np.zeros((n, n))
        rows, columns, values = calc_slopes(problem, u, state)
        np.add.at(whole, (rows, columns), values)
        np.testing.assert_allclose(whole, found[0] - found[1], rtol=1e-12, atol=1e-9)
