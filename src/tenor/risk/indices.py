"""Concentration, reliance and governance-weighted indices: pure arithmetic on arrays.

Symbols (docs/math/risk.md maps each equation to its function):

    P_c   production in country c            [t, one basis]
    q_i   imports from exporter i            [t]
    g_i   governance weight of i, 0 stable .. 1 unstable
    p     domestic production of the importer [t]
    Q     sum of q_i                          [t]
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

WGI_NEUTRAL = 0.5
"""Governance weight of an economy without a WGI value (published definition)."""

REFERENCE_COPPER_MIDPOINT = 0.409412948
"""Copper's midpoint that the published characterisation factors divide by, kUSD/t.

Average of OECD countries, 2017 to 2021; as in the public implementation of the
method (Koyamparambath et al. 2024)."""


def calc_governance_weight(estimate: ArrayLike) -> Floats:
    """Return the governance weight of a WGI estimate, 0 (stable) to 1 (unstable).

    ``g = clip(0.5 - 0.2 * estimate, 0, 1)``: the indicator's nominal range of -2.5
    to 2.5 mapped linearly onto 1 to 0. An unknown estimate gives 0.5.

    Parameters
    ----------
    estimate : array_like
        Political stability estimate [standard normal units]; NaN where unknown.

    References
    ----------
    Koyamparambath et al. (2024), Resources, Conservation and Recycling 209.

    Examples
    --------
    >>> calc_governance_weight([-2.5, 0.0, 2.5, float("nan"), -3.0]).tolist()
    [1.0, 0.5, 0.0, 0.5, 1.0]
    """
    values = np.asarray(estimate, dtype=np.float64)
    weight = np.clip(0.5 - 0.2 * values, 0.0, 1.0)
    return np.where(np.isnan(values), WGI_NEUTRAL, weight)


def calc_hhi(quantity: ArrayLike, axis: int = -1, *, others: ArrayLike = 0.0) -> Floats:
    """Return the Herfindahl-Hirschman index of quantities, 0 to 1.

    ``HHI = sum(P_c^2) / (sum P_c + P_others)^2``. NaN entries are unknown and left out;
    a slice with nothing known or a zero total gives NaN. `others` is the sum of all parts
    that are not told apart: it counts in the total and adds no square, so that the index
    is the least that the parts allow.

    Examples
    --------
    >>> float(calc_hhi([60.0, 40.0]))
    0.52
    >>> float(calc_hhi([60.0, 20.0], others=20.0))
    0.4
    """
    values = np.asarray(quantity, dtype=np.float64)
    total = np.nansum(values, axis=axis) + np.asarray(others, dtype=np.float64)
    squares = np.nansum(values**2, axis=axis)
    return safe_divide(squares, total**2)


def calc_weighted_hhi(
    quantity: ArrayLike, weight: ArrayLike, axis: int = -1, *, others: ArrayLike = 0.0
) -> Floats:
    """Return the governance-weighted HHI, ``sum(s_c^2 * w_c)``, with shares s_c.

    Parameters
    ----------
    quantity : array_like
        Quantities per country; NaN is unknown and left out.
    weight : array_like
        Weight per country, same shape as `quantity` along `axis`.
    others : array_like, optional
        Sum of all parts that are not told apart, as in `calc_hhi`.

    Examples
    --------
    >>> float(calc_weighted_hhi([50.0, 50.0], [10.0, 0.0]))
    2.5
    """
    values = np.asarray(quantity, dtype=np.float64)
    total = np.nansum(values, axis=axis) + np.asarray(others, dtype=np.float64)
    weighted = np.nansum(values**2 * np.asarray(weight, dtype=np.float64), axis=axis)
    return safe_divide(weighted, total**2)


def calc_import_risk(weighted: ArrayLike, imports: ArrayLike, domestic: ArrayLike) -> Floats:
    """Return the import risk, ``sum(g_i q_i) / (p + Q)``, 0 to 1.

    Parameters
    ----------
    weighted : array_like
        ``sum(g_i q_i)`` [t].
    imports : array_like
        ``Q`` [t], same basis.
    domestic : array_like
        ``p`` [t], same basis.

    Examples
    --------
    >>> float(calc_import_risk(30.0, 60.0, 40.0))
    0.3
    """
    supply = np.asarray(imports, dtype=np.float64) + np.asarray(domestic, dtype=np.float64)
    return safe_divide(np.asarray(weighted, dtype=np.float64), supply)


def calc_net_import_reliance(
    imports: ArrayLike, exports: ArrayLike, production: ArrayLike
) -> Floats:
    """Return net import reliance, ``(M - X) / (P + M - X)``, at most 1; below 0 for net exporters.

    All three in tonnes on one basis. Apparent use ``P + M - X`` of zero or less
    gives NaN: the figures do not describe a use that could be relied on.

    Examples
    --------
    >>> float(calc_net_import_reliance(80.0, 20.0, 40.0))
    0.6
    """
    net = np.asarray(imports, dtype=np.float64) - np.asarray(exports, dtype=np.float64)
    use = net + np.asarray(production, dtype=np.float64)
    return safe_divide(net, np.where(use > 0, use, np.nan))


def calc_characterisation_factor(score: ArrayLike, price: ArrayLike) -> Floats:
    """Return the characterisation factor in kg copper equivalent per kg.

    ``CF = score * price / 0.409412948`` with the price in kUSD/t (the import unit
    value of the year) and the published reference midpoint of copper.

    Examples
    --------
    >>> round(float(calc_characterisation_factor(0.5, 0.409412948)), 12)
    0.5
    """
    midpoint = np.asarray(score, dtype=np.float64) * np.asarray(price, dtype=np.float64)
    return midpoint / REFERENCE_COPPER_MIDPOINT


def calc_eu_supply_risk(
    *,
    global_hhi: ArrayLike,
    sourcing_hhi: ArrayLike,
    import_reliance: ArrayLike,
    recycling: ArrayLike,
    substitution: ArrayLike,
) -> Floats:
    """Return an EU-style supply-risk index (0 to 10).

    ``SR = [GS * IR/2 + SO * (1 - IR/2)] * (1 - EoL_RIR) * SI``

    Parameters
    ----------
    global_hhi : array_like
        GS, governance-weighted HHI of world production, weights 0..10.
    sourcing_hhi : array_like
        SO, governance-weighted HHI of the importer's own sourcing (domestic and
        imports), weights 0..10.
    import_reliance : array_like
        IR, 0..1; values below 0 count as 0.
    recycling : array_like
        End-of-life recycling input rate, 0..1.
    substitution : array_like
        Substitution index for supply risk, 0..1; 1 means no credit.

    References
    ----------
    Blengini et al. (2017), Assessment of the Methodology for Establishing the EU List of
    Critical Raw Materials, EUR 28654 EN, doi:10.2760/73303.

    Examples
    --------
    >>> float(calc_eu_supply_risk(global_hhi=4.0, sourcing_hhi=2.0, import_reliance=1.0,
    ...                           recycling=0.5, substitution=1.0))
    1.5
    """
    half = np.clip(np.asarray(import_reliance, dtype=np.float64), 0.0, 1.0) / 2.0
    base = np.asarray(global_hhi) * half + np.asarray(sourcing_hhi) * (1.0 - half)
    kept = 1.0 - np.asarray(recycling, dtype=np.float64)
    return np.asarray(base * kept * np.asarray(substitution, dtype=np.float64), dtype=np.float64)


def sum_by(group: NDArray[np.int64], amount: ArrayLike, groups: int) -> Floats:
    """Return the sum of amounts per group label, in the order of the entries.

    Examples
    --------
    >>> sum_by(np.array([0, 2, 0]), [1.0, 5.0, 2.0], 3).tolist()
    [3.0, 0.0, 5.0]
    """
    weights = np.asarray(amount, dtype=np.float64)
    return np.asarray(np.bincount(group, weights=weights, minlength=groups), dtype=np.float64)


def safe_divide(numerator: ArrayLike, denominator: ArrayLike) -> Floats:
    """Return a quotient that is NaN, not infinite, where the denominator is zero or unknown.

    Examples
    --------
    >>> safe_divide([1.0, 1.0], [2.0, 0.0]).tolist()
    [0.5, nan]
    """
    top = np.asarray(numerator, dtype=np.float64)
    bottom = np.asarray(denominator, dtype=np.float64)
    shape = np.broadcast_shapes(top.shape, bottom.shape)
    result = np.full(shape, np.nan)
    np.divide(top, bottom, out=result, where=(bottom != 0) & ~np.isnan(bottom))
    return result
