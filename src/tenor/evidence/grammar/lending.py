"""Units that stand with an earlier number: "down from 379 million", "some 400 of them".

A bare number takes the unit of the mention before it only behind words that compare or answer
(down from, against, not, some ... of them). A price takes its ``per`` from the price before it in
the same paragraph, a tonnage its ``per year`` where the two are set side by side. What is lent is
read again as one phrase, number and unit together, so that one grammar reads it all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from tenor.evidence import vocabulary as v
from tenor.evidence.grammar.bounds import bounded
from tenor.evidence.grammar.items import Item
from tenor.evidence.grammar.masks import Masks
from tenor.evidence.grammar.numerals import find_numerals, read_words
from tenor.evidence.model import Mention

_REACH = 240
_PRICE_REACH = 420
_PRICE_SPREAD = 25.0
_COUNT_SPREAD = 60.0
_LEAST_COUNT = 5
_LENT = frozenset({v.MASS, v.MONEY, v.FRACTION, v.VOLUME, v.POWER, v.ENERGY, v.COUNT, v.TIME})
_PRICED_WORDS = "t oz lb kg g mtu stu bbl boe ct MWh kWh short_ton m3 unit gal litre"
_PRICED = frozenset(_PRICED_WORDS.split())
_YEARLY = frozenset({v.MASS, v.VOLUME, v.ENERGY, v.COUNT})

_NEAR = (
    r"(?:(?:about|around|nearly|almost|some|over|under|more\sthan|less\sthan|only|just|roughly)\s)?"
)
_SETS = (
    r"down\sfrom|up\sfrom|compared\s(?:with|to)|against|versus|vs\.?|rather\sthan|instead\sof"
    r"|as\sopposed\sto|cut\sfrom|raised\sfrom|from|not"
    r"|(?:falling|rising|dropping|increasing|growing|climbing|shrinking|declining)\sto"
)
_NAMED = r"(?:[a-z]+\s(?:of|in|at)\s)?"
_COMPARED = re.compile(rf"\b(?:{_SETS})\s(?:the\s)?{_NAMED}{_NEAR}$", re.IGNORECASE)
_SAYINGS = (
    r"closer\sto|nearer|total\sto|number\sto|figure\sto|figure\sof|total\sof|(?<![’'])says?|said|has"
    r"|had|reported|claims?|claimed|promised|counts?|counted|peak\sconstruction,|stands\sat"
    r"|put\sit\sat|me,|[Pp]ermanent,|were\sat"
)
_SAID = re.compile(rf"\b(?:{_SAYINGS})\s(?:only\s)?{_NEAR}$", re.IGNORECASE)
_REPLIES = r"No,|not,|asked\sfor|discussing|wanted|want|propos\w+|offered|were\sat|has"
_REPLIED = re.compile(rf"\b(?:{_REPLIES})\s(?:only\s)?{_NEAR}$", re.IGNORECASE)
_PART_OF = re.compile(
    r"\b[Oo]f\s(?:which|whom|these|them|those),?\s(?:only\s|just\s|some\s|about\s)?$"
    r"|\bOf\s(?:the\s)?\d[\d,]*\s[a-z][a-z\s-]{2,30},\s(?:only|just|some|all\sbut|about)\s$"
)
"""A part of what was counted: of which 21 are in the Union; of 66 furnaces, only 11."""
_ESTIMATED = re.compile(r"\b(?:an?\sestimated|the\sestimated)\s$", re.IGNORECASE)
_HINTS_WORDS = (
    "from compared against versus vs vs. than of to not closer nearer say says said has "
    "had reported claim claims claimed promised count counts counted construction, at "
    "falling rising dropping increasing growing climbing shrinking declining which whom these "
    "those them only just some but "
    "me, permanent, were no, not, for discussing wanted want propose proposed proposes "
    "proposing offered estimated"
)
_HINTS = frozenset(_HINTS_WORDS.split())
_OF_THEM = re.compile(r"(?:\s[a-z]+)?\sof\s(?:them|whom|which|these|those)\b")
_OF_THE = re.compile(
    r"\s(?:out\s)?of\s(?:the|its|their|some)\s(?P<whole>\d{1,3}(?:,\d{3})*|[a-z-]{3,12})\s(?P<noun>[a-z]+(?:\s[a-z]+)?)\b"
)
_ENDS = re.compile(
    r"[”\"’')]{0,2}(?:[.;:!?](?=[\s”\"’')]|$)|,(?=\s(?:and|but|so|with|including|by|not|too|again)\b)"
    r"|\s(?:in|last|today|this|now|by|a\syear|the\syear|years?|before|earlier|previously|going"
    r"|under|at\spresent|currently|as|on)\b|\s?[–—-]\s|$|\n)"
)
_COUNT_ENDS = re.compile(
    r"[”\"’')]{0,2}(?:[.;:!?](?=[\s”\"’')]|$)|,(?=\s(?:and|but|so|with|including|by|not|too|again)\b)"
    r"|\s(?:including|would|will|were|are|going|remain\w*)\b|\s?[–—]\s|\n|$)"
)
_STOP = re.compile(r"\n\s*\n")
_SENTENCE = re.compile(r"[.!?][”\"’)]?\s+(?=[\"“‘(]?[A-Z])|\n\s*\n|;\s")
_SCALE_WORD = re.compile(r"\b(?:thousand|million|billion|trillion|crore|lakh)\b", re.IGNORECASE)
_BESIDE = re.compile(
    r"(?:\b(?:plus|equal\sto|equivalent\sto|capacity\sof|down\sfrom|up\sfrom|against|compared\swith"
    r"|including|of\swhich|compares\swith|instead\sof|rather\sthan|wants|to\smake|making|yielding|reaching|rising\sto)\b"
    r"|(?<!\d),\s|\sand\s)\s?(?:[a-z]+\s){0,3}$",
    re.IGNORECASE,
)
_STOCK = re.compile(
    r"\b(?:reserves?|resources?|stockpile\w*|inventor\w+|stocks?|deposit\w*|contain\w*|total(?!\srare)\w*"
    r"|shipment|cargo|parcel|first|one-off|ago|sample|over\sthe|since|so\sfar|to\sdate)\b",
    re.IGNORECASE,
)

Reader = Callable[[str], Sequence[Mention]]


def lend_bare(
    text: str, items: Sequence[Item], found: Sequence[Mention], masks: Masks, read: Reader
) -> list[Mention]:
    """Return the mentions of a text with those of bare numbers that an earlier one lends a unit.

    Parameters
    ----------
    text : str
    items : sequence of Item
        The numerals of the text, in order.
    found : sequence of Mention
        What was read so far, in order.
    masks : Masks
    read : callable
        Reads the mentions of a number put together with a unit.
    """
    kept: list[Mention] = []
    at = 0
    for item in items:
        start, end = item.numeral.start, item.numeral.end
        while at < len(found) and found[at].start < end:
            kept.append(found[at])
            at += 1
        if item.dimension is not None or item.numeral.kind not in ("digits", "words"):
            continue
        part = None if masks.cover(start, end) else _of_the_counted(text, item)
        if part is not None and not (kept and kept[-1].end > start):
            kept.append(part)
            continue
        if kept and kept[-1].end > start:
            continue
        if not masks.cover(start, end):
            ahead = found[at] if at < len(found) else None
            made = _lent_by_next(text, item, ahead, read)
            if made is not None:
                kept.append(made)
                continue
        if (
            not kept
            or kept[-1].end > start
            or start - kept[-1].end > _REACH
            or masks.cover(start, end)
        ):
            continue
        lent = _lent(text, item, kept, read)
        if lent is not None and not (at < len(found) and found[at].start < lent.end):
            kept.append(lent)
    kept.extend(found[at:])
    return kept


def _lent(text: str, item: Item, kept: Sequence[Mention], read: Reader) -> Mention | None:
    """Return the mention of a bare number with a lent unit, None where nothing lends one."""
    if _is_year(text, item):
        return None
    before = text[max(0, item.start - 40) : item.start]
    hinted = not _HINTS.isdisjoint(before.casefold().split()[-6:])
    large = (item.scale or 0) >= _LEAST_SUM
    if not hinted and not large and not _OF_THEM.match(text, item.end):
        return None
    for lender in reversed(kept[-3:]):
        if text[lender.start - 1 : lender.start] == "(":
            continue  # The same sum in another currency.
        if lender.dimension not in _LENT or lender.start < item.start - 2 * _REACH:
            continue
        if _STOP.search(text, lender.end, item.start):
            return None
        if _may_lend(text, item, lender, before):
            is_level = _is_level(text, item, lender)
            spread = _LEVEL_SPREAD if is_level else _COUNT_SPREAD
            lent = _read_lent(text, item, lender, read, spread)
            if lent is not None:
                return lent
    return None


def _may_lend(text: str, item: Item, lender: Mention, before: str) -> bool:
    """Return whether the words at a bare number set it beside a mention."""
    one_sentence = not _SENTENCE.search(text, lender.end, item.start)
    if one_sentence and _is_beside(text, item, lender, before):
        return True
    if lender.dimension == v.COUNT:
        part = one_sentence and (_PART_OF.search(before) or _ESTIMATED.search(before))
        if part or _OF_THEM.match(text, item.end):
            return True
        said = _SAID.search(before) and _COUNT_ENDS.match(text, item.end)
        return bool(said) and item.numeral.kind == "digits"
    if lender.dimension in (v.FRACTION, v.POWER):
        return bool(_REPLIED.search(before) and _COUNT_ENDS.match(text, item.end))
    return False


def _is_beside(text: str, item: Item, lender: Mention, before: str) -> bool:
    """Return whether a number of the lender's sentence is a level, a sum or a comparison to it."""
    if _is_level(text, item, lender):
        return True
    if lender.dimension == v.MONEY and (item.scale or 0) >= _LEAST_SUM:
        return _SUM_BEHIND.match(text, item.end) is not None
    return bool(_COMPARED.search(before) and _ENDS.match(text, item.end))


