"""Lay a network, a policy and its random inputs out as the arrays of the kernel."""

from __future__ import annotations

import functools
import math
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tenor.core.distributions import (
    Discrete,
    Distribution,
    Fixed,
    LogNormal,
    Normal,
    Triangular,
    Uniform,
)
from tenor.market.equations import CAP_ELASTICITY, Problem, build_problem
from tenor.market.inputs import DrawPlan, calc_stream
from tenor.market.kernel import model as m
from tenor.market.kernel.lanes import WIDTH
from tenor.market.kernel.symbolic import Pattern, build_pattern
from tenor.market.network import Network
from tenor.market.outputs import calc_index_weights
from tenor.market.policy import Policy, default_values

Floats = NDArray[np.float64]
Found = tuple[dict[tuple[str, int], int], dict[int, tuple[int, int, int, float]]]
_CLASSES = 8  # distinct route elasticities that get exponentials of nodes
_SPAN, _PIECES = 8.5, 1024


@dataclass
class Slots:
    """Which slot multiplies which element: slot 0 for none."""

    network: Network
    policy: Policy
    inputs: DrawPlan
    products: dict[tuple[int, ...], int] = field(default_factory=dict)

    @functools.cached_property
    def capped(self) -> NDArray[np.int64]:
        """Shared caps that have a limit in any draw."""
        return np.flatnonzero(np.isfinite(self.find("cap_limit")[0]))

    @functools.cached_property
    def brakes(self) -> dict[tuple[str, int], int]:
        """Row of the scarcity of each element that uses such a cap."""
        caps, rows = self.network.caps, {}
        for k in np.flatnonzero(np.isin(caps.cap, self.capped)):
            rows.setdefault((caps.kind[k], int(caps.element[k])), len(rows))
        return rows

    def find(self, target: str) -> tuple[Floats, m.Places]:
        """Return base values and slots of all elements of a field of the policy."""
        given = getattr(self.policy, target)
        base = np.array(
            default_values(self.network, target) if given is None else given, dtype=np.float64
        )
        chains: dict[int, tuple[int, ...]] = {}
        for k, one in enumerate(self.inputs.inputs):
            if one.target != target:
                continue
            for at in one.elements:
                if one.mode == "replace":
                    base[at] = 1.0
                    chains[at] = (k + 1,)
                elif math.isfinite(base[at]):  # nothing is no cap times any factor
                    chains[at] = (*chains.get(at, ()), k + 1)
        slots = np.zeros(len(base), dtype=np.int32)
        for at, chain in chains.items():
            slots[at] = self._place(chain)
        return base, slots

    def _place(self, chain: tuple[int, ...]) -> int:
        if len(chain) == 1:
            return chain[0]
        first = len(self.inputs.inputs) + 1
        return self.products.setdefault(chain, first + len(self.products))


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
    routes, processes = network.routes, network.processes
    pairs = set(zip(routes.origin.tolist(), routes.destination.tolist(), strict=True))
    pairs |= set(zip(processes.source.tolist(), processes.target.tolist(), strict=True))
    pattern = build_pattern(network.size, {(a, b) for a, b in pairs if a != b})
    weight = calc_weights(network)
    activities, acted = _activities(problem, slots, pattern, weight)
    levels, limited, wedges, sent = _routes(problem, slots, pattern, weight)
    stock, stock_slot = slots.find("stock")
    scale = max(network.world_demand, float(problem.throughput.max(initial=0.0)))
    order = pattern.order
    nodes = m.Nodes(
        stock[order], stock_slot[order], problem.throughput[order], weight[order], start[order],
        (pattern.sparse, pattern.dense), _i(pattern.start), _i(pattern.row), _i(pattern.update),
        _i(pattern.cells), scale,
    )  # fmt: skip
    caps = _caps(problem, slots, (acted, sent))
    wanted = _wanted(network, terms, pattern, (acted, sent))
    draws, medians = _draws(inputs, slots)
    model = m.Model(draws, activities, levels, limited, wedges, nodes, caps, wanted)
    count = len(inputs.inputs) + 1 + len(slots.products)
    return Layout(model, medians, pattern.place, count)


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
    work = m.Work(
        lanes(layout.slots), lanes(len(model.draws.factor_stream)),
        *(lanes(nodes + 1) for _ in range(7)), *(lanes(levels) for _ in range(3)),
        *(lanes(acts) for _ in range(2)), *(lanes(limited) for _ in range(3)),
        *(lanes(wedges) for _ in range(3)), *(lanes(rows, np.float32) for _ in range(2)),
        lanes(sparse + dense, np.float32), lanes(levels, np.float32), lanes(levels, np.float32),
        lanes(len(model.caps.brake_first) - 1), *(lanes(len(model.caps.limit)) for _ in range(4)),
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


def _i(values: object) -> m.Places:
    return np.ascontiguousarray(np.asarray(values), dtype=np.int32)


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
    parts = [_i(c) if k in whole else c for k, c in enumerate(columns)]
    return m.Activities(
        *parts,
        _i(np.array(hosts, dtype=np.int64)[kept]), _i(place[extra.target[kept]]), extra.ratio[kept],
    ), found  # fmt: skip


def _routes(
    problem: Problem, slots: Slots, pattern: Pattern, weight: Floats
) -> tuple[m.Levels, m.Limited, m.Wedges, dict[int, tuple[int, int, int, float]]]:
    """Return the routes by class, and kind, two places and coefficient of each."""
    network, place = problem.network, pattern.place
    routes = network.routes
    scale, scale_slot = slots.find("route_scale")
    duty, duty_slot = slots.find("tariff")
    freight, freight_slot = slots.find("freight")
    quota, quota_slot = slots.find("quota")
    sigma, sigma_slot = slots.find("route_elasticity")
    base = routes.flow * scale
    base = np.where((quota <= 0) & (quota_slot == 0), 0.0, base)
    keys = [(float(sigma[r]), int(sigma_slot[r])) for r in range(len(base))]
    common = {key for key, _ in Counter(keys).most_common(_CLASSES)}
    level: dict[tuple[int, float, int], int] = {}
    plain: list[tuple[int, int, float, int]] = []
    limited: list[tuple[float, ...]] = []
    wedges: list[tuple[float, ...]] = []
    sent: dict[int, tuple[int, int, int, float]] = {}
    price = network.price[routes.origin]
    before = price * (1.0 + routes.tariff) + routes.freight
    for r in range(len(base)):
        if base[r] == 0:
            continue
        i, j = int(place[routes.origin[r]]), int(place[routes.destination[r]])
        cell = pattern.find(i, j)
        wedged = freight[r] != 0 or freight_slot[r] != 0 or routes.freight[r] != 0
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
        change = (1.0 + duty[r]) / (1.0 + routes.tariff[r])
        folded = duty_slot[r] == 0 and (sigma_slot[r] == 0 or change == 1.0)
        value = base[r] * change ** -sigma[r] if folded else base[r]
        if folded and scale_slot[r] == 0 and quota_slot[r] == 0 and math.isinf(quota[r]):
            sent[r] = (m.PLAIN, up, down, value)
            plain.append((up, down, value, cell))
        else:
            sent[r] = (m.LIMITED, len(limited), 0, 1.0)
            limited.append((
                value, scale_slot[r], quota[r], quota_slot[r], duty[r], duty_slot[r],
                routes.tariff[r], folded, up, down, cell,
            ))  # fmt: skip
    return (
        _levels(level, plain),
        m.Limited(*_columns(limited, 11, {1, 3, 5, 7, 8, 9, 10})),
        m.Wedges(*_columns(wedges, 16, {1, 3, 5, 7, 11, 12, 13, 14, 15})),
        sent,
    )


def _columns(
    rows: list[tuple[float, ...]], width: int, whole: set[int]
) -> list[NDArray[np.generic]]:
    table = np.array(rows, dtype=np.float64).reshape(len(rows), width)
    return [
        _i(table[:, k]) if k in whole else np.ascontiguousarray(table[:, k]) for k in range(width)
    ]


def _levels(
    level: dict[tuple[int, float, int], int], plain: list[tuple[int, int, float, int]]
) -> m.Levels:
    """Return the exponentials that plain and limited routes use, and the plain routes."""
    keys = list(level)
    up, down, value, cell = _columns(plain, 4, {0, 1, 3})  # type: ignore[arg-type]
    into, out = np.lexsort((down, up)), np.lexsort((up, down))
    by_cell = np.argsort(cell, kind="stable")
    places = np.arange(len(keys) + 1)
    return m.Levels(
        _i([k[0] for k in keys]), np.array([k[1] for k in keys]), _i([k[2] for k in keys]),
        _i(np.searchsorted(up[into], places)), _i(down[into]), value[into],
        _i(np.searchsorted(down[out], places)), _i(up[out]), value[out],
        _i(up[by_cell]), _i(down[by_cell]), value[by_cell], _i(cell[by_cell]),
    )  # fmt: skip


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
        _i(np.cumsum([0, *map(len, used)])),
        _i(pattern.place[np.concatenate(used)] if used else []),
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
        _i(np.cumsum([0, *map(len, loads)])), *_terms([row for part in loads for row in part]),
        _i(np.cumsum([0, *map(len, brakes)])), _i([c for c, _ in flat]),
        np.array([w for _, w in flat], dtype=np.float64),
    )  # fmt: skip


