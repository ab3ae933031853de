"""The tables at hand: the box inside the package, with a user's folder in front of it.

``TENOR_DATA=DIR`` names a folder with Parquet files of the same names and
columns as the box's (``baci.parquet``, ``wmd.parquet``, ``wgi.parquet``). What
it covers replaces the box, slice by slice: trade by (code, year), production
by (series, year), governance by year. Nothing is counted twice.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb

from tenor.core.errors import DataError, quoted
from tenor.core.trace import Source
from tenor.sources.records import box_path, read_record

ENVIRONMENT = "TENOR_DATA"


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
    )
}


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Tables:
    """An open set of tables: one DuckDB view per name over the files at hand.

    Attributes
    ----------
    connection : duckdb.DuckDBPyConnection
    files : mapping of table name to the paths behind it, the user's folder first
    """

    connection: duckdb.DuckDBPyConnection
    files: Mapping[str, tuple[str, ...]]

    def has(self, name: str) -> bool:
        """Return whether any file stands behind a table."""
        return bool(self.files[name])

    def source(self, name: str, row: str) -> Source:
        """Return the trace source for rows of a table."""
        record = read_record(name).source(row)
        own = [path for path in self.files[name] if not is_box_path(path)]
        if not own:
            return record
        return Source(record.record, row, f"user's file {own[0]} in front of: {record.citation}")


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
    folder = Path(text).expanduser()
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
    paths = [folder / f"{name}.parquet" for name in FORMS] if folder else []
    state = tuple(path.stat().st_mtime_ns if path.is_file() else 0 for path in paths)
    return _opened(folder, state)


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
    for form in FORMS.values():
        own = folder / f"{form.name}.parquet" if folder else None
        own_path = str(own) if own is not None and own.is_file() else None
        if own_path:
            require_form(connection, form, own_path)
        boxed = box_path(f"{form.name}.parquet")
        boxed_path = str(boxed) if boxed.is_file() else None
        connection.execute(view_sql(form, own_path, boxed_path))
        found[form.name] = tuple(path for path in (own_path, boxed_path) if path)
    return Tables(connection, found)


def is_box_path(path: str) -> bool:
    """Return whether a path lies in the box inside the package."""
    return Path(path).parent == Path(str(box_path("")))


def require_form(connection: duckdb.DuckDBPyConnection, form: TableForm, path: str) -> None:
    """Raise unless a user's Parquet file has the columns and types of its table."""
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {parquet(path)}").fetchall()
    except duckdb.Error as error:
        raise DataError(f"{path} cannot be read as Parquet: {error}") from error
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


def view_sql(form: TableForm, own: str | None, box: str | None) -> str:
    """Return the SQL of a table's view: the user's file first, then what it does not cover."""
    columns = ", ".join(f"{name}::{kind} AS {name}" for name, kind in form.columns.items())
    parts = [f"SELECT {columns} FROM {parquet(own)}"] if own else []
    if box:
        # Plain columns keep the scan prunable; the box's types are right by construction.
        part = f"SELECT {', '.join(form.columns)} FROM {parquet(box)}"
        if own:
            keys = ", ".join(form.slice_by)
            part += f" ANTI JOIN (SELECT DISTINCT {keys} FROM {parquet(own)}) USING ({keys})"
        parts.append(part)
    if not parts:
        empty = ", ".join(f"NULL::{kind} AS {name}" for name, kind in form.columns.items())
        parts = [f"SELECT {empty} WHERE false"]
    return f"CREATE VIEW {form.name} AS {' UNION ALL '.join(parts)}"


def parquet(path: str | None) -> str:
    """Return the SQL table function that reads one Parquet file."""
    return "read_parquet('" + str(path).replace("'", "''") + "')"
