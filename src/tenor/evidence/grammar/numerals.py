"""Numerals: digits in the ways of several countries, number words, fractions and vague numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tenor.evidence.grammar.lexicon import ONES, PARTS, alternatives
from tenor.evidence.stems import find_stems
from tenor.evidence.words import words_of

_MAX_DIGITS = 40


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written, before scale and unit.

    `kind` is ``digits``, ``words``, ``fraction`` (half of), ``factor`` (doubled) or ``vague``
    (billions, dozens). `value` of a vague number is the least that it can mean.
    """

    start: int
    end: int
    value: float
    kind: str


_SPACES = "\u00a0\u202f\u2009"
_RUN = re.compile(rf"\d(?:[\d,.'’{_SPACES}]{{0,{_MAX_DIGITS}}}\d)?(?:[½¼¾⅓⅔])?|[½¼¾⅓⅔]")
_SPACED = re.compile(r"\d{1,3}(?: \d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)")
_GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_FORMS = (
    (re.compile(r"\d+"), ""),
    (re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"), ","),
    (re.compile(r"\d{1,2}(?:,\d{2})*,\d{3}(?:\.\d+)?"), ","),
    (re.compile(r"\d{1,3}(?:\.\d{3}){2,}"), "."),
    (re.compile(r"\d+\.\d+"), ""),
    (re.compile(rf"\d{{1,3}}(?:[{_SPACES}'’]\d{{3}})+(?:\.\d+)?"), f"{_SPACES}'’"),
)
_DECIMAL_COMMA = re.compile(rf"(\d{{1,3}}(?:[.{_SPACES}]\d{{3}})*|\d+),(\d{{1,2}})")
_QUOTIENT = re.compile(r"(?<![\d/.,])(?P<over>[1-9])/(?P<under>[2-9]|10)(?=\s(?:of|the)\b)")

_MANY = (
    r"people|households|families|women|men|children|jobs|workers|companies|miners|adults|vehicles"
    r"|residents|voters|homes|employees|projects|mines"
)
_IN_ALL = re.compile(
    r"(?P<over>[1-9])(?<![\w.,$€£-].)\s(?:in|out\sof)\s(?:every\s)?(?P<under>[2-9]|[1-9]\d|100)"
    rf"(?=\s(?:{_MANY})\b)"
)

_ONE = alternatives(ONES)
_DIGIT_WORD = alternatives(word for word, value in ONES.items() if value < 10)
_PART = alternatives(PARTS)
_PLURAL_PART = alternatives(part for part in PARTS if part.endswith("s"))
_TENS = "|".join(word for word, value in ONES.items() if value >= 20)
_UNITS = "|".join(word for word, value in ONES.items() if 1 <= value < 10)
_GROUP = rf"(?:(?:{_TENS})[\s-](?:{_UNITS})(?!-)|(?:{_ONE})(?:-(?:{_ONE}))?)\b"
_SCALED = r"(?:million|billion|trillion|crore|lakh)\b"
_HALF_BEFORE = r"\w*(?:illion|crore|lakh|dozen)"
_HALF = (
    rf"(?:half|(?:a\s)?quarter|three[-\s]quarters)[\s-](?:of\s)?an?[\s-](?={_HALF_BEFORE})"
    rf"|(?:a\s)?half[-\s](?={_SCALED})"
    r"|half\sa\s(?=per\s?cent)"
)
_PART_OF = (
    rf"(?:(?P<count>an?|one|two|three|four|nine)[\s-])?(?P<unit>{_PART})"
    r"(?=\s(?:of|the|its|their|all|above|below)\b)"
)
_MANY_PARTS = rf"(?:two|three|four|five|seven|nine)[\s-](?:{_PLURAL_PART})|one-(?:{_PART})"
_LOOSE = rf"(?:an?|one|another)[\s-](?:{_PART})|half"
_OUT_OF = (
    r"(?:one|two|three|four|five|seven|eight|nine)\s(?:in|out\sof)\s(?:every\s)?"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|a\shundred|3|4|5|10|20|100)\b"
    r"(?!\s(?:hundred|thousand|million|years?|months?|days?|weeks?|hours?|minutes?|stages|phases|parts)\b"
    r"|-)"
)
_ARTICLE = r"an?\s(?=(?:hundred\s\w*(?:thousand|illion)|hundred\b(?!\sand\s\w)|thousand|million"
_ARTICLE += r"|percentage\spoint|percent|per\scent|billion|trillion|lakh|crore|dozen|decade)\b)"
_HUNDREDS = rf"hundred(?!\s(?:thousand|million))(?:(?:\sand)?\s{_GROUP})?"
_THOUSANDS = rf"thousand(?:(?:\sand)?\s{_GROUP}(?:\s{_HUNDREDS})?)?"
_NUMBER_WORDS = (
    rf"(?:{_GROUP}|an?(?=\shundred\sand\s))(?:\spoint(?:\s(?:{_DIGIT_WORD})\b)+"
    rf"|\s(?:{_HUNDREDS}|{_THOUSANDS}))?(?:[\s-]and[\s-]a[\s-](?:half|quarter))?"
)
_VAGUE_WORDS = (
    r"(?:tens|hundreds|thousands|scores|dozens)\sof\s(?:thousands|millions|billions|trillions)"
    r"|hundreds|thousands|tens|dozens|scores"
    r"|(?:tens\sof\s)?(?:millions|billions|trillions|crores|lakhs)"
)
_NO_FACTOR = (
    r"(?![\s-](?:digit|tax|standard|count|bottom|whammy|check|edged|shift|play|blow|track|dip|jeop|A\b"
    r"|crown|threat|entry|room|down\b|up\b|r\b|cropping|helix|negative|sided))"
)
_FACTOR_WORDS = (
    r"doubl(?:e[sd]?|ing)|tripl(?:e[sd]?|ing)|quadrupl(?:e[sd]?|ing)|trebl(?:e[sd]?|ing)"
    r"|twice(?=\s(?:the|its|their|that|what|as)\b)|thrice(?=\s(?:the|its|that|as)\b)"
    r"|(?:two|three|four|five|six|seven|eight|nine|ten|twenty)\s?fold|halv(?:e[sd]?|ing)"
)
_WORDS = re.compile(
    rf"(?P<half>{_HALF})|(?P<out>{_OUT_OF})|(?P<part>{_PART_OF})\b|(?P<many>{_MANY_PARTS})\b"
    rf"|(?P<loose>{_LOOSE})\b|(?P<article>{_ARTICLE})|(?P<words>{_NUMBER_WORDS})\b"
    rf"|(?P<vague>{_VAGUE_WORDS})\b|(?P<factor>{_FACTOR_WORDS})\b{_NO_FACTOR}"
)
_CUES = "by up only than over just some about under least nearly almost around another roughly to"
_LOOSE_CUES = frozenset(f"{_CUES} approximately payable owns holds hold own".split())
_LAST_WORD = re.compile(r"(\w+)\s$")
_NOT_HALF = re.compile(
    r"[\s-](?:an?|of|year|way|time|hour|day|life|dozen|yearly|century|decade|part(?:y|ies)|person"
    r"|countr(?:y|ies)|consecutive|straight|successive|line|mine|plant|train|unit|smelter|phase|stage|term"
    r"|reading|option|furnace|shaft|well|bidder|company|state|nation)\b"
)
_FACTORS = {"doubl": 2.0, "tripl": 3.0, "trebl": 3.0, "quadrupl": 4.0, "halv": 0.5, "twice": 2.0}
_FACTORS["thrice"] = 3.0
_VAGUE = {
    "tens": 1e1,
    "dozens": 12.0,
    "scores": 20.0,
    "hundreds": 1e2,
    "thousands": 1e3,
    "lakhs": 1e5,
    "millions": 1e6,
    "crores": 1e7,
    "billions": 1e9,
    "trillions": 1e12,
}


