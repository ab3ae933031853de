"""A trade file in a later revision, put in by hand, must not count the same goods twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.core.errors import DataError
from tenor.panel.import_scope import material_scope
from tenor.panel.materials import REVISIONS as PANEL_REVISIONS
from tenor.risk import assess
from tenor.sources.box import Tables, open_tables
from tenor.sources.own_revisions import REVISIONS, read_families, replaced_codes

Put = Callable[..., Tables]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Return a function that writes flows as baci.parquet and opens the folder."""

    def write(*flows: tuple[Any, ...], revision: str | None = None) -> Tables:
        extra = f", '{revision}' AS hs_revision" if revision else ""
        rows = ", ".join(map(str, flows)).replace("None", "NULL")
        columns = "hs6, year, importer, exporter, value_kusd, quantity_t"
        duckdb.sql(
            f"COPY (SELECT *{extra} FROM (VALUES {rows}) AS t({columns})) "
            f"TO '{tmp_path}/baci.parquet' (FORMAT parquet)"
        )
        return open_tables(tmp_path)

    return write


def codes(tables: Tables, year: int) -> set[str]:
    sql = "SELECT DISTINCT hs6 FROM baci WHERE year = ?"
    return {code for (code,) in tables.connection.execute(sql, [year]).fetchall()}


SUCCESSOR = ("811212", 2022, "USA", "KAZ", 100.0, 1.0)  # beryllium, HS 2002 on
PREDECESSOR = "811211"  # the box holds it for 2022


def test_the_successor_hides_the_old_code_of_its_years_only(put: Put) -> None:
    assert PREDECESSOR in codes(open_tables(), 2022)
    tables = put(SUCCESSOR)
    assert PREDECESSOR not in codes(tables, 2022)
    assert PREDECESSOR in codes(tables, 2021)
    (note,) = tables.notes
    assert "later codes: 811211 2022" in note
    assert note in tables.source("baci", "hs6 811212").citation


def test_the_tonnes_are_those_of_the_file_alone(put: Put) -> None:
    row = assess("USA", 2022, commodity="beryllium", stage="refined", tables=put(SUCCESSOR)).rows[0]
    assert row.imports_t == 1.0
    assert dict(row.import_share) == {"KAZ": 1.0}


def test_a_file_in_the_revision_of_the_box_hides_nothing(put: Put) -> None:
    tables = put(("261710", 2022, "USA", "TJK", 1.0, 1.0))
    assert tables.notes == ()
    assert PREDECESSOR in codes(tables, 2022)


def test_the_column_of_the_revision_is_believed(put: Put) -> None:
    """A code of every revision tells nothing by itself; with the revision it does."""
    where = "a file: 2022"
    assert replaced_codes({"310420": None}, where=where) == set()  # potash
    assert "310410" in replaced_codes({"310420": "HS22"}, where=where)
    assert PREDECESSOR not in replaced_codes({"310420": "HS22"}, where=where)
    assert put(SUCCESSOR, revision="HS22").notes == put(SUCCESSOR).notes


def test_both_codes_in_one_year_are_refused(put: Put) -> None:
    with pytest.raises(DataError, match="2022 has 811211 and its successor 811212"):
        put(SUCCESSOR, (PREDECESSOR, 2022, "USA", "KAZ", 100.0, 1.0))


def test_both_codes_in_two_years_are_accepted(put: Put) -> None:
    tables = put(SUCCESSOR, (PREDECESSOR, 2021, "USA", "KAZ", 100.0, 1.0))
    assert len(tables.notes) == 1


def test_the_list_of_data_tells_it(put: Put, tmp_path: Path, tenor_cli: Callable[..., Any]) -> None:
    put(SUCCESSOR)
    env = {"TENOR_DATA": str(tmp_path)}
    assert "note  hidden from the box" in tenor_cli("data", "list", env=env).stdout
    assert len(tenor_cli("data", "list", "--json", env=env).json["notes"]) == 1


def test_the_families_are_those_of_the_material_table() -> None:
    scope = material_scope()
    told = {
        frozenset((c, REVISIONS.index(first), REVISIONS.index(last)) for c, first, last in family)
        for family in scope.families
    }
    assert told == {frozenset((c, *ends) for c, ends in f.items()) for f in read_families()}
    assert REVISIONS == PANEL_REVISIONS


every = sorted({code for family in read_families() for code in family})


@given(st.sets(st.sampled_from(every), max_size=8))
def test_nothing_that_the_file_holds_is_hidden(held: set[str]) -> None:
    try:
        found = replaced_codes(dict.fromkeys(held), where="a file: 2022")
    except DataError:
        return
    assert not found & held
