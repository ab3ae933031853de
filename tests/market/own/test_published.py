"""Published equilibria, re-entered from their primary sources.

What was computed here, and not printed in the source, says so beside it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from own_networks import MIRANDA_FACKLER

from tenor.core.errors import ShapeError, UserError
from tenor.market.own import Curve, OwnNetwork, Plant, Route, parse_network, solve_network
from tenor.market.own.bipartite import solve_bipartite, solve_spatial_cournot
from tenor.market.own.expansion import Capital, solve_expansion
from tenor.market.own.oligopoly import solve_oligopoly


def test_three_countries_of_miranda_and_fackler() -> None:
    found = solve_network(parse_network(MIRANDA_FACKLER))
    prices = [found.prices["all", "all", c] for c in "ABC"]
    exports = [found.supply["all", "all", c] - found.demand["all", "all", c] for c in "ABC"]
    assert prices == pytest.approx([24, 27, 30], abs=1e-6)
    assert exports == pytest.approx([6, 3, -9], abs=1e-6)
    assert found.residual < 1e-9
    assert not found.backstop_used


def test_three_countries_in_autarky() -> None:
    network = replace(parse_network(MIRANDA_FACKLER), routes=())
    found = solve_network(network)
    assert [found.prices["all", "all", c] for c in "ABC"] == pytest.approx(
        [20, 23.4, 34.5], abs=1e-6
    )
    assert [found.supply["all", "all", c] for c in "ABC"] == pytest.approx(
        [11, 10.2, 16.5], abs=1e-6
    )


# Takayama, T. and Judge, G. G. (1964), Journal of Farm Economics 46(1), 67-93, data as in the GAMS
# model library (spatequ). The equilibria were solved from these data in exact rationals; they are
# not read from a listing.
REGIONS, GOODS = ("Reg1", "Reg2", "Reg3"), ("Com1", "Com2")
DEMAND_AT_ZERO = [[200, 300], [100, 200], [160, 250]]
DEMAND_SLOPES = [[[-10, 1], [1, -10]], [[-5, 1], [1, -20]], [[-8, 1], [1, -10]]]
SUPPLY_AT_ZERO = [[-50, -60]] * 3
SUPPLY_SLOPES = [[[10, 0.5], [0.5, 15]], [[20, 0.5], [0.5, 25]], [[10, 0.5], [0.5, 15]]]
TRANSPORT = {(0, 1): (2, 3), (0, 2): (2, 3), (1, 2): (1, 2)}


def _takayama_judge(*, as_coded: bool) -> OwnNetwork:
    """Return the network; as coded in GAMS every slope multiplies the row's own price."""

    def curve(i: int, k: int, constants, slopes) -> Curve:
        row, other = slopes[i][k], GOODS[1 - k]
        if as_coded:
            return Curve(REGIONS[i], "all", GOODS[k], constants[i][k], float(sum(row)))
        return Curve(
            REGIONS[i], "all", GOODS[k], constants[i][k], row[k], cross={other: row[1 - k]}
        )

    pairs = [(i, k) for i in range(3) for k in range(2)]
    return OwnNetwork(
        "linear",
        REGIONS,
        commodities=GOODS,
        supply=tuple(curve(i, k, SUPPLY_AT_ZERO, SUPPLY_SLOPES) for i, k in pairs),
        demand=tuple(curve(i, k, DEMAND_AT_ZERO, DEMAND_SLOPES) for i, k in pairs),
        routes=tuple(
            Route(REGIONS[a], REGIONS[b], "all", GOODS[k], cost=cost[k])
            for (i, j), cost in TRANSPORT.items()
            for a, b in ((i, j), (j, i))
            for k in range(2)
        ),
    )


@pytest.mark.parametrize(
    ("as_coded", "expected"),
    [
        (True, [[11, 11.6363636364], [9, 8.6363636364], [10, 10.6363636364]]),
        (False, [[11.0071, 11.6317], [9.0071, 8.6317], [10.0071, 10.6317]]),
    ],
    ids=["as coded in GAMS: own prices only", "with the cross prices of the data"],
)
def test_takayama_and_judge(as_coded: bool, expected: list[list[float]]) -> None:
    found = solve_network(_takayama_judge(as_coded=as_coded))
    prices = [[found.prices[good, "all", region] for good in GOODS] for region in REGIONS]
    assert np.array(prices) == pytest.approx(np.array(expected), abs=1e-4)
    assert found.residual < 1e-9


def test_takayama_and_judge_with_cross_prices_ships_these_quantities() -> None:
    found = solve_network(_takayama_judge(as_coded=False))
    shipped = {
        (r.origin, r.destination, r.commodity): q
        for r, q in zip(found.network.routes, found.flows, strict=True)
        if q > 1e-6
    }
    assert shipped == pytest.approx(
        {
            ("Reg2", "Reg1", "Com1"): 35.6738,
            ("Reg2", "Reg1", "Com2"): 74.7113,
            ("Reg2", "Reg3", "Com1"): 35.188,
            ("Reg2", "Reg3", "Com2"): 49.2113,
        },
        abs=1e-3,
    )


