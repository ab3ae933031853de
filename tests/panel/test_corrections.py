"""A correction changes exactly the figure it names, and expires by itself."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from tenor.core.errors import DataError
from tenor.panel import corrections
from tenor.panel.corrections import correct_sql, corrected, read_corrections, read_file
from tenor.panel.exports import read_exports, trace_export
from tenor.panel.reference import read_reference
from tenor.risk import all_importers, assess, look_through, published_score
from tenor.sources.box import Tables, open_tables

COLUMNS = [
    *("id", "table", "series", "place", "partner", "year", "action", "value", "unit"),
    *("guard_raw", "reason", "source", "met", "date"),
]

BASE = {
    "id": "one",
    "table": "baci",
    "series": "261710",
    "place": "TJK",
    "partner": "CHN",
    "year": "2022",
    "action": "mark_missing",
    "value": "",
    "unit": "t",
    "guard_raw": "100",
    "reason": "made up",
    "source": "test",
    "met": "opened",
    "date": "2026-01-01",
}

FLOWS = [
    ("261710", 2022, "CHN", "TJK", 500.0, 100.0),
    ("261710", 2022, "CHN", "AUS", 90.0, 30.0),
    ("261710", 2022, "USA", "TJK", 20.0, 4.0),
]


def write(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "corrections.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows([BASE | row for row in rows])
    return path


@pytest.fixture
def opened(make_data: Callable[..., Path]) -> Callable[..., Tables]:
    """Return a function that opens made-up flows with some corrections beside them."""

    def build(*rows: dict[str, str], flows: list[tuple[Any, ...]] = FLOWS) -> Tables:
        folder = make_data(baci=flows)
        if rows:
            write(folder, *rows)
        return open_tables(folder)

    return build


@pytest.fixture
def without_shipped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Take the shipped corrections away."""
    (tmp_path / "none").mkdir()
    empty = write(tmp_path / "none")
    monkeypatch.setattr(corrections, "shipped_file", lambda: empty)


def raw(tables: Tables, relation: str = "baci") -> list[tuple[Any, ...]]:
    sql = f"SELECT * FROM {relation} f WHERE hs6 = '261710' AND year = 2022 ORDER BY ALL"
    return tables.connection.cursor().execute(sql).fetchall()


def imports(tables: Tables) -> Any:
    return assess("CHN", 2022, commodity="antimony", stage="ore", tables=tables).rows[0]


def test_no_shipped_correction_has_expired() -> None:
    found = read_corrections(open_tables())
    assert found.expired == ()
    assert len(found.active) >= 11


def test_every_shipped_correction_changes_its_raw_figure(box: duckdb.DuckDBPyConnection) -> None:
    for row in read_corrections(open_tables()).active:
        if row.table == "baci":
            sql = "SELECT quantity_t FROM baci WHERE (hs6, exporter, importer, year) = (?, ?, ?, ?)"
            keys = [row.series, row.place, row.partner, row.year]
        else:
            sql = "SELECT quantity FROM wmd WHERE (series, country, year) = (?, ?, ?)"
            keys = [row.series, row.place, row.year]
        ((value,),) = box.execute(sql, keys).fetchall()
        assert float(value) == float(row.guard_raw)
        assert row.action == "mark_missing"


def test_with_an_empty_file_every_result_is_the_same(without_shipped: None) -> None:
    tables = open_tables()
    assert read_corrections(tables).active == ()
    assert [corrected(tables, name) for name in ("baci", "wmd", "wgi")] == ["baci", "wmd", "wgi"]


