"""Distributions as checked parameters with a quantile function.

``ppf(u)`` turns uniform draws in 0..1 into values. SciPy is imported where it is used.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tenor.core.errors import ShapeError, UserError

__all__ = [
    "Discrete",
    "Distribution",
    "Fixed",
    "LogNormal",
    "Normal",
    "Pert",
    "Triangular",
    "TruncatedNormal",
    "Uniform",
]

Floats = NDArray[np.float64]

_LEAST_BETA = 1e-100


@runtime_checkable
class Distribution(Protocol):
    """Anything with a quantile function."""

    def ppf(self, u: ArrayLike) -> Floats:
        """Return the values below which a fraction `u` of the distribution lies."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A known value.

    Examples
    --------
    >>> Fixed(2.0).ppf([0.1, 0.9]).tolist()
    [2.0, 2.0]
    """

    value: float

    def __post_init__(self) -> None:
        _require_finite("Fixed", value=self.value)

    def ppf(self, u: ArrayLike) -> Floats:
        """Return the value for every `u`."""
        return np.full_like(_fractions(u), self.value)


@dataclass(frozen=True, slots=True)
class Uniform:
    """All values from `low` to `high` alike.

    Examples
    --------
    >>> Uniform(1.0, 3.0).ppf([0.0, 0.5]).tolist()
    [1.0, 2.0]
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        _require_finite("Uniform", low=self.low, high=self.high)
        _require(self.low < self.high, f"Uniform: low {self.low} is not below high {self.high}")

    def ppf(self, u: ArrayLike) -> Floats:
        """Return ``low + u (high - low)``."""
        return self.low + _fractions(u) * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Normal:
    """The normal distribution of a mean and a standard deviation.

    Examples
    --------
    >>> Normal(10.0, 2.0).ppf(0.5).tolist()
    10.0
    """

    mean: float
    sd: float

    def __post_init__(self) -> None:
        _require_finite("Normal", mean=self.mean, sd=self.sd)
        _require(self.sd > 0, f"Normal: sd {self.sd} is not above 0")

    def ppf(self, u: ArrayLike) -> Floats:
        """Return ``mean + sd z(u)``; the ends 0 and 1 give minus and plus infinity."""
        from scipy.special import ndtri

        return np.asarray(self.mean + self.sd * ndtri(_fractions(u)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class TruncatedNormal:
    """A normal distribution cut off below `low` and above `high`; either may be infinite.

    `mean` and `sd` are those before the cut.

    Examples
    --------
    >>> TruncatedNormal(0.0, 1.0, low=-1.0, high=1.0).ppf([0.0, 0.5, 1.0]).round(9).tolist()
    [-1.0, 0.0, 1.0]
    """

    mean: float
    sd: float
    low: float
    high: float

    def __post_init__(self) -> None:
        _require_finite("TruncatedNormal", mean=self.mean, sd=self.sd)
        _require(self.sd > 0, f"TruncatedNormal: sd {self.sd} is not above 0")
        _require(
            self.low < self.high,
            f"TruncatedNormal: low {self.low} is not below high {self.high}",
        )

    def ppf(self, u: ArrayLike) -> Floats:
        """Return the quantiles, worked out in logarithms so that far tails keep their digits."""
        fractions = _fractions(u)
        a, b = (self.low - self.mean) / self.sd, (self.high - self.mean) / self.sd
        # The right tail is turned over, since a probability close to 1 has no digits left.
        scores = -_lower_scores(1 - fractions, -b, -a) if a > 0 else _lower_scores(fractions, a, b)
        return np.clip(self.mean + self.sd * scores, self.low, self.high)


@dataclass(frozen=True, slots=True)
class LogNormal:
    """A quantity whose logarithm is normal, with its median and the sd of its logarithm.

    Examples
    --------
    >>> LogNormal.from_range(50.0, 200.0).ppf([0.05, 0.5, 0.95]).round(6).tolist()
    [50.0, 100.0, 200.0]
    """

    median: float
    sigma: float

    def __post_init__(self) -> None:
        _require_finite("LogNormal", median=self.median, sigma=self.sigma)
        _require(self.median > 0, f"LogNormal: median {self.median} is not above 0")
        _require(self.sigma > 0, f"LogNormal: sigma {self.sigma} is not above 0")

    @classmethod
    def from_range(cls, low: float, high: float, level: float = 0.90) -> Self:
        """Return the distribution with the fraction `level` between `low` and `high`.

        As much lies below `low` as above `high`: with 0.90 they are the quantiles 5% and 95%.
        """
        from scipy.special import ndtri

        _require_finite("LogNormal.from_range", low=low, high=high)
        _require(0 < low < high, f"LogNormal: expected 0 < low < high, found {low} and {high}")
        _require(0 < level < 1, f"LogNormal: level {level} is not between 0 and 1")
        width = 2 * float(ndtri((1 + level) / 2))
        return cls(math.sqrt(low) * math.sqrt(high), math.log(high / low) / width)

    def ppf(self, u: ArrayLike) -> Floats:
        """Return ``median exp(sigma z(u))``."""
        from scipy.special import ndtri

        return np.asarray(self.median * np.exp(self.sigma * ndtri(_fractions(u))), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Triangular:
    """A density that rises from `low` to `mode` and falls to `high`, in straight lines.

    Examples
    --------
    >>> Triangular(0.0, 1.0, 4.0).ppf([0.0, 0.25, 1.0]).tolist()
    [0.0, 1.0, 4.0]
    """

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _require_mode("Triangular", self.low, self.mode, self.high)

    def ppf(self, u: ArrayLike) -> Floats:
        """Return the quantiles of the two straight lines."""
        fractions = _fractions(u)
        span, rise = self.high - self.low, self.mode - self.low
        left = self.low + np.sqrt(fractions * span * rise)
        right = self.high - np.sqrt((1 - fractions) * span * (self.high - self.mode))
        return np.where(fractions <= rise / span, left, right)


@dataclass(frozen=True, slots=True)
class Pert:
    """A beta distribution from `low` to `high` with its mode; `shape` 4 is the usual one.

    .. math:: E = (low + shape mode + high) / (shape + 2)

    Examples
    --------
    >>> Pert(0.0, 5.0, 10.0).ppf(0.5).round(9).tolist()
    5.0
    """

    low: float
    mode: float
    high: float
    shape: float = 4.0

    def __post_init__(self) -> None:
        _require_mode("Pert", self.low, self.mode, self.high)
        _require_finite("Pert", shape=self.shape)
        _require(self.shape > 0, f"Pert: shape {self.shape} is not above 0")

    def ppf(self, u: ArrayLike) -> Floats:
        """Return the quantiles of the scaled beta distribution."""
        from scipy.special import betaincinv

        span = self.high - self.low
        alpha = 1 + self.shape * (self.mode - self.low) / span
        beta = 1 + self.shape * (self.high - self.mode) / span
        fractions = _fractions(u)
        # Far below any draw the inverse no longer converges, and gives NaN.
        shares = betaincinv(alpha, beta, np.maximum(fractions, _LEAST_BETA))
        return self.low + span * np.where(fractions > 0, shares, 0.0)


@dataclass(frozen=True, slots=True)
class Discrete:
    """One of several values, each with its probability.

    Examples
    --------
    >>> Discrete((0.0, 1.0), (0.3, 0.7)).ppf([0.29, 0.31]).tolist()
    [0.0, 1.0]
    """

    values: tuple[float, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", tuple(self.values))
        object.__setattr__(self, "weights", tuple(self.weights))
        _require(
            len(self.values) == len(self.weights) > 0,
            f"Discrete: {len(self.values)} values and {len(self.weights)} weights do not fit",
        )
        _require_finite("Discrete", **{f"value {i}": v for i, v in enumerate(self.values)})
        total = math.fsum(self.weights)
        _require(
            min(self.weights) >= 0 and abs(total - 1) < 1e-9,
            f"Discrete: weights must not be negative and must sum to 1; they sum to {total:g}",
        )

    def ppf(self, u: ArrayLike) -> Floats:
        """Return the value at which the summed weights, in the order given, pass `u`."""
        fractions = _fractions(u)
        edges = np.cumsum(np.asarray(self.weights, dtype=np.float64))[:-1]
        values = np.asarray(self.values, dtype=np.float64)
        return np.asarray(values[np.searchsorted(edges, fractions, side="right")])


def _lower_scores(u: Floats, a: float, b: float) -> Floats:
    from scipy.special import log_ndtr, ndtri_exp

    with np.errstate(divide="ignore"):  # u of 0 or 1 has the logarithm minus infinity
        log_p = np.logaddexp(np.log1p(-u) + log_ndtr(a), np.log(u) + log_ndtr(b))
    return np.asarray(ndtri_exp(np.minimum(log_p, 0.0)), dtype=np.float64)


def _fractions(u: ArrayLike) -> Floats:
    # Contiguous, since functions of strided arrays may round differently.
    fractions = np.array(u, dtype=np.float64, order="C")
    if not np.all((fractions >= 0) & (fractions <= 1)):
        raise ShapeError("uniform draws must be in 0..1")
    return fractions


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise UserError(message)


def _require_finite(name: str, **parameters: float) -> None:
    for key, value in parameters.items():
        _require(math.isfinite(value), f"{name}: {key} is {value}; expected a finite number")


def _require_mode(name: str, low: float, mode: float, high: float) -> None:
    _require_finite(name, low=low, mode=mode, high=high)
    _require(
        low <= mode <= high and low < high,
        f"{name}: expected low <= mode <= high, found {low}, {mode}, {high}",
    )
