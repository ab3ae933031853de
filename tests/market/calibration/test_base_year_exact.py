"""The base year comes back for every commodity in the data, from prices pushed away from it."""

from __future__ import annotations

import numpy as np
import pytest

from tenor.core.errors import UserError
from tenor.market.base import solve_base
from tenor.market.network import calc_balance
from tenor.panel.materials import read_materials

YEARS = (1995, 2009, 2018, 2023)
NOT_IN_THE_BOX = {
    *("gallium", "indium", "rhenium", "diamonds_gem", "diamonds_industrial", "perlite", "potash"),
    *("salt", "talc", "vermiculite", "oil_sands", "oil_shales"),
}


@pytest.mark.parametrize("commodity", read_materials().commodities)
def test_base_year_comes_back(commodity: str) -> None:
    solved = 0
    for year in YEARS:
        try:
            base = solve_base(commodity, year)
        except UserError as error:
            assert "no trade" in str(error)
            continue
        solved += 1
        network = base.calibration.network
        assert base.max_price_error <= 1e-5
        assert base.max_flow_error <= 1e-6
        assert base.mass_balance_error <= 1e-9
        assert np.abs(calc_balance(network)).max() <= 1e-12 * network.world_demand
        # The solver did start elsewhere, and so found the base year.
        assert base.solution.iterations > 0
    assert (solved == 0) == (commodity in NOT_IN_THE_BOX)


@pytest.mark.parametrize("year", [2004, 2011, 2014, 2016, 2020, 2022, 2024])
@pytest.mark.parametrize("commodity", ["aluminium", "nickel", "tin"])
def test_base_year_comes_back_in_other_years(commodity: str, year: int) -> None:
    base = solve_base(commodity, year)
    assert base.max_price_error <= 1e-5
    assert base.max_flow_error <= 1e-6
