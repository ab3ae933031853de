"""Events of a hindcast: what was restricted, between which two years, read from a file.

An event is a JSON object ``{name, hs6, base_year, test_year, shocks}``. It is taken whole or
refused whole, with every fault by place.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tenor.core.codes import require_hs6
from tenor.core.countries import GROUPS, country, group_members
from tenor.core.errors import DataError, UserError, nearest_names, quoted

KINDS = ("export_ban", "import_ban", "export_scale", "tariff", "quota")
_NEEDS = {
    "export_ban": ("exporter",),
    "import_ban": ("importer",),
    "export_scale": ("exporter", "factor"),
    "tariff": ("rate",),
    "quota": ("quantity",),
}
_KEYS = ("kind", "exporter", "importer", "factor", "rate", "quantity")
_EVENT_KEYS = ("name", "hs6", "base_year", "test_year", "shocks", "trend")
_FIRST, _LAST = 1996, 2100


@dataclass(frozen=True, slots=True)
class Shock:
    """One restriction.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    exporters, importers : tuple of str
        Alpha-3 codes; empty stands for all.
    factor : float
        Of ``export_scale``: exports as a multiple of the base year.
    rate : float
        Of ``tariff``: ad valorem duty added, as a fraction.
    quantity : float
        Of ``quota``: most tonnes a year.
    """

    kind: str
    exporters: tuple[str, ...] = ()
    importers: tuple[str, ...] = ()
    factor: float = math.nan
    rate: float = math.nan
    quantity: float = math.nan


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    Attributes
    ----------
    name : str
    codes : tuple of str
        HS codes (1992), summed.
    base_year : int
        Last year that the prediction may know.
    test_year : int or None
        Year that it is compared with.
    shocks : tuple of Shock
    trend : bool or None
        Whether flows are carried forward to the test year before the shocks; None: only
        where there are shocks.
    """

    name: str
    codes: tuple[str, ...]
    base_year: int
    test_year: int | None = None
    shocks: tuple[Shock, ...] = field(default=())
    trend: bool | None = None

    @property
    def span(self) -> int:
        """Return the years from the base to the test year, 1 where no test year is named."""
        return 1 if self.test_year is None else self.test_year - self.base_year

    @property
    def is_projected(self) -> bool:
        """Return whether flows are carried forward to the test year."""
        return bool(self.shocks) if self.trend is None else self.trend

    def overlaps(self, other: Event) -> bool:
        """Return whether another event shares a code and a year."""
        mine, its = self.base_year + self.span, other.base_year + other.span
        return bool(set(self.codes) & set(other.codes)) and not (
            mine < other.base_year or its < self.base_year
        )


def read_event(path: Path) -> Event:
    """Return the event of a JSON file.

    Raises
    ------
    DataError
        The file is no JSON object, or has faults; all are named.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DataError(f"{path} is not JSON: {error}") from error
    return parse_event(document, str(path))


def parse_event(document: Any, where: str = "event") -> Event:
    """Return an event from its JSON form.

    Raises
    ------
    DataError
        With every fault by place and the nearest valid names.

    Examples
    --------
    >>> found = parse_event({"name": "ban", "hs6": ["260400"], "base_year": 2013,
    ...     "test_year": 2014, "shocks": [{"kind": "export_ban", "exporter": "Indonesia"}]})
    >>> found.shocks[0].exporters, found.span
    (('IDN',), 1)
    """
    faults: list[str] = []
    if not isinstance(document, Mapping):
        raise DataError(f"{where}: expected a JSON object with {', '.join(_EVENT_KEYS[:5])}")
    faults += _unknown(document, _EVENT_KEYS, "")
    codes = document.get("hs6")
    codes = [codes] if isinstance(codes, str) else codes
    if not isinstance(codes, list) or not codes:
        faults.append('hs6: expected a list of codes, e.g. ["260400"]')
        codes = []
    found: dict[str, None] = {}
    for i, code in enumerate(codes):
        try:
            found[str(require_hs6(code, f"hs6[{i}]"))] = None
        except UserError as error:
            faults.append(str(error))
    base = _year(faults, document.get("base_year"), "base_year")
    test = document.get("test_year")
    test = None if test is None else _year(faults, test, "test_year")
    if test is not None and base is not None and test <= base:
        faults.append(f"test_year: {test} does not lie after the base year {base}")
    trend = document.get("trend")
    if trend is not None and not isinstance(trend, bool):
        faults.append(f"trend: {trend!r} is neither true nor false")
    shocks = document.get("shocks", [])
    if not isinstance(shocks, list):
        faults.append("shocks: expected a list")
        shocks = []
    read = [_shock(faults, f"shocks[{i}]", shock) for i, shock in enumerate(shocks)]
    if faults:
        lines = "\n".join(f"  {fault}" for fault in faults)
        raise DataError(f"{where} has {len(faults)} fault(s)\n{lines}")
    name = document.get("name")
    return Event(
        str(name) if name else "event",
        tuple(found),
        base or 0,
        test,
        tuple(shock for shock in read if shock),
        trend,
    )


def _shock(faults: list[str], where: str, shock: Any) -> Shock | None:
    """Return one shock, or None with its faults added."""
    if not isinstance(shock, Mapping):
        faults.append(f"{where}: expected an object with kind")
        return None
    faults += _unknown(shock, _KEYS, f"{where}.")
    kind = shock.get("kind")
    if kind not in KINDS:
        near = nearest_names(str(kind), KINDS)
        hint = f"did you mean {near[0]!r}?" if near else f"expected {quoted(KINDS)}"
        faults.append(f"{where}.kind: unknown kind {kind!r}; {hint}")
        return None
    faults += [f"{where}.{key}: {kind} needs it" for key in _NEEDS[kind] if shock.get(key) is None]
    if kind in ("tariff", "quota") and not shock.get("exporter") and not shock.get("importer"):
        faults.append(f"{where}: {kind} needs an exporter or an importer")
    numbers = {key: _amount(faults, f"{where}.{key}", shock.get(key)) for key in _KEYS[3:]}
    return Shock(
        kind,
        _places(faults, f"{where}.exporter", shock.get("exporter")),
        _places(faults, f"{where}.importer", shock.get("importer")),
        **numbers,
    )


def _places(faults: list[str], where: str, value: Any) -> tuple[str, ...]:
    """Return the countries that a name, a group or a list of them stands for."""
    if value is None:
        return ()
    names = value if isinstance(value, list) else [value]
    found: list[str] = []
    for name in names:
        if str(name).upper() in GROUPS:
            found += group_members(str(name).upper())
            continue
        try:
            found.append(country(name).iso3)
        except UserError as error:
            faults.append(f"{where}: {error}")
    return tuple(dict.fromkeys(found))


def _year(faults: list[str], value: Any, where: str) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool) or not _FIRST - 1 <= value <= _LAST:
        faults.append(f"{where}: {value!r} is not a year; write 2013")
        return None
    return value


def _amount(faults: list[str], where: str, value: Any) -> float:
    if value is None:
        return math.nan
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or value < 0:
        faults.append(f"{where}: {value!r} is not a number from zero up")
        return math.nan
    return float(value)


def _unknown(document: Mapping[str, Any], keys: Sequence[str], prefix: str) -> list[str]:
    faults = []
    for key in document:
        if key not in keys:
            near = nearest_names(str(key), keys)
            hint = f"did you mean {near[0]!r}?" if near else f"expected {quoted(keys)}"
            faults.append(f"{prefix}{key}: unknown key; {hint}")
    return faults
