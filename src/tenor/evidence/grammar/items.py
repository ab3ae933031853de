"""Items: each numeral with what stands at it, before (sign, currency) and behind (scale, unit)."""

from __future__ import annotations

import re
from typing import NamedTuple

from tenor.evidence import vocabulary as v
from tenor.evidence.grammar import currencies as cur
from tenor.evidence.grammar import lexicon as lex
from tenor.evidence.grammar import quantities as q
from tenor.evidence.grammar.masks import Masks
from tenor.evidence.grammar.numerals import Numeral

_MAY_FOLLOW = re.compile(r"[\s\u00a0\u202f-]{0,2}[A-Za-z%¢€£₹₽₦°℃]|\+[\s-]?[A-Za-z%]")
_POINTS = r"(?:percentage|per\scent|%)[\s-]points?\b|pp\b|ppts?\b|points?\b(?=\sof\sGDP)"
_BASIS = r"basis[\s-]points?\b|bps?\b"
_SHARE = r"%|percent\b|per\scent\b|per-cent\b|pct\b|pc\b(?!\w)"
_PERCENT = re.compile(
    r"(?:\sof\s(?:an?|one|1)(?=\s(?:per|%)))?"
    rf"[\s\u00a0-]?(?:(?P<points>{_POINTS})|(?P<basis>{_BASIS})|(?P<percent>{_SHARE}))",
    re.IGNORECASE,
)
_INFIX = re.compile(
    r"\+(?=[\s-]?[A-Za-z%])|[-\s](?:odd|plus)(?=[\s-][a-z])|\sor\s(?:more|so)(?=\s[a-z])"
)
"""Words of bound between a number and its unit: 1,500-odd jobs, 300+ km, 50 or more MW."""

_BIG_CODES = ("usd", "eur", "gbp", "aud", "cad", "chf", "sek", "nok")
_YEARLY = frozenset({v.MASS, v.VOLUME, v.ENERGY})


class Item(NamedTuple):
    """One numeral with its unit: the parts that ranges are made of.

    `scale` and `dimension` are None where nothing stands at the numeral itself, so that a
    neighbour may lend them.
    """

    numeral: Numeral
    start: int
    end: int
    value: float
    scale: float | None
    dimension: str | None
    unit: str | None
    factor: float = 1.0
    per: str | None = None
    content: str | None = None
    noun: str | None = None
    is_ton: bool = False
    infix: tuple[int, int] | None = None


def read_item(text: str, numeral: Numeral, masks: Masks) -> Item:
    """Return a numeral with the unit that stands at it."""
    start, end = numeral.start, numeral.end
    if masks.cover(start, end):
        return Item(numeral, start, end, numeral.value, None, None, None)
    if text[start - 1 : start] == "(" and text[end : end + 1] == ")":
        loss = _read_loss(text, numeral)
        if loss is not None:
            return loss
    prefix = cur.prefix_before(text, start)
    if prefix is None and numeral.kind == "digits" and not _MAY_FOLLOW.match(text, end):
        return Item(numeral, start, end, numeral.value, None, None, None)
    currency = cur.PREFIXES[prefix.strip().rstrip("\u00a0\u202f")] if prefix else None
    scale, end = read_scale(text, numeral, is_money=currency is not None)
    if currency and text.startswith("/-", end):
        end += 2  # Rs 250/- only
    if currency and prefix and _is_money(prefix.strip(), numeral, scale, text):
        begin = start - len(prefix)
        land = cur.LAND_AFTER.match(text, end) if prefix.strip() == "$" else None
        if land:
            name = land["land"] or land["land2"] or land["land3"]
            currency = cur.COUNTRY_CURRENCIES[_plain(name)] if name else land["code"]
            end = land.end()
        item = Item(numeral, begin, end, numeral.value, scale, v.MONEY, currency)
        return with_year(text, with_per(text, item))
    item = Item(numeral, start, end, numeral.value, scale, None, None)
    infix = _INFIX.match(text, end) if numeral.kind in ("digits", "words") else None
    if infix is None:
        return read_unit(text, item)
    read = read_unit(text, item._replace(end=infix.end(), infix=infix.span()))
    found = read.dimension is not None or q.COUNTED.match(text, infix.end())
    return read if found else read_unit(text, item)


