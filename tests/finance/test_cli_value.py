"""The commands of the room: documents, settings, and every fault of a file at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tenor.cli import main

BAD = """\
name: bad mine
currency: USD_2024
valuation_year: 2025
discount_rate: {value: 0.08, basis: nominal}
production: {coper: {unit: t, by_year: {2029: 10000, 2028: -10000, 2030: null}}}
prices: {copper: {value: 9000}, gold: {unit: EUR/oz, value: 3}}
opex: {unit: USD_2020, by_year: {2028: 30.0e6}}
capex: {unit: USD, value: 3}
fiscal: {royalty_ad_valorm: 0.05, income_tax: 29, depreciation: {method: straight, years: 0}}
owners: {investor: {share: 0.75}, host_state: {share: 1.15}, host_province: {share: 0.1}}
operation: {kind: mine, feeds: {ore: {start: 2028, years: 3, throughput: {unit: t/y, value: 5},
  grades: {copper: {unit: fraction, value: -0.01}}, recovery: {copper: 0.9}}},
  good: {form: concentrate, carrier: copper, carrier_grade: 0, terms: {copper: {payable: 0.9}}}}
"""


def run(capsys: pytest.CaptureFixture[str], *args: object) -> tuple[int, str, str]:
    code = main([str(arg) for arg in args])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_document(small_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "value", small_file, "--json")
    found: dict[str, Any] = json.loads(out)
    assert code == 0
    assert {"parties", "project", "government_take", "aetr", "cash_flow"} <= set(found)
    assert {"quantiles", "sources_and_uses", "basis"} <= set(found)
    assert {"npv_pre_tax", "npv_after_tax", "irr_pre_tax", "irr_after_tax", "aisc"} <= set(
        found["project"]
    )
    assert {"npv", "irr", "payback_year"} <= set(found["parties"]["investor"])
    assert found["basis"] == {
        "currency": "USD_2024",
        "discount_rate": 0.08,
        "real_or_nominal": "real",
        "valuation_date": "2025-12-31",
        "timing": "year_end",
        "compounding": "annual",
        "tax": "project rate after tax",
        "regime": None,
    }
    assert found["cash_flow"][0]["year"] == 2026
    assert found["parties"]["host_province"]["irr"] is None


def test_settings_are_checked_like_the_file(
    small_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, "value", small_file, "--json", "--set", "fiscal.income_tax=0.35")
    tax = json.loads(out)["cash_flow"][-1]["income_tax"]
    assert tax == pytest.approx(0.35 * (90e6 - 4.5e6 - 30e6 - 100e6 / 3))
    code, _, err = run(capsys, "value", small_file, "--set", "fiscal.incom_tax=0.35")
    assert code == 2
    assert "--set fiscal.incom_tax=0.35" in err
    assert "did you mean 'income_tax'" in err
    code, _, err = run(capsys, "value", small_file, "--set", "fiscal.income_tax")
    assert code == 2
    assert "write KEY=VALUE" in err


def test_a_year_may_be_set(small_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "value", small_file, "--json", "--set", "capex.by_year.2025=1e6")
    assert json.loads(out)["cash_flow"][0]["capex"] == 1e6


def test_every_fault_is_told_with_place_and_hint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(BAD, encoding="utf-8")
    code, out, err = run(capsys, "value", path, "--json")
    assert (code, out) == (2, "")
    for text in (
        "line 4, discount_rate.basis: a nominal rate stands beside real money",
        "line 6, prices.copper.unit: is missing; a number without a unit is not read",
        "line 6, prices.gold.unit: EUR stands in a project in USD_2024",
        "line 7, opex.unit: USD_2020 stands in a project in USD_2024",
        "line 8, capex.value: one value does not say in which years",
        "line 9, fiscal.royalty_ad_valorm: unknown key 'royalty_ad_valorm' (did you mean",
        "line 9, fiscal.income_tax: 29 lies outside 0 to 1 (write a fraction: 0.29 for 29%)",
        "line 9, fiscal.depreciation.method: unknown method 'straight' (did you mean",
        "line 10, owners.host_state.share: 1.15 lies outside 0 to 1",
        "line 10, owners: the shares sum to 2; expected 1",
        "line 12, operation.feeds.ore.grades.copper.value: -0.01 is below 0",
        "line 13, operation.good.carrier_grade: 0 lies outside 0 to 1",
        "production: stands beside operation",
    ):
        assert text in err, text


def test_faults_of_production(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(BAD[: BAD.index("operation:")], encoding="utf-8")
    _, _, err = run(capsys, "value", path)
    for text in (
        "line 5, production.coper.by_year.2028: 2028 stands after 2029",
        "line 5, production.coper.by_year.2028: -10000 is below 0",
        "line 5, production.coper.by_year.2030: is missing",
        "no price for 'coper' (did you mean 'copper'?)",
    ):
        assert text in err, text


def test_a_missing_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "small.yaml").write_text("name: a\n", encoding="utf-8")
    code, _, err = run(capsys, "value", tmp_path / "smal.yaml")
    assert code == 2
    assert "did you mean 'small.yaml'" in err


def test_a_buyer_gets_its_resilience_value_from_a_run(
    small_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "resilience.csv").write_text(
        "party,value,unit\ninvestor,5.0e6,USD_2024\n", encoding="utf-8"
    )
    _, out, _ = run(capsys, "value", small_file, "--run", tmp_path, "--json")
    parties = json.loads(out)["parties"]
    assert parties["investor"]["resilience_value"] == 5e6
    assert parties["host_state"]["resilience_value"] is None
    (tmp_path / "resilience.csv").write_text(
        "party,value,unit\ninvestor,5.0e6,EUR_2024\n", encoding="utf-8"
    )
    code, _, err = run(capsys, "value", small_file, "--run", tmp_path)
    assert code == 2
    assert "row 2: value in EUR_2024, expected USD_2024" in err


def test_text_for_people(small_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "value", small_file)
    assert code == 0
    assert "NPV after tax    USD 18.6 million" in out
    assert "host_province" in out


def test_regimes(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "regime", "list", "--json")
    names = [row["name"] for row in json.loads(out)["regimes"]]
    assert {"pakistan-balochistan", "reko-diq"} <= set(names)
    _, out, _ = run(capsys, "regime", "show", "reko-diq", "--json")
    found = json.loads(out)
    assert found["terms"]["royalties"]["provincial_royalty"]["rate"] == 0.05
    assert {one["met"] for one in found["references"]} <= {"opened", "excerpt", "recalled"}
    code, _, err = run(capsys, "regime", "show", "rekodiq")
    assert code == 2
    assert "did you mean 'reko-diq'" in err
