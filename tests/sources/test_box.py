"""The tables of the box, and a user's folder in front of them."""

from __future__ import annotations

import json
import math
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenor.core.countries import is_country_code
from tenor.core.errors import DataError, UserError
from tenor.engine import build_brief, run_case
from tenor.panel.reference import read_reference
from tenor.risk import all_importers, assess, published_score
from tenor.sources import box as box_module
from tenor.sources.box import FORMS, data_folder, default_tables, open_tables, view_sql

BOX = files("tenor") / "data" / "box"


@pytest.fixture(scope="module")
def tables() -> duckdb.DuckDBPyConnection:
    return open_tables().connection


def count(tables: duckdb.DuckDBPyConnection, table: str, where: str = "true") -> int:
    return tables.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0]


# --- what the box holds ---------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
def test_the_columns_are_those_of_the_form(name: str, tables) -> None:
    described = tables.execute(f"DESCRIBE {name}").fetchall()
    assert {row[0]: row[1] for row in described} == dict(FORMS[name].columns)


def test_missing_quantities_stay_missing(tables) -> None:
    assert count(tables, "baci", "quantity_t IS NULL") == 61_682
    assert count(tables, "baci", "quantity_t <= 0 OR value_kusd IS NULL OR value_kusd <= 0") == 0
    assert count(tables, "wmd", "quantity IS NULL") == 271


def test_no_total_is_counted_as_a_country(tables) -> None:
    codes = tables.execute(
        "SELECT DISTINCT country FROM wmd UNION SELECT DISTINCT country FROM wgi "
        "UNION SELECT DISTINCT importer FROM baci UNION SELECT DISTINCT exporter FROM baci"
    ).fetchall()
    assert [code for (code,) in codes if not is_country_code(code)] == []
    nickel = dict(
        tables.execute(
            "SELECT country, quantity FROM wmd WHERE series = 'Nickel' AND year = 2022"
        ).fetchall()
    )
    largest = max(nickel.values())
    assert largest < 0.6 * sum(nickel.values())  # a total would be half of the sum and more


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("baci", "hs6, year, importer, exporter"),
        ("wmd", "series, country, year"),
        ("wgi", "country, year"),
        ("pinksheet", "series, year, month"),
    ],
)
def test_no_key_occurs_twice(name: str, keys: str, tables) -> None:
    unique = tables.execute(f"SELECT count(*) FROM (SELECT DISTINCT {keys} FROM {name})")
    assert unique.fetchone()[0] == count(tables, name)


def test_codes_and_values_are_of_their_form(tables) -> None:
    assert count(tables, "baci", "NOT regexp_full_match(hs6, '[0-9]{6}')") == 0
    assert count(tables, "baci", "importer = exporter") == 0
    assert count(tables, "wmd", "unit NOT IN ('t', 'kg', 'ct', 'million m3')") == 0
    assert count(tables, "wmd", "quantity < 0") == 0
    assert count(tables, "wgi", "abs(estimate) > 4 OR standard_error <= 0") == 0


def test_prices_are_whole_months_of_metals(tables) -> None:
    sql = "SELECT series, count(*), min(price) > 0 FROM pinksheet GROUP BY series ORDER BY series"
    found = tables.execute(sql).fetchall()
    assert len(found) == 10 and found[0][0] == "Aluminum"
    months = (2026 - 1960) * 12 + 5
    assert {(count, positive) for _, count, positive in found} == {(months, True)}


# --- a user's folder ------------------------------------------------------------------------

KINDS = {"VARCHAR": "AUS", "DOUBLE": 1.0, "DECIMAL(18,3)": 1.0, "SMALLINT": 2020}
slices = st.tuples(st.sampled_from(["A", "B"]), st.sampled_from([2020, 2021]))
labelled = st.lists(st.tuples(slices, st.integers(0, 50)), max_size=8)


