"""Corrections of single figures: a file of rows, each with a guard on the raw value.

``data/tables/corrections.csv`` ships with the package; ``corrections.csv`` in the
user's folder stands in front of it. A row is applied only while the figure in the
data at hand is exactly the one it was written for. Once the source is repaired,
or another file covers that slice, the row expires: it is not applied, and
``tenor data check`` lists it. Nothing is written back to the data.

Every room reads trade, production and governance through `corrected`; the checks
alone read the raw tables.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from tenor.core.errors import DataError, UnknownNameError
from tenor.core.trace import significant
from tenor.sources.box import FORMS, Tables

FILE = "corrections.csv"
SHIPPED = f"data/tables/{FILE}"
ACTIONS = ("drop", "replace", "mark_missing")
MET = ("opened", "excerpt", "recalled")

KEYS: Mapping[str, Mapping[str, str]] = {
    "baci": {"series": "hs6", "place": "exporter", "partner": "importer", "year": "year"},
    "wmd": {"series": "series", "place": "country", "year": "year"},
    "wgi": {"place": "country", "year": "year"},
}
"""Columns of each table that name a row, by the cells of a correction."""

MEASURES: Mapping[str, Mapping[str, str]] = {
    "baci": {"t": "quantity_t", "kUSD": "value_kusd"},
    "wmd": {},
    "wgi": {"estimate": "estimate", "standard_error": "standard_error"},
}
"""Column that a unit means; a production series has one column, in the row's own unit."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of a corrections file.

    Attributes
    ----------
    id, table, series : str
        `table` is ``baci``, ``wmd`` or ``wgi``; `series` an HS code or a production series.
    place, partner : str
        Country, for trade the exporter and the importer; `partner` else empty.
    year : int
    action : str
        ``drop`` the row, ``replace`` the figure, or ``mark_missing`` the figure.
    value : float or None
        What a replaced figure becomes.
    unit : str
        Names the figure: ``t`` or ``kUSD`` in trade, the row's unit in production,
        ``estimate`` or ``standard_error`` in governance.
    guard_raw : str
        The exact raw figure; empty where the raw figure is missing.
    reason, source, met, date : str
    file : str
        Where the row stands: the file of the package or the path of the user's.
    """

    id: str
    table: str
    series: str
    place: str
    partner: str
    year: int
    action: str
    value: float | None
    unit: str
    guard_raw: str
    reason: str
    source: str
    met: str
    date: str
    file: str

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """Table, series, place, partner and year of the corrected row."""
        return self.table, self.series, self.place, self.partner, self.year

    @property
    def column(self) -> str:
        """The corrected column."""
        return MEASURES[self.table].get(self.unit, "quantity")

    @property
    def sentence(self) -> str:
        """What was done, for the notes of a result that used the figure."""
        route = f"{self.place} to {self.partner}" if self.partner else self.place
        raw = (
            f"{significant(float(self.guard_raw), 6)} {self.unit}" if self.guard_raw else "nothing"
        )
        done = {
            "drop": "left out",
            "mark_missing": "taken as missing",
            "replace": f"replaced by {self.value} {self.unit}",
        }[self.action]
        what = " ".join(part for part in (self.table, self.series, route, str(self.year)) if part)
        return f"corrected figure: {what}, {raw} {done} ({self.id}: {self.reason})"


@dataclass(frozen=True, slots=True)
class Expired:
    """A correction that is not applied, with the raw figure that stands there now."""

    correction: Correction
    found: str
    why: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of a set of tables: those in force, and those that have expired."""

    active: tuple[Correction, ...]
    expired: tuple[Expired, ...]


