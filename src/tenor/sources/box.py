"""The tables at hand: the box inside the package, with a user's folder in front of it.

``TENOR_DATA=DIR`` names a folder with Parquet files of the same names and
columns as the box's (``baci.parquet``, ``wmd.parquet``, ``wgi.parquet``,
``pinksheet.parquet``). What it covers replaces the box, slice by slice: trade by
(code, year), production and prices by (series, year), governance by year. Nothing
is counted twice.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import duckdb

from tenor.core.errors import DataError, nearest_names, quoted
from tenor.core.trace import Source
from tenor.sources.import_record import ImportRecord, read_import
from tenor.sources.own_revisions import find_replaced, told_in_words
from tenor.sources.own_values import require_values
from tenor.sources.records import box_path, read_record

ENVIRONMENT = "TENOR_DATA"
OWN_FOLDER = "tables"
"""Folder inside the user's data folder that holds curated tables."""


@dataclass(frozen=True, slots=True)
class TableForm:
    """Name of a table, its columns with DuckDB types, and the slice that one source replaces."""

    name: str
    columns: Mapping[str, str]
    slice_by: tuple[str, ...]


FORMS: Mapping[str, TableForm] = {
    form.name: form
    for form in (
        TableForm(
            "baci",
            {
                "hs6": "VARCHAR",
                "year": "SMALLINT",
                "importer": "VARCHAR",
                "exporter": "VARCHAR",
                "value_kusd": "DECIMAL(18,3)",
                "quantity_t": "DECIMAL(18,3)",
            },
            ("hs6", "year"),
        ),
        TableForm(
            "wmd",
            {
                "series": "VARCHAR",
                "country": "VARCHAR",
                "year": "SMALLINT",
                "quantity": "DOUBLE",
                "unit": "VARCHAR",
                "flag": "VARCHAR",
            },
            ("series", "year"),
        ),
        TableForm(
            "wgi",
            {
                "country": "VARCHAR",
                "year": "SMALLINT",
                "estimate": "DOUBLE",
                "standard_error": "DOUBLE",
                "sources": "SMALLINT",
            },
            ("year",),
        ),
        TableForm(
            "pinksheet",
            {
                "series": "VARCHAR",
                "code": "VARCHAR",
                "year": "SMALLINT",
                "month": "SMALLINT",
                "price": "DOUBLE",
                "unit": "VARCHAR",
            },
            ("series", "year"),
        ),
    )
}


IMPORT_FORMS: Mapping[str, TableForm] = {
    form.name: form
    for form in (
        TableForm(
            "usgs",
            {
                "commodity": "VARCHAR",
                "section": "VARCHAR",
                "statistic": "VARCHAR",
                "detail": "VARCHAR",
                "place": "VARCHAR",
                "country": "VARCHAR",
                "year": "SMALLINT",
                "unit": "VARCHAR",
                "value": "DOUBLE",
                "low": "DOUBLE",
                "high": "DOUBLE",
                "flag": "VARCHAR",
                "raw": "VARCHAR",
            },
            ("commodity", "section", "statistic", "year"),
        ),
        TableForm(
            "census_hs10",
            {
                "hs10": "VARCHAR",
                "country": "VARCHAR",
                "year": "SMALLINT",
                "general_value_usd": "DOUBLE",
                "consumption_value_usd": "DOUBLE",
                "duty_usd": "DOUBLE",
                "quantity_1": "DOUBLE",
                "unit_1": "VARCHAR",
                "quantity_2": "DOUBLE",
                "unit_2": "VARCHAR",
                "description": "VARCHAR",
            },
            ("hs10", "year"),
        ),
        TableForm(
            "hts",
            {
                "hts": "VARCHAR",
                "indent": "SMALLINT",
                "description": "VARCHAR",
                "unit": "VARCHAR",
                "general_text": "VARCHAR",
                "general_kind": "VARCHAR",
                "general_ad_valorem": "DOUBLE",
                "general_specific_usd": "DOUBLE",
                "general_specific_unit": "VARCHAR",
                "special_text": "VARCHAR",
                "column2_text": "VARCHAR",
                "column2_kind": "VARCHAR",
                "column2_ad_valorem": "DOUBLE",
                "column2_specific_usd": "DOUBLE",
                "column2_specific_unit": "VARCHAR",
                "year": "SMALLINT",
            },
            ("hts",),
        ),
    )
}
"""Tables that only an import fills; the box has no snapshot of them."""

