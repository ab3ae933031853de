"""The complementarity problem of a network, its points and their residual.

The unknowns are levels of activities between 0 and an upper bound, and one price per node:

    0 <= a <= u   complementary to   G a + c - (E' - T) p
    p >= 0        complementary to   E a + b

``E`` says what one unit of an activity delivers to each node, ``G`` how its unit cost rises,
``T`` what an ad valorem tariff adds on the price of the origin. With ``T = 0`` and ``G`` positive
semi-definite the problem is monotone. Nodes without disposal have a price of either sign and
balance exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["Point", "Problem", "calc_residual"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Problem:
    """One complementarity problem; K activities, N nodes.

    Attributes
    ----------
    delivered : sparse array (N, K)
        Net units delivered to a node by one unit of an activity, ``E``.
    curvature : sparse array (K, K)
        Rise of the unit cost with the levels, ``G``.
    cost : array (K,)
        Unit cost at level zero, ``c``; for a demand minus its price at zero.
    constant : array (N,)
        What a node has whatever the prices, ``b``.
    upper : array (K,)
        Upper bounds, infinite where there is none.
    extra : sparse array (K, N)
        Addition to the unit cost per unit of price, ``T``.
    is_disposable : array of bool (N,)
        Whether a node may have more than is used, at a price of zero.
    """

    delivered: sparse.csr_array
    curvature: sparse.csr_array
    cost: Array
    constant: Array
    upper: Array
    extra: sparse.csr_array
    is_disposable: NDArray[np.bool_]

    def calc_margin(self, level: Array, price: Array) -> Array:
        """Return unit cost less what the delivered units bring: at least 0 at rest, (K,)."""
        result: Array = (
            self.curvature @ level + self.cost - self.delivered.T @ price + self.extra @ price
        )
        return result

    def calc_excess(self, level: Array) -> Array:
        """Return what a node has over what it uses, (N,)."""
        result: Array = self.delivered @ level + self.constant
        return result


@dataclass(frozen=True, slots=True)
class Point:
    """Levels and prices, with the residual that certifies them.

    Attributes
    ----------
    level : array (K,)
    price : array (N,)
    residual : float
        See `calc_residual`.
    steps : int
        Steps of the interior point and of the polish.
    """

    level: Array
    price: Array
    residual: float
    steps: int


def calc_residual(
    problem: Problem, level: Array, price: Array, *, quantity: float, value: float
) -> float:
    r"""Return the largest violation of balance and complementarity, as a fraction.

    .. math:: r = \\max\\left(\\left|\\min(p/P, e/Q)\\right|,\\; \\left|\\min(a/Q, m/P)\\right|
              \\text{ and the same at } u\\right)

    with excess e, margin m, world demand Q and a mean price P. Both parts of a pair are violated
    where both are away from zero or one is negative.

    Parameters
    ----------
    problem : Problem
    level : array (K,)
    price : array (N,)
    quantity, value : float
        Scales Q and P, both positive.

    Returns
    -------
    float
    """
    margin = problem.calc_margin(level, price) / value
    excess = problem.calc_excess(level) / quantity
    room = (problem.upper - level) / quantity
    share = level / quantity
    # mid(lower gap, margin, -upper gap): zero at a bound with the right sign, or inside at rest.
    wrong = np.minimum(share, np.maximum(margin, -room))
    balance = np.where(problem.is_disposable, np.minimum(price / value, excess), excess)
    parts = (np.abs(wrong), np.abs(balance), np.maximum(-share, 0), np.maximum(-room, 0))
    return max((float(part.max()) for part in parts if part.size), default=0.0)
