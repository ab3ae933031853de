"""Trace records of price gaps: ``trade.MEASURE/EXPORTER/COMMODITY/STAGE/YEAR/PARTNER/CODE``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenor.core.errors import UnknownNameError
from tenor.core.trace import Input, Source, Trace, format_value
from tenor.panel.materials import read_materials
from tenor.panel.price import Price
from tenor.sources.box import Tables, default_tables
from tenor.trade.price_gap import price_gap
from tenor.trade.rows import GapRow, PriceGap


@dataclass(frozen=True, slots=True)
class Measure:
    """How a measure of a row is printed and explained."""

    field: str
    unit: str
    formula: str


MEASURES = {
    "quantity": Measure("quantity_t", "t gross", "tonnes as in the data"),
    "unit_value": Measure("unit_value", "USD/t gross", "v / q, current USD free on board"),
    "price_gap": Measure("gap", "USD/t gross", "median of the reference less the unit value"),
    "price_gap_usd": Measure("gap_median_usd", "USD_nominal", "q * (p50 - u)"),
    "price_gap_low_usd": Measure("gap_low_usd", "USD_nominal", "q * (p25 - u)"),
    "price_gap_high_usd": Measure("gap_high_usd", "USD_nominal", "q * (p75 - u)"),
    "peer_unit_value": Measure(
        "peer_usd_per_t",
        "USD/t gross",
        "median of the unit values of the reference: the buyer's other suppliers, each once, "
        "else all trade of others by tonnes",
    ),
    "benchmark_unit_value": Measure(
        "benchmark_usd_per_t", "USD/t gross", "benchmark price on a tonne of gross weight"
    ),
    "benchmark_gap_usd": Measure("gap_benchmark_usd", "USD_nominal", "q * (benchmark - u)"),
}


def trace_gap(measure: str, found: PriceGap, row: GapRow, *, tables: Tables | None = None) -> Trace:
    """Return the trace record of one measure of a row.

    Raises
    ------
    UnknownNameError
        No measure has this name.
    """
    if measure not in MEASURES:
        raise UnknownNameError("measure of a price gap", measure, MEASURES)
    spec = MEASURES[measure]
    tables = default_tables() if tables is None else tables
    value = getattr(row, spec.field)
    chosen = row.peers or row.world
    inputs = [Input("q", row.quantity_t, "t gross"), Input("v", row.value_usd, "USD_nominal")]
    if chosen is not None and measure not in ("unit_value", "quantity"):
        end = {"price_gap_low_usd": "p25", "price_gap_high_usd": "p75"}.get(measure, "p50")
        inputs.append(Input(f"{end}, {row.reference}", getattr(chosen, end), "USD/t gross"))
    sources = [tables.source("baci", f"hs6 {row.hs6}, {row.year}, all flows")]
    if row.benchmark is not None and measure.startswith("benchmark"):
        price = row.benchmark.price
        sources.append(price_source(price, tables))
        inputs.append(Input(price.name, price.value, price.unit))
    key = f"{found.exporter}/{found.commodity}/{found.stage}/{row.year}/{row.partner}/{row.hs6}"
    return Trace(
        id=f"trade.{measure}/{key}",
        value=value,
        display=format_value(value, spec.unit, digits=3),
        unit=spec.unit,
        formula=spec.formula,
        inputs=tuple(inputs),
        sources=tuple(sources),
        assumed=(row.grade_note, *found.caveats, *found.corrections),
    )


def price_source(price: Price, tables: Tables) -> Source:
    """Return where a benchmark price comes from: monthly prices, or a curated row."""
    told = f"{price.name}, {price.year}"
    if price.months is not None:
        return tables.source(price.source, told)
    cells = read_materials().sources[price.source]
    return Source("prices", told, f"{cells['title']}, {cells['publisher']} ({price.met})")


def trace_trade(trace_id: str, *, tables: Tables | None = None) -> Trace:
    """Return the trace of any id of this room, computed from the data at hand.

    Raises
    ------
    UnknownNameError
        The id is not of the form of this module, or no such export is recorded.

    Examples
    --------
    >>> trace_trade("trade.unit_value/PAK/chromium/ore/2024/CHN/261000").display
    '311 USD/t gross'
    """
    head, *keys = trace_id.split("/")
    room, _, measure = head.partition(".")
    if room != "trade" or measure not in MEASURES:
        raise UnknownNameError("trace id", head, [f"trade.{name}" for name in MEASURES])
    if len(keys) != 6 or not re.fullmatch("[0-9]{4}", keys[3]):
        form = f"trade.{measure}/EXPORTER/COMMODITY/STAGE/YEAR/PARTNER/CODE"
        raise UnknownNameError("trace id", trace_id, [form])
    exporter, commodity, stage, year, partner, code = keys
    found = price_gap(exporter, commodity, stage=stage, years=[int(year)], tables=tables)
    for row in found:
        if (row.partner, row.hs6) == (partner, code):
            return trace_gap(measure, found, row, tables=tables)
    held = [f"{'/'.join([head, *keys[:4]])}/{row.partner}/{row.hs6}" for row in found]
    raise UnknownNameError("trace id", trace_id, held)