ALL_FORMS: Mapping[str, TableForm] = {**FORMS, **IMPORT_FORMS}
EXTRA_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "baci": {"hs_revision": "VARCHAR"},
    "census_hs10": {"months": "SMALLINT"},
}


def stored_columns(form: TableForm) -> dict[str, str]:
    """Return the columns of an imported file: those of the table and what an import adds."""
    return {**form.columns, **EXTRA_COLUMNS.get(form.name, {})}


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Tables:
    """An open set of tables: one DuckDB view per name over the files at hand.

    Attributes
    ----------
    connection : duckdb.DuckDBPyConnection
    files : mapping of table name to the paths behind it, the user's folder first
    folder : Path or None
        The user's folder, which may hold corrections too.
    imports : mapping of table name to the record of what was imported into the folder
    notes : tuple of str
        What was hidden so that nothing counts twice.
    """

    connection: duckdb.DuckDBPyConnection
    files: Mapping[str, tuple[str, ...]]
    folder: Path | None = None
    imports: Mapping[str, ImportRecord] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def has(self, name: str) -> bool:
        """Return whether any file stands behind a table."""
        return bool(self.files[name])

    def source(self, name: str, row: str) -> Source:
        """Return the trace source for rows of a table."""
        boxed = read_record(name).citation if name in FORMS else ""
        own = [path for path in self.files[name] if not is_box_path(path)]
        if not own:
            return Source(name, row, boxed)
        imported = self.imports.get(name)
        told = f" ({imported.told})" if imported else ""
        behind = f" in front of: {boxed}" if boxed else ""
        behind += "".join(f"; {note}" for note in self.notes if name == "baci")
        return Source(name, row, f"user's file {own[0]}{told}{behind}")


def data_folder() -> Path | None:
    """Return the user's data folder named by ``TENOR_DATA``, or None.

    Raises
    ------
    DataError
        The variable names something that is not a folder.
    """
    text = os.environ.get(ENVIRONMENT, "").strip()
    if not text:
        return None
    folder = Path(text).expanduser().absolute()
    if not folder.is_dir():
        raise DataError(
            f"{ENVIRONMENT} names {text!r}, which is not a folder; "
            f"unset it or name a folder with {quoted([f'{n}.parquet' for n in FORMS])}"
        )
    return folder


def default_tables() -> Tables:
    """Return the tables at hand, opened once per folder and file state.

    A file that changed, or another ``TENOR_DATA``, opens them anew.
    """
    folder = data_folder()
    if folder is not None:
        require_files(folder)
    paths = [folder / name for name in file_names()] if folder else []
    state = tuple(path.stat().st_mtime_ns if path.is_file() else 0 for path in paths)
    return _opened(folder, state)


def file_names() -> tuple[str, ...]:
    """Return the names of the files that a user's folder may hold."""
    return (*(f"{name}.parquet" for name in ALL_FORMS), "corrections.csv")


def require_files(folder: Path) -> None:
    """Raise unless a folder to read from holds a table, and none under a misspelt name.

    Raises
    ------
    DataError
        The folder is empty, holds none of the files, or holds one whose name is near
        that of an absent table and would be read by nobody.
    """
    expected = file_names()
    try:
        held = sorted(entry.name for entry in folder.iterdir() if entry.is_file())
    except OSError as error:
        raise DataError(f"{ENVIRONMENT} names {str(folder)!r}: {error.strerror}") from error
    present = set(held).intersection(expected)
    for name in sorted(set(held) - present):
        path = Path(name)
        absent = [Path(e).stem for e in expected if Path(e).suffix == path.suffix.lower()]
        absent = [stem for stem in absent if f"{stem}{path.suffix.lower()}" not in present]
        if near := nearest_names(path.stem, absent, n=1):
            raise DataError(
                f"{ENVIRONMENT} names {str(folder)!r}, where {name!r} is no table; "
                f"did you mean {near[0] + path.suffix.lower()!r}?"
            )
    if not present and not any(folder.glob(f"{OWN_FOLDER}/*.csv")):
        found = f"found {quoted(held)}" if held else "the folder is empty"
        raise DataError(
            f"{ENVIRONMENT} names {str(folder)!r}, which holds no table; "
            f"expected {', '.join(expected)} or {OWN_FOLDER}/*.csv; {found}"
        )


@lru_cache(maxsize=2)
def _opened(folder: Path | None, _state: tuple[int, ...]) -> Tables:
    return open_tables(folder)


