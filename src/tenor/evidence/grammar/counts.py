"""Counts of things and years that stand as targets: numbers that no unit follows."""

from __future__ import annotations

import re

from tenor.evidence import vocabulary as v
from tenor.evidence.grammar import quantities as q
from tenor.evidence.grammar.numerals import Numeral
from tenor.evidence.model import Mention

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_SMALLEST_WORD = 2

_PREPOSITIONS = (
    r"by|until|till|through|before|after|from|since|in|around|mid-?|late-?|early-?|end[-\s]of-?|end-?"
    r"|beyond|during|to|and|to\sin|than|at|is"
)
_PARTS = r"end|start|middle|close|second\shalf|first\shalf|beginning"
_TARGET = re.compile(
    rf"\b(?:{_PREPOSITIONS})\s?(?:the\s)?(?:(?:{_PARTS})\sof\s"
    r"|(?:early|late|mid|fiscal|calendar)[\s-])?$",
    re.IGNORECASE,
)
_STOP_NOUNS_WORDS = (
    "ways sides things years months weeks days hours minutes times others reasons "
    "leaders presidents ministers thirds halves nations percents decades seconds moments "
    "points sorts kinds types aspects us this is was has its his as does goes less plus "
    "yes gas texas always perhaps thus news series rates terms aims steps words lines "
    "languages texts originals mesh "
    "views hands minds lots pairs fronts counts phases stages pillars percentage"
)
_STOP_NOUNS = frozenset(_STOP_NOUNS_WORDS.split())
_GENERIC_WORDS = (
    "countries nations sides governments parties leaders capitals allies partners neighbours"
)
_GENERIC = frozenset(_GENERIC_WORDS.split())
_NAMED = re.compile(r"(?P<before>[^\s]*)\s?\b(?P<word>[A-Z][\w&'’-]*)\s$")
_STARTERS_WORDS = (
    "About Around Some Nearly Almost Over Under Only Just The All These Those Another "
    "Roughly More Up Approximately In At By For With From Of And But Or Its Their Our "
    "His Her Of To As Between Both Additional Additionally Today Currently Now Then Jobs "
    "Workers Employees Total That This An A On Last Next First Each Every Also Where "
    "When While If Since Until After Before Plus Another"
)
_STARTERS = frozenset(_STARTERS_WORDS.split())
_INSIDE = re.compile(r"[,;:()]|\n(?![a-z])")


def read_count(text: str, numeral: Numeral, scale: float | None, end: int) -> Mention | None:
    """Return the mention of counted things, or None where no counted noun follows.

    Digits and number words count; a small word before a general noun (two countries) does not.
    """
    if numeral.kind not in ("digits", "words", "vague"):
        return None
    shared = _SHARED.match(text, end) if numeral.kind == "digits" else None
    if shared and not _looks_like_year(text, numeral):
        value, stop = numeral.value * (scale or 1.0), shared.end("own")
        noun = shared["noun"]
        return Mention(numeral.start, stop, v.COUNT, value, value, value, "=", "count", noun=noun)
    of = numeral.kind == "vague" and text.startswith(" of", end)
    found = q.COUNTED.match(text, end + 3 if of else end)
    if found is None or _INSIDE.search(found["noun"]):
        return None
    noun = " ".join(found["noun"].split())
    value = numeral.value * (scale or 1.0)
    if not _may_count(text, numeral, scale, noun):
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


def _may_count(text: str, numeral: Numeral, scale: float | None, noun: str) -> bool:
    """Return whether a number before a noun counts it: no year, part, phrase or name."""
    last = noun.rsplit(maxsplit=1)[-1].casefold()
    if last in _STOP_NOUNS or last.endswith("ly") or _is_name(text, numeral, scale, noun):
        return False
    if scale is not None or numeral.kind == "vague":
        return True
    if numeral.kind == "words":
        return _counts(numeral.value, last)
    return numeral.value == int(numeral.value) and not _looks_like_year(text, numeral)


def _is_name(text: str, numeral: Numeral, scale: float | None, noun: str) -> bool:
    """Return whether a number is part of a name: Fortune 500 firms, Four Seasons hotels."""
    before = text[max(0, numeral.start - 24) : numeral.start]
    written = text[numeral.start : numeral.end]
    if numeral.kind == "words":
        titled = written[:1].isupper() and noun[:1].isupper() and len(noun.split()) > 1
        return titled or _ONE_OF.search(before) is not None
    if scale is not None or "," in written or " " in written:
        return False
    named = _NAMED.search(before)
    if named is None or named["word"] in _STARTERS:
        return False
    ahead = named["before"]
    return bool(ahead) and ahead[-1] not in '.:;!?-–—•|”"' and len(written) <= 5


_KINDS = (
    r"direct|indirect|induced|permanent|temporary|construction|operational|operating|full-time|part-time"
    r"|skilled|unskilled|local|foreign|expatriate|national|new|existing|contract|seasonal|male|female"
)
_SHARED = re.compile(
    rf"\s(?P<own>(?:{_KINDS}))(?:,?\s(?:and|or|plus)\s|,\s)(?:[a-z]+\s){{0,2}}\d[\d,. ]{{0,9}}\d\s"
    rf"(?:{_KINDS})\s(?P<noun>jobs|workers|employees|positions|posts|staff|people|roles|contractors)\b"
)
"""A count whose noun stands with the next: 1,200 direct and 4,500 indirect jobs."""
_ONE_OF = re.compile(r"\bone\sof\s(?:the\s|its\s|their\s)?$", re.IGNORECASE)


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
