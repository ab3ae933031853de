"""Parts of the hindcast: mended quantities, the two-sided equilibrium, the fit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.market import Network, Policy, Routes, solve
from tenor.market.hindcast.balancing import Market, solve_balance
from tenor.market.hindcast.baselines import calc_baselines, calc_distance, calc_explained_share
from tenor.market.hindcast.fitting import Losses, calc_bootstrap, fit_parameters
from tenor.market.hindcast.normal import calc_median_flows, clean_quantities
from tenor.market.hindcast.parameters import Parameters, read_fits
from tenor.market.hindcast.predicting import build_market, prepare_event
from tenor.market.hindcast.suite import read_case, read_suite
from tenor.market.hindcast.trade import read_history
from tenor.sources.box import open_tables


def _market(rng: np.random.Generator, rows: int, columns: int) -> Market:
    routes = rng.lognormal(3.0, 1.5, (rows, columns)) * (rng.random((rows, columns)) < 0.6)
    routes[:, 0] += 1.0
    routes[0, :] += 1.0
    return Market(
        routes=routes * rng.uniform(0.2, 1.0, routes.shape),
        supply=routes.sum(axis=1),
        demand=routes.sum(axis=0),
        supply_elasticity=rng.uniform(0.0, 0.6, rows),
        demand_elasticity=0.6,
        route_elasticity=1.3,
        supply_cap=np.full(rows, np.inf),
        demand_cap=np.full(columns, np.inf),
    )


@given(st.integers(0, 10_000), st.integers(2, 9), st.integers(2, 9))
def test_the_equilibrium_conserves_tonnes_and_meets_both_schedules(
    seed: int, rows: int, columns: int
) -> None:
    market = _market(np.random.default_rng(seed), rows, columns)
    found = solve_balance(market)
    supply = market.supply * np.exp(market.supply_elasticity * found.exporter_price)
    demand = market.demand * np.exp(-0.6 * found.importer_price)
    assert found.flow.sum(axis=1) == pytest.approx(supply, rel=1e-8)
    assert found.flow.sum(axis=0) == pytest.approx(demand, rel=1e-8)


def test_at_base_prices_nothing_moves() -> None:
    market = _market(np.random.default_rng(3), 6, 5)
    calm = Market(
        market.routes, market.routes.sum(axis=1), market.routes.sum(axis=0),
        market.supply_elasticity, 0.6, 1.3, market.supply_cap, market.demand_cap,
    )  # fmt: skip
    assert solve_balance(calm).flow == pytest.approx(market.routes, rel=1e-10)


def test_the_shared_solver_finds_the_same_equilibrium() -> None:
    """The ban of 2014 on nickel ore, as a network with an exporting and an importing node each."""
    event = read_suite()["idn-nickel-2014"].event
    history = read_history(open_tables(), event)
    market = build_market(prepare_event(event, history), Parameters(leakage_export=0.2))
    mine = solve_balance(market)
    n = len(history.places)
    origin, destination = np.nonzero(market.routes)
    zero, one = np.zeros(2 * n), np.ones(2 * n)
    network = Network(
        commodity="nickel", basis="gross", year=2013,
        countries=tuple(f"{p}{side}" for side in "xm" for p in history.places),
        stages=("ore",), country=np.arange(2 * n), stage=np.zeros(2 * n, dtype=np.int64),
        price=one,
        supply=np.concatenate([market.supply * (market.routes.sum(axis=1) > 0), np.zeros(n)]),
        supply_elasticity=np.concatenate([market.supply_elasticity, np.zeros(n)]),
        demand=np.concatenate([np.zeros(n), market.demand * (market.routes.sum(axis=0) > 0)]),
        demand_elasticity=np.full(2 * n, market.demand_elasticity),
        residual=zero, residual_elasticity=zero,
        routes=Routes(
            origin, destination + n, market.routes[origin, destination],
            np.full(len(origin), market.route_elasticity), np.zeros(len(origin)),
            np.zeros(len(origin)), np.zeros(len(origin), dtype=np.bool_),
        ),
    )  # fmt: skip
    shared = solve(network, Policy())
    assert shared.backstop.sum() == 0.0
    assert mine.flow[origin, destination] == pytest.approx(shared.flow, abs=1e-6 * mine.flow.sum())


def test_a_jump_out_of_scale_with_its_value_is_mended_and_a_real_one_is_kept() -> None:
    quantity = np.full((4, 1, 60), 100.0)
    value = np.full((4, 1, 60), 10.0)
    quantity[3, 0, 0] = 100_000.0  # tonnes that are kilograms
    quantity[3, 0, 1], value[3, 0, 1] = 1000.0, 90.0  # trade that grew
    cleaned = clean_quantities(quantity, value)
    assert cleaned[3, 0, :3] == pytest.approx([100.0, 1000.0, 100.0])
    assert cleaned[:3] == pytest.approx(quantity[:3])


def test_a_low_unit_value_that_lasts_is_kept() -> None:
    quantity = np.full((4, 1, 3), 100.0)
    quantity[1:, 0, 0] = 100_000.0
    value = np.full((4, 1, 3), 10.0)
    assert clean_quantities(quantity, value)[3, 0, 0] == 100_000.0


def test_the_median_of_a_short_history_repeats_its_first_year() -> None:
    flows = np.array([[[1.0]], [[5.0]]])
    assert calc_median_flows(flows)[0, 0] == 1.0


def test_baselines_by_hand() -> None:
    base = np.array([[60.0, 0.0], [40.0, 10.0]])
    direct = np.array([[0.5, 0.5], [1.0, 1.0]])
    found = calc_baselines(base, direct, np.array([[80.0, 0.0], [10.0, 30.0]]))
    assert found["deleted"].tolist() == [[30.0, 0.0], [40.0, 10.0]]
    assert found["pro_rata"][:, 0] == pytest.approx([30 * 100 / 70, 40 * 100 / 70])
    assert found["trend"].tolist() == [[20.0, 0.0], [70.0, 0.0]]
    assert calc_distance(base, np.zeros((2, 2))) == 1.0
    assert calc_distance(np.zeros(2), np.zeros(2)) is None


def test_noise_above_the_best_baseline_leaves_no_share() -> None:
    assert calc_explained_share({"deleted": 0.2}, 0.1, 0.25) is None
    assert calc_explained_share({"deleted": 0.3}, 0.2, 0.1) == pytest.approx(0.5)


def test_the_bootstrap_of_like_events_has_no_width() -> None:
    low, high = calc_bootstrap(np.tile([0.4, 0.3, 0.2], (12, 1)))
    assert (low, high) == (0.5, 0.5)


def test_the_fit_lowers_the_distance_and_is_repeatable() -> None:
    tables = open_tables()
    names = ("idn-nickel-2014", "idn-bauxite-2014", "mys-bauxite-2016")
    cases = [read_case(tables, read_suite()[name].event) for name in names]
    losses = Losses(cases)
    first = fit_parameters(losses, names=("smoothing", "leakage_export"), rounds=3)
    assert fit_parameters(losses, names=("smoothing", "leakage_export"), rounds=3) == first
    start, found = losses.calc(names, Parameters()).mean(), losses.calc(names, first).mean()
    assert found < start
    without = fit_parameters(losses, left_out=names[:1], names=("smoothing",), rounds=2)
    alone = fit_parameters(Losses(cases[1:]), names=("smoothing",), rounds=2)
    assert without == alone


def test_every_event_of_the_table_has_a_shipped_fit_without_it() -> None:
    fits, suite = read_fits(), read_suite()
    assert set(fits.events) == set(suite)
    for name, listed in suite.items():
        without = frozenset(n for n, o in suite.items() if listed.event.overlaps(o.event))
        fit = fits.choose(without)
        assert fit is not None and without.isdisjoint(fit.events), name
