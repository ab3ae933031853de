"""How far a score could move: governance standard errors, missing quantities, factor ranges."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tenor.panel.supply import SupplyArrays
from tenor.risk.importer import ImportMix
from tenor.risk.indices import Floats, calc_import_risk

Z90 = 1.6448536269514722
"""Standard normal quantile of 0.95: a central interval of 90%."""

WGI_SLOPE = 0.2
"""Change of the governance weight per unit of the WGI estimate."""


def calc_governance_interval(
    mix: ImportMix, hhi: float, domestic: float
) -> Mapping[str, float | int]:
    """Return the spread of a score that the WGI standard errors imply.

    With weights linear in the estimates, ``sd = HHI * 0.2 / (p + Q) *
    sqrt(sum((q_i se_i)^2))`` when errors of economies are independent, and
    ``HHI * 0.2 / (p + Q) * sum(q_i se_i)`` when they move together; the truth
    lies between. Exporters without a standard error add nothing and are counted.
    Weights stay inside 0..1, so the interval stays inside what the score can be.

    Returns
    -------
    mapping
        ``sd``, ``sd_common``, ``low``, ``high`` (90%, errors moving together),
        ``without_error`` (number of exporters).
    """
    error = np.nan_to_num(mix.standard_error)
    scale = hhi * WGI_SLOPE / (domestic + mix.total)
    common = float(scale * (mix.quantity @ error))
    shift = Z90 * WGI_SLOPE * error
    low, high = (
        hhi
        * float(calc_import_risk(np.clip(mix.weight + s, 0, 1) @ mix.quantity, mix.total, domestic))
        for s in (-shift, shift)
    )
    return {
        "sd": float(scale * np.sqrt(np.sum((mix.quantity * error) ** 2))),
        "sd_common": common,
        "low": low,
        "high": high,
        "without_error": int(np.isnan(mix.standard_error).sum()),
    }


def calc_score(mix: ImportMix, hhi: float, domestic: float) -> float:
    """Return the score of an import mix, ``HHI * sum(g_i q_i) / (p + Q)``."""
    return hhi * float(calc_import_risk(mix.weight @ mix.quantity, mix.total, domestic))


def calc_missing_range(
    mix: ImportMix, hhi: float, domestic: float, unit_values: Floats
) -> tuple[float, float] | None:
    """Return the score's range if the flows without a quantity had one.

    Each such flow is given ``value / unit value`` tonnes, once with the high
    and once with the low unit value of its code in the world's trade of the year
    (10th and 90th percentile). Only the range uses these tonnes, never the score.

    Parameters
    ----------
    mix : ImportMix
    hhi : float
    domestic : float [t]
    unit_values : ndarray (2, code) [kUSD/t]
        Low and high unit value; NaN where the year has none.

    Returns
    -------
    tuple of float or None
        Low and high score; None where no flow lacks a quantity or none can be valued.
    """
    if mix.unmeasured == 0:
        return None
    scores = [calc_score(mix, hhi, domestic)]
    for price in unit_values:
        tonnes = mix.gap_value_kusd / price[mix.gap_code]
        if np.isnan(tonnes).all():
            continue
        tonnes = np.nan_to_num(tonnes)
        weighted = float(mix.weight @ mix.quantity + mix.gap_weight @ tonnes)
        total = mix.total + float(tonnes.sum())
        scores.append(hhi * float(calc_import_risk(weighted, total, domestic)))
    return (min(scores), max(scores)) if len(scores) > 1 else None


def calc_contained_range(mix: ImportMix, hhi: float, domestic: float) -> tuple[float, float] | None:
    """Return the range of the contained score over low, base and high factors.

    All codes take their low factors, then their high ones. With one code the score
    rises with the factor, since the importer's own production weighs less; with
    several it need not, so that all three scores are computed. None where a factor
    is unknown.
    """
    if np.isnan(mix.contained).any() or mix.total <= 0:
        return None
    scores = [
        hhi * float(calc_import_risk(mix.weight @ amount, amount.sum(), domestic))
        for amount in mix.contained
    ]
    return min(scores), max(scores)


def row_factors(arrays: SupplyArrays, row: int) -> dict[str, list[float]]:
    """Return the contained factors of a row's codes as [low, base, high]."""
    return {code: list(triple) for code, triple in arrays.rows[row].factors.items()}
