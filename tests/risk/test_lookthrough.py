"""Refined imports traced to the mines: worked by hand, and what holds for any trade."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tenor.core.countries import group_members
from tenor.core.errors import UserError
from tenor.risk import look_through
from tenor.risk.lookthrough import solve_metal, solve_origins
from tenor.sources.box import Tables

N = 4
amounts = st.floats(0.0, 1e6).map(lambda x: 0.0 if x < 1e-3 else x)
vectors = arrays(np.float64, N, elements=amounts)


@st.composite
def trades(draw) -> np.ndarray:
    trade = draw(arrays(np.float64, (N, N), elements=amounts))
    np.fill_diagonal(trade, 0.0)
    return trade


def matrix(n: int, *flows: tuple[int, int, float]) -> np.ndarray:
    trade = np.zeros((n, n))
    for exporter, importer, quantity in flows:
        trade[exporter, importer] = quantity
    return trade


# --- by hand --------------------------------------------------------------------------------


def test_a_smelter_mixes_its_own_ore_with_what_it_buys() -> None:
    # A mines 100 and sends 60 to B, which mines 20 itself; C only buys from B.
    origins = solve_origins(np.array([100.0, 20.0, 0.0]), matrix(3, (0, 1, 60.0), (1, 2, 8.0)))
    assert origins[0].tolist() == [1.0, 0.0, 0.0, 0.0]
    assert origins[1] == pytest.approx([0.75, 0.25, 0.0, 0.0])
    assert origins[2] == pytest.approx([0.75, 0.25, 0.0, 0.0])


def test_metal_keeps_its_origin_through_a_trading_country() -> None:
    # A mines all ore and B smelts it; C smelts nothing and passes the metal of B on to D.
    origins = solve_origins(np.array([50.0, 0.0, 0.0, 0.0]), matrix(4, (0, 1, 50.0)))
    metal = solve_metal(
        np.array([0.0, 50.0, 0.0, 0.0]), matrix(4, (1, 2, 30.0), (2, 3, 30.0)), origins
    )
    assert metal[3] == pytest.approx([1.0, 0.0, 0.0, 0.0, 0.0])
    assert metal[2] == pytest.approx(metal[3])


def test_two_countries_that_trade_both_ways() -> None:
    # A mines 10, B mines 10; A sends 10 to B and B sends 10 to A.
    # a = (10 + 10 b)/20 and b = (10 a)/20 for A's share, so a = 2/3 and b = 1/3.
    origins = solve_origins(np.array([10.0, 10.0]), matrix(2, (0, 1, 10.0), (1, 0, 10.0)))
    assert origins[0] == pytest.approx([2 / 3, 1 / 3, 0.0])
    assert origins[1] == pytest.approx([1 / 3, 2 / 3, 0.0])


def test_what_nobody_mined_is_of_unknown_origin() -> None:
    # B ships 30 but mines 10 and buys nothing: two thirds have no mine.
    origins = solve_origins(np.array([0.0, 10.0]), matrix(2, (1, 0, 30.0)))
    assert origins[0] == pytest.approx([0.0, 1 / 3, 2 / 3])


def test_a_ring_that_nothing_enters_is_of_unknown_origin() -> None:
    ring = matrix(3, (0, 1, 5.0), (1, 0, 5.0))
    origins = solve_origins(np.array([0.0, 0.0, 7.0]), ring)
    assert origins[:2].tolist() == [[0.0, 0.0, 0.0, 1.0]] * 2
    assert origins[2].tolist() == [0.0, 0.0, 1.0, 0.0]


def test_a_ring_that_is_fed_from_outside_takes_its_origin() -> None:
    ring = matrix(3, (0, 1, 5.0), (1, 0, 5.0), (2, 0, 1.0))
    origins = solve_origins(np.array([0.0, 0.0, 7.0]), ring)
    assert origins[:2] == pytest.approx(np.array([[0.0, 0.0, 1.0, 0.0]] * 2))


# --- for any trade --------------------------------------------------------------------------


def assert_shares(mix: np.ndarray) -> None:
    assert np.isfinite(mix).all()
    assert mix.min() >= -1e-9 and mix.max() <= 1 + 1e-9
    assert mix.sum(axis=1) == pytest.approx(np.ones(len(mix)), abs=1e-9)


@given(vectors, trades())
def test_origins_are_shares(mined: np.ndarray, trade: np.ndarray) -> None:
    assert_shares(solve_origins(mined, trade))


@given(vectors, trades(), vectors, trades())
def test_metal_origins_are_shares(mined, ore, output, refined) -> None:
    assert_shares(solve_metal(output, refined, solve_origins(mined, ore)))


@given(vectors, trades(), arrays(np.float64, N, elements=st.floats(1.0, 1e6)))
def test_without_refined_trade_the_metal_is_that_of_the_own_ore(mined, ore, output) -> None:
    origins = solve_origins(mined, ore)
    assert solve_metal(output, np.zeros((N, N)), origins) == pytest.approx(origins, abs=1e-9)


@given(arrays(np.float64, N, elements=st.floats(1.0, 1e6)))
def test_without_ore_trade_every_mine_feeds_itself(mined: np.ndarray) -> None:
    found = solve_origins(mined, np.zeros((N, N)))
    assert found == pytest.approx(np.column_stack([np.eye(N), np.zeros(N)]))


@given(vectors, trades(), st.floats(1e-3, 1e3))
def test_origins_do_not_depend_on_the_unit(mined, trade, scale: float) -> None:
    scaled = solve_origins(mined * scale, trade * scale)
    assert scaled == pytest.approx(solve_origins(mined, trade), abs=1e-6)


@given(vectors, trades(), st.permutations(range(N)))
def test_origins_follow_the_labels(mined, trade, order: list[int]) -> None:
    plain, moved = solve_origins(mined, trade), solve_origins(mined[order], trade[order][:, order])
    assert moved[:, :N] == pytest.approx(plain[order][:, order], abs=1e-6)


# --- on tables ------------------------------------------------------------------------------


@pytest.fixture
def chain(made_up: Callable[..., Tables]) -> Tables:
    """Aluminium of 2022: Guinea and Australia mine, China and Canada smelt, Japan trades."""
    ore = [("GIN", "CHN", 60.0), ("AUS", "CHN", 20.0), ("GIN", "CAN", 20.0)]
    metal = [("CHN", "JPN", 8.0), ("JPN", "USA", 6.0), ("CAN", "USA", 4.0)]
    codes = (("260600", ore), ("760110", metal))
    flows = [
        (code, 2022, importer, exporter, 1.0, quantity)
        for code, entries in codes
        for exporter, importer, quantity in entries
    ]
    output = [("Bauxite", "GIN", 80.0), ("Bauxite", "AUS", 40.0), ("Bauxite", "CHN", 20.0)]
    output += [("Aluminium", "CHN", 20.0), ("Aluminium", "CAN", 5.0)]
    made = [(series, country, 2022, amount, "t", "r") for series, country, amount in output]
    return made_up(baci=flows, wmd=made)


def test_a_chain_by_hand(chain: Tables) -> None:
    found = look_through("USA", "aluminum", 2022, tables=chain)
    assert found.commodity == "aluminium"
    assert found.direct == pytest.approx({"JPN": 0.6, "CAN": 0.4})
    # China's ore: 20 own, 60 Guinea, 20 Australia. Canada's: all Guinea.
    assert found.mined == pytest.approx({"GIN": 0.76, "AUS": 0.12, "CHN": 0.12})
    assert found.untraced == pytest.approx(0.0, abs=1e-12)
    assert next(iter(found.mined)) == "GIN"


def test_an_importer_without_refined_imports_is_refused(chain: Tables) -> None:
    with pytest.raises(UserError, match="no refined aluminium imports recorded for FRA in 2022"):
        look_through("FRA", "aluminium", 2022, tables=chain)


@pytest.mark.parametrize("commodity", ["aluminium", "tungsten", "gold", "platinum"])
@pytest.mark.parametrize("importer", ["USA", "EU27", "JPN"])
def test_real_origins_sum_to_one(importer: str, commodity: str) -> None:
    found = look_through(importer, commodity, 2022)
    assert math.fsum(found.direct.values()) == pytest.approx(1.0, abs=1e-9)
    assert math.fsum(found.mined.values()) + found.untraced == pytest.approx(1.0, abs=1e-9)
    assert 0.0 <= found.untraced <= 1.0
    assert list(found.mined.values()) == sorted(found.mined.values(), reverse=True)
    inside = group_members("EU27") if importer == "EU27" else (importer,)
    assert not set(found.direct) & set(inside)


def test_shared_codes_and_stand_ins_are_told() -> None:
    notes = " ".join(look_through("USA", "gold", 2022).notes)
    assert "other goods share 261690" in notes
    assert "net refined exports stand for it" in notes
    assert "alumina" in " ".join(look_through("USA", "aluminium", 2022).notes)


@pytest.mark.parametrize(
    ("commodity", "year", "message"),
    [
        ("antimony", 2022, "no trade data at hand at the stage refined"),
        ("lithium", 2022, "no trade data at hand at the stage ore"),
        ("graphite", 2022, "at the stage refined"),
        ("aluminium", 2010, "no mine production for 2010"),
        ("aluminium", 1990, "the trade data hold"),
        ("aluminim", 2022, "did you mean 'aluminium'"),
    ],
)
def test_a_chain_without_data_is_refused(commodity: str, year: int, message: str) -> None:
    with pytest.raises(UserError, match=message):
        look_through("USA", commodity, year)
