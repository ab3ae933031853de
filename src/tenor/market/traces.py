"""Trace records of a market's base year: ``market.MEASURE/COMMODITY/STAGE/YEAR[/PLACE[/PLACE]]``.

A flow names exporter and importer, a plant's intake and a node's price, supply, use and
residual their country. The value is that of the calibration with its default options.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tenor.core.countries import is_country_code
from tenor.core.errors import UnknownNameError, UserError
from tenor.core.trace import Input, Source, Trace, format_value
from tenor.market.calibration import Calibration, calibrate
from tenor.market.calibration.stages import StageData
from tenor.panel.curated import cite
from tenor.panel.materials import read_materials
from tenor.panel.stage_series import is_curated
from tenor.sources.box import Tables, default_tables


@dataclass(frozen=True, slots=True)
class Measure:
    """How a measure is printed: its unit (`{basis}` stands for that of the network), its formula.

    `places` are the countries that its id names.
    """

    unit: str
    formula: str
    places: tuple[str, ...]


MEASURES: Mapping[str, Measure] = {
    "price": Measure(
        "USD_nominal/{basis}",
        "value-weighted median unit value of the country's flows, drawn to the world's by weight",
        ("country",),
    ),
    "supply": Measure(
        "{basis}", "output, reconciled with trade and use by weighted least squares", ("country",)
    ),
    "use": Measure(
        "{basis}", "supply + imports + output of plants - exports - intake of plants", ("country",)
    ),
    "residual": Measure(
        "{basis}", "what a balance leaves unexplained: above zero tonnes appear", ("country",)
    ),
    "feed": Measure("{basis}", "intake of the plants of the next stage, reconciled", ("country",)),
    "flow": Measure(
        "{basis}",
        "tonnes traded times contained factor, reconciled by weighted least squares",
        ("exporter", "importer"),
    ),
    "residual_share": Measure("fraction", "sum |residual| / throughput of the stage", ()),
    "world_use": Measure("{basis}", "sum of use over countries and stages", ()),
}


def market_id(measure: str, key: Sequence[str | int]) -> str:
    """Return the trace id of a measure.

    Examples
    --------
    >>> market_id("flow", ["copper", "ore", 2022, "CHL", "CHN"])
    'market.flow/copper/ore/2022/CHL/CHN'
    """
    return "/".join([f"market.{measure}", *(str(part) for part in key)])


def trace_market(trace_id: str, *, tables: Tables | None = None) -> Trace:
    """Return the trace of a number of a base year, computed from the data at hand.

    Raises
    ------
    UnknownNameError
        No measure, commodity, stage, country or route has this name.
    UserError
        The id lacks a part, or the year is outside the trade data.

    Examples
    --------
    >>> trace_market("market.supply/antimony/ore/2022/CHN").unit
    't Sb'
    """
    head, *keys = trace_id.split("/")
    room, _, measure = head.partition(".")
    if room != "market" or measure not in MEASURES:
        raise UnknownNameError("trace id", head, [f"market.{name}" for name in MEASURES])
    commodity, stage, year, places = _read_keys(head, keys, MEASURES[measure].places)
    tables = default_tables() if tables is None else tables
    found = _calibrated(commodity, year, tables)
    network = found.network
    if stage not in network.stages:
        raise UnknownNameError(f"stage of the market of {commodity}", stage, network.stages)
    value, inputs = _measure(found, measure, stage, places)
    spec = MEASURES[measure]
    unit = spec.unit.format(basis=network.basis)
    return Trace(
        id=market_id(measure, [network.commodity, stage, year, *places]),
        value=value,
        display=format_value(value, unit, digits=3),
        unit=unit,
        formula=spec.formula,
        inputs=inputs,
        sources=list_sources(found, stage, tables),
        assumed=tuple(a for a in network.assumptions if _concerns(a, stage)),
    )


@lru_cache(maxsize=8)
def _calibrated(commodity: str, year: int, tables: Tables) -> Calibration:
    return calibrate(commodity, year, tables=tables)


def _read_keys(
    head: str, keys: Sequence[str], wanted: Sequence[str]
) -> tuple[str, str, int, tuple[str, ...]]:
    """Return commodity, stage, year and places of an id."""
    needed = ("commodity", "stage", "year", *wanted)
    if len(keys) != len(needed) or not re.fullmatch("[0-9]{4}", keys[2] if len(keys) > 2 else ""):
        raise UserError(f"{head} needs {'/'.join(needed).upper()}; found {'/'.join(keys)!r}")
    for place in keys[3:]:
        if not is_country_code(place) and place not in ("ROW", "WLD"):
            raise UnknownNameError("country code", place, ())
    return keys[0], keys[1], int(keys[2]), tuple(keys[3:])


def _measure(
    found: Calibration, measure: str, stage: str, places: Sequence[str]
) -> tuple[float, tuple[Input, ...]]:
    """Return the value of a measure and what it was made of."""
    network = found.network
    unit = network.basis
    if measure == "world_use":
        return network.world_demand, ()
    if measure == "residual_share":
        from tenor.market.base import calc_residual_shares

        return calc_residual_shares(network)[stage], ()
    if measure == "flow":
        return _measure_flow(found, stage, places)
    node = network.find_node(places[0], stage)
    if measure == "feed":
        taken = network.processes.source == node
        return float(network.processes.input[taken].sum()), ()
    if measure == "supply":
        seen = Input("supply as the data have it", float(found.observed_supply[node]), unit)
        return float(network.supply[node]), (seen,)
    column = {"price": network.price, "use": network.demand, "residual": network.residual}[measure]
    return float(column[node]), ()


def _measure_flow(
    found: Calibration, stage: str, places: Sequence[str]
) -> tuple[float, tuple[Input, ...]]:
    """Return a flow and what was recorded of it."""
    network = found.network
    routes = network.routes
    ends = [network.find_node(place, stage) for place in places]
    here = np.flatnonzero((routes.origin == ends[0]) & (routes.destination == ends[1]))
    if not len(here):
        held = network.country[routes.destination[routes.origin == ends[0]]]
        sold = [network.countries[place] for place in held]
        raise UnknownNameError(f"importer from {places[0]} at stage {stage}", places[1], sold)
    seen = float(found.observed_flow[here[0]])
    kind = "recorded, partly filled" if found.imputed[here[0]] else "recorded"
    inputs = () if np.isnan(seen) else (Input(f"tonnes as {kind}", seen, network.basis),)
    return float(routes.flow[here[0]]), inputs


def _concerns(assumption: str, stage: str) -> bool:
    """Return whether an assumption is of a stage, or of none in particular."""
    return f"stage {stage}" in assumption or "stage " not in assumption


def list_sources(found: Calibration, stage: str, tables: Tables) -> tuple[Source, ...]:
    """Return the records behind a stage of a calibration."""
    places = [data.stage for data in found.chain.stages]
    data = found.chain.stages[places.index(stage)]
    year = found.network.year
    sources = []
    if data.is_traded:
        codes = " ".join(data.row.covered)
        sources.append(tables.source("baci", f"hs6 {codes}, {year}, all flows"))
    if data.output.kind != "none":
        sources.append(_output_source(data, tables))
    materials = read_materials()
    for code in materials.codes(data.row.commodity, stage):
        if code.hs6 in data.row.covered:
            told = f"{cite(materials.sources[code.source])} ({code.met})"
            sources.append(Source("stage_codes", f"{data.row.commodity}/{stage}/{code.hs6}", told))
    return tuple(sources)


def _output_source(data: StageData, tables: Tables) -> Source:
    """Return the record behind the output of a stage."""
    series = data.output.source
    if not is_curated(series):
        return tables.source("wmd", f"series {series}, {data.output.year}")
    name = series.partition(":")[2]
    return Source("stage_production", f"{name}, {data.output.year}", "curated table of output")
