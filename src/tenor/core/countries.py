"""Places: ISO 3166-1 alpha-3 codes, the extra codes of trade data, names and aliases.

Inside Tenor a place is an alpha-3 code. Names and foreign codes are converted
once, where data or a request enters. Sorting order, case, accents, punctuation
and word order of a name do not matter; a name that fits several places is
refused, since a guess would move one country's trade to another.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from numbers import Integral
from types import MappingProxyType

from tenor.core.country_table import (
    ALIASES,
    AMBIGUOUS,
    EU27,
    EXTRA,
    GROUP_NAMES,
    ISO_3166,
    SHORT_NAMES,
    TRADE_NUMBERS,
)
from tenor.core.errors import UnknownNameError

__all__ = [
    "GROUPS",
    "Country",
    "country",
    "country_codes",
    "country_name",
    "from_baci",
    "group_members",
    "is_country_code",
    "normalise_name",
]

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType({"EU27": EU27})
"""Groups of places by name. ``EU27`` is the European Union as it has been since February 2020."""

_WORDS = {
    "dem": "democratic",
    "isds": "islands",
    "rep": "republic",
    "st": "saint",
}
_SILENT = {"the", "of", "and"}
_TWICE = re.compile(r"([^()]+)\(([^()]+)\)\s*")
_PERIOD = re.compile(r"\(\s*(\.\.\.|…)\s*\d{4}\s*\)")


@dataclass(frozen=True, slots=True)
class Country:
    """One place that trades or produces.

    Attributes
    ----------
    iso3 : str
        ISO 3166-1 alpha-3 code, or one of the extra codes of `country_table.EXTRA`.
    iso2 : str or None
        Alpha-2 code; None for areas that exist in trade statistics only.
    numeric : str or None
        ISO numeric code as three digits; for an extra code the number used in trade data.
    iso_name : str
        English short name of ISO 3166-1, or the name in trade statistics.
    name : str
        Short name for tables and pictures.
    last_year : int or None
        Last year in trade data; None for a place that has no such end.
    members : tuple of str
        Alpha-3 codes of the places that a former or joint area holds; else empty.
    """

    iso3: str
    iso2: str | None
    numeric: str | None
    iso_name: str
    name: str
    last_year: int | None = None
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Index:
    by_code: Mapping[str, Country]
    by_number: Mapping[int, Country]
    by_name: Mapping[str, Country]
    names: tuple[str, ...]


def country(name_or_code: str | int) -> Country:
    """Return the place that a name, an ISO code or a number of trade data stands for.

    Parameters
    ----------
    name_or_code : str or int
        Alpha-3 or alpha-2 code, ISO numeric code or BACI number (as int or text), the ISO name,
        the short name or a common alias. Not meant for free text: "IN" and "US" are codes.

    Raises
    ------
    UnknownNameError
        The name is unknown, or fits several places ("Congo", "Korea"); the nearest names are in
        the message.

    Examples
    --------
    >>> country("Congo (Kinshasa)").iso3, country("korea, south").iso3, country(842).iso3
    ('COD', 'KOR', 'USA')
    >>> country("Türkiye") == country("Turkey") == country("tr")
    True
    >>> country("Pakstan")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    tenor.core.errors.UnknownNameError: unknown country 'Pakstan'; did you mean 'Pakistan', ...
    """
    index = _index()
    number = _number(name_or_code)
    found = None if number is None else index.by_number.get(number)
    if found is None and isinstance(name_or_code, str):
        text = name_or_code.strip()
        found = index.by_code.get(text.upper()) or _by_name(text)
    if found is None:
        raise _unknown(name_or_code)
    return found


def country_name(iso3: str) -> str:
    """Return the short name of a place by its alpha-3 code.

    Raises
    ------
    UnknownNameError
        The text is not an alpha-3 code in capital letters.

    Examples
    --------
    >>> [country_name(code) for code in ("USA", "COD", "KOR", "TWN", "BLX")]
    ['United States', 'DR Congo', 'South Korea', 'Taiwan', 'Belgium-Luxembourg']
    """
    if not is_country_code(iso3):
        raise UnknownNameError("alpha-3 country code", iso3, country_codes())
    return _index().by_code[iso3].name


def from_baci(code: int | str) -> str:
    """Return the alpha-3 code of a BACI or UN Comtrade country number.

    Most numbers are ISO numeric codes. The others are in one table: 842 is the United States,
    699 India, 490 ("Other Asia, not elsewhere specified") Taiwan. An area that covers several
    countries keeps a code of its own, e.g. 58 becomes BLX, not Belgium.

    Raises
    ------
    UnknownNameError
        The number stands for no place.

    Examples
    --------
    >>> from_baci(842), from_baci("490"), from_baci(4), from_baci(58)
    ('USA', 'TWN', 'AFG', 'BLX')
    """
    number = _number(code)
    found = None if number is None else _index().by_number.get(number)
    if found is None:
        raise UnknownNameError("BACI country number", str(code), ())
    return found.iso3


def country_codes(*, extra: bool = True) -> tuple[str, ...]:
    """Return all alpha-3 codes in alphabetical order, with or without the extra codes.

    Examples
    --------
    >>> country_codes(extra=False)[:3], len(country_codes(extra=False))
    (('ABW', 'AFG', 'AGO'), 249)
    """
    codes = {row[0] for row in ISO_3166} | ({row[0] for row in EXTRA} if extra else set())
    return tuple(sorted(codes))


def is_country_code(text: object) -> bool:
    """Tell whether a text is a known alpha-3 code, in capital letters.

    Examples
    --------
    >>> is_country_code("PAK"), is_country_code("pak"), is_country_code("PK")
    (True, False, False)
    """
    return isinstance(text, str) and len(text) == 3 and text in _index().by_code


def group_members(name: str) -> tuple[str, ...]:
    """Return the alpha-3 codes of a group of places.

    Raises
    ------
    UnknownNameError
        No group has this name.

    Examples
    --------
    >>> len(group_members("EU27")), "GBR" in group_members("EU27")
    (27, False)
    """
    if name not in GROUPS:
        raise UnknownNameError("group of countries", name, GROUPS)
    return GROUPS[name]


def normalise_name(name: str) -> str:
    """Return a key that is equal for the common ways to write one place name.

    Examples
    --------
    >>> normalise_name("Korea, Rep. of") == normalise_name("REPUBLIC OF KOREA")
    True
    >>> normalise_name("Côte d'Ivoire")
    'cote divoire'
    """
    text = _PERIOD.sub(" ", name)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    text = re.sub(r"[.'’‘`´]", "", text)
    words = re.sub(r"[\W_]+", " ", text).split()
    return " ".join(sorted(_WORDS.get(w, w) for w in words if w not in _SILENT))


def _by_name(text: str) -> Country | None:
    names = _index().by_name
    found = names.get(normalise_name(text))
    if found is None and (twice := _TWICE.fullmatch(text)):
        # "Holy See (Vatican City)": accepted only where both names mean the same place.
        outer, inner = (names.get(normalise_name(part)) for part in twice.groups())
        found = outer if outer == inner else None
    return found


def _number(value: object) -> int | None:
    if isinstance(value, str):
        text = value.strip()
        return int(text) if text.isascii() and text.isdigit() else None
    if isinstance(value, bool) or not isinstance(value, Integral):
        return None
    return int(value)


def _unknown(name: object) -> UnknownNameError:
    if not isinstance(name, str):
        kind = "country" if _number(name) is None else "country number"
        return UnknownNameError(kind, str(name), ())
    text, key = name.strip(), normalise_name(name)
    for several, instead in AMBIGUOUS.items():
        if normalise_name(several) == key:
            return UnknownNameError("country (the name fits more than one)", several, instead)
    if key in map(normalise_name, GROUP_NAMES):
        return UnknownNameError("single country (this is a group of them)", text, ())
    return UnknownNameError("country", text, _index().names)


@functools.cache
def _index() -> _Index:
    by_code: dict[str, Country] = {}
    by_number: dict[int, Country] = {}
    by_name: dict[str, Country] = {}
    names: dict[str, None] = {}
    for place in _places():
        by_code[place.iso3] = place
        if place.iso2 is not None:
            by_code.setdefault(place.iso2, place)
        if place.numeric is not None:
            by_number.setdefault(int(place.numeric), place)
        for name in (place.name, place.iso_name, *ALIASES.get(place.iso3, ())):
            by_name.setdefault(normalise_name(name), place)
            names[name] = None
    for number, code in TRADE_NUMBERS.items():
        by_number[number] = by_code[code]
    for several in AMBIGUOUS:
        by_name.pop(normalise_name(several), None)
    return _Index(by_code, by_number, by_name, tuple(names))


def _places() -> Iterator[Country]:
    for iso3, iso2, numeric, name in ISO_3166:
        yield Country(iso3, iso2, numeric, name, SHORT_NAMES.get(iso3, name))
    for iso3, iso2, numeric, name, short, last_year, members in EXTRA:
        yield Country(iso3, iso2 or None, numeric or None, name, short or name, last_year, members)
