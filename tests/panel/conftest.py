"""Made-up tables in front of the box, and the box seen by plain DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import duckdb
import pytest

from tenor.sources.box import FORMS


@pytest.fixture(scope="module")
def box() -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a plain connection with the tables of the box as views."""
    with duckdb.connect() as connection:
        for name in FORMS:
            path = files("tenor") / "data" / "box" / f"{name}.parquet"
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM '{path}'")
        yield connection
