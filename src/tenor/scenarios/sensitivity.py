"""Which inputs make an output uncertain: global sensitivity from the draws of a run."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import UserError
from tenor.scenarios.drivers import Driver, find_moving
from tenor.scenarios.outputs import Key

Floats = NDArray[np.float64]

LEAST_DRAWS = 256
"""Fewest draws from which a sensitivity is estimated."""

RESAMPLES = 5
SLICES = 10
_NOTHING = 1e-9


def calc_sensitivity(
    drivers: Sequence[Driver], drawn: Floats, keys: Sequence[Key], values: Floats, *, seed: int
) -> list[dict[str, Any]]:
    r"""Return the sensitivity of outputs to drivers, by moment-independent and variance measure.

    .. math:: T_i = \operatorname{median}_{k} \sup_y |F_Y(y) - F_{Y|X_i \in I_k}(y)|, \quad
              S_i = \frac{V(E[Y|X_i])}{V(Y)}

    with :math:`I_k` ten slices of the driver (PAWN), and the first-order share from the spectrum
    of the outputs in the order of the driver (RBD-FAST). Both come from the draws at hand, so
    that correlated shocks need no design of their own; with correlation a driver shares what
    those it moves with explain.

    Parameters
    ----------
    drivers : sequence of Driver
    drawn : ndarray (draw, driver)
    keys : sequence of Key
    values : ndarray (draw, output)
    seed : int
        Of the resampling behind the errors.

    Returns
    -------
    list of dict
        Output and input by name, ``pawn`` (0 nothing to 1 all), ``s1``, ``s1_error`` (half of a
        95% interval). Outputs that do not vary are left out.

    Raises
    ------
    UserError
        The package SALib is missing.
    """
    if len(values) < LEAST_DRAWS:
        return []
    named = {driver.name: drawn[:, k] for k, driver in enumerate(drivers)}
    moving = find_moving(drivers, named)
    if not moving:
        return []
    inputs = np.column_stack([named[name] for name in moving])
    problem = {
        "num_vars": len(moving),
        "names": moving,
        "bounds": [[float(c.min()), float(c.max())] for c in inputs.T],
    }
    found = []
    for k, key in enumerate(keys):
        known = np.isfinite(values[:, k])
        if known.sum() < LEAST_DRAWS or np.ptp(values[known, k]) <= _NOTHING:
            continue
        mixed = zlib.crc32(repr((seed, key)).encode())
        found += _rank(problem, inputs[known], values[known, k], key, mixed)
    return found


def _rank(
    problem: Mapping[str, Any], inputs: Floats, output: Floats, key: Key, seed: int
) -> list[dict[str, Any]]:
    try:
        from SALib.analyze import pawn, rbd_fast
    except ImportError:
        raise UserError(
            "the sensitivity analysis needs the package SALib: pip install SALib, or leave it out "
            "with --no-sensitivity"
        ) from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on slices that hold few draws
        moved = pawn.analyze(problem, inputs, output, S=SLICES, seed=seed)
        share = rbd_fast.analyze(problem, inputs, output, num_resamples=RESAMPLES, seed=seed)
    rows = [
        {
            "variable": key.variable,
            "stage": key.stage,
            "country": key.country,
            "input": name,
            "pawn": float(moved["median"][i]),
            "s1": float(share["S1"][i]),
            "s1_error": float(share["S1_conf"][i]),
        }
        for i, name in enumerate(problem["names"])
    ]
    return sorted(rows, key=lambda row: -row["pawn"])
