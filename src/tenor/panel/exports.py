"""What a country sells of some commodities, by stage, year and buyer, with its traces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tenor.core.errors import UnknownNameError
from tenor.core.trace import Input, Source, Trace, format_value
from tenor.panel.corrections import find_corrections, read_corrections
from tenor.panel.flows import read_flows
from tenor.panel.materials import read_materials
from tenor.panel.reference import read_reference
from tenor.panel.supply_rows import build_rows
from tenor.sources.box import Tables


@dataclass(frozen=True, slots=True)
class ExportRow:
    """Exports of one commodity at one stage in one year, by buyer.

    Attributes
    ----------
    exporter, commodity, stage : str
    year : int
    codes : tuple of str
        HS codes with data; empty where the trade table has none for this stage.
    value_usd : mapping of buyer to float
        Current USD, free on board, largest first.
    quantity_t : mapping of buyer to float
        Tonnes gross weight, known quantities only.
    unmeasured : int
        Flows without a quantity.
    corrections : tuple of str
        Corrected figures behind the row, one sentence each.
    """

    exporter: str
    commodity: str
    stage: str
    year: int
    codes: tuple[str, ...]
    value_usd: Mapping[str, float]
    quantity_t: Mapping[str, float]
    unmeasured: int
    corrections: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """``exporter/commodity/stage/year``, as in trace ids."""
        return f"{self.exporter}/{self.commodity}/{self.stage}/{self.year}"

    @property
    def total_usd(self) -> float | None:
        """Value of all exports; None where the stage has no code in the trade table."""
        return sum(self.value_usd.values()) if self.codes else None

    @property
    def total_t(self) -> float | None:
        """Known tonnes of all exports; None where no flow has a quantity."""
        return sum(self.quantity_t.values()) if self.quantity_t else None


def read_exports(
    tables: Tables, exporter: str, commodities: Sequence[str], years: Sequence[int]
) -> tuple[ExportRow, ...]:
    """Return a country's exports of commodities by stage and year.

    One row per (commodity, stage, year), also where the trade table has no code
    (`codes` empty) or no flow (`value_usd` empty).

    Parameters
    ----------
    tables : Tables
    exporter : str
        ISO 3166 alpha-3.
    commodities : sequence of str
        Names of the material table.
    years : sequence of int
    """
    materials, reference = read_materials(), read_reference(tables)
    span = reference.require_years(years)
    keys = [(name, stage.stage) for name in commodities for stage in materials.stages(name)]
    rows = build_rows(materials, reference, keys)
    codes = tuple(sorted({code for row in rows for code in row.covered}))
    held = [(i, codes.index(code), code) for i, row in enumerate(rows) for code in row.covered]
    countries = reference.countries
    flows = read_flows(tables, held, years=span, places=[exporter])
    out = flows.select(flows.exporter == reference.position.get(exporter, -1))
    fixes = read_corrections(tables).active
    result = []
    for row_id, row in enumerate(rows):
        for year_id, year in enumerate(span):
            part = out.select((out.row == row_id) & (out.year == year_id))
            known = ~np.isnan(part.quantity_t)
            buyers = [countries[i] for i in part.importer]
            tonnes = zip(
                [b for b, k in zip(buyers, known, strict=True) if k],
                part.quantity_t[known].tolist(),
                strict=True,
            )
            fixed = find_corrections(fixes, codes=row.covered, years=[year], places=[exporter])
            result.append(
                ExportRow(
                    exporter=exporter,
                    commodity=row.commodity,
                    stage=row.stage,
                    year=year,
                    codes=row.covered,
                    value_usd=add_up(zip(buyers, (part.value_kusd * 1e3).tolist(), strict=True)),
                    quantity_t=add_up(tonnes),
                    unmeasured=int((~known).sum()),
                    corrections=tuple(c.sentence for c in fixed if c.place == exporter),
                )
            )
    return tuple(result)


def add_up(pairs: zip[tuple[str, float]]) -> dict[str, float]:
    """Return the sum per name, largest first."""
    totals: dict[str, float] = {}
    for name, amount in pairs:
        totals[name] = totals.get(name, 0.0) + amount
    return dict(sorted(totals.items(), key=lambda item: (-item[1], item[0])))


def trace_export(
    measure: str, row: ExportRow, buyer: str | None = None, *, tables: Tables
) -> Trace:
    """Return the trace of ``export_value``, ``export_quantity`` or ``export_share`` of a row.

    Without a buyer the total; the share is a buyer's part of the value.
    """
    value, unit, formula = export_measure(measure, row, buyer)
    suffix = f"/{buyer}" if buyer else ""
    digits = 2 if measure == "export_share" else 3
    left_out = f"export flows without a quantity, left out of tonnes: {row.unmeasured}"
    assumed = (left_out,) if row.unmeasured else ()
    return Trace(
        id=f"panel.{measure}/{row.key}{suffix}",
        value=value,
        display=format_value(value, unit, digits=digits),
        unit=unit,
        formula=formula,
        inputs=export_inputs(measure, row, buyer),
        sources=(trade_source(tables, row),),
        assumed=(*(assumed if measure == "export_quantity" else ()), *row.corrections),
    )


def export_inputs(measure: str, row: ExportRow, buyer: str | None) -> tuple[Input, ...]:
    """Return the inputs of a measure of exports: part and whole, or count and largest part."""
    if measure == "export_share":
        total = f"panel.export_value/{row.key}"
        return (
            Input(f"{total}/{buyer}", row.value_usd.get(buyer or ""), "USD_nominal"),
            Input(total, row.total_usd, "USD_nominal"),
        )
    amounts = row.value_usd if measure == "export_value" else row.quantity_t
    unit = "USD_nominal" if measure == "export_value" else "t gross"
    if buyer is not None or not amounts:
        return ()
    largest = next(iter(amounts))
    return (
        Input("buyers", len(amounts), "count"),
        Input(f"panel.{measure}/{row.key}/{largest}", amounts[largest], unit),
    )


def export_measure(
    measure: str, row: ExportRow, buyer: str | None
) -> tuple[float | None, str, str]:
    """Return value, unit and formula of a measure of exports."""
    if measure == "export_value":
        value = row.total_usd if buyer is None else row.value_usd.get(buyer)
        return value, "USD_nominal", "sum of v over codes, free on board"
    if measure == "export_quantity":
        tonnes = row.total_t if buyer is None else row.quantity_t.get(buyer)
        return tonnes, "t gross", "sum of q over codes, known quantities"
    part, total = row.value_usd.get(buyer or ""), row.total_usd
    # No sale recorded is not a sale of zero.
    share = part / total if part is not None and total else None
    return share, "fraction", "value to the buyer / value to all"


def trade_source(tables: Tables, row: ExportRow) -> Source:
    """Return the data rows behind a row of exports."""
    codes = " ".join(row.codes) or "none"
    return tables.source("baci", f"hs6 {codes}, exporter {row.exporter}, {row.year}")


def find_export_trace(trace_id: str, rows: Sequence[ExportRow], *, tables: Tables) -> Trace:
    """Return the trace of an export id, ``panel.MEASURE/EXPORTER/COMMODITY/STAGE/YEAR[/BUYER]``.

    Raises
    ------
    UnknownNameError
        No row has this key, or the measure is none of exports.
    """
    measure, _, rest = trace_id.removeprefix("panel.").partition("/")
    keys = rest.split("/")
    for row in rows:
        if measure in EXPORT_MEASURES and row.key == "/".join(keys[:4]) and len(keys) in {4, 5}:
            return trace_export(measure, row, *keys[4:], tables=tables)
    known = [f"panel.{name}/{row.key}" for row in rows for name in EXPORT_MEASURES]
    raise UnknownNameError("trace id", trace_id, known)


EXPORT_MEASURES = ("export_value", "export_quantity", "export_share")
