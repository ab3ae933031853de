"""Reading the curated tables: the package's file with a user's of the same name in front."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from tenor.core.errors import DataError, UnknownNameError, UserError, nearest_names, quoted
from tenor.panel.curated.forms import FORMS
from tenor.panel.curated.shapes import Column, Form
from tenor.panel.materials import read_materials
from tenor.sources.box import OWN_FOLDER, data_folder

_SOURCES = "sources"
_SOURCE_COLUMNS = ("id", "title", "publisher", "date", "kind", "address", "met", "note")
_SHOWN = 5
UNREAD = ("announced", "valid_from", "valid_to", "ended", "date", "page", "legal_reference")
"""What a row that was only recalled may not state."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CuratedTable:
    """One curated table.

    Attributes
    ----------
    form : Form
    rows : tuple of mapping
        Typed cells by column; None where a cell is empty.
    own : str or None
        Path of the user's file in front, where there is one.
    own_rows : int
        Number of the first rows that are the user's.
    """

    form: Form
    rows: tuple[Row, ...]
    own: str | None = None
    own_rows: int = 0

    def where(self, **wanted: Any) -> tuple[Row, ...]:
        """Return the rows whose cells equal, or among several entries hold, what is wanted."""
        for name in wanted:
            require_column(self.form, name)
        return tuple(
            row for row in self.rows if all(holds(row[name], wanted[name]) for name in wanted)
        )


def holds(cell: Any, wanted: Any) -> bool:
    """Return whether a cell is, or among several entries holds, what is wanted."""
    return wanted in cell if isinstance(cell, tuple) else bool(cell == wanted)


def require_column(form: Form, name: str) -> None:
    """Raise UnknownNameError unless a table has a column."""
    known = [column.name for column in form.columns]
    if name not in known:
        raise UnknownNameError(f"column of {form.name}", name, known)


def require_form(name: str) -> Form:
    """Return the form of a curated table; raise UnknownNameError with the nearest names."""
    if name not in FORMS:
        raise UnknownNameError("table", name, FORMS)
    return FORMS[name]


def read_curated(name: str) -> CuratedTable:
    """Return a curated table, the user's rows in front of the package's.

    Parameters
    ----------
    name : str
        A name of `FORMS`, such as ``stage_production``.

    Raises
    ------
    UnknownNameError
        No table has the name.
    DataError
        A file has other columns, a cell that is not of its form, a source that no list
        names, or a row twice; the message names file, line and column, five at most.

    Examples
    --------
    >>> rows = read_curated("stage_production").where(country="CHL", unit="kt Cu")
    >>> {row["form"] for row in rows}
    {'refined_metal'}
    """
    return read_curated_from(name, data_folder())


def read_curated_from(name: str, data: Path | None) -> CuratedTable:
    """Return a curated table with the rows of one data folder, or of none, in front."""
    form = require_form(name)
    folder = own_folder(data)
    own = folder / f"{name}.csv" if folder and form.own else None
    stamps = tuple(
        path.stat().st_mtime_ns if path.is_file() else 0
        for path in ((own, folder / "sources.csv") if own and folder else ())
    )
    return _read(form.name, own if own and own.is_file() else None, stamps)


def own_folder(data: Path | None) -> Path | None:
    """Return the folder of curated tables inside a data folder, or None.

    Raises
    ------
    DataError
        It holds a file that no table is called after, which nobody would read.
    """
    folder = data / OWN_FOLDER if data else None
    if folder is None or not folder.is_dir():
        return None
    known = [*(name for name, form in FORMS.items() if form.own), _SOURCES]
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in known:
            near = nearest_names(path.stem, known)
            hint = f"did you mean {quoted([f'{n}.csv' for n in near])}?" if near else ""
            hint = hint or f"expected {quoted([f'{n}.csv' for n in known])}"
            raise DataError(f"{path}: no curated table is called {path.stem!r}; {hint}")
    return folder


@lru_cache(maxsize=64)
def _read(name: str, own: Path | None, _stamps: tuple[int, ...]) -> CuratedTable:
    form = FORMS[name]
    shipped = files("tenor") / "data" / "tables" / f"{name}.csv"
    known = read_sources(own.parent if own else None)
    rows = parse_table(form, shipped, f"data/tables/{name}.csv", known)
    if own is None:
        return CuratedTable(form, rows)
    mine = parse_table(form, own, str(own), known)
    taken = {row_key(form, row) for row in mine}
    rows = (*mine, *(row for row in rows if row_key(form, row) not in taken))
    return CuratedTable(form, rows, str(own), len(mine))


