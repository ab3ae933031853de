"""Worldwide Governance Indicators: political stability, from any of three layouts.

- wide: a sheet per dimension, a row of years above Estimate, StdErr, NumSrc, Rank, ...;
- long: ``codeindyr, code, countryname, year, indicator, estimate, stddev, nsource, ...``;
- bulk: ``Country Name, Country Code, Indicator Name, Indicator Code, 1996, 1998, ...``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tenor.core.countries import country
from tenor.core.errors import DataError, UnknownNameError, nearest_names, quoted
from tenor.sources.import_draft import (
    FIRST_YEAR,
    LAST_YEAR,
    Draft,
    Job,
    note_counts,
    read_country,
    read_number,
    read_year,
    require_new,
    stage_rows,
)
from tenor.sources.import_input import (
    Row,
    cell_name,
    find_columns,
    is_zip,
    plain,
    read_csv_rows,
    read_sheets,
)

LONG = {
    "code": ("code", "Economy (code)"),
    "name": ("countryname", "Economy (name)"),
    "year": ("year",),
    "indicator": ("indicator", "Governance dimension"),
    "estimate": ("estimate", "Governance estimate (approx. -2.5 to +2.5)"),
    "error": ("stddev", "stderr", "Standard error"),
    "sources": ("nsource", "numsrc", "Number of sources"),
}
BULK = {
    "name": ("Country Name",),
    "code": ("Country Code",),
    "indicator": ("Indicator Code", "Series Code"),
}
BULK_CODES = {"PV.EST": "estimate", "PV.STD.ERR": "error", "PV.SE": "error"}
BULK_CODES |= {"PV.NO.SRC": "sources"}
BULK_PREFIX = "GOV_WGI_"
DIMENSION = "pv"
HEADER_ROWS = 30
WIDEST = 10.0
"""An estimate or standard error beyond this is no governance indicator."""

Values = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of one sheet or text file with what to call it and each row."""

    shown: str
    rows: Sequence[Row]
    lines: Sequence[int]
    is_sheet: bool

    def cell(self, row: int, column: int) -> str:
        """Return the name of a cell for a message."""
        if self.is_sheet:
            return f"{self.shown}, cell {cell_name(self.lines[row] - 1, column)}"
        return f"{self.shown}, line {self.lines[row]}, column {column + 1}"

    def line(self, row: int) -> str:
        """Return the name of a row for a message."""
        return f"{self.shown}, {'row' if self.is_sheet else 'line'} {self.lines[row]}"


def read(job: Job) -> Draft:
    """Return the estimates of political stability in the file."""
    grids = list(_grids(job))
    found = None
    for grid in grids:
        for at, row in enumerate(grid.rows[:HEADER_ROWS]):
            heads = {plain(cell) for cell in row}
            if {"estimate", "indicator"} <= heads or "governance dimension" in heads:
                found = _read_long(grid, at)
            elif "country code" in heads and heads & {"indicator code", "series code"}:
                found = _read_bulk(grid, at)
            elif "estimate" in heads and heads & {"country/territory", "country territory"}:
                if _is_stability(grid):
                    found = _read_wide(grid, at)
            else:
                continue
            break
        if found is not None:
            break
    if found is None:
        _refuse(job, grids)
    rows, counts = found
    file = stage_rows(job, "wgi", rows)
    return Draft("wgi", file, _version(job, grids), notes=note_counts(counts))


def _version(job: Job, grids: Sequence[Grid]) -> str:
    """Return the update that the introduction names, or the last year in the file's name."""
    for row in grids[0].rows[:10]:
        for cell in row:
            if hit := re.search(r"(?:19|20)\d{2} Update", str(cell or "")):
                return hit[0]
    years = re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", job.name)
    return max(years, default="not stated")


