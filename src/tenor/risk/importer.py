"""One importer's part of the supply arrays: a country, or a group that counts as one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.panel.supply import SupplyArrays
from tenor.risk.indices import WGI_NEUTRAL, Floats, calc_governance_weight, sum_by


@dataclass(frozen=True, slots=True)
class ImportMix:
    """Imports of one importer in one row and year, by exporter; trade inside a group left out.

    Attributes
    ----------
    exporters : tuple of str
        Those with a known quantity, largest first.
    quantity : ndarray (exporter,) [t gross]
    contained : ndarray (3, exporter) [t of the row's content]
        Low, base and high; NaN where a code has no factor.
    weight : ndarray (exporter,)
        Governance weight.
    weight_known : ndarray (exporter,) of bool
        Whether the economy has a governance value.
    standard_error : ndarray (exporter,)
        Of the governance estimate; NaN where not known.
    value_kusd : float
        Value of the flows with a known quantity.
    flows : int
        Number of all flows.
    gap_code, gap_weight, gap_value_kusd : ndarray (flow without a quantity,)
        Code label, governance weight of the exporter, and value.
    exports_contained : float [t of the row's content]
        The importer's own exports with a known quantity, base factor.
    exports_unmeasured : int
        Number of the importer's own export flows without a quantity.
    exports_unmeasured_share : float
        Their share of the value of its exports.
    own_unknown : tuple of str
        Countries of the importer that the production series lists without a figure.
    gap_exporters : tuple of str
        Exporters of the flows without a quantity, sorted.
    """

    exporters: tuple[str, ...]
    quantity: Floats
    contained: Floats
    weight: Floats
    weight_known: NDArray[np.bool_]
    standard_error: Floats
    value_kusd: float
    flows: int
    gap_code: NDArray[np.int64]
    gap_weight: Floats
    gap_value_kusd: Floats
    exports_contained: float
    exports_unmeasured: int
    exports_unmeasured_share: float
    own_unknown: tuple[str, ...]
    gap_exporters: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """Q, imports with a known quantity [t gross]."""
        return float(self.quantity.sum())

    @property
    def unmeasured(self) -> int:
        """Number of flows without a quantity."""
        return len(self.gap_value_kusd)

    @property
    def unmeasured_share(self) -> float:
        """Share of the import value that has no quantity."""
        gap = float(self.gap_value_kusd.sum())
        return gap / (gap + self.value_kusd) if gap > 0 else 0.0

    @property
    def unknown_weight_share(self) -> float:
        """Share of the import tonnage from economies without a governance value."""
        total = self.total
        return float(self.quantity[~self.weight_known].sum() / total) if total > 0 else 0.0


@dataclass(frozen=True, slots=True)
class ImporterView:
    """The flows into and out of an importer, sorted for look-up by row and year."""

    arrays: SupplyArrays
    members: tuple[int, ...]
    inward: NDArray[np.int64]
    outward: NDArray[np.int64]
    inward_key: NDArray[np.int64]
    outward_key: NDArray[np.int64]

    def own_production(self, row: int, year: int) -> float:
        """Return the importer's own production as indices count it [t]; NaN where not known.

        A country that the series does not list counts as 0 (`lists_own` tells it from a
        known 0). In a group, the members with a figure are added up; `own_unknown` names
        the others.
        """
        members = list(self.members)
        listed = self.arrays.listed[row, members]
        if not self.lists_own(row):
            return 0.0
        amounts = self.arrays.production[row, year, members][listed]
        return float(np.nansum(amounts)) if not np.isnan(amounts).all() else np.nan

    def lists_own(self, row: int) -> bool:
        """Return whether the production series lists the importer, or a member of a group."""
        return bool(self.arrays.listed[row, list(self.members)].any())

    def own_unknown(self, row: int, year: int) -> tuple[str, ...]:
        """Return the importer's countries that the series lists without a figure for the year."""
        members = np.array(self.members, dtype=np.int64)
        unknown = self.arrays.listed[row, members] & np.isnan(
            self.arrays.production[row, year, members]
        )
        return tuple(self.arrays.countries[i] for i in members[unknown])

    def own_weight(self, row: int, year: int) -> float:
        """Return the governance weight of the importer, by production inside a group."""
        members = list(self.members)
        weights = self.governance_weight(year)[members]
        amounts = np.nan_to_num(self.arrays.production[row, year, members])
        if not len(weights):
            return WGI_NEUTRAL
        return float(np.average(weights, weights=amounts if amounts.sum() > 0 else None))

    def governance_weight(self, year: int) -> Floats:
        """Return the governance weight of every country; NaN without any governance data.

        The neutral weight of the published definition is for an economy without a value
        among others that have one; without a table there is nothing to weigh with.
        """
        if self.arrays.governance_year[year] is None:
            return np.full(len(self.arrays.countries), np.nan)
        return calc_governance_weight(self.arrays.estimate[year])

    def mix(self, row: int, year: int) -> ImportMix:
        """Return the imports of one row and year."""
        arrays, key = self.arrays, row * len(self.arrays.years) + year
        flows = arrays.flows
        at = self.inward[slice(*np.searchsorted(self.inward_key, [key, key + 1]))]
        out = self.outward[slice(*np.searchsorted(self.outward_key, [key, key + 1]))]
        known = ~np.isnan(flows.quantity_t[at])
        at_known = at[known]
        places, position = np.unique(flows.exporter[at_known], return_inverse=True)
        quantity = sum_by(position, flows.quantity_t[at_known], len(places))
        factor = arrays.factor[:, row, flows.code[at_known]]
        content = factor * flows.quantity_t[at_known]
        contained = np.stack([sum_by(position, c, len(places)) for c in content])
        order = np.lexsort((places, -quantity))
        places = places[order]
        estimate = arrays.estimate[year, places]
        out_known = ~np.isnan(flows.quantity_t[out])
        sent, unsent = out[out_known], out[~out_known]
        out_content = flows.quantity_t[sent] * arrays.factor[1, row, flows.code[sent]]
        out_value = float(flows.value_kusd[out].sum())
        weight = self.governance_weight(year)
        return ImportMix(
            exporters=tuple(arrays.countries[p] for p in places),
            quantity=quantity[order],
            contained=contained[:, order],
            weight=weight[places],
            weight_known=~np.isnan(estimate),
            standard_error=arrays.standard_error[year, places],
            value_kusd=float(flows.value_kusd[at_known].sum()),
            flows=len(at),
            gap_code=flows.code[at[~known]],
            gap_weight=weight[flows.exporter[at[~known]]],
            gap_value_kusd=flows.value_kusd[at[~known]],
            exports_contained=float(out_content.sum()),
            exports_unmeasured=len(unsent),
            exports_unmeasured_share=float(flows.value_kusd[unsent].sum()) / out_value
            if out_value > 0
            else 0.0,
            own_unknown=self.own_unknown(row, year),
            gap_exporters=tuple(arrays.countries[i] for i in np.unique(flows.exporter[at[~known]])),
        )


def view_importer(arrays: SupplyArrays, members: tuple[str, ...]) -> ImporterView:
    """Return the view of an importer made of one or more countries."""
    positions = arrays.positions(members)
    inside = np.zeros(len(arrays.countries), dtype=bool)
    inside[positions] = True
    flows = arrays.flows
    to, away = inside[flows.importer], inside[flows.exporter]
    key = flows.row * len(arrays.years) + flows.year

    def ordered(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        at = np.flatnonzero(mask)
        at = at[np.argsort(key[at], kind="stable")]
        return at, key[at]

    inward, inward_key = ordered(to & ~away)
    outward, outward_key = ordered(away & ~to)
    return ImporterView(arrays, tuple(positions), inward, outward, inward_key, outward_key)
