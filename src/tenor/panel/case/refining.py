"""The file ``refining.yaml``: where a host could refine at home what it now ships.

A route names two ways for the same feed: shipped as it is, and made into metal, alloy or
oxide by a plant that stands among the case's valuations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tenor.core.errors import Fault, nearest_names, quoted
from tenor.panel.case import fields as f
from tenor.panel.case import words as w
from tenor.panel.case.base import Entry, Quantity
from tenor.panel.case.reader import Document

VALUES = {
    "ship_inland": "t",
    "ship_port": "t",
    "ship_sea": "t",
    "ship_moisture": "",
    "wage": "y",
    "power_price": "MWh",
}
"""What every route states, with what its money is for: freight of the feed per wet tonne to
the port, over it and by sea, its moisture as a fraction, pay of a job, power."""


class RouteValue(Quantity):
    """One number of a route, with its range and where it comes from."""

    id: f.Id
    date: f.Date | None = None
    kind: w.KindOfValue = "reported"


class Route(Entry):
    """One feed, shipped or refined at home.

    `plant` and `mine` name files of ``valuations/``; without a mine the feed is bought from
    many. Ports are ids of the table of ports; the first of each list is the one that freight
    is reckoned to.
    """

    id: f.Id
    title: f.Text
    commodity: f.Commodity
    plant: f.Text
    mine: f.Text | None = None
    shipped: f.Text
    made: f.Text
    shipped_hs6: tuple[f.HsCode, ...] = ()
    made_hs6: tuple[f.HsCode, ...] = ()
    from_port: f.Text
    ship_to: tuple[f.Text, ...]
    made_to: tuple[f.Text, ...]
    values: tuple[RouteValue, ...]
    benchmarks: tuple[RouteValue, ...] = ()
    note: f.Text | None = None

    def value(self, name: str) -> RouteValue:
        """Return one of the numbers of `VALUES`."""
        return next(entry for entry in self.values if entry.id == name)


class Refining(Entry):
    """The file ``refining.yaml``."""

    routes: tuple[Route, ...] = ()


NO_REFINING = Refining()
"""What a case without ``refining.yaml`` has."""


def refining_faults(document: Document, held: Sequence[str]) -> Iterator[Fault]:
    """Yield the routes that name no valuation of the case, or lack a number."""
    routes = document.data.get("routes") if isinstance(document.data, dict) else None
    for place, route in enumerate(routes if isinstance(routes, list) else ()):
        if not isinstance(route, dict):
            continue
        for key in ("plant", "mine"):
            name = route.get(key)
            if isinstance(name, str) and name not in held:
                near = nearest_names(name[:80], held)
                hint = f"did you mean {quoted(near)}?" if near else "add the file to valuations/"
                message = f"no file valuations/{name[:80]}.yaml"
                yield document.fault(("routes", place, key), message, hint)
        values = route.get("values")
        named = [v.get("id") for v in values if isinstance(v, dict)] if values else []
        for missing in (name for name in VALUES if name not in named):
            message = f"the value {missing!r} is missing"
            hint = f"a route states {', '.join(VALUES)}"
            yield document.fault(("routes", place, "values"), message, hint)
        for i, value in enumerate(values if isinstance(values, list) else ()):
            fault = _wrong_unit(value) if isinstance(value, dict) else None
            if fault is not None:
                yield document.fault(("routes", place, "values", i, "unit"), *fault)


def _wrong_unit(value: dict[str, Any]) -> tuple[str, str] | None:
    """Return message and hint where a value is unknown or its unit is not as it is read."""
    name, unit = str(value.get("id")), str(value.get("unit"))
    if name not in VALUES:
        near = nearest_names(name[:80], VALUES)
        return f"unknown value {name[:80]!r}", f"did you mean {quoted(near or list(VALUES))}?"
    per = VALUES[name]
    money, _, below = unit.partition("/")
    fits = unit == "fraction" if not per else below == per and money[:4] == "USD_"
    wanted = f"USD_2024/{per}" if per else "fraction"
    return None if fits else (f"unit {unit!r} does not fit {name}", f"write {wanted}")
