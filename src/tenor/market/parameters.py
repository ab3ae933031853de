"""Elasticities of a market: sourced rows first, then what stands in, each with its range.

The order for each stage and name is: a value fitted to past events (`FITTED`), a row of the
curated table ``elasticities``, a row of a neighbouring stage, the generic judgement of
`FALLBACK`. What is not measured or published is tagged as assumed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tenor.core.errors import DataError, UnknownNameError
from tenor.panel.curated import read_curated_from
from tenor.panel.materials import read_materials
from tenor.sources.box import Tables

NAMES = ("supply", "demand", "route", "process", "residual")
HORIZONS = ("short", "long")
FITTED = "market_fit.csv"
"""Shipped table of values fitted to past events; absent where none is shipped."""

_COLUMN = {"supply": "supply_price", "demand": "demand_price", "route": "substitution"}
_BETTER = ("measured", "literature", "judgement")
_MET = ("opened", "excerpt", "recalled")
_NEIGHBOURS = {
    "ore": ("refined", "intermediate"),
    "intermediate": ("refined", "ore"),
    "refined": ("intermediate", "ore"),
}

FALLBACK: Mapping[tuple[str, str], tuple[float, float, float]] = {
    ("supply", "short"): (0.1, 0.0, 0.4),
    ("supply", "long"): (0.7, 0.05, 1.5),
    ("demand", "short"): (0.2, 0.05, 0.6),
    ("demand", "long"): (0.5, 0.1, 1.2),
    ("route", "short"): (1.0, 0.3, 3.0),
    ("route", "long"): (3.0, 1.8, 6.4),
    ("process", "short"): (0.1, 0.02, 0.4),
    ("process", "long"): (0.6, 0.1, 1.5),
    ("residual", "short"): (0.1, 0.0, 0.5),
    ("residual", "long"): (0.3, 0.0, 1.0),
}
"""Generic base, low and high, the judgement of this project: no source states them.

