"""Getting values out of a project file: each is checked, and every fault is kept with its place.

A `Place` is a group of keys. Its methods return a checked value, or a default beside a fault,
so that reading goes on and all faults are told together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tenor.core.errors import Fault, TenorError, nearest_names, quoted
from tenor.core.unit_table import MASS
from tenor.core.units import Unit, conversion_factor, convert_content, parse_unit
from tenor.finance.model import Stated
from tenor.finance.series import NOTHING, Series
from tenor.panel.case.reader import Document, Path, kind_of, show_path

PROVENANCE = ("source", "met", "note", "low", "high", "judgement")
"""Keys that say where a value comes from; they may stand in any group of keys."""
FIRST_YEAR, LAST_YEAR = 1900, 2200
MOST_YEARS = 500.0
_LARGEST = 1e18
_MET = ("opened", "excerpt", "recalled")


@dataclass(slots=True)
class Reading:
    """One file while it is read: its faults, the currency, and where values come from."""

    document: Document
    currency: str = "USD_nominal"
    inflation: float = 0.0
    given: dict[Path, str] = field(default_factory=dict)
    """Paths that were set on the command line, with the text of the setting."""
    faults: list[Fault] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def fault(self, path: Path, message: str, hint: str) -> None:
        """Keep a fault at a place of the file, or of the command line where it was set there."""
        for known, text in self.given.items():
            if path[: len(known)] == known or known[: len(path)] == path == known:
                shown = f"--set {text}, {show_path(path)}"
                self.faults.append(Fault(self.document.file, shown, message, hint))
                return
        self.faults.append(self.document.fault(path, message, hint))

    @property
    def code(self) -> str:
        """Currency without its price year."""
        return self.currency.partition("_")[0]


class Place:
    """A group of keys in a project file."""

    def __init__(self, reading: Reading, raw: Any, path: Path = ()) -> None:
        self.reading, self.path = reading, path
        self.raw: dict[str, Any] = raw if isinstance(raw, dict) else {}
        if not isinstance(raw, dict) and raw is not None:
            self.fault((), f"expected keys with values, found {kind_of(raw)}", "indent its keys")

    def fault(self, key: str | tuple[str, ...], message: str, hint: str) -> None:
        """Keep a fault at one of the keys; () is the group itself."""
        inner = (key,) if isinstance(key, str) else key
        self.reading.fault((*self.path, *inner), message, hint)

    def has(self, key: str) -> bool:
        """Return whether a key stands there with a value."""
        return self.raw.get(key) is not None

    def only(self, known: Sequence[str]) -> None:
        """Keep a fault for each key that is not known, with the nearest that is."""
        allowed = [*known, *PROVENANCE]
        for key in self.raw:
            if key not in allowed:
                near = nearest_names(str(key), allowed)
                hint = f"did you mean {quoted(near)}?" if near else f"there are {quoted(known)}"
                self.fault(str(key), f"unknown key {str(key)!r}", hint)
        self._provenance()

    def _provenance(self) -> None:
        found = {key: self.raw[key] for key in PROVENANCE if self.raw.get(key) is not None}
        met = found.get("met")
        if met is not None and met not in _MET:
            self.fault("met", f"unknown way of meeting a source {met!r}", f"write {quoted(_MET)}")
        if found.get("judgement") and not {"low", "high"} <= set(found):
            self.fault("judgement", "a judgement has no range", "add low and high")
        if found:
            value = self.raw.get("value")
            self.reading.stated.append(Stated(show_path(self.path), value, **found))

    def number(
        self,
        key: str,
        *,
        low: float | None = None,
        high: float | None = None,
        default: float | None = None,
        above: bool = False,
    ) -> float:
        """Return a number within its bounds; without a default the key is needed.

        A number may also be written as a group with `value` and where it comes from. With
        `above` the number has to lie above `low`.
        """
        raw = self.raw.get(key)
        if isinstance(raw, dict):
            inner = Place(self.reading, raw, (*self.path, key))
            inner.only(("value", "unit"))
            return inner.number("value", low=low, high=high, default=default, above=above)
        if raw is None:
            if default is None:
                self.fault(key, "is missing; a number is needed", f"write {key}: and its value")
            return 0.0 if default is None else default
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            self.fault(key, f"expected a number, found {kind_of(raw)}", "write digits, as 30.0e6")
            return default or 0.0
        value = float(raw)
        if abs(value) > _LARGEST:
            self.fault(key, f"{value:g} is larger than any amount here", "check the number")
            return default or 0.0
        under = low is not None and (value < low or (above and value == low))
        if under or (high is not None and value > high):
            self.fault(key, _outside(value, low, high, above=above), _bound_hint(value, high))
        return value

    def share(self, key: str, *, default: float | None = None) -> float:
        """Return a fraction from 0 to 1."""
        return self.number(key, low=0.0, high=1.0, default=default)

    def whole(self, key: str, *, low: int = 0, default: int | None = None) -> int:
        """Return a whole number."""
        base = None if default is None else float(default)
        value = self.number(key, low=low, high=MOST_YEARS, default=base)
        if value != int(value):
            self.fault(key, f"expected a whole number, found {value:g}", "leave the decimals out")
        return int(value)

    def year(self, key: str, *, needed: bool = False) -> int | None:
        """Return a calendar year, or None where the key is not there."""
        if not self.has(key) and not needed:
            return None
        return int(self.number(key, low=FIRST_YEAR, high=LAST_YEAR))

    def text(self, key: str, *, default: str | None = None) -> str:
        """Return a text; without a default the key is needed."""
        raw = self.raw.get(key)
        if raw is None:
            if default is None:
                self.fault(key, "is missing; a text is needed", f"write {key}: and a name")
            return default or ""
        if isinstance(raw, str):
            return raw
        self.fault(key, f"expected a text, found {kind_of(raw)}", "put it in quotes")
        return default or ""

    def choice(self, key: str, words: Sequence[str], *, default: str | None = None) -> str:
        """Return one of a list of words."""
        found = self.text(key, default=default)
        if found in words or not found:
            return found
        near = nearest_names(found, words)
        hint = f"did you mean {quoted(near)}?" if near else f"write {quoted(list(words))}"
        self.fault(key, f"unknown {key} {found!r}", hint)
        return default or words[0]

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return true or false."""
        raw = self.raw.get(key)
        if raw is None:
            return default
        if not isinstance(raw, bool):
            self.fault(key, f"expected true or false, found {kind_of(raw)}", "write true or false")
            return default
        return raw

    def child(self, key: str) -> Place:
        """Return the group of keys under a key; an empty one where there is none."""
        return Place(self.reading, self.raw.get(key), (*self.path, key))

    def entries(self, key: str) -> Iterator[tuple[str, Place]]:
        """Yield the named groups under a key."""
        group = self.child(key)
        for name, raw in group.raw.items():
            inner = Place(self.reading, raw, (*group.path, name))
            if raw is None:
                inner.fault((), "is empty", "give it its keys, or remove it")
            yield name, inner

    def names(self, key: str) -> tuple[str, ...]:
        """Return a list of names; one name may stand alone."""
        raw = self.raw.get(key)
        if raw is None:
            return ()
        found = [raw] if isinstance(raw, str) else raw
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
            self.fault(key, f"expected names, found {kind_of(raw)}", "write [copper, gold]")
            return ()
        return tuple(found)

    def money(self, key: str) -> Series:
        """Return money by year in the project's currency; nothing where the key is not there."""
        if not self.has(key):
            return NOTHING
        inner = self.child(key)
        inner.only(("unit", "by_year", "value"))
        inner.money_unit()
        return inner.series(low=0.0, empty=True)

    def money_unit(self) -> None:
        """Check that `unit` is the project's currency."""
        unit = self.unit("unit")
        if unit is not None:
            self.same_currency("unit", unit, per=None)

    def unit(self, key: str) -> Unit | None:
        """Return a parsed unit, or None beside a fault."""
        code = self.reading.code
        text = self.raw.get(key)
        if text is None:
            hint = f"add unit: {code}, {code}/t or t, as it is meant"
            self.fault(key, "is missing; a number without a unit is not read", hint)
            return None
        if not isinstance(text, str):
            self.fault(key, f"expected a unit, found {kind_of(text)}", f"write {code} or {code}/t")
            return None
        try:
            return parse_unit(text)
        except TenorError as error:
            self.fault(key, f"unit {text!r} cannot be read: {error}", f"write {code} or {code}/t")
            return None

    def same_currency(self, key: str, unit: Unit, *, per: Sequence[str] | None) -> None:
        """Check that a unit is money of the project, per one of the units in `per`."""
        money = [name for name, power in unit.factors if power > 0]
        below = [name for name, power in unit.factors if power < 0]
        fits = below == [] if per is None else len(below) == 1 and below[0] in per
        code, currency = self.reading.code, self.reading.currency
        suffix = "" if per is None else f"/{per[0]}"
        if len(money) != 1 or not fits:
            message = f"unit {str(unit)!r} is no money{' per ' + per[0] if per else ''}"
            self.fault(key, message, f"write {code}{suffix} and the full number")
        elif money[0] not in (code, currency):
            message = f"{money[0]} stands in a project in {currency}; they cannot be added"
            hint = f"convert it to {currency} at a dated rate or index and say so in note"
            self.fault(key, message, hint)

    def series(
        self, *, low: float | None = None, high: float | None = None, empty: bool = False
    ) -> Series:
        """Return `value` or `by_year` of this group, one of the two.

        A list of years may be `empty` where it lists flows, not levels.
        """
        if self.has("value") == self.has("by_year"):
            found = "both" if self.has("value") else "neither"
            self.fault((), f"needs value or by_year, found {found}", "write one of the two")
        if not self.has("by_year"):
            return Series(level=self.number("value", low=low, high=high, default=0.0))
        group = self.child("by_year")
        if not group.raw and not empty:
            group.fault((), "lists no year", "write a year, such as 2028: 10000")
        known: list[tuple[int, float]] = []
        for text in group.raw:
            year = _year_of(text)
            if year is None:
                group.fault(text, f"{text!r} is no year", "write a year, such as 2028: 10000")
                continue
            if known and year <= known[-1][0]:
                message = f"{year} stands after {known[-1][0]}"
                group.fault(text, message, "list the years in order, each once")
            known.append((year, group.number(text, low=low, high=high)))
        return Series(by_year=tuple(sorted(dict(known).items())))

    def level_or_series(
        self, key: str, *, low: float | None = 0.0, high: float | None = 1.0
    ) -> Series:
        """Return a number, or a group with `value` or `by_year`, as numbers by year."""
        raw = self.raw.get(key)
        if isinstance(raw, dict) and "by_year" in raw:
            inner = self.child(key)
            inner.only(("by_year", "value", "unit"))
            return inner.series(low=low, high=high)
        return Series(level=self.number(key, low=low, high=high))


