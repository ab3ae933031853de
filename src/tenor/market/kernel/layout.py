"""Lay a network, a policy and its random inputs out as the arrays of the kernel."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.market.equations import CAP_ELASTICITY, Problem, build_problem
from tenor.market.inputs import DrawPlan
from tenor.market.kernel import model as m
from tenor.market.kernel.arrays import to_columns, to_places
from tenor.market.kernel.lanes import WIDTH
from tenor.market.kernel.lay_draws import lay_draws
from tenor.market.kernel.lay_routes import lay_routes
from tenor.market.kernel.slots import Slots
from tenor.market.kernel.symbolic import Pattern, build_pattern
from tenor.market.network import Network
from tenor.market.outputs import calc_index_weights
from tenor.market.policy import Policy

Floats = NDArray[np.float64]
Found = tuple[dict[tuple[str, int], int], dict[int, tuple[int, int, int, float]]]


@dataclass(frozen=True)
class Layout:
    """The model and where elements of the network stand in it."""

    model: m.Model
    medians: Floats
    place: NDArray[np.int64]
    slots: int


def build_layout(
    network: Network,
    policy: Policy,
    inputs: DrawPlan,
    *,
    terms: tuple[tuple[str, int], ...],
    start: Floats,
) -> Layout:
    """Return the arrays of a plan; `terms` are the outputs, `start` log prices to start from."""
    problem = build_problem(network, policy)
    slots = Slots(network, policy, inputs)
    pattern = _pattern(network)
    weight = calc_weights(network)
    activities, acted = _activities(problem, slots, pattern, weight)
    levels, limited, wedges, sent = lay_routes(problem, slots, pattern)
    stock, stock_slot = slots.find("stock")
    scale = max(network.world_demand, float(problem.throughput.max(initial=0.0)))
    order = pattern.order
    nodes = m.Nodes(
        stock[order], stock_slot[order], problem.throughput[order], weight[order], start[order],
        (pattern.sparse, pattern.dense),
        to_places(pattern.start), to_places(pattern.row), to_places(pattern.update),
        to_places(pattern.cells), scale,
    )  # fmt: skip
    caps = _caps(problem, slots, (acted, sent))
    wanted = _wanted(network, terms, pattern, (acted, sent))
    draws, medians = lay_draws(inputs, slots)
    model = m.Model(draws, activities, levels, limited, wedges, nodes, caps, wanted)
    count = len(inputs.inputs) + 1 + len(slots.products)
    return Layout(model, medians, pattern.place, count)


def _pattern(network: Network) -> Pattern:
    """Return the pattern of a network; those of the last few networks are kept."""
    routes, processes = network.routes, network.processes
    ends = (routes.origin, routes.destination, processes.source, processes.target)
    return _find_pattern(network.size, *(np.asarray(e, dtype=np.int64).tobytes() for e in ends))


@functools.lru_cache(maxsize=8)
def _find_pattern(
    nodes: int, origin: bytes, destination: bytes, source: bytes, target: bytes
) -> Pattern:
    def read(ends: bytes) -> list[int]:
        return np.frombuffer(ends, dtype=np.int64).tolist()

    pairs = set(zip(read(origin), read(destination), strict=True))
    pairs |= set(zip(read(source), read(target), strict=True))
    return build_pattern(nodes, {(a, b) for a, b in pairs if a != b})


def build_work(layout: Layout) -> m.Work:
    """Return the lanes of one thread, with the inputs at their medians."""
    model = layout.model
    nodes, rows = len(model.nodes.stock), len(model.nodes.cells)
    sparse, dense = model.nodes.shape
    rows = sparse + len(model.nodes.row) + dense * dense

    def lanes(count: int, kind: type = np.float64) -> NDArray[np.float64]:
        # On a boundary of 64 bytes: a vector then lies in as few cache lines as it can.
        room = np.zeros(count * WIDTH + 16, dtype=kind)
        skip = (-room.ctypes.data % 64) // room.itemsize
        return room[skip : skip + count * WIDTH]

    levels, acts = len(model.levels.node), len(model.activities.base)
    limited, wedges = len(model.limited.base), len(model.wedges.base)
    caps, brakes = len(model.caps.limit), len(model.caps.brake_first) - 1
    work = m.Work(
        lanes(layout.slots), lanes(len(model.draws.factor_stream)),
        *(lanes(nodes + 1) for _ in range(7)), *(lanes(levels) for _ in range(3)),
        *(lanes(acts) for _ in range(2)), *(lanes(limited) for _ in range(3)),
        *(lanes(wedges) for _ in range(3)), *(lanes(rows, np.float32) for _ in range(2)),
        lanes(sparse + dense, np.float32), lanes(levels, np.float32), lanes(levels, np.float32),
        lanes(brakes), *(lanes(caps) for _ in range(6)), lanes(caps * caps),
        lanes(m.STATES),
    )  # fmt: skip
    known = np.concatenate([[1.0], layout.medians])
    work.slots[: len(known) * WIDTH] = np.repeat(known, WIDTH)
    return work


def calc_weights(network: Network) -> Floats:
    """Return the weights (node) that make processes of the median yield symmetric."""
    processes = network.processes
    by_stage = {0: 1.0}
    for stage in range(len(network.stages)):
        here = network.stage[processes.source] == stage
        for target in np.unique(network.stage[processes.target[here]]):
            there = here & (network.stage[processes.target] == target)
            ratio = float(np.median(processes.output_per_input[there]))
            by_stage.setdefault(int(target), by_stage.setdefault(stage, 1.0) / ratio)
    return np.array([by_stage.get(int(s), 1.0) for s in network.stage])


def _activities(
    problem: Problem, slots: Slots, pattern: Pattern, weight: Floats
) -> tuple[m.Activities, dict[tuple[str, int], int]]:
    """Return supply, use, residual and processes in one list, and the place of each."""
    network, place, blank = problem.network, pattern.place, problem.network.size
    processes = network.processes
    found: dict[tuple[str, int], int] = {}
    rows: list[tuple[float, ...]] = []

    def given(name: str) -> tuple[Floats, m.Places]:
        return slots.find(name)

    def add(kind: str, at: int, row: tuple[float, ...]) -> None:
        found[(kind, at)] = len(rows)
        rows.append(row)

    none = (np.full(network.size, np.inf), np.zeros(network.size, dtype=np.int32))
    for kind, base, cap, answer in (
        ("supply", network.supply, given("supply_cap"), given("supply_elasticity")),
        ("demand", network.demand, none, given("demand_elasticity")),
        ("residual", network.residual, none, (network.residual_elasticity, none[1])),
    ):
        scale, slot = given(f"{kind}_scale")
        for n in np.flatnonzero(base != 0):
            rising = kind != "demand" and base[n] > 0
            up, down = (place[n], blank) if rising else (blank, place[n])
            add(kind, int(n), (
                abs(base[n]) * scale[n], slot[n], cap[0][n], cap[1][n], answer[0][n], answer[1][n],
                up, down, 1.0, -1, 0.0, slots.brakes.get((kind, int(n)), -1),
            ))  # fmt: skip
    scale, slot = given("process_scale")
    cap, answer = given("process_cap"), given("process_elasticity")
    for p in range(len(processes.input)):
        a, b = int(processes.source[p]), int(processes.target[p])
        gain = float(processes.output_per_input[p])
        add("process", p, (
            processes.input[p] * scale[p], slot[p], cap[0][p], cap[1][p], answer[0][p],
            answer[1][p], place[b], place[a], gain, pattern.find(int(place[a]), int(place[b])),
            min(weight[a], weight[b] * gain), slots.brakes.get(("process", p), -1),
        ))  # fmt: skip
    columns = [np.array(c, dtype=np.float64) for c in zip(*rows, strict=True)]
    extra = network.by_products
    hosts = [
        found.get(("process" if extra.of_process[k] else "supply", int(extra.host[k])), -1)
        for k in range(len(extra.host))
    ]
    kept = np.array([h >= 0 for h in hosts], dtype=bool)
    whole = {1, 3, 5, 6, 7, 9, 11}
    parts = [to_places(c) if k in whole else c for k, c in enumerate(columns)]
    return m.Activities(
        *parts,
        to_places(np.array(hosts, dtype=np.int64)[kept]), to_places(place[extra.target[kept]]),
        extra.ratio[kept],
    ), found  # fmt: skip


def _wanted(
    network: Network,
    terms: tuple[tuple[str, int], ...],
    pattern: Pattern,
    found: Found,
) -> m.Wanted:
    """Return the outputs as terms."""
    acted, sent = found
    nothing = (m.NOTHING, 0, 0, 0.0)

    def act(kind: str, at: int) -> tuple[int, int, int, float]:
        return (m.ACTIVITY, acted[(kind, at)], 0, 1.0) if (kind, at) in acted else nothing

    def term(kind: str, at: int) -> tuple[int, int, int, float]:
        if kind == "price":
            return (m.PRICE, int(pattern.place[at]), 0, float(network.price[at]))
        direct = {"log_price": m.LOG_PRICE, "imports": m.IMPORTS, "exports": m.EXPORTS}
        if kind in direct:
            return (direct[kind], int(pattern.place[at]), 0, 1.0)
        if kind in ("index", "backstop"):
            return (m.INDEX, at, 0, 1.0) if kind == "index" else (m.BACKSTOP, -1, 0, 1.0)
        if kind == "node_backstop":
            return (m.BACKSTOP, int(pattern.place[at]), 0, 1.0)
        if kind == "flow":
            return sent.get(at, nothing)
        return act({"use": "demand", "intake": "process"}.get(kind, kind), at)

    rows = [term(kind, at) for kind, at in terms]
    weights = [calc_index_weights(network, s) for s in range(len(network.stages))]
    used = [np.flatnonzero(w) for w in weights]
    return m.Wanted(
        *_terms(rows),
        to_places(np.cumsum([0, *map(len, used)])),
        to_places(pattern.place[np.concatenate(used)] if used else []),
        np.concatenate([w[at] for w, at in zip(weights, used, strict=True)]),
    )  # fmt: skip


def _caps(problem: Problem, slots: Slots, found: Found) -> m.Caps:
    """Return the shared caps that have limits."""
    acted, sent = found
    caps = slots.network.caps
    limit, limit_slot = slots.find("cap_limit")
    parts = {"supply": problem.supply, "route": problem.routes, "process": problem.processes}
    loads: list[list[tuple[int, int, int, float]]] = []
    answers = []
    brakes: list[list[tuple[int, float]]] = [[] for _ in slots.brakes]
    for place, c in enumerate(slots.capped):
        loads.append([])
        used, answered = 0.0, 0.0
        for k in np.flatnonzero(caps.cap == c):
            kind, element, weight = caps.kind[k], int(caps.element[k]), float(caps.weight[k])
            nothing = (m.NOTHING, 0, 0, 0.0)
            at = acted.get((kind, element), -1)
            one = (m.ACTIVITY, at, 0, 1.0) if at >= 0 else nothing
            a, b, other, scale = sent.get(element, nothing) if kind == "route" else one
            loads[-1].append((a, b, other, scale * weight))
            brakes[slots.brakes[kind, element]].append((place, weight))
            terms = parts[kind]
            load = weight * float(terms.scale[element])
            used += load
            answered += load * weight * max(float(terms.elasticity[element]), CAP_ELASTICITY)
        answers.append(answered / used if used > 0 else CAP_ELASTICITY)
    flat = [row for part in brakes for row in part]
    return m.Caps(
        limit[slots.capped], limit_slot[slots.capped], np.array(answers, dtype=np.float64),
        to_places(np.cumsum([0, *map(len, loads)])),
        *_terms([row for part in loads for row in part]),
        to_places(np.cumsum([0, *map(len, brakes)])), to_places([c for c, _ in flat]),
        np.array([w for _, w in flat], dtype=np.float64),
    )  # fmt: skip


def _terms(rows: list[tuple[int, int, int, float]]) -> list[NDArray[np.generic]]:
    return to_columns(rows, 4, {0, 1, 2})  # type: ignore[arg-type]
