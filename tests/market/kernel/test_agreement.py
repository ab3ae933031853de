"""The kernel against the reference solver, and what both must keep."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from tenor.market.batch import solve_batch
from tenor.market.network import ByProducts, Network, Processes, Routes, SharedCaps
from tenor.market.policy import NEUTRAL, Policy
from tenor.market.solving import solve

CASES = {
    "common yields": {},
    "yields by country": {"uneven": True},
    "one stage": {"stages": 1},
    "three stages": {"stages": 3},
    "stiff routes": {"sigma": 6.0, "supply": 0.05},
}


def _imbalance(network: Network, policy: Policy, batch, k: int) -> np.ndarray:
    """Return inflow less outflow per node from the quantities alone, in plain sums."""
    left = np.zeros(network.size)
    left += batch.supply[k] - batch.use[k] + batch.backstop[k]
    if policy.stock is not None:
        left += policy.stock
    sign = np.sign(network.residual)
    left += network.residual * np.exp(sign * network.residual_elasticity * batch.log_price[k])
    for r in range(len(network.routes.flow)):
        left[network.routes.origin[r]] -= batch.flow[k, r]
        left[network.routes.destination[r]] += batch.flow[k, r]
    processes = network.processes
    for p in range(len(processes.input)):
        left[processes.source[p]] -= batch.intake[k, p]
        left[processes.target[p]] += batch.intake[k, p] * processes.output_per_input[p]
    return left


@pytest.mark.parametrize("freight", [False, True], ids=["", "freight"])
@pytest.mark.parametrize("case", CASES)
def test_the_kernel_finds_the_prices_of_the_reference(
    make_network, make_policies, polish, case: str, freight: bool
) -> None:
    network = make_network(3, **CASES[case])
    policies = make_policies(network, 32, seed=7, freight=freight)
    batch = solve_batch(network, policies)
    assert batch.path.count("kernel") >= 28
    for k, policy in enumerate(policies):
        assert np.abs(batch.log_price[k] - polish(network, policy)).max() <= 1e-8
        imbalance = np.abs(_imbalance(network, policy, batch, k)).max()
        assert imbalance <= 1e-9 * network.world_demand


def test_the_kernel_on_bauxite_and_aluminium(bauxite, make_policies, polish) -> None:
    policies = make_policies(bauxite, 12, seed=1)
    batch = solve_batch(bauxite, policies)
    for k, policy in enumerate(policies):
        assert np.abs(batch.log_price[k] - polish(bauxite, policy)).max() <= 1e-8


@pytest.mark.slow
def test_tonnes_are_kept_in_ten_thousand_random_scenarios(
    bauxite, make_network, make_policies
) -> None:
    networks = [
        (bauxite, 1000, False), (make_network(11), 3000, False), (make_network(12), 2000, True),
        (make_network(13, size=20, stages=1), 2000, False),
        (make_network(14, stages=3, uneven=True), 2000, False),
    ]  # fmt: skip
    count = 0
    for network, draws, freight in networks:
        policies = make_policies(network, draws, seed=draws, freight=freight)
        batch = solve_batch(network, policies)
        assert "unsolved" not in batch.path
        assert batch.path.count("kernel") >= 0.99 * draws
        assert batch.worst.max() <= 1e-9
        for k in range(0, draws, 50):
            imbalance = np.abs(_imbalance(network, policies[k], batch, k)).max()
            assert imbalance <= 1e-9 * network.world_demand
        count += draws
    assert count == 10_000


def test_the_base_year_is_exact(bauxite, make_network) -> None:
    for network in (bauxite, make_network(2), make_network(4, stages=3, uneven=True)):
        batch = solve_batch(network, [NEUTRAL])
        assert batch.path == ("kernel",)
        assert np.abs(batch.log_price).max() <= 1e-9
        gap = np.abs(batch.flow[0] - network.routes.flow).max()
        assert gap <= 1e-9 * network.world_demand


def test_a_policy_has_the_same_solution_alone_and_among_others(make_network, make_policies) -> None:
    network = make_network(5)
    policies = make_policies(network, 40, seed=2)
    together = solve_batch(network, policies)
    for k in (0, 17, 39):
        alone = solve_batch(network, [policies[k]])
        np.testing.assert_allclose(alone.log_price[0], together.log_price[k], atol=1e-8)


def test_the_order_of_nodes_and_routes_does_not_matter(make_network, make_policies) -> None:
    network = make_network(6)
    policy = make_policies(network, 1, seed=3)[0]
    rng = np.random.default_rng(0)
    n, r = rng.permutation(network.size), rng.permutation(len(network.routes.flow))
    place = np.argsort(n)
    routes, processes = network.routes, network.processes
    other = dataclasses.replace(
        network,
        **{
            name: getattr(network, name)[n]
            for name in (
                "country", "stage", "price", "supply", "supply_elasticity", "demand",
                "demand_elasticity", "residual", "residual_elasticity",
            )
        },
        routes=Routes(
            place[routes.origin[r]], place[routes.destination[r]], routes.flow[r],
            routes.elasticity[r], routes.tariff[r], routes.freight[r], routes.assumed[r],
        ),
        processes=dataclasses.replace(
            processes, source=place[processes.source], target=place[processes.target]
        ),
    )  # fmt: skip
    by_route = {"quota", "tariff", "freight", "route_scale", "route_elasticity"}
    by_process = {"process_scale", "process_cap", "process_elasticity"}
    moved = {}
    for field in dataclasses.fields(Policy):
        values = getattr(policy, field.name)
        if values is not None:
            order = r if field.name in by_route else n
            moved[field.name] = values if field.name in by_process else values[order]
    first, second = solve_batch(network, [policy]), solve_batch(other, [Policy(**moved)])
    np.testing.assert_allclose(second.log_price[0], first.log_price[0][n], atol=1e-8)
    np.testing.assert_allclose(second.flow[0], first.flow[0][r], rtol=1e-7, atol=1e-6)


def _chain(gain: float, ratio: bool) -> Network:
    """Return two countries; with `ratio` all ore is refined where it is, at a fixed relation."""
    zero, one = np.zeros(2), np.ones(2)
    if not ratio:
        return Network(
            "x", "contained", 2020, ("A", "B"), ("ore",), np.array([0, 1]), np.zeros(2, int),
            100 * one, np.array([150.0, 50.0]), 0.2 * one, np.array([50.0, 150.0]), 0.5 * one,
            zero, zero,
            Routes(np.array([0]), np.array([1]), np.array([100.0]), np.array([1.3]), np.zeros(1),
                   np.zeros(1), np.zeros(1, bool)),
        )  # fmt: skip
    two, none = np.zeros(4), np.zeros(4)
    two[:2] = 150.0, 50.0
    demand = np.array([0.0, 0.0, 50.0, 150.0])
    demand[2:] *= gain
    return Network(
        "x", "contained", 2020, ("A", "B"), ("ore", "refined"), np.array([0, 1, 0, 1]),
        np.array([0, 0, 1, 1]), 100 * np.ones(4), two, 0.2 * np.ones(4), demand, 0.5 * np.ones(4),
        none, none,
        Routes(np.array([2]), np.array([3]), np.array([100.0 * gain]), np.array([1.3]),
               np.zeros(1), np.zeros(1), np.zeros(1, bool)),
        # An answer without end makes the price of refined follow that of ore.
        Processes(np.array([0, 1]), np.array([2, 3]), np.array([150.0, 50.0]),
                  np.array([gain, gain]), np.array([1e6, 1e6])),
    )  # fmt: skip


def test_a_stage_without_a_margin_of_its_own_collapses() -> None:
    scale = np.array([0.6, 1.2])
    one = solve_batch(_chain(1.0, ratio=False), [Policy(supply_scale=scale)])
    both = np.concatenate([scale, np.ones(2)])
    two = solve_batch(_chain(1.0, ratio=True), [Policy(supply_scale=both)])
    np.testing.assert_allclose(two.log_price[0, 2:], one.log_price[0], atol=2e-6)
    np.testing.assert_allclose(two.flow[0], one.flow[0], rtol=1e-5)


def test_by_products_follow_their_hosts(make_network) -> None:
    network = make_network(8, stages=1)
    host = int(network.supply.argmax())
    target = (host + 1) % network.size
    made = 0.02 * network.supply[host]
    demand = network.demand.copy()
    demand[target] += made
    network = dataclasses.replace(
        network,
        demand=demand,
        by_products=ByProducts(
            np.array([host]), np.array([False]), np.array([target]), np.array([0.02])
        ),
    )
    cut = np.ones(network.size)
    cut[host] = 0.5
    batch = solve_batch(network, [NEUTRAL, Policy(supply_scale=cut)])
    assert batch.path == ("kernel", "kernel")
    assert np.abs(batch.log_price[0]).max() < 1e-9
    found = solve(network, Policy(supply_scale=cut))
    np.testing.assert_allclose(batch.log_price[1], found.log_price, atol=1e-8)
    assert found.by_product[target] == pytest.approx(0.02 * found.supply[host])


@pytest.mark.parametrize("count", [1, 3])
def test_shared_caps_as_the_reference_has_them(make_network, make_policies, count: int) -> None:
    network = make_network(9)
    exports = np.bincount(network.routes.origin, network.routes.flow, minlength=network.size)
    rows = [
        (c, "route", int(r), 1.0)
        for c, node in enumerate(np.argsort(-exports)[:count])
        for r in np.flatnonzero(network.routes.origin == node)
    ]
    # The last cap also serves a mine and a plant, as a power line would.
    rows += [
        (count - 1, "supply", int(network.supply.argmax()), 0.5),
        (count - 1, "process", 0, 2.0),
    ]
    base = {
        "route": network.routes.flow,
        "supply": network.supply,
        "process": network.processes.input,
    }
    load = np.zeros(count)
    for cap, kind, element, weight in rows:
        load[cap] += weight * base[kind][element]
    columns = list(zip(*rows, strict=True))
    network = dataclasses.replace(network, caps=SharedCaps(
        tuple(f"cap {c}" for c in range(count)), 2.0 * load, np.array(columns[0]), columns[1],
        np.array(columns[2]), np.array(columns[3]),
    ))  # fmt: skip
    rng = np.random.default_rng(0)
    policies = [NEUTRAL, *(
        dataclasses.replace(policy, cap_limit=load * rng.uniform(0.4, 1.2, count))
        for policy in make_policies(network, 31, seed=4)
    )]  # fmt: skip
    batch = solve_batch(network, policies)
    assert batch.path.count("kernel") >= 29
    binding = 0
    for k, policy in enumerate(policies):
        found = solve(network, policy)
        np.testing.assert_allclose(batch.log_price[k], found.log_price, atol=1e-7)
        binding += bool((found.multiplier > 1e-6).any())
    assert binding > 10
