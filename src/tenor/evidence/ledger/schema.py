"""The file: its tables, its marks, and how it is opened.

A ledger is a SQLite file with an application id of its own and a schema version. A file with
another id is not a ledger and a file with another version is refused; neither is touched. Rows
are only added: triggers refuse every update and delete, so a review cannot be lost by a bug
above. The journal is a write-ahead log with full synchronisation, so that what was committed
survives the end of a process and of the machine.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from tenor.core.errors import DataError

APPLICATION = 0x54454E52
VERSION = 1
MAGIC = b"SQLite format 3\x00"
BUSY_MS = 60_000
MARKS = "marks"
_TABLES = {
    "documents": """
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, chars INTEGER NOT NULL,
        text BLOB NOT NULL, loader TEXT NOT NULL, added TEXT NOT NULL""",
    "copies": """
        seq INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES documents(id),
        sha256 TEXT NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL, added TEXT NOT NULL,
        UNIQUE (document, sha256)""",
    "readings": """
        seq INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES documents(id),
        extractor TEXT NOT NULL, digest TEXT NOT NULL, zones TEXT NOT NULL,
        metadata TEXT NOT NULL, added TEXT NOT NULL""",
    "claims": """
        reading INTEGER NOT NULL REFERENCES readings(seq), place INTEGER NOT NULL,
        id TEXT NOT NULL, measure TEXT NOT NULL, verified INTEGER NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (reading, place), UNIQUE (reading, id)""",
    "reviews": """
        seq INTEGER PRIMARY KEY, claim TEXT NOT NULL, verdict TEXT NOT NULL,
        edits TEXT NOT NULL, name TEXT NOT NULL, reason TEXT NOT NULL, seen TEXT NOT NULL,
        added TEXT NOT NULL""",
    "links": """
        seq INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL, relation TEXT NOT NULL,
        reason TEXT NOT NULL, made_by TEXT NOT NULL, added TEXT NOT NULL,
        UNIQUE (a, b, relation, reason, made_by)""",
    "marks": """
        seq INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, made_by TEXT NOT NULL,
        reading INTEGER NOT NULL REFERENCES readings(seq), added TEXT NOT NULL,
        UNIQUE (sha256, made_by, reading)""",
}
_INDEXES = (
    "CREATE INDEX readings_document ON readings (document, extractor, seq)",
    "CREATE INDEX copies_sha256 ON copies (sha256)",
    "CREATE INDEX claims_id ON claims (id)",
    "CREATE INDEX reviews_claim ON reviews (claim, seq)",
)


def open_file(path: Path, *, create: bool) -> sqlite3.Connection:
    """Open a ledger and return the connection; make a new one where that is allowed.

    Raises
    ------
    DataError
        There is none, it is no ledger, or it was written by another version.
    """
    _check_file(path, create)
    try:
        connection = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None)
    except sqlite3.Error as error:
        raise DataError(f"{path}: the ledger cannot be opened: {error}") from error
    try:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        if not _is_ready(connection, path):
            _make(connection, path)
        elif create:
            _add_missing(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlite3.Error as error:
        connection.close()
        raise DataError(f"{path}: the ledger cannot be used: {error}") from error
    except DataError:
        connection.close()
        raise
    return connection


def _check_file(path: Path, create: bool) -> None:
    if path.is_dir():
        raise DataError(f"{path} is a folder; --ledger names a file")
    if not path.exists():
        if not create:
            raise DataError(f"there is no ledger {str(path)!r}; tenor ingest makes one")
        if not path.absolute().parent.is_dir():
            raise DataError(f"{path}: there is no folder {str(path.absolute().parent)!r}")
        return
    try:
        with path.open("rb") as stream:
            head = stream.read(len(MAGIC))
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    # An empty file is what a first run leaves that ended before its first commit.
    if head and head != MAGIC:
        raise DataError(f"{path} is not a ledger; nothing was changed in it")
    if not head and not create:
        raise DataError(f"{path} is an empty file, not a ledger")


def _is_ready(connection: sqlite3.Connection, path: Path) -> bool:
    """Return whether the file has its tables; raise where they are another program's."""
    application = _number(connection, "application_id")
    version = _number(connection, "user_version")
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application == 0 and version == 0 and tables == 0:
        return False
    if application != APPLICATION:
        raise DataError(f"{path} is a SQLite file, but not a ledger; nothing was changed in it")
    if version != VERSION:
        hint = "update Tenor" if version > VERSION else "ingest the documents into a new ledger"
        raise DataError(
            f"{path}: the ledger has schema version {version}, this Tenor reads {VERSION}: {hint}"
        )
    return True


def _make(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables in one transaction; another process may have done so meanwhile."""
    _use_log(connection)
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not _is_ready(connection, path):
            for name in _TABLES:
                _make_table(connection, name)
            for statement in _INDEXES:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _make_table(connection: sqlite3.Connection, name: str) -> None:
    connection.execute(f"CREATE TABLE {name} ({_TABLES[name]})")
    for event in ("UPDATE", "DELETE"):
        connection.execute(
            f"CREATE TRIGGER {name}_no_{event.lower()} BEFORE {event} ON {name} "
            "BEGIN SELECT RAISE(ABORT, 'rows of a ledger are only added'); END"
        )


def has_table(connection: sqlite3.Connection, name: str) -> bool:
    """Return whether a file has a table."""
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return connection.execute(query, (name,)).fetchone() is not None


def _add_missing(connection: sqlite3.Connection) -> None:
    """Make the table of marks in a ledger that was made before there was one."""
    if has_table(connection, MARKS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not has_table(connection, MARKS):
            _make_table(connection, MARKS)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _use_log(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log; the busy timeout does not cover that switch."""
    for attempt in range(200):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if attempt == 199:
                raise
            time.sleep(0.05)
        else:
            return


def _number(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
