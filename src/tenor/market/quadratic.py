r"""The quadratic transport market, solved in prices: linear supply and use, quadratic costs.

Each quantity follows from prices alone, since costs rise with it:

.. math::
   x_{ij} = \max(0, (p_j - p_i - c_{ij}) / b_{ij}), \quad
   s_n = \max(0, (p_n - c_n) / b_n), \quad
   d_n = \max(0, (a_n - p_n) / b_n), \quad
   z = \max(0, (y p_{target} - p_{source} - c) / b).

Excess supply is the gradient of a convex, piecewise quadratic function of the prices (the
dual of the surplus problem), so Newton's method ends after a few steps. This is the form in
which quadratic solvers can check the price-space method on an identical problem.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import ShapeError, TenorError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class QuadraticUnsolvedError(TenorError):
    """Prices at which all nodes balance were not found."""


@dataclass(frozen=True, slots=True)
class Activities:
    """Quantities that move tonnes from a node to a node at a cost, (activity,).

    Attributes
    ----------
    source, target : ndarray of int
        Nodes; -1 stands for outside (supply has no source, use no target).
    gain : ndarray
        Tonnes that reach the target per tonne that leaves the source.
    cost : ndarray [USD/t]
        Cost of the first tonne; for use, less than zero by what the first tonne is worth.
    slope : ndarray [USD/t per t/y]
        Rise of the cost with each tonne, above zero.
    """

    source: Ints
    target: Ints
    gain: Floats
    cost: Floats
    slope: Floats


@dataclass(frozen=True, slots=True)
class QuadraticSolution:
    """Prices, quantities and what is left of the balances.

    Attributes
    ----------
    price : ndarray (node) [USD/t]
    quantity : ndarray (activity) [t/y]
    worst : float
        Largest imbalance as a share of the largest quantity.
    iterations : int
    """

    price: Floats
    quantity: Floats
    worst: float
    iterations: int


def join_activities(parts: list[Activities]) -> Activities:
    """Return several families of activities as one."""
    return Activities(
        np.concatenate([p.source for p in parts]),
        np.concatenate([p.target for p in parts]),
        np.concatenate([p.gain for p in parts]),
        np.concatenate([p.cost for p in parts]),
        np.concatenate([p.slope for p in parts]),
    )


def solve_quadratic(
    nodes: int, activities: Activities, *, start: Floats | None = None
) -> QuadraticSolution:
    """Return the equilibrium of a quadratic market.

    Parameters
    ----------
    nodes : int
    activities : Activities
        Supply, use, routes and processes alike.
    start : ndarray (node), optional
        Prices to start from.

    Raises
    ------
    ShapeError
        A slope is not above zero, or a node lies outside the network.
    QuadraticUnsolvedError
        No balance was found, such as for a node that nothing answers.

    Examples
    --------
    Two countries, p = 10 + s and p = 40 - d in the first, p = 30 + s and p = 60 - d in the
    second, and a route with cost 4 + x.

    >>> places = np.array([-1, -1, 0, 1, 0]), np.array([0, 1, -1, -1, 1])
    >>> cost, slope = np.array([10.0, 30, -40, -60, 4]), np.ones(5)
    >>> solve_quadratic(2, Activities(*places, np.ones(5), cost, slope)).price.round(6).tolist()
    [29.0, 41.0]
    """
    if (activities.slope <= 0).any():
        raise ShapeError(f"slope of activity {int((activities.slope <= 0).argmax())}: not above 0")
    ends = np.concatenate([activities.source, activities.target])
    if len(ends) and (ends.min() < -1 or ends.max() >= nodes):
        raise ShapeError(f"an activity names node {int(ends.max())} of {nodes}")
    from tenor.market.kernel.quadratic import load_newton

    at = np.zeros(nodes + 1) if start is None else np.append(start, 0.0)
    parts = (
        np.where(activities.source < 0, nodes, activities.source),
        np.where(activities.target < 0, nodes, activities.target),
        np.ascontiguousarray(activities.gain, dtype=np.float64),
        np.ascontiguousarray(activities.cost, dtype=np.float64),
        1.0 / activities.slope,
    )
    if start is None:
        at[:nodes] = _guess(nodes, activities)
    quantity = np.empty(len(activities.cost))
    steps, worst = load_newton()(parts, at, quantity)
    if not worst <= 1e-9:
        raise QuadraticUnsolvedError(f"the quadratic market is out of balance by {worst:.3g}")
    return QuadraticSolution(at[:nodes], quantity, float(worst), int(steps))


def _guess(nodes: int, activities: Activities) -> Floats:
    """Return prices between what supply costs and what use is worth, where both are known."""
    supply = (activities.source < 0) & (activities.target >= 0)
    use = (activities.target < 0) & (activities.source >= 0)
    high, low = -activities.cost[use], activities.cost[supply]
    middle = 0.5 * (
        (float(high.mean()) if len(high) else 0.0) + (float(low.mean()) if len(low) else 0.0)
    )
    price = np.full(nodes, middle)
    total = np.bincount(activities.source[use], high, nodes) + np.bincount(
        activities.target[supply], low, nodes
    )
    count = np.bincount(activities.source[use], minlength=nodes) + np.bincount(
        activities.target[supply], minlength=nodes
    )
    return np.where(count > 0, total / np.maximum(count, 1), price)
