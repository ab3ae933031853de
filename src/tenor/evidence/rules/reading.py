"""The rules: from a document to candidates, each number with its meaning and places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tenor.evidence import vocabulary as v
from tenor.evidence.cues import allows
from tenor.evidence.flow import prose_of
from tenor.evidence.grammar.scan import find_mentions
from tenor.evidence.model import Candidate, Document, Mention, Span
from tenor.evidence.rules.carrying import (
    carry_along,
    carry_back,
    carry_into_item,
    carry_on,
    carry_onward,
)
from tenor.evidence.rules.meanings import Meanings, read_meanings
from tenor.evidence.rules.names import DocumentNames, NameAt
from tenor.evidence.rules.parties import Parties
from tenor.evidence.rules.speakers import Speakers
from tenor.evidence.rules.status import Firmness, read_firmness
from tenor.evidence.rules.status_hits import StatusHit, find_status_hits
from tenor.evidence.rules.topics import find_basis, find_commodity, find_date, find_stage
from tenor.evidence.rules.unit_measure import Reading
from tenor.evidence.rules.windows import around_of, cut_long
from tenor.evidence.sentences import Sentence, Sentences
from tenor.evidence.verifying import REACH

_SMALL = 2
_TIMES = frozenset({"years", "months", "weeks", "days"})
_PAPER_SIGNED = re.compile(
    r"\b(?:memorand(?:um|a)|MoUs?|letters?\sof\sintent|term\ssheet|non-binding"
    r"|heads\sof\s(?:terms|agreement))\b",
    re.IGNORECASE,
)
_BINDS = re.compile(
    r"\b(?:binding|definitive|loan|credit|financing|purchase|supply|offtake|EPC|construction)\s"
    r"(?:\w+\s){0,2}(?:agreements?|contracts?|order)\b|\b(?:awarded|executed|contracts?)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"^\s(?:ago|earlier|later|before|after|old|from\snow|back|apart|in\sa\srow|running|of\sage"
    r"|in\soffice)\b",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"\b(?:past|last|previous|recent|every|another|these|those|two\sor"
    r"|once\severy)\s(?:few\s)?$",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:by|until|target\w*|goal|start\w*|begin\w*|commenc\w*|expected|due|planned|schedul\w*"
    r"|aim\w*|complet\w*|operational|production|output|commission\w*|before|not\sbefore"
    r"|later\sthan|after)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_AT_YEAR = re.compile(
    r"\b(?:from|in|between|until|till|than|to|for|at|during|of|or|and|is|early|late|mid|end"
    r"|start|beginning)[\s-](?:(?:the\s)?(?:end|start|beginning|close|middle|early|late|mid)"
    r"(?:\sof)?[\s-]|a\s)?$",
    re.IGNORECASE,
)
_LOOKS_AHEAD = re.compile(
    r"\b(?:will|shall|would|could|should|may(?=\s[a-z])|might|once|expect\w*|plan(?:s|ned)?\b"
    r"|target\w*|forecast\w*|project(?:ed|ion)s?|slated|pencilled|due|schedul\w+|delay\w*"
    r"|earliest|as\searly\sas|first\s(?:production|output|ore|metal|concentrate|product|power)"
    r"|deliver(?:y|ies)|ris(?:e|ing)\sto|to\s(?:start|begin|open|produce|reach|rise|grow|double"
    r"|build|add|supply))\b",
    re.IGNORECASE,
)
_HORIZON_REACH = 90
_RUPEES = re.compile(r"\b(?:India|Indian|New\sDelhi|Mumbai|Odisha|Andhra|Gujarat|Rajasthan)\b")
_PAK = re.compile(
    r"\b(?:Pakistan\w*|Islamabad|Balochistan|Karachi|Khyber|Punjab|Sindh|Lahore|Quetta|Peshawar)\b"
)
_CENTRAL = re.compile(
    r"\b(?:Gabon\w*|Cameroon\w*|Congo\w*|Chad\w*|Equatorial\sGuinea|Central\sAfrican)\b"
)
_WEST = re.compile(
    r"\b(?:Senegal\w*|Mali\w*|Burkina\w*|C[oô]te\sd.Ivoire|Ivor\w+|Niger\b|Benin\w*|Togo\w*)\b"
)


def extract(document: Document, revise: Revise | None = None) -> list[Candidate]:
    """Return the candidates of a document, in the order of its text.

    Numbers in boilerplate are passed over: they would be quarantined in any case. What `revise`
    names goes over the candidates with the reader that found them.
    """
    flow = prose_of(document.text)
    if flow.is_plain:
        return _read(document, revise)
    found = [flow.candidate(found) for found in _read(flow.document(document), revise)]
    return [*found, *_left_out(document, flow.unread)]


def _left_out(document: Document, unread: Sequence[tuple[int, int]]) -> Iterator[Candidate]:
    """Yield the first number of each stretch that is no prose, for the verifier to say why."""
    for start, end in unread:
        shown = document.text[start : min(end, start + _SHOWN)]
        first = next(iter(find_mentions(shown)), None)
        if first is None or document.zone_at(start + first.start) == "boilerplate":
            continue
        place = Span.of(document.text, start + first.start, start + first.end)
        mention = replace(first, start=place.start, end=place.end, cue=None)
        yield Candidate(mention, "other", spans={"value": place}, extractor="rules")


_SHOWN = 2000


def _read(document: Document, revise: Revise | None) -> list[Candidate]:
    text = document.text
    mentions = [
        settle_currency(text, mention)
        for mention in find_mentions(text)
        if document.zone_at(mention.start) != "boilerplate"
    ]
    if not mentions:
        return []
    reader = Reader(document, mentions)
    return revise(reader, reader.read()) if revise else reader.read()


class Reader:
    """One reading of a document: sentences, names and speakers are found once."""

    def __init__(self, document: Document, mentions: Sequence[Mention]) -> None:
        self.document, self.text = document, document.text
        self.mentions = mentions
        self.sentences = Sentences(self.text, cut_long(self.text, mentions))
        self.names = DocumentNames(self.text)
        self.speakers = Speakers(self.text, self.sentences.items, self.names.items)
        self.parties = Parties(self.text, self.sentences.items, self.names, self.speakers.referents)
        self._firm: dict[int, list[StatusHit]] = {}
        self._zones = {m.start: document.zone_at(m.start) for m in mentions}
        self.in_body = {
            _value_key(m) for m in mentions if self._zones[m.start] in ("body", "table")
        }

    def read(self) -> list[Candidate]:
        """Return all candidates."""
        by_sentence: dict[int, list[Mention]] = {}
        for mention in self.mentions:
            by_sentence.setdefault(self.sentences.at(mention.start), []).append(mention)
        groups = [
            (number, group, [m for m in group if is_claim(self.text, m)])
            for number, group in sorted(by_sentence.items())
        ]
        groups = [entry for entry in groups if entry[2]]
        meanings = read_meanings(self.text, self.sentences, groups, self.names)
        found = [
            candidate
            for number, group, kept in groups
            for candidate in self._sentence(number, group, kept, meanings)
        ]
        return self._sobered(found)

    def _sobered(self, found: list[Candidate]) -> list[Candidate]:
        """Return the candidates with each headline as firm as the body at most, for one value."""
        softest: dict[tuple[str, float | None], str] = {}
        found = self._on_paper(found)
        if not any(map(self._is_headline, found)):
            return found
        for candidate in found:
            if candidate.status in v.STATUSES and not self._is_headline(candidate):
                key = _value_key(candidate.mention)
                softest[key] = min(candidate.status, softest.get(key, "operating"), key=v.firmness)
        sobered = []
        for candidate in found:
            soft = softest.get(_value_key(candidate.mention)) or candidate.status
            if self._is_headline(candidate) and v.firmness(soft) < v.firmness(candidate.status):
                candidate = replace(candidate, status=soft)  # noqa: PLW2901
            sobered.append(candidate)
        return sobered

    def _on_paper(self, found: list[Candidate]) -> list[Candidate]:
        """Return the candidates with a sum no firmer than the paper that another place names.

        A summary says that a $500 million deal was signed, the text that it is a memorandum.
        """
        papers = {
            _value_key(c.mention)
            for c in found
            if c.mention.dimension == v.MONEY and _PAPER_SIGNED.search(self._sentence_of(c))
        }
        return [
            self._as_paper(c)
            if c.status == "contract_signed" and _value_key(c.mention) in papers
            else c
            for c in found
        ]

    def _as_paper(self, candidate: Candidate) -> Candidate:
        cue = candidate.spans.get("status")
        if cue is None or _BINDS.search(self._sentence_of(candidate)):
            return candidate
        return replace(candidate, status="mou_signed")

    def _sentence_of(self, candidate: Candidate) -> str:
        place = self.sentences.items[self.sentences.at(candidate.mention.start)]
        return self.text[place.start : place.end]

    def _is_headline(self, candidate: Candidate) -> bool:
        return self._zones[candidate.mention.start] == "headline"

    def _sentence(
        self, number: int, group: list[Mention], kept: list[Mention], meanings: Meanings
    ) -> list[Candidate]:
        place = self.sentences.items[number]
        names = self.names.between(place.start, place.end)
        said = _Said(place, self._status_hits(number), names, [])
        found: list[Candidate] = []
        for mention in kept:
            others = [o for o in around_of(group, mention) if o is not mention]
            found.append(self._candidate(said, mention, meanings[mention.start], others))
        return found

    def _firmness(
        self, said: _Said, mention: Mention, measure: str, others: Sequence[Mention]
    ) -> tuple[Firmness, Span | None]:
        """Return how firm a number is, and the words that tie it to a cue elsewhere."""
        place = said.place
        bounds = place.start, place.end
        state = read_firmness(self.text, mention, measure, bounds, said.firm, others)
        if not v.MEASURES[measure].deal:
            return state, None
        before = said.told[-1] if said.told else (None, None)
        state = carry_along(self.text, state, mention, *before) or state
        said.told.append((mention, state))
        carried = (
            carry_back(self.text, state, bounds, self._earlier(place))
            or carry_into_item(self.text, state, place.start)
            or carry_onward(self.text, state, self._after(place))
            or carry_on(self.text, state, said.firm, place.start, self._just_before(place))
        )
        return carried if carried and self._is_near(carried[1], mention) else (state, None)

    def _earlier(self, sentence: Sentence) -> Iterator[Sequence[StatusHit]]:
        number = self.sentences.at(sentence.start)
        for before in reversed(self.sentences.items[max(0, number - _CARRIES) : number]):
            yield self._status_hits(self.sentences.at(before.start))

    def _just_before(self, sentence: Sentence) -> Sequence[StatusHit]:
        return next(iter(self._earlier(sentence)), ())

    def _status_hits(self, number: int) -> list[StatusHit]:
        if number not in self._firm:
            place = self.sentences.items[number]
            self._firm[number] = find_status_hits(self.text, place.start, place.end)
        return self._firm[number]

    def _after(self, sentence: Sentence) -> tuple[int, int] | None:
        number = self.sentences.at(sentence.start) + 1
        if number >= len(self.sentences.items):
            return None
        after = self.sentences.items[number]
        return after.start, after.end

    def _is_near(self, span: Span, mention: Mention) -> bool:
        apart = self.sentences.at(span.start) - self.sentences.at(mention.start)
        return abs(apart) <= REACH

    def _candidate(
        self, said: _Said, mention: Mention, reading: Reading, others: Sequence[Mention]
    ) -> Candidate:
        text, place, names = self.text, said.place, said.names
        bounds = place.start, place.end
        measure = reading.measure if _suits(reading.measure, mention) else "other"
        spans = {"value": Span.of(text, mention.start, mention.end)}
        state, tie = self._firmness(said, mention, measure, others)
        if tie is not None:
            spans["anaphora"] = tie
        if reading.cue and place.start <= reading.cue.start < place.end:
            spans["measure"] = reading.cue
        status, status_cue = settle_status(text, state.status, state.cue)
        if status_cue is not None:
            spans["status"] = status_cue
        topic = find_commodity(text, mention, *bounds)
        if topic:
            spans["commodity"] = topic[1]
        date = find_date(text, mention, *bounds)
        if date:
            spans[f"{date[0]}_date"] = date[2]
        parties = self.parties.of(mention, measure, others)
        aimed = _aimed_at(text, mention, names) if measure == "tariff_rate" else None
        where = _nearest(names, mention, ("place", "country"))
        if where:
            spans["place"] = Span.of(text, where.start, where.end)
        zone = self._zones[mention.start]
        voices = self.speakers.of(self.sentences.at(mention.start), mention.start)
        voices = tuple(w for w in voices if w.span and self._is_near(w.span, mention))
        tied = next((w.span for w in voices if w.span and not _within(w.span, place)), None)
        if tied is not None:
            spans["quotation"] = tied
        return Candidate(
            mention=mention,
            measure=measure,
            subject=aimed.name if aimed else _subject(mention, names),
            object=_object(mention, names),
            commodity=topic[0] if topic else None,
            stage=find_stage(text, measure, *_around(mention, place)),
            basis=find_basis(text, mention, *bounds),
            place=where.name if where else None,
            status=status,
            modality=state.modality,
            polarity=state.polarity,
            parties=parties,
            attribution=voices,
            event_date=date[1] if date and date[0] == "event" else None,
            effective_date=date[1] if date and date[0] == "effective" else None,
            headline_only=zone == "headline" and _value_key(mention) not in self.in_body,
            spans=spans,
            extractor="rules",
        )


Revise = Callable[[Reader, list[Candidate]], list[Candidate]]


@dataclass(frozen=True, slots=True)
class _Said:
    """One sentence while it is read: its cues and names, and what its numbers were read as."""

    place: Sentence
    firm: Sequence[StatusHit]
    names: Sequence[NameAt]
    told: list[tuple[Mention, Firmness]]


def settle_status(
    text: str, status: str | None, cue: Span | None
) -> tuple[str | None, Span | None]:
    """Return a status no firmer than the verifier's own reading of its cue allows.

    Where the cue allows less, the status steps down; without any cue it is at most proposed.
    """
    if status is None:
        return None, None
    if cue is not None:
        place = Span.of(text, cue.start, cue.end)
        if allows(text, cue.start, cue.end, status):
            return status, place
        for softer in reversed(v.STATUSES[: max(v.firmness(status), 0)]):
            if v.firmness(softer) >= v.firmness("proposed") and allows(
                text, cue.start, cue.end, softer
            ):
                return softer, place
    soft = status if 0 <= v.firmness(status) <= v.firmness("proposed") else "proposed"
    return soft, None


def _around(mention: Mention, place: Sentence) -> tuple[int, int]:
    return max(place.start, mention.start - _NEAR), min(place.end, mention.end + _NEAR)


def _within(span: Span, place: Sentence) -> bool:
    return place.start <= span.start < place.end


def _suits(measure: str, mention: Mention) -> bool:
    return mention.dimension in v.MEASURES[measure].dimensions


def _value_key(mention: Mention) -> tuple[str, float | None]:
    return mention.unit, mention.point if mention.point is not None else mention.low


def is_claim(text: str, mention: Mention) -> bool:
    """Return whether a mention is more than a turn of speech: no idle year, day or small count."""
    if mention.dimension == v.YEAR:
        return (mention.point or 0.0) >= _FIRST_TARGET and _is_horizon(text, mention)
    single = text[mention.start : mention.start + 4].casefold() == "one "
    if single and mention.point == 1.0 and mention.dimension != v.FRACTION:
        return False
    if mention.dimension == v.TIME:
        return _is_span(text, mention)
    if mention.dimension == v.COUNT and mention.per is None:
        return _is_count(text, mention)
    return True


def _is_horizon(text: str, mention: Mention) -> bool:
    """Return whether a year is one by which, or from which, something is to be so.

    Words of a goal before it say so, or a preposition of time in a sentence that looks ahead.
    """
    start = max(0, mention.start - _HORIZON_REACH)
    head = text[start : mention.start]
    if _AHEAD.search(head):
        return True
    if not _AT_YEAR.search(head):
        return False
    edge = max(head.rfind("\n\n"), head.rfind(". "), head.rfind("; "))
    clause = text[start + edge + 1 : mention.end + _HORIZON_REACH // 2]
    return bool(_LOOKS_AHEAD.search(clause.split("\n\n")[0]))


def _is_span(text: str, mention: Mention) -> bool:
    """Return whether a time is a length that matters: years to days, not ago and not last."""
    after = text[mention.end : mention.end + 16]
    before = text[max(0, mention.start - 24) : mention.start]
    return mention.unit in _TIMES and not (_PAST.match(after) or _LAST.search(before))


def _is_count(text: str, mention: Mention) -> bool:
    """Return whether a count is written in digits, or large enough to be meant as one."""
    if text[mention.start : mention.start + 1].isdigit():
        return True
    last = (mention.noun or "").split()[-1:]
    return (mention.point or mention.low or 0) > _SMALL and last != ["questions"]


_FIRST_TARGET = 2025
_CARRIES = 3
_NEAR = 80


def settle_currency(text: str, mention: Mention) -> Mention:
    """Return a mention with the currency that the document's places settle: rupees, CFA francs."""
    if "/" not in mention.unit or mention.dimension != v.MONEY:
        return mention
    rupee, franc = _home(text)
    return replace(mention, unit=rupee if mention.unit == "PKR/INR" else franc)


