"""A page as a spreadsheet: a front sheet, one sheet for each table, one for the traces.

Numbers are numbers, with a format that fits their unit; each keeps its trace id
in a column at the right. The same page gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenor.report.blocks import CONFIDENCE, KINDS, Cell, Column, DataPoint, Ref, Table
from tenor.report.model import Page
from tenor.report.tables import (
    cell_trace,
    cell_unit,
    cell_value,
    page_data,
    plain_cell,
    plain_words,
    trace_table,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_CREATED = datetime(2000, 1, 1)
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", "-"))
_NAME = 31  # the longest sheet name that spreadsheets take
_TEXT = 32_767  # the most characters in a cell


def write_workbook(page: Page, path: Path) -> Path:
    """Write a page's tables as an xlsx file and return its path.

    Parameters
    ----------
    page : Page
    path : Path
        Written beside and then renamed; its folder is made where it is absent.
    """
    from xlsxwriter import Workbook

    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with Workbook(str(beside), options) as book:
        book.set_properties(
            {"title": _cut(plain_words(page.title, page.traces)), "created": _CREATED}
        )
        formats = _Formats(book)
        tables = list(page_data(page))
        names = sheet_names([table.id for table in tables])
        _write_front(
            book.add_worksheet("brief"), page, formats, list(zip(names, tables, strict=True))
        )
        for name, table in zip(names, tables, strict=True):
            _write_table(book.add_worksheet(name), table, page, formats)
        _write_traces(book.add_worksheet("traces"), page, formats)
    beside.replace(path)
    return path


class _Formats:
    """Cell formats by use, made once each."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[str, Format] = {}
        self.title = book.add_format({"bold": True, "font_size": 16, "text_wrap": True})
        self.head = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#F4F5F6"}
        )
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.quiet = book.add_format({"font_color": "#56606B", "text_wrap": True, "valign": "top"})

    def number(self, unit: str) -> Format:
        """Return the number format for a unit."""
        pattern = number_format(unit)
        if pattern not in self._made:
            self._made[pattern] = self._book.add_format({"num_format": pattern, "valign": "top"})
        return self._made[pattern]


def number_format(unit: str) -> str:
    """Return the spreadsheet format for values of a unit.

    Examples
    --------
    >>> number_format("fraction"), number_format("USD_2024"), number_format("year")
    ('0.0##%', '#,##0.##', '0')
    """
    if unit == "fraction":
        return "0.0##%"
    if unit == "year":
        return "0"
    if unit in {"hhi", "index", "ratio"}:
        return "0.0000"
    return "#,##0.##"


def sheet_names(identifiers: Sequence[str]) -> list[str]:
    """Return sheet names: at most 31 characters, no forbidden mark, no name twice.

    Examples
    --------
    >>> sheet_names(["a/b", "brief"])
    ['a-b', 'brief-2']
    """
    taken = {"brief", "traces", "history"}
    names = []
    for identifier in identifiers:
        base = identifier.translate(_FORBIDDEN)[:_NAME]
        name, number = base, 2
        while name.casefold() in taken:
            tail = f"-{number}"
            name, number = base[: _NAME - len(tail)] + tail, number + 1
        taken.add(name.casefold())
        names.append(name)
    return names


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT else text[: _TEXT - 1] + "…"


def _write_front(
    sheet: Worksheet, page: Page, formats: _Formats, tables: Sequence[tuple[str, Table]]
) -> None:
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    sheet.set_column(2, 3, 22)
    meta = page.meta
    sheet.merge_range(0, 0, 0, 3, _cut(plain_words(page.title, page.traces)), formats.title)
    rows: list[tuple[str, str]] = [
        ("Question", plain_words(page.question, page.traces)),
        ("Known up to", meta.cutoff),
        *meta.data_dates,
        ("Version", f"Tenor {meta.version}"),
        ("Seed", "none" if meta.seed is None else str(meta.seed)),
        *([("Case", meta.case)] if meta.case else []),
        *([("Case hash", meta.digest)] if meta.digest else []),
        *[("Caution", plain_words(text, page.traces)) for text in page.warnings],
    ]
    line = 1
    for name, words in rows:
        sheet.write_string(line, 0, name, formats.bold)
        sheet.write_string(line, 1, _cut(words), formats.wrap)
        line += 1
    line = _write_findings(sheet, page, formats, line + 1)
    sheet.write_row(line + 1, 0, ("Sheet", "Table"), formats.head)
    for row, (name, table) in enumerate(tables, start=line + 2):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_string(row, 1, _cut(plain_words(table.title, page.traces)), formats.wrap)


