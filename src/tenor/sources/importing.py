"""Importing official files: kinds, their readers, and the whole act of one import.

tenor data import KIND FILE  ->  FOLDER/<table>.parquet and FOLDER/<table>.record.yaml
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from tenor.core.errors import DataError, UnknownNameError
from tenor.sources.box import ALL_FORMS, stored_columns
from tenor.sources.import_draft import Draft, Job, Options, Scope
from tenor.sources.import_input import Fingerprint, read_fingerprint
from tenor.sources.import_record import ImportedFile, ImportRecord
from tenor.sources.import_store import (
    Stored,
    clean_stale,
    hash_file,
    locked,
    read_sidecar,
    repair_sidecars,
    sidecar,
    staging,
    store,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of official file: its table, whose it is, and the module that reads it."""

    name: str
    table: str
    title: str
    producer: str
    citation: str
    licence: str
    terms: str
    address: str
    units: str
    module: str

    def reader(self) -> Callable[[Job], Draft]:
        """Return the function that reads a file of this kind."""
        read: Callable[[Job], Draft] = importlib.import_module(self.module).read
        return read


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "baci",
            "baci",
            "BACI, bilateral trade flows",
            "CEPII, from the United Nations Comtrade database",
            "CEPII, BACI: International Trade Database at the Product-Level (Gaulier and "
            "Zignago 2010, CEPII Working Paper 2010-23)",
            "Etalab Open Licence 2.0",
            "reuse free with the source and date named",
            "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
            "value_kusd in thousand current USD, free on board; quantity_t in tonnes gross weight",
            "tenor.sources.import_baci",
        ),
        Kind(
            "wmd",
            "wmd",
            "World Mining Data, production by country and mineral (table 6.4)",
            "Austrian Federal Ministry of Finance, with the International Organizing Committee "
            "for the World Mining Congresses",
            "World Mining Data, table 6.4, Production of Mineral Raw Materials of individual "
            "Countries by Minerals, Austrian Federal Ministry of Finance",
            "not stated in the file; the source is to be named",
            "terms not read",
            "https://www.bmf.gv.at/en/topics/mining/mineral-resources-policy/wmd.html",
            "quantity in the row's unit (t, kg, ct, million m3)",
            "tenor.sources.import_wmd",
        ),
        Kind(
            "wgi",
            "wgi",
            "Worldwide Governance Indicators, political stability and absence of violence",
            "World Bank",
            "World Bank, Worldwide Governance Indicators (Kaufmann and Kraay), Political "
            "Stability and Absence of Violence/Terrorism",
            "CC BY 4.0",
            "attribution",
            "https://www.worldbank.org/en/publication/worldwide-governance-indicators",
            "estimate and standard_error in standard normal units (about -2.5 weak to 2.5 strong)",
            "tenor.sources.import_wgi",
        ),
        Kind(
            "usgs-mcs",
            "usgs",
            "Mineral Commodity Summaries, tables of the data release",
            "U.S. Geological Survey, National Minerals Information Center",
            "U.S. Geological Survey, Mineral Commodity Summaries",
            "US Government work, public domain in the United States",
            "terms not read",
            "https://www.usgs.gov/centers/national-minerals-information-center/"
            "mineral-commodity-summaries",
            "value, low and high in the row's unit; raw as printed",
            "tenor.sources.import_usgs",
        ),
        Kind(
            "pinksheet",
            "pinksheet",
            "Commodity price data (Pink Sheet), monthly",
            "World Bank",
            "World Bank, Commodity Price Data (The Pink Sheet), monthly prices",
            "CC BY 4.0",
            "terms not read",
            "https://www.worldbank.org/en/research/commodity-markets",
            "price in nominal US dollars per the row's unit",
            "tenor.sources.import_pinksheet",
        ),
        Kind(
            "census-hs10",
            "census_hs10",
            "US imports by HTS number and country of origin",
            "U.S. Census Bureau, International Trade",
            "U.S. Census Bureau, International Trade: imports by HS10 and country",
            "US Government work, public domain in the United States",
            "terms not read",
            "https://www.census.gov/data/developers/data-sets/international-trade.html",
            "values and duty in current USD, quantities in the row's units",
            "tenor.sources.import_census",
        ),
        Kind(
            "hts",
            "hts",
            "Harmonized Tariff Schedule of the United States, rates of duty",
            "U.S. International Trade Commission",
            "U.S. International Trade Commission, Harmonized Tariff Schedule of the United States",
            "US Government content",
            "terms not read",
            "https://hts.usitc.gov/",
            "ad valorem as a fraction of value; specific rates in USD per the row's unit",
            "tenor.sources.import_hts",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What one import did."""

    kind: Kind
    source: Fingerprint
    folder: Path
    stored: Stored
    rows_read: int

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of ``tenor data import``."""
        record, table = self.stored.record, self.kind.table
        return {
            "kind": self.kind.name,
            "table": table,
            "status": self.stored.status,
            "file": self.source.name,
            "input_sha256": self.source.sha256,
            "folder": str(self.folder),
            "parquet": str(self.folder / f"{table}.parquet"),
            "record": str(sidecar(self.folder, table)),
            "sha256": self.stored.sha256,
            "version": record.version,
            "hs_revision": record.hs_revision,
            "rows_read": self.rows_read,
            "rows": record.rows,
            "data_from": record.data_from,
            "data_to": record.data_to,
            "slices_added": self.stored.slices_added,
            "slices_replaced": self.stored.slices_replaced,
            "notes": list(record.notes),
        }


def find_kind(name: str) -> Kind:
    """Return a kind of official file by name.

    Raises
    ------
    UnknownNameError
        With the nearest names.
    """
    if name not in KINDS:
        raise UnknownNameError("kind of file", name, KINDS)
    return KINDS[name]


def import_file(
    kind: str, path: Path, folder: Path, *, options: Options, scope: Scope
) -> ImportResult:
    """Import one official file into a folder of tables.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    path : Path
        The file as it was downloaded.
    folder : Path
        Made where it does not exist.
    options : Options
    scope : Scope
        What the material table asks for.

    Raises
    ------
    DataError
        The file is damaged, cut off or of another kind; nothing has changed then.
    """
    chosen, source = find_kind(kind), read_fingerprint(path)
    before = path.stat()
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if same := _already_in(chosen, source, folder, options):
            return same
        with staging(folder) as private:
            draft = chosen.reader()(Job(path, private, options, scope))
            after = path.stat()
            if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
                raise DataError(f"{path.name} changed while it was read; import it again")
            stored = store(draft, folder, _new_record(chosen, source, draft, options), private)
    except duckdb.Error as error:
        raise DataError(f"{path.name} could not be imported: {error}") from error
    except OSError as error:
        raise DataError(f"{folder} cannot be written to: {error}") from error
    finally:
        if is_new:
            _drop_if_empty(folder)
    entries = [e for e in stored.record.inputs if e.sha256 == source.sha256]
    return ImportResult(chosen, source, folder, stored, entries[-1].rows if entries else 0)


def _already_in(
    kind: Kind, source: Fingerprint, folder: Path, options: Options
) -> ImportResult | None:
    """Return the result where the newest import of the table was of this very file."""
    from tenor.sources.import_record import read_import

    target = folder / f"{kind.table}.parquet"
    with locked(folder):
        clean_stale(folder)
        repair_sidecars(folder)
        held = read_sidecar(sidecar(folder, kind.table)) or {}
        if not target.is_file() or held.get("input_sha256") != source.sha256:
            return None
        if hash_file(target) != held.get("sha256"):
            return None
        with duckdb.connect() as connection:
            record = read_import(connection, str(target))
            described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(target)])
            held_columns = {row[0] for row in described.fetchall()}
        if not held_columns.issuperset(stored_columns(ALL_FORMS[kind.table])):
            return None  # written before the table had all its columns
    same = (source.name, _told(options))  # the name tells revision, year and release
    if record is None or (record.imported_file, record.inputs[-1].options) != same:
        return None
    stored = Stored("unchanged", record, held["sha256"], 0, 0)
    return ImportResult(kind, source, folder, stored, record.inputs[-1].rows)


def _drop_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return


def _told(options: Options) -> tuple[str, ...]:
    given = (
        ("--hs-revision", options.hs_revision),
        ("--all-codes", options.all_codes or None),
        ("--year", options.year),
    )
    return tuple(f"{n} {v}" if v is not True else n for n, v in given if v is not None)


def _new_record(kind: Kind, source: Fingerprint, draft: Draft, options: Options) -> ImportRecord:
    now = datetime.now(UTC).replace(microsecond=0).isoformat()
    entry = ImportedFile(
        file=source.name,
        sha256=source.sha256,
        imported=now,
        version=draft.version,
        rows=0,
        data_from=None,
        data_to=None,
        hs_revision=draft.hs_revision,
        options=_told(options),
    )
    return ImportRecord(
        name=kind.table,
        title=kind.title,
        producer=kind.producer,
        citation=kind.citation,
        version=draft.version,
        imported=now,
        data_from=None,
        data_to=None,
        licence=kind.licence,
        terms=kind.terms,
        address=kind.address,
        units=kind.units,
        rows=0,
        file=f"{kind.table}.parquet",
        imported_file=source.name,
        input_sha256=source.sha256,
        hs_revision=draft.hs_revision,
        inputs=(entry,),
        notes=draft.notes,
    )
