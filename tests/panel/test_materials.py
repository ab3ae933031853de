"""The material table says one thing about each commodity, stage and code, and says why."""

from __future__ import annotations

import csv
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.core.errors import UnknownNameError
from tenor.panel.material_checks import check_materials
from tenor.panel.materials import REVISIONS, STAGES, Materials, read_materials
from tenor.panel.stage_series import is_curated

# HS 1992 codes that the trade data in the box hold, as published.
BOX_TEXT = """
250310 250390 250410 250490 250700 250810 250830 250840 251020 251110 251200 251910 252010
252400 252890 252910 252922 260111 260112 260200 260300 260400 260600 260700 260800 260900
261000 261100 261210 261390 261400 261510 261610 261690 261710 270111 270112 270119 270210
270220 270900 271111 271121 280450 280480 280490 280530 280540 282200 282520 282530 283030
283691 284610 284690 710812 711011 711019 711021 711029 711031 711039 711290 711510 720292
720293 760110 810110 810310 810510 810600 810710 811211 811230
"""

# Further headings of HS 1992, copied from its published list of codes.
MORE_TEXT = """
250100 251010 252610 252620 252810 252921 253010 253090 260500 261220 261310 261590 261790
262050 262090 271410 281129 281820 281910 281990 282010 282300 282540 282560 282570 282580
283324 284170 284180 284190 284410 310410 310420 310430 320610 360690 710221 710231 710610
710691 710811 720110 720120 720211 720219 720230 720241 720249 720250 720260 720270 720280
720291 720310 740110 740120 740200 740311 740312 740313 740319 750110 750120 750210 750400
780110 780191 780199 790111 790112 800110 810191 810210 810291 810810 810910 811000 811100
811220 811240 811291
"""

BOX_CODES, MORE_HS92 = BOX_TEXT.split(), MORE_TEXT.split()

# Headings that HS 1992 does not have, with the revision that brought them.
LATER = {
    **{"250300": "HS96", "320611": "HS96", "811010": "HS02", "811292": "HS02"},
    **{"810194": "HS02", "810294": "HS02", "810320": "HS02", "810520": "HS02"},
    **{"810720": "HS02", "810820": "HS02", "810920": "HS02", "811212": "HS02"},
    **{"811221": "HS02", "262099": "HS02", "252410": "HS07", "252490": "HS07"},
    **{"740100": "HS07", "252800": "HS12", "810610": "HS22", "810690": "HS22"},
    **{"810921": "HS22", "810929": "HS22", "811241": "HS22", "811269": "HS22"},
}

ONE_ORE_CODE = {
    "copper": "260300",
    "antimony": "261710",
    "manganese": "260200",
    "nickel": "260400",
    "zinc": "260800",
    "lead": "260700",
    "tin": "260900",
    "chromium": "261000",
}

WEIGHT = {
    **{"O": 15.999, "Al": 26.982, "As": 74.922, "Cd": 112.414, "Cr": 51.996, "Ge": 72.630},
    **{"Li": 6.94, "C": 12.011, "Mo": 95.95, "Nb": 92.906, "Sb": 121.760, "Ta": 180.948},
    **{"Ti": 47.867, "V": 50.942, "W": 183.84, "Zr": 91.224, "Si": 28.085, "K": 39.098},
    **{"Cl": 35.45, "S": 32.06, "Co": 58.933, "U": 238.029, "Ni": 58.693, "Mn": 54.938},
}


@pytest.fixture(scope="module")
def table() -> Materials:
    return read_materials()


def mass(formula: dict[str, float]) -> float:
    return sum(WEIGHT[element] * count for element, count in formula.items())


def test_the_table_has_no_fault(table: Materials) -> None:
    assert check_materials(table, box_codes=BOX_CODES) == []


def test_every_series_in_the_box_is_used_once(table: Materials) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = files("tenor").joinpath("data", "box", "wmd.parquet")
    held = dict(duckdb.sql(f"SELECT DISTINCT series, unit FROM '{path}'").fetchall())
    assert check_materials(table, series=held) == []
    units = {
        s.production_series: s.production_unit
        for s in table.stage_rows
        if s.to_content and not is_curated(s.production_series)
    }
    assert units == held


