"""What a folder of tables changes against the box: slices added, removed and changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tenor.sources.box import (
    ALL_FORMS,
    TableForm,
    parquet,
    quote_value,
    require_form,
    view_sql,
)
from tenor.sources.import_record import read_import
from tenor.sources.records import box_path

MEASURES: Mapping[str, str] = {
    "baci": "value_kusd",
    "wmd": "quantity",
    "wgi": "abs(estimate)",
    "usgs": "coalesce(value, low, high)",
    "pinksheet": "price",
    "census_hs10": "coalesce(general_value_usd, consumption_value_usd)",
    "hts": "general_ad_valorem",
}
"""What is summed in a slice so that changes can be put in order."""


@dataclass(frozen=True, slots=True)
class SliceChange:
    """One slice that is not as in the box: rows and the sum of its measure, before and after."""

    slice: Mapping[str, str | int]
    status: str
    rows_before: int
    rows_after: int
    before: float | None
    after: float | None

    @property
    def change(self) -> float:
        """How far the sum moved; a slice that is new or gone counts whole."""
        return abs((self.after or 0.0) - (self.before or 0.0))

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of ``tenor data diff``."""
        return {
            "slice": dict(self.slice),
            "status": self.status,
            "rows_before": self.rows_before,
            "rows_after": self.rows_after,
            "before": self.before,
            "after": self.after,
            "change": self.change,
        }


@dataclass(frozen=True, slots=True)
class TableDiff:
    """Changes of one table, the largest first."""

    table: str
    measure: str
    unchanged: int
    changes: tuple[SliceChange, ...]

    def count(self, status: str) -> int:
        """Return how many slices are added, removed or changed."""
        return sum(change.status == status for change in self.changes)

    def as_dict(self, limit: int | None = None) -> dict[str, Any]:
        """Return the JSON object of ``tenor data diff``."""
        return {
            "table": self.table,
            "measure": self.measure,
            "added": self.count("added"),
            "removed": self.count("removed"),
            "changed": self.count("changed"),
            "unchanged": self.unchanged,
            "slices": [change.as_dict() for change in self.changes[:limit]],
        }


def diff_folder(folder: Path) -> tuple[TableDiff, ...]:
    """Return what each table in a folder changes against the box.

    A slice counts as changed where any row of it differs, even with an equal sum.

    Raises
    ------
    DataError
        A file in the folder has other columns than its table.
    """
    found = []
    for form in ALL_FORMS.values():
        own = folder / f"{form.name}.parquet"
        if own.is_file():
            with duckdb.connect() as connection:
                found.append(_diff_table(connection, form, str(own)))
    return tuple(found)


def _diff_table(connection: duckdb.DuckDBPyConnection, form: TableForm, own: str) -> TableDiff:
    require_form(connection, form, own)
    record = read_import(connection, own)
    replaced = record.replaces if record else ()
    boxed = box_path(f"{form.name}.parquet")
    box = str(boxed) if boxed.is_file() else None
    connection.execute(view_sql(form, own, box, replaced))
    columns = ", ".join(f"{name}::{kind} AS {name}" for name, kind in form.columns.items())
    source = f"SELECT {columns} FROM {parquet(box)}" if box else "SELECT * FROM now WHERE false"
    connection.execute(f"CREATE VIEW now AS SELECT * FROM {form.name}")
    connection.execute(f"CREATE VIEW box AS {source}")
    keys, measure = ", ".join(form.slice_by), MEASURES[form.name]
    touched = f"SELECT DISTINCT {keys} FROM {parquet(own)}"
    if replaced:
        rows = ", ".join(f"({', '.join(map(quote_value, key))})" for key in replaced)
        touched += f" UNION SELECT * FROM (VALUES {rows}) AS r({keys})"
    for view in ("now", "box"):
        connection.execute(
            f"CREATE TEMP TABLE {view}_sums AS SELECT {keys}, count(*) AS n, "
            f"sum({measure})::DOUBLE AS total, sum(hash(t)::HUGEINT) AS mark "
            f"FROM {view} AS t SEMI JOIN ({touched}) USING ({keys}) GROUP BY {keys}"
        )
    fetched = connection.execute(
        f"SELECT {keys}, b.n, a.n, b.total, a.total, a.mark IS NOT DISTINCT FROM b.mark "
        f"FROM now_sums AS a FULL JOIN box_sums AS b USING ({keys})"
    ).fetchall()
    width = len(form.slice_by)
    unchanged = sum(bool(row[-1]) for row in fetched)
    changes = [
        SliceChange(
            slice=dict(zip(form.slice_by, row[:width], strict=True)),
            status="added"
            if row[width] is None
            else "removed"
            if row[width + 1] is None
            else "changed",
            rows_before=row[width] or 0,
            rows_after=row[width + 1] or 0,
            before=row[width + 2],
            after=row[width + 3],
        )
        for row in fetched
        if not row[-1]
    ]
    changes.sort(key=lambda c: (-c.change, [str(part) for part in c.slice.values()]))
    return TableDiff(form.name, measure, unchanged, tuple(changes))
