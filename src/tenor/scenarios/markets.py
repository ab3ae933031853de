"""The markets of a case: a calibrated network per commodity, what it lacks, its elasticities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tenor.core.countries import country_name
from tenor.core.errors import TenorError
from tenor.market import Network
from tenor.market.parameters import Parameters, read_parameters
from tenor.panel.curated import WORLD
from tenor.panel.materials import CodeRow, read_materials
from tenor.panel.reference import Reference, read_reference
from tenor.scenarios.seeds import Seed, add_seed
from tenor.sources.box import Tables

REVISION = "HS92"


@dataclass(frozen=True, slots=True)
class Market:
    """One commodity's market in the base year.

    Attributes
    ----------
    commodity : str
    network : Network
        With the seeds of the case's projects.
    short, long : Parameters
        Elasticities with their ranges, for a year or two and for a decade.
    blind : tuple of str
        Stages of the commodity that the network lacks, since no trade in them is at hand.
    pooled : tuple of str
        Stages whose trade runs through one world market, since partners are not known.
    codes : mapping of stage to tuple of str
        HS codes behind each stage; none where its trade is not in the data.
    seeds : mapping of project to Seed
    """

    commodity: str
    network: Network
    short: Parameters
    long: Parameters
    blind: tuple[str, ...]
    pooled: tuple[str, ...]
    codes: Mapping[str, tuple[str, ...]]
    seeds: Mapping[str, Seed]

    @property
    def display(self) -> str:
        """Name as it is printed."""
        return read_materials().commodity(self.commodity).display


@dataclass(frozen=True, slots=True)
class Absent:
    """A commodity of the case without a market, and why."""

    commodity: str
    why: str


def build_market(
    commodity: str,
    year: int,
    *,
    tables: Tables,
    network: Network | None = None,
) -> Market | Absent:
    """Return the market of a commodity in a year, or why there is none.

    Parameters
    ----------
    commodity : str
    year : int
    tables : Tables
    network : Network, optional
        In place of the calibrated one.
    """
    materials, reference = read_materials(), read_reference(tables)
    traded = {
        row.stage: tuple(
            code.hs6
            for code in materials.codes(commodity, row.stage, REVISION)
            if _is_held(code, reference, year)
        )
        for row in materials.stages(commodity)
    }
    if network is None:
        if not any(traded.values()):
            display = materials.commodity(commodity).display
            return Absent(commodity, f"no trade in {display} is in the data for {year}")
        try:
            network = _calibrate(commodity, year, tables)
        except TenorError as error:
            return Absent(commodity, str(error))
    pooled = find_pooled(network)
    return Market(
        commodity,
        network,
        read_parameters(commodity, "short", tables=tables),
        read_parameters(commodity, "long", tables=tables),
        tuple(stage for stage in traded if stage not in network.stages),
        pooled,
        {stage: traded.get(stage, ()) for stage in network.stages},
        {},
    )


def find_pooled(network: Network) -> tuple[str, ...]:
    """Return the stages of a network whose trade runs through one world market."""
    if WORLD not in network.countries:
        return ()
    here = network.country == network.countries.index(WORLD)
    return tuple(network.stages[int(s)] for s in np.unique(network.stage[here]))


def with_seed(market: Market, project: str, *, host: str, stage: str, capacity: float) -> Market:
    """Return a market with the seed of one more project."""
    network, seed = add_seed(market.network, host=host, stage=stage, capacity=capacity)
    return replace(market, network=network, seeds={**market.seeds, project: seed})


def tell_limits(market: Market) -> tuple[str, ...]:
    """Return in words what the market does not show, stage by stage."""
    told = [
        f"{market.display}: the market has no stage {stage}, since the data do not link it to the "
        "others; what a shock does to it is not computed"
        for stage in market.blind
    ]
    told += [
        f"{market.display}: trade by partner at stage {stage} is not in the data; the goods run "
        f"through one world market{_tell_buyers(market.network, stage)}"
        for stage in market.pooled
    ]
    return tuple(told)


def _tell_buyers(network: Network, stage: str) -> str:
    """Say who buys beside the world market, by the suppliers that its own statistics name."""
    routes, s = network.routes, network.stages.index(stage)
    market = network.countries.index(WORLD)
    ends = (network.country[routes.origin], network.country[routes.destination])
    beside = (network.stage[routes.origin] == s) & (ends[0] != market) & (ends[1] != market)
    names = [country_name(network.countries[c]) for c in np.unique(ends[1][beside])]
    return f", but those to {' and '.join(names)} by supplier, as published" if names else ""


def _is_held(code: CodeRow, reference: Reference, year: int) -> bool:
    return year in reference.coverage.get(code.hs6, frozenset())


def _calibrate(commodity: str, year: int, tables: Tables) -> Network:
    from tenor.market.calibration import build_network

    return build_network(commodity, year, tables=tables)
