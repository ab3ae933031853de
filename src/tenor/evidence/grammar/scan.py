"""From numerals to mentions: money, percent, quantities, times, counts, with bounds and ranges.

One pass over the numerals of a text. Each is read with what stands at once before it (sign,
currency) and behind it (scale, currency, percent, unit, per). Neighbours that share a unit are
joined to a range, or share it one by one. All look-around is of bounded length, so the time is
linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from tenor.evidence import vocabulary as v
from tenor.evidence.grammar import lexicon as lex
from tenor.evidence.grammar import quantities as q
from tenor.evidence.grammar.counts import read_count, read_year
from tenor.evidence.grammar.masks import Masks, find_masks
from tenor.evidence.grammar.numerals import Numeral, find_numerals
from tenor.evidence.grammar.tables import find_table_mentions
from tenor.evidence.model import Mention

_BEFORE = 12
_CUE_WINDOW = 44
_MAY_SIGN = frozenset("$€£¥₹₦₱₽₺₸₩₮₫฿¢₵./ \u00a0\u202f")
_MAY_FOLLOW = re.compile(r"[\s\u00a0\u202f-]{0,2}[A-Za-z%¢€£₹₽₦°℃(/]")
_PERCENT = re.compile(
    r"[\s\u00a0-]?(?:(?P<points>(?:percentage|per\scent|%)[\s-]points?\b|pp\b|ppts?\b|points?\b(?=\sof\sGDP))"
    r"|(?P<basis>basis\spoints?\b|bps?\b)|(?P<percent>%|percent\b|per\scent\b|per-cent\b|pct\b|pc\b(?!\w)))",
    re.IGNORECASE,
)
_CONNECTOR = re.compile(
    r"(?:\s?(?P<dash>[-–—])\s?|\s(?P<to>to)\s|\s(?P<and>and)\s|\s(?P<or>or)\s|,\s(?P<comma>)(?:and\s|or\s)?|\s?/\s?(?P<slash>))"
    r"(?:(?:up\sto|a\sfurther|another|about|around|nearly|over|some)\s)?(?:of\s)?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\b(?:between|from|range\sof|ranging\sfrom|anywhere\sfrom|either)\s(?:about\s|around\s)?$",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:tripl|quadrupl|rais|rise|rising|rose|increas|grow|grew|lift|up|expand|cut|cutting|fall|fell|falling|fallen|drop|declin|"
    r"reduc|lower|slash|down|chang|mov|go|going|went|revis|climb|jump|surg|doubl|eas|slid|shrank|shrunk|trim|"
    r"boost|hike|hiked|improv|narrow|widen|advanc)\w*\b[^.;]{0,90}$",
    re.IGNORECASE,
)
_BY = re.compile(r"\bby\s$", re.IGNORECASE)
_ATTACHED = re.compile(r"[kmMbBtT](?![A-Za-z0-9])")
_SIGN = re.compile(r"(?:(?<=\s)|(?<=\()|^)[-−–](?=[$€£]?\d)$")


@dataclass(frozen=True, slots=True)
class Item:
    """One numeral with its unit: the parts that ranges are made of.

    `scale` and `kind` of unit are None where nothing stands at the numeral itself, so
    that a neighbour may lend them.
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


def find_mentions(text: str, masks: Masks | None = None) -> list[Mention]:
    """Return the mentions of a text in order.

    Examples
    --------
    >>> [(m.unit, m.low, m.high, m.bound) for m in find_mentions("up to US$1.2bn, about 19%")]
    [('USD', None, 1200000000.0, '<'), ('fraction', 0.19, 0.19, '~')]
    >>> [(m.unit, m.low, m.high, m.per) for m in find_mentions("between 200 and 250 kt of copper a year")]
    [('t', 200000.0, 250000.0, 'year')]
    """
    held = find_masks(text) if masks is None else masks
    plain = find_plain_mentions(text, held)
    in_tables = find_table_mentions(text, read_short)
    if not in_tables:
        return plain
    taken = {(m.start, m.end) for m in in_tables}
    kept = [m for m in plain if not any(s < m.end and m.start < e for s, e in taken)]
    return sorted([*kept, *in_tables], key=lambda m: (m.start, m.end))


