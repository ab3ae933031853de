"""Supply risk of one importer, row by row: published score, contained score, and what is behind.

Definition -> data -> compute -> check: `assess` names the rows, `build_supply`
brings the arrays, `assess_row` computes one row, `row_status` says what the
data allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tenor.core.countries import country, group_members, normalise_name
from tenor.core.country_table import GROUP_NAMES
from tenor.core.errors import UnknownNameError, UserError
from tenor.panel.materials import Materials, read_materials
from tenor.panel.reference import read_reference
from tenor.panel.supply import SupplyArrays, build_supply
from tenor.panel.supply_rows import build_rows
from tenor.risk.behind import describe_detail
from tenor.risk.importer import ImporterView, ImportMix, view_importer
from tenor.risk.indices import (
    calc_characterisation_factor,
    calc_hhi,
    calc_import_risk,
    calc_net_import_reliance,
)
from tenor.risk.rows import RiskRow, RiskTable
from tenor.risk.status import describe_basis, describe_notes, former_areas, row_status
from tenor.sources.box import Tables, default_tables


def assess(
    importer: str,
    year: int | None = None,
    *,
    commodity: str | None = None,
    stage: str | None = None,
    years: Sequence[int] | None = None,
    tables: Tables | None = None,
) -> RiskTable:
    """Return the supply risk of an importer for one or all commodities and stages.

    Parameters
    ----------
    importer : str
        A country by code or name, or the group ``EU27``, which counts as one
        importer (trade inside it left out, production added up).
    year : int, optional
        Default: the last year of the trade data.
    commodity : str, optional
        Name or alias; an alias may name a stage (``bauxite``). Default: all.
    stage : str, optional
        Keep one stage, in any case. Default: all stages of the commodity.
    years : sequence of int, optional
        Several years instead of `year`.
    tables : Tables, optional
        Default: the box with the user's folder in front.

    Returns
    -------
    RiskTable
        Exactly one row per (commodity, stage) and year, also where nothing is known.

    Raises
    ------
    UserError
        An unknown name, or a year outside the trade data.

    Examples
    --------
    >>> import tenor
    >>> row = tenor.risk.assess("USA", 2022, commodity="antimony").row("antimony", "ore")
    >>> round(row.score, 6), row.status
    (0.01541, 'ok')
    """
    tables = default_tables() if tables is None else tables
    label, members = resolve_importer(importer)
    materials, reference = read_materials(), read_reference(tables, as_published=True)
    keys = resolve_keys(materials, commodity, stage)
    if years is None:
        years = [reference.last_year if year is None else year]
    elif year is not None:
        raise UserError("give a year or several years, not both")
    span = reference.require_years([int(y) for y in years])
    rows = build_rows(materials, reference, keys)
    arrays = build_supply(tables, reference, rows, years=span, places=members)
    view = view_importer(arrays, members)
    return RiskTable(
        tuple(
            assess_row(view, materials, label, row=row, year=year_id)
            for row in range(len(rows))
            for year_id in range(len(span))
        )
    )


def assess_many(
    importer: str, commodities: Sequence[str], years: Sequence[int], tables: Tables
) -> RiskTable:
    """Return the rows of an importer for some commodities and years, in their order."""
    parts = [assess(importer, commodity=c, years=years, tables=tables) for c in commodities]
    return RiskTable(tuple(row for part in parts for row in part))


def resolve_importer(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the label and member countries of an importer given by code, name or group.

    A group holds the former areas of its members too (Belgium-Luxembourg up to 1998).
    """
    if normalise_name(text) in map(normalise_name, GROUP_NAMES):
        inside = group_members("EU27")
        former = (area.iso3 for area in former_areas() if set(area.members) <= set(inside))
        return "EU27", (*inside, *former)
    iso3 = country(text).iso3
    return iso3, (iso3,)


