"""Small made-up tables, and the box seen by plain DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import duckdb
import pytest


@pytest.fixture(scope="session")
def box() -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a plain connection with the three tables of the box as views."""
    with duckdb.connect() as connection:
        for name in ("baci", "wmd", "wgi"):
            path = files("tenor") / "data" / "box" / f"{name}.parquet"
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM '{path}'")
        yield connection
