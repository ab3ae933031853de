"""The rows of the curated table behind the output of a stage, as sources of a trace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tenor.core.trace import Source
from tenor.panel.curated import cite, own_folder, read_curated_from, read_sources
from tenor.panel.materials import read_materials
from tenor.panel.reference import read_reference
from tenor.panel.stage_series import TABLE
from tenor.risk.rows import RiskRow
from tenor.sources.box import Tables

UNVERIFIED = "recalled, not verified"


def curated_sources(row: RiskRow, tables: Tables, partner: str | None) -> Iterator[Source]:
    """Yield the curated rows behind the output of a row, of one producer or of all.

    Rows of one source that were met in the same way stand together.
    """
    spec = read_materials().stage(row.commodity, row.stage)
    name = str(spec.production_series).partition(":")[2]
    series = read_reference(tables, as_published=True).stage_series(spec)
    span = row.detail.get("production_span")
    if series is None or span is None:
        yield Source(TABLE, f"{name}, {row.year}", "no row of the curated table")
        return
    held = int(span[1])
    used = [r for r in series.rows[held] if partner in (None, r["country"])]
    groups: dict[tuple[str, str, bool], list[Mapping[str, Any]]] = {}
    for cells in used or series.rows[held]:
        mine = (cells["country"], held) in series.own
        groups.setdefault((cells["source"], cells["met"], mine), []).append(cells)
    table = read_curated_from(TABLE, tables.folder)
    known = read_sources(own_folder(tables.folder))
    for (source, met, mine), cells_of in groups.items():
        places = [str(cells["country"]) for cells in cells_of]
        told = places[0] if len(places) == 1 else f"{len(places)} rows"
        words = UNVERIFIED if met == "recalled" else met
        front = f"user's file {table.own}: " if mine else ""
        yield Source(TABLE, f"{name}, {held}, {told}", f"{front}{cite(known[source])} ({words})")
