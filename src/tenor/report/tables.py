"""Tables of a page as files: CSV for reading, Parquet for computing, one trace register.

A column of traced numbers becomes four: the value as stored (``key``), as
printed (``key_display``), its unit (``key_unit``) and its trace
(``key_trace``). Words in such a column, and cells that name several numbers,
stand in ``key_display`` and leave the value empty. A column of plain numbers
with a unit becomes two. An unknown value is an empty field, never a zero.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import duckdb

from tenor.core.trace import Trace, TraceBook
from tenor.report.blocks import Cell, Column, DataPoint, Picture, Ref, Table, Text
from tenor.report.figure_data import data_table
from tenor.report.markup import Code, Link, NumberRef, Plain, Strong, number_refs, parse_markup
from tenor.report.model import Page, page_blocks

Field: TypeAlias = float | int | str | None
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_SIGNED = re.compile(r"[+-][\d.,]+[%\w .,]*\Z")
"""A signed number with its unit, which no spreadsheet runs."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?\Z")


@dataclass(frozen=True, slots=True)
class FlatTable:
    """A table with one value per field: names, kinds and rows."""

    names: tuple[str, ...]
    kinds: tuple[Literal["number", "text"], ...]
    rows: tuple[tuple[Field, ...], ...]


def page_data(page: Page) -> Iterator[Table]:
    """Yield every table of a page and the data behind every picture, in reading order."""
    for block in page_blocks(page):
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Picture):
            yield data_table(block, page.traces)


def flatten(table: Table, traces: TraceBook) -> FlatTable:
    """Return a table with one value per field.

    Parameters
    ----------
    table : Table
    traces : TraceBook
    """
    names: list[str] = []
    kinds: list[Literal["number", "text"]] = []
    fields: list[list[Field]] = []
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in table.rows]
        for name, kind, values in _column_fields(column, cells, traces):
            names.append(name)
            kinds.append(kind)
            fields.append(values)
    rows = tuple(zip(*fields, strict=True)) if table.rows else ()
    return FlatTable(tuple(names), tuple(kinds), rows)


def _column_fields(
    column: Column, cells: Sequence[Cell], traces: TraceBook
) -> Iterator[tuple[str, Literal["number", "text"], list[Field]]]:
    if holds_numbers(cells):
        values = [cell_value(cell, traces) for cell in cells]
        if any(isinstance(value, int | float) for value in values):
            numbers: list[Field] = [None if isinstance(value, str) else value for value in values]
            yield column.key, "number", numbers
        else:
            yield column.key, "text", values
        yield f"{column.key}_display", "text", [plain_cell(cell, traces) for cell in cells]
        yield f"{column.key}_unit", "text", [cell_unit(cell, traces) for cell in cells]
        yield f"{column.key}_trace", "text", [cell_trace(cell) for cell in cells]
        return
    plain = plain_numbers(column, cells)
    if plain is None:
        yield column.key, "text", [plain_cell(cell, traces) for cell in cells]
        return
    yield column.key, "number", plain
    yield f"{column.key}_unit", "text", [None if v is None else column.unit for v in plain]


def holds_numbers(cells: Sequence[Cell]) -> bool:
    """Return whether a column holds traced numbers, one to a cell."""
    return any(isinstance(cell, DataPoint) or len(_refs_alone(cell)) == 1 for cell in cells)


def plain_numbers(column: Column, cells: Sequence[Cell]) -> list[Field] | None:
    """Return the numbers of a column with a unit whose cells are plain digits, else None."""
    known = [cell for cell in cells if cell is not None]
    if not column.unit or not all(isinstance(c, str) and _NUMBER.match(c) for c in known):
        return None
    return [float(cell) if isinstance(cell, str) else None for cell in cells]


def _refs_alone(cell: Cell) -> tuple[str, ...]:
    """Return the trace ids of a cell that is a number, or words with several numbers."""
    match cell:
        case Ref(id):
            return (id,)
        case Text(markup):
            nodes = parse_markup(markup)
            refs = tuple(number_refs(nodes))
            return refs if len(refs) > 1 or len(nodes) == 1 else ()
        case _:
            return ()


def cell_value(cell: Cell, traces: TraceBook) -> Field:
    """Return the value of a cell as stored; the words of a cell that holds words."""
    refs = _refs_alone(cell)
    if len(refs) == 1:
        return traces[refs[0]].value
    return cell.value if isinstance(cell, DataPoint) else plain_cell(cell, traces)


def cell_unit(cell: Cell, traces: TraceBook) -> str | None:
    """Return the unit of the value as stored, of several where they share it; None for words."""
    if isinstance(cell, DataPoint):
        return cell.unit or traces[cell.id].unit
    units = {traces[ref].unit for ref in _refs_alone(cell)}
    return units.pop() if len(units) == 1 else None


