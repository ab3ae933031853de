"""Small files in the layouts of the providers, made by the tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

BACI_NAME = "BACI_HS22_Y2023_V202501.csv"
BACI = (
    "t,i,j,k,v,q\n"
    "2023,762,842,261710,150.000,30.000\n"
    "2023,36,842,261710,60.500,           NA\n"
    "2023,156,842,811010,900.250,100.125\n"
    "2023,156,490,811010,5.000,\n"
    "2023,4,8,10121,3.496,0.285\n"
)
LONG_HEAD = (
    "codeindyr,code,countryname,year,indicator,estimate,stddev,nsource,pctrank,pctranklower,"
    "pctrankupper"
)
WGI_LONG = (
    f"{LONG_HEAD}\n"
    "AUSpv2022,AUS,Australia,2022,pv,0.91,0.22,7,76,60,90\n"
    "CHNpv2022,CHN,China,2022,pv,-0.44,0.2,8,29,20,40\n"
    "CHNcc2022,CHN,China,2022,cc,0.02,0.15,9,55,50,60\n"
    'ZARpv2022,ZAR,"Congo, Dem. Rep.",2022,pv,..,..,..,..,..,..\n'
)
USGS = (
    "SOURCE,COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_2023,PROD_EST_ 2024,PROD_NOTES,RESERVES_2024\n"
    'MCS2025,Antimony,China,Mine production,metric tons,60500,"60,000",note,670000\n'
    "MCS2025,Antimony,United States,Mine production,metric tons,W,—,,60000\n"
    "MCS2025,Antimony,World total (rounded),Mine production,metric tons,,100000,,>2000000\n"
)
SALIENT = (
    "DataSource,Commodity,Year,USprod_Primary_kg,Imports_Metal_kg,Price_Metal_dkg,NIR_pct\n"
    "MCS2025,Germanium,2023,W,14000,1400,>50\n"
    "MCS2025,Germanium,2024e,W,e 12000,NA,>50\n"
)
CENSUS = (
    "CTY_CODE,CTY_NAME,I_COMMODITY,GEN_VAL_YR,CON_VAL_YR,GEN_QY1_YR,UNIT_QY1,time\n"
    "-,TOTAL FOR ALL COUNTRIES,2617100000,300,290,12,KG,2024-12\n"
    "5350,PAKISTAN,2617100000,100,90,4,KG,2024-12\n"
    "5700,CHINA,2617100000,200,200,8,KG,2024-12\n"
    "5700,CHINA,8110100000,70,70,0,-,2024-12\n"
)
HTS = (
    "HTS Number,Indent,Description,Unit of Quantity,General Rate of Duty,Special Rate of Duty,"
    "Column 2 Rate of Duty,Quota Quantity,Additional Duties\n"
    '"8110","0","Antimony and articles thereof:","","","","","",""\n'
    '"8110.10.00.00","1","Unwrought antimony; powders","[""kg""]","Free","","4.4¢/kg","",""\n'
    '"8101.10.00.00","1","Powders","[""kg""]","7%","Free (A,AU)","58%","",""\n'
    '"2614.00.60","1","Other","","1.5¢/kg + 3%","","$1.50/t","",""\n'
)


def write_workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    """Write a workbook with these sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    book.save(path)
    return path


def wmd_sheets() -> dict[str, list[list[Any]]]:
    """Return two minerals as the workbook has them: title, heading, total, footnote."""
    head = ["Country", "unit", 2022, 2023, 2024, "data source"]
    return {
        "Antimony": [
            ["Antimony (Sb content)"],
            head,
            ["China", "metr. t", 60000, 55000, None, "e"],
            ["Congo, D.R.", "metr. t", 0, 0, 0, "r"],
            ["Tajikistan", "metr. t", 21000, 21500.5, 22000, "r"],
            ["Total", "metr. t", 81000, 76500.5, 22000, None],
            ["e ... estimated"],
        ],
        "Platinum": [["Platinum"], head, ["South Africa", "kg", 129000, 120500, 119000, "p"]],
    }