@lru_cache(maxsize=4)
def read_corrections(tables: Tables) -> Corrections:
    """Return the corrections in force for a set of tables (cached per set).

    Raises
    ------
    DataError
        A corrections file has a cell that is not of the expected form, or two rows for
        one figure. An expired row is no error.
    """
    rows = {(c.key, c.column): c for c in read_file(shipped_file(), SHIPPED)}
    own = None if tables.folder is None else tables.folder / FILE
    if own is not None and own.is_file():
        rows |= {(c.key, c.column): c for c in read_file(own, str(own))}
    active, expired = [], []
    for row in rows.values():
        lapse = check_guard(tables, row)
        if lapse is None:
            active.append(row)
        else:
            expired.append(lapse)
    return Corrections(tuple(active), tuple(expired))


def check_guard(tables: Tables, row: Correction) -> Expired | None:
    """Return why a correction has expired, or None while its guard holds."""
    names = KEYS[row.table]
    where = " AND ".join(f"{column} = ?" for column in names.values())
    unit = ", unit" if row.table == "wmd" else ""
    sql = f"SELECT {row.column}{unit} FROM {row.table} WHERE {where}"
    keys = [getattr(row, cell) for cell in names]
    found = tables.connection.cursor().execute(sql, keys).fetchall()
    if not found:
        return Expired(row, "", "the data at hand have no such row")
    if len(found) > 1:
        return Expired(row, "", f"the data at hand have {len(found)} such rows")
    raw, held_unit = found[0][0], found[0][1] if unit else row.unit
    if held_unit != row.unit:
        return Expired(row, str(raw), f"the row is in {held_unit} now")
    if (raw is None) != (row.guard_raw == ""):
        return Expired(row, "" if raw is None else str(raw), "the raw figure is another one now")
    if raw is not None and Decimal(str(raw)) != Decimal(row.guard_raw):
        return Expired(row, str(raw), "the raw figure is another one now")
    return None


def shipped_file() -> Traversable:
    """Return the place of the corrections that ship with the package."""
    return files("tenor") / "data" / "tables" / FILE


def read_file(path: Traversable, name: str) -> tuple[Correction, ...]:
    """Return the rows of a corrections file; `name` says in messages which one it is.

    Raises
    ------
    DataError
        A cell is not of the expected form; the message names file, line and cell.
    """
    reader = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), strict=True)
    wanted = [f.name for f in fields(Correction) if f.name != "file"]
    if list(reader.fieldnames or []) != wanted:
        raise DataError(f"{name}: expected the columns {','.join(wanted)}")
    rows: list[Correction] = []
    seen: dict[Any, str] = {}
    for cells in reader:
        where = f"{name}, line {reader.line_num}"
        if None in cells or None in cells.values():
            raise DataError(f"{where}: expected {len(wanted)} cells; quote a text with commas")
        row = parse_row(cells, name, where)
        for mark in ((row.key, row.column), row.id):
            if mark in seen:
                raise DataError(f"{where}: {row.id} is there twice; first on {seen[mark]}")
            seen[mark] = where
        rows.append(row)
    return tuple(rows)


def parse_row(cells: Mapping[str, str], file: str, where: str) -> Correction:
    """Return one row of a corrections file; refuse a cell that is not of its form."""
    for cell, valid in (("table", tuple(KEYS)), ("action", ACTIONS), ("met", MET)):
        if cells[cell] not in valid:
            raise DataError(f"{where}: {UnknownNameError(cell, cells[cell], valid)}")
    units = MEASURES[cells["table"]]
    if units and cells["unit"] not in units:
        raise DataError(f"{where}: {UnknownNameError('unit', cells['unit'], units)}")
    if (cells["action"] == "replace") != bool(cells["value"]):
        raise DataError(f"{where}: a value goes with the action replace, and only with it")
    empty = [c for c in ("id", *KEYS[cells["table"]], "unit", "reason", "source") if not cells[c]]
    if empty:
        raise DataError(f"{where}: the cell {empty[0]} is empty; say what is corrected and why")
    try:
        Decimal(cells["guard_raw"] or "0")
        year = int(cells["year"])
        value = float(cells["value"]) if cells["value"] else None
    except (ValueError, InvalidOperation) as error:
        raise DataError(f"{where}: year, value and guard_raw are numbers ({error})") from error
    return Correction(**{**cells, "year": year, "value": value, "file": file})