def _year_of(text: str) -> int | None:
    return int(text) if text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR else None


def _outside(value: float, low: float | None, high: float | None, *, above: bool) -> str:
    if high is None:
        return f"{value:g} is {'not above' if above else 'below'} {low:g}"
    return f"{value:g} lies outside {low:g} to {high:g}"


def _bound_hint(value: float, high: float | None) -> str:
    if high == 1.0 and 1.0 < value < 2.0:
        return "a share of the whole lies between 0 and 1"
    if high == 1.0 and value > 1.0:
        return f"write a fraction: {value / 100:g} for {value:g}%"
    return "costs and quantities are written without a sign" if value < 0 else "check the number"


def per_unit(place: Place, price: Unit, quantity: str) -> float:
    """Return what a price is multiplied by to be per unit of what is produced.

    Parameters
    ----------
    place : Place
        Group that states the price, for a fault where the two do not fit.
    price : Unit
    quantity : str
        Unit of the product, such as ``t`` or ``oz Au``.
    """
    below = [n for n, power in price.factors if power < 0]
    if len(below) != 1 or below[0] not in MASS:
        return 1.0
    bare, _, content = quantity.partition(" ")
    try:
        if price.content and content and price.content != content:
            source, target = f"USD/{below[0]} {price.content}", f"USD/{bare} {content}"
            return float(convert_content(1.0, source, target))
        return 1.0 if below[0] == bare else conversion_factor(f"USD/{below[0]}", f"USD/{bare}")
    except TenorError as error:
        place.fault("unit", f"the price and the production do not fit: {error}", "use one content")
        return 1.0


def scaled(found: Series, factor: float) -> Series:
    """Return numbers by year times a factor."""
    if factor == 1.0:
        return found
    if found.level is not None:
        return Series(level=found.level * factor)
    return Series(by_year=tuple((year, value * factor) for year, value in found.by_year))