def _refuse(job: Job, grids: Sequence[Grid]) -> None:
    near = nearest_names("Political StabilityNoViolence", [g.shown for g in grids], 1)
    first = [str(c) for g in grids[:1] for r in g.rows[:1] for c in r if c not in (None, "")]
    raise DataError(
        f"{job.name}: no political stability in it; expected a sheet "
        "'Political StabilityNoViolence' with Estimate and StdErr by year, the columns code, year, "
        "indicator, estimate, stddev, or Indicator Code PV.EST. Found "
        f"{quoted([g.shown.rpartition('sheet ')[2] for g in grids])}, starting {quoted(first[:4])}"
        + (f"; nearest: {near[0]}" if near else "")
    )


def _grids(job: Job) -> Iterator[Grid]:
    if is_zip(job.path):
        for sheet, rows in read_sheets(job.path).items():
            yield Grid(f"{job.name}, sheet {sheet!r}", rows, range(1, len(rows) + 1), True)
        return
    numbered = list(read_csv_rows(job.path))
    yield Grid(job.name, [tuple(cells) for _, cells in numbered], [n for n, _ in numbered], False)


def _is_stability(grid: Grid) -> bool:
    title = plain(grid.rows[0][0]) if grid.rows and grid.rows[0] else ""
    named = "political" in plain(grid.shown.rpartition("sheet ")[2])
    return named or title.startswith("political stability")


def _place(grid: Grid, at: int, code: object, name: object) -> str:
    """Return the alpha-3 code of a row; code and name have to agree where both are known."""
    found = []
    for text in (code, name):
        try:
            found.append(country(str(text).strip()).iso3)
        except UnknownNameError:
            found.append("")
    if not any(found):
        return read_country(name or code, grid.line(at))
    if all(found) and found[0] != found[1]:
        raise DataError(f"{grid.line(at)}: the code {code!r} is not that of {name!r}")
    return found[0] or found[1]


def _read_wide(grid: Grid, at: int) -> tuple[list[tuple[object, ...]], Counter[str]]:
    header, years = grid.rows[at], grid.rows[at - 1] if at else ()
    heads = [plain(cell) for cell in header]
    code_at = heads.index("code") if "code" in heads else None
    name_at = next(
        i for i, h in enumerate(heads) if h in ("country/territory", "country territory")
    )
    blocks = _blocks(grid, at, heads, years)
    rows: list[tuple[object, ...]] = []
    seen: dict[tuple[object, ...], str] = {}
    counts: Counter[str] = Counter()
    for number in range(at + 1, len(grid.rows)):
        row = grid.rows[number]
        name = row[name_at] if name_at < len(row) else None
        code = row[code_at] if code_at is not None and code_at < len(row) else name
        if name in (None, "") or all(c in (None, "") for c in row[2:]):
            counts["footnotes left out"] += name not in (None, "")
            continue
        place = _place(grid, number, code, name)
        for year, columns in blocks.items():
            values = {
                part: _value(row[column] if column < len(row) else None, grid.cell(number, column))
                for part, column in columns.items()
            }
            _add(rows, seen, (place, year), values, grid.line(number))
    return rows, counts


def _blocks(
    grid: Grid, at: int, heads: Sequence[str], years: Sequence[object]
) -> dict[int, dict[str, int]]:
    """Return the columns of estimate, error and sources for each year."""
    parts = {"estimate": "estimate", "stderr": "error", "numsrc": "sources"}
    blocks: dict[int, dict[str, int]] = {}
    year: int | None = None
    for column, head in enumerate(heads):
        cell = years[column] if column < len(years) else None
        if cell not in (None, ""):
            year = read_year(cell, grid.cell(at - 1, column))
        if head not in parts:
            continue
        if year is None:
            raise DataError(f"{grid.cell(at, column)}: no year above {head!r}")
        block = blocks.setdefault(year, {})
        if parts[head] in block:
            raise DataError(f"{grid.cell(at, column)}: {head!r} stands twice for {year}")
        block[parts[head]] = column
    for year, block in blocks.items():
        if set(block) != set(parts.values()):
            raise DataError(f"{grid.line(at)}: {year} lacks one of Estimate, StdErr, NumSrc")
    return blocks