def _terms(rows: list[tuple[int, int, int, float]]) -> list[NDArray[np.generic]]:
    return _columns(rows, 4, {0, 1, 2})  # type: ignore[arg-type]


def _draws(inputs: DrawPlan, slots: Slots) -> tuple[m.Draws, Floats]:
    """Return how slots are filled, and the medians of the inputs."""
    joined = {
        member: (k, load)
        for k, f in enumerate(inputs.factors)
        for member, load in zip(f.members, f.loading, strict=True)
    }
    rows, table = [], np.empty(0)
    for one in inputs.inputs:
        factor, load = joined.get(one.name, (-1, 0.0))
        kind, a, b, c, more = _kind(one.distribution, factor >= 0)
        first = len(table)
        table = np.concatenate([table, more])
        rows.append((kind, a, b, c, factor, load, math.sqrt(1 - load * load), first, len(table)))
    kind, a, b, c, factor, load, rest, first, last = _columns(rows, 9, {0, 4, 7, 8})
    chains = list(slots.products)
    medians = [float(one.distribution.ppf(0.5)) for one in inputs.inputs]
    return m.Draws(
        kind, a, b, c, _streams([i.name for i in inputs.inputs]), factor, load, rest, first, last,
        table, _streams([f"factor:{f.name}" for f in inputs.factors]),
        _i(np.cumsum([0, *map(len, chains)])), _i([s for chain in chains for s in chain]),
    ), np.array(medians)  # fmt: skip


