"""What differs between two runs, output by output, and what differs in what they were made of."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tenor.core.errors import UserError
from tenor.scenarios.manifest import find_changes
from tenor.scenarios.results import Row, RunResult
from tenor.scenarios.writing import read_run

LEAST = 1e-9
"""Relative difference under which two numbers count as the same."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One output in two runs: median and 80% band of each.

    Attributes
    ----------
    first, second : Row
    """

    first: Row
    second: Row

    @property
    def change(self) -> float | None:
        """Difference of the medians, second less first; None where one is unknown."""
        a, b = self.first.at(0.5), self.second.at(0.5)
        return None if a is None or b is None else b - a

    @property
    def relative(self) -> float | None:
        """Difference of the medians over the first; None where that is zero or unknown."""
        a = self.first.at(0.5)
        return None if not a or self.change is None else self.change / abs(a)

    @property
    def is_apart(self) -> bool | None:
        """Whether the 80% bands do not meet; None where one is unknown."""
        ends = [row.at(level) for row in (self.first, self.second) for level in (0.1, 0.9)]
        if any(end is None for end in ends):
            return None
        low_a, high_a, low_b, high_b = (float(end or 0.0) for end in ends)
        return high_a < low_b or high_b < low_a

    @property
    def is_same(self) -> bool:
        """Whether all quantiles and the mean agree to `LEAST`."""
        pairs = zip(
            (self.first.mean, *self.first.quantiles), (self.second.mean, *self.second.quantiles),
            strict=True,
        )  # fmt: skip
        return all(_same(a, b) for a, b in pairs)

    def as_dict(self) -> dict[str, Any]:
        """Return the difference as a JSON object."""
        first = self.first
        labels = {
            "scenario": first.scenario, "commodity": first.commodity, "stage": first.stage,
            "country": first.country, "year": first.year, "variable": first.variable,
            "supplier": first.supplier or None, "unit": first.unit,
        }  # fmt: skip
        return {
            **labels,
            "first": _band(first),
            "second": _band(self.second),
            "difference": self.change,
            "relative": self.relative,
            "bands_apart": self.is_apart,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side.

    Attributes
    ----------
    changed : tuple of dict
        Entries of the manifests that differ.
    differences : tuple of Difference
        Outputs that both runs have and that differ, largest relative difference first.
    same : int
        Outputs that agree.
    only_first, only_second : int
        Outputs that one run alone has.
    """

    changed: tuple[Mapping[str, Any], ...]
    differences: tuple[Difference, ...]
    same: int
    only_first: int
    only_second: int

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as a JSON object."""
        return {
            "identical": not self.differences and not self.only_first and not self.only_second,
            "changed": list(self.changed),
            "outputs_same": self.same,
            "outputs_only_in_first": self.only_first,
            "outputs_only_in_second": self.only_second,
            "differences": [difference.as_dict() for difference in self.differences],
        }


def compare(
    first: RunResult | str | os.PathLike[str], second: RunResult | str | os.PathLike[str]
) -> Comparison:
    """Return what differs between two runs of a case.

    Parameters
    ----------
    first, second : RunResult or path
        Runs, or folders that hold them.

    Raises
    ------
    UserError
        The runs are of different cases or base years, count tonnes of another content, or have
        no output in common.
    """
    runs = [run if isinstance(run, RunResult) else read_run(run) for run in (first, second)]
    a, b = runs[0].manifest, runs[1].manifest
    _require_alike(a, b)
    rows = [{row.key: row for row in run.rows} for run in runs]
    common = [key for key in rows[0] if key in rows[1]]
    if not common:
        raise UserError(
            f"the runs have no output in common: scenarios {', '.join(a['scenarios'])} in years "
            f"{_listed(a)} against {', '.join(b['scenarios'])} in {_listed(b)}"
        )
    pairs = [Difference(rows[0][key], rows[1][key]) for key in common]
    apart = [pair for pair in pairs if not pair.is_same]
    apart.sort(key=lambda pair: (-abs(pair.relative or 0.0), pair.first.key))
    return Comparison(
        tuple(find_changes(a, b)),
        tuple(apart),
        len(pairs) - len(apart),
        len(rows[0]) - len(common),
        len(rows[1]) - len(common),
    )


def _require_alike(a: Mapping[str, Any], b: Mapping[str, Any]) -> None:
    if a["case"] != b["case"]:
        raise UserError(
            f"the runs are of two cases, {a['case']!r} and {b['case']!r}; compare runs of one case"
        )
    if a["base_year"] != b["base_year"]:
        raise UserError(
            f"the runs start from {a['base_year']} and {b['base_year']}: their levels are those of "
            "two markets; run both with one base_year"
        )
    for name in sorted({*a["basis"]} & {*b["basis"]}):
        if a["basis"][name] != b["basis"][name]:
            raise UserError(
                f"{name} is counted in {a['basis'][name]} and in {b['basis'][name]}; tonnes of two "
                "contents can't be compared"
            )


def _same(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= LEAST * max(abs(a), abs(b))


def _band(row: Row) -> dict[str, float | None]:
    return {"p10": row.at(0.1), "p50": row.at(0.5), "p90": row.at(0.9)}


def _listed(manifest: Mapping[str, Any]) -> str:
    return ", ".join(str(year) for year in manifest["years"])