def read_sources(folder: Path | None = None) -> Mapping[str, Mapping[str, str]]:
    """Return the sources of the package and, from a user's folder, those of its own list.

    Raises
    ------
    DataError
        The user's list has other columns or a row without an id.
    """
    known = dict(read_materials().sources)
    path = folder / "sources.csv" if folder else None
    if path is None or not path.is_file():
        return known
    for line, cells in read_cells(path, str(path), _SOURCE_COLUMNS):
        if not cells["id"] or cells["met"] not in ("opened", "excerpt", "recalled"):
            raise DataError(f"{path}, line {line}: a source needs an id, and met opened, excerpt")
        known[cells["id"]] = cells
    return known


def cite(source: Mapping[str, str]) -> str:
    """Return the citation of a row of the list of sources."""
    return ", ".join(source[part] for part in ("title", "publisher", "date") if source[part])


def parse_table(
    form: Form, path: Traversable, name: str, sources: Mapping[str, Mapping[str, str]]
) -> tuple[Row, ...]:
    """Return the typed rows of one file; refuse it whole, with all that is wrong, if any is."""
    faults: list[str] = []
    rows: list[Row] = []
    first: dict[tuple[Any, ...], int] = {}
    # Cells repeat from row to row, and a word is looked up once.
    seen: dict[tuple[str, str], tuple[Any, str]] = {}
    for line, cells in read_cells(path, name, [column.name for column in form.columns]):
        row: dict[str, Any] = {}
        for column in form.columns:
            key = column.name, cells[column.name].strip()
            if key not in seen:
                seen[key] = _read_cell(column, key[1])
            row[column.name], fault = seen[key]
            if fault:
                faults.append(f"line {line}, column {column.name}: {fault}")
        faults += [f"line {line}, {fault}" for fault in row_faults(form, row, sources)]
        held = first.setdefault(row_key(form, row), line)
        if held != line:
            faults.append(f"line {line}: the same {', '.join(form.key)} stand on line {held}")
        rows.append(row)
    if faults:
        more = f" and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise DataError(f"{name}: " + "; ".join(faults[:_SHOWN]) + more)
    return tuple(rows)


def read_cells(
    path: Traversable, name: str, columns: list[str] | tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line and cells of a CSV file with exactly these columns.

    Raises
    ------
    DataError
        The file is not UTF-8 or not CSV, or its columns are others.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{name} cannot be read as UTF-8 text: {error}") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if header != list(columns):
            missing = [c for c in columns if c not in header]
            unknown = [c for c in header if c not in columns]
            told = f"missing {quoted(missing)}" if missing else f"unknown {quoted(unknown)}"
            raise DataError(f"{name}: expected the columns {','.join(columns)}; {told}")
        for cells in reader:
            if len(cells) != len(columns):
                raise DataError(
                    f"{name}, line {reader.line_num}: expected {len(columns)} cells, found "
                    f"{len(cells)}; put a text that holds a comma in quotes"
                )
            yield reader.line_num, dict(zip(columns, cells, strict=True))
    except csv.Error as error:
        raise DataError(f"{name}, line {reader.line_num}: {error}") from error


def _read_cell(column: Column, cell: str) -> tuple[Any, str]:
    """Return the typed cell, and what is wrong with it or nothing."""
    if not cell:
        return None, "the cell is empty" if column.needed else ""
    try:
        return column.read(cell), ""
    except UserError as error:
        return None, str(error)


def row_faults(form: Form, row: Row, sources: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Yield what several cells of a row together get wrong."""
    source = row["source"]
    if source is not None and source not in sources:
        near = nearest_names(source, sources)
        hint = f"did you mean {quoted(near)}?" if near else "add it to sources.csv"
        yield f"column source: unknown source {source!r}; {hint}"
    elif source is not None and _stronger(row.get("met"), sources[source]["met"]):
        yield f"column met: {row['met']} is stronger than its source, met {sources[source]['met']}"
    if form.states and all(row.get(name) is None for name in form.states):
        yield f"column {form.states[0]}: one of {', '.join(form.states)} is filled; leave no row"
    if row.get("met") == "recalled":
        for name in UNREAD:
            if row.get(name) is not None:
                yield f"column {name}: a recalled row carries no {name}; leave the cell empty"
    numbers = [row[name] for name in ("low", "value", "high") if row.get(name) is not None]
    is_output = {"form", "country"} <= row.keys()
    if is_output and row["unit"] == "fraction" and any(n > 1 for n in numbers):
        yield "column value: a share of output is at most 1; write 0.44 for 44%"
    if numbers != sorted(numbers):
        yield "column value: order low <= value <= high"


def _stronger(mine: str | None, its: str) -> bool:
    order = ("recalled", "excerpt", "opened")
    return mine in order and its in order and order.index(mine) > order.index(its)


def row_key(form: Form, row: Row) -> tuple[Any, ...]:
    """Return what names a row within its table."""
    return tuple(row[name] for name in form.key)
