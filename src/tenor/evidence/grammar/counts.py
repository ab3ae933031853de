"""Counts of things and years that stand as targets: numbers that no unit follows."""

from __future__ import annotations

import re

from tenor.evidence import vocabulary as v
from tenor.evidence.grammar import quantities as q
from tenor.evidence.grammar.numerals import Numeral
from tenor.evidence.model import Mention

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_SMALLEST_WORD = 2

_TARGET = re.compile(
    r"\b(?:by|until|till|through|before|after|from|since|in|around|mid-?|late-?|early-?|end[-\s]of-?|end-?|"
    r"beyond|during|to|and|to\sin|than)\s?(?:the\s)?(?:(?:end|start|middle|close|second\shalf|first\shalf|beginning)\sof\s|"
    r"(?:early|late|mid|fiscal|calendar)[\s-])?$",
    re.IGNORECASE,
)
_STOP_NOUNS = frozenset(
    "ways sides things years months weeks days hours minutes times others reasons leaders presidents "
    "ministers thirds halves nations percents decades seconds moments points sorts kinds types aspects "
    "us this is was has its his as does goes less plus yes gas texas always perhaps thus news series "
    "rates terms aims steps words lines views hands minds lots pairs fronts counts phases stages pillars".split()
)
_GENERIC = frozenset(
    "countries nations sides governments parties leaders capitals allies partners neighbours".split()
)
_PEOPLE = frozenset("people men women children staff personnel youth aircraft employees".split())
_INSIDE = re.compile(r"[,;:()\n]")


def read_count(text: str, numeral: Numeral, scale: float | None, end: int) -> Mention | None:
    """Return the mention of counted things, or None where no counted noun follows.

    Digits and number words count; a small word before a general noun (two countries) does not.
    """
    if numeral.kind not in ("digits", "words", "vague"):
        return None
    of = numeral.kind == "vague" and text.startswith(" of", end)
    found = q.COUNTED.match(text, end + 3 if of else end)
    if found is None or _INSIDE.search(found["noun"]):
        return None
    noun = found["noun"]
    last = noun.split()[-1].casefold()
    if last in _STOP_NOUNS or (last.endswith("ly")):
        return None
    value = numeral.value * (scale or 1.0)
    if numeral.kind == "digits" and scale is None and _looks_like_year(text, numeral):
        return None
    if numeral.kind == "words" and scale is None and not _counts(value, last):
        return None
    if numeral.kind == "digits" and value != int(value) and scale is None:
        return None
    per = q.PER_AFTER.match(text, found.end())
    low, high = value, value
    bound = "="
    if numeral.kind == "vague":
        bound = "vague"
    return Mention(
        start=numeral.start,
        end=per.end() if per else found.end(),
        dimension=v.COUNT,
        low=low,
        high=None if bound == "vague" else high,
        point=None if bound == "vague" else value,
        bound=bound,
        unit="count",
        per=q.per_of(per) if per else None,
        noun=noun,
    )


def _looks_like_year(text: str, numeral: Numeral) -> bool:
    written = text[numeral.start : numeral.end]
    return len(written) == 4 and written.isdigit() and _FIRST_YEAR <= numeral.value <= _LAST_YEAR


def _counts(value: float, noun: str) -> bool:
    if value < _SMALLEST_WORD:
        return False
    return not (noun in _GENERIC and value <= 3)


def read_year(text: str, numeral: Numeral) -> Mention | None:
    """Return the mention of a calendar year that a preposition makes a date, or None."""
    if numeral.kind != "digits" or not _looks_like_year(text, numeral):
        return None
    before = text[max(0, numeral.start - 28) : numeral.start]
    if not _TARGET.search(before):
        return None
    value = numeral.value
    return Mention(numeral.start, numeral.end, v.YEAR, value, value, value, "=", "year")
