"""World Mining Data, table 6.4: one sheet per mineral, one row per country, years as columns.

A sheet has a title, a heading (Country, unit, years, data source), countries, a
``Total`` and perhaps footnotes. The name of the sheet is the production series.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from tenor.core.errors import DataError, nearest_names, quoted
from tenor.sources.import_draft import (
    FIRST_YEAR,
    LAST_YEAR,
    Draft,
    Job,
    note_counts,
    read_country,
    read_quantity,
    release_in,
    require_new,
    stage_rows,
)
from tenor.sources.import_input import Row, cell_name, find_columns, plain, read_sheets

UNITS = {
    "metr t": "t",
    "metric t": "t",
    "metr tons": "t",
    "metric tons": "t",
    "metric tonnes": "t",
    "t": "t",
    "kg": "kg",
    "ct": "ct",
    "carat": "ct",
    "carats": "ct",
    "mio m3": "million m3",
    "mio m³": "million m3",
    "mill m3": "million m3",
    "million m3": "million m3",
}
TOTALS = {"total", "world", "world total", "sum"}
COLUMNS = {
    "country": ("Country",),
    "unit": ("unit", "units"),
    "flag": ("data source", "data_source", "source"),
}
HEADER_ROWS = 15


def read(job: Job) -> Draft:
    """Return the production of every mineral in the workbook."""
    sheets = read_sheets(job.path)
    headers = {name: _find_header(rows) for name, rows in sheets.items()}
    if not any(at is not None for at in headers.values()):
        raise DataError(
            f"{job.name}: no sheet has a heading with Country, unit, years and data source; "
            f"sheets found: {quoted(list(sheets))}. Expected table 6.4 of World Mining Data"
        )
    counts: Counter[str] = Counter()
    known = {plain(name): name for name in job.scope.series}
    rows: list[tuple[object, ...]] = []
    notes: list[str] = []
    seen: dict[tuple[object, ...], str] = {}
    for sheet, cells in sheets.items():
        at = headers[sheet]
        if at is None:
            _require_empty(job.name, sheet, cells)
            continue
        series = known.get(plain(sheet), sheet.strip())
        if known and series not in known.values():
            near = nearest_names(series, known.values(), 1)
            hint = f"; near it: {near[0]!r}" if near else ""
            notes.append(f"sheet {sheet!r} is no series of the material table{hint}")
        for place, year, amount, unit, flag, where in _sheet_rows(
            job.name, sheet, cells, at, counts
        ):
            require_new(seen, (series, place, year), where)
            rows.append((series, place, year, amount, unit, flag))
    file = stage_rows(job, "wmd", rows)
    version = release_in(job.name, r"(?<!\d)((?:19|20)\d{2})(?!\d)")
    return Draft("wmd", file, version, notes=(*note_counts(counts), *notes))


def _find_header(rows: Sequence[Row]) -> int | None:
    for at, row in enumerate(rows[:HEADER_ROWS]):
        heads = [plain(cell) for cell in row]
        if "country" in heads and any(_year(cell) for cell in row):
            return at
    return None


def _year(cell: object) -> int | None:
    text = plain(cell)
    if not re.fullmatch(r"\d{4}", text):
        return None
    year = int(text)
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _require_empty(name: str, sheet: str, rows: Sequence[Row]) -> None:
    """Raise where a sheet without a heading holds a table all the same."""
    numbers = sum(isinstance(cell, int | float) for row in rows for cell in row)
    if numbers > 20:
        seen = [str(cell) for row in rows[:3] for cell in row if cell is not None]
        raise DataError(
            f"{name}, sheet {sheet!r}: no heading with Country, unit, years and data source in "
            f"the first {HEADER_ROWS} rows; found {quoted(seen)}"
        )


def _sheet_rows(
    name: str, sheet: str, rows: Sequence[Row], at: int, counts: Counter[str]
) -> Iterator[tuple[str, int, float | None, str, str, str]]:
    """Yield (country, year, quantity, unit, flag, where) of one sheet."""
    where = f"{name}, sheet {sheet!r}, row {at + 1}"
    place_at = find_columns(rows[at], COLUMNS, where, ("country", "unit"))
    years = {column: year for column, cell in enumerate(rows[at]) if (year := _year(cell))}
    _check_headings(name, sheet, rows[at], at)
    if len(set(years.values())) != len(years):
        raise DataError(f"{where}: one year stands twice in the heading")
    units = set()
    held = 0
    for number, row in enumerate(rows[at + 1 :], start=at + 1):
        label = _cell(row, place_at["country"])
        place = "" if label is None else str(label).strip()
        numbers = [column for column in years if _cell(row, column) not in (None, "")]
        if not place and not numbers:
            continue
        if plain(place) in TOTALS:
            counts["rows of totals left out"] += 1
            continue
        unit_text = _cell(row, place_at["unit"])
        if not numbers and unit_text in (None, ""):
            counts["footnotes left out"] += 1
            continue
        spot = f"{name}, sheet {sheet!r}, row {number + 1}"
        if not place:
            raise DataError(f"{spot}: numbers without a country")
        code = read_country(place, f"{spot} (cell {cell_name(number, place_at['country'])})")
        unit = _unit(unit_text, f"{spot} (cell {cell_name(number, place_at['unit'])})")
        units.add(unit)
        flag = _flag(_cell(row, place_at["flag"]), spot) if "flag" in place_at else ""
        held += 1
        for column, year in years.items():
            cell = f"{name}, sheet {sheet!r}, cell {cell_name(number, column)}"
            yield code, year, read_quantity(_cell(row, column), cell), unit, flag, cell
    if not held:
        raise DataError(f"{where}: the sheet has a heading but no country; it was cut off")
    if len(units) > 1:
        raise DataError(f"{name}, sheet {sheet!r}: the units {quoted(sorted(units))} are mixed")


def _check_headings(name: str, sheet: str, header: Row, at: int) -> None:
    """Raise for a heading that is a number but no year between 1900 and 2100."""
    for column, cell in enumerate(header):
        if re.fullmatch(r"-?\d+(\.\d+)?", plain(cell)) and _year(cell) is None:
            raise DataError(
                f"{name}, sheet {sheet!r}, cell {cell_name(at, column)}: {cell!r} is no "
                f"year between {FIRST_YEAR} and {LAST_YEAR}"
            )


def _cell(row: Row, column: int) -> object:
    return row[column] if column < len(row) else None


def _unit(text: object, where: str) -> str:
    unit = UNITS.get(plain(text))
    if unit is None:
        raise DataError(
            f"{where}: the unit {str(text)[:40]!r} is not known; expected {quoted(list(UNITS)[:3])}"
        )
    return unit


def _flag(text: object, where: str) -> str:
    flag = "" if text is None else str(text).strip().lower()
    if len(flag) > 5:
        raise DataError(f"{where}: the data source is {flag[:40]!r}, expected r, p or e")
    return flag
