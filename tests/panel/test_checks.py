"""The checks find what is known to be wrong, with the right numbers, and nothing in clean data."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.core.errors import UnknownNameError
from tenor.panel.checks import RULES, DataCheck, Finding, check_data
from tenor.panel.checks.finding import NOTHING, calc_severity, nearest_end
from tenor.sources.box import Tables, open_tables


@pytest.fixture(scope="module")
def everything() -> DataCheck:
    """Return all findings on the box."""
    return check_data(tables=open_tables())


def pick(found: DataCheck, **wanted: Any) -> list[Finding]:
    return [
        finding
        for finding in found.findings
        if all(getattr(finding, name) == value for name, value in wanted.items())
    ]


def only(found: DataCheck, **wanted: Any) -> Finding:
    (finding,) = pick(found, **wanted)
    return finding


def test_world_bauxite_of_2016_and_2023_breaks(
    everything: DataCheck, box: duckdb.DuckDBPyConnection
) -> None:
    totals = dict(
        box.execute(
            "SELECT year, sum(quantity_t)::DOUBLE FROM baci WHERE hs6 = '260600' GROUP BY 1"
        ).fetchall()
    )
    for year in (2016, 2023):
        found = only(everything, series="260600", place="WLD", year=year, rule="year_break")
        around = sorted((totals[year - 1], totals[year + 1]))
        assert found.raw == pytest.approx(totals[year])
        assert found.expected == pytest.approx(tuple(around))
        assert found.severity == pytest.approx(math.log(around[0] / totals[year]))
        assert found.corrected
    assert not pick(everything, series="260600", place="WLD", year=2022)


def test_the_flows_behind_it_are_found_and_corrected(everything: DataCheck) -> None:
    found = only(everything, series="260600", place="GIN", partner="CHN", year=2023)
    assert found.raw == 13785076.114
    low, high = found.expected
    assert low == pytest.approx(6389824.451 / 0.0689372, rel=1e-5)
    assert low < 98e6 < high
    assert found.corrected
    for exporter in ("AUS", "GIN", "IND", "GHA"):
        assert only(everything, series="260600", place=exporter, partner="CHN", year=2016).corrected


def test_pakistan_exports_more_chromite_than_it_mines(everything: DataCheck) -> None:
    found = only(everything, series="261000", place="PAK", year=2024, rule="material_balance")
    assert found.raw == pytest.approx(412850.774)
    assert "101,140 t Cr2O3" in found.note
    imports = 407.469
    assert found.expected == pytest.approx((101140 / 0.5 + imports, 101140 / 0.36 + imports))
    assert found.severity > 0
    assert len(pick(everything, series="261000", place="PAK", rule="material_balance")) == 7


def test_antimony_to_afghanistan_is_found(everything: DataCheck) -> None:
    found = only(everything, series="261710", place="PAK", partner="AFG", year=2015)
    assert (found.rule, found.raw, found.corrected) == ("unit_value", 2600.0, False)
    low, high = found.expected
    assert 609.433 / high > 1.5
    assert high < 500
    assert low < high


def test_gold_of_saindak_is_missing(everything: DataCheck) -> None:
    found = only(everything, series="Gold", place="PAK", year=2024, rule="missing_production")
    assert found.raw is None
    price = 2387.70 / 31.1034768e-6  # USD per tonne, mean of 2024
    assert found.expected == pytest.approx(8.621e6 / price * 1000, rel=0.01)
    assert "261690" in found.note


def test_an_ore_that_shares_a_code_is_missed_only_where_it_leads(everything: DataCheck) -> None:
    """Gold and platinum ores are one code, and most of what is in it is gold."""
    missed = {f.series for f in everything.findings if f.rule == "missing_production"}
    assert "Gold" in missed and not missed & {"Platinum", "Palladium", "Rhodium"}


def test_sources_disagree_on_antimony_and_tungsten(everything: DataCheck) -> None:
    burma = only(everything, series="Antimony", place="MMR", rule="source_disagreement")
    assert (burma.raw, burma.expected, burma.year) == (26290.0, 4500.0, 2024)
    vietnam = only(everything, series="Tungsten (W)", place="VNM", rule="source_disagreement")
    assert (vietnam.raw, vietnam.expected) == (5390.0, 3400.0)
    totals = {f.series: f for f in pick(everything, rule="world_total")}
    assert totals["Antimony"].raw == 141231.0
    assert totals["Antimony"].expected == 119000.0
    assert totals["Tungsten (W)"].raw == 75416.0
    low, high = totals["Chromium (Cr2O3)"].expected
    assert (low, high) == pytest.approx((49.6e6 * 0.36, 49.6e6 * 0.5))


def test_guyana_gold_is_found_and_corrected(everything: DataCheck) -> None:
    found = only(everything, series="Gold", place="GUY", rule="year_break")
    assert (found.year, found.raw, found.expected) == (2023, 1164.0, 15129.0)
    assert found.corrected


def test_findings_are_sorted_and_of_known_rules(everything: DataCheck) -> None:
    sizes = [finding.severity for finding in everything.findings]
    assert sizes == sorted(sizes, reverse=True)
    assert all(size > 0 for size in sizes)
    assert {finding.rule for finding in everything.findings} <= set(RULES)
    assert "mirror_gap" in dict(everything.not_checked)


def test_no_finding_is_told_twice(everything: DataCheck) -> None:
    keys = [(f.rule, f.series, f.place, f.partner, f.year) for f in everything.findings]
    assert len(keys) == len(set(keys))


def test_everything_takes_under_five_seconds() -> None:
    tables = open_tables()
    start = time.process_time()
    check_data(tables=tables)
    assert time.process_time() - start < 10.0  # both cores are counted


def test_a_part_is_the_same_as_in_the_whole(everything: DataCheck) -> None:
    part = check_data(commodity="chromite", year=2024, tables=open_tables())
    codes = {"261000", "Chromium (Cr2O3)"}
    whole = [f for f in everything.findings if f.year == 2024 and f.series in codes]
    assert [f for f in part.findings if f.series in codes] == whole
    assert {f.year for f in part.findings} == {2024}


def test_an_unknown_rule_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="unit_value"):
        check_data(rule="unit_vale", tables=open_tables())


def flows(code: str, years: range, **odd: float) -> list[tuple[Any, ...]]:
    """Return steady flows of one code; ``odd`` sets tonnes of ``XXX_YYY_year``."""
    rows = []
    for year in years:
        for exporter, importer, tonnes in (("AUS", "CHN", 1000.0), ("BOL", "CHN", 500.0)):
            amount = odd.get(f"{exporter}_{importer}_{year}", tonnes)
            rows.append((code, year, importer, exporter, tonnes * 2.0, amount))
    return rows


def test_steady_data_have_no_finding(made_up: Callable[..., Tables]) -> None:
    tables = made_up(baci=flows("261710", range(1995, 2025)))
    for rule in ("unit_value", "year_break"):
        found = check_data(commodity="antimony", rule=rule, tables=tables)
        assert [f for f in found.findings if f.series == "261710"] == []


def test_one_wrong_quantity_gives_one_flow_and_one_total(made_up: Callable[..., Tables]) -> None:
    tables = made_up(baci=flows("261710", range(1995, 2025), AUS_CHN_2010=100.0))
    found = [
        f
        for f in check_data(commodity="antimony", tables=tables).findings
        if f.series == "261710" and f.year == 2010 and f.rule != "mirror_gap"
    ]
    assert {(f.rule, f.place) for f in found} == {("unit_value", "AUS"), ("year_break", "WLD")}
    flow = next(f for f in found if f.rule == "unit_value")
    assert flow.expected == pytest.approx((1000.0, 1000.0))
    assert flow.severity == pytest.approx(math.log(10.0))


def test_a_file_of_ones_own_is_set_against_the_box(made_up: Callable[..., Tables]) -> None:
    tables = made_up(
        baci=[
            ("261000", 2024, "CHN", "PAK", 113173.068, 3638.0),
            ("261000", 2024, "JPN", "PAK", 16022.938, 31875.344),
        ]
    )
    found = check_data(rule="mirror_gap", tables=tables)
    (gap,) = found.findings
    assert (gap.place, gap.partner, gap.raw, gap.expected) == ("PAK", "CHN", 3638.0, 363848.191)
    assert found.not_checked == ()


def test_the_command_lists_findings_and_expired_rows(
    tenor_cli: Callable[..., Any], make_data: Callable[..., Path]
) -> None:
    folder = make_data(baci=[("260600", 2023, "CHN", "GIN", 100.0, 1.0)])
    args = ("data", "check", "--commodity", "bauxite", "--json")
    env = {"TENOR_DATA": str(folder)}
    document = tenor_cli(*args, "--details", env=env).json
    assert [row["id"] for row in document["expired"]] == ["bauxite-2023-gin-chn"]
    assert {"partner", "unit", "note"} <= set(document["findings"][0])
    assert document["count"] == len(document["findings"])
    short = tenor_cli(*args, env=env).json["findings"]
    assert [f["severity"] for f in short] == [f["severity"] for f in document["findings"]]
    plain = tenor_cli("data", "check", "--rule", "world_total", "--top", "2")
    assert "Antimony" in plain.stdout
    assert "3 findings, 2 shown" in plain.stdout


KEYS = ["series", "place", "year", "rule", "raw", "expected", "severity", "corrected"]

# What the shipped data are known to hold, as the command has to tell it.
KNOWN = [
    ("260600", "WLD", 2016, "year_break"),
    ("260600", "WLD", 2023, "year_break"),
    ("260600", "GIN to CHN", 2016, "unit_value"),
    ("260600", "GIN to CHN", 2023, "unit_value"),
    ("261000", "PAK", 2024, "material_balance"),
    ("261710", "PAK to AFG", 2015, "unit_value"),
    ("Gold", "PAK", 2024, "missing_production"),
    ("Antimony", "WLD", 2024, "world_total"),
    ("Antimony", "MMR", 2024, "source_disagreement"),
    ("Tungsten (W)", "WLD", 2024, "world_total"),
    ("Tungsten (W)", "VNM", 2024, "source_disagreement"),
]


@pytest.fixture(scope="module")
def document(everything: DataCheck) -> dict[str, Any]:
    return everything.as_dict()


def test_the_document_is_findings_of_eight_keys_by_size(document: dict[str, Any]) -> None:
    assert list(document) == ["findings"]
    assert all(list(finding) == KEYS for finding in document["findings"])
    sizes = [finding["severity"] for finding in document["findings"]]
    assert sizes == sorted(sizes, reverse=True)
    json.dumps(document, allow_nan=False)


@pytest.mark.parametrize("known", KNOWN, ids=lambda k: f"{k[0]}-{k[1]}-{k[2]}")
def test_a_known_fault_is_in_the_document(
    known: tuple[str, str, int, str], document: dict[str, Any]
) -> None:
    found = [
        finding
        for finding in document["findings"]
        if tuple(finding[key] for key in ("series", "place", "year", "rule")) == known
    ]
    assert len(found) == 1
    assert isinstance(found[0]["corrected"], bool)
    assert found[0]["corrected"] == (known[0] == "260600")


def test_the_command_prints_that_document_in_time(
    tenor_cli: Callable[..., Any], document: dict[str, Any]
) -> None:
    """Under 3 s on an idle core; three times that here, where cores are shared."""
    before = os.times()
    done = tenor_cli("data", "check", "--json")
    after = os.times()
    assert done.json == json.loads(json.dumps(document))
    used = after.children_user + after.children_system
    assert used - before.children_user - before.children_system < 9.0


positive = st.floats(1e-3, 1e9)


@given(positive, positive, positive)
def test_severity_is_symmetric_and_bounded_by_the_log_ratio(
    raw: float, expected: float, world: float
) -> None:
    severity = calc_severity(raw, expected, world)
    assert severity == pytest.approx(calc_severity(expected, raw, world), abs=1e-12)
    assert 0 <= severity <= abs(math.log(raw / expected)) + 1e-9


@given(positive, positive, st.floats(1.0, 50.0), positive)
def test_inside_the_range_nothing_is_wrong(
    low: float, part: float, width: float, world: float
) -> None:
    high = low * width
    raw = low + (high - low) * (part / (1e9))
    # The test itself rounds: the end of the range may differ in its last digit.
    assert calc_severity(raw, (low, high), world) == pytest.approx(0.0, abs=1e-12)
    assert nearest_end(high * 2, (low, high)) == high


def test_nothing_against_something_counts_as_a_hundredfold() -> None:
    assert calc_severity(None, 5.0, 5.0) == pytest.approx(NOTHING)
    assert calc_severity(0.0, 5.0, 5.0) == pytest.approx(NOTHING)
    assert calc_severity(None, 0.0, 5.0) == 0.0
