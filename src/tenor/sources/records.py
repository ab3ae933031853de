"""Snapshot records: whose the data are, which version, on what terms, with which hash."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from tenor.core.errors import DataError, UnknownNameError
from tenor.core.trace import Source

DATA = files("tenor") / "data"


@dataclass(frozen=True, slots=True)
class SnapshotRecord:
    """One snapshot in the box.

    Attributes
    ----------
    name, title, producer, citation, version : str
    retrieved : str
        Day on which the copy was taken (ISO date).
    data_from, data_to : int or None
        First and last year in the table.
    licence, terms, address : str
        `terms` says "terms not read" where they were not.
    units : str
        What the number columns hold.
    sha256, rows, file, built_by, notes
        Hash and row count of the file, its name in the box, how to rebuild it,
        and what was changed on the way.
    """

    name: str
    title: str
    producer: str
    citation: str
    version: str
    retrieved: str
    data_from: int | None
    data_to: int | None
    licence: str
    terms: str
    address: str
    units: str
    sha256: str
    rows: int
    file: str
    built_by: str
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the record as a JSON object."""
        return {**asdict(self), "notes": list(self.notes)}

    def source(self, row: str) -> Source:
        """Return a trace source that names one row (or slice) of this snapshot."""
        return Source(record=self.name, row=row, citation=self.citation)


def record_names() -> tuple[str, ...]:
    """Return the names of all records, sorted."""
    return tuple(sorted(p.name.removesuffix(".yaml") for p in (DATA / "records").iterdir()))


@lru_cache(maxsize=32)
def read_record(name: str) -> SnapshotRecord:
    """Return the record of one snapshot.

    Raises
    ------
    UnknownNameError
        No snapshot has this name.
    """
    if name not in record_names():
        raise UnknownNameError("data snapshot", name, record_names())
    return parse_record(DATA / "records" / f"{name}.yaml")


def parse_record(path: Traversable) -> SnapshotRecord:
    """Return the record in a YAML file; refuse unknown or missing keys."""
    from ruamel.yaml import YAML

    raw = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    known = {field.name for field in fields(SnapshotRecord)}
    unknown, missing = set(raw) - known, known - set(raw) - {"notes"}
    if unknown or missing:
        raise DataError(
            f"record {path}: unknown keys {sorted(unknown)}, missing keys {sorted(missing)}"
        )
    return SnapshotRecord(**{**raw, "notes": tuple(raw.get("notes") or ())})


def box_path(file: str) -> Traversable:
    """Return a file's place in the box (it may have been left out of the build)."""
    return DATA / "box" / file


def check_snapshot(record: SnapshotRecord) -> str:
    """Return ``ok``, ``left out`` or ``changed`` for the file behind a record."""
    path = box_path(record.file)
    if not path.is_file():
        return "left out"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return "ok" if digest == record.sha256 else "changed"