def _read_loss(text: str, numeral: Numeral) -> Item | None:
    """Return a negative sum in the way of accounts, US$(12.5) million; None where it is none."""
    if not cur.BRACKETED.search(text, max(0, numeral.start - 6), numeral.start):
        return None
    prefix = cur.prefix_before(text, numeral.start - 1)
    if prefix is None:
        return None
    behind = Numeral(numeral.start, numeral.end + 1, -numeral.value, numeral.kind)
    scale, end = read_scale(text, behind, is_money=True)
    currency = cur.PREFIXES[prefix.strip().rstrip("\u00a0\u202f")]
    begin = numeral.start - 1 - len(prefix)
    return with_per(text, Item(behind, begin, end, behind.value, scale, v.MONEY, currency))


def read_scale(text: str, numeral: Numeral, *, is_money: bool) -> tuple[float | None, int]:
    """Return the scale that follows a numeral, None without any, and where it ends."""
    end = numeral.end
    word = lex.next_word(text, end)
    if word not in lex.SCALE_STARTS and not word.endswith(_BIG_CODES):
        return None, end
    short = lex.SHORT_AFTER.match(text, end) if numeral.kind == "digits" else None
    if is_money and short is None and numeral.kind == "digits":
        short = lex.SPACED_SHORT_AFTER.match(text, end)
    if short and (is_money or _code_follows(text, short.end())):
        return lex.SHORT_SCALES[short["scale"]], short.end()
    if numeral.kind == "digits":
        for pattern in (q.LETTER_BEFORE_UNIT, cur.SCALED_CODE_AFTER):
            lettered = pattern.match(text, end)
            if lettered:
                return lex.SHORT_SCALES[lettered["scale"]], lettered.end("scale")
    found = lex.SCALE_AFTER.match(text, end)
    if found is None or numeral.kind == "vague":
        return None, end
    return _longer_scale(text, numeral, lex.SCALES[_plain(found["scale"])], found.end())


def _longer_scale(text: str, numeral: Numeral, scale: float, end: int) -> tuple[float | None, int]:
    """Return a scale with what goes on behind it: thousand million, a billion and a half."""
    and_half = _AND_HALF.match(text, end)
    if and_half and numeral.value:
        part = lex.PARTS[and_half["part"]]
        return scale * (1 + part / numeral.value), and_half.end()
    again = lex.SCALE_AFTER.match(text, end)
    if again and lex.SCALES[_plain(again["scale"])] > scale:
        return scale * lex.SCALES[_plain(again["scale"])], again.end()
    return scale, end


_AND_HALF = re.compile(r"\sand\sa\s(?P<part>half|quarter)\b")
"""A billion and a half."""


def _plain(scale: str) -> str:
    return re.sub(r"[\s-]+", " ", scale.casefold())


def _code_follows(text: str, end: int) -> bool:
    follows = (cur.CODE_AFTER, cur.SIGN_AFTER, cur.CURRENCY_AFTER)
    return any(pattern.match(text, end) for pattern in follows)


def _is_money(prefix: str, numeral: Numeral, scale: float | None, text: str) -> bool:
    if prefix not in cur.NEEDS_SCALE:
        return True
    written = text[numeral.start : numeral.end]
    if scale is not None or "," in written or any(space in written for space in _SPACES):
        return True
    if prefix == "R" and _RAND_BEFORE.search(text, max(0, numeral.start - 12), numeral.start - 1):
        return True
    return prefix in _PRICED_LETTERS and bool(_PRICED.match(text, numeral.start))


_SPACES = " \u00a0\u202f"
_RAND_BEFORE = re.compile(r"\b(?:to|from|at|of|for|about|paid|pays?|costs?|under|over)\s$")
_PRICED_LETTERS = frozenset({"R", "K", "N", "P"})
_PRICED = re.compile(rf"\d+[.,]\d\d(?![\d%]|\.\d)|\d[\d,.]*(?={q.PER_UNIT})", re.IGNORECASE)
"""A price with a letter for its currency: R1.92, R129 per month."""


