"""Lay random inputs out: kinds, parameters, tables of quantiles."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tenor.core.distributions import (
    Discrete,
    Distribution,
    Fixed,
    LogNormal,
    Normal,
    Triangular,
    Uniform,
)
from tenor.market.inputs import DrawPlan, calc_stream
from tenor.market.kernel import model as m
from tenor.market.kernel.arrays import to_columns, to_places
from tenor.market.kernel.draws import PIECES, SPAN
from tenor.market.kernel.slots import Slots

Floats = NDArray[np.float64]


def lay_draws(inputs: DrawPlan, slots: Slots) -> tuple[m.Draws, Floats]:
    """Return how slots are filled, and the medians of the inputs."""
    joined = {
        member: (k, load)
        for k, f in enumerate(inputs.factors)
        for member, load in zip(f.members, f.loading, strict=True)
    }
    rows, table = [], np.empty(0)
    for one in inputs.inputs:
        factor, load = joined.get(one.name, (-1, 0.0))
        kind, a, b, c, more = _kind(one.distribution, factor >= 0)
        first = len(table)
        table = np.concatenate([table, more])
        rows.append((kind, a, b, c, factor, load, math.sqrt(1 - load * load), first, len(table)))
    kind, a, b, c, factor, load, rest, first, last = to_columns(rows, 9, {0, 4, 7, 8})
    chains = list(slots.products)
    medians = [float(one.distribution.ppf(0.5)) for one in inputs.inputs]
    return m.Draws(
        kind, a, b, c, _streams([i.name for i in inputs.inputs]), factor, load, rest, first, last,
        table, _streams([f"factor:{f.name}" for f in inputs.factors]),
        to_places(np.cumsum([0, *map(len, chains)])),
        to_places([s for chain in chains for s in chain]),
    ), np.array(medians)  # fmt: skip


def _streams(names: list[str]) -> NDArray[np.int64]:
    return np.array([calc_stream(name) for name in names], dtype=np.uint64).view(np.int64)


def _kind(one: Distribution, joined: bool) -> tuple[int, float, float, float, Floats]:
    """Return the kind of a distribution, its parameters and its table."""
    none = np.empty(0)
    if isinstance(one, Fixed):
        return m.FIXED, one.value, 0.0, 0.0, none
    if isinstance(one, Normal | LogNormal):
        normal = isinstance(one, Normal)
        a, b = (one.mean, one.sd) if normal else (math.log(one.median), one.sigma)
        return (m.NORMAL if normal else m.LOGNORMAL), a, b, 0.0, none
    if isinstance(one, Discrete):
        from scipy.special import ndtri

        lower = np.concatenate([[-np.inf], ndtri(np.clip(np.cumsum(one.weights)[:-1], 0, 1))])
        return m.DISCRETE, 0.0, 0.0, 0.0, np.column_stack([lower, one.values]).ravel()
    if isinstance(one, Uniform) and not joined:
        return m.UNIFORM, one.low, one.high - one.low, 0.0, none
    if isinstance(one, Triangular) and not joined:
        return m.TRIANGULAR, one.low, one.high, one.mode, none
    return m.TABLE, 0.0, 0.0, 0.0, _tabulate(one)


def _tabulate(one: Distribution) -> Floats:
    """Return the quantile function as cubic pieces over the normal score, lowest power first."""
    from scipy.interpolate import CubicSpline
    from scipy.special import ndtr

    z = np.linspace(-SPAN, SPAN, PIECES + 1)
    u = np.clip(ndtr(z), 1e-300, 1.0 - 2.0**-53)
    spline = CubicSpline(np.arange(PIECES + 1.0), one.ppf(u))
    return np.ascontiguousarray(spline.c[::-1].T).ravel()
