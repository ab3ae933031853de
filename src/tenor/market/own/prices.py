"""Prices that an equilibrium leaves open: the lowest that fit.

Where nothing with a slope moves, any price of an interval is an equilibrium: between the choke
price of a buyer and what an import would cost, say. The interval has a lowest price, node by node
at once, since each condition bounds a price from below by others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenor.market.own.layout import Layout
from tenor.market.own.problem import Point, Problem

__all__ = ["find_open", "settle_prices"]

Array = NDArray[np.float64]
_SMALL = 1e-9


def settle_prices(
    layout: Layout, problem: Problem, point: Point, *, quantity: float
) -> tuple[Array, NDArray[np.bool_]]:
    """Return prices with the open ones at their lowest, and which were open.

    Parameters
    ----------
    layout, problem, point
        A network, its problem and the equilibrium found.
    quantity : float
        World demand, above which a quantity counts as moving.
    """
    is_open = find_open(layout, problem, point, quantity=quantity)
    if not is_open.any() or not problem.is_disposable.all():
        return point.price, is_open
    price = np.where(is_open, 0.0, point.price)
    constant = problem.curvature @ point.level + problem.cost
    takes = np.array([a.takes for a in layout.activities])
    gives = np.array([a.gives for a in layout.activities])
    rate = np.array([a.rate for a in layout.activities])
    ratio = np.array([a.ratio for a in layout.activities])
    moves = point.level > _SMALL * quantity
    # What is sold for less than it fetches bounds the price of its origin, and what moves bounds
    # the price where it arrives.
    is_lower = (takes >= 0) & (problem.upper - point.level > _SMALL * quantity)
    is_paid = (gives >= 0) & moves
    for _ in range(2 * len(price) + 10):
        before = price
        there = np.where(gives >= 0, ratio * price[gives], 0.0)
        here = np.where(takes >= 0, (1.0 + rate) * price[takes], 0.0)
        price = before.copy()
        _raise(price, takes, (there - constant) / (1.0 + rate), is_lower & is_open[takes])
        _raise(price, gives, (here + constant) / ratio, is_paid & is_open[gives])
        if np.array_equal(price, before):
            return price, is_open
    return point.price, is_open


def _raise(price: Array, nodes: NDArray[np.int64], least: Array, where: NDArray[np.bool_]) -> None:
    np.maximum.at(price, nodes[where], least[where])


def find_open(
    layout: Layout, problem: Problem, point: Point, *, quantity: float
) -> NDArray[np.bool_]:
    """Return the nodes whose price nothing pins: no curve, unsold stock or backstop in reach."""
    small = _SMALL * quantity
    root = list(range(len(layout.nodes)))

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    inside = (point.level > small) & (problem.upper - point.level > small)
    pinned = set(np.flatnonzero(problem.calc_excess(point.level) > small).tolist())
    for k in np.flatnonzero(inside):
        activity = layout.activities[k]
        if activity.takes >= 0 and activity.gives >= 0:
            root[find(activity.takes)] = find(activity.gives)
        else:
            pinned.add(max(activity.takes, activity.gives))
    closed = {find(node) for node in pinned}
    return np.array([find(node) not in closed for node in range(len(root))], dtype=np.bool_)