def resolve_keys(
    materials: Materials, commodity: str | None, stage: str | None
) -> list[tuple[str, str]]:
    """Return the (commodity, stage) keys of a request, in the table's order.

    Raises
    ------
    UnknownNameError
        The commodity is not known.
    UserError
        The commodity has no such stage.
    """
    if commodity is None:
        names, only = list(materials.commodities), stage
    else:
        name, aliased = materials.resolve(commodity)
        names, only = [name], stage or aliased
    only = None if only is None else only.strip().casefold()
    keys = [(name, s.stage) for name in names for s in materials.stages(name)]
    kept = [key for key in keys if only in (None, key[1])]
    if not kept:
        kind = f"stage of {commodity}" if commodity else "stage"
        raise UnknownNameError(kind, stage or "", dict.fromkeys(key[1] for key in keys))
    return kept


def assess_row(
    view: ImporterView, materials: Materials, label: str, *, row: int, year: int
) -> RiskRow:
    """Return the risk row of one (commodity, stage) and year."""
    arrays = view.arrays
    spec, mix = arrays.rows[row], view.mix(row, year)
    own = view.own_production(row, year)
    measures = calc_measures(arrays, mix, own, row=row, year=year)
    status = row_status(arrays, mix, row=row, year=year)
    share = mix.quantity / mix.total if mix.total > 0 else mix.quantity
    return RiskRow(
        commodity=spec.commodity,
        stage=spec.stage,
        hs6=spec.codes,
        year=arrays.years[year],
        importer=label,
        basis=describe_basis(spec),
        production_t=known(own) if tells_own(view, row, year) else None,
        imports_t=mix.total if mix.total > 0 else None,
        import_share=dict(zip(mix.exporters, share.tolist(), strict=True)),
        status=status,
        notes=describe_notes(view, mix, row=row, year=year),
        detail=describe_detail(view, mix, materials, own=own, row=row, year=year),
        **measures,
    )


def has_production(arrays: SupplyArrays, row: int, year: int) -> bool:
    """Return whether the row has production in tonnes for the year."""
    return bool(arrays.has_mass[row] and not np.isnan(arrays.production[row, year]).all())


def tells_own(view: ImporterView, row: int, year: int) -> bool:
    """Return whether the row's production is in tonnes and its series lists the importer."""
    return has_production(view.arrays, row, year) and view.lists_own(row)


def calc_measures(
    arrays: SupplyArrays, mix: ImportMix, own: float, *, row: int, year: int
) -> dict[str, Any]:
    """Return the indices of a row; None where the data do not allow them."""
    hhi = float(calc_hhi(arrays.production[row, year], others=arrays.others[row, year]))
    measures: dict[str, Any] = dict.fromkeys(
        ("import_risk", "score", "score_contained", "cf", "net_import_reliance", "supplier_loss")
    )
    measures["hhi"] = known(hhi)
    if not has_production(arrays, row, year):
        return measures
    if mix.total <= 0:
        return measures
    domestic = float(np.nan_to_num(own))
    to_content = float(arrays.to_content[row])
    contained = float(mix.contained[1].sum())
    reliance = calc_net_import_reliance(contained, mix.exports_contained, own * to_content)
    risk = float(calc_import_risk(mix.weight @ mix.quantity, mix.total, domestic))
    weighted = mix.weight @ mix.contained[1]
    risk_contained = calc_import_risk(weighted, contained, domestic * to_content)
    price = mix.value_kusd / mix.total
    measures |= {
        "import_risk": known(risk),
        "score": known(hhi * risk),
        "score_contained": known(hhi * float(risk_contained)),
        "cf": known(float(calc_characterisation_factor(hhi * risk, price))),
        "net_import_reliance": known(float(reliance)),
        "supplier_loss": known(float(mix.contained[1].max()) / (contained + own * to_content)),
    }
    return measures


def known(value: float) -> float | None:
    """Return a number, or None for NaN."""
    return None if np.isnan(value) else value
