"""Linear curves of a network: one form for every way in which a row may be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import UserError
from tenor.market.own.model import Curve

__all__ = ["Line", "build_line", "calc_group"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """An inverse curve, price = intercept + slope x quantity, or a fixed quantity."""

    intercept: float = 0.0
    slope: float = 0.0
    fixed: float | None = None


def build_line(row: Curve, side: str) -> Line:
    r"""Return the inverse curve of a row, or its fixed quantity.

    .. math:: q = a + b p \;\Rightarrow\; p = -a/b + q/b, \qquad
              b = \varepsilon q_0 / p_0,\; a = q_0 - b p_0 \text{ for a point}

    Parameters
    ----------
    row : Curve
    side : str
        ``supply`` or ``demand``; sets the sign of the slope of a point.

    Examples
    --------
    >>> build_line(Curve("JPN", intercept=42.0, slope=-2.0), "demand")
    Line(intercept=21.0, slope=-0.5, fixed=None)
    >>> build_line(Curve("JPN", quantity=10.0, price=5.0, elasticity=0.5), "demand")
    Line(intercept=15.0, slope=-1.0, fixed=None)
    """
    if row.is_inverse:
        return Line(row.intercept or 0.0, row.slope or 0.0)
    intercept, slope = _direct(row, side)
    if slope == 0:
        most = np.inf if row.cap is None else row.cap
        return Line(fixed=float(min(max(intercept, 0.0), most)))
    return Line(-intercept / slope, 1.0 / slope)


def _direct(row: Curve, side: str) -> tuple[float, float]:
    if row.quantity is not None:
        if row.price is None or row.elasticity is None:
            return row.quantity, 0.0
        slope = abs(row.elasticity) * row.quantity / row.price * (1 if side == "supply" else -1)
        return row.quantity - slope * row.price, slope
    return row.intercept or 0.0, row.slope or 0.0


def calc_group(rows: Sequence[Curve]) -> tuple[Array, Array, list[dict[str, float]]]:
    """Return the joint inverse curves of the commodities of one country and stage.

    Rows in direct form, q = a + B p, give p = B^-1 (q - a); rows in inverse form are that already.
    A price that a row names and that has no row here is the market's: its effect on the row's
    own inverse curve is returned apart.

    Parameters
    ----------
    rows : sequence of Curve
        Of one country, stage and side; one row per commodity.

    Returns
    -------
    intercepts : array (row,)
    slopes : array (row, row)
    outside : list of dict
        Effect of the market price of further commodities on the row's price.

    Raises
    ------
    UserError
        Two rows of one commodity, direct and inverse rows mixed, or slopes that have no inverse.
    """
    names = [row.commodity for row in rows]
    places = ", ".join(row.place for row in rows)
    if len(set(names)) < len(names):
        raise UserError(f"{places}: cross-price slopes need one row per commodity; join them")
    if len({row.is_inverse for row in rows}) > 1:
        raise UserError(f"{places}: write all of them inverse or none; their slopes go together")
    constants = np.array([row.intercept or 0.0 for row in rows])
    matrix = np.diag([float(row.slope or 0.0) for row in rows])
    others = [name for row in rows for name in row.cross if name not in names]
    others = list(dict.fromkeys(others))
    apart = np.zeros((len(rows), len(others)))
    for m, row in enumerate(rows):
        for name, value in row.cross.items():
            if name in names:
                matrix[m, names.index(name)] = value
            else:
                apart[m, others.index(name)] = value
    if rows[0].is_inverse:
        if others:
            raise UserError(f"{places}: no row here for {', '.join(others)}; add it")
        return constants, matrix, [{} for _ in rows]
    if abs(np.linalg.det(matrix / np.abs(matrix).max())) < 1e-12:
        raise UserError(f"{places}: the slopes cannot be told apart (their matrix is singular)")
    inverse = np.linalg.inv(matrix)
    effect = -inverse @ apart
    outside = [
        {name: float(effect[m, n]) for n, name in enumerate(others) if effect[m, n] != 0}
        for m in range(len(rows))
    ]
    return -inverse @ constants, inverse, outside