_LEAST_SUM = 1e6
_SUM_BEHIND = re.compile(
    r"\s(?:of\s(?:it|that|this|which|them)|more|from|coming|comes?|is|was|will|would|went|goes|each)\b"
    r"|[”\"’')]{0,2}(?:[.;:!?](?=[\s”\"’')]|$)|,\s)"
)
"""What follows a bare sum beside one with its currency: 110 million euros, 30 million of it."""
_LEVEL = re.compile(r"\sto\s(?:about\s|around\s|just\s|some\s|nearly\s)?")
_MOVED = re.compile(
    r"\b(?:r[io]se|rose|fell|fall(?:s|en)?|risen|up|down|increas\w+|declin\w+|drop\w*|climb\w*|jump\w*|cut|shed"
    r"|added|gain\w*|slipp?\w*|grew|grown?)\b[^.;\n]{0,24}$",
    re.IGNORECASE,
)
_HEAPED = frozenset({v.MASS, v.VOLUME, v.COUNT, v.POWER, v.MONEY})


def _is_level(text: str, item: Item, lender: Mention) -> bool:
    """Return whether a number is the level that a change leads to: rose 1,250 tonnes to 139,575."""
    if lender.dimension not in _HEAPED or not _LEVEL.fullmatch(text, lender.end, item.start):
        return False
    begin = lender.cue[0] if lender.cue and lender.cue[0] < lender.start else lender.start
    moved = _MOVED.search(text, max(0, begin - _MOVED_NEAR), begin)
    return moved is not None and _ENDS.match(text, item.end) is not None


