r"""Distances, baselines, noise floor and explained share of a hindcast.

Distance of two flow matrices: :math:`\sum |x-y| / (\sum x + \sum y)`, 0 for the same, 1 for
no flow in common.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

BASELINES = ("no_change", "deleted", "pro_rata", "trend")


def calc_distance(x: Floats, y: Floats, mask: Mask | None = None) -> float | None:
    """Return the distance of two flow matrices, over the routes of a mask; None if both are empty.

    Examples
    --------
    >>> calc_distance(np.array([2.0, 0.0]), np.array([1.0, 1.0]))
    0.5
    """
    if mask is not None:
        x, y = x[mask], y[mask]
    total = float(x.sum() + y.sum())
    return float(np.abs(x - y).sum()) / total if total > 0 else None


def calc_baselines(base: Floats, direct: Floats, earlier: Floats | None) -> dict[str, Floats]:
    """Return the four baselines [t].

    Parameters
    ----------
    base : ndarray (exporter, importer) [t]
    direct : ndarray (exporter, importer)
        What the shocks leave of each route by themselves: 0 for a ban, the factor of a scaling.
    earlier : ndarray (exporter, importer) [t] or None
        Flows as many years before the base year as the test year lies after it.

    Notes
    -----
    ``no_change`` is the base year; ``deleted`` the base year times `direct`; ``pro_rata`` gives
    each importer's lost tonnes to what it has left, in proportion; ``trend`` repeats the change
    since `earlier`, not below zero, and then applies `direct`.
    """
    deleted = base * direct
    left, total = deleted.sum(axis=0), base.sum(axis=0)
    scale = np.where(left > 0, total / np.where(left > 0, left, 1.0), 1.0)
    found = {"no_change": base, "deleted": deleted, "pro_rata": deleted * scale}
    if earlier is not None:
        found["trend"] = np.maximum(2.0 * base - earlier, 0.0) * direct
    return found


def calc_explained_share(
    baselines: Mapping[str, float | None], model: float | None, noise: float | None
) -> float | None:
    """Return (D_best - D_model) / (D_best - D_noise); None where the noise hides the event.

    Examples
    --------
    >>> calc_explained_share({"no_change": 0.4, "deleted": 0.3}, 0.25, 0.2)
    0.5
    """
    known = [value for value in baselines.values() if value is not None]
    if not known or model is None or noise is None or min(known) <= noise:
        return None
    best = min(known)
    return round((best - model) / (best - noise), 12)