def _write_findings(sheet: Worksheet, page: Page, formats: _Formats, line: int) -> int:
    sheet.write_row(line, 0, ("Finding", "Text", "Kind", "Confidence"), formats.head)
    for number, finding in enumerate(page.findings, start=1):
        span = CONFIDENCE[finding.confidence]
        sheet.write_number(line + number, 0, number, formats.bold)
        words = plain_words(finding.text, page.traces)
        sheet.write_string(line + number, 1, _cut(words), formats.wrap)
        sheet.write_string(line + number, 2, KINDS[finding.kind], formats.wrap)
        confidence = finding.confidence + (f" ({span})" if span else "")
        sheet.write_string(line + number, 3, confidence, formats.wrap)
    return line + len(page.findings)


def _write_table(sheet: Worksheet, table: Table, page: Page, formats: _Formats) -> None:
    """Write title, head, rows, trace ids at the right, then note and source."""
    traced = [
        place
        for place in range(len(table.columns))
        if any(isinstance(row[place], Ref | DataPoint) for row in table.rows)
    ]
    sheet.write_string(0, 0, _cut(plain_words(table.title, page.traces)), formats.bold)
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in table.rows]
        sheet.write_string(2, place, _heading(column, cells, page), formats.head)
        sheet.set_column(place, place, _width(column, cells, page))
    for side, place in enumerate(traced, start=len(table.columns)):
        sheet.write_string(2, side, f"Trace: {table.columns[place].title}", formats.head)
        sheet.set_column(side, side, 30)
    for line, row in enumerate(table.rows, start=3):
        for place, cell in enumerate(row):
            _write_cell(sheet, (line, place), cell, page, formats)
        for side, place in enumerate(traced, start=len(table.columns)):
            sheet.write_string(line, side, cell_trace(row[place]) or "", formats.quiet)
    last = 2 + max(1, len(table.rows))
    sheet.freeze_panes(3, 1)
    sheet.autofilter(2, 0, last, len(table.columns) + len(traced) - 1)
    for line, (name, text) in enumerate((("Note", table.note), ("Source", table.source)), last + 2):
        if text is not None:
            sheet.write_string(line, 0, f"{name}: {_cut(plain_words(text, page.traces))}")


def _heading(column: Column, cells: Sequence[Cell], page: Page) -> str:
    """Return the title with the unit of the values as stored, where they share one."""
    units = {unit for cell in cells if (unit := cell_unit(cell, page.traces))}
    unit = units.pop() if len(units) == 1 else "" if units else column.unit
    return f"{column.title} ({unit})" if unit else column.title


def _width(column: Column, cells: Sequence[Cell], page: Page) -> float:
    words = [plain_cell(cell, page.traces) or "" for cell in cells]
    return min(60, max([10, len(column.title), *(len(text) + 2 for text in words)]))


def _write_cell(
    sheet: Worksheet, place: tuple[int, int], cell: Cell, page: Page, formats: _Formats
) -> None:
    value: Any = cell_value(cell, page.traces)
    if value is None:
        sheet.write_blank(*place, None, formats.wrap)
    elif isinstance(value, str):
        sheet.write_string(*place, _cut(value), formats.wrap)
    else:
        unit = cell_unit(cell, page.traces) or ""
        sheet.write_number(*place, value, formats.number(unit))


def _write_traces(sheet: Worksheet, page: Page, formats: _Formats) -> None:
    table = trace_table(list(page.traces))
    sheet.write_row(0, 0, table.names, formats.head)
    for line, row in enumerate(table.rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(line, place, _cut(value), formats.wrap)
            elif value is not None:
                sheet.write_number(line, place, value)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, len(table.names) - 1, 24)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.names) - 1)