_MOVED_NEAR, _LEVEL_SPREAD = 40, 1e5
_BEFORE_NEXT = re.compile(
    r"\s(?:from|against|versus|compared\s(?:with|to)|instead\sof|rather\sthan)\s"
    r"(?:about\s|around\s|some\s|nearly\s|only\s)?"
)


def _lent_by_next(text: str, item: Item, other: Mention | None, read: Reader) -> Mention | None:
    """Return a bare number with the unit of the next: to 210 million from 260 million euros."""
    if other is None or other.dimension not in _LENT or _is_year(text, item):
        return None
    begin = other.cue[0] if other.cue and other.cue[0] < other.start else other.start
    if not item.end <= begin or not _BEFORE_NEXT.fullmatch(text, item.end, begin):
        return None
    small = item.scale is None and item.value < _LEAST_BARE
    return None if small else _read_lent(text, item, other, read)


_LEAST_BARE = 100.0


def _of_the_counted(text: str, item: Item) -> Mention | None:
    """Return the count of a part of things that are counted right behind: 380 of the 620 staff."""
    match = _OF_THE.match(text, item.end)
    if match is None or item.scale is not None or item.value < 2:
        return None
    written = match["whole"].replace(",", "")
    whole = float(written) if written.isdecimal() else read_words(written)
    if item.value >= whole:
        return None
    value = item.value
    made = Mention(
        item.start, item.end, v.COUNT, value, value, value, "=", "count", noun=match["noun"]
    )
    return bounded(text, made)


def _is_year(text: str, item: Item) -> bool:
    written = text[item.start : item.end]
    return len(written) == 4 and written.isdigit() and 1900 <= item.value <= 2100


