"""Fixtures of the import tests."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from tenor.panel.import_scope import material_scope
from tenor.sources.import_draft import Options
from tenor.sources.importing import ImportResult, import_file


@pytest.fixture
def bring(tmp_path: Path) -> Callable[..., ImportResult]:
    """Return a function that writes a file and imports it into ``tmp_path / "data"``."""

    def run(kind: str, name: str, body: str | bytes, **options: Any) -> ImportResult:
        path = tmp_path / name
        path.write_bytes(body.encode("utf-8") if isinstance(body, str) else body)
        return import_file(
            kind, path, tmp_path / "data", options=Options(**options), scope=material_scope()
        )

    return run


@pytest.fixture
def rows(tmp_path: Path) -> Callable[..., list[tuple[Any, ...]]]:
    """Return a function that reads an imported table."""

    def read(table: str, columns: str = "*") -> list[tuple[Any, ...]]:
        return duckdb.sql(f"SELECT {columns} FROM '{tmp_path}/data/{table}.parquet'").fetchall()

    return read
