"""A value of a user's file that is not of its form is refused, and told with its column."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tenor.core.errors import DataError
from tenor.sources.box import open_tables

FLOW = {
    "hs6": "'261710'",
    "year": "2022",
    "importer": "'USA'",
    "exporter": "'CHN'",
    "value_kusd": "1.0::DOUBLE",
    "quantity_t": "1.0::DOUBLE",
}


def select(**cells: str) -> str:
    return "SELECT " + ", ".join(f"{cell} AS {name}" for name, cell in (FLOW | cells).items())


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (select(year="DATE '2022-01-01'"), "column year holds '2022-01-01' .*a year"),
        (select(year="NULL::SMALLINT"), "column year holds no value .*a year"),
        (select(hs6="'2617.10'"), r"column hs6 holds '2617\.10' .*six digits"),
        (select(exporter="'China'"), "column exporter holds 'China' .*alpha-3"),
        (select(quantity_t="'nan'::DOUBLE"), "column quantity_t holds 'nan' .*unknown cells empty"),
        (select(quantity_t="-1.0"), r"column quantity_t holds '-1\.0' .*not negative"),
        (f"{select()} UNION ALL {select()}", "exporter 261710, 2022, USA, CHN; keep one"),
    ],
)
def test_a_wrong_value_is_refused(query: str, message: str, tmp_path: Path) -> None:
    duckdb.sql(f"COPY ({query}) TO '{tmp_path}/baci.parquet' (FORMAT parquet)")
    with pytest.raises(DataError, match=message) as caught:
        open_tables(tmp_path)
    assert "baci.parquet" in str(caught.value)


def test_a_unit_that_is_not_known_is_refused(tmp_path: Path) -> None:
    duckdb.sql(
        "COPY (SELECT 'Antimony' AS series, 'CHN' AS country, 2022 AS year, 5.0 AS quantity, "
        f"'metr. t' AS unit, 'r' AS flag) TO '{tmp_path}/wmd.parquet' (FORMAT parquet)"
    )
    with pytest.raises(DataError, match=r"column unit holds 'metr\. t'"):
        open_tables(tmp_path)


@pytest.mark.parametrize(
    ("cells", "told"), [("13 AS month, 5.0", "month holds '13'"), ("1 AS month, -5.0", "negative")]
)
def test_a_monthly_price_is_looked_at(cells: str, told: str, tmp_path: Path) -> None:
    row = f"SELECT 'Copper' AS series, '' AS code, 2022 AS year, {cells} AS price, '$/mt' AS unit"
    duckdb.sql(f"COPY ({row}) TO '{tmp_path}/pinksheet.parquet' (FORMAT parquet)")
    with pytest.raises(DataError, match=told):
        open_tables(tmp_path)


def test_an_unknown_quantity_is_accepted(tmp_path: Path) -> None:
    query = select(quantity_t="NULL::DOUBLE")
    duckdb.sql(f"COPY ({query}) TO '{tmp_path}/baci.parquet' (FORMAT parquet)")
    assert open_tables(tmp_path).has("baci")
