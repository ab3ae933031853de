"""The spreadsheet holds numbers, formats, traces and the front sheet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.core.trace import UNKNOWN, Source, Trace, TraceBook
from tenor.report.model import Column, Page, Ref, Section, Table, Text
from tenor.report.tables import page_data
from tenor.report.workbook import sheet_names, write_workbook


@pytest.fixture(scope="module")
def path(page: Page, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(page, tmp_path_factory.mktemp("book") / "new" / "brief.xlsx")


@pytest.fixture(scope="module")
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def test_there_is_a_sheet_for_each_table(book: openpyxl.Workbook, page: Page) -> None:
    assert book.sheetnames == ["brief", *(t.id for t in page_data(page)), "traces"]


def test_the_front_says_what_is_known_and_when(book: openpyxl.Workbook) -> None:
    front = {row[0].value: row[1].value for row in book["brief"].iter_rows(min_row=2, max_row=14)}
    assert front["Known up to"] == "2026-05-27"
    assert front["BACI trade"] == "1995-2024"
    cells = [c.value for row in book["brief"].iter_rows() for c in row if c.value]
    assert sum("USD 500 million is pledged" in str(words) for words in cells) == 1
    assert "very likely (80-95%)" in cells


def test_numbers_are_numbers_with_a_format(book: openpyxl.Workbook) -> None:
    sheet = book["mines-data"]
    assert [c.value for c in sheet[3]][:3] == ["Item", "Value (fraction)", "Low (fraction)"]
    china = {c.value: c for c in sheet[4]}
    assert sheet["B4"].value == 0.6
    assert sheet["B4"].number_format == "0.0##%"
    assert "risk.mine_share/CHN/antimony" in china
    assert sheet.freeze_panes == "B4"
    assert sheet.auto_filter.ref == "A3:G11"


def test_unlike_units_stand_in_a_column_of_their_own(page: Page, tmp_path: Path) -> None:
    columns = (
        Column("what", "What"),
        Column("value", "Value", "right"),
        Column("year", "Year", kind="year"),
        Column("at", "At", unit="degrees", kind="code"),
    )
    share, hhi = "risk.mine_share/CHN/antimony", "risk.hhi/antimony"
    rows = (
        ("a", Ref(share), "2024", "29.5"),
        ("b", Ref(hhi), None, None),
        ("c", "in words", "2025", "30"),
        ("d", Text(f"{{{share}}} + {{{hhi}}}"), "2026", "31"),
    )
    table = Table("t", Text("T"), columns, rows)
    small = replace(page, sections=(Section("s", Text("S"), None, (table,)),), findings=())
    sheet = openpyxl.load_workbook(write_workbook(small, tmp_path / "units.xlsx"))["t"]
    head, *cells = [[c.value for c in row] for row in sheet.iter_rows(min_row=3, max_row=7)]
    names = ["What", "Value", "Unit: Value", "Year", "At (degrees)", "Trace: Value"]
    assert head == names
    assert [row[1] for row in cells] == [0.6, 0.396, "in words", "60% + 4,000"]
    assert [row[2] for row in cells] == ["fraction", "hhi", None, None]
    assert [row[3] for row in cells] == [2024, None, 2025, 2026]
    assert [row[4] for row in cells] == [29.5, None, 30, 31]
    assert [sheet[place].number_format for place in ("B4", "B5", "D4")] == ["0.0##%", "0.0000", "0"]


def test_a_range_is_said_in_words(page: Page, tmp_path: Path) -> None:
    source = Source("table", "row", "A. Author (2024)")
    book = TraceBook()
    book.add(Trace("x.range/a", None, "1 t to 2 t", "t", "as published", (), (source,)))
    book.add(Trace("x.none/a", None, UNKNOWN, "t", "as published", (), (source,)))
    book.add(Trace("x.one/a", 3.0, "3 t", "t", "as published", (), (source,)))
    rows = tuple((Ref(f"x.{name}/a"),) for name in ("range", "none", "one"))
    table = Table("t", Text("T"), (Column("v", "V", "right"),), rows)
    sections = (Section("s", Text("S"), None, (table,)),)
    small = Page(Text("T"), Text("Q"), page.meta, (), sections, book)
    sheet = openpyxl.load_workbook(write_workbook(small, tmp_path / "range.xlsx"))["t"]
    assert [sheet[place].value for place in ("A3", "A4", "A5", "A6")] == [
        "V (t)",
        "1 t to 2 t",
        None,
        3,
    ]


def test_each_number_has_a_unit_in_its_heading_or_beside_it(
    book: openpyxl.Workbook, page: Page
) -> None:
    checked = 0
    for table in page_data(page):
        head, *rows = [list(r) for r in book[table.id].iter_rows(min_row=3)]
        names = [str(cell.value) for cell in head]
        for place, name in enumerate(names):
            column = [row[place] for row in rows[: len(table.rows)]]
            numbers = [c for c in column if isinstance(c.value, int | float)]
            if not numbers or all(c.number_format == "0" for c in numbers):
                continue
            checked += 1
            assert name.endswith(")") or names[place + 1] == f"Unit: {name}", (table.id, name)
    assert checked > 12


def test_what_is_not_known_is_blank(book: openpyxl.Workbook) -> None:
    rows = {row[0].value: row for row in book["mines-data"].iter_rows(min_row=4)}
    assert rows["Viet Nam"][1].value is None


def test_words_are_never_formulas(book: openpyxl.Workbook, example: ModuleType) -> None:
    assert book["imports"]["D4"].value == example.HOSTILE
    kinds = {c.data_type for sheet in book for row in sheet.iter_rows() for c in row}
    assert "f" not in kinds


def test_the_source_is_under_the_table(book: openpyxl.Workbook) -> None:
    last = [row[0].value for row in book["imports"].iter_rows()][-2:]
    assert last == ["Note: A year without a record stays empty.", "Source: CEPII BACI"]


def test_all_traces_are_there(book: openpyxl.Workbook, page: Page) -> None:
    rows = {row[0].value: row[1].value for row in book["traces"].iter_rows(min_row=2)}
    assert rows == {t.id: t.value for t in page.traces}


def test_written_twice_the_bytes_are_the_same(page: Page, path: Path, tmp_path: Path) -> None:
    again = write_workbook(page, tmp_path / "again.xlsx")
    assert again.read_bytes() == path.read_bytes()


@given(st.lists(st.text(alphabet="abc/[]:-", min_size=1, max_size=60), max_size=30))
def test_sheet_names_are_short_and_unlike(identifiers: list[str]) -> None:
    names = sheet_names(identifiers)
    assert len(names) == len(identifiers)
    assert len({n.casefold() for n in names} | {"brief", "traces", "history"}) == len(names) + 3
    assert all(0 < len(n) <= 31 and not set(n) & set("[]:*?/\\'") for n in names)
