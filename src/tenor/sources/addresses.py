"""Official addresses of the files that can be imported, and how each was met.

None of them was fetched when this table was written: `excerpt` means that the address
stands in a published program that uses it, `recalled` that it is from memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tenor.core.errors import UserError

MB, GB = 1 << 20, 1 << 30


@dataclass(frozen=True, slots=True)
class Address:
    """Where one kind of official file is: address, name to keep it under, size limit.

    `url` and `file` may hold ``{revision}``, ``{release}`` and ``{year}``.
    """

    url: str
    file: str
    met: str
    max_bytes: int
    note: str = ""
    revision: str = ""
    release: str = ""
    year: int | None = None


ADDRESSES: Mapping[str, Address] = {
    "baci": Address(
        "https://www.cepii.fr/DATA_DOWNLOAD/baci/data/BACI_{revision}_V{release}.zip",
        "BACI_{revision}_V{release}.zip",
        "excerpt",
        8 * GB,
        "the release is in the name; CEPII publishes one a year",
        "HS22",
        "202601",
    ),
    "wmd": Address(
        "https://www.world-mining-data.info/wmd/downloads/XLS/6.4.%20Production_of_Mineral_Raw_"
        "Materials_of_individual_Countries_by_Minerals.xlsx",
        "6.4. Production_of_Mineral_Raw_Materials_of_individual_Countries_by_Minerals.xlsx",
        "excerpt",
        50 * MB,
        "newer editions are on the ministry's page; name their address with --address",
    ),
    "wgi": Address(
        "https://www.worldbank.org/content/dam/sites/govindicators/doc/wgidataset.xlsx",
        "wgidataset.xlsx",
        "excerpt",
        100 * MB,
    ),
    "usgs-mcs": Address(
        "https://www.sciencebase.gov/catalog/file/get/677eaf95d34e760b392c4970"
        "?name=MCS2025_World_Data.csv",
        "MCS2025_World_Data.csv",
        "recalled",
        50 * MB,
        "the item is of the 2025 release; the form of the file address is recalled",
    ),
    "pinksheet": Address(
        "https://thedocs.worldbank.org/en/doc/74e8be41ceb20fa0da750cda2f6b9e4e-0050012026/"
        "related/CMO-Historical-Data-Monthly.xlsx",
        "CMO-Historical-Data-Monthly.xlsx",
        "excerpt",
        50 * MB,
        "the folder in the address changes with the year",
    ),
    "census-hs10": Address(
        "https://api.census.gov/data/timeseries/intltrade/imports/hs?get=CTY_CODE,CTY_NAME,"
        "I_COMMODITY,GEN_VAL_YR,CON_VAL_YR,CAL_DUT_YR,GEN_QY1_YR,UNIT_QY1,GEN_QY2_YR,UNIT_QY2"
        "&COMM_LVL=HS10&SUMMARY_LVL=DET&time={year}-12",
        "us-imports-hs10-{year}.json",
        "excerpt",
        2 * GB,
        "the names of the variables are excerpts, the query as a whole is recalled",
        year=2024,
    ),
    "hts": Address(
        "https://hts.usitc.gov/reststop/exportList?from=0101&to=9999&format=CSV&styles=false",
        "hts.csv",
        "recalled",
        200 * MB,
        "name the year at the import: --year",
    ),
}


def find_address(
    kind: str, *, revision: str | None = None, release: str | None = None, year: int | None = None
) -> tuple[str, str, Address]:
    """Return address, file name and entry of a kind, with the choices filled in.

    Raises
    ------
    UserError
        A choice has a form that no release has.
    """
    entry = ADDRESSES[kind]
    filled = {
        "revision": revision or entry.revision,
        "release": release or entry.release,
        "year": str(year or entry.year or ""),
    }
    for name, text in filled.items():
        if not all(c.isalnum() and c.isascii() for c in text):
            raise UserError(f"--{name} is {text!r}; expected letters and digits only")
    return entry.url.format(**filled), entry.file.format(**filled), entry
