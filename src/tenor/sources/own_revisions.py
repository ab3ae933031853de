"""A trade file put into the folder by hand: codes of a later HS revision than the box's.

The box is in HS 1992. Where a file holds the successor of a code, the same goods
stand in the box under the old code; both together would be counted twice. An
import says what it replaces; for a file without a record this module finds it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

import duckdb

from tenor.core.errors import DataError

REVISIONS = ("HS92", "HS96", "HS02", "HS07", "HS12", "HS17", "HS22")
"""Revisions of the Harmonized System in order."""

Family = Mapping[str, tuple[int, int]]
"""Codes of one (commodity, stage) with the first and last revision they hold in."""


@lru_cache(maxsize=1)
def read_families() -> tuple[Family, ...]:
    """Return the codes of each stage of the material table with their revisions."""
    path = files("tenor") / "data" / "tables" / "stage_codes.csv"
    found: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        ends = REVISIONS.index(row["hs_revision"]), REVISIONS.index(row["hs_last"])
        found.setdefault((row["commodity"], row["stage"]), {})[row["hs6"]] = ends
    return tuple(found.values())


def find_replaced(
    connection: duckdb.DuckDBPyConnection, path: str, *, scan: str, boxed: str | None
) -> tuple[tuple[str, int], ...]:
    """Return the (code, year) of the box whose goods a user's trade file holds under later codes.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
    path : str
        For the message.
    scan : str
        SQL table function that reads the file.
    boxed : str or None
        The same for the table of the box.

    Raises
    ------
    DataError
        The file holds an old code and its successor for one year.
    """
    names = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()]
    told = "max(hs_revision)" if "hs_revision" in names else "NULL"
    sql = f"SELECT hs6::VARCHAR, year::INTEGER, {told} FROM {scan} GROUP BY ALL ORDER BY ALL"
    by_year: dict[int, dict[str, str | None]] = {}
    for code, year, revision in connection.execute(sql).fetchall():
        by_year.setdefault(year, {})[code] = revision
    found = {
        (code, year)
        for year, held in by_year.items()
        for code in replaced_codes(held, where=f"{path}: {year}")
    }
    if not found or boxed is None:
        return ()
    sql = f"SELECT DISTINCT hs6, year FROM {boxed}"
    return tuple(sorted(found.intersection(connection.execute(sql).fetchall())))


def replaced_codes(held: Mapping[str, str | None], *, where: str) -> set[str]:
    """Return the codes that the codes of one year make obsolete.

    Parameters
    ----------
    held : mapping of code to its revision, or None where the file does not say
    where : str
        For the message.

    Examples
    --------
    >>> sorted(replaced_codes({"811010": None}, where="a file: 2022"))
    ['811000']
    >>> replaced_codes({"261710": None}, where="a file: 2022")
    set()
    """
    told = [REVISIONS.index(revision) for revision in held.values() if revision in REVISIONS]
    starts = [min(f[c][0] for f in read_families() if c in f) for c in held if known(c)]
    at = max([*told, *starts], default=0)
    if at == 0:
        return set()
    alive = {c for f in read_families() for c, (first, last) in f.items() if first <= at <= last}
    found: set[str] = set()
    for family in read_families():
        current, old = alive & set(family), set(family) - alive
        if not current & set(held):
            continue
        if both := old & set(held):
            raise DataError(
                f"{where} has {min(both)} and its successor {min(current & set(held))} "
                f"({REVISIONS[at]}): the same goods would count twice; keep one revision a year"
            )
        found |= old
    return found


def known(code: str) -> bool:
    """Return whether the material table has a code."""
    return any(code in family for family in read_families())


def told_in_words(replaced: tuple[tuple[str, int], ...]) -> str:
    """Return what is hidden from the box, in one sentence.

    Examples
    --------
    >>> told_in_words((("811000", 2021), ("811000", 2022)))
    'hidden from the box, since your file holds the same goods under later codes: 811000 2021-2022'
    """
    years: dict[str, list[int]] = {}
    for code, year in replaced:
        years.setdefault(code, []).append(year)
    spans = [
        f"{code} {held[0]}" + (f"-{held[-1]}" if held[-1] != held[0] else "")
        for code, held in years.items()
    ]
    return (
        "hidden from the box, since your file holds the same goods under later codes: "
        + ", ".join(spans)
    )
