"""Quantile functions against scipy.stats, moments and refused parameters."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from tenor.core.distributions import (
    Discrete,
    Distribution,
    Fixed,
    LogNormal,
    Normal,
    Pert,
    Triangular,
    TruncatedNormal,
    Uniform,
)
from tenor.core.errors import ShapeError, UserError

U = np.linspace(0.0005, 0.9995, 1999)

PAIRS = [
    (Uniform(-2.0, 5.0), stats.uniform(-2.0, 7.0)),
    (Normal(3.0, 0.5), stats.norm(3.0, 0.5)),
    (TruncatedNormal(0.3, 0.2, 0.0, 1.0), stats.truncnorm(-1.5, 3.5, 0.3, 0.2)),
    (TruncatedNormal(0.0, 1.0, 5.0, math.inf), stats.truncnorm(5.0, math.inf)),
    (TruncatedNormal(0.0, 1.0, -math.inf, -6.0), stats.truncnorm(-math.inf, -6.0)),
    (LogNormal(100.0, 0.4), stats.lognorm(0.4, scale=100.0)),
    (Triangular(1.0, 2.0, 6.0), stats.triang(0.2, 1.0, 5.0)),
    (Triangular(1.0, 1.0, 6.0), stats.triang(0.0, 1.0, 5.0)),
    (Pert(0.0, 2.0, 10.0), stats.beta(1.8, 4.2, 0.0, 10.0)),
]


@pytest.mark.parametrize(("ours", "reference"), PAIRS, ids=lambda d: repr(d)[:40])
def test_quantiles(ours, reference):
    assert isinstance(ours, Distribution)
    assert np.allclose(ours.ppf(U), reference.ppf(U), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("ours", "reference"), PAIRS, ids=lambda d: repr(d)[:40])
def test_moments(ours, reference):
    # The mean of the quantiles at the middles of 200,000 equal slices.
    values = ours.ppf((np.arange(200_000) + 0.5) / 200_000)
    assert values.mean() == pytest.approx(reference.mean(), rel=1e-4, abs=1e-4)
    assert values.std() == pytest.approx(reference.std(), rel=1e-3)


def test_pert_mean_and_shape():
    u = (np.arange(100_000) + 0.5) / 100_000
    assert Pert(0.0, 2.0, 10.0).ppf(u).mean() == pytest.approx((0 + 4 * 2 + 10) / 6, abs=1e-4)
    assert Pert(0.0, 2.0, 10.0, shape=20.0).ppf(u).std() < Pert(0.0, 2.0, 10.0).ppf(u).std()


def test_a_far_tail_keeps_its_digits():
    # 40 standard deviations out, where the probability itself is no longer a number above 0.
    far = TruncatedNormal(0.0, 1.0, 40.0, 41.0).ppf(U)
    assert np.all(np.diff(far) > 0)
    assert far.mean() == pytest.approx(40 + 1 / 40, abs=1e-3)


@given(
    low=st.floats(1e-3, 1e6),
    ratio=st.floats(1.01, 1e3),
    level=st.floats(0.1, 0.99),
)
def test_lognormal_from_a_range(low, ratio, level):
    high = low * ratio
    made = LogNormal.from_range(low, high, level)
    ends = made.ppf([(1 - level) / 2, (1 + level) / 2])
    assert ends == pytest.approx([low, high], rel=1e-6)
    assert made.median == pytest.approx(math.sqrt(low * high))


@example(low=0.0, parts=(0.5, 1.0), u=[1e-158, 5e-324, 0.0])
@given(
    low=st.floats(-1e6, 1e6),
    parts=st.tuples(st.floats(0, 1), st.floats(1e-3, 1e6)),
    u=st.lists(st.floats(0, 1), min_size=1, max_size=20),
)
def test_bounded_quantiles_stay_in_bounds_and_rise(low, parts, u):
    share, span = parts
    high, mode = low + span, min(low + share * span, low + span)
    ordered = np.sort(np.array(u))
    slack = 1e-9 * (abs(low) + span)
    for made in (Uniform(low, high), Triangular(low, mode, high), Pert(low, mode, high)):
        values = made.ppf(ordered)
        assert values.min() >= low - slack
        assert values.max() <= high + slack
        assert np.all(np.diff(values) >= -slack)


def test_discrete_shares():
    made = Discrete((3.0, 1.0, 2.0), (0.2, 0.0, 0.8))
    values = made.ppf((np.arange(1000) + 0.5) / 1000)
    assert {v: int((values == v).sum()) for v in (1.0, 2.0, 3.0)} == {1.0: 0, 2.0: 800, 3.0: 200}
    assert made.ppf([0.0, 1.0]).tolist() == [3.0, 2.0]


def test_the_input_is_not_changed():
    u = np.array([0.2, 0.4])
    for made in (Fixed(1.0), *(pair[0] for pair in PAIRS)):
        assert made.ppf(u) is not u
    assert u.tolist() == [0.2, 0.4]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Uniform(1.0, 1.0),
        lambda: Uniform(2.0, 1.0),
        lambda: Normal(0.0, 0.0),
        lambda: Normal(math.nan, 1.0),
        lambda: TruncatedNormal(0.0, 1.0, 2.0, 1.0),
        lambda: TruncatedNormal(0.0, -1.0, 0.0, 1.0),
        lambda: LogNormal(0.0, 1.0),
        lambda: LogNormal(1.0, 0.0),
        lambda: LogNormal.from_range(2.0, 1.0),
        lambda: LogNormal.from_range(1.0, 2.0, level=1.0),
        lambda: Triangular(0.0, 2.0, 1.0),
        lambda: Triangular(1.0, 1.0, 1.0),
        lambda: Pert(0.0, -1.0, 1.0),
        lambda: Pert(0.0, 0.5, 1.0, shape=0.0),
        lambda: Discrete((1.0, 2.0), (0.5, 0.4)),
        lambda: Discrete((1.0, 2.0), (1.5, -0.5)),
        lambda: Discrete((1.0,), (0.5, 0.5)),
        lambda: Discrete((), ()),
        lambda: Fixed(math.inf),
    ],
)
def test_parameters_that_make_no_distribution_are_refused(make):
    with pytest.raises(UserError):
        make()


@pytest.mark.parametrize("u", [-0.1, 1.1, math.nan])
def test_draws_outside_the_unit_interval_are_refused(u):
    for made in (Fixed(1.0), Discrete((1.0,), (1.0,)), *(pair[0] for pair in PAIRS)):
        with pytest.raises(ShapeError, match=r"0\.\.1"):
            made.ppf([0.5, u])
