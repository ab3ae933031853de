"""Each kind of official file becomes the rows that it holds, and nothing else."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from import_examples import (
    BACI,
    BACI_NAME,
    CENSUS,
    HTS,
    SALIENT,
    USGS,
    WGI_LONG,
    baci_release,
    pinksheet_sheets,
    wgi_wide_sheets,
    wmd_sheets,
    workbook_bytes,
)

from tenor.core.countries import country
from tenor.core.errors import DataError, UnknownNameError
from tenor.panel.import_scope import material_scope
from tenor.sources.import_baci import obsolete_slices
from tenor.sources.import_census import census_countries
from tenor.sources.import_draft import Job, Options
from tenor.sources.import_hts import read_rate
from tenor.sources.import_usgs import read_figure


def test_baci_keeps_codes_of_the_material_table(bring, rows) -> None:
    result = bring("baci", BACI_NAME, BACI)
    assert rows("baci") == [
        ("261710", 2023, "USA", "AUS", Decimal("60.500"), None, "HS22"),
        ("261710", 2023, "USA", "TJK", Decimal("150.000"), Decimal("30.000"), "HS22"),
        ("811010", 2023, "TWN", "CHN", Decimal("5.000"), None, "HS22"),
        ("811010", 2023, "USA", "CHN", Decimal("900.250"), Decimal("100.125"), "HS22"),
    ]
    assert "outside the material table left out: 1" in result.stored.record.notes[0]
    assert (result.stored.record.hs_revision, result.stored.record.version) == ("HS22", "202501")


def test_baci_keeps_every_code_with_its_leading_zero(bring, rows) -> None:
    bring("baci", BACI_NAME, BACI, all_codes=True)
    assert ("010121", "AFG", "ALB") in rows("baci", "hs6, exporter, importer")


@pytest.mark.parametrize("change", ["quoted", "swapped columns", "gzip", "no last line end"])
def test_baci_in_other_dress_is_the_same(change: str, bring, rows) -> None:
    bring("baci", BACI_NAME, BACI, all_codes=True)
    expected = rows("baci")
    text, name = BACI, "2/" + BACI_NAME
    lines = [line.split(",") for line in BACI.splitlines()]
    if change == "quoted":
        text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines) + "\n"
    elif change == "swapped columns":
        text = "".join(f"{q},{k},{t},{j},{i},{v}\n" for t, i, j, k, v, q in lines)
    elif change == "no last line end":
        text = BACI[:-1]
    body = gzip.compress(text.encode()) if change == "gzip" else text.encode()
    Path(bring.__closure__[0].cell_contents, "2").mkdir()
    bring("baci", name, body, all_codes=True)
    assert rows("baci") == expected


def test_a_release_is_read_with_its_tables(bring, rows, tmp_path: Path) -> None:
    archive = baci_release(tmp_path / "r.zip").read_bytes()
    bring("baci", "BACI_HS22_V202501.zip", archive)
    assert len(rows("baci")) == 4
    unknown = baci_release(
        tmp_path / "r.zip",
        **{"product_codes_HS22_V202501.csv": "code,description\n261710,x\n10121,y\n"},
    )
    with pytest.raises(DataError, match=r"line 4: the code 811010 is not in the product table"):
        bring("baci", "BACI_HS22_V202501.zip", unknown.read_bytes())


def test_two_numbers_of_one_country_are_added_and_own_trade_is_left_out(bring, rows) -> None:
    text = "t,i,j,k,v,q\n2023,36,842,261710,1,2\n2023,36,840,261710,3,4\n2023,842,840,261710,9,9\n"
    result = bring("baci", BACI_NAME, text)
    assert rows("baci", "importer, exporter, value_kusd, quantity_t") == [
        ("USA", "AUS", Decimal(4), Decimal(6))
    ]
    assert any("added up: 1" in note for note in result.stored.record.notes)


def test_the_revision_comes_from_the_name_or_the_option(bring) -> None:
    with pytest.raises(DataError, match="--hs-revision HS22"):
        bring("baci", "mine.csv", BACI)
    assert bring("baci", "mine.csv", BACI, hs_revision="HS17").stored.record.hs_revision == "HS17"
    with pytest.raises(DataError, match="the name says HS22"):
        bring("baci", BACI_NAME, BACI, hs_revision="HS17")
    with pytest.raises(UnknownNameError, match="HS revision 'HS23'"):
        bring("baci", "mine.csv", BACI, hs_revision="HS23")
    with pytest.raises(DataError, match="line 2: t is 2023, but the name of the file says 2022"):
        bring("baci", "BACI_HS22_Y2022_V202501.csv", BACI)
    with pytest.raises(DataError, match=r"line 2: t is 2015, but HS22 has trade from 2022 on"):
        bring("baci", "BACI_HS22_Y2015_V202501.csv", BACI.replace("2023", "2015"))


def test_codes_of_another_revision_do_not_count_the_same_goods_twice(tmp_path: Path) -> None:
    scope = material_scope()
    job = Job(tmp_path, tmp_path, Options(), scope)
    order = scope.revisions
    for family in scope.families:
        alive = {c for c, a, b in family if order.index(a) <= order.index("HS22") <= order.index(b)}
        ended = {c for c, _, _ in family} - alive
        if not (alive and ended):
            continue
        found = obsolete_slices(job, "HS22", {2023: {min(alive)}})
        everywhere = {
            c
            for f in scope.families
            for c, a, b in f
            if order.index(a) <= order.index("HS22") <= order.index(b)
        }
        assert {(code, 2023) for code in ended - everywhere} <= set(found)
        assert not {code for code, _ in found} & everywhere
        return
    pytest.fail("no stage changes its codes between revisions")


def test_world_mining_data(bring, rows, tmp_path: Path) -> None:
    result = bring("wmd", "6.4. 2026.xlsx", workbook_bytes(wmd_sheets(), tmp_path))
    assert rows("wmd")[:4] == [
        ("Antimony", "CHN", 2022, 60000.0, "t", "e"),
        ("Antimony", "COD", 2022, 0.0, "t", "r"),
        ("Antimony", "TJK", 2022, 21000.0, "t", "r"),
        ("Antimony", "CHN", 2023, 55000.0, "t", "e"),
    ]
    assert ("Antimony", "CHN", 2024, None, "t", "e") in rows("wmd")
    assert ("Platinum", "ZAF", 2023, 120500.0, "kg", "p") in rows("wmd")
    assert len(rows("wmd")) == 12
    assert result.stored.record.terms == "terms not read"


@pytest.mark.parametrize("layout", ["wide", "long", "bulk", "wide text"])
def test_governance_in_every_layout(layout: str, bring, rows, tmp_path: Path) -> None:
    wide = wgi_wide_sheets()
    if layout == "wide":
        result = bring("wgi", "wgidataset.xlsx", workbook_bytes(wide, tmp_path))
        assert result.stored.record.version == "2023 Update"
    elif layout == "wide text":
        cells = wide["Political StabilityNoViolence"]
        text = "\n".join(",".join(f'"{"" if c is None else c}"' for c in row) for row in cells)
        bring("wgi", "wgi.csv", text + "\n")
    elif layout == "long":
        bring("wgi", "wgidataset.csv", WGI_LONG)
    else:
        text = (
            "Country Name,Country Code,Indicator Name,Indicator Code,2021,2022\n"
            "Aruba,ABW,x,PV.EST,,1.4\nAruba,ABW,x,PV.STD.ERR,,0.3\nAruba,ABW,x,PV.NO.SRC,,2\n"
            '"Congo, Dem. Rep.",COD,x,PV.EST,-1.7,-1.9\n"Congo, Dem. Rep.",COD,x,CC.EST,1,1\n'
        )
        bring("wgi", "WGICSV.csv", text)
    found = rows("wgi")
    if layout == "long":
        assert found == [("AUS", 2022, 0.91, 0.22, 7), ("CHN", 2022, -0.44, 0.2, 8)]
    else:
        assert ("ABW", 2022, 1.4, 0.3, 2) in found
        assert ("COD", 2021) in [row[:2] for row in found]
        assert len(found) == 3


BULK = (
    "Country Name,Country Code,Indicator Name,Indicator Code,2022,2023,\n"
    "Pakistan,PAK,Estimate,GOV_WGI_PV.EST,-1.9,-2,\n"
    "Pakistan,PAK,Standard error,GOV_WGI_PV.SE,0.2,0.2,\n"
    "Africa Eastern and Southern,AFE,Estimate,GOV_WGI_PV.EST,,,\n"
)


def test_bulk_governance_may_name_groups_of_countries_without_values(bring, rows) -> None:
    bring("wgi", "API_PV.csv", BULK)
    assert rows("wgi") == [("PAK", 2022, -1.9, 0.2, None), ("PAK", 2023, -2.0, 0.2, None)]


def test_usgs_tables_keep_what_is_printed(bring, rows) -> None:
    bring("usgs-mcs", "MCS2025_World_Data.csv", USGS)
    bring("usgs-mcs", "mcs2025-germa_salient.csv", SALIENT)
    found = {
        row[:2] + row[2:4]: row[4:]
        for row in rows("usgs", "statistic, place, year, country, value, low, high, flag, raw")
    }
    assert found["production", "China", 2024, "CHN"] == (60000.0, None, None, "e", "60,000")
    assert found["production", "United States", 2023, "USA"] == (None, None, None, "W", "W")
    assert found["production", "United States", 2024, "USA"] == (0.0, None, None, "zero", "—")
    reserves = found["reserves", "World total (rounded)", 2024, None]
    assert reserves == (None, 2e6, None, ">", ">2000000")
    assert found["NIR_pct", "United States", 2023, "USA"] == (None, 50.0, None, ">", ">50")
    estimate = found["Imports_Metal_kg", "United States", 2024, "USA"]
    assert estimate == (12000.0, None, None, "e", "e 12000")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", (1234.5, None, None, "")),
        ("e/45,000", (45000.0, None, None, "e")),
        ("NA", (None, None, None, "NA")),
        ("E", (None, None, None, "E")),
        ("<0.5", (None, 0.0, 0.5, "<")),
        ("50–100", (None, 50.0, 100.0, "range")),
        ("Large", (None, None, None, "large")),
        ("see text", (None, None, None, "text")),
        ("12%", (12.0, None, None, "")),
    ],
)
def test_a_printed_figure_is_understood(text: str, value: tuple) -> None:
    assert read_figure(text) == value


WORLD_2024 = (
    "Country,Prod_t_2022,Prod_t_est_2023,Reserves_t,Reserves_notes\n"
    'Japane,5,NA,"60,000",\n'
    "Other countries4,1,2,,\n"
)


def test_a_world_table_of_one_commodity_is_named_by_its_file(bring, rows) -> None:
    result = bring("usgs-mcs", "mcs2024-antim_world.csv", WORLD_2024)
    assert result.stored.record.version == "MCS2024"
    found = [(r[0], r[2], r[5], r[6], r[7], r[8]) for r in rows("usgs")]
    assert ("Antimony", "production", "JPN", 2022, "t", 5.0) in found
    assert ("Antimony", "reserves", "JPN", 2023, "t", 60000.0) in found
    with pytest.raises(DataError, match="no column 'COMMODITY'"):
        bring("usgs-mcs", "world.csv", WORLD_2024)


def test_a_release_with_an_empty_member_is_read(bring, rows, tmp_path: Path) -> None:
    path = tmp_path / "world.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("world/mcs2023-raree_world.csv", WORLD_2024)
        archive.writestr("world/mcs2023-germa_world.csv", "")
    result = bring("usgs-mcs", "world.zip", path.read_bytes())
    assert result.stored.record.notes == ("empty members of the archive left out: 1",)
    assert {row[0] for row in rows("usgs")} == {"Rare earths"}


def test_the_tidy_table_of_usgs(bring, rows) -> None:
    head = (
        "MCS chapter,Section,Commodity,Country,Statistics,Statistics_detail,Unit,Year,Value,Notes"
    )
    text = (
        f"{head}\nCOPPER,World Mine Production and Reserves,Copper,Chile,Production,Mine "
        'production,thousand metric tons,2025_estimated,"5,300",\n'
        "COPPER,Salient Statistics—United States,Copper,United States,Production,Mine,kt,2021,W,\n"
    )
    bring("usgs-mcs", "MCS2026_Commodities_Data.csv", text.encode("cp1252"))
    found = rows("usgs", "section, country, year, value, flag")
    assert found == [("salient", "USA", 2021, None, "W"), ("world", "CHL", 2025, 5300.0, "e")]


def test_pink_sheet(bring, rows, tmp_path: Path) -> None:
    result = bring("pinksheet", "CMO.xlsx", workbook_bytes(pinksheet_sheets(), tmp_path))
    assert rows("pinksheet")[0] == ("Beef", "BEEF", 1960, 3, 0.7, "$/kg")
    assert ("Gold", "GOLD", 1960, 2, 35.27, "$/troy oz") in rows("pinksheet")
    assert len(rows("pinksheet")) == 7
    assert result.stored.record.version == "updated December 03, 2024"


@pytest.mark.parametrize("form", ["csv", "json"])
def test_census_imports(form: str, bring, rows) -> None:
    body = CENSUS
    if form == "json":
        body = json.dumps([line.split(",") for line in CENSUS.splitlines()])
    result = bring("census-hs10", f"imports.{form}", body)
    assert rows("census_hs10", "* EXCLUDE (description)") == [
        ("2617100000", "CHN", 2024, 200.0, 200.0, None, 8.0, "KG", None, None, 12),
        ("2617100000", "PAK", 2024, 100.0, 90.0, None, 4.0, "KG", None, None, 12),
        ("8110100000", "CHN", 2024, 70.0, 70.0, None, None, None, None, None, 12),
    ]
    assert "rows of groups of countries left out: 1" in result.stored.record.notes


def test_census_needs_a_year_and_takes_the_last_month(bring, rows) -> None:
    plain = "CTY_CODE,I_COMMODITY,CON_VAL_YR\n5350,2617100000,7\n"
    with pytest.raises(DataError, match="--year 2024"):
        bring("census-hs10", "imports.csv", plain)
    bring("census-hs10", "imports.csv", plain, year=2021)
    assert rows("census_hs10", "year, consumption_value_usd") == [(2021, 7.0)]
    months = CENSUS + "5350,PAKISTAN,2617100000,60,60,2,KG,2024-06\n"
    bring("census-hs10", "imports.csv", months)
    assert ("PAK", 2024, 100.0) in rows("census_hs10", "country, year, general_value_usd")


def test_every_census_code_leads_to_a_place() -> None:
    codes = census_countries()
    assert len(codes) == 240
    assert {code: codes[code] for code in ("1220", "5350", "5700", "5820")} == {
        "1220": "CAN",
        "5350": "PAK",
        "5700": "CHN",
        "5820": "HKG",
    }
    assert all(country(iso3).iso3 == iso3 for iso3 in codes.values())


def test_tariff_rates(bring, rows) -> None:
    bring("hts", "hts_2025.csv", HTS)
    columns = "hts, general_kind, general_ad_valorem, column2_specific_usd, column2_specific_unit"
    assert rows("hts", columns) == [
        ("26140060", "compound", None, 1.5, "t"),
        ("8101100000", "ad_valorem", 0.07, None, None),
        ("8110", "none", None, None, None),
        ("8110100000", "free", 0.0, 0.044, "kg"),
    ]


def test_the_schedule_as_json_is_read_and_a_cut_one_refused(bring, rows) -> None:
    text = (
        '[{"htsno": "", "general": "", "units": []},\n'
        '{"htsno": "2617.10.00.00", "indent": "1", "general": "Free", "units": ["kg"]},\n'
        '{"htsno": "8110.10.00.00", "indent": "1", "general": "2.5%", "other": "4.4\u00a2/kg"}]'
    )
    bring("hts", "hts_2026.json", text)
    found = [(r[0], r[3], r[5], r[6], r[13]) for r in rows("hts")]
    assert found == [
        ("2617100000", "kg", "free", 0.0, None),
        ("8110100000", None, "ad_valorem", 0.025, 0.044),
    ]
    with pytest.raises(DataError, match=r"line 3: the text is no whole JSON"):
        bring("hts", "hts_2026.json", text[:-9])


def test_the_tariff_database_is_read_too(bring, rows) -> None:
    text = (
        "hts8|brief_description|mfn_text_rate|mfn_ad_val_rate|mfn_specific_rate|col2_text_rate\n"
        "01012100|Horses|Free|0|0|Free\n81011000|Tungsten powders|7%|0.07|0|58%\n"
    )
    bring("hts", "tariff_database_2025.txt", text)
    assert rows("hts", "hts, general_ad_valorem, year") == [
        ("01012100", 0.0, 2025),
        ("81011000", 0.07, 2025),
    ]


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("6.8%", ("ad_valorem", 0.068, None, None)),
        ("Free", ("free", 0.0, None, None)),
        ("$1.50/t", ("specific", None, 1.5, "t")),
        ("68¢/head", ("specific", None, 0.68, "head")),
        ("0.9¢ each", ("specific", None, 0.009, "each")),
        ("1.035¢/kg + 2%", ("compound", None, None, None)),
        ("See U.S. note 2", ("text", None, None, None)),
        ("", ("none", None, None, None)),
    ],
)
def test_a_rate_of_duty_is_understood(text: str, rate: tuple) -> None:
    assert read_rate(text) == rate


def test_the_reader_of_each_kind_is_there(bring: Callable[..., object]) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'baci'"):
        bring("bacci", BACI_NAME, BACI)
