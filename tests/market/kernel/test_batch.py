"""Plans, blocks and summaries: the same bits however cut, and statistics that are right."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest

from tenor.core.distributions import Discrete, LogNormal, Normal, Uniform
from tenor.core.errors import ShapeError, UserError
from tenor.market.batch import (
    Plan,
    build_plan,
    calc_outputs,
    draw_values,
    run_blocks,
    summarise,
)
from tenor.market.inputs import CommonFactor, DrawPlan, Input
from tenor.market.network import SharedCaps
from tenor.market.outputs import Outputs, all_nodes
from tenor.market.policy import Policy
from tenor.market.sums import BINS, BLOCK, bin_edges, calc_bin, merge_sums

DRAWS = 3 * BLOCK + 100


@pytest.fixture(scope="module")
def plan(make_network) -> Plan:
    network = make_network(21)
    inputs = [Input(f"supply {k}", "supply_scale", (k,), LogNormal(1.0, 0.2)) for k in range(20)]
    routes = tuple(range(0, len(network.routes.flow), 5))
    inputs += [
        Input("route elasticity", "route_elasticity", tuple(range(len(network.routes.flow))),
              LogNormal(1.0, 0.3)),
        Input("duty", "tariff", routes, Uniform(0.0, 0.4), "replace"),
        Input("quota", "quota", (routes[0],), Uniform(0.2, 0.8)),
        Input("mine", "supply_scale", (3,), Discrete((0.3, 1.0), (0.2, 0.8))),
        Input("road", "route_scale", (1, 2), Discrete((0.0, 1.0), (0.1, 0.9))),
        Input("demand", "demand_elasticity", tuple(range(network.size)), Normal(1.0, 0.1)),
    ]  # fmt: skip
    quota = np.full(len(network.routes.flow), np.inf)
    quota[routes[0]] = network.routes.flow[routes[0]]
    return build_plan(
        network, Policy(quota=quota),
        inputs=DrawPlan(tuple(inputs), (CommonFactor("north", ("mine", "road"), (0.9, 0.9)),)),
        outputs=all_nodes(network), draws=DRAWS,
    )  # fmt: skip


def _same(a, b) -> bool:
    names = ("mean", "sd", "low", "high", "quantiles")
    return all(np.array_equal(getattr(a, n), getattr(b, n)) for n in names)


def test_the_same_bits_whatever_the_cut_the_order_and_the_threads(plan) -> None:
    whole = summarise(plan, [run_blocks(plan, 7, first=0, last=4)])
    assert whole.draws == DRAWS
    one_by_one = [run_blocks(plan, 7, first=b, last=b + 1) for b in (2, 0, 3, 1)]
    assert _same(whole, summarise(plan, one_by_one))
    threaded = [run_blocks(plan, 7, first=1, last=4, threads=3)]
    threaded.append(run_blocks(plan, 7, first=0, last=1))
    assert _same(whole, summarise(plan, pickle.loads(pickle.dumps(threaded))))
    assert not _same(whole, summarise(plan, [run_blocks(plan, 8, first=0, last=4)]))


def test_the_same_bits_from_another_process(plan) -> None:
    import multiprocessing

    here = run_blocks(plan, 7, first=0, last=1)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        there = pool.submit(run_blocks, plan, 7, first=0, last=1).result()
    assert all(np.array_equal(here.tree[k], there.tree[k]) for k in here.tree)
    assert np.array_equal(here.counts, there.counts)


def test_statistics_are_those_of_the_draws(plan) -> None:
    found = summarise(plan, [run_blocks(plan, 7, first=0, last=4)])
    rows, paths = calc_outputs(plan, draw_values(plan, 7, start=0, stop=DRAWS))
    assert set(paths) <= {"kernel", "newton", "continuation"}
    np.testing.assert_allclose(found.mean, rows.mean(axis=0), rtol=1e-9)
    np.testing.assert_allclose(found.sd, rows.std(axis=0, ddof=1), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(found.low, rows.min(axis=0), rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(found.high, rows.max(axis=0), rtol=1e-7, atol=1e-9)
    exact = np.quantile(rows, found.levels, axis=0, method="inverted_cdf")
    ratio = rows / plan.reference
    near = (ratio > np.exp(-1)).all(axis=0) & (ratio < np.exp(1)).all(axis=0)
    assert near.sum() > 10
    # A whole bin: half for the middle of a bin, half for which draw stands at the level.
    np.testing.assert_allclose(found.quantiles[:, near], exact[:, near], rtol=0.0021)
    positive = (exact > 1e-5 * plan.reference).all(axis=0)
    np.testing.assert_allclose(found.quantiles[:, positive], exact[:, positive], rtol=0.021)
    assert found.worst <= 1e-9
    assert found.unsolved == ()


def test_the_kernel_counts_in_the_bins_of_the_plain_statement(plan) -> None:
    sums = run_blocks(plan, 7, first=0, last=1)
    rows, _ = calc_outputs(plan, draw_values(plan, 7, start=0, stop=BLOCK))
    for k in (0, 5, len(plan.wanted) - 1):
        counts = np.zeros(BINS, dtype=np.int64)
        for value in rows[:, k]:
            counts[calc_bin(value, plan.reference[k])] += 1
        # Values within rounding of an edge may fall on either side.
        assert np.abs(counts - sums.counts[k]).sum() <= 4
    assert (sums.counts.sum(axis=1) == BLOCK).all()
    edges = bin_edges()
    assert np.all(np.diff(edges) > 0)
    assert [calc_bin(float(np.exp(e + 1e-9)), 1.0) for e in edges[::97]] == list(range(1, BINS, 97))


def test_two_scenarios_of_one_name_share_their_draws(plan) -> None:
    other = build_plan(plan.network, inputs=plan.inputs, outputs=Outputs(price=(0,)), draws=10)
    assert np.array_equal(
        draw_values(plan, 7, start=0, stop=10), draw_values(other, 7, start=0, stop=10)
    )
    third = build_plan(
        plan.network, inputs=plan.inputs, outputs=Outputs(price=(0,)), draws=10, scenario="other"
    )
    assert not np.array_equal(
        draw_values(plan, 7, start=0, stop=10), draw_values(third, 7, start=0, stop=10)
    )


def test_a_drawn_cap_holds_in_every_draw(make_network) -> None:
    import dataclasses

    network = make_network(22, stages=1)
    used = np.flatnonzero(network.routes.origin == np.bincount(network.routes.origin).argmax())
    load = float(network.routes.flow[used].sum())
    caps = SharedCaps(
        ("port",), np.array([1.1 * load]), np.zeros(len(used), int), ("route",) * len(used), used,
        np.ones(len(used)),
    )  # fmt: skip
    network = dataclasses.replace(network, caps=caps)
    plan = build_plan(
        network,
        inputs=DrawPlan((Input("port", "cap_limit", (0,), Uniform(0.7, 1.2)),)),
        outputs=Outputs(flow=tuple(used.tolist()), exports=(int(network.routes.origin[used[0]]),)),
        draws=200,
    )
    found = summarise(plan, [run_blocks(plan, 1, first=0, last=1, threads=2)])
    assert found.draws == 200
    assert found.robust <= 2
    total = [kind for kind, _ in found.wanted].index("exports")
    assert found.high[total] <= load * (1 + 1e-6)
    assert found.low[total] == pytest.approx(0.77 * load, rel=0.02)


def test_draws_that_the_kernel_hands_on_are_counted(plan, monkeypatch) -> None:
    from tenor.market import batch
    from tenor.market.kernel import driver

    whole = run_blocks(plan, 7, first=3, last=4)
    run, sums = driver.load_kernel()

    def doubtful(model, work, task, values, rows, notes):
        run(model, work, task, values, rows, notes)
        if len(notes):
            notes[5:7] = 1.0

    work = driver.start_work(batch._layout(plan))
    monkeypatch.setattr(driver, "load_kernel", lambda: (doubtful, sums))
    monkeypatch.setattr(driver, "start_work", lambda layout: work)
    handed = run_blocks(plan, 7, first=3, last=4)
    assert (handed.robust, handed.draws) == (2, whole.draws)
    np.testing.assert_allclose(handed.tree[(0, 3)][0], whole.tree[(0, 3)][0], rtol=1e-6, atol=1e-4)
    monkeypatch.setattr(batch, "_solve_one", lambda network, policy: None)
    lost = run_blocks(plan, 7, first=3, last=4)
    assert lost.unsolved == (3 * BLOCK + 5, 3 * BLOCK + 6)
    assert lost.draws == whole.draws - 2
    assert (lost.counts.sum(axis=1) == lost.draws).all()


def test_sums_of_another_plan_or_of_one_block_twice_are_refused(plan) -> None:
    first = run_blocks(plan, 7, first=0, last=1)
    with pytest.raises(UserError, match="there twice"):
        merge_sums([first, first])
    with pytest.raises(UserError, match="different plans or seeds"):
        merge_sums([first, run_blocks(plan, 8, first=1, last=2)])
    with pytest.raises(UserError, match="blocks 0 to 4"):
        run_blocks(plan, 7, first=0, last=5)
    with pytest.raises(ShapeError, match="expected values of shape"):
        calc_outputs(plan, np.ones((2, 3)))


def test_results_are_small_to_send(plan) -> None:
    few, many = (run_blocks(plan, 7, first=0, last=n) for n in (1, 4))
    assert len(pickle.dumps(many)) < 1.8 * len(pickle.dumps(few))
