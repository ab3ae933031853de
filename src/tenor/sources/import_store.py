"""Putting imported rows into a folder: private staging, one writer at a time, atomic change.

A file under its final name is always whole: rows are written into a private
folder beside it, made durable, and renamed over the old file. What a killed
import leaves is a private folder whose owner is gone; the next import removes it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from tenor.core.errors import DataError
from tenor.sources.box import (
    ALL_FORMS,
    TableForm,
    parquet,
    quote_value,
    require_form,
    stored_columns,
)
from tenor.sources.import_draft import Draft, literal, sort_columns
from tenor.sources.import_record import (
    KEY,
    ImportRecord,
    read_import,
    read_sidecar,
    to_metadata,
    to_yaml,
)
from tenor.sources.records import box_path

try:
    import fcntl
except ImportError:  # Windows has no flock; a lock file stands in for it.
    fcntl = None  # type: ignore[assignment]

STAGING = ".tenor-import-"
WAIT_SECONDS = 600.0
MEMORY = "1100MB"


@contextmanager
def locked(path: Path, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the one lock of a folder; it ends with the process, however that ends.

    Raises
    ------
    DataError
        Another process held the lock for the whole waiting time.
    """
    handle = _take(path, wait)
    try:
        yield
    finally:
        os.close(handle)
        if fcntl is None:
            (path / ".tenor-lock").unlink(missing_ok=True)


