"""BACI of CEPII: a yearly CSV (plain or gzip), or a release ZIP with its code tables.

Columns ``t,i,j,k,v,q``: year, exporter, importer, HS code, thousand current USD,
tonnes. A quantity may be blank or ``NA``; a code that lost its leading zero gets
it back. Only codes of the material table are kept unless all are asked for.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import duckdb

from tenor.core.countries import country_codes, from_baci, is_country_code
from tenor.core.errors import DataError, UnknownNameError, quoted
from tenor.sources.box import parquet, quote_value
from tenor.sources.import_draft import FIRST_YEAR, LAST_YEAR, Draft, Job, literal, note_counts
from tenor.sources.import_input import (
    decode,
    find_columns,
    is_gzip,
    is_zip,
    open_archive,
    unpack_gzip,
    unpack_member,
)
from tenor.sources.import_store import connect

COLUMNS = {"t": ("t",), "i": ("i",), "j": ("j",), "k": ("k",), "v": ("v",), "q": ("q",)}
NAME = re.compile(
    r"BACI_(?P<revision>HS\d\d)_(?:Y(?P<year>\d{4})_)?V(?P<version>\w+?)(?:[ (.-]|$)", re.I
)
TABLE = re.compile(r"(country|product)_codes", re.I)
TOO_LARGE = 1e14
"""Thousand USD or tonnes; a thousand times the trade of the world."""
SMALL = 64 * 1024
"""Under this size a last line without a line end may be somebody's own file."""


def read(job: Job) -> Draft:
    """Return the flows of one BACI file or release."""
    if is_zip(job.path):
        return _read_release(job)
    plain = job.path
    if is_gzip(job.path):
        plain = job.folder / "plain.csv"
        unpack_gzip(job.path, plain)
    _read_header(plain, job.name)  # a file of another kind is told before its name is asked
    revision, version = _revision(job, job.name)
    with connect(job.folder) as connection:
        counts = _stage_year(connection, plain, job.name, job, revision, {})
        return _finish(connection, job, revision, version, counts)


def _read_release(job: Job) -> Draft:
    """Return the flows of a release ZIP: every year in it, checked with its code tables."""
    with open_archive(job.path) as archive, connect(job.folder) as connection:
        years = [m for m in archive.infolist() if _is_year_file(m.filename)]
        if not years:
            names = [Path(m.filename).name for m in archive.infolist()]
            raise DataError(
                f"{job.name}: no member BACI_HSxx_Yyyyy_Vvvvvvv.csv; found {quoted(names)}"
            )
        revision, version = _revision(job, job.name, [Path(m.filename).name for m in years])
        tables = _read_code_tables(archive, job.name)
        counts: Counter[str] = Counter()
        for member in years:
            plain = job.folder / "plain.csv"
            unpack_member(archive, member, plain)
            shown = f"{job.name}, member {Path(member.filename).name}"
            counts += _stage_year(connection, plain, shown, job, revision, tables)
            plain.unlink()
        return _finish(connection, job, revision, version, counts)


def _is_year_file(name: str) -> bool:
    base = Path(name).name
    return base.lower().endswith(".csv") and NAME.match(base) is not None


def _revision(job: Job, name: str, members: list[str] | None = None) -> tuple[str, str]:
    """Return revision and release, from the name of the file, its members and the option."""
    asked = job.options.hs_revision
    hits = [found for text in [name, *(members or [])] if (found := NAME.search(text))]
    told = {found["revision"].upper() for found in hits}
    version = hits[0]["version"] if hits else "not stated"
    if len(told) > 1:
        raise DataError(f"{name}: its names tell several HS revisions, {quoted(sorted(told))}")
    if asked and told and asked not in told:
        raise DataError(
            f"{name}: --hs-revision {asked}, but the name says {told.pop()}; leave the option out"
        )
    revision = asked or (told.pop() if told else None)
    if revision is None:
        raise DataError(
            f"{name}: the HS revision is not in the name (BACI_HS22_Y2023_V202501.csv); "
            "say it with --hs-revision HS22"
        )
    if revision not in job.scope.revisions:
        raise UnknownNameError("HS revision", revision, job.scope.revisions)
    return revision, version