def _tree(words: Iterable[str]) -> str:
    """Return a pattern for any of some words, grouped by their first letters for speed."""
    heads: dict[str, set[str]] = {}
    for word in words:
        heads.setdefault(word[:1], set()).add(word[1:])
    parts = []
    for head, tails in sorted(heads.items(), reverse=True):
        rest = "" if tails == {""} else _tree(tails)
        parts.append(re.escape(head) + rest)
    return f"(?:{'|'.join(parts)})"


_TRIGGER = re.compile(
    rf"\b(?:{_tree([*ONES, *PARTS, *_VAGUE, *_FACTORS])}"
    rf"|an?[\s-](?:{_tree([*PARTS, 'hundred', 'thousand', 'million', 'billion', 'trillion'])}"
    r"|lakh|crore|dozen|decade|per)|another[\s-])"
)


_TRIGGER_STEMS = find_stems(_TRIGGER.pattern) or frozenset()
_SHORT = 200


def read_digits(run: str) -> float | None:
    """Return the value of digits with separators; None where they are no number.

    Commas group by three or, as in India, by two; a comma before one or two last digits is
    decimal; dots group where there are several. ``1.234`` is read as a decimal.

    Examples
    --------
    >>> read_digits("2,00,000"), read_digits("1.234.567"), read_digits("3,5"), read_digits("1.2.3")
    (200000.0, 1234567.0, 3.5, None)
    """
    if run.isdecimal():
        return float(run)
    extra = 0.0
    if run and run[-1] in _GLYPHS:
        extra, run = _GLYPHS[run[-1]], run[:-1]
        if not run:
            return extra
    for form, separators in _FORMS:
        if form.fullmatch(run):
            for separator in separators:
                run = run.replace(separator, "")
            return float(run) + extra
    found = _DECIMAL_COMMA.fullmatch(run)
    if found:
        whole = re.sub(rf"[.{_SPACES}]", "", found[1])
        return float(f"{whole}.{found[2]}") + extra
    return None


