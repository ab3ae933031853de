"""What a calibration takes from the data, and what it makes of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tenor.core.errors import UnknownNameError, UserError
from tenor.market.calibration import Options, build_network, calibrate
from tenor.market.calibration.quantities import find_doubtful
from tenor.market.calibration.unit_values import calc_unit_values, weighted_median
from tenor.market.network import calc_balance
from tenor.market.policy import Policy
from tenor.market.solving import solve
from tenor.panel.flows import Flows
from tenor.sources.box import Tables, default_tables


def _recorded(hs6: str, year: int) -> dict[tuple[str, str], float]:
    rows = (
        default_tables()
        .connection.cursor()
        .execute(
            "SELECT exporter, importer, quantity_t::DOUBLE FROM baci "
            f"WHERE hs6 = '{hs6}' AND year = {year} AND quantity_t > 0 AND exporter <> importer"
        )
    )
    return {(a, b): q for a, b, q in rows.fetchall()}


def _flows(network) -> dict[tuple[str, str], float]:
    names = [network.countries[k] for k in network.country]
    routes = network.routes
    return {
        (names[i], names[j]): q
        for i, j, q in zip(routes.origin, routes.destination, routes.flow, strict=True)
    }


def test_gross_flows_are_the_recorded_tonnes() -> None:
    options = Options(basis="gross", keep_flows=True, impute=False, as_published=True)
    network = build_network("nickel", 2013, stages=["ore"], options=options)
    assert network.basis == "t gross"
    assert _flows(network) == pytest.approx(_recorded("260400", 2013), abs=1e-9)


def test_before_output_is_known_exports_stand_for_supply() -> None:
    network = build_network("nickel", 2013)
    routes = network.routes
    sold = np.bincount(routes.origin, routes.flow, minlength=network.size)
    bought = np.bincount(routes.destination, routes.flow, minlength=network.size)
    assert network.stages == ("ore",)
    assert network.supply == pytest.approx(sold)
    assert network.demand == pytest.approx(bought)
    assert not network.residual.any()
    assert any("exports stand for supply" in note for note in network.assumptions)


def test_kept_flows_are_recorded_tonnes_times_the_factor() -> None:
    network = build_network("chromium", 2022, stages=["ore"], options=Options(keep_flows=True))
    found, recorded = _flows(network), _recorded("261000", 2022)
    assert {pair: found[pair] for pair in recorded} == pytest.approx(
        {pair: 0.42 * tonnes for pair, tonnes in recorded.items()}
    )
    filled = set(found) - set(recorded)
    assert filled
    assert any("were filled from unit values" in note for note in network.assumptions)


def test_aluminium_runs_from_bauxite_over_a_world_market_of_alumina_to_metal() -> None:
    network = build_network("aluminium", 2022)
    assert network.stages == ("ore", "intermediate", "refined")
    market = network.find_node("WLD", "intermediate")
    into = network.routes.destination == market
    assert into.any()
    assert network.routes.assumed[into].all()
    observed = network.stage[network.routes.origin] != 1
    assert not network.routes.assumed[observed].any()
    # No plant gives more metal than it takes in.
    assert network.processes.output_per_input.max() <= 1.0
    # China smelts most of the world's aluminium; its output is close to the 40 Mt recorded.
    smelts = network.processes.target == network.find_node("CHN", "refined")
    made = (network.processes.input * network.processes.output_per_input)[smelts].sum()
    assert made == pytest.approx(40.2e6, rel=0.05)


def test_tonnes_are_conserved_over_the_world() -> None:
    network = build_network("copper", 2022)
    plants = network.processes
    lost = (plants.input * (1 - plants.output_per_input)).sum()
    enters = network.supply.sum() + network.residual.sum()
    assert enters == pytest.approx(network.demand.sum() + lost, rel=1e-12)


def test_pooling_keeps_the_largest_and_the_world() -> None:
    options = Options(top=59)
    network = build_network("aluminium", 2022, options=options)
    whole = build_network("aluminium", 2022)
    assert len(network.countries) == 61  # 59, the rest of the world, the market of alumina
    assert {"ROW", "WLD", "CHN", "GIN", "AUS"} <= set(network.countries)
    assert network.supply.sum() == pytest.approx(whole.supply.sum(), rel=0.02)
    assert np.abs(calc_balance(network)).max() <= 1e-12 * network.world_demand
    assert abs(solve(network).log_price).max() <= 1e-5


@pytest.mark.parametrize(
    ("commodity", "stages"),
    [
        ("antimony", ("ore", "refined")),
        ("copper", ("ore", "refined")),
        ("gold", ("refined",)),
        ("iron", ("ore",)),
        ("lithium", ("ore", "refined")),
        ("rare_earths", ("ore", "refined")),
        ("tungsten", ("ore", "intermediate")),
    ],
)
def test_stages_that_the_data_link(commodity: str, stages: tuple[str, ...]) -> None:
    assert build_network(commodity, 2022).stages == stages


def test_american_imports_of_metal_have_their_suppliers() -> None:
    network = build_network("copper", 2022)
    names = [network.countries[k] for k in network.country]
    buyer = network.find_node("USA", "refined")
    into = network.routes.destination == buyer
    found = {
        names[i]: q
        for i, q in zip(network.routes.origin[into], network.routes.flow[into], strict=True)
    }
    # 732 kt imported in 2022; mean shares of 2021 to 2024: Chile 68%, Canada 16%, ... others 3%.
    assert sum(found.values()) == pytest.approx(732e3)
    assert found["CHL"] == pytest.approx(0.68 * 732e3)
    assert found["WLD"] == pytest.approx(0.03 * 732e3)
    seen = dict(zip(np.flatnonzero(into), network.routes.assumed[into], strict=True))
    assert sorted(seen.values()).count(True) == 1  # what comes from the world market
    # Use is output and imports less the 27 kt exported.
    made = network.processes.target == buyer
    own = (network.processes.input * network.processes.output_per_input)[made].sum()
    expected = own + network.supply[buyer] + 732e3 - 27e3
    assert network.demand[buyer] == pytest.approx(expected)


def test_a_ban_on_one_buyer_is_felt_by_that_buyer() -> None:
    network = build_network("antimony", 2022)
    seller, buyer = (network.find_node(place, "refined") for place in ("CHN", "USA"))
    scale = np.ones(len(network.routes.flow))
    scale[(network.routes.origin == seller) & (network.routes.destination == buyer)] = 0.0
    after = solve(network, Policy(route_scale=scale))
    market = network.find_node("WLD", "refined")
    assert after.log_price[buyer] > 0 > after.log_price[market]
    assert not after.backstop.any()


def test_own_trade_opens_a_stage(made_up: Callable[..., Tables]) -> None:
    rows = [
        ("740311", 2022, "CHN", "CHL", 9_000_000.0, 1_000_000.0),
        ("740311", 2022, "USA", "CHL", 4_500_000.0, 500_000.0),
        ("740311", 2022, "DEU", "ZMB", 900_000.0, 100_000.0),
    ]
    boxed = build_network("copper", 2022)
    own = build_network("copper", 2022, tables=made_up(baci=rows))
    assert "WLD" in boxed.countries
    assert "WLD" not in own.countries
    market = own.find_node("USA", "refined")
    flow = own.routes.flow[own.routes.destination == market]
    assert flow == pytest.approx([500_000.0], rel=0.05)
    assert own.price[own.find_node("CHL", "refined")] == pytest.approx(9_000, rel=0.01)
    assert abs(solve(own).log_price).max() <= 1e-5


def test_unknown_output_of_a_listed_country_is_what_it_sells(
    made_up: Callable[..., Tables],
) -> None:
    trade = [
        ("260900", 2022, "CHN", "BOL", 1_000.0, 100.0),
        ("260900", 2022, "CHN", "PER", 4_000.0, 400.0),
    ]
    output = [
        ("Tin", "BOL", 2022, None, "t", "r"),
        ("Tin", "PER", 2022, 200.0, "t", "r"),
    ]
    network = build_network("tin", 2022, tables=made_up(baci=trade, wmd=output), stages=["ore"])
    assert network.supply[network.find_node("BOL", "ore")] == pytest.approx(50.0, rel=0.2)
    assert network.demand[network.find_node("CHN", "ore")] == pytest.approx(250.0, rel=0.05)


def test_a_missing_quantity_is_filled_and_flagged(made_up: Callable[..., Tables]) -> None:
    trade = [
        ("260900", 2022, "CHN", "PER", 4_000.0, 400.0),
        ("260900", 2022, "MYS", "PER", 1_000.0, None),
    ]
    output = [("Tin", "PER", 2022, 250.0, "t", "r")]
    tables = made_up(baci=trade, wmd=output)
    found = calibrate("tin", 2022, tables=tables, stages=["ore"])
    place = [found.network.countries[k] for k in found.network.country]
    filled = {
        place[j]: bool(flag)
        for j, flag in zip(found.network.routes.destination, found.imputed, strict=True)
    }
    assert filled == {"CHN": False, "MYS": True}
    at = [place[j] for j in found.network.routes.destination].index("MYS")
    assert found.observed_flow[at] == pytest.approx(0.5 * 100.0)
    left = calibrate("tin", 2022, tables=tables, stages=["ore"], options=Options(impute=False))
    assert len(left.network.routes.flow) == 1
    assert any("no tonnes and are left out" in note for note in left.network.assumptions)


def test_later_years_change_nothing(made_up: Callable[..., Tables]) -> None:
    rows = [("260400", year, "CHN", "IDN", 1.0, 1.0) for year in range(2014, 2025)]
    own = build_network("nickel", 2013, tables=made_up(baci=rows))
    boxed = build_network("nickel", 2013)
    assert own.routes.flow.tolist() == boxed.routes.flow.tolist()
    assert own.price.tolist() == boxed.price.tolist()


def test_phantom_tonnes_enter_no_price() -> None:
    # One flow of nothing but tonnes: its value is a thousandth of what they would be worth.
    exporter = np.array([0, 0, 1, 2])
    tonnes = np.array([100.0, 50.0, 100.0, 1e5])
    value = np.array([2.0e5, 1.1e5, 1.9e5, 2.0e5])
    found = calc_unit_values(exporter, tonnes, value)
    assert found.world == pytest.approx(2000.0, rel=0.1)
    assert 2 not in found.exporter
    assert found.at(np.array([2])) == found.world


def test_papua_new_guinea_does_not_ship_forty_times_what_it_mines() -> None:
    network = build_network("copper", 2022)
    sold = network.routes.flow[network.routes.origin == network.find_node("PNG", "ore")].sum()
    # World Mining Data: 76 kt mined. The trade data say 28 Mt gross, about 7.6 Mt of copper.
    assert sold < 0.3e6


def test_a_country_that_could_have_mined_it_is_not_doubted() -> None:
    zero = np.zeros(3, dtype=np.int64)
    flows = Flows(
        zero, zero, zero, np.array([1, 2, 2]), np.array([0, 0, 1]),
        np.array([60.0, 20.0, 50.0]), np.array([9000.0, 10.0, 25.0]),
    )  # fmt: skip
    assert not find_doubtful(flows, flows.quantity_t, np.array([9000.0, 30.0, 0.0])).any()


@pytest.mark.parametrize(("values", "weights", "expected"), [
    ([3.0, 1.0, 2.0], [1.0, 1.0, 1.0], 2.0),
    ([5.0, 9.0], [0.9, 0.1], 5.0),
])  # fmt: skip
def test_weighted_median(values: list[float], weights: list[float], expected: float) -> None:
    assert weighted_median(np.array(values), np.array(weights)) == expected


def test_the_nearest_name_is_told() -> None:
    with pytest.raises(UnknownNameError, match="copper"):
        build_network("coper", 2022)
    with pytest.raises(UnknownNameError, match="did you mean 'ore'"):
        build_network("tin", 2022, stages=["or"])
    with pytest.raises(UnknownNameError, match="260900"):
        build_network("tin", 2022, codes=["260901"])
    with pytest.raises(UserError, match="1995-2024"):
        build_network("tin", 2050)
    with pytest.raises(UserError, match="one stage"):
        build_network("aluminium", 2013, stages=["ore", "refined"])


@pytest.mark.parametrize("commodity", ["gallium", "salt"])
def test_no_trade_is_told_with_its_codes(commodity: str) -> None:
    with pytest.raises(UserError, match=r"no trade of the year .* import a trade file"):
        build_network(commodity, 2022)


def test_options_are_checked() -> None:
    with pytest.raises(UserError, match="basis"):
        Options(basis="nett")
    with pytest.raises(UserError, match="gross basis"):
        build_network("aluminium", 2022, stages=["ore", "refined"], options=Options(basis="gross"))
