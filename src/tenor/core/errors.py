"""The error tree: every failure Tenor raises on purpose, on one page.

A message says what failed, what was expected against what was found, and what
to do. Lists show the first five entries and a count. A failure never becomes a
number, a log line or an empty table.
"""

from __future__ import annotations

import difflib
import heapq
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

_SHOWN = 5
_WORD = re.compile(r"[^\W_]+")
_NEAR, _NEAR_WORD, _WORD_WEIGHT = 0.6, 0.75, 0.85


class TenorError(Exception):
    """Root of everything that Tenor raises on purpose."""


class UserError(TenorError):
    """The input or the request is wrong and the user can mend it (exit code 2)."""


class UnknownNameError(UserError):
    """A name is not in its vocabulary; the message carries the nearest valid names."""

    def __init__(self, kind: str, name: str, valid: Iterable[str]) -> None:
        self.kind, self.name = kind, name
        known = list(dict.fromkeys(valid))
        self.nearest = nearest_names(name, known)
        if self.nearest:
            hint = f"did you mean {quoted(self.nearest)}?"
        else:
            hint = f"expected {quoted(known)}" if known else "no name is near it"
        super().__init__(f"unknown {kind} {name!r}; {hint}")


class UnitError(UserError):
    """A quantity has the wrong dimension, or its basis is missing or mixed."""


class MoneyError(UserError):
    """Currencies, price years or real and nominal amounts were mixed."""


class DataError(UserError):
    """A data file is missing, damaged or not of the expected form."""


class ShapeError(TenorError):
    """An array has the wrong dimensions, labels or values for its role."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input file, told so that a person can mend it.

    Attributes
    ----------
    file : str
        Path relative to the case folder.
    where : str
        Line, key path or cell, e.g. ``"line 12, commodities[1]"``.
    message : str
        What was found and what was expected.
    hint : str
        What to do; carries the nearest valid name where a name is unknown.
    """

    file: str
    where: str
    message: str
    hint: str

    def as_dict(self) -> dict[str, str]:
        """Return the fault as the JSON object of ``tenor case check``."""
        return asdict(self)


class CaseError(UserError):
    """A case folder has faults; ``faults`` holds all of them."""

    def __init__(self, case: str, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        shown = [f"  {f.file}, {f.where}: {f.message} ({f.hint})" for f in self.faults[:_SHOWN]]
        more = len(self.faults) - len(shown)
        if more > 0:
            shown.append(f"  and {more} more: tenor case check {case}")
        super().__init__("\n".join([f"case {case!r} has {len(self.faults)} fault(s)", *shown]))


class ProjectError(UserError):
    """A project file has faults; ``faults`` holds all of them and the message tells each."""

    def __init__(self, file: str, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        shown = [f"  {f.where}: {f.message} ({f.hint})" for f in self.faults]
        super().__init__("\n".join([f"{file} has {len(self.faults)} fault(s)", *shown]))


def nearest_names(name: str, valid: Iterable[str], n: int = 3) -> list[str]:
    """Return up to `n` valid names near `name`, best first, ignoring case.

    A name is compared whole and, where the text is one word, with each of its words;
    a like word counts less than a like name. Names as near as one another are
    ordered by the whole name, then as given.

    Examples
    --------
    >>> nearest_names("antimoni", ["antimony", "tin", "copper"])
    ['antimony']
    >>> nearest_names("Untied", ["Niue", "United Kingdom", "United States"])
    ['United States', 'United Kingdom', 'Niue']
    """
    text = name.casefold().strip()
    matcher = difflib.SequenceMatcher()
    matcher.set_seq2(text)
    by_fold: dict[str, str] = {}
    for item in valid:
        by_fold.setdefault(item.casefold(), item)
    by_word = len(_WORD.findall(text)) == 1
    near: list[tuple[float, float, int, str]] = []
    for place, (fold, item) in enumerate(by_fold.items()):
        whole = _likeness(matcher, fold, _NEAR)
        words = _WORD.findall(fold) if by_word else []
        part = max((_likeness(matcher, word, _NEAR_WORD) for word in words), default=0.0)
        score = max(whole, part * _WORD_WEIGHT)
        if score > 0:
            near.append((-score, -_likeness(matcher, fold, 0.0), place, item))
    return [item for *_, item in heapq.nsmallest(n, near)]


def _likeness(matcher: difflib.SequenceMatcher[str], text: str, least: float) -> float:
    """Return how alike a text is to the one in hand, 0..1; 0 where under `least`."""
    matcher.set_seq1(text)
    # The two quick figures are upper bounds and spare most names the full comparison.
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0.0


def quoted(items: Sequence[str]) -> str:
    """Return the first five items in quotes, with a count of the rest.

    Examples
    --------
    >>> quoted(["a", "b"])
    "'a' or 'b'"
    """
    shown = [repr(item) for item in items[:_SHOWN]]
    more = len(items) - len(shown)
    if more > 0:
        return ", ".join(shown) + f" and {more} more"
    return " or ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
