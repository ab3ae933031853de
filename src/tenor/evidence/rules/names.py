"""Names in a document: the gazetteer, definitions in the text, and words that look like a name."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tenor.core.countries import country
from tenor.evidence.gazetteer import find_names

_HEAD = r"(?>[A-Z][\w’'&-]*[\w’']|[A-Z]{2,}|[A-Z](?=[\s&]))"
"""One word of a name; atomic, since a hyphen may stand in it or part two of them."""
_CHUNK = re.compile(
    rf"(?<![\w’'$€£.-]){_HEAD}(?:[ -](?:(?:of|for|the|de|du|del|da|and"
    rf"|&) (?:the )?)?{_HEAD}){{0,7}}"
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
    r"|Agencies|Command|Platinum|Alumini?um|Vanadium|Manganese|Potash|Titanium|Silver|Silicon|Silica"
    r"|Fuels?|Wire|Cement|Petroleum|Oil|Gas|Molybdenum|Moly|Hydrogen|Commodities|Electric|Motor"
    r"|Airlines|Airways|Solar|Nuclear|Cables?|Magnesium|Alumina|Bauxite|Engineering|Construction"
    r"|Contractors|Builders|Insurance|Foundation|Consortium|Cooperative|Sands|Salt|Iron|Pharma"
    r"|Pharmaceuticals|Aerospace|Aviation|Telecom|Semiconductors?|Electronics|Foods|Farms|Drilling)"
    r"\b"
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
_JOINED = re.compile(
    r"\b(?:Ministry|Department|Institute|Board|Bureau|Commission|Secretariat|Bank|Office|Council"
    r"|Agency|Authority|Committee|Directorate|Chamber|Association|Federation|Union|Administration"
    r"|Minister|Secretary|Republic|Government|Bank|Corporation)\b"
)
_BASED = re.compile(r"[a-z]-(?:based|listed|linked|backed|owned|led|funded|registered)$")
_LEGAL = re.compile(r"\b(?:LTD|LIMITED|PLC|INC|CORP|CORPORATION|NL)\b\.?$")
_AND = re.compile(r"\sand\s(?=[A-Z][\w’'&-]*(?:\s[A-Z]|-based))")
_OF_PLACE = re.compile(r"(?<=[a-z])\sof\s(?:the\s)?[A-Z][\w-]+$")
_LEAST_HEAD, _SURE = 3, 10
_SUFFIX = re.compile(
    r"\b(?:Ltd|Limited|Inc|Corp|Corporation|plc|PLC|LLC|Co|Company|Group|Holdings?|Mining|Metals?"
    r"|Minerals?|Resources|Bank|Fund|Partners|Capital|Tbk|AG|SA|NV|GmbH|Oyj|ASA|AB|JSC|Authority"
    r"|Corporation|Agency|Lithium|Graphite|Tungsten|Antimony|Gold|Copper|Nickel)$"
)
_NO_BODY = re.compile(
    r"\b(?:Project|Strategy|Agreement|Act|Regulation|Programme|Program|Plan|Initiative|Statement"
    r"|Framework|Treaty|Report|Study|Reserve|Reserves|Resource|Code|Estimate|Article|Annex|Schedule"
    r"|Reporter|Correspondent|Editor|Writer|Staff|Post|Times|News|Herald|Gazette|Daily|Journal|Tribune|Guardian|Express|Newswire|Order|Law|Bill"
    r"|Memorandum|Understanding|Partnership|Corridor|Stage|Phase|Quarter|Inferred|Indicated|Measured"
    r"|Street|Road|Island|Islands|River|Province|District|County|Region|Dam|Hills?|Valley|Bay|Sea"
    r"|Summit|Forum|Conference|Week|Day|Summary|Highlights|Update|Letter|Interest|Section|MoU"
    r"|Goods|Trade|Tariff|States|Republic|Kingdom|Emirates|Infrastructure|Investments|Supply|Chains"
    r"|[A-Z]?\d+)$|\sfor\s[A-Z]\d*$|\b(?:Secretary|Minister|Chairman|Commissioner|Governor|Senator"
    r"|Ambassador|President|Director|Professor|Treasurer|Rep|Sen|Harmonized|Schedule|Article)\b"
)
_TITLE_CASE = re.compile(
    r"(?:[A-Z][a-z]+ing|New|Potential|Critical|National|Natural|Joint)\s|.*\bGas$"
)
_PLACED_BEFORE = re.compile(
    r"\b(?:in|at|near|outside|around|across|north|south|east|west)\s(?:of\s)?$"
)
_OFFICE_BEFORE = re.compile(
    r"\b(?:minister|secretary|president|director|governor|chair\w*|head|chief|CEO|officer|founder"
    r"|leader|manager|treasurer|economist|analyst|mayor),\s$",
    re.IGNORECASE,
)
_SAID_BEFORE = re.compile(r"[,”\"]\s(?:said|says|added|told|asked|according\sto)\s$")
_PART_BEFORE = re.compile(r"\b(?:[Mm]inist(?:er|ry)|[Ss]ecretary|[Dd]epartment)\s(?:of|for)\s$")
_CLOSES = re.compile(r",\s(?:put|said|says|told|added|estimates?|estimated|warned)\b")
_PERSON_AFTER = re.compile(
    r",\s(?:(?:the|an?|its|who|chief|deputy|mines?|energy|mining)\s)?(?:[\w-]+\s){0,4}?"
    r"(?:minister|secretary|president|chair\w*|director|executive|officer|governor|analyst|who|head"
    r"|economist|geologist|spokes\w+|founder|manager|CEO|CFO)\b"
)
_ACTS = re.compile(
    r"\s(?:(?:has|have|had|also|now|already|jointly|would|will|may|could)\s){0,2}"
    r"(?:initial+ed|inked|sign(?:ed|s)|own(?:ed|s)?|hold(?:s)?|held|bought|buys?|sells?|sold|take(?:s)?|took|invest(?:ed|s)?"
    r"|lend|lent|borrow\w*|produc(?:ed|es?)|ship(?:ped|s)|mined|mines|operat(?:ed|es)|acquir(?:ed|es?)"
    r"|rais(?:ed|es?)|spend(?:s)?|spent|secur(?:ed|es?)|award\w*|contract\w*|commit(?:ted|s)?|paid|pays?"
    r"|receiv(?:ed|es?)|purchas(?:ed|es?)|plans?|agreed|expects?|reported|posted|provid(?:ed|es?)"
    r"|drew|drawn|process(?:es|ed)?|suppl(?:y|ies|ied)|deliver(?:s|ed)?|listed|traded|fund(?:s|ed)?)\b"
)
_OWNS = re.compile(
    r"['’]s?\s(?:[\w-]+\s){0,2}?(?:shares?|mines?|project|stake|board|plants?|smelter|refinery"
    r"|balance|revenue|earnings|management|output|production|subsidiary|parent|capex|facility|offer"
    r"|shareholders|shareholding|licen[cs]e|deposit|acquisition|purchase|loan|equity)\b"
)
_CALLED = re.compile(
    r"\b(?:company|miner|developer|group|firm|lender|bank|producer|smelter|trader|refiner|explorer"
    r"|utility|carmaker|subsidiary|affiliate|operator|contractor|buyer|seller|sponsor|shareholder"
    r"|owned|listed|based|backed|maker|unit|venture|partner|giant),?\s$|\b[A-Z]\w+['’]s?\s$"
)
_DEALS = re.compile(
    r"\b(?:agreement|contract|memorandum|MoU|deal|partnership|collaboration|venture|talks|loan"
    r"|stake|shares|equity|offtake|order|investment|purchase|sold|bought|supply|lend|signed|pact"
    r"|financing|letter)\b[^.;]{0,24}?\b(?:with|by|to|from|in|of|between)\s(?:the\s)?$"
)
_NOT_NAMES = frozenset(_WORDS.split(" "))


@dataclass(frozen=True, slots=True)
class NameAt:
    """One name in a text: its place, the canonical name, its kind and country."""

    start: int
    end: int
    name: str
    kind: str
    country: str | None = None
    entity: str | None = None
    form: str = "name"


def call_names(items: Sequence[NameAt]) -> list[NameAt]:
    """Return names with each state called as the text first writes it out, or by its own name.

    American, Washington and America stand for the United States; a body keeps the name that it
    has at its place.
    """
    full: dict[str, str] = {}
    for item in items:
        if item.kind == "country" and item.entity and item.form == "name" and not _stands_in(item):
            full.setdefault(item.entity, item.name)
    return [
        replace(item, name=_called(item, full)) if item.kind == "country" else item
        for item in items
    ]


def _called(item: NameAt, full: Mapping[str, str]) -> str:
    if item.form == "code":
        return item.name.replace(".", "")
    if item.country is None or not (item.form in ("adjective", "seat") or _stands_in(item)):
        return item.name
    return full.get(item.entity or "") or country(item.country).name


def _stands_in(item: NameAt) -> bool:
    return item.name in ("America", "the States")


class DocumentNames:
    """All names of one document, in order, searchable by place."""

    def __init__(self, text: str) -> None:
        self.items = tuple(sorted(_collect(text), key=lambda item: (item.start, -item.end)))
        self._starts = [item.start for item in self.items]

    def between(self, start: int, end: int) -> tuple[NameAt, ...]:
        """Return the names that begin in a stretch of the text."""
        return self.items[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def _collect(text: str) -> list[NameAt]:
    found = [
        NameAt(n.start, n.end, n.name, n.kind, n.country, n.entity_id, n.form)
        for n in find_names(text)
    ]
    shorts = dict(_definitions(text))
    chunks = list(_chunks(text))
    bodies = _bodies(text, chunks)
    whole = [chunk for chunk in chunks if _SUFFIX.search(chunk[2]) and chunk[2] in bodies]
    taken = _Taken(_without_parts(found, whole))
    longs = [name for _, _, name in chunks if name in bodies]
    held = [n for n in found if n.kind in ("company", "agency") and " " in n.name]
    # In the order of the text: a short form stands for the name that was written out first.
    for long in dict.fromkeys([*shorts.values(), *longs]):
        for head in _heads(long):
            shorts.setdefault(head, long)
    kinds = {n.name: n.kind for n in held}
    for named in held:
        head = text[named.start : named.end].split(maxsplit=1)[0]
        if len(head) >= _LEAST_HEAD and head in named.name and head not in _NOT_NAMES:
            shorts.setdefault(head, named.name)
    for start, end, name in chunks:
        if not taken.free(start, end):
            continue
        if name in shorts:
            long = shorts[name]
            taken.add(NameAt(start, end, long, kinds.get(long, "company")))
        elif name in bodies:
            taken.add(NameAt(start, end, name, "company"))
    return taken.items


def _heads(long: str) -> Iterator[str]:
    """Yield the short forms of a name: its first words, not a word that many bodies share."""
    words = long.split()
    head = words[0]
    if len(words) > 1 and len(head) >= _LEAST_HEAD and head not in _NOT_NAMES:
        if not _BODY.fullmatch(head):
            yield head
        if len(words) > 2 and words[1][0].isupper():
            yield f"{head} {words[1]}"


def _without_parts(
    found: Sequence[NameAt], whole: Sequence[tuple[int, int, str]]
) -> Iterator[NameAt]:
    """Yield names that are no part of a longer one: the place in Rincon Mining Pty Limited."""
    kept = sorted(found, key=lambda n: n.start)
    starts = [n.start for n in kept]
    dropped: set[int] = set()
    for start, end, name in whole:
        near = range(max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end))
        across = [i for i in near if kept[i].end > start]
        if all(_is_part(kept[i], start, end) for i in across):
            dropped.update(across)
            yield NameAt(start, end, name, "company")
    for number, found_name in enumerate(kept):
        if number not in dropped:
            yield found_name


def _is_part(name: NameAt, start: int, end: int) -> bool:
    inside = start <= name.start and name.end <= end and end - start > name.end - name.start
    return inside and (name.kind not in ("company", "agency") or name.start == start)


def _bodies(text: str, chunks: Sequence[tuple[int, int, str]]) -> set[str]:
    """Return the runs of capitals that are bodies, by their words and by how they are used.

    A run of two plain words may be a person or a place: what it does in the text tells.
    """
    votes: dict[str, int] = {}
    for start, end, name in chunks:
        if name in _NOT_NAMES or _NO_BODY.search(name):
            continue
        if " " in name and _is_body(text, start, end, name):
            votes[name] = votes.get(name, 0) + _SURE
            continue
        before, after = text[max(0, start - 48) : start], text[end : end + 60]
        if _PLACED_BEFORE.search(before):
            votes[name] = votes.get(name, 0) - 1
        if _PART_BEFORE.search(before):
            continue
        person = _TITLES.search(before[-24:]) or _OFFICE_BEFORE.search(before)
        person = person or _SAID_BEFORE.search(before)
        if person or any(rule.match(after) for rule in (_SAID, _PERSON_AFTER, _CLOSES)):
            votes[name] = votes.get(name, 0) - 2
        acts = bool(_ACTS.match(after)) + 2 * bool(_OWNS.match(after))
        acts += _LEAST_WORDS <= len(name.split()) <= _MOST_WORDS and not _TITLE_CASE.match(name)
        acts += 2 * bool(_CALLED.search(before)) + bool(_DEALS.search(before))
        votes[name] = votes.get(name, 0) + acts
    return {name for name, vote in votes.items() if vote >= (1 if " " in name else 3)}


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
        # South Korea's Hansung Materials is two names, and so are Jinhe Zinc and Bolan Metals.
        for part in _parts(match.group()):
            name = _trim(part)
            start = text.find(name, place)
            place = start + len(part) if start >= 0 else place + len(part)
            if (
                start < 0
                or not name
                or (name.isupper() and len(name) > 14 and not _LEGAL.search(name))
            ):
                continue
            name = re.sub(
                r"\s(?:for|of|and|the)\s[A-Z]{1,3}\d[\w.]*$", "", re.sub(r"['’]s?$", "", name)
            )
            yield start, start + len(name), name


def _parts(run: str) -> Iterator[str]:
    """Yield the names of a run of capitals: split at a possessive, at "and", at "of Oregon"."""
    for owned in _OWNED.split(run):
        if _JOINED.search(owned):
            yield owned
            continue
        for part in _AND.split(owned):
            yield _OF_PLACE.sub("", part)


def _is_body(text: str, start: int, end: int, name: str) -> bool:
    """Return whether a run of capitals is a body and not a person."""
    if _BODY.search(name):
        return True
    before = text[max(0, start - 24) : start]
    if _TITLES.search(before) or _OFFICE_BEFORE.search(before) or _SAID.match(text[end : end + 80]):
        return False
    if _PERSON_AFTER.match(text[end : end + 60]) or _CLOSES.match(text[end : end + 40]):
        return False
    return False


class _Taken:
    """Names found so far; the stronger ones first."""

    def __init__(self, items: Iterable[NameAt]) -> None:
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
    while words and (
        words[0] in _NOT_NAMES
        or words[0][0].islower()
        or words[0] == "&"
        or _BASED.search(words[0])
    ):
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
