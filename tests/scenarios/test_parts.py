"""Timing, columns, draws, sketches, seeds: the parts of a run, each by hand or by numpy."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tenor.core.distributions import Fixed, Triangular, Uniform
from tenor.core.errors import UserError
from tenor.market import Network, solve
from tenor.market.network import calc_balance
from tenor.panel.case import PartialDate
from tenor.scenarios.columns import Kept, Limit, Output, Phase
from tenor.scenarios.drivers import Driver, Group, Sampler
from tenor.scenarios.executing import calc_cuts
from tenor.scenarios.markets import Market, build_market, tell_limits
from tenor.scenarios.outputs import Key
from tenor.scenarios.seeds import add_seed
from tenor.scenarios.sensitivity import calc_sensitivity
from tenor.scenarios.sketches import (
    RELATIVE_ERROR,
    calc_mean,
    calc_quantiles,
    calc_stats,
    merge_stats,
)
from tenor.scenarios.timing import calc_share_in_force
from tenor.scenarios.tonnes import calc_tonnes
from tenor.sources.box import default_tables

DATE = PartialDate.parse


def test_a_year_counts_for_the_part_in_which_a_change_applies() -> None:
    # 2026-07-02 is day 183 of 365: 182 days have passed.
    assert calc_share_in_force(2026, DATE("2026-07-02"), None) == pytest.approx(183 / 365)
    assert calc_share_in_force(2026, None, DATE("2026-07-02")) == pytest.approx(182 / 365)
    assert calc_share_in_force(2027, None, DATE("2026-07-02")) == 0.0
    assert calc_share_in_force(2030, None, None) == 1.0


def draws(**values: float) -> dict[str, np.ndarray]:
    return {name: np.array([value]) for name, value in values.items()}


def test_a_mine_rises_in_a_straight_line_and_each_phase_follows_as_planned() -> None:
    phases = (Phase(2028.0, 100.0), Phase(2031.0, 250.0))

    def tonnes(year: int, start: float) -> float:
        mine = Output("start", "ramp", "use", phases, year, 1e-3)
        return float(mine.tonnes(draws(start=start, ramp=2.0, use=0.9))[0])

    # Start in mid-2030, full after mid-2032: in 2030 half a year at 0 to 1/4 on average 1/8.
    assert tonnes(2029, 2030.5) == 0.0
    assert tonnes(2030, 2030.5) == pytest.approx(0.9 * 100 * 0.5 * 0.125)
    assert tonnes(2031, 2030.5) == pytest.approx(0.9 * 100 * 0.5)
    # In 2032 the line ends at mid-year: half a year at 7/8, half at 1.
    assert tonnes(2032, 2030.5) == pytest.approx(0.9 * 100 * (0.5 * 0.875 + 0.5))
    # The second phase adds 150 from 2033.5, three years after the first as planned.
    assert tonnes(2034, 2030.5) == pytest.approx(0.9 * (100 + 150 * 0.5))
    assert tonnes(2040, 2030.5) == pytest.approx(0.9 * 250)


def test_a_delay_counts_from_the_planned_start() -> None:
    mine = Output("late", "ramp", "use", (Phase(2028.5, 100.0),), 2034, 1.0, is_delay=True)
    assert mine.tonnes(draws(late=4.0, ramp=1.0, use=1.0))[0] == pytest.approx(100.0)
    assert mine.tonnes(draws(late=9.0, ramp=1.0, use=1.0))[0] == 0.0


def test_shares_and_limits_count_for_part_of_a_year() -> None:
    assert Kept("x", 0.5).values(draws(x=0.8))[0] == pytest.approx(0.6)
    assert Kept("x", 1.0, 1.0).values(draws(x=0.2))[0] == pytest.approx(1.2)
    assert Kept("x", 1.0).values(draws(x=1.5))[0] == 0.0
    # Half a year at a limit of 30 of 100 tonnes leaves 65.
    assert 100 * Limit("x", 0.5, 100.0).values(draws(x=30.0))[0] == pytest.approx(65.0)


def sampler(drivers: list[Driver], sampling: str = "counter", draws: int = 4096) -> Sampler:
    return Sampler(5, draws, sampling, tuple((d.stream, d.name) for d in drivers))


@pytest.mark.parametrize("sampling", ["counter", "sobol"])
def test_draws_do_not_depend_on_the_cut(sampling: str) -> None:
    drivers = [
        Driver("a", "market", Uniform(0.0, 1.0), "", ""),
        Driver("b", "one", Triangular(0.0, 1.0, 4.0), "", ""),
        Driver("c", "one", Fixed(2.0), "", ""),
    ]
    whole = sampler(drivers, sampling).draw(drivers, (), start=0, stop=4096)
    part = sampler(drivers, sampling).draw(drivers[:2], (), start=1000, stop=1003)
    assert np.array_equal(part["b"], whole["b"][1000:1003])
    assert np.array_equal(part["a"], whole["a"][1000:1003])
    assert set(whole["c"]) == {2.0}
    assert whole["b"].mean() == pytest.approx(5 / 3, abs=0.05)


def test_a_group_moves_together_as_much_as_it_says() -> None:
    from scipy.stats import spearmanr

    drivers = [Driver(name, "s", Triangular(0.0, 0.1, 0.5), "", "") for name in "abc"]
    group = Group("security", ("a", "b"), 0.8)
    found = sampler(drivers, draws=20_000).draw(drivers, [group], start=0, stop=20_000)
    assert spearmanr(found["a"], found["b"]).statistic == pytest.approx(0.8, abs=0.02)
    assert spearmanr(found["a"], found["c"]).statistic == pytest.approx(0.0, abs=0.03)
    alone = sampler(drivers).draw(drivers[:1], [group], start=0, stop=10)
    assert np.allclose(alone["a"], found["a"][:10], rtol=1e-12)


def test_quantiles_of_a_sketch_are_those_of_the_sample() -> None:
    rng = np.random.default_rng(3)
    values = np.column_stack(
        [rng.normal(0.0, 1.0, 5000), rng.lognormal(8.0, 2.0, 5000), np.zeros(5000)]
    )
    values[::7, 1] = np.nan
    parts = [calc_stats(b, values[b * 1000 : (b + 1) * 1000]) for b in range(5)]
    merged = merge_stats(parts)
    levels = [0.01, 0.05, 0.5, 0.9, 0.999]
    found = calc_quantiles(merged, levels)
    for k, column in enumerate(values.T):
        known = column[np.isfinite(column)]
        exact = np.quantile(known, levels, method="inverted_cdf")
        assert np.allclose(found[:, k], exact, rtol=RELATIVE_ERROR * 1.001, atol=1e-11)
        assert calc_mean(merged)[k] == pytest.approx(known.mean(), abs=1e-9)


def test_statistics_merge_to_the_same_bits_in_any_order() -> None:
    rng = np.random.default_rng(4)
    parts = [calc_stats(b, rng.normal(size=(100, 3)) * 10.0**b) for b in range(4)]
    whole = merge_stats(parts)
    for order in itertools.permutations(parts):
        again = merge_stats([merge_stats(order[:2]), merge_stats(order[2:])])
        assert np.array_equal(calc_mean(again), calc_mean(whole))
        assert np.array_equal(calc_quantiles(again, [0.1, 0.5]), calc_quantiles(whole, [0.1, 0.5]))


def test_a_seed_leaves_the_base_year_as_it_is(network: Network) -> None:
    grown, seed = add_seed(network, host="PAK", stage="ore", capacity=200e3)
    assert np.abs(calc_balance(grown)).max() < 1e-5
    found = solve(grown)
    assert np.abs(found.log_price).max() < 1e-5
    flow = np.array([grown.routes.flow[r] for r in seed.routes])
    assert flow.sum() == pytest.approx(seed.tonnes)
    # Either pattern sells all that the mine makes.
    for pattern in (seed.present, seed.world):
        assert (flow * np.array(pattern)).sum() == pytest.approx(seed.tonnes)
    ends = {grown.label_node(int(grown.routes.destination[r])) for r in seed.routes}
    assert ends == {"CHN ore", "USA ore"}
    # Pakistan sells its ore to China alone, so the present pattern has the world's other buyer out.
    usa = next(k for k, r in enumerate(seed.routes)
               if grown.label_node(int(grown.routes.destination[r])) == "USA ore")  # fmt: skip
    assert seed.present[usa] == 0.0


def test_a_ban_on_one_buyer_of_a_pooled_good_meets_its_published_imports_once() -> None:
    """Of 28,920 t of metal and oxide in 2024 China sent 55% by the shares of all forms."""
    found = build_market("antimony", 2024, tables=default_tables())
    assert isinstance(found, Market)
    assert found.pooled == ("refined",)
    network, routes = found.network, found.network.routes
    ends = (network.find_node("CHN", "refined"), network.find_node("USA", "refined"))
    between = (routes.origin == ends[0]) & (routes.destination == ends[1])
    assert routes.flow[between].sum() == pytest.approx(0.55 * 28_920, rel=0.1)
    assert any("United States by supplier" in words for words in tell_limits(found))


def test_gross_tonnes_are_refused() -> None:
    assert calc_tonnes("t Cu/y", "contained", commodity="copper", stage="ore") == 1.0
    with pytest.raises(UserError, match="ore to Cu"):
        calc_tonnes("Mt ore/y", "gross", commodity="copper", stage="ore")


def test_cuts_cover_every_block_once_and_are_large_on_other_machines() -> None:
    for blocks, workers, remote in itertools.product((1, 2, 7, 100, 1000), (1, 2, 8), (0, 1)):
        cuts = calc_cuts(blocks, workers=workers, remote=bool(remote))
        assert [b for first, last in cuts for b in range(first, last)] == list(range(blocks))
        if remote:
            assert all(10 <= last - first <= 48 for first, last in cuts[:-1])


def test_sensitivity_finds_the_variance_that_an_input_explains() -> None:
    drivers = [Driver(name, "s", Uniform(0.0, 1.0), "", "") for name in ("big", "small", "none")]
    drawn = np.random.default_rng(1).random((4096, 3))
    # Var of 3a + b: 9/10 from a, 1/10 from b.
    values = (3 * drawn[:, 0] + drawn[:, 1])[:, None]
    found = calc_sensitivity(drivers, drawn, [Key("price_change", "ore", "USA")], values, seed=1)
    by_name = {row["input"]: row for row in found}
    assert [row["input"] for row in found][:2] == ["big", "small"]
    assert by_name["big"]["s1"] == pytest.approx(0.9, abs=0.05)
    assert by_name["small"]["s1"] == pytest.approx(0.1, abs=0.05)
    assert by_name["none"]["s1"] == pytest.approx(0.0, abs=0.03)
    assert found == calc_sensitivity(
        drivers, drawn, [Key("price_change", "ore", "USA")], values, seed=1
    )