def _read_code_tables(archive: zipfile.ZipFile, name: str) -> dict[str, dict[str, str]]:
    """Return the country table (number to alpha-3) and the product table of a release."""
    tables: dict[str, dict[str, str]] = {}
    for member in archive.infolist():
        base = Path(member.filename).name
        hit = TABLE.search(base)
        if hit is None or base.startswith("._"):  # what a Mac puts beside a file
            continue
        kind, where = hit[1].lower(), f"{name}, member {Path(member.filename).name}"
        if member.file_size > 64 << 20:
            raise DataError(f"{where}: {member.file_size:,} bytes, too large for a code table")
        try:
            text = decode(archive.read(member), where)
        except (zipfile.BadZipFile, OSError, EOFError) as error:
            raise DataError(f"{where} is damaged ({error}); download it again") from error
        rows = list(csv.reader(text.splitlines()))
        keys = ("country_code", "country_iso3") if kind == "country" else ("code", "description")
        wanted = {key: (key,) for key in keys}
        at = find_columns(rows[0] if rows else [], wanted, f"{where}, line 1", keys)
        tables[kind] = {
            row[at[keys[0]]].strip(): row[at[keys[1]]].strip()
            for row in rows[1:]
            if len(row) > max(at.values())
        }
    return tables


def _stage_year(
    connection: duckdb.DuckDBPyConnection,
    plain: Path,
    shown: str,
    job: Job,
    revision: str,
    tables: Mapping[str, Mapping[str, str]],
) -> Counter[str]:
    """Read and check one yearly file and add its rows to the table `flows`."""
    order = _read_header(plain, shown)
    _check_end(plain, shown)
    check = _line_check(shown, revision, tables)
    _create_flows(connection)
    try:
        connection.execute("CREATE OR REPLACE TEMP TABLE raw AS " + _scan(plain, order))
    except duckdb.Error as error:
        _tell_line(plain, shown, order, check)
        raise DataError(f"{shown} cannot be read as CSV: {error}") from error
    bad, total, first, last = connection.execute(
        "SELECT count(*) FILTER (WHERE bad OR t IS NULL OR i IS NULL OR j IS NULL OR k IS NULL "
        "OR v IS NULL OR v < 0 OR q < 0 "
        f"OR v >= {TOO_LARGE:.0f} OR q >= {TOO_LARGE:.0f}), count(*), min(t), max(t) FROM raw"
    ).fetchall()[0]
    if not total:
        raise DataError(f"{shown}: no row after the header; the file was cut off")
    if bad or not _years_fit(shown, first, last, revision):
        _tell_line(plain, shown, order, check)
        raise DataError(f"{shown}: {bad:,} rows are not of the form t,i,j,k,v,q")
    places = _places(connection, plain, shown, order, check, tables)
    if "product" in tables:
        held = connection.execute("SELECT DISTINCT k FROM raw").fetchall()
        if any(f"{k:06d}" not in _padded(tables["product"]) for (k,) in held):
            _tell_line(plain, shown, order, check)
    _require_once(connection, plain, shown, order, job)
    return _add_flows(connection, shown, job, places)


def _kept(job: Job) -> str:
    """Return the SQL condition on the codes that are kept."""
    if job.options.all_codes:
        return "true"
    return f"k IN ({', '.join(str(int(code)) for code in sorted(job.scope.codes))})"


def _require_once(
    connection: duckdb.DuckDBPyConnection, plain: Path, shown: str, order: list[str], job: Job
) -> None:
    """Raise where a flow that is kept stands in the file more than once, with its lines."""
    twice = connection.execute(
        "SELECT key // 1000000000000, key // 1000000 % 1000000, key // 1000 % 1000, key % 1000 "
        "FROM (SELECT t::BIGINT * 1000000000000 + k::BIGINT * 1000000 + i * 1000::BIGINT + j "
        f"AS key FROM raw WHERE {_kept(job)}) GROUP BY key HAVING count(*) > 1 ORDER BY key LIMIT 1"
    ).fetchone()
    if twice is None:
        return
    wanted = dict(zip("tkij", twice, strict=True))
    lines = [
        line
        for line, cells in _split_lines(plain, shown, order)
        if all(cells[name].isdecimal() and int(cells[name]) == n for name, n in wanted.items())
    ]
    t, k, i, j = twice
    raise DataError(
        f"{shown}, lines {' and '.join(map(str, lines[:2]))}: the flow of {k:06d} from {i} to {j} "
        f"in {t} stands in the file more than once; a BACI file has each flow once"
    )


