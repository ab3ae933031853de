"""The markets of a case: a calibrated network per commodity, what it lacks, its elasticities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tenor.core.errors import TenorError
from tenor.market import Network
from tenor.market.parameters import Parameters, read_parameters
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
    codes : mapping of stage to tuple of str
        HS codes behind each stage.
    seeds : mapping of project to Seed
    """

    commodity: str
    network: Network
    short: Parameters
    long: Parameters
    blind: tuple[str, ...]
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
    commodity: str, year: int, *, tables: Tables, network: Network | None = None
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
    return Market(
        commodity,
        network,
        read_parameters(commodity, "short", tables=tables),
        read_parameters(commodity, "long", tables=tables),
        tuple(stage for stage in traded if stage not in network.stages),
        {stage: traded.get(stage, ()) for stage in network.stages},
        {},
    )


def with_seed(market: Market, project: str, *, host: str, stage: str, capacity: float) -> Market:
    """Return a market with the seed of one more project."""
    network, seed = add_seed(market.network, host=host, stage=stage, capacity=capacity)
    return replace(market, network=network, seeds={**market.seeds, project: seed})


def tell_blind(market: Market) -> str | None:
    """Return in words which stages the market lacks; None where it has all."""
    if not market.blind:
        return None
    stages = " and ".join(market.blind)
    return (
        f"{market.display}: trade in {stages} goods is not in the data, so that the market ends at "
        f"{market.network.stages[-1]}; what a shock does to {stages} goods is not computed"
    )


def _is_held(code: CodeRow, reference: Reference, year: int) -> bool:
    return year in reference.coverage.get(code.hs6, frozenset())


def _calibrate(commodity: str, year: int, tables: Tables) -> Network:
    from tenor.market.calibration import build_network

    return build_network(commodity, year, tables=tables)


def list_names(markets: Sequence[Market | Absent]) -> tuple[str, ...]:
    """Return the commodities that have a market."""
    return tuple(market.commodity for market in markets if isinstance(market, Market))
