"""Small made-up tables of trade and output in front of the box."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
}


@pytest.fixture
def made_up(tmp_path: Path) -> Callable[..., Tables]:
    """Return a function that opens made-up tables in front of the box."""

    def write(**tables: Sequence[tuple[Any, ...]]) -> Tables:
        folder = tmp_path / "data"
        folder.mkdir(exist_ok=True)
        with duckdb.connect() as connection:
            for name, rows in tables.items():
                connection.execute(f"CREATE OR REPLACE TABLE {name} ({COLUMNS[name]})")
                marks = ", ".join("?" for _ in rows[0])
                connection.executemany(f"INSERT INTO {name} VALUES ({marks})", list(rows))
                path = folder / f"{name}.parquet"
                connection.execute(f"COPY {name} TO '{path}' (FORMAT parquet)")
        return open_tables(folder)

    return write
