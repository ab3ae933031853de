"""World Bank commodity prices (Pink Sheet): sheet ``Monthly Prices`` of the monthly workbook.

A row of names, a row of units in brackets, perhaps a row of codes, then one row
per month (``1960M01``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from tenor.core.errors import DataError, nearest_names, quoted
from tenor.sources.import_draft import FIRST_YEAR, LAST_YEAR, Draft, Job, read_quantity, stage_rows
from tenor.sources.import_input import Row, cell_name, is_zip, plain, read_csv_rows, read_sheets

SHEET = "Monthly Prices"
MONTH = re.compile(r"(\d{4})\s*[Mm-]\s*(\d{1,2})")


def read(job: Job) -> Draft:
    """Return the monthly prices of the workbook, in nominal dollars per unit."""
    shown, rows = _sheet(job)
    first = next((n for n, row in enumerate(rows) if row and MONTH.fullmatch(_text(row[0]))), None)
    if first is None or first == 0:
        raise DataError(f"{shown}: no row starts with a month like 1960M01; is it the right file?")
    names_at, units_at, codes_at = _head_rows(shown, rows, first)
    series = {
        column: _clean(cell)
        for column, cell in enumerate(rows[names_at])
        if column and _clean(cell)
    }
    twice = [name for name in series.values() if list(series.values()).count(name) > 1]
    if twice:
        raise DataError(f"{shown}, row {names_at + 1}: the series {twice[0]!r} stands twice")
    prices: list[tuple[object, ...]] = []
    seen: dict[tuple[int, int], int] = {}
    for number in range(first, len(rows)):
        month = _month(shown, rows[number], number)
        if month is None:
            continue
        if month in seen:
            raise DataError(f"{shown}, row {number + 1}: {rows[number][0]} stands twice")
        seen[month] = number
        for column, name in series.items():
            cell = rows[number][column] if column < len(rows[number]) else None
            where = f"{shown}, cell {cell_name(number, column)}"
            price = read_quantity(cell, where)
            if price is not None:
                unit = _text(rows[units_at][column]).strip("() ")
                code = _text(rows[codes_at][column]) if codes_at is not None else ""
                prices.append((name, code, *month, price, unit))
    _require_no_gap(shown, sorted(seen))
    return Draft("pinksheet", stage_rows(job, "pinksheet", prices), _version(rows[:first]))


def _sheet(job: Job) -> tuple[str, Sequence[Row]]:
    if not is_zip(job.path):
        return job.name, [tuple(cells) for _, cells in read_csv_rows(job.path)]
    sheets = read_sheets(job.path)
    for name, rows in sheets.items():
        if plain(name) == plain(SHEET):
            return f"{job.name}, sheet {name!r}", rows
    near = nearest_names(SHEET, sheets, 1)
    hint = f"; nearest: {near[0]!r}" if near else ""
    raise DataError(
        f"{job.name}: no sheet {SHEET!r}; found {quoted(list(sheets))}{hint}. Expected "
        "CMO-Historical-Data-Monthly.xlsx"
    )


def _head_rows(shown: str, rows: Sequence[Row], first: int) -> tuple[int, int, int | None]:
    """Return the rows of names, units and codes (or None) above the first month."""
    for at in range(first - 1, 0, -1):
        cells = [_text(cell) for cell in rows[at][1:] if _text(cell)]
        if cells and all(re.fullmatch(r"\(.*\)", cell) for cell in cells):
            codes = at + 1 if at + 1 < first else None
            return at - 1, at, codes
    raise DataError(
        f"{shown}: no row of units in brackets, like ($/mt), above the months; "
        "is it the right file?"
    )


def _month(shown: str, row: Row, number: int) -> tuple[int, int] | None:
    text = _text(row[0]) if row else ""
    if not text and all(not _text(cell) for cell in row):
        return None
    hit = MONTH.fullmatch(text)
    if hit is None:
        if all(not isinstance(cell, int | float) for cell in row[1:]):
            return None  # a note below the table
        raise DataError(f"{shown}, row {number + 1}: expected a month like 1960M01, found {text!r}")
    year, month = int(hit[1]), int(hit[2])
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise DataError(f"{shown}, row {number + 1}: {text!r} is no month")
    return year, month


def _require_no_gap(shown: str, months: Sequence[tuple[int, int]]) -> None:
    steps = [year * 12 + month for year, month in months]
    for before, after in pairwise(steps):
        if after != before + 1:
            year, month = divmod(before, 12)
            raise DataError(f"{shown}: months are missing after {year}M{month:02d}; file damaged")


def _version(rows: Sequence[Row]) -> str:
    for row in rows:
        for cell in row:
            if hit := re.search(r"[Uu]pdated on (.+)", _text(cell)):
                return f"updated {hit[1].strip()}"
    return "not stated"


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _clean(cell: object) -> str:
    """Return the name of a series without the marks of footnotes."""
    return re.sub(r"[\s*]+$", "", _text(cell))