def read_unit(text: str, item: Item) -> Item:
    """Return an item with the unit behind it: currency, percent or a physical unit."""
    money = read_money_behind(text, item)
    if money is not None:
        return money
    percent = _PERCENT.match(text, item.end)
    if percent and item.scale is None:
        return read_percent(text, item, percent)
    if item.numeral.kind == "fraction" or _is_no_duty(text, item):
        return item._replace(dimension=v.FRACTION, unit="fraction")
    if item.numeral.kind == "factor":
        return item._replace(dimension=v.RATIO, unit="ratio")
    return read_quantity(text, item)


_DUTIES = re.compile(r"[\s-](?:[a-z]+\s){0,2}(?:tariffs?|dut(?:y|ies)|royalt(?:y|ies))\b")


def _is_no_duty(text: str, item: Item) -> bool:
    """Return whether zero is a rate: zero duties, a zero reciprocal tariff rate."""
    is_zero = item.numeral.kind == "words" and item.value == 0 and item.scale is None
    return is_zero and _DUTIES.match(text, item.end) is not None


def read_money_behind(text: str, item: Item) -> Item | None:
    """Return an item whose currency stands behind it, None where none does."""
    end = item.end
    word = lex.next_word(text, end)
    if word and word not in cur.MONEY_STARTS and item.numeral.kind != "vague":
        return None
    cents = cur.CENTS_AFTER.match(text, end) or _coins(text, item)
    if cents:
        return with_per(text, _cents(item, cents))
    for pattern, group in ((cur.CODE_AFTER, "code"), (cur.SIGN_AFTER, "sign")):
        found = pattern.match(text, end)
        if found:
            unit = cur.PREFIXES.get(found[group], "XOF/XAF")
            return with_per(text, item._replace(end=found.end(), dimension=v.MONEY, unit=unit))
    if item.numeral.kind == "vague" and text.startswith(" of", end):
        end += 3
    named = cur.CURRENCY_AFTER.match(text, end)
    small = item.numeral.kind == "words" and item.scale is None and item.value <= 1
    if named is None or item.numeral.kind == "fraction" or small:
        return None
    unit = cur.CURRENCY_WORDS[named["word"].casefold()]
    if named["land"]:
        unit = cur.COUNTRY_CURRENCIES[named["land"].casefold()]
    return with_per(text, item._replace(end=named.end(), dimension=v.MONEY, unit=unit))


_BEFORE_COINS = re.compile(
    r"\b(?:to|at|of|for|from|by|wants?|pays?|about|around|only|just|another|than|down|up|gain(?:s|ed)?"
    r"|lost|added|adds|shed|rose|fell|put\son)\s$"
)
_COINS = re.compile(
    r"(?P<attached>(?<=\d)c)(?=[.,;)\n]|\s(?:was|is|were|on|from|to|in|and|or|after|before|each)\b|$)"
    r"(?P<land>)?(?P<code>)?(?P<pence>)?(?P<shares>)?"
)


def _coins(text: str, item: Item) -> re.Match[str] | None:
    """Return the match of a plain c for cents, where the words around make it a price: at 62c."""
    if item.numeral.kind != "digits" or item.scale is not None:
        return None
    if not _BEFORE_COINS.search(text, max(0, item.start - 12), item.start):
        return None
    return _COINS.match(text, item.end)


def _cents(item: Item, match: re.Match[str]) -> Item:
    land = (match["land"] or match["code"] or "us").casefold()
    lands = {"a": "AUD", "c": "CAD", "euro": "EUR"}
    unit = "GBP" if match["pence"] else lands.get(land, cur.COUNTRY_CURRENCIES.get(land, "USD"))
    per = "share" if match["shares"] else None
    return item._replace(end=match.end(), dimension=v.MONEY, unit=unit, factor=0.01, per=per)


def read_percent(text: str, item: Item, match: re.Match[str]) -> Item:
    """Return an item in percent, percentage points or basis points; a grade keeps its content."""
    if match["percent"]:
        item = item._replace(end=match.end(), dimension=v.FRACTION, unit="fraction", factor=0.01)
        content = q.CONTENT_AFTER.match(text, item.end)
        if content:
            name = q.CONTENT_WORDS.get(content["content"], content["content"])
            return item._replace(end=content.end(), content=name)
        return item
    factor = 0.01 if match["points"] else 1e-4
    return item._replace(end=match.end(), dimension=v.POINTS, unit="pp", factor=factor)


