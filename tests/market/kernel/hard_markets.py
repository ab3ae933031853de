"""Small markets with a new mine that is a third of the world, and harsh random policies."""

from __future__ import annotations

import dataclasses

import numpy as np

from tenor.market.network import ByProducts, Network, Processes, Routes, SharedCaps, calc_balance
from tenor.market.policy import Policy
from tenor.scenarios.seeds import SEED, add_seed


def make_hard_market(seed: int) -> Network:
    """Return a market of three to six countries whose last node is the seed of a new mine."""
    rng = np.random.default_rng(seed)
    c, stages = int(rng.integers(3, 7)), int(rng.integers(1, 4))
    n = c * stages
    country, stage = np.tile(np.arange(c), stages), np.repeat(np.arange(stages), c)
    pairs = [
        (k * c + i, k * c + j)
        for k in range(stages) for i in range(c) for j in range(c) if i != j
    ]  # fmt: skip
    density = rng.choice([0.3, 0.6, 1.0])
    kept = [p for k, p in enumerate(pairs) if k == 0 or rng.random() < density]
    origin, destination = np.array(kept).T
    flow = rng.lognormal(6.0, 2.0, len(kept))
    source = np.array([x for x in range(n - c) if rng.random() < 0.7], dtype=np.int64)
    target = source + c
    gains = rng.uniform(0.2, 1.0, len(source)) if rng.random() < 0.5 else np.full(len(source), 0.5)
    feed = rng.lognormal(6.0, 1.0, len(source))
    routes = Routes(
        origin, destination, flow, np.full(len(flow), rng.choice([0.8, 2.0, 6.0, 20.0])),
        np.where(rng.random(len(flow)) < 0.3, 0.05, 0.0), np.zeros(len(flow)),
        np.zeros(len(flow), dtype=bool),
    )  # fmt: skip
    zero, one = np.zeros(n), np.ones(n)
    bare = Network(
        "x", "contained", 2020, tuple("ABCDEF"[:c]), ("ore", "intermediate", "refined")[:stages],
        country, stage, np.array([100.0, 500.0, 2000.0])[stage], zero,
        rng.choice([0.0, 0.1, 0.7]) * one, zero, rng.choice([0.05, 0.3, 0.8]) * one, zero,
        rng.choice([0.0, 0.1, 1.0]) * one, routes,
        Processes(source, target, feed, gains, np.full(len(feed), rng.choice([0.1, 0.6]))),
    )  # fmt: skip
    bare = _with_by_product(bare, rng)
    rest = calc_balance(bare)
    extra = rng.lognormal(5.0, 1.0, n) * (rng.random(n) < 0.7)
    market = dataclasses.replace(
        bare, supply=np.maximum(-rest, 0.0) + extra, demand=np.maximum(rest, 0.0) + extra
    )
    if len(bare.by_products.host) and not bare.by_products.of_process[0]:
        market.demand[bare.by_products.target] += (
            bare.by_products.ratio * market.supply[bare.by_products.host]
        )
    capacity = rng.uniform(0.2, 0.5) * market.supply.sum()
    grown, _ = add_seed(market, host=str(rng.choice(["Z", "A"])), stage="ore", capacity=capacity)
    return _with_cap(grown, rng)


def _with_by_product(network: Network, rng: np.random.Generator) -> Network:
    if rng.random() < 0.6:
        return network
    of_process = bool(rng.random() < 0.5 and len(network.processes.input))
    host = 0
    target = int(rng.integers(1, network.size))
    extra = ByProducts(
        np.array([host]), np.array([of_process]), np.array([target]), np.array([0.05])
    )
    return dataclasses.replace(network, by_products=extra)


def _with_cap(network: Network, rng: np.random.Generator) -> Network:
    if rng.random() < 0.6:
        return network
    node = int(rng.choice([network.size - 1, 0]))
    used = np.flatnonzero(network.routes.origin == node)
    if not len(used):
        return network
    limit = rng.uniform(0.5, 2.0) * max(network.routes.flow[used].sum(), 0.1 * network.supply.sum())
    return dataclasses.replace(network, caps=SharedCaps(
        ("port",), np.array([limit]), np.zeros(len(used), int), ("route",) * len(used), used,
        np.ones(len(used)),
    ))  # fmt: skip


def make_opening(network: Network, seed: int) -> Policy:
    """Return the policy of a draw in which the mine runs at a share of its capacity."""
    rng = np.random.default_rng([seed, 1])
    node = network.size - 1
    share = float(rng.choice([0.0, rng.random(), 1.0])) / SEED
    supply = np.ones(network.size)
    supply[node] = share
    own = network.routes.origin == node
    follow = rng.choice([1.0, rng.random() * 2.0])
    return Policy(
        supply_scale=supply,
        route_scale=np.where(own, share * follow, 1.0),
        supply_elasticity=network.supply_elasticity * rng.lognormal(0.0, 0.4),
        demand_elasticity=network.demand_elasticity * rng.lognormal(0.0, 0.4),
        route_elasticity=network.routes.elasticity * rng.lognormal(0.0, 0.3),
    )


def make_harsh_policy(network: Network, seed: int) -> Policy:
    """Return an opening with bans, quotas, caps, freight and scales of 0 and 1e6 on top."""
    rng = np.random.default_rng([seed, 2])
    held = make_opening(network, seed)
    n, r, p = network.size, len(network.routes.flow), len(network.processes.input)

    def some(part: float, size: int) -> np.ndarray:
        return rng.random(size) < part * (rng.random() < 0.6)

    cost = network.price[network.routes.origin]
    banned = np.isin(network.routes.origin, rng.choice(n, rng.integers(0, 3)))
    scale = np.where(banned, rng.choice([0.0, 0.05]), held.route_scale)
    scale = np.where(some(0.1, r), rng.choice([0.0, 1e-6, 1e3], r), scale)
    supply = np.where(some(0.2, n), rng.choice([0.0, 0.5, 3.0, 1e3], n), held.supply_scale)
    elasticity = np.where(some(0.2, n), 0.0, held.supply_elasticity)
    quota = network.routes.flow * rng.choice([0.0, 1e-9, 1e-3, 0.5, 2.0], r)
    cap = network.supply * rng.choice([0.0, 1e-3, 0.5, 1.2], n)
    return dataclasses.replace(
        held,
        supply_scale=supply,
        supply_elasticity=elasticity,
        supply_cap=np.where(some(0.2, n), cap, np.inf),
        demand_scale=np.where(some(0.2, n), rng.choice([0.0, 0.5, 2.0], n), 1.0),
        stock=np.where(some(0.2, n), rng.normal(0.0, 0.1, n) * network.demand, 0.0),
        route_scale=scale,
        route_elasticity=np.where(some(0.3, r), rng.choice([0.1, 20.0], r), held.route_elasticity),
        quota=np.where(some(0.3, r), quota, np.inf),
        tariff=network.routes.tariff + np.where(some(0.2, r), rng.choice([0.1, 1.0, 10.0], r), 0.0),
        freight=np.where(some(0.3, r), rng.random(r) * cost, 0.0),
        cap_limit=network.caps.limit * rng.choice([0.0, 1e-6, 0.1, 1.0], len(network.caps.limit)),
        process_scale=np.where(some(0.2, p), rng.choice([0.0, 0.5, 2.0], p), 1.0),
        process_cap=np.where(
            some(0.3, p), network.processes.input * rng.choice([0.0, 0.1, 1.0], p), np.inf
        ),
    )