def wgi_wide_sheets() -> dict[str, list[list[Any]]]:
    """Return the sheet of political stability with two years, and another dimension."""
    labels = ["Estimate", "StdErr", "NumSrc", "Rank", "Lower", "Upper"]
    rows: list[list[Any]] = [
        ["Political Stability and Absence of Violence/Terrorism"],
        [],
        [None, None, *[2021] * 6, *[2022] * 6],
        ["Country/Territory", "Code", *labels, *labels],
        ["Aruba", "ABW", *["#N/A"] * 6, 1.4, 0.3, 2, 90, 80, 99],
        ["Congo, Dem. Rep.", "ZAR", -1.7, 0.2, 8, 5, 2, 9, -1.9, 0.21, 8, 4, 2, 8],
    ]
    other = [["Rule of Law"], *[list(row) for row in rows[1:]]]
    intro = [[], ["The Worldwide Governance Indicators, 2023 Update"]]
    return {"Introduction": intro, "RuleofLaw": other, "Political StabilityNoViolence": rows}


def pinksheet_sheets() -> dict[str, list[list[Any]]]:
    """Return the sheet of monthly prices over three months."""
    return {
        "AFOSHEET": [],
        "Monthly Prices": [
            ["World Bank Commodity Price Data (The Pink Sheet)"],
            ["monthly prices in nominal US dollars, 1960 to present"],
            [],
            ["Updated on December 03, 2024"],
            [None, "Copper", "Gold", "Beef **"],
            [None, "($/mt)", "($/troy oz)", "($/kg)"],
            [None, "COPPER", "GOLD", "BEEF"],
            ["1960M01", 715.4, 35.27, "…"],
            ["1960M02", 728.19, 35.27, "…"],
            ["1960M03", 684.94, 35.27, 0.7],
        ],
        "Monthly Indices": [],
    }


def baci_release(path: Path, **members: str | bytes) -> Path:
    """Write a release ZIP with code tables; `members` replaces or adds by name in full."""
    parts: dict[str, str | bytes] = {
        BACI_NAME: BACI,
        "country_codes_V202501.csv": (
            "country_code,country_name,country_iso2,country_iso3\n"
            "4,Afghanistan,AF,AFG\n8,Albania,AL,ALB\n36,Australia,AU,AUS\n156,China,CN,CHN\n"
        ),
        "product_codes_HS22_V202501.csv": (
            'code,description\n261710,"Antimony ores and concentrates"\n811010,Antimony\n'
            "010121,Horses\n"
        ),
        "Readme.txt": "BACI\n",
    }
    parts.update(members)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return path


def workbook_bytes(sheets: dict[str, Sequence[Sequence[Any]]], folder: Path) -> bytes:
    """Return a workbook as bytes."""
    return write_workbook(folder / "made.xlsx", sheets).read_bytes()


def text_bytes(text: str) -> Callable[[Path], bytes]:
    """Return a maker of bytes of a text."""
    return lambda _folder: text.encode("utf-8")


MAKERS: dict[str, tuple[str, str, Callable[[Path], bytes]]] = {
    "baci": ("baci", BACI_NAME, text_bytes(BACI)),
    "wmd": ("wmd", "6.4. Production.xlsx", lambda d: workbook_bytes(wmd_sheets(), d)),
    "wgi": ("wgi", "wgidataset.csv", text_bytes(WGI_LONG)),
    "wgi-wide": ("wgi", "wgidataset.xlsx", lambda d: workbook_bytes(wgi_wide_sheets(), d)),
    "usgs-mcs": ("usgs-mcs", "MCS2025_World_Data.csv", text_bytes(USGS)),
    "pinksheet": ("pinksheet", "CMO.xlsx", lambda d: workbook_bytes(pinksheet_sheets(), d)),
    "census-hs10": ("census-hs10", "imports.csv", text_bytes(CENSUS)),
    "hts": ("hts", "hts_2025.csv", text_bytes(HTS)),
}
"""Name of a case: kind, file name, and what makes its bytes."""


def bomb() -> bytes:
    """Return a small ZIP that would unpack to hundreds of megabytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(BACI_NAME, b"0" * (300 << 20))
    return stream.getvalue()
