"""Units of mining and trade, with what they are of: ``t Sb``, ``g/t Au``, ``USD/mtu WO3``.

A unit text is a unit and, where it holds a mass or a grade, its content: an element,
a compound, a mixture such as REO, or a whole material such as ore. An "oz" is a troy
ounce, since mining knows no other. "ton" alone is refused. Text is parsed and converted
here, at the edges; the models work on plain numbers whose unit is written beside them.
"""

from __future__ import annotations

import functools
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from tenor.core.errors import UnitError, UnknownNameError
from tenor.core.exact_masses import mass_factor
from tenor.core.formulae import (
    ATOMIC_WEIGHTS,
    COMPOUNDS,
    CONTENT_NAMES,
    MATERIALS,
    MIXTURES,
    OXIDE_FACTORS,
    basis_of,
    content_factor,
    mass_fraction,
    parse_formula,
)
from tenor.core.money import CURRENCIES
from tenor.core.unit_table import (
    ALIASES,
    AMBIGUOUS,
    GRADE,
    MASS,
    OTHER,
    PHRASES,
)
from tenor.core.vocabulary import Basis

if TYPE_CHECKING:
    import numpy as np
    import pint
    from numpy.typing import NDArray

    Values = TypeVar("Values", float, NDArray[np.float64])
else:
    Values = TypeVar("Values")

__all__ = [
    "OXIDE_FACTORS",
    "Quantity",
    "Unit",
    "basis_of",
    "canonical_unit",
    "contained",
    "content_factor",
    "conversion_factor",
    "convert",
    "convert_content",
    "dimension_of",
    "mass_fraction",
    "mining_registry",
    "parse_quantity",
    "parse_unit",
]

