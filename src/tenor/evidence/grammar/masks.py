"""Masks: numbers that are no quantities. Law, designations, lists, dates, footnotes, telephones."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenor.evidence.grammar.currencies import NEEDS_SCALE, PREFIXES
from tenor.evidence.grammar.designations import EDGE, RULES, WORD
from tenor.evidence.grammar.lexicon import SCALES, alternatives
from tenor.evidence.grammar.quantities import PER_UNIT
from tenor.evidence.stems import split_alternatives
from tenor.evidence.words import WordPattern


def _compiled(pattern: str) -> re.Pattern[str] | WordPattern:
    is_words = all(part.startswith(WORD) for part in split_alternatives(pattern))
    return WordPattern(pattern) if is_words else re.compile(pattern)


_COMPILED = tuple((kind, signs, _compiled(pattern)) for kind, signs, pattern in RULES)
_BY_DIGIT = re.compile(r"(?:\\d|\[[\d-]+\]|\d)" + re.escape(EDGE))
"""How a pattern begins that can match at the first digit of a number alone."""
_AT_DIGITS = frozenset(
    number
    for number, (_, _, pattern) in enumerate(_COMPILED)
    if all(map(_BY_DIGIT.match, split_alternatives(pattern.pattern)))
)
_ANY_AT_DIGITS = re.compile("|".join(f"(?:{_COMPILED[at][2].pattern})" for at in _AT_DIGITS))
_FIRST_DIGIT = re.compile(rf"\d{EDGE}")

_GLUED = re.compile(r"\d(?<=[A-Za-z].)|\d(?<=[A-Za-z][-–].)")
_HEAD = re.compile(r"(?<![\w$€£¥₹₦.])(?P<head>[A-Za-z]+(?:[-./–][A-Z]+)?)[-–]?$")
_TAIL = re.compile(r"\d[\w.]*(?:-\d+)?")
_LONGEST_HEAD = 40
_HEADS = frozenset(prefix for prefix in PREFIXES if prefix.isalpha())
_MONEY_HEADS = frozenset(head for head in _HEADS if head not in NEEDS_SCALE)
_SCALED_HEADS = _HEADS & NEEDS_SCALE
_SCALED = re.compile(
    rf"\d[\d,.]*[\s-]?(?:k|b|m|{alternatives(SCALES)})\b|\d{{1,3}}(?:[, \u00a0]\d{{3}})+(?!\d)"
    rf"|\d+[.,]\d\d(?![\d%]|\.\d)(?!\s?(?:%|per\s?cent))|\d[\d,.]*(?={PER_UNIT})",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\d[\d.,]*\s?(?:%|per\s?cent|m\b|bn\b|[mb]illion\b|kt\b|Mt\b|tonnes\b)")
"""What follows the c of about: c15%, c20m."""
_BEFORE_UNIT = re.compile(
    r"(?:to|and|or|of|than|about|around|by|at|the|a|per|is|was)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Mask:
    """A place whose numbers are no quantities, and why."""

    start: int
    end: int
    kind: str


class Masks:
    """The masks of one text, merged and searchable."""

    def __init__(self, masks: list[Mask]) -> None:
        self.masks = tuple(sorted(masks, key=lambda mask: (mask.start, mask.end)))
        merged: list[list[int]] = []
        for mask in self.masks:
            if merged and mask.start < merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], mask.end)
            else:
                merged.append([mask.start, mask.end])
        self._starts = [start for start, _ in merged]
        self._ends = [end for _, end in merged]

    def cover(self, start: int, end: int) -> bool:
        """Return whether any mask overlaps a place."""
        at = bisect_right(self._starts, end - 1) - 1
        return at >= 0 and self._ends[at] > start


def find_masks(text: str) -> Masks:
    """Return the masks of a text; linear in its length.

    Examples
    --------
    >>> [(m.kind, m.start, m.end) for m in find_masks("Section 232 of 19 U.S.C., 5 May").masks]
    [('designation', 0, 11), ('legal', 15, 24), ('date', 26, 31)]
    """
    digits = [
        digit.start()
        for digit in _FIRST_DIGIT.finditer(text)
        if _ANY_AT_DIGITS.match(text, digit.start())
    ]
    found = [
        Mask(match.start(), match.end(), kind)
        for number, (kind, signs, pattern) in enumerate(_COMPILED)
        if not signs or any(sign in text for sign in signs)
        for match in (
            _at_places(pattern, text, digits) if number in _AT_DIGITS else pattern.finditer(text)
        )
    ]
    return Masks([*found, *_names(text)])


def _at_places(
    pattern: re.Pattern[str] | WordPattern, text: str, places: Sequence[int]
) -> Iterator[re.Match[str]]:
    """Yield the matches that begin at one of some places, without overlap."""
    until = 0
    for place in places:
        match = pattern.match(text, place) if place >= until else None
        if match:
            until = match.end()
            yield match


_RAND = re.compile(r"\d{1,4}(?![\w-])")
_BEFORE_RAND = re.compile(r"\b(?:to|from|at|of|for|about|paid|pays?|costs?|under|over)\s$")


def _is_rand(text: str, start: int, place: int) -> bool:
    """Return whether an R with a small number is a price: from R60 to R132."""
    before = _BEFORE_RAND.search(text, max(0, start - 10), start)
    return before is not None and _RAND.match(text, place) is not None


def _names(text: str) -> Iterator[Mask]:
    """Yield words with digits inside: formulae and designations, but not money."""
    until = 0
    for glued in _GLUED.finditer(text):
        place = glued.start()
        if place < until:
            continue
        head = _HEAD.search(text, max(0, place - _LONGEST_HEAD), place)
        tail = _TAIL.match(text, place)
        if head is None or tail is None:
            continue
        until = tail.end()
        name = head["head"]
        if name == "R" and _is_rand(text, head.start(), place):
            continue
        if name == "c" and _ABOUT.match(text, place):
            continue
        if name in _MONEY_HEADS or (name in _SCALED_HEADS and _SCALED.match(text, place)):
            continue
        lower = name.islower() or _BEFORE_UNIT.search(name)
        if text[head.end("head")] in "-–" and lower:
            continue
        yield Mask(head.start(), until, "designation")