@pytest.mark.parametrize("year", [2015, 2022, 2024])
def test_years_without_a_correction_are_the_same_to_the_last_bit(
    year: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with_shipped = all_importers([year], commodity="aluminium", tables=open_tables())
    empty = write(tmp_path)
    monkeypatch.setattr(corrections, "shipped_file", lambda: empty)
    without = all_importers([year], commodity="aluminium", tables=open_tables())
    for name in ("score", "score_contained", "import_hhi"):
        mine, theirs = (getattr(found.indices, name) for found in (with_shipped, without))
        assert np.array_equal(mine, theirs, equal_nan=True)


def test_the_relation_changes_only_the_named_rows(opened: Callable[..., Tables]) -> None:
    tables = opened({}, {"id": "two", "partner": "USA", "guard_raw": "4", "action": "drop"})
    before, after = raw(tables), raw(tables, corrected(tables, "baci", years=[2022]))
    assert len(after) == len(before) - 1
    changed = [row for row in after if row not in before]
    assert [row[:4] for row in changed] == [("261710", 2022, "CHN", "TJK")]
    assert changed[0][5] is None
    assert float(changed[0][4]) == 500.0


def sold(tables: Tables, exporter: str) -> Any:
    return read_exports(tables, exporter, ["antimony"], [2022])[0]


def test_replaced_tonnes_enter_the_exports_and_leave_published_scores_alone(
    opened: Callable[..., Tables],
) -> None:
    tables = opened()
    plain = imports(tables)
    assert sold(tables, "TJK").quantity_t["CHN"] == 100.0
    tables = opened({"action": "replace", "value": "10"})
    fixed = imports(tables)
    assert sold(tables, "TJK").quantity_t["CHN"] == 10.0
    assert fixed.imports_t == plain.imports_t == 130.0
    assert (fixed.import_share, fixed.score) == (plain.import_share, plain.score)
    assert any("as published, not corrected" in note for note in fixed.notes)
    assert not any("not corrected" in note for note in plain.notes)


def test_a_missing_quantity_is_not_zero(opened: Callable[..., Tables]) -> None:
    row = sold(opened({}), "TJK")
    assert "CHN" not in row.quantity_t
    assert row.unmeasured == 1
    assert row.value_usd["CHN"] == 500_000.0


def test_a_value_and_a_quantity_of_one_row_are_corrected_apart(
    opened: Callable[..., Tables],
) -> None:
    value = {"id": "v", "unit": "kUSD", "guard_raw": "500", "action": "replace", "value": "700"}
    tables = opened({}, value)
    row = next(r for r in raw(tables, corrected(tables, "baci")) if r[2:4] == ("CHN", "TJK"))
    assert float(row[4]) == 700.0
    assert row[5] is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"guard_raw": "99.999"}, "another one"),
        ({"guard_raw": ""}, "another one"),
        ({"place": "BOL"}, "no such row"),
        ({"year": "2021"}, "another one"),
    ],
)
def test_a_correction_whose_guard_fails_expires(
    opened: Callable[..., Tables], change: dict[str, str], why: str
) -> None:
    tables = opened(change)
    found = read_corrections(tables)
    mine = [lapse for lapse in found.expired if lapse.correction.id == "one"]
    assert len(mine) == 1
    assert why in mine[0].why
    assert imports(tables).imports_t == 130.0


def test_a_repaired_slice_lets_a_shipped_correction_expire(
    opened: Callable[..., Tables],
) -> None:
    flows = [("260600", 2023, "CHN", "GIN", 6389824.451, 98_000_000.0)]
    tables = opened(flows=flows)
    expired = {lapse.correction.id for lapse in read_corrections(tables).expired}
    assert expired == {"bauxite-2023-gin-chn"}
    row = assess("CHN", 2023, commodity="aluminium", stage="ore", tables=tables).rows[0]
    assert row.imports_t == 98_000_000.0


def test_an_own_row_stands_in_front_of_a_shipped_one(opened: Callable[..., Tables]) -> None:
    own = {
        "id": "mine",
        "series": "260600",
        "place": "GIN",
        "year": "2023",
        "action": "replace",
        "value": "100000000",
        "guard_raw": "13785076.114",
    }
    tables = opened(own)
    active = {row.id for row in read_corrections(tables).active}
    assert "mine" in active
    assert "bauxite-2023-gin-chn" not in active
    row = read_exports(tables, "GIN", ["aluminium"], [2023])[0]
    assert row.quantity_t["CHN"] == 100_000_000.0


