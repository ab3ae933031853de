"""Identities of several years in a row, and shared limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tenor.core.errors import ShapeError, UserError
from tenor.market.calibration import build_network
from tenor.market.caps import Cap, attach_caps, find_exports, read_export_caps
from tenor.market.network import Network
from tenor.market.parameters import read_parameters
from tenor.market.policy import NEUTRAL, Policy
from tenor.market.reserves import read_reserves
from tenor.market.solving import solve
from tenor.market.years import (
    LongRun,
    Years,
    build_long_run,
    calc_ramp,
    calc_stockpile,
    solve_years,
)


@pytest.fixture(scope="module")
def nickel() -> Network:
    return build_network("nickel", 2013)


@pytest.fixture(scope="module")
def final(nickel: Network) -> LongRun:
    return build_long_run(nickel, read_parameters("nickel", "long"))


def _ban(network: Network, country: str, leakage: float = 0.0) -> Policy:
    scale = np.ones(len(network.routes.flow))
    scale[find_exports(network, country, "ore")] = leakage
    return Policy(route_scale=scale)


def _lost(network: Network, path: Years, turn: int) -> float:
    """Return what enters the market in a year less what leaves it, plants' losses taken off."""
    found = path.solutions[turn]
    plants = network.processes
    lost = (found.input * (1 - plants.output_per_input)).sum()
    enters = found.supply.sum() + found.residual.sum() + found.backstop.sum()
    return float(enters - found.demand.sum() - found.unsold.sum() - lost)


def test_nothing_changes_without_a_change(nickel: Network, final: LongRun) -> None:
    path = solve_years(nickel, [NEUTRAL] * 4, long_run=final, stock=np.zeros(nickel.size))
    for solution in path.solutions:
        assert np.abs(solution.log_price).max() <= 1e-9
        assert solution.flow == pytest.approx(nickel.routes.flow)
    assert path.years == (2014, 2015, 2016, 2017)


def test_long_run_comes_in_the_end(nickel: Network, final: LongRun) -> None:
    ban = _ban(nickel, "IDN", 0.2)
    path = solve_years(nickel, [ban] * 60, long_run=final)
    there = solve(
        nickel,
        replace(
            ban,
            supply_elasticity=final.supply,
            demand_elasticity=final.demand,
            route_elasticity=final.route,
            process_elasticity=final.process,
        ),
    )
    used = nickel.demand > 1e-6 * nickel.world_demand
    moved = path.solutions[-1].log_price[used] - there.log_price[used]
    assert np.abs(moved).max() < 5e-3
    # The first year is that of the short run alone.
    assert path.solutions[0].log_price == pytest.approx(solve(nickel, ban).log_price, abs=1e-9)


def test_equal_elasticities_carry_nothing(nickel: Network) -> None:
    same = LongRun(
        nickel.supply_elasticity,
        nickel.demand_elasticity,
        nickel.routes.elasticity,
        nickel.processes.elasticity,
    )
    ban = _ban(nickel, "IDN", 0.2)
    path = solve_years(nickel, [ban, ban], long_run=same)
    assert path.solutions[1].log_price == pytest.approx(path.solutions[0].log_price, abs=1e-9)


def test_tonnes_are_conserved_over_years_with_stocks(nickel: Network, final: LongRun) -> None:
    sold = find_exports(nickel, "IDN", "ore")
    laid_in = calc_stockpile(nickel, sold, 0.3)
    use = Policy(stock=-0.6 * laid_in)
    ban = _ban(nickel, "IDN", 0.05)
    years = [Policy(stock=laid_in), replace(ban, stock=use.stock), replace(ban, stock=use.stock)]
    path = solve_years(nickel, years, stock=np.zeros(nickel.size), long_run=final)
    for turn in range(3):
        imbalance = _lost(nickel, path, turn) + path.released[turn].sum()
        assert abs(imbalance) <= 1e-9 * nickel.world_demand
    # Over all years: what was laid in was given back, and no more.
    assert path.stock[0].sum() == pytest.approx(-laid_in.sum())
    assert path.stock[-1] == pytest.approx(np.zeros(nickel.size), abs=1e-6)
    assert path.released.sum(axis=0) == pytest.approx(np.zeros(nickel.size), abs=1e-6)
    assert any("was to release" in note for note in path.notes)