@lru_cache(maxsize=4096)
def read_short(text: str) -> list[Mention]:
    """Return the mentions of a table cell put together with its unit."""
    return find_plain_mentions(text, Masks([]))


def find_plain_mentions(text: str, held: Masks) -> list[Mention]:
    """Return the mentions that carry their unit with them, in order."""
    numerals = find_numerals(text)
    items = [read_item(text, numeral, held) for numeral in numerals]
    mentions: list[Mention] = []
    place = 0
    while place < len(items):
        item = items[place]
        if held.cover(item.numeral.start, item.numeral.end):
            place += 1
            continue
        joined = join_items(text, items, place, held)
        if joined is None:
            place += 1
            continue
        found, used = joined
        mentions.extend(found)
        place += used
    return mentions


def read_item(text: str, numeral: Numeral, masks: Masks) -> Item:
    """Return a numeral with the unit that stands at it."""
    start, end = numeral.start, numeral.end
    if masks.cover(start, end):
        return Item(numeral, start, end, numeral.value, None, None, None)
    behind = text[start - 1 : start]
    signed = behind and (behind in _MAY_SIGN or behind.isalpha())
    if not signed and not _MAY_FOLLOW.match(text, end) and numeral.kind == "digits":
        return Item(numeral, start, end, numeral.value, None, None, None)
    prefix = lex.PREFIX_AT_END.search(text[max(0, start - _BEFORE) : start]) if signed else None
    currency = lex.PREFIXES[prefix.group().strip().rstrip("\u00a0\u202f")] if prefix else None
    scale: float | None = None
    short = lex.SHORT_AFTER.match(text, end) if numeral.kind == "digits" else None
    if (
        short
        and (currency or _code_follows(text, short.end()))
        and short["scale"] in lex.SHORT_SCALES
    ):
        scale, end = lex.SHORT_SCALES[short["scale"]], short.end()
    else:
        found = lex.SCALE_AFTER.match(text, end)
        if found and not (numeral.kind == "vague" and found["scale"].casefold() != "dollars"):
            word = re.sub(r"[\s-]+", " ", found["scale"].casefold())
            scale, end = lex.SCALES[word], found.end()
            again = lex.SCALE_AFTER.match(text, end)
            if again and lex.SCALES.get(again["scale"].casefold(), 0) > scale:
                scale, end = scale * lex.SCALES[again["scale"].casefold()], again.end()
    if currency and prefix and _is_money(prefix.group().strip(), numeral, scale, text):
        begin = start - len(prefix.group())
        item = Item(numeral, begin, end, numeral.value, scale, v.MONEY, currency)
        return with_per(text, item)
    return read_unit(text, Item(numeral, start, end, numeral.value, scale, None, None))


def _code_follows(text: str, end: int) -> bool:
    return bool(
        lex.CODE_AFTER.match(text, end)
        or lex.SIGN_AFTER.match(text, end)
        or lex.CURRENCY_AFTER.match(text, end)
    )


def _is_money(prefix: str, numeral: Numeral, scale: float | None, text: str) -> bool:
    if prefix not in lex.NEEDS_SCALE:
        return True
    return scale is not None or "," in text[numeral.start : numeral.end]


def read_unit(text: str, item: Item) -> Item:
    """Return an item with the unit behind it: currency, percent or a physical unit."""
    end = item.end
    cents = lex.CENTS_AFTER.match(text, end)
    if cents:
        land = (cents["land"] or "us").casefold()
        unit = "GBP" if cents["pence"] else lex.COUNTRY_CURRENCIES.get(land, "USD")
        return with_per(
            text, replace(item, end=cents.end(), dimension=v.MONEY, unit=unit, factor=0.01)
        )
    for pattern, group in ((lex.CODE_AFTER, "code"), (lex.SIGN_AFTER, "sign")):
        found = pattern.match(text, end)
        if found:
            unit = lex.PREFIXES[found[group]]
            return with_per(text, replace(item, end=found.end(), dimension=v.MONEY, unit=unit))
    word = lex.CURRENCY_AFTER.match(text, end)
    small = item.numeral.kind == "words" and item.scale is None and item.value <= 1
    if word and item.numeral.kind != "fraction" and not small:
        unit = lex.CURRENCY_WORDS[word["word"].casefold()]
        if word["land"]:
            unit = lex.COUNTRY_CURRENCIES[word["land"].casefold()]
        return with_per(text, replace(item, end=word.end(), dimension=v.MONEY, unit=unit))
    percent = _PERCENT.match(text, end)
    if percent and item.scale is None:
        return read_percent(text, item, percent)
    if item.numeral.kind == "fraction":
        return replace(item, dimension=v.FRACTION, unit="fraction")
    if item.numeral.kind == "factor":
        return replace(item, dimension=v.RATIO, unit="ratio")
    return read_quantity(text, item)


