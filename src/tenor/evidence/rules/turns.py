"""Turns of a transcript or of written answers: whose words stand behind "MINISTER:" or "Dr Haque:".

A turn begins a line with a name and a colon. A line of a form ("Capex: $40m", "Source: Reuters")
begins in the same way; a name is a speaker's where it holds an office or a title, or where it
comes back and the text is one of turns.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tenor.evidence.model import Span, Voice
from tenor.evidence.rules.referents import HOLDERS

_LEAST_TURNS, _MOST_TURNS = 3, 800
_OFFICES = (
    r"minister|question(?:er)?|reporter|moderator|chair\w*|president|secretary|ceo|cfo|coo|analyst"
    r"|operator|speaker|governor|commissioner|senator|ambassador|answer|mr|ms|mrs|dr|hon|sen|rep|q|a"
    r"|prof(?:essor)?|sir|lord|baroness|director|officer|official|spokes\w+|host|interviewer|witness"
    r"|member|congress(?:man|woman)|representative|chancellor|premier|mayor|engr|brig|gen|syed|alhaji"
)
_OFFICE = re.compile(rf"\b(?:{_OFFICES})\b\.?", re.IGNORECASE)
_ASKS = re.compile(r"(?:question|reporter|q|interviewer|host)\b", re.IGNORECASE)
_LINE = re.compile(
    r"^[ \t]*(?:\*?\(?[QA]?\d{1,3}[.):]?[ \t]+)?(?:Supplementary,?\s|THE\s(?=[A-Z]))?"
    r"(?P<who>[A-Z][\w.’'-]*"
    r"(?:[ \t](?:[A-Z][\w.’'-]*|of|for|the|and|de|bin|al|von|van|\([A-Z]\))){0,8})"
    r"(?P<more>(?:[ \t]?\([^()\n]{1,60}\)){0,2})[ \t]?:(?=\s|$)",
    re.MULTILINE,
)
_Q_LINE = re.compile(r"^[ \t]*(?P<who>Q|A)\.?[ \t]+(?=\(?[A-Z“\"])", re.MULTILINE)
_FORM_WORDS = (
    "note notes source sources contact contacts table figure date subject title re summary tel "
    "email phone photo caption video update updated published abstract keywords tags highlights "
    "annex"
)
_FORMS = frozenset(_FORM_WORDS.split(" "))
_FULL_OFFICE = re.compile(
    r"\b(?P<office>[Mm]inister|[Uu]nder\s[Ss]ecretary|[Ss]ecretary|[Gg]overnor|[Pp]resident"
    r"|[Cc]ommissioner|[Aa]mbassador)"
    r"\s(?:(?:of|for)\s(?:[A-Z][\w’'-]*|of|and|the)(?:[\s,](?:[A-Z][\w’'-]*|of|and|the))*)"
)
_HEAD_REACH = 1500
_TWO_WORDS = re.compile(
    r"\b[A-Z][a-zà-ÿ’'-]+(?:\s(?:[A-Z]\.|van|von|de|al|bin))?\s[A-Z][a-zà-ÿ’'-]+"
    r"(?=\s(?:runs|leads|heads|has|is|was|talks?|spoke|sat|took|founded|joined|chairs|tells|told)\b"
    r"|,\s(?:who|the|chief|its|whose|founder|head|a)\b)"
)
_ASKED = re.compile(r"^[ \t]*[^\n“”]{12,260}\?[\"’']?[ \t]*$", re.MULTILINE)
_PUT = re.compile(
    r":\s(?:To\sask\b|Will\sthe\s[A-Z]|asked\sthe\s(?:Minister|Secretary|Government))"
)
_TWO_CAPITALS = re.compile(r"[A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*){1,4}")
_ANSWERED = re.compile(
    r"^[ \t]*(?:Asked|Answer(?:ed)?(?:\s(?:given|on\s[^\n]{4,24}))?|Repl(?:y|ied)|Response)\s"
    r"by:?\s(?P<who>(?:the\s)?[A-Z][^\n,:]{2,80}?)(?=\son\s(?:behalf|\d|[A-Z])|,|:|\s*$)[^\n]*$",
    re.MULTILINE,
)
_SPEECH = re.compile(
    r"^[^\n]{0,60}\b(?i:speech|remarks|statement|address|testimony)\b[^\n]{0,60}?\b(?:by|of|from)\s"
    r"(?P<who>(?:the\s)?(?:Hon\.?\s)?[A-Z][^\n,:]{2,70}?)(?=,|:|\s(?:at|on|to|before|in)\s|\s*$)"
    r"[^\n]*$",
    re.MULTILINE,
)
_REPLY = re.compile(r"^[ \t]*(?:REPLY|Reply|ANSWER|Answer|RESPONSE|Response)[ \t]*:?", re.MULTILINE)
_ASKED_OF = re.compile(
    r"\b(?:asked?|[Ww]ill)\sthe\s(?P<who>(?:Minister|Secretary|Government|Commissioner|Premier)"
    r"[^\n,:;?]{0,70}?)(?=:|,|;|\?|\swhether|\swhat|\show|\sbe\s|\splease|\sto\s|\n)"
)
_FIRST_PERSON = re.compile(r"\b(?:I|my)\s")
_SELF = re.compile(r"\b(?:I|We|we|My|my|Our|our)\b")
_HOLDS = re.compile(
    r"\b(?:MINISTER|SECRETARY|PRESIDENT|CHAIR\w*|GOVERNOR|AMBASSADOR|DIRECTOR|MR|MS|MRS|DR|HON)\b"
)
_HEADING = re.compile(r"\b(?:A|AN|AND|FOR|FROM|IN|OUR|ON|OF|THE|TO|WITH|YOUR)\b|(?:\S+\s){4}")
"""In capitals these words are a heading's, not a speaker's."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: where it begins, its speaker as the text names him, and the place of the label."""

    start: int
    speaker: str
    label: int
    label_end: int


