"""A page as a spreadsheet: a front sheet, one sheet for each table, one for the traces.

Numbers are numbers, with a format that fits their unit. The unit stands in the
heading where a column has one, in a column beside it where its cells differ.
Each number keeps its trace id at the right. The same page gives the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tenor.core.trace import UNKNOWN
from tenor.report.blocks import CONFIDENCE, KINDS, Cell, Column, Table
from tenor.report.model import Page
from tenor.report.tables import (
    Field,
    cell_trace,
    cell_unit,
    cell_value,
    holds_numbers,
    page_data,
    plain_cell,
    plain_numbers,
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
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
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


@dataclass(frozen=True, slots=True)
class _Field:
    """One column of a sheet: heading, width, and a value with its format for each row."""

    heading: str
    width: float
    values: Sequence[Field]
    formats: Sequence[Format]


def _write_table(sheet: Worksheet, table: Table, page: Page, formats: _Formats) -> None:
    """Write title, head, rows, trace ids at the right, then note and source."""
    columns = [(c, [row[i] for row in table.rows]) for i, c in enumerate(table.columns)]
    fields = [field for c, cells in columns for field in _fields(c, cells, page, formats=formats)]
    quiet = [formats.quiet] * len(table.rows)
    fields += [
        _Field(f"Trace: {column.title}", 30, [cell_trace(cell) or "" for cell in cells], quiet)
        for column, cells in columns
        if any(cell_trace(cell) for cell in cells)
    ]
    sheet.write_string(0, 0, _cut(plain_words(table.title, page.traces)), formats.bold)
    for place, field in enumerate(fields):
        sheet.write_string(2, place, field.heading, formats.head)
        sheet.set_column(place, place, field.width)
        for line, (value, style) in enumerate(zip(field.values, field.formats, strict=True), 3):
            _write_value(sheet, (line, place), value, style)
    last = 2 + max(1, len(table.rows))
    sheet.freeze_panes(3, 1)
    sheet.autofilter(2, 0, last, len(fields) - 1)
    for line, (name, text) in enumerate((("Note", table.note), ("Source", table.source)), last + 2):
        if text is not None:
            sheet.write_string(line, 0, f"{name}: {_cut(plain_words(text, page.traces))}")


def _fields(
    column: Column, cells: Sequence[Cell], page: Page, *, formats: _Formats
) -> Iterator[_Field]:
    """Yield the field of a column and, where its numbers have unlike units, that of the unit."""
    values: Sequence[Field] = [_value(cell, page) for cell in cells]
    units = [cell_unit(cell, page.traces) for cell in cells]
    known = {unit for unit in units if unit}
    unit = known.pop() if len(known) == 1 else "" if known else column.unit
    if not holds_numbers(cells):
        values = _plain_values(column, cells) or values
    heading = f"{column.title} ({unit})" if unit else column.title
    styles = [
        formats.wrap if isinstance(value, str) else formats.number(_unit_of(column, own))
        for value, own in zip(values, units, strict=True)
    ]
    yield _Field(heading, _width(column, cells, page), values, styles)
    if known:
        wide = max([10, *(len(own or "") + 2 for own in units)])
        yield _Field(f"Unit: {column.title}", wide, units, [formats.wrap] * len(cells))


def _value(cell: Cell, page: Page) -> Field:
    """Return the value of a cell; the words of a number that is known as a range only."""
    value, words = cell_value(cell, page.traces), plain_cell(cell, page.traces)
    return words if value is None and words != UNKNOWN else value


def _plain_values(column: Column, cells: Sequence[Cell]) -> list[Field] | None:
    """Return plain digits as numbers where a unit, or being years, says that they are."""
    if column.kind != "year":
        return plain_numbers(column, cells)
    years = [cell for cell in cells if isinstance(cell, str)]
    if not all(year.isdecimal() for year in years):
        return None
    return [int(cell) if isinstance(cell, str) else None for cell in cells]


def _unit_of(column: Column, unit: str | None) -> str:
    return unit or ("year" if column.kind == "year" else column.unit)


def _width(column: Column, cells: Sequence[Cell], page: Page) -> float:
    words = [plain_cell(cell, page.traces) or "" for cell in cells]
    return min(60, max([10, len(column.title), *(len(text) + 2 for text in words)]))


def _write_value(sheet: Worksheet, place: tuple[int, int], value: Field, style: Format) -> None:
    if value is None:
        sheet.write_blank(*place, None, style)
    elif isinstance(value, str):
        sheet.write_string(*place, _cut(value), style)
    else:
        sheet.write_number(*place, value, style)


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
