"""What a run reports of each draw: prices, flows and exposure of partners and host.

The market gives prices, quantities and single routes; all else is computed here, draw by
draw, before any statistic is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.market import Network
from tenor.market.outputs import Outputs

Floats = NDArray[np.float64]

WORLD = "WLD"
DAYS = 365.0

UNITS = {
    "price": "USD/t",
    "price_change": "fraction",
    "output": "t/y",
    "use": "t/y",
    "use_change": "fraction",
    "imports": "t/y",
    "imports_change": "fraction",
    "exports": "t/y",
    "exports_change": "fraction",
    "import_bill": "USD/y",
    "import_bill_change": "fraction",
    "export_value": "USD/y",
    "export_value_change": "fraction",
    "import_share": "fraction",
    "import_hhi": "fraction",
    "import_cover": "d",
    "supply_quantity": "t/y",
    "supply_share": "fraction",
}
"""Variables of a run with their units; tonnes are on the basis of the network."""

WORDS = {
    "price": "price at the country",
    "price_change": "change of the price against the baseline",
    "output": "own output of mines and plants",
    "use": "use, with what plants take in",
    "use_change": "change of use against the baseline",
    "imports": "imports",
    "imports_change": "change of imports against the baseline",
    "exports": "exports",
    "exports_change": "change of exports against the baseline",
    "import_bill": "imports at the price at the country",
    "import_bill_change": "change of the import bill against the baseline",
    "export_value": "exports at the price at the country",
    "export_value_change": "change of the value of exports against the baseline",
    "import_share": "imports over imports and own output",
    "import_hhi": "concentration of imports by supplier",
    "import_cover": "days of the base year's use that are met in a year",
    "supply_quantity": "imports from one supplier",
    "supply_share": "one supplier's share of imports",
}
"""The variables in words."""

CHANGES = ("price", "use", "imports", "exports", "import_bill", "export_value")


@dataclass(frozen=True, slots=True)
class Key:
    """One output: variable, stage and country; and the supplier, for what has one."""

    variable: str
    stage: str
    country: str
    supplier: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """The countries of a network that a run looks at, and where their numbers stand.

    Attributes
    ----------
    network : Network
        With its projects; a country may have several nodes at a stage.
    countries : tuple of str
    nodes : tuple of (stage, country, nodes)
        First the country's own node, then those of its projects.
    suppliers : tuple of (stage, country, suppliers)
        Suppliers whose shares are kept.
    """

    network: Network
    countries: tuple[str, ...]
    nodes: tuple[tuple[str, str, tuple[int, ...]], ...]
    suppliers: tuple[tuple[str, str, tuple[str, ...]], ...]


def build_view(network: Network, countries: Sequence[str], top: int = 6) -> View:
    """Return the view of some countries: their nodes and their `top` suppliers in the base year.

    The countries of the view are kept as suppliers of one another whatever their size.
    """
    nodes, suppliers = [], []
    for s, stage in enumerate(network.stages):
        for iso3 in countries:
            if iso3 not in network.countries:
                continue
            c = network.countries.index(iso3)
            here = np.flatnonzero((network.country == c) & (network.stage == s))
            if not len(here):
                continue
            nodes.append((stage, iso3, tuple(int(n) for n in here)))
            suppliers.append((stage, iso3, _top(network, here, countries, top)))
    return View(network, tuple(countries), tuple(nodes), tuple(suppliers))


def _top(
    network: Network, nodes: NDArray[np.int64], countries: Sequence[str], top: int
) -> tuple[str, ...]:
    routes = network.routes
    into = np.flatnonzero(np.isin(routes.destination, nodes) & ~np.isin(routes.origin, nodes))
    totals: dict[str, float] = {}
    for r in into:
        iso3 = network.countries[network.country[routes.origin[r]]]
        totals[iso3] = totals.get(iso3, 0.0) + float(routes.flow[r])
    ranked = sorted(totals, key=lambda iso3: (-totals[iso3], iso3))
    kept = [iso3 for k, iso3 in enumerate(ranked) if k < top or iso3 in countries]
    return tuple(kept)


def list_keys(view: View) -> tuple[Key, ...]:
    """Return the outputs of a view in the order of `calc_values`."""
    keys = [Key("price_change", stage, WORLD) for stage in view.network.stages]
    held = {(stage, iso3): names for stage, iso3, names in view.suppliers}
    for stage, iso3, _ in view.nodes:
        plain = [name for name in UNITS if not name.startswith("supply_")]
        keys += [Key(name, stage, iso3) for name in plain]
        keys += [
            Key(name, stage, iso3, supplier)
            for supplier in held[stage, iso3]
            for name in ("supply_quantity", "supply_share")
        ]
    return tuple(keys)


def list_wanted(view: View) -> Outputs:
    """Return what the market has to report for a view."""
    network, routes = view.network, view.network.routes
    nodes = sorted({n for _, _, held in view.nodes for n in held})
    touching = np.isin(routes.destination, nodes) | np.isin(routes.origin, nodes)
    plants = network.processes
    taking = np.isin(plants.source, nodes) | np.isin(plants.target, nodes)
    return Outputs(
        price=tuple(nodes),
        use=tuple(nodes),
        supply=tuple(nodes),
        flow=tuple(int(r) for r in np.flatnonzero(touching)),
        intake=tuple(int(p) for p in np.flatnonzero(taking)),
        index=tuple(range(len(network.stages))),
        backstop=True,
    )


class Raw:
    """Outputs of the market (draw, output), found by kind and place."""

    def __init__(self, wanted: Sequence[tuple[str, int]], rows: Floats) -> None:
        self.at = {pair: k for k, pair in enumerate(wanted)}
        self.rows = rows

    def get(self, kind: str, place: int) -> Floats:
        """Return one output in every draw."""
        return self.rows[:, self.at[kind, place]]

    def sum(self, kind: str, places: Sequence[int]) -> Floats:
        """Return the sum of some outputs in every draw."""
        total = np.zeros(len(self.rows))
        for place in places:
            total = total + self.get(kind, int(place))
        return total


def calc_levels(view: View, raw: Raw, level: Floats) -> dict[Key, Floats]:
    """Return the levels of a scenario, draw by draw; `level` scales all its prices."""
    found: dict[Key, Floats] = {}
    network = view.network
    for s, stage in enumerate(network.stages):
        found[Key("price", stage, WORLD)] = raw.get("index", s) * level
    held = {(stage, iso3): names for stage, iso3, names in view.suppliers}
    for stage, iso3, nodes in view.nodes:
        found |= _country(network, raw, (stage, iso3, nodes), held[stage, iso3], level)
    return found


def _country(
    network: Network,
    raw: Raw,
    at: tuple[str, str, tuple[int, ...]],
    suppliers: Sequence[str],
    level: Floats,
) -> dict[Key, Floats]:
    """Return the levels of one country at one stage."""
    stage, iso3, nodes = at
    routes = network.routes
    inside = np.isin(routes.origin, nodes), np.isin(routes.destination, nodes)
    into = np.flatnonzero(inside[1] & ~inside[0])
    out = np.flatnonzero(inside[0] & ~inside[1])
    taken = np.flatnonzero(np.isin(network.processes.source, nodes))
    price = raw.get("price", nodes[0]) * level
    use = raw.sum("use", nodes) + raw.sum("intake", taken)
    imports, exports = raw.sum("flow", into), raw.sum("flow", out)
    output = raw.sum("supply", nodes)
    for p in np.flatnonzero(np.isin(network.processes.target, nodes)):
        recovered = float(network.processes.output_per_input[p])
        output = output + recovered * raw.get("intake", int(p))
    by_origin: dict[str, Floats] = {}
    for r in into:
        origin = network.countries[network.country[routes.origin[r]]]
        by_origin[origin] = by_origin.get(origin, 0.0) + raw.get("flow", int(r))
    value = sum((raw.get("price", int(n)) * raw.sum("flow", out[routes.origin[out] == n])
                 for n in nodes), np.zeros(len(price))) * level  # fmt: skip
    squares = sum((part**2 for part in by_origin.values()), np.zeros(len(price)))
    base_use = _base_use(network, nodes)
    found = {
        "price": price,
        "output": output,
        "use": use,
        "imports": imports,
        "exports": exports,
        "import_bill": imports * price,
        "export_value": value,
        "import_share": _ratio(imports, imports + output),
        "import_hhi": _ratio(squares, imports**2),
        "import_cover": DAYS * use / base_use if base_use > 0 else np.full(len(use), np.nan),
    }
    keys = {Key(name, stage, iso3): values for name, values in found.items()}
    for supplier in suppliers:
        part = by_origin.get(supplier, np.zeros(len(price)))
        keys[Key("supply_quantity", stage, iso3, supplier)] = part
        keys[Key("supply_share", stage, iso3, supplier)] = _ratio(part, imports)
    return keys


def _base_use(network: Network, nodes: Sequence[int]) -> float:
    taken = np.isin(network.processes.source, nodes)
    return float(network.demand[list(nodes)].sum() + network.processes.input[taken].sum())


def calc_values(
    keys: Sequence[Key], levels: dict[Key, Floats], baseline: dict[Key, Floats]
) -> Floats:
    """Return the outputs (draw, output): levels, and changes against the baseline's same draw.

    A change from nothing is unknown.
    """
    columns = []
    for key in keys:
        if key.variable.endswith("_change"):
            level = Key(key.variable.removesuffix("_change"), key.stage, key.country)
            columns.append(_ratio(levels[level], baseline[level]) - 1.0)
        else:
            columns.append(levels[key])
    return np.column_stack(columns)


def _ratio(part: Floats, whole: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)
