"""What surrounds an article by its place and shape: banners, tickers, ends of releases, tails.

`boilerplate` knows lines by their words. Here a line is known by where it stands and what it is
made of: above the title and above another such line, behind the mark that ends a release, a row of
names and quotations that is no table, a price of a subscription, an age of a post.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_CONSENT = re.compile(
    r"\bcookies?\b|\bstore\sand/or\saccess\sinformation\b|\b\d+\s(?:of\s\d+\s)?(?:vendors|partners)\b"
    r"[^.]{0,80}\b(?:device|data|consent|selected|process)|\bad\s?blocker\b|\benable\sjavascript\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"(?<![\w.])(?:[A-Z][\w&'’/-]*(?:\s[A-Z][\w&'’/-]*){0,2})\s?:?\s[(]?[+−–-]?"
    r"(?:[A-Z]{3}\s?|[A-Z]{0,2}[$€£¥₹]\s?)?\d[\d,]*(?:\.\d+)?(?:/\w+)?%?\)?"
)
_MOVE = re.compile(r"[+−–(-]\s?\d+(?:\.\d+)?%|\(\d+(?:\.\d+)?%\)|[▲▼]")
_PRICE_LINE = re.compile(
    r"(?:live\s|spot\s|metal\s|commodity\s)?(?:prices|markets?|quotes|indices|ticker)\b", re.I
)
_LEAST_QUOTED = 3
_AGO = re.compile(
    r"\W{0,3}\d{1,2}\s(?:sec|min|minute|hour|hr|day|week|month)s?\sago\b.{0,40}", re.I
)
_FEE = re.compile(
    r"[$€£₹]\s?\d{1,3}(?:[.,]\d\d)?\s?(?:/|a\s|per\s)\s?(?:wk|week|mo|month|yr|year|day)\b", re.I
)
_SELLS = re.compile(
    r"\b(?:subscri\w+|free|normally|try|join|unlimited|offer|cancel|access|trial|upgrade|only|from|plans?"
    r"|log\s?in|members?|pro|premium|digital|today|now|save)\b",
    re.IGNORECASE,
)
_AD_HEAD = re.compile(
    r"\W{0,3}(?:advertisements?|advertorial|sponsored(?:\s(?:content|post|message))?|promoted|promotion"
    r"|paid\s(?:content|post|advertisement)|partner\scontent|message\sfrom\sour\ssponsor)\W{0,3}",
    re.IGNORECASE,
)
_END_MARK = re.compile(
    r"(?:#\s?){2,}|[-–—]{1,2}\s?30\s?[-–—]{1,2}|[-–—*\s]*ENDS?[-–—*\s]*|(?:\*\s?){3,}"
)
_GOES_ON = re.compile(
    r"(?:notes?\s(?:to|for)\seditors?|background|annex\w*|appendix|table|schedule|key\sfacts)\b",
    re.I,
)
_END_SHARE = 0.5
_LONGEST_AD, _LEAST_TITLE = 260, 5


def is_furniture(line: str) -> bool:
    """Return whether the shape of a line says that it is no part of an article.

    Examples
    --------
    >>> is_furniture("Gold $3,412.10 +0.42%  Silver $38.06 -1.10%  Copper $9,811")
    True
    >>> is_furniture("Copper rose 2% to $9,811 and gold fell.")
    False
    """
    if _CONSENT.search(line) or _AGO.fullmatch(line):
        return True
    if len(line) <= _LONGEST_AD and _FEE.search(line) and _SELLS.search(line):
        return True
    return is_ticker(line)


def is_ticker(line: str) -> bool:
    """Return whether a line is a row of names with their quotations and no table of its own."""
    quoted = _QUOTED.findall(line)
    if len(quoted) < _LEAST_QUOTED - 1 or line.rstrip().endswith((".", "?", "!", ":")):
        return False
    covered = sum(map(len, quoted))
    moves = len(_MOVE.findall(line))
    named = _PRICE_LINE.match(line) is not None
    return (
        covered >= len(line) / 2
        and (moves >= 1 or named)
        and (len(quoted) >= _LEAST_QUOTED or moves >= _LEAST_QUOTED - 1 or named)
    )


def find_advertising(lines: Sequence[str]) -> set[int]:
    """Return the lines below a heading of advertising, up to the next empty line or long one."""
    found: set[int] = set()
    for place, line in enumerate(lines):
        if not _AD_HEAD.fullmatch(line):
            continue
        at = place + 1
        while at < len(lines) and lines[at] and len(lines[at]) <= _LONGEST_AD:
            found.add(at)
            at += 1
    return found


def find_after_end(lines: Sequence[str]) -> set[int]:
    """Return the lines behind the mark that ends a release, unless notes of fact follow."""
    sizes = [len(line) + 1 for line in lines]
    whole, before = sum(sizes), 0
    for place, line in enumerate(lines):
        if before >= _END_SHARE * whole and line and _END_MARK.fullmatch(line):
            rest = [at for at in range(place + 1, len(lines)) if lines[at]]
            if not any(_GOES_ON.match(lines[at]) for at in rest):
                return set(rest)
        before += sizes[place]
    return set()


def find_above_title(lines: Sequence[str], is_known: Sequence[bool], prose: int) -> set[int]:
    """Return what stands above the last known line of furniture before the first prose.

    The title stands below a banner, a menu and a ticker; a page that begins with its title has
    none of them above it. A line of several words may be the title itself, between a menu and
    buttons, and stays.
    """
    last = -1
    for place, line in enumerate(lines):
        if line and not is_known[place] and len(line) >= prose:
            break
        if line and is_known[place]:
            last = place
    if not lines or last < 0 or not is_known[_first(lines)]:
        return set()
    return {at for at in range(last) if lines[at] and len(lines[at].split()) < _LEAST_TITLE}


def _first(lines: Sequence[str]) -> int:
    return next((place for place, line in enumerate(lines) if line), 0)
