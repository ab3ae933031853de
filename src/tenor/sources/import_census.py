"""US Census imports by HTS number (ten digits) and country, from the API or a table.

Columns by name: ``CTY_CODE, CTY_NAME, I_COMMODITY, GEN_VAL_YR, CON_VAL_YR, CAL_DUT_YR,
GEN_QY1_YR, UNIT_QY1, time``. Groups of countries and shorter codes are left out.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from tenor.core.countries import country
from tenor.core.errors import DataError, UnknownNameError
from tenor.sources.import_draft import (
    Draft,
    Job,
    note_counts,
    read_quantity,
    read_year,
    release_in,
    stage_rows,
)
from tenor.sources.import_input import csv_rows, find_columns, read_text

NAMES = {
    "code": ("I_COMMODITY", "HS10", "COMMODITY", "HTS10", "E_COMMODITY"),
    "cty": ("CTY_CODE", "country code"),
    "name": ("CTY_NAME", "country", "country name"),
    "general": ("GEN_VAL_YR", "general_value", "GEN_VAL"),
    "consumption": ("CON_VAL_YR", "imports", "CON_VAL"),
    "duty": ("CAL_DUT_YR", "duty"),
    "q1": ("GEN_QY1_YR", "CON_QY1_YR", "QY1", "quantity"),
    "u1": ("UNIT_QY1", "quantity unit"),
    "q2": ("GEN_QY2_YR", "CON_QY2_YR", "QY2"),
    "u2": ("UNIT_QY2",),
    "time": ("time", "period"),
    "year": ("YEAR",),
    "month": ("MONTH",),
    "level": ("COMM_LVL",),
    "text": ("I_COMMODITY_SDESC", "I_COMMODITY_LDESC", "description"),
}
GROUP = re.compile(r"-|0\d{3}|\dX{3}|\d{2}X{2}|\d{3}X", re.I)
LEVELS = ("HS2", "HS4", "HS6")
Found = dict[tuple[str, str, int], tuple[int, tuple[object, ...], str]]


def read(job: Job) -> Draft:
    """Return imports by HTS number, country and year, in USD and the units of the file.

    `months` says up to which month of the year the figures go; empty where the file does not.
    """
    table = _rows(job)
    line, header = next(table, (1, []))
    # The API repeats the columns by which it was asked.
    unique = [cell if cell not in header[:i] else f"{cell} again" for i, cell in enumerate(header)]
    where = f"{job.name}, line {line}"
    at = find_columns(unique, NAMES, where, ("code",))
    if not {"cty", "name"} & set(at):
        find_columns(unique, NAMES, where, ("cty",))
    if not {"general", "consumption"} & set(at):
        find_columns(unique, NAMES, where, ("general",))
    if not {"time", "year"} & set(at) and job.options.year is None:
        raise DataError(f"{where}: no column 'time' or 'YEAR'; say the year with --year 2024")
    counts: Counter[str] = Counter()
    found: Found = {}
    for number, cells in table:
        _add_row(job, f"{job.name}, line {number}", (len(header), at, cells), (counts, found))
    rows = (entry[1] for entry in found.values())
    version = release_in(job.name, r"(?<!\d)((?:19|20)\d{2})(?!\d)")
    file = stage_rows(job, "census_hs10", rows)
    return Draft("census_hs10", file, version, notes=note_counts(counts))


def _rows(job: Job) -> Iterator[tuple[int, list[str]]]:
    text = read_text(job.path)
    if not text.lstrip().startswith("["):
        yield from csv_rows(text, job.name)
        return
    try:
        table = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise DataError(
            f"{job.name}, line {line}: no whole JSON table ({error}); cut off?"
        ) from error
    for number, row in enumerate(table, start=1):
        if not isinstance(row, list):
            raise DataError(f"{job.name}, row {number}: expected a list of cells")
        yield number, ["" if cell is None else str(cell).strip() for cell in row]


def _add_row(
    job: Job,
    where: str,
    row: tuple[int, dict[str, int], list[str]],
    result: tuple[Counter[str], Found],
) -> None:
    width, at, cells = row
    counts, found = result
    if len(cells) != width:
        raise DataError(f"{where}: {len(cells)} cells, expected {width}; damaged or cut off")
    named = {name: cells[i] for name, i in at.items()}
    if named.get("level", "").upper() in LEVELS:
        counts["rows of shorter codes left out"] += 1
        return
    code = named["code"].replace(".", "")
    if not re.fullmatch(r"\d{9,10}", code):
        raise DataError(f"{where}: {named['code'][:40]!r} is no HTS number of ten digits")
    code = code.zfill(10)
    if _is_group(named):
        counts["rows of groups of countries left out"] += 1
        return
    if not job.options.all_codes and job.scope.codes and code[:6] not in job.scope.codes:
        counts["rows of codes outside the material table left out"] += 1
        return
    year, told = _period(job, named, where)
    month = told or 12
    place = _place(named, where)
    key = (code, place, year)
    values = _values(named, where)
    if key in found:
        held, _, first = found[key]
        if held == month:
            raise DataError(
                f"{where}: {code} from {place} in {year} stands in the file already ({first})"
            )
        counts["rows of earlier months left out (figures are year to date)"] += 1
        if held > month:
            return
    found[key] = (month, (*key, *values, told), where)


def _is_group(named: dict[str, str]) -> bool:
    cty = named.get("cty")
    if cty is not None and cty != "":
        return GROUP.fullmatch(cty) is not None
    return named.get("name", "").upper().startswith("TOTAL")


def _period(job: Job, named: dict[str, str], where: str) -> tuple[int, int | None]:
    """Return the year and the last month of the figures; None where the file does not say it."""
    text = named.get("time") or named.get("year") or ""
    if not text:
        if job.options.year is None:
            raise DataError(f"{where}: no year; say it with --year 2024")
        return read_year(job.options.year, where), None
    hit = re.match(r"(\d{4})(?:-(\d{1,2}))?(?:-\d{1,2}.*)?$", text)
    if hit is None:
        raise DataError(f"{where}: expected a year or a month like 2024-12, found {text[:40]!r}")
    month = hit[2] or named.get("month") or ""
    if not month:
        return read_year(hit[1], where), None
    if not month.isdigit() or not 1 <= int(month) <= 12:
        raise DataError(f"{where}: the month is {month[:40]!r}")
    return read_year(hit[1], where), int(month)


def _place(named: dict[str, str], where: str) -> str:
    cty, name = named.get("cty", ""), named.get("name", "")
    by_code = census_countries().get(cty.zfill(4)) if cty else None
    try:
        by_name = country(name).iso3 if name else None
    except UnknownNameError as error:
        if by_code is None:
            raise DataError(f"{where}: {error}") from error
        by_name = None
    if by_code and by_name and by_code != by_name:
        raise DataError(f"{where}: CTY_CODE {cty} is {by_code}, but the name is {name!r}")
    if not (by_code or by_name):
        raise DataError(f"{where}: unknown country code {cty[:40]!r}")
    return by_code or by_name or ""


def _values(named: dict[str, str], where: str) -> tuple[object, ...]:
    def amount(name: str) -> float | None:
        return read_quantity(named.get(name), f"{where}, {NAMES[name][0]}")

    units = [None if (u := named.get(k, "")) in ("", "-", "X") else u for k in ("u1", "u2")]
    quantities = [amount(q) if unit else None for q, unit in zip(("q1", "q2"), units, strict=True)]
    money = [amount(name) for name in ("general", "consumption", "duty")]
    if money[0] is None and money[1] is None:
        raise DataError(f"{where}: no value of imports")
    text = named.get("text") or None
    return (*money, quantities[0], units[0], quantities[1], units[1], text)


@lru_cache(maxsize=1)
def census_countries() -> dict[str, str]:
    """Return the alpha-3 code of each country code of the US Census (Schedule C)."""
    path = files("tenor") / "data" / "tables" / "census_countries.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return {row["cty_code"]: row["iso3"] for row in rows}