class Label(NamedTuple):
    """What may begin a turn: its place, who, what stands behind him in brackets, his place."""

    start: int
    who: str
    more: str
    at: int
    end: int


class Turns:
    """The turns of one text, searchable by place; none where the text is no transcript."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._turns = _find_turns(text)
        self._starts = [turn.start for turn in self._turns]

    def of(self, place: int) -> Voice | None:
        """Return whose turn a place is in."""
        at = bisect_right(self._starts, place) - 1
        if at < 0:
            return None
        turn = self._turns[at]
        if not turn.speaker:
            return None
        span = Span.of(self._text, turn.label, turn.label_end)
        if _ASKS.match(span.exact):
            return Voice("reporter", "reporter", span)
        return Voice(turn.speaker, "speaker", span)


def _find_turns(text: str) -> list[Turn]:
    found = sorted(_labels(text))[:_MOST_TURNS]
    names = Counter(label.who for label in found)
    persons = _persons(text)
    put = _PUT.search(text) is not None
    kept = [
        label
        for label in found
        if _is_speaker(label.who, names)
        or (names[label.who] > 1 and _whole(label.who, persons))
        or (put and _TWO_CAPITALS.fullmatch(label.who))
    ]
    headed = list(_headed(text))
    sure = any(_OFFICE.search(label.who) or label.who.isupper() for label in kept)
    few = len(kept) < (_LEAST_TURNS - 1 if sure else _LEAST_TURNS)
    if few and not headed and not (kept and put):
        return _find_answers(text, persons)
    return [
        Turn(
            label.start,
            _whole(label.who, persons) or _fuller(text, label.who, label.more, names),
            label.at,
            label.end,
        )
        for label in sorted([*kept, *headed])
    ]


def _labels(text: str) -> Iterator[Label]:
    """Yield what may be the label of a turn: a name and a colon, or Q and A."""
    for match in _LINE.finditer(text):
        yield Label(
            match.start(), " ".join(match["who"].split()), match["more"], *match.span("who")
        )
    asked = list(_Q_LINE.finditer(text))
    if any(match["who"] == "Q" for match in asked):
        for match in asked:
            yield Label(match.start(), match["who"], "", *match.span("who"))


def _headed(text: str) -> Iterator[Label]:
    """Yield who answers or speaks by a line of its own: Answered by the Minister of State."""
    for match in _ANSWERED.finditer(text):
        yield Label(match.end(), " ".join(match["who"].split()), "", *match.span("who"))
    for match in _REPLY.finditer(text):
        before = max(0, match.start() - _HEAD_REACH)
        asked = next(reversed([*_ASKED_OF.finditer(text, before, match.start())]), None)
        if asked:
            yield Label(match.start(), " ".join(asked["who"].split()), "", *asked.span("who"))
    spoken = _SPEECH.search(text, 0, _HEAD_REACH)
    if spoken and len(_SELF.findall(text)) >= _LEAST_TURNS and _FIRST_PERSON.search(text):
        yield Label(spoken.end(), " ".join(spoken["who"].split()), "", *spoken.span("who"))


def _persons(text: str) -> list[str]:
    """Return the persons that the head of a text introduces with their office."""
    return [
        match["name"] for pattern in HOLDERS for match in pattern.finditer(text, 0, _HEAD_REACH)
    ] + [match.group() for match in _TWO_WORDS.finditer(text, 0, _HEAD_REACH)]


def _whole(label: str, persons: Sequence[str]) -> str | None:
    """Return the person whom a label means: by the last name, the initials, or A for who answers.

    The label stays with the name, for it is what the text says there.
    """
    if label == "A":
        return f"{persons[0]} (A)" if persons else None
    for person in persons:
        words = person.split()
        if label in words:
            return person
        if label.isupper() and label == "".join(word[0] for word in words):
            return f"{person} ({label})"
    return None


def _find_answers(text: str, persons: Sequence[str]) -> list[Turn]:
    """Return the turns of an interview without labels: paragraphs behind a paragraph that asks.

    Who answers speaks of himself; where nobody says "I" or "we", no person answers.
    """
    asked = list(_ASKED.finditer(text))
    if len(asked) < _LEAST_TURNS or not persons:
        return []
    found: list[Turn] = []
    for number, question in enumerate(asked):
        until = asked[number + 1].start() if number + 1 < len(asked) else len(text)
        self_said = _SELF.search(text, question.end(), until)
        if self_said:
            start, end = self_said.span()
            found.append(Turn(question.start(), "", question.start(), question.end()))
            name = f"{persons[0]} ({self_said.group()})"
            found.append(Turn(question.end() + 1, name, start, end))
    return found if len(found) > len(asked) else []


def _is_speaker(name: str, names: Counter[str]) -> bool:
    words = name.split()
    if words[0].casefold() in _FORMS:
        return False
    if len(words) > 1 and name.isupper() and _HEADING.search(name) and not _HOLDS.search(name):
        return False
    if _OFFICE.match(name) or (len(words) > 1 and _OFFICE.search(name)):
        return True
    if name.isupper() and len(name) > 1:
        return names[name] > 1 or any(
            n != name and len(n) > 1 and (n in name or name in n) for n in names
        )
    return len(words) > 1 and names[name] > 1


def _fuller(text: str, name: str, more: str, names: Counter[str]) -> str:
    """Return a speaker with what the text says more of him: a person behind an office, or one."""
    inside = more.strip(" ()")
    if inside and _OFFICE.match(inside):
        return f"{name} ({inside})"
    longer = next((n for n in names if name in n and len(n) > len(name)), None)
    if longer:
        return longer
    if " " not in name and _OFFICE.fullmatch(name):
        for match in _FULL_OFFICE.finditer(text, 0, _HEAD_REACH):
            if match["office"].casefold() == name.casefold():
                return match.group().rstrip(" ,")
    return name
