"""From numerals to mentions: money, percent, quantities, times, counts, with bounds and ranges.

One pass over the numerals of a text. Each is read with what stands at once before it (sign,
currency) and behind it (scale, currency, percent, unit, per). Neighbours that share a unit are
joined to a range, or share it one by one. Then tables are read, then numbers that take their
unit from an earlier one, and last the document says which currency a plain sign means. All
look-around is of bounded length, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from tenor.evidence.grammar.items import Item, read_item
from tenor.evidence.grammar.lending import lend_bare, lend_per, read_quarters
from tenor.evidence.grammar.masks import Masks, find_masks
from tenor.evidence.grammar.numerals import find_numerals
from tenor.evidence.grammar.ranges import join_items
from tenor.evidence.grammar.settling import Home, settle_all
from tenor.evidence.grammar.sharing import share_out
from tenor.evidence.grammar.tables import find_table_mentions
from tenor.evidence.model import Mention

_SOFT = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_ODD = re.compile("[\u2002-\u200a\u205f\u2010\u2011\u066a-\u066c\uff04-\uff5e\uffe0-\uffe5]")
_PLAIN_FORMS = {
    **{ord(space): "\u00a0" for space in "\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"},
    0x205F: "\u00a0",
    0x2010: "-",
    0x2011: "-",
    0x066A: "%",
    0x066B: ".",
    0x066C: ",",
    0xFFE0: "¢",
    0xFFE1: "£",
    0xFFE5: "¥",
    **{code: chr(code - 0xFEE0) for code in range(0xFF04, 0xFF5F)},
}


def find_mentions(text: str, masks: Masks | None = None) -> list[Mention]:
    """Return the mentions of a text in order.

    Parameters
    ----------
    text : str
    masks : Masks, optional
        Places whose numbers are no quantities; found in the text where not given.

    Notes
    -----
    Soft hyphens and zero-width characters are read over; wide digits, thin spaces and
    Arabic signs are read as their plain forms. Offsets are those of the text as given.

    Examples
    --------
    >>> [(m.unit, m.low, m.high, m.bound) for m in find_mentions("up to US$1.2bn, about 19%")]
    [('USD', None, 1200000000.0, '<'), ('fraction', 0.19, 0.19, '~')]
    >>> found = find_mentions("between 200 and 250 kt of copper a year")
    >>> [(m.unit, m.low, m.high, m.per) for m in found]
    [('t', 200000.0, 250000.0, 'year')]
    """
    if masks is None and len(text) > _SHORTEST_HELD:
        return list(_found_in(text))
    return _find_in(text, masks)


_SHORTEST_HELD = 200


@lru_cache(maxsize=2)
def _found_in(text: str) -> tuple[Mention, ...]:
    """Return the mentions of a whole text; what reads it and what checks it ask in turn."""
    return tuple(_find_in(text, None))


def _find_in(text: str, masks: Masks | None) -> list[Mention]:
    if text.isascii():
        return _find(text, masks)
    if _ODD.search(text):
        text = text.translate(_PLAIN_FORMS)
    if masks is None and _SOFT.search(text):
        places = [at for at, sign in enumerate(text) if not _SOFT.match(sign)]
        found = _find("".join(text[at] for at in places), None)
        return [_moved(mention, places) for mention in found]
    return _find(text, masks)


def _moved(mention: Mention, places: list[int]) -> Mention:
    """Return a mention with the places of a text that holds more characters."""
    cue = mention.cue
    return replace(
        mention,
        start=places[mention.start],
        end=places[mention.end - 1] + 1,
        cue=(places[cue[0]], places[cue[1] - 1] + 1) if cue else None,
    )


def _find(text: str, masks: Masks | None) -> list[Mention]:
    held = find_masks(text) if masks is None else masks
    home = Home(text)
    items, plain = _read(text, held)
    in_tables = find_table_mentions(text, read_short, home.dollar_sign)
    if in_tables:
        plain = _without(plain, in_tables)
    settled = settle_all(text, plain, home)
    found = sorted([*settled, *in_tables], key=lambda m: (m.start, m.end))
    found = lend_bare(text, items, found, held, read_short)
    found = read_quarters(text, found, held)
    return share_out(text, lend_per(text, found))


def _without(plain: list[Mention], taken: list[Mention]) -> list[Mention]:
    """Return the mentions that overlap none of some others; both are in order."""
    kept: list[Mention] = []
    at = 0
    for mention in plain:
        while at < len(taken) and taken[at].end <= mention.start:
            at += 1
        if at == len(taken) or taken[at].start >= mention.end:
            kept.append(mention)
    return kept


@lru_cache(maxsize=4096)
def read_short(text: str) -> tuple[Mention, ...]:
    """Return the mentions of a number put together with its unit."""
    return tuple(_read(text, Masks([]))[1])


def find_plain_mentions(text: str, held: Masks) -> list[Mention]:
    """Return the mentions that carry their unit with them, in order."""
    return _read(text, held)[1]


def _read(text: str, held: Masks) -> tuple[list[Item], list[Mention]]:
    items = [read_item(text, numeral, held) for numeral in find_numerals(text)]
    mentions: list[Mention] = []
    place = 0
    while place < len(items):
        item = items[place]
        inside = mentions and item.start < mentions[-1].end
        if inside or held.cover(item.numeral.start, item.numeral.end):
            place += 1
            continue
        joined = join_items(text, items, place, held)
        if joined is None:
            place += 1
            continue
        found, used = joined
        mentions.extend(found)
        place += used
    return items, mentions