Supply, demand and short-run routes repeat the generic rows of the curated table; long-run
routes its middle measured row and the quartiles of that row.
"""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One elasticity with its range; all are at least zero, that of demand too.

    Attributes
    ----------
    stage, name, horizon : str
    value, low, high : float
    kind : str
        ``fitted``, ``measured``, ``literature`` or ``judgement``.
    source, met : str
    assumed : bool
        True for judgements and for rows that stand in from another stage.
    unverified : bool
        The row was recalled and not checked against its source.
    note : str
    events : tuple of str
        Events that a fitted value was estimated on.
    """

    stage: str
    name: str
    horizon: str
    value: float
    low: float
    high: float
    kind: str
    source: str
    met: str
    assumed: bool
    unverified: bool
    note: str
    events: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the parameter as a JSON object."""
        return {**asdict(self), "events": list(self.events)}

    def tell(self) -> str:
        """Return the parameter in words, for a list of assumptions."""
        mark = "assumed" if self.assumed else self.kind
        mark += ", recalled and not verified" if self.unverified and not self.assumed else ""
        return (
            f"{self.name} elasticity at stage {self.stage}, {self.horizon} run: {self.value:g} "
            f"({self.low:g} to {self.high:g}), {mark}, {self.source}"
        )


@dataclass(frozen=True, slots=True)
class Parameters:
    """All elasticities of a commodity at one horizon, by stage and name."""

    commodity: str
    horizon: str
    rows: Mapping[tuple[str, str], Parameter]

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self.rows.values())

    def find(self, stage: str, name: str) -> Parameter:
        """Return one elasticity.

        Raises
        ------
        UnknownNameError
            No elasticity has this name, or the stage is none.
        """
        if name not in NAMES:
            raise UnknownNameError("elasticity", name, NAMES)
        if (stage, name) not in self.rows:
            raise UnknownNameError("stage", stage, {held for held, _ in self.rows})
        return self.rows[stage, name]

    def value(self, stage: str, name: str) -> float:
        """Return the base value of one elasticity."""
        return self.find(stage, name).value

    def replace(self, values: Mapping[str, float], source: str) -> Parameters:
        """Return the parameters with values put in place by name, for all stages."""
        rows = {
            key: Parameter(
                p.stage, p.name, p.horizon, values[p.name], values[p.name], values[p.name],
                "fitted", source, p.met, False, False, "put in place by the caller",
            )
            if p.name in values
            else p
            for key, p in self.rows.items()
        }  # fmt: skip
        return Parameters(self.commodity, self.horizon, rows)


def read_parameters(
    commodity: str, horizon: str = "short", *, tables: Tables | None = None
) -> Parameters:
    """Return the elasticities of a commodity for all its stages.

    Parameters
    ----------
    commodity : str
        Name or alias.
    horizon : str
        ``short`` (a year or two) or ``long`` (a decade).
    tables : Tables, optional
        Their folder may hold rows of the user, which stand in front.

    Raises
    ------
    UnknownNameError
        No commodity or horizon has this name.

    Examples
    --------
    >>> found = read_parameters("copper").find("refined", "demand")
    >>> found.value, found.low, found.high, found.assumed
    (0.2, 0.05, 0.6, True)
    """
    if horizon not in HORIZONS:
        raise UnknownNameError("horizon", horizon, HORIZONS)
    materials = read_materials()
    name = materials.resolve(commodity)[0]
    rows = read_curated_from("elasticities", tables.folder if tables else None).where(
        commodity=name, horizon=horizon
    )
    fitted = read_fitted()
    found = {}
    for stage in (row.stage for row in materials.stages(name)):
        for parameter in NAMES:
            found[stage, parameter] = (
                _fitted(fitted, (name, stage, parameter, horizon))
                or _curated(rows, stage, parameter, horizon)
                or _neighbour(rows, stage, parameter, horizon)
                or _generic(stage, parameter, horizon)
            )
    return Parameters(name, horizon, found)


@lru_cache(maxsize=1)
def read_fitted() -> tuple[Mapping[str, str], ...]:
    """Return the rows of the shipped table of fitted values; none where it is not shipped.

    Columns: commodity, stage, parameter, horizon, value, low, high, events, method. An empty
    commodity or stage stands for all; events are separated by semicolons.

    Raises
    ------
    DataError
        The table lacks a column.
    """
    path = files("tenor.market").joinpath(FITTED)
    if not path.is_file():
        return ()
    rows = tuple(csv.DictReader(path.read_text(encoding="utf-8").splitlines(), strict=True))
    needed = {"commodity", "stage", "parameter", "horizon", "value", "low", "high", "events"}
    lacking = needed - set(rows[0]) if rows else set()
    if lacking:
        raise DataError(f"{FITTED}: columns {', '.join(sorted(lacking))} are missing")
    return rows


def _fitted(rows: Sequence[Mapping[str, str]], key: tuple[str, str, str, str]) -> Parameter | None:
    """Return the fitted value that fits a key best: named commodity and stage before all."""
    commodity, stage, name, horizon = key
    held = [
        row
        for row in rows
        if row["parameter"] == name
        and row["horizon"] == horizon
        and row["commodity"] in ("", commodity)
        and row["stage"] in ("", stage)
    ]
    if not held:
        return None
    row = max(held, key=lambda r: (bool(r["commodity"]), bool(r["stage"])))
    events = tuple(part.strip() for part in row["events"].split(";") if part.strip())
    return Parameter(
        stage, name, horizon, float(row["value"]), float(row["low"]), float(row["high"]),
        "fitted", f"fitted to {len(events)} past events", "measured", False, False,
        row.get("method") or "", events,
    )  # fmt: skip


def _curated(
    rows: Sequence[Mapping[str, Any]], stage: str, name: str, horizon: str
) -> Parameter | None:
    """Return the best row of the curated table for a stage: measured first, then as met."""
    column = _COLUMN.get(name)
    held = [r for r in rows if r["parameter"] == column and r["stage"] == stage]
    held = [r for r in held if r["value"] is not None]
    if not held:
        return None
    row = min(held, key=lambda r: (_BETTER.index(r["kind"]), _MET.index(r["met"])))
    ends = [row["low"], row["high"]]
    value = abs(row["value"])
    if None in ends:
        # A row without a range takes the generic one, widened to hold its value.
        generic = FALLBACK[name, horizon]
        ends = [min(value, generic[1]), max(value, generic[2])]
    low, high = sorted(abs(end) for end in ends)
    judged = row["kind"] == "judgement"
    return Parameter(
        stage, name, horizon, value, low, high, row["kind"], row["source"], row["met"],
        judged, row["met"] == "recalled", row["note"] or "",
    )  # fmt: skip


def _neighbour(
    rows: Sequence[Mapping[str, Any]], stage: str, name: str, horizon: str
) -> Parameter | None:
    """Return the row of the nearest other stage, tagged as assumed."""
    if name == "supply":
        return None  # the output of a mine and of a smelter answer for different reasons
    for other in _NEIGHBOURS[stage]:
        found = _curated(rows, other, name, horizon)
        if found is not None:
            return Parameter(
                stage, name, horizon, found.value, found.low, found.high, found.kind,
                found.source, found.met, True, found.unverified, f"row of stage {other} stands in",
            )  # fmt: skip
    return None


def _generic(stage: str, name: str, horizon: str) -> Parameter:
    """Return the generic judgement."""
    value, low, high = FALLBACK[name, horizon]
    return Parameter(
        stage, name, horizon, value, low, high, "judgement", "tenor-judgement", "recalled",
        True, True, "generic; no row of this commodity",
    )  # fmt: skip