def test_the_pinned_codes_are_those_in_the_box() -> None:
    duckdb = pytest.importorskip("duckdb")
    path = files("tenor").joinpath("data", "box", "baci.parquet")
    held = {code for (code,) in duckdb.sql(f"SELECT DISTINCT hs6 FROM '{path}'").fetchall()}
    assert held == set(BOX_CODES)


@pytest.mark.parametrize(("commodity", "hs6"), ONE_ORE_CODE.items())
def test_the_ore_of_a_main_metal_has_one_code(commodity: str, hs6: str, table: Materials) -> None:
    assert [row.hs6 for row in table.codes(commodity, "ore")] == [hs6]


def test_fixed_codes_of_aluminium_and_graphite(table: Materials) -> None:
    assert [row.hs6 for row in table.codes("aluminium", "refined")] == ["760110"]
    assert [row.hs6 for row in table.codes("aluminium", "ore")] == ["260600"]
    assert [row.hs6 for row in table.codes("graphite", "ore")] == ["250410", "250490"]


def test_hs92_codes_are_those_of_the_nomenclature(table: Materials) -> None:
    published = {*BOX_CODES, *MORE_HS92}
    assert {row.hs6 for row in table.code_rows if row.holds_in("HS92")} <= published
    assert {row.hs6 for row in table.unmapped} <= published


def test_later_codes_start_in_their_revision(table: Materials) -> None:
    first: dict[str, str] = {}
    for row in table.code_rows:
        if not row.holds_in("HS92") and row.hs6 in LATER:
            held = first.get(row.hs6, "HS22")
            first[row.hs6] = min(held, row.hs_revision, key=REVISIONS.index)
    assert first == LATER
    newcomers = {r.hs6 for r in table.code_rows if not r.holds_in("HS92")}
    assert newcomers == set(LATER)


def test_a_stage_keeps_a_code_through_the_revisions(table: Materials) -> None:
    gone = [
        (spec.commodity, spec.stage, revision)
        for spec in table.stage_rows
        for revision in REVISIONS
        if not table.codes(spec.commodity, spec.stage, revision)
    ]
    assert gone == []


def test_antimony_metal_changes_its_code_in_2002(table: Materials) -> None:
    metal = {r: {c.hs6 for c in table.codes("antimony", "refined", r)} for r in REVISIONS}
    assert metal["HS96"] == {"811000", "282580"}
    assert metal["HS02"] == metal["HS22"] == {"811010", "282580"}


@pytest.mark.parametrize(
    ("commodity", "hs6", "bound", "part", "whole"),
    [
        ("antimony", "282580", "high", {"Sb": 2}, {"Sb": 2, "O": 3}),
        ("chromium", "811220", "high", {"Cr": 2, "O": 3}, {"Cr": 2}),
        ("niobium", "811291", "high", {"Nb": 2, "O": 5}, {"Nb": 2}),
        ("tantalum", "810310", "high", {"Ta": 2, "O": 5}, {"Ta": 2}),
        ("titanium", "810810", "high", {"Ti": 1, "O": 2}, {"Ti": 1}),
        ("molybdenum", "282570", "high", {"Mo": 1}, {"Mo": 1, "O": 3}),
        ("aluminium", "281820", "high", {"Al": 2}, {"Al": 2, "O": 3}),
        ("lithium", "283691", "high", {"Li": 2, "O": 1}, {"Li": 2, "C": 1, "O": 3}),
        ("germanium", "282560", "high", {"Ge": 1}, {"Ge": 1, "O": 2}),
        ("cadmium", "283030", "high", {"Cd": 1}, {"Cd": 1, "S": 1}),
        ("arsenic", "280480", "high", {"As": 2, "O": 3}, {"As": 2}),
        ("potash", "310420", "high", {"K": 2, "O": 1}, {"K": 2, "Cl": 2}),
        ("potash", "310430", "high", {"K": 2, "O": 1}, {"K": 2, "S": 1, "O": 4}),
        ("zircon", "810910", "high", {"Zr": 1, "Si": 1, "O": 4}, {"Zr": 1}),
        ("cobalt", "282200", "high", {"Co": 3}, {"Co": 3, "O": 4}),
        ("uranium", "284410", "high", {"U": 3, "O": 8}, {"U": 3}),
        ("nickel", "282540", "high", {"Ni": 1}, {"Ni": 1, "O": 1}),
        ("manganese", "282010", "high", {"Mn": 1}, {"Mn": 1, "O": 2}),
        ("vanadium", "282530", "high", {"V": 2}, {"V": 2, "O": 3}),
    ],
)
def test_a_pure_compound_bounds_the_factor(
    commodity: str,
    hs6: str,
    bound: str,
    part: dict[str, float],
    whole: dict[str, float],
    table: Materials,
) -> None:
    (row,) = [r for r in table.code_rows if (r.commodity, r.hs6) == (commodity, hs6)]
    assert getattr(row, bound) == pytest.approx(mass(part) / mass(whole), rel=0.02)