def test_production_and_governance_are_corrected(opened: Callable[..., Tables]) -> None:
    gold = {"table": "wmd", "series": "Gold", "partner": "", "unit": "kg", "action": "replace"}
    wgi = {"table": "wgi", "series": "", "partner": "", "unit": "estimate", "action": "replace"}
    tables = open_tables()
    sql = "SELECT estimate FROM wgi WHERE country = 'TJK' AND year = 2022"
    ((estimate,),) = tables.connection.cursor().execute(sql).fetchall()
    tables = opened(
        gold | {"id": "g", "place": "GUY", "guard_raw": "15129", "value": "15000"},
        wgi | {"id": "w", "place": "TJK", "guard_raw": repr(estimate), "value": "1.5"},
    )
    reference = read_reference(tables)
    series, at = reference.production["Gold"], reference.position
    assert series.quantity[series.years.index(2022), at["GUY"]] == pytest.approx(15.0)
    governance = reference.governance
    assert governance.estimate[governance.years.index(2022), at["TJK"]] == 1.5
    notes = imports(tables).notes
    assert any("wgi TJK 2022" in note for note in notes)


def test_guyana_has_no_gold_figure_after_2022() -> None:
    reference = read_reference(open_tables())
    series = reference.production["Gold"]
    held = series.quantity[:, reference.position["GUY"]]
    assert np.isnan(held[-2:]).all()
    assert held[-3] == pytest.approx(15.129)
    assert series.listed[reference.position["GUY"]]


def test_every_result_that_used_a_correction_says_so() -> None:
    tables = open_tables()
    row = assess("CHN", 2023, commodity="aluminium", stage="ore", tables=tables).rows[0]
    assert sum("bauxite-2023-gin-chn" in note for note in row.notes) == 1
    elsewhere = assess("USA", 2023, commodity="aluminium", stage="ore", tables=tables).rows[0]
    assert not any("corrected figure" in note for note in elsewhere.notes)
    sold = read_exports(tables, "GIN", ["aluminium"], [2023])[0]
    assert "bauxite-2023-gin-chn" in trace_export("export_value", sold, tables=tables).assumed[-1]
    chain = look_through("CAN", "aluminium", 2023, tables=tables)
    assert any("bauxite-2023-gin-chn" in note for note in chain.notes)
    score = published_score("Gold", ["261690"], "USA", 2024, tables=tables)
    assert any("gold-guyana-2024" in note for note in score.notes)
    world = all_importers([2023], commodity="aluminium", tables=tables).to_xarray()
    assert len(world.attrs["corrections"]) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"action": "repalce"}, "replace"),
        ({"table": "bacy"}, "baci"),
        ({"unit": "kg"}, "unit"),
        ({"action": "replace"}, "value"),
        ({"value": "3"}, "value"),
        ({"year": "twenty"}, "numbers"),
        ({"guard_raw": "1,000"}, "numbers"),
        ({"reason": ""}, "reason"),
        ({"place": ""}, "place"),
    ],
)
def test_a_wrong_cell_is_told_with_its_line(
    tmp_path: Path, change: dict[str, str], message: str
) -> None:
    path = write(tmp_path, {"id": "fine", "place": "BOL"}, change)
    with pytest.raises(DataError, match=f"line 3.*{message}"):
        read_file(path, str(path))


def test_two_rows_for_one_figure_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, {}, {"id": "two", "action": "drop"})
    with pytest.raises(DataError, match="twice"):
        read_file(path, str(path))


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    path.write_text("id,table\n", encoding="utf-8")
    with pytest.raises(DataError, match="expected the columns id,table,series"):
        read_file(path, str(path))


def test_a_quote_in_a_name_stays_text(opened: Callable[..., Tables]) -> None:
    (row,) = read_file(write_one(opened), "x")
    assert "''" in correct_sql("baci", [row])


def write_one(opened: Callable[..., Tables]) -> Path:
    tables = opened({"place": "T'K"})
    assert tables.folder is not None
    return tables.folder / "corrections.csv"
