"""The spreadsheet holds numbers, formats, traces and the front sheet."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.report.model import Page
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
