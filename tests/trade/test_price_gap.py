"""Price gaps, recomputed from the raw tables in another way, and their properties."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.core.errors import UnknownNameError, UserError
from tenor.panel.flows import Flows
from tenor.panel.imputation import impute_quantities
from tenor.panel.prices import find_price, price_per_tonne, read_prices
from tenor.sources.box import FORMS, Tables, open_tables
from tenor.trade import GapRow, PriceGap, price_gap
from tenor.trade.price_gap import SMALL_USD, calc_weighted_quantiles
from tenor.trade.traces import MEASURES, trace_gap, trace_trade

COLUMNS = ", ".join(f"{name} {kind}" for name, kind in FORMS["baci"].columns.items())


@pytest.fixture(scope="module")
def box() -> Iterator[duckdb.DuckDBPyConnection]:
    path = files("tenor") / "data" / "box" / "baci.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW baci AS SELECT * FROM '{path}'")
        yield connection


@pytest.fixture(scope="module")
def chromite() -> PriceGap:
    return price_gap("PAK", "chromium", years=[2024], tables=open_tables())


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Tables]:
    def build(flows: list[tuple[Any, ...]]) -> Tables:
        with duckdb.connect() as connection:
            connection.execute(f"CREATE TABLE baci ({COLUMNS})")
            connection.executemany("INSERT INTO baci VALUES (?, ?, ?, ?, ?, ?)", flows)
            connection.execute(f"COPY baci TO '{tmp_path / 'baci.parquet'}' (FORMAT parquet)")
        return open_tables(tmp_path)

    return build


def row_to(found: PriceGap, partner: str) -> GapRow:
    (row,) = [row for row in found if row.partner == partner]
    return row


def least(values: list[tuple[float, float]], share: float) -> float:
    """Return the least value at or below which a share of the weight lies, by a plain loop."""
    total, below = sum(weight for _, weight in values), 0.0
    for value, weight in sorted(values):
        below += weight
        if below >= share * total * (1 - 1e-9):
            return value
    raise AssertionError("no weight")


def test_pakistan_to_china_is_recomputed_from_the_raw_table(
    box: duckdb.DuckDBPyConnection, chromite: PriceGap
) -> None:
    flows = box.execute(
        "SELECT importer, exporter, value_kusd::DOUBLE * 1000, quantity_t::DOUBLE FROM baci "
        "WHERE hs6 = '261000' AND year = 2024 AND quantity_t > 0"
    ).fetchall()
    row = row_to(chromite, "CHN")
    ((value, tonnes),) = [(v, q) for i, e, v, q in flows if (i, e) == ("CHN", "PAK")]
    assert (row.value_usd, row.quantity_t) == (pytest.approx(value), pytest.approx(tonnes))
    assert row.unit_value == pytest.approx(value / tonnes)
    large = [(v / q, 1.0) for i, e, v, q in flows if i == "CHN" and e != "PAK" and v >= SMALL_USD]
    world = [(v / q, q) for i, e, v, q in flows if e != "PAK" and v > 0]
    for quartiles, values in ((row.peers, large), (row.world, world)):
        assert quartiles is not None
        expected = [least(values, share) for share in (0.25, 0.5, 0.75)]
        assert [quartiles.p25, quartiles.p50, quartiles.p75] == pytest.approx(expected)
    assert row.peers is not None
    assert row.peers.exporters == len(large)
    middle = least(large, 0.5)
    assert row.gap == pytest.approx(middle - value / tonnes)
    ends = [tonnes * (least(large, share) - value / tonnes) for share in (0.25, 0.75)]
    assert row.gap_usd == pytest.approx(tuple(ends))


def test_the_benchmark_of_chromite_is_per_tonne_of_ore(chromite: PriceGap) -> None:
    row = row_to(chromite, "CHN")
    assert row.benchmark is not None
    assert row.benchmark.as_dict() == {
        "name": "chromite ore, gross weight",
        "value": 331.0,
        "unit": "USD/t gross",
        "source": "usgs-mcs-2026",
        "met": "excerpt",
        "usd_per_t_gross": [331.0, 331.0, 331.0],
    }
    assert row.gap_benchmark_usd == pytest.approx(row.quantity_t * 331 - row.value_usd)


def test_a_metal_benchmark_is_put_on_the_content_of_the_ore() -> None:
    found = price_gap("PAK", "antimony", years=[2024], tables=open_tables())
    benchmark = row_to(found, "CHN").benchmark
    assert benchmark is not None
    per_tonne = 10.24 / 0.45359237e-3
    assert benchmark.usd_per_t == pytest.approx([per_tonne * f for f in (0.25, 0.5, 0.65)])
    assert any("smelter" in note for note in found.caveats)


def test_totals_add_up_the_rows_that_are_no_small_flow(chromite: PriceGap) -> None:
    counted = [row for row in chromite if row.status == "ok"]
    assert 0 < len(counted) < len(chromite.rows)
    assert all(row.value_usd < SMALL_USD for row in chromite if row.status == "small_flow")
    total = chromite.total
    assert total["value_usd"] == pytest.approx(136424891.0)
    assert total["quantity_t"] == pytest.approx(412850.774)
    assert total["gap_median_usd"] == pytest.approx(sum(row.gap_median_usd for row in counted))
    low, high = total["gap_usd"]
    assert low <= total["gap_median_usd"] <= high
    assert total["usd_per_point_of_royalty"] == pytest.approx(total["gap_median_usd"] / 100)


def test_the_grade_range_moves_the_reference(chromite: PriceGap) -> None:
    row = row_to(chromite, "JPN")
    assert row.peers is not None
    assert row.gap_grade_usd is not None
    for end, factor in zip(row.gap_grade_usd, (0.36, 0.5), strict=True):
        price = row.peers.p50 * factor / 0.42
        assert end == pytest.approx(row.quantity_t * (price - row.unit_value))
    closes = 0.42 * row.unit_value / row.peers.p50
    assert f"{closes:.2f} t Cr2O3" in row.grade_note


FLOWS = [
    ("261000", 2024, "CHN", "PAK", 300.0, 1.0),
    ("261000", 2024, "CHN", "TUR", 400.0, 1.0),
    ("261000", 2024, "CHN", "OMN", 200.0, 1.0),
    ("261000", 2024, "CHN", "ZAF", 100.0, 1.0),
    ("261000", 2024, "JPN", "PAK", 300.0, None),
    ("261000", 2024, "KOR", "PAK", 300.0, 2.0),
]


def test_peers_are_other_exporters_of_the_same_importer(opened: Callable[..., Tables]) -> None:
    found = price_gap("PAK", "chromite", years=[2024], tables=opened(FLOWS))
    row = row_to(found, "CHN")
    assert row.peers is not None
    assert (row.peers.p25, row.peers.p50, row.peers.p75) == (1e5, 2e5, 4e5)
    assert row.gap_median_usd == pytest.approx(-1e5)
    assert row.gap_usd == pytest.approx((-2e5, 1e5))


def test_without_peers_the_world_is_the_reference(opened: Callable[..., Tables]) -> None:
    row = row_to(price_gap("PAK", "chromite", years=[2024], tables=opened(FLOWS)), "KOR")
    assert row.peers is None
    assert row.reference == "world"
    assert row.gap == pytest.approx(2e5 - 1.5e5)


def test_alone_in_the_world_there_is_no_reference(opened: Callable[..., Tables]) -> None:
    found = price_gap("PAK", "chromite", years=[2024], tables=opened(FLOWS[:1]))
    (row,) = found
    assert (row.status, row.gap, row.gap_usd, row.reference) == ("no_reference", None, None, None)
    assert found.total["gap_usd"] is None


def test_a_missing_quantity_stays_missing_unless_asked(opened: Callable[..., Tables]) -> None:
    tables = opened(FLOWS)
    plain = row_to(price_gap("PAK", "chromite", years=[2024], tables=tables), "JPN")
    assert (plain.status, plain.quantity_t, plain.unit_value) == ("no_quantity", None, None)
    assert plain.gap_usd is None
    filled = row_to(price_gap("PAK", "chromite", years=[2024], impute=True, tables=tables), "JPN")
    assert filled.status == "imputed"
    assert filled.quantity_range_t is not None
    low, high = filled.quantity_range_t
    assert low < filled.quantity_t < high
    # Unit values of the five flows: 100, 150, 200, 300 and 400 kUSD/t.
    assert filled.quantity_t == pytest.approx(300 / 200)
    assert (low, high) == pytest.approx((300 / 360, 300 / 120))
    assert (filled.unit_value, filled.gap_usd) == (None, None)


def test_imputing_changes_no_gap(opened: Callable[..., Tables]) -> None:
    tables = opened(FLOWS)
    plain, filled = (
        price_gap("PAK", "chromite", years=[2024], impute=impute, tables=tables)
        for impute in (False, True)
    )
    assert plain.total == filled.total


def test_what_is_not_in_the_data_is_unknown(opened: Callable[..., Tables]) -> None:
    blind = price_gap("PAK", "antimony", stage="refined", tables=open_tables())
    assert (blind.status, blind.rows, blind.total["value_usd"]) == ("not_covered", (), None)
    none = price_gap("ISL", "chromium", years=[2024], tables=opened(FLOWS))
    assert none.status == "no_trade_recorded"
    assert none.total["gap_median_usd"] is None


def test_a_correction_behind_the_peers_is_named() -> None:
    found = price_gap("BRA", "bauxite", years=[2023], tables=open_tables())
    assert any("bauxite-2023-gin-chn" in note for note in found.corrections)
    other = price_gap("BRA", "bauxite", years=[2022], tables=open_tables())
    assert other.corrections == ()


def test_unknown_names_and_years_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="chromium"):
        price_gap("PAK", "chromum")
    with pytest.raises(UnknownNameError, match="refined"):
        price_gap("PAK", "chromium", stage="refind")
    with pytest.raises(UserError, match="1995"):
        price_gap("PAK", "chromium", years=[1994])


@pytest.mark.parametrize("measure", MEASURES)
def test_each_number_answers_its_trace(measure: str, chromite: PriceGap) -> None:
    row = row_to(chromite, "CHN")
    trace = trace_gap(measure, chromite, row)
    assert trace == trace_trade(trace.id)
    assert trace.value == getattr(row, MEASURES[measure].field)
    assert trace.sources[0].record == "baci"
    assert row.grade_note in trace.assumed


def test_the_command_prints_the_document(tenor_cli: Callable[..., Any]) -> None:
    args = ("gap", "--exporter", "Pakistan", "--commodity", "chromium", "--years", "2023-2024")
    document = tenor_cli(*args, "--json").json
    assert (document["exporter"], document["stage"]) == ("PAK", "ore")
    assert {row["year"] for row in document["rows"]} == {2023, 2024}
    wanted = {"year", "partner", "value_usd", "quantity_t", "unit_value_usd_per_t"}
    wanted |= {"peer_unit_value", "benchmark", "gap_usd_per_t", "gap_usd", "grade_note", "status"}
    assert all(wanted <= set(row) for row in document["rows"])
    assert document["caveats"]
    assert "a point of royalty" in tenor_cli(*args).stdout


def test_prices_have_known_sources_and_one_row_a_year() -> None:
    from tenor.panel.materials import read_materials

    prices = read_prices()
    keys = [(price.commodity, price.name, price.year) for price in prices]
    assert len(keys) == len(set(keys))
    assert {price.source for price in prices} <= set(read_materials().sources)
    assert all(price.value > 0 and price.met == "excerpt" for price in prices)
    for price in prices:
        if price.source == "worldbank-pink-sheet-2026":  # the same months, rounded to the cent
            monthly = find_price(price.commodity, price.year)
            assert monthly is not None and monthly.months == 12
            assert monthly.value == pytest.approx(price.value, abs=0.0051)
    tungsten = find_price("tungsten", 2024)
    assert tungsten is not None
    # 252 USD for a metric tonne unit: 10 kg of WO3, which holds 0.793 of W.
    assert price_per_tonne(tungsten, "W") == pytest.approx(252 / 0.010 / 0.79297, rel=1e-4)


positive = st.floats(0.01, 1e6)
pairs = st.lists(st.tuples(positive, positive), min_size=1, max_size=30)


@given(pairs, st.floats(0.01, 0.99))
def test_weighted_quantiles_are_those_of_a_plain_loop(
    found: list[tuple[float, float]], share: float
) -> None:
    values, weights = (np.array(part) for part in zip(*found, strict=True))
    (mine,) = calc_weighted_quantiles(values, weights, [share])
    below = weights[values <= mine].sum()
    assert mine in values
    assert below >= share * weights.sum() * (1 - 1e-9)
    assert weights[values < mine].sum() <= share * weights.sum() * (1 + 1e-9)


@given(pairs, positive)
def test_weighted_quantiles_scale_with_the_currency(
    found: list[tuple[float, float]], scale: float
) -> None:
    values, weights = (np.array(part) for part in zip(*found, strict=True))
    shares = [0.25, 0.5, 0.75]
    plain = calc_weighted_quantiles(values, weights, shares)
    assert calc_weighted_quantiles(values * scale, weights, shares) == pytest.approx(
        [value * scale for value in plain]
    )
    assert plain == sorted(plain)


@given(st.lists(st.tuples(positive, st.none() | positive), min_size=1, max_size=20))
def test_imputing_keeps_known_tonnes_and_orders_the_rest(
    found: list[tuple[float, float | None]],
) -> None:
    at = np.zeros(len(found), dtype=np.int64)
    value = np.array([v for v, _ in found])
    tonnes = np.array([np.nan if q is None else q for _, q in found])
    flows = Flows(at, at, at, at, at, value, tonnes)
    done = impute_quantities(flows, np.array([1.0, 2.0, 5.0]).reshape(3, 1, 1))
    known = ~np.isnan(tonnes)
    for part in (done.low, done.base, done.high):
        assert np.array_equal(part[known], tonnes[known])
    assert (done.is_imputed == ~known).all()
    assert (done.low[~known] < done.base[~known]).all()
    assert (done.base[~known] < done.high[~known]).all()


def test_a_code_without_unit_values_cannot_be_imputed() -> None:
    at = np.zeros(1, dtype=np.int64)
    flows = Flows(at, at, at, at, at, np.array([5.0]), np.array([np.nan]))
    done = impute_quantities(flows, np.full((3, 1, 1), np.nan))
    assert np.isnan(done.base).all()
