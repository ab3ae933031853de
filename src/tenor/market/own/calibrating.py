"""Rows of an isoelastic file as a calibrated network, and what the file changes against its base.

The base year is the state without the file's tariffs, quotas and caps: a `base_tariff` says what
was in force then.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import UserError
from tenor.market.network import Network, Processes, Routes, calc_balance
from tenor.market.own.model import AD_VALOREM, SPECIFIC, OwnNetwork, Plant, Route
from tenor.market.own.result import Key
from tenor.market.policy import Policy

__all__ = ["PLANT_ELASTICITY", "ROUTE_ELASTICITY", "Calibrated", "build_calibrated"]

Array = NDArray[np.float64]

ROUTE_ELASTICITY = 1.0
"""Route elasticity where a file gives none; judged: the short run of a few years."""

PLANT_ELASTICITY = 1.0
"""Elasticity of processing where a file gives none; judged."""

_BALANCED = 1e-6


@dataclass(frozen=True, slots=True)
class Calibrated:
    """One commodity of a file as a calibrated network and the changes against its base year.

    Attributes
    ----------
    network : Network
    policy : Policy
    keys : tuple of Key
        The nodes.
    routes, plants : tuple of int
        Places in the file's network of the rows that the calibrated one holds.
    notes : tuple of str
    """

    network: Network
    policy: Policy
    keys: tuple[Key, ...]
    routes: tuple[int, ...]
    plants: tuple[int, ...]
    notes: tuple[str, ...]


def build_calibrated(network: OwnNetwork, commodity: str) -> Calibrated:
    """Return one commodity of a file as a calibrated network and a policy.

    Raises
    ------
    UserError
        A node has no base price, or rows state different ones.
    """
    routes = [
        (i, r)
        for i, r in enumerate(network.routes)
        if r.commodity == commodity and not r.is_home and r.flow
    ]
    plants = [(i, p) for i, p in enumerate(network.plants) if p.commodity == commodity]
    prices = _base_prices(network, commodity, [r for _, r in routes], [p for _, p in plants])
    keys = tuple(prices)
    places = {key: n for n, key in enumerate(keys)}
    price = np.array([prices[key] for key in keys])
    curves = _curves(network, commodity, places)
    notes = _idle_routes(network, commodity)
    lanes = [r for _, r in routes]
    origin = _places(places[commodity, r.stage, r.origin] for r in lanes)
    arrays = Routes(
        origin=origin,
        destination=_places(places[commodity, r.stage, r.destination] for r in lanes),
        flow=_values(r.flow for r in lanes),
        elasticity=_elasticities(network, lanes, "route_elasticity", ROUTE_ELASTICITY),
        tariff=_values(_base_rate(r) for r in lanes),
        freight=_values(_fixed(r, r.base_tariff) for r in lanes),
        assumed=np.zeros(len(lanes), dtype=np.bool_),
    )
    market = Network(
        commodity=commodity,
        basis="as stated",
        year=0,
        countries=network.countries,
        stages=network.stages,
        country=_places(network.countries.index(key[2]) for key in keys),
        stage=_places(network.stages.index(key[1]) for key in keys),
        price=price,
        residual=np.zeros(len(keys)),
        residual_elasticity=np.zeros(len(keys)),
        routes=arrays,
        **curves,
    )
    inputs, told = _base_inputs(market, [p for _, p in plants], places)
    kept = [m for m, quantity in enumerate(inputs) if quantity > 0]
    rows = [plants[m][1] for m in kept]
    market = replace(
        market,
        processes=Processes(
            source=_places(places[commodity, p.from_stage, p.country] for p in rows),
            target=_places(places[commodity, p.to_stage, p.country] for p in rows),
            input=_values(inputs[m] for m in kept),
            output_per_input=_values(p.output_per_input for p in rows),
            elasticity=_elasticities(network, rows, "processing_elasticity", PLANT_ELASTICITY),
        ),
    )
    return Calibrated(
        network=market,
        policy=_policy(network, market, lanes, rows, places),
        keys=keys,
        routes=tuple(i for i, _ in routes),
        plants=tuple(plants[m][0] for m in kept),
        notes=(*notes, *told, *_defaults(network, lanes, rows), *_imbalance(network, market, keys)),
    )


def _places(values: Iterable[int]) -> NDArray[np.int64]:
    return np.array(list(values), dtype=np.int64)


def _values(values: Iterable[float | None]) -> Array:
    return np.array([math.inf if v is None else v for v in values], dtype=np.float64)


def _base_rate(route: Route) -> float:
    return route.base_tariff if route.tariff_kind == AD_VALOREM else 0.0


def _fixed(route: Route, tariff: float) -> float:
    """Return transport and what a tariff adds to it, whatever the price."""
    cost = route.cost or 0.0
    if route.tariff_kind == SPECIFIC:
        return cost + tariff
    return cost * (1.0 + tariff) if route.is_cif else cost


def _elasticities(
    network: OwnNetwork, rows: Sequence[Route | Plant], key: str, default: float
) -> Array:
    shared = float(network.options.get(key, default))
    return np.array([shared if row.elasticity is None else row.elasticity for row in rows])


def _base_prices(
    network: OwnNetwork, commodity: str, routes: list[Route], plants: list[Plant]
) -> dict[Key, float]:
    """Return the base price of each node that a row touches, in the order of the file."""
    stated: dict[Key, tuple[float, str]] = {}
    for row in (*network.supply, *network.demand):
        if row.commodity != commodity or row.price is None:
            continue
        key = (commodity, row.stage, row.country)
        price, place = stated.setdefault(key, (row.price, row.place))
        if not math.isclose(price, row.price, rel_tol=1e-6):
            raise UserError(
                f"{row.place}: the base price of {row.country} at stage {row.stage} is "
                f"{row.price:g} here and {price:g} in {place}; one market has one price"
            )
    touched = {(commodity, r.stage, c) for r in routes for c in (r.origin, r.destination)}
    for plant in plants:
        touched |= {(commodity, s, plant.country) for s in (plant.from_stage, plant.to_stage)}
    missing = [f"{country} at stage {stage}" for _, stage, country in sorted(touched - set(stated))]
    if missing:
        raise UserError(
            f"no base price for {', '.join(missing[:5])}"
            + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
            + "; state it with a supply or demand row of that country and stage "
            "(quantity: 0 where it has none)"
        )
    order = [
        (commodity, stage, country) for stage in network.stages for country in network.countries
    ]
    return {key: stated[key][0] for key in order if key in stated}


def _curves(network: OwnNetwork, commodity: str, places: dict[Key, int]) -> dict[str, Array]:
    """Return supply and demand by node; several rows of a node are joined at its base price."""
    found: dict[str, Array] = {}
    for side, rows in (("supply", network.supply), ("demand", network.demand)):
        quantity, weighted = np.zeros(len(places)), np.zeros(len(places))
        for row in rows:
            if row.commodity == commodity:
                node = places[commodity, row.stage, row.country]
                quantity[node] += row.quantity or 0.0
                weighted[node] += (row.quantity or 0.0) * abs(row.elasticity or 0.0)
        found[side] = quantity
        found[f"{side}_elasticity"] = weighted / np.where(quantity > 0, quantity, 1.0)
    return found


def _base_inputs(
    market: Network, plants: list[Plant], places: dict[Key, int]
) -> tuple[list[float], list[str]]:
    """Return the base input of each plant: as stated, or what its feed leaves over."""
    balance = calc_balance(market)
    notes, inputs = [], []
    by_source: dict[int, list[Plant]] = {}
    for plant in plants:
        node = places[plant.commodity, plant.from_stage, plant.country]
        by_source.setdefault(node, []).append(plant)
    for plant in plants:
        node = places[plant.commodity, plant.from_stage, plant.country]
        if plant.quantity is not None:
            inputs.append(plant.quantity)
            continue
        if len(by_source[node]) > 1:
            raise UserError(
                f"{plant.place}: {plant.country} has {len(by_source[node])} plants for "
                f"{plant.from_stage}; state the base input of each: quantity: ..."
            )
        target = places[plant.commodity, plant.to_stage, plant.country]
        left, wanted = float(balance[node]), float(-balance[target]) / plant.output_per_input
        base = left if left > 0 else max(wanted, 0.0)
        notes.append(
            f"{plant.place}: base input {base:.6g}, "
            + (
                "what supply and trade leave of its feed"
                if left > 0
                else "what the next stage needs"
                if base > 0
                else "no feed is left for it in the base year; the plant stays idle"
            )
        )
        inputs.append(base)
    return inputs, notes


def _policy(
    network: OwnNetwork,
    market: Network,
    routes: list[Route],
    plants: list[Plant],
    places: dict[Key, int],
) -> Policy:
    """Return what the file changes against its base: tariffs, quotas and caps."""
    caps = np.full(market.size, np.inf)
    for node in range(market.size):
        rows = [
            row
            for row in network.supply
            if places.get((row.commodity, row.stage, row.country)) == node and row.quantity
        ]
        if rows and all(row.cap is not None for row in rows):
            caps[node] = sum(row.cap or 0.0 for row in rows)
    return Policy(
        supply_cap=caps,
        tariff=_values(r.rate for r in routes),
        freight=_values(_fixed(r, r.tariff) for r in routes),
        quota=_values(r.quota for r in routes),
        process_cap=_values(p.cap for p in plants),
    )


def _idle_routes(network: OwnNetwork, commodity: str) -> tuple[str, ...]:
    return tuple(
        f"{r.place}: its base flow is zero, and it stays so: the isoelastic form opens no route"
        for r in network.routes
        if r.commodity == commodity and not r.is_home and not r.flow
    )


def _defaults(network: OwnNetwork, routes: list[Route], plants: list[Plant]) -> tuple[str, ...]:
    notes = []
    if "route_elasticity" not in network.options and any(r.elasticity is None for r in routes):
        notes.append(f"route_elasticity is not given; {ROUTE_ELASTICITY:g} is used, a judgement")
    if "processing_elasticity" not in network.options and any(p.elasticity is None for p in plants):
        notes.append(
            f"processing_elasticity is not given; {PLANT_ELASTICITY:g} is used, a judgement"
        )
    if any(p.cost for p in network.plants):
        notes.append("processing cost is part of the base margin in the isoelastic form; not used")
    for side in ("supply", "demand"):
        for row in getattr(network, side):
            if side == "demand" and row.cap is not None:
                notes.append(f"{row.place}: a cap on demand is known to the linear form only")
    return tuple(notes)


def _imbalance(network: OwnNetwork, market: Network, keys: tuple[Key, ...]) -> tuple[str, ...]:
    scale = max(market.world_demand, 1e-300)
    unit = network.options.get("unit", "")
    notes = []
    for key, value in zip(keys, calc_balance(market), strict=True):
        if abs(value) > _BALANCED * scale:
            kind = "more supplied than used" if value > 0 else "more used than supplied"
            amount = f"{abs(value):.6g} {unit}".strip()
            notes.append(
                f"the base year does not balance in {key[2]} at stage {key[1]}: {amount} {kind}; "
                "prices move to close it"
            )
    return tuple(notes)
