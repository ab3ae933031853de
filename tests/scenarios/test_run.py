"""Runs on a small market: each kind of shock against the solver, bits, executors, files."""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tenor.core.errors import CaseError, UnknownNameError, UserError
from tenor.market import Network, Policy, solve
from tenor.panel.case import Case
from tenor.scenarios import Options, RunResult, compare, read_run, run, write_run
from tenor.scenarios.outputs import UNITS
from tenor.scenarios.results import LEVELS
from tenor.scenarios.studies import BASELINE

Runner = Callable[..., RunResult]
Writer = Callable[[str, str], str]


@pytest.fixture
def calm(network: Network) -> Network:
    """Return the small market with the elasticities that every draw of `fixed` has."""
    return network


@pytest.fixture
def fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every draw have the network's own elasticities, and no project of the case start."""
    from tenor.scenarios import running, studies

    monkeypatch.setattr(studies, "_elasticities", lambda market, share: [])
    monkeypatch.setattr(running, "add_plants", lambda case, market: (market, {}, ()))


def routes_of(network: Network, exporter: str, stage: str) -> np.ndarray:
    node = network.find_node(exporter, stage)
    return np.flatnonzero(network.routes.origin == node)


def changed(network: Network, **arrays: tuple[np.ndarray, Any]) -> Policy:
    """Return a policy with some elements changed."""
    built = {}
    for name, (at, value) in arrays.items():
        length = len(network.routes.flow) if name in {"route_scale", "tariff", "quota"} else 8
        start = {"quota": np.inf, "supply_cap": np.inf, "tariff": 0.0, "stock": 0.0}.get(name, 1.0)
        held = np.full(length, start)
        held[at] = value
        built[name] = held
    return Policy(**built)


def cases(network: Network) -> dict[str, tuple[str, str, Policy]]:
    """Return kind, body and the policy that each shock should be."""
    chl, usa = network.find_node("CHL", "ore"), network.find_node("USA", "refined")
    ore = routes_of(network, "CHL", "ore")
    into_usa = np.flatnonzero(network.routes.destination == usa)
    from_chl = into_usa[network.routes.origin[into_usa] == network.find_node("CHL", "refined")]
    flow = network.routes.flow[ore]
    plants = network.processes
    made = np.where(plants.target == network.find_node("CHL", "refined"), 0.7, 1.0)
    use = network.demand > 0
    return {
        "export ban": ("export_restriction", "country: Chile, stage: ore, value: 1.0, "
                       "unit: fraction", changed(network, route_scale=(ore, 0.0))),
        "import restriction": ("import_restriction", "country: United States, stage: refined, "
                               "value: 0.4, unit: fraction",
                               changed(network, route_scale=(into_usa, 0.6))),
        "quota": ("quota", "country: Chile, stage: concentrate, value: 3.25, unit: Mt Cu/y, "
                  "basis: contained", changed(network, quota=(ore, flow * 3250e3 / flow.sum()))),
        "duty": ("tariff", "country: United States, partner: Chile, stage: refined, value: 0.25, "
                 "unit: fraction", changed(network, tariff=(from_chl, 0.25))),
        "outage of a country": ("outage", "country: Chile, value: 0.3, unit: fraction",
                                dataclasses.replace(
                                    changed(network, supply_scale=(np.array([chl]), 0.7)),
                                    process_scale=made)),
        "cap of a country": ("capacity", "country: Chile, stage: ore, value: 8, unit: Mt Cu/y, "
                             "basis: contained",
                             changed(network, supply_cap=(np.array([chl]), 8000e3))),
        "demand": ("demand", "value: 0.1, unit: fraction",
                   changed(network, demand_scale=(np.flatnonzero(use), 1.1))),
        "release": ("release", "country: United States, stage: refined, value: 200, unit: kt Cu/y, "
                    "basis: contained", changed(network, stock=(np.array([usa]), 200e3))),
    }  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["export ban", "import restriction", "quota", "duty", "outage of a country",
     "cap of a country", "demand", "release"],
)  # fmt: skip
def test_each_kind_of_shock_is_the_policy_that_its_words_say(
    name: str, network: Network, run_small: Runner, one_shock: Writer, fixed: None
) -> None:
    kind, body, policy = cases(network)[name]
    body = body if "commodity" in body else f"{body}, commodity: copper"
    result = run_small(one_shock(kind, body), draws=4)
    expected = solve(network, policy)
    assert np.abs(expected.log_price).max() > 1e-4
    for iso3 in ("CHN", "USA", "PAK"):
        for stage in ("ore", "refined"):
            node = network.find_node(iso3, stage)
            row = result.get("price", scenario="one", country=iso3, stage=stage)
            assert row is not None
            assert row.at(0.5) == pytest.approx(expected.price[node], rel=1e-3)
            change = result.get("price_change", scenario="one", country=iso3, stage=stage)
            assert change is not None
            assert change.mean == pytest.approx(np.expm1(expected.log_price[node]), rel=1e-6)
            inflow = expected.flow[network.routes.destination == node].sum()
            imports = result.get("imports", scenario="one", country=iso3, stage=stage)
            assert imports is not None
            assert imports.mean == pytest.approx(inflow, rel=1e-6, abs=1e-3)


