"""The record of imported data: whose they are, from which files, with which hashes.

The record travels inside the Parquet file (its key-value metadata), so that data
and record change in one rename. ``<table>.record.yaml`` beside it is the same for
a person to read, with the hash of the Parquet file.
"""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import duckdb

from tenor.core.errors import DataError

KEY = "tenor_import"


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """One input file of a table.

    Attributes
    ----------
    file, sha256 : str
        Name and hash of the file as it was handed in.
    imported : str
        Time of the import, UTC, to the second.
    version : str
        Release that the file or its name states.
    rows : int
        Rows that the file brought.
    data_from, data_to : int or None
        First and last year of those rows.
    hs_revision : str or None
    options : tuple of str
    """

    file: str
    sha256: str
    imported: str
    version: str
    rows: int
    data_from: int | None
    data_to: int | None
    hs_revision: str | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """The record of one imported table.

    The names are those of the records in the box; `imported_file`, `input_sha256`,
    `imported`, `version` and `hs_revision` are of the newest import and `inputs`
    holds all that still have rows in the table. `sha256` and `bytes` of the Parquet
    file stand in the YAML only. `replaces` lists slices (code and year) that another
    revision's file made obsolete.
    """

    name: str
    title: str
    producer: str
    citation: str
    version: str
    imported: str
    data_from: int | None
    data_to: int | None
    licence: str
    terms: str
    address: str
    units: str
    rows: int
    file: str
    imported_file: str
    input_sha256: str
    hs_revision: str | None
    inputs: tuple[ImportedFile, ...]
    notes: tuple[str, ...] = ()
    replaces: tuple[tuple[str | int, ...], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the record as a JSON object."""
        plain = asdict(self)
        for name in ("notes", "replaces", "inputs"):
            plain[name] = list(plain[name])
        plain["replaces"] = [list(key) for key in self.replaces]
        for entry in plain["inputs"]:
            entry["options"] = list(entry["options"])
        return plain

    @property
    def told(self) -> str:
        """The record in one line, for a trace."""
        revision = f", {self.hs_revision}" if self.hs_revision else ""
        return (
            f"{self.citation}, version {self.version}{revision}, from {self.imported_file}, "
            f"sha256 {self.input_sha256[:12]}, imported {self.imported[:10]}"
        )


def from_dict(raw: dict[str, Any], where: str) -> ImportRecord:
    """Return the record in a JSON object; refuse unknown or missing keys."""
    known = {entry.name for entry in fields(ImportRecord)}
    unknown, missing = sorted(set(raw) - known), sorted(known - set(raw))
    if unknown or missing:
        raise DataError(f"{where}: unknown keys {unknown}, missing keys {missing} in the record")
    inputs = tuple(
        ImportedFile(**{**entry, "options": tuple(entry["options"])}) for entry in raw["inputs"]
    )
    replaces = tuple(tuple(key) for key in raw["replaces"])
    return ImportRecord(
        **{**raw, "inputs": inputs, "notes": tuple(raw["notes"]), "replaces": replaces}
    )


def to_metadata(record: ImportRecord) -> str:
    """Return the record as the text that is kept inside the Parquet file."""
    return json.dumps(record.as_dict(), ensure_ascii=True, sort_keys=True)


def read_import(connection: duckdb.DuckDBPyConnection, path: str) -> ImportRecord | None:
    """Return the record inside a Parquet file; None where no import wrote the file."""
    sql = "SELECT value FROM parquet_kv_metadata(?) WHERE key = ?::BLOB"
    found = connection.execute(sql, [path, KEY]).fetchone()
    if found is None:
        return None
    try:
        return from_dict(json.loads(bytes(found[0]).decode("utf-8")), path)
    except (ValueError, TypeError, KeyError) as error:
        raise DataError(f"{path}: its record cannot be read ({error}); import again") from error


def to_yaml(record: ImportRecord, sha256: str, size: int) -> str:
    """Return the record as YAML with the hash of its Parquet file."""
    from ruamel.yaml import YAML

    document = record.as_dict()
    # Long, and of no use to a reader: the Parquet file has it.
    document["replaces"] = len(record.replaces)
    document = {**document, "sha256": sha256, "bytes": size}
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.sort_base_mapping_type_on_output = False
    writer.width = 100
    stream = io.StringIO()
    stream.write("# Written by `tenor data import`. The file it describes holds the same record.\n")
    writer.dump(document, stream)
    return stream.getvalue()


def read_sidecar(path: Path) -> dict[str, Any] | None:
    """Return what a ``.record.yaml`` says, or None where there is none that can be read."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        found = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError):
        return None
    return found if isinstance(found, dict) else None