def _streams(names: list[str]) -> NDArray[np.int64]:
    return np.array([calc_stream(name) for name in names], dtype=np.uint64).view(np.int64)


def _kind(one: Distribution, joined: bool) -> tuple[int, float, float, float, Floats]:
    """Return the kind of a distribution, its parameters and its table."""
    none = np.empty(0)
    if isinstance(one, Fixed):
        return m.FIXED, one.value, 0.0, 0.0, none
    if isinstance(one, Normal | LogNormal):
        normal = isinstance(one, Normal)
        a, b = (one.mean, one.sd) if normal else (math.log(one.median), one.sigma)
        return (m.NORMAL if normal else m.LOGNORMAL), a, b, 0.0, none
    if isinstance(one, Discrete):
        from scipy.special import ndtri

        lower = np.concatenate([[-np.inf], ndtri(np.clip(np.cumsum(one.weights)[:-1], 0, 1))])
        return m.DISCRETE, 0.0, 0.0, 0.0, np.column_stack([lower, one.values]).ravel()
    if isinstance(one, Uniform) and not joined:
        return m.UNIFORM, one.low, one.high - one.low, 0.0, none
    if isinstance(one, Triangular) and not joined:
        return m.TRIANGULAR, one.low, one.high, one.mode, none
    return m.TABLE, 0.0, 0.0, 0.0, _tabulate(one)


def _tabulate(one: Distribution) -> Floats:
    """Return the quantile function as cubic pieces over the normal score, lowest power first."""
    from scipy.interpolate import CubicSpline
    from scipy.special import ndtr

    z = np.linspace(-_SPAN, _SPAN, _PIECES + 1)
    u = np.clip(ndtr(z), 1e-300, 1.0 - 2.0**-53)
    spline = CubicSpline(np.arange(_PIECES + 1.0), one.ppf(u))
    return np.ascontiguousarray(spline.c[::-1].T).ravel()
