"""Networks and policies for the market's solvers: random ones, and bauxite and aluminium 2022."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from tenor.market.equations import build_problem, calc_slopes, calc_state
from tenor.market.network import Network, Processes, Routes, calc_balance, require_network
from tenor.market.policy import NEUTRAL, Policy
from tenor.market.solving import solve

sys.path.insert(0, str(Path(__file__).parent))  # for hard_markets

Edges = dict[tuple[int, int, int], float]


def balanced(edges: Edges, countries: tuple[str, ...], stages: tuple[str, ...], **given) -> Network:
    """Return a balanced network of flows {(stage, exporter, importer): t/y}.

    `given`: gains (stage), route (sigma), supply and demand elasticities, seed of the processes.
    """
    rng = np.random.default_rng(given.get("seed", 0))
    places: dict[tuple[int, int], int] = {}
    for stage, i, j in edges:
        places.setdefault((i, stage), len(places))
        places.setdefault((j, stage), len(places))
    origin = np.array([places[i, k] for k, i, _ in edges])
    destination = np.array([places[j, k] for k, _, j in edges])
    flow = np.array(list(edges.values()))
    n = len(places)
    country = np.array([c for c, _ in places])
    stage = np.array([k for _, k in places])
    joined = [(at, places[c, k + 1]) for (c, k), at in places.items() if (c, k + 1) in places]
    source = np.array([a for a, _ in joined], dtype=np.int64)
    target = np.array([b for _, b in joined], dtype=np.int64)
    gains = np.array(given.get("gains", (0.5,) * len(stages)))[stage[source]]
    if given.get("uneven"):
        gains = gains * rng.uniform(0.8, 1.2, len(gains))
    inflow = np.bincount(destination, flow, minlength=n)
    outflow = np.bincount(origin, flow, minlength=n)
    feed = np.maximum(0.7 * (inflow - 0.3 * outflow)[source], 0.1 * inflow[source] + 1.0)
    rest = inflow - outflow - np.bincount(source, feed, minlength=n)
    rest = rest + np.bincount(target, feed * gains, minlength=n)
    residual = np.where(rng.random(n) < 0.1, -0.1 * np.abs(rest), 0.0)
    rest = rest + residual
    ones = np.ones(n)
    routes = Routes(
        origin, destination, flow, np.full(len(flow), given.get("sigma", 1.5)),
        np.where(rng.random(len(flow)) < 0.3, 0.05, 0.0), np.zeros(len(flow)),
        np.zeros(len(flow), dtype=bool),
    )  # fmt: skip
    found = require_network(Network(
        "bauxite", "gross", 2022, countries, stages, country, stage,
        np.array([40.0, 400.0, 2500.0])[stage],
        np.maximum(-rest, 0) + 0.1 * outflow, given.get("supply", 0.1) * ones,
        np.maximum(rest, 0) + 0.1 * outflow, given.get("demand", 0.6) * ones,
        residual, ones, routes, Processes(source, target, feed, gains, np.ones(len(feed))),
    ))  # fmt: skip
    assert np.abs(calc_balance(found)).max() < 1e-9 * flow.sum()
    return found


@pytest.fixture(scope="session")
def make_network() -> Callable[..., Network]:
    """Return a function that makes a random network of a seed."""

    def make(seed: int, size: int = 12, stages: int = 2, **given) -> Network:
        rng = np.random.default_rng(seed)
        pairs = [
            (k, i, j) for k in range(stages) for i in range(size) for j in range(size) if i != j
        ]
        kept = [p for p in pairs if rng.random() < 0.3]
        edges = {p: float(rng.lognormal(8.0, 2.0)) for p in kept}
        names = tuple(f"C{i:02d}" for i in range(size))
        stage_names = ("ore", "intermediate", "refined")[:stages]
        return balanced(edges, names, stage_names, seed=seed, **given)

    return make


@pytest.fixture(scope="session")
def bauxite() -> Network:
    """Return bauxite and aluminium in 2022: 59 countries and the rest of the world."""
    import duckdb

    path = str(files("tenor") / "data" / "box" / "baci.parquet")
    rows = duckdb.execute(
        """SELECT hs6, exporter::VARCHAR, importer::VARCHAR, sum(quantity_t)::DOUBLE
           FROM read_parquet(?) WHERE hs6 IN ('260600', '760110') AND year = 2022
             AND quantity_t > 0 AND exporter <> importer GROUP BY ALL ORDER BY ALL""",
        [path],
    ).fetchall()
    world = {hs: sum(r[3] for r in rows if r[0] == hs) for hs in ("260600", "760110")}
    size: dict[str, float] = {}
    for hs, i, j, q in rows:
        size[i] = size.get(i, 0.0) + q / world[hs]
        size[j] = size.get(j, 0.0) + q / world[hs]
    names = (*sorted(sorted(size, key=lambda c: -size[c])[:59]), "ROW")
    place = {c: k for k, c in enumerate(names)}
    edges: Edges = {}
    for hs, i, j, q in rows:
        a, b = place.get(i, 59), place.get(j, 59)
        if a != b:
            key = (int(hs == "760110"), a, b)
            edges[key] = edges.get(key, 0.0) + q
    return balanced(edges, names, ("ore", "refined"), gains=(0.2, 1.0))


@pytest.fixture(scope="session")
def make_policies() -> Callable[..., list[Policy]]:
    """Return a function that makes random policies: bans, quotas, duties, caps, stocks."""

    def make(network: Network, count: int, seed: int = 0, freight: bool = False) -> list[Policy]:
        rng = np.random.default_rng(seed)
        n, r, p = network.size, len(network.routes.flow), len(network.processes.input)
        found = []
        for _ in range(count):
            banned = rng.choice(network.routes.origin, rng.integers(0, 4))
            closed = np.isin(network.routes.origin, banned)
            cost = 0.1 * network.price[network.routes.origin]
            quota = network.routes.flow * rng.random(r)
            cap = network.supply * rng.lognormal(0.1, 0.3, n)
            duty = np.where(rng.random(r) < 0.3, rng.random(r) * 0.3, 0.0)
            found.append(Policy(
                route_scale=np.where(closed, rng.choice([0.0, 0.05]), 1.0),
                quota=np.where(rng.random(r) < 0.1, quota, np.inf),
                tariff=network.routes.tariff + duty,
                freight=np.where(rng.random(r) < 0.3, rng.random(r) * cost, 0) if freight else None,
                supply_scale=rng.lognormal(0.0, 0.3, n),
                supply_cap=np.where(rng.random(n) < 0.3, cap, np.inf),
                stock=np.where(rng.random(n) < 0.1, 0.1 * network.demand * rng.random(n), 0.0),
                demand_scale=rng.lognormal(0.0, 0.1, n),
                process_scale=rng.lognormal(0.0, 0.2, p),
                process_cap=network.processes.input * rng.lognormal(0.2, 0.2, p),
                supply_elasticity=network.supply_elasticity * rng.lognormal(0.0, 0.4),
                demand_elasticity=network.demand_elasticity * rng.lognormal(0.0, 0.4),
            ))  # fmt: skip
        return found

    return make


@pytest.fixture(scope="session")
def polish() -> Callable[..., np.ndarray]:
    """Return a function that solves by the reference, then takes three more Newton steps.

    The reference stops within 1e-10 of a node's throughput; the steps end at rounding.
    """

    def exact(network: Network, policy: Policy = NEUTRAL) -> np.ndarray:
        u = solve(network, policy).log_price.copy()
        problem = build_problem(network, policy)
        for _ in range(3):
            state = calc_state(problem, u, np.zeros(0))
            rows, columns, values = calc_slopes(problem, u, state)
            slopes = np.zeros((network.size, network.size))
            np.add.at(slopes, (rows, columns), values / problem.throughput[rows])
            u -= np.linalg.solve(slopes, state.excess / problem.throughput)
        return u

    return exact