def test_asymmetric_flow_dependent_costs_of_nagurney() -> None:
    # Recalled from Nagurney, Network Economics; every condition holds exactly by substitution.
    found = solve_bipartite(
        ([2, 3], [[5, 1], [1, 2]]),
        ([28.75, 41], [[2, 1], [1, 4]]),
        ([[1, 1.5], [15, 10]], [[1, 0.5, 0, 0], [0, 2, 0, 1], [2, 0, 3, 0], [0, 1, 0, 2]]),
    )
    assert found.flows == pytest.approx(np.array([[1.5, 1.5], [0, 2]]), abs=1e-6)
    assert found.supply_price == pytest.approx([19, 10], abs=1e-6)
    assert found.demand_price == pytest.approx([22.25, 25.5], abs=1e-6)


# Murphy, Sherali and Soyster (1982), five firms; data and quantities recalled, the quantities
# solve the first-order conditions.
FIVE = {"cost": [10, 8, 6, 4, 2], "size": 5, "exponent": [1.2, 1.1, 1.0, 0.9, 0.8]}
# Ten firms with data as in a GAMS model (nashemp); the quantities were computed apart from this
# code and are not printed in a source that was read.
TEN = {
    "cost": [5, 3, 8, 5, 1, 3, 7, 4, 6, 3],
    "size": 10,
    "exponent": [1.2, 1, 0.9, 0.6, 1.5, 1, 0.7, 1.1, 0.95, 0.75],
}


@pytest.mark.parametrize(
    ("firms", "elasticity", "expected", "price"),
    [
        (FIVE, 1.1, [36.93, 41.82, 43.71, 42.66, 39.18], 18.300581),
        (
            TEN,
            1.2,
            [35.3528, 46.5611, 4.7124, 19.9105, 121.0601, 46.5611, 12.0032, 42.5547, 20.5881,
             32.9767],
            8.520982,
        ),
    ],
    ids=["five firms", "ten firms"],
)  # fmt: skip
def test_oligopoly(firms, elasticity, expected, price) -> None:
    found = solve_oligopoly(**firms, demand=5000, elasticity=elasticity)
    assert found.quantity == pytest.approx(expected, abs=5e-3)
    assert found.price == pytest.approx(price, abs=1e-5)
    assert found.residual < 1e-12


def test_a_monopoly_that_could_ask_any_price_is_refused() -> None:
    with pytest.raises(UserError, match="ask ever more without end"):
        solve_oligopoly([1.0], 5, 1.0, demand=100, elasticity=0.8)


def test_a_spatial_duopoly_has_its_textbook_answer() -> None:
    # Cournot with p = 100 - Q, costs 10 and 20 and transport 4 for the second:
    # q1 = (100 - 2*10 + 24)/3, q2 = (100 - 2*24 + 10)/3.
    found = solve_spatial_cournot(([10, 20], [0, 0]), ([100], [1]), [[0], [4]])
    assert found.flows.ravel() == pytest.approx([104 / 3, 62 / 3], abs=1e-9)


def test_misshapen_markets_are_refused() -> None:
    with pytest.raises(ShapeError, match="slopes of cost"):
        solve_bipartite(([1], [[1]]), ([9], [[1]]), ([[1]], [[1, 2]]))


def _chain(count: int = 12) -> tuple[OwnNetwork, Capital]:
    names = [f"c{i}" for i in range(count)]
    return (
        OwnNetwork(
            "linear",
            tuple(names),
            ("ore", "conc", "metal"),
            supply=tuple(
                Curve(c, "ore", intercept=10.0 + i, slope=0.0, is_inverse=True)
                for i, c in enumerate(names)
            ),
            demand=tuple(
                Curve(c, "metal", intercept=5.0 + i, slope=0.0) for i, c in enumerate(names)
            ),
            routes=tuple(
                Route(names[i], names[j], stage, cost=1.0 + abs(i - j), quota=10000.0)
                for stage in ("conc", "metal")
                for i in range(count)
                for j in range(count)
                if i != j
            ),
            plants=tuple(
                Plant(c, *stages, output_per_input=ratio, cost=0.0)
                for c in names
                for *stages, ratio in (("ore", "conc", 0.03), ("conc", "metal", 0.25))
            ),
        ),
        Capital([50.0 + i for i in range(count)], [20.0, 80.0] * count),
    )


def test_a_chain_of_twelve_countries_at_least_cost() -> None:
    # The instance is Tenor's; its optimum was found with PyPSA 1.4 (HiGHS 1.15) and with a
    # direct statement in linopy, which agree.
    network, capital = _chain()
    found = solve_expansion(network, capital, years=20)
    assert found.cost == pytest.approx(4_595_460.0, rel=1e-6)
    assert found.supply.sum(axis=1) == pytest.approx(np.full(20, 126 / 0.03 / 0.25))


def test_a_chain_without_a_mine_is_told() -> None:
    network, capital = _chain(2)
    starved = replace(network, supply=tuple(replace(row, cap=0.0) for row in network.supply))
    with pytest.raises(UserError, match="use cannot be met"):
        solve_expansion(starved, replace(capital, supply=[None, None]), years=2)