@lru_cache(maxsize=2)
def _home(text: str) -> tuple[str, str]:
    """Return the rupee and the CFA franc of a text; each of its sums asks for it."""
    india, pakistan = len(_RUPEES.findall(text)), len(_PAK.findall(text))
    central, west = len(_CENTRAL.findall(text)), len(_WEST.findall(text))
    return "INR" if india > pakistan else "PKR", "XOF" if west > central else "XAF"


def _nearest(names: Sequence[NameAt], mention: Mention, kinds: tuple[str, ...]) -> NameAt | None:
    fitting = [name for name in names if name.kind in kinds]
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    return min(
        fitting,
        key=lambda n: min(abs(n.start - mention.end), abs(mention.start - n.end)),
        default=None,
    )


def _subject(mention: Mention, names: Sequence[NameAt]) -> str | None:
    """Return what a number is about: the counted noun, the project, or who stands before it."""
    if mention.dimension == v.COUNT and mention.noun:
        return mention.noun
    project = _nearest(names, mention, ("project",))
    if project:
        return project.name
    before = [n for n in names if n.end <= mention.start and n.kind != "place"]
    return before[-1].name if before else None


def _aimed_at(text: str, mention: Mention, names: Sequence[NameAt]) -> NameAt | None:
    """Return the state on whose goods a rate is, where the words behind it say so."""
    after = [n for n in names if n.start >= mention.end and n.kind == "country"]
    if not after:
        return None
    return after[0] if _LAID_ON.fullmatch(text, mention.end, after[0].start) else None


_LAID_ON = re.compile(
    r"\s(?:[\w-]+\s){0,3}?(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|rates?)\s(?:[\w-]+\s){0,3}?(?:on|against|for)\s"
    r"(?:[\w-]+,?\s){0,6}?"
)


def _object(mention: Mention, names: Sequence[NameAt]) -> str | None:
    after = [n for n in names if n.start >= mention.end and n.kind != "place"]
    return after[0].name if after else None
