"""The isoelastic form of a person's own network."""

from __future__ import annotations

from dataclasses import replace

import pytest
from own_networks import imbalance

from tenor.core.errors import UserError
from tenor.market.own import Curve, OwnNetwork, Plant, Route, parse_network, solve_network

BASE = """
form: isoelastic
unit: kt
countries: [AUS, CHN, JPN]
stages: [ore, refined]
route_elasticity: 2
processing_elasticity: 0.5
supply:
  - {country: AUS, stage: ore, quantity: 100, price: 50, elasticity: 0.2}
  - {country: CHN, stage: ore, quantity: 30, price: 60, elasticity: 0.2}
demand:
  - {country: CHN, stage: refined, quantity: 70, price: 200, elasticity: -0.5}
  - {country: JPN, stage: refined, quantity: 20, price: 210, elasticity: -0.5}
  - {country: JPN, stage: ore, quantity: 40, price: 60, elasticity: -0.5}
routes:
  - {from: AUS, to: CHN, stage: ore, flow: 60}
  - {from: AUS, to: JPN, stage: ore, flow: 40}
  - {from: CHN, to: JPN, stage: refined, flow: 20}
processing:
  - {country: CHN, from_stage: ore, to_stage: refined, yield: 1, quantity: 90}
"""


def _changed(old: str, new: str) -> OwnNetwork:
    assert old in BASE
    return parse_network(BASE.replace(old, new).encode())


def test_the_base_year_comes_back() -> None:
    found = solve_network(parse_network(BASE.encode()))
    assert found.prices["all", "ore", "AUS"] == pytest.approx(50, rel=1e-9)
    assert found.prices["all", "refined", "JPN"] == pytest.approx(210, rel=1e-9)
    assert found.prices["all", "refined", "AUS"] is None
    assert found.flows == pytest.approx((60, 40, 20), rel=1e-9)
    assert found.residual <= 1e-9
    assert found.notes == ()


def test_a_tariff_moves_trade_and_raises_revenue() -> None:
    taxed = _changed("flow: 60}", "flow: 60, tariff: 0.25, tariff_kind: ad_valorem}")
    found = solve_network(taxed)
    origin = found.prices["all", "ore", "AUS"]
    assert found.flows[0] < 60 < 100 - 40 + 1
    assert found.flows[1] > 40
    assert origin < 50
    assert found.tariff_revenue["all", "ore", "CHN"] == pytest.approx(
        0.25 * origin * found.flows[0]
    )
    assert imbalance(found) <= 1e-9 * 130


def test_the_tariff_of_the_base_year_changes_nothing() -> None:
    same = "flow: 60, tariff: 0.25, base_tariff: 0.25, tariff_kind: ad_valorem}"
    assert solve_network(_changed("flow: 60}", same)).flows == pytest.approx((60, 40, 20))


def test_a_quota_binds_and_has_a_rent() -> None:
    found = solve_network(_changed("flow: 40}", "flow: 40, quota: 15}"))
    assert found.flows[1] == pytest.approx(15)
    assert found.rents["routes[1]"] > 0
    assert found.prices["all", "ore", "JPN"] > 60


def test_a_ban_is_told_and_its_shortage_with_it() -> None:
    found = solve_network(_changed("flow: 20}", "flow: 20, quota: 0}"))
    assert found.flows[2] == 0
    assert found.backstop_used
    (note,) = [n for n in found.notes if "backstop" in n]
    assert note.startswith("all routes into JPN at stage refined are closed")
    assert "after 20 kt in the base year, can't be met; backstop used" in note
    assert imbalance(found) <= 1e-9 * 130


def test_a_base_year_out_of_balance_is_told() -> None:
    found = solve_network(_changed("quantity: 100, price: 50", "quantity: 110, price: 50"))
    assert any(
        "does not balance in AUS at stage ore: 10 kt more supplied" in n for n in found.notes
    )
    assert found.prices["all", "ore", "AUS"] < 50
    assert imbalance(found) <= 1e-9 * 130