def write(path: Path, name: str, rows: list[tuple[tuple[str, int], int]]) -> str:
    """Write a table whose last number column holds a label, to find each row again."""
    form = FORMS[name]
    keys, label = form.slice_by, LABEL[name]
    with duckdb.connect() as connection:
        columns = ", ".join(f"{column} {kind}" for column, kind in form.columns.items())
        connection.execute(f"CREATE TABLE t ({columns})")
        for (first, year), number in rows:
            given_keys = {"year": year, keys[0]: first} if len(keys) == 2 else {"year": year}
            cells = {c: given_keys.get(c, KINDS[k]) for c, k in form.columns.items()}
            cells[label] = number
            marks = ", ".join("?" for _ in cells)
            connection.execute(f"INSERT INTO t VALUES ({marks})", list(cells.values()))
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    return str(path)


LABEL = {"baci": "value_kusd", "wmd": "quantity", "wgi": "estimate", "pinksheet": "price"}


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=20)
@given(own=labelled, boxed=labelled)
def test_an_overlay_replaces_slices_and_counts_nothing_twice(name: str, own, boxed) -> None:
    form, label = FORMS[name], LABEL[name]
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        first = write(Path(folder) / "own.parquet", name, own)
        second = write(Path(folder) / "box.parquet", name, boxed)
        connection.execute(view_sql(form, first, second))
        found = connection.execute(
            f"SELECT {', '.join(form.slice_by)}, {label}::INT FROM {name}"
        ).fetchall()

    def key(entry: tuple[tuple[str, int], int]) -> tuple[Any, ...]:
        (code, year), _ = entry
        return (code, year) if len(form.slice_by) == 2 else (year,)

    covered = {key(entry) for entry in own}
    kept = own + [entry for entry in boxed if key(entry) not in covered]
    assert Counter(found) == Counter((*key(entry), entry[1]) for entry in kept)


def test_one_slice_of_a_users_file_leaves_the_rest_of_the_box(tmp_path: Path, tables) -> None:
    write(tmp_path / "baci.parquet", "baci", [(("260400", 2022), 7)])
    overlaid = open_tables(tmp_path).connection
    replaced = count(tables, "baci", "hs6 = '260400' AND year = 2022")
    assert replaced > 1
    assert count(overlaid, "baci") == count(tables, "baci") - replaced + 1
    assert count(overlaid, "wmd") == count(tables, "wmd")


def test_extra_columns_and_other_number_types_are_accepted(tmp_path: Path) -> None:
    duckdb.sql(
        "COPY (SELECT 9 AS more, '260400' AS hs6, 2022::BIGINT AS year, 'USA' AS importer, "
        "'CAN' AS exporter, 1.5::DOUBLE AS value_kusd, 3::INTEGER AS quantity_t) "
        f"TO '{tmp_path}/baci.parquet' (FORMAT parquet)"
    )
    found = open_tables(tmp_path).connection.execute(
        "SELECT * FROM baci WHERE hs6 = '260400' AND year = 2022"
    )
    assert [column[0] for column in found.description] == list(FORMS["baci"].columns)
    assert [float(x) for x in found.fetchall()[0][4:]] == [1.5, 3.0]


def test_a_path_with_a_quote_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "anna's data"
    folder.mkdir()
    shutil.copy(write(tmp_path / "x.parquet", "wgi", [(("A", 2022), 1)]), folder / "wgi.parquet")
    assert count(open_tables(folder).connection, "wgi", "year = 2022") == 1


def test_the_source_of_a_row_names_a_users_file(tmp_path: Path) -> None:
    write(tmp_path / "wgi.parquet", "wgi", [(("A", 2022), 1)])
    tables = open_tables(tmp_path)
    assert tables.source("wgi", "2022").citation.startswith(f"user's file {tmp_path}")
    assert not tables.source("baci", "2022").citation.startswith("user's file")


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENOR_DATA", f" {tmp_path} ")
    assert data_folder() == tmp_path
    write(tmp_path / "wgi.parquet", "wgi", [(("A", 2022), 1)])
    first = default_tables()
    assert first.files["wgi"][0] == str(tmp_path / "wgi.parquet")
    assert default_tables() is first
    monkeypatch.delenv("TENOR_DATA")
    assert len(default_tables().files["wgi"]) == 1
    monkeypatch.setenv("TENOR_DATA", str(tmp_path / "nothing"))
    with pytest.raises(DataError, match="not a folder"):
        default_tables()


