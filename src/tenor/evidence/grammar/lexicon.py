"""Words of the grammar: scales, number words, parts of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

SCALES: Mapping[str, float] = {
    "hundred": 1e2,
    "thousand": 1e3,
    "lakh": 1e5,
    "lakhs": 1e5,
    "lac": 1e5,
    "million": 1e6,
    "millions": 1e6,
    "millones": 1e6,
    "milhões": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "mio": 1e6,
    "mm": 1e6,
    "crore": 1e7,
    "crores": 1e7,
    "cr": 1e7,
    "billion": 1e9,
    "billions": 1e9,
    "bilhões": 1e9,
    "milliard": 1e9,
    "milliards": 1e9,
    "milliarden": 1e9,
    "miljard": 1e9,
    "mrd": 1e9,
    "bn": 1e9,
    "bln": 1e9,
    "juta": 1e6,
    "miliar": 1e9,
    "triliun": 1e12,
    "lakh crore": 1e12,
    "trillion": 1e12,
    "trillions": 1e12,
    "tn": 1e12,
    "trn": 1e12,
    "dozen": 12.0,
}
SHORT_SCALES: Mapping[str, float] = {
    "k": 1e3,
    "m": 1e6,
    "M": 1e6,
    "mn": 1e6,
    "b": 1e9,
    "B": 1e9,
    "K": 1e3,
    "t": 1e12,
    "T": 1e12,
    "tr": 1e12,
    "tn": 1e12,
    "bn": 1e9,
    "mm": 1e6,
    "MM": 1e6,
}
"""Letters that scale money written with a sign in front, as in $500m."""

ONES: Mapping[str, int] = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
PARTS: Mapping[str, float] = {
    "half": 1 / 2,
    "halves": 1 / 2,
    "third": 1 / 3,
    "thirds": 1 / 3,
    "quarter": 1 / 4,
    "quarters": 1 / 4,
    "fifth": 1 / 5,
    "fifths": 1 / 5,
    "sixth": 1 / 6,
    "sixths": 1 / 6,
    "seventh": 1 / 7,
    "eighth": 1 / 8,
    "eighths": 1 / 8,
    "ninth": 1 / 9,
    "tenth": 1 / 10,
    "tenths": 1 / 10,
}


def alternatives(words: Iterable[str]) -> str:
    """Return a pattern for any of some words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


_NEXT_WORD = re.compile(r"[\s\u00a0\u202f-]{0,2}([^\W\d_]*)")


def next_word(text: str, end: int = 0) -> str:
    """Return the letters that follow a place, in lower case: a cheap check before a long pattern.

    Examples
    --------
    >>> next_word("5 Million", 1), next_word("5-year", 1), next_word("5 %", 1)
    ('million', 'year', '')
    """
    found = _NEXT_WORD.match(text, end)
    return found[1].casefold() if found else ""


SCALE_STARTS = frozenset(map(next_word, (*SCALES, *SHORT_SCALES)))
"""Words that a scale begins with."""

SCALE_AFTER = re.compile(
    r"[\s\u00a0\u202f-]?(?P<scale>lakh[\s-]crore|"
    + alternatives(word for word in SCALES if word != "lakh crore")
    + r")(?![A-Za-z²³])(?!(?<=mm)[23]\b)(?:\.(?=\s?(?:EUR|USD|CHF|€|euro)))?",
    re.IGNORECASE,
)
SHORT_AFTER = re.compile(r"(?P<scale>mn|bn|tn|tr|mm|MM|[kKmMbBtT])(?![A-Za-z0-9])")
SPACED_SHORT_AFTER = re.compile(
    r"[ \u00a0](?P<scale>[mMbB])(?![\w²³’'-])"
    r"(?!\s(?:long|wide|deep|thick|high|tall|away|down|below|above|from|of|at|@)\b)"
)
"""A letter that stands apart behind money with a sign in front: € 350 m."""
