"""Look-through dependence: refined imports traced to the countries that mined.

Ore is pooled country by country: what country j smelts is a mix of its own ore
and of what it imports, in proportion. The same holds for refined metal, so
metal that passes through a trading country keeps its mined origin:

    O_j = (P_j e_j + sum_i T_ij O_i + U_j e_0) / (P_j + sum_i T_ij + U_j)
    M_j = (Z_j O_j + sum_i R_ij M_i)           / (Z_j + sum_i R_ij)

with mine output P, ore trade T, refined output Z, refined trade R, all on one
basis, and U the ore that a country ships beyond what it mines and imports,
whose origin e_0 is not known. Both are linear systems in the origins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tenor.core.errors import UserError
from tenor.panel.corrections import find_corrections
from tenor.panel.materials import read_materials
from tenor.panel.reference import read_reference
from tenor.panel.supply import SupplyArrays, build_supply
from tenor.panel.supply_rows import build_rows
from tenor.risk.assess import resolve_importer
from tenor.risk.indices import Floats, sum_by
from tenor.risk.status import series_notes
from tenor.sources.box import Tables, default_tables

ORE, REFINED = 0, 1
BASE = 1


@dataclass(frozen=True, slots=True)
class LookThrough:
    """Mined origins of an importer's refined imports in one year.

    Attributes
    ----------
    importer, commodity : str
    year : int
    direct : mapping of country to share
        Refined imports by the country that shipped them.
    mined : mapping of country to share
        The same imports by the country that mined; with `untraced` they sum to 1.
    untraced : float
        Share whose mine could not be named.
    notes : tuple of str
    """

    importer: str
    commodity: str
    year: int
    direct: Mapping[str, float]
    mined: Mapping[str, float]
    untraced: float
    notes: tuple[str, ...]


def look_through(
    importer: str, commodity: str, year: int, *, tables: Tables | None = None
) -> LookThrough:
    """Return the mined origins of an importer's refined imports.

    Raises
    ------
    UserError
        The commodity lacks trade data at the ore or the refined stage, or the
        importer has no refined imports recorded in the year.

    Examples
    --------
    >>> import tenor
    >>> result = tenor.risk.look_through("USA", "aluminium", 2022)
    >>> round(sum(result.mined.values()) + result.untraced, 9)
    1.0
    """
    tables = default_tables() if tables is None else tables
    label, members = resolve_importer(importer)
    arrays = chain_arrays(tables, commodity, year)
    ore, refined = trade_matrix(arrays, ORE), trade_matrix(arrays, REFINED)
    output = np.nan_to_num(arrays.production[REFINED, 0] * arrays.to_content[REFINED])
    mined = np.nan_to_num(arrays.production[ORE, 0] * arrays.to_content[ORE])
    in_tonnes = bool(arrays.has_mass[REFINED])
    measured = in_tonnes and not np.isnan(arrays.production[REFINED, 0]).all()
    if not measured:
        output = np.maximum(refined.sum(axis=1) - refined.sum(axis=0), 0.0)
    origins = solve_origins(mined, ore)
    metal = solve_metal(output, refined, origins)
    inside = arrays.positions(members)
    imports = refined[:, inside].sum(axis=1)
    imports[inside] = 0.0
    if imports.sum() <= 0:
        raise UserError(f"no refined {commodity} imports recorded for {label} in {year}")
    weights = imports / imports.sum()
    traced = weights @ metal
    return LookThrough(
        importer=label,
        commodity=arrays.rows[ORE].commodity,
        year=year,
        direct=ranked(arrays.countries, weights),
        mined=ranked(arrays.countries, traced[:-1]),
        untraced=float(max(0.0, 1.0 - traced[:-1].sum())),
        notes=describe_assumptions(arrays, measured=measured),
    )


def chain_arrays(tables: Tables, commodity: str, year: int) -> SupplyArrays:
    """Return the arrays of a commodity's ore and refined rows for one year."""
    materials, reference = read_materials(), read_reference(tables, as_published=True)
    name, _ = materials.resolve(commodity)
    stages = {stage.stage for stage in materials.stages(name)}
    span = reference.require_years([year])
    keys = [(name, stage) for stage in ("ore", "refined") if stage in stages]
    rows = build_rows(materials, reference, keys)
    blind = [row.stage for row in rows if not row.covered]
    blind += [stage for stage in ("ore", "refined") if stage not in stages]
    if blind:
        raise UserError(f"{name}: no trade data at hand at the stage {' and '.join(blind)}")
    arrays = build_supply(tables, reference, rows, years=span)
    if np.isnan(arrays.production[ORE, 0]).all():
        raise UserError(f"{name}: no mine production for {year} in the data at hand")
    return arrays


