"""Names in a document: the gazetteer, definitions in the text, and words that look like a name."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from tenor.evidence.gazetteer import find_names

_HEAD = r"(?:[A-Z][\w’'&.-]*[\w’']|[A-Z]{2,}|[A-Z])"
_ORGANISATION = re.compile(
    rf"(?<![\w’'-])(?:{_HEAD}\s(?:(?:and|of|for|the|de|du|del|da|e|y|&)\s)?(?:the\s)?){{0,5}}"
    r"(?:Ltd|Limited|Inc|Corp|Corporation|plc|PLC|LLC|Company|Co|Group|Holdings?|Metals?|Minerals?|Mining|Mines|Resources|Gold|Lithium|Copper|Nickel|Cobalt|"
    r"Uranium|Graphite|Tungsten|Antimony|Tin|Zinc|Rare\sEarths?|Materials|Bank|Fund|Partners|Capital|Ventures|Energy|Power|Industries|Steel|Chemicals?|Trading|"
    r"Refining|Smelting|Smelters?|Refinery|Ministry|Department|Agency|Authority|Commission|Corporation|Board|Council|Secretariat|Bureau|Office|Treasury|"
    r"Association|Chamber|Institute|University|Union|Federation|Trust|Exploration|Development|International|Finance|Securities|Motors?|Batter(?:y|ies)|Cathode|"
    r"Magnetics|Magnets?|Technologies|Strategic|Sdn\sBhd|Tbk|AG|SA|NV|GmbH|Oyj|ASA|AB|JSC|Pty|Ferroalloys?|Alloys|Railways?|Ports?|Logistics|Shipping|Utilities|Royalties|Streaming)\b(?:\s(?:Ltd|Limited|Inc|Corp|plc|LLC|Group|Holdings?|Company|Co))?\.?"
)
_DEFINED = re.compile(
    rf"(?P<long>{_HEAD}(?:[\s-](?:(?:and|of|for|the|de|du|del|da|&)\s)?(?:the\s)?{_HEAD}){{0,7}})\s\((?:the\s)?[“\"‘']?(?P<short>[A-Z][A-Za-z&.-]{{1,14}})[”\"’']?\)"
)
_PERSON = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Minister|Secretary|President|Premier|Chancellor|Commissioner|Governor|Ambassador|Chairman|Chairwoman|Chair|Director|Professor|Senator|General|Brig|Colonel|Sir|Prime\sMinister|Finance\sMinister|Chief\sExecutive|CEO)\.?\s)?"
    r"[A-Z][a-zà-ÿ’'-]+(?:\s(?:[A-Z]\.|al|bin|van|von|de|da|del|ur|ul|el))?(?:\s[A-Z][\w’'à-ÿ-]+){1,2}"
)
_NOT_NAMES = frozenset(
    "The A An In On At By For From With And But Or If As It Its This That These Those He She They We You I His Her Their Our "
    "Under After Before During Since Until When While Although Though However Meanwhile Separately About Total Phase Section "
    "Table Figure Source Photo File Read More Also Published Updated Monday Tuesday Wednesday Thursday Friday Saturday Sunday "
    "January February March April May June July August September October November December Question Answer Minister Moderator".split()
)


@dataclass(frozen=True, slots=True)
class NameAt:
    """One name in a text: its place, the canonical name, its kind and country."""

    start: int
    end: int
    name: str
    kind: str
    country: str | None = None


class DocumentNames:
    """All names of one document, in order, searchable by place."""

    def __init__(self, text: str) -> None:
        self.items = tuple(_collect(text))
        self._starts = [item.start for item in self.items]

    def between(self, start: int, end: int) -> tuple[NameAt, ...]:
        """Return the names that begin in a stretch of the text."""
        return self.items[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def _collect(text: str) -> list[NameAt]:
    known = [NameAt(n.start, n.end, n.name, n.kind, n.country) for n in find_names(text)]
    taken = _Taken(known)
    shorts: dict[str, str] = {}
    for match in _DEFINED.finditer(text):
        if _fits(match["long"], match["short"]):
            shorts[match["short"]] = _trim(match["long"])
    for match in _ORGANISATION.finditer(text):
        name = _trim(match.group())
        start = match.end() - len(match.group()) + match.group().find(name)
        if len(name.split()) >= 2 and taken.free(start, start + len(name)):
            taken.add(NameAt(start, start + len(name), name.rstrip("."), "company"))
    for short, long in shorts.items():
        for match in re.finditer(rf"(?<!\w){re.escape(short)}(?!\w)", text):
            if taken.free(match.start(), match.end()):
                taken.add(NameAt(match.start(), match.end(), long, "company"))
    return sorted(taken.items, key=lambda item: (item.start, -item.end))


class _Taken:
    """Names found so far; the stronger ones first."""

    def __init__(self, items: list[NameAt]) -> None:
        self.items = list(items)
        self._cells = {c for i in items for c in range(i.start, i.end)}

    def free(self, start: int, end: int) -> bool:
        """Return whether no name stands at a place."""
        return not any(c in self._cells for c in (start, (start + end) // 2, end - 1))

    def add(self, item: NameAt) -> None:
        """Take a place for a name."""
        self.items.append(item)
        self._cells.update(range(item.start, item.end))


def _trim(name: str) -> str:
    words = name.split()
    while words and words[0] in _NOT_NAMES:
        words = words[1:]
    return " ".join(words)


def _fits(long: str, short: str) -> bool:
    """Return whether a short form can stand for a name: its capitals, or one of its words."""
    letters = [c for c in short if c.isupper()]
    heads = [w[0] for w in re.split(r"[\s-]", long) if w[:1].isupper()]
    if short in long.split():
        return True
    joined = "".join(heads)
    place = 0
    for letter in letters:
        place = joined.find(letter, place) + 1
        if place == 0:
            return False
    return len(letters) >= 2


def find_people(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the places of words that look like a person's name."""
    return [
        (m.start(), m.end())
        for m in _PERSON.finditer(text, start, end)
        if m.group().split()[0] not in _NOT_NAMES
    ]
