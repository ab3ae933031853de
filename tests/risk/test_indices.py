"""Indices keep the properties that their definitions promise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tenor.risk.indices import (
    REFERENCE_COPPER_MIDPOINT,
    calc_characterisation_factor,
    calc_eu_supply_risk,
    calc_governance_weight,
    calc_hhi,
    calc_import_risk,
    calc_net_import_reliance,
    calc_weighted_hhi,
    safe_divide,
    sum_by,
)

tonnes = st.floats(0.001, 1e9)
supplies = st.lists(tonnes, min_size=1, max_size=30)
fraction = st.floats(0.0, 1.0)
CLOSE = 1e-9


# --- concentration --------------------------------------------------------------------------


@given(supplies)
def test_hhi_lies_between_one_over_n_and_one(amounts: list[float]) -> None:
    assert 1 / len(amounts) - CLOSE <= float(calc_hhi(amounts)) <= 1 + CLOSE


@pytest.mark.parametrize("n", [1, 2, 7, 100])
def test_hhi_of_equal_suppliers_is_one_over_n(n: int) -> None:
    assert float(calc_hhi([3.5] * n)) == pytest.approx(1 / n, rel=1e-14)


def test_hhi_by_hand() -> None:
    assert float(calc_hhi([50.0, 30.0, 20.0])) == pytest.approx(0.25 + 0.09 + 0.04)


@given(supplies, st.randoms(use_true_random=False))
def test_hhi_does_not_depend_on_the_order_of_labels(amounts: list[float], random) -> None:
    shuffled = random.sample(amounts, len(amounts))
    assert float(calc_hhi(shuffled)) == pytest.approx(float(calc_hhi(amounts)), rel=1e-12)


@given(supplies, st.floats(1e-6, 1e6))
def test_hhi_does_not_depend_on_the_unit(amounts: list[float], scale: float) -> None:
    scaled = [amount * scale for amount in amounts]
    assert float(calc_hhi(scaled)) == pytest.approx(float(calc_hhi(amounts)), rel=1e-9)


@given(supplies, st.data())
def test_a_supplier_split_in_two_never_raises_hhi(amounts: list[float], data) -> None:
    at = data.draw(st.integers(0, len(amounts) - 1))
    part = data.draw(fraction) * amounts[at]
    split = [*amounts[:at], part, amounts[at] - part, *amounts[at + 1 :]]
    assert float(calc_hhi(split)) <= float(calc_hhi(amounts)) + CLOSE


@given(st.lists(tonnes, min_size=2, max_size=30), st.data())
def test_a_merger_of_two_suppliers_never_lowers_hhi(amounts: list[float], data) -> None:
    i, j = data.draw(st.lists(st.sampled_from(range(len(amounts))), min_size=2, max_size=2))
    assume(i != j)
    others = [amount for k, amount in enumerate(amounts) if k not in (i, j)]
    merged = [*others, amounts[i] + amounts[j]]
    assert float(calc_hhi(merged)) >= float(calc_hhi(amounts)) - CLOSE


@given(supplies, st.integers(1, 5))
def test_unknown_suppliers_are_left_out_of_hhi(amounts: list[float], unknown: int) -> None:
    with_gaps = amounts + [math.nan] * unknown
    assert float(calc_hhi(with_gaps)) == pytest.approx(float(calc_hhi(amounts)), rel=1e-12)


@pytest.mark.parametrize("amounts", [[], [math.nan], [math.nan, math.nan], [0.0, 0.0]])
def test_hhi_of_nothing_is_not_known(amounts: list[float]) -> None:
    assert math.isnan(float(calc_hhi(np.array(amounts))))


def test_hhi_runs_along_the_axis_asked_for() -> None:
    table = np.array([[1.0, 1.0, math.nan], [2.0, 0.0, 0.0], [math.nan] * 3])
    assert calc_hhi(table).tolist()[:2] == [0.5, 1.0]
    assert math.isnan(calc_hhi(table)[2])
    assert calc_hhi(table, axis=0)[0] == pytest.approx((1 + 4) / 9)


@given(supplies, st.floats(0.0, 10.0))
def test_one_weight_for_all_scales_hhi(amounts: list[float], weight: float) -> None:
    found = float(calc_weighted_hhi(amounts, [weight] * len(amounts)))
    assert found == pytest.approx(weight * float(calc_hhi(amounts)), rel=1e-9, abs=1e-12)


@given(st.lists(st.tuples(tonnes, st.floats(0.0, 10.0)), min_size=1, max_size=20))
def test_weighted_hhi_stays_within_its_weights(pairs: list[tuple[float, float]]) -> None:
    amounts, weights = zip(*pairs, strict=True)
    hhi, found = float(calc_hhi(amounts)), float(calc_weighted_hhi(amounts, weights))
    assert min(weights) * hhi - CLOSE <= found <= max(weights) * hhi + CLOSE


# --- governance weight ----------------------------------------------------------------------


@given(st.floats(-100, 100))
def test_a_governance_weight_lies_between_zero_and_one(estimate: float) -> None:
    assert 0.0 <= float(calc_governance_weight(estimate)) <= 1.0


@given(st.floats(-5, 5), st.floats(-5, 5))
def test_a_more_stable_country_never_weighs_more(first: float, second: float) -> None:
    low, high = sorted((first, second))
    assert float(calc_governance_weight(low)) >= float(calc_governance_weight(high))


@given(st.floats(-2.5, 2.5))
def test_the_governance_weight_is_linear_inside_its_range(estimate: float) -> None:
    assert float(calc_governance_weight(estimate)) == pytest.approx((2.5 - estimate) / 5)


def test_an_unknown_estimate_weighs_one_half() -> None:
    assert float(calc_governance_weight(math.nan)) == 0.5


# --- import risk ----------------------------------------------------------------------------


@given(st.lists(st.tuples(tonnes, fraction), min_size=1, max_size=20), st.floats(0, 1e9))
def test_import_risk_lies_between_zero_and_the_import_dependence(pairs, domestic: float) -> None:
    amounts, weights = (np.array(column) for column in zip(*pairs, strict=True))
    total = amounts.sum()
    risk = float(calc_import_risk(amounts @ weights, total, domestic))
    assert -CLOSE <= risk <= total / (total + domestic) + CLOSE


def test_import_risk_without_any_supply_is_not_known() -> None:
    assert math.isnan(float(calc_import_risk(0.0, 0.0, 0.0)))


@given(tonnes, st.floats(0.0, 0.999))
def test_own_output_lowers_import_risk(imports: float, weight: float) -> None:
    alone = float(calc_import_risk(weight * imports, imports, 0.0))
    halved = float(calc_import_risk(weight * imports, imports, imports))
    assert alone == pytest.approx(weight, abs=1e-12)
    assert halved == pytest.approx(weight / 2, abs=1e-12)


# --- net import reliance --------------------------------------------------------------------


@given(tonnes, tonnes, tonnes)
def test_net_import_reliance_never_exceeds_one(imports: float, exports: float, own: float) -> None:
    found = float(calc_net_import_reliance(imports, exports, own))
    assert math.isnan(found) or found <= 1 + CLOSE


@given(tonnes, tonnes)
def test_reliance_is_one_without_production_and_zero_when_trade_balances(
    imports: float, own: float
) -> None:
    assert float(calc_net_import_reliance(imports, 0.0, 0.0)) == pytest.approx(1.0)
    assert float(calc_net_import_reliance(imports, imports, own)) == 0.0


@given(tonnes, tonnes, tonnes)
def test_reliance_and_self_sufficiency_sum_to_one(imports: float, exports: float, own: float):
    use = own + imports - exports
    assume(use > 1e-3 * (own + imports + exports))  # else the difference is rounding
    reliance = float(calc_net_import_reliance(imports, exports, own))
    assert reliance + own / use == pytest.approx(1.0, rel=1e-6, abs=1e-6)


def test_a_net_exporter_has_negative_reliance() -> None:
    assert float(calc_net_import_reliance(10.0, 30.0, 100.0)) == pytest.approx(-0.25)


@pytest.mark.parametrize(
    ("imports", "exports", "own"),
    [(0.0, 5.0, 5.0), (1.0, 9.0, 2.0), (math.nan, 0.0, 1.0), (1.0, 0.0, math.nan)],
)
def test_reliance_is_not_known_without_a_use(imports: float, exports: float, own: float) -> None:
    assert math.isnan(float(calc_net_import_reliance(imports, exports, own)))


# --- characterisation factor ----------------------------------------------------------------


@given(fraction, st.floats(1e-3, 1e5))
def test_the_characterisation_factor_is_linear_in_score_and_price(score: float, price: float):
    found = float(calc_characterisation_factor(score, price))
    assert found * REFERENCE_COPPER_MIDPOINT == pytest.approx(score * price, rel=1e-12)


# --- EU-style index -------------------------------------------------------------------------

weight10 = st.floats(0.0, 10.0)


def eu(gs: float, so: float, ir: float, rir: float = 0.0, si: float = 1.0) -> float:
    return float(
        calc_eu_supply_risk(
            global_hhi=gs, sourcing_hhi=so, import_reliance=ir, recycling=rir, substitution=si
        )
    )


@given(weight10, weight10, fraction, fraction, fraction)
def test_the_eu_index_lies_between_zero_and_ten(gs, so, ir, rir, si) -> None:
    assert -CLOSE <= eu(gs, so, ir, rir, si) <= 10 + CLOSE


@given(weight10, weight10)
def test_full_reliance_takes_the_mean_of_both_and_none_the_sourcing(gs: float, so: float) -> None:
    assert eu(gs, so, 1.0) == pytest.approx((gs + so) / 2)
    assert eu(gs, so, 0.0) == pytest.approx(so)
    assert eu(gs, so, -0.7) == pytest.approx(so)


@given(weight10, fraction, fraction, fraction)
def test_equal_concentrations_make_reliance_irrelevant(hhi, ir, rir, si) -> None:
    assert eu(hhi, hhi, ir, rir, si) == pytest.approx(hhi * (1 - rir) * si, abs=1e-12)


@given(weight10, weight10, fraction, fraction)
def test_full_recycling_or_full_substitution_ends_the_risk(gs, so, ir, other) -> None:
    assert eu(gs, so, ir, 1.0, other) == 0.0
    assert eu(gs, so, ir, other, 0.0) == 0.0


def test_an_unknown_part_makes_the_eu_index_unknown() -> None:
    assert math.isnan(eu(4.0, 2.0, math.nan))
    assert math.isnan(eu(4.0, math.nan, 0.5))


# --- sums and quotients ---------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 4), st.floats(-1e6, 1e6)), max_size=50))
def test_sums_by_group_are_those_of_a_loop(entries: list[tuple[int, float]]) -> None:
    expected = [sum(value for at, value in entries if at == group) for group in range(5)]
    labels = np.array([at for at, _ in entries], dtype=np.int64)
    assert sum_by(labels, [v for _, v in entries], 5).tolist() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("top", "bottom", "expected"),
    [(1.0, 2.0, 0.5), (1.0, 0.0, math.nan), (0.0, 0.0, math.nan), (1.0, math.nan, math.nan)],
)
def test_a_quotient_over_zero_or_unknown_is_not_known(top, bottom, expected) -> None:
    found = float(safe_divide(top, bottom))
    assert found == expected or (math.isnan(found) and math.isnan(expected))


def test_quotients_broadcast_and_never_warn() -> None:
    with np.errstate(all="raise"):
        found = safe_divide(np.array([[1.0], [4.0]]), np.array([2.0, 0.0]))
    assert found[:, 0].tolist() == [0.5, 2.0]
    assert np.isnan(found[:, 1]).all()
