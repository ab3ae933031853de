"""A damaged, cut off or wrong file is refused whole, with its line, and changes nothing."""

from __future__ import annotations

import gzip
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_examples import (
    BACI,
    BACI_NAME,
    CENSUS,
    HTS,
    LONG_HEAD,
    MAKERS,
    USGS,
    WGI_LONG,
    baci_release,
    bomb,
    pinksheet_sheets,
    wgi_wide_sheets,
    wmd_sheets,
    workbook_bytes,
)

from tenor.core.errors import DataError, UserError
from tenor.panel.import_scope import material_scope
from tenor.sources.import_draft import Options
from tenor.sources.importing import KINDS, import_file

LINES = BACI.splitlines(keepends=True)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("t,i,j,k,v,q", "t,i,j,hs,v,q", r"line 1: no column 'k'; found: t, i, j, hs, v, q"),
        ("t,i,j,k,v,q", "t;i;j;k;v;q", r"line 1: no column"),
        ("2023,36,842,261710,60.500", "2023,36,842,261710,-60.500", r"line 3: v is '-60.500'"),
        ("100.125", "-1", r"line 4: q is '-1', expected a number that is not below zero"),
        ("100.125", "inf", r"line 4: q is 'inf'"),
        ("2023,156,842,811010", "2023,999,842,811010", r"line 4: i \(exporter\) is '999'"),
        ("2023,762", "1823,762", r"line 2: t is '1823', expected a year"),
        ("2023,762", "20x3,762", r"line 2: t is '20x3'"),
        ("811010,900.250", "8110,900.250", r"line 4: k is '8110', expected an HS code"),
        ("811010,900.250", "81101010,900.250", r"line 4: k is '81101010'"),
        ("2023,36,842", "2023,842", r"line 3: 5 cells, expected 6"),
        ("5.000,\n", "5.000,\n2023,156,490,811010,5.000,\n", r"lines 5 and 6: .*811010 from 156"),
        ("900.250", "1e30", r"line 4: v is '1e30', which no flow can be"),
        ("100.125", "1e15", r"line 4: q is '1e15', which no flow can be"),
        ("150.000", "15\x000.000", r"line 2: a NUL byte"),
        ("150.000", "", r"line 2: v is ''"),
        (BACI, LINES[0], r"no row after the header"),
    ],
)
def test_a_wrong_line_of_baci_is_named(old: str, new: str, message: str, bring, tmp_path) -> None:
    assert old in BACI
    with pytest.raises(DataError, match=message):
        bring("baci", BACI_NAME, BACI.replace(old, new, 1))
    assert not (tmp_path / "data").exists()


def test_a_file_of_another_kind_is_told_before_its_name_is_asked(bring) -> None:
    with pytest.raises(DataError, match=r"wgi\.csv, line 1: no column 't'"):
        bring("baci", "wgi.csv", WGI_LONG)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (BACI.encode("utf-16"), "UTF-16"),
        (BACI.replace("150.000", "15\xa00").encode("latin-1"), "line 2: bytes that are not UTF-8"),
        (gzip.compress(BACI.encode())[:-12], "not a whole gzip file"),
        (gzip.compress(b"0" * (400 << 20)), "unpacks to more than"),
        (b"<!DOCTYPE html><html>", "a web page|no column"),
        (b"", "is empty"),
        (b"t,i,j,k,v,q\n" + b"2023," + b"9" * 3_000_000 + b",1,2,3,4\n", "line 2"),
    ],
)
def test_wrong_bytes_of_baci_are_refused(body: bytes, message: str, bring) -> None:
    with pytest.raises(DataError, match=message):
        bring("baci", BACI_NAME, body)


def test_a_large_file_without_its_end_is_cut_off(bring) -> None:
    body = "t,i,j,k,v,q\n" + "".join(
        f"2023,{i},842,{k},1.000,2.000\n" for i in (36, 156, 762) for k in range(260000, 261500)
    )
    with pytest.raises(DataError, match="the last line has no end"):
        bring("baci", BACI_NAME, body[:-3])


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"../" + BACI_NAME: BACI}, "names a place outside the archive"),
        ({"/etc/" + BACI_NAME: BACI}, "names a place outside the archive"),
        ({"BACI_HS17_Y2022_V202501.csv": BACI}, "several HS revisions"),
        ({"BACI_HS22_Y2022_V202501.csv": BACI}, "line 2: t is 2023, but the name of the file"),
        ({"country_codes_V202501.csv": "code,iso\n1,A\n"}, "line 1: no column 'country_code'"),
    ],
)
def test_a_wrong_release_is_refused(members, message, bring, tmp_path) -> None:
    body = baci_release(tmp_path / "r.zip", **members).read_bytes()
    with pytest.raises(DataError, match=message):
        bring("baci", "BACI_HS22_V202501.zip", body)
    assert not (tmp_path / "data").exists()


