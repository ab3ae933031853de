"""Supply risk of every importer at once, as labelled arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tenor.panel.corrections import find_corrections
from tenor.panel.materials import read_materials
from tenor.panel.reference import read_reference
from tenor.panel.supply import SupplyArrays, build_supply
from tenor.panel.supply_rows import build_rows
from tenor.risk.assess import resolve_keys
from tenor.risk.sums import Indices, calc_indices
from tenor.sources.box import Tables, default_tables

if TYPE_CHECKING:
    import xarray as xr

UNITS = {
    "hhi": "1",
    "domestic": "t",
    "import_hhi": "1",
    "import_governance": "1",
    "import_risk": "1",
    "score": "1",
    "score_contained": "1",
    "net_import_reliance": "1",
    "supplier_loss": "1",
}


@dataclass(frozen=True, slots=True)
class WorldRisk:
    """Indices of all importers: arrays (row, year, importer) with their labels."""

    arrays: SupplyArrays
    indices: Indices

    def to_xarray(self) -> xr.Dataset:
        """Return a dataset (row, year, importer) with commodity and stage on the row.

        NaN means unknown. Importers are the countries of the tables; a group is
        not in it (`assess` takes groups). The attribute ``corrections`` lists the
        corrected figures behind the indices.
        """
        import xarray as xr

        dims = ("row", "year", "importer")
        data = {
            name: (dims, np.asarray(getattr(self.indices, name)), {"units": unit})
            for name, unit in UNITS.items()
        }
        data["imports"] = (dims, self.indices.sums.quantity, {"units": "t", "basis": "gross"})
        coords = {
            "commodity": ("row", [row.commodity for row in self.arrays.rows]),
            "stage": ("row", [row.stage for row in self.arrays.rows]),
            "year": list(self.arrays.years),
            "importer": list(self.arrays.countries),
        }
        return xr.Dataset(data, coords, {"corrections": self.corrected_figures()})

    def corrected_figures(self) -> list[str]:
        """Return the corrected figures behind the indices, one sentence each."""
        arrays = self.arrays
        held = [year for year in arrays.governance_year if year is not None]
        found = dict.fromkeys(
            find_corrections(arrays.corrections, years=held, weighed=arrays.countries)
        )
        for row in arrays.rows:
            series = row.spec.production_series
            found |= dict.fromkeys(
                find_corrections(
                    arrays.corrections, codes=row.codes, series=series, years=arrays.years
                )
            )
        return [correction.sentence for correction in found]


def all_importers(
    years: Sequence[int],
    *,
    commodity: str | None = None,
    stage: str | None = None,
    tables: Tables | None = None,
) -> WorldRisk:
    """Return the supply-risk indices of every importer for some years.

    Parameters
    ----------
    years : sequence of int
    commodity, stage : str, optional
        As in `assess`; default: all.
    tables : Tables, optional

    Raises
    ------
    UserError
        An unknown name, or a year outside the trade data.

    Examples
    --------
    >>> import tenor
    >>> world = tenor.risk.all_importers([2022], commodity="nickel", stage="ore")
    >>> at = world.arrays.countries.index("USA")
    >>> round(float(world.indices.score[0, 0, at]), 9)
    0.000324718
    """
    tables = default_tables() if tables is None else tables
    reference, materials = read_reference(tables, as_published=True), read_materials()
    span = reference.require_years([int(y) for y in years])
    rows = build_rows(materials, reference, resolve_keys(materials, commodity, stage))
    arrays = build_supply(tables, reference, rows, years=span)
    return WorldRisk(arrays, calc_indices(arrays))
