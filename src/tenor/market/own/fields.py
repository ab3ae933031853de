"""The keys of a network file and their values: numbers, names, truth values, slopes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tenor.core.errors import Fault, nearest_names, quoted
from tenor.panel.case.reader import Document, kind_of

__all__ = ["TOP", "WORDS", "RowNames", "RowReader", "unknown_keys"]

Place = tuple[str | int, ...]

_LARGEST = 1e30

WORDS = ("name", "title", "description", "comment", "note", "notes", "source")
"""Keys that hold words for a reader and nothing for the model."""

TOP = (
    *("form", "countries", "stages", "commodities", "supply", "demand", "routes", "processing"),
    *("unit", "backstop_price", "free_disposal", "tariff_basis"),
    *("route_elasticity", "processing_elasticity", *WORDS),
)


@dataclass
class RowNames:
    """What rows may name, and what holds for all of them."""

    countries: tuple[str, ...]
    stages: tuple[str, ...]
    commodities: tuple[str, ...]
    is_cif: bool = False
    crosses: dict[str, Any] = field(default_factory=dict)


def unknown_keys(
    document: Document,
    faults: list[Fault],
    path: Place,
    data: Mapping[str, Any],
    known: Iterable[str],
) -> None:
    """Add a fault, with the nearest key, for each key that is not known."""
    valid = tuple(known)
    for key in data:
        if key in valid:
            continue
        near = nearest_names(str(key), valid)
        shown = [name for name in valid if name not in WORDS]
        hint = f"did you mean {quoted(near)}?" if near else f"the keys are {', '.join(shown)}"
        faults.append(document.fault((*path, key), f"unknown key {key!r}", hint))


@dataclass
class RowReader:
    """Reads the values of rows; what is at fault is told and counts as not given."""

    document: Document
    faults: list[Fault]
    names: RowNames

    def fault(self, path: Place, message: str, hint: str) -> None:
        """Add a fault at a place."""
        self.faults.append(self.document.fault(path, message, hint))

    def row(self, name: str, index: int, known: Iterable[str]) -> dict[str, Any] | None:
        """Return a row whose keys were checked, or None where it is no row."""
        row = self.document.data[name][index]
        if not isinstance(row, dict):
            hint = "write key: value pairs below one '-'"
            self.fault((name, index), f"found {kind_of(row)}; expected a row", hint)
            return None
        unknown_keys(self.document, self.faults, (name, index), row, (*known, *WORDS))
        return row

    def number(
        self, path: Place, value: Any, *, least: float | None = None, above: bool = False
    ) -> float | None:
        """Return a finite number at or above a bound (above it with `above`); None if not given."""
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            hint = "write a number without quotes, with a point and no unit"
            self.fault(path, f"found {kind_of(value)}; expected a number", hint)
            return None
        if not abs(value) <= _LARGEST:
            self.fault(path, "the number is not finite or too large", "leave an unknown value out")
            return None
        if 0 < abs(value) < 1 / _LARGEST:
            self.fault(path, "the number is too small to reckon with", "write 0, or another unit")
            return None
        if least is not None and (value < least or (above and value == least)):
            bound = f"above {least:g}" if above else f"at least {least:g}"
            self.fault(path, f"is {value:g}; expected {bound}", "check the sign and the size")
            return None
        return float(value)

    def flag(self, path: Place, value: Any) -> bool:
        """Return a truth value; False if not given."""
        if value is None or isinstance(value, bool):
            return bool(value)
        self.fault(path, f"found {kind_of(value)}; expected true or false", "write true or false")
        return False

    def choice(self, path: Place, value: Any, valid: tuple[str, ...]) -> str | None:
        """Return one of a few words; None if not given."""
        if value is None or value in valid:
            return value
        near = nearest_names(str(value), valid)
        hint = f"did you mean {quoted(near)}?" if near else f"write {quoted(valid)}"
        self.fault(path, f"found {kind_of(value)}", hint)
        return None

    def named(self, path: Place, value: Any, kind: str) -> str | None:
        """Return a country, stage or commodity that the file lists, or None with a fault."""
        plural = {"country": "countries", "stage": "stages", "commodity": "commodities"}[kind]
        valid: tuple[str, ...] = getattr(self.names, plural)
        if value is None:
            if len(valid) == 1 and kind != "country":
                return valid[0]
            self.fault(path, "is missing", f"write one of the {plural}: {', '.join(valid[:5])}")
            return None
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if isinstance(text, str) and text in valid:
            return text
        if not isinstance(text, str):
            self.fault(path, f"found {kind_of(value)}; expected a {kind}", "write its name")
            return None
        near = nearest_names(text, valid)
        hint = f"did you mean {quoted(near)}?" if near else f"add it to {plural}, or mend the name"
        self.fault(path, f"{text!r} is not among the {plural}", hint)
        return None

    def slopes(self, path: Place, value: Any) -> dict[str, float]:
        """Return slopes by commodity, from a group of keys or a list in the file's order."""
        if isinstance(value, list):
            if len(value) != len(self.names.commodities):
                message = f"holds {len(value)} slopes for {len(self.names.commodities)} commodities"
                self.fault(path, message, "write one for each commodity, in their order")
                return {}
            value = dict(zip(self.names.commodities, value, strict=True))
        if not isinstance(value, dict):
            hint = "write {COMMODITY: slope, ...}"
            self.fault(path, f"found {kind_of(value)}; expected slopes by commodity", hint)
            return {}
        found = {}
        for key, item in value.items():
            if self.named((*path, key), key, "commodity") is None:
                continue
            number = self.number((*path, key), item)
            if number is not None:
                found[str(key)] = number
        return found

    def options(self, top: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
        """Return the settings of the whole file that are given."""
        found: dict[str, Any] = {}
        self.choice(("tariff_basis",), top.get("tariff_basis"), ("fob", "cif"))
        for key in keys:
            value = top.get(key)
            if value is None:
                continue
            if key == "unit":
                if isinstance(value, str):
                    found[key] = value
                else:
                    self.fault((key,), f"found {kind_of(value)}; expected text", "unit: kt")
            elif key == "free_disposal":
                found[key] = self.flag((key,), value)
            else:
                number = self.number((key,), value, least=0.0, above=True)
                if number is not None:
                    found[key] = number
        return found
