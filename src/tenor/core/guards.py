"""Guards on arrays: they return nothing or the array's labels, and raise where a rule is broken.

They read ``attrs``, ``dims`` and ``indexes`` of xarray objects and never change or
drop anything. Where a plain NumPy array makes sense it is accepted as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tenor.core.errors import ShapeError, UnitError
from tenor.core.units import canonical_unit

__all__ = [
    "LabelledArray",
    "require_dims",
    "require_finite",
    "require_labels_equal",
    "require_nothing_dropped",
    "require_range",
    "require_shares",
    "require_units",
]

_SHOWN = 5


class LabelledArray(Protocol):
    """What the guards use of an xarray DataArray."""

    @property
    def name(self) -> Any:
        """Name of the array, or None."""

    @property
    def dims(self) -> tuple[Any, ...]:
        """Names of the dimensions."""

    @property
    def attrs(self) -> Mapping[Any, Any]:
        """Attributes; ``units`` and ``basis`` are read."""

    @property
    def indexes(self) -> Mapping[Any, Any]:
        """Labels by dimension."""

    @property
    def values(self) -> Any:
        """The numbers."""


def require_units(array: LabelledArray, unit: str, *, basis: str | None = None) -> None:
    """Raise unless ``attrs["units"]`` states `unit` and, where asked, ``attrs["basis"]`` `basis`.

    Two ways to write one unit are the same ("tonnes" and "t"); another unit of the same
    dimension is not, since nothing is converted here.

    Raises
    ------
    UnitError
        The unit or basis is missing or another one.

    Examples
    --------
    >>> import xarray as xr
    >>> mined = xr.DataArray([1.0], dims="country", name="mined", attrs={"units": "t Sb/y"})
    >>> require_units(mined, "t Sb/y")
    >>> require_units(mined, "kt Sb/y")
    Traceback (most recent call last):
    ...
    tenor.core.errors.UnitError: array 'mined': expected units 'kt Sb/y', found 't Sb/y'; convert it
    """
    found = array.attrs.get("units")
    if found is None:
        raise UnitError(f"{_called(array)} states no units; set attrs['units'], expected {unit!r}")
    if found != unit and canonical_unit(str(found)) != canonical_unit(unit):
        raise UnitError(f"{_called(array)}: expected units {unit!r}, found {found!r}; convert it")
    if basis is not None and array.attrs.get("basis") != basis:
        raise UnitError(
            f"{_called(array)}: expected basis {basis!r}, found {array.attrs.get('basis')!r}; a "
            "basis is never assumed"
        )


def require_dims(array: LabelledArray, dims: Sequence[str], *, ordered: bool = False) -> None:
    """Raise unless an array has exactly the dimensions named.

    Raises
    ------
    ShapeError
        A dimension is missing or not expected, or the order differs where `ordered` is set.

    Examples
    --------
    >>> import xarray as xr
    >>> require_dims(xr.DataArray([[1.0]], dims=("year", "country")), ("country", "year"))
    """
    found = tuple(array.dims)
    wrong = found != tuple(dims) if ordered else sorted(map(str, found)) != sorted(dims)
    if wrong:
        raise ShapeError(
            f"{_called(array)}: expected dimensions {tuple(dims)}, found {found}"
            + (" (the order matters)" if ordered else "")
        )


def require_labels_equal(
    left: LabelledArray, right: LabelledArray, *, dims: Iterable[str] | None = None
) -> None:
    """Raise unless two arrays have the same labels, in the same order, in each dimension.

    Parameters
    ----------
    left, right : DataArray
    dims : iterable of str, optional
        Dimensions to compare; those that both arrays have if not given.

    Raises
    ------
    ShapeError
        Labels are missing on one side (first five and a count), repeated, or in another order.

    Examples
    --------
    >>> import xarray as xr
    >>> a = xr.DataArray([1.0, 2.0], coords={"country": ["CHN", "USA"]}, name="a")
    >>> b = xr.DataArray([1.0], coords={"country": ["CHN"]}, name="b")
    >>> require_labels_equal(a, b)
    Traceback (most recent call last):
    ...
    tenor.core.errors.ShapeError: labels of 'country' differ: array 'b' lacks 1 (USA)
    """
    shared = [d for d in left.dims if d in right.dims] if dims is None else list(dims)
    for dim in shared:
        mine, its = _labels(left, dim), _labels(right, dim)
        faults = [
            f"{_called(side)} lacks {_few(missing)}"
            for side, missing in ((right, _minus(mine, its)), (left, _minus(its, mine)))
            if missing
        ]
        if faults:
            raise ShapeError(f"labels of {dim!r} differ: {'; '.join(faults)}")
        if mine != its:
            raise ShapeError(
                f"labels of {dim!r} are the same in {_called(left)} and {_called(right)} but in "
                "another order; reindex one of them"
            )


def require_shares(
    array: LabelledArray | ArrayLike,
    dim: str | None = None,
    *,
    tol: float = 1e-9,
    sum_to_one: bool = True,
) -> None:
    """Raise unless values are fractions in 0..1 that sum to 1 along a dimension.

    Where a share is unknown (NaN), the known ones may not sum to more than 1.

    Parameters
    ----------
    array : DataArray or array_like
        [fraction]
    dim : str, optional
        Dimension of the sum for a DataArray; a plain array is summed along its last axis, and an
        array with labels and no `dim` as a whole.
    tol : float
        Allowed distance from 0, 1 and the sum of 1.
    sum_to_one : bool
        False to check the range only.

    Raises
    ------
    ShapeError
        A value is outside 0..1 or a sum is not 1.

    Examples
    --------
    >>> require_shares([0.25, 0.75])
    >>> require_shares([25.0, 75.0])
    Traceback (most recent call last):
    ...
    tenor.core.errors.ShapeError: array: shares must be in 0..1; 2 are not (25, 75)
    """
    require_range(array, 0.0, 1.0, tol=tol, what="shares")
    if not sum_to_one:
        return
    values = _values(array)
    axis: int | None = None
    if dim is not None and hasattr(array, "dims"):
        if dim not in array.dims:
            raise ShapeError(f"{_called(array)}: no dimension {dim!r}; it has {array.dims}")
        axis = tuple(array.dims).index(dim)
    elif not hasattr(array, "dims"):
        axis = -1
    sums = np.atleast_1d(np.nansum(values, axis=axis))
    known = np.atleast_1d(~np.isnan(values).any(axis=axis))
    wrong = sums[(sums > 1 + tol) | (known & (sums < 1 - tol))]
    if wrong.size:
        raise ShapeError(
            f"{_called(array)}: shares must sum to 1; {wrong.size} of {sums.size} sums do not "
            f"({_numbers(wrong)})"
        )


def require_range(
    array: LabelledArray | ArrayLike,
    low: float,
    high: float,
    *,
    tol: float = 0.0,
    what: str = "values",
) -> None:
    """Raise unless all known values are between `low` and `high`; NaN is passed over.

    Raises
    ------
    ShapeError
        A value is outside; the first five and the count are in the message.

    Examples
    --------
    >>> require_range([0.0, float("nan"), 2.0], 0.0, 2.0)
    """
    values = _values(array)
    outside = values[(values < low - tol) | (values > high + tol)]
    if outside.size:
        raise ShapeError(
            f"{_called(array)}: {what} must be in {low:g}..{high:g}; {outside.size} are not "
            f"({_numbers(outside)})"
        )


def require_finite(array: LabelledArray | ArrayLike, *, allow_unknown: bool = False) -> None:
    """Raise unless all values are finite; NaN (unknown) passes where it is allowed.

    Raises
    ------
    ShapeError
        Values are infinite or unknown; counts and the first places are in the message.

    Examples
    --------
    >>> require_finite([1.0, float("nan")], allow_unknown=True)
    >>> require_finite([1.0, float("nan")])
    Traceback (most recent call last):
    ...
    tenor.core.errors.ShapeError: array: 1 of 2 values unknown or infinite, at (1,)
    """
    values = _values(array)
    wrong = np.isinf(values) if allow_unknown else ~np.isfinite(values)
    if not wrong.any():
        return
    count, places = int(wrong.sum()), np.argwhere(wrong)[:_SHOWN]
    shown = ", ".join(_place(array, tuple(int(i) for i in place)) for place in places)
    kind = "infinite" if allow_unknown else "unknown or infinite"
    more = f" and {count - _SHOWN} more" if count > _SHOWN else ""
    raise ShapeError(f"{_called(array)}: {count} of {values.size} values {kind}, at {shown}{more}")


def require_nothing_dropped(before: Iterable[Any], after: Iterable[Any], what: str) -> None:
    """Raise unless every key of a table or join is still there after a step.

    Parameters
    ----------
    before, after : iterable of hashable
        Keys before and after, e.g. commodity names; repeated keys count.
    what : str
        The step, for the message, e.g. ``"join of trade and production"``.

    Raises
    ------
    ShapeError
        Keys were lost; the first five and the count are in the message.

    Examples
    --------
    >>> require_nothing_dropped(["Sb", "W"], ["W", "Sb", "Cu"], "join")
    >>> require_nothing_dropped(["Sb", "W"], ["W"], "join")
    Traceback (most recent call last):
    ...
    tenor.core.errors.ShapeError: join dropped 1 (Sb); keep them as unknown or say why they go
    """
    lost = _minus(list(before), list(after))
    if lost:
        raise ShapeError(f"{what} dropped {_few(lost)}; keep them as unknown or say why they go")


def _called(array: object) -> str:
    name = getattr(array, "name", None)
    return "array" if name is None else f"array {name!r}"


def _values(array: object) -> NDArray[np.float64]:
    return np.asarray(getattr(array, "values", array), dtype=np.float64)


def _labels(array: LabelledArray, dim: str) -> list[Any]:
    if dim not in array.dims:
        raise ShapeError(f"{_called(array)}: no dimension {dim!r}; it has {tuple(array.dims)}")
    if dim not in array.indexes:
        raise ShapeError(f"{_called(array)}: dimension {dim!r} has no labels")
    labels = list(array.indexes[dim])
    if len(set(labels)) != len(labels):
        twice = _minus(labels, list(dict.fromkeys(labels)))
        raise ShapeError(f"{_called(array)}: labels of {dim!r} are repeated: {_few(twice)}")
    return labels


def _minus(left: Sequence[Any], right: Sequence[Any]) -> list[Any]:
    spare: dict[Any, int] = {}
    for item in right:
        spare[item] = spare.get(item, 0) + 1
    missing = []
    for item in left:
        if spare.get(item, 0):
            spare[item] -= 1
        else:
            missing.append(item)
    return missing


def _few(items: Sequence[Any]) -> str:
    more = f" and {len(items) - _SHOWN} more" if len(items) > _SHOWN else ""
    return f"{len(items)} ({', '.join(str(item) for item in items[:_SHOWN])}{more})"


def _numbers(values: NDArray[np.float64]) -> str:
    more = f" and {values.size - _SHOWN} more" if values.size > _SHOWN else ""
    return ", ".join(f"{value:.6g}" for value in values.flat[:_SHOWN]) + more


def _place(array: object, index: tuple[int, ...]) -> str:
    dims, indexes = getattr(array, "dims", None), getattr(array, "indexes", {})
    if dims is None or not all(dim in indexes for dim in dims):
        return str(index)
    labels = (f"{dim}={indexes[dim][i]}" for dim, i in zip(dims, index, strict=True))
    return f"({', '.join(labels)})"