def find_numerals(text: str) -> list[Numeral]:
    """Return the numerals of a text in order, without overlap; linear in its length."""
    found = sorted([*_digits(text), *_words(text)], key=lambda n: (n.start, -n.end))
    kept: list[Numeral] = []
    for numeral in found:
        if not kept or numeral.start >= kept[-1].end:
            kept.append(numeral)
    return kept


def _digits(text: str) -> Iterator[Numeral]:
    spaced = {m.start(): m for m in _SPACED.finditer(text)} if " " in text else {}
    for match in _QUOTIENT.finditer(text) if "/" in text else ():
        value = float(match["over"]) / float(match["under"])
        if value < 1:
            yield Numeral(match.start(), match.end(), value, "fraction")
    for match in _IN_ALL.finditer(text):
        value = float(match["over"]) / float(match["under"])
        if value < 1:
            yield Numeral(match.start(), match.end(), value, "fraction")
    until = 0
    for match in _RUN.finditer(text):
        if match.start() < until:
            continue
        wide = spaced.get(match.start())
        if wide and _groups(text, wide):
            until = wide.end()
            value = float(wide.group().replace(" ", "").replace(",", "."))
            yield Numeral(wide.start(), wide.end(), value, "digits")
            continue
        value_or_none = read_digits(match.group())
        if value_or_none is not None:
            yield Numeral(match.start(), match.end(), value_or_none, "digits")
            continue
        for part in re.finditer(r"\d+(?:\.\d+)?", match.group()):
            start = match.start() + part.start()
            yield Numeral(start, start + len(part.group()), float(part.group()), "digits")


_UNIT_WORDS = (
    r"t|kt|Mt|tonnes?|tons?|tpa|ktpa|ounces|oz|koz|kg|lb|ha|hectares|km|MW|GWh|MWh|people|jobs|workers"
    r"|euros?|EUR|USD|dollars|F?CFA|rand|m|metres|million|billion|crore|households|families|residents"
    r"|employees|vehicles|barrels|carats|metric|wet|dry|direct|indirect|permanent|temporary|construction"
    r"|full-time|skilled|local|contract|posts|positions|contractors|trucks|villagers|miners|farmers"
)
_UNIT_AHEAD = re.compile(rf"[ \u00a0](?:(?:{_UNIT_WORDS})\b|€)")
_SIGN_BEFORE = re.compile(r"(?:[$€£¥₹]|USD|EUR|GBP|ZAR|R)[ \u00a0]?$")


def _groups(text: str, match: re.Match[str]) -> bool:
    """Return whether digits with plain spaces are one grouped number, as in 12 500 t."""
    if match.start() and text[match.start() - 1] in ".,":
        return False
    if _UNIT_AHEAD.match(text, match.end()):
        return True
    return bool(_SIGN_BEFORE.search(text[max(0, match.start() - 5) : match.start()]))


