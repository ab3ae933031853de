"""Speech in a sentence: verbs of saying, who is their subject, and how far their word reaches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tenor.evidence.model import Span, Voice
from tenor.evidence.rules.speech_verbs import INVERTS, PLAIN, TAILS, VERB
from tenor.evidence.rules.who import NAME, PAPERS, ROLES, noun_ending, phrase_at, phrase_ending

_NO_SUBJECT = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|being|as|an?|the|not|its|their|his|her|our|to|own|by|of|will"
    r"|would|could|may|might|should|must|can|for|from|in|and|or|at|with|on)\s|\d\s|-)$"
)
_NO_VERB = re.compile(
    r"\s(?:by|of|in|from|or|at|to\sbe|as|with|for|give|put|show|suggest|are|were|range|vary)\b|['’]"
)
_THAT_LATER = re.compile(r"\s(?:in|at|on|from|during|by)\s[^,.;]{2,40}?\sthat\b")
_COORDINATED = re.compile(
    r"\b(?:and|but|or)\s(?:(?:also|then|later|has|have|had|[a-z]+ly)\s){0,2}$"
)
_LEADING = re.compile(r"(?:[A-Z][a-z]+(?:\s[\w]+){0,4},\s)?")
_ANNOUNCED = re.compile(
    r"(?:\s(?:on|last|this|in)\s[\w\s]{2,24}?)?\sthat\s(?!(?:it|they|the\s[Cc]ompany|we)\b)"
)
_ADVERB_END = re.compile(
    r"(?:\s|^)(?:also|has|have|had|later|earlier|then|separately|previously|repeatedly|since"
    r"|recently|again|now|today|yesterday|once|still|only|always|never|itself|themselves|sometimes"
    r"|often|(?:last|this|early|late)\s(?:\w+\s)?(?:week|month|year|night|quarter|\w+day)"
    r"|on\s\w+day|in\s(?:an?|the|its|their|his|her)\s[\w\s-]{3,40}?|[a-z]+ly|in\sturn|did)$"
)
_BREAK = re.compile(
    r"[;:“”\"]|\s[–—-]\s|(?<=\s)(?:that|as|but|while|because|after|when|than|if|what|how|whether"
    r"|whereas|though|although|since|where|until|and(?!\s[A-Z])|or|so|before|which|who|whom|whose)\s"
)
_RELATIVE = re.compile(r",?\s(?:which|who|that)$")
_TIES = re.compile(r"[,”\"?!–—-]['’]?\s?$")
_TAIL = re.compile(
    r"(?:\s(?:(?:on|last|this|late|early|in|at|to|during|by|after|from|yesterday|today|here"
    r"|reporters|journalists|investors|lawmakers|[Pp]arliament|shareholders|analysts|there|at)\b"
    r"[^,;.“”\"]{0,60}|him|this\s\w+|[A-Z][\w’'&.-]*(?:\s[A-Z][\w’'&.-]*){0,4}))*\s?"
    r"(?=[,;”\"“–—]|\.?$|\s[–—])"
)
_HEARERS = re.compile(r"\s(?:[^,;.“”\"]{2,80}?)(?=[,;”\"]|\.?$)(?<!\sthat)")
_CLAUSE = re.compile(r";\s|,\s(?:while|but|whereas|although|though)\s|\s[–—]\s")
_PARTICIPLE = re.compile(
    r",\s(?:saying|adding|noting|warning|arguing|claiming|explaining|telling|estimating)\s"
)
_APPOSED_NAME = re.compile(rf",\s(?:the\s)?(?P<name>{NAME}),\s")
_NAME_ALONE = re.compile(rf"(?:(?:Mr|Ms|Mrs|Dr|Hon|Engr|Alhaji)\.?\s)?{NAME}")
_PAPER = re.compile(rf"\b(?i:{PAPERS})\b")
_ACT = re.compile(r"\b(?:agreement|terms|strategy|programme|plan|results)\b", re.IGNORECASE)
_AS = re.compile(r",\sas\s$")
_GOES_ON = re.compile(r"[^“”\"]{0,120}?,\s(?:adding|noting|and|“|\"|but)")
_PLACED = re.compile(r"\b(?:[Ii]n|[Aa]t|[Ff]rom|[Oo]n|[Nn]ear|[Oo]f|to|for)\s$")
_UNNAMED = re.compile(
    r"(?:(?:an?|one|two|three|four|several|some|the|other)\s)?(?:[\w-]+\s){0,2}?(?:of\sthe\s)?"
    r"(?:persons?|people|sources?|insiders?)\b",
    re.IGNORECASE,
)
_ROLE_FIRST = re.compile(rf"(?:{ROLES})\b", re.IGNORECASE)
_TELLS_WHO = re.compile(
    r",\s(?:who|which|whose|where|an?|the|its|[\w-]+ing)\b|,\s(?:[\w’'-]+\s){0,4}?(?:of|at|for|in)\s"
    rf"|,\s(?:[\w’'-]+\s){{0,4}}?(?:{ROLES})\b"
)
_KNOWN_AS = re.compile(r"^(?:better\s|also\s)?(?:known|trading|registered)\sas\s")
_QUOTED_AS = re.compile(r"\s(?:is|was|were|been)\squoted\b[^.;]{0,60}?\sas\ssaying\b")
_COMMAS, _APPOSED, _VERB_LEAD, _NEAR_WHO = 4, 240, 24, 4

_ACCORDING = re.compile(
    r"\b(?:[Aa]ccording\sto|[Ii]n\sthe\swords\sof|[Aa]s\s(?:reported|estimated|quoted)\sby"
    r"|(?:put|pegged|estimated|reckoned|calculated|quoted|cited|reported|forecast|disclosed|described"
    r"|valued|assessed|published|compiled|confirmed|claimed|projected|told|informed|given|provided"
    r"|supplied|released|issued)\s(?:[^.;,“”]{0,30}?\s)?by"
    r"|(?P<noun>claims?|reports?|estimates?|warnings?|figures?|data|statistics|account|declaration"
    r"|study|assessment|calculations?|survey|forecasts?|numbers|filings?|documents?|statement)"
    r"\s(?:by|from)|(?:[Aa]s\s)?[Pp]er|(?:figures?|numbers?|estimates?|sum|claim)\b[^.;]{0,30}\s(?:comes?|came)\sfrom)\s"
)
_OWNED = re.compile(
    r"\b(?P<by>(?:[Bb]y|[Oo]n|[Ii]n|[Pp]er|[Aa]t|from)\s)?"
    r"(?P<who>(?:(?:[Tt]he|[Ii]ts|[Tt]heir|[Hh]is)\s)?(?:[\w’'.&-]+\s){0,4}?[\w’.&-]{2,40}?)['’]s?\s"
    r"(?:(?:own|last|latest|\w+)\s){0,2}?(?:account|estimates?|reckoning|figures?|data|count|numbers"
    r"|calculations?|forecasts?|declaration|study|report|words|arithmetic|guidance|valuation|books"
    r"|view|claims?)\b(?(by)|(?=\s(?:of|for|that|is|was|were|are|has|puts?|includes?|gives?)\b))"
)


@dataclass(frozen=True, slots=True)
class Speech:
    """A speaker found in a sentence, with the stretch of it that he speaks for.

    Attributes
    ----------
    start, end : int
        Of the words of speech: who, with the verb.
    low, high : int
        The stretch of the sentence that is said; the words of speech in it are not.
    voice : Voice
    """

    start: int
    end: int
    low: int
    high: int
    voice: Voice

    def covers(self, place: int) -> bool:
        """Return whether a place is in what is said."""
        return self.low <= place < self.high and not self.start <= place < self.end


def find_speeches(text: str, start: int, end: int) -> list[Speech]:
    """Return the speeches of a sentence, in the order of their words."""
    found = [*_by_verbs(text, start, end), *_by_sources(text, start, end)]
    participle = _PARTICIPLE.search(text, start, end)
    leading = phrase_at(text, start, end) if participle and not found else None
    if participle and leading and leading.exact[:1].isupper():
        at = participle.start()
        found.append(Speech(at, participle.end(), participle.end(), end, _voice(leading)))
    return sorted(found, key=lambda speech: speech.start)


def covering(speeches: list[Speech], place: int) -> list[Speech]:
    """Return the speeches that a place belongs to, the nearest first; then who tells of it."""
    found = sorted(
        (s for s in speeches if s.covers(place)),
        key=lambda s: place - s.end if s.end <= place else s.start - place,
    )
    return [s for s in found if s is found[0] or s.low <= found[0].start < s.high]


def _voice(who: Span, role: str = "speaker") -> Voice:
    return Voice(who.exact, role, who)


def _by_verbs(text: str, start: int, end: int) -> Iterator[Speech]:
    """Yield the speeches that verbs of saying tell of."""
    for verb in VERB.finditer(text, start, end):
        joined = verb["says"] is not None and _joins(text, start, verb.start())
        if not joined and not _can_say(text, verb, start, end):
            continue
        if joined:
            subject = _leading_subject(text, start, verb.start())
        else:
            sure = verb.group() in PLAIN or text.startswith(" that ", verb.end())
            subject = subject_of(text, start, verb.start(), any_noun=sure)
        if subject is not None:
            yield from _speech_of(text, verb, subject, start, end)
        elif INVERTS.match(verb.group()):
            yield from _inverted(text, verb, start, end)


def _joins(text: str, start: int, place: int) -> bool:
    """Return whether a verb is the second of its subject: the group faulted the plan and said."""
    return bool(_COORDINATED.search(text[max(start, place - _VERB_LEAD) : place]))


def _can_say(text: str, verb: re.Match[str], start: int, end: int) -> bool:
    """Return whether the words around a verb leave it one, and active."""
    if _NO_SUBJECT.search(text[max(start, verb.start() - _VERB_LEAD) : verb.start()]):
        return False
    if verb.group() in PLAIN or verb.group() == "puts" or text.startswith(("As ", "as "), start):
        return True
    noun = _NO_VERB.match(text, verb.end(), end)  # or a participle: estimated at
    return not noun or bool(_THAT_LATER.match(text, verb.end(), end))


def _speech_of(
    text: str, verb: re.Match[str], subject: tuple[Span, int], start: int, end: int
) -> Iterator[Speech]:
    """Yield the speech of a verb with its subject: what is said stands behind it, or before."""
    who, begin = subject
    if verb["shows"] and (not _PAPER.search(who.exact) or _ACT.search(who.exact)):
        return
    tail = _tail_of(text, verb.group(), verb.end(), end)
    before = text[max(start, begin - 5) : begin]
    if tail and begin > start and (_TIES.search(before) or _AS.search(before)):
        yield _tail(text, who, (begin, tail.end()), start, end)
        return
    if verb["announces"] and not _ANNOUNCED.match(text, verb.end(), end):
        return
    high = _until(text, verb.end(), end)
    if text.startswith(", ", begin):  # a relative clause ends at its comma
        comma = text.find(", ", verb.end(), high)
        high = comma if comma >= 0 else high
    yield Speech(begin, verb.end(), verb.end(), high, _voice(who))


def _tail_of(text: str, word: str, place: int, end: int) -> re.Match[str] | None:
    """Return the words of circumstance behind a verb, where they end the clause."""
    if not TAILS.match(word):
        return None
    hearers = _HEARERS.match(text, place, end) if word in ("told", "tells") else None
    return hearers or _TAIL.match(text, place, end)


def _inverted(text: str, verb: re.Match[str], start: int, end: int) -> Iterator[Speech]:
    """Yield the speech of a verb before its subject: "," said Dora Mwale."""
    if not _TIES.search(text[max(0, verb.start() - 3) : verb.start()]):
        return
    who = phrase_at(text, verb.end() + 1, end)
    if who is not None and who.exact.casefold() not in ("it", "they"):
        said = _tail(text, who, (verb.start(), who.end), start, end)
        # What stands behind the name may tell who he is, and not what he said.
        told = _TELLS_WHO.match(text, who.end, end) and not _GOES_ON.match(text, who.end, end)
        yield replace(said, high=who.end) if told else said


def _tail(text: str, who: Span, words: tuple[int, int], start: int, end: int) -> Speech:
    """Return a speech that stands behind what is said, and goes on behind a comma."""
    begin, last = words
    breaks = [m.end() for m in _CLAUSE.finditer(text, start, begin)]
    goes_on = text[last : last + 1] == ","
    high = _until(text, last, end) if goes_on else last
    return Speech(begin, last, max(breaks, default=start), high, _voice(who))


def _until(text: str, place: int, end: int) -> int:
    stop = text.find("; ", place, end)
    return end if stop < 0 else stop


def _leading_subject(text: str, start: int, verb: int) -> tuple[Span, int] | None:
    """Return the subject of a second verb: the phrase that the sentence begins with."""
    leading = _LEADING.match(text, start, verb)
    for place in dict.fromkeys([start, leading.end() if leading else start]):
        who = phrase_at(text, place, verb)
        if who is None or text[who.end : who.end + 1] not in (" ", ","):
            continue
        called = _APPOSED_NAME.match(text, who.end, verb)
        if called and not _NAME_ALONE.fullmatch(who.exact):
            who = Span.of(text, *called.span("name"))
        return who, verb
    return None


def subject_of(
    text: str, start: int, verb: int, *, any_noun: bool = False
) -> tuple[Span, int] | None:
    """Return the subject of a verb and where its words begin, across an apposition.

    "Dora Mwale, who leads the miner, said": what stands between the commas is passed over.
    """
    end = _without_adverbs(text, start, verb)
    relative = _RELATIVE.search(text, max(start, end - 12), end)
    if relative:
        end = relative.start()
        found = _phrase(text, start, end)
        return (found[0], end) if found else None
    if text[end - 1 : end] not in (",", ")", "—", "–"):
        found = _phrase(text, start, end)
        return noun_ending(text, _inner(text, start, end), end) if any_noun and not found else found
    return _before_apposition(text, start, end - 1)


def _before_apposition(text: str, start: int, end: int) -> tuple[Span, int] | None:
    """Return the subject in front of an apposition that closes at a place."""
    place = end
    for _ in range(_COMMAS):
        marks = [text.rfind(mark, max(start, end - _APPOSED), place) for mark in (", ", " (", " —")]
        place = max(marks)
        if place < 0 or "“" in text[place:end] or "”" in text[place:end]:
            return None
        found = _phrase(text, start, place)
        if found is None:
            continue
        within = _KNOWN_AS.sub("", text[place + 1 : end].strip(" ,(—"))
        who, begin = found
        ahead = begin - 2
        if text[ahead : ahead + 1] == "," and ahead > start:
            earlier = _phrase(text, start, ahead)
            known = earlier is not None and _NAME_ALONE.fullmatch(earlier[0].exact)
            if earlier and known and not _PLACED.search(text, start, earlier[1]):
                return earlier
        if _UNNAMED.match(who.exact):  # a person close to the seller, Marrow, said
            return found
        named = _NAME_ALONE.fullmatch(who.exact) and not _ROLE_FIRST.match(who.exact)
        if _NAME_ALONE.fullmatch(within) and not named:
            at = text.index(within, place)
            return Span.of(text, at, at + len(within)), begin
        return found
    return None


def _without_adverbs(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] == " ":
        end -= 1
    for _ in range(4):
        adverb = _ADVERB_END.search(text[max(start, end - 60) : end])
        if adverb is None:
            break
        end = max(start, end - 60) + adverb.start()
        while end > start and text[end - 1] == " ":
            end -= 1
    return end


def _phrase(text: str, start: int, end: int) -> tuple[Span, int] | None:
    """Return the phrase for a speaker that ends at a place, within its clause."""
    comma = text.rfind(", ", start, end)
    inner, outer = _inner(text, start, end), max(comma + 2 if comma >= 0 else 0, start)
    found = phrase_ending(text, inner, end)
    return phrase_ending(text, outer, end) if found is None and outer < inner else found


def _inner(text: str, start: int, end: int) -> int:
    """Return where the last clause before a place begins."""
    breaks = [m.end() for m in _BREAK.finditer(text, max(start, end - 200), end)]
    comma = text.rfind(", ", start, end)
    return max([*breaks, comma + 2 if comma >= 0 else 0, start])


def _by_sources(text: str, start: int, end: int) -> Iterator[Speech]:
    for match in _ACCORDING.finditer(text, start, end):
        who = phrase_at(text, match.end(), end)
        if who is None or (match.group() == "per " and who.exact[0].islower()):
            continue
        leads = match.start() - start < 3 or bool(match["noun"])
        leads = leads or text.startswith(
            (" that ", ": ", ", that ", " as ", " at ", " to "), who.end
        )
        aside = (
            text[match.start() - 2 : match.start()] == ", " and text[who.end : who.end + 1] == ","
        )
        leads = leads or aside
        high = end if leads else who.end
        low = _left(text, start, match.start())
        begin = max(match.start(), who.start - _NEAR_WHO)  # put at $5m by him: the sum is said
        yield Speech(begin, who.end, low, high, _voice(who, "source"))
    for match in _QUOTED_AS.finditer(text, start, end):
        subject = subject_of(text, start, match.start())
        if subject is not None:
            yield Speech(subject[1], match.end(), match.end(), end, _voice(subject[0]))
    for match in _OWNED.finditer(text, start, end):
        who = _owner(text, match)
        if who is None:
            continue
        apart = text[match.start() - 2 : match.start()] == ", "
        stop = text.find(",", match.end(), end)
        high = stop if stop >= 0 and match["by"] and not apart and match.start() > start else end
        low = _left(text, start, match.start()) if match["by"] else match.end()
        yield Speech(match.start(), match.end(), low, high, _voice(who, "source"))


def _owner(text: str, match: re.Match[str]) -> Span | None:
    """Return whose account it is: the phrase that ends before the possessive."""
    found = phrase_ending(text, match.end("by") if match["by"] else match.start(), match.end("who"))
    if found is None or found[0].exact.casefold() in ("it", "they", "he", "she"):
        return None
    return found[0]


def _left(text: str, start: int, end: int) -> int:
    """Return where the clause begins that a source behind it speaks for."""
    return max((m.end() for m in _CLAUSE.finditer(text, start, end)), default=start)