def test_a_price_given_from_outside_moves_values_and_no_tonne(
    run_small: Runner, one_shock: Writer, fixed: None
) -> None:
    text = one_shock("price", "commodity: copper, value: 0.4, unit: fraction")
    result = run_small(text, draws=4)
    at = {"scenario": "one", "country": "USA", "stage": "refined"}
    found = {row.variable: row.mean for row in result.rows
             if all(getattr(row, k) == v for k, v in at.items())}  # fmt: skip
    assert found["price_change"] == pytest.approx(-0.4)
    assert found["import_bill_change"] == pytest.approx(-0.4)
    assert found["imports_change"] == 0.0
    assert "given from outside" in " ".join(note["text"] for note in result.notes)


def test_the_baseline_of_a_calm_market_is_the_base_year(
    network: Network, run_small: Runner, fixed: None
) -> None:
    result = run_small(draws=4)
    node = network.find_node("USA", "refined")
    expected = {
        "price": 9000.0, "imports": 1300e3, "exports": 0.0, "output": 2100e3, "use": 3400e3,
        "import_bill": 1300e3 * 9000.0, "import_share": 1300 / 3400,
        "import_hhi": (100 / 130) ** 2 + (30 / 130) ** 2, "import_cover": 365.0,
        "price_change": 0.0,
    }  # fmt: skip
    assert network.demand[node] == pytest.approx(3400e3)
    for variable, value in expected.items():
        row = result.get(variable, scenario=BASELINE, country="USA", stage="refined")
        assert row is not None
        assert row.mean == pytest.approx(value), variable
    share = result.get(
        "supply_share", scenario=BASELINE, country="USA", stage="refined", supplier="CHN"
    )
    assert share is not None
    assert share.mean == pytest.approx(30 / 130)


def test_a_shock_that_no_market_shows_is_said_in_words(
    run_small: Runner, one_shock: Writer
) -> None:
    body = (
        "country: Pakistan, partner: United States, commodity: copper, stage: refined, "
        "value: 0.5, unit: fraction"
    )
    result = run_small(one_shock("export_restriction", body), draws=4)
    assert [row for row in result.rows if row.scenario == "one"] == []
    told = " ".join(note["text"] for note in result.notes)
    assert "nothing moves at stage refined of Copper from Pakistan to United States" in told
    text = one_shock("demand", "commodity: gallium, value: 0.5, unit: fraction")
    with pytest.raises(UserError, match="no market"):
        run_small(text, draws=4, name="other")


def test_an_exempt_good_pays_no_duty(run_small: Runner, one_shock: Writer) -> None:
    body = (
        "country: United States, partner: Chile, policy: us-reciprocal-duty, commodity: copper, "
        "stage: ore, value: 0.2, unit: fraction"
    )
    result = run_small(one_shock("tariff", body), draws=4)
    assert "260300" in " ".join(note["text"] for note in result.notes)
    assert [row for row in result.rows if row.scenario == "one"] == []


def test_changes_are_paired_with_the_baseline_of_the_same_draw(run_small: Runner) -> None:
    nothing = """
scenarios:
  - id: nothing
    title: Nothing
    story: A shock of no size.
    shocks:
      - {id: it, kind: export_restriction, country: Chile, commodity: copper, value: 0.0,
         unit: fraction, why: A test.}
"""
    result = run_small(nothing, draws=64)
    changes = [row for row in result.rows if row.variable.endswith("_change")]
    assert changes
    for row in changes:
        known = [q for q in row.quantiles if q is not None]
        assert all(abs(q) < 1e-7 for q in known)


