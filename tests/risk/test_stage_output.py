"""Output at smelters and refineries in the rows: shares, tonnes, stand-in years, own figures."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tenor.cli import main
from tenor.core.errors import DataError, UserError
from tenor.panel.curated import FORMS, CuratedTable, read_curated_from
from tenor.panel.materials import read_materials
from tenor.panel.stage_series import LEAST_NAMED, StageSeries, build_series
from tenor.risk import all_importers, assess, look_through
from tenor.risk.rows import RiskRow
from tenor.risk.traces import trace_risk
from tenor.sources.box import Tables, open_tables

FORM = FORMS["stage_production"]
BLANK = dict.fromkeys((column.name for column in FORM.columns), None)
PLACES = {"CHL": 0, "CHN": 1, "JPN": 2, "USA": 3}


def entry(country: str, year: int, value: float | None, **other: object) -> dict[str, object]:
    cells = {"commodity": "copper", "stage": "refined", "form": "refined_metal", "unit": "kt Cu"}
    own = {"country": country, "year": year, "value": value, "source": "a", "met": "opened"}
    return BLANK | cells | own | other


def series_of(*rows: dict[str, object], unit: str = "t", own_rows: int = 0) -> StageSeries:
    spec = replace(read_materials().stage("copper", "refined"), production_unit=unit)
    found = build_series(spec, CuratedTable(FORM, rows, None, own_rows), PLACES)
    assert found is not None
    return found


# --- the series -----------------------------------------------------------------------------


def test_tonnes_keep_what_no_country_is_named_for() -> None:
    found = series_of(entry("CHN", 2023, 60), entry("JPN", 2023, 30), entry("ROW", 2023, 10))
    assert (found.unit, found.years) == ("t", (2023,))
    assert found.quantity[0, PLACES["CHN"]] == 60_000
    assert found.others.tolist() == [10_000]
    # A country that is not named may be among the others: its own output is not known.
    assert found.listed.all() and np.isnan(found.quantity[0, PLACES["USA"]])


def test_a_world_total_gives_the_rest_where_no_row_does() -> None:
    found = series_of(entry("CHN", 2023, 90), entry("WLD", 2023, 100))
    assert found.others.tolist() == pytest.approx([10_000])
    full = series_of(entry("CHN", 2023, 100), entry("WLD", 2023, 99))
    assert full.others.tolist() == [0.0]
    assert full.listed.tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    ("rows", "unit"),
    [
        ((entry("CHN", 2023, 84), entry("WLD", 2023, 100)), "t"),
        ((entry("CHN", 2023, 84),), "t"),  # no total: how much is named is not known
        ((entry("CHN", 2023, 0.84, unit="fraction"),), "fraction"),
    ],
)
def test_a_year_that_names_too_little_does_not_count(rows, unit: str) -> None:
    assert LEAST_NAMED == 0.85
    found = series_of(*rows, unit=unit)
    assert (found.years, list(found.thin)) == ((), [2023])


def test_shares_and_tonnes_of_one_form_are_two_series() -> None:
    rows = (entry("CHN", 2020, 0.9, unit="fraction"), entry("CHN", 2023, 9), entry("ROW", 2023, 1))
    assert series_of(*rows).years == (2023,)
    shares = series_of(*rows, unit="fraction")
    assert (shares.unit, shares.years, shares.others.tolist()) == (
        "fraction",
        (2020,),
        pytest.approx([0.1]),
    )
    percent = series_of(entry("CHN", 2020, 90, unit="percent"), unit="fraction")
    assert percent.quantity[0, PLACES["CHN"]] == pytest.approx(0.9)


def test_a_range_is_no_figure() -> None:
    found = series_of(
        entry("CHN", 2023, 9), entry("JPN", 2023, None, low=0, high=1), entry("WLD", 2023, 10)
    )
    assert np.isnan(found.quantity[0, PLACES["JPN"]])
    assert found.listed[PLACES["JPN"]]


def test_the_users_row_and_the_total_of_its_source_come_first() -> None:
    mine = entry("CHN", 2023, 50, source="mine")
    rows = (mine, entry("CHN", 2023, 90), entry("WLD", 2023, 77, source="b"))
    total = entry("WLD", 2023, 55, source="mine")
    found = series_of(rows[0], total, *rows[1:], own_rows=2)
    assert found.quantity[0, PLACES["CHN"]] == 50_000
    assert found.others.tolist() == pytest.approx([5_000])
    assert found.own == {("CHN", 2023), ("WLD", 2023)}
    of_source = series_of(entry("WLD", 2023, 77, source="b"), entry("CHN", 2023, 90),
                          entry("WLD", 2023, 100))  # fmt: skip
    assert of_source.others.tolist() == pytest.approx([10_000])


def test_a_figure_of_another_content_is_refused() -> None:
    with pytest.raises(DataError, match="'kt CuO', the series counts Cu; write the figure in"):
        series_of(entry("CHN", 2023, 9, unit="kt CuO"), entry("WLD", 2023, 10))


def test_stand_in_years_are_near() -> None:
    note = "mean, as remembered 2016 to 2020"
    found = series_of(
        entry("CHN", 2020, 0.9, unit="fraction", note=note),
        entry("CHN", 2023, 0.9, unit="fraction"),
        unit="fraction",
    )
    asked = {year: found.stand_in(year) for year in (2010, 2011, 2018, 2022, 2023, 2028, 2029)}
    assert asked == {2010: None, 2011: 2020, 2018: 2020, 2022: 2020} | {
        2023: 2023,
        2028: 2023,
        2029: None,
    }
    assert (found.told(2020), found.told(2023)) == ("2016 to 2020", "2023")


# --- the rows -------------------------------------------------------------------------------


def row_of(commodity: str, stage: str, year: int, tables: Tables | None = None) -> RiskRow:
    return assess("USA", year, commodity=commodity, stage=stage, tables=tables).rows[0]


def test_refined_copper_has_a_concentration_with_the_rest_in_the_total() -> None:
    row = row_of("copper", "refined", 2023)
    rows = read_curated_from("stage_production", None).where(
        commodity="copper", form="refined_metal", year=2023
    )
    amounts = {r["country"]: r["value"] for r in rows if r["country"] != "WLD"}
    total = sum(amounts.values())
    squares = sum(v**2 for place, v in amounts.items() if place != "ROW")
    assert row.hhi == pytest.approx(squares / total**2, rel=1e-12)
    assert row.production_t == amounts["USA"] * 1000
    assert row.detail["world_production_t"] == pytest.approx(total * 1000)
    assert row.detail["other_producers_share"] == pytest.approx(amounts["ROW"] / total)
    assert (
        "other countries, 9.1% of output, are not split and are left out of concentration"
        in row.notes
    )


@pytest.mark.parametrize(
    ("key", "note"),
    [
        (("copper", "refined", 2022), "output of 2023 stands for 2022"),
        (("antimony", "refined", 2024), "shares of 2016 to 2020 stand for 2024"),
        (("antimony", "refined", 2020), "shares of 2016 to 2020 stand for 2020"),
        (("copper", "refined", 2010), "output of 2023 is too far from 2010 to stand for it"),
        (
            ("nickel", "refined", 2024),
            "figures of 2024 name too little of output to be used: Indonesia 43% "
            "(from memory, not verified)",
        ),
    ],
)
def test_a_row_tells_what_stands_in(key: tuple[str, str, int], note: str) -> None:
    assert note in row_of(*key).notes


def test_a_year_with_figures_of_its_own_tells_of_no_other() -> None:
    assert not [n for n in row_of("copper", "refined", 2024).notes if "stand" in n]


def test_shares_give_a_concentration_and_nothing_that_needs_tonnes() -> None:
    row = row_of("rare_earths", "refined", 2024)
    assert row.import_share["CHN"] > 0.5  # traded, and still no score
    assert (row.status, row.score, row.net_import_reliance) == ("no_production_data", None, None)
    assert row.hhi == pytest.approx(0.731, abs=0.001)
    assert next(iter(row.detail["producer_share"].items())) == ("CHN", pytest.approx(0.848, 0.01))
    assert row.detail["world_production_t"] is None
    assert any("shares of the world only" in note for note in row.notes)


def test_one_row_and_all_importers_agree() -> None:
    world = all_importers([2024], commodity="copper", stage="refined")
    assert float(world.indices.hhi[0, 0, 0]) == row_of("copper", "refined", 2024).hhi


def test_a_score_with_output_of_another_year_is_partial(made_up) -> None:
    flows = [("740311", year, "USA", "CHL", 10.0, 5.0) for year in (2022, 2023)]
    tables = made_up(baci=flows)
    now, before = (row_of("copper", "refined", year, tables) for year in (2023, 2022))
    assert now.score == pytest.approx(before.score, rel=0.2) and now.score is not None
    assert before.status == "partial"
    assert now.net_import_reliance == pytest.approx(5.0 / (882_000 + 5.0), rel=1e-3)


def test_look_through_takes_shares_for_no_tonnes(made_up) -> None:
    flows = [
        ("261710", 2022, "BEL", "TJK", 10.0, 5.0),
        ("811000", 2022, "USA", "BEL", 10.0, 3.0),
    ]
    found = look_through("USA", "antimony", 2022, tables=made_up(baci=flows))
    assert "refined output is known as shares only: net refined exports stand for it" in found.notes
    assert found.mined == pytest.approx({"TJK": 1.0})


# --- traces ---------------------------------------------------------------------------------


def test_a_trace_names_the_rows_with_citation_and_how_they_were_met() -> None:
    trace = trace_risk("risk.producer_share/USA/antimony/refined/2024/CHN")
    assert (trace.unit, trace.display) == ("fraction", "52%")
    assert trace.value == pytest.approx(0.518)
    (source,) = trace.sources
    assert source.record == "stage_production"
    assert source.row == "antimony/refined/metal_and_oxide, 2020, CHN"
    assert "EU 2023" in source.citation and source.citation.endswith("(excerpt)")
    assert "shares of 2016 to 2020 stand for 2024" in trace.assumed
    values = {part.id: part.value for part in trace.inputs}
    assert values["share of China, as published"] == 0.518
    assert values["sum of the shares"] == pytest.approx(1.0)


def test_the_inputs_of_a_scaled_share_give_it() -> None:
    trace = trace_risk("risk.producer_share/USA/lead/refined/2024/CHN")
    share, whole = (float(part.value) for part in trace.inputs)
    assert (share, whole) == (0.432, pytest.approx(1.001))
    assert trace.value == pytest.approx(share / whole)


def test_tonnes_are_traced_in_their_content() -> None:
    trace = trace_risk("risk.world_production/USA/copper/refined/2023")
    assert (trace.unit, trace.value) == ("t Cu", 26_970_000.0)
    assert {s.row for s in trace.sources} == {"copper/refined/refined_metal, 2023, 18 rows"}
    own = trace_risk("risk.production/USA/copper/refined/2023")
    assert own.sources[0].row == "copper/refined/refined_metal, 2023, USA"
    hhi = trace_risk("risk.hhi/USA/copper/refined/2023")
    assert "P_others" in hhi.formula
    assert "other countries, not split" in {part.id for part in hhi.inputs}


# --- a user's own figures -------------------------------------------------------------------

COLUMNS = [column.name for column in FORM.columns]
Own = Callable[..., Path]


@pytest.fixture
def own(tmp_path: Path) -> Own:
    """Return a function that writes a data folder with rows of output of refined copper."""

    def write(*rows: tuple[str, int, str], **other: str) -> Path:
        folder = tmp_path / "tables"
        folder.mkdir(exist_ok=True)
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        cells = {
            "commodity": "copper",
            "stage": "refined",
            "form": "refined_metal",
            "unit": "kt Cu",
            "basis": "contained",
            "source": "usgs-mcs-2026-chapters",
            "met": "excerpt",
        } | other
        for country, year, value in rows:
            writer.writerow(cells | {"country": country, "year": year, "value": value})
        (folder / "stage_production.csv").write_text(text.getvalue(), encoding="utf-8")
        return tmp_path

    return write


def test_a_changed_figure_changes_the_concentration(own: Own) -> None:
    before = row_of("copper", "refined", 2024)
    tables = open_tables(own(("CHN", 2024, "24800")))
    after = row_of("copper", "refined", 2024, tables)
    assert after.hhi > before.hhi + 0.1
    assert after.detail["producer_share"]["CHN"] > before.detail["producer_share"]["CHN"] + 0.15
    trace = trace_risk("risk.producer_share/USA/copper/refined/2024/CHN", tables=tables)
    assert trace.sources[0].citation.startswith("user's file ")
    assert row_of("copper", "refined", 2024).hhi == before.hhi


def test_a_figure_from_memory_says_so(own: Own) -> None:
    tables = open_tables(own(("CHN", 2024, "24800"), met="recalled"))
    row = row_of("copper", "refined", 2024, tables)
    assert "output from memory, not verified: China" in row.notes
    trace = trace_risk("risk.hhi/USA/copper/refined/2024", tables=tables)
    assert any(s.citation.endswith("(recalled, not verified)") for s in trace.sources)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


RISK = ("risk", "--importer", "USA", "--year", "2024", "--commodity", "copper", "--json")


def test_the_command_reads_a_folder_with_tables_alone(
    own: Own, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TENOR_DATA", raising=False)
    before = json.loads(run(capsys, *RISK)[1])["rows"][-1]["hhi"]
    monkeypatch.setenv("TENOR_DATA", str(own(("CHN", 2024, "24800"))))
    code, out, err = run(capsys, *RISK)
    assert (code, err) == (0, "")
    assert json.loads(out)["rows"][-1]["hhi"] > before + 0.1


def test_a_damaged_table_is_refused_with_file_line_and_column(
    own: Own, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TENOR_DATA", str(own(("CHN", 2023, "12000"), ("CHN", 2024, "12,4"))))
    code, out, err = run(capsys, *RISK)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "tables/stage_production.csv: line 3, column value: '12,4' is not a number" in err


def test_a_series_of_that_name_has_no_published_score() -> None:
    from tenor.risk import published_score

    with pytest.raises(UserError, match="unknown production series"):
        published_score("stage_production:copper/refined/refined_metal", ["260300"], "USA", 2022)
