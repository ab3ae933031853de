"""Who says so: the speaker of a sentence, kept through a quotation, with whom he cites."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from tenor.evidence.model import Span, Voice
from tenor.evidence.rules.names import NameAt
from tenor.evidence.rules.turns import Turns
from tenor.evidence.sentences import Quotation, Sentence, find_quotations

_VERB = (
    r"(?:said|says|say|told|tells|announced|stated|states|added|adds|noted|notes|estimat(?:es"
    r"|ed)|claim(?:s|ed)|confirm(?:s|ed)|report(?:s|ed)|warn(?:s|ed)|argu(?:es|ed)|"
    r"insist(?:s|ed)|wrote|writes|reckon(?:s|ed)|believ(?:es|ed)|expect(?:s|ed)|forecasts?"
    r"|forecasted|predict(?:s|ed)|disclos(?:es|ed)|reveal(?:s|ed)|explain(?:s|ed)|declar(?:es"
    r"|ed)|"
    r"den(?:ies|ied)|caution(?:s|ed)|acknowledg(?:es|ed)|conced(?:es|ed)|testif(?:ies|ied)"
    r"|conclud(?:es|ed)|calculat(?:es|ed)|puts(?=\s(?:[^.;]{3,60}\s)?at\b)|clarified|commented|remarked|suggest(?:s|ed)|"
    r"describ(?:es|ed)|sp(?:oke|eaks)\sof|gives|shows?|showed|counts|counted|lists|maintain(?:s|ed)|alleg(?:es|ed)"
    r"|boast(?:s|ed)|lists?|listed|floated|floats|recommended|recommends|promised|promises|has\s(?=\d)"
    r"|asked|replied|responded|advised|repeated|stressed|emphasi[sz]ed|recalled"
    r"|counters?|countered|quipped|blames|guides|put(?=\s(?:[^.;]{3,60}\s)?at\b)|gave|sees?|values|valued|describe[sd]?|published|sp[eo]\w+\sof|speaks?\sof|carries|show)"
)
_NO_PARTICIPLE = (
    r"(?:(?<=said)|(?<=says)|(?<=told)|(?<=spoke)|(?<=wrote)|(?!\s(?:at|as|by|to\sbe|in|for)\b))"
)
"""Behind a verb: what is valued at, described as or expected by speaks of nobody who says so."""
_ADVERB = (
    r"(?:(?:has|have|had|also|later|earlier|then|separately|previously|repeatedly|since"
    r"|recently|again|now)\s){0,2}"
)
_TITLE = r"(?:[A-Z][\w’'&.-]*|of|the|and|for|de|al|bin|van|von|&|in|at|\(R\)|\([A-Z]{2,6}\))"
_BODY = (
    r"(?:compan(?:y|ies)|firms?|ministry|ministers?|department|officials?|analysts?|reports?"
    r"|stud(?:y|ies)|filings?|bank|government|spokes(?:man|woman|person)|agency|group|miners?"
    r"|developer|"
    r"statement|authorit(?:y|ies)|commission(?:er)?|executives?|chief\sexecutive|chairman"
    r"|secretary|governor|president|premier|economists?|broker|geologists?|sources?|persons?"
    r"|people|"
    r"directors?|prospectus|paper|newspaper|document|letter|institute|chamber|association|union"
    r"|committee|board|lenders?|sponsor|consultants?|council|embassy|mission|office|survey"
    r"|lawmakers?|senators?|"
    r"owners?|partners?|insiders?|diplomats?|engineers?|producers?|smelters?|traders?|note|data"
    r"|television|parties|brochure|administration|regulator|secretariat|bankers?|lawyers?|groups"
    r"|customs|activists|residents|villagers|investors?|shareholders|assessment|presentation"
    r"|website|sheet|journal|think\stank|lobby|campaigners|professor|academics?|researchers?|mayor"
    r"|lawmaker|adviser|advisor|negotiators?|envoy|workers|unions?|farmers)"
)
_PLAIN = (
    rf"(?:(?:[Tt]he|[Ii]ts|[Aa]n?|[Tt]heir|his|one|[Tt]wo|[Ss]ome|[Oo]ther|[Ss]everal|[Oo]ur"
    rf"|local|provincial|federal|senior"
    rf"|company|industry|government)\s(?:[\w’'-]+\s){{0,4}}?{_BODY}"
    rf"|[A-Z][\w’'&.-]*(?:\s[A-Z][\w’'&.-]*){{0,3}}['’]?s?\s(?:[a-z][\w-]+\s){{0,2}}{_BODY}"
    rf"|(?:[Tt]he|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]everal|[Ss]ome|[Mm]any|[Oo]ther)?\s?"
    rf"(?:[Pp]eople|[Pp]ersons?|[Ee]xecutives|[Dd]iplomats|[Ii]nvestors|[Cc]ritics|[Cc]ampaigners)"
    rf"(?=[\s,])"
    rf"|(?:[Mm]iners|[Oo]fficials|[Aa]nalysts|[Ss]ources|[Tt]raders|[Ll]enders|[Ll]awyers"
    rf"|[Bb]ankers|[Ee]conomists|[Gg]eologists))"
)
_NAME = rf"(?:[A-Z][\w’'&.-]*(?:\s{_TITLE}){{0,9}})"
"""Words of a name; a hyphen stands inside of one, so that there is one way to part them."""
_WHO = rf"(?P<who>{_PLAIN}|{_NAME}|[Hh]e|[Ss]he|[Tt]hey|[Ii]t)"
_APPOSITION = (
    r"(?:\s(?:close\sto|familiar\swith|briefed\son|with\s(?:\w+\s)?knowledge\sof|at|of|in|from|for"
    r"|who)\s[^,;.“”]{2,60})?"
    r"(?:,\s[^,.;“”\"]{3,120},|\s\([^()]{2,60}\),?)?"
)

_BEFORE = re.compile(
    rf"(?:(?<=[\s“\"(,;:–—-])|^){_WHO}{_APPOSITION}\s{_ADVERB}(?P<verb>{_VERB})\b{_NO_PARTICIPLE}",
    re.MULTILINE,
)
_AFTER = re.compile(
    rf"[,”\"?!—–]\s?[”\"]?\s?(?P<verb>said|says|added|adds|told|notes|noted|warned|explained|asked"
    rf"|claimed|argued|replied|wrote|insisted|recalled|joked"
    rf"|declared)\s(?:[a-z][\w’'-]+\s){{0,5}}?{_WHO}"
    rf"(?!\s(?:would|will|had|has|have|was|is|were|are|could|may|might|can|should)\b)"
)
_ACCORDING = re.compile(
    rf"\b(?:[Aa]ccording\sto|[Bb]y|[Pp]er|[Cc]iting|[Ii]n\sthe\swords\sof|as\sreported\sby"
    rf"|quoting)\s(?P<who>{_PLAIN}|(?:[Tt]he\s)?{_NAME})(?P<own>['’]s\s(?:own\s)?(?:account"
    rf"|estimate|reckoning|figures?|data|count|numbers|study|report|forecast))?"
)
_OWN = re.compile(
    rf"\b(?P<who>{_NAME})['’]s?\s(?:own\s)?(?:account|estimates?|reckoning|figures?|data|count"
    rf"|numbers|calculations?|forecast)\b"
)
_CLAIMS_BY = re.compile(
    rf"\b(?:claims?|reports?|estimates?|warnings?|reckoning|account|declaration|study|assessment)"
    rf"\s(?:by|from)\s(?P<who>{_PLAIN}|(?:the\s)?{_NAME})"
)
_WHO_SAY = re.compile(rf"(?<![\w’'])(?P<who>{_PLAIN}|{_NAME}),?\swho\s{_ADVERB}(?:{_VERB})\b")
_PRESS = re.compile(
    rf"(?P<who>(?:[Ll]ocal|[Ss]tate|[Cc]hinese|[Mm]edia|[Pp]ress|[Oo]fficial|[Gg]overnment)\s"
    rf"(?:press|media|reports|television|data|figures|statistics))\s{_ADVERB}(?:{_VERB})\b"
)
_BARE = r"(?:minister|ministry|officials?|sources|company|envoy|PM|president|govt|report|analysts?)"
_HEADLINE = re.compile(
    rf"(?:,\s(?:says|said)\s|\s[-–—]\s|:\s)(?P<who>{_BARE})\s*$|^(?P<who2>{_BARE})\ssays?\b",
    re.IGNORECASE,
)
_TOLD_THIS = re.compile(
    rf"(?<![\w’'])(?P<who>{_PLAIN}|{_NAME}|[Hh]e|[Ss]he){_APPOSITION},?\s{_ADVERB}(?:disclosed|said|revealed|stated"
    rf"|announced|confirmed|made|told)\s(?:[a-z]+\s)?(?:this|so|the\s(?:disclosure|announcement))\b"
)
"""A sentence about what the ones before it said: the commissioner disclosed this on Thursday."""
_THIS = re.compile(
    r"\b(?:said|disclosed|revealed|stated|announced|confirmed|made|told)\s(?:[a-z]+\s)?"
    r"(?:this|so|the\s(?:disclosure|announcement))\b"
)
_TOLD_REACH = 3
_DESCRIBED = re.compile(
    r"^(?:[Tt]he|[Ii]ts|[Tt]his|[Oo]ur|[Aa]n?)?\s?(?:[\w’'-]+\s){0,3}?(?P<kind>company|firm|developer|miner"
    r"|group|producer|owner|explorer|promoter|operator|sponsor|borrower|buyer|seller|bank|lender|agency"
    r"|ministry|department|institute|regulator)$",
    re.IGNORECASE,
)
_OFFICIAL = frozenset(
    {"bank", "lender", "agency", "ministry", "department", "institute", "regulator"}
)
_PLACED = re.compile(
    r"\b(?:in|of|at|from|near|for)\s(?:(?:central|northern|southern|eastern|western)\s)?$"
)
_AT_BODY = re.compile(rf"\s(?:at|from|with|of)\s(?P<body>{_NAME})")
_CITED = re.compile(
    rf"\b(?:citing|quoting|who\scited|relaying|repeating)\s(?P<who>{_PLAIN}|(?:the\s)?{_NAME})"
)
_COLON = re.compile(rf"(?:^|(?<=[\s(–-]))(?P<who>{_NAME})\s?:\s?(?=[“\"])", re.MULTILINE)
_HOLDS = (
    r"(?P<office>[Mm]inister|[Ss]ecretary|[Cc]ommissioner|[Gg]overnor|[Pp]resident|[Cc]hairman"
    r"|[Cc]hairwoman"
    r"|[Aa]mbassador|[Dd]irector|[Ee]xecutive|[Pp]remier|[Ss]pokes(?:man|woman|person)"
    r"|[Aa]nalyst|[Gg]eologist"
    r"|[Ee]nvoy|[Mm]ayor|[Pp]rofessor|[Ee]conomist|[Cc]hancellor)"
)
_PERSON = (
    r"(?P<name>[A-Z][\w’'-]+(?:\s(?:[A-Z]\.|al|bin|van|von|de|da"
    r"|del))?(?:\s[A-Z][\w’'-]+){1,2})"
)
_HOLDERS = (
    re.compile(
        rf"\b{_HOLDS}(?:\s(?:of|for)\s[^,.;]{{3,50}})?,?\s(?:(?:Mr|Ms|Mrs|Dr|Hon|Engr|Alhaji"
        rf"|Sir|Prof)\.?\s)?{_PERSON}"
    ),
    re.compile(rf"{_PERSON},\s(?:[\w’'&-]+\s){{0,6}}?{_HOLDS}\b"),
)
_OFFICE_WORD = re.compile(
    r"minister|secretary|commissioner|governor|president|chairman|chairwoman|ambassador"
    r"|director|executive|premier"
    r"|spokes(?:man|woman|person)|analyst|geologist|envoy|mayor|professor|economist|chancellor"
)
_LEADING = re.compile(rf"{_PLAIN}|{_NAME}")
_PRONOUN = re.compile(r"^(?:he|she|they|it)$", re.IGNORECASE)
_TRIM = re.compile(
    r"^(?:But|And|Yet|Still|Meanwhile|Separately|However|On\s\w+|In\s\w+|At\s\w+|As|While|When"
    r"|If|The|A|An)\s+(?=[A-Z(])"
)
_NOT_SPEAKERS = re.compile(
    r"^(?:The|This|That|These|It|An?|Some|Its|Their|His|Her|Our|What|Which|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
    r"|January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Phase|Section|Table|Part)\b.{0,3}$"
)
_TOLD_ONLY = frozenset({"by", "per"})


@dataclass(frozen=True, slots=True)
class Speech:
    """A speaker found in a sentence, with the stretch of it that he speaks for."""

    start: int
    end: int
    voice: Voice


class Speakers:
    """The speakers of one document by sentence."""

    def __init__(
        self, text: str, sentences: Sequence[Sentence], names: Sequence[NameAt] = ()
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._begins = [s.start for s in sentences]
        self._quotes = find_quotations(text)
        self._quote_starts = [q.start for q in self._quotes]
        self._speeches: dict[int, list[Speech]] = {}
        self._turns = Turns(text)
        self._holders = _holders(text)
        self._names = names
        self._name_starts = [n.start for n in names]

    def _found(self, sentence: int) -> list[Speech]:
        """Return the speeches of a sentence; each is looked for when first asked."""
        if sentence not in self._speeches:
            place = self._sentences[sentence]
            self._speeches[sentence] = _find(self._text, place.start, place.end)
        return self._speeches[sentence]

    def of(self, sentence: int, place: int) -> tuple[Voice, ...]:
        """Return the attribution chain of a place, the nearest speaker first; empty for none."""
        at = bisect_right(self._quote_starts, place) - 1
        quote = self._quotes[at] if at >= 0 and place < self._quotes[at].end else None
        speeches = self._found(sentence)
        if quote is not None:
            return self._of_quote(quote, sentence)
        best = _governing(self._text, speeches, place)
        if best is not None:
            return self._chain(best.voice, sentence)
        turn = self._turns.of(place)
        if turn is None:
            turn = self._told_after(sentence)
        return (turn,) if turn else ()

    def _told_after(self, sentence: int) -> Voice | None:
        """Return who says of the sentences before that he said this, in the same paragraph."""
        start = self._sentences[sentence].end
        for after in self._sentences[sentence + 1 : sentence + 1 + _TOLD_REACH]:
            if "\n\n" in self._text[start : after.start]:
                return None
            if not _THIS.search(self._text, after.start, after.end):
                continue
            told = _TOLD_THIS.search(self._text, after.start, after.end)
            if told:
                name = _clean(told["who"])
                at = self._text.find(name, told.start("who"))
                voice = Voice(name, "speaker", Span.of(self._text, at, at + len(name)))
                return None if _PRONOUN.match(name) else self._named(voice)
        return None

    def _of_quote(self, quote: Quotation, sentence: int) -> tuple[Voice, ...]:
        near: list[tuple[int, Speech]] = []
        for i in range(max(0, sentence - 3), min(len(self._sentences), sentence + 4)):
            for speech in self._found(i):
                named = speech.voice.span.start if speech.voice.span else speech.start
                if quote.start <= named < quote.end:  # the comma of "…," said she is in the quote
                    continue
                gap = (
                    speech.start - quote.end
                    if speech.start >= quote.end
                    else quote.start - speech.end
                )
                near.append((gap if gap >= 0 else 0, speech))
        close = [pair for pair in near if pair[0] <= 160]
        if close:
            best = min(close, key=lambda pair: pair[0])[1]
            return self._chain(best.voice, sentence)
        turn = self._turns.of(quote.start)
        return (turn,) if turn else ()

    def _chain(self, voice: Voice, sentence: int) -> tuple[Voice, ...]:
        if _PRONOUN.match(voice.speaker):
            resolved = self._resolve(sentence, voice)
            if resolved is None:
                return ()
            voice = resolved
        voice = self._named(voice)
        place = self._sentences[sentence]
        cited = _CITED.search(self._text, place.start, place.end)
        if cited and _clean(cited["who"]) != voice.speaker:
            name = _clean(cited["who"])
            start = self._text.find(name, cited.start("who"))
            return voice, Voice(name, "cited", Span.of(self._text, start, start + len(name)))
        return (voice,)

    def _named(self, voice: Voice) -> Voice:
        """Return the person behind a title, as the text named him before: the minister."""
        described = _DESCRIBED.match(voice.speaker)
        if described and voice.span:
            return self._meant(voice, described["kind"].casefold())
        words = _OFFICE_WORD.findall(voice.speaker.casefold())
        if not words or any(part[0].isupper() for part in voice.speaker.split()[1:]):
            return voice
        limit = voice.span.start if voice.span else 0
        holders = self._holders.get(words[-1], [])
        at = bisect_left(holders, limit, key=lambda span: span.start)
        held = holders[at - 1] if at else None
        return Voice(held.exact, voice.role, held) if held else voice

    def _meant(self, voice: Voice, kind: str) -> Voice:
        """Return a description with the name it stands for: the first of the nearest sentence."""
        limit = voice.span.start if voice.span else 0
        kinds = ("agency", "bloc") if kind in _OFFICIAL else ("company",)
        until = bisect_right(self._name_starts, limit)
        near = self._names[max(0, until - _NAMES_BACK) : until]
        fitting = [n for n in near if n.end <= limit and n.kind in kinds]
        if not fitting:
            return voice
        last = max(bisect_right(self._begins, fitting[-1].start) - 1, 0)
        first = next((n for n in fitting if n.start >= self._begins[last]), fitting[-1])
        return Voice(f"{voice.speaker} ({first.name})", voice.role, voice.span)

    def _resolve(self, sentence: int, voice: Voice) -> Voice | None:
        """Return the last speaker named before a pronoun."""
        limit = voice.span.start if voice.span else self._sentences[sentence].start
        if voice.speaker.casefold() in ("it", "they") and sentence:
            before = self._sentences[sentence - 1]
            leading = _LEADING.match(self._text, before.start, before.end)
            if leading and _clean(leading.group()) and not _NOT_SPEAKERS.match(leading.group()):
                name = _clean(leading.group())
                at = self._text.find(name, before.start)
                return Voice(name, "speaker", Span.of(self._text, at, at + len(name)))
        for i in range(sentence, max(-1, sentence - 8), -1):
            for speech in reversed(self._found(i)):
                named = not _PRONOUN.match(speech.voice.speaker)
                if named and speech.start < limit:
                    return Voice(speech.voice.speaker, speech.voice.role, speech.voice.span)
        return None


def _holders(text: str) -> dict[str, list[Span]]:
    """Return who holds an office in a text: Mining minister Festus Haimbodi, by the office."""
    found: dict[str, list[Span]] = {}
    for pattern in _HOLDERS:
        for match in pattern.finditer(text):
            span = Span.of(text, match.start("name"), match.end("name"))
            found.setdefault(match["office"].casefold(), []).append(span)
    for spans in found.values():
        spans.sort(key=lambda span: span.start)
    return found


def _find(text: str, start: int, end: int) -> list[Speech]:
    found: list[Speech] = []
    for pattern, role in (
        (_BEFORE, "speaker"),
        (_AFTER, "speaker"),
        (_COLON, "speaker"),
        (_ACCORDING, "source"),
        (_OWN, "source"),
        (_CLAIMS_BY, "source"),
        (_WHO_SAY, "speaker"),
        (_PRESS, "source"),
        (_HEADLINE, "speaker"),
    ):
        for match in pattern.finditer(text, start, end):
            first = match.group().split()[0].casefold()
            if pattern is _ACCORDING and first in _TOLD_ONLY and not match["own"]:
                continue
            group = "who2" if pattern is _HEADLINE and not match["who"] else "who"
            named = _named_at(text, start, match.start(group), match[group])
            if named is not None:
                voice = Voice(named.exact, role, named)
                found.append(Speech(match.start(), match.end(), voice))
    return sorted(found, key=lambda speech: speech.start)


def _named_at(text: str, start: int, place: int, words: str) -> Span | None:
    """Return who is named at a place: with his body, or the head of the phrase that ends there."""
    name = _clean(words)
    if not name or _NOT_SPEAKERS.match(name) or len(name) > _LONGEST_NAME:
        return None
    at = text.find(name, place)
    if at < 0:
        return None
    end = at + len(name)
    if name[:1].isupper() and _PLACED.search(text[max(start, at - 24) : at]):
        heads = list(_PLAIN_WHO.finditer(text, max(start, at - _LONGEST_NAME), at))
        if heads:
            return Span.of(text, heads[-1].start(), heads[-1].end())
    body = _AT_BODY.match(text, end) if " " not in name and name.islower() else None
    body = body or (_AT_BODY.match(text, end) if name in _GROUPS else None)
    return Span.of(text, at, body.end("body") if body else end)


_LONGEST_NAME, _NAMES_BACK = 90, 120
_GROUPS = frozenset({"Analysts", "Economists", "Researchers", "Traders", "Officials", "Geologists"})
_PLAIN_WHO = re.compile(rf"\b{_PLAIN}\b")


def _clean(name: str) -> str:
    text = " ".join(name.split()).strip(" ,;:.-–—")
    while _TRIM.match(text):
        text = _TRIM.sub("", text, count=1)
    return re.sub(r"['’]s$", "", text)


def _governing(text: str, speeches: Sequence[Speech], place: int) -> Speech | None:
    """Return the speech that a place belongs to: the last before it, else one after."""
    before = [s for s in speeches if s.end <= place]
    if before:
        return before[-1]
    after = [s for s in speeches if s.start > place]
    if not after:
        return None
    between = text[place : after[0].start]
    return after[0] if len(between) <= 260 else None
