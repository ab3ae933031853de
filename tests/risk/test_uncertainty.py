"""Ranges of a score: governance errors, missing quantities, contained factors."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.core.draws import Normal, uniforms
from tenor.risk import assess
from tenor.risk.importer import ImportMix
from tenor.risk.indices import calc_governance_weight
from tenor.risk.uncertainty import (
    WGI_SLOPE,
    Z90,
    calc_contained_range,
    calc_governance_interval,
    calc_missing_range,
)
from tenor.sources.box import Tables

tonnes = st.floats(0.01, 1e7)
estimates = st.floats(-2.5, 2.5)
errors = st.floats(0.0, 1.0)


def mix_of(
    quantity: list[float],
    estimate: list[float],
    error: list[float],
    *,
    gaps: tuple[tuple[int, float, float], ...] = (),
    factor: tuple[float, float, float] = (0.4, 0.5, 0.6),
) -> ImportMix:
    """Return an import mix; gaps are (code, weight, value) of flows without a quantity."""
    amounts, values = np.array(quantity), np.array(estimate)
    codes, weights, worth = zip(*gaps, strict=True) if gaps else ((), (), ())
    return ImportMix(
        exporters=tuple(f"X{i:02d}" for i in range(len(amounts))),
        quantity=amounts,
        contained=np.outer(factor, amounts),
        weight=calc_governance_weight(values),
        weight_known=~np.isnan(values),
        standard_error=np.array(error),
        value_kusd=float(amounts.sum()),
        flows=len(amounts) + len(gaps),
        gap_code=np.array(codes, dtype=np.int64),
        gap_weight=np.array(weights, dtype=float),
        gap_value_kusd=np.array(worth, dtype=float),
        exports_contained=0.0,
        exports_unmeasured=0,
        exports_unmeasured_share=0.0,
        own_unknown=(),
    )


suppliers = st.lists(st.tuples(tonnes, estimates, errors), min_size=1, max_size=12)


# --- governance -----------------------------------------------------------------------------


@given(suppliers, st.floats(0.01, 1.0), st.floats(0.0, 1e7))
def test_the_interval_holds_the_score(rows, hhi: float, own: float) -> None:
    mix = mix_of(*map(list, zip(*rows, strict=True)))
    found = calc_governance_interval(mix, hhi, own)
    score = hhi * float(mix.weight @ mix.quantity) / (own + mix.total)
    assert 0.0 <= found["low"] <= score * (1 + 1e-12)
    assert score * (1 - 1e-12) <= found["high"] <= hhi
    assert 0.0 <= found["sd"] <= found["sd_common"] * (1 + 1e-12)


@given(st.lists(st.tuples(tonnes, estimates), min_size=1, max_size=12), st.floats(0.01, 1.0))
def test_without_errors_the_interval_is_a_point(rows, hhi: float) -> None:
    amounts, values = map(list, zip(*rows, strict=True))
    found = calc_governance_interval(mix_of(amounts, values, [0.0] * len(rows)), hhi, 1.0)
    assert found["low"] == found["high"]
    assert found["sd"] == found["sd_common"] == 0.0


def test_one_supplier_has_one_spread() -> None:
    found = calc_governance_interval(mix_of([8.0], [0.0], [0.3]), 0.5, 2.0)
    assert found["sd"] == pytest.approx(0.5 * 0.2 * 8 * 0.3 / 10)
    assert found["sd_common"] == pytest.approx(found["sd"])
    assert found["high"] - found["low"] == pytest.approx(2 * Z90 * found["sd"])


def test_suppliers_without_an_error_are_counted() -> None:
    found = calc_governance_interval(mix_of([8.0, 2.0], [0.0, math.nan], [0.3, math.nan]), 0.5, 0)
    assert found["without_error"] == 1


DRAWS = 40_000


@pytest.mark.parametrize("key", ["graphite/ore", "aluminium/refined"])
def test_the_standard_deviations_are_those_of_draws(key: str, box) -> None:
    commodity, stage = key.split("/")
    row = assess("USA", 2022, commodity=commodity, stage=stage).rows[0]
    governance = {
        country: (estimate, error)
        for country, estimate, error in box.execute(
            "SELECT country, estimate, standard_error FROM wgi WHERE year = 2022"
        ).fetchall()
    }
    # Ends of the range of weights are cut off; these suppliers are far from them.
    pairs = [(share, *governance[c]) for c, share in row.import_share.items() if c in governance]
    share, estimate, error = (np.array(column) for column in zip(*pairs, strict=True))
    u = uniforms(7, scenario=key, names=[f"s{i}" for i in range(len(share))], start=0, stop=DRAWS)
    z = Normal(0.0, 1.0).ppf(u)
    dependence = row.imports_t / (row.imports_t + (row.production_t or 0.0))

    def spread(noise: np.ndarray) -> float:
        weights = calc_governance_weight(estimate + error * noise)
        return float(np.std(row.hhi * dependence * weights @ share))

    interval = row.detail["score_interval"]
    assert spread(z) == pytest.approx(interval["sd"], rel=0.02)
    assert spread(z[:, :1]) == pytest.approx(interval["sd_common"], rel=0.02)


def test_the_slope_is_that_of_the_weight() -> None:
    difference = calc_governance_weight(0.0) - calc_governance_weight(1.0)
    assert float(difference) == pytest.approx(WGI_SLOPE)


# --- missing quantities ---------------------------------------------------------------------

PRICES = np.array([[1.0, math.nan], [4.0, math.nan]])


def test_no_gap_has_no_range() -> None:
    assert calc_missing_range(mix_of([1.0], [0.0], [0.1]), 0.5, 1.0, PRICES) is None


def test_a_gap_that_cannot_be_valued_has_no_range() -> None:
    mix = mix_of([1.0], [0.0], [0.1], gaps=((1, 0.9, 8.0),))
    assert calc_missing_range(mix, 0.5, 1.0, PRICES) is None


def test_a_gap_by_hand() -> None:
    # 10 t at weight 0.5 and a gap worth 8 kUSD at weight 0.9: 8 t or 2 t.
    mix = mix_of([10.0], [0.0], [0.1], gaps=((0, 0.9, 8.0), (1, 0.1, 5.0)))
    low, high = calc_missing_range(mix, 0.5, 10.0, PRICES)
    assert low == pytest.approx(0.5 * 5 / 20)
    assert high == pytest.approx(0.5 * (5 + 0.9 * 8) / 28)


@given(
    suppliers,
    st.lists(st.tuples(st.just(0), st.floats(0, 1), st.floats(0.01, 1e6)), min_size=1, max_size=4),
    st.floats(0.0, 1e7),
)
def test_the_missing_range_holds_the_score(rows, gaps, own: float) -> None:
    mix = mix_of(*map(list, zip(*rows, strict=True)), gaps=tuple(gaps))
    low, high = calc_missing_range(mix, 0.4, own, PRICES)
    score = 0.4 * float(mix.weight @ mix.quantity) / (own + mix.total)
    assert low <= score * (1 + 1e-12) and score * (1 - 1e-12) <= high


def test_the_range_takes_unit_values_of_the_world(made_up: Callable[..., Tables]) -> None:
    world = [("261710", 2022, "DEU", "CHN", 2.0 * i, 1.0) for i in range(1, 2)]
    world += [("261710", 2022, "FRA", e, 2.0, 1.0) for e in ("BOL", "TJK", "TUR")]
    own = [("261710", 2022, "USA", "TJK", 20.0, 10.0), ("261710", 2022, "USA", "CHN", 8.0, None)]
    tables = made_up(
        baci=[*world, *own],
        wmd=[("Antimony", "CHN", 2022, 5.0, "t", "r"), ("Antimony", "TJK", 2022, 5.0, "t", "r")],
        wgi=[("CHN", 2022, -2.5, 0.2, 9), ("TJK", 2022, 2.5, 0.2, 9)],
    )
    row = assess("USA", 2022, commodity="antimony", stage="ore", tables=tables).rows[0]
    # Every flow is worth 2 kUSD/t, so that the gap of 8 kUSD is 4 t from a country that weighs 1.
    low, high = row.detail["score_missing_range"]
    assert (row.score, low) == (0.0, 0.0)
    assert high == pytest.approx(0.5 * 4 / 14)


# --- contained factors ----------------------------------------------------------------------


@given(suppliers, st.floats(0.0, 1e6))
def test_the_contained_score_rises_with_the_factor(rows, own: float) -> None:
    columns = list(map(list, zip(*rows, strict=True)))
    narrow, wide = mix_of(*columns), mix_of(*columns, factor=(0.3, 0.5, 0.7))
    low, high = calc_contained_range(narrow, 0.5, own)
    lower, higher = calc_contained_range(wide, 0.5, own)
    assert lower <= low * (1 + 1e-12) and high <= higher * (1 + 1e-12)


def test_the_contained_range_by_hand() -> None:
    low, high = calc_contained_range(mix_of([10.0], [0.0], [0.1]), 0.5, 6.0)
    assert (low, high) == (pytest.approx(0.5 * 2 / 10), pytest.approx(0.5 * 3 / 12))


def test_an_unknown_factor_leaves_no_range() -> None:
    mix = mix_of([10.0], [0.0], [0.1], factor=(math.nan, 0.5, 0.6))
    assert calc_contained_range(mix, 0.5, 6.0) is None