# --- a build without a snapshot -------------------------------------------------------------


@pytest.fixture
def without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that leaves one snapshot out of the box."""

    def leave_out(name: str) -> None:
        folder = tmp_path / "box"
        folder.mkdir()
        for form in FORMS:
            if form != name:
                (folder / f"{form}.parquet").symlink_to(str(BOX / f"{form}.parquet"))
        monkeypatch.setattr(box_module, "box_path", lambda file: folder / file)

    return leave_out


def test_without_production_every_row_says_so(without) -> None:
    without("wmd")
    tables = open_tables()
    assert not tables.has("wmd")
    row = assess("USA", 2022, commodity="antimony", stage="ore", tables=tables).rows[0]
    assert row.status == "no_production_data"
    assert (row.score, row.hhi, row.production_t) == (None, None, None)
    assert row.imports_t == pytest.approx(28.81)
    assert "no production data for 2022" in row.notes


def test_without_governance_there_is_no_score(without) -> None:
    """The neutral weight is for one economy without a value, not for a table that is not there."""
    without("wgi")
    tables = open_tables()
    row = assess("USA", 2022, commodity="antimony", stage="ore", tables=tables).rows[0]
    assert row.status == "partial"
    assert (row.import_risk, row.score, row.score_contained, row.cf) == (None,) * 4
    assert "no governance data at hand, so no score and no weighted measure" in row.notes
    assert not any("0.5" in note for note in row.notes)
    assert row.detail["governance_weight"] == {}
    assert row.detail["governance_year"] is None
    assert "eu_supply_risk" not in row.detail
    json.dumps(row.as_dict(), allow_nan=False)
    with_it = assess("USA", 2022, commodity="antimony", stage="ore").rows[0]
    for name in ("hhi", "imports_t", "net_import_reliance", "supplier_loss"):
        assert getattr(row, name) == getattr(with_it, name) is not None
    world = all_importers([2022], commodity="antimony", stage="ore", tables=tables)
    at = world.arrays.countries.index("USA")
    assert math.isnan(world.indices.score[0, 0, at])
    assert math.isnan(world.indices.import_governance[0, 0, at])
    assert world.indices.net_import_reliance[0, 0, at] == pytest.approx(row.net_import_reliance)
    published = published_score("Antimony", ["261710"], "USA", 2022, tables=tables)
    assert math.isnan(published.score)
    assert published.hhi == row.hhi


def test_a_brief_can_be_made_without_governance(without) -> None:
    without("wgi")
    page = build_brief(run_case("indonesia-us", tables=open_tables()))
    assert page.findings


def test_without_trade_nothing_can_be_asked(without) -> None:
    without("baci")
    tables = open_tables()
    with pytest.raises(UserError, match="no trade data at hand"):
        read_reference(tables)
    with pytest.raises(UserError, match="set TENOR_DATA"):
        assess("USA", 2022, tables=tables)


def test_a_users_file_stands_in_for_a_snapshot_left_out(without, tmp_path: Path) -> None:
    without("wmd")
    own = tmp_path / "own"
    own.mkdir()
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'Antimony' AS series, 'CHN' AS country, 2022 AS year, "
            f"5.0 AS quantity, 't' AS unit, 'r' AS flag) TO '{own}/wmd.parquet' (FORMAT parquet)"
        )
    row = assess("USA", 2022, commodity="antimony", stage="ore", tables=open_tables(own)).rows[0]
    assert (row.status, row.hhi) == ("ok", 1.0)
