"""Dates with their precision, and words for dates that need a date of publication."""

from __future__ import annotations

import re
from datetime import date, timedelta

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY, MONTH, YEAR = "day", "month", "year"
Resolved = tuple[str, str]
_NUMBERS = {
    **{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6},
    **{"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12},
}
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FULL = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR}[-/.](?P<m>\d{{1,2}})[-/.](?P<day>\d{{1,2}})\b",
        rf"\b{_DAY}\s(?:of\s)?{_MONTH},?\s{_YEAR}\b",
        rf"\b{_MONTH}\s{_DAY},?\s{_YEAR}\b",
        rf"\b{_MONTH},?\s(?:of\s)?{_YEAR}\b",
        rf"\b{_YEAR}-(?P<m>0[1-9]|1[0-2])\b(?!-)",
    )
)
_DAY_MONTH = (
    re.compile(rf"\b{_DAY}\s(?:of\s)?{_MONTH}(?![a-z])", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s{_DAY}(?!\d)", re.IGNORECASE),
)
_SETS_MONTH = re.compile(r"\b(?:in|by|since|last|next|this|of|from|until|during|early|late|mid)\b")


def is_date(text: str) -> bool:
    """Return whether a text is a date of the ledger: a day, a month or a year.

    Examples
    --------
    >>> [is_date(text) for text in ("2025-09-08", "2025-09", "2025", "2025-13", "8 Sept")]
    [True, True, True, False, False]
    """
    parts = text.split("-")
    widths = tuple(len(part) for part in parts)
    digits = all(part.isascii() and part.isdigit() for part in parts)
    if not digits or widths not in ((4,), (4, 2), (4, 2, 2)):
        return False
    try:
        date(*[int(part) for part in [*parts, "01", "01"][:3]])
    except ValueError:
        return False
    return True


def precision_of(text: str) -> str:
    """Return ``day``, ``month`` or ``year`` for a date of the ledger."""
    return (YEAR, MONTH, DAY)[text.count("-")]


def find_date(text: str) -> tuple[str, int, int] | None:
    """Return the first whole date in a text with its place: a day or a month of a year.

    Examples
    --------
    >>> find_date("Published: 10 Oct 2025")
    ('2025-10-10', 11, 22)
    >>> find_date("in September 2025")[0]
    '2025-09'
    """
    best: tuple[str, int, int] | None = None
    for pattern in _FULL:
        for hit in pattern.finditer(text):
            value = _value(hit)
            longer = best and hit.start() == best[1] and hit.end() > best[2]
            if value and (best is None or hit.start() < best[1] or longer):
                best = (value, hit.start(), hit.end())
            if value:
                break
    return best


def _value(hit: re.Match[str]) -> str | None:
    held = hit.groupdict()
    month = int(held["m"]) if held.get("m") else month_of(held["month"])
    parts = [held["year"], f"{month:02d}"] + (
        [f"{int(held['day']):02d}"] if held.get("day") else []
    )
    text = "-".join(parts)
    return text if is_date(text) else None


def month_of(name: str) -> int:
    """Return the number of a month by its name or a shortening of it."""
    key = name.casefold().rstrip(".")[:3]
    return 1 + next(place for place, month in enumerate(MONTHS) if month.startswith(key))


def resolve_date(words: str, published: str | None) -> Resolved | None:
    """Return the date that words mean, and its precision; None where that is not known.

    A whole date needs no date of publication. A weekday is the last one up to the day of
    publication; ``next`` and ``coming`` mean one after it. A month alone is the last one that
    had begun, or with ``next`` or ``by`` the first to come. What needs a day is not resolved
    from a date of publication that is a month or a year.

    Parameters
    ----------
    words : str
        Such as ``on Monday``, ``last month``, ``in September``, ``three weeks ago``.
    published : str or None
        Date of publication as in a ledger.

    Examples
    --------
    >>> resolve_date("on Monday", "2025-09-10")
    ('2025-09-08', 'day')
    >>> resolve_date("last month", "2026-01")
    ('2025-12', 'month')
    >>> resolve_date("in September", "2025-10-20")
    ('2025-09', 'month')
    >>> resolve_date("on Monday", None) is None
    True
    """
    whole = find_date(words)
    if whole:
        return whole[0], precision_of(whole[0])
    text = re.sub(r"\s+", " ", words.casefold()).strip(" .,;:")
    year = re.fullmatch(
        r"(?:in |by |since |during |early |late |mid-?|the year )*((?:19|20)\d\d)", text
    )
    if year:
        return year[1], YEAR
    if published is None or not is_date(published):
        return None
    base = [int(part) for part in published.split("-")]
    if len(base) == 3:
        found = _by_day(text, date(*base))
        if found:
            return found
    return (_by_month(text, base[0], base[1]) if len(base) >= 2 else None) or _by_year(
        text, base[0]
    )


def _by_day(text: str, day: date) -> Resolved | None:
    """Return what needs the day of publication: a weekday, yesterday, days or weeks ago."""
    shift = {"today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0}
    shift |= {"yesterday": -1, "last night": -1, "tomorrow": 1, "the day before yesterday": -2}
    for name in sorted(shift, key=len, reverse=True):
        if re.search(rf"\b{name}\b", text):
            return (day + timedelta(days=shift[name])).isoformat(), DAY
    weekday = re.search(r"\b(" + "|".join(WEEKDAYS) + r")\b", text)
    if weekday:
        back = (day.weekday() - WEEKDAYS.index(weekday[1])) % 7
        if re.search(r"\b(?:next|coming|this coming)\b", text):
            return (day + timedelta(days=7 - back)).isoformat(), DAY
        if back == 0 and re.search(r"\blast\b", text):
            back = 7
        return (day - timedelta(days=back)).isoformat(), DAY
    ago = re.search(r"\b(\d{1,3}|[a-z]+) (day|week)s? (?:ago|earlier)\b", text)
    count = _count(ago[1]) if ago else None
    if ago and count:
        days = count * (7 if ago[2] == "week" else 1)
        return (day - timedelta(days=days)).isoformat(), DAY
    return _day_of_month(text, day)


def _day_of_month(text: str, day: date) -> Resolved | None:
    """Return a day and month without a year: the last one, unless words look ahead."""
    hit = next((found for pattern in _DAY_MONTH if (found := pattern.search(text))), None)
    if not hit:
        return None
    month, number = hit["month"], int(hit["day"])
    ahead = _looks_ahead(text)
    for year in (day.year, day.year + 1) if ahead else (day.year, day.year - 1):
        try:
            day_found = date(year, month_of(month), number)
        except ValueError:
            continue
        if (day_found >= day) if ahead else (day_found <= day):
            return day_found.isoformat(), DAY
    return None


def _by_month(text: str, year: int, month: int) -> Resolved | None:
    """Return what needs the month of publication: a month's name, last month, months ago."""
    for words, shift in (("last month", -1), ("next month", 1), ("this month", 0)):
        if words in text:
            return _shifted(year, month, shift), MONTH
    ago = re.search(r"\b(\d{1,3}|[a-z]+) months? (?:ago|earlier)\b", text)
    count = _count(ago[1]) if ago else None
    if count:
        return _shifted(year, month, -count), MONTH
    named = re.search(rf"\b{_MONTH}(?![\w])", text)
    if not named or not (_SETS_MONTH.search(text) or named.group() == text):
        return None
    number = month_of(named["month"])
    if _looks_ahead(text):
        return f"{year + (number <= month):04d}-{number:02d}", MONTH
    before = number > month or (number == month and re.search(r"\blast\b", text) is not None)
    return f"{year - before:04d}-{number:02d}", MONTH


def _by_year(text: str, year: int) -> Resolved | None:
    for words, shift in (("last year", -1), ("next year", 1), ("this year", 0)):
        if words in text:
            return f"{year + shift:04d}", YEAR
    ago = re.search(r"\b(\d{1,3}|[a-z]+) years? (?:ago|earlier)\b", text)
    count = _count(ago[1]) if ago else None
    return (f"{year - count:04d}", YEAR) if count and count < 1000 else None


def _looks_ahead(text: str) -> bool:
    return re.search(r"\b(?:next|by|coming|until|will)\b", text) is not None


def _shifted(year: int, month: int, by: int) -> str:
    whole = year * 12 + month - 1 + by
    return f"{whole // 12:04d}-{whole % 12 + 1:02d}"


def _count(word: str) -> int | None:
    return int(word) if word.isdigit() else _NUMBERS.get(word)
