"""What is odd about a network and its answer, in the words of the trade."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tenor.market.own.model import OwnNetwork, Route
from tenor.market.own.result import Key, OwnSolution

__all__ = ["describe_network"]

_SHOWN = 8


def describe_network(solution: OwnSolution, *, backstop_price: float | None = None) -> OwnSolution:
    """Return the solution with its notes: what was short, unsold, cut off or left open."""
    notes = [
        *solution.network.notes,
        *_limited(_short(solution, backstop_price)),
        *_limited(_unsold(solution)),
        *_limited(_cut_off(solution)),
        *_limited(_open(solution)),
        *_limited(_doubled(solution.network)),
    ]
    return replace(solution, notes=tuple(dict.fromkeys(notes)))


def _limited(notes: Iterator[str]) -> Iterator[str]:
    found = list(notes)
    yield from found[:_SHOWN]
    if len(found) > _SHOWN:
        yield f"and {len(found) - _SHOWN} more of this kind"


def _amount(network: OwnNetwork, quantity: float) -> str:
    unit = network.options.get("unit")
    return f"{quantity:.6g} {unit}" if unit else f"{quantity:.6g}"


def _at(network: OwnNetwork, key: Key) -> str:
    commodity, stage, country = key
    name = f" ({commodity})" if len(network.commodities) > 1 else ""
    return f"{country}{name}" if len(network.stages) == 1 else f"{country} at stage {stage}{name}"


def describe_inflow(solution: OwnSolution, key: Key) -> str:
    """Return how a node can be reached, as the first half of a sentence."""
    network = solution.network
    into = [
        r for r in network.routes if (r.commodity, r.stage, r.destination) == key and not r.is_home
    ]
    plants = [
        p for p in network.plants if (p.commodity, p.to_stage, p.country) == key and p.cap != 0
    ]
    open_ = [r for r in into if _is_open(r, network)]
    where = _at(network, key)
    home = " and nothing is made at home" if not plants and not _has_supply(network, key) else ""
    if not into:
        return f"no route leads into {where}{home}"
    if not open_:
        return f"all routes into {where} are closed{home}"
    return f"quotas, caps and supply let too little reach {where}"


def _is_open(route: Route, network: OwnNetwork) -> bool:
    has_flow = network.form == "linear" or bool(route.flow)
    return route.quota != 0 and has_flow


def _has_supply(network: OwnNetwork, key: Key) -> bool:
    return any(
        (row.commodity, row.stage, row.country) == key and row.cap != 0 for row in network.supply
    )


def _short(solution: OwnSolution, price: float | None) -> Iterator[str]:
    network = solution.network
    for key, quantity in solution.backstop.items():
        used = _amount(network, solution.demand[key])
        text = f"{describe_inflow(solution, key)}; {_amount(network, quantity)} "
        base = sum(
            row.quantity or 0.0
            for row in network.demand
            if (row.commodity, row.stage, row.country) == key
        )
        if network.form == "isoelastic" and base > 0:
            text += (
                f"of the use of {used} that is left at 20 times the base price, after "
                f"{_amount(network, base)} in the base year, can't be met; backstop used"
            )
        elif solution.demand[key] > 0:
            text += f"of the use of {used} can't be met; backstop used"
        else:
            text += "of what its plants and buyers abroad ask for is missing; backstop used"
        shown = solution.prices[key]
        if price is not None and shown is not None:
            text += f" (the price shown, {shown:.6g}, is that of the backstop)"
        yield text


def _unsold(solution: OwnSolution) -> Iterator[str]:
    network = solution.network
    for key, quantity in solution.unsold.items():
        least = "a twentieth of the base price" if network.form == "isoelastic" else "zero"
        yield (
            f"{_amount(network, quantity)} in {_at(network, key)} find no buyer at any price above "
            f"{least}; left unsold"
        )


def _cut_off(solution: OwnSolution) -> Iterator[str]:
    """Yield buyers that nothing reaches, though no backstop was needed."""
    network = solution.network
    for key, used in solution.demand.items():
        wants = any((r.commodity, r.stage, r.country) == key for r in network.demand)
        if not wants or used > 0 or key in solution.backstop:
            continue
        price = solution.prices[key]
        text = describe_inflow(solution, key)
        if text.startswith("quotas"):
            text = f"what could reach {_at(network, key)} costs more than its buyers pay"
        yield f"{text}; its use falls to zero" + (
            f", at a price of {price:.6g}" if price is not None else ""
        )


def _open(solution: OwnSolution) -> Iterator[str]:
    network = solution.network
    for key, is_open in solution.is_open.items():
        price = solution.prices[key]
        if is_open and price is not None:
            yield (
                f"the price in {_at(network, key)} is not pinned by anything that moves; the "
                f"lowest that fits, {price:.6g}, is given"
            )


def _doubled(network: OwnNetwork) -> Iterator[str]:
    first: dict[tuple[str, str, str, str], Route] = {}
    for route in network.routes:
        key = (route.commodity, route.stage, route.origin, route.destination)
        other = first.setdefault(key, route)
        if other is not route:
            yield f"{route.place} is a second lane beside {other.place}; both are open"
