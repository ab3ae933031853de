"""Fiscal regimes by name: terms put together from dated rows, each with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tenor.core.errors import DataError, UnknownNameError

FOLDER = ("data", "regimes")
_TAKES = ("value", "low", "high", "middle")


@dataclass(frozen=True, slots=True)
class Reference:
    """One row of the curated table that a regime uses, and where in the terms."""

    where: str
    id: str
    value: float
    take: str
    unit: str
    source: str
    citation: str
    met: str
    legal_reference: str | None
    valid_from: str | None
    valid_to: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Regime:
    """A set of fiscal terms.

    Attributes
    ----------
    terms : mapping
        In the form of a project's ``fiscal`` block.
    references : tuple of Reference
    assumed : tuple of str
        What no row says, one sentence each.
    """

    name: str
    title: str
    country: str
    as_of: str
    terms: Mapping[str, Any]
    references: tuple[Reference, ...]
    assumed: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the regime as a JSON object."""
        return {
            "name": self.name,
            "title": self.title,
            "country": self.country,
            "as_of": self.as_of,
            "terms": self.terms,
            "references": [
                {name: getattr(one, name) for name in Reference.__slots__}
                for one in self.references
            ],
            "assumed": list(self.assumed),
        }


def list_regimes() -> list[str]:
    """Return the names of the regimes at hand.

    Examples
    --------
    >>> "pakistan-balochistan" in list_regimes()
    True
    """
    folder = files("tenor").joinpath(*FOLDER)
    return sorted(
        one.name.removesuffix(".yaml") for one in folder.iterdir() if one.name.endswith(".yaml")
    )


@lru_cache(maxsize=32)
def read_regime(name: str) -> Regime:
    """Return a regime with the values of the rows it names.

    Raises
    ------
    UnknownNameError
        No regime has the name.
    DataError
        The file names a row that is not in the table, or cannot be read.

    Examples
    --------
    >>> read_regime("pakistan-balochistan").terms["income_tax"]["rate"]
    0.29
    """
    from tenor.panel.case.reader import read_yaml
    from tenor.panel.curated import read_curated

    if name not in list_regimes():
        raise UnknownNameError("regime", name, list_regimes())
    file = f"{name}.yaml"
    document, faults = read_yaml(file, files("tenor").joinpath(*FOLDER, file).read_bytes())
    if document is None or faults:
        raise DataError(f"regime {name!r} cannot be read: {faults[0].message}")
    data = document.data
    rows = {row["id"]: row for row in read_curated("fiscal_terms").rows}
    found: list[Reference] = []
    scale = float(data.get("per_unit_of_currency", {}).get("value", 1.0))
    terms = _resolve(data["terms"], rows, found, where="", scale=scale)
    return Regime(
        name=name,
        title=data["title"],
        country=data["country"],
        as_of=str(data["as_of"]),
        terms=terms,
        references=tuple(found),
        assumed=tuple(data.get("assumed", ())),
    )


def _resolve(
    value: Any, rows: Mapping[str, Any], found: list[Reference], *, where: str, scale: float
) -> Any:
    """Return terms with each ``{term: ID}`` replaced by the number of its row."""
    if isinstance(value, list):
        return [
            _resolve(item, rows, found, where=f"{where}[{i}]", scale=scale)
            for i, item in enumerate(value)
        ]
    if not isinstance(value, dict):
        return value
    if "term" in value:
        return _taken(value, rows, found, where=where, scale=scale)
    return {
        key: _resolve(
            inner, rows, found, where=f"{where}.{key}" if where else str(key), scale=scale
        )
        for key, inner in value.items()
    }


def _taken(
    value: Mapping[str, Any],
    rows: Mapping[str, Any],
    found: list[Reference],
    *,
    where: str,
    scale: float,
) -> float | int:
    """Return the number of a row; `take` says which, and ``column: from`` its bracket's start."""
    from tenor.panel.curated import cite, read_sources

    row = rows.get(value["term"])
    if row is None:
        raise DataError(f"regime: {where} names the row {value['term']!r}, which is not there")
    column, take = value.get("column", "value"), value.get("take", "value")
    if take not in _TAKES:
        raise DataError(f"regime: {where}: take is {take!r}; expected one of {', '.join(_TAKES)}")
    if column != "value":
        number = (row[column] or 0.0) / scale
    elif take == "middle":
        number = (row["low"] + row["high"]) / 2
    else:
        number = row[take]
    if number is None:
        raise DataError(f"regime: {where}: row {row['id']!r} has no {take}; take low or high")
    found.append(
        Reference(
            where=where,
            id=row["id"],
            value=float(number),
            take=take if column == "value" else column,
            unit=str(row["unit"]),
            source=row["source"],
            citation=cite(read_sources(None)[row["source"]]),
            met=row["met"],
            legal_reference=row["legal_reference"],
            valid_from=_text(row["valid_from"]),
            valid_to=_text(row["valid_to"]),
            note=row["note"],
        )
    )
    return int(number) if number == int(number) and number >= 1 else float(number)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def walk_rates(terms: Mapping[str, Any], where: str = "") -> Iterator[tuple[str, object]]:
    """Yield every value of a set of terms with its dotted key."""
    for key, value in terms.items():
        place = f"{where}.{key}" if where else str(key)
        if isinstance(value, dict):
            yield from walk_rates(value, place)
        else:
            yield place, value
