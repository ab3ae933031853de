"""What every answer must satisfy, whatever the network."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from own_networks import imbalance, random_network

from tenor.market.own import Curve, OwnNetwork, Plant, Route, solve_network

seeds = st.integers(0, 10**6)


@given(seeds, st.integers(1, 6), st.integers(1, 3), st.booleans())
def test_tonnes_are_conserved_and_no_arbitrage_is_left(seed, size, stages, ad_valorem) -> None:
    network = random_network(seed, size=size, stages=stages, ad_valorem=ad_valorem)
    found = solve_network(network)
    world = sum(found.demand.values()) or 1.0
    assert found.residual <= 1e-9
    assert imbalance(found) <= 1e-9 * world
    top = max((p for p in found.prices.values() if p is not None), default=1.0)
    for route, flow in zip(network.routes, found.flows, strict=True):
        origin = found.prices[route.commodity, route.stage, route.origin]
        there = found.prices[route.commodity, route.stage, route.destination]
        if origin is None or there is None:
            assert flow == 0
            continue
        is_full = route.quota is not None and flow >= route.quota - 1e-9 * world
        if not is_full:
            assert there <= route.calc_landed(origin) + 1e-6 * top
        if flow > 1e-6 * world:
            assert there >= route.calc_landed(origin) - 1e-6 * top


@given(seeds, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_names_changes_nothing(seed, random) -> None:
    network = random_network(seed, size=4)

    def shuffled(rows):
        rows = list(rows)
        random.shuffle(rows)
        return tuple(rows)

    other = replace(
        network,
        countries=shuffled(network.countries),
        **{name: shuffled(getattr(network, name)) for name in ("supply", "demand", "plants")},
        routes=shuffled(network.routes),
    )
    one, two = solve_network(network), solve_network(other)
    for key, price in one.prices.items():
        assert two.prices[key] == pytest.approx(price, rel=1e-8, abs=1e-8)
    flows = {r.place: q for r, q in zip(other.routes, two.flows, strict=True)}
    world = sum(one.demand.values()) or 1.0
    for route, flow in zip(network.routes, one.flows, strict=True):
        assert flows[route.place] == pytest.approx(flow, abs=1e-5 * world)


@given(seeds, st.sampled_from([1e-3, 0.5, 1e4]), st.sampled_from([1e-2, 3.0, 1e3]))
def test_other_units_scale_the_answer(seed, tonnes, money) -> None:
    network = random_network(seed, size=4, ad_valorem=True)

    def curve(row: Curve) -> Curve:
        if row.is_inverse:
            a, b = row.intercept * money, row.slope * money / tonnes
        else:
            a, b = row.intercept * tonnes, row.slope * tonnes / money
        cap = None if row.cap is None else row.cap * tonnes
        return replace(row, intercept=a, slope=b, cap=cap)

    def lane(r: Route) -> Route:
        duty = r.tariff * (money if r.tariff_kind == "specific" else 1.0)
        quota = None if r.quota is None else r.quota * tonnes
        return replace(r, cost=r.cost * money, tariff=duty, quota=quota)

    other = replace(
        network,
        supply=tuple(map(curve, network.supply)),
        demand=tuple(map(curve, network.demand)),
        routes=tuple(map(lane, network.routes)),
        plants=tuple(
            replace(p, cost=p.cost * money, cap=None if p.cap is None else p.cap * tonnes)
            for p in network.plants
        ),
    )
    one, two = solve_network(network), solve_network(other)
    for key, price in one.prices.items():
        if price is not None:
            assert two.prices[key] == pytest.approx(price * money, rel=1e-6, abs=1e-6 * money)
        assert two.supply[key] == pytest.approx(
            one.supply[key] * tonnes, rel=1e-6, abs=1e-6 * tonnes
        )


@given(seeds)
def test_revenue_and_rents_are_the_wedges(seed) -> None:
    network = random_network(seed, size=4, stages=1, ad_valorem=True)
    found = solve_network(network)
    wedge = 0.0
    for r, flow in zip(network.routes, found.flows, strict=True):
        if flow > 0:
            key = (r.commodity, r.stage)
            wedge += flow * (found.prices[*key, r.destination] - found.prices[*key, r.origin])
            wedge -= flow * r.cost
    rents = sum(v for place, v in found.rents.items() if place.startswith("routes"))
    total = sum(found.tariff_revenue.values()) + rents
    assert total == pytest.approx(wedge, rel=1e-6, abs=1e-6 * max(1.0, abs(wedge)))


@given(seeds)
def test_yield_one_and_free_processing_give_the_one_stage_answer(seed) -> None:
    one = random_network(seed, size=4, stages=1)
    mines = tuple(replace(row, stage="ore") for row in one.supply)
    two = replace(
        one,
        stages=("ore", "s0"),
        supply=mines,
        plants=tuple(Plant(c, "ore", "s0", output_per_input=1.0, cost=0.0) for c in one.countries),
    )
    joined, parted = solve_network(one), solve_network(two)
    for country in one.countries:
        key = ("all", "s0", country)
        if joined.demand[key] > 0:
            assert parted.prices[key] == pytest.approx(joined.prices[key], rel=1e-7)
        assert parted.demand[key] == pytest.approx(joined.demand[key], abs=1e-7)
        assert parted.supply["all", "ore", country] == pytest.approx(joined.supply[key], abs=1e-7)


@given(seeds)
def test_the_same_network_gives_the_same_bits(seed) -> None:
    network = random_network(seed, size=3)
    assert solve_network(network).as_dict() == solve_network(network).as_dict()


def test_a_tighter_quota_never_helps_the_buyer() -> None:
    prices = []
    for quota in (8.0, 6.0, 4.0, 2.0, 0.0):
        network = OwnNetwork(
            "linear",
            ("A", "B"),
            supply=(Curve("A", intercept=0.0, slope=1.0),),
            demand=(Curve("B", intercept=12.0, slope=-1.0),),
            routes=(Route("A", "B", cost=2.0, quota=quota, place="routes[0]"),),
        )
        found = solve_network(network)
        prices.append(found.prices["all", "all", "B"])
        if 0 < quota < 5:
            rent = quota * (prices[-1] - 2.0 - found.prices["all", "all", "A"])
            assert found.rents["routes[0]"] == pytest.approx(rent)
    assert prices == pytest.approx([7, 7, 8, 10, 12])
    assert np.all(np.diff(prices) >= -1e-12)
