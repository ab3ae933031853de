"""``tenor market base`` and the trace ids of a base year."""

from __future__ import annotations

import json
import math

import pytest

from tenor.cli import main
from tenor.core.errors import UnknownNameError, UserError
from tenor.market.calibration import calibrate
from tenor.market.traces import MEASURES, trace_market


def _run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    code = main(["market", "base", *args])
    out, err = capsys.readouterr()
    return code, out, err


def test_json_holds_the_base_year(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(capsys, "--commodity", "aluminium", "--year", "2022", "--json")
    shown = json.loads(out)
    assert code == 0
    assert shown["max_price_error"] <= 1e-5
    assert shown["max_flow_error"] <= 1e-6
    assert 0 <= shown["mass_balance_error"] <= 1e-9
    assert {"nodes", "routes", "prices", "residuals", "assumptions"} <= set(shown)
    assert shown["prices"]["ore"]["GIN"] > 0
    assert {r["stage"] for r in shown["routes"]} == {"ore", "intermediate", "refined"}
    assert all(r["observed"] is None for r in shown["routes"] if r["assumed"])
    flows = sum(r["flow"] for r in shown["routes"] if r["stage"] == "refined")
    assert flows == pytest.approx(14.4e6, rel=0.05)
    balance: dict[tuple[str, str], float] = {
        (n["stage"], n["country"]): n["supply"] + n["residual"] - n["demand"]
        for n in shown["nodes"]
    }
    for r in shown["routes"]:
        balance[r["stage"], r["from"]] -= r["flow"]
        balance[r["stage"], r["to"]] += r["flow"]
    for p in shown["processes"]:
        balance[p["from_stage"], p["country"]] -= p["input"]
        balance[p["to_stage"], p["country"]] += p["input"] * p["yield"]
    assert max(map(abs, balance.values())) <= 1e-9 * shown["world_demand"]


def test_text_shows_errors_and_assumptions(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(capsys, "--commodity", "stibnite", "--year", "2022")
    assert code == 0
    assert out.startswith("antimony 2022, ore to refined")
    for part in ("max_price_error", "residual of ore", "assumed  stage refined: its trade"):
        assert part in out


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--commodity", "aluminum oxyde", "--year", "2022"), "unknown commodity"),
        (("--commodity", "antimny", "--year", "2022"), "did you mean 'antimony'"),
        (("--commodity", "tin", "--year", "1990"), "1995-2024"),
        (("--commodity", "tin", "--year", "2022", "--stage", "refind"), "'refined'"),
        (("--commodity", "potash", "--year", "2022"), "no trade of the year"),
        (("--commodity", "tin", "--year", "2022", "--basis", "nett"), "basis"),
    ],
)
def test_what_is_wrong_is_told(
    capsys: pytest.CaptureFixture[str], args: tuple[str, ...], told: str
) -> None:
    code, out, err = _run(capsys, *args)
    assert (code, out) == (2, "")
    assert told in err
    assert "Traceback" not in err


def test_each_measure_has_a_trace() -> None:
    found = calibrate("copper", 2022)
    network = found.network
    node = network.find_node("CHL", "ore")
    places = {"country": "CHL", "exporter": "CHL", "importer": "CHN"}
    for name, measure in MEASURES.items():
        key = "/".join(["copper", "ore", "2022", *(places[p] for p in measure.places)])
        trace = trace_market(f"market.{name}/{key}")
        assert trace.id == f"market.{name}/{key}"
        assert math.isfinite(trace.value)
        assert trace.sources
        assert trace.assumed
    assert trace_market("market.price/copper/ore/2022/CHL").value == network.price[node]
    assert trace_market("market.supply/copper/ore/2022/CHL").value == network.supply[node]


@pytest.mark.parametrize(
    ("trace_id", "error", "told"),
    [
        ("market.prices/copper/ore/2022/CHL", UnknownNameError, "market.price"),
        ("market.price/copper/ore/2022", UserError, "COUNTRY"),
        ("market.price/copper/or/2022/CHL", UnknownNameError, "ore"),
        ("market.flow/copper/ore/2022/CHL/CHL", UnknownNameError, "importer"),
    ],
)
def test_wrong_ids_are_told(trace_id: str, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        trace_market(trace_id)
