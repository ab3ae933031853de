"""What a linear network says of shortages, odd rows, exporters with power and more."""

from __future__ import annotations

import pytest

from tenor.core.errors import UserError
from tenor.market.own import OwnSolution, parse_network, solve_network
from tenor.market.own.bipartite import solve_spatial_cournot


def _solve(text: str) -> OwnSolution:
    return solve_network(parse_network(text.encode()))


def test_a_fixed_use_that_no_route_reaches_takes_the_backstop() -> None:
    found = _solve("""
form: linear
unit: kt
countries: [AUS, JPN]
stages: [ore, refined]
supply:
  - {country: AUS, stage: refined, intercept: 0, slope: 1}
demand:
  - {country: JPN, stage: refined, intercept: 12, slope: 0}
routes:
  - {from: AUS, to: JPN, stage: refined, cost: 1, quota: 0}
""")
    assert found.backstop_used
    assert found.as_dict()["backstop"] == [{"country": "JPN", "stage": "refined", "quantity": 12.0}]
    assert found.notes[0].startswith(
        "all routes into JPN at stage refined are closed and nothing is made at home; "
        "12 kt of the use of 12 kt can't be met; backstop used"
    )
    assert found.supply["all", "refined", "AUS"] == 0
    assert found.residual <= 1e-9


def test_the_part_that_a_quota_lets_through_is_met() -> None:
    found = _solve("""
form: linear
countries: [AUS, JPN]
backstop_price: 90
supply: [{country: AUS, intercept: 0, slope: 1}]
demand: [{country: JPN, intercept: 12, slope: 0}]
routes: [{from: AUS, to: JPN, cost: 1, quota: 5}]
""")
    assert found.backstop["all", "all", "JPN"] == pytest.approx(7)
    assert found.prices["all", "all", "JPN"] == pytest.approx(90)
    assert found.rents["routes[0]"] == pytest.approx(5 * (90 - 1 - 5))
    assert found.notes[0].startswith("quotas, caps and supply let too little reach JPN")


def test_a_steep_curve_is_not_taken_for_a_shortage() -> None:
    found = _solve("""
form: linear
countries: [AUS, JPN]
supply: [{country: AUS, intercept: 0, slope: 0.0001, cap: 100}]
demand: [{country: JPN, intercept: 12, slope: 0}]
routes: [{from: AUS, to: JPN, cost: 1, tariff: 3, tariff_kind: ad_valorem}]
""")
    assert not found.backstop_used
    assert found.prices["all", "all", "JPN"] == pytest.approx(4 * 120_000 + 1)


def test_a_buyer_whom_nothing_reaches_pays_his_choke_price() -> None:
    found = _solve("""
form: linear
countries: [AUS, JPN]
supply: [{country: AUS, intercept: 2, slope: 1}]
demand:
  - {country: AUS, intercept: 8, slope: -1}
  - {country: JPN, intercept: 12, slope: -2}
""")
    assert not found.backstop_used
    assert found.prices["all", "all", "JPN"] == pytest.approx(6)
    assert found.is_open["all", "all", "JPN"]
    assert any(
        n.startswith("no route leads into JPN and nothing is made at home; its use falls to zero")
        for n in found.notes
    )


def test_stocks_that_nobody_wants_are_left_unsold() -> None:
    text = """
form: linear
countries: [AUS]
supply: [{country: AUS, intercept: 10, slope: 0}]
demand: [{country: AUS, intercept: 6, slope: -1}]
"""
    found = _solve(text)
    assert found.prices["all", "all", "AUS"] == 0
    assert found.unsold["all", "all", "AUS"] == pytest.approx(4)
    found = _solve(text + "free_disposal: false\n")
    assert found.prices["all", "all", "AUS"] == pytest.approx(-4)
    assert not found.unsold
    fixed = text.replace("intercept: 6, slope: -1", "intercept: 6, slope: 0")
    assert _solve(fixed).unsold["all", "all", "AUS"] == pytest.approx(4)
    with pytest.raises(UserError, match="finds no buyer at any price"):
        _solve(fixed + "free_disposal: false\n")