def test_oxides_of_tungsten_bound_its_concentrate(table: Materials) -> None:
    share = mass({"W": 1}) / mass({"W": 1, "O": 3})
    (ore,) = table.codes("tungsten", "ore")
    assert ore.contained_factor == pytest.approx(0.65 * share, abs=5e-4)
    assert ore.high == pytest.approx(0.72 * share, abs=5e-4)


def test_no_element_weighs_more_than_the_goods(table: Materials) -> None:
    oxides = {"Cr2O3", "Nb2O5", "Ta2O5", "TiO2", "Li2O", "REO", "As2O3", "U3O8", "P2O5", "K2O"}
    equivalents = {*oxides, "zircon", "lignite"}
    heavy = [
        (row.commodity, row.hs6)
        for row in table.code_rows
        if row.content not in equivalents and row.high is not None and row.high > 1
    ]
    assert heavy == []


def test_identity_means_gross_weight(table: Materials) -> None:
    for row in table.code_rows:
        triple = (row.low, row.contained_factor, row.high)
        assert (row.factor_kind == "identity") <= (triple == (1.0, 1.0, 1.0))
    gross = {s.commodity for s in table.stage_rows if s.production_basis == "gross"}
    assert {r.commodity for r in table.code_rows if r.factor_kind == "identity"} <= gross


def test_bauxite_and_metal_are_counted_in_aluminium(table: Materials) -> None:
    ore, _, metal = table.stages("aluminium")
    assert (ore.production_series, metal.production_series) == ("Bauxite", "Aluminium")
    (code,) = table.codes("aluminium", "ore")
    assert (ore.to_content, ore.content) == (code.contained_factor, "Al")
    assert metal.to_content == 1.0


def test_series_in_kilograms_and_carats_come_out_in_tonnes(table: Materials) -> None:
    mass_of = {"t": 1.0, "kg": 1e-3, "ct": 2e-7}
    for row in table.stage_rows:
        if row.production_unit in mass_of and row.production_content == row.content:
            assert row.to_content == mass_of[row.production_unit]


def test_stages_come_in_the_order_of_the_chain(table: Materials) -> None:
    assert [s.stage for s in table.stages("copper")] == list(STAGES)
    for name in table.commodities:
        order = [STAGES.index(s.stage) for s in table.stages(name)]
        assert order == sorted(set(order))


@pytest.mark.parametrize(
    ("text", "commodity", "stage"),
    [
        ("Antimony", "antimony", None),
        ("  STIBNITE ", "antimony", "ore"),
        ("chromite", "chromium", "ore"),
        ("aluminum", "aluminium", None),
        ("bauxite", "aluminium", "ore"),
        ("Alumina", "aluminium", "intermediate"),
        ("rare-earths", "rare_earths", None),
        ("Rare Earths", "rare_earths", None),
        ("REE", "rare_earths", None),
        ("wolfram", "tungsten", None),
        ("moly", "molybdenum", None),
        ("ferrochrome", "chromium", "refined"),
        ("barite", "baryte", None),
        ("Cu", "copper", None),
        ("coking coal", "coking_coal", None),
    ],
)
def test_names_that_people_type(
    text: str, commodity: str, stage: str | None, table: Materials
) -> None:
    assert table.resolve(text) == (commodity, stage)


@given(data=st.data())
def test_every_name_survives_case_and_separators(data: st.DataObject) -> None:
    table = read_materials()
    row = table.table[data.draw(st.sampled_from(table.commodities))]
    name, _, stage = data.draw(st.sampled_from([row.name, row.display, *row.aliases])).partition(
        "@"
    )
    changed = data.draw(st.sampled_from([str.upper, str.title, str.swapcase]))(name)
    separated = changed.replace(" ", data.draw(st.sampled_from([" ", "_", "-", "  "])))
    assert table.resolve(separated) == (row.name, stage or None)


