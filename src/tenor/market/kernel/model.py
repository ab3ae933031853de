"""The arrays that the kernel works on: a plan laid out in the order of elimination.

A quantity that a draw may change is a base value times the lanes of a slot. Slot 0 holds
ones, slot k + 1 the values of input k; further slots hold products where several inputs
meet in one element.

Supply, use, what the data leave unexplained, and processes are all *activities*,

    q = min(base * exp(elasticity * (u_up - u_down)), cap),

which add `gain` tonnes per tonne to the node `up` and take one from the node `down`. A
node that an activity lacks is the blank node, number `nodes`, where u stays 0.

Routes come in three classes. *Plain* routes have the same coefficient in all draws: their
flow is a e_j / e_i with one exponential e per node. *Limited* routes have a coefficient or
a quota per lane. *Wedge* routes carry freight or a specific duty, use a
shared cap, or have an elasticity of their own, and need exponentials of their own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int32]


class Draws(NamedTuple):
    """How slots are filled: one row per input, then factors and products."""

    kind: Places  # FIXED, NORMAL, LOGNORMAL, DISCRETE, TABLE, UNIFORM, TRIANGULAR
    a: Floats
    b: Floats
    c: Floats
    stream: NDArray[np.int64]
    factor: Places  # row of the factor, -1 for none
    load: Floats
    rest: Floats
    first: Places  # first and last row of the table of DISCRETE and TABLE
    last: Places
    table: Floats
    factor_stream: NDArray[np.int64]
    product_first: Places
    product_slot: Places


class Activities(NamedTuple):
    """Supply, use, residual and processes."""

    base: Floats
    slot: Places
    cap: Floats
    cap_slot: Places
    elasticity: Floats
    elasticity_slot: Places
    up: Places
    down: Places
    gain: Floats
    cell: Places  # row of the factor for processes, -1 for the others
    tie: Floats  # weight of that entry
    brake: Places  # row of the scarcity of its shared caps, -1 for none
    extra_host: Places  # by-products
    extra_target: Places
    extra_ratio: Floats


class Levels(NamedTuple):
    """Exponentials e = exp(sigma u) of nodes, and the plain routes between them."""

    node: Places
    sigma: Floats
    slot: Places
    in_first: Places
    in_from: Places
    in_value: Floats
    out_first: Places
    out_to: Places
    out_value: Floats
    pair_up: Places
    pair_down: Places
    pair_value: Floats
    pair_cell: Places


class Limited(NamedTuple):
    """Routes with a coefficient or a quota per lane; `up`, `down` are levels."""

    base: Floats
    slot: Places
    quota: Floats
    quota_slot: Places
    duty: Floats  # in force, and of the base year; folded into `base` where no draw meets it
    duty_slot: Places
    duty_base: Floats
    folded: Places
    up: Places
    down: Places
    cell: Places


class Wedges(NamedTuple):
    """Routes with freight; `up`, `down` are nodes."""

    base: Floats
    slot: Places
    quota: Floats
    quota_slot: Places
    duty: Floats
    duty_slot: Places
    freight: Floats
    freight_slot: Places
    price: Floats
    before: Floats
    sigma: Floats
    sigma_slot: Places
    up: Places
    down: Places
    cell: Places
    brake: Places


class Nodes(NamedTuple):
    """Nodes in the order of elimination."""

    stock: Floats
    stock_slot: Places
    throughput: Floats
    weight: Floats
    start: Floats
    shape: tuple[int, int]
    column: Places
    row: Places
    update: Places
    cells: Places
    scale: float


class Wanted(NamedTuple):
    """Outputs, and the loads of shared caps, as terms of known kinds."""

    kind: Places
    place: Places
    other: Places
    scale: Floats
    index_first: Places
    index_node: Places
    index_weight: Floats


class Caps(NamedTuple):
    """Shared caps: what each is loaded with, and which activities and routes each brakes."""

    limit: Floats
    slot: Places
    answer: Floats  # how strongly its users answer its multiplier, at base quantities
    first: Places
    kind: Places
    place: Places
    other: Places
    scale: Floats
    brake_first: Places  # rows of Work.brake: sums of weight times multiplier
    brake_cap: Places
    brake_weight: Floats


class Model(NamedTuple):
    """A plan for the kernel."""

    draws: Draws
    activities: Activities
    levels: Levels
    limited: Limited
    wedges: Wedges
    nodes: Nodes
    caps: Caps
    wanted: Wanted


class Work(NamedTuple):
    """The lanes that one thread works on; rows of vectors."""

    slots: Floats
    scores: Floats
    u: Floats
    kept: Floats
    move: Floats
    excess: Floats
    slope: Floats
    inflow: Floats
    outflow: Floats
    e: Floats
    r: Floats
    sigma: Floats
    quantity: Floats
    answer: Floats
    limited_base: Floats
    limited_flow: Floats
    limited_slope: Floats
    wedge_flow: Floats
    wedge_slope: Floats
    wedge_share: Floats
    first: NDArray[np.float32]
    values: NDArray[np.float32]
    right: NDArray[np.float32]
    e_short: NDArray[np.float32]
    r_short: NDArray[np.float32]
    brake: Floats
    multiplier: Floats
    last_multiplier: Floats  # the last step of the multipliers
    gap: Floats
    last_gap: Floats
    answered: Floats
    taken: Floats
    inverse: Floats
    state: Floats


FIXED, NORMAL, LOGNORMAL, DISCRETE, TABLE, UNIFORM, TRIANGULAR = range(7)
PRICE, ACTIVITY, IMPORTS, EXPORTS, PLAIN, LIMITED, WEDGE, INDEX, BACKSTOP, LOG_PRICE, NOTHING = (
    range(11)
)
ERROR, SLOPE, LENGTH, STATUS, STEPS, BEST, WORST, FIRST, FAILED = range(9)  # rows of Work.state
STATES = 9
