"""What a pronoun or a description stands for: the company, the minister, it, the government."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from tenor.evidence.model import Span
from tenor.evidence.rules.names import NameAt, call_names
from tenor.evidence.rules.who import BODIES

_COMPANY = frozenset(
    [
        "company",
        "firm",
        "developer",
        "miner",
        "group",
        "producer",
        "owner",
        "explorer",
        "promoter",
        "operator",
        "sponsor",
        "borrower",
        "buyer",
        "seller",
        "smelter",
        "refiner",
        "venture",
        "consortium",
        "offtaker",
        "issuer",
        "business",
        "carmaker",
        "trader",
        "management",
        "party",
        "giant",
    ]
)
_LENDER = frozenset(["bank", "lender"])
_AGENCY = frozenset(
    ["agency", "department", "institute", "regulator", "authority", "commission", "bureau"]
)
_STATE = frozenset(
    ["government", "cabinet", "country", "state", "treasury", "administration", "authorities"]
)
_LENDS = re.compile(
    r"bank|financ|fund|exim|\bDFC\b|\bIFC\b|\bADB\b|\bEBRD\b|JBIC|credit|capital", re.IGNORECASE
)
_OFFICE = (
    r"[Mm]inister|[Ss]ecretary|[Cc]ommissioner|[Gg]overnor|[Pp]resident|[Cc]hair(?:man|woman)?"
    r"|[Aa]mbassador|[Dd]irector|[Ee]xecutive|[Pp]remier|[Ss]pokes(?:man|woman|person)|[Aa]nalyst"
    r"|[Gg]eologist|[Ee]nvoy|[Mm]ayor|[Pp]rofessor|[Ee]conomist|[Cc]hancellor|CEO|CFO"
)
_PERSON = (
    r"(?P<name>[A-Z][\w’'-]+(?:\s(?:[A-Z]\.|al|bin|van|von|de|da|del|Al))?"
    r"(?:\s[A-Z][\w’'-]+){1,2})"
)
HOLDERS = (
    re.compile(
        rf"\b(?P<office>{_OFFICE})(?:\s(?:of|for|at)\s[^,.;]{{3,50}})?,?\s"
        rf"(?:(?:Mr|Ms|Mrs|Dr|Hon|Engr|Alhaji|Sir|Prof)\.?\s)?{_PERSON}"
        rf"(?!\s(?:{BODIES})\b)"
    ),
    re.compile(rf"{_PERSON},\s(?:[\w’'&-]+\s){{0,6}}?(?P<office>{_OFFICE})\b"),
)
_MINISTRY = re.compile(
    r"\b(?:(?:[Mm]inistry|[Dd]epartment)\s(?:of|for)\s(?:[A-Z][\w-]+(?:,?\s(?:and\s)?[A-Z][\w-]+)*"
    r"|[a-z]+)|(?!(?:the|its|a|that|his|her|their)\b)[A-Za-z]+(?:\sand\s\w+)?\s(?:[Mm]inistry"
    r"|[Dd]epartment))\b"
)
_NAMES_BACK, _FADE, _TOPIC = 120, 0.75, 0.35


class Referents:
    """What the descriptions of one document stand for, by place."""

    def __init__(self, text: str, names: Sequence[NameAt], begins: Sequence[int]) -> None:
        names = call_names(names)
        self._text, self._names, self._begins = text, names, begins
        self._starts = [name.start for name in names]
        self._holders = _find_holders(text)
        self._topics: dict[str, list[NameAt]] = {}
        self._said = Counter(_key(name) for name in names)

    def named(self, kind: str, limit: int) -> NameAt | None:
        """Return the name that a kind of body stands for at a place; None where none is near."""
        word = kind.casefold()
        if kind == "Company":
            return self.issuer
        if word in _LENDER:
            return self._best(limit, ("agency", "bloc", "company"), _LENDS)
        if word in _COMPANY:
            return self._best(limit, ("company",))
        if word in _STATE:
            return self._best(limit, ("country",))
        if word not in _AGENCY:
            return None
        return self._best(limit, ("agency", "bloc")) or self._best(limit, ("company",))

    def subject(self, limit: int) -> NameAt | None:
        """Return what "it" stands for: the first body of the nearest sentence before."""
        at = max(bisect_right(self._begins, limit) - 1, 0)
        for sentence in range(at, max(at - _BACK, -1), -1):
            low = bisect_left(self._starts, self._begins[sentence])
            high = bisect_left(self._starts, min(limit, self._end(sentence)))
            for name in self._names[low:high]:
                if name.kind in ("company", "agency", "bloc", "country"):
                    return name
        return None

    def is_body(self, place: int) -> bool:
        """Return whether a body, a state or a place is named at a place."""
        at = bisect_right(self._starts, place) - 1
        return at >= 0 and place < self._names[at].end

    @cached_property
    def issuer(self) -> NameAt | None:
        """The body that speaks of itself: it is called the Company, or named first."""
        defined = _ISSUER.search(self._text)
        if defined:
            at = bisect_left(self._starts, defined.start())
            if at and self._names[at - 1].kind in ("company", "agency"):
                return self._names[at - 1]
        first = (n for n in self._names if n.kind in ("company", "agency"))
        return next(first, None)

    @cached_property
    def pair(self) -> tuple[NameAt, NameAt] | None:
        """The two states that a paper is between; None where it is not of two states."""
        states = [n for n in self._names if n.kind == "country"]
        counts = Counter(_key(n) for n in states).most_common(3)
        if len(counts) < 2 or counts[1][1] < _LEAST_SAID:
            return None
        if len(counts) > 2 and 2 * counts[2][1] > counts[1][1]:
            return None
        one, other = (next(n for n in states if _key(n) == key) for key, _ in counts[:2])
        return (one, other) if max(one.start, other.start) < _HEAD_REACH else None

    @cached_property
    def publisher(self) -> NameAt | None:
        """The company whose own paper a text is: with its ticker, or called the Company."""
        ticker = _TICKER.search(self._text, 0, _TICKER_REACH)
        if ticker is None:
            own = _ISSUER.search(self._text) or len(_OURS.findall(self._text)) >= _LEAST_OURS
            return self.issuer if own else None
        at = bisect_left(self._starts, ticker.start())
        near = at > 0 and ticker.start() - self._names[at - 1].end < _TICKER_GAP
        return self._names[at - 1] if near and self._names[at - 1].kind == "company" else None

    def topic(self, kind: str, limit: int) -> NameAt | None:
        """Return whom a text is about, at its last place before a limit if it has one."""
        places = self._topics.get(kind)
        if places is None:
            places = self._topics[kind] = self._find_topic(kind)
        at = bisect_left(places, limit, key=lambda name: name.start)
        return (places[at - 1] if at else places[0]) if places else None

    def _find_topic(self, kind: str) -> list[NameAt]:
        """Return the places of the name of a kind that is told of most, and early."""
        fitting = [n for n in self._names if n.kind == kind]
        if kind == "company" and self.publisher is not None:
            return [n for n in self._names if _key(n) == _key(self.publisher)]
        if kind == "company":
            fitting = [n for n in fitting if not _CIVIL.search(n.name)]
        early = {_key(n) for n in fitting if n.start < _HEAD_REACH}
        best = max(
            dict.fromkeys(_key(n) for n in fitting),
            key=lambda key: self._said[key] + _EARLY * (key in early),
            default=None,
        )
        return [n for n in fitting if _key(n) == best]

    def person(self, limit: int, office: str | None = None) -> Span | None:
        """Return the person named last before a place, or the last who holds an office."""
        spans = self._holders.get(office.casefold() if office else "", [])
        at = bisect_left(spans, limit, key=lambda span: span.start)
        return spans[at - 1] if at else None

    def ministry(self, limit: int) -> Span | None:
        """Return the ministry named last before a place."""
        found = None
        for match in _MINISTRY.finditer(self._text, max(0, limit - _MINISTRY_BACK), limit):
            found = match
        return Span.of(self._text, *found.span()) if found else None

    def _end(self, sentence: int) -> int:
        after = sentence + 1
        return self._begins[after] if after < len(self._begins) else len(self._text)

    def _best(
        self, limit: int, kinds: Sequence[str], fits: re.Pattern[str] | None = None
    ) -> NameAt | None:
        """Return the name that is nearest, stands first in its sentence and is told of most."""
        until = bisect_left(self._starts, limit)
        here = bisect_right(self._begins, limit) - 1
        scores: dict[str, float] = {}
        last: dict[str, NameAt] = {}
        firsts: set[int] = set()
        for name in self._names[max(0, until - _NAMES_BACK) : until]:
            if name.kind not in kinds or (fits and not fits.search(name.name)):
                continue
            if kinds == ("company",) and _CIVIL.search(name.name):
                continue
            sentence = bisect_right(self._begins, name.start) - 1
            weight = _FADE ** (here - sentence) * (1.0 if sentence in firsts else 2.0)
            firsts.add(sentence)
            scores[name.name] = max(scores.get(name.name, 0.0), weight)
            last[name.name] = name
        if not scores:
            return None
        best = max(
            scores,
            key=lambda key: (scores[key] + _TOPIC * min(self._said[_key(last[key])], 8), key),
        )
        return last[best]


_CIVIL = re.compile(
    r"\b(?:Union|Association|Institute|University|Chamber|Federation|Council|Survey|Ministry"
    r"|Department|Commission|Agency|Bureau|Authority|Committee|Board|Government|Secretariat|Office"
    r"|Directorate|Treasury|Exchange|Police|Court|Senate|Parliament|Assembly|Congress|Mission"
    r"|Fund)\b"
)
_TICKER = re.compile(
    r"\((?:ASX|TSX|TSXV|TSX-V|NYSE(?:\sAmerican)?|NASDAQ|Nasdaq|LSE|AIM|JSE|OTCQ[BX]|CSE|SGX|HKEX"
    r"|LON|Oslo|IDX|PSX)\b[^()]{0,60}\)"
)
_OURS = re.compile(
    r"\b[Oo]ur\s(?:mines?|projects?|properties|operations|common\sstock|shareholders|stockholders"
    r"|plants?|smelters?|subsidiar\w+|ore|reserves|facilit\w+|credit|customers|employees)\b"
)
_LEAST_OURS = 3
_TICKER_REACH, _TICKER_GAP = 3000, 12
_BACK, _MINISTRY_BACK = 3, 4000
_HEAD_REACH, _EARLY, _LEAST_SAID, _OFTEN = 600, 4, 4, 8
_ISSUER = re.compile(
    r"\((?:[^()]{0,40}\s)?(?:the\s)?[“\"‘'](?:the\s)?(?:Company|Issuer|Group)[”\"’'][^()]{0,40}\)"
)


def _key(name: NameAt) -> str:
    """Return what tells one thing from another: US and United States are one."""
    return name.entity or name.name


def _find_holders(text: str) -> dict[str, list[Span]]:
    """Return who holds an office in a text, by the office; all persons under ""."""
    found: dict[str, list[Span]] = {}
    for pattern in HOLDERS:
        for match in pattern.finditer(text):
            span = Span.of(text, match.start("name"), match.end("name"))
            found.setdefault(match["office"].casefold(), []).append(span)
            found.setdefault("", []).append(span)
    for spans in found.values():
        spans.sort(key=lambda span: span.start)
    return found
