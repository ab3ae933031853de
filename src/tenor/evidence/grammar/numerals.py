"""Numerals: digits in the ways of several countries, number words, fractions and vague numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tenor.evidence.grammar.lexicon import ONES, PARTS

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
_SPACED = re.compile(r"\d{1,3}(?: \d{3}){1,4}(?!\d)")
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

_ONE = "|".join(sorted(ONES, key=len, reverse=True))
_PART = "|".join(sorted(PARTS, key=len, reverse=True))
_GROUP = rf"(?:{_ONE})(?:-(?:{_ONE}))?"
_WORDS = re.compile(
    rf"\b(?:(?P<half>half|a\squarter|three[-\s]quarters)\s(?:of\s)?an?\s(?=\w*(?:illion|crore|lakh|dozen))"
    rf"|(?P<part>(?:(?P<count>an?|one|two|three|four|nine)[\s-])?(?P<unit>{_PART}))(?=\s(?:of|the|its|their|all)\b)"
    rf"|(?<=\b(?:by|up)\s)(?P<loose>(?:an?|one|two|three)[\s-](?:{_PART}))"
    rf"|(?<=\b(?:only|than|over|just|some)\s)(?P<loose2>(?:an?|one|two|three)[\s-](?:{_PART}))"
    rf"|(?<=\b(?:about|under|least)\s)(?P<loose3>(?:(?:an?|one|two|three)[\s-](?:{_PART})|half(?![\s-](?:an?|of|year|way|time)\b)))"
    rf"|(?<=\b(?:nearly|almost|around)\s)(?P<loose4>(?:(?:an?|one|two|three)[\s-](?:{_PART})|half(?![\s-](?:an?|of|year|way|time)\b)))"
    rf"|(?P<article>an?)\s(?=(?:hundred|thousand|million|billion|trillion|lakh|crore|dozen|decade)\b)"
    rf"|(?P<words>{_GROUP}(?:\s(?:hundred(?!\s(?:thousand|million))|thousand)(?:(?:\sand)?\s{_GROUP})?)?(?P<and>\sand\sa\s(?:half|quarter))?)"
    rf"|(?P<vague>(?:(?:tens|hundreds|thousands|scores|dozens)\sof\s(?:thousands|millions|billions|trillions)"
    rf"|hundreds|thousands|tens|dozens|scores|(?:tens\sof\s)?(?:millions|billions|trillions|crores|lakhs)))"
    rf"|(?P<factor>doubl(?:e[sd]?|ing)|tripl(?:e[sd]?|ing)|quadrupl(?:e[sd]?|ing)|trebl(?:e[sd]?|ing)|(?:two|three|four|five|six|"
    rf"ten|\d+)[-\s]?fold|halv(?:e[sd]?|ing)))\b",
    re.IGNORECASE,
)
_FACTORS = {"doubl": 2.0, "tripl": 3.0, "trebl": 3.0, "quadrupl": 4.0, "halv": 0.5}
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


def read_digits(run: str) -> float | None:
    """Return the value of digits with separators; None where they are no number.

    Commas group by three or, as in India, by two; a comma before one or two last digits is
    decimal; dots group where there are several. ``1.234`` is read as a decimal.

    Examples
    --------
    >>> read_digits("2,00,000"), read_digits("1.234.567"), read_digits("3,5"), read_digits("1.2.3")
    (200000.0, 1234567.0, 3.5, None)
    """
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
    until = 0
    for match in _RUN.finditer(text):
        if match.start() < until:
            continue
        wide = spaced.get(match.start())
        if wide and _groups(text, wide):
            until = wide.end()
            value = float(wide.group().replace(" ", ""))
            yield Numeral(wide.start(), wide.end(), value, "digits")
            continue
        value_or_none = read_digits(match.group())
        if value_or_none is not None:
            yield Numeral(match.start(), match.end(), value_or_none, "digits")
            continue
        for part in re.finditer(r"\d+(?:\.\d+)?", match.group()):
            start = match.start() + part.start()
            yield Numeral(start, start + len(part.group()), float(part.group()), "digits")


_UNIT_AHEAD = re.compile(
    r"[ \u00a0](?:t\b|kt\b|Mt\b|tonnes?\b|tons?\b|ounces\b|oz\b|kg\b|ha\b|hectares\b|km\b|MW\b|people\b|"
    r"jobs\b|workers\b|euros?\b|EUR\b|USD\b|dollars\b|F?CFA\b|rand\b|m\b|metres\b|million\b)"
)
_SIGN_BEFORE = re.compile(r"(?:[$€£¥₹]|USD|EUR|GBP|ZAR|R)[ \u00a0]?$")


def _groups(text: str, match: re.Match[str]) -> bool:
    """Return whether digits with plain spaces are one grouped number, as in 12 500 t."""
    if match.start() and text[match.start() - 1] in ".,":
        return False
    if _UNIT_AHEAD.match(text, match.end()):
        return True
    return bool(_SIGN_BEFORE.search(text[max(0, match.start() - 5) : match.start()]))


def _words(text: str) -> Iterator[Numeral]:
    for match in _WORDS.finditer(text):
        kind, value = _word_value(match)
        end = match.end()
        if match["half"] or match["article"]:
            end = len(text[:end].rstrip())
        yield Numeral(match.start(), end, value, kind)


def _word_value(match: re.Match[str]) -> tuple[str, float]:
    if match["half"]:
        word = match["half"].casefold()
        return "words", 0.5 if word == "half" else 0.75 if word.startswith("three") else 0.25
    if match["part"]:
        count = (match["count"] or "one").casefold()
        times = 1 if count in ("a", "an") else ONES[count]
        return "fraction", times * PARTS[match["unit"].casefold()]
    loose = match["loose"] or match["loose2"] or match["loose3"] or match["loose4"]
    if loose:
        count, _, unit = loose.casefold().replace("-", " ").rpartition(" ")
        return "fraction", (ONES[count] if count in ONES else 1) * PARTS[unit]
    if match["article"]:
        return "words", 1.0
    if match["vague"]:
        value = 1.0
        for word in re.split(r"\sof\s", match["vague"].casefold()):
            value *= _VAGUE[word]
        return "vague", value
    if match["factor"]:
        return "factor", _factor(match["factor"].casefold())
    return "words", read_words(match["words"])


def _factor(word: str) -> float:
    for stem, value in _FACTORS.items():
        if word.startswith(stem):
            return value
    head = re.split(r"[-\s]?fold", word)[0]
    return float(ONES[head]) if head in ONES else float(head)


def read_words(words: str) -> float:
    """Return the value of number words.

    Examples
    --------
    >>> read_words("two hundred and fifty"), read_words("twenty-five"), read_words("two and a half")
    (250.0, 25.0, 2.5)
    """
    total, current = 0.0, 0.0
    tokens = words.casefold().replace("-", " ").split()
    for place, token in enumerate(tokens):
        if token in ("half", "quarter"):
            current += PARTS[token]
        elif token == "hundred":
            current *= 100
        elif token == "thousand":
            total, current = total + current * 1000, 0.0
        elif token in ONES:
            current += ONES[token]
        elif place and token in ("and", "a"):
            continue
    return total + current
