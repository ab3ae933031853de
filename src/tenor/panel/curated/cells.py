"""The cells of the curated tables: how each kind is read, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable

from tenor.core.codes import require_hs6
from tenor.core.countries import is_country_code
from tenor.core.errors import UnknownNameError, UserError
from tenor.core.units import parse_unit

WORLD, OTHERS = "WLD", "ROW"
"""Places of a world total and of all countries that a table does not name."""

_FIRST_YEAR, _LAST_YEAR = 1900, 2200

YARDSTICKS = (
    "gdp",
    "exports",
    "imports",
    "fx_reserves",
    "goods_imports",
    "goods_exports",
    "reserves",
    "output",
    "use",
    "price",
    "grade",
    "ore_body",
)
"""Measures of ``reference_quantities``; trade with a partner names the partner."""


def text(cell: str) -> str:
    """Return a text."""
    return cell


def number(cell: str) -> float:
    """Return a finite number; thousands separators and bounds such as ``>50`` are refused."""
    try:
        value = math.nan if "_" in cell else float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise UserError(f"{cell!r} is not a number; write 240000 or 0.5, a bound under low or high")
    return value


def amount(cell: str) -> float:
    """Return a finite number that is not below zero."""
    value = number(cell)
    if value < 0:
        raise UserError(f"{cell!r} is below zero")
    return value


def share(cell: str) -> float:
    """Return a share of a whole."""
    value = amount(cell)
    if value > 1:
        raise UserError(f"{cell!r} is no share of a whole; write 0.44 for 44%")
    return value


def whole_year(cell: str) -> int:
    """Return a year."""
    if not (is_digits(cell) and _FIRST_YEAR <= int(cell) <= _LAST_YEAR):
        raise UserError(f"{cell!r} is not a year; write it as 2024")
    return int(cell)


def is_digits(cell: str) -> bool:
    """Return whether a cell holds the digits 0 to 9 alone; a raised 2 is a digit elsewhere."""
    return cell.isascii() and cell.isdecimal()


def whole(cell: str) -> int:
    """Return a whole number."""
    if not is_digits(cell):
        raise UserError(f"{cell!r} is not a whole number")
    return int(cell)


def day(cell: str) -> str:
    """Return a date as ISO 8601 day, month or year."""
    from tenor.panel.case.dates import PartialDate

    try:
        return str(PartialDate.parse(cell))
    except ValueError:
        raise UserError(f"{cell!r} is not a date; write 2025-09-08, 2025-09 or 2025") from None


def place(cell: str) -> str:
    """Return a country code, `WORLD` or `OTHERS`."""
    if cell in (WORLD, OTHERS) or is_country_code(cell):
        return cell
    raise UnknownNameError("country code", cell, [WORLD, OTHERS, *_codes()])


def _codes() -> tuple[str, ...]:
    from tenor.core.countries import country_codes

    return country_codes()


def commodity(cell: str) -> str:
    """Return a commodity by its name in the material table."""
    from tenor.panel.materials import read_materials

    table = read_materials()
    if cell not in table.table:
        raise UnknownNameError("commodity", cell, table.commodities)
    return cell


def several(read: Callable[[str], str]) -> Callable[[str], tuple[str, ...]]:
    """Return a reader of cells that hold several entries, separated by semicolons."""

    def parts(cell: str) -> tuple[str, ...]:
        return tuple(read(part.strip()) for part in cell.split(";"))

    return parts


def hs_code(cell: str) -> str:
    """Return an HS code of six digits."""
    return str(require_hs6(cell, "HS code"))


def unit(cell: str) -> str:
    """Return a unit that the unit table knows."""
    return str(parse_unit(cell))


def degrees(limit: float) -> Callable[[str], float]:
    """Return a reader of degrees within a limit."""

    def read(cell: str) -> float:
        value = number(cell)
        if abs(value) > limit:
            raise UserError(f"{cell!r} lies outside -{limit:g} to {limit:g} degrees")
        return value

    return read


def one_of(kind: str, *words: str) -> Callable[[str], str]:
    """Return a reader of a closed list of words."""

    def read(cell: str) -> str:
        if cell not in words:
            raise UnknownNameError(kind, cell, words)
        return cell

    return read


stage = one_of("stage", "in_situ", "ore", "intermediate", "refined")
basis = one_of("basis", "contained", "oxide", "gross", "unstated")
met = one_of("met", "opened", "excerpt", "recalled")
yes_no = one_of("yes or no", "yes", "no")