def test_an_ad_valorem_tariff_is_charged_on_the_origin_price_or_on_arrival() -> None:
    text = """
form: linear
countries: [A, B]
supply: [{country: A, intercept: 0, slope: 1}]
demand: [{country: B, intercept: 50, slope: -1}]
routes: [{from: A, to: B, cost: 4, tariff: 0.5, tariff_kind: ad_valorem BASIS}]
"""
    fob = _solve(text.replace(" BASIS", ""))
    cif = _solve(text.replace(" BASIS", ", tariff_basis: cif"))
    # p + (1.5 p + 4) = 50 and p + 1.5 (p + 4) = 50, where p is also the quantity.
    assert fob.prices["all", "all", "A"] == pytest.approx(46 / 2.5)
    assert cif.prices["all", "all", "A"] == pytest.approx(44 / 2.5)
    quantity = 44 / 2.5
    assert cif.tariff_revenue["all", "all", "B"] == pytest.approx(0.5 * (quantity + 4) * quantity)


def test_caps_and_yields_have_their_rents() -> None:
    found = _solve("""
form: linear
countries: [CHL]
stages: [ore, metal]
supply: [{country: CHL, stage: ore, intercept: 0, slope: 1}]
demand: [{country: CHL, stage: metal, intercept: 100, slope: -1, inverse: true}]
processing: [{country: CHL, from_stage: ore, to_stage: metal, yield: 0.5, cost: 3, cap: 10}]
""")
    assert found.inputs == pytest.approx((10,))
    assert found.demand["all", "metal", "CHL"] == pytest.approx(5)
    assert found.prices["all", "ore", "CHL"] == pytest.approx(10)
    assert found.rents == pytest.approx({"processing[0]": 10 * (0.5 * 95 - 10 - 3)})


def test_sales_at_home_may_carry_a_cost() -> None:
    found = _solve("""
form: linear
countries: [A, B]
supply: [{country: A, intercept: 0, slope: 1}]
demand: [{country: A, intercept: 10, slope: -1}, {country: B, intercept: 10, slope: -1}]
routes: [{from: A, to: A, cost: 2}, {from: A, to: B, cost: 1}]
""")
    producers = found.producer_prices["all", "all", "A"]
    assert producers == pytest.approx(17 / 3)
    assert found.prices["all", "all", "A"] == pytest.approx(producers + 2)
    assert found.prices["all", "all", "B"] == pytest.approx(producers + 1)
    assert found.flows == pytest.approx((10 - producers - 2, 10 - producers - 1))


def test_a_free_route_of_a_country_to_itself_shows_its_sales_at_home() -> None:
    found = _solve("""
form: linear
countries: [A, B]
supply: [{country: A, intercept: 0, slope: 1}]
demand: [{country: A, intercept: 10, slope: -1}, {country: B, intercept: 10, slope: -1}]
routes: [{from: A, to: A, cost: 0}, {from: A, to: B, cost: 0}]
""")
    assert found.flows == pytest.approx((10 / 3, 10 / 3))


def test_surplus_is_the_area_between_curve_and_price() -> None:
    found = _solve("""
form: linear
countries: [A]
supply: [{country: A, intercept: 2, slope: 1, inverse: true}]
demand: [{country: A, intercept: 10, slope: -1, inverse: true}]
""")
    assert found.surplus == pytest.approx({"consumers": 8.0, "producers": 8.0})


def test_cross_prices_may_be_asymmetric_and_name_a_market_without_a_row() -> None:
    text = """
form: linear
countries: [A]
commodities: [tin, lead]
supply:
  - {country: A, commodity: tin, intercept: 0, slope: 1}
  - {country: A, commodity: lead, intercept: 0, slope: 2}
demand:
  - {country: A, commodity: tin, intercept: 20, slope: -1, cross: {lead: 0.5}}
  - {country: A, commodity: lead, intercept: 30, slope: -2, cross: {tin: 0.1}}
"""
    found = _solve(text)
    tin, lead = found.prices["tin", "all", "A"], found.prices["lead", "all", "A"]
    assert 2 * tin - 0.5 * lead == pytest.approx(20)
    assert 4 * lead - 0.1 * tin == pytest.approx(30)
    same = _solve(text.replace("-1, cross: {lead: 0.5}", "{tin: -1, lead: 0.5}"))
    assert same.prices == pytest.approx(found.prices)
    listed = text.replace("[tin, lead]", "[tin, {name: lead, cross: {demand: {tin: 0.1}}}]")
    listed = listed.replace("-2, cross: {tin: 0.1}", "-2")
    assert _solve(listed).prices == pytest.approx(found.prices)
    document = found.as_dict()
    assert set(document["prices"]) == {"tin", "lead"}
    alone = text.replace(
        "  - {country: A, commodity: lead, intercept: 30, slope: -2, cross: {tin: 0.1}}\n", ""
    )
    found = _solve(alone)  # nobody uses lead: its price is that of the market, zero
    assert found.prices["tin", "all", "A"] == pytest.approx(10)