def read_percent(text: str, item: Item, match: re.Match[str]) -> Item:
    """Return an item in percent, percentage points or basis points; a grade keeps its content."""
    if match["percent"]:
        item = replace(item, end=match.end(), dimension=v.FRACTION, unit="fraction", factor=0.01)
        content = q.CONTENT_AFTER.match(text, item.end)
        if content:
            name = q.CONTENT_WORDS.get(content["content"], content["content"])
            return replace(item, end=content.end(), content=name)
        return item
    factor = 0.01 if match["points"] else 1e-4
    return replace(item, end=match.end(), dimension=v.POINTS, unit="pp", factor=factor)


def read_quantity(text: str, item: Item) -> Item:
    """Return an item with a physical unit, its content and what it is per."""
    found = q.UNIT_AFTER.match(text, item.end)
    if not found or _is_false_unit(text, item, found):
        return item
    unit = q.unit_of(found)
    item = replace(
        item,
        end=found.end(),
        dimension=unit.dimension,
        unit=unit.unit,
        factor=unit.factor,
        per=unit.per,
        is_ton=unit.is_ton,
    )
    content = q.CONTENT_AFTER.match(text, item.end)
    if content and unit.dimension in (v.MASS, v.GRADE):
        name = q.CONTENT_WORDS.get(content["content"], content["content"])
        close = content.end() + (
            text[content.end() : content.end() + 1] == ")" and "(" in content.group()
        )
        item = replace(item, end=close, content=name)
    if unit.dimension == v.TIME:
        return item
    of = q.OF_NOUN.match(text, item.end)
    if of:
        return with_per(text, replace(item, noun=of["noun"]), at=of.end())
    for words in (q.ASIDE, q.MORE_WORDS):
        more = words.match(text, item.end)
        if more and (words is q.ASIDE or item.content):
            return with_per(text, item, at=more.end())
    item = with_per(text, item)
    if item.per is None and item.dimension in _YEARLY and _is_annual(text, item):
        return replace(item, per="year")
    return item


_YEARLY = frozenset({v.MASS, v.VOLUME, v.ENERGY})


def _is_annual(text: str, item: Item) -> bool:
    """Return whether ``annual`` stands at a quantity: an annual output of 5 t, 5 t annual capacity."""
    before = text[max(0, item.start - 60) : item.start]
    return bool(q.ANNUAL_AFTER.match(text, item.end) or q.ANNUAL_BEFORE.search(before))


def _is_false_unit(text: str, item: Item, found: re.Match[str]) -> bool:
    """Return whether a unit is something else: a year, money per unit, an adjective."""
    exact = found["exact"]
    if exact == "m" and item.scale is None and item.value >= 1900 and "." not in found.group():
        return True
    if exact in ("a", "x") and item.scale is not None:
        return True
    spelled = (found["spelled"] or "").casefold()
    return spelled in ("degrees",) and text[found.end() : found.end() + 8].casefold().startswith(
        " of "
    )


def with_per(text: str, item: Item, at: int | None = None) -> Item:
    """Return an item with what it is per, if that follows."""
    found = q.PER_AFTER.match(text, item.end if at is None else at)
    if not found:
        return item
    return replace(item, end=found.end(), per=q.per_of(found))


