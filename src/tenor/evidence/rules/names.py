"""Names in a document: the gazetteer, definitions in the text, and words that look like a name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from tenor.evidence.gazetteer import find_names

_HEAD = r"(?>[A-Z][\w’'&-]*[\w’']|[A-Z]{2,}|[A-Z](?=[\s&]))"
"""One word of a name; atomic, since a hyphen may stand in it or part two of them."""
_CHUNK = re.compile(
    rf"(?<![\w’'$€£.-]){_HEAD}(?:(?:\s|-)(?:(?:of|for|the|de|du|del|da|and"
    rf"|&)\s(?:the\s)?)?{_HEAD}){{0,7}}"
)
_BODY = re.compile(
    r"\b(?:Ltd|Limited|Inc|Corp|Corporation|plc|PLC|LLC|Company|Co|Group|Holdings?|Metals?"
    r"|Minerals?|Mining|Mines|"
    r"Resources|Gold|Lithium|Copper|Nickel|Cobalt|Uranium|Graphite|Tungsten|Antimony|Tin|Zinc"
    r"|Earths?|Materials|"
    r"Bank|Fund|Partners|Capital|Ventures|Energy|Power|Industries|Steel|Chemicals?|Trading"
    r"|Traders|Refining|"
    r"Smelting|Smelters?|Refinery|Ministry|Department|Agency|Authority|Commission|Board|Council"
    r"|Secretariat|Bureau|Office|"
    r"Treasury|Association|Chamber|Institute|University|Union|Federation|Trust|Exploration"
    r"|Development|International|"
    r"Finance|Securities|Motors?|Batter(?:y|ies)|Cathode|Magnetics|Magnets?|Technologies"
    r"|Strategic|Tbk|AG|SA|NV|GmbH|"
    r"Oyj|ASA|AB|JSC|Pty|Ferroalloys?|Alloys|Railways?|Ports?|Logistics|Shipping|Utilities"
    r"|Royalties|Government|Republic|"
    r"Products|Systems|Solutions|Works|Enterprises?|Organi[sz]ation|Committee|Survey|Facility"
    r"|Agencies|Command)\b"
)
_DEFINED = re.compile(
    rf"(?<![\w’'-])(?P<long>{_HEAD}(?:[\s-](?:(?:and|of|for|the|de|du|del|da"
    rf"|&)\s)?(?:the\s)?{_HEAD}){{0,7}})(?:\s(?:Ltd|Limited|Inc|plc|Corp)\.?)?"
    r"\s\((?:the\s)?[“\"‘']?(?P<short>[A-Z][A-Za-z&.-]{1,14})[”\"’']?(?:[,;][^()]{0,40})?\)"
)
_OWNED = re.compile(r"(?<=['’]s)\s(?=[A-Z])")
_TITLES = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Minister|Secretary|President|Premier|Chancellor"
    r"|Commissioner|Governor|Ambassador|"
    r"Chairman|Chairwoman|Chair|Director|Professor|Senator|General|Brig|Colonel|Sir|Deputy"
    r"|Executive|Officer|Chief|CEO|MP|"
    r"analyst|minister|spokes\w+|secretary|president|director|executive|chairman|geologist)\.?\s$"
)
_SAID = re.compile(r"^[,\s][^.;]{0,60}?\b(?:said|says|told|added|noted|wrote|warned|argued)\b")
_WORDS = (
    "A About Additional After All Also Although An And Annex Another Answer April Article As "
    "At August Background Before Both But By Capital Cash Debt December Down During Each "
    "Equity Even February Figure File First For Friday From Further Government Grant He Her "
    "Here Highlights His How However I If In It Item Its January July June Just Key Last Loan "
    "Many March May Meanwhile Mine Minister Moderator Monday More Most New Next No Not Note "
    "Notes November Now October Of Offtake On Once One Only Or Other Our Out Output Over Part "
    "Per Phase Photo Plant President Production Project Published Question Read Revenue "
    "Royalty Saturday Second Secretary Section Separately September She Since Some Source "
    "Status Still Such Summary Sunday Table That The Their Then There These They Third This "
    "Those Though Three Thursday To Today Total Tuesday Two Under Until Up Update Updated We "
    "Wednesday What When Where While Who Why With Yesterday Yet You"
)
_LEAST_WORDS, _MOST_WORDS = 3, 6
_NOT_NAMES = frozenset(_WORDS.split(" "))


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
        self.items = tuple(sorted(_collect(text), key=lambda item: (item.start, -item.end)))
        self._starts = [item.start for item in self.items]

    def between(self, start: int, end: int) -> tuple[NameAt, ...]:
        """Return the names that begin in a stretch of the text."""
        return self.items[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def _collect(text: str) -> list[NameAt]:
    taken = _Taken(NameAt(n.start, n.end, n.name, n.kind, n.country) for n in find_names(text))
    shorts = dict(_definitions(text))
    chunks = list(_chunks(text))
    longs = [name for _, _, name in chunks if " " in name and _BODY.search(name)]
    # In the order of the text: a short form stands for the name that was written out first.
    for long in dict.fromkeys([*shorts.values(), *longs]):
        head = long.split()[0]
        if len(head) > 3 and head not in _NOT_NAMES and not _BODY.fullmatch(head):
            shorts.setdefault(head, long)
    for start, end, name in chunks:
        if not taken.free(start, end):
            continue
        if name in shorts:
            taken.add(NameAt(start, end, shorts[name], "company"))
        elif " " in name and _is_body(text, start, end, name):
            taken.add(NameAt(start, end, name, "company"))
    return taken.items


def _definitions(text: str) -> Iterator[tuple[str, str]]:
    """Yield the short forms that a text defines itself: United States Strategic Metals (USSM)."""
    for match in _DEFINED.finditer(text):
        long = _trim(match["long"])
        if long and _fits(long, match["short"]):
            yield match["short"], long


def _chunks(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield runs of capitalised words, without the words that only begin a sentence."""
    for match in _CHUNK.finditer(text):
        place = match.start()
        for part in _OWNED.split(match.group()):  # South Korea's Hansung Materials is two names
            name = _trim(part)
            start = text.find(name, place)
            place += len(part)
            if not name or (name.isupper() and len(name) > 14):
                continue
            name = re.sub(r"['’]s?$", "", name)
            yield start, start + len(name), name


