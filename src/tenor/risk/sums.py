"""Import-side sums and indices for all importers at once, on dense arrays.

One pass over the flows gives every sum that the indices need; nothing loops
over importers. The flows come in one order, so the number of threads that read
them never changes a digit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.panel.supply import SupplyArrays
from tenor.risk.indices import (
    Floats,
    calc_governance_weight,
    calc_hhi,
    calc_import_risk,
    calc_net_import_reliance,
    safe_divide,
    sum_by,
)

BASE = 1
"""Position of the base factor in `SupplyArrays.factor` (low, base, high)."""


@dataclass(frozen=True, slots=True)
class ImportSums:
    """Sums over exporters, each (row, year, importer).

    Attributes
    ----------
    quantity : ndarray [t gross]
        Q, known quantities only; 0 where nothing is recorded.
    weighted : ndarray [t gross]
        sum(g_i q_i).
    squares : ndarray [t^2]
        sum(q_i^2) over exporters.
    largest : ndarray [t of the row's content]
        max(f q_i) over exporters, with the base factor f.
    value, value_unmeasured : ndarray [kUSD]
        Value of all flows, and of those without a quantity.
    contained, weighted_contained, contained_out : ndarray [t of the row's content]
        sum(f q), sum(g f q), and the importer's own exports, with the base factor f.
    flows : ndarray
        Number of flows.
    """

    quantity: Floats
    weighted: Floats
    squares: Floats
    largest: Floats
    value: Floats
    value_unmeasured: Floats
    contained: Floats
    weighted_contained: Floats
    contained_out: Floats
    flows: Floats


@dataclass(frozen=True, slots=True)
class Indices:
    """Indices of all rows, years and importers, each (row, year, importer); NaN where unknown.

    `import_hhi` and `import_governance` need trade only; the rest also need the
    production of the row's stage. `domestic` [t] is NaN where the series does not list
    the country, which counts as 0 in every index, and where it lists it without a
    figure, which counts as 0 in the two scores and in the import risk only.
    """

    sums: ImportSums
    hhi: Floats
    domestic: Floats
    import_hhi: Floats
    import_governance: Floats
    import_risk: Floats
    score: Floats
    score_contained: Floats
    net_import_reliance: Floats
    supplier_loss: Floats


def calc_import_sums(arrays: SupplyArrays) -> ImportSums:
    """Return the import-side sums of all rows, years and importers."""
    flows = arrays.flows
    shape = (len(arrays.rows), len(arrays.years), len(arrays.countries))
    held = np.array([year is not None for year in arrays.governance_year])[:, None]
    weights = np.where(held, calc_governance_weight(arrays.estimate), np.nan)
    weight = weights[flows.year, flows.exporter]
    known = ~np.isnan(flows.quantity_t)
    quantity = np.where(known, flows.quantity_t, 0.0)
    content = quantity * arrays.factor[BASE][flows.row, flows.code]
    into = np.ravel_multi_index((flows.row, flows.year, flows.importer), shape)
    out = np.ravel_multi_index((flows.row, flows.year, flows.exporter), shape)

    def total(at: NDArray[np.int64], amount: Floats) -> Floats:
        return sum_by(at, amount, int(np.prod(shape))).reshape(shape)

    merged, merged_content, at = merge_codes(arrays, into, quantity, content)
    largest = np.zeros(int(np.prod(shape)))
    np.maximum.at(largest, at, merged_content)
    return ImportSums(
        quantity=total(into, quantity),
        weighted=total(into, weight * quantity),
        squares=total(at, merged**2),
        largest=largest.reshape(shape),
        value=total(into, flows.value_kusd),
        value_unmeasured=total(into, np.where(known, 0.0, flows.value_kusd)),
        contained=total(into, content),
        weighted_contained=total(into, weight * content),
        contained_out=total(out, content),
        flows=total(into, np.ones(len(flows))),
    )


def merge_codes(
    arrays: SupplyArrays, into: NDArray[np.int64], quantity: Floats, content: Floats
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Return gross and contained tonnes per exporter, and their (row, year, importer) cell.

    A row of one code has one flow per exporter already; only the flows of rows
    with several codes are summed first.
    """
    flows = arrays.flows
    several = np.array([len(row.covered) > 1 for row in arrays.rows], dtype=bool)[flows.row]
    if not several.any():
        return quantity, content, into
    key = into[several] * len(arrays.countries) + flows.exporter[several]
    unique, position = np.unique(key, return_inverse=True)

    def joined(amount: Floats) -> Floats:
        merged = sum_by(position, amount[several], len(unique))
        return np.concatenate([amount[~several], merged])

    cells = np.concatenate([into[~several], unique // len(arrays.countries)])
    return joined(quantity), joined(content), cells


def calc_indices(arrays: SupplyArrays) -> Indices:
    """Return the supply-risk indices of all rows, years and importers.

    Examples
    --------
    >>> import tenor
    >>> indices = tenor.risk.all_importers([2022])      # doctest: +SKIP
    """
    sums = calc_import_sums(arrays)
    measured = sums.quantity > 0
    with_mass = arrays.has_mass[:, None, None]
    reported = ~np.isnan(arrays.production).all(axis=2, keepdims=True)
    hhi = calc_hhi(arrays.production, others=arrays.others)[:, :, None]
    usable = np.where(with_mass & reported, np.nan_to_num(arrays.production), np.nan)
    unknown = np.isnan(arrays.production) & arrays.listed[:, None, :]
    counted = np.where(unknown, np.nan, usable)
    imports = np.where(measured, sums.quantity, np.nan)
    contained = np.where(measured, sums.contained, np.nan)
    risk = calc_import_risk(sums.weighted, imports, usable)
    to_content = arrays.to_content[:, None, None]
    risk_contained = calc_import_risk(sums.weighted_contained, contained, usable * to_content)
    own_contained = counted * to_content
    return Indices(
        sums=sums,
        hhi=np.broadcast_to(hhi, sums.quantity.shape),
        domestic=np.where(np.isnan(arrays.production), np.nan, usable),
        import_hhi=safe_divide(sums.squares, imports**2),
        import_governance=safe_divide(sums.weighted, imports),
        import_risk=risk,
        score=hhi * risk,
        score_contained=hhi * risk_contained,
        net_import_reliance=calc_net_import_reliance(contained, sums.contained_out, own_contained),
        supplier_loss=safe_divide(sums.largest, contained + own_contained),
    )