def corrected(
    tables: Tables,
    name: str,
    *,
    series: Sequence[str] | None = None,
    years: Sequence[int] | None = None,
) -> str:
    """Return the SQL relation of a table with its corrections applied.

    It is the name of the plain table where no correction in force concerns the
    series and years, so that such a result is the same to the last bit.

    Parameters
    ----------
    tables : Tables
    name : str
        ``baci``, ``wmd`` or ``wgi``.
    series : sequence of str, optional
        HS codes or production series that will be read; default all.
    years : sequence of int, optional
        Years that will be read; default all.
    """
    rows = [
        row
        for row in read_corrections(tables).active
        if row.table == name
        and (series is None or row.series in series)
        and (years is None or row.year in years)
    ]
    return correct_sql(name, rows) if rows else name


def correct_sql(name: str, rows: Sequence[Correction]) -> str:
    """Return the SQL of a table with some rows dropped and some figures set."""
    keys, kinds = KEYS[name], FORMS[name].columns
    targets = [c for c in kinds if c in {*MEASURES[name].values(), "quantity"}]
    merged: dict[tuple[str, str, str, str, int], dict[str, Correction]] = {}
    for row in rows:
        merged.setdefault(row.key, {})[row.column] = row
    lines = []
    for found in merged.values():
        first = next(iter(found.values()))
        cells = [literal(getattr(first, cell), kinds[column]) for cell, column in keys.items()]
        cells.append(str(any(r.action == "drop" for r in found.values())).upper())
        for target in targets:
            row = found.get(target)
            set_value = row is not None and row.action != "drop"
            cells += [
                str(set_value).upper(),
                literal(row.value if row is not None else None, kinds[target]),
            ]
        lines.append(f"({', '.join(cells)})")
    flags = [f"{part}_{target}" for target in targets for part in ("sets", "new")]
    head = ", ".join([*keys.values(), "is_dropped", *flags])
    columns = ", ".join(
        f"CASE WHEN fix.sets_{c} THEN fix.new_{c} ELSE raw.{c} END AS {c}"
        if c in targets
        else f"raw.{c}"
        for c in kinds
    )
    match = " AND ".join(f"raw.{column} = fix.{column}" for column in keys.values())
    return (
        f"(SELECT {columns} FROM {name} raw LEFT JOIN (VALUES {', '.join(lines)}) AS fix({head}) "
        f"ON {match} WHERE fix.is_dropped IS NOT TRUE)"
    )


def literal(value: str | float | None, kind: str) -> str:
    """Return a typed SQL literal."""
    if value is None:
        return f"NULL::{kind}"
    text = value.replace("'", "''") if isinstance(value, str) else repr(value)
    return f"'{text}'::{kind}"


def find_corrections(
    rows: Sequence[Correction],
    *,
    codes: Sequence[str] = (),
    series: str | None = None,
    years: Sequence[int],
    places: Sequence[str] | None = None,
    weighed: Sequence[str] = (),
) -> tuple[Correction, ...]:
    """Return those corrections that stand behind a result.

    Parameters
    ----------
    rows : sequence of Correction
        Those in force.
    codes : sequence of str
        HS codes of the trade.
    series : str, optional
        Production series; a share or a concentration rests on every country of it.
    years : sequence of int
    places : sequence of str, optional
        Keep trade into and out of these countries; default all trade.
    weighed : sequence of str
        Countries whose governance value is used.
    """

    def concerns(row: Correction) -> bool:
        if row.table == "wmd":
            return row.series == series
        if row.table == "wgi":
            return row.place in weighed
        return row.series in codes and (
            places is None or row.place in places or row.partner in places
        )

    return tuple(row for row in rows if row.year in years and concerns(row))
