"""Codes of the Harmonized System: six digits, kept as text.

A code is never a number, since "0" at its start would be lost. A tariff line of
eight or ten digits belongs to one country's tariff and is not an HS code.
"""

from __future__ import annotations

import math
import re
from typing import NewType

from tenor.core.errors import DataError
from tenor.core.vocabulary import OrderedTerm

__all__ = ["HSCode", "HSRevision", "hs_chapter", "require_hs6"]

HSCode = NewType("HSCode", str)

_RESERVED_CHAPTER = 77
_LAST_CHAPTER = 97


class HSRevision(OrderedTerm):
    """Editions of the Harmonized System, in order of entry into force.

    Examples
    --------
    >>> HSRevision("HS17").meaning, HSRevision.HS92 < HSRevision.HS22
    ('In force from 2017.', True)
    """

    HS92 = "HS92", "In force from 1988; named after 1992 in trade statistics."
    HS96 = "HS96", "In force from 1996."
    HS02 = "HS02", "In force from 2002."
    HS07 = "HS07", "In force from 2007."
    HS12 = "HS12", "In force from 2012."
    HS17 = "HS17", "In force from 2017."
    HS22 = "HS22", "In force from 2022."


def require_hs6(text: object, where: str) -> HSCode:
    """Return a six-digit HS code, checked.

    Parameters
    ----------
    text : object
        What stands in the file; only a str of six digits is a code.
    where : str
        Place in the file, for the message, e.g. ``"case.yaml, commodities[0].hs6[2]"``.

    Raises
    ------
    DataError
        The value is not text (YAML reads an unquoted code as a number), is a tariff line, or
        has another form or a chapter that does not exist.

    Examples
    --------
    >>> require_hs6("261710", "case.yaml")
    '261710'
    >>> require_hs6(261710, "case.yaml, hs6[0]")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    tenor.core.errors.DataError: case.yaml, hs6[0]: 261710 is a number, not text; write '261710'...
    """
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        raise DataError(f"{where}: expected an HS code of six digits as text, found {text!r}")
    if not isinstance(text, str):
        digits = f"{text:06.0f}" if math.isfinite(text) and abs(text) < 1e10 else str(text)
        raise DataError(
            f"{where}: {text} is a number, not text; write '{digits}' in quotes, since a code can "
            "start with 0"
        )
    digits = re.sub(r"[.\s]", "", text)
    if re.fullmatch(r"[0-9]{8}|[0-9]{10}", digits):
        raise DataError(
            f"{where}: {text!r} is a tariff line of {len(digits)} digits, not an HS code; write "
            f"'{digits[:6]}', or put it where tariff lines are expected"
        )
    if not re.fullmatch(r"[0-9]{6}", text):
        hint = f"; write '{digits}'" if re.fullmatch(r"[0-9]{6}", digits) else ""
        raise DataError(f"{where}: expected an HS code of six digits, found {text!r}{hint}")
    chapter = int(text[:2])
    if not 1 <= chapter <= _LAST_CHAPTER or chapter == _RESERVED_CHAPTER:
        raise DataError(
            f"{where}: {text!r} starts with {text[:2]}, which is no chapter of the Harmonized "
            f"System (01 to {_LAST_CHAPTER}, without {_RESERVED_CHAPTER})"
        )
    return HSCode(text)


def hs_chapter(code: str) -> str:
    """Return the chapter of an HS code, two digits.

    Examples
    --------
    >>> hs_chapter("261710"), hs_chapter("010121")
    ('26', '01')
    """
    return require_hs6(code, "hs_chapter")[:2]
