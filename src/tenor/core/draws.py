"""Random draws that do not depend on how the work is cut up.

Each named variable has a counter-based stream of its own, keyed by seed, scenario
and name. A draw is found by its number, so chunks, workers and their order change
nothing, and a new variable leaves the others as they were. Distributions, in
`tenor.core.distributions`, turn uniform draws into values by their quantile function.
"""

from __future__ import annotations

import functools
import hashlib
import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
    "calc_values",
    "correlate",
    "require_correlation",
    "score_correlation",
    "sobol",
    "uniforms",
]

Floats = NDArray[np.float64]

_SCHEME = "tenor.draws/1"  # part of every key; to be changed only with a change of the streams
_PER_BLOCK = 4  # numbers that Philox makes for one value of its counter
_BITS = 52
_SOBOL_BITS = 30
_TOLERANCE = 1e-9
_MOST_BELOW_ONE = 1.0 - 2.0**-53


def uniforms(
    seed: int, *, scenario: str | int, names: Sequence[str], start: int, stop: int
) -> Floats:
    """Return the uniform draws `start` to `stop` of named variables, in the open interval 0..1.

    Parameters
    ----------
    seed : int
        Not negative.
    scenario : str or int
        Name or number of the scenario; other scenarios have other streams.
    names : sequence of str
        Variables, without repeats; their order is that of the columns and changes no stream.
    start, stop : int
        Numbers of the first draw and of the one after the last.

    Returns
    -------
    ndarray (draw, name)
        Multiples of 2**-53, never 0 or 1.

    Raises
    ------
    UserError
        The seed or the range of draws is negative, or a name occurs twice.

    Notes
    -----
    The stream is Philox-4x64 with ten rounds; its key is the first 128 bits of the SHA-256 of
    seed, scenario and name.

    References
    ----------
    J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw (2011), Parallel random numbers: as easy
    as 1, 2, 3.

    Examples
    --------
    >>> whole = uniforms(7, scenario="base", names=["grade", "capex"], start=0, stop=100)
    >>> part = uniforms(7, scenario="base", names=["capex"], start=41, stop=43)
    >>> bool((part[:, 0] == whole[41:43, 1]).all())
    True
    """
    _require_seed(seed)
    if not 0 <= start <= stop:
        raise UserError(f"draws {start} to {stop}: expected 0 <= start <= stop")
    _require_names(names)
    columns = np.empty((stop - start, len(names)), dtype=np.float64)
    for j, name in enumerate(names):
        stream = np.random.Philox(key=_key(seed, scenario, name))
        stream.advance(start // _PER_BLOCK)
        skipped = start % _PER_BLOCK
        raw = stream.random_raw(skipped + stop - start)[skipped:]
        columns[:, j] = ((raw >> np.uint64(64 - _BITS)).astype(np.float64) + 0.5) * 2.0**-_BITS
    return columns


def sobol(n: int, names: Sequence[str], seed: int) -> Floats:
    """Return scrambled Sobol points, in the open interval 0..1.

    Points depend on the number and order of `names`, unlike `uniforms`.

    Parameters
    ----------
    n : int
        Number of points, a power of two: another number would unbalance the set.
    names : sequence of str
        Variables, one per dimension.
    seed : int
        Seed of the scrambling.

    Returns
    -------
    ndarray (draw, name)

    Raises
    ------
    UserError
        `n` is no power of two; the two nearest are in the message.

    Examples
    --------
    >>> points = sobol(8, ["grade", "capex"], seed=1)
    >>> points.shape, sorted((points[:, 0] * 8).astype(int).tolist())
    ((8, 2), [0, 1, 2, 3, 4, 5, 6, 7])
    """
    from scipy.stats import qmc

    _require_seed(seed)
    _require_names(names)
    if n < 1 or n & (n - 1):
        lower = 1 << max(n.bit_length() - 1, 0) if n > 0 else 1
        raise UserError(
            f"{n} Sobol points: expected a power of two, such as {lower} or {lower * 2}"
        )
    if not names:
        return np.empty((n, 0), dtype=np.float64)
    # SciPy spawns its own generator, so the key goes in by way of a seed sequence.
    sequence = np.random.SeedSequence(_key(seed, "sobol", "\0".join(names)))
    generator = np.random.Generator(np.random.Philox(sequence))
    engine = qmc.Sobol(len(names), scramble=True, bits=_SOBOL_BITS, seed=generator)
    points: Floats = np.asarray(engine.random(n), dtype=np.float64)
    return points + 0.5 * 2.0**-_SOBOL_BITS  # the middle of each cell, so never 0


def correlate(u: ArrayLike, matrix: ArrayLike) -> Floats:
    r"""Return uniform draws joined by a Gaussian copula, in the open interval 0..1.

    .. math:: v = \Phi(L \Phi^{-1}(u)), \quad L L^T = R

    Parameters
    ----------
    u : array_like (draw, name)
        Independent uniform draws.
    matrix : array_like (name, name)
        Correlation `R` of the normal scores; `score_correlation` gives it from rank correlation.

    Returns
    -------
    ndarray (draw, name)
        The first variable keeps its draws; each later one depends on those before it.

    Raises
    ------
    ShapeError
        The matrix does not fit the draws, or is no correlation matrix.

    Examples
    --------
    >>> u = uniforms(1, scenario="base", names=["a", "b"], start=0, stop=1000)
    >>> v = correlate(u, [[1.0, 1.0], [1.0, 1.0]])
    >>> bool(abs(v[:, 0] - v[:, 1]).max() < 1e-12)
    True
    """
    from scipy.special import ndtr, ndtri

    draws = np.asarray(u, dtype=np.float64)
    target = require_correlation(matrix)
    if draws.ndim != 2 or draws.shape[1] != len(target):
        raise ShapeError(
            f"correlation of {len(target)} variables: expected draws of shape "
            f"(draw, {len(target)}), found {draws.shape}"
        )
    if not np.all((draws > 0) & (draws < 1)):
        raise ShapeError("uniform draws must be above 0 and below 1 to be correlated")
    factor = _factor(target)
    scores = ndtri(np.ascontiguousarray(draws.T))
    joined = np.zeros_like(scores)
    # Summed term by term: a matrix product may round differently for another number of draws.
    for i in range(len(target)):
        for j in range(i + 1):
            if factor[i, j] != 0.0:
                joined[i] += factor[i, j] * scores[j]
    result: Floats = np.clip(ndtr(joined), np.finfo(np.float64).tiny, _MOST_BELOW_ONE).T
    return result


def require_correlation(matrix: ArrayLike) -> Floats:
    """Return a matrix, checked to be a correlation matrix.

    Raises
    ------
    ShapeError
        It is not square, not symmetric, has another diagonal than 1, or is not positive
        semidefinite; then its smallest eigenvalue is in the message.

    Examples
    --------
    >>> require_correlation([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])
    Traceback (most recent call last):
    ...
    tenor.core.errors.ShapeError: correlation matrix is not positive semidefinite: its smallest ...
    """
    target = np.asarray(matrix, dtype=np.float64)
    if target.ndim != 2 or target.shape[0] != target.shape[1] or target.size == 0:
        raise ShapeError(f"correlation matrix: expected a square matrix, found {target.shape}")
    if not np.isfinite(target).all():
        raise ShapeError("correlation matrix holds unknown or infinite values")
    if np.abs(target - target.T).max() > _TOLERANCE:
        i, j = np.unravel_index(np.abs(target - target.T).argmax(), target.shape)
        raise ShapeError(
            f"correlation matrix is not symmetric: [{i}, {j}] is {target[i, j]:g} and "
            f"[{j}, {i}] is {target[j, i]:g}"
        )
    if np.abs(np.diag(target) - 1).max() > _TOLERANCE:
        raise ShapeError(f"correlation matrix: expected 1 on the diagonal, found {np.diag(target)}")
    smallest = float(np.linalg.eigvalsh(target)[0])
    if smallest < -_TOLERANCE * len(target):
        raise ShapeError(
            "correlation matrix is not positive semidefinite: its smallest eigenvalue is "
            f"{smallest:.4g}; the correlations contradict one another, weaken some of them"
        )
    return target


def score_correlation(rank: float) -> float:
    r"""Return the correlation of normal scores that gives a rank (Spearman) correlation.

    .. math:: \rho = 2 \sin(\pi \rho_S / 6)

    Examples
    --------
    >>> round(score_correlation(0.5), 4), round(score_correlation(1.0), 12)
    (0.5176, 1.0)
    """
    if not -1 <= rank <= 1:
        raise ShapeError(f"rank correlation: expected -1..1, found {rank}")
    return 2.0 * math.sin(math.pi * rank / 6.0)


def calc_values(
    u: ArrayLike, names: Sequence[str], distributions: Mapping[str, Distribution]
) -> dict[str, Floats]:
    """Return the values of named variables at uniform draws, by the quantile function.

    Parameters
    ----------
    u : array_like (draw, name)
        Uniform draws, independent or correlated.
    names : sequence of str
        Variable of each column.
    distributions : mapping of str to Distribution
        Distribution of each variable; a superset of `names`.

    Examples
    --------
    >>> u = uniforms(1, scenario="base", names=["grade"], start=0, stop=4)
    >>> values = calc_values(u, ["grade"], {"grade": Uniform(0.4, 0.6)})
    >>> bool((values["grade"] > 0.4).all())
    True
    """
    draws = np.asarray(u, dtype=np.float64)
    _require_names(names)
    if draws.ndim != 2 or draws.shape[1] != len(names):
        raise ShapeError(f"expected draws of shape (draw, {len(names)}), found {draws.shape}")
    absent = [name for name in names if name not in distributions]
    if absent:
        raise UserError(f"no distribution for {len(absent)} variable(s): {', '.join(absent[:5])}")
    return {name: distributions[name].ppf(draws[:, j]) for j, name in enumerate(names)}


@functools.lru_cache(maxsize=4096, typed=True)
def _key(seed: int, scenario: str | int, name: str) -> int:
    # Lengths in front keep ("ab", "c") and ("a", "bc") apart; repr keeps 1 and "1" apart.
    parts = (_SCHEME, str(seed), repr(scenario), name)
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little")


def _factor(target: Floats) -> Floats:
    """Return the lower triangular factor of a positive semidefinite matrix."""
    n = len(target)
    lower = np.zeros((n, n))
    for j in range(n):
        pivot = target[j, j] - float(np.sum(lower[j, :j] ** 2))
        if pivot <= _TOLERANCE:
            continue  # variable j is a combination of those before it
        lower[j, j] = math.sqrt(pivot)
        for i in range(j + 1, n):
            rest = target[i, j] - float(np.sum(lower[i, :j] * lower[j, :j]))
            lower[i, j] = rest / lower[j, j]
    return lower


def _require_seed(seed: int) -> None:
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise UserError(f"seed: expected a whole number from 0, found {seed!r}")


def _require_names(names: Sequence[str]) -> None:
    if isinstance(names, str):
        raise UserError(f"names: expected a list of variables, found the text {names!r}")
    twice = sorted({name for name in names if list(names).count(name) > 1})
    if twice:
        raise UserError(f"{len(twice)} variable(s) named twice: {', '.join(twice[:5])}")
