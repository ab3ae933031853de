"""The risk table: one row per commodity, stage and year of an importer, with JSON and labels."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

FIELDS = (
    "commodity",
    "stage",
    "hs6",
    "year",
    "importer",
    "basis",
    "hhi",
    "production_t",
    "imports_t",
    "import_share",
    "import_risk",
    "score",
    "score_contained",
    "cf",
    "net_import_reliance",
    "supplier_loss",
    "status",
    "notes",
)
"""Keys of a row in JSON, in this order; `detail` follows them."""

MEASURES: Mapping[str, str] = {
    "hhi": "1",
    "production_t": "t",
    "imports_t": "t gross",
    "import_risk": "1",
    "score": "1",
    "score_contained": "1",
    "cf": "kg Cu-eq/kg",
    "net_import_reliance": "1",
    "supplier_loss": "1",
}
"""Numeric measures of a row with their units."""


@dataclass(frozen=True, slots=True)
class RiskRow:
    """Supply risk of one importer for one commodity at one stage in one year.

    Attributes
    ----------
    commodity, stage : str
    hs6 : tuple of str
        The row's codes.
    year : int
    importer : str
        ISO 3166 alpha-3, or the name of a group.
    basis : str
        What the tonnes of production and of trade count.
    hhi : float or None
        Concentration of world production at this stage, 0..1.
    production_t : float or None
        The importer's own production [t, basis of production]. None where the series
        does not list it, which counts as 0 in the indices (a note says so), and where
        it lists it without a figure.
    imports_t : float or None
        Imports with a known quantity [t gross].
    import_share : mapping of country to float
        Shares of `imports_t`, largest first; they sum to 1. Empty where nothing is known.
    import_risk, score, score_contained : float or None
        Published definition on the tonnes as published, and the score on one basis.
    cf : float or None
        Characterisation factor [kg Cu-eq/kg].
    net_import_reliance : float or None
        (M - X) / (P + M - X) on the contained basis; negative for a net exporter.
    supplier_loss : float or None
        Share of supply (own production and imports, contained basis) lost with the
        largest supplier.
    status : str
        ok, partial, no_trade_recorded, no_production_data or not_covered.
    notes : tuple of str
    detail : mapping
        What stands behind the row; the keys are listed in docs/math/risk.md.
    """

    commodity: str
    stage: str
    hs6: tuple[str, ...]
    year: int
    importer: str
    basis: str
    hhi: float | None
    production_t: float | None
    imports_t: float | None
    import_share: Mapping[str, float]
    import_risk: float | None
    score: float | None
    score_contained: float | None
    cf: float | None
    net_import_reliance: float | None
    supplier_loss: float | None
    status: str
    notes: tuple[str, ...]
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """``importer/commodity/stage/year``, as in trace ids."""
        return f"{self.importer}/{self.commodity}/{self.stage}/{self.year}"

    def as_dict(self) -> dict[str, Any]:
        """Return the row as a JSON object."""
        row = {name: getattr(self, name) for name in (*FIELDS, "detail")}
        return {name: as_json(value) for name, value in row.items()}


@dataclass(frozen=True, slots=True)
class RiskTable:
    """Rows of supply risk in the order asked: commodity, stage, year."""

    rows: tuple[RiskRow, ...]

    def __iter__(self) -> Iterator[RiskRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def row(self, commodity: str, stage: str, year: int | None = None) -> RiskRow:
        """Return one row; the year may be left out where the table holds one year."""
        found = [
            row
            for row in self.rows
            if (row.commodity, row.stage) == (commodity, stage) and year in (None, row.year)
        ]
        if len(found) != 1:
            raise KeyError(f"{len(found)} rows for {commodity}/{stage}/{year}")
        return found[0]

    def as_dict(self) -> dict[str, Any]:
        """Return ``{"rows": [...]}``, the document of ``tenor risk --json``."""
        return {"rows": [row.as_dict() for row in self.rows]}

    def to_pandas(self) -> pd.DataFrame:
        """Return one line per row, without the nested columns."""
        import pandas as pd

        flat = [name for name in FIELDS if name not in {"import_share", "notes", "hs6"}]
        frame = pd.DataFrame([{name: getattr(r, name) for name in flat} for r in self.rows])
        for name in MEASURES:
            frame[name] = frame[name].astype("float64")
        frame["hs6"] = [" ".join(row.hs6) for row in self.rows]
        return frame

    def to_xarray(self) -> xr.Dataset:
        """Return the measures as a dataset (commodity, stage, year); NaN where unknown."""
        import xarray as xr

        frame = self.to_pandas().set_index(["commodity", "stage", "year"])
        dataset = xr.Dataset.from_dataframe(frame[list(MEASURES)])
        for name, unit in MEASURES.items():
            dataset[name].attrs["units"] = unit
        dataset.attrs["importer"] = self.rows[0].importer if self.rows else ""
        return dataset


def as_json(value: Any) -> Any:
    """Return a value fit for JSON: tuples as lists, NaN and infinities as None."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [as_json(item) for item in value]
    return value