def test_a_new_mine_sells_more_ore_and_an_outage_takes_its_part(run_small: Runner) -> None:
    text = """
scenarios:
  - id: stop
    title: It stops
    story: All of a year is lost.
    shocks:
      - {id: it, kind: outage, project: reko-diq, value: 1.0, unit: fraction, why: A test.}
"""
    result = run_small(text, draws=64, years=[2027, 2045])

    def exports(scenario: str, year: int) -> float:
        row = result.get("exports", scenario=scenario, country="PAK", stage="ore", year=year)
        assert row is not None
        assert row.mean is not None
        return row.mean

    assert exports(BASELINE, 2027) == pytest.approx(100e3, rel=1e-3)
    # 460,000 t planned, 75 to 100% used, and somewhat less at the lower price.
    assert 100e3 + 0.7 * 460e3 < exports(BASELINE, 2045) < 100e3 + 460e3
    assert exports("stop", 2045) == pytest.approx(100e3, rel=0.05)


MANY = {"draws": 2500, "years": [2030, 2035]}


@pytest.fixture(scope="module")
def bits() -> dict[str, str]:
    """Hold the hash of the first run of this module."""
    return {}


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_change_no_bit(threads: int, run_small: Runner, bits: dict[str, str]) -> None:
    result = run_small(threads=threads, **MANY)
    assert result.manifest["counts"]["unsolved"] == 0
    assert bits.setdefault("hash", result.hash) == result.hash


@pytest.mark.slow
def test_processes_and_other_cuts_change_no_bit(
    run_small: Runner, bits: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenor.scenarios import executing

    monkeypatch.setattr(executing, "REMOTE_DRAWS", (2048, 4096))
    # A forked process would inherit locks that threads of this one hold.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        result = run_small(executor=pool, **MANY)
    assert bits.setdefault("hash", result.hash) == result.hash


def test_another_seed_gives_other_draws_of_the_same_distribution(run_small: Runner) -> None:
    one, two = run_small(draws=2048), run_small(draws=2048, seed=2, name="again")
    assert one.hash != two.hash
    for first, second in zip(one.rows, two.rows, strict=True):
        if first.variable == "price_change" and first.scenario == "wide":
            low, high = first.at(0.05), first.at(0.95)
            assert low is not None
            assert high is not None
            assert second.mean == pytest.approx(first.mean, abs=0.1 * (high - low))


def test_sobol_points_need_a_power_of_two_and_agree_with_the_streams(run_small: Runner) -> None:
    with pytest.raises(UserError, match="1024"):
        run_small(draws=1000, sampling="sobol")
    points = run_small(draws=1024, sampling="sobol", name="points")
    streams = run_small(draws=8192, name="streams")
    at = {"scenario": "wide", "country": "USA", "stage": "refined"}
    a, b = points.get("price_change", **at), streams.get("price_change", **at)
    assert a is not None
    assert b is not None
    assert a.mean == pytest.approx(b.mean, rel=0.03)


def test_the_dataset_has_singular_dimensions_and_units(run_small: Runner) -> None:
    result = run_small()
    data = result.dataset
    assert set(data.dims) == {
        "scenario", "commodity", "stage", "country", "year", "quantile", "supplier",
    }  # fmt: skip
    for name, unit in UNITS.items():
        assert data[name].attrs["units"] == unit
        assert data[f"{name}_mean"].attrs["units"] == unit
    at = {"scenario": "wide", "commodity": "copper", "stage": "refined", "country": "USA"}
    row = result.get("price_change", **at)
    assert row is not None
    values = data["price_change"].sel(year=2035, **at)
    assert values.sel(quantile=0.9) == row.at(0.9)
    assert list(data["quantile"].values) == list(LEVELS)


def test_a_run_comes_back_from_its_folder(run_small: Runner, tmp_path: Path) -> None:
    import xarray as xr

    result = run_small()
    folder = write_run(result, tmp_path / "out" / "one")
    again = read_run(folder)
    assert again.rows == result.rows
    assert again.hash == result.hash
    assert again.manifest == json.loads(json.dumps(result.manifest))
    with xr.open_dataset(folder / "results.nc", engine="scipy") as data:
        xr.testing.assert_allclose(data.load(), result.dataset, rtol=0)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["one"]
    write_run(result, folder)
    (folder / "results.parquet").write_bytes(b"broken")
    with pytest.raises(UserError, match=r"results\.parquet"):
        read_run(folder)


def test_a_folder_of_another_run_is_kept(run_small: Runner, tmp_path: Path) -> None:
    first, second = run_small(), run_small(seed=2, name="two")
    folder = write_run(first, tmp_path / "kept")
    with pytest.raises(UserError, match=r"another run.*seed"):
        write_run(second, folder)
    assert read_run(folder).hash == first.hash
    write_run(second, folder, replace=True)
    assert read_run(folder).hash == second.hash
    (folder / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UserError, match=r"mine\.txt"):
        write_run(second, folder, replace=True)
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UserError, match="holds no run"):
        write_run(second, other, replace=True)