COURNOT = """
form: linear
countries: [X, Y, M1, M2]
supply:
  - {country: X, intercept: 10, slope: 0.5, inverse: true, conduct: cournot}
  - {country: Y, intercept: 5, slope: 1, inverse: true, conduct: cournot}
demand:
  - {country: M1, intercept: 100, slope: -1, inverse: true}
  - {country: M2, intercept: 80, slope: -2, inverse: true}
routes:
  - {from: X, to: M1, cost: 1}
  - {from: X, to: M2, cost: 5}
  - {from: Y, to: M1, cost: 3}
  - {from: Y, to: M2, cost: 2}
"""


def test_dominant_exporters_withhold() -> None:
    found = _solve(COURNOT)
    apart = solve_spatial_cournot(([10, 5], [0.5, 1]), ([100, 80], [1, 2]), [[1, 5], [3, 2]])
    assert found.flows == pytest.approx(apart.flows.ravel(), rel=1e-9)
    rivals = _solve(COURNOT.replace(", conduct: cournot", ""))
    for market in ("M1", "M2"):
        assert found.prices["all", "all", market] > rivals.prices["all", "all", market]
    assert sum(found.supply.values()) < sum(rivals.supply.values())
    # Each exporter: marginal cost + transport = price less the fall that its own sales cause.
    exporter = found.exporters[0]
    assert exporter["marginal_cost"] == pytest.approx(10 + 0.5 * exporter["quantity"])
    assert exporter["marginal_cost"] + 1 == pytest.approx(
        found.prices["all", "all", "M1"] - found.flows[0]
    )


def test_a_tariff_on_an_exporter_with_power_is_charged_on_its_price() -> None:
    found = _solve("""
form: linear
countries: [X, M]
supply: [{country: X, intercept: 10, slope: 0, inverse: true, conduct: cournot}]
demand: [{country: M, intercept: 100, slope: -1, inverse: true}]
routes: [{from: X, to: M, cost: 5, tariff: 0.25, tariff_kind: ad_valorem}]
""")
    # Most of (95 - x) x / 1.25 - 10 x: x = (95 - 12.5) / 2.
    quantity = 41.25
    paid = (100 - quantity - 5) / 1.25
    assert found.flows == pytest.approx((quantity,))
    assert found.exporters[0]["profit"] == pytest.approx((paid - 10) * quantity)
    assert found.tariff_revenue["all", "all", "M"] == pytest.approx(0.25 * paid * quantity)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "intercept: 80, slope: -2, inverse: true",
            "intercept: 8, slope: 0",
            "could ask any price",
        ),
        (
            "routes:",
            "  - {country: X, intercept: 1, slope: 1}\nroutes:",
            "",
        ),
    ],
    ids=["fixed demand", "second demand row"],
)
def test_odd_markets_of_exporters(old: str, new: str, told: str) -> None:
    text = COURNOT.replace(old, new)
    if told:
        with pytest.raises(UserError, match=told):
            _solve(text)
        return
    with pytest.raises(UserError, match="demand falls as its price rises"):
        _solve(text)


def test_supply_that_is_always_cheaper_than_use_is_worth_has_no_equilibrium() -> None:
    with pytest.raises(UserError, match="grows without bound"):
        _solve("""
form: linear
countries: [A]
supply: [{country: A, intercept: 5, slope: 0, inverse: true}]
demand: [{country: A, intercept: 9, slope: 0, inverse: true}]
""")
