"""Array guards: what passes, what is refused and what the message tells."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tenor.core.errors import ShapeError, UnitError
from tenor.core.guards import (
    require_dims,
    require_finite,
    require_labels_equal,
    require_nothing_dropped,
    require_range,
    require_shares,
    require_units,
)


def array(labels, name="trade", **attrs) -> xr.DataArray:
    values = np.arange(len(labels), dtype=float)
    return xr.DataArray(values, coords={"country": list(labels)}, name=name, attrs=attrs)


def test_units_and_basis():
    mined = array(["CHN"], units="t Sb/y", basis="contained")
    require_units(mined, "t Sb/y")
    require_units(mined, "tonnes Sb per year", basis="contained")
    with pytest.raises(UnitError, match="array 'trade': expected units 't/y', found 't Sb/y'"):
        require_units(mined, "t/y")
    with pytest.raises(UnitError, match="expected basis 'gross', found 'contained'"):
        require_units(mined, "t Sb/y", basis="gross")
    with pytest.raises(UnitError, match="found None"):
        require_units(array(["CHN"], units="t"), "t", basis="gross")
    with pytest.raises(UnitError, match="states no units"):
        require_units(array(["CHN"]), "t")


def test_price_years_are_part_of_the_unit():
    with pytest.raises(UnitError):
        require_units(array(["CHN"], units="USD_2020/t Sb"), "USD_2024/t Sb")


def test_dims():
    trade = xr.DataArray(np.zeros((1, 1)), dims=("exporter", "importer"), name="trade")
    require_dims(trade, ("importer", "exporter"))
    require_dims(trade, ("exporter", "importer"), ordered=True)
    with pytest.raises(ShapeError, match="order matters"):
        require_dims(trade, ("importer", "exporter"), ordered=True)
    with pytest.raises(ShapeError, match=r"expected dimensions \('exporter',\)"):
        require_dims(trade, ("exporter",))


def test_labels_missing_on_either_side_are_counted_and_five_shown():
    left, right = array("ABCDEFGH", "left"), array("HZ", "right")
    with pytest.raises(ShapeError) as caught:
        require_labels_equal(left, right)
    assert str(caught.value) == (
        "labels of 'country' differ: array 'right' lacks 7 (A, B, C, D, E and 2 more); "
        "array 'left' lacks 1 (Z)"
    )


def test_labels_in_another_order_or_repeated_or_absent():
    with pytest.raises(ShapeError, match="another order"):
        require_labels_equal(array("AB"), array("BA"))
    with pytest.raises(ShapeError, match="repeated: 1"):
        require_labels_equal(array("AAB"), array("AAB"))
    bare = xr.DataArray([1.0], dims="country")
    with pytest.raises(ShapeError, match="has no labels"):
        require_labels_equal(bare, bare)
    with pytest.raises(ShapeError, match="no dimension 'year'"):
        require_labels_equal(array("A"), array("A"), dims=["year"])


LABELS = st.lists(st.sampled_from("ABCDEFGHIJ"), unique=True)


@given(LABELS, LABELS)
def test_labels_pass_only_where_they_are_equal(one, two):
    left, right = array(one), array(two)
    if one == two:
        require_labels_equal(left, right)
    else:
        with pytest.raises(ShapeError):
            require_labels_equal(left, right)


POSITIVE = hnp.arrays(
    np.float64, hnp.array_shapes(min_dims=2, max_dims=2), elements=st.floats(0.01, 1e6)
)


@given(POSITIVE)
def test_normalised_rows_are_shares_and_their_multiples_are_not(values):
    shares = values / values.sum(axis=1, keepdims=True)
    require_shares(shares)
    labelled = xr.DataArray(shares, dims=("importer", "exporter"))
    require_shares(labelled, "exporter")
    with pytest.raises(ShapeError):
        require_shares(shares * 100)
    with pytest.raises(ShapeError, match="sum to 1"):
        require_shares(shares * 0.9)


def test_shares_with_unknown_parts():
    require_shares([0.4, np.nan])
    require_shares([np.nan, np.nan])
    require_shares([0.4, 0.1], sum_to_one=False)
    with pytest.raises(ShapeError, match="sum to 1"):
        require_shares([0.7, 0.7, np.nan])
    with pytest.raises(ShapeError, match="sum to 1"):
        require_shares([0.0, 0.0])
    with pytest.raises(ShapeError, match=r"in 0\.\.1; 1 are not \(-0\.5\)"):
        require_shares([1.0, 0.5, -0.5])
    with pytest.raises(ShapeError, match="no dimension 'year'"):
        require_shares(array("A"), "year")


def test_shares_of_labelled_arrays_sum_along_their_dimension():
    shares = xr.DataArray([[0.5, 1.0], [0.5, 0.0]], dims=("exporter", "importer"), name="share")
    require_shares(shares, "exporter")
    with pytest.raises(ShapeError, match=r"array 'share'.*1\.5"):
        require_shares(shares, "importer")


def test_range():
    require_range(array("ABC"), 0, 2)
    with pytest.raises(ShapeError, match=r"must be in 0\.\.1; 1 are not \(2\)"):
        require_range(array("ABC"), 0, 1)


def test_finite():
    require_finite(array("ABC"))
    holes = array("ABC", "price")
    holes[1] = np.nan
    require_finite(holes, allow_unknown=True)
    with pytest.raises(ShapeError, match=r"1 of 3 values unknown or infinite, at .country=B."):
        require_finite(holes)
    holes[2] = np.inf
    with pytest.raises(ShapeError, match=r"1 of 3 values infinite, at .country=C."):
        require_finite(holes, allow_unknown=True)
    with pytest.raises(ShapeError, match="and 4 more"):
        require_finite(np.full((3, 3), np.nan))


@given(st.lists(st.integers(0, 5)), st.lists(st.integers(0, 5)))
def test_nothing_dropped(before, extra):
    require_nothing_dropped(before, [*extra, *before], "step")
    if before:
        with pytest.raises(ShapeError, match="step dropped 1 "):
            require_nothing_dropped(before, before[1:], "step")
