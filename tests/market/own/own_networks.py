"""Random linear networks and published ones, as the tests state them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from tenor.market.own import Curve, OwnNetwork, Plant, Route

COUNTRIES = ("A", "B", "C")

MIRANDA_FACKLER = b"""
# Miranda, M. J. and Fackler, P. L. (2002), Applied Computational Economics and Finance,
# the spatial equilibrium example; prices and quantities as in the CompEcon notebook
form: linear
countries: [A, B, C]
demand:
  - {country: A, intercept: 42, slope: -2, inverse: true}
  - {country: B, intercept: 54, slope: -3, inverse: true}
  - {country: C, intercept: 51, slope: -1, inverse: true}
supply:
  - {country: A, intercept: 9, slope: 1, inverse: true}
  - {country: B, intercept: 3, slope: 2, inverse: true}
  - {country: C, intercept: 18, slope: 1, inverse: true}
routes:
  - {from: A, to: B, cost: 3}
  - {from: A, to: C, cost: 9}
  - {from: B, to: A, cost: 3}
  - {from: B, to: C, cost: 3}
  - {from: C, to: A, cost: 6}
  - {from: C, to: B, cost: 3}
"""


def random_network(seed: int, *, size: int = 6, stages: int = 2, ad_valorem: bool = False):
    """Return a network of sloped curves, lanes with costs, duties and quotas, and plants."""
    rng = np.random.default_rng(seed)
    countries = tuple(f"c{i}" for i in range(size))
    names = tuple(f"s{i}" for i in range(stages))
    supply, demand, routes, plants = [], [], [], []
    for stage in names:
        for country in countries:
            if stage == names[0] or rng.random() < 0.3:
                cap = rng.uniform(2, 20) if rng.random() < 0.3 else None
                supply.append(
                    Curve(
                        country, stage, intercept=rng.uniform(-5, 5), slope=rng.uniform(0.3, 3),
                        cap=cap, place=f"supply[{len(supply)}]",
                    )
                )  # fmt: skip
            if stage == names[-1] or rng.random() < 0.3:
                demand.append(
                    Curve(
                        country, stage, intercept=rng.uniform(20, 60), slope=rng.uniform(-3, -0.3),
                        is_inverse=bool(rng.random() < 0.5), place=f"demand[{len(demand)}]",
                    )
                )  # fmt: skip
        for a in countries:
            for b in countries:
                if a == b or rng.random() < 0.3:
                    continue
                kind = "ad_valorem" if ad_valorem and rng.random() < 0.5 else "specific"
                rate = rng.uniform(0, 0.4) if kind == "ad_valorem" else rng.uniform(0, 3)
                routes.append(
                    Route(
                        a, b, stage, cost=rng.uniform(0.5, 8),
                        tariff=rate if rng.random() < 0.5 else 0.0, tariff_kind=kind,
                        quota=rng.uniform(0, 6) if rng.random() < 0.3 else None,
                        place=f"routes[{len(routes)}]",
                    )
                )  # fmt: skip
    for start, end in pairwise(names):
        for country in countries:
            if rng.random() < 0.8:
                plants.append(
                    Plant(
                        country, start, end, output_per_input=rng.uniform(0.3, 1),
                        cost=rng.uniform(0, 5),
                        cap=rng.uniform(1, 30) if rng.random() < 0.3 else None,
                        place=f"processing[{len(plants)}]",
                    )
                )  # fmt: skip
    return OwnNetwork(
        "linear", countries, names, supply=tuple(supply), demand=tuple(demand),
        routes=tuple(routes), plants=tuple(plants),
    )  # fmt: skip


def imbalance(found) -> float:
    """Return the largest amount that appears or vanishes at a country and stage."""
    network = found.network
    left = {
        key: found.supply[key] - found.demand[key] + found.backstop.get(key, 0.0)
        - found.unsold.get(key, 0.0)
        for key in found.prices
    }  # fmt: skip
    for route, flow in zip(network.routes, found.flows, strict=True):
        if route.origin != route.destination:
            left[route.commodity, route.stage, route.origin] -= flow
            left[route.commodity, route.stage, route.destination] += flow
    for plant, feed in zip(network.plants, found.inputs, strict=True):
        left[plant.commodity, plant.from_stage, plant.country] -= feed
        left[plant.commodity, plant.to_stage, plant.country] += feed * plant.output_per_input
    return max(map(abs, left.values()), default=0.0)
