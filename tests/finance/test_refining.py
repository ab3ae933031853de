"""Refine or ship: the break-even charge, parity, value added, who gains, command and traces."""

from __future__ import annotations

import json
from functools import cache

import pytest

from tenor.cli import main
from tenor.core.errors import UnknownNameError, UserError
from tenor.decision.refining import Refined, assess_route, find_refining_trace, pick_routes
from tenor.finance import read_project, value_project
from tenor.finance.cases import find_project
from tenor.finance.plan import build_plan
from tenor.finance.refining.charging import (
    add_charge,
    bear_charge,
    calc_extra_pre_tax,
    calc_stated,
    require_plant,
)
from tenor.panel.case import load_case
from tenor.sources.box import default_tables

ROUTES = ("copper-concentrate", "antimony-concentrate", "chromite")


@cache
def route(name: str, draws: int = 0) -> Refined:
    """Return a route of the flagship case, compared."""
    case = load_case("pakistan-us")
    (one,) = pick_routes(case, name)
    return assess_route(case, one, default_tables(), draws=draws)


@pytest.mark.parametrize("name", ROUTES)
def test_at_the_charge_it_needs_a_plant_is_worth_nothing(name: str) -> None:
    found = route(name).result
    plant = read_project(find_project(f"pakistan-us/{route(name).route.plant}"))
    assert found.break_even.charge is not None
    extra = found.break_even.charge - found.break_even.stated
    at = value_project(add_charge(plant, extra)).project
    assert at.npv_after_tax == pytest.approx(0.0, abs=1e-5 * at.totals["capex"])


@pytest.mark.parametrize("name", ROUTES)
def test_before_tax_the_charge_is_exact_in_one_step(name: str) -> None:
    plant = read_project(find_project(f"pakistan-us/{route(name).route.plant}"))
    extra = calc_extra_pre_tax(build_plan(plant), value_project(plant).project.npv_pre_tax)
    assert extra is not None
    at = value_project(add_charge(plant, extra)).project
    assert at.npv_pre_tax == pytest.approx(0.0, abs=1e-6 * at.totals["capex"])


def test_value_added_is_work_capital_and_state() -> None:
    year = route("chromite").result.yearly
    left = year.sales - year.selling - year.feed_value - year.opex
    assert year.value_added == pytest.approx(left + year.wages)
    assert year.bought == pytest.approx(year.opex - year.wages)
    assert year.shipped_wet_t == pytest.approx(year.feed_t / 0.98)


def test_the_copper_smelter_pays_what_an_export_leaves() -> None:
    parity = route("copper-concentrate").result.parity
    assert parity is not None
    assert abs(parity) < 10.0  # USD per tonne of a concentrate worth some 3,000


def test_refining_adds_to_what_shipping_gives() -> None:
    found = route("antimony-concentrate").result
    assert found.mine is not None
    for gain in found.gains:
        own = found.plant.parties.get(gain.party)
        assert gain.refine - gain.ship == pytest.approx(own.npv if own else 0.0, abs=1e-3)


def test_a_charge_moves_money_from_mine_to_plant() -> None:
    plant = read_project(find_project("reko-diq-smelter"))
    mine = read_project(find_project("pakistan-us/reko-diq"))
    assert calc_stated(add_charge(plant, 10.0)) == pytest.approx(calc_stated(plant) + 10.0)
    before, after = (value_project(p).project.npv_pre_tax for p in (mine, bear_charge(mine, 10.0)))
    assert after < before


def test_a_mine_is_no_plant() -> None:
    with pytest.raises(ValueError, match="buys no feed"):
        require_plant(read_project(find_project("pakistan-us/reko-diq")))


def test_draws_give_the_charge_a_range() -> None:
    found = route("copper-concentrate", 300).result.break_even
    spread = found.quantiles
    assert spread["p05"] < spread["p50"] < spread["p95"]
    assert found.charge_pre_tax is not None
    assert spread["p05"] < found.charge_pre_tax < spread["p95"]


def test_the_largest_driver_comes_first() -> None:
    swings = [d.swing for d in route("chromite").result.drivers]
    assert swings == sorted(swings, reverse=True)
    assert swings[0] > 0


def test_every_number_answers_its_trace() -> None:
    case, tables = load_case("pakistan-us"), default_tables()
    for name in ("year/value_added", "charge_break_even", "ship_sea/hamburg", "ship_buyer/CHN"):
        found = find_refining_trace(f"decision.refining/copper-concentrate/{name}", case, tables)
        assert found.value is not None
        assert found.sources
    stated = find_refining_trace("case.refining/copper-concentrate/tc-2024", case, tables)
    assert stated.value == 80
    with pytest.raises(UnknownNameError):
        find_refining_trace("decision.refining/copper-concentrate/nothing", case, tables)


def test_the_command_gives_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["refine-or-ship", "pakistan-us", "--route", "chromite", "--draws", "0"]
    assert main([*given, "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["routes"]
    assert found["id"] == "chromite"
    assert found["break_even"]["stated"] == 0.0
    assert {p["party"] for p in found["parties"]} == {"developer", "host_federation"}
    assert main(given) == 0
    assert "charge that the plant needs" in capsys.readouterr().out


def test_a_case_without_routes_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UserError, match="states no routes"):
        pick_routes(load_case("indonesia-us"))
    assert main(["refine-or-ship", "pakistan-us", "--route", "copper"]) == 2
    assert "copper-concentrate" in capsys.readouterr().err
