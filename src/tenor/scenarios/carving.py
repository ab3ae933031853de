"""Bilateral routes at a stage whose trade is known only to the world market.

Where trade by partner is not in the data, all goods run through one world market and a ban
between two countries can't be seen. What a country's own statistics publish of its imports
and their sources is carved out of that market: its use becomes a node, and the part of each
named exporter a route. The tonnes of every exporter, and of the world, stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tenor.core.errors import UserError
from tenor.market import Network, Routes
from tenor.panel.curated import OTHERS, WORLD, CuratedTable, read_curated_from
from tenor.panel.materials import read_materials
from tenor.scenarios.tonnes import calc_tonnes
from tenor.sources.box import Tables

MOST_OF_ROUTE = 0.95
"""Share of an exporter's sales to the world market that may be carved out at most."""

_FORMS = ("metal_and_oxide", "compounds_and_metals", "all_forms", "refined_metal", "metal")


@dataclass(frozen=True, slots=True)
class Published:
    """What an importer publishes of its imports of one commodity and stage.

    Attributes
    ----------
    tonnes : float
        Imports of the base year, contained.
    shares : mapping of exporter to float
    sources : tuple of str
        Ids of the tables' sources.
    words : str
    """

    tonnes: float
    shares: Mapping[str, float]
    sources: tuple[str, ...]
    words: str


def find_published(
    importer: str, commodity: str, stage: str, *, year: int, tables: Tables
) -> Published | None:
    """Return what an importer publishes of its imports; None where tonnes or shares lack."""
    if importer != "USA":
        return None  # the table of statistics holds the United States alone
    sources = read_curated_from("import_sources", tables.folder)
    rows = sources.where(importer=importer, commodity=commodity, stage=stage)
    statistics = read_curated_from("us_statistics", tables.folder)
    for form in _FORMS:
        mine = [row for row in rows if row["form"] == form]
        tonnes = _imports(statistics, (commodity, stage, form), year)
        if not mine or tonnes is None:
            continue
        shares = {row["exporter"]: float(row["share"]) for row in mine}
        named = {k: v for k, v in shares.items() if k not in {OTHERS, "ROW"}}
        first = mine[0]
        words = (
            f"{stage} goods reach the United States by the shares of {first['first_year']} to "
            f"{first['last_year']} of {form.replace('_', ' ')} and {tonnes:,.0f} t imported in "
            f"{year}, as published; the rest by the world market"
        )
        return Published(tonnes, named, tuple(dict.fromkeys(row["source"] for row in mine)), words)
    return None


def _imports(table: CuratedTable, key: tuple[str, str, str], year: int) -> float | None:
    """Return imports of a form, or of its parts together [t content]; None where unknown."""
    commodity, stage, form = key
    rows = table.where(commodity=commodity, stage=stage, measure="imports", year=year)
    held = {row["form"]: row for row in rows if row["value"] is not None}
    forms = [form] if form in held else form.split("_and_")
    if not all(part in held for part in forms):
        return None
    try:
        return sum(_tonnes(held[part], commodity, stage) for part in forms)
    except UserError:
        return None  # gross tonnes say nothing of the content


def _tonnes(row: Mapping[str, Any], commodity: str, stage: str) -> float:
    factor = calc_tonnes(row["unit"], row["basis"], commodity=commodity, stage=stage)
    return float(row["value"]) * factor


def carve_importer(
    network: Network, importer: str, stage: str, published: Published
) -> tuple[Network, tuple[str, ...]]:
    """Return a network in which an importer buys at a stage by itself, with what was assumed.

    The network comes back as it is where the stage has no world market, or where the world's
    use at it is less than the imports.
    """
    if stage not in network.stages or WORLD not in network.countries:
        return network, ()
    s = network.stages.index(stage)
    place = (network.stage == s) & (network.country == network.countries.index(WORLD))
    if not place.any():
        return network, ()
    market = int(np.flatnonzero(place)[0])
    if network.demand[market] <= published.tonnes:
        return network, ()
    grown, node = _importing_node(network, importer, s, market)
    demand = grown.demand.copy()
    demand[node] += published.tonnes
    demand[market] -= published.tonnes
    routes = _carve_routes(grown, node, market, published)
    name = read_materials().commodity(network.commodity).display
    told = (f"{name}: {published.words}",)
    return replace(grown, demand=demand, routes=routes), told


def _importing_node(
    network: Network, importer: str, stage: int, market: int
) -> tuple[Network, int]:
    """Return the network with a node for the importer at the stage, and its place."""
    countries = network.countries
    if importer not in countries:
        countries = (*countries, importer)
    c = countries.index(importer)
    held = np.flatnonzero((network.country == c) & (network.stage == stage))
    if len(held):
        return network, int(held[0])
    like = ("price", "supply_elasticity", "demand_elasticity", "residual_elasticity")
    arrays = {
        name: np.append(getattr(network, name), getattr(network, name)[market]) for name in like
    }
    arrays |= {
        name: np.append(getattr(network, name), 0.0) for name in ("supply", "demand", "residual")
    }
    places = {"country": np.append(network.country, c), "stage": np.append(network.stage, stage)}
    return replace(network, countries=countries, **arrays, **places), network.size


def _carve_routes(network: Network, node: int, market: int, published: Published) -> Routes:
    """Return the routes with those of the importer taken out of the world market's."""
    held = network.routes
    flow = held.flow.copy()
    added: list[tuple[int, float, float]] = []
    for iso3, share in sorted(published.shares.items()):
        if iso3 not in network.countries or share <= 0:
            continue
        c = network.countries.index(iso3)
        from_here = network.country[held.origin] == c
        found = np.flatnonzero(from_here & (held.destination == market))
        if not len(found) or int(held.origin[found[0]]) == node:
            continue
        r = int(found[0])
        part = min(share * published.tonnes, MOST_OF_ROUTE * float(flow[r]))
        flow[r] -= part
        added.append((int(held.origin[r]), part, float(held.elasticity[r])))
    rest = published.tonnes - sum(part for _, part, _ in added)
    sigma = float(np.median(held.elasticity[held.destination == market]))
    if rest > 0:
        added.append((market, rest, sigma))
    n = len(added)
    return Routes(
        origin=np.append(held.origin, np.array([o for o, _, _ in added], dtype=np.int64)),
        destination=np.append(held.destination, np.full(n, node, dtype=np.int64)),
        flow=np.append(flow, [part for _, part, _ in added]),
        elasticity=np.append(held.elasticity, [e for _, _, e in added]),
        tariff=np.append(held.tariff, np.zeros(n)),
        freight=np.append(held.freight, np.zeros(n)),
        assumed=np.append(held.assumed, np.ones(n, dtype=np.bool_)),
    )
