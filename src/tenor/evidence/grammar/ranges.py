"""Ranges: neighbours that share a unit become one range, or share it one by one."""

from __future__ import annotations

import re
from dataclasses import replace

from tenor.evidence import vocabulary as v
from tenor.evidence.grammar import lexicon as lex
from tenor.evidence.grammar import quantities as q
from tenor.evidence.grammar.bounds import bounded
from tenor.evidence.grammar.counts import read_count, read_year
from tenor.evidence.grammar.items import Item, with_per
from tenor.evidence.grammar.masks import Masks
from tenor.evidence.model import Mention

_LONGEST_GAP = 28
_LONGEST_CHAIN = 6
_LINK = (
    r"\s?(?P<dash>[-–—‑])\s?|\s(?P<to>to)\s|\s(?P<and>and)\s|\s(?P<or>or)\s"
    r"|,?\s(?P<up>(?:up|rising|falling|and\sreaching|and\srising|and\sup)(?:\sto)?)\s"
    r"|,\s(?P<comma>)(?P<last>and\s|or\s)?|\s?/\s?(?P<slash>)"
)
_SOFTENER = (
    r"(?:up\sto|as\s(?:much|many|high)\sas|a\sfurther|another|about|around|nearly|over|some"
    r"|approximately|roughly|almost)"
)
_CONNECTOR = re.compile(rf"(?:{_LINK})(?:{_SOFTENER}\s)?(?:of\s)?$", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\b(?:between|from|range\sof|ranging\sfrom|anywhere\sfrom|either)\s(?:[a-z’']+\s){0,3}$",
    re.IGNORECASE,
)
_CHANGED = (
    r"tripl|quadrupl|rais|rise|rising|rose|increas|grow|grew|lift|up|expand|cut|cutting|fall|fell"
    r"|falling|fallen|drop|declin|reduc|lower|slash|down|chang|mov|go|going|went|revis|climb|jump"
    r"|surg|doubl|eas|slid|shrank|shrunk|trim|boost|hike|hiked|upgrad|downgrad|bump|reset|tweak|edge|edging|nudg|ramp|scal|improv|narrow|widen|advanc"
)
_CHANGE = re.compile(rf"\b(?:{_CHANGED})\w*\b[^.;]{{0,90}}$", re.IGNORECASE)
_BY = re.compile(r"\bby\s$", re.IGNORECASE)
_ATTACHED = re.compile(r"[kmMbBtT](?![A-Za-z0-9])")
_SIGN = re.compile(r"(?:(?<=[\s(])|^)[-−–]$|\b(?:minus|negative)\s$")
_SIGNED = frozenset({v.MONEY, v.FRACTION, v.TEMPERATURE})


def join_items(
    text: str, items: list[Item], place: int, masks: Masks
) -> tuple[list[Mention], int] | None:
    """Return the mentions that begin with an item and how many items they use."""
    chain, links = _chain(text, items, place, masks)
    listed = len(chain) > 1 and links[0]["comma"] is not None and not links[0]["last"]
    if len(chain) == 1 or (listed and len(chain) == 2 and chain[0].dimension is None):
        return one_mention(text, chain[0])  # Of the 120, 45 per cent: no list of two.
    if all(item.dimension is None for item in chain):
        return join_counts(text, chain, links) or one_mention(text, chain[0])
    shared = [_lend(item, chain) for item in chain]
    found: list[Mention] = []
    at = 0
    while at < len(shared):
        pair = shared[at : at + 2]
        if len(pair) == 2 and _is_range(text, pair, links[at]):
            found.append(range_mention(*pair))
            at += 2
            continue
        found.extend((one_mention(text, shared[at]) or ([], 1))[0])
        at += 1
    return found, len(chain)


def _chain(
    text: str, items: list[Item], place: int, masks: Masks
) -> tuple[list[Item], list[re.Match[str]]]:
    """Return an item with the neighbours that share its unit, and the words between them."""
    chain = [items[place]]
    links: list[re.Match[str]] = []
    while place + len(chain) < len(items) and len(chain) < _LONGEST_CHAIN:
        follower = items[place + len(chain)]
        begin, end = chain[-1].end, follower.start
        if end - begin > _LONGEST_GAP:
            break
        if masks.cover(follower.numeral.start, follower.numeral.end):
            break
        link = _CONNECTOR.fullmatch(text, begin, end)
        if link is None:
            break
        follower = as_priced(text, as_scaled(text, chain[-1], follower), chain[-1])
        if not _shareable(chain[-1], follower, link):
            break
        chain.append(follower)
        links.append(link)
    return chain, links


def as_scaled(text: str, item: Item, follower: Item) -> Item:
    """Return a follower whose letter is a scale, not a unit, where money precedes: $110-120m."""
    numeral = follower.numeral
    letter = _ATTACHED.match(text, numeral.end) if numeral.kind == "digits" else None
    if item.dimension != v.MONEY or letter is None or follower.dimension == v.MONEY:
        return follower
    scale = lex.SHORT_SCALES[letter.group()]
    return Item(numeral, numeral.start, letter.end(), numeral.value, scale, None, None)


def as_priced(text: str, follower: Item, item: Item) -> Item:
    """Return a bare follower of money with what it is per: US$5-6/lb."""
    if item.dimension != v.MONEY or follower.dimension is not None or follower.per is not None:
        return follower
    return with_per(text, follower)


def _is_zero(item: Item) -> bool:
    return item.value == 0 and item.dimension is None


def _shareable(item: Item, follower: Item, link: re.Match[str]) -> bool:
    """Return whether two neighbours speak of one unit."""
    kinds = {item.numeral.kind, follower.numeral.kind}
    tight = link["dash"] is not None or link["to"] is not None
    zero = tight and (_is_zero(item) or _is_zero(follower))
    lent = link["up"] is not None and item.dimension is None and item.value <= 100
    if kinds & {"vague", "factor", "fraction"} or (len(kinds) > 1 and not (zero or lent)):
        return False
    if zero and item.dimension and item.dimension != v.TIME:
        return True
    if lent or link["up"] is not None:
        return lent and follower.dimension == v.FRACTION
    if item.dimension and follower.dimension:
        same = (item.dimension, item.unit) == (follower.dimension, follower.unit)
        return same and (tight or link["and"] is not None or _is_listed(item, follower, link))
    return _may_share(item, follower, link, is_tight=tight)


def _is_listed(item: Item, follower: Item, link: re.Match[str]) -> bool:
    """Return whether small sums of a list may share the scale of its last: $40, $60 and $80 m."""
    if item.dimension != v.MONEY or item.scale is not None or item.per is not None:
        return False
    return max(item.value, follower.value) < 1000 and (
        link["or"] is not None or link["comma"] is not None
    )


def _may_share(item: Item, follower: Item, link: re.Match[str], *, is_tight: bool) -> bool:
    """Return whether two neighbours, of which at most one has a unit, share it."""
    if item.dimension is None and follower.dimension is None and is_tight:
        return item.value <= follower.value and (item.scale is None or follower.scale is not None)
    if item.dimension is None and follower.dimension is None:
        listed = link["slash"] is None and not is_tight
        bare = item.scale is None and follower.scale is None
        return (
            listed and bare and (max(item.value, follower.value) <= 100 or _alike(item, follower))
        )
    if item.dimension is None and _may_be_year(item):
        plain = follower.numeral.end - follower.numeral.start == 4
        return is_tight and plain and follower.value >= 1000
    if item.dimension is None:
        # A sign in front of the second lends nothing to the first: 5 trillion, $500m.
        signed = follower.dimension == v.MONEY and follower.start < follower.numeral.start
        return not signed and (follower.dimension != v.TIME or item.value <= 1000)
    # A sign in front of the first alone: $4-5 trillion, $500m-1bn, $50 or 60 million.
    joined = is_tight or ((link["or"] or link["and"]) is not None and follower.scale is not None)
    return item.dimension == v.MONEY and joined and not _may_be_year(follower)


def _alike(item: Item, follower: Item) -> bool:
    """Return whether two numbers of a list are grouped and near: 10,000, 12,000 and 15,000 t."""
    low, high = sorted((item.value, follower.value))
    grouped = min(x.numeral.end - x.numeral.start for x in (item, follower)) >= _GROUPED
    return grouped and low >= 1000 and high <= _LIKE * low


_GROUPED, _LIKE = 5, 10.0


def _may_be_year(item: Item) -> bool:
    """Return whether a bare number that follows money may be a year instead."""
    plain = item.numeral.end - item.numeral.start == 4
    return plain and item.scale is None and item.per is None and 1900 <= item.value <= 2100


def _lend(item: Item, chain: list[Item]) -> Item:
    """Return an item with the scale and unit that its neighbours lend."""
    last = chain[-1]
    lender = item if item.dimension else next(i for i in reversed(chain) if i.dimension)
    scale = item.scale
    bare = item.dimension is None or (item.dimension == v.MONEY and item.end == item.numeral.end)
    if scale is None and bare and item is not last and (item.value < 1000 or _below(item, last)):
        scale = last.scale
    return item._replace(
        scale=scale,
        dimension=lender.dimension,
        unit=lender.unit,
        factor=lender.factor,
        per=item.per or lender.per or last.per,
        content=item.content or lender.content,
        noun=item.noun or lender.noun,
        is_ton=lender.is_ton,
    )


def _below(item: Item, last: Item) -> bool:
    """Return whether a number of four digits shares a scale: 7,500-8,000 crore."""
    return last.scale is not None and item.value <= last.value


def _is_step(text: str, item: Item) -> bool:
    """Return whether a number with its own unit is a step to the next: rose 6p to 84p."""
    own = item.end > item.numeral.end or item.start < item.numeral.start
    priced = own and item.dimension == v.MONEY
    return priced and _STEPPED.search(text[max(0, item.start - 24) : item.start]) is not None


_STEPPED = re.compile(
    r"\b(?:rose|fell|gained|added|shed|lost|climbed|jumped|dropped|slipped|slid|firmed|up|down)\s"
    r"(?:about\s|another\s|a\sfurther\s|nearly\s)?$",
    re.IGNORECASE,
)


def _is_range(text: str, pair: list[Item], link: re.Match[str]) -> bool:
    """Return whether two items that share a unit are the ends of one range."""
    if link["up"] is not None or amount(pair[0]) > amount(pair[1]):
        return False
    start = pair[0].start
    if link["to"] is not None and _BY.search(text[max(0, start - 4) : start]):
        return False
    if link["dash"] is not None:
        return True
    if link["to"] is not None and _is_step(text, pair[0]):
        return False
    between = _BETWEEN.search(text[max(0, start - 24) : start])
    if link["to"] is not None:
        moved = between and between.group().strip().casefold() == "from"
        return not (moved and _CHANGE.search(text[max(0, start - 120) : start]))
    return bool(link["and"] is not None and between and "between" in between.group().casefold())


def amount(item: Item) -> float:
    """Return the value of an item in its canonical unit."""
    return item.value * (item.scale or 1.0) * item.factor


def clean(value: float) -> float:
    """Return a value without the noise of binary arithmetic.

    Examples
    --------
    >>> clean(0.57 * 100), clean(0.1 + 0.2)
    (57.0, 0.3)
    """
    return float(f"{value:.12g}")


def range_mention(low: Item, high: Item) -> Mention:
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


def join_counts(
    text: str, chain: list[Item], links: list[re.Match[str]]
) -> tuple[list[Mention], int] | None:
    """Return two neighbours that count the same things: 40 to 45 trucks, five or six plants."""
    low, high = chain[0], chain[1]
    counted = read_count(text, high.numeral, high.scale, high.end)
    if counted is None or counted.bound != "=":
        return None
    scale = high.scale if low.scale is None and low.value < 1000 else low.scale
    first = replace(
        counted,
        start=low.start,
        end=low.end,
        low=low.value * (scale or 1.0),
        high=low.value * (scale or 1.0),
        point=low.value * (scale or 1.0),
    )
    if _is_range(text, [low._replace(scale=scale), high], links[0]):
        joined = replace(counted, start=low.start, low=first.low, point=None, bound="range")
        return [joined], 2
    return [bounded(text, first), bounded(text, counted)], 2


def one_mention(text: str, item: Item) -> tuple[list[Mention], int] | None:
    """Return the mention of one item; counts and years are read here; None for a bare number."""
    if item.dimension is None:
        other = read_count(text, item.numeral, item.scale, item.end) or read_year(
            text, item.numeral
        )
        return ([bounded(text, other, item.infix)], 1) if other else None
    value = clean(amount(item))
    if item.dimension in _SIGNED and _SIGN.search(text[max(0, item.start - 10) : item.start]):
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
    return [bounded(text, mention, item.infix)], 1
