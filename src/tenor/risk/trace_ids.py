"""The keys of a risk trace id, and which of them an incomplete id leaves out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from tenor.core.countries import is_country_code
from tenor.core.errors import UnknownNameError, UserError
from tenor.core.vocabulary import Stage
from tenor.panel.materials import read_materials
from tenor.risk.assess import resolve_importer

KEYS = ("importer", "commodity", "stage", "year", "partner")
_STAGES = frozenset(str(stage) for stage in Stage)


def require_keys(head: str, keys: Sequence[str], *, partner: bool) -> None:
    """Raise unless an id has all its keys; the message tells the key that is missing.

    Parameters
    ----------
    head : str
        The part in front of the keys, such as ``risk.score``.
    keys : sequence of str
    partner : bool
        Whether the id names a partner.

    Raises
    ------
    UserError
        A key is missing, one is too many, or the year is none.

    Examples
    --------
    >>> require_keys("risk.score", ["USA", "antimony", "ore"], partner=False)
    Traceback (most recent call last):
    ...
    tenor.core.errors.UserError: risk.score needs IMPORTER/COMMODITY/STAGE/YEAR; the year is missing
    """
    wanted = KEYS if partner else KEYS[:-1]
    needs = f"{head} needs {'/'.join(wanted).upper()}"
    given = [key for key in keys if key]
    if len(given) < len(wanted):
        absent = missing_keys(given, wanted)
        verb = "is" if len(absent) == 1 else "are"
        raise UserError(f"{needs}; the {' and the '.join(absent)} {verb} missing")
    if len(keys) > len(wanted):
        raise UserError(f"{needs}; found more: {'/'.join(keys[len(wanted) :])!r}")
    if not fits("year", keys[3]):
        raise UserError(f"{needs}; {keys[3]!r} is not a year")


def missing_keys(given: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Return the names of the keys left out, as what is there fits best; the last where equal.

    Examples
    --------
    >>> missing_keys(["antimony", "ore", "2022"], KEYS[:-1])
    ['importer']
    """
    kept = max(
        combinations(wanted, len(given)),
        key=lambda names: sum(fits(name, text) for name, text in zip(names, given, strict=True)),
    )
    return [name for name in wanted if name not in kept]


def fits(name: str, text: str) -> bool:
    """Return whether a text can stand for a key."""
    if name == "year":
        return re.fullmatch("[0-9]{4}", text) is not None
    if name == "stage":
        return text.casefold() in _STAGES
    if name == "partner":
        return is_country_code(text)
    try:
        if name == "importer":
            resolve_importer(text)
        else:
            read_materials().resolve(text)
    except UnknownNameError:
        return False
    return True
