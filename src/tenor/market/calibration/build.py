"""From the tables at hand to a network that holds its base year exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import DataError, UserError
from tenor.market.calibration.assumptions import list_assumptions
from tenor.market.calibration.chain import Chain, choose_chain
from tenor.market.calibration.known_imports import (
    KnownImports,
    pool_imports,
    read_known_imports,
)
from tenor.market.calibration.ledger import Ledger, calc_throughput
from tenor.market.calibration.measuring import build_ledger
from tenor.market.calibration.node_prices import (
    StagePrices,
    fill_unknown,
    price_open_stage,
    price_world_market,
)
from tenor.market.calibration.options import Options
from tenor.market.calibration.pooling import REST, pool_countries
from tenor.market.calibration.stages import EXTRA, read_stages
from tenor.market.network import Network, Processes, Routes, require_network
from tenor.market.parameters import Parameters, read_parameters
from tenor.panel.curated import WORLD
from tenor.panel.reference import read_reference
from tenor.sources.box import Tables, default_tables

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_NOTHING = 1e-13
"""Share of a stage's throughput under which a country has no node there."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A network with what the data said before they were reconciled.

    Attributes
    ----------
    network : Network
    parameters : Parameters
    chain : Chain
    observed_flow : ndarray (route) [t]
        As recorded, with filled tonnes; NaN for routes that are assumed.
    imputed : ndarray (route) of bool
    observed_supply : ndarray (node) [t]
    price_kind : ndarray (node) of int
        Place in `tenor.market.calibration.node_prices.KINDS`.
    pooled : int
        Countries in the rest of the world.
    """

    network: Network
    parameters: Parameters
    chain: Chain
    observed_flow: Floats
    imputed: NDArray[np.bool_]
    observed_supply: Floats
    price_kind: Ints
    pooled: int


def build_network(
    commodity: str,
    year: int,
    *,
    tables: Tables | None = None,
    stages: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
    options: Options | None = None,
) -> Network:
    """Return the market of a commodity in a base year, balanced and with its prices.

    Parameters
    ----------
    commodity : str
        Name or alias.
    year : int
    tables : Tables, optional
        Default: the tables at hand, the user's folder in front.
    stages : sequence of str, optional
        Default: the longest chain of stages that the data link, else the first with trade.
    codes : sequence of str, optional
        HS codes to count; default all of the stages.
    options : Options, optional

    Raises
    ------
    UnknownNameError
        No commodity, stage or code has this name.
    UserError
        The year is outside the trade data, or the stages asked for have no data.

    Examples
    --------
    >>> network = build_network("antimony", 2022)
    >>> network.stages, network.basis
    (('ore', 'refined'), 't Sb')
    """
    return calibrate(
        commodity, year, tables=tables, stages=stages, codes=codes, options=options
    ).network


def calibrate(
    commodity: str,
    year: int,
    *,
    tables: Tables | None = None,
    stages: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
    options: Options | None = None,
) -> Calibration:
    """Return a calibrated network with the data behind it; arguments as `build_network`."""
    tables = default_tables() if tables is None else tables
    options = Options() if options is None else options
    data = read_stages(commodity, year, tables, codes=codes, options=options)
    chain = choose_chain(data, stages)
    if options.basis == "gross" and len(chain.stages) > 1:
        if stages is not None:
            raise UserError("the gross basis holds for one stage; ask for one of them")
        chain = choose_chain(data, [next(d.stage for d in chain.stages if d.is_traded)])
    reference = read_reference(tables, as_published=options.as_published)
    size = len(reference.countries) + EXTRA
    chain, kept, pooled = pool_countries(chain, size, options)
    names = (*reference.countries, REST, WORLD)
    known = (
        _know_imports(chain, (year, tables), names, kept) if options.basis == "contained" else {}
    )
    ledger = build_ledger(chain, size, options, known)
    parameters = options.parameters or read_parameters(
        chain.stages[0].row.commodity, options.horizon, tables=tables
    )
    prices = _price(chain, year, tables, size)
    return _assemble((chain, ledger, prices), year, parameters, (names, pooled, options))


def _know_imports(
    chain: Chain, where: tuple[int, Tables], names: Sequence[str], kept: NDArray[np.bool_]
) -> dict[int, KnownImports]:
    """Return imports by supplier of the stages whose trade is not in the trade data."""
    known = {}
    for at, (data, is_open) in enumerate(zip(chain.stages, chain.is_open, strict=True)):
        found = None if is_open else read_known_imports(data, *where, names)
        pooled = None if found is None else pool_imports(found, kept)
        if pooled is not None:
            known[at] = pooled
    return known


def _price(chain: Chain, year: int, tables: Tables, size: int) -> list[StagePrices]:
    """Return the prices of each stage."""
    found = [
        price_open_stage(data, size) if is_open else price_world_market(data, year, tables, size)
        for data, is_open in zip(chain.stages, chain.is_open, strict=True)
    ]
    filled = fill_unknown(found, [data.stage for data in chain.stages])
    if np.isnan([held.world for held in filled]).any():
        data = chain.stages[0]
        raise DataError(
            f"{data.row.commodity} {data.stage} {year}: no flow has both tonnes and a value, so "
            "that there is no price; import a trade file that has them"
        )
    return filled


def _assemble(
    parts: tuple[Chain, Ledger, list[StagePrices]],
    year: int,
    parameters: Parameters,
    told: tuple[tuple[str, ...], int, Options],
) -> Calibration:
    """Return the network of a balanced ledger."""
    chain, ledger, prices = parts
    names, pooled, options = told
    node_of, stage, place = _number_nodes(chain, ledger)
    used = np.unique(place)
    routes, observed, imputed = _build_routes(chain, ledger, node_of, parameters)
    spec = chain.stages[0].row.spec

    def elasticity(name: str) -> Floats:
        each = np.array([parameters.value(d.stage, name) for d in chain.stages])
        return each[stage]

    network = Network(
        commodity=spec.commodity,
        basis="t gross" if options.basis == "gross" else f"t {spec.content}",
        year=year,
        countries=tuple(names[k] for k in used),
        stages=tuple(d.stage for d in chain.stages),
        country=np.searchsorted(used, place),
        stage=stage,
        price=np.array([prices[s].price[k] for s, k in zip(stage, place, strict=True)]),
        supply=ledger.supply[stage, place],
        supply_elasticity=elasticity("supply"),
        demand=ledger.use[stage, place],
        demand_elasticity=elasticity("demand"),
        residual=ledger.residual[stage, place],
        residual_elasticity=elasticity("residual"),
        routes=routes,
        processes=_build_processes(chain, ledger, node_of, parameters),
        assumptions=list_assumptions(chain, ledger, prices, parameters, (pooled, options, year)),
    )
    return Calibration(
        require_network(network),
        parameters,
        chain,
        observed,
        imputed,
        ledger.measured_supply[stage, place],
        np.array([prices[s].kind[k] for s, k in zip(stage, place, strict=True)]),
        pooled,
    )


def _number_nodes(chain: Chain, ledger: Ledger) -> tuple[Ints, Ints, Ints]:
    """Return the node of each stage and country (-1 for none), and stage and country of nodes."""
    through = calc_throughput(ledger, chain)
    has_node = through > _NOTHING * through.sum(axis=1, keepdims=True)
    has_node |= (ledger.use != 0) | (ledger.residual != 0)
    for at, is_open in enumerate(chain.is_open):
        if not is_open:
            has_node[at, -1] = True
    for data, flow, at in zip(chain.stages, ledger.flow, range(len(chain.stages)), strict=True):
        if len(flow):
            has_node[at, data.origin] = True
            has_node[at, data.destination] = True
    for at, (origin, destination, _) in ledger.known.items():
        has_node[at, origin] = True
        has_node[at, destination] = True
    stage, place = np.nonzero(has_node)
    node_of = np.full(through.shape, -1, dtype=np.int64)
    node_of[stage, place] = np.arange(len(stage))
    return node_of, stage, place


def _build_routes(
    chain: Chain, ledger: Ledger, node_of: Ints, parameters: Parameters
) -> tuple[Routes, Floats, NDArray[np.bool_]]:
    """Return the routes of all stages, what was recorded of each, and which were filled."""
    origin, destination, flow, sigma, observed, imputed = [], [], [], [], [], []
    market = ledger.supply.shape[1] - 1
    for at, data in enumerate(chain.stages):
        if chain.is_open[at]:
            ends = data.origin, data.destination
            tonnes, seen, filled = ledger.flow[at], data.flow, data.imputed
        else:
            *ends, tonnes = _world_routes(chain, ledger, at)
            told = (ends[0] != market) & (ends[1] != market)
            seen, filled = np.where(told, tonnes, np.nan), np.zeros(len(tonnes), dtype=bool)
        origin.append(node_of[at, ends[0]])
        destination.append(node_of[at, ends[1]])
        flow.append(tonnes)
        sigma.append(np.full(len(tonnes), parameters.value(data.stage, "route")))
        observed.append(seen)
        imputed.append(filled)
    seen = np.concatenate(observed)
    count = len(seen)
    routes = Routes(
        np.concatenate(origin), np.concatenate(destination), np.concatenate(flow),
        np.concatenate(sigma), np.zeros(count), np.zeros(count), np.isnan(seen),
    )  # fmt: skip
    return routes, seen, np.concatenate(imputed)


def _world_routes(chain: Chain, ledger: Ledger, at: int) -> tuple[Ints, Ints, Floats]:
    """Return the routes between each country and the world market of a stage.

    Routes that a curated table tells stand last.
    """
    left = ledger.to_market[at].copy()
    market = len(left) - 1
    origin, destination, flow = ledger.known.get(
        at, (np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    )
    buyer = destination[destination != market]
    left[buyer] = 0.0  # its trade with the market is among the known routes
    # What rounding leaves of equal amounts is no route.
    most = np.maximum(ledger.supply[at] + ledger.made[at], ledger.feed[at])
    places = np.flatnonzero((np.abs(left) > 1e-12 * np.maximum(most, left)) & (left != 0))
    places = places[places != market]
    sells = left[places] > 0
    return (
        np.append(np.where(sells, places, market), origin),
        np.append(np.where(sells, market, places), destination),
        np.append(np.abs(left[places]), flow),
    )


def _build_processes(
    chain: Chain, ledger: Ledger, node_of: Ints, parameters: Parameters
) -> Processes:
    """Return the plants between stages, one per country and link."""
    source, target, taken, recovery, elasticity = [], [], [], [], []
    for at in range(len(chain.links)):
        places = np.flatnonzero((ledger.feed[at] > 0) & (ledger.made[at + 1] > 0))
        source.append(node_of[at, places])
        target.append(node_of[at + 1, places])
        taken.append(ledger.feed[at, places])
        recovery.append(ledger.made[at + 1, places] / ledger.feed[at, places])
        stage = chain.stages[at + 1].stage
        elasticity.append(np.full(len(places), parameters.value(stage, "process")))
    if not source:
        return Processes()
    return Processes(
        *(np.concatenate(part) for part in (source, target, taken, recovery, elasticity))
    )