def _take(path: Path, wait: float) -> int:
    end = time.monotonic() + wait
    while True:
        try:
            if fcntl is None:
                return os.open(path / ".tenor-lock", os.O_CREAT | os.O_EXCL | os.O_RDWR)
            handle = os.open(path, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(handle)
                raise
        except (BlockingIOError, FileExistsError, PermissionError) as error:
            if time.monotonic() >= end:
                raise DataError(
                    f"{path}: another import is at work there; try again when it has ended"
                ) from error
            time.sleep(0.02)
        else:
            return handle


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Yield a private folder inside `folder`; remove it and what killed imports left."""
    with locked(folder):
        clean_stale(folder)
        private = Path(tempfile.mkdtemp(prefix=STAGING, dir=folder))
        handle = _take(private, 1.0)
    try:
        yield private
    finally:
        shutil.rmtree(private, ignore_errors=True)
        os.close(handle)


def clean_stale(folder: Path) -> None:
    """Remove private folders whose import has ended; call it with the lock held."""
    for private in folder.glob(f"{STAGING}*"):
        try:
            os.close(_take(private, 0.0))
        except (DataError, OSError):
            continue  # its import is alive, or another one removed it
        shutil.rmtree(private, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Stored:
    """What a merge did: ``imported`` or ``unchanged``, and the slices it touched."""

    status: str
    record: ImportRecord
    sha256: str
    slices_added: int
    slices_replaced: int


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Open a connection with bounded memory that spills into a private folder."""
    config = {"memory_limit": MEMORY, "temp_directory": str(folder / "spill")}
    config["threads"] = str(min(4, os.cpu_count() or 1))
    return duckdb.connect(config=config)


def store(draft: Draft, folder: Path, record: ImportRecord, private: Path) -> Stored:
    """Merge a draft into a folder's table and return what changed.

    The draft replaces the slices that it holds rows of, and those of `draft.replaces`;
    every other row of the folder's table stays as it is.

    Parameters
    ----------
    draft : Draft
    folder : Path
    record : ImportRecord
        Of this import alone; rows, years and inputs of the merged table are set here.
    private : Path
        The staging folder, on the same file system.
    """
    form = ALL_FORMS[draft.table]
    target, fresh = folder / f"{form.name}.parquet", private / f"{form.name}.parquet"
    with locked(folder), connect(private) as connection:
        old = _open_old(connection, form, target)
        _create_views(connection, form, draft, target if target.is_file() else None)
        added, replaced = _count_slices(connection, form)
        if old is not None and _is_same(connection) and _knows(old, record):
            return Stored("unchanged", old, write_sidecar(folder, old), 0, 0)
        merged = _merged_record(connection, form, record, old)
        merged = replace(merged, replaces=_live_replaces(connection, form, draft, old))
        # A draft is in order by itself; only a merge of two has to be sorted.
        order = f"ORDER BY {', '.join(sort_columns(form))}" if target.is_file() else ""
        view = "merged" if order else "fresh"
        connection.execute(
            f"COPY (SELECT * FROM {view} {order}) TO {literal(fresh)} "
            f"(FORMAT parquet, COMPRESSION zstd, "
            f"KV_METADATA {{{KEY}: {quote_value(to_metadata(merged))}}})"
        )
        make_durable(fresh)
        fresh.replace(target)
        digest = write_sidecar(folder, merged)
        make_durable(folder)
    return Stored("imported", merged, digest, added, replaced)


def _open_old(
    connection: duckdb.DuckDBPyConnection, form: TableForm, target: Path
) -> ImportRecord | None:
    if not target.is_file():
        return None
    require_form(connection, form, str(target))
    return read_import(connection, str(target))


def _create_views(
    connection: duckdb.DuckDBPyConnection, form: TableForm, draft: Draft, old: Path | None
) -> None:
    """Create the views `fresh`, `old` and `merged` with the stored columns."""
    columns = stored_columns(form)
    keys = ", ".join(form.slice_by)

    def typed(path: Path, held: set[str]) -> str:
        cells = (f"{n if n in held else 'NULL'}::{k} AS {n}" for n, k in columns.items())
        return f"SELECT {', '.join(cells)} FROM {parquet(str(path))}"

    connection.execute(f"CREATE VIEW fresh AS {typed(draft.file, set(columns))}")
    connection.execute(f"CREATE TEMP TABLE covered AS SELECT DISTINCT {keys} FROM fresh")
    if draft.replaces:
        rows = ", ".join(f"({', '.join(map(quote_value, key))})" for key in draft.replaces)
        connection.execute(f"CREATE VIEW gone AS SELECT * FROM (VALUES {rows}) AS g({keys})")
    else:
        connection.execute(f"CREATE VIEW gone AS SELECT {keys} FROM covered WHERE false")
    if old is None:
        connection.execute("CREATE VIEW old AS SELECT * FROM fresh WHERE false")
    else:
        described = connection.execute(f"DESCRIBE SELECT * FROM {parquet(str(old))}").fetchall()
        connection.execute(f"CREATE VIEW old AS {typed(old, {row[0] for row in described})}")
    connection.execute(
        "CREATE VIEW merged AS SELECT * FROM fresh UNION ALL SELECT * FROM old "
        f"ANTI JOIN (SELECT * FROM covered UNION SELECT * FROM gone) USING ({keys})"
    )


def _count_slices(connection: duckdb.DuckDBPyConnection, form: TableForm) -> tuple[int, int]:
    keys = ", ".join(form.slice_by)
    sql = (
        f"SELECT count(*), count(*) FILTER (WHERE is_old) FROM covered "
        f"LEFT JOIN (SELECT DISTINCT {keys}, true AS is_old FROM old) USING ({keys})"
    )
    total, held = connection.execute(sql).fetchall()[0]
    return total - held, held


def _is_same(connection: duckdb.DuckDBPyConnection) -> bool:
    sums = [
        connection.execute(f"SELECT count(*), sum(hash(t)::HUGEINT) FROM {view} AS t").fetchone()
        for view in ("old", "merged")
    ]
    return sums[0] == sums[1]


def _knows(old: ImportRecord, new: ImportRecord) -> bool:
    held = {(entry.file, entry.sha256, entry.options) for entry in old.inputs}
    entry = new.inputs[0]
    return (entry.file, entry.sha256, entry.options) in held


def _merged_record(
    connection: duckdb.DuckDBPyConnection,
    form: TableForm,
    record: ImportRecord,
    old: ImportRecord | None,
) -> ImportRecord:
    def measure(view: str) -> tuple[int, int | None, int | None]:
        sql = f"SELECT count(*), min(year), max(year) FROM {view}"
        return connection.execute(sql).fetchall()[0]

    rows, first, last = measure("merged")
    fresh = measure("fresh")
    entry = replace(record.inputs[0], rows=fresh[0], data_from=fresh[1], data_to=fresh[2])
    before = tuple(e for e in (old.inputs if old else ()) if e.sha256 != entry.sha256)
    return replace(record, rows=rows, data_from=first, data_to=last, inputs=(*before, entry))


def _live_replaces(
    connection: duckdb.DuckDBPyConnection, form: TableForm, draft: Draft, old: ImportRecord | None
) -> tuple[tuple[str | int, ...], ...]:
    """Return the obsolete slices that something behind this file still holds."""
    wanted = {*draft.replaces, *(old.replaces if old else ())}
    boxed = box_path(f"{form.name}.parquet")
    if not wanted or not boxed.is_file():
        return ()
    keys = ", ".join(form.slice_by)
    held = connection.execute(f"SELECT DISTINCT {keys} FROM {parquet(str(boxed))}").fetchall()
    own = connection.execute(f"SELECT DISTINCT {keys} FROM merged").fetchall()
    return tuple(sorted(wanted.intersection(held).difference(own), key=str))


def hash_file(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def make_durable(path: Path) -> None:
    """Have the system write a file or folder through to the disk."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_sidecar(folder: Path, record: ImportRecord) -> str:
    """Write ``<table>.record.yaml`` where it does not say what it should; return the hash."""
    data = folder / f"{record.name}.parquet"
    target, digest = sidecar(folder, record.name), hash_file(data)
    text = to_yaml(record, digest, data.stat().st_size)
    held = read_sidecar(target)
    if held is not None and held.get("sha256") == digest:
        return digest
    handle, beside = tempfile.mkstemp(prefix=f"{STAGING}record-", dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    Path(beside).chmod(0o644)
    Path(beside).replace(target)
    return digest


def sidecar(folder: Path, table: str) -> Path:
    """Return the place of a table's record for a person to read."""
    return folder / f"{table}.record.yaml"


def repair_sidecars(folder: Path) -> None:
    """Write again what a killed import left behind its data; call it with the lock held."""
    for name in ALL_FORMS:
        data = folder / f"{name}.parquet"
        if not data.is_file():
            continue
        held = read_sidecar(sidecar(folder, name)) or {}
        with duckdb.connect() as connection:
            try:
                record = read_import(connection, str(data))
            except duckdb.Error:
                continue  # not a file of ours; the merge tells what is wrong with it
        if record and (held.get("bytes"), held.get("imported")) != (
            data.stat().st_size,
            record.imported,
        ):
            write_sidecar(folder, record)
