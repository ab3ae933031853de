"""What a reader of one provider is handed, and what it returns."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tenor.core.countries import country
from tenor.core.errors import DataError, UnknownNameError
from tenor.sources.box import ALL_FORMS, TableForm, stored_columns
from tenor.sources.own_revisions import REVISIONS

FIRST_YEAR, LAST_YEAR = 1900, 2100
NULL = "\\N"
"""Stands for a missing cell in the text between a reader and its Parquet file."""
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][-+]?\d+)?")


@dataclass(frozen=True, slots=True)
class Scope:
    """What the material table asks for; a reader filters by it.

    Attributes
    ----------
    codes : frozenset of str
        HS codes of the material table, all revisions.
    families : tuple of tuple of (code, first revision, last revision)
        The codes of each (commodity, stage).
    series : tuple of str
        Production series that a stage uses.
    revisions : tuple of str
        Revisions of the Harmonized System in order.
    """

    codes: frozenset[str] = frozenset()
    families: tuple[tuple[tuple[str, str, str], ...], ...] = ()
    series: tuple[str, ...] = ()
    revisions: tuple[str, ...] = REVISIONS


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says beside the file: revision, all codes, year of a file without one."""

    hs_revision: str | None = None
    all_codes: bool = False
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read: its path, a private folder, the options and the scope."""

    path: Path
    folder: Path
    options: Options
    scope: Scope

    @property
    def name(self) -> str:
        """Name of the input file, for messages."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class Draft:
    """The rows of one file in the form of their table, not yet merged.

    Attributes
    ----------
    table : str
    file : Path
        Parquet with the stored columns of the table.
    version : str
        Release as the file or its name says it; "not stated" otherwise.
    hs_revision : str or None
    notes : tuple of str
        What was left out or changed on the way.
    replaces : tuple of slice keys
        Slices that this file makes obsolete without holding rows of them.
    """

    table: str
    file: Path
    version: str
    hs_revision: str | None = None
    notes: tuple[str, ...] = ()
    replaces: tuple[tuple[str | int, ...], ...] = field(default=())


def stage_rows(job: Job, table: str, rows: Iterable[Sequence[object]]) -> Path:
    """Write rows in the form of a table to Parquet and return the file.

    Raises
    ------
    DataError
        There is no row, or two rows share one key.
    """
    columns = stored_columns(ALL_FORMS[table])
    text, target = job.folder / f"{table}.rows.csv", job.folder / f"{table}.rows.parquet"
    count = 0
    with text.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for row in rows:
            writer.writerow([NULL if cell is None else cell for cell in row])
            count += 1
    if not count:
        raise DataError(f"{job.name} holds no row of {table}; is it the right file?")
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT * FROM read_csv(?, header=false, auto_detect=false, delim=',', "
            f"quote='\"', escape='\"', nullstr='{NULL}', "
            f"columns={{{types}}}) ORDER BY {', '.join(sort_columns(ALL_FORMS[table]))}) "
            f"TO {literal(target)} (FORMAT parquet)",
            [str(text)],
        )
    text.unlink()
    return target


def sort_columns(form: TableForm) -> list[str]:
    """Return the columns by which a stored table is ordered."""
    labels = [name for name, kind in form.columns.items() if kind in ("VARCHAR", "SMALLINT")]
    return [*form.slice_by, *(name for name in labels if name not in form.slice_by)]


def literal(path: Path | str) -> str:
    """Return an SQL string literal."""
    return "'" + str(path).replace("'", "''") + "'"


def read_number(text: object, where: str, *, missing: Sequence[str] = ()) -> float | None:
    """Return the number in a cell; None where the cell is blank or one of `missing`.

    Thousands separators are accepted. Infinite numbers are refused.

    Examples
    --------
    >>> read_number("1,250.5", "a.csv, line 2"), read_number(" ", "x"), read_number("..", "x")
    (1250.5, None, None)
    """
    if text is None or isinstance(text, bool):
        return None
    if isinstance(text, int | float):
        if math.isnan(text):
            return None
        number = float(text)
    else:
        cell = str(text).strip()
        if cell.casefold() in BLANKS or cell in missing:
            return None
        if not _NUMBER.fullmatch(cell) or not any(c.isdigit() for c in cell):
            raise DataError(f"{where}: expected a number, found {cell[:60]!r}")
        number = float(cell.replace(",", ""))
    if not math.isfinite(number):
        raise DataError(f"{where}: expected a number, found {str(text)[:60]!r}")
    return number


TOO_LARGE = 1e15
BLANKS = frozenset({"", "-", "–", "—", "..", "...", "…", "n.a.", "n/a", "na", "#n/a", "nan"})


def read_quantity(text: object, where: str) -> float | None:
    """Return the number in a cell, refusing one below zero or beyond all reason."""
    number = read_number(text, where)
    if number is not None and number < 0:
        raise DataError(f"{where}: {number:g} is below zero; expected a quantity or a value")
    if number is not None and number >= TOO_LARGE:
        raise DataError(f"{where}: {number:g} is more than any quantity or value can be")
    return number


def read_year(text: object, where: str) -> int:
    """Return a year between 1900 and 2100."""
    cell = str(int(text)) if isinstance(text, float) and text.is_integer() else str(text).strip()
    if not re.fullmatch(r"[0-9]{4}(?:\.0+)?", cell):
        raise DataError(f"{where}: expected a year, found {cell[:60]!r}")
    year = int(cell[:4])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DataError(f"{where}: the year {year} is outside {FIRST_YEAR}-{LAST_YEAR}")
    return year


def read_country(text: object, where: str) -> str:
    """Return the alpha-3 code of a place; the message of a refusal names the nearest ones."""
    try:
        return country(str(text).strip()).iso3
    except UnknownNameError as error:
        raise DataError(f"{where}: {error}") from error


def require_new(seen: dict[tuple[object, ...], str], key: tuple[object, ...], where: str) -> None:
    """Raise where a key was seen before, naming both places."""
    first = seen.setdefault(key, where)
    if first != where:
        told = ", ".join(str(part) for part in key)
        raise DataError(f"{where}: {told} stands in the file already ({first}); counted twice?")


def release_in(name: str, pattern: str) -> str:
    """Return the part of a file name that tells its release, or "not stated"."""
    found = re.search(pattern, name)
    return found.group(1) if found else "not stated"


def note_counts(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return one sentence for each thing that was left out."""
    return tuple(f"{text}: {count:,}" for text, count in counts.items() if count)
