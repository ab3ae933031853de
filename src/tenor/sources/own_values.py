"""Values of a user's own files: refused where they are not of the form of their table.

A code or country that is written otherwise would drop out without a word, and a
flow that stands there twice would be counted twice.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from tenor.core.errors import DataError

KEYS: Mapping[str, tuple[str, ...]] = {
    "baci": ("hs6", "year", "importer", "exporter"),
    "wmd": ("series", "country", "year"),
    "wgi": ("country", "year"),
    "pinksheet": ("series", "year", "month"),
}
NUMBERS: Mapping[str, tuple[str, ...]] = {
    "baci": ("value_kusd", "quantity_t"),
    "wmd": ("quantity",),
    "wgi": ("estimate", "standard_error"),
    "pinksheet": ("price",),
}
BELOW_ZERO = frozenset({"estimate"})
"""Number columns that may be negative."""

PLACE = ("[A-Z0-9]{3}", "an alpha-3 code, such as 'USA'")
FORMS: Mapping[str, tuple[str, str]] = {
    "hs6": ("[0-9]{6}", "six digits, such as '261710'"),
    "year": ("[0-9]{4}", "a year, such as 2022"),
    "month": ("[1-9]|1[0-2]", "a month from 1 to 12"),
    "importer": PLACE,
    "exporter": PLACE,
    "country": PLACE,
    "series": (".+", "the name of a series"),
    "unit": ("t|kg|ct|million m3", "'t', 'kg', 'ct' or 'million m3'"),
}


def require_values(
    connection: duckdb.DuckDBPyConnection, name: str, path: str, *, scan: str
) -> None:
    """Raise unless the values of a user's file are of their form and no key occurs twice.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
    name : str
        Table: ``baci``, ``wmd``, ``wgi`` or ``pinksheet``; others are not looked at.
    path : str
        For the message.
    scan : str
        SQL table function that reads the file.

    Raises
    ------
    DataError
        With the column, the value, the number of rows like it and what was expected.
    """
    if name not in KEYS:
        return
    texts = [*KEYS[name], *(["unit"] if name == "wmd" else [])]
    for column in texts:
        pattern, expected = FORMS[column]
        wrong = f"NOT coalesce(regexp_full_match({column}::VARCHAR, '{pattern}'), false)"
        require_none(connection, f"{path}: column {column}", scan, column, wrong, expected)
    for column in NUMBERS[name]:
        below = "" if column in BELOW_ZERO else f" OR {column} < 0"
        wrong = f"isnan({column}::DOUBLE) OR isinf({column}::DOUBLE){below}"
        sign = "" if column in BELOW_ZERO else ", not negative"
        expected = f"a number{sign}; leave unknown cells empty"
        require_none(connection, f"{path}: column {column}", scan, column, wrong, expected)
    keys = ", ".join(KEYS[name])
    sql = f"SELECT {keys} FROM {scan} GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL LIMIT 1"
    twice = connection.execute(sql).fetchall()
    if twice:
        shown = ", ".join(str(cell) for cell in twice[0])
        raise DataError(f"{path}: more than one row has the {keys} {shown}; keep one")


def require_none(
    connection: duckdb.DuckDBPyConnection,
    where: str,
    scan: str,
    column: str,
    wrong: str,
    expected: str,
) -> None:
    """Raise with the first value of a column for which a test holds, and the number of them."""
    sql = f"SELECT min({column}::VARCHAR), count(*) FROM {scan} WHERE {wrong}"
    ((value, count),) = connection.execute(sql).fetchall()
    if count:
        shown = "no value" if value is None else repr(value)
        raise DataError(f"{where} holds {shown} (rows like it: {count}); expected {expected}")