def test_a_bomb_and_a_cut_archive_are_refused(bring, tmp_path) -> None:
    with pytest.raises(DataError, match="times its size"):
        bring("baci", "BACI_HS22_V202501.zip", bomb())
    body = baci_release(tmp_path / "r.zip").read_bytes()
    with pytest.raises(DataError, match="not a whole ZIP archive"):
        bring("baci", "BACI_HS22_V202501.zip", body[:-40])
    at = body.index(b"BACI_HS22") + len(BACI_NAME) + 30
    flipped = body[:at] + bytes([body[at] ^ 255]) + body[at + 1 :]
    with pytest.raises(DataError, match=r"is damaged|line \d"):
        bring("baci", "BACI_HS22_V202501.zip", flipped)


def _wmd(change) -> dict:
    sheets = wmd_sheets()
    change(sheets)
    return sheets


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda s: s["Antimony"][2].__setitem__(0, "Chyna"),
            r"sheet 'Antimony', row 3 .cell A3.*C",
        ),
        (lambda s: s["Antimony"][2].__setitem__(2, -5), r"sheet 'Antimony', cell C3: -5 is below"),
        (lambda s: s["Antimony"][2].__setitem__(2, "many"), r"cell C3: expected a number"),
        (
            lambda s: s["Platinum"][2].__setitem__(1, "oz"),
            r"sheet 'Platinum', row 3 .cell B3.*'oz'",
        ),
        (
            lambda s: s["Antimony"].insert(3, s["Antimony"][2]),
            r"cell C4: Antimony, CHN, 2022 stands",
        ),
        (lambda s: s["Antimony"][1].__setitem__(2, 3022), r"cell C2: 3022 is no year"),
        (lambda s: s["Antimony"][1].__setitem__(1, "measure"), r"row 2: no column 'unit'"),
        (lambda s: s["Platinum"].__delitem__(2), r"heading but no country"),
        (lambda s: [rows.pop(1) for rows in s.values()], r"sheets found: 'Antimony' or 'Platinum'"),
    ],
)
def test_a_wrong_cell_of_world_mining_data_is_named(change, message, bring, tmp_path) -> None:
    with pytest.raises(DataError, match=message):
        bring("wmd", "6.4.xlsx", workbook_bytes(_wmd(change), tmp_path))
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("kind", "name", "body", "message"),
    [
        ("wgi", "w.csv", WGI_LONG.replace("0.91", "x"), r"line 2, estimate: expected a number"),
        ("wgi", "w.csv", WGI_LONG.replace("0.22", "-1"), r"line 2: the standard error"),
        (
            "wgi",
            "w.csv",
            WGI_LONG.replace("AUS,Australia", "AUS,Austria"),
            r"line 2: the code 'AUS'",
        ),
        (
            "wgi",
            "w.csv",
            WGI_LONG.replace("AUS,Australia", "QQQ,Nowhere"),
            r"line 2: unknown country",
        ),
        (
            "wgi",
            "w.csv",
            WGI_LONG + WGI_LONG.splitlines()[1] + "\n",
            r"AUS, 2022 stands in the file",
        ),
        ("wgi", "w.csv", WGI_LONG.replace("stddev", "deviation"), r"no column 'stddev'"),
        ("wgi", "w.csv", f"{LONG_HEAD}\n", r"holds no row of wgi"),
        ("wgi", "w.csv", "a,b\n1,2\n", r"no political stability in it"),
        ("wgi", "w.csv", WGI_LONG[:-40], r"line 5: the text is no whole CSV row .*cut off"),
        ("usgs-mcs", "u.csv", USGS.replace("COMMODITY", "THING"), r"line 1: no column 'COMMODITY'"),
        ("usgs-mcs", "u.csv", USGS + "MCS2025,Tin,Peru\n", r"line 5: 3 cells, expected 9"),
        ("usgs-mcs", "u.csv", USGS + USGS.splitlines()[1] + "\n", r"stands in the file already"),
        (
            "census-hs10",
            "c.csv",
            CENSUS.replace("100,90", "-1,90"),
            r"line 3, GEN_VAL_YR: -1 is below",
        ),
        (
            "census-hs10",
            "c.csv",
            CENSUS.replace("5700,CHINA,8", "5700,CHINA,A8"),
            r"line 5: 'A8110",
        ),
        ("census-hs10", "c.csv", CENSUS.replace("5350,P", "9999,P"), r"^(?!)|"),
        (
            "census-hs10",
            "c.csv",
            CENSUS.replace("PAKISTAN", "INDIA"),
            r"line 3: CTY_CODE 5350 is PAK",
        ),
        ("census-hs10", "c.json", '[["CTY_CODE","I_COMMODITY"', r"no whole JSON table"),
        ("hts", "h.csv", HTS.replace('"8110.10.00.00"', '"81x0"'), r"line 3: '81x0' is no tariff"),
        (
            "hts",
            "h.csv",
            HTS.replace("General Rate of Duty", "Rate"),
            r"no column 'General Rate of",
        ),
        ("hts", "h.csv", HTS + '"2614.00.60","1\n', r"line 6: .*cut off|line 6: 2 cells"),
        ("pinksheet", "p.xlsx", b"PK\x03\x04 nothing", r"not a whole ZIP archive"),
        ("wmd", "w.xls", b"\xd0\xcf\x11\xe0" + b"0" * 600, r"old workbook .*save it as .xlsx"),
        ("wmd", "w.xlsx", BACI, r"is not a workbook"),
        ("hts", "h.csv", "HTS Number,General Rate of Duty\n1234," + "x" * 200_000, r"line 2"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(kind, name, body, message, bring, tmp_path) -> None:
    if message == r"^(?!)|":
        bring(kind, name, body)  # the name alone tells the country
        return
    with pytest.raises(DataError, match=message):
        bring(kind, name, body)
    assert not (tmp_path / "data").exists()


def test_a_wrong_workbook_names_its_sheets(bring, tmp_path) -> None:
    sheets = pinksheet_sheets()
    sheets["Monthly Price"] = sheets.pop("Monthly Prices")
    with pytest.raises(DataError, match=r"no sheet 'Monthly Prices'.*nearest: 'Monthly Price'"):
        bring("pinksheet", "p.xlsx", workbook_bytes(sheets, tmp_path))
    sheets = pinksheet_sheets()
    del sheets["Monthly Prices"][8]
    with pytest.raises(DataError, match="months are missing after 1960M01"):
        bring("pinksheet", "p.xlsx", workbook_bytes(sheets, tmp_path))
    wide = wgi_wide_sheets()
    wide["Political StabilityNoViolence"][4][8] = "high"
    with pytest.raises(DataError, match="sheet 'Political StabilityNoViolence', cell I5"):
        bring("wgi", "w.xlsx", workbook_bytes(wide, tmp_path))


@pytest.mark.parametrize("case", MAKERS)
def test_a_cut_workbook_or_text_never_passes_as_another_kind(case: str, bring, tmp_path) -> None:
    kind, name, make = MAKERS[case]
    body = make(tmp_path)
    for other in KINDS:
        if other != kind:
            with pytest.raises(UserError):
                bring(other, name, body)
    assert not (tmp_path / "data").exists()


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["flip", "cut", "drop", "double", "insert"]),
        st.floats(0, 1, exclude_max=True),
        st.binary(min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=3,
)


def mutate(body: bytes, edits: list[tuple[str, float, bytes]]) -> bytes:
    """Return a body with some bytes flipped, cut, dropped, doubled or put in."""
    for how, share, extra in edits:
        at = int(share * len(body))
        if how == "flip":
            body = body[:at] + bytes(b ^ 0x55 for b in body[at : at + 1]) + body[at + 1 :]
        elif how == "cut":
            body = body[:at]
        elif how == "drop":
            body = body[:at] + body[at + len(extra) :]
        elif how == "double":
            body = body[:at] + body[at : at + 20] + body[at:]
        else:
            body = body[:at] + extra + body[at:]
    return body


@pytest.mark.parametrize("case", MAKERS)
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(edits=EDITS)
def test_a_mutated_file_is_refused_clearly_or_read_whole(case: str, edits) -> None:
    kind, name, make = MAKERS[case]
    with tempfile.TemporaryDirectory() as temp:
        folder = Path(temp)
        path = folder / name
        path.write_bytes(mutate(make(folder), edits))
        target = folder / "data"
        try:
            result = import_file(kind, path, target, options=Options(), scope=material_scope())
        except UserError as error:
            assert path.name in str(error)
            assert not target.exists()
        else:
            assert result.rows_read > 0
            assert len(list(target.iterdir())) == 2


def test_a_file_that_names_one_member_twice_is_refused(bring, tmp_path) -> None:
    path = tmp_path / "r.zip"
    with zipfile.ZipFile(path, "w") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(BACI_NAME, BACI)
        archive.writestr(BACI_NAME, BACI)
    with pytest.raises(DataError, match="stands twice in the archive"):
        bring("baci", "BACI_HS22_V202501.zip", path.read_bytes())