def read_quantity(text: str, item: Item) -> Item:
    """Return an item with a physical unit, its content and what it is per."""
    word = lex.next_word(text, item.end)
    found = None if word and word not in q.UNIT_STARTS else q.UNIT_AFTER.match(text, item.end)
    if not found or _is_false_unit(text, item, found):
        return item
    unit = q.unit_of(found)
    item = item._replace(
        end=found.end(),
        dimension=unit.dimension,
        unit=unit.unit,
        factor=unit.factor,
        per=unit.per,
        is_ton=unit.is_ton,
    )
    if found["exact"] == "bcm" and (item.scale or item.value >= 1000):
        item = item._replace(factor=1.0)
    content = q.CONTENT_AFTER.match(text, item.end)
    if content and unit.dimension in (v.MASS, v.GRADE):
        name = q.CONTENT_WORDS.get(content["content"], content["content"])
        closed = text[content.end() : content.end() + 1] == ")" and "(" in content.group()
        item = item._replace(end=content.end() + closed, content=name)
    if unit.dimension == v.TIME:
        return item
    return _with_time(text, item)


def _with_time(text: str, item: Item) -> Item:
    """Return a quantity with what it is per, behind its noun or an aside too."""
    of = q.OF_NOUN.match(text, item.end)
    if of:
        return with_per(text, item._replace(noun=of["noun"]), at=of.end())
    for words in (q.ASIDE, q.MORE_WORDS):
        more = words.match(text, item.end)
        if more and (words is q.ASIDE or item.content):
            return with_per(text, item, at=more.end())
    item = with_per(text, item)
    if item.per is None and item.dimension in _YEARLY and _is_annual(text, item):
        return item._replace(per="year")
    return item


def with_year(text: str, item: Item) -> Item:
    """Return an item per year where ``annual`` stands at it and nothing else is said."""
    if item.per is None and item.scale is not None and _is_annual(text, item):
        return item._replace(per="year")
    return item


def _is_annual(text: str, item: Item) -> bool:
    """Return whether ``annual`` stands at a quantity: annual output of 5 t, 5 t annual capacity."""
    if q.ANNUAL_AFTER.match(text, item.end):
        return True
    before = text[max(0, item.start - 60) : item.start].casefold()
    return ("annual" in before or "yearly" in before) and bool(q.ANNUAL_BEFORE.search(before))


_MOST_TIMES = 20.0
"""What grows 5X grows; 777X is an aircraft."""


def _is_false_unit(text: str, item: Item, found: re.Match[str]) -> bool:
    """Return whether a unit is something else: a year, money per unit, an adjective."""
    exact = found["exact"]
    if exact == "m" and item.scale is None and 1900 <= item.value <= 2100:
        return True
    if exact in ("a", "x") and item.scale is not None:
        return True
    if exact == "X" and item.value > _MOST_TIMES:
        return True
    if exact == "ct" and text[found.end() : found.end() + 1] == ".":
        return True
    spelled = (found["spelled"] or "").casefold()
    behind = text[found.end() : found.end() + 8].casefold()
    return spelled == "degrees" and behind.startswith(" of ")


_CLOSING = re.compile(r"\)(?=\s(?:per|a|an)\s)")
_OTHER_SUM = re.compile(r"\s\((?:[^()\d]{0,12})\d[\d,.]*[^()]{0,16}\)(?=\s(?:per|a|an)\s)")
"""The same sum in another currency, before what both are per: 35.20 yuan ($5.19) per dmtu."""


def with_per(text: str, item: Item, at: int | None = None) -> Item:
    """Return an item with what it is per, if that follows."""
    found = q.PER_AFTER.match(text, item.end if at is None else at)
    if not found and item.dimension == v.MONEY:
        aside = _OTHER_SUM.match(text, item.end) or _CLOSING.match(text, item.end)
        found = q.PER_AFTER.match(text, aside.end()) if aside else None
        return item._replace(per=q.per_of(found)) if found else item
    if not found:
        return item
    return item._replace(end=found.end(), per=q.per_of(found))