def test_two_base_prices_in_one_market_are_refused() -> None:
    with pytest.raises(UserError, match=r"is 60 here and 66 in supply\[2\]"):
        solve_network(
            _changed(
                "demand:\n",
                "  - {country: JPN, stage: ore, quantity: 0, price: 66, elasticity: 0}\ndemand:\n",
            )
        )


def test_a_market_without_a_base_price_is_refused() -> None:
    lane = "  - {from: CHN, to: AUS, stage: refined, flow: 1}\nprocessing:"
    with pytest.raises(UserError, match="no base price for AUS at stage refined"):
        solve_network(_changed("processing:", lane))


def _perfect(network: OwnNetwork) -> dict:
    """Return prices with the same curves and perfect substitutes, from tangents of the curves."""
    prices = {(r.stage, r.country): r.price for r in (*network.supply, *network.demand)}
    for _ in range(60):

        def tangent(row: Curve, sign: int, at: dict = prices) -> Curve:
            price = at[row.stage, row.country]
            size = abs(row.elasticity)
            quantity = row.quantity * (price / row.price) ** (sign * size)
            return replace(row, quantity=quantity, price=price, elasticity=size, cap=row.cap)

        lanes = tuple(replace(r, flow=None) for r in network.routes)
        local = replace(
            network,
            form="linear",
            supply=tuple(tangent(r, 1) for r in network.supply),
            demand=tuple(tangent(r, -1) for r in network.demand),
            routes=lanes,
        )
        found = solve_network(local)
        prices = {key: found.prices["all", *key] for key in prices}
    return prices


def test_as_the_route_elasticity_grows_the_classical_equilibrium_is_approached() -> None:
    network = OwnNetwork(
        "isoelastic",
        ("A", "B", "C"),
        ("ore",),
        supply=(
            Curve("A", "ore", quantity=100.0, price=10.0, elasticity=0.5, cap=80.0),
            Curve("B", "ore", quantity=40.0, price=12.0, elasticity=0.8),
        ),
        demand=(
            Curve("A", "ore", quantity=20.0, price=10.0, elasticity=0.4),
            Curve("B", "ore", quantity=50.0, price=12.0, elasticity=0.6),
            Curve("C", "ore", quantity=70.0, price=15.0, elasticity=0.5),
        ),
        routes=(
            Route("A", "B", "ore", cost=2.0, flow=30.0),
            Route("A", "C", "ore", cost=5.0, flow=50.0),
            Route("B", "C", "ore", cost=3.0, flow=20.0, tariff=1.0, tariff_kind="specific"),
        ),
    )
    classical = _perfect(network)
    gaps = []
    for elasticity in (300.0, 3_000.0, 10_000.0):
        found = solve_network(replace(network, options={"route_elasticity": elasticity}))
        gaps.append(
            max(abs(found.prices["all", *key] - price) / price for key, price in classical.items())
        )
    # The gap falls with the elasticity, one for one.
    assert gaps[1] < gaps[0] / 5
    assert gaps[2] < gaps[1] / 2.5
    assert gaps[2] < 5e-4


def test_a_plant_that_passes_all_on_gives_the_one_stage_answer() -> None:
    one = OwnNetwork(
        "isoelastic",
        ("A", "B"),
        ("metal",),
        supply=(Curve("A", "metal", quantity=100.0, price=10.0, elasticity=0.5),),
        demand=(Curve("B", "metal", quantity=100.0, price=12.0, elasticity=0.5),),
        routes=(Route("A", "B", "metal", flow=100.0, elasticity=2.0, tariff=0.3),),
    )
    two = replace(
        one,
        stages=("ore", "metal"),
        supply=(
            replace(one.supply[0], stage="ore"),
            Curve("A", "metal", quantity=0.0, price=10.0, elasticity=0.0),
        ),
        plants=(Plant("A", "ore", "metal", quantity=100.0, elasticity=1e6),),
    )
    joined, parted = solve_network(one), solve_network(two)
    for country in "AB":
        assert parted.prices["all", "metal", country] == pytest.approx(
            joined.prices["all", "metal", country], rel=1e-5
        )