def _read_long(grid: Grid, at: int) -> tuple[list[tuple[object, ...]], Counter[str]]:
    columns = find_columns(
        grid.rows[at], LONG, grid.line(at), ("code", "year", "indicator", "estimate", "error")
    )
    rows: list[tuple[object, ...]] = []
    seen: dict[tuple[object, ...], str] = {}
    counts: Counter[str] = Counter()
    for number in range(at + 1, len(grid.rows)):
        row = grid.rows[number]
        if all(cell in (None, "") for cell in row):
            continue
        if len(row) < len(grid.rows[at]) and not grid.is_sheet:
            raise DataError(f"{grid.line(number)}: {len(row)} cells, expected {len(grid.rows[at])}")
        cells = {name: row[i] if i < len(row) else None for name, i in columns.items()}
        if plain(cells["indicator"]) not in (DIMENSION, "political stability"):
            counts["rows of other dimensions left out"] += 1
            continue
        place = _place(grid, number, cells["code"], cells.get("name") or cells["code"])
        year = read_year(cells["year"], grid.line(number))
        values = {
            part: _value(cells.get(part), f"{grid.line(number)}, {part}")
            for part in ("estimate", "error", "sources")
        }
        _add(rows, seen, (place, year), values, grid.line(number))
    return rows, counts


def _read_bulk(grid: Grid, at: int) -> tuple[list[tuple[object, ...]], Counter[str]]:
    header = grid.rows[at]
    columns = find_columns(header, BULK, grid.line(at), ("name", "code", "indicator"))
    years = {
        i: int(hit[1])
        for i, cell in enumerate(header)
        if (hit := re.match(r"(\d{4})(?: \[YR\d{4}\])?$", str(cell or "").strip()))
        and FIRST_YEAR <= int(hit[1]) <= LAST_YEAR
    }
    held: dict[tuple[str, int], Values] = {}
    counts: Counter[str] = Counter()
    for number in range(at + 1, len(grid.rows)):
        row = grid.rows[number]
        named = row[columns["indicator"]] if columns["indicator"] < len(row) else None
        part = BULK_CODES.get(str(named).strip().removeprefix(BULK_PREFIX))
        if part is None:
            counts["rows of other indicators left out"] += 1
            continue
        if all(_value(row[i], grid.cell(number, i)) is None for i in years if i < len(row)):
            counts["rows without a value left out"] += 1  # groups of countries, among others
            continue
        place = _place(grid, number, row[columns["code"]], row[columns["name"]])
        for column, year in years.items():
            cell = row[column] if column < len(row) else None
            values = held.setdefault((place, year), {})
            if part in values:
                raise DataError(f"{grid.line(number)}: {place}, {year} stands in the file twice")
            values[part] = _value(cell, grid.cell(number, column))
    rows: list[tuple[object, ...]] = []
    for key, values in held.items():
        _add(rows, {}, key, values, grid.shown)
    return rows, counts


def _value(cell: object, where: str) -> float | None:
    number = read_number(cell, where)
    if number is not None and abs(number) > 1000:
        raise DataError(f"{where}: {number:g} is no governance value")
    return number


def _add(
    rows: list[tuple[object, ...]],
    seen: dict[tuple[object, ...], str],
    key: tuple[str, int],
    values: Mapping[str, float | None],
    where: str,
) -> None:
    """Add one row where the source has an estimate."""
    estimate, error, sources = (values.get(p) for p in ("estimate", "error", "sources"))
    if estimate is None:
        return
    require_new(seen, key, f"{where}, {key[1]}")
    if abs(estimate) > WIDEST:
        raise DataError(f"{where}: the estimate of {key[1]} is {estimate:g}, expected -2.5 to 2.5")
    if error is not None and not 0 < error <= WIDEST:
        raise DataError(f"{where}: the standard error of {key[1]} is {error:g}")
    if sources is not None and (sources < 0 or sources != int(sources)):
        raise DataError(f"{where}: the number of sources of {key[1]} is {sources:g}")
    rows.append((*key, estimate, error, None if sources is None else int(sources)))