def trade_matrix(arrays: SupplyArrays, row: int) -> Floats:
    """Return contained trade of a row (exporter, importer); missing quantities left out."""
    flows = arrays.flows.select(arrays.flows.row == row)
    factor = arrays.factor[BASE, row, flows.code]
    # A code without a factor counts at gross weight: shares inside one code are unaffected.
    amount = np.nan_to_num(flows.quantity_t) * np.where(np.isnan(factor), 1.0, factor)
    n = len(arrays.countries)
    at = flows.exporter * n + flows.importer
    return sum_by(at, amount, n * n).reshape(n, n)


def solve_origins(mined: Floats, trade: Floats) -> Floats:
    """Return the origin mix of each country's ore pool (country, origin); last column unknown.

    Parameters
    ----------
    mined : ndarray (country,) [t contained]
    trade : ndarray (exporter, importer) [t contained]

    Examples
    --------
    >>> mined = np.array([10.0, 0.0])
    >>> trade = np.array([[0.0, 4.0], [0.0, 0.0]])
    >>> solve_origins(mined, trade).tolist()
    [[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]
    """
    return solve_pools(np.column_stack([np.diag(mined), np.zeros(len(mined))]), trade)


def solve_metal(output: Floats, trade: Floats, origins: Floats) -> Floats:
    """Return the mined-origin mix of each country's refined pool (country, origin).

    A country that ships refined metal but has neither output nor imports ships
    metal of unknown origin.
    """
    return solve_pools(output[:, None] * origins, trade)


def solve_pools(own: Floats, trade: Floats) -> Floats:
    """Return the origin mix of each country's pool, own supply and imports in proportion.

    What a country ships beyond its own supply and imports is of unknown origin. So
    is what goes round in a ring of countries that nothing enters from outside.

    Parameters
    ----------
    own : ndarray (country, origin) [t contained]
        Own supply by origin; the last column is the unknown origin.
    trade : ndarray (exporter, importer) [t contained]

    Examples
    --------
    >>> ring = np.array([[0.0, 5.0], [5.0, 0.0]])
    >>> solve_pools(np.zeros((2, 3)), ring).tolist()
    [[0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]
    """
    own = own.copy()
    supply, inflow = own.sum(axis=1), trade.sum(axis=0)
    own[:, -1] += np.maximum(trade.sum(axis=1) - supply - inflow, 0.0)
    fed = own.sum(axis=1) > 0
    for _ in range(len(own)):
        reached = fed | (trade[fed].sum(axis=0) > 0)
        if (reached == fed).all():
            break
        fed = reached
    own[~fed], own[~fed, -1] = 0.0, 1.0
    trade = np.where(fed[None, :], trade, 0.0)
    pool = own.sum(axis=1) + trade.sum(axis=0)
    share = (trade / pool).T
    return np.asarray(np.linalg.solve(np.eye(len(own)) - share, own / pool[:, None]))


def ranked(names: tuple[str, ...], shares: Floats) -> dict[str, float]:
    """Return positive shares by name, largest first."""
    order = np.argsort(-shares, kind="stable")
    return {names[i]: float(shares[i]) for i in order if shares[i] > 1e-12}


def describe_assumptions(arrays: SupplyArrays, *, measured: bool) -> tuple[str, ...]:
    """Return what a look-through assumes, one sentence each."""
    notes = ["ore and metal are pooled in proportion inside each country"]
    if not measured:
        known = arrays.series[REFINED] is not None and arrays.production_year[REFINED, 0] > 0
        lack = "known as shares only" if known else "not in the data"
        notes.append(f"refined output is {lack}: net refined exports stand for it")
    else:
        notes += series_notes(arrays, row=REFINED, year=0)
    baskets = [code for row in arrays.rows for code in row.baskets]
    if baskets:
        notes.append(
            f"other goods share {', '.join(baskets)}, so origins may be those of other goods"
        )
    if np.isnan(arrays.flows.quantity_t).any():
        notes.append("flows without a quantity are left out")
    if arrays.rows[REFINED].commodity == "aluminium":
        notes.append("alumina trade is not in the box: smelters fed by bought alumina are untraced")
    for row in arrays.rows:
        fixed = find_corrections(
            arrays.corrections,
            codes=row.codes,
            series=row.spec.production_series,
            years=arrays.years,
        )
        notes += [correction.sentence for correction in fixed]
    return tuple(notes)
