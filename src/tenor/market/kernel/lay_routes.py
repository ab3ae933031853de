"""Lay routes out by class: plain, limited, and those with a wedge."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

from tenor.market.equations import Problem
from tenor.market.kernel import model as m
from tenor.market.kernel.arrays import to_columns, to_lists, to_places
from tenor.market.kernel.slots import Slots
from tenor.market.kernel.symbolic import Pattern

CLASSES = 8
"""Distinct route elasticities that get exponentials of nodes."""


def lay_routes(
    problem: Problem, slots: Slots, pattern: Pattern
) -> tuple[m.Levels, m.Limited, m.Wedges, dict[int, tuple[int, int, int, float]]]:
    """Return the routes by class, and kind, two places and coefficient of each."""
    network, place = problem.network, pattern.place
    routes = network.routes
    scale, scale_slot = slots.find("route_scale")
    duty, duty_slot = slots.find("tariff")
    freight, freight_slot = slots.find("freight")
    quota, quota_slot = slots.find("quota")
    sigma, sigma_slot = slots.find("route_elasticity")
    base = np.where((quota <= 0) & (quota_slot == 0), 0.0, routes.flow * scale)
    keys = list(zip(sigma.tolist(), sigma_slot.tolist(), strict=True))
    common = {key for key, _ in Counter(keys).most_common(CLASSES)}
    level: dict[tuple[int, float, int], int] = {}
    plain: list[tuple[int, int, float, int]] = []
    limited: list[tuple[float, ...]] = []
    wedges: list[tuple[float, ...]] = []
    sent: dict[int, tuple[int, int, int, float]] = {}
    price = network.price[routes.origin]
    before = price * (1.0 + routes.tariff) + routes.freight
    # Lists, since single elements of arrays are slow to read.
    down_at, up_at = place[routes.origin].tolist(), place[routes.destination].tolist()
    tariff, laden = routes.tariff.tolist(), (routes.freight != 0).tolist()
    base, quota, duty, freight, sigma = to_lists(base, quota, duty, freight, sigma)
    scale_slot, quota_slot, duty_slot = to_lists(scale_slot, quota_slot, duty_slot)
    freight_slot, sigma_slot, price, before = to_lists(freight_slot, sigma_slot, price, before)
    for r in range(len(base)):
        if base[r] == 0:
            continue
        i, j = down_at[r], up_at[r]
        cell = pattern.find(i, j)
        wedged = freight[r] != 0 or freight_slot[r] != 0 or laden[r]
        brake = slots.brakes.get(("route", r), -1)
        if wedged or brake >= 0 or keys[r] not in common:
            sent[r] = (m.WEDGE, len(wedges), 0, 1.0)
            wedges.append((
                base[r], scale_slot[r], quota[r], quota_slot[r], duty[r], duty_slot[r], freight[r],
                freight_slot[r], price[r], before[r], sigma[r], sigma_slot[r], j, i, cell, brake,
            ))  # fmt: skip
            continue
        up = level.setdefault((j, *keys[r]), len(level))
        down = level.setdefault((i, *keys[r]), len(level))
        change = (1.0 + duty[r]) / (1.0 + tariff[r])
        folded = duty_slot[r] == 0 and (sigma_slot[r] == 0 or change == 1.0)
        value = base[r] * change ** -sigma[r] if folded else base[r]
        if folded and scale_slot[r] == 0 and quota_slot[r] == 0 and math.isinf(quota[r]):
            sent[r] = (m.PLAIN, up, down, value)
            plain.append((up, down, value, cell))
        else:
            sent[r] = (m.LIMITED, len(limited), 0, 1.0)
            limited.append((
                value, scale_slot[r], quota[r], quota_slot[r], duty[r], duty_slot[r],
                tariff[r], folded, up, down, cell,
            ))  # fmt: skip
    return (
        _levels(level, plain),
        m.Limited(*to_columns(limited, 11, {1, 3, 5, 7, 8, 9, 10})),
        m.Wedges(*to_columns(wedges, 16, {1, 3, 5, 7, 11, 12, 13, 14, 15})),
        sent,
    )


def _levels(
    level: dict[tuple[int, float, int], int], plain: list[tuple[int, int, float, int]]
) -> m.Levels:
    """Return the exponentials that plain and limited routes use, and the plain routes."""
    keys = list(level)
    up, down, value, cell = to_columns(plain, 4, {0, 1, 3})  # type: ignore[arg-type]
    into, out = np.lexsort((down, up)), np.lexsort((up, down))
    by_cell = np.argsort(cell, kind="stable")
    places = np.arange(len(keys) + 1)
    return m.Levels(
        to_places([k[0] for k in keys]), np.array([k[1] for k in keys]),
        to_places([k[2] for k in keys]),
        to_places(np.searchsorted(up[into], places)), to_places(down[into]), value[into],
        to_places(np.searchsorted(down[out], places)), to_places(up[out]), value[out],
        to_places(up[by_cell]), to_places(down[by_cell]), value[by_cell], to_places(cell[by_cell]),
    )  # fmt: skip
