"""Small made-up tables, and the box seen by plain DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tenor.sources.box import Tables, open_tables

COLUMNS = {
    "baci": (
        "hs6 VARCHAR, year SMALLINT, importer VARCHAR, exporter VARCHAR, "
        "value_kusd DECIMAL(18,3), quantity_t DECIMAL(18,3)"
    ),
    "wmd": (
        "series VARCHAR, country VARCHAR, year SMALLINT, quantity DOUBLE, unit VARCHAR, "
        "flag VARCHAR"
    ),
    "wgi": (
        "country VARCHAR, year SMALLINT, estimate DOUBLE, standard_error DOUBLE, sources SMALLINT"
    ),
}

Rows = Sequence[tuple[Any, ...]]
MakeData = Callable[..., Path]


@pytest.fixture
def make_data(tmp_path: Path) -> MakeData:
    """Return a function that writes a folder of Parquet tables: ``make_data(baci=[...])``."""

    def write(**tables: Rows) -> Path:
        folder = tmp_path / "data"
        folder.mkdir(exist_ok=True)
        with duckdb.connect() as connection:
            for name, rows in tables.items():
                connection.execute(f"CREATE OR REPLACE TABLE {name} ({COLUMNS[name]})")
                marks = ", ".join("?" for _ in rows[0])
                connection.executemany(f"INSERT INTO {name} VALUES ({marks})", list(rows))
                path = folder / f"{name}.parquet"
                connection.execute(f"COPY {name} TO '{path}' (FORMAT parquet)")
        return folder

    return write


@pytest.fixture
def made_up(make_data: MakeData) -> Callable[..., Tables]:
    """Return a function that opens made-up tables in front of the box."""
    return lambda **tables: open_tables(make_data(**tables))


@pytest.fixture(scope="session")
def box() -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a plain connection with the three tables of the box as views."""
    with duckdb.connect() as connection:
        for name in COLUMNS:
            path = files("tenor") / "data" / "box" / f"{name}.parquet"
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM '{path}'")
        yield connection
