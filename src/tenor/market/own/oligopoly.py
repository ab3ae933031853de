"""Cournot oligopoly in one market with isoelastic demand and rising marginal cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tenor.core.errors import ShapeError, UserError

__all__ = ["OligopolySolution", "solve_oligopoly"]

Array = NDArray[np.float64]
_HALVINGS = 200


@dataclass(frozen=True, slots=True)
class OligopolySolution:
    """Quantities of the firms and the price.

    Attributes
    ----------
    quantity : array (F,)
    price : float
    residual : float
        Largest violation of the first-order conditions, relative to the price.
    """

    quantity: Array
    price: float
    residual: float


def solve_oligopoly(
    cost: ArrayLike, size: ArrayLike, exponent: ArrayLike, *, demand: float, elasticity: float
) -> OligopolySolution:
    r"""Return the Nash equilibrium in quantities.

    .. math:: p(Q) = (D/Q)^{1/\gamma}, \qquad p(Q)\left(1 - \frac{q_f}{\gamma Q}\right)
              \le c_f + (q_f/L_f)^{1/\beta_f} \perp q_f \ge 0

    At a given Q each condition has one root, and the sum of the roots over Q falls with Q, so that
    two nested bisections find the equilibrium.

    Parameters
    ----------
    cost, size, exponent : array (F,) or scalar
        c, L and beta of each firm's marginal cost.
    demand : float
        D, the quantity at a price of one.
    elasticity : float
        gamma, above zero.

    Raises
    ------
    UserError
        Demand is so inelastic that the firms together could ask any price (F gamma <= 1).

    References
    ----------
    Murphy, F. H., Sherali, H. D. and Soyster, A. L. (1982), A mathematical programming approach
    for determining oligopolistic market equilibrium, Mathematical Programming 24 (recalled).

    Examples
    --------
    >>> found = solve_oligopoly([10, 8, 6, 4, 2], 5, [1.2, 1.1, 1.0, 0.9, 0.8],
    ...                         demand=5000, elasticity=1.1)
    >>> found.quantity.round(2).tolist()
    [36.93, 41.82, 43.71, 42.66, 39.18]
    """
    c, level, beta = np.broadcast_arrays(*(np.asarray(x, float) for x in (cost, size, exponent)))
    c = np.atleast_1d(c)
    if c.ndim != 1 or (np.atleast_1d(level) <= 0).any() or (np.atleast_1d(beta) <= 0).any():
        raise ShapeError("cost, size and exponent: expected one number per firm, the last two > 0")
    if demand <= 0 or elasticity <= 0:
        raise UserError(f"demand {demand:g} and elasticity {elasticity:g} have to be above zero")
    if len(c) * elasticity <= 1:
        raise UserError(
            f"{len(c)} firm(s) facing an elasticity of {elasticity:g} would ask ever more without "
            "end; the elasticity has to be above 1 / number of firms"
        )

    def marginal(q: Array) -> Array:
        return np.asarray(c + (q / level) ** (1.0 / beta))

    def replies(total: float) -> tuple[Array, float]:
        price = (demand / total) ** (1.0 / elasticity)
        low, high = np.zeros(len(c)), np.full(len(c), elasticity * total)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            gains = price * (1 - middle / (elasticity * total)) > marginal(middle)
            low, high = np.where(gains, middle, low), np.where(gains, high, middle)
        return (low + high) / 2, price

    low, high = demand, demand
    while replies(low)[0].sum() < low:
        low /= 4
    while replies(high)[0].sum() > high:
        high *= 4
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if replies(middle)[0].sum() > middle else (low, middle)
    quantity, price = replies((low + high) / 2)
    total = float(quantity.sum())
    price = (demand / total) ** (1.0 / elasticity)
    gain = price * (1 - quantity / (elasticity * total)) - marginal(quantity)
    wrong = np.where(quantity > 1e-12 * total, np.abs(gain), np.maximum(gain, 0.0))
    return OligopolySolution(quantity, price, float(wrong.max()) / price)