def test_a_failed_write_leaves_what_was_there(
    run_small: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenor.scenarios import writing

    first = run_small()
    folder = write_run(first, tmp_path / "kept")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "build_dataset", fail)
    with pytest.raises(OSError, match="No space"):
        write_run(first, folder)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert read_run(folder).hash == first.hash


def test_a_comparison_names_what_changed(run_small: Runner) -> None:
    one, two = run_small(), run_small(seed=2)
    same = compare(one, one)
    assert same.as_dict()["identical"] is True
    found = compare(one, two)
    assert [entry["entry"] for entry in found.changed] == ["seed"]
    assert found.differences
    first = found.differences[0]
    a, b = first.first.at(0.5), first.second.at(0.5)
    assert a is not None
    assert b is not None
    assert first.change == pytest.approx(b - a)
    json.dumps(found.as_dict(), allow_nan=False)


def test_runs_that_can_not_be_compared_say_why(run_small: Runner) -> None:
    one = run_small()

    def other(**entries: Any) -> RunResult:
        return dataclasses.replace(one, manifest={**one.manifest, **entries})

    with pytest.raises(UserError, match="two cases"):
        compare(one, other(case="elsewhere"))
    with pytest.raises(UserError, match="base_year"):
        compare(one, other(base_year=2023))
    with pytest.raises(UserError, match="two contents"):
        compare(one, other(basis={"copper": "t Cr2O3"}))
    with pytest.raises(UserError, match="no output in common"):
        compare(one, dataclasses.replace(one, rows=run_small(years=[2030], name="b").rows))


def test_wrong_requests_are_told(make_case: Callable[..., Case], network: Network) -> None:
    case = make_case()
    small = {"copper": network}
    given: dict[str, Any] = {"options": Options(networks=small), "draws": 4}
    with pytest.raises(UnknownNameError, match="'wide'"):
        run(case, scenario="wid", **given)
    with pytest.raises(UserError, match="2024 to 2045"):
        run(case, draws=4, options=Options(networks=small, years=[2050]))
    with pytest.raises(UserError, match="at least 1"):
        run(case, draws=0, options=Options(networks=small))
    with pytest.raises(UserError, match="dask://HOST:PORT"):
        run(case, executor="tcp://there", **given)


@pytest.mark.parametrize(
    ("kind", "body", "message"),
    [
        ("quota", "country: Chile, commodity: copper, value: 0.5, unit: fraction", "'t Sb/y'"),
        ("delay", "country: Chile, value: 2, unit: y", "names no project"),
        ("export_restriction", "country: Chile, value: 1.4, unit: fraction", "0 to 1"),
        ("outage", "value: 0.4, unit: fraction", "names no project and no country"),
        ("demand", "commodity: copper", "has no size"),
        ("export_ban", "country: Chile, value: 1, unit: fraction", "unknown kind of shock"),
        ("outage", "country: Chile, value: 1, unit: fraction, group: gone", "'gone'"),
    ],
)
def test_a_shock_that_makes_no_sense_is_a_fault_of_the_case(
    kind: str, body: str, message: str, make_case: Callable[..., Case], one_shock: Writer
) -> None:
    with pytest.raises(CaseError) as caught:
        make_case(one_shock(kind, body))
    assert any(message in f"{f.message} {f.hint}" for f in caught.value.faults)