def _is_body(text: str, start: int, end: int, name: str) -> bool:
    """Return whether a run of capitals is a body and not a person."""
    if _BODY.search(name):
        return True
    if _TITLES.search(text[max(0, start - 24) : start]) or _SAID.match(text[end : end + 80]):
        return False
    return _LEAST_WORDS <= len(name.split()) <= _MOST_WORDS


class _Taken:
    """Names found so far; the stronger ones first."""

    def __init__(self, items: Iterator[NameAt]) -> None:
        self.items = list(items)
        self._cells = {c for i in self.items for c in range(i.start, i.end)}

    def free(self, start: int, end: int) -> bool:
        """Return whether no name stands at a place."""
        return not any(c in self._cells for c in (start, (start + end) // 2, end - 1))

    def add(self, item: NameAt) -> None:
        """Take a place for a name."""
        self.items.append(item)
        self._cells.update(range(item.start, item.end))


def _trim(name: str) -> str:
    words = name.split()
    while words and (words[0] in _NOT_NAMES or words[0][0].islower() or words[0] == "&"):
        words = words[1:]
    return " ".join(words)


def _fits(long: str, short: str) -> bool:
    """Return whether a short form can stand for a name: its capitals, or one of its words."""
    if short in long.split():
        return True
    letters = [c for c in short if c.isupper()]
    heads = "".join(w[0] for w in re.split(r"[\s-]", long) if w[:1].isupper())
    place = 0
    for letter in letters:
        place = heads.find(letter, place) + 1
        if place == 0:
            return False
    return len(letters) >= 2
