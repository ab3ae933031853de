"""The gravity equation, and mines and plants that are seeded by it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from tenor.core.errors import UnknownNameError, UserError
from tenor.market.calibration import build_network
from tenor.market.calibration.distances import calc_distances
from tenor.market.calibration.gravity import fit_gravity, fit_poisson
from tenor.market.calibration.seeding import add_node, add_plant, seed_routes
from tenor.market.network import Network
from tenor.market.solving import solve


@pytest.fixture(scope="module")
def copper() -> Network:
    return build_network("copper", 2022)


def test_poisson_is_the_optimum_of_its_likelihood() -> None:
    random = np.random.default_rng(4)
    columns = np.column_stack([np.ones(400), random.normal(5, 2, 400), random.normal(9, 1, 400)])
    counts = random.poisson(np.exp(columns @ [0.5, 0.4, -0.2])).astype(float)
    found, spread = fit_poisson(columns, counts)
    general = minimize(
        lambda b: (np.exp(columns @ b) - counts * (columns @ b)).sum(), found + 0.05, method="BFGS"
    )
    assert found == pytest.approx(general.x, abs=1e-3)
    assert np.abs(found[1:] - [0.4, -0.2]).max() < 4 * spread[1:].max()
    # With true Poisson counts the robust errors are near those of the information matrix.
    mean = np.exp(columns @ found)
    plain = np.sqrt(np.diag(np.linalg.inv((columns * mean[:, None]).T @ columns)))
    assert spread == pytest.approx(plain, rel=0.25)


def test_zero_trade_counts() -> None:
    x = np.column_stack([np.ones(4), [0.0, 0.0, 1.0, 1.0]])
    found, _ = fit_poisson(x, np.array([3.0, 5.0, 0.0, 2.0]))
    assert np.exp(found[0]) == pytest.approx(4.0)
    assert np.exp(found.sum()) == pytest.approx(1.0)


def test_distances_are_those_of_the_globe() -> None:
    matrix = calc_distances(["FRA", "USA", "XYZ"])
    assert matrix[0, 1] == matrix[1, 0]
    # Middle of France to the middle of the contiguous United States.
    assert matrix[0, 1] == pytest.approx(7_900, rel=0.05)
    assert np.isnan(matrix[0, 2])


@pytest.mark.parametrize(
    ("commodity", "year", "stage"),
    [("aluminium", 2022, "ore"), ("aluminium", 2022, "refined"), ("copper", 2022, "ore")],
)
def test_trade_falls_with_distance_and_rises_with_size(
    commodity: str, year: int, stage: str
) -> None:
    found = fit_gravity(build_network(commodity, year), stage)
    _, sold, bought, far = found.coefficient
    assert found.estimated
    assert far + 1.645 * found.error[3] < 0
    assert sold == pytest.approx(1.0, abs=0.3)
    assert bought == pytest.approx(1.0, abs=0.3)


def test_few_routes_estimate_nothing() -> None:
    found = fit_gravity(build_network("copper", 2022), "refined")
    assert not found.estimated
    assert found.as_dict()["explained"] is None


def test_seeded_routes_add_up_and_are_tagged(copper: Network) -> None:
    node = copper.find_node("CHL", "ore")
    routes = seed_routes(copper, node, 1000.0)
    assert routes.flow.sum() == pytest.approx(1000.0)
    assert routes.assumed.all()
    assert (routes.origin == node).all()
    doubled = seed_routes(copper, node, 1000.0, factor=2.0)
    assert doubled.flow == pytest.approx(2 * routes.flow)
    back = seed_routes(copper, node, 1000.0, direction="in")
    assert (back.destination == node).all()


@pytest.mark.parametrize("country", ["AFG", "PAK", "CHL"])
def test_a_closed_mine_leaves_the_base_year(copper: Network, country: str) -> None:
    mine = add_node(copper, country, "ore", 250_000.0)
    closed, opened = (solve(mine.network, mine.policy(share)) for share in (0.0, 1.0))
    assert np.abs(closed.log_price).max() <= 1e-5
    count = len(copper.routes.flow)
    assert closed.flow[:count] == pytest.approx(copper.routes.flow)
    assert closed.flow[count:].sum() == 0.0
    node = mine.network.find_node(country, "ore")
    # Its own price falls, and the output of the country answers by the supply elasticity.
    at_base_price = closed.supply[node] + 250_000
    answer = np.exp(mine.network.supply_elasticity[node] * opened.log_price[node])
    assert opened.log_price[node] < 0
    assert opened.supply[node] == pytest.approx(at_base_price * answer)
    buyer = mine.network.find_node("CHN", "ore")
    assert opened.price[buyer] < closed.price[buyer]
    assert any("seeded by gravity (assumed)" in note for note in mine.network.assumptions)


def test_half_a_mine_moves_prices_less(copper: Network) -> None:
    mine = add_node(copper, "PAK", "ore", 250_000.0)
    buyer = mine.network.find_node("CHN", "ore")
    prices = [solve(mine.network, mine.policy(share)).log_price[buyer] for share in (0.0, 0.5, 1.0)]
    assert prices[0] > prices[1] > prices[2]


def test_a_new_plant_takes_feed_and_gives_metal(copper: Network) -> None:
    plant = add_plant(copper, "Pakistan", ["ore", "refined"], 100_000.0)
    closed, opened = (solve(plant.network, plant.policy(share)) for share in (0.0, 1.0))
    assert np.abs(closed.log_price).max() <= 1e-5
    assert closed.input[-1] == 0.0
    assert opened.input[-1] == pytest.approx(100_000, rel=0.1)
    metal = plant.network.find_node("WLD", "refined")
    assert opened.demand[metal] > closed.demand[metal]


def test_wrong_additions_are_told(copper: Network) -> None:
    with pytest.raises(UserError, match="above zero"):
        add_node(copper, "PAK", "ore", -5.0)
    with pytest.raises(UnknownNameError, match="Pakistan"):
        add_node(copper, "Pakistn", "ore", 5.0)
    with pytest.raises(UnknownNameError, match="ore"):
        add_node(copper, "PAK", "or", 5.0)
    with pytest.raises(UserError, match="share of capacity"):
        add_node(copper, "PAK", "ore", 5.0).policy(-1.0)