def test_stockpiling_raises_the_price_before_the_ban_and_lowers_it_after(
    nickel: Network,
) -> None:
    ban = _ban(nickel, "IDN", 0.3)
    laid_in = calc_stockpile(nickel, find_exports(nickel, "IDN", "ore"), 0.2)
    plain = solve_years(nickel, [NEUTRAL, ban])
    stocked = solve_years(
        nickel,
        [Policy(stock=laid_in), replace(ban, stock=-laid_in)],
        stock=np.zeros(nickel.size),
    )
    buyer = nickel.find_node("CHN", "ore")
    before, after = (
        [path.solutions[turn].log_price[buyer] for path in (plain, stocked)] for turn in (0, 1)
    )
    assert before[1] > before[0]
    assert after[1] < after[0]


def test_cover_is_stock_over_daily_use(nickel: Network) -> None:
    buyer = nickel.find_node("CHN", "ore")
    stock = np.full(nickel.size, np.nan)
    stock[buyer] = nickel.demand[buyer] / 365 * 45
    path = solve_years(nickel, [NEUTRAL], stock=stock)
    assert path.cover[0, buyer] == pytest.approx(45.0)
    known = np.isfinite(path.cover[0])
    assert known.sum() == 1


def test_reserves_run_out(nickel: Network) -> None:
    node = nickel.find_node("PHL", "ore")
    reserves = np.full(nickel.size, np.nan)
    reserves[node] = 1.5 * nickel.supply[node]
    path = solve_years(nickel, [NEUTRAL] * 3, reserves=reserves)
    mined = [float(s.supply[node]) for s in path.solutions]
    assert mined[0] == pytest.approx(nickel.supply[node])
    assert mined[1] == pytest.approx(0.5 * nickel.supply[node], rel=1e-6)
    assert mined[2] == pytest.approx(0.0, abs=1e-3)
    assert sum(mined) == pytest.approx(reserves[node])


def test_reserves_are_read_on_the_basis_of_the_network() -> None:
    network = build_network("aluminium", 2022)
    held, notes = read_reserves(network)
    australia = held[network.find_node("AUS", "ore")]
    # 3,500 Mt of bauxite, a quarter of it aluminium.
    assert australia == pytest.approx(875e6)
    assert np.isnan(held[network.stage > 0]).all()
    assert any(note.startswith("AUS: 3.5e+06 kt gross") for note in notes)


def test_ramps() -> None:
    years = list(range(2026, 2034))
    assert calc_ramp(years, 2028, 0).tolist() == [0, 0, 1, 1, 1, 1, 1, 1]
    assert calc_ramp(years, 2028, 4).tolist() == [0, 0, 0.125, 0.375, 0.625, 0.875, 1, 1]


def test_wrong_years_are_told(nickel: Network) -> None:
    with pytest.raises(UserError, match="at least one"):
        solve_years(nickel, [])
    with pytest.raises(ShapeError, match="one per node"):
        solve_years(nickel, [NEUTRAL], stock=np.zeros(3))
    with pytest.raises(ShapeError, match="below zero"):
        solve_years(nickel, [NEUTRAL], reserves=np.full(nickel.size, -1.0))
    with pytest.raises(UserError, match="long"):
        build_long_run(nickel, read_parameters("nickel", "short"))


def test_a_port_holds_exports_down(nickel: Network) -> None:
    routes = find_exports(nickel, "PHL", "ore")
    load = float(nickel.routes.flow[routes].sum())
    uses = tuple(("route", int(k), 1.0) for k in routes)
    capped = attach_caps(nickel, [Cap("berths", "port", 1.02 * load, "t", uses)])
    assert np.abs(solve(capped).log_price).max() <= 1e-5
    # With Indonesia out, the Philippines would sell more than the berths let through.
    ban = _ban(nickel, "IDN", 0.1)
    free, held = solve(nickel, ban), solve(capped, ban)
    assert free.flow[routes].sum() > 1.02 * load
    assert held.flow[routes].sum() == pytest.approx(1.02 * load, rel=1e-6)
    assert held.multiplier[0] > 0


def test_a_limit_below_the_base_year_is_refused(nickel: Network) -> None:
    routes = find_exports(nickel, "PHL", "ore")
    uses = tuple(("route", int(k), 1.0) for k in routes)
    with pytest.raises(UserError, match="the base year uses"):
        attach_caps(nickel, [Cap("berths", "port", 1.0, "t", uses)])


def test_export_limits_come_from_the_table_of_infrastructure() -> None:
    network = build_network("copper", 2022)
    caps, left = read_export_caps(network, "Pakistan")
    assert [(cap.name, cap.limit) for cap in caps] == [("pibt-rd-capacity", 4e6)]
    # 27% copper: 3.7 t shipped per tonne of copper.
    assert caps[0].uses[0][2] == pytest.approx(1 / 0.27)
    assert any(told.startswith("pibt-coal") for told in left)
    assert attach_caps(network, caps).caps.names == ("pibt-rd-capacity",)
