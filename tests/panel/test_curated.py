"""The reader of curated tables: what it refuses, what it puts in front, what it answers."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tenor.cli import main
from tenor.core.errors import DataError, UnknownNameError, UserError
from tenor.panel.curated import FORMS, read_curated, read_curated_from
from tenor.panel.curated.listing import parse_conditions

COLUMNS = [column.name for column in FORMS["stage_production"].columns]
GOOD = {
    "commodity": "copper",
    "stage": "refined",
    "form": "refined_metal",
    "country": "CHN",
    "year": "2024",
    "value": "12400",
    "unit": "kt Cu",
    "basis": "contained",
    "source": "usgs-mcs-2026-chapters",
    "met": "excerpt",
}
SOURCES = "id,title,publisher,date,kind,address,met,note\n"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a user's table of changed rows: ``write({"year": "x"})``."""

    def make(*changes: dict[str, str], name: str = "stage_production", sources: str = "") -> Path:
        folder = tmp_path / "data" / "tables"
        folder.mkdir(parents=True, exist_ok=True)
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(GOOD | change for change in changes)
        (folder / f"{name}.csv").write_text(text.getvalue(), encoding="utf-8")
        if sources:
            (folder / "sources.csv").write_text(SOURCES + sources, encoding="utf-8")
        return folder.parent

    return make


# --- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "column", "told"),
    [
        ({"commodity": "coper"}, "commodity", "did you mean 'copper'"),
        ({"stage": "refind"}, "stage", "did you mean 'refined'"),
        ({"form": ""}, "form", "the cell is empty"),
        ({"country": "China"}, "country", "unknown country code 'China'"),
        ({"year": "24"}, "year", "'24' is not a year; write it as 2024"),
        ({"year": "20²4"}, "year", "is not a year"),
        ({"year": "1824"}, "year", "is not a year"),
        ({"value": "12,400"}, "value", "is not a number"),
        ({"value": "1_000"}, "value", "is not a number"),
        ({"value": "nan"}, "value", "is not a number"),
        ({"value": "-5"}, "value", "'-5' is below zero"),
        ({"value": ""}, "value", "one of value, low, high is filled; leave no row"),
        ({"low": "13000"}, "value", "order low <= value <= high"),
        ({"value": "", "low": "2", "high": "1"}, "value", "order low <= value <= high"),
        ({"value": "44", "unit": "fraction"}, "value", "a share of output is at most 1"),
        ({"unit": "ton"}, "unit", "may be a metric ton"),
        ({"basis": "content"}, "basis", "unknown basis 'content'"),
        ({"met": "read"}, "met", "unknown met 'read'"),
        ({"source": "usgs-mcs-2062-chapters"}, "source", "did you mean 'usgs-mcs-2026-chapters'"),
        ({"source": "hearsay"}, "source", "add it to sources.csv"),
        ({"met": "opened"}, "met", "opened is stronger than its source, met excerpt"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_cell_is_refused_with_file_line_and_column(
    write: Write, change: dict[str, str], column: str, told: str
) -> None:
    data = write({"year": "2023"}, change)
    with pytest.raises(DataError) as caught:
        read_curated_from("stage_production", data)
    text = str(caught.value)
    assert f"tables/stage_production.csv: line 3, column {column}: " in text
    assert told in text


def test_a_row_twice_is_refused_and_the_first_is_named(write: Write) -> None:
    with pytest.raises(DataError, match=r"line 3: the same commodity.*stand on line 2"):
        read_curated_from("stage_production", write({}, {"value": "13000"}))


def test_five_faults_are_told_and_the_others_counted(write: Write) -> None:
    data = write(*({"year": str(y), "country": "X"} for y in range(2000, 2008)))
    with pytest.raises(DataError, match=r"and 3 more$") as caught:
        read_curated_from("stage_production", data)
    assert str(caught.value).count("column country") == 5


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda text: text.replace("country", "contry", 1), "missing 'country'"),
        (lambda text: text.replace(",note", ",note,extra", 1), "unknown 'extra'"),
        (lambda text: text.replace("12400", "12,400"), "line 2: expected 14 cells, found 15"),
        (lambda text: text.replace("refined_metal", '"refined'), "line 2"),
        (lambda text: "", "expected the columns commodity,stage"),
    ],
)
def test_a_file_of_another_form_is_refused(write: Write, edit, told: str) -> None:
    path = write({}) / "tables" / "stage_production.csv"
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(DataError, match=told) as caught:
        read_curated_from("stage_production", path.parents[1])
    assert str(path) in str(caught.value)


def test_a_file_that_is_not_utf8_is_refused(write: Write) -> None:
    path = write({}) / "tables" / "stage_production.csv"
    path.write_bytes(b"\xff\xfe" + path.read_bytes())
    with pytest.raises(DataError, match="cannot be read as UTF-8"):
        read_curated_from("stage_production", path.parents[1])


def test_a_misspelt_file_is_refused_and_not_overlooked(write: Write) -> None:
    data = write({}, name="stage_productions")
    with pytest.raises(DataError, match=r"did you mean 'stage_production\.csv'"):
        read_curated_from("prices", data)


def test_a_users_list_of_sources_is_checked(write: Write) -> None:
    data = write({}, sources="mine,My own table,me,2026,table,,read,\n")
    with pytest.raises(DataError, match=r"sources\.csv, line 2: a source needs an id"):
        read_curated_from("stage_production", data)


def test_an_unknown_table_comes_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'stage_production'"):
        read_curated("stage_prodution")