def _create_flows(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the empty table `flows`; countries as an enumeration sort as fast as numbers."""
    if connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'flows'"
    ).fetchall() != [(0,)]:
        return
    codes = ", ".join(quote_value(code) for code in country_codes())
    connection.execute(f"CREATE TYPE iso3 AS ENUM ({codes})")
    connection.execute(
        "CREATE TEMP TABLE flows "
        "(k INTEGER, t SMALLINT, j iso3, i iso3, v DECIMAL(18,3), q DECIMAL(18,3))"
    )


def _scan(plain: Path, order: list[str]) -> str:
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in order)
    return f"""
        SELECT TRY_CAST(trim(t) AS SMALLINT) AS t, TRY_CAST(trim(i) AS SMALLINT) AS i,
               TRY_CAST(trim(j) AS SMALLINT) AS j,
               CASE WHEN regexp_full_match(trim(k), '0?[0-9]{{5}}|[1-9][0-9]{{5}}')
                    THEN TRY_CAST(k AS INTEGER) END AS k,
               TRY_CAST(v AS DECIMAL(18,3)) AS v, TRY_CAST(q AS DECIMAL(18,3)) AS q,
               trim(q) NOT IN ('', 'NA') AND TRY_CAST(q AS DECIMAL(18,3)) IS NULL AS bad
        FROM read_csv({literal(plain)}, header=true, auto_detect=false, delim=',', quote='"',
                      escape='"', strict_mode=true, null_padding=false, ignore_errors=false,
                      max_line_size=1048576, columns={{{columns}}})
    """


def _read_header(plain: Path, shown: str) -> list[str]:
    with plain.open("rb") as stream:
        line = stream.readline(SMALL)
    text = decode(line, shown)
    cells = [cell.strip().strip('"').lower() for cell in text.strip().split(",")]
    find_columns(cells, COLUMNS, f"{shown}, line 1", tuple(COLUMNS))
    if len(cells) != len(COLUMNS):
        raise DataError(f"{shown}, line 1: expected the columns t,i,j,k,v,q, found {len(cells)}")
    return cells


def _check_end(plain: Path, shown: str) -> None:
    """Raise where a large file stops inside a line."""
    size = plain.stat().st_size
    with plain.open("rb") as stream:
        stream.seek(max(0, size - 1))
        last = stream.read(1)
    if last != b"\n" and size > SMALL:
        raise DataError(
            f"{shown}: the last line has no end; the file was cut off: download it again"
        )


def _years_fit(shown: str, first: int, last: int, revision: str) -> bool:
    named = NAME.search(shown.rpartition("member ")[2])
    year = int(named["year"]) if named and named["year"] else None
    start = _start_year(revision)
    return start <= first and last <= LAST_YEAR and (year is None or first == last == year)


def _start_year(revision: str) -> int:
    """Return the first year with trade in a revision; the oldest is used from 1988 on."""
    two = int(revision[2:])
    return 1988 if two == 92 else (1900 if two > 92 else 2000) + two


def _padded(products: Mapping[str, str]) -> set[str]:
    return {code.strip('"').zfill(6) for code in products}


def _place(number: int, table: Mapping[str, str]) -> str | None:
    try:
        return from_baci(number)
    except UnknownNameError:
        told = table.get(str(number), "")
        return told if is_country_code(told) else None


def _places(
    connection: duckdb.DuckDBPyConnection,
    plain: Path,
    shown: str,
    order: list[str],
    check: Callable[[dict[str, str], int], None],
    tables: Mapping[str, Mapping[str, str]],
) -> dict[int, str]:
    """Return the alpha-3 code of every country number in the file."""
    years = "SELECT DISTINCT t FROM raw INTERSECT SELECT DISTINCT t FROM flows"
    if both := connection.execute(years).fetchall():
        raise DataError(f"{shown}: the year {both[0][0]} is in another member already")
    sql = "SELECT DISTINCT i FROM raw UNION SELECT DISTINCT j FROM raw"
    numbers = sorted(number for (number,) in connection.execute(sql).fetchall())
    found = {number: _place(number, tables.get("country", {})) for number in numbers}
    if unknown := [number for number, iso3 in found.items() if iso3 is None]:
        _tell_line(plain, shown, order, check)
        raise DataError(f"{shown}: unknown country numbers {unknown[:5]}")
    return {number: iso3 for number, iso3 in found.items() if iso3 is not None}


def _add_flows(
    connection: duckdb.DuckDBPyConnection, shown: str, job: Job, places: Mapping[int, str]
) -> Counter[str]:
    """Filter the checked rows and add them to `flows`."""
    rows = ", ".join(f"({number}, {quote_value(iso3)})" for number, iso3 in places.items())
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE place AS SELECT n, iso3::iso3 AS iso3 "
        f"FROM (VALUES {rows}) AS p(n, iso3)"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE sides AS "
        "SELECT iso3, count(*) AS numbers FROM place GROUP BY iso3"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW kept AS SELECT raw.* FROM raw WHERE {_kept(job)}"
    )
    connection.execute(
        "INSERT INTO flows SELECT k, t, importer.iso3, exporter.iso3, v, q FROM kept "
        "JOIN place AS importer ON importer.n = kept.j JOIN place AS exporter ON exporter.n = i "
        "WHERE importer.iso3 <> exporter.iso3"
    )
    own = "SELECT count(*) FROM kept WHERE i = j"
    left = "SELECT count(*) FROM raw"
    total, inside = (connection.execute(sql).fetchall()[0][0] for sql in (left, own))
    held = connection.execute("SELECT count(*) FROM kept").fetchall()[0][0]
    return Counter(
        {
            "rows of codes outside the material table left out": total - held,
            "rows with one country on both sides left out": inside,
        }
    )


def _finish(
    connection: duckdb.DuckDBPyConnection,
    job: Job,
    revision: str,
    version: str,
    counts: Counter[str],
) -> Draft:
    """Write the flows in the form of the table and say what they make obsolete."""
    connection.execute("DROP TABLE raw CASCADE")
    held = connection.execute("SELECT DISTINCT k, t FROM flows").fetchall()
    if not held:
        raise DataError(
            f"{job.name} holds no code of the material table; --all-codes keeps every code"
        )
    target = job.folder / "baci.rows.parquet"
    # Two numbers of one country (France with and without Monaco, say) are added up; a sum
    # with a missing quantity in it is missing.
    merged = "flows"
    if connection.execute("SELECT max(numbers) FROM sides").fetchall() != [(1,)]:
        merged = (
            "(SELECT k, t, j, i, sum(v) AS v, CASE WHEN count(q) = count(*) THEN sum(q) END AS q "
            "FROM flows GROUP BY k, t, j, i)"
        )
    connection.execute(
        "COPY (SELECT printf('%06d', k) AS hs6, t AS year, j::VARCHAR AS importer, "
        "i::VARCHAR AS exporter, v::DECIMAL(18,3) AS value_kusd, "
        f"q::DECIMAL(18,3) AS quantity_t, '{revision}' AS hs_revision "
        f"FROM {merged} ORDER BY k, t, j, i) TO {literal(target)} (FORMAT parquet)"
    )
    rows, kept = (
        connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
        for table in ("flows", parquet(str(target)))
    )
    counts["flows under two numbers of one country added up"] = rows - kept
    present: dict[int, set[str]] = {}
    for code, year in held:
        present.setdefault(year, set()).add(f"{code:06d}")
    notes = note_counts(counts)
    missing = connection.execute("SELECT count(*) FROM flows WHERE q IS NULL").fetchall()[0][0]
    notes += note_counts({"rows without a quantity, kept as missing": missing})
    return Draft("baci", target, version, revision, notes, obsolete_slices(job, revision, present))


def obsolete_slices(
    job: Job, revision: str, present: Mapping[int, set[str]]
) -> tuple[tuple[str, int], ...]:
    """Return the (code, year) whose goods this file holds under codes of its own revision.

    A stage that the file covers in its revision must not also be covered by a code of
    another revision, or its trade would be counted twice.
    """
    order = job.scope.revisions
    at = order.index(revision)

    def holds(first: str, last: str) -> bool:
        return order.index(first) <= at <= order.index(last)

    alive = {c for family in job.scope.families for c, first, last in family if holds(first, last)}
    found = set()
    for family in job.scope.families:
        current = {code for code, first, last in family if holds(first, last)}
        others = {code for code, _, _ in family} - alive
        for year, codes in present.items():
            if current & codes:
                found |= {(code, year) for code in others - codes}
    return tuple(sorted(found))


def _line_check(
    shown: str, revision: str, tables: Mapping[str, Mapping[str, str]]
) -> Callable[[dict[str, str], int], None]:
    """Return a function that raises for the first thing wrong with a line."""
    named = NAME.search(shown.rpartition("member ")[2])
    year = named["year"] if named else None
    products = _padded(tables.get("product", {}))
    start = max(FIRST_YEAR, _start_year(revision))

    def check(cells: dict[str, str], line: int) -> None:
        where = f"{shown}, line {line}"
        t = cells["t"]
        if not re.fullmatch(r"\d{4}", t) or not FIRST_YEAR <= int(t) <= LAST_YEAR:
            raise DataError(f"{where}: t is {t[:40]!r}, expected a year")
        if year and t != year:
            raise DataError(f"{where}: t is {t}, but the name of the file says {year}")
        if int(t) < start:
            raise DataError(
                f"{where}: t is {t}, but {revision} has trade from {start} on; wrong revision?"
            )
        for side, meaning in (("i", "exporter"), ("j", "importer")):
            text = cells[side]
            if not re.fullmatch(r"\d{1,4}", text) or not _place(
                int(text), tables.get("country", {})
            ):
                raise DataError(f"{where}: {side} ({meaning}) is {text[:40]!r}, no country number")
        k = cells["k"]
        if not re.fullmatch(r"0?\d{5}|[1-9]\d{5}", k):
            raise DataError(f"{where}: k is {k[:40]!r}, expected an HS code of six digits")
        if products and k.zfill(6) not in products:
            raise DataError(
                f"{where}: the code {k.zfill(6)} is not in the product table of the release"
            )
        for name, blank in (("v", ()), ("q", ("", "NA"))):
            text = cells[name]
            if text not in blank and not re.fullmatch(r"\+?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", text):
                raise DataError(
                    f"{where}: {name} is {text[:40]!r}, expected a number that is not below zero"
                )
            if text not in blank and float(text) >= TOO_LARGE:
                raise DataError(f"{where}: {name} is {text[:40]!r}, which no flow can be")

    return check


def _tell_line(
    plain: Path, shown: str, order: list[str], check: Callable[[dict[str, str], int], None]
) -> None:
    """Raise for the first line that is not as it should be; only damaged files get here."""
    for line, cells in _split_lines(plain, shown, order):
        check(cells, line)


def _split_lines(plain: Path, shown: str, order: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield number and cells of each line; raise for one that cannot be split."""
    with plain.open("rb") as stream:
        stream.readline()
        for line, raw in enumerate(stream, start=2):
            if b"\0" in raw:
                raise DataError(f"{shown}, line {line}: a NUL byte; the file is damaged")
            try:
                text = raw.decode("utf-8").rstrip("\r\n")
            except UnicodeDecodeError as error:
                raise DataError(f"{shown}, line {line}: bytes that are not UTF-8") from error
            cells = [cell.strip() for cell in text.split(",")]
            cells = [c[1:-1].strip() if len(c) > 1 and c[0] == c[-1] == '"' else c for c in cells]
            if not text.strip():
                continue
            if len(cells) != len(order):
                raise DataError(
                    f"{shown}, line {line}: {len(cells)} cells, expected {len(order)} "
                    f"({','.join(order)}); the file is damaged or was cut off"
                )
            yield line, dict(zip(order, cells, strict=True))