def _read_lent(
    text: str, item: Item, lender: Mention, read: Reader, spread: float = _COUNT_SPREAD
) -> Mention | None:
    """Return the mention of a bare number with the unit of another, None where they do not fit."""
    exact = text[lender.start : lender.end]
    numerals = find_numerals(exact)
    if not numerals:
        return None
    value = item.value * (item.scale or 1.0)
    known = lender.point if lender.point is not None else lender.high or lender.low or 0.0
    if lender.dimension == v.COUNT:
        if value < _LEAST_COUNT or not known / spread <= value <= known * spread:
            return None
        made = replace(
            lender, start=item.start, end=item.end, low=value, high=value, point=value, bound="="
        )
        return bounded(text, replace(made, cue=None, per=lender.per))
    tail = exact[numerals[-1].end :]
    if item.scale is not None:
        tail = _SCALE_WORD.sub("", tail, count=1)
    number = text[item.start : item.end]
    again = read(f"{exact[: numerals[0].start]}{number} {tail.lstrip(' -')}")
    if not again or again[0].dimension != lender.dimension or again[0].bound == "range":
        return None
    point = again[0].point or 0.0
    if not known / spread <= point <= known * spread:
        return None
    unit = lender.unit
    return bounded(text, replace(again[0], start=item.start, end=item.end, unit=unit, cue=None))


def lend_per(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Return mentions with the ``per`` that an earlier price or yearly quantity lends."""
    kept: list[Mention] = []
    price: Mention | None = None
    yearly: Mention | None = None
    for place, read in enumerate(found):
        mention = read
        if mention.dimension == v.MONEY:
            mention = _priced(text, mention, price, found[place + 1 : place + 3])
            price = mention if mention.per in _PRICED else price
        elif mention.dimension in _YEARLY:
            if mention.per is None and yearly is not None:
                mention = _per_year(text, mention, yearly)
            if mention.per in ("year", "day", "month"):
                yearly = mention
        kept.append(mention)
    return kept


def _value(mention: Mention) -> float:
    held = (mention.point, mention.high, mention.low)
    return abs(next((value for value in held if value is not None), 0.0))


def _priced(
    text: str, mention: Mention, price: Mention | None, later: Sequence[Mention]
) -> Mention:
    """Return a plain sum of money per what the prices beside it are per."""
    if mention.per is not None or _SCALED_MONEY.search(text, mention.start, mention.end + 4):
        return mention
    for other in (price, *later):
        if other is None or other.per not in _PRICED or other.unit != mention.unit:
            continue
        begin, end = sorted((mention, other), key=lambda m: m.start)
        reach = _PRICE_REACH if other is price else _REACH // 3
        if end.start - begin.end > reach or _STOP.search(text, begin.end, end.start):
            continue
        if other is not price and _SENTENCE.search(text, begin.end, end.start):
            continue
        low, high = sorted((_value(mention), _value(other)))
        if low and high / low <= _PRICE_SPREAD:
            return replace(mention, per=other.per)
    return mention


_SCALED_MONEY = re.compile(
    r"\d\s?-?(?:[kmbt]n?\b|thousand|million|billion|trillion|crore|lakh)|illion|thousand|hundred",
    re.IGNORECASE,
)


def _per_year(text: str, mention: Mention, yearly: Mention) -> Mention:
    """Return a quantity per year where it is set beside one that is: 5 t a year, plus 3 t."""
    begin, end = yearly.end, mention.start
    if (mention.dimension, mention.unit) != (yearly.dimension, yearly.unit):
        return mention
    if end - begin > _REACH // 2 or mention.dimension == v.COUNT:
        return mention
    if _SENTENCE.search(text, begin, end) or _STOCK.search(text, begin, end + 60):
        return mention
    if _BESIDE.search(text, begin, mention.cue[0] if mention.cue else end):
        return replace(mention, per=yearly.per)
    return mention


_QUARTER = re.compile(
    r"\b(?:(?:Q[1-4]|H[12]|[1-4]Q|[12]H)[\s’'-]?|"
    r"(?:first|second|third|fourth|last|final)[\s-](?:half|quarter)\s(?:of\s)?)"
    r"(?P<year>20\d\d)\b"
)
_AIMED = re.compile(
    r"\b(?:target\w*|expect\w*|due|schedul\w+|plann\w+|plans?|slated|forecast|anticipat\w+|guid\w+"
    r"|aim\w*|by|until|start\w*|commenc\w*|begin\w*|first\sproduction)\b[^.;\n]{0,36}$",
    re.IGNORECASE,
)


def read_quarters(text: str, found: list[Mention], masks: Masks) -> list[Mention]:
    """Return the mentions with the years of quarters and halves that are aimed at."""
    if not any(mask.kind == "date" for mask in masks.masks):
        return found
    more: list[Mention] = []
    for match in _QUARTER.finditer(text):
        start, end = match.span("year")
        if _AIMED.search(text, max(0, match.start() - 60), match.start()):
            year = float(match["year"])
            more.append(Mention(start, end, v.YEAR, year, year, year, "=", "year"))
    if not more:
        return found
    taken = {(m.start, m.end) for m in found}
    fresh = [m for m in more if (m.start, m.end) not in taken]
    return sorted([*found, *fresh], key=lambda m: (m.start, m.end))