def cell_trace(cell: Cell) -> str | None:
    """Return the trace id of a cell, several with semicolons; None for words."""
    if isinstance(cell, DataPoint):
        return cell.id
    return "; ".join(_refs_alone(cell)) or None


def plain_cell(cell: Cell, traces: TraceBook) -> str | None:
    """Return the words that a cell prints, without marks; None for what is not known."""
    match cell:
        case None:
            return None
        case Ref(id):
            return traces[id].display
        case DataPoint(value, display):
            return None if value is None else display
        case Text():
            return plain_words(cell, traces)
        case _:
            return cell


def plain_words(text: Text, traces: TraceBook) -> str:
    """Return a text without marks, numbers as printed."""
    parts: list[str] = []
    waiting = list(parse_markup(text.markup))
    while waiting:
        match waiting.pop(0):
            case NumberRef(id):
                parts.append(traces[id].display)
            case Strong(nodes) | Link(nodes):
                waiting[:0] = nodes
            case Code(words) | Plain(words):
                parts.append(words)
    return "".join(parts)


def csv_text(table: Table, traces: TraceBook) -> str:
    """Return a table as CSV text, UTF-8, line feeds.

    Words that a spreadsheet would run as a formula get an apostrophe in front.
    """
    flat = flatten(table, traces)
    return _csv(flat)


def _csv(flat: FlatTable) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(flat.names)
    for row in flat.rows:
        writer.writerow([_field(value) for value in row])
    return out.getvalue()


def _field(value: Field) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        risky = value.startswith(_RISKY) and not _SIGNED.match(value)
        return "'" + value if risky else value
    return repr(value)


def trace_table(traces: Sequence[Trace]) -> FlatTable:
    """Return trace records as a table; inputs, sources and assumptions are JSON lists."""
    names = (
        "id",
        "value",
        "value_text",
        "display",
        "unit",
        "formula",
        "inputs",
        "sources",
        "assumed",
    )
    rows = []
    for trace in sorted(traces, key=lambda t: t.id):
        record = trace.as_dict()
        number = isinstance(trace.value, int | float)
        lists = [
            json.dumps(record[key], ensure_ascii=False, allow_nan=False)
            for key in ("inputs", "sources", "assumed")
        ]
        rows.append(
            (
                trace.id,
                trace.value if number else None,
                trace.value if isinstance(trace.value, str) else None,
                trace.display,
                trace.unit,
                trace.formula,
                *lists,
            )
        )
    kinds = tuple("number" if name == "value" else "text" for name in names)
    return FlatTable(names, kinds, tuple(rows))  # type: ignore[arg-type]


def write_tables(page: Page, folder: Path) -> list[Path]:
    """Write every table of a page, its traces and an index; return the paths, sorted.

    Each file is written beside its place and then renamed, so that a reader
    never meets half a file.

    Parameters
    ----------
    page : Page
    folder : Path
        Made where it is absent.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    index: list[tuple[Field, ...]] = []
    for table in page_data(page):
        flat = flatten(table, page.traces)
        written += _write_pair(flat, folder / table.id)
        source = plain_words(table.source, page.traces) if table.source else None
        title = plain_words(table.title, page.traces)
        index.append((table.id, title, len(flat.rows), ", ".join(flat.names), source))
    traces = trace_table(list(page.traces))
    written += _write_pair(traces, folder / "traces")
    index.append(("traces", "Every number and its source", len(traces.rows), "", None))
    head = FlatTable(
        ("table", "title", "rows", "columns", "source"),
        ("text", "text", "number", "text", "text"),
        tuple(index),
    )
    written.append(_replace(folder / "index.csv", _csv(head).encode()))
    return sorted(written)


def _write_pair(flat: FlatTable, stem: Path) -> list[Path]:
    return [
        _replace(stem.with_name(f"{stem.name}.csv"), _csv(flat).encode()),
        _write_parquet(flat, stem.with_name(f"{stem.name}.parquet")),
    ]


def _replace(path: Path, data: bytes) -> Path:
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    beside.write_bytes(data)
    beside.replace(path)
    return path


def _write_parquet(flat: FlatTable, path: Path) -> Path:
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    columns = ", ".join(
        f"{_quoted(name)} {'DOUBLE' if kind == 'number' else 'VARCHAR'}"
        for name, kind in zip(flat.names, flat.kinds, strict=True)
    )
    with duckdb.connect(":memory:", config={"threads": "1"}) as connection:
        connection.execute(f"CREATE TABLE flat ({columns})")
        if flat.rows:
            marks = ", ".join("?" for _ in flat.names)
            connection.executemany(f"INSERT INTO flat VALUES ({marks})", flat.rows)
        target = str(beside).replace("'", "''")
        connection.execute(f"COPY flat TO '{target}' (FORMAT parquet)")
    beside.replace(path)
    return path


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
