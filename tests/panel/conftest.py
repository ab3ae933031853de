"""Made-up tables in front of the box, and the box seen by plain DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tenor.sources.box import FORMS, Tables, open_tables


@pytest.fixture
def make_data(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a folder of Parquet tables: ``make_data(baci=[...])``."""

    def write(**tables: list[tuple[Any, ...]]) -> Path:
        folder = tmp_path / "data"
        folder.mkdir(exist_ok=True)
        with duckdb.connect() as connection:
            for name, rows in tables.items():
                columns = ", ".join(f"{c} {kind}" for c, kind in FORMS[name].columns.items())
                connection.execute(f"CREATE OR REPLACE TABLE {name} ({columns})")
                marks = ", ".join("?" for _ in rows[0])
                connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
                connection.execute(f"COPY {name} TO '{folder / name}.parquet' (FORMAT parquet)")
        return folder

    return write


@pytest.fixture
def made_up(make_data: Callable[..., Path]) -> Callable[..., Tables]:
    """Return a function that opens made-up tables in front of the box."""
    return lambda **tables: open_tables(make_data(**tables))


@pytest.fixture(scope="module")
def box() -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a plain connection with the tables of the box as views."""
    with duckdb.connect() as connection:
        for name in FORMS:
            path = files("tenor") / "data" / "box" / f"{name}.parquet"
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM '{path}'")
        yield connection
