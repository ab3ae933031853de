"""Trends, the chokepoint, and the published pairing of series and codes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.core.errors import UnknownNameError, UserError
from tenor.risk import (
    RiskRow,
    RiskTable,
    assess,
    calc_trend,
    find_chokepoint,
    find_trends,
    published_score,
)
from tenor.sources.box import Tables

YEARS = list(range(1995, 2025))

# --- trend ----------------------------------------------------------------------------------


@given(st.floats(-10, 10), st.floats(-5, 5), st.integers(5, 30))
def test_a_straight_line_has_its_own_slope(level: float, slope: float, count: int) -> None:
    years = YEARS[:count]
    trend = calc_trend("x", years, [level + slope * (year - 1995) for year in years])
    assert trend.per_decade == pytest.approx(10 * slope, abs=1e-9)
    assert (trend.first_year, trend.last_year, trend.years) == (1995, years[-1], count)


@given(st.lists(st.floats(0, 1), min_size=9, max_size=30), st.data())
def test_one_wild_year_stays_within_the_other_slopes(values: list[float], data) -> None:
    years = YEARS[: len(values)]
    wild = data.draw(st.integers(0, len(values) - 1))
    moved = [1e6 if i == wild else value for i, value in enumerate(values)]
    kept = [(x, y) for i, (x, y) in enumerate(zip(years, values, strict=True)) if i != wild]
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for i, a in enumerate(kept) for b in kept[i + 1 :]]
    found = calc_trend("x", years, moved).per_decade
    assert 10 * min(slopes) - 1e-9 <= found <= 10 * max(slopes) + 1e-9


def test_years_without_data_are_left_out_of_a_trend() -> None:
    values = [1.0, math.nan, 3.0, 4.0, math.nan, 6.0, 7.0]
    trend = calc_trend("x", range(2000, 2007), values)
    assert (trend.per_decade, trend.years, trend.first, trend.last) == (10.0, 5, 1.0, 7.0)


def test_a_short_series_has_no_slope() -> None:
    short = calc_trend("x", range(2000, 2004), [1.0, 2.0, 3.0, 4.0])
    assert (short.per_decade, short.years) == (None, 4)
    empty = calc_trend("x", [2000, 2001], [math.nan, math.nan])
    assert (empty.first, empty.first_year, empty.per_decade, empty.years) == (None, None, None, 0)


@pytest.fixture(scope="module")
def series() -> RiskTable:
    return assess("USA", years=YEARS, commodity="antimony", stage="ore")


def test_the_trend_since_1995_follows_the_rows(series: RiskTable) -> None:
    hhi, governance, share = find_trends(series, "CHN")
    assert [t.measure for t in (hhi, governance, share)] == [
        "import_hhi",
        "import_governance",
        "import_share/CHN",
    ]
    values = np.array([row.detail["import_hhi"] for row in series], dtype=float)
    known = ~np.isnan(values)
    assert (hhi.first_year, hhi.last_year, hhi.years) == (1995, 2024, known.sum())
    x, y = np.array(YEARS)[known], values[known]
    slopes = [(y[j] - y[i]) / (x[j] - x[i]) for i in range(len(x)) for j in range(i + 1, len(x))]
    assert hhi.per_decade == pytest.approx(10 * np.median(slopes), rel=1e-12)
    assert share.first == series.rows[0].import_share.get("CHN", 0.0)


def test_a_year_without_imports_is_no_zero_share(series: RiskTable) -> None:
    bare = replace(series.rows[3], imports_t=None, import_share={}, detail={})
    table = RiskTable((*series.rows[:3], bare, *series.rows[4:]))
    assert find_trends(table, "CHN")[2].years == find_trends(series, "CHN")[2].years - 1


def test_trends_of_several_stages_are_not_mixed() -> None:
    with pytest.raises(ValueError, match="one importer, commodity and stage; found 2"):
        find_trends(assess("USA", 2022, commodity="antimony"))


# --- chokepoint -----------------------------------------------------------------------------


@pytest.fixture
def row() -> RiskRow:
    return assess("USA", 2022, commodity="aluminium", stage="ore").rows[0]


def chain(row: RiskRow, *stages: tuple[str, str, float | None]) -> RiskTable:
    known = {"ok", "partial"}
    return RiskTable(
        tuple(
            replace(
                row,
                stage=s,
                status=status,
                score_contained=x,
                hhi=row.hhi if status in known else None,
            )
            for s, status, x in stages
        )
    )


def test_the_chokepoint_is_the_highest_of_the_stages_with_data(row: RiskRow) -> None:
    table = chain(
        row, ("ore", "ok", 0.1), ("intermediate", "not_covered", None), ("refined", "partial", 0.3)
    )
    found = find_chokepoint(table)
    assert (found.stage, found.blind) == ("refined", ("intermediate",))
    assert found.scores == {"ore": 0.1, "refined": 0.3}
    assert found.reason == (
        "refined: highest score among ore and refined; without data: intermediate"
    )


@pytest.mark.parametrize("status", ["not_covered", "no_trade_recorded", "no_production_data"])
def test_one_stage_alone_is_no_chokepoint(row: RiskRow, status: str) -> None:
    found = find_chokepoint(chain(row, ("ore", "ok", 0.9), ("refined", status, None)))
    assert (found.stage, found.blind) == (None, ("refined",))
    assert "only the stage ore has a score" in found.reason


def test_a_stage_without_trade_is_blind_and_not_safe(row: RiskRow) -> None:
    found = find_chokepoint(
        chain(row, ("ore", "no_trade_recorded", None), ("refined", "not_covered", None))
    )
    assert (found.stage, dict(found.scores), found.blind) == (None, {}, ("ore", "refined"))
    assert found.by is None and found.compared == ()
    assert found.reason == (
        "no stage has a score, so nothing can be compared; without data: ore, refined"
    )


def made(row: RiskRow, **stages: tuple[float, dict[int, float], list[int]]) -> RiskTable:
    """Return rows without a score: concentration, that of every year, and the years it is of."""
    return RiskTable(
        tuple(
            replace(
                row,
                stage=stage,
                status="no_production_data",
                score_contained=None,
                hhi=hhi,
                detail={"hhi_by_year": years, "production_span": span},
            )
            for stage, (hhi, years, span) in stages.items()
        )
    )


def test_without_scores_the_most_concentrated_output_is_the_chokepoint(row: RiskRow) -> None:
    table = made(
        row, ore=(0.11, {2022: 0.11}, [2022, 2022]), refined=(0.22, {2022: 0.22}, [2022, 2022])
    )
    found = find_chokepoint(table)
    assert (found.stage, found.by, found.like) == ("refined", "concentration", {})
    assert found.blind == ("ore", "refined") and found.unseen == ()
    assert found.reason == (
        "refined: most concentrated output by HHI (ore 1,100; refined 2,200), "
        "since no stage has a score"
    )


def test_concentrations_that_are_close_name_no_stage(row: RiskRow) -> None:
    table = made(
        row, ore=(0.20, {2022: 0.20}, [2022, 2022]), refined=(0.21, {2022: 0.21}, [2022, 2022])
    )
    assert find_chokepoint(table).stage is None


def test_a_stage_of_earlier_years_is_compared_in_like_years_too(row: RiskRow) -> None:
    # Refined output of 2016 to 2020 is above the ore of 2022, and below the ore of its own years.
    ore = {2018: 0.32, 2019: 0.34, 2022: 0.21}
    table = made(row, ore=(0.21, ore, [2022, 2022]), refined=(0.29, {2020: 0.29}, [2016, 2020]))
    found = find_chokepoint(table)
    assert (found.stage, found.by, found.like_years) == (None, "concentration", (2018, 2019))
    assert found.like == {"ore": pytest.approx(0.33)}
    assert "ore 2,100; refined 2,900 in 2016 to 2020; ore 3,300 in 2018 to 2019" in found.reason
    steady = {2018: 0.20, 2022: 0.21}
    table = made(row, ore=(0.21, steady, [2022, 2022]), refined=(0.29, {2020: 0.29}, [2016, 2020]))
    assert find_chokepoint(table).stage == "refined"


def test_the_refined_stage_of_copper_is_more_concentrated_than_its_mines() -> None:
    found = find_chokepoint(assess("USA", 2024, commodity="copper"))
    assert (found.stage, found.by, found.unseen) == ("refined", "concentration", ("intermediate",))


def test_a_real_chokepoint_compares_contained_scores() -> None:
    table = assess("USA", 2022, commodity="aluminium")
    found = find_chokepoint(table)
    assert found.scores == {
        stage: table.row("aluminium", stage).score_contained for stage in ("ore", "refined")
    }
    assert found.stage == "refined"
    assert found.blind == ("intermediate",)


def test_rows_of_several_commodities_have_no_one_chokepoint() -> None:
    with pytest.raises(ValueError, match="one importer, commodity and year"):
        find_chokepoint(assess("USA", 2022))


# --- published pairing ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "series_name"),
    [
        ("nickel/ore", "Nickel"),
        ("graphite/ore", "Graphite"),
        ("aluminium/refined", "Aluminium"),
        ("iron/ore", "Iron (Fe)"),
        ("mercury/refined", "Mercury"),
    ],
)
@pytest.mark.parametrize("importer", ["USA", "EU27"])
def test_a_pairing_that_is_a_row_gives_the_score_of_the_row(key, series_name, importer) -> None:
    commodity, stage = key.split("/")
    row = assess(importer, 2021, commodity=commodity, stage=stage).rows[0]
    found = published_score(series_name, row.hs6, importer, 2021)
    assert found.score == pytest.approx(row.score, rel=1e-12)
    assert found.hhi == pytest.approx(row.hhi, rel=1e-12)
    assert found.imports_t == pytest.approx(row.imports_t, rel=1e-12)


def test_a_pairing_across_stages_is_not_a_row() -> None:
    # Mine output with refined trade: the pairing of the public implementation.
    found = published_score("Cobalt", ["282200", "810510"], "USA", 2022)
    assert found.score == found.hhi * found.import_risk
    assert found.production_t == 500.0


def test_no_trade_recorded_is_no_score_of_zero() -> None:
    found = published_score("Germanium", ["811230"], "USA", 2022)  # the code ends in 2016
    assert (found.imports_t, math.isnan(found.score)) == (0.0, True)


def test_unknown_parts_of_a_pairing_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="'Nickel'"):
        published_score("Nickle", ["260400"], "USA", 2022)
    with pytest.raises(UnknownNameError, match="unknown trade code '260499'"):
        published_score("Nickel", ["260400", "260499"], "USA", 2022)
    with pytest.raises(UserError, match="1995-2024"):
        published_score("Nickel", ["260400"], "USA", 1994)


def test_a_pairing_reads_made_up_tables(made_up: Callable[..., Tables]) -> None:
    flows = [("260400", 2022, "USA", "CAN", 1.0, 30.0), ("260400", 2022, "USA", "BRA", 1.0, None)]
    made = [("Nickel", "CAN", 2022, 3.0, "t", "r"), ("Nickel", "USA", 2022, 1.0, "t", "r")]
    tables = made_up(baci=flows, wmd=made, wgi=[("CAN", 2022, 0.5, 0.1, 9)])
    found = published_score("Nickel", ["260400"], "USA", 2022, tables=tables)
    assert (found.imports_t, found.production_t) == (30.0, 1.0)
    assert found.score == pytest.approx((9 / 16 + 1 / 16) * 0.4 * 30 / 31)