_CURRENCY = re.compile(r"([A-Z]{3})(_(nominal|[12]\d{3}))?")
_NUMBER = re.compile(r"\s*([-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![\d,.])")
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Unit:
    """A parsed unit: named factors with their powers, and the content.

    Examples
    --------
    >>> str(parse_unit("tonnes Cu per year"))
    't Cu/y'
    """

    factors: tuple[tuple[str, int], ...]
    content: str | None = None

    @property
    def bare(self) -> str:
        """The unit without its content."""
        return _write(self.factors)

    @property
    def basis(self) -> Basis | None:
        """Basis that the content implies; None where no content is stated."""
        return None if self.content is None else basis_of(self.content)

    @property
    def content_power(self) -> int:
        """Whether the content belongs to a mass above (1) or below (-1) the line; else 0."""
        return 0 if self.content is None else _carrier(self)[1]

    def __str__(self) -> str:
        if self.content is None:
            return self.bare
        carrier, powers = _carrier(self), [p for n, p in self.factors if n in MASS]
        if {1, -1} <= set(powers):
            return f"{self.bare} {self.content}"
        return _write(
            tuple(
                (f"{n} {self.content}", p) if (n, p) == carrier else (n, p) for n, p in self.factors
            )
        )


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit and content.

    Attributes
    ----------
    value : float
    unit : str
        Unit without the content.
    content : str or None
        What it is a quantity of: an element, a compound, a mixture or a material.

    Examples
    --------
    >>> parse_quantity("1,850 t Sb") + parse_quantity("0.15 kt Sb")
    Quantity(value=2000.0, unit='t', content='Sb')
    """

    value: float
    unit: str
    content: str | None = None

    @property
    def full_unit(self) -> str:
        """The unit with its content, e.g. ``t Cu/y``."""
        return str(parse_unit(f"{self.unit} {self.content or ''}"))

    @property
    def basis(self) -> Basis | None:
        """Basis that the content implies; None where no content is stated."""
        return None if self.content is None else basis_of(self.content)

    def to(self, unit: str) -> Quantity:
        """Return the quantity in another unit, of the same or a related content."""
        target = parse_unit(unit)
        value = convert_content(self.value, self.full_unit, str(target))
        return Quantity(value, target.bare, target.content)

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity(self.value + self._value_of(other), self.unit, self.content)

    def __sub__(self, other: Quantity) -> Quantity:
        return Quantity(self.value - self._value_of(other), self.unit, self.content)

    def __mul__(self, factor: float) -> Quantity:
        return Quantity(self.value * factor, self.unit, self.content)

    __rmul__ = __mul__

    def __str__(self) -> str:
        return f"{self.value:g} {self.full_unit}"

    def _value_of(self, other: object) -> float:
        if not isinstance(other, Quantity):
            raise UnitError(f"cannot combine {self} with {other!r}, which has no unit")
        return convert(other.value, other.full_unit, self.full_unit)


@functools.cache
def mining_registry() -> pint.UnitRegistry[float]:
    """Return the pint registry of Tenor's own units; it holds no other units.

    pint's default registry is not used: its kt is a knot and its oz an avoirdupois ounce.

    Examples
    --------
    >>> registry = mining_registry()
    >>> round(registry.Quantity(1.0, "Moz").to("t").magnitude, 4)
    31.1035
    """
    import pint

    registry: pint.UnitRegistry[float] = pint.UnitRegistry(None)
    registry.define("USD = [currency_USD]")
    for table in (MASS, GRADE, OTHER):
        for name, definition in table.items():
            registry.define(f"{name} = {definition}")
    for name in ("troy_ounce", "oz_t", "tonne", "carat"):
        registry.define(f"{name} = {ALIASES[name]}")
    return registry


@functools.lru_cache(maxsize=4096)
def parse_unit(text: str) -> Unit:
    """Return the unit that a text states.

    Parameters
    ----------
    text : str
        Units joined by spaces and ``/`` or "per", with at most one content, e.g. ``"t Cu/y"``,
        ``"USD/mtu WO3"``, ``"US cents/lb"``, ``"USD_2024/t"``.

    Raises
    ------
    UnitError
        The text is ambiguous ("ton"), has two contents, or a content and no mass to hold it.
    UnknownNameError
        A word is no unit and no content.

    Examples
    --------
    >>> parse_unit("g/t Au")
    Unit(factors=(('g', 1), ('t', -1)), content='Au')
    >>> parse_unit("ton")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    tenor.core.errors.UnitError: unit 'ton' may be a metric ton (1000 kg), a short ton ...
    """
    rewritten = text
    for pattern, replacement in PHRASES:
        rewritten = re.sub(pattern, replacement, rewritten)
    factors: list[tuple[str, int]] = []
    contents: list[str] = []
    for place, part in enumerate(rewritten.split("/")):
        words = re.split(r"[\s*·]+", part.strip())
        for word in words:
            name = _unit_name(word, text)
            if name is not None:
                factors.append((name, -1 if place else 1))
            elif not (word == "1" and place == 0 and len(words) == 1):
                contents.append(_content_name(word, text))
    if not factors:
        raise UnitError(f"{text!r} states no unit; write e.g. 't Sb' or 'fraction'")
    if len(contents) > 1:
        raise UnitError(
            f"unit {text!r} has several contents ({', '.join(contents)}); a unit is of one, and a "
            "grade is written 'g/t Au' or 'percent Cu'"
        )
    unit = Unit(tuple(factors), contents[0] if contents else None)
    if unit.content is not None:
        _carrier(unit)
    elif any(name in {"mtu", "stu"} for name, _ in factors):
        raise UnitError(f"unit {text!r} does not say of what; write e.g. 'USD/mtu WO3'")
    return unit


def canonical_unit(text: str) -> str:
    """Return the one way in which Tenor writes a unit.

    Examples
    --------
    >>> canonical_unit("tonnes Cu per year"), canonical_unit("ktpa"), canonical_unit("US cents/lb")
    ('t Cu/y', 'kt/y', 'USc/lb')
    """
    return str(parse_unit(text))


def dimension_of(text: str) -> str:
    """Return the dimension of a unit in pint's notation, without its content.

    Examples
    --------
    >>> dimension_of("t Cu/y"), dimension_of("g/t Au")
    ('[mass] / [time]', 'dimensionless')
    """
    return str(_pint_one(parse_unit(text).factors).dimensionality)


def conversion_factor(from_unit: str, to_unit: str) -> float:
    """Return what a number in `from_unit` is multiplied by to be in `to_unit`.

    Raises
    ------
    UnitError
        The dimensions or the contents differ.

    Examples
    --------
    >>> conversion_factor("kt", "t"), round(conversion_factor("USD/lb", "USD/t"), 2)
    (1000.0, 2204.62)
    """
    source, target = parse_unit(from_unit), parse_unit(to_unit)
    if source.content != target.content:
        raise UnitError(
            f"cannot convert {str(source)!r} to {str(target)!r}: of "
            f"{source.content or 'no stated content'} against "
            f"{target.content or 'no stated content'}; state both, and use convert_content to go "
            "from one compound to another"
        )
    return _bare_factor(source, target)


def convert(value: Values, from_unit: str, to_unit: str) -> Values:
    """Return a number or an array in another unit of the same content.

    Parameters
    ----------
    value : float or ndarray
        In `from_unit`; NaN stays NaN.
    from_unit, to_unit : str
        As `parse_unit` reads them.

    Raises
    ------
    UnitError
        The dimensions or the contents differ.

    Examples
    --------
    >>> convert(2.0, "Mlb Cu", "t Cu")
    907.18474
    """
    return value * conversion_factor(from_unit, to_unit)


def contained(mass: Values, formula: str, element: str) -> Values:
    """Return the mass of an element in a mass of a compound, in the unit of the mass.

    Examples
    --------
    >>> round(contained(100.0, "Sb2O3", "Sb"), 2)
    83.54
    """
    return mass * mass_fraction(formula, element)


def convert_content(value: Values, from_unit: str, to_unit: str) -> Values:
    """Return a number or an array in another unit and of another compound of one element.

    Examples
    --------
    >>> round(convert_content(100.0, "t Cr2O3", "t Cr"), 2)
    68.42
    >>> round(convert_content(300.0, "USD/mtu WO3", "USD/t W"))
    37832
    """
    source, target = parse_unit(from_unit), parse_unit(to_unit)
    if source.content == target.content:
        return convert(value, from_unit, to_unit)
    if source.content is None or target.content is None:
        raise UnitError(
            f"cannot convert {str(source)!r} to {str(target)!r}: one of them does not say of what; "
            "a basis is never assumed"
        )
    if source.content_power != target.content_power:
        raise UnitError(
            f"cannot convert {str(source)!r} to {str(target)!r}: the content is above the line in "
            "one and below it in the other"
        )
    ratio = content_factor(source.content, target.content)
    factor = _bare_factor(source, target)
    return value * (factor * ratio if source.content_power > 0 else factor / ratio)


def parse_quantity(text: str) -> Quantity:
    """Return the quantity that a text states: a number, a unit and perhaps a content.

    Commas group thousands and a point starts the decimals.

    Raises
    ------
    UnitError
        No number or no unit is found.

    Examples
    --------
    >>> parse_quantity("1,850 t Sb")
    Quantity(value=1850.0, unit='t', content='Sb')
    """
    match = _NUMBER.match(text)
    if match is None:
        raise UnitError(f"{text!r} does not start with a number; write e.g. '1,850 t Sb'")
    rest = text[match.end() :].strip()
    if not rest:
        raise UnitError(f"{text!r} has no unit; write e.g. '{text.strip()} t Sb'")
    unit = parse_unit(rest)
    value = float(match[1].replace(",", "").replace("−", "-"))
    return Quantity(value, unit.bare, unit.content)


def _unit_name(word: str, text: str) -> str | None:
    if word in AMBIGUOUS:
        raise UnitError(f"unit {word!r} {AMBIGUOUS[word]}")
    name = ALIASES.get(word, word)
    if name in MASS or name in GRADE or name in OTHER:
        return name
    currency = _CURRENCY.fullmatch(name)
    if currency is not None and currency[1] in CURRENCIES:
        return name
    if not word:
        raise UnitError(f"unit {text!r} has an empty part; write e.g. 'USD/t'")
    return None


def _content_name(word: str, text: str) -> str:
    if word in MATERIALS or word in MIXTURES:
        return MATERIALS.get(word) or MIXTURES[word]
    if word in CONTENT_NAMES or word in COMPOUNDS:
        return word
    if word not in ATOMIC_WEIGHTS and word.capitalize() in ATOMIC_WEIGHTS:
        # "CU" would read as carbon and uranium.
        raise UnknownNameError(f"content in {text!r}:", word, [word.capitalize()])
    try:
        parse_formula(word)
    except (UnitError, UnknownNameError):
        units = [*MASS, *GRADE, *OTHER, *ALIASES, *CURRENCIES]
        contents = [*ATOMIC_WEIGHTS, *COMPOUNDS, *MATERIALS, *MIXTURES]
        raise UnknownNameError(f"unit or content in {text!r}:", word, units + contents) from None
    return word


def _carrier(unit: Unit) -> tuple[str, int]:
    """Return the factor that the content belongs to.

    In a ratio of two masses an element belongs to the one above the line ("g/t Au" is gold in
    rock) and a whole material to the one below ("kg/t ore").
    """
    masses = [(name, power) for name, power in unit.factors if name in MASS]
    grades = [(name, power) for name, power in unit.factors if name in GRADE]
    if not masses and len(grades) == 1:
        return grades[0]
    above = [factor for factor in masses if factor[1] > 0]
    below = [factor for factor in masses if factor[1] < 0]
    if len(above) > 1 or len(below) > 1 or not masses:
        raise UnitError(
            f"unit {unit.bare!r} has {'no' if not masses else 'more than one'} mass that "
            f"{unit.content} could belong to"
        )
    if above and below:
        return below[0] if unit.content in MATERIALS else above[0]
    return masses[0]


def _write(factors: tuple[tuple[str, int], ...]) -> str:
    above = " ".join(name for name, power in factors if power > 0)
    return "/".join([above or "1", *(name for name, power in factors if power < 0)])


def _bare_factor(source: Unit, target: Unit) -> float:
    return 1.0 if source.factors == target.factors else _factor(source.factors, target.factors)


@functools.lru_cache(maxsize=4096)
def _factor(source: tuple[tuple[str, int], ...], target: tuple[tuple[str, int], ...]) -> float:
    exact = mass_factor(source, target)
    if exact is not None:
        return exact
    one, wanted = _pint_one(source), _pint_one(target)
    if one.dimensionality != wanted.dimensionality:
        raise UnitError(
            f"cannot convert {_write(source)!r} ({one.dimensionality}) to {_write(target)!r} "
            f"({wanted.dimensionality}): the dimensions differ"
        )
    return float(one.to(wanted.units).magnitude)


def _pint_one(factors: tuple[tuple[str, int], ...]) -> pint.Quantity[float]:
    registry = mining_registry()
    with _LOCK:  # a currency year becomes a dimension of its own when it is first met
        for name, _ in factors:
            if _CURRENCY.fullmatch(name) and name not in registry:
                registry.define(f"{name} = [currency_{name}]")
    units = registry.UnitsContainer({})
    for name, power in factors:
        units = units * registry.UnitsContainer({name: power})
    return registry.Quantity(1.0, units)