# --- what stands in front -------------------------------------------------------------------


def test_own_rows_replace_those_of_the_same_key_and_add_to_the_others(write: Write) -> None:
    shipped = read_curated_from("stage_production", None)
    data = write(
        {"value": "20000"},
        {"year": "2026", "source": "mine", "met": "opened"},
        sources="mine,My own table,me,2026,table,,opened,\n",
    )
    held = read_curated_from("stage_production", data)
    assert (held.own_rows, held.own) == (2, str(data / "tables" / "stage_production.csv"))
    assert len(held.rows) == len(shipped.rows) + 1
    place = {"commodity": "copper", "form": "refined_metal", "country": "CHN", "unit": "kt Cu"}
    assert [r["value"] for r in held.where(**place, year=2024)] == [20000.0]
    assert [r["source"] for r in held.where(**place, year=2026)] == ["mine"]
    assert shipped.own is None and shipped.own_rows == 0


def test_a_changed_file_is_read_again(write: Write) -> None:
    first = read_curated_from("stage_production", write({"value": "20000"}))
    data = write({"value": "30000"})
    path = data / "tables" / "stage_production.csv"
    os.utime(path, ns=(1, 1))
    again = read_curated_from("stage_production", data)
    assert (first.rows[0]["value"], again.rows[0]["value"]) == (20000.0, 30000.0)
    assert read_curated_from("stage_production", data) is again


# --- what it answers ------------------------------------------------------------------------


def test_rows_are_asked_for_by_their_cells() -> None:
    table = read_curated_from("stage_production", None)
    found = table.where(commodity="copper", year=2024, country="CHN", unit="kt Cu")
    assert [row["value"] for row in found] == [12400.0]
    controls = read_curated_from("elasticities", None)
    assert {row["commodity"] for row in controls.where(commodity="tin")} <= {"tin"}
    with pytest.raises(UnknownNameError, match="did you mean 'country'"):
        table.where(contry="CHN")


def test_conditions_are_typed_and_take_names() -> None:
    form = FORMS["stage_production"]
    found = parse_conditions(form, ["commodity=Cu", "country=china", "year=2024"])
    assert found == {"commodity": "copper", "country": "CHN", "year": 2024}
    assert parse_conditions(form, ["country=WLD"]) == {"country": "WLD"}
    with pytest.raises(UserError, match="write COLUMN=VALUE"):
        parse_conditions(form, ["copper"])
    with pytest.raises(UnknownNameError, match="'year'"):
        parse_conditions(form, ["yaer=2024"])


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("TENOR_DATA", raising=False)

    def call(*words: str, data: Path | None = None) -> tuple[int, str, str]:
        if data is not None:
            monkeypatch.setenv("TENOR_DATA", str(data))
        code = main(list(words))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def test_the_command_lists_the_tables_and_the_rows_of_one(run: Run) -> None:
    code, out, err = run("data", "table")
    assert (code, err) == (0, "")
    assert out.splitlines()[0].split()[:4] == ["name", "rows", "opened", "excerpt"]
    assert set(FORMS) <= {line.split()[0] for line in out.splitlines()[1:]}
    words = ("data", "table", "stage_production", "--where", "commodity=chromium")
    out = run(*words, "--where", "year=2023")[1]
    assert "recalled, not verified" in out and "ferrochromium" in out
    assert run(*words, "--where", "year=1999")[1] == "no row of stage_production is like that\n"


def test_the_document_has_a_citation_per_row(run: Run) -> None:
    listed = json.loads(run("data", "table", "--json")[1])["tables"]
    assert [table["name"] for table in listed] == list(FORMS)
    for table in listed:
        assert table["rows"] == table["opened"] + table["excerpt"] + table["recalled"]
    words = ("data", "table", "stage_production", "--where", "commodity=copper", "--json")
    found = json.loads(run(*words)[1])
    assert (found["table"], found["own"]) == ("stage_production", None)
    assert all(row["citation"] and row["commodity"] == "copper" for row in found["rows"])


def test_the_command_tells_the_users_file(run: Run, write: Write) -> None:
    data = write({"value": "20000"})
    words = ("data", "table", "stage_production", "--where", "country=CHN", "--json")
    found = json.loads(run(*words, data=data)[1])
    assert found["own"] == str(data / "tables" / "stage_production.csv")
    assert found["rows"][0]["value"] == 20000.0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("stage_prod",), "unknown table 'stage_prod'"),
        (("stage_production", "--where", "contry=CHN"), "did you mean 'country'"),
        (("stage_production", "--where", "country=Chna"), "did you mean 'China'"),
        (("stage_production", "--where", "commodity=coper"), "did you mean 'copper'"),
        (("--where", "year=2024"), "tenor data table NAME"),
    ],
)
def test_an_unknown_name_is_one_line_and_exit_2(
    run: Run, words: tuple[str, ...], told: str
) -> None:
    code, out, err = run("data", "table", *words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1 and told in err


def test_a_table_of_the_materials_is_listed_and_not_replaced(tmp_path: Path) -> None:
    factors = read_curated("stage_codes").where(commodity="tungsten", hs6="261100")
    assert [row["contained_factor"] for row in factors] == [0.515]
    assert read_curated("recycling").where(commodity="antimony")
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "recycling.csv").write_text("commodity\n", encoding="utf-8")
    with pytest.raises(DataError, match="no curated table is called 'recycling'"):
        read_curated_from("stage_production", tmp_path)