def test_an_unknown_name_comes_with_the_nearest(table: Materials) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'antimony'"):
        table.resolve("antimoni")
    with pytest.raises(UnknownNameError, match=r"stage of tin.*'refined'"):
        table.stage("tin", "refine")
    with pytest.raises(UnknownNameError, match="HS revision"):
        table.codes("tin", "ore", "HS2017")


def test_suspect_recycling_rates_are_not_handed_out(table: Materials) -> None:
    suspect = {r.commodity for r in table.recycling_rows if r.flag == "suspect"}
    assert {"kaolin", "titanium"} <= suspect
    for name in suspect:
        found = table.recycling(name)
        assert found is None or (found.flag == "" and found.year == 2017)
    assert table.recycling("arsenic") is None
    copper, tungsten = table.recycling("copper"), table.recycling("tungsten")
    assert copper is not None and (copper.value, copper.year) == (0.55, 2023)
    assert tungsten is not None and tungsten.value == 0.42


def test_a_rate_that_jumped_says_so(table: Materials) -> None:
    by_name: dict[str, dict[int, float]] = {}
    for row in table.recycling_rows:
        by_name.setdefault(row.commodity, {})[row.year] = row.value
    for row in table.recycling_rows:
        before = by_name[row.commodity].get(2017, row.value)
        if abs(row.value - before) >= 0.1 - 1e-9:
            assert "2017 study" in row.note, row.commodity


def test_what_was_not_read_is_missing_and_not_zero(table: Materials) -> None:
    assert table.recycling("salt") is None
    assert table.substitution("salt") is None
    assert table.substitution("rare_earths") is None
    antimony = table.substitution("antimony")
    assert antimony is not None and (antimony.value, antimony.met) == (0.9, "opened")


def test_judgement_is_told_and_left_wide(table: Materials) -> None:
    for row in table.code_rows:
        if row.source == "tenor-judgement":
            assert (row.met, row.factor_kind) == ("recalled", "judgement")
        if row.factor_kind == "judgement" and row.form in {"concentrate", "slag", "matte"}:
            assert row.low is not None and row.high is not None
            assert row.high / row.low >= 1.4


def test_a_shared_code_is_marked_as_a_basket(table: Materials) -> None:
    users: dict[str, set[str]] = {}
    for row in table.code_rows:
        users.setdefault(row.hs6, set()).add(row.commodity)
    shared = {hs6 for hs6, names in users.items() if len(names) > 1}
    assert "261590" in shared
    assert [r for r in table.code_rows if r.hs6 in shared and r.scope != "basket"] == []


def test_codes_are_quoted_in_the_files() -> None:
    folder = files("tenor").joinpath("data", "tables")
    for name in ("stage_codes.csv", "unmapped_codes.csv"):
        lines = folder.joinpath(name).read_text(encoding="utf-8").splitlines()
        code_at = next(csv.reader(lines)).index("hs6")
        for cells, line in zip(csv.reader(lines[1:]), lines[1:], strict=True):
            assert f'"{cells[code_at]}"' in line


def test_the_checks_find_what_is_wrong(table: Materials) -> None:
    row = table.code_rows[0]
    wrong = {
        "is there twice": (row, row),
        "low <= base <= high": (replace(row, low=0.9, high=0.1),),
        "has no stage row": (replace(row, stage="smelted"),),
        "is no code of six digits": (replace(row, hs6="2601"),),
        "is not one of": (replace(row, source="hearsay"),),
        "its stage": (replace(row, content="Cu"),),
    }
    for words, rows in wrong.items():
        faults = check_materials(replace(table, code_rows=rows))
        assert any(words in fault for fault in faults), words
    assert any("neither mapped" in f for f in check_materials(table, box_codes=["999999"]))
    assert any("used 0 times" in f for f in check_materials(table, series=["Unobtainium"]))


def test_the_docs_list_every_judged_factor(table: Materials, repo_root: Path) -> None:
    page = (repo_root / "docs" / "data" / "materials.md").read_text(encoding="utf-8")
    judged: dict[tuple[str, str], list[str]] = {}
    for row in table.code_rows:
        if row.source == "tenor-judgement":
            judged.setdefault((row.commodity, row.stage), []).append(row.hs6)
    lines = [f"| {name} | {stage} | {', '.join(c)} |" for (name, stage), c in judged.items()]
    assert [line for line in lines if line not in page] == []