def join_items(
    text: str, items: list[Item], place: int, masks: Masks
) -> tuple[list[Mention], int] | None:
    """Return the mentions that begin with an item and how many items they use."""
    first = items[place]
    chain = [first]
    connectors: list[re.Match[str]] = []
    while place + len(chain) < len(items) and len(chain) < 6:
        follower = items[place + len(chain)]
        if masks.cover(follower.numeral.start, follower.numeral.end):
            break
        gap = text[chain[-1].end : follower.start]
        link = _CONNECTOR.fullmatch(gap) if len(gap) <= 24 else None
        follower = as_scaled(text, chain[-1], follower)
        if link is None or not _shareable(chain[-1], follower, link):
            break
        chain.append(follower)
        connectors.append(link)
    if len(chain) == 1 or all(item.dimension is None for item in chain):
        return one_mention(text, first)
    shared = [_lend(item, chain) for item in chain]
    found: list[Mention] = []
    at = 0
    while at < len(shared):
        pair = shared[at : at + 2]
        if len(pair) == 2 and _is_range(text, pair, connectors[at]):
            found.append(range_mention(text, *pair))
            at += 2
            continue
        found.extend((one_mention(text, shared[at]) or ([], 1))[0])
        at += 1
    return found, len(chain)


def as_scaled(text: str, item: Item, follower: Item) -> Item:
    """Return a follower whose letter is a scale, not a unit, where money precedes: $110-120m."""
    numeral = follower.numeral
    letter = _ATTACHED.match(text, numeral.end) if numeral.kind == "digits" else None
    if item.dimension != v.MONEY or letter is None or follower.dimension == v.MONEY:
        return follower
    scale = lex.SHORT_SCALES[letter.group()]
    return Item(numeral, numeral.start, letter.end(), numeral.value, scale, None, None)


def _shareable(item: Item, follower: Item, link: re.Match[str]) -> bool:
    """Return whether two neighbours speak of one unit."""
    kind = item.numeral.kind
    if kind in ("vague", "factor", "fraction") or follower.numeral.kind != kind:
        return False
    tight = link["dash"] is not None or link["to"] is not None
    if item.dimension and follower.dimension:
        same = (item.dimension, item.unit) == (follower.dimension, follower.unit)
        return same and (tight or link["and"] is not None)
    if item.dimension is None and follower.dimension is None:
        return False
    if item.dimension is None:
        # A sign in front of the second lends nothing to the first: 5 trillion, $500m.
        signed = follower.dimension == v.MONEY and follower.start < follower.numeral.start
        return not signed and (follower.dimension != v.TIME or item.value <= 1000)
    # A sign in front of the first alone: $4-5 trillion, $500m-1bn, $50 or 60 million.
    joined = tight or ((link["or"] or link["and"]) is not None and follower.scale is not None)
    return item.dimension == v.MONEY and joined and not _counts_things(follower)


def _counts_things(item: Item) -> bool:
    """Return whether a bare number that follows money is too plain to be money as well."""
    return item.scale is None and item.value >= 1900 and item.value <= 2100


def _lend(item: Item, chain: list[Item]) -> Item:
    """Return an item with the scale and unit that its neighbours lend."""
    last = chain[-1]
    lender = item if item.dimension else next(i for i in reversed(chain) if i.dimension)
    scale = item.scale
    bare = item.dimension is None or (item.dimension == v.MONEY and item.end == item.numeral.end)
    if scale is None and bare and item.value < 1000 and item is not last:
        scale = last.scale
    return replace(
        item,
        scale=scale,
        dimension=lender.dimension,
        unit=lender.unit,
        factor=lender.factor,
        per=item.per or lender.per or last.per,
        content=item.content or lender.content,
        noun=item.noun or lender.noun,
        is_ton=lender.is_ton,
    )


def _is_range(text: str, pair: list[Item], link: re.Match[str]) -> bool:
    """Return whether two items that share a unit are the ends of one range."""
    if amount(pair[0]) > amount(pair[1]):
        return False
    start = pair[0].start
    if link["to"] is not None and _BY.search(text[max(0, start - 4) : start]):
        return False
    between = _BETWEEN.search(text[max(0, start - 24) : start])
    if link["dash"] is not None:
        return True
    if link["to"] is not None:
        moved = between and between.group().strip().casefold() == "from"
        return not (moved and _CHANGE.search(text[max(0, start - 120) : start]))
    return bool(link["and"] is not None and between and "between" in between.group().casefold())


def amount(item: Item) -> float:
    """Return the value of an item in its canonical unit."""
    return item.value * (item.scale or 1.0) * item.factor


def clean(value: float) -> float:
    """Return a value without the noise of binary arithmetic."""
    return float(f"{value:.12g}")


