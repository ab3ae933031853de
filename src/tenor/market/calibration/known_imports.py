"""Imports by supplier of a good whose trade is not in the trade data, from curated tables.

The US Geological Survey states what the United States import and export, and each supplier's mean
share of some years. A world market so gets one buyer with routes of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import UnitError, UnknownNameError
from tenor.core.units import convert_content, parse_unit
from tenor.market.calibration.stages import EXTRA, StageData
from tenor.panel.curated import read_curated_from
from tenor.sources.box import Tables

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Row = Mapping[str, Any]

IMPORTER = "USA"
FURTHEST = 2
"""Tonnes of another year stand in at most so far away."""

SAME_FORM: Mapping[tuple[str, str], tuple[str, str]] = {
    ("cobalt", "metal_and_chemicals"): ("cobalt", "metal_oxide_salts"),
}
"""Forms of the table of tonnes that the table of shares names otherwise."""


@dataclass(frozen=True, slots=True)
class KnownImports:
    """What one country imports of a good, by supplier, and what it exports.

    Attributes
    ----------
    importer : int
    supplier : ndarray of int
    flow : ndarray (supplier) [t/y]
    unnamed : float [t/y]
        Imports from countries that are not named.
    exports : float [t/y]
    note : str
    """

    importer: int
    supplier: Ints
    flow: Floats
    unnamed: float
    exports: float
    note: str


def read_known_imports(
    data: StageData, year: int, tables: Tables, names: Sequence[str]
) -> KnownImports | None:
    """Return the imports of a stage by supplier; None where tonnes or shares are not known.

    Parameters
    ----------
    data : StageData
    year : int
    tables : Tables
    names : sequence of str
        Countries by place, the rest of the world and the world market last.
    """
    commodity, content = data.row.commodity, data.row.spec.content
    folder = tables.folder
    tonnes = read_curated_from("us_statistics", folder).where(commodity=commodity, stage=data.stage)
    shares = read_curated_from("import_sources", folder).where(
        importer=IMPORTER, commodity=commodity, stage=data.stage
    )
    place = {name: at for at, name in enumerate(names)}
    by_place = np.zeros(len(names))
    exports, used = 0.0, []
    for form in sorted({row["form"] for row in tonnes if row["measure"] == "imports"}):
        named = SAME_FORM.get((commodity, form), (commodity, form))[1]
        split = [row for row in shares if row["form"] == named]
        bought = _find_tonnes(tonnes, form, "imports", (year, content))
        if not split or bought is None:
            continue
        held, amount = bought
        whole = sum(row["share"] for row in split)
        for row in split:
            at = place.get(row["exporter"], len(names) - EXTRA)
            by_place[at] += amount * row["share"] / max(whole, 1.0)
        by_place[len(names) - EXTRA] += amount * max(1.0 - whole, 0.0)
        sold = _find_tonnes(tonnes, form, "exports", (year, content))
        exports += sold[1] if sold else 0.0
        span = f"{split[0]['first_year']} to {split[0]['last_year']}"
        used.append(f"{form.replace('_', ' ')} {amount:,.0f} t of {held}, shares of {span}")
    if not used:
        return None
    rest = len(names) - EXTRA
    supplier = np.flatnonzero((by_place > 0) & (np.arange(len(names)) != rest))
    supplier = supplier[supplier != place[IMPORTER]]
    note = (
        f"stage {data.stage}: imports of {IMPORTER} by supplier are tonnes times mean shares "
        f"(US Geological Survey, tables us_statistics and import_sources: {'; '.join(used)}); a "
        "supplier without output of its own buys on the world market"
    )
    return KnownImports(
        place[IMPORTER], supplier, by_place[supplier], float(by_place[rest]), exports, note
    )


def _find_tonnes(
    rows: Sequence[Row], form: str, measure: str, wanted: tuple[int, str]
) -> tuple[int, float] | None:
    """Return year and tonnes of content of the row nearest to a year; None without one."""
    year, content = wanted
    near = sorted(
        (
            row
            for row in rows
            if row["form"] == form and row["measure"] == measure and row["value"] is not None
        ),
        key=lambda row: (abs(row["year"] - year), row["year"]),
    )
    for row in near:
        if abs(row["year"] - year) > FURTHEST:
            break
        if parse_unit(row["unit"]).content in (None, "gross") and content != "gross":
            continue
        try:
            return row["year"], convert_content(row["value"], row["unit"], f"t {content}")
        except (UnitError, UnknownNameError):
            continue
    return None


def pool_imports(found: KnownImports, kept: NDArray[np.bool_]) -> KnownImports | None:
    """Return imports with pooled suppliers among the unnamed; None where the importer is pooled."""
    if not kept[found.importer]:
        return None
    here = kept[found.supplier]
    return KnownImports(
        found.importer,
        found.supplier[here],
        found.flow[here],
        found.unnamed + float(found.flow[~here].sum()),
        found.exports,
        found.note,
    )
