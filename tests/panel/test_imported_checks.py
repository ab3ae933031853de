"""What a user imported is read by the checks and prices, or left out with a reason."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import Workbook

from tenor.panel.checks import DataCheck, Finding, check_data
from tenor.panel.checks.usgs import read_figures
from tenor.panel.import_scope import material_scope
from tenor.panel.prices import find_price, price_per_tonne
from tenor.sources.box import Tables, open_tables
from tenor.sources.import_draft import Options
from tenor.sources.importing import import_file
from tenor.trade import price_gap
from tenor.trade.traces import trace_gap

Bring = Callable[..., Tables]


@pytest.fixture
def bring(tmp_path: Path) -> Bring:
    """Return a function that imports a text as a file of some kind and opens the folder."""

    def run(kind: str, name: str, body: str | bytes, **options: Any) -> Tables:
        path, folder = tmp_path / name, tmp_path / "data"
        path.write_bytes(body if isinstance(body, bytes) else body.encode("utf-8"))
        import_file(kind, path, folder, options=Options(**options), scope=material_scope())
        return open_tables(folder)

    return run


def only(found: DataCheck, **wanted: Any) -> Finding:
    (finding,) = [f for f in found.findings if all(getattr(f, k) == v for k, v in wanted.items())]
    return finding


# --- US Geological Survey -------------------------------------------------------------------

HEAD = "SOURCE,COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_2023,PROD_EST_ 2024,RESERVES_2024\n"
SB = "Mine production, contained antimony"


def usgs(*rows: str) -> str:
    return HEAD + "".join(f"MCS2025,{row}\n" for row in rows)


def test_imported_output_stands_in_for_the_curated_one(bring: Bring) -> None:
    tables = bring(
        "usgs-mcs",
        "MCS2025_World_Data.csv",
        usgs(
            f'Antimony,Burma,"{SB}",metric tons,,5000,W',
            f'Antimony,China,"{SB}",metric tons,,60000,670000',
            f'Antimony,World total (rounded),"{SB}",metric tons,,100000,>2000000',
        ),
    )
    found = check_data(commodity="antimony", tables=tables)
    burma = only(found, place="MMR", rule="source_disagreement")
    assert (burma.raw, burma.expected, burma.unit) == (26290.0, 5000.0, "t Sb")
    assert "usgs, imported" in burma.note
    world = only(found, place="WLD", series="Antimony", rule="world_total")
    assert (world.raw, world.expected) == (141231.0, 100000.0)
    # Bolivia is in the curated rows of the year only, which the table replaces as a whole.
    assert not [f for f in found.findings if f.place == "BOL" and f.rule == "source_disagreement"]
    other = check_data(commodity="tungsten", rule="world_total", tables=tables)
    assert only(other, place="WLD").raw == 75416.0


def test_another_year_stands_beside_the_curated_one(bring: Bring) -> None:
    rows = usgs(f'Antimony,Burma,"{SB}",metric tons,100,,')
    found = check_data(commodity="antimony", tables=bring("usgs-mcs", "MCS2025.csv", rows))
    years = {f.year for f in found.findings if f.place == "MMR" if f.rule == "source_disagreement"}
    assert years == {2023, 2024}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Antimony,Burma,Mine production,metric tons,,5000,", "neither gross weight nor"),
        (f'Antimony,Burma,"{SB}",,,5000,', "no unit of mass"),
        (f'Antimony,Burma,"{SB}, thousand metric tons",metric tons,,5000,', "or two"),
        ('Antimony,Burma,"Refinery production, antimony content",metric tons,,5,', "not said to"),
        (f'Antimony,Atlantis,"{SB}",metric tons,,5000,', "no country by that name"),
    ],
)
def test_a_row_that_does_not_say_what_it_counts_is_left_out(
    row: str, reason: str, bring: Bring
) -> None:
    tables = bring("usgs-mcs", "MCS2025.csv", usgs(row))
    found = check_data(commodity="antimony", tables=tables)
    burma = only(found, place="MMR", rule="source_disagreement")
    assert burma.expected == 4500.0  # the curated figure
    (note,) = [why for rule, why in found.not_checked if "left out" in why]
    assert reason in note and "antimony 1" in note


def test_a_withheld_figure_is_no_zero(bring: Bring) -> None:
    rows = usgs(f'Antimony,Burma,"{SB}",metric tons,W,W,')
    assert read_figures(bring("usgs-mcs", "MCS2025.csv", rows)).notes == ()


def test_gross_weight_is_a_range_of_content(bring: Bring) -> None:
    rows = usgs(
        'Chromium,Turkey,"Mine production, gross weight, marketable chromite ore",'
        "thousand metric tons,,100,"
    )
    tables = bring("usgs-mcs", "MCS2025.csv", rows)
    found = check_data(commodity="chromium", rule="source_disagreement", tables=tables)
    turkey = only(found, place="TUR", year=2024)
    assert turkey.expected == pytest.approx((36e3, 50e3))


def test_a_content_is_put_on_that_of_the_series(bring: Bring) -> None:
    rows = usgs('Lithium,Australia,"Mine production, lithium content",metric tons,,1000,')
    tables = bring("usgs-mcs", "MCS2025.csv", rows)
    found = check_data(commodity="lithium", rule="source_disagreement", tables=tables)
    assert only(found, place="AUS", year=2024).expected == pytest.approx(2152.8, rel=1e-3)


def test_a_series_in_kilograms_is_compared_in_kilograms(bring: Bring) -> None:
    rows = usgs('Gold,China,"Gold - contained content, mine production, metric tons",,,5,')
    tables = bring("usgs-mcs", "MCS2025.csv", rows)
    found = check_data(commodity="gold", rule="source_disagreement", tables=tables)
    china = only(found, place="CHN", year=2024)
    assert (china.expected, china.unit) == (5000.0, "kg Au")


def test_reserves_below_a_year_of_output_are_told(bring: Bring) -> None:
    rows = usgs(
        f'Antimony,Tajikistan,"{SB}",metric tons,,,60',
        f'Antimony,China,"{SB}",metric tons,,,670000',
    )
    tables = bring("usgs-mcs", "MCS2025.csv", rows)
    found = check_data(commodity="antimony", rule="source_disagreement", tables=tables)
    told = only(found, series="Antimony, reserves")
    assert (told.place, told.raw) == ("TJK", 60.0)
    assert told.expected > 10_000


def test_a_world_total_below_its_parts_is_told(bring: Bring) -> None:
    rows = usgs(
        f'Antimony,China,"{SB}",metric tons,,,670000',
        f'Antimony,Russia,"{SB}",metric tons,,,350000',
        f'Antimony,World total (rounded),"{SB}",metric tons,,,800000',
    )
    tables = bring("usgs-mcs", "MCS2025.csv", rows)
    found = check_data(commodity="antimony", rule="world_total", tables=tables)
    total = only(found, series="Antimony, reserves by USGS")
    assert (total.raw, total.expected) == (800000.0, 1020000.0)


def test_a_total_above_parts_that_are_not_all_there_is_not_told(bring: Bring) -> None:
    rows = usgs(
        f'Antimony,China,"{SB}",metric tons,,,670000',
        f'Antimony,World total (rounded),"{SB}",metric tons,,,2000000',
    )
    tables = bring("usgs-mcs", "MCS2025.csv", rows)
    found = check_data(commodity="antimony", rule="world_total", tables=tables)
    assert [f for f in found.findings if "reserves" in f.series] == []


# --- Pink Sheet -----------------------------------------------------------------------------


def pink_sheet(tmp_path: Path, months: int = 12, unit: str = "($/mt)") -> bytes:
    book = Workbook()
    page = book.active
    page.title = "Monthly Prices"
    head = ["Updated on January 03, 2025"], [None, "Copper", "Gold", "Iron ore, cfr spot"]
    for row in (*head, [None, unit, "($/troy oz)", "($/dmtu)"], [None, "COPPER", "GOLD", "IRON"]):
        page.append(list(row))
    for month in range(1, months + 1):
        page.append([f"2024M{month:02d}", 9000.0 + month, 2000.0, 110.0])
    path = tmp_path / "sheet.xlsx"
    book.save(path)
    return path.read_bytes()


def test_an_imported_price_is_the_mean_of_its_months(bring: Bring, tmp_path: Path) -> None:
    tables = bring("pinksheet", "CMO.xlsx", pink_sheet(tmp_path))
    price = find_price("copper", 2024, tables)
    assert price is not None
    assert price.value == pytest.approx(9006.5)
    assert (price.unit, price.months, price.met) == ("USD/t Cu", 12, "imported")
    assert price.as_dict()["months"] == 12
    boxed = find_price("copper", 2024, open_tables())
    assert boxed is not None and (boxed.value, boxed.met) == (9142.14, "excerpt")
    # What the table does not hold stays as it was; ore that is delivered is not read.
    for commodity, year in (("copper", 2023), ("zinc", 2024), ("chromium", 2024)):
        assert find_price(commodity, year, tables) == find_price(commodity, year, open_tables())
    assert find_price("iron", 2024, tables) is None
    gold = find_price("gold", 2024, tables)
    assert gold is not None
    assert price_per_tonne(gold, "Au") == pytest.approx(2000 / 31.1034768e-6)


def test_a_gap_is_reckoned_with_the_imported_price(bring: Bring, tmp_path: Path) -> None:
    tables = bring("pinksheet", "CMO.xlsx", pink_sheet(tmp_path, months=9))
    found = price_gap("CHL", "copper", years=[2024], tables=tables)
    row = next(r for r in found if r.benchmark and r.quantity_t)
    assert row.benchmark is not None
    price = row.benchmark.price
    assert (price.months, price.name) == (9, "copper metal, mean of 9 months")
    assert price.value == pytest.approx(9005.0)
    assert any("mean of 9 months only" in note for note in found.caveats)
    trace = trace_gap("benchmark_gap_usd", found, row, tables=tables)
    assert any("The Pink Sheet" in source.citation for source in trace.sources)
    bounded = check_data(commodity="gold", rule="missing_production", tables=tables)
    own = only(bounded, place="PAK", year=2024).expected
    boxed = check_data(commodity="gold", rule="missing_production", tables=open_tables())
    plain = only(boxed, place="PAK", year=2024).expected
    gold = find_price("gold", 2024, open_tables())
    assert gold is not None and (gold.months, gold.met) == (12, "excerpt")
    assert max(own) == pytest.approx(plain * gold.value / 2000)  # the price is the upper bound


def test_a_unit_that_is_not_known_is_left_out(bring: Bring, tmp_path: Path) -> None:
    tables = bring("pinksheet", "CMO.xlsx", pink_sheet(tmp_path, unit="(cents/lb)"))
    curated = find_price("copper", 2024, tables)
    assert curated is not None and (curated.months, curated.value) == (None, 9142.14)
    assert find_price("copper", 2023, tables) == find_price("copper", 2023, open_tables())
    why = dict(check_data(rule="missing_production", tables=tables).not_checked)
    assert "'Copper' left out: the unit is 'cents/lb'" in why["missing_production"]


# --- US Census ------------------------------------------------------------------------------

CENSUS = "CTY_CODE,CTY_NAME,I_COMMODITY,GEN_VAL_YR,CON_VAL_YR,time\n"


def census(*rows: str) -> str:
    return CENSUS + "".join(f"{row}\n" for row in rows)


def trade(tables: Tables, code: str, exporter: str, year: int) -> float:
    sql = (
        "SELECT 1e3 * value_kusd::DOUBLE FROM baci WHERE hs6 = ? AND exporter = ? AND year = ? "
        "AND importer = 'USA'"
    )
    ((value,),) = tables.connection.execute(sql, [code, exporter, year]).fetchall()
    return float(value)


def test_census_imports_mirror_the_trade_data(bring: Bring) -> None:
    tables = bring(
        "census-hs10",
        "imports.csv",
        census(
            "7910,SOUTH AFRICA,2610000020,3000000,3000000,2024-12",
            "7910,SOUTH AFRICA,2610000040,2000000,2000000,2024-12",
            "5350,PAKISTAN,2610000020,400000000,1,2024-12",
        ),
    )
    found = check_data(rule="mirror_gap", tables=tables)
    africa = only(found, place="ZAF")
    assert (africa.series, africa.partner, africa.year, africa.unit) == (
        "261000",
        "USA",
        2024,
        "USD",
    )
    assert africa.raw == pytest.approx(trade(open_tables(), "261000", "ZAF", 2024))
    assert africa.expected == 5e6
    assert "2 HS10 numbers" in africa.note and "freight and insurance" in africa.note
    assert only(found, place="PAK").expected == 4e8
    assert not [why for _, why in found.not_checked if "second source is needed" in why]


def test_a_table_of_an_earlier_form_is_mended_by_importing_it_again(
    bring: Bring, tmp_path: Path
) -> None:
    rows = census("7910,SOUTH AFRICA,2610000020,5000000,1,2024-12")
    bring("census-hs10", "i.csv", rows)
    path = tmp_path / "data" / "census_hs10.parquet"
    with duckdb.connect() as connection:
        sql = "SELECT value FROM parquet_kv_metadata(?) WHERE key = 'tenor_import'::BLOB"
        ((record,),) = connection.execute(sql, [str(path)]).fetchall()
        connection.execute(f"CREATE TABLE t AS SELECT * EXCLUDE (months) FROM '{path}'")
        quoted = bytes(record).decode("utf-8").replace("'", "''")
        connection.execute(
            f"COPY t TO '{path}' (FORMAT parquet, KV_METADATA {{tenor_import: '{quoted}'}})"
        )
    sidecar = path.with_name("census_hs10.record.yaml")
    text = sidecar.read_text("utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    sidecar.write_text(re.sub("(?m)^sha256: .*", f"sha256: {digest}", text), "utf-8")
    old = check_data(rule="mirror_gap", tables=open_tables(path.parent))
    assert old.findings == ()
    assert any("import it again" in why for _, why in old.not_checked)
    assert len(check_data(rule="mirror_gap", tables=bring("census-hs10", "i.csv", rows)).findings)


def test_content_comes_before_gross_weight(bring: Bring) -> None:
    """Iron ore stands in the table twice: as usable ore and as its iron content."""
    gross = "Iron ore - mine production - gross weight, usable ore - thousand metric tons"
    rows = [
        f"Iron ore,Australia,{detail},,,{amount},"
        for detail, amount in (
            (f'"{gross}"', 900),
            ("Iron ore - mine production - iron content - thousand metric tons", 500),
        )
    ]
    for order in (rows, rows[::-1]):
        figures = read_figures(bring("usgs-mcs", "MCS2025.csv", usgs(*order)))
        (held,) = figures.by_slice("production")["iron", 2024].values()
        assert (held.low, held.unit) == (500e3, "t Fe")


def test_an_agreeing_flow_is_no_finding(bring: Bring) -> None:
    value = trade(open_tables(), "261000", "ZAF", 2024)
    rows = census(f"7910,SOUTH AFRICA,2610000020,{value:.0f},1,2024-12")
    assert check_data(rule="mirror_gap", tables=bring("census-hs10", "i.csv", rows)).findings == ()


@pytest.mark.parametrize(
    ("row", "options", "why"),
    [
        ("7910,SOUTH AFRICA,2610000020,1,1,2024-09", {}, "US Census 2024: 9 months only"),
        ("7910,SOUTH AFRICA,2610000020,1,1,2024", {}, "up to which month is not known"),
        ("7910,SOUTH AFRICA,2610000020,1,1,1990-12", {}, "no trade data for the year"),
        ("7910,SOUTH AFRICA,2610000020,,1,2024-12", {}, "without the value of general imports"),
        ("7910,SOUTH AFRICA,8112120000,1,1,2024-12", {}, "codes that changed between revisions"),
    ],
)
def test_what_cannot_be_compared_is_told(
    row: str, options: dict[str, Any], why: str, bring: Bring
) -> None:
    found = check_data(rule="mirror_gap", tables=bring("census-hs10", "i.csv", census(row)))
    assert found.findings == ()
    assert any(why in told for _, told in found.not_checked)