def open_tables(folder: Path | None = None, *, threads: int | None = None) -> Tables:
    """Open the tables at hand and return them.

    Parameters
    ----------
    folder : Path, optional
        The user's folder, in front of the box; by default the box alone.
    threads : int, optional
        DuckDB threads; results do not depend on it.

    Raises
    ------
    DataError
        A user's file has other columns or types than the box's.
    """
    config = {} if threads is None else {"threads": str(threads)}
    connection = duckdb.connect(config=config)
    found: dict[str, tuple[str, ...]] = {}
    imports: dict[str, ImportRecord] = {}
    notes: list[str] = []
    for form in ALL_FORMS.values():
        own = folder / f"{form.name}.parquet" if folder else None
        own_path = str(own) if own is not None and own.is_file() else None
        if own_path:
            require_form(connection, form, own_path)
            require_values(connection, form.name, own_path, scan=parquet(own_path))
            if imported := read_import(connection, own_path):
                imports[form.name] = imported
        boxed = box_path(f"{form.name}.parquet")
        boxed_path = str(boxed) if boxed.is_file() else None
        replaced: Sequence[Sequence[str | int]] = ()
        if form.name in imports:
            replaced = imports[form.name].replaces
        elif own_path and form.name == "baci":
            behind = parquet(boxed_path) if boxed_path else None
            hidden = find_replaced(connection, own_path, scan=parquet(own_path), boxed=behind)
            notes += [told_in_words(hidden)] if hidden else []
            replaced = hidden
        connection.execute(view_sql(form, own_path, boxed_path, replaced))
        found[form.name] = tuple(path for path in (own_path, boxed_path) if path)
    return Tables(connection, found, folder, imports, tuple(notes))


def is_box_path(path: str) -> bool:
    """Return whether a path lies in the box inside the package."""
    return Path(path).parent == Path(str(box_path("")))


def require_form(connection: duckdb.DuckDBPyConnection, form: TableForm, path: str) -> None:
    """Raise unless a user's Parquet file has the columns and types of its table."""
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {parquet(path)}").fetchall()
    except duckdb.Error as error:
        raise DataError(f"{path} cannot be read as Parquet: {first_line(error)}") from error
    found = {row[0]: row[1] for row in described}
    missing = [column for column in form.columns if column not in found]
    if missing:
        raise DataError(
            f"{path}: expected the columns {', '.join(form.columns)}; missing {quoted(missing)}"
        )
    for column, kind in form.columns.items():
        numeric = kind != "VARCHAR"
        if numeric != (found[column] != "VARCHAR"):
            fix = " (codes are text: '261710')" if column == "hs6" else ""
            raise DataError(f"{path}: column {column} is {found[column]}, expected {kind}{fix}")


def first_line(error: duckdb.Error) -> str:
    """Return what a database error says, without its class and the statement it met."""
    lines = str(error).strip().splitlines() or ["the reason is not known"]
    return re.sub(r"^(?:[A-Z]\w*|IO)(?: [A-Z]\w*)* Error: ", "", lines[0]).rstrip(" !.")


def view_sql(
    form: TableForm,
    own: str | None,
    box: str | None,
    replaced: Sequence[Sequence[str | int]] = (),
) -> str:
    """Return the SQL of a table's view: the user's file first, then what it does not cover.

    `replaced` lists slices that the user's file makes obsolete without holding rows of them.
    """
    columns = ", ".join(f"{name}::{kind} AS {name}" for name, kind in form.columns.items())
    parts = [f"SELECT {columns} FROM {parquet(own)}"] if own else []
    if box:
        # Plain columns keep the scan prunable; the box's types are right by construction.
        part = f"SELECT {', '.join(form.columns)} FROM {parquet(box)}"
        if own:
            keys = ", ".join(form.slice_by)
            covered = f"SELECT DISTINCT {keys} FROM {parquet(own)}"
            if replaced:
                rows = ", ".join(f"({', '.join(map(quote_value, key))})" for key in replaced)
                covered += f" UNION SELECT * FROM (VALUES {rows}) AS replaced({keys})"
            part += f" ANTI JOIN ({covered}) USING ({keys})"
        parts.append(part)
    if not parts:
        empty = ", ".join(f"NULL::{kind} AS {name}" for name, kind in form.columns.items())
        parts = [f"SELECT {empty} WHERE false"]
    return f"CREATE VIEW {form.name} AS {' UNION ALL '.join(parts)}"


def quote_value(value: str | int) -> str:
    """Return an SQL literal."""
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def parquet(path: str | None) -> str:
    """Return the SQL table function that reads one Parquet file."""
    return "read_parquet('" + str(path).replace("'", "''") + "')"
