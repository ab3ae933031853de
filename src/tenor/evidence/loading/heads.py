"""Metadata that a text states in its first lines or in its last: title, date, publisher, author.

Only forms that say what they are count: a line that is a date, ``Published: 10 Oct 2025``,
``ISLAMABAD, Sept 8, 2025 (APP):``, ``Published in Dawn, November 6th, 2025``. A dateline
without a year gives no date. A date inside the prose is never the date of publication.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tenor.evidence.dates import find_date
from tenor.evidence.model import Zone

HEAD_LINES, FOOT_LINES = 10, 8
_STATED = re.compile(
    r"^\W*(?:(?:first\s)?published(?:\s(?:on|at|in|by))?|posted(?:\son)?|date(?:d)?|release\sdate|issued|"
    r"publication\sdate)\b\s?:?\s?|\|\s?published\s",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    r"[(/–—-]\s?(?P<name>APP|Reuters|AFP|AP|PTI|ANI|IANS|Xinhua|TASS|Bloomberg|dpa|EFE|Kyodo|Yonhap|Anadolu|"
    r"PR\s?Newswire|Business\sWire|GLOBE\sNEWSWIRE|GlobeNewswire|Newsfile(?:\sCorp\.?)?|CNW|ACCESSWIRE|NAN|"
    r"Interfax|Antara|Bernama|Agencies|MINA|Mena)\s?[)/–—-]",
    re.IGNORECASE,
)
_WIRE = re.compile(
    r"^\W{0,2}[A-Z][A-Z .,'’/-]{2,40}(?:,[\w .,-]{0,40}?)?,?\s\w{3,9}\.?\s\d{1,2}(?:,\s\d{4})?\s?"
    r"\((?P<name>[A-Z][^()]{1,40})\)\s?[–—:-]"
)
_PUBLISHED_IN = re.compile(
    r"^published\s(?:in|by)\s(?P<name>[^,:]{2,60}),\s(?:on\s)?(?P<date>.{6,40})$", re.IGNORECASE
)
_SOURCE = re.compile(r"^(?:source|publisher)\s?:\s(?P<name>[^|]{2,80})$", re.IGNORECASE)
_BY = re.compile(
    r"^(?:By|BY|From)\s(?P<name>[A-Z][\w.’'-]+(?:\s(?:and\s|&\s)?[A-Z][\w.’'-]+){1,5})(?:\s(?:in|for|at)\s.{2,60}|,.{2,60}|\s?\|.*)?$"
)


def read_head(text: str, zones: Sequence[Zone]) -> dict[str, str | None]:
    r"""Return title, publisher, date and author where a text states them.

    Examples
    --------
    >>> text = "Mine sold\nBy Ann Lee\nPublished: 10 Oct 2025\nIt was sold on 3 May 2024.\n"
    >>> found = read_head(text, [Zone(0, 10, "headline"), Zone(10, len(text), "body")])
    >>> found["title"], found["author"], found["published"]
    ('Mine sold', 'Ann Lee', '2025-10-10')
    """
    lines = [line.strip() for line in re.split(r"\r\n|\n|\r", text[:6000]) if line.strip()]
    tail = [line.strip() for line in re.split(r"\r\n|\n|\r", text[-6000:]) if line.strip()]
    head, foot = lines[:HEAD_LINES], tail[-FOOT_LINES:]
    return {
        "title": find_title(text, zones),
        "publisher": _publisher(head, foot),
        "published": _published(head, foot),
        "author": next((m["name"] for line in head if (m := _BY.match(line))), None),
    }


def find_title(text: str, zones: Sequence[Zone]) -> str | None:
    """Return the first line of the first headline, if it opens the document."""
    for zone in zones:
        if zone.kind == "headline":
            lines = text[zone.start : zone.end].strip().splitlines()
            return lines[0].strip()[:300] if lines else None
        if zone.kind != "boilerplate" and text[zone.start : zone.end].strip():
            return None
    return None


def _published(head: Sequence[str], foot: Sequence[str]) -> str | None:
    for line in head:
        found = _date_of(line)
        if found:
            return found
    for line in foot:
        stated = _PUBLISHED_IN.match(line) or (_STATED.search(line) if len(line) < 120 else None)
        whole = find_date(line) if stated else None
        if whole:
            return whole[0]
    return None


def _date_of(line: str) -> str | None:
    """Return the date of a line that states one: alone, after a word for it, in a dateline."""
    found = find_date(line[:160])
    if not found:
        return None
    value, start, end = found
    if len(line) <= 110:
        for part in re.split(r"\s?\|\s?|\.\s|\t|\s{2,}", line):
            whole = find_date(part)
            if whole and whole[2] - whole[1] >= 0.4 * len(part) and len(part) < 60:
                return value
    stated = _STATED.search(line[: start + 1]) is not None and start < 80
    town = re.fullmatch(r"\W{0,2}[A-Z][\w .,'’/-]{1,40}[,(]\s", line[:start]) is not None
    follows = re.match(r"\s?(?:[(/:–—-]|\)\s?[:–—-])", line[end:]) is not None
    return value if stated or (town and follows) else None


def _publisher(head: Sequence[str], foot: Sequence[str]) -> str | None:
    for line in (*head, *foot):
        stated = _PUBLISHED_IN.match(line) or _SOURCE.match(line)
        if stated:
            return stated["name"].strip()
    for line in head:
        agency = _WIRE.match(line[:160]) or _AGENCY.search(line[:110])
        if agency:
            return agency["name"].strip()
    return None
