"""Whether the money of a project names amounts and costs that exist, in one currency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tenor.core.errors import Fault, nearest_names, quoted
from tenor.panel.case import schema
from tenor.panel.case.measures import CaseUnitError, read_unit
from tenor.panel.case.reader import Path
from tenor.panel.case.walking import Place


def money_faults(
    places: Sequence[Place], deals: Mapping[str, Place], *, judged: bool
) -> Iterator[Fault]:
    """Yield what the funds of the projects name that is not there, and mixed currencies.

    Parameters
    ----------
    places : sequence of Place
        All groups of keys of the case.
    deals : mapping of id to Place
    judged : bool
        False where the deals could not be read, so that their amounts are not judged.
    """
    claims = {p.raw.get("id"): p.raw for p in places if p.model is schema.Claim}
    for place in places:
        if place.model is not schema.Project:
            continue
        costs = {entry.get("id"): entry for entry in _dicts(place.raw.get("capex"))}
        for i, funds in enumerate(_dicts(place.raw.get("funds"))):
            units: dict[str, str] = {}
            for key in ("uses", "sources"):
                for j, entry in enumerate(_dicts(funds.get(key))):
                    path: Path = ("funds", i, key, j)
                    if judged:
                        yield from _amounts(place, entry, path, deals=deals)
                    yield from _cost(place, entry, path, costs=costs)
                    for unit in _units(entry, costs, deals, claims=claims):
                        units.setdefault(unit, str(entry.get("id")))
            if len(units) > 1:
                (first, one), (second, other) = list(units.items())[:2]
                message = f"{one!r} is in {first} and {other!r} in {second}; they cannot be added"
                hint = "state all money of one list in one unit, and say in note how it was turned"
                yield place.document.fault(("funds", i), message, hint)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _amounts(
    place: Place, entry: Mapping[str, Any], path: Path, *, deals: Mapping[str, Place]
) -> Iterator[Fault]:
    name = entry.get("deal")
    if not isinstance(name, str) or name not in deals:
        return
    known = [amount.get("id") for amount in _dicts(deals[name].raw.get("amounts"))]
    for amount in _listed(entry.get("amount")):
        if isinstance(amount, str) and amount not in known:
            message = f"deal {name!r} has no amount {amount[:80]!r}"
            hint = _hint(amount, known, f"add it to the amounts of {name} in deals.yaml")
            yield place.document.fault((*path, "amount"), message, hint)


def _cost(
    place: Place, entry: Mapping[str, Any], path: Path, *, costs: Mapping[Any, Any]
) -> Iterator[Fault]:
    name = entry.get("cost")
    if isinstance(name, str) and name not in costs:
        message = f"unknown cost {name[:80]!r}; expected the id of an entry of capex"
        yield place.document.fault(
            (*path, "cost"), message, _hint(name, costs, "add it to capex, or state it here")
        )


def _hint(name: str, known: Iterable[Any], otherwise: str) -> str:
    near = nearest_names(name[:80], [k for k in known if isinstance(k, str)])
    return f"did you mean {quoted(near)}?" if near else otherwise


def _units(
    entry: Mapping[str, Any],
    costs: Mapping[Any, Any],
    deals: Mapping[str, Place],
    *,
    claims: Mapping[Any, Mapping[str, Any]],
) -> Iterator[str]:
    """Yield the units of the money that an entry states or names."""
    stated: list[Any] = [entry, costs.get(entry.get("cost")), claims.get(entry.get("claim"))]
    deal = deals.get(str(entry.get("deal")))
    if deal is not None:
        wanted = _listed(entry.get("amount"))
        stated += [a for a in _dicts(deal.raw.get("amounts")) if a.get("id") in wanted]
    for held in stated:
        unit = held.get("unit") if isinstance(held, dict) else None
        try:
            yield from [str(read_unit(unit))] if isinstance(unit, str) else []
        except CaseUnitError:
            continue
