"""A small copper market that balances by hand, and runs on it."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tenor.market import Network, Processes, Routes
from tenor.market.network import calc_balance, require_network
from tenor.panel.case import Case, load_case
from tenor.scenarios import Options, RunResult, run

COUNTRIES = ("CHL", "CHN", "PAK", "USA")


def make_network(commodity: str = "copper") -> Network:
    """Return four countries at two stages; residuals are zero."""
    # ore nodes 0..3, refined nodes 4..7, in the order of COUNTRIES
    country = np.array([0, 1, 2, 3, 0, 1, 2, 3])
    stage = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    links = {
        (0, 1): 600.0, (2, 1): 10.0, (0, 3): 50.0, (3, 1): 40.0,
        (4, 5): 200.0, (4, 7): 100.0, (5, 7): 30.0, (5, 6): 5.0,
    }  # fmt: skip
    plants = {(0, 4): 400.0, (1, 5): 950.0, (3, 7): 210.0}
    supply = np.array([1050.0, 300.0, 10.0, 200.0, 0.0, 0.0, 0.0, 0.0])
    made = {target: tonnes for (_, target), tonnes in plants.items()}
    demand = np.zeros(8)
    for node in range(4, 8):
        inflow = made.get(node, 0.0) + sum(t for (_, j), t in links.items() if j == node)
        demand[node] = inflow - sum(t for (i, _), t in links.items() if i == node)
    pairs = np.array(list(links))
    routes = Routes(
        pairs[:, 0], pairs[:, 1], 1e4 * np.array(list(links.values())), np.full(8, 2.0),
        np.zeros(8), np.zeros(8), np.zeros(8, dtype=bool),
    )  # fmt: skip
    ends = np.array(list(plants))
    processes = Processes(
        ends[:, 0], ends[:, 1], 1e4 * np.array(list(plants.values())), np.ones(3), np.full(3, 0.3)
    )
    network = Network(
        commodity, f"t {'Cu' if commodity == 'copper' else 'x'}", 2024, COUNTRIES,
        ("ore", "refined"), country, stage, np.repeat([7000.0, 9000.0], 4), 1e4 * supply,
        np.full(8, 0.2), 1e4 * demand, np.full(8, 0.4), np.zeros(8), np.full(8, 0.1),
        routes, processes,
    )  # fmt: skip
    assert np.abs(calc_balance(network)).max() < 1e-5
    return require_network(network)


@pytest.fixture(scope="session")
def network() -> Network:
    """Return the small market."""
    return make_network()


SCENARIOS = """
scenarios:
  - id: ban
    title: Chile keeps some of its ore
    story: A part of the exports of ore from Chile stops.
    shocks:
      - {id: ore, kind: export_restriction, country: Chile, commodity: copper, stage: ore,
         value: 0.2, unit: fraction, why: A test.}
  - id: wide
    title: A part of it, of unknown size
    story: Exports of refined copper to the United States are licensed.
    shocks:
      - {id: refined, kind: export_restriction, country: Chile, partner: United States,
         commodity: copper, stage: refined, value: 0.5, low: 0.2, high: 0.9, unit: fraction,
         why: A test.}
      - {id: use, kind: demand, commodity: copper, value: 0.02, low: 0.0, high: 0.05,
         unit: fraction, why: A test.}
"""


@pytest.fixture
def make_case(tmp_path: Path) -> Callable[[str], Case]:
    """Return a function that loads the flagship case with other scenarios."""

    def make(scenarios: str = SCENARIOS, name: str = "tried") -> Case:
        folder = tmp_path / name
        shutil.copytree(str(files("tenor") / "cases" / "pakistan-us"), folder, dirs_exist_ok=True)
        (folder / "scenarios.yaml").write_text(scenarios, encoding="utf-8")
        return load_case(folder)

    return make


@pytest.fixture
def run_small(network: Network, make_case: Callable[..., Case]) -> Callable[..., RunResult]:
    """Return a function that runs scenarios on the small market, 2035 unless told otherwise."""

    def start(scenarios: str = SCENARIOS, **options: Any) -> RunResult:
        name = options.pop("name", "tried")
        known = {f.name for f in dataclasses.fields(Options)}
        other = {key: options.pop(key) for key in [*options] if key in known}
        asked = Options(
            **{"years": [2035], "sensitivity": False, "networks": {"copper": network}, **other}
        )
        return run(make_case(scenarios, name), **{"draws": 64, **options}, options=asked)

    return start


def shock(kind: str, body: str) -> str:
    """Return a scenario with one shock of copper."""
    return (
        "scenarios:\n  - id: one\n    title: One\n    story: One.\n    shocks:\n"
        f"      - {{id: it, kind: {kind}, {body}, why: A test.}}\n"
    )


@pytest.fixture
def one_shock() -> Callable[[str, str], str]:
    """Return the function that writes a scenario with one shock."""
    return shock
