"""Files hold the values as stored, empty where nothing is known, and come back the same."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from tenor.report.figure_data import data_table, figure_traces
from tenor.report.figures import Ladder, Rung
from tenor.report.model import Column, DataPoint, Page, Picture, Ref, Table, Text
from tenor.report.tables import csv_text, flatten, page_data, write_tables


@pytest.fixture(scope="module")
def folder(page: Page, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "new" / "tables"
    write_tables(page, path)
    return path


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_table_and_picture_has_both_files(folder: Path, page: Page) -> None:
    names = {t.id for t in page_data(page)} | {"traces"}
    assert len(names) == 15
    files = {p.name for p in folder.iterdir()}
    assert files == {f"{n}.{e}" for n in names for e in ("csv", "parquet")} | {"index.csv"}
    assert {row["table"] for row in _read(folder / "index.csv")} == names


def test_a_number_is_there_as_stored_and_as_printed(folder: Path) -> None:
    rows = {row["item"]: row for row in _read(folder / "mines-data.csv")}
    china = rows["China"]
    assert float(china["value"]) == 0.6
    assert china["value_display"] == "60%"
    assert china["value_unit"] == "fraction"
    assert china["value_trace"] == "risk.mine_share/CHN/antimony"
    assert (float(china["low"]), china["low_display"]) == (0.48, "48")


def test_what_is_not_known_is_empty_not_zero(folder: Path) -> None:
    rows = {row["item"]: row for row in _read(folder / "mines-data.csv")}
    assert rows["Viet Nam"]["value"] == ""
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT value FROM '{folder / 'mines-data.parquet'}' WHERE item = 'Viet Nam'"
        ).fetchall()
    assert found == [(None,)]
    gaps = [row for row in _read(folder / "history-data.csv") if row["when"] == "2015"]
    assert [row["series_1"] for row in gaps] == [""]


def test_parquet_holds_the_same_as_csv(folder: Path, page: Page) -> None:
    for table in page_data(page):
        flat = flatten(table, page.traces)
        with duckdb.connect() as connection:
            path = folder / f"{table.id}.parquet"
            rows = connection.execute(f"SELECT * FROM '{path}'").fetchall()
            kinds = [
                r[1] for r in connection.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
            ]
        assert rows == [tuple(row) for row in flat.rows]
        assert kinds == ["DOUBLE" if k == "number" else "VARCHAR" for k in flat.kinds]


def test_all_traces_are_in_the_register(folder: Path, page: Page) -> None:
    rows = {row["id"]: row for row in _read(folder / "traces.csv")}
    assert set(rows) == {trace.id for trace in page.traces}
    hhi = rows["risk.hhi/antimony"]
    assert float(hhi["value"]) == 0.396
    assert json.loads(hhi["inputs"])[0] == {
        "id": "risk.mine_share/CHN/antimony",
        "value": 0.6,
        "unit": "fraction",
    }
    assert rows["risk.months/antimony"]["value"] == ""


def test_words_that_a_spreadsheet_would_run_are_disarmed(page: Page) -> None:
    words = ("=1+1", "@sum", "+cmd|' /C calc'!A0", "-2+3+cmd|x", "-5%", "+3.2 t", "plain")
    table = Table("t", Text("T"), (Column("w", "Words"),), tuple((w,) for w in words))
    lines = [row[0] for row in csv.reader(csv_text(table, page.traces).splitlines())]
    assert lines == ["w", "'=1+1", "'@sum", "'+cmd|' /C calc'!A0", "'-2+3+cmd|x", *words[4:]]


def test_numbers_stay_numbers_beside_words(page: Page) -> None:
    cells = (
        Ref("risk.hhi/antimony"),
        "not asked",
        None,
        DataPoint(None, "", "risk.hhi/antimony"),
        Text("{risk.mine_share/CHN/antimony}"),
        Text("{risk.mine_share/CHN/antimony} + {risk.mine_share/TJK/antimony}"),
    )
    table = Table("t", Text("T"), (Column("v", "V"),), tuple((c,) for c in cells))
    flat = flatten(table, page.traces)
    assert flat.names == ("v", "v_display", "v_unit", "v_trace")
    assert flat.kinds[0] == "number"
    assert [row[0] for row in flat.rows] == [0.396, None, None, None, 0.6, None]
    assert [row[1] for row in flat.rows][1:] == ["not asked", None, None, "60%", "60% + 17%"]
    assert [row[2] for row in flat.rows] == ["hhi", None, None, "hhi", "fraction", "fraction"]
    both = "risk.mine_share/CHN/antimony; risk.mine_share/TJK/antimony"
    assert flat.rows[5][3] == both


def test_words_with_a_number_in_them_stay_words(page: Page) -> None:
    cells = (Text("about {risk.mine_share/CHN/antimony}"), Text("none"))
    table = Table("t", Text("T"), (Column("v", "V"),), tuple((c,) for c in cells))
    assert flatten(table, page.traces).rows == (("about 60%",), ("none",))


def test_plain_digits_with_a_unit_are_numbers(page: Page) -> None:
    columns = (Column("at", "At", unit="degrees", kind="code"), Column("hs", "Code", kind="code"))
    rows = (("29.5", "0810"), (None, "8110"), ("-1", "2617"))
    flat = flatten(Table("t", Text("T"), columns, rows), page.traces)
    assert flat.names == ("at", "at_unit", "hs")
    assert flat.rows == ((29.5, "degrees", "0810"), (None, None, "8110"), (-1.0, "degrees", "2617"))
    words = Table("t", Text("T"), columns[:1], (("29.5",), ("nan",)))
    assert flatten(words, page.traces).kinds == ("text",)


def test_every_column_of_numbers_has_its_unit_beside_it(page: Page) -> None:
    for table in page_data(page):
        flat = flatten(table, page.traces)
        for place, (name, kind) in enumerate(zip(flat.names, flat.kinds, strict=True)):
            if kind == "number":
                unit = flat.names.index(f"{name}_unit")
                assert all(row[unit] for row in flat.rows if row[place] is not None), table.id
            assert not (name == "note" and kind == "number")


def test_the_ladder_s_table_holds_every_amount_and_its_trace(page: Page) -> None:
    first, second = "risk.mine_share/CHN/antimony", "risk.mine_share/TJK/antimony"
    rungs = (
        Rung("two", "proposed", "2025", note="60% + 17%", trace=first, traces=(first, second)),
        Rung("up to", "proposed", "2025", note="up to 60%", trace=first),
        Rung("one", "proposed", "2025", note="60%", trace=first),
        Rung("words", "proposed", "2025", note="on paper"),
        Rung("other words", "proposed", "2025", note="much", traces=(first, second)),
    )
    picture = Picture("p", Text("P"), Text("S"), Ladder(rungs), Text("A"), Text("S"))
    assert list(figure_traces(picture.figure)) == [first, second, first, first, first, second]
    flat = flatten(data_table(picture, page.traces), page.traces)
    rows = [dict(zip(flat.names, row, strict=True)) for row in flat.rows]
    assert [row["amount_display"] for row in rows] == [
        "60% + 17%",
        "up to 60%",
        "60%",
        None,
        "60% + 17%",
    ]
    assert [row["amount"] for row in rows] == [None, None, 0.6, None, None]
    assert rows[0]["amount_trace"] == f"{first}; {second}"
    assert [row["note"] for row in rows] == [None, None, None, "on paper", None]


def test_quotations_come_back_as_they_were(folder: Path, example: ModuleType) -> None:
    assert _read(folder / "imports.csv")[0]["words"] == example.HOSTILE


def test_written_twice_the_bytes_are_the_same(folder: Path, page: Page, tmp_path: Path) -> None:
    for path in write_tables(page, tmp_path):
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name
    assert not list(tmp_path.glob(".*"))


def test_an_empty_table_keeps_its_columns(page: Page, tmp_path: Path) -> None:
    table = Table("t", Text("T"), (Column("a", "A"), Column("b", "B")), ())
    assert csv_text(table, page.traces) == "a,b\n"