def range_mention(text: str, low: Item, high: Item) -> Mention:
    """Return the mention of a range."""
    first, last = clean(amount(low)), clean(amount(high))
    if high.is_ton:
        first, last = first * q.TON_RANGE[0], last * q.TON_RANGE[1]
    return Mention(
        start=low.start,
        end=high.end,
        dimension=str(high.dimension),
        low=first,
        high=last,
        point=None,
        bound="range",
        unit=str(high.unit),
        per=high.per,
        content=high.content,
        noun=high.noun,
    )


def one_mention(text: str, item: Item) -> tuple[list[Mention], int] | None:
    """Return the mention of one item; counts and years are read here; None for a bare number."""
    if item.dimension is None:
        other = read_count(text, item.numeral, item.scale, item.end) or read_year(
            text, item.numeral
        )
        return ([bounded(text, other)], 1) if other else None
    value = clean(amount(item))
    sign = _SIGN.search(text[max(0, item.start - 2) : item.start])
    if sign and item.dimension in (v.MONEY, v.FRACTION):
        value = -value
    low, high = (value * q.TON_RANGE[0], value * q.TON_RANGE[1]) if item.is_ton else (value, value)
    mention = Mention(
        start=item.start,
        end=item.end,
        dimension=item.dimension,
        low=low,
        high=high,
        point=value,
        bound="=",
        unit=str(item.unit),
        per=item.per,
        content=item.content,
        noun=item.noun,
    )
    if item.numeral.kind == "vague":
        return [replace(mention, bound="vague", low=value, high=None, point=None)], 1
    return [bounded(text, mention)], 1


def bounded(text: str, mention: Mention) -> Mention:
    """Return a mention with the bound that the words around it give."""
    if mention.bound != "=":
        return mention
    cue = find_bound(text, mention.start)
    if cue and mention.dimension == v.TIME and text[cue[0] : cue[1]].casefold() == "over":
        cue = None  # Over five years is a span of time, not a bound.
    behind = lex.BOUND_AFTER.match(text, mention.end)
    if behind and not (cue and cue[2] != "~"):
        kind = next(lex.BOUND_PAIRS[name] for name, held in behind.groupdict().items() if held)
        return set_bound(mention, kind, (mention.end, behind.end()))
    return set_bound(mention, cue[2], cue[:2]) if cue else mention


_BETWEEN_CUE = re.compile(
    r"[\s(]*(?:(?:an?|the|its|some|about|around|estimated|approximately|nearly|almost|total|of|"
    r"additional|further|another|as|initial|combined|cumulative)\s){0,3}[(]?$",
    re.IGNORECASE,
)


def find_bound(text: str, start: int) -> tuple[int, int, str] | None:
    """Return place and kind of the words of bound right before a number; None without any."""
    begin = max(0, start - _CUE_WINDOW)
    window = text[begin:start]
    last = None
    for match in lex.BOUND_BEFORE.finditer(window):
        gap = window[match.end() :]
        if _BETWEEN_CUE.fullmatch(gap) and not _is_place(window, match, gap):
            kind = next(lex.BOUND_PAIRS[name] for name, held in match.groupdict().items() if held)
            if last is None or last[2] == "~" or kind != "~":
                last = (begin + match.start(), begin + match.end(), kind)
    return last


_PLACE = re.compile(r"(?:over|above|under|below|beyond)$", re.IGNORECASE)
_ANOTHER = re.compile(r"\b(?:the|further|another|additional)\b", re.IGNORECASE)
_SUM = re.compile(r"\b(?:add(?:s|ed|ing)?|sum(?:s|med)?)\s$", re.IGNORECASE)


def _is_place(window: str, match: re.Match[str], gap: str) -> bool:
    """Return whether words of bound mean something else: over a further 5%, adds up to 7."""
    if _PLACE.search(match.group()) and _ANOTHER.search(gap):
        return True
    return bool(match["high"] and _SUM.search(window[: match.start()]))


def set_bound(mention: Mention, bound: str, cue: tuple[int, int]) -> Mention:
    """Return a mention with a bound: a lower one keeps `low`, an upper one `high`."""
    value = mention.point if mention.point is not None else mention.low
    low = mention.low if bound in (">", "~") else None
    high = mention.high if bound in ("<", "~") else None
    return replace(mention, bound=bound, low=low, high=high, point=value, cue=cue)
