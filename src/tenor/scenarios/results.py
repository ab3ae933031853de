"""The result of a run: rows, a labelled dataset, notes, and what the run was made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from tenor.scenarios.outputs import UNITS, WORDS

if TYPE_CHECKING:
    import xarray as xr

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
"""Quantiles of every output."""

INDEX = ("scenario", "commodity", "stage", "country", "year")


@dataclass(frozen=True, slots=True)
class Row:
    """One output of one scenario: its mean and quantiles over the draws.

    Attributes
    ----------
    scenario, commodity, stage, country : str
    year : int
    variable : str
        A name of `tenor.scenarios.outputs.UNITS`.
    supplier : str
        Empty but for the shares of suppliers.
    mean : float or None
        None where the output is unknown in every draw.
    quantiles : tuple of float or None
        At `LEVELS`.
    """

    scenario: str
    commodity: str
    stage: str
    country: str
    year: int
    variable: str
    supplier: str
    mean: float | None
    quantiles: tuple[float | None, ...]

    @property
    def unit(self) -> str:
        """Unit of the output."""
        return UNITS[self.variable]

    @property
    def key(self) -> tuple[str, ...]:
        """What the row is of, without its numbers."""
        at = (self.scenario, self.commodity, self.stage, self.country, str(self.year))
        return (*at, self.variable, self.supplier)

    def at(self, level: float) -> float | None:
        """Return one of the quantiles."""
        return self.quantiles[LEVELS.index(level)]

    def as_dict(self) -> dict[str, Any]:
        """Return the row as a JSON object."""
        named = {
            f"p{round(level * 100):02d}": q for level, q in zip(LEVELS, self.quantiles, strict=True)
        }
        return {
            "scenario": self.scenario, "commodity": self.commodity, "stage": self.stage,
            "country": self.country, "year": self.year, "variable": self.variable,
            "supplier": self.supplier or None, "unit": self.unit, "mean": self.mean, **named,
        }  # fmt: skip


@dataclass(frozen=True)
class RunResult:
    """All that a run found, ready to be shown, written and compared.

    Attributes
    ----------
    rows : tuple of Row
        In the order of scenario, commodity, year, stage and country.
    notes : tuple of dict
        ``scenario``, ``commodity`` and ``text``: what the model can't show, what a shock meets.
    sensitivity : tuple of dict
        ``scenario``, ``commodity``, ``output``, ``input``, ``pawn``, ``s1``, ``s1_error``.
    manifest : dict
        What the run was made of, with the hash of its result.
    """

    rows: tuple[Row, ...]
    notes: tuple[Mapping[str, str], ...]
    sensitivity: tuple[Mapping[str, Any], ...]
    manifest: Mapping[str, Any]
    _index: dict[tuple[str, ...], Row] = field(default_factory=dict, repr=False, compare=False)

    @property
    def hash(self) -> str:
        """Hash of the rows."""
        return str(self.manifest["result_hash"])

    @property
    def dataset(self) -> xr.Dataset:
        """The rows as an xarray dataset with units; see `build_dataset`."""
        return build_dataset(self)

    def find(self, variable: str, **at: str | int) -> Iterator[Row]:
        """Yield the rows of a variable with the given labels."""
        for row in self.rows:
            if row.variable == variable and all(getattr(row, k) == v for k, v in at.items()):
                yield row

    def get(self, variable: str, **at: str | int) -> Row | None:
        """Return the first row of a variable with the given labels; None where there is none."""
        return next(self.find(variable, **at), None)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, the baseline first."""
        return tuple(dict.fromkeys(row.scenario for row in self.rows))


def calc_hash(rows: Sequence[Row]) -> str:
    """Return the SHA-256 of rows: labels as text, numbers as 8 bytes each."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps(row.key).encode())
        numbers = [np.nan if x is None else x for x in (row.mean, *row.quantiles)]
        digest.update(np.array(numbers, dtype="<f8").tobytes())
    return digest.hexdigest()


def build_dataset(result: RunResult) -> xr.Dataset:
    """Return the rows of a run as a dataset.

    Variables are those of `UNITS`, with dimensions scenario, commodity, stage, country, year
    and quantile, and supplier where they have one; ``NAME_mean`` holds the mean. NaN is
    unknown, or a combination that the run does not have.
    """
    import xarray as xr

    rows = result.rows
    labels: dict[str, list[Any]] = {
        name: list(dict.fromkeys(getattr(row, name) for row in rows)) for name in INDEX
    }
    labels["year"] = sorted(labels["year"])
    labels["supplier"] = sorted({row.supplier for row in rows if row.supplier})
    place = {name: {v: k for k, v in enumerate(held)} for name, held in labels.items()}
    arrays: dict[str, Any] = {}
    for variable in dict.fromkeys(row.variable for row in rows):
        dims = [*INDEX, "supplier"] if variable.startswith("supply_") else list(INDEX)
        shape = [len(labels[name]) for name in dims]
        values = np.full([*shape, len(LEVELS)], np.nan)
        means = np.full(shape, np.nan)
        for row in rows:
            if row.variable == variable:
                at = tuple(place[name][getattr(row, name)] for name in dims)
                values[at] = [np.nan if q is None else q for q in row.quantiles]
                means[at] = np.nan if row.mean is None else row.mean
        attrs = {"units": UNITS[variable], "long_name": WORDS[variable]}
        arrays[variable] = ([*dims, "quantile"], values, attrs)
        arrays[f"{variable}_mean"] = (dims, means, {**attrs, "cell_methods": "draw: mean"})
    coordinates = {**labels, "quantile": list(LEVELS)}
    attributes = {
        "title": f"Scenarios of case {result.manifest['case']}",
        "tenor_version": result.manifest["version"],
        "result_hash": result.manifest["result_hash"],
        "seed": result.manifest["seed"],
        "draws": result.manifest["draws"],
    }
    return xr.Dataset(arrays, coords=coordinates, attrs=attributes)