def _lowered(text: str) -> str:
    """Return a text in lower case with the same length."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(s.lower() if s < "\x80" else s for s in text)


def _triggers(text: str, low: str) -> Iterator[re.Match[str]]:
    """Yield the words that may begin a numeral, looked up among the words of a long text."""
    until = 0
    for place in words_of(text).begins(_TRIGGER_STEMS):
        trigger = _TRIGGER.match(low, place) if place >= until else None
        if trigger:
            until = trigger.end()
            yield trigger


def _words(text: str) -> Iterator[Numeral]:
    low = _lowered(text)
    until = 0
    for trigger in _TRIGGER.finditer(low) if len(text) < _SHORT else _triggers(text, low):
        start = trigger.start()
        if start < until:
            continue
        match = _WORDS.match(low, start)
        if match is None or not _holds(low, match):
            continue
        kind, value = _word_value(match)
        until = start + len(match.group().rstrip())
        if match["half"] and text[until - 1] == "-":
            until -= 1
        yield Numeral(start, until, value, kind)


def _holds(low: str, match: re.Match[str]) -> bool:
    """Return whether the words before a loose part make it a share: by a third, over half."""
    before = _LAST_WORD.search(low[max(0, match.start() - 16) : match.start()])
    word = before[1] if before else ""
    if match["part"] and not match["count"] and match["unit"] not in ("half", "quarter"):
        return word not in ("the", "a", "their", "its", "his", "this")
    if match["loose"] is None:
        return not (match["words"] and word == "point")
    if _NOT_HALF.match(low, match.end()):
        return False
    if match["loose"] == "half" and word in ("only", "just", "some", "owns", "own", "hold"):
        return False
    if word == "to" and not low.endswith("up to ", 0, match.start()):
        return False
    return match["loose"].startswith("another") or word in _LOOSE_CUES


def _word_value(match: re.Match[str]) -> tuple[str, float]:
    """Return the kind and the value of number words in lower case."""
    if match["words"]:
        return "words", read_words(match["words"])
    if match["article"]:
        return "words", 1.0
    if match["factor"]:
        return "factor", _factor(match["factor"])
    if match["vague"]:
        value = 1.0
        for word in re.split(r"\sof\s", match["vague"]):
            value *= _VAGUE[word]
        return "vague", value
    return _part_value(match)


def _part_value(match: re.Match[str]) -> tuple[str, float]:
    """Return the kind and the value of words for a part: half a million, two thirds."""
    if match["half"]:
        word = match["half"].removeprefix("a ")
        return "words", 0.5 if word.startswith("half") else 0.75 if word.startswith("t") else 0.25
    if match["part"]:
        return "fraction", _times(match["count"] or "one") * PARTS[match["unit"]]
    loose = match["many"] or match["loose"]
    if loose:
        *count, unit = loose.replace("-", " ").split()
        return "fraction", _times(" ".join(count)) * PARTS[unit]
    words = match["out"].split()
    whole = float(words[-1]) if words[-1].isdecimal() else ONES.get(words[-1], 100)
    return "fraction", ONES[words[0]] / whole


def _times(count: str) -> int:
    return ONES.get(count, 1)


def _factor(word: str) -> float:
    for stem, value in _FACTORS.items():
        if word.startswith(stem):
            return value
    return float(ONES[word.removesuffix("fold").rstrip()])


def read_words(words: str) -> float:
    """Return the value of number words.

    Examples
    --------
    >>> read_words("two hundred and fifty"), read_words("twenty-five"), read_words("two and a half")
    (250.0, 25.0, 2.5)
    >>> read_words("one point two five"), read_words("a hundred and fifty")
    (1.25, 150.0)
    """
    total, current, place = 0.0, 0.0, 0.0
    for token in words.casefold().replace("-", " ").split():
        if token == "point":
            place = 0.1
        elif token in ("half", "quarter"):
            current += PARTS[token]
        elif token == "hundred":
            current = (current or 1.0) * 100
        elif token == "thousand":
            total, current = total + current * 1000, 0.0
        elif token in ONES and place:
            current, place = round(current + ONES[token] * place, 12), place / 10
        elif token in ONES:
            current += ONES[token]
    return total + current
